"""从备份恢复 in three clicks: choose (with what would be lost), look inside, confirm. The present state is kept first."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import Cancelled, UserError, WrongPassword
from models.domain.safety import LOSES_NOTHING, BackupRow, BackupView, RestoreResult
from ui.dialogs.message_dialog import MessageDialog
from ui.keeper import stoppable
from ui.restoring import Source
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.tasks import Tasks
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import decides_on_enter
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.job_bar import JobBar
from ui.widgets.password_edit import PasswordEdit
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

COLUMNS: tuple[Column[BackupRow], ...] = (
    Column(key="made", title="日期和时间", text=lambda r: r.made_at, width=140, sort=False),
    Column(key="serial", title="编号", text=lambda r: str(r.serial), width=60, sort=False),
    Column(key="reason", title="什么时候做的", text=lambda r: r.reason, width=130, sort=False),
    Column(key="counts", title="里面有", text=lambda r: r.holds, width=220, sort=False),
    Column(key="lost", title="恢复它", text=lambda r: r.lost, width=280, sort=False, wrap=True),
)  # fmt: skip
LIST, LOOK = range(2)
SAVED = "恢复之前，现在的数据会先自动存好，可以再换回来。"
OTHER_PASSWORD = "这份备份是换密钥以前做的，请输入做备份那天的口令（或当时的恢复码）。"


class RestoreDialog(QDialog):
    """`result_of` is what was put in place, None when nothing was."""

    def __init__(
        self,
        source: Source,
        tasks: Tasks,
        settings: UiSettings,
        parent: QWidget | None = None,
        *,
        serial: int = 0,
    ) -> None:
        super().__init__(parent)
        self._source, self._tasks, self._settings = source, tasks, settings
        self.result_of: RestoreResult | None = None
        self._rows: list[BackupRow] = []
        self._chosen: BackupRow | None = None
        self.setWindowTitle("从备份恢复")
        self.resize(QSize(px(900), px(560)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("从备份恢复", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._list_page())
        self.pages.addWidget(self._look_page())
        box.addWidget(self.pages, 1)
        self.job = JobBar(tasks)
        box.addWidget(self.job)
        box.addLayout(self._foot())
        self._fill(serial)
        self._show(LIST)

    # building

    def _list_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.model = RecordTableModel(ListSource(lambda: self._rows, id_of=lambda r: r.serial), COLUMNS)
        self.table = RecordTable(self.model, "restore", self._settings)
        self.table.current_changed.connect(lambda _serial: self._judge())
        self.table.opened.connect(lambda _serial: self.look())
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table.with_foot("份备份"))
        empty = EmptyState(
            "这个文件夹里没有备份。U 盘或另一块硬盘上有的话，请从那里选。", "从文件选…", self.choose_file
        )
        self.lists.addWidget(empty)
        box.addWidget(self.lists, 1)
        self.secret_label = PlainLabel("备份的口令（做备份那天用的）", "field")
        self.secret = PasswordEdit()
        self.secret.setAccessibleName("备份的口令")
        self.secret.changed.connect(lambda _text: self._judge())
        self.by_code = QCheckBox("用恢复码")
        row = QHBoxLayout()
        row.addWidget(self.secret, 1)
        row.addWidget(self.by_code)
        box.addWidget(self.secret_label)
        box.addLayout(row)
        self._ask_password(self._source.needs_password)
        return page

    def _look_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        self.headline = PlainLabel("", "heading", wrap=True)
        box.addWidget(self.headline)
        self.lost = Banner("", "soon")
        box.addWidget(self.lost)
        self.facts = FactLines(96)
        box.addWidget(self.facts)
        box.addWidget(PlainLabel(SAVED, "quiet", wrap=True))
        box.addStretch(1)
        return page

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.file_button = QPushButton("从文件选…")
        self.file_button.clicked.connect(self.choose_file)
        self.back_button = QPushButton("换一份")
        self.back_button.clicked.connect(lambda: self._show(LIST))
        self.leave_button = QPushButton("不恢复了")
        self.leave_button.clicked.connect(self.reject)
        self.look_button = QPushButton("看看里面")
        self.look_button.setProperty("primary", True)
        self.look_button.clicked.connect(self.look)
        self.restore_button = QPushButton("恢复这一份")
        self.restore_button.setProperty("primary", True)
        self.restore_button.clicked.connect(self.restore)
        for button in (self.file_button, self.back_button):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.leave_button, self.look_button, self.restore_button):
            row.addWidget(button)
        return row

    # state

    def _fill(self, serial: int) -> None:
        self._rows = self._source.rows()
        self.model.reload()
        self.lists.setCurrentIndex(0 if self._rows else 1)
        if self._rows and not self.table.select_id(serial):
            self.table.select_id(self._rows[0].serial)

    def _ask_password(self, wanted: bool) -> None:
        for widget in (self.secret_label, self.secret, self.by_code):
            widget.setVisible(wanted)

    def _show(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        for button in (self.file_button, self.look_button):
            button.setVisible(page == LIST)
        for button in (self.back_button, self.restore_button):
            button.setVisible(page == LOOK)
        decides_on_enter(self.look_button if page == LIST else self.leave_button)
        self._judge()

    def _judge(self) -> None:
        busy = self.job.busy
        for button in (self.file_button, self.back_button, self.leave_button, self.restore_button):
            button.setEnabled(not busy)
        typed = bool(self.secret.text()) or self.secret.isHidden()
        self.look_button.setEnabled(
            not busy and typed and (bool(self.table.current_id()) or self._chosen is not None)
        )

    def _current(self) -> BackupRow | None:
        return self.table.current_record() or self._chosen

    # doing

    def choose_file(self) -> None:
        """A backup on a stick: it joins the list."""
        name, _ = QFileDialog.getOpenFileName(self, "备份文件", "", "备份文件 (*.djbak)")
        if name:
            self.use_file(Path(name))

    def use_file(self, path: Path) -> None:
        """Show one file in place of the folder's list; a sentence when it is no backup."""
        try:
            row = self._source.row_of(path)
        except UserError as error:
            self._refuse(str(error))
            return
        self.problem.hide()
        self._rows = [row]
        self.model.reload()
        self.lists.setCurrentIndex(0)
        self.table.select_id(row.serial)
        self._judge()

    def look(self) -> None:
        """Open the backup by itself and say what is inside."""
        row = self._current()
        if row is None or not self.look_button.isEnabled():
            return
        self._chosen = row
        self.problem.hide()
        secret, by_code = self.secret.text(), self.by_code.isChecked()
        self.job.run(
            "正在打开备份并核对…",
            lambda _p, _c: self._source.view(row.path, secret, by_code),
            self._seen,
            self._failed,
            cancellable=False,
        )
        self._judge()

    def _seen(self, view: BackupView) -> None:
        row = self._chosen
        assert row is not None
        self.headline.setText(f"{view.made_at} 的备份（{view.reason}），{view.branch}")
        self.lost.say(f"恢复它：{row.lost}。", "done" if row.lost == LOSES_NOTHING else "soon")
        last = "\n".join(view.last) or "没有"
        self.facts.show_lines((("里面有", view.sentence), ("最后几步", last)))
        self._show(LOOK)

    def restore(self) -> None:
        """The third click."""
        row = self._chosen
        assert row is not None
        secret, by_code = self.secret.text(), self.by_code.isChecked()
        self.problem.hide()
        self.job.run(
            "正在恢复：先存好现在的数据…",
            lambda p, c: self._source.restore(row.path, secret, by_code, stoppable(p, c)),
            self._restored,
            self._failed,
        )
        self._judge()

    def _restored(self, result: RestoreResult) -> None:
        self.result_of = result
        password = "现在的口令照旧。" if result.keeps_password else "请用做这份备份那天的口令打开。"
        MessageDialog(
            self,
            f"已恢复 {result.made_at} 的备份，请重新输入口令打开。{password}",
            (f"恢复以前的数据存在：{result.saved}", "下次上报时，上级会看到这份数据是从备份恢复的。"),
        ).exec()
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._show(LIST)
        if isinstance(error, Cancelled):
            return
        if isinstance(error, WrongPassword):
            asked = not self.secret.isHidden()
            self._ask_password(True)
            self._refuse(error.message if asked else OTHER_PASSWORD)
            self.secret.setFocus()
        elif isinstance(error, UserError):
            self._refuse(str(error))
        else:
            self._tasks.failed.emit(error)
        self._judge()

    def _refuse(self, sentence: str) -> None:
        self.problem.say(sentence, "late")
        self.problem.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.job.busy:
            event.ignore()
            return
        super().closeEvent(event)

    def reject(self) -> None:
        if not self.job.busy:
            super().reject()
