"""The invented sample branch: a year of a village branch, made through the same services a secretary uses.

Its people, dates and amounts are data in resources/sample; the clock of the sample stands at SAMPLE_DAY, so that
what is due, late or missing in it is always the same.
"""

import tomllib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from itertools import groupby
from pathlib import Path
from typing import Any

import resources
from models.domain.card import LISTS
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services import sample_dues, sample_life, sample_year
from models.services.attachments import Owner
from models.services.card import CardChange
from models.services.desk import Desk
from models.services.organising import PostDraft

SAMPLE_DAY = "2026-10-15"
SAMPLE_PASSWORD = "示例支部-仅供试用"  # shown on the screen that opens the sample: it guards nothing
_LABEL = "建立示例支部"
ELECTION = "换届选举"  # among the names of people: the row of last year's election
DECIDED = ("activist", "candidate", "admission", "confirmation")  # steps that a meeting decides


def sample_day() -> str:
    return SAMPLE_DAY


def create_sample(
    folder: Path, password: str = "", today: Callable[[], str] = sample_day, *, with_last_year: bool = False
) -> Desk:
    """Build the sample branch in an empty folder and return it open; the password is SAMPLE_PASSWORD.

    `with_last_year`: also the 60 meetings of the year before.
    """
    branch = _data("branch")
    facts = {name: branch[name] for name in ("name", "committee", "sector", "secretary")}
    clock = sample_dues.Clock(today)
    desk = Desk.create(folder, password or SAMPLE_PASSWORD, **facts, today=clock)
    desk.keys.begin_setup(sample=True)
    more = {name: branch[name] for name in ("organiser", "term_started_on", "committee_size", "phone")}
    with desk.store.transaction(_LABEL):
        desk.update_branch(**more)
    desk.roster.commit_import(desk.roster.plan_import(resources.ROOT / "sample" / "roster.xlsx"))
    with desk.store.transaction(_LABEL):
        _complete_roster(desk, branch)
        people = _add_applicants(desk)
        _fill_cards(desk, people)
    _live_the_year(desk, people, sample_year.year() if with_last_year else {})
    sample_dues.keep_the_books(desk, people, clock)
    if with_last_year:
        sample_life.live_together(desk)
    return desk


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.read_text(f"sample/{name}.toml"))


def _ids(desk: Desk) -> dict[str, int]:
    return {
        str(row[0]): int(row[1])
        for row in desk.store.rows("SELECT name, id FROM person WHERE deleted_on = ''")
    }


def _complete_roster(desk: Desk, branch: Mapping[str, Any]) -> None:
    """What a roster sheet does not hold: posts, groups, who came, left, or lost the vote."""
    values: dict[str, dict[str, Any]] = {}
    for group, names in branch["groups"].items():
        for name in names:
            values.setdefault(name, {})["party_group"] = group
    for name, post in branch["posts"].items():
        values[name]["party_post"] = post
    for later in branch["later"]:
        values[later["name"]].update(later["values"])
    people = _ids(desk)
    for name, fields in values.items():
        desk.roster.update(people[name], fields)


def _add_applicants(desk: Desk) -> dict[str, int]:
    """People who are not members yet, with their contacts and sponsors; everybody's id by name."""
    dossiers = _data("dossiers")["dossier"]
    for dossier in dossiers:
        if "person" in dossier:
            applied = dossier["steps"][0]["on"]
            desk.development.add_applicant({"name": dossier["name"], **dossier["person"]}, applied)
    people = _ids(desk)
    for dossier in dossiers:
        for role, key in (("contact", "contacts"), ("sponsor", "sponsors")):
            if dossier[key]:
                desk.development.set_companions(people[dossier["name"]], role, dossier[key])
    return people


def _fill_cards(desk: Desk, people: Mapping[str, int]) -> None:
    """How the branch is organised, and what else stands on a few cards."""
    card = _data("card")
    desk.update_branch(**card["branch"])
    _organise(desk, card, people)
    with desk.store.transaction(_LABEL):
        for row in card["movement"]:
            values = {key: value for key, value in row.items() if key not in ("name", "kind")}
            desk.movements.record(people[row["name"]], row["kind"], values)
        for row in card["contact_log"]:
            values = {key: value for key, value in row.items() if key != "name"}
            desk.movements.talks.add(people[row["name"]], values)
        for row in card["guest_member"]:
            desk.movements.guests.save(0, row)
        desk.card.save_own_fields(
            [{"caption": own["caption"], "kind": own["kind"]} for own in card["own_field"]]
        )
        for name, change in _changes(desk, card).items():
            desk.card.save(people[name], change)
        for paper in card["attachment"]:
            owner = Owner(person_id=people[paper["of"]])
            added = desk.attachments.add(owner, [resources.ROOT / "sample" / paper["file"]])
            desk.attachments.rename(added.ids[0], paper["name"], paper["remark"])


def _changes(desk: Desk, card: Mapping[str, Any]) -> dict[str, CardChange]:
    """What a person writes into the cards: lists and own fields, by name."""
    lists: dict[str, dict[str, list[dict[str, str]]]] = {}
    for one in LISTS:
        for row in card[one.table]:
            values = {key: str(value) for key, value in row.items() if key != "of"}
            lists.setdefault(row["of"], {}).setdefault(one.key, []).append(values)
    field_ids = {own.caption: own.id for own in desk.card.own_fields()}
    own: dict[str, dict[int, str]] = {}
    for field in card["own_field"]:
        for name, value in field["values"].items():
            own.setdefault(name, {})[field_ids[field["caption"]]] = value
    return {name: CardChange(lists=lists.get(name, {}), own=own.get(name, {})) for name in (*lists, *own)}


