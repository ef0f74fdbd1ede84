"""How the cells of the dues grid are painted: a sign and a tint for the state, the amount at the right."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate

from models.domain.dues_sheet import CellState, DuesCell, DuesRow
from models.domain.records import Category
from models.domain.reduction import ELSEWHERE
from ui.theme import color, px

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
CELL_ROLE = ROW_ROLE + 1
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)

# state -> sign, tint ("" = none), colour of the sign, colour of the amount
LOOKS = {
    CellState.PAID: ("✓", "", "done", "ink"),
    CellState.PART: ("◐", "tint_soon", "soon", "soon"),
    CellState.DUE: ("○", "tint_soon", "soon", "soon"),
    CellState.LATE: ("×", "tint_late", "late", "late"),
    CellState.FUTURE: ("", "", "quiet", "quiet"),
    CellState.OUTSIDE: ("—", "", "disabled", "quiet"),
    CellState.NO_STANDARD: ("？", "tint_unknown", "unknown", "unknown"),
    CellState.WAIVED: ("免", "", "quiet", "quiet"),
}
ALONE = (CellState.OUTSIDE, CellState.NO_STANDARD, CellState.WAIVED)
LACKS = "免·缺批复"


def look(cell: DuesCell) -> tuple[str, str, str, str]:
    """Sign, tint, colour of the sign, colour of the amount: what must be looked at goes before what is in order."""
    sign, tint, sign_color, ink = LOOKS[cell.state]
    if cell.lacks_approval:
        return (LACKS if cell.state is CellState.WAIVED else "少！"), "tint_late", "late", ink
    if cell.is_closed and cell.difference_fen:
        return "≠", "tint_late", "late", "late"
    if cell.over_fen:
        return "＋", "tint_soon", "soon", "soon"
    if cell.reduction and cell.state is CellState.WAIVED:
        return ("外" if cell.reduction == ELSEWHERE else "免"), tint, sign_color, ink
    if cell.state is CellState.PAID and cell.is_opening:
        return "期", tint, "quiet", ink
    if cell.state is CellState.PAID and cell.reduction:
        return "少", tint, sign_color, ink
    if cell.state is CellState.PAID and cell.more_fen:
        return "多", tint, sign_color, ink
    return sign, tint, sign_color, ink


class _Painter(QStyledItemDelegate):
    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def _is_current_row(self, index: Index) -> bool:
        return self._view.selectionModel().currentIndex().row() == index.row()

    @staticmethod
    def _font(painter: QPainter, option: Any, pixels: float, bold: bool = False) -> None:
        font = option.font
        font.setPixelSize(px(pixels))
        font.setBold(bold)
        painter.setFont(font)

    @staticmethod
    def _line(painter: QPainter, rect: QRect, name: str = "line") -> None:
        painter.setPen(color(name))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class NameDelegate(_Painter):
    """Name (probationary members marked) and standard; how many months in a row are unpaid in red beneath."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        row: DuesRow = index.data(ROW_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect, color("select" if self._is_current_row(index) else "panel"))
        if index.column() == 0:
            self._name(painter, option, rect, row)
        else:
            self._font(painter, option, 13)
            painter.setPen(color("ink" if row.standard else "unknown"))
            painter.drawText(rect.adjusted(px(4), 0, -px(10), 0), RIGHT, index.data())
            painter.setPen(color("line_strong"))
            painter.drawLine(rect.topRight(), rect.bottomRight())
        self._line(painter, rect)
        painter.restore()

    def _name(self, painter: QPainter, option: Any, rect: QRect, row: DuesRow) -> None:
        self._font(painter, option, 13)
        inside = rect.adjusted(px(10), 0, -px(4), 0)
        if row.months_late >= 3:
            self._late_name(painter, option, inside, row)
            return
        note = "预备" if _is_new(row) else ""
        place = inside.adjusted(0, 0, -px(28) if note else 0, 0)
        painter.setPen(color("ink"))
        if painter.fontMetrics().horizontalAdvance(row.name) <= place.width():
            painter.drawText(place, LEFT, row.name)
        else:
            self._two_lines(painter, option, place, row.name)
        if note:
            self._font(painter, option, 11)
            painter.setPen(color("quiet"))
            painter.drawText(inside, RIGHT, note)

    def _late_name(self, painter: QPainter, option: Any, place: QRect, row: DuesRow) -> None:
        """欠7个月 under the name: a bare “7月” would be July."""
        half = place.height() // 2
        painter.setPen(color("ink"))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place.adjusted(0, px(1), 0, -half + px(2)), LEFT, name)
        self._font(painter, option, 11)
        painter.setPen(color("late"))
        painter.drawText(place.adjusted(0, half, 0, 0), LEFT, late_words(row))

    def _two_lines(self, painter: QPainter, option: Any, place: QRect, name: str) -> None:
        """A long name wraps before it is cut."""
        self._font(painter, option, 11)
        metrics = painter.fontMetrics()
        cut = next(
            (n for n in range(len(name), 0, -1) if metrics.horizontalAdvance(name[:n]) <= place.width()), 1
        )
        rest = metrics.elidedText(name[cut:], Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, LEFT, f"{name[:cut]}\n{rest}")


def late_words(row: DuesRow) -> str:
    """How many months in a row are unpaid."""
    return f"欠{row.months_late}个月"


def _is_new(row: DuesRow) -> bool:
    return row.category == Category.PROBATIONARY


class MonthDelegate(_Painter):
    """A month, or the year's sum at the end."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        rect: QRect = option.rect
        cell: DuesCell | None = index.data(CELL_ROLE)
        painter.save()
        if cell is None:
            self._sum(painter, option, rect, index)
        else:
            self._cell(painter, option, rect, cell, str(index.data() or ""))
        self._line(painter, rect)
        if cell is not None and self._view.currentIndex() == index:
            pen = QPen(color("blue" if self._view.hasFocus() else "line_strong"), px(2))
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _sum(self, painter: QPainter, option: Any, rect: QRect, index: Index) -> None:
        painter.fillRect(rect, color("panel"))
        self._font(painter, option, 13)
        painter.setPen(color("ink"))
        painter.drawText(rect.adjusted(0, 0, -px(10), 0), RIGHT, str(index.data() or ""))

    def _cell(self, painter: QPainter, option: Any, rect: QRect, cell: DuesCell, text: str) -> None:
        sign, tint, sign_color, ink = look(cell)
        painter.fillRect(rect, color(tint or "panel"))
        painter.setPen(color(sign_color))
        self._font(painter, option, 11)
        if cell.state in ALONE:
            painter.drawText(rect, CENTRE, sign)
            return
        painter.drawText(rect.adjusted(px(4), 0, 0, 0), LEFT, sign)
        if text:
            self._font(painter, option, 12 if len(text) < 7 else 11)
            painter.setPen(color(ink))
            painter.drawText(rect.adjusted(0, 0, -px(5), 0), RIGHT, text)


class FootDelegate(_Painter):
    """Sums: quiet words, figures in ink, the paid line bold."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect, color("paper"))
        if index.row() == 0:
            painter.setPen(color("line_strong"))
            painter.drawLine(rect.topLeft(), rect.topRight())
        is_word = index.column() == 0
        self._font(painter, option, 12 if 2 <= index.column() < 14 else 13, bold=index.row() == 1)
        painter.setPen(color("quiet" if index.row() == 0 else "ink"))
        place = rect.adjusted(px(10), 0, 0, 0) if is_word else rect.adjusted(0, 0, -px(6), 0)
        painter.drawText(place, LEFT if is_word else RIGHT, str(index.data() or ""))
        painter.restore()
