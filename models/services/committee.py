"""CommitteeDesk: the whole of one committee for the window and for the command line: branches, intake, queue, figures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from models.db.journal import is_committee
from models.db.schema import COMMITTEE_MODE, MODE_KEY
from models.db.store import Store, create_store, open_store
from models.domain.committee import (
    ABOVE_KEY,
    CLERK_KEY,
    LEVEL_KEY,
    UNIT_LABELS,
    Choice,
    Conflict,
    IntakeResult,
    MadeReceipt,
    ReceiptFacts,
    ReceivedEntry,
    Remark,
    Statistics,
    Unit,
    UnitKind,
)
from models.domain.errors import UserError
from models.domain.facts import BranchFacts, PaperFacts
from models.domain.handoff import CardOffer, CardState, KeyCard, PeerKind
from models.domain.handoff_facts import KeyCardFacts
from models.domain.records import Branch
from models.domain.yearbook import Figures
from models.domain.yearbook_facts import YearbookFacts
from models.services import staging, viewing
from models.services.attachments import Attachments
from models.services.branch import load_branch
from models.services.decisions import Decisions
from models.services.desk_life import DeskLife
from models.services.drafts import Drafts
from models.services.figures import pictured
from models.services.history import History
from models.services.keyring import Keyring
from models.services.merge import Merger
from models.services.peers import Peers
from models.services.proof import verify_partitions
from models.services.receive import IntakePlan, IsCancelled, Progress, Receiver, tidy_inbox
from models.services.register import Register
from models.services.returns import Returns
from models.services.roster import RosterQuery
from models.services.safety import Safety
from models.services.settings import Settings
from models.services.statistics import Yearbook
from models.services.tree import Tree
from models.services.whole_filters import WholeFilters
from models.services.whole_roster import WholeRoster

MOST_ON_PAPER = 5000  # some two hundred pages: more belongs in a sheet of one unit after the other


def _system_today() -> str:
    return date.today().isoformat()


class CommitteeDesk(DeskLife):
    """Services of one open committee; `today` is the injectable clock (ISO date).

    A batch: `plan` -> a person looks at each Arrival, compares unknown keys (`enrol_arrival`) -> `commit` ->
    `make_receipts`. What was held is in `conflicts` until somebody `decide`s. `roster` reads everybody of all branches;
    what branches own is never changed here.
    """

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self.store, self.today = store, today
        self.settings = Settings(store)
        self.keys = Keyring(store, today)
        self.safety = Safety(store, today)
        self.drafts = Drafts(store)
        self.journal = History(store)
        self.register = Register(store, today)
        self.peers = Peers(store, today, self._owner)
        self.tree = Tree(store, today)
        self.roster = WholeRoster(store, today)
        self.attachments = Attachments(store, today)
        self.filters = WholeFilters(store, today)
        self._receiver = Receiver(store, self.peers, today)
        self._merger = Merger(store, self.peers, today)
        self._returns = Returns(store, self.peers, today)
        self._decisions = Decisions(store, self.peers, self._receiver, self._merger, self._returns, today)
        self._yearbook = Yearbook(store, self.tree, today)
        self.sign_as("")
        store.on_commit(self._signer_changed)

    # doors

    @classmethod
    def create(
        cls,
        folder: Path,
        password: str,
        *,
        name: str,
        phone: str = "",
        clerk: str = "",
        level: UnitKind = UnitKind.COMMITTEE,
        above: str = "",
        today: Callable[[], str] = _system_today,
        anchors: Path | None = None,
    ) -> Self:
        """Set up a new committee, or a general branch over a few branches, with its own keys, in an empty folder."""
        text, word = " ".join(name.split()), UNIT_LABELS[level]
        if level is UnitKind.BRANCH:
            raise KeyError(level)
        if not text:
            raise UserError(f"请填写{word}名称（公章上的全称）。")
        store = create_store(folder, password, anchors=anchors)
        store.actor = " ".join(clerk.split()) or store.actor
        try:
            with store.transaction(f"建立{word}：{text}", undoable=False) as tx:
                general = str(level) if level is UnitKind.GENERAL else ""
                texts = {LEVEL_KEY: general, ABOVE_KEY: above, CLERK_KEY: clerk}
                for key, value in {MODE_KEY: COMMITTEE_MODE, **texts}.items():
                    if told := " ".join(value.split()):
                        tx.insert("setting", {"key": key, "value": told})
                tx.insert("organisation", {"kind": UnitKind.COMMITTEE, "name": text, "phone": phone})
            desk = cls(store, today)
            desk.peers.card()
        except BaseException:
            store.close()
            raise
        return desk

    @classmethod
    def open(
        cls,
        folder: Path,
        password: str,
        today: Callable[[], str] = _system_today,
        *,
        read_only: bool = False,
        anchors: Path | None = None,
    ) -> Self:
        """Open the committee in a folder; WrongPassword or a UserError sentence otherwise."""
        return cls.of(open_store(folder, password, read_only=read_only, anchors=anchors), today)

    @classmethod
    def of(cls, store: Store, today: Callable[[], str] = _system_today) -> Self:
        """The desk of a store that is open; UserError when it is a branch's."""
        if not holds_committee(store):
            store.close()
            raise UserError("这个文件夹里是党支部的数据，不是党委的。请选择党委的数据文件夹。")
        if not store.read_only:
            staging.clear_left(store.folder)
            store.warnings += viewing.clear_left(store.folder)
            tidy_inbox(store)
        return cls(store, today)

    def verify_chain(self, progress: Progress | None = None, cancelled: IsCancelled | None = None) -> None:
        """The journal, and every partition written again and compared with what its branch signed (seconds)."""
        self.store.verify_chain()
        verify_partitions(self.store, progress, cancelled)

    def _usual_actor(self) -> str:
        """The clerk on record; a damaged file is not asked."""
        return "" if self.store.is_rescue else self.tree.clerk

    # the tree

    @property
    def branch(self) -> Branch:
        """The committee as forms and the window's head name it."""
        return load_branch(self.store)

    @property
    def committee(self) -> Unit:
        return self.tree.unit(0)

    @property
    def level_word(self) -> str:
        """党委, or 党总支 where a general branch has this desk."""
        return UNIT_LABELS[self.tree.level]

    def units(self) -> list[Unit]:
        """The whole tree, each unit after its parent, with state, counts and warnings."""
        return self.tree.units()

    def unit(self, unit_id: int) -> Unit:
        return self.tree.unit(unit_id)

    def add_unit(self, kind: UnitKind, name: str, parent_id: int = 0, **values: Any) -> int:
        """A general branch or a branch whose first package is still to come; no parent means the committee."""
        return self.tree.add(kind, name, parent_id, **values)

    def update_unit(self, unit_id: int, values: Mapping[str, Any]) -> bool:
        """Name, phone, note, parent_id, position; closed_on takes a branch out of 逾期 and statistics."""
        return self.tree.update(unit_id, values)

    def remove_unit(self, unit_id: int) -> None:
        """Only what never sent anything and has nothing below it; otherwise close it."""
        self.tree.remove(unit_id)

    @property
    def overdue_days(self) -> int:
        return self.tree.overdue_days

    def set_overdue_days(self, days: int) -> None:
        self.tree.set_overdue_days(days)

    # keys

    def _owner(self) -> tuple[PeerKind, str, str]:
        row = self.store.row("SELECT uuid, name FROM organisation WHERE kind = 'committee'")
        if row is None:
            raise UserError("这份数据不是党委的数据。")
        return PeerKind.COMMITTEE, str(row[0]), str(row[1])

    def card(self) -> KeyCard:
        """Our own card, with the current and the next key."""
        return self.peers.own_card()

    def offer_card(self, path: Path) -> CardOffer:
        """Read a branch's card from a file; nothing is stored."""
        return self.peers.read_card(path)

    def enrol(self, offer: CardOffer, *, parent_id: int = 0, confirmed_by: str = "", unit_id: int = 0) -> int:
        """Take a branch's key after its fingerprint was compared; its unit hangs under `parent_id`.

        `unit_id`: the unit entered beforehand that this branch is; it takes the branch's uuid. Returns the unit's id.
        """
        if not offer.can_be_stored and offer.state is not CardState.SAME:
            raise UserError(offer.message)  # our own card, or an older one of the branch
        uuid = offer.card.uuid
        with self.store.transaction(f"登记支部密钥：{offer.card.name}", undoable=False) as tx:
            if offer.can_be_stored:
                self.peers.accept(offer, confirmed_by=confirmed_by, compared=True)
            known = tx.value("SELECT id FROM organisation WHERE uuid = ?", (uuid,))
            if known is not None:
                return int(known)
            if unit_id:
                return self.tree.become(tx, unit_id, uuid)
            return self.tree.add(UnitKind.BRANCH, offer.card.name, parent_id, uuid=uuid)

    # arrivals

    def plan(
        self,
        sources: Sequence[Path],
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> IntakePlan:
        """Copy packages (files, folders, a stick) in, read them in a process of their own, say what each would do.

        Changes nothing. The plan keeps an encrypted staging folder: `commit` or `plan.close()` ends it.
        """
        return self._receiver.plan(sources, progress, cancelled)

    def enrol_arrival(
        self, plan: IntakePlan, token: int, *, parent_id: int = 0, confirmed_by: str = "", unit_id: int = 0
    ) -> None:
        """The fingerprint on paper is the one shown: take the key; the arrival's verdict is worked out again."""
        card = plan.arrival(token).card
        if card is None:
            return
        offer = self.peers.offer(card.text.encode("utf-8"))
        self.enrol(offer, parent_id=parent_id, confirmed_by=confirmed_by, unit_id=unit_id)
        self._receiver.judge(plan, {plan.arrival(token).branch_uuid})

    def commit(
        self, plan: IntakePlan, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> IntakeResult:
        """Verified backup, then all that may be merged in one transaction; the rest is kept for a decision."""
        return self._merger.commit(plan, progress, cancelled)

    def received(self, branch_uuid: str = "", limit: int = 500) -> list[ReceivedEntry]:
        """The register of packages, newest first."""
        return self._returns.received(branch_uuid, limit)

    # the queue

    def conflicts(self, *, open_only: bool = True) -> list[Conflict]:
        return self._decisions.list(open_only=open_only)

    def decide(
        self, conflict_id: int, choice: Choice, reason: str, *, ask: str = "", confirmed_by: str = ""
    ) -> Conflict:
        """A person decides; ACCEPT merges the held package now. UserError when the choice does not fit.

        `ask`: the branch (uuid) that gets the note, for MOVED and WRONG_NUMBER. `confirmed_by`: who compared the
        fingerprint, for an unknown key.
        """
        return self._decisions.decide(conflict_id, choice, reason, ask=ask, confirmed_by=confirmed_by)

    # going back

    def remarks(self, branch_uuid: str = "", *, open_only: bool = True) -> list[Remark]:
        return self._returns.remarks(branch_uuid, open_only=open_only)

    def add_remark(
        self,
        branch_uuid: str,
        message: str,
        *,
        record_kind: str = "",
        record_uuid: str = "",
        field: str = "",
    ) -> int:
        """退回修改: one note on one record (person | meeting | payment | branch), or on everything."""
        return self._returns.add(
            branch_uuid, message, record_kind=record_kind, record_uuid=record_uuid, field=field
        )

    def close_remark(self, remark_id: int) -> None:
        """Done, or withdrawn: it does not go with later receipts."""
        self._returns.close(remark_id)

    def make_receipts(self, received_ids: Sequence[int], folder: Path) -> list[MadeReceipt]:
        """Signed receipt files HZ-….zbb for these packages; the same package gives the same answer again."""
        return self._returns.make(received_ids, folder)

    def receipt_facts(self, received_id: int) -> ReceiptFacts:
        """What H3 is made from."""
        return self._returns.facts(received_id)

    # everybody

    def branches_of(self, person_ids: Sequence[int]) -> dict[int, str]:
        """The branch of each person on a page of the consolidated list."""
        found: dict[int, str] = {}
        for at in range(0, len(person_ids), 500):
            part = tuple(person_ids[at : at + 500])
            rows = self.store.rows(
                f"""SELECT p.id, b.name FROM person p JOIN branch b ON b.id = p.branch_id
                    WHERE p.id IN ({", ".join("?" * len(part))})""",
                part,
            )
            found.update((int(row[0]), str(row[1])) for row in rows)
        return found

    def branch_of(self, person_id: int) -> int:
        """The partition a person belongs to, 0 when there is no such person."""
        return int(self.store.value("SELECT branch_id FROM person WHERE id = ?", (person_id,)) or 0)

    def partitions(self, unit_id: int = 0) -> tuple[int, ...]:
        """What `RosterQuery.branches` takes to show a unit; () for the whole committee, which is quicker."""
        if not unit_id or unit_id == self.committee.id:
            return ()
        return tuple(unit.branch_id for unit in self.tree.below(unit_id)) or (0,)

    # paper

    def facts(
        self, subject: str, ref: int | str | None, as_of: str | None = None
    ) -> BranchFacts | PaperFacts:
        """What a form is made from: the roster of everybody or of a unit (its id), or our own card."""
        if subject == "card":
            return KeyCardFacts(branch=self.branch, as_of=self.today(), card=self.card())
        if subject != "branch":
            raise UserError("这张表由支部打印；党委这里没有它要的内容。")
        unit = self.tree.unit(int(ref or 0))
        keys = self.roster.keys(RosterQuery(branches=self.partitions(unit.id), as_of=as_of or self.today()))
        if not keys:
            raise UserError(f"“{unit.name}”还没有报来的名册。")
        if len(keys) > MOST_ON_PAPER:
            raise UserError(
                f"一次最多 {MOST_ON_PAPER:,} 人，这里有 {len(keys):,} 人。请先选一个下级单位，分开做。"
            )
        own = self.branch
        above = own.committee if unit.kind is UnitKind.COMMITTEE else own.name
        branch = Branch(uuid=unit.uuid, name=unit.name, committee=above, phone=unit.phone)
        members = tuple(self.roster.fetch(keys))
        return BranchFacts(branch=branch, as_of=as_of or self.today(), members=members)

    # figures

    def statistics(self, unit_id: int = 0, year: int = 0) -> Statistics:
        """Base figures of the whole committee or of what hangs below a unit, from kept summaries."""
        return self._yearbook.statistics(unit_id, year or int(self.today()[:4]))

    def pictured(self, ids: Sequence[int]) -> Figures:
        """The figures of the charts for these people, their ages today."""
        return pictured(self.store, ids, self.today())

    def people_behind(self, unit_id: int, year: int, key: str) -> list[int]:
        """Who is counted in one figure of a unit's year."""
        return self._yearbook.people(unit_id, year, key)

    def yearbook_facts(self, unit_id: int = 0, year: int = 0) -> YearbookFacts:
        """What D9 is made from."""
        return self._yearbook.facts(unit_id, year or int(self.today()[:4]))


def holds_committee(store: Store) -> bool:
    """Whether an open store is a committee's: which desk it gets."""
    return is_committee(store.connection)


__all__ = ["CommitteeDesk", "IntakePlan", "holds_committee"]
