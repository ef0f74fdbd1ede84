"""A new recovery code on the screen: print it or copy it out, then type two of its groups back.

Enter is the host's: in a dialog it presses the main button, and must not press it twice.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.recovery_code import GROUPS, groups_of, new_code
from ui.theme import px
from ui.widgets.code_edit import GroupEdit
from ui.widgets.plain_label import PlainLabel

COLUMNS = 4
SHOW, CHECK = 0, 1


@dataclass(frozen=True, slots=True)
class SlipState:
    """A code that is on paper and not in force yet: to go on with after a lock. It opens nothing by itself."""

    code: str
    asked: tuple[int, ...]
    step: int


class SlipPanel(QWidget):
    """`confirmed()` when both groups were typed as they stand on the slip. The code lives only here and on paper."""

    confirmed = Signal()
    turned = Signal(int)  # SHOW or CHECK

    def __init__(self, print_slip: Callable[[str], object], left: SlipState | None = None) -> None:
        super().__init__()
        asked = tuple(sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), 2)))
        left = left or SlipState(new_code(), asked, SHOW)
        self.code, self.asked = left.code, left.asked
        self._print = print_slip
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._show_page())
        self.pages.addWidget(self._check_page())
        self.pages.setCurrentIndex(left.step)
        box.addWidget(self.pages)

    @property
    def step(self) -> int:
        return self.pages.currentIndex()

    @property
    def state(self) -> SlipState:
        """What a lock must not lose: the paper in somebody's hand stays the right one."""
        return SlipState(self.code, self.asked, self.step)

    def show_code(self) -> None:
        self._turn(SHOW)

    def check(self) -> None:
        """The slip is in the hand: from now on the screen does not show it."""
        self._turn(CHECK)
        self.fields[0].setFocus()

    def next(self) -> None:
        """What the host's main button means: on to the check, or the check itself."""
        if self.step == SHOW:
            self.check()
        elif self.step == CHECK:
            self._confirm()

    def _turn(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.turned.emit(page)

    def _show_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        card = QFrame()
        card.setObjectName("StartCard")
        grid = QGridLayout(card)
        grid.setContentsMargins(px(20), px(12), px(20), px(12))
        grid.setHorizontalSpacing(px(20))
        grid.setVerticalSpacing(px(2))
        for place, group in enumerate(groups_of(self.code)):
            row, column = place // COLUMNS * 2, place % COLUMNS
            grid.addWidget(PlainLabel(f"第 {place + 1} 组", "field"), row, column)
            label = PlainLabel(group, "figure")
            label.setContentsMargins(0, 0, 0, px(8))
            label.setAccessibleName(f"第 {place + 1} 组 {' '.join(group)}")
            grid.addWidget(label, row + 1, column)
        box.addWidget(card)
        row = QHBoxLayout()
        self.print_button = QPushButton("打印恢复码单…")
        self.print_button.clicked.connect(lambda: self._print(self.code))
        row.addWidget(self.print_button)
        row.addWidget(PlainLabel("没有打印机，就用笔抄在纸上。", "quiet", wrap=True), 1)
        box.addLayout(row)
        box.addStretch(1)
        return page

    def _check_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("照着纸上的恢复码，输入下面两组：", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(px(16))
        self.fields = [GroupEdit(number) for number in self.asked]
        for number, field in enumerate(self.fields):
            column = QVBoxLayout()
            column.setSpacing(px(4))
            column.addWidget(PlainLabel(f"第 {field.number} 组", "field"))
            field.setMaximumWidth(px(180))
            field.textEdited.connect(lambda _text, at=number: self._typed(at))
            column.addWidget(field)
            row.addLayout(column)
        row.addStretch(1)
        box.addLayout(row)
        self.problem = PlainLabel("", "problem", wrap=True)
        box.addWidget(self.problem)
        again = QPushButton("再看一遍恢复码")
        again.setProperty("quiet", True)
        again.clicked.connect(self.show_code)
        box.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        return page

    def _typed(self, at: int) -> None:
        self.problem.setText("")
        if self.fields[at].looks_right() and at + 1 < len(self.fields):
            self.fields[at + 1].arrive()

    def _confirm(self) -> None:
        groups = groups_of(self.code)
        for field in self.fields:
            if field.group() != groups[field.number - 1]:
                missing = not field.group()
                self.problem.setText(
                    f"× 请输入第 {field.number} 组。"
                    if missing
                    else f"× 第 {field.number} 组不对，请对照纸上再看一遍。"
                )
                field.setFocus()
                field.selectAll()
                return
        self.problem.setText("")
        self.confirmed.emit()
