"""计划 at work: real keys in the grid, the month and the planner."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.domain.duty import Source
from models.domain.plan import OTHER
from models.domain.records import MeetingKind
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.habits_dialog import HabitsDialog
from ui.dialogs.meeting_new import NewMeetingDialog
from ui.dialogs.meeting_templates import MeetingTemplatesDialog, TemplateNameDialog, keep_as_template
from ui.dialogs.plan_item_dialog import PlanItemDialog
from ui.dialogs.planner_dialog import PlannerDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.record_jump import jump_from
from ui.search import find_everywhere
from ui.tabs.meetings_tab import MeetingsTab
from ui.tabs.plan_page import CALENDAR, GRID, PlanPage
from ui.widgets.plain_label import PlainLabel

FULL = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}


@pytest.fixture
def tab(qtbot: QtBot, context: Context, desk: Desk) -> MeetingsTab:
    desk.update_branch(committee_size=3, secretary="侯学军")
    for name in ("侯学军", "曹海燕", "龙凤琴"):
        desk.roster.add({"name": name, **FULL, "party_post": "书记" if name == "侯学军" else ""})
    desk.meetings.create(MeetingKind.ASSEMBLY, "2026-06-20", content="通报上半年工作。")
    made = MeetingsTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    qtbot.waitExposed(made)
    made.views.buttons[1].click()
    return made


@pytest.fixture
def page(tab: MeetingsTab) -> PlanPage:
    return tab.plan


def answering(kind: type[QDialog], act: Callable[[QDialog], None]) -> None:
    """When a dialog of this kind stands open, do something in it."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            try:
                act(dialog)
            except BaseException:
                dialog.reject()  # what went wrong is said by the test
                raise
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def button(parent: QWidget, text: str) -> QPushButton:
    found = [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent)]
    assert found, f"no button {text}"
    return found[0]


def told(page: PlanPage) -> str:
    return "\n".join(label.text() for label in page.pane.findChildren(PlainLabel) if label.isVisibleTo(page))


def cell(page: PlanPage, kind: str, month: int) -> str:
    page.grid.select(kind, month)
    return str(page.grid.currentIndex().data())


def enter(qtbot: QtBot, widget: QWidget, key: Qt.Key = Qt.Key.Key_Return) -> None:
    qtbot.keyClick(widget, key)


def test_the_year_shows_what_was_held_and_what_is_missing(page: PlanPage) -> None:
    assert cell(page, "支部党员大会", 6) == "✓ 20日已开"
    assert "第二季度应开 1 次，已开 1 次" in told(page) and "2026年6月支部党员大会" in told(page)
    assert cell(page, "支委会", 8) == "× 缺"
    assert cell(page, "支部党员大会", 9) == "○ 本季待开"
    assert "缺支委会 3 次、主题党日 3 次" in page.header.sentence.text()


def test_an_entry_is_made_and_becomes_a_meeting_by_the_keyboard(
    qtbot: QtBot, page: PlanPage, tab: MeetingsTab, desk: Desk
) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, PlanItemDialog)
        assert (dialog.kind.currentText(), dialog.month.currentText()) == ("支部党员大会", "9月")
        dialog.planned_on.setText("20260925")
        dialog.topic.setPlainText("讨论冬季计划\n通报党费")
        enter(qtbot, dialog.title)

    page.grid.select("支部党员大会", 9)
    answering(PlanItemDialog, fill)
    enter(qtbot, page.grid)
    assert cell(page, "支部党员大会", 9) == "！ 25日  ○ 待开"
    assert "讨论冬季计划；通报党费" in told(page)
    tab.activateWindow()  # the form that was closed had it
    qtbot.waitUntil(tab.isActiveWindow)
    page.grid.setFocus()
    qtbot.keyClick(
        page.grid, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert tab.pages.currentWidget() is tab.page
    assert [item.title for item in desk.meetings.get(tab.page.meeting_id).items] == [
        "讨论冬季计划",
        "通报党费",
    ]
    qtbot.keyClick(tab.page, Qt.Key.Key_Escape)
    assert tab.pages.currentWidget() is page  # back where it was opened from
    assert cell(page, "支部党员大会", 9) == "！ 25日未记录"
    enter(qtbot, page.grid)
    assert tab.pages.currentWidget() is tab.page
    tab.page.leave()
    page.sections.buttons[0].click()
    assert tab.pages.currentWidget() is tab.list_page


def test_an_entry_without_a_day_asks_for_it(
    qtbot: QtBot, page: PlanPage, tab: MeetingsTab, desk: Desk
) -> None:
    desk.plan.save(0, {"year": 2026, "month": 10, "kind": "支委会"})
    page.reload()
    assert cell(page, "支委会", 10) == "○ 计划"

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, DateDialog)
        dialog.day.setText("2026-10-09")
        enter(qtbot, dialog.day)

    answering(DateDialog, fill)
    button(page.pane, "建会议").click()
    assert desk.meetings.get(tab.page.meeting_id).held_on == "2026-10-09"


