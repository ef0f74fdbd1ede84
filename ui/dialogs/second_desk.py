"""Two computers of one branch: read the other's package, see what comes, decide every clash, merge."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import UserError
from models.services.second_desk import Incoming, Preview
from models.services.second_desk_words import Difference
from ui.context import Context
from ui.tasks import Task
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.file_drop import FileDrop
from ui.widgets.plain_label import PlainLabel
from ui.widgets.question_list import QuestionList, QuestionRow
from ui.widgets.screen_fit import room

FILTER = "数据包 (*.zbb);;所有文件 (*)"
WORDS = (
    "选另一台电脑生成的数据包（.zbb），也可以把文件拖到这里。\n"
    "先看会带来什么；两边改得不一样的地方由您逐处选定，什么都不会悄悄丢掉。"
)
NO_BASE = "两台电脑以前没有交换过数据包，不知道共同的起点：凡是不同的地方都会问到。"
MOST_LINES = 200
PAUSE = 200  # ms: of many answers in a row only the last is worked out


class SecondDeskDialog(QDialog):
    """Nothing changes before the last button; a verified backup is made then."""

    def __init__(self, context: Context, parent: QWidget | None = None, path: Path | None = None) -> None:
        super().__init__(parent)
        self._context, self._second = context, context.desk.second
        self._incoming: Incoming | None = None
        self._preview: Preview | None = None  # of the decisions as they stand; None while it is worked out
        self._looking: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.look)
        self.setWindowTitle("与另一台电脑合并")
        self.resize(QSize(px(760), px(620)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("与另一台电脑合并", "title"))
        self.pages = QStackedWidget()
        self.pages.addWidget(self._first_page())
        self.pages.addWidget(self._look_page())
        box.addWidget(self.pages, 1)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.buttons = DialogButtons(self, "合并", "关闭")
        self.ok_button = self.buttons.ok_button
        self.ok_button.clicked.connect(self.merge)
        self.ok_button.hide()
        box.addWidget(self.buttons)
        if path is not None:
            self.read(str(path))

    def _first_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        row = QHBoxLayout()
        words = "给另一台电脑的数据包：本支部的全部内容，只有本支部自己的两台电脑打得开。"
        row.addWidget(PlainLabel(words, wrap=True), 1)
        self.write_button = QPushButton("生成数据包…")
        self.write_button.clicked.connect(self._choose_folder)
        row.addWidget(self.write_button, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(row)
        self.written = Banner("", "done")
        self.written.hide()
        box.addWidget(self.written)
        kept = str(self._context.settings.state("second").get("folder", ""))
        self.file_page = FileDrop(WORDS, "选择数据包", FILTER, kept)
        self.file_page.chosen.connect(self.read)
        box.addWidget(self.file_page, 1)
        return page

    def _look_page(self) -> QWidget:
        page = QScrollArea()
        page.setWidgetResizable(True)
        page.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(8))
        box.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.summary = Banner("", "info")
        self.questions = QuestionList()
        self.questions.changed.connect(self._decided)
        self.differences_heading = PlainLabel("合并会带来", "heading")
        self.differences = PlainLabel("", wrap=True)
        for part in (self.summary, self.questions, self.differences_heading, self.differences):
            box.addWidget(part)
        page.setWidget(inside)
        return page

    # for the other computer

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "数据包写到哪里", str(Path.home()))
        if folder:
            self.write(Path(folder))

    def write(self, folder: Path) -> None:
        """Make the package and put it where it can be carried from."""
        self._context.settings.set_state("second", {"folder": str(folder)})
        self._context.tasks.run(
            lambda progress, cancelled: self._second.write_to(folder, progress, cancelled),
            self._written,
            self._failed,
            title="正在生成数据包…",
        )

    def _written(self, path: Path) -> None:
        self.written.say(f"已写好并读回核对：{path}。拿到另一台电脑，在这里选它来合并。", "done")
        self.written.show()

    # reading and deciding

    def read(self, path: str) -> None:
        """Read the other computer's package; nothing changes yet."""
        self._context.settings.set_state("second", {"folder": str(Path(path).parent)})
        self.file_page.say_problem("")
        self.file_page.set_busy(True)
        self._context.tasks.run(
            lambda _p, _c: self._read(Path(path)), self._show, self._unreadable, title="正在读数据包…"
        )

    def _read(self, path: Path) -> tuple[Incoming, Preview]:
        incoming = self._second.read(path)
        return incoming, self._second.preview(incoming)

    def _unreadable(self, error: BaseException) -> None:
        self.file_page.set_busy(False)
        if isinstance(error, UserError):
            self.file_page.say_problem(str(error))
        else:
            self._context.tasks.failed.emit(error)

    def _show(self, read: tuple[Incoming, Preview]) -> None:
        self.file_page.set_busy(False)
        self._incoming, preview = read
        self.pages.setCurrentIndex(1)
        self.ok_button.show()
        self._fill(preview)

    @property
    def rows(self) -> list[QuestionRow]:
        """The questions looked at."""
        return self.questions.rows

    def _decided(self) -> None:
        """Nobody waits for what an answer leads to: it is worked out when no other comes for a moment."""
        self._preview = None
        self.problem.hide()
        self._say_left()
        self._timer.start()

    def look(self) -> None:
        """Work out anew what merging does; a decision can open or close further questions."""
        incoming, decisions = self._incoming, dict(self.questions.decisions)
        self._timer.stop()
        if incoming is None:
            return
        if self._looking is not None:
            self._looking.abandon()
        self._looking = self._context.tasks.run(
            lambda _p, _c: self._second.preview(incoming, decisions), self._fill, self._failed
        )

    def _fill(self, preview: Preview) -> None:
        self._looking, self._preview = None, preview
        self.questions.ask(preview.questions)
        self.differences_heading.setVisible(bool(preview.differences))
        self.differences.setText(_lines(preview.differences))
        self._say_left()

    def _say_left(self) -> None:
        left, preview = self.questions.left, self._preview
        if preview is not None:
            self.summary.say(_summary(preview, self._incoming), "soon" if left else "info")
        something = preview is not None and bool(preview.differences or preview.questions)
        self.ok_button.setEnabled(not left and something)
        self.ok_button.setText(f"还有 {left:,} 处没选" if left else "合并")

    def done(self, result: int) -> None:
        """Closed: nobody is left to hear what a look would show."""
        self._timer.stop()
        if self._looking is not None:
            self._looking.abandon()
        super().done(result)

    # merging

    def merge(self) -> None:
        """A verified backup, then everything in one step."""
        incoming = self._incoming
        if incoming is None or not self.ok_button.isEnabled():
            return
        self.ok_button.setEnabled(False)
        decisions = dict(self.questions.decisions)
        self._context.tasks.run(
            lambda _p, _c: self._second.commit(incoming, decisions),
            lambda _plan: self._merged(),
            self._failed,
            title="正在备份并合并…",
            cancellable=False,
        )

    def _merged(self) -> None:
        self._context.say("✓ 已与另一台电脑合并；没有采用的内容也留有记录")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._looking = None
        self._say_left()
        if isinstance(error, UserError):
            self.problem.say(str(error), "late")
            self.problem.show()
        else:
            self._context.tasks.failed.emit(error)


def _summary(preview: Preview, incoming: Incoming | None) -> str:
    counts = {word: sum(d.kind == word for d in preview.differences) for word in ("新增", "变更", "移出")}
    words = "，".join(f"{word} {number}" for word, number in counts.items() if number) or "没有新的内容"
    made = (
        f"{incoming.made_at[:16].replace('T', ' ')} 生成，核对码 {incoming.check_code}。" if incoming else ""
    )
    return f"{made}{words}。" + ("" if preview.shares_base else NO_BASE)


def _lines(differences: Sequence[Difference]) -> str:
    lines = [
        f"{one.kind}  {one.subject}" + (f"（{'、'.join(one.fields)}）" if one.fields else "")
        for one in differences[:MOST_LINES]
    ]
    if len(differences) > MOST_LINES:
        lines.append(f"…… 共 {len(differences):,} 处")
    return "\n".join(lines)
