"""写到 U 盘: choose the place, then step by step until the file was found again after the stick had been pulled out.

The package lies in the outbox of this computer from the first step on: whatever happens to the stick, writing can be
tried again.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import Cancelled, UserError
from models.domain.handoff import OutgoingEntry, Preparation, StickCopy, WrittenPackage
from models.services import stick
from ui.context import Context
from ui.tasks import Job, Task
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.count_grid import money_words, people_words
from ui.widgets.dialog_buttons import decides_on_enter
from ui.widgets.form_grid import FormGrid
from ui.widgets.handoff_words import size_words
from ui.widgets.media_picker import MediaPicker
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.step_list import StepList, StepState
from ui.widgets.text_area import TextArea

FORM = "H1"
STEPS = ("生成", "自检", "写入", "回读核对", "拔出再插入", "核对")
MADE, CHECKED, COPIED, READ_BACK, REPLUGGED, VERIFIED = range(len(STEPS))
PULL_OUT = "请在系统里“安全弹出” U 盘，拔出来，再插上，然后点“核对”。这一步才能证明文件真的存住了。"
LEFT_OUT = "还没有拔插核对。不核对也可以交出，但 U 盘有没有存住，只有核对过才知道。"
SAFE = "上报包还在本机，什么也没有丢，可以再写一次。"
Readable = Callable[[], Mapping[str, bytes]]


class StickDialog(QDialog):
    """Of a `prepared` package, or of an `entry` of the register whose package lies in the outbox.

    `readable` makes the files for people without the program; `entry` is the line of the register once it is made,
    `sheet_wanted` whether 打印交接单 was pressed at the end.
    """

    def __init__(
        self,
        context: Context,
        prepared: Preparation | None = None,
        *,
        entry: OutgoingEntry | None = None,
        readable: Readable = dict,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._prepared, self._readable = context, prepared, readable
        self.entry = entry
        self.copy: StickCopy | None = None
        self.verified = False
        self.sheet_wanted = False
        self._task: Task | None = None
        self._place = MADE
        self.setWindowTitle("写到 U 盘")
        self.resize(QSize(px(620), px(520)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        seq = prepared.seq if prepared else entry.seq if entry else 0
        box.addWidget(PlainLabel(f"写到 U 盘：第 {seq} 号上报包", "title"))
        self.summary = PlainLabel(self._summary(), "quiet", wrap=True)
        box.addWidget(self.summary)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._choose_page())
        self.pages.addWidget(self._work_page())
        box.addWidget(self.pages, 1)
        box.addLayout(self._foot())
        context.tasks.progressed.connect(self._progressed)
        self._show_choosing()

    def _summary(self) -> str:
        if self._prepared is not None:
            p = self._prepared
            return f"报给{p.peer.name}：{people_words(p.totals)}；{money_words(p.totals, 0, False)}。"
        entry = self.entry
        return f"报给{entry.recipient}：{entry.records:,} 条记录，{size_words(entry.size)}。" if entry else ""

    # building

    def _choose_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        box.addWidget(PlainLabel("写到哪里", "heading"))
        self.picker = MediaPicker(
            self._context.tasks, self._context.settings.state("stick").get("folder", "")
        )
        self.picker.changed.connect(self._judge)
        box.addWidget(self.picker)
        box.addSpacing(px(4))
        form = FormGrid()
        self.medium = QLineEdit(self._context.settings.state("stick").get("medium", ""))
        self.medium.setMaxLength(40)
        form.add("medium", "介质编号", self.medium, "单位给 U 盘编的号，写在交接单上；没有就空着。")
        self.reason = TextArea("说明", "例如：“绝密”是一次主题党日观看的影片片名，内容不涉密")
        self.reason.setFixedHeight(px(72))
        self.reason.textChanged.connect(self._judge)
        if self._prepared is not None and self._prepared.blocked:
            found = "、".join(
                f"{mark.where}里的“{mark.word}”" for mark in self._prepared.secrets if mark.blocks
            )
            form.add(
                "reason",
                "为什么不涉密",
                self.reason,
                f"{found}。本软件仅用于非涉密信息；涉密的不能上报。",
                required=True,
            )
        box.addWidget(form)
        box.addStretch(1)
        return page

    def _work_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, px(4), 0, 0)
        box.setSpacing(px(14))
        self.steps = StepList(STEPS)
        box.addWidget(self.steps)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        box.addWidget(self.bar)
        self.said = Banner("", "info")
        box.addWidget(self.said)
        box.addStretch(1)
        return page

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addStretch(1)
        self.leave_button = QPushButton("不写了")
        self.leave_button.clicked.connect(self.reject)
        self.other_button = QPushButton("换一个 U 盘")
        self.other_button.clicked.connect(self._show_choosing)
        self.next_button = QPushButton("写到 U 盘")
        self.next_button.setProperty("primary", True)
        self.next_button.clicked.connect(self._next)
        for button in (self.leave_button, self.other_button, self.next_button):
            row.addWidget(button)
        return row

    # steps

    def _show_choosing(self) -> None:
        self.pages.setCurrentIndex(0)
        self._dress(
            "不写了" if self.copy is None else "关闭",
            "生成并写入" if self.entry is None else "写入",
            self.start,
        )
        self._judge()

    def _dress(self, leave: str, next_: str, act: Callable[[], object] | None, other: bool = False) -> None:
        """What the buttons say and do now."""
        self._act = act
        self.leave_button.setText(leave)
        self.leave_button.setEnabled(True)
        self.next_button.setText(next_)
        self.next_button.setVisible(bool(next_))
        self.next_button.setEnabled(True)
        self.other_button.setVisible(other)
        decides_on_enter(self.next_button)

    def _next(self) -> None:
        if self._act is not None:
            self._act()

    def _judge(self) -> None:
        if self.pages.currentIndex() == 0:
            blocked = self._prepared is not None and self._prepared.blocked and self.entry is None
            ready = self.picker.current() is not None and not (blocked and not self._reason())
            self.next_button.setEnabled(ready)

    def _reason(self) -> str:
        return " ".join(self.reason.toPlainText().split())

    def start(self) -> None:
        """Make the package if it isn't there yet, and write it to the place chosen."""
        medium = self.picker.current()
        if medium is None:
            return
        kept = {"folder": str(medium.path), "medium": self.medium.text().strip()}
        self._context.settings.set_state("stick", kept)
        self._folder = medium.path
        self.copy, self.verified = None, False
        self.steps.reset()
        self.said.hide()
        self.pages.setCurrentIndex(1)
        if self.entry is None:
            self._make()
        else:
            self.steps.set_state(MADE, StepState.DONE)
            self.steps.set_state(CHECKED, StepState.DONE, "在本机待交")
            self._write()

    def _make(self) -> None:
        prepared, reason, readable = self._prepared, self._reason(), self._readable
        if prepared is None:
            return
        handoff = self._context.desk.handoff
        self._begin(
            MADE,
            lambda progress, cancelled: handoff.write_package(
                prepared, readable(), secret_reason=reason, progress=progress, cancelled=cancelled
            ),
            self._made,
            "正在生成上报包…",
        )

    def _made(self, made: WrittenPackage) -> None:
        self._task = None
        self.entry = made.entry
        self.steps.set_state(
            MADE, StepState.DONE, f"{made.entry.records:,} 条记录，{size_words(made.entry.size)}"
        )
        self.steps.set_state(CHECKED, StepState.DONE, "解开核对过，与本机数据一致")
        self._write()

    def _write(self) -> None:
        entry, folder = self.entry, self._folder
        if entry is None:
            return
        handoff = self._context.desk.handoff
        self._begin(
            COPIED,
            lambda progress, cancelled: stick.write(
                handoff.outbox_path(entry), folder, progress, cancelled, sha256=entry.sha256
            ),
            self._written,
            "正在写到 U 盘…",
        )

    def _written(self, copy: StickCopy) -> None:
        self._task = None
        entry = self.entry
        if entry is None:
            return
        self.copy = copy
        medium = self.medium.text().strip()
        self._context.attempt(lambda: self._delivered(entry.id, medium))
        self.steps.set_state(COPIED, StepState.DONE, str(copy.path))
        self.steps.set_state(READ_BACK, StepState.DONE, "与本机一致")
        self._ask_for_plugging()

    def _delivered(self, entry_id: int, medium: str) -> None:
        self.entry = self._context.desk.handoff.mark_delivered(entry_id, medium)

    def _ask_for_plugging(self) -> None:
        self.bar.hide()
        self.steps.set_state(REPLUGGED, StepState.DOING)
        self._say(PULL_OUT, "info")
        self._dress("以后再核对", "核对", self.verify)

    def verify(self) -> None:
        """After re-plugging; a stick that came back at another place is found by its file."""
        entry = self.entry
        if entry is None:
            return
        handoff, folder = self._context.desk.handoff, self._folder
        self.said.hide()
        self.steps.set_state(REPLUGGED, StepState.DONE)

        def job(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> StickCopy:
            place = _where_now(folder, entry.file_name)
            return stick.verify(handoff.outbox_path(entry), place, progress, cancelled, sha256=entry.sha256)

        self._begin(VERIFIED, job, self._proved, "正在核对 U 盘…")

    def _proved(self, _copy: StickCopy) -> None:
        self._task = None
        self.verified = True
        self.bar.hide()
        self.steps.set_state(VERIFIED, StepState.DONE, "U 盘上的文件与本机一致")
        code = f"核对码 {self.entry.check_code}。" if self.entry else ""
        self._say(f"已核对，可以交出。{code}", "done")
        self._dress("关闭", "打印交接单", self._print)

    def _print(self) -> None:
        self.sheet_wanted = True
        self.accept()

    # work

    def _begin(self, place: int, job: Job, done: Callable[..., None], title: str) -> None:
        self._place = place
        self.steps.set_state(place, StepState.DOING)
        self.bar.setRange(0, 0)
        self.bar.show()
        self._dress("取消", "", None)
        task = self._context.tasks.run(job, done, self._failed, title=title)
        self._task = task if task in self._context.tasks.running else None

    def _progressed(self, task: Task) -> None:
        """Both halves of writing report together: first to the stick, then back from it."""
        if task is not self._task:
            return
        self.bar.setRange(0, task.total)
        self.bar.setValue(task.done)
        if self._place in (MADE, COPIED) and task.total and task.done * 2 > task.total:
            self.steps.set_state(self._place, StepState.DONE)
            self.steps.set_state(self._place + 1, StepState.DOING)

    def _failed(self, error: BaseException) -> None:
        self._task = None
        self.bar.hide()
        if isinstance(error, Cancelled):
            self._show_choosing()
            return
        if not isinstance(error, UserError):
            self._context.tasks.failed.emit(error)
        failed = next(
            (n for n, state in enumerate(self.steps.states) if state is StepState.DOING), self._place
        )
        self.steps.set_state(failed, StepState.FAILED)
        said = str(error) if isinstance(error, UserError) else "没有做完。"
        if self._place == MADE:
            self._say(said, "late")
            self._dress("关闭", "", None)
        elif self._place == VERIFIED:
            self._say(f"{said}\n{SAFE}", "late")
            self._dress("关闭", "再核对一次", self.verify, other=True)
        else:
            self._say(f"{said}\n{SAFE}", "late")
            self._dress("关闭", "再写一次", self.start, other=True)

    def _say(self, text: str, tone: str) -> None:
        self.said.say(text, tone)
        self.said.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        decides_on_enter(self.next_button)

    # leaving

    def reject(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.leave_button.setText("正在取消…")
            self.leave_button.setEnabled(False)
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reject()
        event.setAccepted(not self.isVisible())


def _where_now(folder: Path, name: str) -> Path:
    """The folder, or, when it is gone, the stick that has the file now."""
    if not folder.exists():
        for medium in stick.media():
            if (medium.path / Path(name).name).is_file():
                return medium.path
    return folder
