"""What happened to somebody, as lines of his card: movements with what became of them, and the talks there were."""

from collections.abc import Sequence

from models.domain.exemption import Exemption, short_ground
from models.domain.movement import Case, Contact
from models.domain.movement_kinds import OUT
from models.services.desk import Desk
from ui.dialogs.movement_columns import state_words, where_words

MOST_TALKS = 8
Section = tuple[str, list[tuple[str, str]]]  # heading, lines of label and text


def life_of(desk: Desk, person_id: int) -> list[Section]:
    """Everything there is of somebody."""
    moves = desk.movements
    cases, talks = moves.cases(person_id=person_id, steps=True), moves.talks.of(person_id)
    return life_lines(cases, talks, desk.exemptions.of_person(person_id))


def life_lines(
    cases: Sequence[Case], talks: Sequence[Contact], exemptions: Sequence[Exemption] = ()
) -> list[Section]:
    """变动, 可不计入应到 and 联系记录 as far as there are any, the newest first."""
    made: list[Section] = []
    if exemptions:
        made.append(("可不计入应到", [(one.from_on, _left_out(one)) for one in exemptions]))
    if cases:
        made.append(("变动", [(case.movement.on_date, _moved(case)) for case in cases]))
    if talks:
        lines = [(talk.on_date, _talked(talk)) for talk in talks[:MOST_TALKS]]
        if more := len(talks) - MOST_TALKS:
            lines += [("更早", f"还有 {more} 次，见“党员变动”。")] if more > 0 else []
        made.append(("联系记录", lines))
    return made


def _left_out(one: Exemption) -> str:
    until = f"到 {one.to_on}" if one.to_on else "至今"
    return "；".join((f"{short_ground(one.ground)}（{until}）", one.approvals or "没有批准的记录，仍计入"))


def _moved(case: Case) -> str:
    movement = case.movement
    told = f"{movement.kind}（{state}）" if (state := state_words(case)) else movement.kind
    where = (where_words(case),) if movement.kind == OUT else (movement.place, movement.organisation)
    more = (*where, movement.letter_number, movement.reason, movement.remark)
    return "，".join((told, *(part.rstrip("。") for part in more if part)))


def _talked(talk: Contact) -> str:
    head = " ".join(part for part in (talk.kind, talk.method, talk.made_by) if part)
    return f"{head}：{talk.content}"
