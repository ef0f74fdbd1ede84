"""How the timeline is drawn: one row a step, one axis for all of them."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models.domain.dates import bounds
from models.domain.records import Step
from ui.theme import active, px
from ui.widgets.timeline_rows import ROW, TimelineRow, TimeScale, date_text, outside

Index = QModelIndex | QPersistentModelIndex


def tone(name: str) -> QColor:
    """A colour of the palette."""
    return active().color(name)


def band_color(late: bool) -> QColor:
    """The pale band of a window: blue, or red once its last day has passed undone."""
    color = tone("late" if late else "blue")
    color.setAlpha(38)
    return color


@dataclass(frozen=True, slots=True)
class Lanes:
    """The columns of a row: number, name, date, chart."""

    number: QRect
    name: QRect
    day: QRect
    chart: QRect

    @classmethod
    def of(cls, rect: QRect) -> "Lanes":
        number, day = px(26), px(104)
        name = min(max(px(110), int(rect.width() * 0.27)), px(170))
        left, top, height = rect.left(), rect.top(), rect.height()
        chart_left = left + number + name + day + px(8)
        return cls(
            QRect(left, top, number, height),
            QRect(left + number, top, name, height),
            QRect(left + number + name, top, day, height),
            QRect(chart_left, top, rect.right() - chart_left - px(6), height),
        )


def ticks(scale: TimeScale) -> list[tuple[date, str]]:
    """Labelled days of the axis: years, and half-years or quarters when there is room."""
    months = (scale.end - scale.start).days / 30.4
    step = 3 if months <= 16 else 6 if months <= 34 else 12
    out: list[tuple[date, str]] = []
    for year in range(scale.start.year, scale.end.year + 1):
        for month in range(1, 13, step):
            day = date(year, month, 1)
            if scale.start <= day <= scale.end:
                out.append((day, str(year) if month == 1 else f"{month}月"))
    return out


class TimelineDelegate(QStyledItemDelegate):
    """Paints a step: number, name, recorded date, and the band with its dots."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.scale = TimeScale(date(2026, 1, 1), date(2026, 12, 31))
        self.today = date(2026, 1, 1)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: TimelineRow = index.data(ROW)
        return QSize(px(420), px(30 if row.is_heading else 26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: TimelineRow = index.data(ROW)
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tone("select"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, tone("hover"))
        lanes = Lanes.of(rect)
        self._grid(painter, lanes.chart)
        if row.is_heading:
            self._heading(painter, rect, lanes, row)
        else:
            self._words(painter, lanes, row)
            self._chart(painter, lanes.chart, row)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tone("blue"), 1))
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()

    def _grid(self, painter: QPainter, chart: QRect) -> None:
        painter.setPen(QPen(tone("line"), 1))
        for day, _ in ticks(self.scale):
            x = round(self.scale.x(day, chart)) + 0.5
            painter.drawLine(QPointF(x, chart.top()), QPointF(x, chart.bottom() + 1))
        painter.setPen(QPen(tone("blue"), 1, Qt.PenStyle.DotLine))
        x = round(self.scale.x(self.today, chart)) + 0.5
        painter.drawLine(QPointF(x, chart.top()), QPointF(x, chart.bottom() + 1))

    def _heading(self, painter: QPainter, rect: QRect, lanes: Lanes, row: TimelineRow) -> None:
        """A fold sign, the stage, how much of it is done; folded, its days stand on its own line."""
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(tone("quiet"))
        sign = lanes.number.adjusted(px(4), 0, -px(2), 0)
        painter.drawText(sign, middle | Qt.AlignmentFlag.AlignHCenter, "▼" if row.is_open else "▶")
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(tone("ink" if row.steps or row.is_open else "quiet"))
        words = QRect(lanes.name.left(), rect.top(), lanes.chart.left() - lanes.name.left(), rect.height())
        words.adjust(px(4), 0, -px(8), 0)
        painter.drawText(words, middle, row.title)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tone("late" if row.doubt and not row.is_open else "quiet"))
        mark = "▲ " if row.doubt and not row.is_open else ""
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, mark + row.note)
        if not row.is_open:
            centre = lanes.chart.top() + lanes.chart.height() / 2
            for step in row.steps:
                self._dot(painter, lanes.chart, centre, step, "late" if row.doubt else "done", px(3.5))
        painter.setPen(QPen(tone("line"), 1))
        painter.drawLine(
            QPointF(rect.left(), rect.bottom() + 0.5), QPointF(rect.right(), rect.bottom() + 0.5)
        )

    def _words(self, painter: QPainter, lanes: Lanes, row: TimelineRow) -> None:
        done, wrong = bool(row.steps), is_wrong(row, self.today)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(tone("quiet"))
        painter.drawText(
            lanes.number.adjusted(0, 0, -px(6), 0), middle | Qt.AlignmentFlag.AlignRight, row.number
        )
        font = QFont(painter.font())
        if row.is_next:
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
        painter.setPen(tone("ink" if done or row.is_next else "quiet"))
        name = lanes.name.adjusted(px(4), 0, -px(4), 0)
        metrics = QFontMetrics(font)
        painter.drawText(
            name, middle, metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, name.width())
        )
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tone("late" if wrong else "ink" if done else "soon"))
        text = ("▲ " if wrong else "") + date_text(row)
        painter.drawText(lanes.day, middle | Qt.AlignmentFlag.AlignRight, text)

    def _chart(self, painter: QPainter, chart: QRect, row: TimelineRow) -> None:
        middle = chart.top() + chart.height() / 2
        if row.window is not None and (row.steps or row.is_next):
            self._band(painter, chart, middle, row)
        for step in row.steps:
            color = "late" if row.doubt else "soon" if outside(step, row.window) else "done"
            self._dot(painter, chart, middle, step, color, px(5))
        if row.is_next and not row.steps:
            self._due(painter, chart, middle, row)

    def _band(self, painter: QPainter, chart: QRect, middle: float, row: TimelineRow) -> None:
        window = row.window
        if window is None:
            return
        first, last = _first_day(window.earliest), _first_day(window.latest)
        left = self.scale.x(first, chart) if first else float(chart.left())
        right = self.scale.x(last, chart) if last else float(chart.right())
        half = px(7)
        box = QRectF(left, middle - half, max(right - left, px(4)), half * 2)
        late = not row.steps and last is not None and last < self.today
        tint, edge = band_color(late), tone("late" if late else "blue")
        edge.setAlpha(110)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fading(box, tint, fade_left=first is None, fade_right=last is None))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QPen(edge, 1))
        for x, real in ((box.left(), first), (box.right(), last)):
            if real:
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))

    def _dot(
        self, painter: QPainter, chart: QRect, middle: float, step: Step, color: str, radius: float
    ) -> None:
        begin, end = bounds(step.on_date), bounds(step.ended_on)
        if begin is None:
            return
        fill = tone(color)
        left, right = self.scale.x(begin[0], chart), self.scale.x((end or begin)[1], chart)
        painter.setPen(QPen(tone("panel"), 1.5) if radius >= px(5) else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QBrush(fill))
        if begin[0] != begin[1]:
            painter.setPen(QPen(fill, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(left - radius, middle - radius, right - left + 2 * radius, 2 * radius)
        painter.drawRoundedRect(box, radius, radius)

    def _due(self, painter: QPainter, chart: QRect, middle: float, row: TimelineRow) -> None:
        late = is_wrong(row, self.today)
        fill = tone("late" if late else "quiet")
        radius, now = px(5), self.scale.x(self.today, chart)
        last = _first_day(row.window.latest) if row.window else None
        if late and last:
            painter.setPen(QPen(fill, 2, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(self.scale.x(last, chart), middle), QPointF(now, middle))
        painter.setPen(QPen(fill, 1.5))
        painter.setBrush(QBrush(tone("panel")))
        painter.drawEllipse(QPointF(now, middle), radius, radius)


def is_wrong(row: TimelineRow, today: date) -> bool:
    """Recorded and doubted by a rule nobody has answered, or due and overdue."""
    if row.steps:
        return bool(row.doubt)
    last = _first_day(row.window.latest) if row.window else None
    return row.is_next and last is not None and last < today


def _first_day(iso: str) -> date | None:
    found = bounds(iso)
    return found[0] if found else None


def fading(box: QRectF, tint: QColor, *, fade_left: bool, fade_right: bool) -> QBrush:
    """A band whose end nobody knows fades away there."""
    if not fade_left and not fade_right:
        return QBrush(tint)
    clear = QColor(tint)
    clear.setAlpha(0)
    gradient = QLinearGradient(box.topLeft(), box.topRight())
    gradient.setColorAt(0, clear if fade_left else tint)
    gradient.setColorAt(0.4, tint)
    gradient.setColorAt(1, clear if fade_right else tint)
    return QBrush(gradient)


class TimeAxis(QWidget):
    """The labels above the chart: years, months, and today."""

    def __init__(self, delegate: TimelineDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self.right_inset = 0
        self.setFixedHeight(px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(active().px("small") - px(1))
        painter.setFont(font)
        chart = Lanes.of(self.rect().adjusted(1, 0, -self.right_inset - 1, 0)).chart
        metrics = painter.fontMetrics()
        scale = self._delegate.scale
        self._legend(painter, chart)
        now = scale.x(self._delegate.today, chart)
        half = metrics.horizontalAdvance("今天") / 2 + px(4)
        self._label(painter, chart, now, "今天", "blue")
        free = float(chart.left()) - px(12)
        for day, label in ticks(scale):
            x, width = scale.x(day, chart), metrics.horizontalAdvance(label) / 2
            if x - width < free or abs(x - now) < width + half:
                continue
            self._label(painter, chart, x, label, "quiet")
            free = x + width + px(6)

    def _legend(self, painter: QPainter, chart: QRect) -> None:
        """What the signs mean, left of the axis."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, x = self.height() / 2, float(px(8))
        painter.setPen(Qt.PenStyle.NoPen)
        for sign, text in (("band", "规定期间"), ("done", "已办"), ("next", "待办")):
            if sign == "band":
                painter.setBrush(band_color(False))
                painter.drawRoundedRect(QRectF(x, middle - px(6), px(16), px(12)), 3, 3)
                x += px(20)
            else:
                painter.setPen(QPen(tone("done" if sign == "done" else "quiet"), 1.5))
                painter.setBrush(tone("done") if sign == "done" else tone("panel"))
                painter.drawEllipse(QPointF(x + px(4), middle), px(4), px(4))
                x += px(12)
            painter.setPen(tone("quiet"))
            width = painter.fontMetrics().horizontalAdvance(text)
            if x + width > chart.left() - px(24):
                return
            painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + px(12)
            painter.setPen(Qt.PenStyle.NoPen)

    def _label(self, painter: QPainter, chart: QRect, x: float, text: str, color: str) -> None:
        width = painter.fontMetrics().horizontalAdvance(text) + 4
        left = min(max(x - width / 2, chart.left() - px(10)), self.width() - width - 1)
        painter.setPen(tone(color))
        painter.drawText(QRectF(left, 0, width, self.height()), Qt.AlignmentFlag.AlignCenter, text)
