"""F13: random histories of minutes, and of backups and restoring, beside models that know nothing of the program."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from models.db.restore import Secret
from models.domain.errors import UserError
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services.desk import Desk
from tests.faults.machines import PASSWORD, PEOPLE, TODAY, Histories, people

picks = st.integers(0, 10_000)
words = st.sampled_from(("学习文件", "讨论发展对象", "研究慰问", "民主评议", ""))
presences = st.sampled_from((Presence.PRESENT, Presence.LEAVE, Presence.ABSENT, Presence.UNSET))
votes = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
agendas = st.lists(st.tuples(words.filter(bool), votes), max_size=3)


@dataclass(frozen=True)
class Minutes:
    """One meeting as the model remembers it."""

    held_on: str
    content: str = ""
    ticks: dict[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])
    items: tuple[tuple[str, tuple[int, int, int]], ...] = ()
    signed: str = ""
    slips: tuple[str, ...] = ()  # what the record was corrected to, one after the other

    @property
    def read(self) -> str:
        return self.slips[-1] if self.slips else self.content


Book = dict[int, Minutes]


class MinutesMachine(Histories):
    """Minutes from the draft to the signature and after. The model: a book of minutes, and the books before."""

    def __init__(self) -> None:
        super().__init__()
        member = {"category": "正式党员", "joined_on": "2010-01-01", "confirmed_on": "2011-01-01"}
        self.ids = [self.desk.roster.add({"name": f"党员{number}", **member}) for number in PEOPLE]
        self.reopened()  # undo begins here
        self.book: Book = {}
        self.undone: list[Book] = []

    def became(self, book: Book) -> None:
        if book != self.book:
            self.undone.append(self.book)
        self.book = book

    def picked(self, choice: int) -> int:
        return sorted(self.book)[choice % len(self.book)]

    def changed(self, number: int, after: Minutes) -> None:
        self.became({**self.book, number: after})

    @rule(day=st.integers(1, 28), content=words)
    def create(self, day: int, content: str) -> None:
        self.counted()
        held_on = f"2026-09-{day:02}"
        made = self.desk.meetings.create(MeetingKind.ASSEMBLY, held_on, content=content)
        assert made not in self.book
        self.changed(made, Minutes(held_on, content))

    @precondition(lambda self: self.book)
    @rule(choice=picks, content=words)
    def write(self, choice: int, content: str) -> None:
        self.counted()
        number = self.picked(choice)
        if not self.refused(number, lambda: self.desk.meetings.update(number, {"content": content})):
            self.changed(number, replace(self.book[number], content=content))

    @precondition(lambda self: self.book)
    @rule(choice=picks, who=people, presence=presences, reason=words)
    def tick(self, choice: int, who: int, presence: Presence, reason: str) -> None:
        self.counted()
        number, person = self.picked(choice), self.ids[who]
        ticks = {person: (presence, reason)}
        if self.refused(number, lambda: self.desk.meetings.set_presence(number, ticks)):
            return
        away = presence in (Presence.LEAVE, Presence.ABSENT)
        kept = dict(self.book[number].ticks)
        if presence is not Presence.UNSET or person in kept:
            kept[person] = (presence.value, reason if away else "")
        self.changed(number, replace(self.book[number], ticks=kept))

    @precondition(lambda self: self.book)
    @rule(choice=picks, agenda=agendas)
    def set_agenda(self, choice: int, agenda: list[tuple[str, tuple[int, int, int]]]) -> None:
        """Items that are there already are kept as they are, in their order; more hands than people are refused."""
        self.counted()
        number = self.picked(choice)
        known = [item.id for item in self.desk.meetings.get(number).items]
        items = [
            AgendaItem(
                id=known[place] if place < len(known) else 0,
                kind=ItemKind.ORDINARY,
                title=title,
                vote=Vote(voted=True, method="举手", yes=yes, no=no, abstain=abstain),
            )
            for place, (title, (yes, no, abstain)) in enumerate(agenda)
        ]
        if any(sum(counts) > len(self.ids) for _, counts in agenda):
            with pytest.raises(UserError):
                self.desk.meetings.save_items(number, items)
        elif not self.refused(number, lambda: self.desk.meetings.save_items(number, items)):
            self.changed(number, replace(self.book[number], items=tuple(agenda)))

    @precondition(lambda self: self.book)
    @rule(choice=picks)
    def delete(self, choice: int) -> None:
        self.counted()
        number = self.picked(choice)
        if not self.refused(number, lambda: self.desk.meetings.delete(number)):
            self.became({n: minutes for n, minutes in self.book.items() if n != number})

    @precondition(lambda self: self.book)
    @rule(choice=picks)
    def sign(self, choice: int) -> None:
        self.counted()
        number = self.picked(choice)
        if not self.refused(number, lambda: self.desk.meetings.sign(number, TODAY)):
            self.book = {**self.book, number: replace(self.book[number], signed=TODAY)}
            self.undone.clear()  # what is signed stays; what the model says of older steps ends here
            self.reopened()

    @precondition(lambda self: self.book)
    @rule(choice=picks, text=words)
    def correct(self, choice: int, text: str) -> None:
        """A slip with another text, signed; the record itself stays, a slip that changes nothing is given up."""
        self.counted()
        number = self.picked(choice)
        minutes, slips = self.book[number], self.desk.corrections
        try:
            slips.begin(number, "抄写有误")
        except UserError:
            assert not minutes.signed
            return
        assert minutes.signed
        if slips.update(number, {"content": text}):
            slips.sign(number, TODAY)
            self.book = {**self.book, number: replace(minutes, slips=(*minutes.slips, text))}
        else:
            assert text == minutes.read
            slips.drop(number)
        self.undone.clear()
        self.reopened()

    def refused(self, number: int, action: object) -> bool:
        """Signed minutes refuse every change, drafts none."""
        assert callable(action)
        try:
            action()
        except UserError:
            assert self.book[number].signed
            return True
        assert not self.book[number].signed
        return False

    @rule()
    def undo(self) -> None:
        self.counted()
        if self.undone:
            self.desk.undo()
            self.book = self.undone.pop()
            return
        with suppress(UserError):
            self.desk.undo()
            raise AssertionError("something was undone that the model knows nothing of")

    @invariant()
    def the_book_agrees(self) -> None:
        found = {row.id for row in self.desk.meetings.list()}
        assert found == set(self.book)
        for number, minutes in self.book.items():
            meeting = self.desk.meetings.get(number)
            assert (meeting.held_on, meeting.content) == (minutes.held_on, minutes.read)
            assert self.desk.meetings.recorded(number).content == minutes.content
            assert meeting.signed_on == minutes.signed
            assert self.desk.corrections.intact(number)
            assert [one.number for one in self.desk.corrections.of(number)] == [
                place for place, _ in enumerate(minutes.slips, start=1)
            ]
            there = {a.person_id: (a.presence.value, a.reason) for a in meeting.attendees}
            assert there == {person: minutes.ticks.get(person, ("", "")) for person in self.ids}
            items = [(i.title, (i.vote.yes, i.vote.no, i.vote.abstain)) for i in meeting.items]
            assert items == list(minutes.items)


class BackupMachine(Histories):
    """Changes, backups, going back to any of them. The model: the names there are, and those in each backup."""

    examples = 5, 30

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}  # name to phone
        self.kept: dict[Path, dict[str, str]] = {}
        self.epoch = 0
        self.count = 0

    @rule()
    def add(self) -> None:
        self.counted()
        self.count += 1
        name = f"党员{self.count}"
        self.desk.roster.add({"name": name, "category": "正式党员", "remark": "初"})
        self.names = {**self.names, name: "初"}

    @precondition(lambda self: self.names)
    @rule(choice=picks, remark=words)
    def change(self, choice: int, remark: str) -> None:
        self.counted()
        name = sorted(self.names)[choice % len(self.names)]
        self.desk.roster.update(self.desk.person(name).id, {"remark": remark})
        self.names = {**self.names, name: remark}

    @rule()
    def back_up(self) -> None:
        self.counted()
        self.kept[self.desk.backup("手动")] = self.names

    @precondition(lambda self: self.kept)
    @rule()
    def rehearse(self) -> None:
        """Practice changes nothing, and speaks of the newest backup."""
        self.counted()
        head = self.desk.store.head
        newest = self.desk.safety.rows()[0].path
        said = self.desk.safety.rehearse()
        assert newest not in self.kept or f"{len(self.kept[newest])} 名" in said, said
        assert self.desk.store.head[0] >= head[0]

    @precondition(lambda self: self.kept)
    @rule(choice=picks)
    def restore(self, choice: int) -> None:
        """The present is kept first; then everything is as it was in that backup."""
        self.counted()
        there = [path for path in sorted(self.kept) if path.is_file()]
        if not there:
            return
        chosen = there[choice % len(there)]
        done = self.desk.safety.restore(chosen, Secret())
        self.kept[done.saved] = self.names
        self.names = self.kept[chosen]
        assert done.epoch > self.epoch
        self.epoch = done.epoch
        self.desk = Desk.open(self._path, PASSWORD, lambda: TODAY)
        assert self.desk.warnings == ()

    @rule()
    def reopen(self) -> None:
        self.counted()
        self.reopened()

    @invariant()
    def the_roster_agrees(self) -> None:
        rows = self.desk.store.rows("SELECT name, remark FROM person")
        assert dict(rows) == self.names
        assert len(rows) == len(self.names)
        listed = {row.path for row in self.desk.safety.rows()}
        assert {path for path in self.kept if path.is_file()} <= listed
