"""Two computers of one branch: read the other's package, see what comes, decide every clash, merge."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import UserError
from models.services.second_desk import Incoming, Preview
from models.services.second_desk_words import Difference, Question
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.file_drop import FileDrop
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

FILTER = "数据包 (*.zbb);;所有文件 (*)"
WORDS = (
    "选另一台电脑生成的数据包（.zbb），也可以把文件拖到这里。\n"
    "先看会带来什么；两边改得不一样的地方由您逐处选定，什么都不会悄悄丢掉。"
)
NO_BASE = "两台电脑以前没有交换过数据包，不知道共同的起点：凡是不同的地方都会问到。"
MOST_LINES = 200


class QuestionRow(QWidget):
    """One clash: what it was, the two values, and which one is taken."""

    def __init__(self, question: Question, decided: str) -> None:
        super().__init__()
        self.question = question
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(8), 0, px(8))
        box.setSpacing(px(4))
        title = f"{question.subject} · {question.field}" if question.field else question.subject
        box.addWidget(PlainLabel(title, wrap=True))
        before = f"，原来是“{question.base}”" if question.base else ""
        box.addWidget(PlainLabel(f"{question.kind}{before}", "field", wrap=True))
        self.group = QButtonGroup(self)
        for number, option in enumerate(question.options):
            row = QHBoxLayout()
            button = QRadioButton(option.label)
            button.setEnabled(option.choice in question.choices)
            button.setAccessibleName(f"{title}，采用{option.label}{option.value}")
            self.group.addButton(button, number)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(PlainLabel(option.value or "（空）", wrap=True), 1)
            box.addLayout(row)
            button.setChecked(decided == option.choice)


class SecondDeskDialog(QDialog):
    """Nothing changes before the last button; a verified backup is made then."""

    def __init__(self, context: Context, parent: QWidget | None = None, path: Path | None = None) -> None:
        super().__init__(parent)
        self._context, self._second = context, context.desk.second
        self._incoming: Incoming | None = None
        self._decisions: dict[tuple[str, ...], str] = {}
        self.rows: list[QuestionRow] = []
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
        self.questions_heading = PlainLabel("", "heading")
        self._questions = QVBoxLayout()
        self._questions.setSpacing(px(8))
        self.differences_heading = PlainLabel("合并会带来", "heading")
        self.differences = PlainLabel("", wrap=True)
        for part in (self.summary, self.questions_heading):
            box.addWidget(part)
        box.addLayout(self._questions)
        for part in (self.differences_heading, self.differences):
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
            lambda _p, _c: self._second.read(Path(path)), self._show, self._unreadable, title="正在读数据包…"
        )

    def _unreadable(self, error: BaseException) -> None:
        self.file_page.set_busy(False)
        if isinstance(error, UserError):
            self.file_page.say_problem(str(error))
        else:
            self._context.tasks.failed.emit(error)

    def _show(self, incoming: Incoming) -> None:
        self.file_page.set_busy(False)
        self._incoming = incoming
        self.pages.setCurrentIndex(1)
        self.ok_button.show()
        self._look()

    def _look(self) -> None:
        """Work out anew what merging does; a decision can open or close further questions."""
        if self._incoming is None:
            return
        preview = self._second.preview(self._incoming, self._decisions)
        self._fill(preview)

    def _fill(self, preview: Preview) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [QuestionRow(one, self._decisions.get(one.id, "")) for one in preview.questions]
        for row in self.rows:
            row.group.idToggled.connect(
                lambda number, on, row=row: self._decided(row, number) if on else None
            )
            self._questions.addWidget(row)
        left = preview.undecided
        self.questions_heading.setText(f"要选定的 {len(self.rows)} 处，还剩 {left} 处")
        self.questions_heading.setVisible(bool(self.rows))
        self.differences_heading.setVisible(bool(preview.differences))
        self.differences.setText(_lines(preview.differences))
        self.summary.say(_summary(preview, self._incoming), "soon" if left else "info")
        self.ok_button.setEnabled(not left and bool(preview.differences or self.rows))
        self.ok_button.setText(f"还有 {left} 处没选" if left else "合并")

    def _decided(self, row: QuestionRow, number: int) -> None:
        self._decisions[row.question.id] = row.question.options[number].choice
        self._context.attempt(self._look)

    # merging

    def merge(self) -> None:
        """A verified backup, then everything in one step."""
        incoming = self._incoming
        if incoming is None or not self.ok_button.isEnabled():
            return
        self.ok_button.setEnabled(False)
        decisions = dict(self._decisions)
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
        self.ok_button.setEnabled(True)
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
