"""出勤和补课: each member's year, who has to catch up, the ledger of meetings, and who is left out of those expected."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.attendance_year import SIGNS_SAID, AttendanceFacts, MeetingLine, PersonYear, Visit
from models.domain.exemption import AREA, Exemption
from models.domain.records import MeetingKind
from ui.base_tab import DetailPane
from ui.context import Context
from ui.dialogs.attendance_columns import (
    LEDGER,
    LEDGER_SORTS,
    PEOPLE,
    PEOPLE_SORTS,
    VISIT_SORTS,
    VISITS,
    exemption_columns,
)
from ui.dialogs.exemption_dialog import ABOUT, ExemptionDialog
from ui.dialogs.makeup_dialog import MakeupDialog
from ui.reading import Reading
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.search_box import SearchBox
from ui.widgets.section_bar import SectionBar

RecordT = TypeVar("RecordT")
EASED = "ZB-26"
PERSONS, MAKEUP, MEETINGS, LEFT_OUT = range(4)
SECTIONS = ("党员出勤", "补课", "会议台账", "可不计入应到")
ALL_KINDS, DUE, ALL_AWAY = "全部会议", "待补课的", "全部缺席的"
Counted = tuple[AttendanceFacts, tuple[Visit, ...], str]
PAPERS = (("组织生活台账", "A11"), ("党员参会统计", "A11.2"), ("补课登记", "A11.3"))
NO_MEETING = "这一年还没有开过这类会议。在“会议记录”里新建会议、登记到会，这里就有统计。"
NO_MAKEUP = "没有要补课的。请假、缺席的党员会列在这里，补课后登记方式、日期和督促人。"
NO_EXEMPTION = f"没有登记。{ABOUT}"


class AttendanceScreen(QDialog):
    """Everything here can be undone; a meeting or a member opened closes it."""

    def __init__(self, context: Context, parent: QWidget | None = None, page: int = PERSONS) -> None:
        super().__init__(parent)
        self._context, self._desk = context, context.desk
        self._counting = Reading(context, "正在统计出勤…", self._take, self._stopped)
        self._makeups: tuple[Visit, ...] = ()
        self._ids: dict[tuple[int, int], int] = {}
        article = self._desk.rules.edition(AREA, self._desk.today()).value(EASED).citation
        self._eased = f"不作硬性要求的依据：{article.label}"
        self.setWindowTitle("出勤和补课")
        fits = room(self)
        self.resize(min(px(1240), fits.width()), min(px(640), fits.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        head = QHBoxLayout()
        head.addWidget(PlainLabel("出勤和补课", "title"))
        self.sentence = PlainLabel("", "quiet", wrap=True)
        head.addWidget(self.sentence, 1)
        box.addLayout(head)
        top = self._top()
        for combo in (self.kind, self.year):
            head.addWidget(combo, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(top)
        self.facts = AttendanceFacts(branch=self._desk.branch, as_of="", year=0)
        self.pages = QStackedWidget()
        for made in (self._people_page(), self._makeup_page(), self._ledger_page(), self._exemption_page()):
            self.pages.addWidget(made)
        box.addWidget(self.pages, 1)
        box.addLayout(self._foot())
        self.reload()
        self.show_page(page)

    # building

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.sections = SectionBar(SECTIONS, self)
        self.sections.chosen.connect(self.show_page)
        row.addWidget(self.sections)
        row.addStretch(1)
        self.search = SearchBox("姓名", 180)
        self.search.searched.connect(lambda _text: self._narrow())
        self.year, self.kind, self.shown = QComboBox(), QComboBox(), QComboBox()
        for year in self._desk.attendance.years():
            self.year.addItem(f"{year} 年", year)
        self.kind.addItem(ALL_KINDS, "")
        for kind in MeetingKind:
            self.kind.addItem(kind.value, kind.value)
        self.shown.addItems([DUE, ALL_AWAY])
        for combo, name, slot in (
            (self.year, "年份", self.reload),
            (self.kind, "会议类别", self.reload),
            (self.shown, "显示哪些缺席的", self._narrow),
        ):
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
            combo.activated.connect(lambda _row, slot=slot: slot())
        for widget in (self.search, self.shown):
            row.addWidget(widget)
        return row

    def _people_page(self) -> QWidget:
        source = ListSource(self._people, lambda p: p.person_id, PEOPLE_SORTS)
        self.people: RecordTable[PersonYear] = self._table(source, PEOPLE, "attendance-people", "党员出勤")
        self.people.current_changed.connect(lambda _id: self._show_person())
        self.people.opened.connect(lambda _id: self._go_to_person())
        self.people.add_row_action("转到名册", lambda _ids: self._go_to_person())
        self.people.add_row_action("登记可不计入应到…", lambda ids: self.exempt(person_id=ids[0]))
        self.pane = DetailPane()
        self.pane.close_button.hide()
        self.about = PlainLabel("", "quiet", wrap=True)
        self.year_lines = FactLines(88)
        self.pane.body.addWidget(self.about)
        self.pane.body.addWidget(self.year_lines)
        self.pane.body.addWidget(PlainLabel(SIGNS_SAID, "field", wrap=True))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.people_lists = _lists(self.people.with_foot("人"), EmptyState(NO_MEETING))
        split.addWidget(self.people_lists)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 1)
        split.setSizes([px(860), px(340)])
        return split

    def _makeup_page(self) -> QWidget:
        source = ListSource(self._visits, self._id_of, VISIT_SORTS)
        self.makeup: RecordTable[Visit] = self._table(source, VISITS, "attendance-makeup", "补课登记")
        self.makeup.opened.connect(lambda _id: self.catch_up())
        self.makeup.selection_changed.connect(self._judge)
        self.makeup.add_row_action("登记补课…", lambda _ids: self.catch_up())
        self.makeup.add_row_action(
            "撤回补课登记",
            lambda _ids: self.take_back(),
            enabled=lambda _ids: any(v.attendee.makeup_on for v in self._chosen()),
        )
        self.makeup.add_row_action("打开会议", lambda _ids: self._open_meeting(self._chosen()[0].meeting.id))
        self.makeup_lists = _lists(self.makeup.with_foot("人次"), EmptyState(NO_MAKEUP))
        return self.makeup_lists

    def _ledger_page(self) -> QWidget:
        source = ListSource(lambda: self.facts.lines, lambda m: m.meeting.id, LEDGER_SORTS)
        self.ledger: RecordTable[MeetingLine] = self._table(
            source, LEDGER, "attendance-ledger", "组织生活台账"
        )
        self.ledger.opened.connect(self._open_meeting)
        self.ledger.add_row_action("打开会议", lambda ids: self._open_meeting(ids[0]))
        self.ledger_lists = _lists(self.ledger.with_foot("次会议"), EmptyState(NO_MEETING))
        return self.ledger_lists

    def _exemption_page(self) -> QWidget:
        source = ListSource(self._desk.exemptions.all)
        columns = exemption_columns(self._desk.today())
        self.exemptions: RecordTable[Exemption] = self._table(
            source, columns, "attendance-exemptions", "可不计入应到的党员"
        )
        self.exemptions.opened.connect(lambda _id: self.exempt(self.exemptions.current_record()))
        self.exemptions.add_row_action("修改…", lambda _ids: self.exempt(self.exemptions.current_record()))
        self.exemptions.add_row_action("删除（录错的）", lambda ids: self._remove(ids[0]))
        empty = EmptyState(NO_EXEMPTION, "登记…", self.exempt)
        self.exemption_lists = _lists(self.exemptions.with_foot("条"), empty)
        return self.exemption_lists

    def _table(
        self, source: ListSource[RecordT], columns: Sequence[Column[RecordT]], name: str, title: str
    ) -> RecordTable[RecordT]:
        table = RecordTable(RecordTableModel(source, columns), name, self._context.settings)
        table.called(title, self.search, self.shown, self.kind, self.year)
        return table

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.print_button = QPushButton("打印")
        self.print_button.setProperty("menu", True)
        menu = QMenu(self.print_button)
        for text, form in PAPERS:
            menu.addAction(text).triggered.connect(lambda _=False, f=form: self.print_(f))
        self.print_button.setMenu(menu)
        self.makeup_button = QPushButton("登记补课…")
        self.makeup_button.clicked.connect(lambda: self.catch_up())
        self.exempt_button = QPushButton("登记可不计入应到…")
        self.exempt_button.clicked.connect(lambda: self.exempt())
        for button in (self.print_button, self.makeup_button, self.exempt_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.setAutoDefault(False)
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        return row

    # showing

    def reload(self) -> None:
        """Count the year anew."""
        year, kind = int(self.year.currentData()), str(self.kind.currentData() or "")
        attendance = self._desk.attendance
        if self._counting.start(
            lambda progress, cancelled: counted(
                attendance.facts(year, kind, progress=progress, cancelled=cancelled)
            )
        ):
            self.sentence.setText(f"正在统计 {year} 年{kind}的出勤…")
            self.print_button.setEnabled(False)

    def _stopped(self) -> None:
        self.sentence.setText("统计已停止。重选年份或会议类别再统计。")

    def done(self, result: int) -> None:
        """Nobody is left to hear of a count that is still running."""
        self._counting.abandon()
        super().done(result)

    def _take(self, counted: Counted) -> None:
        self.facts, self._makeups, said = counted
        self.print_button.setEnabled(True)
        self.sentence.setText(f"{self.facts.year} 年{self.facts.kind}：{said}。")
        self.sections.set_count(MAKEUP, sum(v.is_due for v in self._makeups))
        self.sections.set_count(LEFT_OUT, len(self._desk.exemptions.all()))
        self._narrow()

    def _narrow(self) -> None:
        for table, lists in (
            (self.people, self.people_lists),
            (self.makeup, self.makeup_lists),
            (self.ledger, self.ledger_lists),
            (self.exemptions, self.exemption_lists),
        ):
            table.record_model.reload()
            rows = table.record_model.rowCount()
            lists.setCurrentIndex(0 if rows else 1)
            if rows and not table.current_id():
                table.selectRow(0)
        self._show_person()
        self._judge()

    def show_page(self, page: int) -> None:
        self.sections.set_current(page)
        self.pages.setCurrentIndex(page)
        self.search.setVisible(page in (PERSONS, MAKEUP))
        self.shown.setVisible(page == MAKEUP)
        for combo in (self.kind, self.year):
            combo.setVisible(page != LEFT_OUT)
        self.makeup_button.setVisible(page == MAKEUP)
        self.exempt_button.setVisible(page == LEFT_OUT)
        (self.people, self.makeup, self.ledger, self.exemptions)[page].setFocus()

    def _people(self) -> list[PersonYear]:
        typed = self.search.text().strip()
        return [p for p in self.facts.people if typed in p.name]

    def _visits(self) -> list[Visit]:
        typed, due = self.search.text().strip(), self.shown.currentText() == DUE
        return [v for v in self._makeups if typed in v.attendee.name and (v.is_due or not due)]

    def _id_of(self, visit: Visit) -> int:
        key = (visit.meeting.id, visit.attendee.person_id)
        return self._ids.setdefault(key, len(self._ids) + 1)

    def _chosen(self) -> list[Visit]:
        """The selected lines of the catch-up."""
        ids = set(self.makeup.selected_ids())
        return [v for v in self._visits() if self._id_of(v) in ids]

    def _judge(self) -> None:
        self.makeup_button.setEnabled(bool(self._chosen()))

    def _show_person(self) -> None:
        person = self.people.current_record()
        self.pane.setVisible(person is not None)
        if person is None:
            return
        self.pane.set_title(person.name)
        rate = f"出勤率 {person.rate}" if person.rate else "没有登记过到会，出勤率无法判断"
        eased = self._eased if person.is_exempt else ""
        self.about.setText(
            "\n".join(filter(None, (f"应到 {person.expected} 次，{rate}", person.note, eased)))
        )
        self.year_lines.show_lines(
            [
                (v.meeting.held_on, "　".join(filter(None, (f"{v.sign} {v.meeting.title}", _said(v)))))
                for v in person.visits
            ]
        )

    # doing

    def print_(self, form: str) -> None:
        """One of the three papers, of the year and kind that are looked at."""
        self._context.preview(form, self.facts)

    def catch_up(self) -> None:
        chosen = self._chosen()
        if not chosen:
            return
        dialog = MakeupDialog(self._context, chosen, self)
        dialog.exec()
        dialog.deleteLater()
        self.reload()

    def take_back(self) -> None:
        caught = [v for v in self._chosen() if v.attendee.makeup_on]
        if caught:
            self._done(lambda: self._desk.attendance.catch_up(caught, "", "", ""))

    def exempt(self, exemption: Exemption | None = None, person_id: int = 0) -> None:
        """Enter somebody, or correct an entry."""
        dialog = ExemptionDialog(self._context, exemption, self, person_id=person_id)
        dialog.exec()
        dialog.deleteLater()
        self.reload()

    def _remove(self, exemption_id: int) -> None:
        if self._done(lambda: self._desk.exemptions.remove(exemption_id)):
            self._context.say("✓ 已删除这条登记，可以撤销")

    def _done(self, act: Callable[[], object]) -> bool:
        done = self._context.attempt(act)
        self.reload()
        return done

    def _go_to_person(self) -> None:
        self.accept()
        self._context.navigate("党员名册", self.people.current_id())

    def _open_meeting(self, meeting_id: int) -> None:
        self.accept()
        self._context.navigate("会议记录", meeting_id)


def counted(facts: AttendanceFacts) -> Counted:
    """With what takes a while to put together: who was away, and the year in one sentence."""
    return facts, facts.makeups, facts.said


def _said(visit: Visit) -> str:
    """病假：住院 (2026-07-01 送学上门)."""
    if not visit.is_away:
        return ""
    one = visit.attendee
    done = f"（{one.makeup_on} {one.makeup_how}）" if one.makeup_on else ""
    return f"{visit.why}{done}"


def _lists(table: QWidget, empty: QWidget) -> QStackedWidget:
    pages = QStackedWidget()
    pages.addWidget(table)
    pages.addWidget(empty)
    return pages
