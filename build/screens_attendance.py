"""Pictures of attendance: a meeting being ticked, those expected taken apart, the year's lists, sixty members."""

from typing import Any

from models.domain.exemption import Ground
from models.domain.records import MeetingKind, Presence
from models.services.desk import Desk
from ui.dialogs.attendance_screen import LEFT_OUT, MAKEUP, MEETINGS, PERSONS, AttendanceScreen
from ui.dialogs.exemption_dialog import ExemptionDialog
from ui.dialogs.expected_dialog import ExpectedDialog
from ui.dialogs.makeup_dialog import MakeupDialog
from ui.main_window import MainWindow
from ui.tabs.meetings_tab import MeetingsTab

PAGES = ((PERSONS, "people"), (MAKEUP, "makeup"), (MEETINGS, "ledger"), (LEFT_OUT, "left-out"))
APPROVED = {
    "ground": Ground.BED,
    "from_on": "2026-01-01",
    "superior_on": "2026-01-05",
    "superior_paper": "云党〔2026〕3号",
    "assembly_on": "2026-01-20",
    "assembly_paper": "2026年1月支部党员大会决议",
}
LONG = "买买提·阿卜杜热合曼"


def attendance_pictures(
    camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]
) -> None:
    """At the text size that is set now; what is entered for a picture is taken back."""
    made = _fill(desk, many=not prefix)
    window.navigate(MeetingsTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, MeetingsTab)
    tab.show_record(made)
    tab.page.attendance.view.setCurrentIndex(tab.page.attendance.model.index(7))
    camera.shoot(window, f"{prefix}attendance-ticking", size)
    camera.dialog(
        ExpectedDialog(window.context, desk.meetings.get(made), window), f"{prefix}attendance-expected"
    )
    for page, name in PAGES:
        screen = AttendanceScreen(window.context, window, page)
        camera.dialog(screen, f"{prefix}attendance-{name}")
    due = [visit for visit in desk.attendance.facts(2026).makeups if visit.is_due]
    camera.dialog(MakeupDialog(window.context, due, window), f"{prefix}attendance-makeup-form")
    camera.dialog(ExemptionDialog(window.context, None, window), f"{prefix}attendance-exemption-new")
    camera.dialog(
        ExemptionDialog(window.context, desk.exemptions.all()[0], window), f"{prefix}attendance-exemption"
    )
    tab.page.leave()
    desk.undo()
    if not prefix:
        for page in (MAKEUP, LEFT_OUT):
            screen = AttendanceScreen(window.context, window, page)
            screen.year.setCurrentIndex(screen.year.count() - 1)
            screen.kind.setCurrentText("民主评议党员")
            screen.reload()
            camera.dialog(screen, f"attendance-empty-{page}")


def _fill(desk: Desk, *, many: bool) -> int:
    """Some of the five classes, a meeting half ticked; sixty members and a long name where wanted. One step."""
    with desk.store.transaction("图"):
        members = desk.roster.members(desk.today())
        for number in range(60 - len(members) if many else 0):
            values = {"category": "正式党员", "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}
            desk.roster.add({"name": LONG if not number else f"补充{number:02d}", **values})
        members = desk.roster.members(desk.today())
        desk.roster.update(members[5].id, {"is_exempt": True})
        desk.exemptions.save(0, {"person_id": members[9].id, **APPROVED})
        desk.exemptions.save(
            0, {"person_id": members[12].id, **APPROVED, "ground": Ground.AWAY, "assembly_on": ""}
        )
        meeting_id = desk.meetings.create(
            MeetingKind.ASSEMBLY, desk.today(), observers="高建新（镇党委组织委员）"
        )
        people = desk.meetings.get(meeting_id).attendees
        ticks = {one.person_id: (Presence.PRESENT, "", "") for one in people[:-12]}
        for one, told in zip(
            people[4:9],
            (
                (Presence.LEAVE, "住院", "病假"),
                (Presence.LEAVE, "", "流动在外"),
                (Presence.ABSENT, "联系不上", ""),
                (Presence.LEAVE, "到县里参加防火值守培训，下午才回得来", "公出"),
                (Presence.ABSENT, "", ""),
            ),
            strict=True,
        ):
            ticks[one.person_id] = told
        desk.meetings.set_presence(meeting_id, ticks)
        away = [v for v in desk.attendance.facts(2026).makeups if v.is_due]
        desk.attendance.catch_up(away[:2], desk.today(), "送学上门", "何永福")
    return meeting_id
