"""F13/F14, the second computer: random histories of two or three computers beside a model of versions.

The model gives every changed value a number, and every computer the set of numbers it knows. A value may be replaced
without a question only by one whose writer knew it. The model sees records before and after, and nothing of how the
program finds what two computers share.
"""

import random
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count as numbers_from
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.db.restore import Secret
from models.domain.errors import UserError
from models.domain.merging import OURS, THEIRS, keyed
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence
from models.services import restoring, snapshot
from models.services.desk import Desk
from models.services.second_desk_rows import SPECS
from tests.faults.desks_books import keep_books, pay
from tests.faults.scale import Count

PASSWORD = "同舟共济2026-两机"
TODAY = "2026-11-20"
PERSON_FIELDS = ("address", "employer", "remark")
MEETING_FIELDS = ("place", "content", "observers")
PARENTS = {"attendance": "meeting", "agenda_item": "meeting", "payment_line": "payment", "posting": "voucher"}

Place = tuple[str, tuple[str, ...]]  # a record: part and key
Values = dict[Place, dict[str, str | int]]
Versions = dict[Place, dict[str, int]]  # field to number; "" stands for the record's being there

chances = st.integers(0, 2**32)
numbers = st.integers(0, 2)


def values_of(desk: Desk) -> Values:
    """All records of a branch under their keys, without what is derived from others."""
    return {
        (part, key): {n: v for n, v in record.items() if n not in ("pinyin", "initials", "sort_key")}
        for part, records in snapshot.take(desk.store).items()
        for key, record in keyed(SPECS[part], records).items()
    }


@dataclass
class Known:
    """What one computer holds: in a package, in a backup, or now."""

    values: Values
    versions: Versions
    seen: set[int] = field(default_factory=set[int])

    def copy(self) -> "Known":
        return Known(
            {place: dict(record) for place, record in self.values.items()},
            {place: dict(fields) for place, fields in self.versions.items()},
            set(self.seen),
        )

    def version(self, place: Place, name: str) -> int:
        return self.versions.get(place, {}).get(name, 0)

    def has_news(self, place: Place, other: "Known") -> bool:
        return any(number not in other.seen | {0} for number in self.versions.get(place, {}).values())


@dataclass(frozen=True)
class Package:
    path: Path
    held: Known
    writer: int


class Asked:
    """What a person was asked while merging, and said."""

    def __init__(self, decisions: Mapping[tuple[str, ...], str]) -> None:
        self._decisions = decisions

    def whole(self, place: Place, values: Values, other: Values) -> str:
        """The side from which this record, or the one it belongs to, was taken whole."""
        part, key = place
        if found := self._decisions.get((part, "", *key)):
            return found
        if parent := PARENTS.get(part):
            record = values.get(place) or other.get(place) or {}
            return self._decisions.get((parent, "", str(record.get(parent, ""))), "")
        return ""

    def one(self, place: Place, name: str) -> str:
        return self._decisions.get((place[0], name, *place[1]), "")


