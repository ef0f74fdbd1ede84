"""The county's own Word templates of this branch: kept with their contents, and what they are filled in from.

What a template says is read elsewhere (exporters/templates); here it is a file with a name and a subject.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from models.db import blobs
from models.db.store import Store
from models.domain.card import OwnField
from models.domain.card_facts import CardFacts
from models.domain.dates import full
from models.domain.dues_report import cycle
from models.domain.errors import UserError
from models.domain.facts import DossierFacts, MeetingFacts
from models.domain.organisation import Organisation
from models.domain.records import Branch
from models.domain.rules import load_rules
from models.domain.template import MOST_BYTES, TemplateEntry, TemplateFacts, TemplateSubject
from models.services.attachments import Attachments
from models.services.branch import load_branch
from models.services.card import Cards
from models.services.card_facts import card_facts
from models.services.dues_reports import read
from models.services.movements import Movements
from models.services.organising import Organising
from models.services.roster import Roster
from models.services.settings import REMIT_CYCLE, Settings

LONGEST_NAME, MOST = 40, 100
_COLUMNS = tuple(field.name for field in fields(TemplateEntry))
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM template"


def _nothing(_done: int) -> None:
    """Nobody wants to hear of it."""


class Templates:
    """`desk.templates`."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        cards: Cards,
        organisation: Organising,
        movements: Movements,
        attachments: Attachments,
        today: Callable[[], str],
    ) -> None:
        self._store, self._roster, self._cards = store, roster, cards
        self._organisation, self._movements, self._today = organisation, movements, today
        self._attachments = attachments

    # reading

    def entries(self) -> list[TemplateEntry]:
        """All of them in their order."""
        return [_entry(row) for row in self._store.rows(f"{_SELECT} ORDER BY position, id")]

    def get(self, ref: int | str) -> TemplateEntry:
        """One by id, uuid or name; UserError naming those there are."""
        known = self.entries()
        for one in known:
            if ref in (one.id, one.uuid, one.name):
                return one
        names = "、".join(one.name for one in known) or "一个也没有"
        raise UserError(
            f"没有名为“{ref}”的模板。" if isinstance(ref, str) else "这个模板已经不在了。",
            (f"已有的模板：{names}",),
        )

    def content(self, entry: TemplateEntry) -> bytes:
        """The Word file as it was put in, compared with its hash."""
        return blobs.get(self._store, entry.sha256)

    def own_fields(self) -> tuple[OwnField, ...]:
        """The branch's own columns, closed ones too: a template may still ask for them."""
        return self._cards.own_fields(closed=True)

    # writing

    def add(self, name: str, subject: TemplateSubject, file_name: str, content: bytes) -> int:
        """Put a template in; a name that is taken gets a number."""
        known = self.entries()
        if len(known) >= MOST:
            raise UserError(f"最多放 {MOST} 个模板，请先移除用不着的。")
        told = _free(_named(name), {one.name for one in known})
        with self._store.transaction(f"放入模板：{told}") as tx:
            values = _content_values(blobs.put(tx, _bounded(content)), subject, file_name)
            position = max((one.position for one in known), default=0) + 1
            return tx.insert(
                "template", {**values, "name": told, "added_on": self._today(), "position": position}
            )

    def replace(self, entry_id: int, subject: TemplateSubject, file_name: str, content: bytes) -> bool:
        """Another file under the same name; False when it is the same."""
        one = self.get(entry_id)
        with self._store.transaction(f"更换模板：{one.name}") as tx:
            values = _content_values(blobs.put(tx, _bounded(content)), subject, file_name)
            return tx.update("template", one.id, {**values, "added_on": self._today()})

    def rename(self, entry_id: int, name: str) -> bool:
        """Another name; UserError when it is another template's."""
        one, told = self.get(entry_id), _named(name)
        if any(other.name == told and other.id != one.id for other in self.entries()):
            raise UserError(f"已有名为“{told}”的模板，请换一个名字。")
        with self._store.transaction(f"模板改名：{one.name}") as tx:
            return tx.update("template", one.id, {"name": told})

    def move(self, entry_id: int, by: int) -> None:
        """Up (-1) or down (1) in the list."""
        known = self.entries()
        at = next((place for place, one in enumerate(known) if one.id == entry_id), -1)
        if at < 0 or not 0 <= at + by < len(known):
            return
        known[at], known[at + by] = known[at + by], known[at]
        with self._store.transaction("调整模板次序") as tx:
            for position, one in enumerate(known, 1):
                tx.update("template", one.id, {"position": position})

    def remove(self, entry_id: int) -> None:
        """Take it out of the list; the content stays, so that it can be undone."""
        one = self.get(entry_id)
        with self._store.transaction(f"移除模板：{one.name}") as tx:
            tx.delete("template", one.id)

    # what they are filled in from

    def of_people(
        self,
        ids: Iterable[int],
        day: str = "",
        *,
        everybody: bool = False,
        photos: bool = False,
        dossier: Callable[[int], DossierFacts] | None = None,
        each: Callable[[int], None] = _nothing,
    ) -> Iterator[TemplateFacts]:
        """One filling for each person; `everybody`: with the list of the members, `photos`: with the portrait.

        `dossier` reads the steps of becoming a member where they are asked for; `each` hears of every card of the list.
        """
        on = day or self._today()
        branch, organisation, own = load_branch(self._store), self._organisation.load(on), self.own_fields()
        people = tuple(self._cards_of(self._members(on), on, branch, own, each)) if everybody else ()
        for card in self._cards_of(ids, on, branch, own):
            who = card.card.person.id
            photo = self._photo(who) if photos else b""
            steps = dossier(who) if dossier else None
            yield _facts(
                branch, on, organisation, own, person=card, people=people, photo=photo, dossier=steps
            )

    def of_branch(
        self, ids: Sequence[int] = (), day: str = "", each: Callable[[int], None] = _nothing
    ) -> TemplateFacts:
        """One filling for the branch and these people, without any all its members of the day.

        `each` is told how many are gathered, before the next: it may break off.
        """
        on = day or self._today()
        branch, own = load_branch(self._store), self.own_fields()
        people = tuple(self._cards_of(ids or self._members(on), on, branch, own, each))
        wanted = cycle(Settings(self._store).get(REMIT_CYCLE), on[:7])
        ledger = read(self._store, branch, load_rules(), wanted, on)
        return _facts(branch, on, self._organisation.load(on), own, people=people, ledger=ledger)

    def of_meeting(
        self, meeting: MeetingFacts, *, everybody: bool = False, each: Callable[[int], None] = _nothing
    ) -> TemplateFacts:
        """One filling for a meeting: the branch, its posts and (for `everybody`) its members as on that day."""
        today = self._today()
        on = meeting.meeting.held_on if full(meeting.meeting.held_on) else today
        branch, own = load_branch(self._store), self.own_fields()
        people = tuple(self._cards_of(self._members(on), on, branch, own, each)) if everybody else ()
        organisation = self._organisation.load(on)
        return _facts(branch, on, organisation, own, people=people, meeting=meeting, made_on=today)

    def _photo(self, person_id: int) -> bytes:
        """The portrait; nothing when there is none, or its content never came to this computer."""
        found = self._attachments.photo(person_id)
        return self._attachments.content(found) if found is not None and found.is_here else b""

    def _members(self, on: str) -> list[int]:
        return [one.id for one in self._roster.members(on)]

    def _cards_of(
        self,
        ids: Iterable[int],
        on: str,
        branch: Branch,
        own: tuple[OwnField, ...],
        each: Callable[[int], None] = _nothing,
    ) -> Iterator[CardFacts]:
        for done, person_id in enumerate(ids):
            each(done)
            card = self._cards.get(person_id)
            if on != self._today():
                card = replace(card, person=self._roster.fetch_on([person_id], on)[0])
            yield card_facts(
                self._store,
                branch,
                on,
                card,
                own_fields=own,
                findings=[],
                marks=[],
                cases=self._movements.cases(person_id=person_id),
                attachments=[],
                photo=None,
            )


def _facts(
    branch: Branch, on: str, organisation: Organisation, own: tuple[OwnField, ...], **who: Any
) -> TemplateFacts:
    return TemplateFacts(branch=branch, as_of=on, organisation=organisation, own_fields=own, **who)


def _entry(row: Sequence[Any]) -> TemplateEntry:
    return TemplateEntry(**dict(zip(_COLUMNS, row, strict=True)))


def _content_values(sha256: str, subject: TemplateSubject, file_name: str) -> dict[str, Any]:
    return {"sha256": sha256, "subject": subject, "file_name": " ".join(file_name.split())[:100]}


def _bounded(content: bytes) -> bytes:
    if not 0 < len(content) <= MOST_BYTES:
        raise UserError(f"模板不能是空文件，也不能超过 {MOST_BYTES >> 20} MB。")
    return content


def _named(name: str) -> str:
    told = " ".join(name.split())[:LONGEST_NAME].strip()
    if not told:
        raise UserError("请给模板起个名字，例如“党员基本情况登记表”。")
    return told


def _free(name: str, taken: set[str]) -> str:
    told, number = name, 1
    while told in taken:
        number += 1
        told = f"{name}（{number}）"
    return told
