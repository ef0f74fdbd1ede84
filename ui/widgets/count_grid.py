"""What a package holds, in numbers: a line for each kind, and beside it what is new since the last receipt."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from models.domain.handoff import PartCount, Totals
from models.domain.money import yuan
from models.domain.records import MEMBER_CATEGORIES
from ui.theme import active, px
from ui.widgets.emptied import empty
from ui.widgets.plain_label import PlainLabel

HEADS = ("内容", "现有", "新增", "变更", "移出")
NONE = "–"
OF_COURSE = frozenset({"branch"})  # always one: told only when it changed
WITHIN = frozenset({"payment_line"})  # counted with what it belongs to


def told(counts: Sequence[PartCount]) -> list[PartCount]:
    """The counts that say something to a person."""
    return [
        count
        for count in counts
        if count.part not in WITHIN
        and (count.part not in OF_COURSE or count.changed)
        and (count.total or count.gone)
    ]


class CountGrid(QWidget):
    """`show_counts` fills it anew."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(5))
        self._grid.setColumnStretch(0, 1)
        self.setMaximumWidth(active().px("form"))
        for column in range(1, len(HEADS)):
            self._grid.setColumnMinimumWidth(column, px(56))

    def show_counts(self, counts: Sequence[PartCount], compared: bool) -> None:
        """`compared`: there is something the recipient has already."""
        self._clear()
        heads = HEADS if compared else HEADS[:2]
        for column, text in enumerate(heads):
            self._put(0, column, PlainLabel(text, "field"))
        self._rule(1, len(heads))
        for row, count in enumerate(told(counts), 2):
            self._put(row, 0, PlainLabel(count.label))
            self._put(row, 1, PlainLabel(f"{count.total:,}"))
            if compared:
                for column, number in enumerate((count.added, count.changed, count.gone), 2):
                    self._put(
                        row, column, PlainLabel(f"{number:,}" if number else NONE, "" if number else "quiet")
                    )

    def texts(self) -> list[list[str]]:
        """Line by line what is shown."""
        lines: dict[int, dict[int, str]] = {}
        for place in range(self._grid.count()):
            item = self._grid.itemAt(place)
            position: Any = self._grid.getItemPosition(place)
            row, column = position[:2]
            widget = item.widget() if item else None
            if isinstance(widget, PlainLabel):
                lines.setdefault(row, {})[column] = widget.text()
        return [[cells[column] for column in sorted(cells)] for _, cells in sorted(lines.items())]

    def _put(self, row: int, column: int, label: PlainLabel) -> None:
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(label, row, column, side | Qt.AlignmentFlag.AlignVCenter)

    def _rule(self, row: int, columns: int) -> None:
        line = QFrame()
        line.setProperty("rule", True)
        self._grid.addWidget(line, row, 0, 1, columns)

    def _clear(self) -> None:
        empty(self._grid)


def people_words(totals: Totals) -> str:
    """41 名党员（正式党员 38、预备党员 3），发展对象 2、入党申请人 3；6 次会议，已签字 5 次."""
    ours = "、".join(f"{name} {count}" for name, count in totals.by_category if name in MEMBER_CATEGORIES)
    others = [
        f"{name} {count}" for name, count in totals.by_category if name and name not in MEMBER_CATEGORIES
    ]
    said = f"{totals.members:,} 名党员" + (f"（{ours}）" if ours else "")
    if others:
        said += f"，{'、'.join(others)}"
    return f"{said}；{totals.meetings} 次会议，已签字 {totals.minutes} 次"


def money_words(totals: Totals, before_fen: int, compared: bool) -> str:
    """党费合计 9,052.84 元，比上次回执时多 561.48 元."""
    said = f"党费合计 {yuan(totals.dues_fen)} 元"
    if not compared:
        return said
    more = totals.dues_fen - before_fen
    if not more:
        return f"{said}，与上次回执时相同"
    return f"{said}，比上次回执时{'多' if more > 0 else '少'} {yuan(abs(more))} 元"
