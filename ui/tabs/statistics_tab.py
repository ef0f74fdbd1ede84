"""党内统计: the yearbook's base figures of the committee or of one unit, from summaries kept at every import."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from models.domain import yearbook
from models.domain.committee import Statistics, UnitKind
from models.domain.money import yuan
from ui.base_tab import BaseTab
from ui.committee_context import committee_of
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.section_bar import SectionBar

L = TypeVar("L")
CROSSINGS = (
    ("年龄", yearbook.AGES),
    ("学历", yearbook.LEVELS),
    ("入党时间", yearbook.PERIODS),
)
SECTIONS = ("增减与发展", *(f"按{name}" for name, _ in CROSSINGS))
ALWAYS = ("女", "少数民族")
DUES = "党费/实收分"
YEARS = 5
EMPTY = "还没有收到支部的上报包。收进来以后，这里自动汇总年报的基础数据，并可打印支部年报基础数据表。"
GROUPS = ("支部", "年末", "增加", "减少", "发展", "转正", "培养", "其他", "党费", "会议")


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure with its words."""

    id: int
    group: str  # only on its first line
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class CrossLine:
    """One row of the crossing: total and every column."""

    id: int
    row: str
    total: int
    cells: tuple[int, ...]


def figure_lines(figures: Statistics) -> list[FigureLine]:
    """Everything but the crossing, in the order of the yearbook; a zero is left out."""
    found: list[tuple[str, str, str]] = []
    for group in GROUPS:
        keys = sorted(key for key in figures.figures if key.startswith(f"{group}/"))
        for key in keys:
            item = key.partition("/")[2]
            number = figures.count(key)
            if key == DUES:
                found.append((group, "实收（元）", yuan(number)))
            elif number:
                found.append((group, item, f"{number:,}"))
    earlier = ["", *(group for group, _, _ in found)]
    return [
        FigureLine(number, "" if group == earlier[number - 1] else group, item, text)
        for number, (group, item, text) in enumerate(found, 1)
    ]


def cross_lines(figures: Statistics) -> list[CrossLine]:
    """The rows a member stands in against sex, age, education and when he joined."""
    posts = sorted(key.partition("/")[2] for key in figures.figures if key.startswith(f"行/{yearbook.POST}"))
    lines = []
    for number, row in enumerate((*yearbook.BASE_ROWS, *posts), 1):
        cells = tuple(figures.count(yearbook.cell(row, column)) for column in yearbook.CROSSED)
        lines.append(CrossLine(number, row, figures.count(f"行/{row}"), cells))
    return lines


FIGURES: tuple[Column[FigureLine], ...] = (
    Column(key="group", title="类", text=lambda f: f.group, width=100, sort=False),
    Column(key="item", title="项目", text=lambda f: f.item, width=240, sort=False),
    Column(key="number", title="数", text=lambda f: f.text, width=120, align="right", sort=False),
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
    """Total, women, minorities, and one kind of column beside them: so that it fits without scrolling."""
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


class StatisticsTab(BaseTab):
    """Ctrl+P previews the yearbook's base table D9."""

    TITLE = "党内统计"
    ICON = "detail"
    ORDER = 50
    WATCHES = frozenset({"received", "organisation", "summary"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = committee_of(context)
        self._found: Statistics | None = None
        self.header.add_action("导出…", self.export, icon_name="export")
        self.header.add_action("打印基础数据表", self.print_, primary=True, icon_name="print")
        self.sections = SectionBar(SECTIONS, self)
        self.sections.chosen.connect(self._choose)
        self.unit, self.year = QComboBox(), QComboBox()
        for combo, name in ((self.unit, "单位"), (self.year, "年度")):
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
        this = int(self._desk.today()[:4])
        for year in range(this, this - YEARS, -1):
            self.year.addItem(f"{year} 年", year)
        self.unit.activated.connect(lambda _i: self._count())
        self.year.activated.connect(lambda _i: self._count())
        for widget in (self.sections, self.unit, self.year):
            self.filters.addWidget(widget)
        figures = RecordTableModel(ListSource(lambda: self._lines(figure_lines)), FIGURES)
        self.figures: RecordTable[FigureLine] = RecordTable(figures, "figures", context.settings)
        self.figures.called("党内统计", self.unit, self.year)
        self.crosses: list[RecordTable[CrossLine]] = []
        self.pages = QStackedWidget()
        self.pages.addWidget(self.figures.with_foot("项"))
        for name, titles in CROSSINGS:
            cross = RecordTableModel(ListSource(lambda: self._lines(cross_lines)), cross_columns(titles))
            self.crosses.append(RecordTable(cross, f"cross-{name}", context.settings))
            self.crosses[-1].called(f"党员按{name}", self.unit, self.year)
            self.pages.addWidget(self.crosses[-1].with_foot("行"))
        self.empty = EmptyState(EMPTY)
        self.pages.addWidget(self.empty)
        self.set_content(self.pages)

    def _lines(self, make: Callable[[Statistics], list[L]]) -> list[L]:
        return make(self._found) if self._found else []

    def reload(self) -> None:
        chosen = self.unit.currentData()
        self.unit.clear()
        for unit in self._desk.units():
            mark = "" if unit.kind is UnitKind.COMMITTEE else "　"
            self.unit.addItem(f"{mark}{unit.name}", unit.id)
        self.unit.setCurrentIndex(max(0, self.unit.findData(chosen)))
        self._count()

    def _count(self) -> None:
        self._found = self._desk.statistics(int(self.unit.currentData() or 0), int(self.year.currentData()))
        self.figures.record_model.reload()
        for cross in self.crosses:
            cross.record_model.reload()
        found = self._found
        words = f"{found.branches} 个支部的数据，截至 {found.as_of}。" if found.branches else ""
        if found.silent:
            words += f"{len(found.silent)} 个支部还没有上报：{'、'.join(found.silent[:3])}"
            words += "等。" if len(found.silent) > 3 else "。"
        self.header.set_sentence(words)
        self._choose(self.sections.buttons.index(next(b for b in self.sections.buttons if b.isChecked())))

    def _choose(self, section: int) -> None:
        filled = bool(self._found and self._found.branches)
        self.pages.setCurrentIndex(section if filled else self.pages.indexOf(self.empty))

    def _chosen(self) -> tuple[int, int]:
        return int(self.unit.currentData() or 0), int(self.year.currentData())

    def export(self) -> None:
        """The base table as a sheet or a page."""
        self.context.attempt(lambda: self.context.export("D9", self._desk.yearbook_facts(*self._chosen())))

    def print_(self) -> None:
        self.context.attempt(lambda: self.context.preview("D9", self._desk.yearbook_facts(*self._chosen())))
