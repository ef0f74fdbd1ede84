"""Meetings and their minutes: who was expected on the day, the agenda, the votes, and the signature that locks them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Any

from models.db.store import Store
from models.domain import check_meeting
from models.domain.check_meeting import Needed
from models.domain.check_vote import FAILED, impossible, unfinished
from models.domain.dates import full
from models.domain.errors import UserError
from models.domain.exemption import left_out_finding
from models.domain.finding import Finding
from models.domain.merging_twice import other_names
from models.domain.records import (
    AgendaItem,
    Attendee,
    ItemKind,
    Meeting,
    MeetingKind,
    Person,
    Presence,
    Tally,
)
from models.domain.rules import RuleBook
from models.services import meeting_list, meeting_tasks
from models.services import meeting_rows as rows
from models.services.correction_rows import as_read
from models.services.findings import attach_answers
from models.services.kept import Kept
from models.services.meeting_decisions import StepOffer, concerned_ids, step_offers
from models.services.meeting_list import MeetingQuery, MeetingSummary
from models.services.meeting_roll import Roll, day_facts, eased, parted, roll, ticked, without_vote
from models.services.one_record import pairs
from models.services.roster import Roster

DEFAULT_START = "09:00"
MOST_NAMES = 64  # ways to name the people of one meeting, at most
MOST_KEPT = 6  # rolls, of thousands of names in a large branch
OF_ROLL = ("person", "movement", "step", "post_term", "exemption")  # the tables it is made from
ENDS_PROBATION = (ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL)


class Meetings:
    """The only writer of meetings, attendance and agenda items."""

    def __init__(self, store: Store, roster: Roster, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store = self.store = store
        self._roster = roster
        self._rules = rules
        self._today = today
        self._rolls: Kept[object, Roll] = Kept(store, OF_ROLL, MOST_KEPT)
        self._attendees: Kept[object, tuple[tuple[Attendee, ...], tuple[Attendee, ...]]] = Kept(
            store, ("attendance", *OF_ROLL), MOST_KEPT
        )
        self.election_findings: Callable[[int], Sequence[Finding]] = (
            lambda _id: ()
        )  # the desk knows elections

    # -- reading ---------------------------------------------------------------------------------------------

    def keys(self, query: MeetingQuery) -> Sequence[int]:
        """Ids of the list in the asked order."""
        return meeting_list.keys(self._store, query)

    def fetch(self, ids: Sequence[int]) -> Sequence[MeetingSummary]:
        """Lines of the list in the order given; ids that are gone are left out."""
        return meeting_list.fetch(self._store, ids)

    def years(self) -> Sequence[int]:
        """The years with meetings, newest first."""
        return meeting_list.years(self._store)

    def get(self, meeting_id: int) -> Meeting:
        """The meeting with its items and attendees; signed minutes as they read with their signed corrections."""
        return as_read(self._store, self.recorded(meeting_id))

    def recorded(self, meeting_id: int) -> Meeting:
        """As of its day, or as frozen when it was signed, whatever was corrected since."""
        row = self._store.row(f"SELECT {rows.meeting_columns()} FROM meeting WHERE id = ?", (meeting_id,))
        if row is None:
            raise UserError("这次会议已经不在了，请刷新会议列表。")
        meeting = rows.meeting_from(row)
        items = rows.read_items(self._store, meeting_id)
        counted, left_out = self._present(replace(meeting, items=items))
        return replace(meeting, items=items, attendees=counted, left_out=left_out)

    def _present(self, meeting: Meeting) -> tuple[tuple[Attendee, ...], tuple[Attendee, ...]]:
        """Who counts and who is left out, as ticked; kept while somebody writes at the record."""
        discussed = frozenset(item.person_id for item in meeting.items if item.kind in ENDS_PROBATION)
        admitted = frozenset(item.person_id for item in meeting.items if item.kind is ItemKind.ADMIT)
        group = meeting.party_group or meeting.title

        def read() -> tuple[tuple[Attendee, ...], tuple[Attendee, ...]]:
            ticks = rows.read_ticks(self._store, meeting.id)
            if meeting.is_signed:
                people = rows.thaw(ticks.values(), eased(self._store))
            else:
                there = self.roll(meeting.kind, meeting.held_on, group)
                people = ticked(without_vote((*there.attendees, *there.left_out), discussed), ticks)
            return parted([a for a in people if a.person_id not in admitted])

        of = (meeting.id, meeting.is_signed, meeting.kind, meeting.held_on, group, discussed, admitted)
        return self._attendees.get(of, read)

    def expected(self, kind: MeetingKind, held_on: str, group: str = "") -> tuple[Attendee, ...]:
        """Who belongs to a meeting of this kind on this day and counts; `group` as of `roll`."""
        return self.roll(kind, held_on, group).attendees

    def roll(self, kind: MeetingKind, held_on: str, group: str = "") -> Roll:
        """Who belongs to a meeting on this day; posts as held on it, groups as the roster has them now.

        A group meeting is of the group named, be it within its title.
        """

        def read() -> Roll:
            return roll(self._roster, kind, held_on, group, day_facts(self._store, held_on))

        return self._rolls.get((kind, held_on, group), read)

    def spellings(self, meeting: Meeting) -> dict[int, tuple[str, str]]:
        """Pinyin and initials by person, to tick names from the keyboard."""
        ids = [attendee.person_id for attendee in (*meeting.attendees, *meeting.left_out)]
        marks = ",".join("?" * len(ids))
        found = self._store.rows(f"SELECT id, pinyin, initials FROM person WHERE id IN ({marks})", ids)
        return {row[0]: (row[1], row[2]) for row in found}

    def concerned(self, kind: ItemKind) -> Sequence[Person]:
        """People in the pipeline, those first whom an item of this kind is usually about; none for other items."""
        return self._roster.fetch(concerned_ids(self._store, kind))

    # -- judging ---------------------------------------------------------------------------------------------

    def tally(self, meeting: Meeting) -> Tally:
        """The four numbers of rules.md §9.5 from the attendees."""
        return check_meeting.tally(meeting)

    def findings(self, meeting: Meeting) -> list[Finding]:
        """What the rules say of the meeting as given (stored or still being typed)."""
        found = check_meeting.check_meeting(meeting, self._rules)
        if meeting.left_out and any(map(check_meeting.needs_decision, meeting.items)):
            names, of = [one.name for one in meeting.left_out], (meeting.id, meeting.title)
            found.append(left_out_finding(names, self._rules, meeting.held_on, of))
        found += self._of_elections(meeting)
        return attach_answers(self._store, found)

    def _of_elections(self, meeting: Meeting) -> list[Finding]:
        """What the rules say of the elections its items hold (XJ-04..XJ-12), as findings of the meeting."""
        title = meeting.title or meeting.kind.value
        return [
            replace(one, subject=title, record_kind="meeting", record_id=meeting.id, about=one.message[:24])
            for item in meeting.items
            if item.election_id
            for one in self.election_findings(item.election_id)
        ]

    def step_offers(self, meeting: Meeting) -> Sequence[StepOffer]:
        """Steps that the decisions of a signed meeting suggest and nobody has recorded for them yet."""
        return step_offers(self._store, meeting, self.passed) if meeting.is_signed else ()

    def needed(self, meeting: Meeting, item: AgendaItem) -> Needed:
        """How many must be present and in favour for this item on that day."""
        return check_meeting.expected_needed(
            item.kind, self.tally(meeting), self._rules, meeting.held_on, meeting.kind
        )

    def passed(self, meeting: Meeting, item: AgendaItem) -> bool:
        """Whether the item was carried by its numbers, and nobody recorded it as not passed."""
        carried = check_meeting.carried(item, self.tally(meeting), self.needed(meeting, item))
        return carried and item.result != FAILED

    # -- writing ---------------------------------------------------------------------------------------------

    def create(self, kind: MeetingKind, held_on: str, **values: Any) -> int:
        """A new draft with the usual facts filled in: number, host, recorder, time, last place of its kind."""
        day = _day(held_on)
        facts: dict[str, Any] = {
            **self.defaults(kind, day, str(values.get("party_group", ""))),
            **rows.only_known(values),
            "kind": kind.value,
            "held_on": day,
        }
        facts["starts_at"], facts["ends_at"] = clock(facts["starts_at"]), clock(facts.get("ends_at", ""))
        with self._store.transaction(f"新建会议：{facts['title']}") as tx:
            return tx.insert("meeting", {"branch_id": tx.value("SELECT min(id) FROM branch"), **facts})

    def defaults(self, kind: MeetingKind, held_on: str, group: str = "") -> dict[str, Any]:
        """What a new meeting of this kind on this day is proposed to be."""
        secretary, organiser = self._store.row("SELECT secretary, organiser FROM branch ORDER BY id") or (
            "",
            "",
        )
        place = self._store.value(
            "SELECT place FROM meeting WHERE kind = ? AND place <> '' ORDER BY held_on DESC, id DESC LIMIT 1",
            (kind.value,),
        )
        return {
            "title": default_title(kind, held_on),
            "number": self.next_number(kind, held_on, group),
            "starts_at": DEFAULT_START,
            "place": place or "",
            "host": secretary,
            "recorder": organiser,
        }

    def next_number(self, kind: MeetingKind, held_on: str, group: str = "") -> int:
        """第几次 of its kind in its year; every group counts its own."""
        last = self._store.value(
            "SELECT max(number) FROM meeting WHERE kind = ? AND substr(held_on, 1, 4) = ? AND party_group = ?",
            (kind.value, held_on[:4], group),
        )
        return int(last or 0) + 1

    def update(self, meeting_id: int, values: Mapping[str, Any]) -> bool:
        """Change facts or record of a draft; True when something changed. A proposed title follows its date."""
        meeting = self._draft(meeting_id)
        facts = rows.only_known(values)
        if "held_on" in facts:
            facts["held_on"] = _day(facts["held_on"])
        for name in ("starts_at", "ends_at"):
            if name in facts:
                facts[name] = clock(facts[name])
        kind = MeetingKind(facts.get("kind", meeting.kind))
        held_on = str(facts.get("held_on", meeting.held_on))
        if "title" not in facts and meeting.title == default_title(meeting.kind, meeting.held_on):
            facts["title"] = default_title(kind, held_on)
        group = str(facts.get("party_group", meeting.party_group))
        counted = (meeting.kind, meeting.held_on[:4], meeting.party_group)
        if "number" not in facts and (kind, held_on[:4], group) != counted:
            facts["number"] = self.next_number(kind, held_on, group)
        with self._store.transaction(f"修改会议：{facts.get('title', meeting.title)}") as tx:
            return tx.update("meeting", meeting_id, facts)

    def set_presence(self, meeting_id: int, ticks: Mapping[int, rows.Told]) -> None:
        """Tick people: 到会, 请假 or 缺席 with a reason and the kind of leave; UNSET takes a tick back."""
        self._draft(meeting_id)
        stored = rows.read_ticks(self._store, meeting_id)
        with self._store.transaction(self._tick_label(ticks)) as tx:
            for person_id, tick in ticks.items():
                presence = tick[0]
                values = rows.tick_values(tick)
                if person_id in stored:
                    tx.update("attendance", stored[person_id].row_id, values)
                elif presence is not Presence.UNSET:
                    tx.insert("attendance", {"meeting_id": meeting_id, "person_id": person_id, **values})

    def _tick_label(self, ticks: Mapping[int, rows.Told]) -> str:
        if len(ticks) != 1:
            return f"登记到会情况：{len(ticks)} 人"
        person_id, (presence, *_) = next(iter(ticks.items()))
        name = self._store.value("SELECT name FROM person WHERE id = ?", (person_id,)) or ""
        return f"登记{presence.value or '未登记'}：{name}"

    def save_items(self, meeting_id: int, items: Sequence[AgendaItem]) -> None:
        """Make these the agenda, in this order; only what differs is written. An impossible count is refused."""
        meeting = self._draft(meeting_id)
        self._refuse_impossible(meeting_id, items)
        kept = {item.id for item in items if item.id}
        with self._store.transaction(f"修改议题：{meeting.title}") as tx:
            known = {
                int(row[0])
                for row in tx.rows("SELECT id FROM agenda_item WHERE meeting_id = ?", (meeting_id,))
            }
            for gone in sorted(known - kept):
                tx.delete("agenda_item", gone)
            for seq, item in enumerate(items, start=1):
                values = rows.item_values(item, meeting_id, seq)
                if item.id in known:
                    tx.update("agenda_item", item.id, values)
                else:
                    tx.insert("agenda_item", values | ({"uuid": item.uuid} if item.uuid else {}))

    def _refuse_impossible(self, meeting_id: int, items: Sequence[AgendaItem]) -> None:
        if any(item.vote.voted for item in items):
            counted = self.tally(self.get(meeting_id))
            for item in items:
                if why := impossible(item.vote, item.kind, counted):
                    raise UserError(
                        f"“{item.title or item.kind.value}”的表决数没有保存：{why}。请核对计票结果。"
                    )

    def count_for(self, meeting_id: int, year: int) -> None:
        """年度归属 (ZB-16), 0 for the year of its day: it stands on no paper, so signed minutes may be told it later."""
        meeting = self.get(meeting_id)
        with self._store.transaction(f"年度归属：{meeting.title}") as tx:
            tx.update("meeting", meeting_id, {"counts_for_year": year})

    def delete(self, meeting_id: int) -> None:
        """Delete a draft with what hangs on it, in one undoable step."""
        meeting = self._draft(meeting_id, "删除")
        with self._store.transaction(f"删除会议：{meeting.title}") as tx:
            meeting_tasks.save(tx, meeting_id, {})
            tx.delete("meeting", meeting_id)

    def sign(self, meeting_id: int, on: str) -> str:
        """Lock the record as it was signed on paper: the roster of the day is kept with it. Returns the seal."""
        self._draft(meeting_id)
        meeting = self.get(meeting_id)
        day = _day(on)
        if not meeting.held_on <= day <= self._today():
            raise UserError("签字日期应在开会日期之后、今天之前，请核对签字日期。")
        if not meeting.attendees:
            raise UserError(
                "应到名单是空的，不能定稿：请先在党员名册中登记党员（支委会看“党内职务”，党小组会看“党小组”）。"
            )
        counted = self.tally(meeting)
        for item in meeting.items:
            name = item.title or item.kind.value
            if why := impossible(item.vote, item.kind, counted):  # the roll may have changed since
                raise UserError(f"“{name}”的表决数有误，不能定稿：{why}。请核对计票结果和到会登记。")
            if why := unfinished(item.vote):
                raise UserError(f"“{name}”的票还没有数完，不能定稿：{why}。")
        code = rows.seal(meeting, self._concerned(meeting))
        stored = rows.read_ticks(self._store, meeting_id)
        with self._store.transaction(f"签字定稿：{meeting.title}", undoable=False) as tx:
            for place, attendee in enumerate((*meeting.attendees, *meeting.left_out), start=1):
                frozen = {"frozen": rows.freeze(attendee, place)}
                if attendee.person_id in stored:
                    tx.update("attendance", stored[attendee.person_id].row_id, frozen)
                else:
                    tx.insert(
                        "attendance", {"meeting_id": meeting_id, "person_id": attendee.person_id, **frozen}
                    )
            tx.update("meeting", meeting_id, {"signed_on": day, "signed_code": code})
        return code

    def intact(self, meeting: Meeting) -> bool:
        """Whether signed minutes, as they were recorded, still are what was signed."""
        if not meeting.is_signed:
            return True
        if meeting.signed_code == rows.seal(meeting):
            return True
        return any(
            meeting.signed_code == rows.seal(meeting, names) for names in self._names_of_concerned(meeting)
        )

    def _names_of_concerned(self, meeting: Meeting) -> Iterator[dict[int, str]]:
        """The people its items concern as this computer knows them, then as the one which signed may have."""
        here, known = self._concerned(meeting), pairs(self._store)
        names = [[uuid, *other_names(known, uuid)] for uuid in here.values()]
        return (dict(zip(here, one, strict=True)) for one in islice(product(*names), MOST_NAMES))

    def _concerned(self, meeting: Meeting) -> dict[int, str]:
        """The people its items concern, as every computer knows them."""
        ids = sorted({item.person_id for item in meeting.items if item.person_id})
        marks = ", ".join("?" * len(ids))
        return dict(self._store.rows(f"SELECT id, uuid FROM person WHERE id IN ({marks})", ids))

    def _draft(self, meeting_id: int, verb: str = "修改") -> Meeting:
        row = self._store.row(f"SELECT {rows.meeting_columns()} FROM meeting WHERE id = ?", (meeting_id,))
        if row is None:
            raise UserError("这次会议已经不在了，请刷新会议列表。")
        meeting = rows.meeting_from(row)
        if meeting.is_signed:
            raise UserError(
                f"这份会议记录已于 {meeting.signed_on} 签字定稿，不能再{verb}；确有错漏，请用“更正…”。"
            )
        return meeting

    def list(self, year: int | None = None, kind: MeetingKind | None = None) -> Sequence[MeetingSummary]:
        """The meetings of a year and kind (None: all), newest first."""
        return self.fetch(self.keys(MeetingQuery(year=year or 0, kind=kind or "")))


def default_title(kind: MeetingKind, held_on: str) -> str:
    """The proposed title: 2026年9月支部党员大会."""
    return f"{held_on[:4]}年{int(held_on[5:7])}月{kind.value}" if full(held_on) else kind.value


def clock(text: str) -> str:
    """ "9", "9:5", "0930", "9点半", "下午2点" as "09:00" …; "" stays. UserError when it is no time of day."""
    plain = text.strip().replace("：", ":").replace(" ", "")
    if not plain:
        return ""
    plain = plain.replace("半", "30分")
    found = re.fullmatch(r"(上午|下午|晚上|中午)?(\d{1,2})(?:[:点时.](\d{1,2})?|(\d{2}))?分?", plain)
    if found:
        hour, minute = int(found[2]), int(found[3] or found[4] or 0)
        if found[1] in ("下午", "晚上") and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            return f"{hour:02d}:{minute:02d}"
    raise UserError(f"看不懂时间“{text}”，请写成 9:00 或 14:30。")


def _day(text: str) -> str:
    if full(text) is None:
        raise UserError("请填写完整的日期，例如 2026-9-30。")
    return text
