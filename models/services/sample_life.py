"""The sample branch's organisational life at the end of the year: opinions, talks, issues, the appraisal, the report."""

import tomllib
from collections.abc import Mapping
from itertools import combinations, cycle
from typing import Any

import resources
from models.domain.appraisal import DUTY, MARKS, Appraisal
from models.domain.organisational_life import TEAM
from models.domain.records import Person
from models.services.desk import Desk

_LABEL = "建立示例支部"
_STEPS = 30  # votes of the best, going down from the first name


def live_together(desk: Desk) -> None:
    """Everything of one year, in one step; the meetings themselves are the year's."""
    told = tomllib.loads(resources.read_text("sample/life.toml"))
    with desk.store.transaction(_LABEL):
        day = str(told["appraisal"]["on_date"])
        people = {person.name: person for person in desk.roster.members(day)}
        _opinions(desk, told, people)
        _talks(desk, told, people, day)
        meeting = desk.life.meeting(told["year"])
        for issue in told["issue"]:
            raised = (
                {"raised_on": meeting.held_on, "meeting_id": meeting.id} if meeting else {"raised_on": day}
            )
            desk.life.save_issue(0, {**issue, **raised, "person_id": people[issue["who"]].id})
        _appraise(desk, told)
        _report(desk, told)
        _catch_up(desk, told)
        claimed = dict(told["exemption"])
        who = people[claimed.pop("name")]
        desk.exemptions.save(0, {**claimed, "person_id": who.id})


def _catch_up(desk: Desk, told: Mapping[str, Any]) -> None:
    """What was missed until autumn is caught up with, quarter by quarter; the last weeks are still open."""
    missed = desk.attendance.facts(told["year"]).makeups
    for since, until, on in told["catch_up"]["quarters"]:
        visits = [one for one in missed if since <= one.meeting.held_on <= until and one.is_due]
        desk.attendance.catch_up(visits, on, told["catch_up"]["how"], told["catch_up"]["by"])


def _opinions(desk: Desk, told: Mapping[str, Any], people: Mapping[str, Person]) -> None:
    for one in told["opinion"]:
        about = {"about": TEAM} if one["of"] == TEAM else {"about": "党员", "person_id": people[one["of"]].id}
        values = {"content": one["content"], "from_kind": one["from_kind"], **about}
        when = {"year": told["year"], "collected_by": told["opinion_by"], "on_date": told["opinion_on"]}
        desk.life.save_opinion(0, {**values, **when})


def _talks(desk: Desk, told: Mapping[str, Any], people: Mapping[str, Person], day: str) -> None:
    """The committee among itself and with everybody, members two by two; only a few are written down here."""
    office = [person for one in desk.life.committee(day) for person in people.values() if person.id == one]
    rest = [person for person in people.values() if person not in office]
    pairs = [
        *combinations(office, 2),
        *zip(cycle(office), rest, strict=False),
        *zip(rest[::2], rest[1::2], strict=False),
    ]
    pairs += [(rest[-1], rest[0])] if len(rest) % 2 else []
    words = {(one["talker"], one["listener"]): one for one in told["talk"]}
    written = [(people[talker], people[listener]) for talker, listener in words]
    done = {frozenset((one.id, other.id)) for one, other in written}
    pairs = [*written, *(pair for pair in pairs if frozenset((pair[0].id, pair[1].id)) not in done)]
    days: list[str] = told["talk_days"]
    for (one, other), on in zip(pairs, cycle(days), strict=False):
        said = words.get((one.name, other.name), {})
        desk.life.save_talk(
            0,
            {
                "on_date": on, "place": told["talk_place"], "talker": one.name, "talker_id": one.id,
                "listener": other.name, "listener_id": other.id, "content": said.get("content", ""),
                "problems": said.get("problems", ""),
            },
        )  # fmt: skip


def _appraise(desk: Desk, told: Mapping[str, Any]) -> None:
    service, facts, grades = desk.appraisals, told["appraisal"], told["grades"]
    begun = service.proposed(told["year"]) | facts
    whole = len(desk.roster.members(facts["on_date"]))
    made = service.start({**begun, "expected": whole, "present": facts["issued"]})
    weak = {one["name"]: one for one in grades["basic"]}
    service.save_lines(made, _votes(service.get(made), grades, weak))
    service.tell(made, grades["told_on"])
    service.close(made)


def _votes(
    appraisal: Appraisal, grades: Mapping[str, Any], weak: Mapping[str, Any]
) -> dict[int, dict[str, Any]]:
    """Every ballot counted: most of them for the grade that was decided."""
    found: dict[int, dict[str, Any]] = {}
    for line in appraisal.lines:
        if line.is_probationary:
            continue
        if line.name in grades["best"]:
            best = _STEPS - grades["best"].index(line.name)
            row: dict[str, Any] = {"excellent": best, "competent": appraisal.valid - best, "grade": "优秀"}
        elif line.name in weak:
            row = {"competent": 9, "basic": appraisal.valid - 9, "grade": "基本合格"}
            row |= {key: weak[line.name][key] for key in ("grounds", "handling")}
        else:
            row = {"excellent": 4, "competent": appraisal.valid - 5, "abstained": 1, "grade": "合格"}
        found[line.id] = row
    return found


def _report(desk: Desk, told: Mapping[str, Any]) -> None:
    """The secretary's report of the year, voted on."""
    service, duty = desk.appraisals, dict(told["duty"])
    votes: dict[str, Any] = {str(key): number for key, number in zip(MARKS, duty.pop("votes"), strict=True)}
    whole = len(desk.roster.members(duty["on_date"]))
    begun = service.proposed(told["year"], DUTY) | duty
    made = service.start({**begun, "expected": whole, "present": duty["issued"]})
    service.save_line(made, service.get(made).lines[0].id, votes)
    service.close(made)
