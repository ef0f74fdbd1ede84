"""Pictures of a membership: age pyramid, education, years of joining, categories; each bar with the people behind it.

A chart is described here once; `chart_shapes` places it, and the screen and the pdf each paint those shapes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.domain.dates import bounds, full
from models.domain.filters import Condition, Group, Op
from models.domain.records import PIPELINE_CATEGORIES, Category
from models.domain.yearbook import AGES, LEVELS, PICTURED, UNKNOWN, Figures, band_of, level_of, picture

AGE, EDUCATION, JOINED, CATEGORY = PICTURED
MEN, WOMEN = "男", "女"
TITLES = {AGE: "年龄和性别", EDUCATION: "学历", JOINED: "入党年代", CATEGORY: "人员类别"}
_ENDS = {AGES[0]: ("", "30"), AGES[9]: ("71", "")}
_CATEGORIES = (Category.FULL, *reversed(PIPELINE_CATEGORIES))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how many, and the key of the people behind it; `label` says it whole, for tips and readers."""

    key: str
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a chart: its label, and one bar, or two that lie back to back."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`sides` names the halves of a mirrored chart; `note` what could not be drawn."""

    key: str
    title: str
    lines: tuple[Line, ...]
    sides: tuple[str, ...] = ()
    note: str = ""

    @property
    def total(self) -> int:
        return sum(bar.number for bar in self.bars())

    @property
    def most(self) -> int:
        return max((bar.number for bar in self.bars()), default=0)

    def bars(self) -> list[Bar]:
        """Every bar in the order of reading."""
        return [bar for line in self.lines for bar in line.bars]


Row = tuple[str, str, str, str, str]  # sex, birth date, education, joined, category


def pictured(rows: Iterable[Row], day: str) -> Figures:
    """The figures of the charts for these people, their ages on a day."""
    tally: Counter[str] = Counter()
    at = full(day)
    for row in rows:
        tally.update(keys_of(row, at))
    return dict(tally)


def keys_of(row: Row, at: date | None) -> tuple[str, ...]:
    """The bars somebody is counted in."""
    sex, birth, education, joined, category = row
    return (
        picture(AGE, sex or UNKNOWN, _band_on(birth, at) if at else AGES[10]),
        picture(EDUCATION, level_of(education)),
        picture(JOINED, f"{joined[:3]}0" if joined else UNKNOWN),
        picture(CATEGORY, category or UNKNOWN),
    )


def _band_on(birth: str, at: date) -> str:
    """The band of an age; unknown where a partial date may mean either of two."""
    span = bounds(birth)
    if span is None:
        return AGES[10]
    bands = {band_of(at.year - b.year - ((at.month, at.day) < (b.month, b.day))) for b in span}
    return bands.pop() if len(bands) == 1 else AGES[10]


def charts(figures: Mapping[str, int]) -> tuple[Chart, ...]:
    """The four charts of these figures."""
    return _ages(figures), _levels(figures), _decades(figures), _kinds(figures)


def _ages(figures: Mapping[str, int]) -> Chart:
    """The oldest on top, men at the left."""
    lines: list[Line] = []
    for band in reversed(AGES[:10]):
        bars = tuple(_bar(figures, f"{sex}，{band}", AGE, sex, band) for sex in (MEN, WOMEN))
        lines.append(Line(band.replace("岁", ""), bars))
    everybody = sum(number for key, number in figures.items() if key.startswith(picture(AGE, "")))
    drawn = sum(bar.number for line in lines for bar in line.bars)
    note = f"另有 {everybody - drawn:,} 人没有填性别，或出生日期说不清" if everybody > drawn else ""
    return Chart(key=AGE, title=TITLES[AGE], lines=tuple(lines), sides=(MEN, WOMEN), note=note)


def _levels(figures: Mapping[str, int]) -> Chart:
    found = [_bar(figures, level, EDUCATION, level) for level in LEVELS]
    return _plain(EDUCATION, [bar for bar in found if bar.number or bar.label != LEVELS[6]])


def _decades(figures: Mapping[str, int]) -> Chart:
    """Ten years a bar, those in between too where nobody joined."""
    start = picture(JOINED, "")
    known = sorted(
        int(told) for key in figures if key.startswith(start) and (told := key[len(start) :]).isdigit()
    )
    decades = range(known[0], known[-1] + 1, 10) if known else ()
    found = [_bar(figures, f"{decade} 年代", JOINED, str(decade)) for decade in decades]
    unknown = _bar(figures, "日期未填", JOINED, UNKNOWN)
    return _plain(JOINED, [*found, *([unknown] if unknown.number else [])])


def _kinds(figures: Mapping[str, int]) -> Chart:
    found = [_bar(figures, str(kind), CATEGORY, kind) for kind in _CATEGORIES]
    found.append(_bar(figures, "其他", CATEGORY, UNKNOWN))
    return _plain(CATEGORY, [bar for place, bar in enumerate(found) if bar.number or place < 2])


def _plain(key: str, bars: Sequence[Bar]) -> Chart:
    return Chart(key=key, title=TITLES[key], lines=tuple(Line(bar.label, (bar,)) for bar in bars))


def _bar(figures: Mapping[str, int], label: str, *told: str) -> Bar:
    key = picture(*told)
    return Bar(key, figures.get(key, 0), label)


# the people behind a bar, as a search that can be read and changed


def tree_of(key: str, educations: Iterable[str]) -> Group:
    """The conditions of a bar; `educations` are the words that stand on the cards."""
    _, chart, *told = key.split("/")
    if chart == AGE:
        sex, band = told
        ends = _ENDS.get(band) or tuple(band.removesuffix("岁").split("–"))
        return Group((Condition("age", Op.BETWEEN, ends), Condition("sex", Op.IS, (sex,))))
    if chart == EDUCATION:
        words = tuple(word for word in educations if word and level_of(word) == told[0])
        return Group((Condition("education", Op.IS, words) if words else Condition("education", Op.EMPTY),))
    if chart == JOINED:
        decade = told[0]
        if decade == UNKNOWN:
            return Group((Condition("joined_on", Op.EMPTY),))
        return Group((Condition("joined_on", Op.BETWEEN, (decade, f"{decade[:3]}9")),))
    if told[0] == UNKNOWN:
        return Group((Condition("category", Op.EMPTY),))
    return Group((Condition("category", Op.IS, (told[0],)),))


def label_of(found: Iterable[Chart], key: str) -> str:
    """What a bar stands for, in words."""
    return next(
        (f"{chart.title}：{bar.label}" for chart in found for bar in chart.bars() if bar.key == key), ""
    )
