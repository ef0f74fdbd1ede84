"""会议记录: the list of meetings with a pane of the chosen one; opening it gives it the whole page."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QComboBox, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from models.domain.finding import Finding
from models.domain.meeting_forms import MINUTES_OF, SIGN_IN
from models.domain.records import MeetingKind
from models.services.meeting_list import MeetingQuery, MeetingSummary
from ui.base_tab import BaseTab, DetailPane
from ui.context import Context
from ui.county_menu import show_templates
from ui.dialogs.attendance_screen import AttendanceScreen
from ui.dialogs.meeting_new import NewMeetingDialog
from ui.drafts import key_of
from ui.listing import ListOnScreen
from ui.tables import Column, RecordTable, RecordTableModel
from ui.tabs.meeting_page import MeetingPage
from ui.tabs.meeting_record import look_through
from ui.tabs.plan_page import PlanPage
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.meeting_words import sum_words
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox
from ui.widgets.section_bar import SectionBar

VIEWS = ("记录", "计划")
ALL_YEARS, ALL_KINDS = "全部年份", "全部会议"


def _state(summary: MeetingSummary) -> str:
    if not summary.signed_on:
        return "草稿"
    return f"✓ 已定稿 {summary.signed_on}" + ("，有更正" if summary.slips else "")


COLUMNS: tuple[Column[MeetingSummary], ...] = (
    Column(key="held_on", title="日期", text=lambda m: m.held_on, width=100),
    Column(key="kind", title="会议类别", text=lambda m: m.kind.value, width=110),
    Column(key="title", title="会议名称", text=lambda m: m.title, width=250, tip=lambda m: m.title),
    Column(key="number", title="次数", text=lambda m: f"第 {m.number} 次" if m.number else "", width=76),
    Column(key="items", title="议题", text=lambda m: str(m.items or ""), width=50, align="right", sort=False),
    Column(
        key="present", title="实到", text=lambda m: str(m.present or ""), width=50, align="right", sort=False
    ),
    Column(
        key="place", title="地点", text=lambda m: m.place, width=150, tip=lambda m: m.place, visible=False
    ),
    Column(key="host", title="主持人", text=lambda m: m.host, width=80, visible=False),
    Column(
        key="state",
        title="状态",
        text=_state,
        width=140,
        sort=False,
        tone=lambda m: "done" if m.signed_on else "quiet",
    ),
)


class MeetingSource:
    """Rows of the list by the current filters."""

    def __init__(self, context: Context) -> None:
        self._service = context.desk.meetings
        self.query = MeetingQuery()

    def keys(self) -> Sequence[int]:
        return self._service.keys(self.query)

    def fetch(self, ids: Sequence[int]) -> Sequence[MeetingSummary]:
        return self._service.fetch(ids)

    def set_sort(self, key: str, descending: bool) -> None:
        if key:
            self.query = replace(self.query, sort=key, descending=descending)


class MeetingsTab(BaseTab):
    TITLE = "会议记录"
    ICON = "meeting"
    ORDER = 30
    WATCHES = frozenset(
        {"meeting", "attendance", "agenda_item", "person", "branch", "answer", "exemption", "correction", "plan_item", "step", "party_group"}
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.list_page = QWidget()
        self.list_page.setLayout(self.box)  # the frame's layout moves to the first of two pages
        self.pages = QStackedLayout(self)
        self.pages.addWidget(self.list_page)
        self.page = MeetingPage(context)
        self.page.back.connect(self._show_list)
        self.pages.addWidget(self.page)
        self._plan: PlanPage | None = None
        self._from_plan = False
        self.header.add_action("出勤和补课", self.show_attendance, shortcut="Ctrl+Shift+D")
        self.header.add_action("民主评议", self.show_appraisal)
        self.header.add_action("打印签到表", lambda: self._print(SIGN_IN))
        self.header.add_action("打印会议记录", self._print)
        self.header.add_action("新建会议", self.new_meeting, primary=True, shortcut="Ctrl+N", icon_name="add")
        self._make_filters()
        self._make_list()

    # -- building --------------------------------------------------------------------------------------------

    def _make_filters(self) -> None:
        self.search = SearchBox("会议名称、地点、议题、人名")
        self.search.setMinimumWidth(px(264))
        self.search.searched.connect(lambda _text: self._filter())
        self.year = QComboBox()
        self.kind = QComboBox()
        self.kind.addItem(ALL_KINDS, "")
        for kind in MeetingKind:
            self.kind.addItem(kind.value, kind.value)
        self.views = SectionBar(VIEWS, self.list_page)
        self.views.chosen.connect(lambda place: self.show_plan() if place else None)
        self.filters.addWidget(self.views)
        self.filters.addWidget(self.search)
        for box, name in ((self.year, "年份"), (self.kind, "会议类别")):
            box.setProperty("compact", True)
            box.setAccessibleName(name)
            box.activated.connect(lambda _row: self._filter())
            self.filters.addWidget(box)

    def _make_list(self) -> None:
        self.source = MeetingSource(self.context)
        self.model = RecordTableModel(self.source, COLUMNS)
        self.table = RecordTable(self.model, "meetings", self.context.settings)
        self.table.called("会议", self.search, self.year, self.kind)
        self.table.current_changed.connect(self._show_detail_of)
        self.table.opened.connect(self.open_meeting)
        self.table.add_row_action("打开", lambda ids: self.open_meeting(ids[0]), "Return")
        self.table.add_row_action("打印会议记录", lambda ids: self._print_minutes(ids[0]))
        self.table.add_row_action("打印签到表", lambda ids: self.context.preview(SIGN_IN, ids[0]))
        fill = partial(show_templates, self.context, parent=self, subject="meeting")
        self.table.add_row_action("县里的模板…", fill)
        self.table.add_row_action("-", lambda _ids: None)
        self.table.add_row_action("修改历史", lambda ids: self._history(ids[0]))
        self.table.add_row_action("删除草稿", lambda ids: self._delete(ids[0]))
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        self.listing = self.table.with_foot("次会议")
        self.empty = EmptyState("还没有会议记录。新建一次会议，应到名单会按当天名册自动列好。", "新建会议")
        self.empty.clicked.connect(self.new_meeting)
        box.addWidget(self.listing)
        box.addWidget(self.empty)
        self.set_content(left, self._make_detail())

    def _make_detail(self) -> DetailPane:
        pane = DetailPane("")
        self.when = PlainLabel("", "quiet", wrap=True)
        self.sums = PlainLabel("", wrap=True)
        self.agenda = PlainLabel("", wrap=True)
        self.strip = FindingStrip(most=4)
        self.strip.answered.connect(self._answer)
        self.open_button = QPushButton("打开会议")
        self.open_button.setProperty("compact", True)
        self.open_button.clicked.connect(lambda: self.open_meeting(self.table.current_id()))
        pane.body.addWidget(self.when)
        pane.body.addWidget(self.open_button)
        self.headings = [PlainLabel(words, "heading") for words in ("到会", "议题")]
        for heading, widget in zip(self.headings, (self.sums, self.agenda), strict=True):
            pane.body.addSpacing(px(8))
            pane.body.addWidget(heading)
            pane.body.addWidget(widget)
        pane.body.addSpacing(px(8))
        pane.body.addWidget(self.strip)
        self.pane = pane
        return pane

    # -- the list --------------------------------------------------------------------------------------------

    def reload(self) -> None:
        if self._plan is not None and self.pages.currentWidget() is self._plan:
            self._plan.reload()
        elif self.pages.currentWidget() is self.page:
            self.page.refresh()  # the list is read again when it is shown
        else:
            self._reload_list()

    def _reload_list(self) -> None:
        years = [str(year) for year in self.context.desk.meetings.years()]
        chosen = self.year.currentText()
        if [self.year.itemText(row) for row in range(self.year.count())] != [ALL_YEARS, *years]:
            self.year.clear()
            self.year.addItems([ALL_YEARS, *years])
            self.year.setCurrentText(chosen if chosen in years else ALL_YEARS)
        self._filter()

    def _filter(self) -> None:
        year = self.year.currentText()
        self.source.query = replace(
            self.source.query,
            year=int(year) if year.isdigit() else 0,
            kind=str(self.kind.currentData() or ""),
            text=self.search.text().strip(),
        )
        self.model.reload()
        if not self.table.current_id() and self.model.rowCount():
            self.table.select_id(self.model.id_at(0))
            self.table.setFocus()
        self._say_state()
        self._show_detail_of(self.table.current_id())

    def _say_state(self) -> None:
        desk = self.context.desk
        year = int(desk.today()[:4])
        meetings = desk.meetings.list(year=year)
        drafts = sum(not m.signed_on for m in meetings)
        assemblies = sum(m.kind is MeetingKind.ASSEMBLY for m in meetings)
        words = (
            f"{year} 年 {len(meetings)} 次会议，其中支部党员大会 {assemblies} 次；{drafts} 份还没有签字定稿"
        )
        self.header.set_sentence(words if meetings else f"{year} 年还没有会议记录")
        filtered = bool(
            self.search.text().strip() or self.year.currentIndex() > 0 or self.kind.currentIndex() > 0
        )
        none = not self.model.rowCount()
        self.listing.setVisible(not none or filtered)
        self.empty.setVisible(none and not filtered)

    def _show_detail_of(self, meeting_id: int) -> None:
        for part in (self.open_button, *self.headings):
            part.setVisible(bool(meeting_id))
        self.table.setEnabled(True)
        if not meeting_id:
            self.pane.set_title("没有选中会议")
            for label in (self.when, self.sums, self.agenda):
                label.setText("")
            self.strip.set_findings(())
            return
        service = self.context.desk.meetings
        meeting = service.get(meeting_id)
        self.pane.set_title(meeting.title)
        time = "–".join(filter(None, (meeting.starts_at, meeting.ends_at)))
        people = f"主持 {meeting.host or '未填'}，记录 {meeting.recorder or '未填'}"
        self.when.setText("\n".join(filter(None, (f"{meeting.held_on}　{time}", meeting.place, people))))
        self.sums.setText(sum_words(service.tally(meeting)).replace("｜", "\n"))
        lines = [f"{n}. {item.title or item.kind.value}" for n, item in enumerate(meeting.items, start=1)]
        self.agenda.setText("\n".join(lines) or "还没有议题")
        self.strip.set_findings(service.findings(meeting))

    # -- what the user does ----------------------------------------------------------------------------------

    def new_meeting(self) -> None:
        dialog = NewMeetingDialog(self.context.desk, self.window())
        self.context.drafts.watch(
            dialog, key_of("new-meeting"), "新建会议", dialog.fields, dialog.keep_title, whole=True
        )
        if not dialog.exec():
            return
        self.context.attempt(lambda: self._create(dialog))

    def _create(self, dialog: NewMeetingDialog) -> None:
        meeting_id = dialog.create()
        self.context.say("会议已建好，先登记到会。")
        self.open_meeting(meeting_id)

    def open_meeting(self, meeting_id: int) -> None:
        if meeting_id:
            self.page.open(meeting_id)
            self.pages.setCurrentWidget(self.page)
            self.page.focus_section()

    def show_record(self, record_id: int) -> None:
        self.refresh_now()
        self.open_meeting(record_id)

    def open_form(self, kind: str, ref: Sequence[str]) -> None:
        if kind == "new-meeting":
            self.new_meeting()
            return
        if kind == "plan-item":
            self.show_plan()
            self.plan.open_form(int(ref[0]), int(ref[1]))
            return
        self.open_meeting(int(ref[0]))
        if kind == "meeting-boxes":
            self.page.boxes.open()
        elif kind == "correction":
            self.page.correct()

    def find(self) -> None:
        if self.pages.currentWidget() is self.page:
            self.page.record.find()
        else:
            super().find()

    def focus_content(self) -> None:
        if self._plan is not None and self.pages.currentWidget() is self._plan:
            self._plan.focus_content()
        elif self.pages.currentWidget() is self.page:
            self.page.attendance.search.setFocus()
        else:
            self.table.setFocus()

    def store_typing(self) -> None:
        self.page.flush()

    @property
    def plan(self) -> PlanPage:
        """计划, made when somebody first looks at it."""
        if self._plan is None:
            self._plan = PlanPage(self.context, VIEWS)
            self._plan.records_wanted.connect(lambda: self._show_list(from_plan=True))
            self._plan.meeting_wanted.connect(self.open_meeting)
            self.pages.addWidget(self._plan)
        return self._plan

    def show_plan(self, item_id: int = 0) -> None:
        """The year's plan in place of the list; whoever opens a meeting from it comes back to it."""
        self.views.set_current(0)
        self.plan.sections.set_current(1)
        self.pages.setCurrentWidget(self.plan)
        self.plan.show_item(item_id)
        self._from_plan = True

    def listed(self) -> ListOnScreen | None:
        if self._plan is not None and self.pages.currentWidget() is self._plan:
            return self._plan.listed()
        return super().listed()

    def _show_list(self, *, from_plan: bool = False) -> None:
        if self._from_plan and not from_plan:
            self.show_plan()
            return
        self._from_plan = False
        self.pages.setCurrentWidget(self.list_page)
        self._reload_list()
        self.table.setFocus()

    def _print(self, form_id: str = "") -> None:
        """A form of the chosen meeting, its minutes when none is named."""
        current = self.table.current_id()
        if current and form_id:
            self.context.preview(form_id, current)
        elif current:
            self._print_minutes(current)
        else:
            self.context.say("先在列表里选一次会议。")

    def _print_minutes(self, meeting_id: int) -> None:
        meeting = self.context.desk.meetings.get(meeting_id)
        going, wanted = look_through(self.context, meeting, self.window())
        if wanted is not None:
            self.open_meeting(meeting_id)
            self.page.record.go(wanted)
        elif going:
            self.context.preview(MINUTES_OF[meeting.kind], meeting_id)

    def print_(self) -> None:
        if self._plan is not None and self.pages.currentWidget() is self._plan:
            self._plan.print_()
        elif self.pages.currentWidget() is self.page:
            self.page.print_()
        else:
            self._print()

    def history_(self) -> None:
        in_page = self.pages.currentWidget() is self.page
        chosen = self.page.meeting_id if in_page else self.table.current_id()
        if chosen:
            self._history(chosen)
        else:
            super().history_()

    def show_attendance(self) -> None:
        """Each member's year, catching up, the ledger."""
        self.store_typing()
        dialog = AttendanceScreen(self.context, self.window())
        dialog.exec()
        dialog.deleteLater()

    def show_appraisal(self) -> None:
        """Organisational-life meeting and appraisal of a year, with all their papers."""
        from ui.dialogs.appraisal_screen import AppraisalScreen  # noqa: PLC0415  (start-up: shown on request)

        self.store_typing()
        dialog = AppraisalScreen(self.context, self.window())
        dialog.exec()
        dialog.deleteLater()

    def _history(self, meeting_id: int) -> None:
        self.context.history("meeting", meeting_id, self.context.desk.meetings.get(meeting_id).title)

    def _delete(self, meeting_id: int) -> None:
        meeting = self.table.current_record()
        if meeting and self.context.attempt(lambda: self.context.desk.meetings.delete(meeting_id)):
            self.context.say(f"已删除“{meeting.title}”，可以撤销。")

    def _answer(self, finding: Finding, reason: str) -> None:
        self.context.attempt(lambda: self.context.desk.answer(finding, reason))