def _organise(desk: Desk, card: Mapping[str, Any], people: Mapping[str, int]) -> None:
    """Groups with their leaders, the committee before, the one that sits."""
    members = desk.roster.members(desk.today())
    for group in card["party_group"]:
        name, leader = group["group_name"], people[group["leader"]]
        desk.organisation.save_group(0, name, leader, [p.id for p in members if p.party_group == name])
    before, now = card["committee_term"]
    desk.organisation.save_term(0, before)
    for post in card["post_term"]:
        if "to_on" in post:
            desk.organisation.save_post(0, {**post, "person_id": people[post["name"]]})
    sitting = [
        PostDraft(post_name=post["post_name"], person_id=people[post["name"]])
        for post in card["post_term"]
        if "to_on" not in post
    ]
    desk.organisation.begin_term(now, sitting)


def _live_the_year(desk: Desk, people: Mapping[str, int], before: Mapping[str, Any]) -> None:
    """Meetings and steps in the order of their days: each sees the branch as it then was."""
    meetings: dict[str, int] = {}
    if before:
        sample_year.seat_committee(desk, before["post_term"], people)
        with desk.store.transaction(_LABEL):
            sample_year.plan_year(desk, before["meeting"])
        elected = sample_year.hold_election(desk, before["election"], people)
        people = {**people, ELECTION: elected}
    events: list[tuple[str, int, Callable[[], None]]] = [
        (meeting["held_on"], 0, lambda m=meeting: meetings.update(_held(desk, m, people)))
        for meeting in (*before.get("meeting", ()), *_data("meetings")["meeting"])
    ]
    for dossier in _data("dossiers")["dossier"]:
        person_id = people[dossier["name"]]
        steps = dossier["steps"][1:] if "person" in dossier else dossier["steps"]
        events += [
            (step["on"], 1, lambda p=person_id, s=step, n=dossier["name"]: _step(desk, p, s, meetings, n))
            for step in steps
        ]
    for is_step, acts in groupby(sorted(events, key=lambda event: event[:2]), key=lambda event: event[1]):
        with desk.store.transaction(_LABEL) if is_step else nullcontext():
            for _, _, act in acts:
                act()


def _held(desk: Desk, meeting: Mapping[str, Any], people: Mapping[str, int]) -> dict[str, int]:
    """A meeting under its key, and under the day and person of what it decided."""
    meeting_id = _hold(desk, meeting, people)
    decided = {
        f"{meeting['held_on']} {item['person']}": meeting_id for item in meeting["item"] if "person" in item
    }
    return {**decided, meeting.get("key", meeting["held_on"]): meeting_id}


def _step(
    desk: Desk, person_id: int, step: Mapping[str, Any], meetings: Mapping[str, int], name: str
) -> None:
    decided = meetings.get(f"{step['on']} {name}", 0) if step["code"] in DECIDED else 0
    desk.development.set_step(
        person_id,
        step["code"],
        step["on"],
        ended_on=step.get("to", ""),
        result=step.get("result", ""),
        hours=step.get("hours", 0),
        meeting_id=meetings.get(step.get("meeting", ""), decided),
    )


def _hold(desk: Desk, meeting: Mapping[str, Any], people: Mapping[str, int]) -> int:
    """One meeting: called, attended, minuted and, mostly, signed."""
    facts = {
        name: meeting[name]
        for name in (*sample_year.AUTHORS, "starts_at", "ends_at", "place", "observers", "content", "summary")
        if name in meeting
    }
    facts |= sample_year.boxes(meeting)
    service = desk.meetings
    with desk.store.transaction(f"登记会议：{meeting['held_on']} {meeting['kind']}"):
        meeting_id = service.create(MeetingKind(meeting["kind"]), meeting["held_on"], **facts)
        service.save_items(meeting_id, [_item(item, people) for item in meeting["item"]])
        there = {a.person_id: (Presence.PRESENT, "") for a in service.get(meeting_id).attendees}
        there |= {
            person_id: said
            for person_id, said in sample_year.present(meeting["away"], people).items()
            if person_id in there
        }
        service.set_presence(meeting_id, there)
    if "signed_on" in meeting:
        service.sign(meeting_id, meeting["signed_on"])
    return meeting_id


def _item(item: Mapping[str, Any], people: Mapping[str, int]) -> AgendaItem:
    vote = Vote()
    if "vote" in item:
        counts = item["vote"]
        secret = counts["method"] == "无记名投票"
        cast = counts["yes"] + counts["no"] + counts["abstain"] if secret else 0
        vote = Vote(voted=True, issued=cast, returned=cast, valid=cast, **counts)
    return AgendaItem(
        kind=ItemKind(item["kind"]),
        title=item["title"],
        person_id=people.get(item.get("person", ""), 0),
        content=item["content"],
        decision=item["decision"],
        vote=vote,
        election_id=people[ELECTION] if "election" in item else 0,
    )
