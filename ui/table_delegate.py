"""How a cell of a record table is painted: whole-row hover, colours by state, two lines before text is cut."""

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QToolTip

from ui.filling import two_lines_high
from ui.record_model import Index, RecordTableModel
from ui.theme import active, plain_tip, px

NOT_FIRST = tuple("，。、；：？！）》」”’…")  # no line begins with one of these
NOT_LAST = tuple("（《「“‘")  # nor ends with one of these
SHORTEST = 8  # characters: a line gives up fewer than so many for a better end


class RecordDelegate(QStyledItemDelegate):
    """Hover over the whole row, colours by state, a second line before text is cut, cut text as tooltip."""

    def __init__(self, table: Any) -> None:
        super().__init__(table)
        self._table = table
        # the padding of a cell and what the style adds for its text, so that one and two lines begin alike
        self._margin = (
            px(8) + table.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, table) + 1
        )

    def initStyleOption(self, option: Any, index: Index) -> None:
        super().initStyleOption(option, index)
        theme = active()
        tone = index.data(RecordTableModel.ToneRole)
        if tone:
            color = theme.color(tone)
            option.palette.setColor(QPalette.ColorRole.Text, color)
            option.palette.setColor(QPalette.ColorRole.HighlightedText, color)
        if index.row() == self._table.hovered_row:
            option.backgroundBrush = theme.color("hover")

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        column = self._table.record_model.columns[index.column()]
        text = str(index.data() or "")
        if (
            column.wrap
            and option.fontMetrics.horizontalAdvance(text) > option.rect.width() - 2 * self._margin
        ):
            self._paint_two_lines(painter, option, index, text)
        else:
            super().paint(painter, option, index)
        painter.save()
        painter.setPen(active().color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if self._table.hasFocus() and index.row() == self._table.currentIndex().row():
            painter.setPen(active().color("blue"))
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
        painter.restore()

    def _paint_two_lines(self, painter: QPainter, option: Any, index: Index, text: str) -> None:
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, active().color("select"))
        elif index.row() == self._table.hovered_row:
            painter.fillRect(option.rect, active().color("hover"))
        font = option.font
        roomy = option.rect.height() >= two_lines_high()
        if not roomy:
            font.setPixelSize(px(11.5))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        width = option.rect.width() - 2 * self._margin
        head = 1
        while head < len(text) and metrics.horizontalAdvance(text[: head + 1]) <= width:
            head += 1
        head = _better(text, head)
        second = metrics.elidedText(text[head:], Qt.TextElideMode.ElideRight, width)
        tone = index.data(RecordTableModel.ToneRole) or "ink"
        painter.setPen(active().color(tone))
        height = option.rect.height()
        edge = px(3) if roomy else 0
        line = height // 2 - edge if second else height - 2 - 2 * edge  # small, it may fit in one
        box = QRect(option.rect.left() + self._margin, option.rect.top() + 1 + edge, width, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text[:head])
        painter.drawText(box.translated(0, line - (0 if roomy else 2)), Qt.AlignmentFlag.AlignVCenter, second)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: Any, index: Index) -> bool:
        QToolTip.showText(
            event.globalPos(), self.tip_for(index, option.rect.width(), option.fontMetrics), view
        )
        return True

    def tip_for(self, index: Index, width: int, metrics: QFontMetrics) -> str:
        """The column's own tooltip, else the text when it does not fit into `width` pixels."""
        tip = index.data(Qt.ItemDataRole.ToolTipRole)
        if tip:
            return str(tip)
        text = str(index.data() or "")
        return plain_tip(text) if metrics.horizontalAdvance(text) > width - 2 * self._margin else ""


def _better(text: str, at: int) -> int:
    """Where a line that has to end at `at` ends better: no number is torn, no sign stands on the wrong side."""
    place = at
    while place > 1 and (
        text[place : place + 1] in NOT_FIRST
        or text[place - 1] in NOT_LAST
        or (text[place - 1].isdigit() and text[place : place + 1].isdigit())
    ):
        place -= 1
    return place if at - place < SHORTEST else at
