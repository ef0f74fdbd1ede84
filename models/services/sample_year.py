"""The whole year before in the sample branch: 60 meetings with two admissions and an election, made as they were held."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import resources
from models.domain.election import Choice
from models.domain.meeting_boxes import Turn, write_boxes
from models.domain.records import Meeting, MeetingKind, Presence
from models.services.desk import Desk

COUNTS = ("expected", "present", "issued", "returned", "invalid")
AUTHORS = (
    "title",
    "host",
    "recorder",
    "party_group",
    "lecturer",
    "lecture_form",
)  # said here, proposed elsewhere


def year() -> dict[str, Any]:
    """The year's meetings by day, and its election."""
    return tomllib.loads(resources.read_text("sample/year.toml"))


def plan_year(desk: Desk, meetings: Sequence[Mapping[str, Any]]) -> None:
    """The plan those meetings were held by: what was foreseen of each month, without what came up in it."""
    planned: set[tuple[str, str, str]] = set()
    for meeting in meetings:
        month, kind, group = meeting["held_on"][:7], meeting["kind"], meeting.get("party_group", "")
        if (month, kind, group) in planned:
            continue
        planned.add((month, kind, group))
        values = {"year": int(month[:4]), "month": int(month[5:]), "kind": kind, "party_group": group}
        topic = meeting["item"][-1]["title"]
        desk.plan.save(0, {**values, "topic": topic, "owner": meeting["host"]})


def seat_committee(desk: Desk, posts: Sequence[Mapping[str, str]], people: Mapping[str, int]) -> None:
    """The committee that sat until the election."""
    for post in posts:
        desk.organisation.save_post(0, {**post, "person_id": people[post["name"]]})


def hold_election(desk: Desk, election: Mapping[str, Any], people: Mapping[str, int]) -> int:
    """The election as it was counted; its committee is the one that sits. Returns its row."""
    values = {key: value for key, value in election.items() if isinstance(value, str | int)}
    closed_on = str(values.pop("closed_on"))
    row = desk.elections.save(0, values)
    choices: Sequence[Sequence[Any]] = election["choices"]
    votes = [
        Choice(
            person_id=people[name],
            name=name,
            post_name=post,
            proposed_post=duty,
            yes=yes,
            no=no,
            abstain=abstain,
        )
        for name, post, yes, no, abstain, duty in choices
    ]
    counts = dict(zip(COUNTS, election["committee"], strict=True))
    counts |= {f"leaders_{name}": number for name, number in zip(COUNTS, election["leaders"], strict=True)}
    desk.elections.set_choices(row, votes)
    with desk.store.transaction("建立示例支部") as tx:
        tx.update("election", row, {**counts, "closed_on": closed_on})
    return row


def boxes(meeting: Mapping[str, Any]) -> dict[str, Any]:
    """The boxes of its own kind, and what each member said, heard and answered."""
    turns = [Turn(*words) for words in meeting.get("turns", ())]
    return write_boxes(Meeting(kind=MeetingKind(meeting["kind"])), meeting.get("boxes", {}), turns or None)


_LEAVE = {"生病住院": "病假", "因公外出": "公出", "照料家人": "事假", "照顾病人": "事假", "走亲戚": "事假"}


def present(away: Sequence[Sequence[str]], people: Mapping[str, int]) -> dict[int, tuple[Presence, str, str]]:
    """Who was not there, on which kind of leave, and why."""
    return {
        people[name]: (Presence(presence), reason, _LEAVE.get(reason, "")) for name, presence, reason in away
    }
