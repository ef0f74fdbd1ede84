"""党内统计: charts and the yearbook's base figures of the committee or of one unit, and the people behind each number."""

from PySide6.QtWidgets import QComboBox, QMenu, QStackedWidget, QWidget

from models.domain.committee import Statistics
from models.domain.dues_report import Period, period
from models.domain.yearbook_facts import Balance, until_words
from models.services.dues_units import remittances
from ui.base_tab import BaseTab
from ui.committee_context import committee_of
from ui.context import Context
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure_board import MOST, OF_NOBODY, SECTIONS, FigureBoard, NamesPane, name_rows
from ui.widgets.section_bar import SectionBar
from ui.widgets.unit_choice import UnitCombo, offer_units

YEARS = 5
EMPTY = "还没有收到支部的上报包。收进来以后，这里自动汇总年报的基础数据，并可打印支部年报基础数据表。"


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
        self.periods = QMenu(self)
        self.periods.aboutToShow.connect(self._offer_periods)
        remitted = self.header.add_action("党费上缴汇总", lambda: None, icon_name="print")
        remitted.setMenu(self.periods)
        self.header.add_action("导出…", self.export, icon_name="export")
        self.header.add_action("打印基础数据表", self.print_, primary=True, icon_name="print")
        self.sections = SectionBar(SECTIONS, self)
        self.sections.chosen.connect(self._choose)
        self.unit, self.year = UnitCombo(), QComboBox()
        self.year.setProperty("compact", True)
        self.year.setAccessibleName("年度")
        this = int(self._desk.today()[:4])
        for year in range(this, this - YEARS, -1):
            self.year.addItem(f"{year} 年", year)
        self.unit.activated.connect(lambda _i: self._count())
        self.year.activated.connect(lambda _i: self._count())
        for widget in (self.sections, self.unit, self.year):
            self.filters.addWidget(widget)
        self.board = FigureBoard(context, (self.unit, self.year))
        self.board.asked.connect(self._ask)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.board)
        self.empty = EmptyState(EMPTY)
        self.pages.addWidget(self.empty)
        self.names = NamesPane(context)
        self.names.wanted.connect(context.show_people)
        self.set_content(self.pages, self.names, (930, 350))

    def reload(self) -> None:
        offer_units(self.unit, self._desk.units())
        self._count()

    def _count(self) -> None:
        self._found = self._desk.statistics(int(self.unit.currentData() or 0), int(self.year.currentData()))
        found = self._found
        self.board.show_figures(found.figures, found.figures, found.as_of)
        self.names.show_nothing()
        words = (
            f"{found.branches} 个支部的数据，截至{until_words(found.since, found.as_of)}。"
            if found.branches
            else ""
        )
        balance = Balance.of(found.figures)
        words += "" if balance.holds else f"{balance.words()}，见“勾稽”一栏。"
        if found.silent:
            words += f"{len(found.silent)} 个支部还没有上报：{'、'.join(found.silent[:3])}"
            words += "等。" if len(found.silent) > 3 else "。"
        self.header.set_sentence(words)
        self._choose(self.sections.buttons.index(next(b for b in self.sections.buttons if b.isChecked())))

    def _choose(self, section: int) -> None:
        filled = bool(self._found and self._found.branches)
        self.board.setCurrentIndex(section)
        self.pages.setCurrentIndex(0 if filled else 1)
        self.offer_detail(filled)
        self.names.show_nothing()

    def _ask(self, key: str, words: str) -> None:
        """Count who is behind a number: at once in a branch, in the background among a hundred thousand."""
        if not key:
            self.names.show_nothing(OF_NOBODY)
            return
        unit, year = self._chosen()
        title = f"{year} 年，{words}"
        self.context.tasks.run(
            lambda _p, _c: self._desk.people_behind(unit, year, key),
            lambda ids: self._list(title, ids),
            title="正在数出名单…",
            cancellable=False,
        )

    def _offer_periods(self) -> None:
        """The year and what of it has begun."""
        self.periods.clear()
        year, today = self._chosen()[1], self._desk.today()
        for words in ("", *(f"第{number}季度" for number in "一二三四"), "上半年", "下半年"):
            wanted = period(f"{year}年{words}")
            if wanted.since <= today:
                self.periods.addAction(wanted.words, lambda chosen=wanted: self.remitted(chosen))

    def remitted(self, wanted: Period) -> None:
        """C5.2: a line a branch, read beside the window."""
        unit = self._chosen()[0]
        self.context.tasks.run(
            lambda progress, cancelled: remittances(self._desk, unit, wanted, progress, cancelled),
            lambda facts: self.context.preview("C5.2", facts),
            title="正在汇总党费…",
        )

    def _list(self, words: str, ids: list[int]) -> None:
        some = ids[:MOST]
        people = name_rows(self._desk.roster.fetch(some), self._desk.branches_of(some))
        self.names.show_people(words, ids, people)

    def _chosen(self) -> tuple[int, int]:
        return int(self.unit.currentData() or 0), int(self.year.currentData())

    def export(self) -> None:
        """The base table as a sheet or a page."""
        self.context.attempt(lambda: self.context.export("D9", self._desk.yearbook_facts(*self._chosen())))

    def print_(self) -> None:
        self.context.attempt(lambda: self.context.preview("D9", self._desk.yearbook_facts(*self._chosen())))
