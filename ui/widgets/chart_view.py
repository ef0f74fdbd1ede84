"""A chart on the screen: pointed at, walked through by the arrow keys, and asked for the people behind a bar."""

from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.domain.chart_shapes import Box, Drawing, Place, Words, draw, height_of
from models.domain.charts import Chart
from ui.theme import active, color, plain_tip, px

_TONES = {"ink": "ink", "quiet": "quiet", "axis": "line_strong", "first": "blue", "second": "gold"}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 0, Qt.Key.Key_Down: 0}


class ChartView(QWidget):
    """`chosen(key)` by click, Enter or space on a bar that counts somebody; `picked` is the bar that is in force."""

    chosen = Signal(str)

    def __init__(self, *, size: str = "small", shares: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size_name, self._shares = size, shares
        self.chart = Chart(key="", title="", lines=())
        self.picked = ""
        self._drawing = Drawing((), (), 0)
        self._at = 0
        self._hover: Place | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, chart: Chart, picked: str = "") -> None:
        """Another chart, or the same one counted again; the place of the keyboard stays."""
        self.chart, self.picked = chart, picked
        self._at = min(self._at, max(len(chart.bars()) - 1, 0))
        self._hover = None
        self.setFixedHeight(round(height_of(chart, self._type())) + px(2))
        self._lay_out()
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), round(height_of(self.chart, self._type())) + px(2))

    def texts(self) -> list[str]:
        """Everything that is written in it."""
        return [shape.text for shape in self._drawing.shapes if isinstance(shape, Words)]

    def place_of(self, key: str) -> QPointF:
        """The middle of a bar's place, to be pointed at."""
        found = next(place for place in self._drawing.places if place.bar.key == key)
        return QPointF(found.x + found.width / 2, found.y + found.height / 2)

    # drawing

    def _type(self) -> float:
        return float(active().px(self._size_name))

    def _font(self, size: float) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(round(size), 1))
        font.setBold(size > self._type())
        return font

    def _measure(self, text: str, size: float) -> float:
        return QFontMetricsF(self._font(size)).horizontalAdvance(text)

    def _lay_out(self) -> None:
        inner = max(self.width() - px(4), px(60))
        self._drawing = draw(self.chart, inner, self._type(), self._measure, shares=self._shares)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.translate(px(2), 0)
        for number, place in enumerate(self._drawing.places):
            self._ground(painter, place, self.hasFocus() and number == self._at)
        for shape in self._drawing.shapes:
            if isinstance(shape, Box):
                box = QRectF(shape.x, shape.y, shape.width, shape.height)
                painter.fillRect(box, color(_TONES[shape.tone]))
            else:
                self._words(painter, shape)

    def _ground(self, painter: QPainter, place: Place, current: bool) -> None:
        """What lies beneath a bar: in force, pointed at, or where the keyboard is."""
        area = QRectF(place.x, place.y, place.width, place.height)
        if place.bar.key == self.picked:
            painter.fillRect(area, color("select"))
        elif place is self._hover and place.bar.number:
            painter.fillRect(area, color("hover"))
        if current:
            painter.setPen(QPen(color("blue"), px(1.5)))
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))

    def _words(self, painter: QPainter, shape: Words) -> None:
        painter.setFont(self._font(shape.size))
        painter.setPen(color(_TONES[shape.tone]))
        wide = self._measure(shape.text, shape.size)
        left = shape.x - {"left": 0.0, "center": wide / 2, "right": wide}[shape.align]
        area = QRectF(left, shape.y - shape.size, wide + 1, shape.size * 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shape.text)

    # pointing

    def _under(self, at: QPointF) -> Place | None:
        return next((p for p in self._drawing.places if p.holds(at.x() - px(2), at.y())), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if found is not self._hover:
            self._hover = found
            shape = (
                Qt.CursorShape.PointingHandCursor
                if found and found.bar.number
                else Qt.CursorShape.ArrowCursor
            )
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = self._drawing.places.index(found)
            self._choose()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            at = getattr(event, "pos")()  # noqa: B009  (QHelpEvent)
            found = self._under(QPointF(at))
            text = plain_tip(self._said(found)) if found else ""
            QToolTip.showText(self.mapToGlobal(at), text, self)
            return True
        return super().event(event)

    def _said(self, place: Place) -> str:
        return f"{self.chart.title}：{place.bar.label}，{place.bar.number:,} 人"

    # walking

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = self._drawing.places
        key = Qt.Key(event.key())
        act = {
            Qt.Key.Key_Home: partial(self._go, 0),
            Qt.Key.Key_End: partial(self._go, len(places) - 1),
            Qt.Key.Key_Return: self._choose,
            Qt.Key.Key_Enter: self._choose,
            Qt.Key.Key_Space: self._choose,
        }.get(key)
        if act is None and key in _STEPS:
            wide = len(self.chart.lines[0].bars) if self.chart.lines else 1
            step = _STEPS[key] or (wide if key == Qt.Key.Key_Down else -wide)
            act = partial(self._go, self._at + step)
        if act is None or not places:
            super().keyPressEvent(event)
            return
        act()

    def _go(self, number: int) -> None:
        if 0 <= number < len(self._drawing.places):
            self._at = number
            self._tell()
            self.update()

    def _choose(self) -> None:
        bar = self._drawing.places[self._at].bar
        self._tell()
        self.update()
        if bar.number:
            self.chosen.emit(bar.key)

    def _tell(self) -> None:
        """What a reader of the screen says."""
        places = self._drawing.places
        self.setAccessibleName(f"统计图：{self.chart.title}")
        self.setAccessibleDescription(self._said(places[self._at]) if places else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)
