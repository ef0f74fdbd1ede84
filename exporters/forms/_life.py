"""What the papers of an organisational-life meeting share (forms.md A8): words, figures, the invented example."""

from dataclasses import replace
from typing import Any

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH, MEMBERS
from exporters.forms._text import BLANK, date_or_blank, or_blank
from exporters.forms.d7_branch_sheet import EXAMPLE_ORGANISATION
from models.domain.meeting_records import Task
from models.domain.organisational_life import (
    IN_TEAM,
    LATE,
    PERSON,
    TEAM,
    WITH_MEMBER,
    LifeFacts,
    Opinion,
    Talk,
    TalkFacts,
    state_of,
)
from models.domain.records import Category, MeetingKind

BASIS = "《中国共产党支部工作条例（试行）》（2018年）第十七条"
LINE = "_" * 42  # for the pen, over the width of a page


def common(facts: LifeFacts) -> dict[str, Any]:
    """Texts every paper may use; what nobody has entered is a line for the pen."""
    branch, meeting, tally = facts.branch, facts.meeting, facts.tally
    full = sum(person.category is Category.FULL for person in facts.members)
    return {
        "branch": branch.name,
        "committee": branch.committee or BLANK,
        "secretary": branch.secretary or BLANK,
        "file_key": str(facts.year),
        "year": str(facts.year),
        "on": date_or_blank(meeting.held_on if meeting else ""),
        "day": meeting.held_on if meeting else "",
        "at": clock(meeting.starts_at if meeting else ""),
        "place": (meeting.place if meeting else "") or branch.venue or "________",
        "host": (meeting.host if meeting else "") or BLANK,
        "observers": (meeting.observers if meeting else "") or "________",
        "members": or_blank(len(facts.members) or ""),
        "full": or_blank(full or ""),
        "probationary": or_blank(len(facts.members) - full if facts.members else ""),
        "expected": or_blank(tally.expected if tally else ""),
        "present": or_blank(tally.present if tally and tally.present else ""),
        "contact": branch.contact or branch.organiser or BLANK,
        "phone": branch.contact_phone or branch.phone or "________",
        "basis": BASIS,
        "line": LINE,
    }


def clock(time: str) -> str:
    """15时40分, or a line for the pen."""
    hours, _, minutes = time.partition(":")
    return f"{int(hours)}时{minutes or '00'}分" if hours.isdigit() else "__时__分"


def state_words(issue: Task, today: str) -> str:
    """完成情况 as recorded: what was noted, or that the day has passed."""
    if issue.done_on:
        return issue.evidence or issue.progress or "已完成"
    late = "已过时限" if state_of(issue, today) == LATE else ""
    return "；".join(filter(None, (issue.progress, late)))


_ASKED = (
    (TEAM, 0, "学习计划排得满，真正学的时候常被别的会挤掉。", "党员"),
    (TEAM, 0, "村务公开栏更新慢，三季度的账国庆后才贴。", "群众"),
    (PERSON, 0, "入户少，会上布置多。", "群众"),
    (PERSON, 2, "脾气急，讨论时听不进不同意见。", "党员"),
)
_ISSUES = (
    (
        "集中学习被其他会议挤占",
        "征求意见",
        "每月 5 日固定为学习日，改期要报支委会",
        0,
        "2026-03-31",
        "2026-03-20",
    ),
    ("村务公开不及时", "征求意见", "每季度末月 25 日前张贴，专人拍照留存", 1, "2026-02-28", ""),
    ("支委入户走访少", "批评意见", "每名支委包一个村民小组，每月走访 5 户", 2, "2026-06-30", ""),
)
EXAMPLE = LifeFacts(
    branch=replace(BRANCH, contact="欧阳慧敏", contact_phone="13900001001"),
    as_of="2026-04-10",
    year=2025,
    meeting=replace(
        ASSEMBLY,
        kind=MeetingKind.ORG_LIFE,
        title="2025年度组织生活会",
        number=1,
        held_on="2026-01-15",
        items=(),
        summary="",
        content="",
    ),
    tally=ASSEMBLY_TALLY,
    organisation=EXAMPLE_ORGANISATION,
    members=MEMBERS,
    opinions=tuple(
        Opinion(
            id=at,
            year=2025,
            about=about,
            person_id=MEMBERS[who].id if about == PERSON else 0,
            person_name=MEMBERS[who].name if about == PERSON else "",
            content=text,
            from_kind=kind,
            collected_by="欧阳慧敏",
            on_date="2026-01-06",
        )
        for at, (about, who, text, kind) in enumerate(_ASKED, start=1)
    ),
    talks=(
        Talk(id=1, on_date="2026-01-08", kind=IN_TEAM, talker=MEMBERS[0].name, talker_id=1, listener=MEMBERS[1].name,
             listener_id=2),
        Talk(id=2, on_date="2026-01-09", kind=WITH_MEMBER, talker=MEMBERS[1].name, talker_id=2, listener=MEMBERS[6].name,
             listener_id=7),
    ),
    issues=tuple(
        Task(
            source="整改",
            id=at,
            raised_on="2026-01-15",
            problem=problem,
            origin=origin,
            what=what,
            who=MEMBERS[who].name,
            person_id=MEMBERS[who].id,
            due_on=due,
            done_on=done,
            evidence="学习签到 3 次" if done else "",
        )
        for at, (problem, origin, what, who, due, done) in enumerate(_ISSUES, start=1)
    ),
    only=MEMBERS[6],
)  # fmt: skip
TALK_EXAMPLE = TalkFacts(
    branch=BRANCH,
    as_of="2026-01-09",
    talk=Talk(
        id=2,
        on_date="2026-01-09",
        starts_at="15:00",
        ends_at="15:40",
        place="村党群服务中心谈心室",
        kind=WITH_MEMBER,
        talker=MEMBERS[1].name,
        talker_id=2,
        talker_post="组织委员",
        listener=MEMBERS[6].name,
        listener_id=7,
        listener_post="党员",
        content="了解全年缺席组织生活的原因：老伴住院，家里离不开人。说明请假和补学的办法。",
        problems="组织生活参加少；建议支部送学上门，下半年补课。",
    ),
)