def test_dropped_with_a_reason_finished_and_taken_off(qtbot: QtBot, page: PlanPage, desk: Desk) -> None:
    first = desk.plan.save(0, {"year": 2026, "month": 8, "kind": "党课", "title": "防汛党课"})
    other = desk.plan.save(0, {"year": 2026, "month": 7, "kind": OTHER, "title": "走访"})
    page.reload()
    assert cell(page, "党课", 8) == "！ 未开"

    def reason(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        dialog.edit.setPlainText("并入主题党日")
        dialog.ok_button.click()

    answering(ReasonDialog, reason)
    page.acts.drop(page.grid.cell().entries[0])  # type: ignore[union-attr]
    assert cell(page, "党课", 8) == "— 不开" and "不开：并入主题党日" in told(page)
    cell(page, OTHER, 7)
    answering(DateDialog, lambda dialog: enter(qtbot, dialog.day))  # type: ignore[attr-defined]
    button(page.pane, "已完成…").click()
    assert cell(page, OTHER, 7) == "✓ 已完成" and desk.plan.item(other).done_on == "2026-09-30"
    cell(page, "党课", 8)
    enter(qtbot, page.grid, Qt.Key.Key_Delete)
    assert [item.id for item in desk.plan.items(2026)] == [other]
    desk.undo()
    assert first in [item.id for item in desk.plan.items(2026)]


def test_the_month_shows_days_off_and_takes_entries(qtbot: QtBot, page: PlanPage, desk: Desk) -> None:
    page.calendar_button.click()
    assert page.views.currentIndex() == CALENDAR and page.month_label.text() == "2026年9月"
    enter(qtbot, page.calendar, Qt.Key.Key_PageDown)
    assert page.month_label.text() == "2026年10月"
    page.calendar.select("2026-10-10")
    assert "周六（调休上班）" in told(page)
    page.calendar.select("2026-10-15")

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, PlanItemDialog) and dialog.planned_on.iso() == "2026-10-15"
        dialog.kind.setCurrentText("主题党日")
        enter(qtbot, dialog.title)

    answering(PlanItemDialog, fill)
    enter(qtbot, page.calendar)
    assert [(i.kind, i.planned_on) for i in desk.plan.items(2026)] == [("主题党日", "2026-10-15")]
    assert "计划 2026年10月15日" in told(page)
    page.grid_button.click()
    assert page.views.currentIndex() == GRID


def test_the_planner_says_what_breaks_and_fills_the_plan(qtbot: QtBot, page: PlanPage, desk: Desk) -> None:
    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, PlannerDialog)
        dialog.horizon.setCurrentIndex(dialog.horizon.findText("到年底"))
        dialog.propose()
        assembly = [line for line in dialog.lines if line.proposal.kind is MeetingKind.ASSEMBLY][-1]
        assert assembly.state == "✓ 都合适"
        dialog.table.select_id(assembly.id)
        dialog.day.setText("2027-01-05")
        dialog.day.editingFinished.emit()
        line = next(one for one in dialog.lines if one.id == assembly.id)
        assert "最晚2026年12月31日" in line.broken[0].words and line.broken[0].citation
        qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
        assert not next(one for one in dialog.lines if one.id == assembly.id).chosen
        dialog.ok_button.click()

    answering(PlannerDialog, act)
    page.open_planner()
    kinds = {item.kind for item in desk.plan.items(2026)}
    assert "支委会" in kinds and "组织生活会" in kinds
    assert cell(page, "主题党日", 10).startswith("○ ")


def test_habits_change_what_is_missing(page: PlanPage, desk: Desk) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, HabitsDialog)
        dialog.boxes[MeetingKind.COMMITTEE].setCurrentIndex(1)
        dialog.ok_button.click()

    answering(HabitsDialog, fill)
    page.open_habits()
    assert cell(page, "支委会", 8) == "× 缺 2 次"


def test_last_year_is_copied_and_papers_are_asked_for(page: PlanPage, desk: Desk, heard: object) -> None:
    desk.plan.save(0, {"year": 2026, "month": 3, "kind": "支部党员大会", "planned_on": "2026-03-20"})
    page.reload()
    page.turn_to_year(2027)
    page.copy_year()
    assert cell(page, "支部党员大会", 3) == "○ 计划"
    page.print_()
    assert heard.previews == [("D10.1", "2027")]  # type: ignore[attr-defined]
    listed = page.listed()
    assert listed is not None and listed.number == 12


