"""The balances on top of 账目: each figure is a button that opens the postings it is the sum of."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.domain.ledger import (
    ALLOTTED,
    CASH,
    INTEREST,
    LARGE,
    RECEIVABLE,
    REMITTED,
    SPENT,
    TRANSFER,
    Balances,
)
from models.domain.money import yuan
from ui.theme import plain_tip, px
from ui.widgets.plain_label import PlainLabel


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, where it leads, and whether it is left out at zero."""

    key: str
    title: str
    account: str
    fen: int
    tip: str
    tone: str = ""
    always: bool = True


def figures(found: Balances) -> list[Figure]:
    """What stands on top, in the order of the money: in hand, owed, handed up."""
    return [
        Figure("cash", "现金", CASH, found.cash_fen, "账面现金，点开看每一笔"),
        Figure("transfer", "转账", TRANSFER, found.transfer_fen, "转账收到、还没有转出的"),
        Figure(
            "owed", "欠交", RECEIVABLE, found.owed_fen, "到今天应交未交的", "late" if found.owed_fen else ""
        ),
        Figure(
            "over",
            "多交待定",
            "over",
            found.over_fen,
            "多交的部分，还没有说明是自愿多交、抵交还是退还",
            "soon",
            False,
        ),
        Figure("advance", "预交", "advance", found.advance_fen, "已收到的以后月份的党费", "", False),
        Figure("remitted", "已上缴", REMITTED, found.remitted_fen, "已经交到上级的"),
        Figure("large", "大额待转交", LARGE, found.large_left_fen, "大额党费须全部转交", "soon", False),
        Figure("allotted", "上级下拨", ALLOTTED, found.allotted_fen, "收到的下拨", "", False),
        Figure("interest", "利息", INTEREST, found.interest_fen, "存款利息", "", False),
        Figure("spent", "支出", SPENT, found.spent_fen, "支部支出", "", False),
    ]


class _Tile(QPushButton):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("tile", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(5), px(12), px(5))
        box.setSpacing(0)
        self.name, self.amount = PlainLabel("", "field"), PlainLabel("", "heading")
        for label in (self.name, self.amount):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.addWidget(label)
        self.setStyleSheet(f"QPushButton, QPushButton:focus {{ min-height: {px(46)}px; }}")  # two lines

    def show_figure(self, one: Figure) -> None:
        self.name.setText(one.title)
        self.amount.setText(yuan(one.fen))
        self.amount.set_state(one.tone)
        self.setToolTip(plain_tip(one.tip))
        self.setAccessibleName(f"{one.title} {yuan(one.fen)} 元")
        self.setMinimumWidth(
            max(px(92), max(self.name.sizeHint().width(), self.amount.sizeHint().width()) + px(26))
        )


class BalanceStrip(QWidget):
    """`chosen(account)`: somebody wants to see what a figure is made of."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(px(8))
        self.tiles: dict[str, _Tile] = {}
        for one in figures(Balances()):
            tile = self.tiles[one.key] = _Tile()
            tile.clicked.connect(lambda _=False, account=one.account: self.chosen.emit(account))
            self.box.addWidget(tile)
        self.box.addStretch(1)

    def show_balances(self, found: Balances) -> None:
        """Figures of today; those that most branches never have are left out at zero."""
        for one in figures(found):
            self.tiles[one.key].show_figure(one)
            self.tiles[one.key].setVisible(one.always or bool(one.fen))

    def texts(self) -> Sequence[str]:
        """What is read aloud."""
        return [tile.accessibleName() for tile in self.tiles.values() if not tile.isHidden()]
