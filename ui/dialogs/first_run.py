"""The first page: whose desk this is, the password, and where the data lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.domain.password import LEAST
from ui.theme import active, px
from ui.widgets.form_grid import FormGrid
from ui.widgets.password_edit import PasswordEdit, StrengthMeter, TypingState
from ui.widgets.plain_label import PlainLabel

NOTICE = "本软件仅用于非涉密信息。"
PURPOSES = ("党支部", "党总支（收支部的上报包）", "上级党委（收支部的上报包）")
WORDS = (
    ("支部名称", "建立支部", "中共××镇××村支部委员会"),
    ("党总支名称", "建立党总支", "中共××镇××社区总支部委员会"),
    ("党委名称", "建立党委", "中共××镇委员会"),
)
LEVELS = ("branch", "general", "committee")  # as models.domain.committee.UnitKind calls them
SIGNERS = ("经办人", "支部书记")  # whom the history names: at a committee, at a branch
SECTORS = (("村社区", "村、社区（每届 5 年）"), ("其他", "其他（每届 3 年）"))
TALLEST = 680  # height of fields and buttons together


@dataclass(frozen=True, slots=True)
class NewBranch:
    """What the first page asks for."""

    name: str
    committee: str
    sector: str
    secretary: str  # of a committee: its clerk
    password: str
    folder: Path
    level: str = LEVELS[0]  # one of LEVELS: the other two receive the packages of many branches


class FirstRunPage(QWidget):
    """`submitted(NewBranch)` once everything is in order."""

    submitted = Signal(object)
    sample_wanted = Signal()
    open_wanted = Signal()
    purposes: QButtonGroup
    sectors: QButtonGroup

    def __init__(self, folder: Path, place: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        page = QWidget()
        page.setMaximumHeight(px(TALLEST))  # the buttons stay near the fields on a tall screen
        around.addWidget(page, 1)
        around.addStretch()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        area.setWidget(inside)
        outer.addWidget(area, 1)
        box = self._column(inside, top=px(20))
        box.addLayout(self._title(place))
        self.form = FormGrid()
        box.addWidget(self.form)
        self._make_fields(folder)
        foot = QWidget()  # stays in sight where the fields have to scroll
        outer.addWidget(foot)
        box = self._column(foot, top=px(8))
        self.problem = PlainLabel("", "problem", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        self.busy_bar = QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.hide()
        box.addWidget(self.busy_bar)
        box.addLayout(self._buttons())
        self.purposes.idToggled.connect(lambda _n, on: self._purpose_chosen() if on else None)
        self._purpose_chosen()
        self._judge()
        self.setFocusProxy(self.name)

    def _column(self, host: QWidget, top: int) -> QVBoxLayout:
        """A column of a form's width in the middle of the page."""
        center = QHBoxLayout(host)
        center.setContentsMargins(px(20), top, px(20), px(12))
        center.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QWidget()
        column.setMaximumWidth(active().px("form"))
        center.addStretch(1)
        center.addWidget(column, 100)
        center.addStretch(1)
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        return box

    def value(self) -> NewBranch:
        return NewBranch(
            name=self.name.text().strip(),
            committee=self.committee.text().strip(),
            sector=SECTORS[self.sectors.checkedId()][0],
            secretary=self.secretary.text().strip(),
            password=self.password.text(),
            folder=Path(self.folder.text().strip()),
            level=LEVELS[self.purposes.checkedId()],
        )

    def submit(self) -> None:
        """Say what is missing, or send it off."""
        self.form.clear_problems()
        level = self._judge()
        if not self.name.text().strip():
            self.form.set_problem("name", f"请填写{self._words()[0]}（公章上的全称）")
        if not level:
            self.form.set_problem("password", self.meter.take_word())
        elif self.password.text() != self.repeat.text():
            self.form.set_problem("repeat", "两次输入的口令不一样")
        if not self.folder.text().strip():
            self.form.set_problem("folder", "请选择数据位置")
        if not self.form.focus_first_problem():
            self.submitted.emit(self.value())

    def set_busy(self, busy: bool) -> None:
        self.busy_bar.setVisible(busy)
        self.form.setEnabled(not busy)
        for button in (self.create_button, self.sample_button, self.open_button):
            button.setEnabled(not busy)
        self.create_button.setText("请稍候…" if busy else self._words()[1])

    def refuse(self, message: str) -> None:
        self.set_busy(False)
        self.problem.setText(f"× {message}")
        self.problem.show()

    def _title(self, place: str) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(px(4))
        self.title = PlainLabel(WORDS[0][1], "title")
        box.addWidget(self.title)
        box.addWidget(PlainLabel(f"{NOTICE}数据加密后只存在这台电脑上，不联网。", "quiet", wrap=True))
        if place:
            box.addWidget(PlainLabel(place, "quiet", wrap=True))
        return box

    def _make_fields(self, folder: Path) -> None:
        self.name = QLineEdit()
        self.form.add("purpose", "这台电脑用来做什么", self._choices(PURPOSES, "purposes"))
        self.committee = QLineEdit()
        self.committee.setPlaceholderText("如：中共××镇委员会")
        self.secretary = QLineEdit()
        self.secretary.setPlaceholderText("可以以后再填")
        self.form.add("name", WORDS[0][0], self.name, required=True)
        self.form.add_line(
            ("committee", "上级党委", self.committee), ("secretary", SIGNERS[1], self.secretary)
        )
        self.form.add(
            "sector", "支部类型（决定每届任期）", self._choices([text for _, text in SECTORS], "sectors")
        )
        self.password, self.repeat = PasswordEdit(), PasswordEdit()
        self.repeat.show_button.hide()
        self.form.add_line(
            ("password", "口令（至少 10 个字符）", self.password), ("repeat", "再输一遍口令", self.repeat)
        )
        self.meter = StrengthMeter()
        self.form.add_widget(self.meter)
        self.caps = TypingState(self.password, self.repeat)
        self.form.add_widget(self.caps)
        self.form.add_widget(
            PlainLabel("可以用汉字。下一步会给一张恢复码单，忘记口令时用它打开。", "field", wrap=True)
        )
        self.form.add("folder", "数据位置", self._folder(folder))
        self.name.textChanged.connect(lambda _t: self._typed("name"))
        self.folder.textChanged.connect(lambda _t: self._typed("folder"))
        for key, edit in (("password", self.password), ("repeat", self.repeat)):
            edit.changed.connect(lambda _t, key=key: self._typed(key))
            edit.confirmed.connect(self.submit)
        QWidget.setTabOrder(self.password.field, self.repeat.field)
        QWidget.setTabOrder(self.repeat.field, self.password.show_button)
        for line in (self.name, self.committee, self.secretary):
            line.setMaxLength(80)
            line.returnPressed.connect(self.submit)

    def _choices(self, texts: Sequence[str], name: str) -> QWidget:
        """One of a few, side by side; the group is kept under `name`."""
        field = QWidget()
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(24))
        group = QButtonGroup(field)
        setattr(self, name, group)
        for number, text in enumerate(texts):
            button = QRadioButton(text)
            group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        group.buttons()[0].setChecked(True)
        return field

    def _words(self) -> tuple[str, str, str]:
        return WORDS[self.purposes.checkedId()]

    def _purpose_chosen(self) -> None:
        """Only a branch has a sector; nobody stands above the committee in this program, and it has a clerk for secretary."""
        name, create, example = self._words()
        level = LEVELS[self.purposes.checkedId()]
        self.form.rows["sector"].setVisible(level == LEVELS[0])
        self.form.rows["secretary"].set_label(SIGNERS[level == LEVELS[0]])
        self.form.rows["committee"].setVisible(level != LEVELS[2])
        self.form.rows["name"].label.setText(f"{name}（必填）")
        self.name.setPlaceholderText(f"公章上的全称，如：{example}")
        self.name.setAccessibleName(name)
        self.title.setText(create)
        self.create_button.setText(create)

    def _folder(self, folder: Path) -> QWidget:
        field = QWidget()
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName("数据位置")
        choose = QPushButton("选择…")
        choose.clicked.connect(self._choose)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        field.setFocusProxy(self.folder)
        return field

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.sample_button = QPushButton("打开示例支部")
        self.open_button = QPushButton("打开已有数据…")
        for button, signal in (
            (self.sample_button, self.sample_wanted),
            (self.open_button, self.open_wanted),
        ):
            button.setProperty("quiet", True)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        self.create_button = QPushButton(WORDS[0][1])
        self.create_button.setProperty("primary", True)
        self.create_button.clicked.connect(self.submit)
        row.addWidget(self.create_button)
        return row

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择数据位置", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _typed(self, key: str) -> None:
        """A complaint stands until the field it is about is touched again."""
        self.form.set_problem(key, "")
        self._judge()

    def _judge(self) -> int:
        level = self.meter.judge(self.password.text(), self._names())
        if self.form.rows["password"].problem_label.text():  # it says the same
            self.meter.take_word()
        return level

    def _names(self) -> tuple[str, ...]:
        """The branch, the committee and their pinyin are no passwords; reading pinyin waits for a password to judge."""
        if len(self.password.text()) < LEAST:
            return ()
        from models.services.pinyin import with_pinyin  # noqa: PLC0415  (start-up: not before it is needed)

        return with_pinyin(self.name.text().strip(), self.committee.text().strip())