def test_a_new_meeting_begins_from_the_plan_or_a_template(
    page: PlanPage, tab: MeetingsTab, desk: Desk, context: Context
) -> None:
    desk.plan.save(
        0,
        {
            "year": 2026,
            "month": 10,
            "kind": "党课",
            "title": "廉政党课",
            "planned_on": "2026-10-12",
            "topic": "上党课",
        },
    )
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-06-21", title="年中大会", place="会议室")

    def keep(dialog: QDialog) -> None:
        assert isinstance(dialog, TemplateNameDialog)
        dialog.name.setText("季度大会")
        dialog.ok_button.click()

    answering(TemplateNameDialog, keep)
    keep_as_template(context, desk.meetings.get(meeting), tab)
    dialog = NewMeetingDialog(desk)
    names = [dialog.begin.itemText(row) for row in range(dialog.begin.count())]
    assert names == ["空白的", "计划：2026-10-12 党课 廉政党课", "模板：季度大会"]
    dialog.begin.setCurrentIndex(1)
    assert (dialog.kind.currentText(), dialog.held_on.iso()) == ("党课", "2026-10-12")
    made = desk.meetings.get(dialog.create())
    assert (made.title, [i.title for i in made.items]) == ("廉政党课", ["上党课"])
    assert desk.plan.items(2026)[0].meeting_id == made.id
    dialog.begin.setCurrentIndex(2)
    assert dialog.kind.currentText() == "支部党员大会" and not dialog.kind.isEnabled()
    dialog.held_on.set_iso("2026-12-10")
    made = desk.meetings.get(dialog.create())
    assert (made.title, made.place) == ("2026年12月支部党员大会", "会议室")
    dialog.deleteLater()


def test_templates_are_renamed_ordered_and_deleted(qtbot: QtBot, desk: Desk, context: Context) -> None:
    meeting = desk.meetings.create(MeetingKind.COMMITTEE, "2026-06-21")
    for name in ("一号", "二号"):
        desk.meeting_templates.save_meeting(meeting, name)
    dialog = MeetingTemplatesDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.acts[2].click()
    assert [t.name for t in desk.meeting_templates.list()] == ["二号", "一号"]

    def rename(inner: QDialog) -> None:
        assert isinstance(inner, TemplateNameDialog)
        inner.name.setText("支委例会")
        inner.ok_button.click()

    answering(TemplateNameDialog, rename)
    dialog.rename()
    dialog.table.selectRow(0)
    dialog.remove()
    assert [t.name for t in desk.meeting_templates.list()] == ["支委例会"]
    dialog.remove()
    assert dialog.empty.isVisible() and not dialog.listing.isVisible()


def test_a_meeting_held_in_the_next_spring_stands_in_its_year(page: PlanPage, desk: Desk) -> None:
    number = desk.meetings.create(MeetingKind.ORG_LIFE, "2026-02-03", content="开展批评和自我批评。")
    desk.meetings.update(number, {"counts_for_year": 2025})
    page.reload()
    page.turn_to_year(2025)
    assert cell(page, "组织生活会", 12) == "✓ 次年2月3日已开"


def test_an_entry_is_found_from_anywhere(page: PlanPage, desk: Desk) -> None:
    kept = desk.plan.save(
        0, {"year": 2027, "month": 3, "kind": "支委会", "topic": "研究春训\n安排", "planned_on": "2027-03-05"}
    )
    done = desk.plan.save(0, {"year": 2026, "month": 5, "kind": "其他重点", "title": "春训材料"})
    desk.plan.finish(done, "2026-05-06")
    hits = find_everywhere(desk, "春训")
    assert [hit.text for hit in hits] == [
        "2027-03-05 · 计划 · 支委会 · 研究春训 安排",
        "2026年5月 · 计划 · 其他重点 · 春训材料 · 2026-05-06 完成",
    ]
    page.show_item(kept)
    assert page.grid.current() == ("支委会", 3) and page.plan and page.plan.year == 2027
    desk.plan.make_meeting(kept)
    assert [hit.tab for hit in find_everywhere(desk, "春训")] == ["计划", "会议记录"], (
        "once made, it is a meeting"
    )


def test_what_the_quota_lacks_leads_to_the_plan(desk: Desk, context: Context) -> None:
    asked: list[str] = []
    context.show_plan = lambda: asked.append("plan")
    found = desk.plan.findings()[0]
    jump_from(context, QWidget(), found)
    assert asked == ["plan"]
    desk.meetings.create(MeetingKind.ASSEMBLY, "2026-01-20", content="部署全年工作。")
    duties = [one for one in desk.duties.entries() if one.source is Source.PLAN]
    assert duties and {one.record_kind for one in duties} == {"plan_item"}
