"""A meeting's day against the window it has to fall into: the window a pale band, the day a dot."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.domain.planner_windows import Window
from ui.theme import active, px
from ui.widgets.timeline_paint import band_color, fading

OPEN_DAYS = 60  # drawn of a window without a last day
MARGIN = 0.08  # of the days shown, at either side


class WindowBand(QWidget):
    """`on` outside of the window is seen to be too early or too late, and how much."""

    def __init__(self, window: Window, on: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.last = _day(window.earliest), _day(window.end)
        self.on = _day(on)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self._edge(self.first, '不限')}至{self._edge(self.last, '不限')}，定在{on}")

    @property
    def is_outside(self) -> bool:
        """The day is before the first or after the last."""
        if self.on is None:
            return False
        return bool((self.first and self.on < self.first) or (self.last and self.on > self.last))

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(38))

    def _edge(self, day: date | None, unknown: str = "") -> str:
        return f"{day.month}月{day.day}日" if day else unknown

    def _scale(self) -> tuple[float, float]:
        """First and last day of the axis as numbers."""
        known = [day.toordinal() for day in (self.first, self.last, self.on) if day]
        low, high = min(known), max(known)
        if self.last is None:
            high = max(high, low + OPEN_DAYS)
        if self.first is None:
            low = min(low, high - OPEN_DAYS)
        edge = max(2.0, (high - low) * MARGIN)
        return low - edge, high + edge

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.first or self.last or self.on):
            return
        low, high = self._scale()

        def x(day: date) -> float:
            return (day.toordinal() - low) / (high - low) * self.width()

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, half = px(10), px(6)
        painter.setPen(QPen(active().color("line"), 1))
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
        left = x(self.first) if self.first else 0.0
        right = x(self.last) if self.last else float(self.width())
        box = QRectF(left, middle - half, max(right - left, px(4)), half * 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            fading(box, band_color(False), fade_left=self.first is None, fade_right=self.last is None)
        )
        painter.drawRoundedRect(box, 3, 3)
        if self.on:
            painter.setPen(QPen(active().color("panel"), 1.5))
            painter.setBrush(QBrush(active().color("late" if self.is_outside else "done")))
            painter.drawEllipse(QPointF(x(self.on), middle), px(5), px(5))
        self._labels(painter, left, right)
        painter.end()

    def _labels(self, painter: QPainter, left: float, right: float) -> None:
        font = self.font()
        font.setPixelSize(px(11.5))
        painter.setFont(font)
        painter.setPen(active().color("quiet"))
        metrics = painter.fontMetrics()
        baseline = px(20) + metrics.ascent()
        first, last = self._edge(self.first), self._edge(self.last)
        begin = min(max(0.0, left), self.width() - metrics.horizontalAdvance(first))
        end = max(0.0, right - metrics.horizontalAdvance(last))
        if first:
            painter.drawText(QPointF(begin, baseline), first)
        if last and (not first or end > begin + metrics.horizontalAdvance(first) + px(8)):
            painter.drawText(QPointF(end, baseline), last)


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if len(iso) == 10 else None
