"""Where the bars and words of a chart go: plain boxes and texts, for whoever paints them.

Lengths in the painter's own unit (pixels, points), y counted down from the top. `size` is that of the type.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from models.domain.charts import Bar, Chart, Line

Measure = Callable[[str, float], float]  # width of a text at a size
Tone = Literal["ink", "quiet", "axis", "first", "second"]
PITCH, BAR, TITLE, GAP = 1.6, 1.05, 1.15, 0.3  # of the type size
LEAST = 4.0  # room for the longest bar, below which the per cents are left out


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text in the middle of its row: `x` is its left, middle or right, `y` the middle of its height."""

    x: float
    y: float
    text: str
    size: float
    align: Literal["left", "center", "right"]
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bar may be pointed at: the whole of its row, or of its half."""

    bar: Bar
    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as it is painted."""

    shapes: tuple[Box | Words, ...]
    places: tuple[Place, ...]
    height: float


def height_of(chart: Chart, size: float) -> float:
    """How high a chart is at a size of type."""
    lines = len(chart.lines) + bool(chart.note) or 1
    return size * (TITLE * PITCH + GAP + lines * PITCH)


def draw(chart: Chart, width: float, size: float, measure: Measure, *, shares: bool = False) -> Drawing:
    """The chart over a width; `shares` writes per cents beside the numbers."""
    return _Sheet(chart, width, size, measure, shares).drawing()


class _Sheet:
    """One chart being placed."""

    def __init__(self, chart: Chart, width: float, size: float, measure: Measure, shares: bool) -> None:
        self.chart, self.width, self.size, self.measure, self.shares = chart, width, size, measure, shares
        self.pitch, self.thick = size * PITCH, size * BAR
        self.top = size * (TITLE * PITCH + GAP)
        self.pad = size * 0.5
        self.labels = max((measure(line.label, size) for line in chart.lines), default=0.0)
        self.numbers = self._widest()
        halves = len(chart.sides) or 1
        room = (width - self.labels - 2 * self.pad) / halves - self.numbers - self.pad
        if shares and room < LEAST * size:  # the bars come first
            self.shares = False
            self.numbers = self._widest()

    def drawing(self) -> Drawing:
        shapes: list[Box | Words] = list(self._head())
        places: list[Place] = []
        two = bool(self.chart.sides)
        for number, line in enumerate(self.chart.lines):
            y = self.top + number * self.pitch
            for shape in self._mirrored(line, y) if two else self._row(line, y):
                if isinstance(shape, Place):
                    places.append(shape)
                else:
                    shapes.append(shape)
        if not self.chart.lines:
            shapes.append(Words(0, self.top + self.pitch / 2, "没有可画的内容", self.size, "left", "quiet"))
        if self.chart.note:
            y = self.top + (len(self.chart.lines) + 0.5) * self.pitch
            shapes.append(Words(0, y, self.chart.note, self.size, "left", "quiet"))
        return Drawing(tuple(shapes), tuple(places), height_of(self.chart, self.size))

    def _head(self) -> Iterator[Box | Words]:
        """The title, and at the right what the two colours mean."""
        size, middle = self.size * TITLE, self.size * TITLE * PITCH / 2
        yield Words(0, middle, self.chart.title, size, "left")
        x = self.width
        for place in reversed(range(len(self.chart.sides))):
            told = f"{self.chart.sides[place]} {sum(line.bars[place].number for line in self.chart.lines):,}"
            yield Words(x, middle, told, self.size, "right", "quiet")
            x -= self.measure(told, self.size) + self.size * 1.1
            yield Box(x, middle - self.size * 0.4, self.size * 0.8, self.size * 0.8, _tone(place))
            x -= self.size

    def _row(self, line: Line, y: float) -> Iterator[Box | Words | Place]:
        (bar,) = line.bars
        middle, left = y + self.pitch / 2, self.labels + self.pad
        room = max(self.width - left - self.numbers - self.pad, self.size)
        long = room * bar.number / self.chart.most if self.chart.most else 0.0
        yield Words(self.labels, middle, line.label, self.size, "right", "ink" if bar.number else "quiet")
        yield Box(left, y, max(self.size * 0.06, 0.5), self.pitch, "axis")
        yield self._bar(left, middle, long, 0)
        told = Words(left + long + self.pad / 2, middle, self._told(bar), self.size, "left", "ink")
        yield told if bar.number else Words(told.x, middle, "0", self.size, "left", "quiet")
        yield Place(bar, 0, y, self.width, self.pitch)

    def _mirrored(self, line: Line, y: float) -> Iterator[Box | Words | Place]:
        middle, half = y + self.pitch / 2, self.width / 2
        inner = self.labels / 2 + self.pad
        room = max(half - inner - self.numbers - self.pad, self.size)
        yield Words(
            half,
            middle,
            line.label,
            self.size,
            "center",
            "ink" if any(b.number for b in line.bars) else "quiet",
        )
        for place, bar in enumerate(line.bars):
            long = room * bar.number / self.chart.most if self.chart.most else 0.0
            x = half - inner - long if place == 0 else half + inner
            yield self._bar(x, middle, long, place)
            end = x - self.pad / 2 if place == 0 else x + long + self.pad / 2
            if bar.number:
                yield Words(end, middle, self._told(bar), self.size, "right" if place == 0 else "left")
            edge = half - self.labels / 2 - self.pad / 2  # the label between belongs to neither
            yield Place(bar, 0 if place == 0 else self.width - edge, y, edge, self.pitch)

    def _bar(self, x: float, middle: float, long: float, place: int) -> Box:
        return Box(x, middle - self.thick / 2, long, self.thick, _tone(place))

    def _widest(self) -> float:
        return max((self.measure(self._told(bar), self.size) for bar in self.chart.bars()), default=0.0)

    def _told(self, bar: Bar) -> str:
        if not self.shares or not self.chart.total:
            return f"{bar.number:,}"
        return f"{bar.number:,}（{bar.number / self.chart.total:.0%}）"


def _tone(place: int) -> Tone:
    return "second" if place else "first"
