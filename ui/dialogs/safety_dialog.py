"""数据安全: the state in sentences, the backups, and everything that can be done about them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import Cancelled
from models.domain.safety import BackupRow, SafetyStatus
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.keeper import stoppable
from ui.restoring import OpenBranch
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.tasks import IsCancelled, Progress
from ui.theme import px
from ui.widgets.banner import SIGNS
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.emptied import empty
from ui.widgets.empty_state import EmptyState
from ui.widgets.handoff_words import size_words
from ui.widgets.job_bar import JobBar
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

COLUMNS: tuple[Column[BackupRow], ...] = (
    Column(key="made", title="日期和时间", text=lambda r: r.made_at, width=140, sort=False),
    Column(key="serial", title="编号", text=lambda r: str(r.serial), width=60, sort=False),
    Column(key="reason", title="什么时候做的", text=lambda r: r.reason, width=130, sort=False),
    Column(key="people", title="人员", text=lambda r: str(r.people), width=60, sort=False),
    Column(key="meetings", title="会议", text=lambda r: str(r.meetings), width=60, sort=False),
    Column(key="payments", title="缴费", text=lambda r: str(r.payments), width=60, sort=False),
    Column(key="size", title="大小", text=lambda r: size_words(r.size), width=84, sort=False),
    Column(key="lost", title="恢复它", text=lambda r: r.lost, width=300, sort=False, wrap=True),
)
REMINDER = "抢救出来的文件没有加密，用完请删除。"


class StateLines(QWidget):
    """One line a topic: sign, topic, sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(2, 1)
        self.texts: list[str] = []

    def show_status(self, status: SafetyStatus) -> None:
        empty(self._grid)
        self.texts = [line.text for line in status.lines]
        for row, line in enumerate(status.lines):
            sign = PlainLabel(SIGNS[line.light.value])
            sign.set_state(line.light.value)
            sign.setFixedWidth(px(18))
            self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(PlainLabel(line.topic, "heading"), row, 1, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(PlainLabel(line.text, wrap=True), row, 2)


class SafetyDialog(QDialog):
    """`restored` when a backup took the place of the data: they are closed then. `copy`: go on to the second place."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, copy: bool = False) -> None:
        super().__init__(parent)
        self._context, self._safety = context, context.desk.safety
        self.restored = False
        self.setWindowTitle("数据安全")
        self.resize(QSize(px(980), px(640)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("数据安全", "title"))
        self.state = StateLines()
        box.addWidget(self.state)
        box.addLayout(self._buttons())
        self.job = JobBar(context.tasks)
        box.addWidget(self.job)
        self.said = PlainLabel("", "quiet", wrap=True)
        self.said.hide()
        box.addWidget(self.said)
        box.addWidget(PlainLabel("备份", "heading"))
        box.addWidget(self._list(), 1)
        box.addLayout(self._keys())
        self.close_buttons = DialogButtons(self, "看完了")
        self.close_buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(self.close_buttons)
        self.refresh()
        if copy:
            self.copy_button.setFocus()

    # building

    def _button(self, text: str, slot: Callable[[], object], *, primary: bool = False) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        rescue = self._safety.is_rescue
        self.backup_button = self._button("立即备份", self.back_up, primary=not rescue)
        self.copy_button = self._button("复制到另一处…", self.copy_elsewhere)
        self.rehearse_button = self._button("演练", self.rehearse)
        self.check_button = self._button("核对操作记录", self.check)
        self.restore_button = self._button("恢复…", self.restore, primary=rescue)
        self.salvage_button = self._button("导出能读出的内容…", self.salvage)
        working = (self.backup_button, self.copy_button, self.rehearse_button, self.check_button)
        for button in working:
            button.setVisible(not self._context.desk.store.read_only)
        self.salvage_button.setVisible(rescue)
        self.all_buttons = [*working, self.restore_button, self.salvage_button]
        for button in self.all_buttons:
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _list(self) -> QWidget:
        self._rows: list[BackupRow] = []
        self.model = RecordTableModel(ListSource(lambda: self._rows, id_of=lambda r: r.serial), COLUMNS)
        self.table = RecordTable(self.model, "backups", self._context.settings)
        self.table.opened.connect(lambda _serial: self.restore())
        self.table.add_row_action("恢复…", lambda _ids: self.restore())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table.with_foot("份备份"))
        self.stack.addWidget(EmptyState("还没有备份。备份会在打开、关闭和每半小时自动做，也可以现在就做。"))
        return self.stack

    def _keys(self) -> QHBoxLayout:
        """The keys are the other half of safety; their dialogs are the window's."""
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(PlainLabel("钥匙", "heading"))
        window = self.parent()
        self.key_buttons: list[QPushButton] = []
        for text, name in (
            ("更改口令…", "change_password"),
            ("恢复码…", "show_recovery"),
            ("换届移交…", "hand_over"),
        ):
            act = getattr(window, name, None)
            if act is None:
                continue
            button = self._button(text, lambda act=act: self._leave_for(act))
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            self.key_buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _leave_for(self, act: Callable[[], object]) -> None:
        if not self.job.busy:
            self.accept()
            QTimer.singleShot(0, act)  # after this dialog has come back: a handover closes the data

    # state

    def refresh(self) -> None:
        """Sentences and list anew."""
        self.state.show_status(self._safety.status())
        kept = self.table.current_id()
        self._rows = self._safety.rows()
        self.model.reload()
        self.stack.setCurrentIndex(0 if self._rows else 1)
        if self._rows and not self.table.select_id(kept):
            self.table.select_id(self._rows[0].serial)
        self._judge()

    def _judge(self) -> None:
        for button in (*self.all_buttons, *self.key_buttons, self.close_buttons.ok_button):
            button.setEnabled(not self.job.busy)
        self.rehearse_button.setEnabled(not self.job.busy and bool(self._rows))

    # doing

    def _run(
        self, what: str, act: Callable[[Progress, IsCancelled], Any], told: Callable[[Any], str]
    ) -> None:
        def done(value: Any) -> None:
            self.said.setText(f"✓ {told(value)}")
            self.said.show()
            self.refresh()

        def failed(error: BaseException) -> None:
            self.refresh()
            if not isinstance(error, Cancelled):
                self._context.tasks.failed.emit(error)

        self.said.hide()
        self.job.run(what, lambda p, c: act(stoppable(p, c), c), done, failed)
        self._judge()

    def back_up(self) -> None:
        """A verified copy now, whether something changed or not."""
        self._run(
            "正在备份并核对…",
            lambda progress, _c: self._safety.backup("手动备份", progress),
            lambda path: f"已备份并核对：{path.name}",
        )

    def rehearse(self) -> None:
        """Restore for practice; nothing of the data changes."""
        self._run("正在演练恢复…", lambda progress, _c: self._safety.rehearse(progress), str)

    def check(self) -> None:
        """Every page and the whole journal."""
        self._run("正在核对…", lambda progress, _c: self._safety.check_all(progress), str)

    def copy_elsewhere(self) -> None:
        """The newest backup to a stick or another disk."""
        last = self._context.settings.state("safety").get("folder", "")
        chosen = QFileDialog.getExistingDirectory(self, "把备份复制到哪里（U 盘或另一块硬盘）", last)
        if not chosen:
            return
        self._context.settings.set_state("safety", {"folder": chosen})
        self._run(
            "正在复制并读回核对…",
            lambda progress, cancelled: self._safety.copy_to(Path(chosen), progress, cancelled),
            lambda path: f"已复制到 {path}，并从那里读回核对。",
        )

    def salvage(self) -> None:
        """What can be read of a damaged file, in plain text."""
        chosen = QFileDialog.getExistingDirectory(self, "抢救出来的文件放在哪里")
        if chosen and MessageDialog.confirm(self, f"把能读出的内容写成文件？{REMINDER}", verb="导出"):
            self._run(
                "正在逐表读出…",
                lambda progress, cancelled: self._safety.salvage(Path(chosen), cancelled, progress),
                lambda said: "；".join(said) + f"。{REMINDER}",
            )

    def restore(self) -> None:
        """In its own dialog, with what would be lost."""
        from ui.dialogs.restore_dialog import RestoreDialog  # noqa: PLC0415  (asked for)

        if self.job.busy:
            return
        dialog = RestoreDialog(
            OpenBranch(self._context.desk), self._context.tasks, self._context.settings, self,
            serial=self.table.current_id(),
        )  # fmt: skip
        dialog.exec()
        if dialog.result_of is not None:
            self.restored = True
            self.accept()
        else:
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.job.busy:
            self.job.cancel()
            event.ignore()
            return
        super().closeEvent(event)

    def reject(self) -> None:
        if self.job.busy:
            self.job.cancel()
            return
        super().reject()
