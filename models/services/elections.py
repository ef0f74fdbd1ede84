"""Elections of the committee: prepared, counted, and turned into a new term; every act is one undo step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from models.db.store import Store, Tx
from models.domain.check_election import check_election, impossible_count
from models.domain.dates import full, parse_date
from models.domain.election import (
    BASES,
    LEADERS,
    MEMBER,
    Choice,
    Count,
    Election,
    ElectionFacts,
    results,
)
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.organisation import due_on, post_rank
from models.domain.records import Person
from models.domain.rules import RuleBook
from models.domain.standing import standing_on
from models.services.branch import load_branch
from models.services.findings import attach_answers
from models.services.organising import Organising, PostDraft
from models.services.roster import Roster

_COUNTS = tuple(field.name for field in fields(Count))
_TEXTS = (
    "on_date", "starts_at", "place", "host", "reason", "requested_on", "approved_on", "approved_by", "document",
    "candidates_on", "candidates_document", "tellers", "scrutineers", "chief", "basis", "closed_on", "remark",
)  # fmt: skip
_LEADERS = tuple(f"leaders_{name}" for name in _COUNTS)
COLUMNS = (*_TEXTS, "seats", *_COUNTS, *_LEADERS)
_CHOICE = ("name", "post_name", "origin", "recommended", "group_recommended", "opinion", "proposed_post", "yes", "no",
           "abstain")  # fmt: skip
_DAYS = {
    "on_date": "选举日期",
    "requested_on": "请示日期",
    "approved_on": "批复日期",
    "candidates_on": "候选人批复日期",
}
REASON = "任期届满"


class Elections:
    """Reached as `desk.elections`."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        organising: Organising,
        rules: RuleBook,
        today: Callable[[], str],
    ) -> None:
        self._store, self._roster, self._organising = store, roster, organising
        self._rules, self._today = rules, today

    # reading

    def all(self) -> list[Election]:
        """Newest first."""
        names = ", ".join(COLUMNS)
        rows = self._store.rows(f"SELECT id, uuid, {names} FROM election ORDER BY on_date DESC, id DESC")
        return [self._election(row) for row in rows]

    def get(self, election_id: int) -> Election:
        found = next((one for one in self.all() if one.id == election_id), None)
        if found is None:
            raise UserError("这次选举已经不在了，请刷新后再看。")
        return found

    def current(self) -> Election | None:
        """The one being prepared or counted."""
        return next((one for one in self.all() if not one.closed_on), None)

    def find(self, ref: str | int | None) -> Election:
        """By id or day; without one, the current election or the last."""
        found = self.all()
        if ref not in (None, ""):
            found = [one for one in found if str(ref) in (str(one.id), one.uuid, one.on_date)]
        if not found:
            raise UserError("没有找到这次选举。请先在“支部 → 换届选举”里登记。")
        return next((one for one in found if not one.closed_on), found[0])

    def entitled(self, day: str) -> int:
        """Members with the right to elect on a day (XJ-04)."""
        return sum(standing_on(person, day).can_vote for person in self._roster.members(day))

    def proposed(self) -> dict[str, Any]:
        """What a new election begins with: seats of the term, the day it is due, the secretary in the chair."""
        organisation = self._organising.load()
        term, branch = organisation.term_on(self._today()), organisation.branch
        due = due_on(branch, term) if term else ""
        day = due if full(due) and due >= self._today() else self._today()
        return {
            "on_date": day,
            "seats": term.seats if term else branch.committee_size,
            "host": branch.secretary,
            "place": branch.venue,
            "reason": REASON,
            "approved_by": branch.committee,
            "basis": BASES[0],
            "expected": self.entitled(day),
        }

    def facts(self, ref: str | int | None = None) -> ElectionFacts:
        """What the papers are made from."""
        election = self.find(ref)
        day = election.on_date
        share = self._rules.edition("election", day).value("XJ-10").share
        return ElectionFacts(
            branch=load_branch(self._store),
            as_of=day,
            election=election,
            organisation=self._organising.load(min(day, self._today())),
            members=tuple(self._roster.members(day)),
            entitled=self.entitled(day),
            results=results(election, share),
        )

    def findings(self, election_id: int) -> list[Finding]:
        """What the rules say about one election, answers attached."""
        election = self.get(election_id)
        found = check_election(
            load_branch(self._store), election, self.entitled(election.on_date), self._rules
        )
        return attach_answers(self._store, found)

    def _election(self, row: Sequence[Any]) -> Election:
        values = dict(zip(("id", "uuid", *COLUMNS), row, strict=True))
        committee = Count(**{name: values.pop(name) for name in _COUNTS})
        leaders = Count(**{name: values.pop(f"leaders_{name}") for name in _COUNTS})
        return Election(**values, committee=committee, leaders=leaders, choices=self._choices(values["id"]))

    def _choices(self, election_id: int) -> tuple[Choice, ...]:
        columns = ("id", "uuid", "person_id", *_CHOICE)
        sql = f"""SELECT id, uuid, COALESCE(person_id, 0), {", ".join(_CHOICE)} FROM election_choice
                  WHERE election_id = ? ORDER BY id"""
        found = [dict(zip(columns, row, strict=True)) for row in self._store.rows(sql, (election_id,))]
        people = {
            p.id: p for p in self._roster.fetch([row["person_id"] for row in found if row["person_id"]])
        }
        return tuple(
            Choice(**row, person=people.get(row["person_id"], Person(name=row["name"]))) for row in found
        )

    # writing

    def save(self, election_id: int, values: Mapping[str, Any]) -> int:
        """Prepare (0) or change an election."""
        row = self._checked(values)
        if not election_id and not row.get("on_date"):
            raise UserError("请填写选举大会的日期（定了以后可以再改）。")
        day = row.get("on_date") or self.get(election_id).on_date
        with self._store.transaction(f"{'修改' if election_id else '筹备'}换届选举：{day}") as tx:
            if election_id:
                tx.update("election", election_id, row)
            else:
                election_id = tx.insert("election", {"branch_id": load_branch(self._store).id, **row})
        return election_id

    def set_choices(self, election_id: int, choices: Sequence[Choice]) -> None:
        """Candidates and people written in, with what they got, as a whole."""
        election = self.get(election_id)
        kept = {choice.id: choice for choice in election.choices}
        seen: set[tuple[str, str]] = set()
        for choice in choices:
            if not choice.name.strip():
                raise UserError("人选没有写姓名，请补上或删去这一行。")
            if (choice.name, choice.post_name) in seen:
                raise UserError(f"{choice.name}（{choice.post_name}）写了两次，请删去一行。")
            seen.add((choice.name, choice.post_name))
        with self._store.transaction(f"登记人选和得票：{election.on_date}") as tx:
            for choice in choices:
                self._write(tx, election_id, choice)
            for choice_id in kept.keys() - {choice.id for choice in choices}:
                tx.delete("election_choice", choice_id)

    def save_count(self, election_id: int, values: Mapping[str, Any], choices: Sequence[Choice]) -> None:
        """Papers and votes of both ballots in one step; a count that cannot be true is refused."""
        election = self.get(election_id)
        with self._store.transaction(f"登记计票：{election.on_date}"):
            self.save(election_id, values)
            self.set_choices(election_id, choices)
            for ballot in self.get(election_id).ballots():
                if why := impossible_count(ballot):
                    raise UserError(f"计票没有保存：{why}。请核对计票结果。")

    def _write(self, tx: Tx, election_id: int, choice: Choice) -> None:
        row = {name: getattr(choice, name) for name in _CHOICE} | {"person_id": choice.person_id or None}
        if choice.id:
            tx.update("election_choice", choice.id, row)
        else:
            tx.insert("election_choice", {"election_id": election_id, **row})

    def remove(self, election_id: int) -> None:
        """Take an election entered by mistake off the list."""
        election = self.get(election_id)
        held = self._store.value(
            "SELECT m.title FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id "
            "WHERE i.election_id = ? AND m.signed_on <> ''",
            (election_id,),
        )
        if held:
            raise UserError(f"“{held}”的记录连着这次选举，已经签字定稿，不能删除。")
        with self._store.transaction(f"删除换届选举：{election.on_date}") as tx:
            tx.delete("election", election_id)

    def finish(self, election_id: int) -> None:
        """Those elected become the new committee: term and posts begin on the day of the election."""
        election = self.get(election_id)
        if election.closed_on:
            raise UserError("这次选举已经登记为新一届班子了。")
        posts = self._elected(election)
        with self._store.transaction(f"登记选举结果：{election.on_date}") as tx:
            last = next(iter(self._organising.load().terms), None)
            values = {
                "started_on": election.on_date,
                "elected_on": election.on_date,
                "seats": election.seats,
                "session": last.session + 1 if last and last.session else 0,
                "remark": election.remark,
            }
            self._organising.begin_term(values, posts)
            tx.update("election", election_id, {"closed_on": self._today()})

    def _elected(self, election: Election) -> list[PostDraft]:
        """Who was elected to what; members of the committee with the duty proposed for them."""
        share = self._rules.edition("election", election.on_date).value("XJ-10").share
        posts: list[PostDraft] = []
        for ballot in election.ballots():
            result = ballot.result(election.basis, share)
            if not result.elected:
                raise UserError(f"{ballot.title}选举还没有当选的人。请先登记实到人数和得票。")
            if result.tied:
                raise UserError(f"{ballot.title}选举有人票数相等，须再次投票后才能登记结果。")
            posts += [self._post(choice) for choice in result.elected]
        leading = {draft.name for draft in posts if draft.post_name in LEADERS}
        doubled = [d for d in posts if d.name in leading and d.post_name not in LEADERS]
        more = [d for d in doubled if d.post_name != MEMBER]  # a deputy who is organiser, too, stays both
        return sorted([d for d in posts if d not in doubled] + more, key=lambda d: post_rank(d.post_name))

    @staticmethod
    def _post(choice: Choice) -> PostDraft:
        post = (
            choice.proposed_post if choice.post_name == MEMBER and choice.proposed_post else choice.post_name
        )
        post = MEMBER if choice.post_name == MEMBER and post in LEADERS else post
        return PostDraft(post_name=post, person_id=choice.person_id, name=choice.name)

    def _checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        unknown = set(values) - set(COLUMNS)
        if unknown:
            raise KeyError(f"not columns of election: {sorted(unknown)}")
        row: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
        for name, words in _DAYS.items():
            if row.get(name):
                parsed = parse_date(row[name])
                if parsed.precision != "day":
                    raise UserError(f"{words}请写到日，如 2026-09-30。")
                row[name] = parsed.iso
        if row.get("on_date") == "":
            raise UserError("请填写选举大会的日期（定了以后可以再改）。")
        if row.get("basis", BASES[0]) not in BASES:
            raise UserError("当选按什么人数算，请选“实到会”或“应到会”。")
        for name in (*_COUNTS, *_LEADERS, "seats"):
            if not 0 <= int(row.get(name, 0)) <= 9999:
                raise UserError("人数、票数请填 0 至 9999 之间的数字。")
        return row