class DesksMachine(RuleBasedStateMachine):
    """Computers of one branch which edit, swap packages in any order, decide at random, and go back to backups."""

    count = Count("F13", "")  # of all examples; the test puts its own here

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self._folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.place = Path(self._folder.name)
        self.next = numbers_from(1)
        self.desks: list[Desk] = []
        self.known: list[Known] = []
        self.packages: list[Package] = []
        self.backups: list[list[tuple[Path, Known]]] = []
        self.last: list[Known | None] = []  # before the last edit or merge

    @initialize(how_many=st.integers(2, 3))
    def begin(self, how_many: int) -> None:
        first = Desk.create(self.place / "0", PASSWORD, name="渡口村党支部", today=lambda: TODAY)
        first.second.write()
        for name in ("侯学军", "王桂英", "赵春来"):
            values = {"name": name, "category": "正式党员", "joined_on": "2000-07-01", "phone": "13800000001"}
            first.roster.add(values)
        meeting = first.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10", content="开始。")
        first.meetings.set_presence(meeting, {1: (Presence.PRESENT, ""), 2: (Presence.PRESENT, "")})
        kept = first.backup("手动")
        self.desks.append(first)
        for number in range(1, how_many):
            folder = self.place / str(number)
            restoring.restore_into(folder, kept, restoring.by_password(PASSWORD), lambda _done, _all: None)
            self.desks.append(Desk.open(folder, PASSWORD, lambda: TODAY))
        held = Known(values_of(first), {})
        self.known = [held.copy() for _ in self.desks]
        self.backups = [[] for _ in self.desks]
        self.last = [None for _ in self.desks]

    # the model

    def learn(self, who: int) -> None:
        """Whatever an edit changed gets a number of its own."""
        known, now = self.known[who], values_of(self.desks[who])
        before = known.copy()
        for place in sorted({*known.values, *now}):
            was, record = known.values.get(place), now.get(place)
            names = {
                n for n in (*(was or {}), *(record or {})) if (was or {}).get(n) != (record or {}).get(n)
            }
            if (was is None) != (record is None):
                names.add("")
            for name in sorted(names):
                number = next(self.next)
                known.versions.setdefault(place, {})[name] = number
                known.seen.add(number)
        if before.values != now:
            self.last[who] = before
        known.values = now

    def judge(self, who: int, held: Known, asked: Asked) -> None:
        """Each value after merging is the newer one, or the one chosen where neither writer knew of the other."""
        mine, now = self.known[who], values_of(self.desks[who])
        before, versions = mine.copy(), Versions()
        for place in sorted({*mine.values, *held.values, *mine.versions, *held.versions}):
            ours, theirs, got = mine.values.get(place), held.values.get(place), now.get(place)
            if side := asked.whole(place, mine.values, held.values):
                chosen = ours if side == OURS else theirs
                assert got == chosen, f"{place}: chose {side} {chosen}, got {got}"
                versions[place] = self._chosen(place, mine, held, side)
                continue
            versions[place] = {"": self._presence(place, mine, held, got is not None)}
            if got is None:
                continue
            cleared = {*mine.versions.get(place, {}), *held.versions.get(place, {})} - {""}
            for name in sorted({*(ours or {}), *(theirs or {}), *got, *cleared}):
                versions[place][name] = self._field(place, name, mine, held, got, asked)
        self.last[who] = before
        mine.values, mine.versions = now, versions
        mine.seen |= held.seen

    def _chosen(self, place: Place, mine: Known, held: Known, side: str) -> dict[str, int]:
        same = mine.values.get(place) == held.values.get(place)
        chosen, names = mine if side == OURS else held, {"", *mine.versions.get(place, {})}
        found: dict[str, int] = {}
        for name in sorted(names | set(held.versions.get(place, {}))):
            number = chosen.version(place, name) if same else next(self.next)
            found[name] = number
            mine.seen.add(number)
        return found

    def _presence(self, place: Place, mine: Known, held: Known, there: bool) -> int:
        ours, theirs = place in mine.values, place in held.values
        mine_number, their_number = mine.version(place, ""), held.version(place, "")
        if ours == theirs:
            assert there == ours, f"{place}: on both computers {ours}, then {there}"
            return max(mine_number, their_number)
        if mine_number in held.seen | {0} and their_number not in mine.seen | {0}:
            assert there == theirs, f"{place}: the other computer knew of ours, but {there} stayed"
            assert theirs or not mine.has_news(place, held), (
                f"{place} was changed here and went without a question"
            )
            return their_number
        assert their_number in mine.seen | {0}, f"{place}: added and deleted apart, without a question"
        assert there == ours, f"{place}: came back or went although ours was newer ({ours} → {there})"
        assert ours or not held.has_news(place, mine), (
            f"{place}: changed there, deleted here, without a question"
        )
        return mine_number

    def _field(
        self, place: Place, name: str, mine: Known, held: Known, got: dict[str, str | int], asked: Asked
    ) -> int:
        ours, theirs = mine.values.get(place, {}).get(name), held.values.get(place, {}).get(name)
        mine_number, their_number = mine.version(place, name), held.version(place, name)
        if place not in mine.values or place not in held.values:
            only = held if place in held.values else mine
            assert got.get(name) == only.values[place].get(name), f"{place} {name}: {got.get(name)}"
            return only.version(place, name)
        if ours == theirs:
            assert got.get(name) == ours, f"{place} {name}: both {ours}, then {got.get(name)}"
            return max(mine_number, their_number)
        side = asked.one(place, name)
        newer = OURS if their_number in mine.seen | {0} else THEIRS if mine_number in held.seen | {0} else ""
        assert newer or side, (
            f"{place} {name}: {ours} and {theirs} apart, became {got.get(name)} without a question"
        )
        chosen = side or newer
        wanted = ours if chosen == OURS else theirs
        assert got.get(name) == wanted, f"{place} {name}: {ours} / {theirs}, {chosen}, got {got.get(name)}"
        if side:
            number = next(self.next)
            mine.seen.add(number)
            return number
        return mine_number if chosen == OURS else their_number

    # edits

    def _who(self, which: int) -> int:
        type(self).count.add()
        return which % len(self.desks)

    def _new(self) -> str:
        return f"第{next(self.next)}条"

    def _ids(self, who: int, table: str) -> list[int]:
        where = " WHERE signed_on = ''" if table == "meeting" else ""
        return [row[0] for row in self.desks[who].store.rows(f"SELECT id FROM {table}{where} ORDER BY id")]

    @rule(which=numbers, chance=chances)
    def edit_a_person(self, which: int, chance: int) -> None:
        who, chooser = self._who(which), random.Random(chance)
        person = chooser.choice(self._ids(who, "person"))
        self.desks[who].roster.update(person, {chooser.choice(PERSON_FIELDS): self._new()})
        self.learn(who)

    @rule(which=numbers)
    def add_a_person(self, which: int) -> None:
        who = self._who(which)
        self.desks[who].roster.add({"name": "新来的", "category": "正式党员", "remark": self._new()})
        self.learn(who)

    @rule(which=numbers, day=st.integers(1, 28))
    def add_a_meeting(self, which: int, day: int) -> None:
        who = self._who(which)
        self.desks[who].meetings.create(MeetingKind.ASSEMBLY, f"2026-10-{day:02}", content=self._new())
        self.learn(who)

    @rule(which=numbers, chance=chances)
    def edit_a_meeting(self, which: int, chance: int) -> None:
        who, chooser = self._who(which), random.Random(chance)
        desk = self.desks[who]
        if not (drafts := self._ids(who, "meeting")):
            return
        meeting = chooser.choice(drafts)
        what = chooser.randrange(5)
        if what == 0:
            desk.meetings.delete(meeting)
        elif what == 1:
            person = chooser.choice(self._ids(who, "person"))
            presence = chooser.choice([Presence.PRESENT, Presence.LEAVE, Presence.UNSET])
            desk.meetings.set_presence(meeting, {person: (presence, self._new())})
        elif what == 2:
            items = [
                AgendaItem(kind=ItemKind.ORDINARY, title=self._new()) for _ in range(chooser.randrange(3))
            ]
            desk.meetings.save_items(meeting, items)
        elif what == 3:
            desk.meetings.sign(meeting, TODAY)
        else:
            desk.meetings.update(meeting, {chooser.choice(MEETING_FIELDS): self._new()})
        self.learn(who)

    @rule(which=numbers, chance=chances, back=st.booleans())
    def money(self, which: int, chance: int, back: bool) -> None:
        who, chooser = self._who(which), random.Random(chance)
        pay(self.desks[who], chooser, self._ids(who, "person"), back)
        self.learn(who)

    @rule(which=numbers, chance=chances)
    def books(self, which: int, chance: int) -> None:
        who, chooser = self._who(which), random.Random(chance)
        keep_books(self.desks[who], chooser, self._ids(who, "person"), self._new())
        self.learn(who)

    @rule(which=numbers)
    def undo(self, which: int) -> None:
        """The last edit or merge, before anybody else heard of it: then it never was."""
        who = self._who(which)
        before = self.last[who]
        if before is None:
            return
        self.last[who] = None
        try:
            self.desks[who].undo()
        except UserError:  # posted or signed
            return
        self.known[who] = before

    # packages

    @rule(which=numbers)
    def write(self, which: int) -> None:
        self.packages.append(self._write(self._who(which)))

    def _write(self, who: int) -> Package:
        self.last[who] = None
        return Package(self.desks[who].second.write(), self.known[who].copy(), who)

    @precondition(lambda self: self.packages)
    @rule(which=numbers, choice=st.integers(0, 3), chance=chances)
    def merge(self, which: int, choice: int, chance: int) -> None:
        """Any of the last packages, in any order."""
        who = self._who(which)
        package = self.packages[-1 - choice % min(4, len(self.packages))]
        if package.writer != who:
            self._merge(who, package, random.Random(chance))

    def _merge(self, who: int, package: Package, chooser: random.Random | None) -> None:
        second = self.desks[who].second
        try:
            incoming = second.read(package.path)
        except UserError as refusal:
            assert "已经合并过" in refusal.message, refusal.message
            return
        decisions: dict[tuple[str, ...], str] = {}
        while (found := second.preview(incoming, decisions)).undecided:
            open_ones = [question for question in found.questions if not question.decision]
            assert chooser is not None, f"asked although nothing was open: {open_ones}"
            decisions |= {question.id: chooser.choice(question.choices) for question in open_ones}
        second.commit(incoming, decisions)
        self.judge(who, package.held, Asked(decisions))

    @rule(which=numbers, other=numbers, chance=chances)
    def exchange_in_full(self, which: int, other: int, chance: int) -> None:
        """There and back: both are equal, and the way back asks nothing."""
        who, whom = self._who(which), other % len(self.desks)
        if who == whom:
            return
        self._merge(whom, self._write(who), random.Random(chance))
        self._merge(who, self._write(whom), None)
        assert self.known[who].values == self.known[whom].values

    # going back

    @rule(which=numbers)
    def back_up(self, which: int) -> None:
        who = self._who(which)
        self.last[who] = None
        self.backups[who].append((self.desks[who].backup("手动"), self.known[who].copy()))

    @precondition(lambda self: any(self.backups))
    @rule(which=numbers, choice=st.integers(0, 10_000))
    def restore(self, which: int, choice: int) -> None:
        who = self._who(which)
        if not (there := [one for one in self.backups[who] if one[0].exists()]):
            return
        path, held = there[choice % len(there)]
        folder = self.desks[who].store.folder
        self.desks[who].safety.restore(path, Secret())
        self.desks[who].close()
        self.desks[who] = Desk.open(folder, PASSWORD, lambda: TODAY)
        self.known[who], self.last[who] = held.copy(), None

    @invariant()
    def money_is_what_was_entered(self) -> None:
        for desk, known in zip(self.desks, self.known, strict=True):
            assert values_of(desk) == known.values
            fen = sum(int(r["amount_fen"]) for (part, _), r in known.values.items() if part == "payment")
            for table in ("payment", "payment_line"):
                assert (desk.store.value(f"SELECT sum(amount_fen) FROM {table}") or 0) == fen

    def teardown(self) -> None:
        for desk in self.desks:
            desk.store.verify_chain()
            desk.close()
        shutil.rmtree(self.place, ignore_errors=True)
        self._folder.cleanup()
