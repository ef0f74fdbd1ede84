"""The yearbook's figures as lines and columns of tables, each number with the key of the people behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.domain import yearbook
from models.domain.money import yuan
from models.domain.tenure import CAME, WENT
from ui.tables import Column

CROSSINGS = (
    ("年龄", yearbook.AGES),
    ("学历", yearbook.LEVELS),
    ("入党时间", yearbook.PERIODS),
)
ALWAYS = ("女", "少数民族")
DUES = "党费/实收分"
NOBODY = frozenset({"党费", "会议", "支部"})  # groups that count no people
GROUPS = ("年末", CAME, WENT, "发展", "转正", "培养", "其他", "勾稽", "党费", "会议", "支部")
ORDER = {
    CAME: yearbook.ENTERED,
    WENT: yearbook.LEFT,
    "发展": ("总数",),
    "转正": ("本年转正", "应转未转", "延长预备期"),
}
SUMMED = (CAME, WENT)
SUM = "合计"


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure with its words; `key` asks for the people behind it, "" where there are none."""

    id: int
    group: str  # only on its first line
    item: str
    text: str
    key: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CrossLine:
    """One row of the crossing: total and every column."""

    id: int
    row: str
    total: int
    cells: tuple[int, ...]


def figure_lines(figures: Mapping[str, int], end: str = "本年末") -> list[FigureLine]:
    """Everything but the crossing and the charts, in the order of the yearbook; a zero is left out.

    `end` is what the last day is called: the end of the year, or a day on the way there.
    """
    found: list[tuple[str, str, str, str]] = []
    for group in GROUPS:
        keys = _keys(figures, group)
        if group in SUMMED and len(keys) > 1:
            total = sum(figures[key] for key in keys)
            found.append((group, SUM, f"{total:,}", "\n".join(keys)))
        for key in keys:
            number = figures[key]
            item = end if key == yearbook.END else key.partition("/")[2]
            if key == DUES:
                found.append((group, "实收（元）", yuan(number), ""))
            elif number:
                found.append((group, item, f"{number:,}", "" if group in NOBODY else key))
    earlier = ["", *(group for group, _, _, _ in found)]
    return [
        FigureLine(number, "" if group == earlier[number - 1] else group, item, text, key, f"{group}：{item}")
        for number, (group, item, text, key) in enumerate(found, 1)
    ]


def _keys(figures: Mapping[str, int], group: str) -> list[str]:
    keys = [key for key in figures if key.startswith(f"{group}/")]
    order = [f"{group}/{how}" for how in ORDER.get(group, ())]
    return sorted(keys, key=lambda key: (order.index(key) if key in order else len(order), key))


def cross_lines(figures: Mapping[str, int]) -> list[CrossLine]:
    """The rows a member stands in against sex, age, education and when he joined."""
    posts = sorted(key.partition("/")[2] for key in figures if key.startswith(f"行/{yearbook.POST}"))
    lines = []
    for number, row in enumerate((*yearbook.BASE_ROWS, *posts), 1):
        cells = tuple(figures.get(yearbook.cell(row, column), 0) for column in yearbook.CROSSED)
        lines.append(CrossLine(number, row, figures.get(f"行/{row}", 0), cells))
    return lines


def cross_key(line: CrossLine, title: str) -> tuple[str, str]:
    """The key of a cell by its column's key, and its words; of the row's own head, the row."""
    row = line.row.removeprefix(yearbook.POST)
    if title in yearbook.CROSSED:
        return yearbook.cell(line.row, title), f"{row}，{title}"
    return f"行/{line.row}", row


FIGURES: tuple[Column[FigureLine], ...] = (
    Column(key="group", title="类", text=lambda f: f.group, width=84, sort=False),
    Column(key="item", title="项目", text=lambda f: f.item, width=220, sort=False),
    Column(key="number", title="数", text=lambda f: f.text, width=110, align="right", sort=False),
    Column(key="rest", title="", text=lambda _f: "", width=40, sort=False),
)


def _cell(title: str) -> Column[CrossLine]:
    place = yearbook.CROSSED.index(title)
    wide = sum(13 if ord(sign) > 0x2E80 else 8 for sign in title)
    return Column(
        key=title,
        title=title,
        text=lambda line: f"{line.cells[place]:,}" if line.cells[place] else "",
        width=28 + wide,
        align="right",
        sort=False,
    )


def cross_columns(titles: Sequence[str]) -> tuple[Column[CrossLine], ...]:
    """Total, women, minorities, and one kind of column beside them."""
    return (
        Column(
            key="row",
            title="党员",
            text=lambda line: line.row.removeprefix(yearbook.POST),
            width=150,
            sort=False,
            tip=lambda line: line.row,
        ),
        Column(
            key="total",
            title="合计",
            text=lambda line: f"{line.total:,}",
            width=70,
            align="right",
            sort=False,
        ),
        *(_cell(title) for title in (*ALWAYS, *titles)),
        Column(key="rest", title="", text=lambda _l: "", width=10, sort=False),
    )
