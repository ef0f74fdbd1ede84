"""Pictures of the organisational-life meeting and the appraisal: empty, being counted, full, with sixty members."""

from typing import Any

from PySide6.QtWidgets import QDialog

from models.domain.meeting_boxes import Turn, write_boxes
from models.domain.records import MeetingKind
from models.services.desk import Desk
from ui.dialogs.appraisal_dialog import AppraisalDialog, BallotDialog, MemberSheetDialog
from ui.dialogs.appraisal_screen import SECTIONS, TALLY, AppraisalScreen
from ui.dialogs.issue_done import IssueDoneDialog
from ui.dialogs.life_dialogs import IssueDialog, OpinionDialog, TalkDialog
from ui.dialogs.meeting_boxes import MeetingBoxesDialog
from ui.main_window import MainWindow
from ui.tabs.meetings_tab import MeetingsTab

YEAR = 2026
_OPINIONS = (
    ("支部班子", "", "学习计划排得满，真正学的时候常被别的会挤掉。", "党员"),
    ("支部班子", "", "村务公开栏更新慢，三季度的账国庆后才贴，群众看不到，来问的人多。", "群众"),
    ("党员", "吕学军", "脾气急，讨论时听不进不同意见。", "党员"),
)
_TALKS = (("姚建国", "吕学军"), ("姚建国", "何永福"), ("何永福", "曹海燕"), ("杨凤琴", "余家栋"))
_ISSUES = (
    (
        "集中学习被其他会议挤占",
        "征求意见",
        "每月 5 日固定为学习日，改期要报支委会",
        "姚建国",
        "2026-09-20",
        "",
    ),
    ("村务公开不及时", "征求意见", "每季度末月 25 日前张贴，专人拍照留存", "何永福", "2026-10-25", ""),
    (
        "支委入户走访少",
        "批评意见",
        "每名支委包一个村民小组，每月走访 5 户",
        "吕学军",
        "2026-08-30",
        "2026-08-28",
    ),
)


def _prepare(desk: Desk) -> int:
    people = {person.name: person.id for person in desk.roster.members(desk.today())}
    life = desk.life
    for about, name, content, kind in _OPINIONS:
        life.save_opinion(
            0,
            {
                "year": YEAR, "about": about, "person_id": people.get(name, 0), "content": content,
                "from_kind": kind, "collected_by": "何永福", "on_date": "2026-09-10",
            },
        )  # fmt: skip
    for talker, listener in _TALKS:
        life.save_talk(
            0,
            {
                "on_date": "2026-09-12", "talker": talker, "talker_id": people[talker], "listener": listener,
                "listener_id": people[listener], "place": "谈心室", "starts_at": "15:00", "ends_at": "15:40",
                "content": "交流近期工作和思想情况。" if talker == "姚建国" else "",
            },
        )  # fmt: skip
    for problem, origin, what, who, due, done in _ISSUES:
        life.save_issue(
            0,
            {"problem": problem, "origin": origin, "what": what, "who": who, "due_on": due, "done_on": done},
        )
    appraisals = desk.appraisals
    papers = {"present": 34, "issued": 34, "returned": 34, "valid": 33}
    made = appraisals.start(
        {**appraisals.proposed(YEAR), "on_date": "2026-09-20", "self_on": "2026-09-20", **papers}
    )
    lines = [line for line in appraisals.get(made).lines if not line.is_probationary]
    changes: dict[int, dict[str, Any]] = {}
    for place, line in enumerate(lines[:-4]):
        best = max(1, 32 - place * 2) if place < 14 else 4
        changes[line.id] = {
            "excellent": best,
            "competent": 33 - best,
            "grade": "优秀" if place < 14 else "合格",
        }
    weak = lines[-5]
    changes[weak.id] = {"competent": 8, "basic": 25, "grade": "基本合格", "grounds": "全年缺席组织生活 7 次"}
    appraisals.save_lines(made, changes)
    return made


def life_pictures(camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]) -> None:
    """At the text size that is set now; the branch is given back as it was."""

    def screen(page: int, name: str) -> None:
        made = AppraisalScreen(window.context, window, YEAR, page)
        camera.shoot(made, f"{prefix}life-{name}")
        made.close()
        made.deleteLater()

    def dialog(made: QDialog, name: str) -> None:
        camera.dialog(made, f"{prefix}dialog-{name}")

    screen(TALLY, "empty")
    with desk.store.transaction("一年的组织生活"):
        appraisal = _prepare(desk)
    for page, name in enumerate(("tally", "steps", "opinions", "talks", "issues", "report")):
        screen(page, name)
    assert len(SECTIONS) == page + 1
    context, kept = window.context, desk.appraisals.get(appraisal)
    dialog(AppraisalDialog(context, YEAR, appraisal=kept, parent=window), "appraisal")
    dialog(MemberSheetDialog(context, kept, kept.lines[0].id, window), "member-sheet")
    dialog(OpinionDialog(context, YEAR, desk.life.opinions(YEAR)[-1], window), "opinion")
    dialog(TalkDialog(context, desk.life.talks(YEAR)[0], window), "talk")
    dialog(IssueDialog(context, YEAR, desk.life.issues(YEAR)[1], window), "issue")
    dialog(IssueDoneDialog(context, desk.life.issues(YEAR)[1], window), "issue-done")
    if not prefix:
        dialog(BallotDialog(context, window), "ballot")
    desk.undo()
    with desk.store.transaction("组织生活会"):
        held = desk.meetings.create(MeetingKind.ORG_LIFE, "2026-01-15")
    meeting = desk.meetings.get(held)
    turn = Turn(
        "姚建国",
        "入户少，会上布置多。",
        "吕学军：讨论时先定调。\n何永福：放手不够。",
        "接受，每月走访 5 户。",
    )
    values = {"theme": "联系群众、服务群众", "team_check": "集中学习被其他会议挤占；村务公开不及时。"}
    desk.meetings.update(held, write_boxes(meeting, values, [turn]))
    dialog(
        MeetingBoxesDialog(context, desk.meetings.get(held), lambda _values: None, window), "meeting-boxes"
    )
    window.navigate(MeetingsTab.TITLE, held)
    camera.shoot(window, f"{prefix}meeting-life", size)
    window.navigate(MeetingsTab.TITLE)
    desk.undo()
    desk.undo()
