"""收入项目: what a member's base is made of, typed as it stands on the pay slip; the sum is shown while typing."""

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.domain.dues_items import (
    NOTICE,
    TRADER,
    WAGE_KINDS,
    Items,
    base_of,
    check_items,
    doubts,
    items_of,
    title_of,
)
from models.domain.errors import UserError
from models.domain.money import yuan
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.plain_label import PlainLabel

_OWN = 2  # lines for items with names of their own


class ItemsDialog(QDialog):
    """`items()` after Enter: what counts, then what is taken off as minus. Nothing is kept here."""

    def __init__(
        self, name: str, kind: str, month: str, items: Items = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind, self._usual = kind, items_of(kind, month)
        self.fields: dict[str, MoneyEdit] = {}
        self.own: list[tuple[QLineEdit, MoneyEdit]] = []
        self.setWindowTitle(f"收入项目 — {name}")
        self.setMinimumWidth(px(620))
        self._build(name)
        self._fill(items)
        self._judge()
        next(iter(self.fields.values())).setFocus()

    def _build(self, name: str) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"{name}的收入项目（{title_of(self._kind)}，元/月）", "title"))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        sides = QHBoxLayout()
        sides.setSpacing(px(24))
        counted = self._side("上季度每月纯收入" if self._kind == TRADER else "计入基数", self._usual.counted)
        if self._kind != TRADER:
            self._own_lines(counted)
        sides.addLayout(counted, 1)
        if self._usual.taken_off:
            sides.addLayout(self._side("扣除（个人缴纳的部分）", self._usual.taken_off), 1)
        box.addLayout(sides)
        self.left_out = PlainLabel(self._left_out(), "field", wrap=True)
        self.left_out.setVisible(bool(self.left_out.text()))
        box.addWidget(self.left_out)
        self.told = Banner("", "info")
        box.addWidget(self.told)
        box.addStretch(1)
        buttons = DialogButtons(self, "按这些项目计算", "不改")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._take)
        box.addWidget(buttons)

    def _left_out(self) -> str:
        if self._kind not in WAGE_KINDS:
            return ""
        names = "；".join((*self._usual.left_out, "五险一金的单位部分"))
        return f"不计入基数（{NOTICE}）：{names}。"

    def _side(self, heading: str, names: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(6))
        grid.addWidget(PlainLabel(heading, "heading"), 0, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        for row, name in enumerate(names, start=1):
            label, field = PlainLabel(name, "field"), self._money(name)
            label.setBuddy(field)
            self.fields[name] = field
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.setRowStretch(len(names) + _OWN + 1, 1)
        return grid

    def _own_lines(self, grid: QGridLayout) -> None:
        first = grid.rowCount()
        for row in range(first, first + _OWN):
            name = QLineEdit()
            name.setPlaceholderText("其他计入的项目")
            name.setAccessibleName("其他计入的项目")
            name.textChanged.connect(lambda _text: self._judge())
            field = self._money("其他计入的金额")
            self.own.append((name, field))
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)

    def _money(self, name: str) -> MoneyEdit:
        field = MoneyEdit()
        field.setFixedWidth(px(120))
        field.setAccessibleName(name)
        field.textChanged.connect(lambda _text: self._judge())
        return field

    def _fill(self, items: Items) -> None:
        """What is kept; a trader's months of another quarter are typed anew."""
        others: list[tuple[str, int]] = []
        for name, fen in items:
            if name in self.fields:
                self.fields[name].set_fen(abs(fen))
            else:
                others.append((name, fen))
        for (name_field, money), (name, fen) in zip(self.own, others, strict=False):
            name_field.setText(name)
            money.set_fen(fen)

    def items(self) -> Items:
        """As typed; UserError says which one cannot stay."""
        found: list[tuple[str, int]] = []
        for name, field in self.fields.items():
            fen = field.fen() or 0
            if fen < 0 and name in self._usual.taken_off:
                raise UserError(f"“{name}”填扣了多少，不用写负号。")
            found.append((name, -fen if name in self._usual.taken_off else fen))
        found += [(name.text(), field.fen() or 0) for name, field in self.own]
        return check_items(self._kind, found)

    def _judge(self) -> None:
        self.problem.hide()
        try:
            items = self.items()
            base = base_of(self._kind, items)
        except UserError as error:
            self.told.say(error.message, "soon")
            self.ok_button.setEnabled(False)
            return
        said = f"计算基数 {yuan(base)} 元" + ("（三个月平均）" if self._kind == TRADER else "")
        notes = doubts(self._kind, items) if items else []
        self.told.say("。".join((said, *notes)) + "。", "soon" if notes else "info")
        self.ok_button.setEnabled(base > 0)

    def _take(self) -> None:
        try:
            self.items()
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
