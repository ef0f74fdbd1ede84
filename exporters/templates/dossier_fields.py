"""What a template may ask of a person on the way into the Party: stage, spans, the meetings that decided."""

from collections.abc import Callable, Iterable, Sequence

from exporters.templates.names import PERSON, Day, Field, ListField, Row, columns, simplify
from models.domain.facts import DossierFacts
from models.domain.pipeline import all_steps, stage_names, stage_of, step_def
from models.domain.records import Meeting, Step
from models.domain.template import TemplateFacts

GROUP = "发展党员"


def _of(get: Callable[[DossierFacts], str]) -> Callable[[TemplateFacts], str]:
    return lambda facts: get(facts.dossier) if facts.dossier else ""


def _field(name: str, get: Callable[[DossierFacts], str], *aliases: str, note: str = "") -> Field:
    return Field(name, GROUP, PERSON, _of(get), aliases, note)


def _stage(facts: DossierFacts) -> str:
    stage = stage_of(facts.dossier)
    return stage_names()[stage - 1] if 0 < stage <= len(stage_names()) else ""


def _last(code: str, get: Callable[[Step], str]) -> Callable[[DossierFacts], str]:
    def value(facts: DossierFacts) -> str:
        step = facts.dossier.last(code)
        return get(step) if step else ""

    return value


def _steps() -> Iterable[Field]:
    """Of every step the result; of those that last, the other end."""
    for step in all_steps():
        name = simplify(step.name)
        if step.span:
            yield _field(
                f"{name}结束日期", _last(step.code, lambda s: Day(s.ended_on)), f"{name}结束时间", f"{name}止"
            )
        yield _field(f"{name}结果", _last(step.code, lambda s: s.result), note="如 合格、通过")


def _hours(facts: DossierFacts) -> str:
    return str(sum(step.hours for step in facts.dossier.steps) or "")


def _latest(facts: DossierFacts) -> Step | None:
    return max((one for one in facts.dossier.steps if one.on_date), key=lambda s: s.on_date, default=None)


def _latest_name(facts: DossierFacts) -> str:
    step = _latest(facts)
    return step_def(step.code).name if step else ""


def _latest_day(facts: DossierFacts) -> str:
    step = _latest(facts)
    return Day(step.on_date) if step else ""


FIELDS: tuple[Field, ...] = (
    _field("发展阶段", _stage, "所在阶段", "培养阶段"),
    _field("最近一步", _latest_name, "最近步骤"),
    _field("最近一步日期", _latest_day),
    _field("培训学时", _hours, "集中培训学时", "学时"),
    _field("公示截止日期", lambda f: Day(f.notice_end), "公示结束时间", "公示期满日期", note="按工作日算"),
    *_steps(),
)


def _meeting_row(facts: DossierFacts, step: Step, meeting: Meeting) -> Row:
    item = next((one for one in meeting.items if one.person_id == facts.dossier.person.id), None)
    vote = item.vote if item and item.vote.voted else None
    return {
        "步骤": step_def(step.code).name,
        "会议名称": meeting.title or meeting.kind.value,
        "日期": Day(meeting.held_on),
        "地点": meeting.place,
        "主持人": meeting.host,
        "记录人": meeting.recorder,
        "赞成": str(vote.yes) if vote else "",
        "不赞成": str(vote.no) if vote else "",
        "弃权": str(vote.abstain) if vote else "",
        "结果": item.result if item else "",
        "决议": item.decision if item else "",
    }


def _meetings(facts: TemplateFacts) -> Sequence[Row]:
    found = facts.dossier
    if found is None:
        return ()
    known = {one.id: one for one in found.meetings}
    steps = sorted((one for one in found.dossier.steps if one.meeting_id in known), key=lambda s: s.on_date)
    return tuple(_meeting_row(found, step, known[step.meeting_id]) for step in steps)


LISTS: tuple[ListField, ...] = (
    ListField(
        "发展会议",
        GROUP,
        PERSON,
        columns(
            "步骤",
            ("会议名称", "会议"),
            ("日期", "时间"),
            "地点",
            "主持人",
            "记录人",
            ("赞成", "同意", "赞成票"),
            ("不赞成", "反对", "不同意"),
            "弃权",
            ("结果", "表决结果"),
            ("决议", "决定"),
        ),
        _meetings,
        ("发展党员会议", "讨论会议"),
        "各步骤挂着的会议，一次一行",
    ),
)
NAMES = frozenset(one.name for one in (*FIELDS, *LISTS))  # the whole dossier has to be read for them
