"""What an agenda item is about: whom it may concern, how it is usually called, which step its decision stands for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.db.store import Store
from models.domain.records import PIPELINE_CATEGORIES, AgendaItem, Category, ItemKind, Meeting

_TITLES = {
    ItemKind.ADMIT: "讨论接收{}为预备党员",
    ItemKind.CONFIRM: "讨论预备党员{}转正",
    ItemKind.EXTEND: "讨论延长{}的预备期",
    ItemKind.CANCEL: "讨论取消{}的预备党员资格",
    ItemKind.ACTIVIST: "讨论确定{}为入党积极分子",
    ItemKind.CANDIDATE: "讨论将{}列为发展对象",
}
# Whom an item of this kind may concern, the likely ones first.
_CONCERNS = {
    ItemKind.ADMIT: Category.CANDIDATE,
    ItemKind.CONFIRM: Category.PROBATIONARY,
    ItemKind.EXTEND: Category.PROBATIONARY,
    ItemKind.CANCEL: Category.PROBATIONARY,
    ItemKind.ACTIVIST: Category.APPLICANT,
    ItemKind.CANDIDATE: Category.ACTIVIST,
}
# The step of the pipeline which a passed item stands for: code, result.
_STEPS = {
    ItemKind.ADMIT: ("admission", "通过"),
    ItemKind.CONFIRM: ("confirmation", "按期转正"),
    ItemKind.EXTEND: ("confirmation", "延长预备期"),
    ItemKind.CANCEL: ("confirmation", "取消资格"),
    ItemKind.ACTIVIST: ("activist", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOffer:
    """A step of the pipeline that a signed decision suggests to record; recording is the secretary's act."""

    person_id: int
    person_name: str
    code: str
    on_date: str
    result: str
    meeting_id: int


def item_title(kind: ItemKind, name: str) -> str:
    """The usual title of an item about a person; "" for other kinds or when nobody is named."""
    return _TITLES[kind].format(name) if name and kind in _TITLES else ""


def concerns_person(kind: ItemKind) -> bool:
    return kind in _CONCERNS


def concerned_ids(store: Store, kind: ItemKind) -> list[int]:
    """Ids of people in the pipeline, the usual category of this kind of item first."""
    usual = _CONCERNS.get(kind)
    if usual is None:
        return []
    marks = ",".join("?" * len(PIPELINE_CATEGORIES))
    found = store.rows(
        f"SELECT id FROM person WHERE deleted_on = '' AND left_on = '' AND category IN ({marks}) "
        "ORDER BY category <> ?, pinyin, id",
        (*PIPELINE_CATEGORIES, usual),
    )
    return [row[0] for row in found]


def step_offers(
    store: Store, meeting: Meeting, passed: Callable[[Meeting, AgendaItem], bool]
) -> Sequence[StepOffer]:
    """One offer for each carried item whose step is not recorded for that day."""
    offers: list[StepOffer] = []
    for item in meeting.items:
        code, result = _STEPS.get(item.kind, ("", ""))
        if not code or not item.person_id or not passed(meeting, item):
            continue
        query = "SELECT count(*) FROM step WHERE person_id = ? AND code = ? AND on_date = ?"
        if not store.value(query, (item.person_id, code, meeting.held_on)):
            offers.append(
                StepOffer(
                    person_id=item.person_id,
                    person_name=item.person_name,
                    code=code,
                    on_date=meeting.held_on,
                    result=result,
                    meeting_id=meeting.id,
                )
            )
    return offers
