"""Columns of the list of everybody in the pipeline: who, where, what is due, and the date of each main step."""

from collections.abc import Callable

from models.services.pipeline_view import Entry
from ui.record_model import Column
from ui.widgets.stage_cards import due_text, state_of

DATES = (
    ("apply", "递交申请"),
    ("talk", "派人谈话"),
    ("activist", "确定积极分子"),
    ("activist_filed", "积极分子备案"),
    ("inspection", "最近考察"),
    ("seek_opinions", "拟列讨论"),
    ("consent", "上级同意"),
    ("notice", "公示"),
    ("candidate", "列为发展对象"),
    ("political_review", "政治审查"),
    ("training", "集中培训"),
    ("pre_review", "上级预审"),
    ("admission", "接收大会"),
    ("approval", "上级审批"),
    ("oath", "入党宣誓"),
    ("confirm_apply", "转正申请"),
    ("confirmation", "转正大会"),
    ("confirmation_approval", "转正审批"),
    ("archived", "材料归档"),
)
SPANS = frozenset({"notice", "training"})


def _recorded(code: str) -> Callable[[Entry], str]:
    def text(entry: Entry) -> str:
        step = entry.dossier.last(code)
        if step is None:
            return ""
        return f"{step.on_date} 至 {step.ended_on}" if code in SPANS and step.ended_on else step.on_date

    return text


def _names(role: str) -> Callable[[Entry], str]:
    return lambda entry: "、".join(entry.dossier.names(role))


def _tone(entry: Entry) -> str:
    return state_of(entry)[1]


def _state(entry: Entry) -> str:
    return state_of(entry)[0]


def _columns() -> tuple[Column[Entry], ...]:
    fixed: list[Column[Entry]] = [
        Column(key="name", title="姓名", text=lambda e: e.dossier.person.name, width=76),
        Column(key="category", title="类别", text=lambda e: e.dossier.person.category.value, width=106),
        Column(
            key="days",
            title="本阶段",
            text=lambda e: f"{e.days} 天" if e.since else "",
            width=74,
            align="right",
        ),
        Column(key="due", title="下一步", text=lambda e: due_text(e), width=200, sort="latest"),
        Column(key="state", title="状态", text=_state, width=96, sort="left", tone=_tone),
    ]
    dates = [
        Column(key=code, title=title, text=_recorded(code), width=190 if code in SPANS else 100)
        for code, title in DATES
    ]
    people: list[Column[Entry]] = [
        Column(key="contacts", title="培养联系人", text=_names("contact"), width=130),
        Column(key="sponsors", title="入党介绍人", text=_names("sponsor"), width=130),
    ]
    return (*fixed, *dates, *people)


COLUMNS = _columns()
SORTS: dict[str, Callable[[Entry], object]] = {
    "name": lambda e: e.dossier.person.pinyin or e.dossier.person.name,
    "category": lambda e: (e.stage, e.since),
    "days": lambda e: e.days,
    "latest": lambda e: (e.due.latest or "9999") if e.due else "9999-99",
    "left": lambda e: (e.days_left if e.days_left is not None else 99999, -e.to_check),
    "contacts": _names("contact"),
    "sponsors": _names("sponsor"),
    **{code: _recorded(code) for code, _ in DATES},
}
