"""B7 入党积极分子备案表: one page, four rows of 14, 59, 61 and 64 mm (forms.md B7); opinions stay empty."""

from dataclasses import replace

from exporters.forms._examples import APPLICANT, ASSEMBLY, BRANCH
from exporters.forms._text import (
    BLANK,
    TO_FILL,
    article_of_rules,
    date_or_blank,
    item_about,
    written_date,
)
from exporters.spec import (
    PAPER_P,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Paragraph,
    Row,
    Title,
    Values,
)
from models.domain.check_meeting import tally
from models.domain.facts import DossierFacts
from models.domain.records import AgendaItem, Companion, Dossier, ItemKind, MeetingKind, Step, Vote

PAPER = replace(PAPER_P, bottom=22)
_RECOMMENDING = (MeetingKind.ASSEMBLY, MeetingKind.GROUP)
_SIGN = ("书记签字（盖章）：　　　　　　", "年　　月　　日")
_SEAL = ("（盖章）　　　　", "年　　月　　日")


def _recommendation(facts: DossierFacts) -> str:
    """Box ②. Without a recorded recommendation meeting every number is left to the pen."""
    person = facts.dossier.person
    found = item_about(facts.meetings, person.id, ItemKind.ACTIVIST, _RECOMMENDING)
    day, kind, expected, present, yes = "", "党员大会（党小组会）", BLANK, BLANK, BLANK
    if found:
        meeting, item = found
        day, kind = meeting.held_on, meeting.kind.value
        if meeting.attendees:
            counted = tally(meeting)
            expected, present = str(counted.entitled), str(counted.entitled_present)
        yes = str(item.vote.yes) if item.vote.voted else BLANK
    return (
        f"{date_or_blank(day)}召开{kind}推荐入党积极分子，应到会有表决权的正式党员{expected}名，"
        f"实到会{present}名，同意推荐{person.name}同志为入党积极分子的{yes}名。"
    )


def _opinion(facts: DossierFacts) -> str:
    """Box ③: date, form of the meeting and the recorded decision; nothing that was not decided."""
    person, step = facts.dossier.person, facts.dossier.first("activist")
    small = facts.branch.committee_size == 0
    kinds = (MeetingKind.COMMITTEE,) if not small else (MeetingKind.ASSEMBLY,)
    found = item_about(facts.meetings, person.id, ItemKind.ACTIVIST, kinds)
    day = found[0].held_on if found else (step.on_date if step else "")
    kind = "支部党员大会" if small else "支部委员会会议"
    if found and found[1].decision:
        conclusion = found[1].decision
    elif step:
        conclusion = f"确定{person.name}同志为入党积极分子。"
    else:
        conclusion = "________________________________。"
    return f"{date_or_blank(day)}召开{kind}，经研究，{conclusion}"


def prepare(facts: DossierFacts) -> Values:
    """Recorded facts only; the superior's box is printed empty."""
    person = facts.dossier.person
    applied = facts.dossier.first("apply")
    step = facts.dossier.first("activist")
    contacts = "、".join(facts.dossier.names("contact"))
    return {
        "branch": facts.branch.name,
        "name": person.name,
        "employer": person.employer,
        "applied": written_date(applied.on_date if applied else person.applied_on),
        "activist_on": step.on_date if step else "",
        "recommendation": _recommendation(facts),
        "opinion": _opinion(facts),
        "contacts": f"培养联系人：{contacts}。" if contacts else "",
        "basis": article_of_rules(step.on_date if step else "", "第八条", "第八条"),
    }


def _big(label: str, text: str, height: float, sign: tuple[str, ...]) -> Row:
    return Row(
        height=height,
        cells=(
            Cell(text=label, label=True),
            Cell(text=text, span=5, valign="top", indent=2, sign=sign),
        ),
    )


FORM = Form(
    spec=FormSpec(
        id="B7",
        title="入党积极分子备案表",
        version="2026.1",
        subject="person",
        paper=PAPER,
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="入党积极分子备案表"),
            Paragraph(text="党支部：{branch}", align="left", size=12, indent=0),
            Grid(
                widths=(20, 24, 20, 38, 24, 30),
                rows=(
                    Row(
                        height=14,
                        cells=(
                            Cell(text="姓名", label=True),
                            Cell(text="{name}", align="center", blank=TO_FILL),
                            Cell(text="单位\n职务", label=True),
                            Cell(text="{employer}", blank=TO_FILL, size=12),
                            Cell(text="申请入\n党时间", label=True),
                            Cell(text="{applied}", align="center", blank=TO_FILL, size=12),
                        ),
                    ),
                    _big("党　员\n推　荐\n情　况", "{recommendation}", 59, _SIGN),
                    _big("党支部\n意　见", "{opinion}\n{contacts}", 61, _SIGN),
                    _big("上　级\n党　委\n意　见", "", 64, _SEAL),
                ),
            ),
            Paragraph(text="注：一式两份，一份党委留存、一份入档。", face=Face.HEI, size=12, indent=0),
            Citation(text="依据：{basis}"),
        ),
        source="入党积极分子备案表（通用，forms.md B7）",
        made_for="activist_on",
        needed=(
            ("employer", "单位职务"),
            ("applied", "申请入党时间"),
            ("activist_on", "确定为入党积极分子的日期"),
        ),
    ),
    example=DossierFacts(
        branch=BRANCH,
        dossier=Dossier(
            person=APPLICANT,
            steps=(
                Step(code="apply", on_date="2025-03-08"),
                Step(code="talk", on_date="2025-03-25"),
                Step(code="activist", on_date="2025-09-12", meeting_id=4),
            ),
            companions=(
                Companion(person_id=101, name="周立民"),
                Companion(person_id=101, name="艾尔肯·吐尔逊"),
            ),
        ),
        as_of="2025-09-15",
        meetings=(
            replace(
                ASSEMBLY,
                id=4,
                held_on="2025-09-05",
                items=(
                    AgendaItem(
                        kind=ItemKind.ACTIVIST,
                        title="推荐入党积极分子",
                        person_id=101,
                        person_name="唐梦洁",
                        vote=Vote(voted=True, method="无记名投票", issued=14, returned=14, valid=14, yes=14),
                    ),
                ),
            ),
        ),
    ),
)
