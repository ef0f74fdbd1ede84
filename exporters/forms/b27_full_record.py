"""B27 发展党员全程纪实表: five stages, twenty-five steps, a line each (forms.md B27, rules.md §1.1).

Dates and what is recorded of a step are printed; the handler's and the checker's names are signed by hand.
"""

from dataclasses import replace

from exporters.forms._examples import APPLICANT, ASSEMBLY, BRANCH
from exporters.forms._text import TO_FILL, item_about
from exporters.spec import (
    PAPER_L,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Line,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.check_meeting import tally
from models.domain.facts import DossierFacts
from models.domain.pipeline import STEPS, StepDef, stage_names
from models.domain.records import AgendaItem, Category, Companion, Dossier, ItemKind, MeetingKind, Step, Vote

_ORDINALS = "一二三四五"
_PARTS = "①②③④⑤"
_VOTED_ON = {"admission": ItemKind.ADMIT, "confirmation": ItemKind.CONFIRM, "activist": ItemKind.ACTIVIST}
_ROLES = {"contacts": ("contact", "培养联系人"), "sponsors": ("sponsor", "入党介绍人")}


def _number(step: StepDef) -> str:
    """8① 8② 8③ for the parts of a step which the flow chart counts as one."""
    parts = [one.code for one in STEPS if one.number == step.number]
    return f"{step.number}{_PARTS[parts.index(step.code)]}" if len(parts) > 1 else str(step.number)


def _dates(steps: tuple[Step, ...]) -> str:
    return "\n".join(f"{s.on_date}\n至{s.ended_on}" if s.ended_on else s.on_date for s in steps)


def _vote(facts: DossierFacts, code: str) -> str:
    """The vote of the latest meeting about this person, with the numbers of its roll."""
    kind = _VOTED_ON.get(code)
    if kind is None:
        return ""
    found = item_about(facts.meetings, facts.dossier.person.id, kind, tuple(MeetingKind))
    if found is None:
        return ""
    meeting, item = found
    words = [meeting.title or meeting.kind.value]
    if item.vote.voted:
        if meeting.attendees:
            counted = tally(meeting)
            words.append(f"应到有表决权{counted.entitled}名，实到{counted.entitled_present}名")
        words.append(f"赞成{item.vote.yes}、不赞成{item.vote.no}、弃权{item.vote.abstain}")
    return "，".join(words)


def _handling(facts: DossierFacts, code: str, steps: tuple[Step, ...]) -> str:
    parts: list[str] = []
    if code in _ROLES:
        role, word = _ROLES[code]
        if names := facts.dossier.names(role):
            parts.append(f"{word}：{'、'.join(names)}")
    for step in steps:
        if step.hours:
            parts.append(f"{step.hours}学时")
        parts += [text for text in (step.result, step.remark) if text]
    if vote := _vote(facts, code):
        parts.append(vote)
    return "；".join(parts)


def _line(facts: DossierFacts, step: StepDef) -> Values:
    done = facts.dossier.all(step.code)
    return {
        "no": _number(step),
        "step": step.name,
        "requirement": step.requirement,
        "dates": _dates(done),
        "handling": _handling(facts, step.code, done),
    }


def prepare(facts: DossierFacts) -> Values:
    """All steps, done or not; a step that is not recorded leaves its boxes empty."""
    person = facts.dossier.person
    applied = facts.dossier.first("apply")
    return {
        "branch": facts.branch.name,
        "name": person.name,
        "sex": person.sex.value,
        "ethnicity": person.ethnicity,
        "birth": person.birth_date,
        "education": person.education,
        "employer": person.employer,
        "applied": applied.on_date if applied else person.applied_on,
        "stages": [
            {
                "stage": f"{_ORDINALS[number - 1]}、{name}",
                "steps": [_line(facts, step) for step in STEPS if step.stage == number],
            }
            for number, name in enumerate(stage_names(), start=1)
        ],
    }


_TITLES = (
    "步骤",
    "名　称",
    "规定要求",
    "办理日期",
    "办理情况",
    "经办人\n（签名）",
    "审核人\n（签名）",
    "材料\n页码",
)
_LABEL = Cell(label=True, size=10.5)
GRID = Grid(
    widths=(12, 36, 64, 29, 61, 24, 24, 17),
    size=10.5,
    head=(Row(height=11, cells=tuple(replace(_LABEL, text=text) for text in _TITLES)),),
    rows=(
        RepeatRow(
            each="stages",
            rows=(
                Row(height=7.5, keep_with_next=True, cells=(Cell(text="{stage}", span=8, face=Face.HEI),)),
                RepeatRow(
                    each="steps",
                    rows=(
                        Row(
                            height=13,
                            cells=(
                                Cell(text="{no}", align="center"),
                                Cell(text="{step}"),
                                Cell(text="{requirement}"),
                                Cell(text="{dates}", align="center"),
                                Cell(text="{handling}"),
                                Cell(),
                                Cell(),
                                Cell(),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
_PERSON = (
    ("姓名", "{name}", 18, 26),
    ("性别", "{sex}", 14, 12),
    ("民族", "{ethnicity}", 14, 20),
    ("出生日期", "{birth}", 20, 26),
    ("学历", "{education}", 14, 24),
    ("单位职务", "{employer}", 20, 59),
)


def _steps(*dated: tuple[str, str]) -> tuple[Step, ...]:
    return tuple(Step(code=code, on_date=day) for code, day in dated)


FORM = Form(
    spec=FormSpec(
        id="B27",
        title="发展党员全程纪实表",
        version="2026.1",
        subject="person",
        paper=PAPER_L,
        prepare=prepare,
        blocks=(
            Title(text="发展党员全程纪实表"),
            Line(parts=("党支部：{branch}", "申请入党时间：{applied}"), size=10.5),
            Grid(
                widths=tuple(width for *_, a, b in _PERSON for width in (a, b)),
                size=10.5,
                rows=(
                    Row(
                        height=9,
                        cells=tuple(
                            cell
                            for label, text, *_ in _PERSON
                            for cell in (
                                Cell(text=label, label=True),
                                Cell(text=text, align="center", blank=TO_FILL),
                            )
                        ),
                    ),
                ),
            ),
            Space(lines=0.4),
            GRID,
            Space(lines=0.5),
            Line(parts=("党支部书记（签名）：", "日期：　　　　年　　月　　日"), size=10.5),
            Citation(
                text="依据：《中国共产党发展党员工作细则》（2014年、2026年修订，按各步骤办理之日施行的版本）；本表永久存档"
            ),
        ),
        source="发展党员流程图通行 25 步（rules.md §1.1）",
        needed=(
            ("sex", "性别"),
            ("birth", "出生日期"),
            ("education", "学历"),
            ("employer", "单位职务"),
            ("applied", "申请入党时间"),
        ),
    ),
    example=DossierFacts(
        branch=BRANCH,
        dossier=Dossier(
            person=replace(APPLICANT, category=Category.CANDIDATE),
            steps=(
                *_steps(
                    ("apply", "2025-03-08"),
                    ("talk", "2025-03-25"),
                    ("activist", "2025-04-12"),
                    ("activist_filed", "2025-04-20"),
                    ("contacts", "2025-04-12"),
                    ("inspection", "2025-10-10"),
                    ("inspection", "2026-04-08"),
                    ("seek_opinions", "2026-06-02"),
                    ("consent", "2026-06-08"),
                    ("candidate", "2026-06-17"),
                    ("sponsors", "2026-06-18"),
                ),
                Step(code="notice", on_date="2026-06-09", ended_on="2026-06-16", result="无影响发展的反映"),
                Step(code="political_review", on_date="2026-07-10", result="合格"),
                Step(code="training", on_date="2026-07-20", ended_on="2026-07-23", hours=28, result="合格"),
            ),
            companions=(
                Companion(person_id=101, name="周立民"),
                Companion(person_id=101, name="艾尔肯·吐尔逊"),
                Companion(person_id=101, role="sponsor", name="周立民"),
                Companion(person_id=101, role="sponsor", name="李秀英"),
            ),
        ),
        as_of="2026-09-20",
        meetings=(
            replace(
                ASSEMBLY,
                title="4月份支部党员大会",
                held_on="2025-04-12",
                items=(
                    AgendaItem(
                        kind=ItemKind.ACTIVIST,
                        person_id=101,
                        vote=Vote(voted=True, method="无记名投票", issued=14, returned=14, valid=14, yes=14),
                    ),
                ),
            ),
        ),
    ),
)
