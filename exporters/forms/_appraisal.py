"""What the papers of an appraisal share (forms.md A9, D11): words, figures, the invented example."""

from dataclasses import replace
from typing import Any

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._text import BLANK, date_or_blank, or_blank
from exporters.forms.d7_branch_sheet import EXAMPLE_ORGANISATION
from models.domain.appraisal import (
    DUTY,
    Appraisal,
    AppraisalFacts,
    AppraisalLine,
    Grade,
)
from models.domain.records import Category

BASIS = "《中国共产党支部工作条例（试行）》（2018年）第十八条"
NOT_GRADED = "预备党员，不评定等次"
LINE = "_" * 42  # for the pen, over the width of a page


def common(facts: AppraisalFacts) -> dict[str, Any]:
    """Texts every paper may use; a number nobody has entered is a line for the pen."""
    appraisal, branch = facts.appraisal, facts.branch
    lines = appraisal.lines
    counted = appraisal.counted
    probationary = sum(line.is_probationary for line in lines)
    return {
        "branch": branch.name,
        "committee": branch.committee or BLANK,
        "file_key": str(appraisal.year or ""),
        "year": str(appraisal.year) if appraisal.year else BLANK,
        "subject": appraisal.subject or "党支部书记",
        "on": date_or_blank(appraisal.on_date),
        "day": appraisal.on_date,
        "decided": date_or_blank(appraisal.decided_on),
        "decider": appraisal.decided_by or "支部委员会",
        "members": str(len(lines)),
        "full": str(len(lines) - probationary),
        "probationary": str(probationary),
        "expected": or_blank(appraisal.expected or ""),
        "present": or_blank(appraisal.present or ""),
        "issued": or_blank(appraisal.issued or ""),
        "returned": or_blank(appraisal.returned or ""),
        "valid": or_blank(appraisal.valid if counted else ""),
        "invalid": or_blank(appraisal.returned - appraisal.valid if counted else ""),
        "cap": str(facts.cap),
        "cap_of": f"{appraisal.cap_basis}{appraisal.base}名",
        "contact": branch.contact or branch.organiser or BLANK,
        "phone": branch.contact_phone or branch.phone or "________",
        "basis": BASIS,
    }


def graded(lines: tuple[AppraisalLine, ...]) -> tuple[AppraisalLine, ...]:
    """Those who stand on ballot and tally: probationary members take part and are not graded (PY-06)."""
    return tuple(line for line in lines if not line.is_probationary)


def names(appraisal: Appraisal, grade: Grade) -> str:
    return "、".join(line.name for line in appraisal.graded(grade))


_VOTES = {0: (15, 1, 0, 0, 0), 1: (14, 2, 0, 0, 0), 2: (13, 3, 0, 0, 0), 3: (5, 9, 1, 0, 1), 4: (12, 4, 0, 0, 0),
          5: (11, 5, 0, 0, 0), 6: (2, 6, 8, 0, 0)}  # fmt: skip
_OF_ALL = (3, 12, 0, 0, 1)


def _line(at: int) -> AppraisalLine:
    person = MEMBERS[at]
    if person.category is Category.PROBATIONARY:
        return AppraisalLine(id=at + 1, person_id=person.id, person=person, feedback_on="2026-01-20")
    votes = _VOTES.get(at, _OF_ALL)
    grade = Grade.EXCELLENT if at in (0, 1, 2, 4, 5) else Grade.BASIC if at == 6 else Grade.COMPETENT
    return AppraisalLine(
        id=at + 1,
        person_id=person.id,
        person=person,
        **dict(zip(("excellent", "competent", "basic", "poor", "abstained"), votes, strict=True)),
        grade=grade,
        grounds="测评票优秀最多，防汛值守带头" if at == 0 else "全年缺席组织生活 7 次" if at == 6 else "",
        handling="支部书记谈话提醒，6 月底前补学" if at == 6 else "",
        feedback_on="2026-01-20",
        self_summary="按时参加组织生活，负责一组六户联系户；学习不够经常。" if at == 0 else "",
        peer_opinion="办事公道，走访勤；主持会议时听意见还可以再多些。" if at == 0 else "",
    )


EXAMPLE_APPRAISAL = Appraisal(
    id=1,
    year=2025,
    self_on="2026-01-15",
    peer_on="2026-01-15",
    on_date="2026-01-15",
    decided_on="2026-01-16",
    decided_by="支委会",
    expected=18,
    present=16,
    issued=16,
    returned=16,
    valid=16,
    team_good=13,
    team_fair=3,
    tellers="卫东升",
    scrutineers="赵铁生",
    lines=tuple(_line(at) for at in range(len(MEMBERS))),
)
EXAMPLE = AppraisalFacts(
    branch=replace(BRANCH, contact="欧阳慧敏", contact_phone="13900001001"),
    as_of="2026-01-20",
    appraisal=EXAMPLE_APPRAISAL,
    organisation=EXAMPLE_ORGANISATION,
    cap=EXAMPLE_APPRAISAL.cap(3),
)
DUTY_EXAMPLE = replace(
    EXAMPLE,
    appraisal=Appraisal(
        id=2,
        kind=DUTY,
        year=2025,
        subject="周立民",
        on_date="2026-01-15",
        expected=18,
        present=16,
        issued=16,
        returned=16,
        valid=15,
        tellers="卫东升",
        scrutineers="赵铁生",
        lines=(AppraisalLine(id=31, person_id=MEMBERS[0].id, person=MEMBERS[0], excellent=12, competent=3),),
    ),
    cap=0,
)
