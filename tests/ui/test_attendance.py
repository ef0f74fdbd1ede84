"""出勤和补课 on the screen: ticking by the keyboard, the sum taken apart, a year's members, catching up."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.domain.errors import Cancelled
from models.domain.exemption import Ground
from models.domain.records import MeetingKind, Presence
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.attendance_screen import LEFT_OUT, MAKEUP, MEETINGS, AttendanceScreen
from ui.dialogs.exemption_dialog import ExemptionDialog
from ui.dialogs.expected_dialog import ExpectedDialog
from ui.dialogs.makeup_dialog import MakeupDialog
from ui.tabs.meetings_tab import MeetingsTab
from ui.tasks import Tasks
from ui.widgets.plain_label import PlainLabel

FULL = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
APPROVED = {
    "ground": Ground.BED,
    "from_on": "2026-01-01",
    "superior_on": "2026-01-05",
    "assembly_on": "2026-01-20",
}


@pytest.fixture
def ids(desk: Desk) -> dict[str, int]:
    return {
        name: desk.roster.add({"name": name, **FULL, **more})
        for name, more in {
            "丁一": {},
            "张三": {"is_mobile": True},
            "老人": {"is_exempt": True},
            "周老太": {},
        }.items()
    }


@pytest.fixture
def meeting_id(desk: Desk, ids: dict[str, int]) -> int:
    return desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")


def shown(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(PlainLabel) if label.isVisibleTo(widget))


@pytest.fixture
def tab(qtbot: QtBot, context: Context, meeting_id: int) -> MeetingsTab:
    made = MeetingsTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    made.refresh_now()
    made.open_meeting(meeting_id)
    return made


def test_leave_and_absence_by_initials_and_enter(qtbot: QtBot, tab: MeetingsTab, desk: Desk) -> None:
    attendance = tab.page.attendance
    for typed, held in (
        ("zs", Qt.KeyboardModifier.ShiftModifier),
        ("dy", Qt.KeyboardModifier.NoModifier),
        ("zlt", Qt.KeyboardModifier.ControlModifier),
    ):
        qtbot.keyClicks(attendance.search, typed)
        qtbot.keyClick(attendance.search, Qt.Key.Key_Return, held)
    told = {a.name: (a.presence, a.leave_kind) for a in desk.meetings.get(tab.page.meeting_id).attendees}
    assert told["张三"] == (Presence.LEAVE, "流动在外"), "who lives elsewhere is away for that"
    assert told["丁一"] == (Presence.PRESENT, "")
    assert told["周老太"] == (Presence.ABSENT, "")
    assert "周老太 × 缺席" in attendance.echo.text()
    words = [attendance.model.data(attendance.model.index(row)) for row in range(4)]
    assert any("张三 流动 ○ 流动在外" in str(one) for one in words)
    assert any("老人 不作硬性要求" in str(one) for one in words)


def test_the_kind_of_leave_is_chosen_beside_the_reason(qtbot: QtBot, tab: MeetingsTab, desk: Desk) -> None:
    attendance = tab.page.attendance
    qtbot.keyClicks(attendance.search, "dy")
    qtbot.keyClick(attendance.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert attendance.leave_kind.isEnabled()
    attendance.leave_kind.setCurrentText("病假")
    attendance.leave_kind.activated.emit(1)
    one = next(a for a in desk.meetings.get(tab.page.meeting_id).attendees if a.name == "丁一")
    assert (one.presence, one.leave_kind) == (Presence.LEAVE, "病假")
    attendance.reason.setCurrentText("住院")
    attendance.reason.activated.emit(2)
    one = next(a for a in desk.meetings.get(tab.page.meeting_id).attendees if a.name == "丁一")
    assert (one.leave_kind, one.reason) == ("病假", "住院")


def test_who_is_left_out_stands_apart_and_the_rest_button_passes_by(
    qtbot: QtBot, tab: MeetingsTab, desk: Desk, ids: dict[str, int]
) -> None:
    desk.exemptions.save(0, {"person_id": ids["周老太"], **APPROVED})
    tab.page.refresh()
    attendance = tab.page.attendance
    last = str(attendance.model.data(attendance.model.index(3)))
    assert last.startswith("周老太 卧床、不能自理") and "不计入应到" in last
    assert "应到 3" in tab.page.sums.text()
    attendance.all_present.click()
    assert "实到 3" in tab.page.sums.text()
    qtbot.keyClicks(attendance.search, "zlt")
    qtbot.keyClick(attendance.search, Qt.Key.Key_Return)
    assert "应到 4" in tab.page.sums.text() and "实到 4" in tab.page.sums.text(), "who comes counts"


def test_the_sum_is_taken_apart(
    qtbot: QtBot, context: Context, desk: Desk, meeting_id: int, ids: dict[str, int]
) -> None:
    desk.exemptions.save(0, {"person_id": ids["周老太"], **APPROVED})
    dialog = ExpectedDialog(context, desk.meetings.get(meeting_id))
    qtbot.addWidget(dialog)
    dialog.show()
    said = shown(dialog)
    assert "当天在册党员 4 人" in said and "4 － 1 ＝ 3" in said
    assert "周老太：年老体弱卧床不起" in said and "2026年1月20日支部党员大会通过" in said
    assert "流动在外（计入应到） 1 人" in said


def test_what_is_missing_is_said_while_a_class_is_entered(
    qtbot: QtBot, context: Context, desk: Desk, ids: dict[str, int]
) -> None:
    dialog = ExemptionDialog(context, person_id=ids["周老太"])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.ok_button.click()
    assert "请选属于五类" in shown(dialog) and "请填写起始日期" in shown(dialog)
    dialog.ground.setCurrentIndex(4)
    dialog.dates["from_on"].setText("2026-01-01")
    assert shown(dialog).count("没有填：仍计入应到") == 2
    dialog.dates["superior_on"].setText("2026-01-05")
    assert shown(dialog).count("没有填：仍计入应到") == 1
    dialog.ok_button.click()
    (one,) = desk.exemptions.all()
    assert (one.name, one.ground, one.superior_on, one.assembly_on) == (
        "周老太",
        Ground.BED,
        "2026-01-05",
        "",
    )
    assert any("没有支部党员大会通过" in f.message for f in desk.check())


@pytest.fixture
def screen(
    qtbot: QtBot, context: Context, desk: Desk, meeting_id: int, ids: dict[str, int]
) -> AttendanceScreen:
    desk.meetings.set_presence(
        meeting_id,
        {
            ids["丁一"]: (Presence.PRESENT, ""),
            ids["张三"]: (Presence.LEAVE, "", "流动在外"),
            ids["老人"]: (Presence.ABSENT, "生病"),
            ids["周老太"]: (Presence.ABSENT, "住院"),
        },
    )
    made = AttendanceScreen(context)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_year_of_each_member(screen: AttendanceScreen) -> None:
    assert "会议 1 次，出勤率 25.0%（不含不作硬性要求的 1 人 33.3%），待补课 2 人次" in screen.sentence.text()
    model = screen.people.record_model
    rates = {p.name: p.rate for n in range(model.rowCount()) if (p := model.record_at(n))}
    assert rates == {"丁一": "100.0%", "张三": "0.0%", "老人": "0.0%", "周老太": "0.0%"}
    row = next(n for n in range(model.rowCount()) if (p := model.record_at(n)) and p.name == "老人")
    screen.people.selectRow(row)
    assert "不作硬性要求" in screen.about.text()
    assert screen.year_lines.lines[0][0] == "2026-09-12"
    assert "× " in screen.year_lines.lines[0][1] and "生病" in screen.year_lines.lines[0][1]
    screen.show_page(MEETINGS)
    line = screen.ledger.record_model.record_at(0)
    assert line is not None and line.rate == "25.0%"


def test_catching_up_from_the_list(
    qtbot: QtBot, screen: AttendanceScreen, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.sections.buttons[MAKEUP].click()
    assert screen.makeup.record_model.rowCount() == 2, "who is under no hard requirement is not waited for"
    screen.shown.setCurrentIndex(1)
    screen.shown.activated.emit(1)
    assert screen.makeup.record_model.rowCount() == 3
    screen.makeup.selectAll()

    def fill(dialog: MakeupDialog) -> int:
        dialog.day.setText("2026-09-11")
        dialog.how.setCurrentText("送学上门")
        dialog.ok_button.click()
        assert "早于会议日期" in shown(dialog)
        dialog.day.setText("2026-09-20")
        dialog.ok_button.click()
        return dialog.result()

    monkeypatch.setattr(MakeupDialog, "exec", fill)
    screen.makeup_button.click()
    assert "没有待补课的" in screen.sentence.text()
    assert all(v.attendee.makeup_how == "送学上门" for v in desk.attendance.facts(2026).makeups)
    screen.makeup.selectAll()
    screen.take_back()
    assert "待补课 2 人次" in screen.sentence.text()


def test_papers_are_of_the_year_and_kind_looked_at(screen: AttendanceScreen, context: Context) -> None:
    asked: list[tuple[str, Any]] = []
    context.preview = lambda form, facts: asked.append((form, facts))
    screen.kind.setCurrentText("党课")
    screen.kind.activated.emit(4)
    assert "还没有登记到会，出勤率无法判断" in screen.sentence.text()
    screen.print_("A11.2")
    ((form, facts),) = asked
    assert (form, facts.year, facts.kind, facts.lines) == ("A11.2", 2026, "党课", ())


def test_those_left_out_have_a_page(screen: AttendanceScreen, desk: Desk, ids: dict[str, int]) -> None:
    screen.sections.buttons[LEFT_OUT].click()
    assert screen.exemption_lists.currentIndex() == 1
    desk.exemptions.save(0, {"person_id": ids["周老太"], **APPROVED, "superior_on": ""})
    screen.reload()
    one = screen.exemptions.record_model.record_at(0)
    assert one is not None
    state = next(c for c in screen.exemptions.record_model.columns if c.key == "state")
    assert state.text(one) == "！仍计入：没有上级党组织同意"
    QApplication.processEvents()


def test_observers_are_chosen_from_guests_and_the_pipeline(
    qtbot: QtBot, tab: MeetingsTab, desk: Desk
) -> None:
    desk.movements.guests.save(
        0, {"name": "贾流入", "organisation": "中共某厂支部委员会", "arrived_on": "2026-03-01"}
    )
    desk.development.add_applicant({"name": "石文静"}, "2026-01-05")
    field = tab.page.facts.observers
    menu = field.menu()
    assert [a.text() for a in menu.actions()] == ["贾流入（流入党员）", "石文静（入党申请人）"]
    menu.actions()[0].trigger()
    assert desk.meetings.get(tab.page.meeting_id).observers == "贾流入（流入党员）"
    assert field.menu().actions()[0].isChecked()
    field.menu().actions()[0].trigger()
    assert desk.meetings.get(tab.page.meeting_id).observers == ""


def test_the_assembly_that_passed_it_is_chosen(
    qtbot: QtBot, context: Context, meeting_id: int, ids: dict[str, int]
) -> None:
    dialog = ExemptionDialog(context, person_id=ids["周老太"])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.assembly.setCurrentIndex(1)
    dialog.assembly.activated.emit(1)
    assert dialog.values()["assembly_on"] == "2026-09-12"
    assert dialog.values()["assembly_paper"] == "2026年9月支部党员大会"


def test_the_year_of_thousands_is_counted_beside_the_window(
    qtbot: QtBot, context: Context, meeting_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.services.duties.MOST_REMINDED", 0)
    context.tasks = Tasks()
    screen = AttendanceScreen(context)
    qtbot.addWidget(screen)
    assert screen.sentence.text() == "正在统计 2026 年的出勤…" and not screen.print_button.isEnabled()
    qtbot.waitUntil(lambda: screen.print_button.isEnabled())
    assert screen.people.record_model.rowCount() == 4 and "会议 1 次" in screen.sentence.text()
    screen.reload()
    [running] = context.tasks.running
    running.cancel()
    qtbot.waitUntil(lambda: not context.tasks.running)
    assert "统计已停止" in screen.sentence.text() or "会议 1 次" in screen.sentence.text()
    screen.reload()
    screen.reject()
    context.tasks.wait()


def test_a_year_broken_off_says_so(desk: Desk, meeting_id: int) -> None:
    told: list[tuple[int, int]] = []
    assert len(desk.attendance.facts(2026, progress=lambda *of: told.append(of)).lines) == 1
    assert told == [(1, 1)]
    with pytest.raises(Cancelled):
        desk.attendance.facts(2026, cancelled=lambda: True)
