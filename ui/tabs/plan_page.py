"""计划, a view of the meetings tab: the year as a grid or month by month, the planner, and what is made of it."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.dates import add_months, chinese_date
from models.domain.listing import ListingColumn
from models.domain.plan import PLAN_KINDS, PlanItem
from models.domain.planner import day_words
from models.domain.planner_windows import Window
from models.domain.year_plan import MONTHS, Entry, YearPlan
from ui.context import Context
from ui.dialogs.habits_dialog import HabitsDialog
from ui.dialogs.meeting_templates import MeetingTemplatesDialog
from ui.dialogs.plan_item_dialog import PlanItemDialog
from ui.dialogs.planner_dialog import PlannerDialog
from ui.listing import ListOnScreen, ListWords, plain_list
from ui.plan_acts import PlanActs
from ui.theme import active, px
from ui.widgets.page_header import PageHeader
from ui.widgets.plain_label import PlainLabel
from ui.widgets.plan_calendar import PlanCalendar, month_cells
from ui.widgets.plan_grid import LEGEND, PlanGrid, plan_sentence, sum_tip
from ui.widgets.plan_pane import PlanPane
from ui.widgets.section_bar import SectionBar

TABLE, TEXT, SUMMARY, QUARTERS = "D10.1", "D10.2", "D10.3", "D10.4"
PAPERS = (
    (TABLE, "年度工作计划表"),
    (QUARTERS, "季度工作安排与执行情况"),
    (TEXT, "年度工作计划（文字）"),
    (SUMMARY, "年度工作总结"),
)
GRID, CALENDAR = range(2)
WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut


class PlanPage(QWidget):
    """`records_wanted` goes back to the list of meetings; `meeting_wanted(id)` opens one."""

    records_wanted = Signal()
    meeting_wanted = Signal(int)

    def __init__(self, context: Context, sections: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.plan: YearPlan | None = None
        self.month = ""
        self._running: list[Window] = []  # people's windows around the month shown
        self.acts = PlanActs(context, self)
        self.acts.done.connect(self.reload)
        self.acts.meeting_wanted.connect(self.meeting_wanted)
        margin = active().px("margin")
        box = QVBoxLayout(self)
        box.setContentsMargins(margin, px(12), margin, px(8))
        box.setSpacing(px(10))
        box.addWidget(self._make_header())
        box.addLayout(self._make_filters(sections))
        box.addWidget(self._make_content(), 1)
        kept = context.settings.state("plan-page")
        self.pane.setVisible(bool(kept.get("detail", context.settings.get("detail_pane"))))
        self.detail_button.setChecked(not self.pane.isHidden())
        self.show_view(CALENDAR if kept.get("view") == CALENDAR else GRID)

    # -- building --------------------------------------------------------------------------------------------

    def _make_header(self) -> PageHeader:
        self.header = PageHeader("年度计划", self)
        add = self.header.add_action
        add("打印计划表", self.print_)
        add("排会议日子…", self.open_planner, shortcut="Ctrl+Return", icon_name="calendar")
        make = QShortcut(QKeySequence("Ctrl+Shift+N"), self, context=WITHIN)
        make.activated.connect(lambda: self.acts.open_first(self._entries()))
        add("新增计划", self.add, primary=True, shortcut="Ctrl+N", icon_name="add")
        for form_id, name in PAPERS[1:]:
            self.header.add_more(f"打印{name}", lambda form_id=form_id: self._print(form_id))
        self.header.add_more("照抄上一年计划…", self.copy_year)
        self.header.add_more("会议频次和习惯…", self.open_habits)
        self.header.add_more("会议模板…", lambda: MeetingTemplatesDialog(self.context, self.window()).exec())
        return self.header

    def _make_filters(self, sections: tuple[str, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.sections = SectionBar(sections, self)
        self.sections.chosen.connect(lambda place: self.records_wanted.emit() if place == 0 else None)
        row.addWidget(self.sections)
        row.addSpacing(px(8))
        self.year = QComboBox()
        self.year.setProperty("compact", True)
        self.year.setAccessibleName("年度")
        self.year.activated.connect(lambda _row: self.turn_to_year(int(self.year.currentData())))
        row.addWidget(self.year)
        self.grid_button, self.calendar_button = QPushButton("全年"), QPushButton("月历")
        group = QButtonGroup(self)
        for button, view in ((self.grid_button, GRID), (self.calendar_button, CALENDAR)):
            button.setCheckable(True)
            button.setProperty("compact", True)
            group.addButton(button, view)
            row.addWidget(button)
        group.idClicked.connect(self._choose_view)
        self.before, self.month_label, self.after = (
            QPushButton("‹"),
            PlainLabel("", "heading"),
            QPushButton("›"),
        )
        for button, by, name in ((self.before, -1, "上个月"), (self.after, 1, "下个月")):
            button.setProperty("compact", True)
            button.setAccessibleName(name)
            button.clicked.connect(lambda _on=False, by=by: self._turn_month(by))
        for widget in (self.before, self.month_label, self.after):
            row.addWidget(widget)
        self.legend = PlainLabel(LEGEND, "quiet")
        row.addWidget(self.legend)
        row.addStretch(1)
        self.detail_button = QPushButton("详情")
        self.detail_button.setProperty("compact", True)
        self.detail_button.setCheckable(True)
        self.detail_button.setAccessibleName("显示或收起详情")
        self.detail_button.clicked.connect(self._show_detail)
        row.addWidget(self.detail_button)
        return row

    def _make_content(self) -> QSplitter:
        self.grid, self.calendar = PlanGrid(), PlanCalendar()
        self.views = QStackedWidget()
        self.views.addWidget(self.grid)
        self.views.addWidget(self.calendar)
        self.grid.current_changed.connect(lambda _kind, _month: self._show_place())
        self.grid.opened.connect(lambda _kind, _month: self._open_cell())
        self.grid.add_wanted.connect(lambda _kind, _month: self.add())
        self.grid.remove_wanted.connect(lambda _kind, _month: self._remove_first())
        self.grid.menu_asked.connect(self._cell_menu)
        self.calendar.current_changed.connect(lambda _day: self._show_place())
        self.calendar.opened.connect(lambda _day: self._open_cell())
        self.calendar.add_wanted.connect(lambda _day: self.add())
        self.calendar.month_wanted.connect(self._turn_month)
        self.pane = pane = PlanPane()
        pane.meeting_wanted.connect(self.acts.open_meeting)
        pane.edit_wanted.connect(lambda entry: self._edit(entry.item))
        pane.drop_wanted.connect(self.acts.drop)
        pane.finish_wanted.connect(self.acts.finish)
        pane.remove_wanted.connect(self.acts.remove)
        pane.adopt_wanted.connect(self.acts.adopt)
        pane.add_wanted.connect(self.add)
        pane.close_button.clicked.connect(lambda: self._show_detail(False))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(px(8))
        split.addWidget(self.views)
        split.addWidget(pane)
        split.setStretchFactor(0, 1)
        split.setSizes([px(1000), px(320)])
        return split

    # -- showing ---------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the year again; the cell in hand stays."""
        service, today = self.context.desk.plan, self.context.desk.today()
        chosen = int(self.year.currentData() or today[:4])
        years = service.years()
        if [self.year.itemData(row) for row in range(self.year.count())] != years:
            self.year.clear()
            for year in years:
                self.year.addItem(f"{year} 年", year)
        self.year.setCurrentIndex(max(0, self.year.findData(chosen)))
        self.plan = service.year(int(self.year.currentData()))
        if self.month[:4] != str(self.plan.year):
            same = today[:4] == str(self.plan.year)
            self.month = today[:7] if same else f"{self.plan.year}-01"
        self.grid.set_plan(self.plan)
        self._fill_calendar()
        self.header.set_sentence(plan_sentence(self.plan))
        self._show_place()

    def show_view(self, view: int) -> None:
        """The whole year or one month; remembered."""
        self.views.setCurrentIndex(view)
        (self.calendar_button if view == CALENDAR else self.grid_button).setChecked(True)
        for widget in (self.before, self.month_label, self.after):
            widget.setVisible(view == CALENDAR)
        self.legend.setVisible(view == GRID and active().percent == 100)
        self._remember(view=view)
        if self.plan is not None:
            self._show_place()

    def _choose_view(self, view: int) -> None:
        if view == CALENDAR and self.grid.current()[1] and self.plan:
            self.month = f"{self.plan.year}-{self.grid.current()[1]:02d}"
            self._fill_calendar()
        self.show_view(view)
        self.focus_content()

    def focus_content(self) -> None:
        (self.calendar if self.views.currentIndex() == CALENDAR else self.grid).setFocus()

    def _remember(self, **values: object) -> None:
        kept = self.context.settings.state("plan-page")
        self.context.settings.set_state("plan-page", {**kept, **values})

    def _show_detail(self, shown: bool) -> None:
        self.pane.setVisible(shown)
        self.detail_button.setChecked(shown)
        self._remember(detail=shown)

    def turn_to_year(self, year: int) -> None:
        self.year.setCurrentIndex(max(0, self.year.findData(year)))
        self.reload()

    def _turn_month(self, by: int) -> None:
        self.month = add_months(self.month, by)
        if (
            self.plan
            and self.month[:4] != str(self.plan.year)
            and self.year.findData(int(self.month[:4])) >= 0
        ):
            month = self.month
            self.year.setCurrentIndex(self.year.findData(int(month[:4])))
            self.reload()
            self.month = month
        self._fill_calendar()
        self._show_place()

    def _fill_calendar(self) -> None:
        assert self.plan is not None
        desk = self.context.desk
        year, month = int(self.month[:4]), int(self.month[5:7])
        last = f"{self.month}-31"
        ends: dict[str, list[str]] = {}
        windows = desk.planner.windows(last) if last >= desk.today() else []
        self._running = [window for window in windows if window.person_id]
        for window in self._running:
            if window.latest:
                ends.setdefault(window.latest, []).append(window.words)
        days = month_cells(year, month, self.plan.entries, ends, desk.calendar, desk.today())
        kept = self.calendar.day()
        day = kept if kept[:7] == self.month else ""
        first = desk.today() if desk.today()[:7] == self.month else f"{self.month}-01"
        self.calendar.set_days(days, day or first)
        self.month_label.setText(chinese_date(self.month))

    def _show_place(self) -> None:
        """The pane for what is in hand."""
        if self.plan is None:
            return
        if self.views.currentIndex() == CALENDAR:
            self._show_day()
        else:
            self._show_cell()

    def _show_cell(self) -> None:
        assert self.plan is not None
        cell, (kind, _) = self.grid.cell(), self.grid.current()
        total = next((t for t in self.plan.totals if t.frequency.kind.value == kind), None)
        articles = [("依据", total.frequency.citation)] if total else []
        if cell is None:
            why = sum_tip(total) if total else ""
            self.pane.show_place(f"{self.plan.year} 年{kind}", why, (), articles, can_add=False)
            return
        notes = ""
        if total and self.plan.since > f"{self.plan.year}-{cell.month:02d}":
            notes = (
                f"会议记录从{chinese_date(self.plan.since)}开始，此前的无法判断。" if self.plan.since else ""
            )
        self.pane.show_place(f"{cell.month}月　{kind}", cell.why, cell.entries, articles, notes)

    def _show_day(self) -> None:
        cell = self.calendar.cell()
        if cell is None:
            return
        words = day_words(cell.day, self.context.desk.calendar)
        iso = cell.day.isoformat()
        running = [w for w in self._running if w.earliest <= iso and (not w.end or iso <= w.end)]
        notes = [f"{'最后一天' if w.latest == iso else '期限内'}：{w.words}（{w.span}）" for w in running]
        self.pane.show_place(f"{cell.day.month}月{cell.day.day}日", words, cell.entries, notes=notes)

    # -- what the user does ----------------------------------------------------------------------------------

    def add(self) -> None:
        """A new entry where the cursor is."""
        assert self.plan is not None
        kind, month = self.grid.current()
        item = PlanItem(year=self.plan.year, month=month or 1, kind=kind or PLAN_KINDS[0])
        if self.views.currentIndex() == CALENDAR and self.calendar.day():
            day = self.calendar.day()
            item = replace(item, year=int(day[:4]), month=int(day[5:7]), planned_on=day)
        self._edit(item)

    def _edit(self, item: PlanItem) -> None:
        dialog = PlanItemDialog(self.context, item, self.window())
        if dialog.exec():
            kept = self.context.desk.plan.item(dialog.item_id)
            self.context.say(f"{'已修改' if item.id else '已列入'} {kept.month} 月计划：{kept.words}。")
            self.reload()
            if kept.year == (self.plan.year if self.plan else 0):
                self.grid.select(kept.kind, kept.month)

    def show_item(self, item_id: int) -> None:
        """The cell of an entry, whatever year is shown; 0: as it was left."""
        self.reload()
        if item_id:
            item = self.context.desk.plan.item(item_id)
            self.show_view(GRID)
            self.turn_to_year(item.year)
            self.grid.select(item.kind, item.month)
        self.focus_content()

    def open_form(self, item_id: int, year: int) -> None:
        """The form of an entry (0: of a new one), to go on with its draft."""
        known = any(item.id == item_id for item in self.context.desk.plan.items(year))
        self._edit(self.context.desk.plan.item(item_id) if known else PlanItem(year=year))

    def _entries(self) -> tuple[Entry, ...]:
        cell = self.calendar.cell() if self.views.currentIndex() == CALENDAR else self.grid.cell()
        return cell.entries if cell else ()

    def _open_cell(self) -> None:
        """Enter: the meeting, or the entry; an empty place asks for a new one."""
        entries = self._entries()
        if not entries:
            self.add()
        elif entries[0].meeting:
            self.meeting_wanted.emit(entries[0].meeting.id)
        elif entries[0].item:
            self._edit(entries[0].item)

    def _remove_first(self) -> None:
        """Delete: the first entry of the cell."""
        entry = next((entry for entry in self._entries() if entry.item), None)
        if entry is not None:
            self.acts.remove(entry)

    def _cell_menu(self, kind: str, month: int, at: QPoint) -> None:
        menu = QMenu(self)
        for entry in self._entries():
            if entry.meeting:
                act = menu.addAction(f"打开会议：{entry.words}")
                act.triggered.connect(lambda _on=False, e=entry: self.acts.open_meeting(e))
            elif (item := entry.item) is not None:
                if item.is_meeting:
                    act = menu.addAction(f"建会议：{entry.words}")
                    act.triggered.connect(lambda _on=False, e=entry: self.acts.open_meeting(e))
                act = menu.addAction(f"修改：{entry.words}")
                act.triggered.connect(lambda _on=False, i=item: self._edit(i))
        if menu.actions():
            menu.addSeparator()
        menu.addAction(f"新增 {month} 月{kind}计划…").triggered.connect(self.add)
        menu.exec(at)

    def open_planner(self) -> None:
        dialog = PlannerDialog(self.context, self.window())
        if dialog.exec():
            self.context.say(f"{dialog.count} 次会议已列入计划，可以撤销。")
            self.reload()

    def open_habits(self) -> None:
        if HabitsDialog(self.context, self.window()).exec():
            self.reload()

    def copy_year(self) -> None:
        assert self.plan is not None
        year, service = self.plan.year, self.context.desk.plan
        done: list[int] = []
        if self.context.attempt(lambda: done.append(service.copy_year(year - 1, year))):
            self.context.say(f"已照抄 {year - 1} 年计划 {done[0]} 项，日子还没有定，可以撤销。")
            self.reload()

    def print_(self) -> None:
        self._print(TABLE)

    def _print(self, form_id: str) -> None:
        if self.plan is not None:
            self.context.preview(form_id, str(self.plan.year))

    def listed(self) -> ListOnScreen | None:
        """The grid as a list for a file."""
        if self.plan is None:
            return None
        columns = [ListingColumn(title="月份"), *(ListingColumn(title=kind) for kind in PLAN_KINDS)]
        rows = [
            [f"{month}月", *("；".join(self.plan.cell(kind, month).parts) for kind in PLAN_KINDS)]
            for month in MONTHS
        ]
        sums = ("全年", *(f"{t.done}/{t.asked}" if t.applies else "不适用" for t in self.plan.totals), "")
        words = ListWords(title=f"{self.plan.year} 年度计划", said=(LEGEND,))
        return plain_list(self.grid, words, "个月", columns, rows, [sums])
