"""CommitteeDesk: the whole of one committee for the window and for the command line: branches, intake, queue, figures."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from models.db.store import Store
from models.domain.committee import (
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
from models.domain.handoff import CardOffer, KeyCard
from models.domain.records import Changes, HistoryEntry
from models.services.receive import IntakePlan

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


class CommitteeDesk:
    """Services of one open committee; `today` is the injectable clock (ISO date).

    A batch: `plan` -> a person looks at each Arrival, compares unknown keys (`enrol_arrival`) -> `commit` ->
    `make_receipts`. What was held is in `conflicts` until somebody `decide`s.
    """

    store: Store

    @classmethod
    def create(cls, folder: Path, password: str, *, name: str, phone: str = "") -> Self:
        """Set up a new committee, with its own keys, in an empty folder."""

    @classmethod
    def open(cls, folder: Path, password: str, *, read_only: bool = False) -> Self: ...

    def close(self) -> None: ...

    @property
    def warnings(self) -> tuple[str, ...]: ...

    # time machine: undo_label, redo_label, undo, redo, history, recent, on_commit, backup as Desk

    def undo(self) -> Changes: ...
    def history(self, table: str, row_id: int) -> list[HistoryEntry]: ...
    def backup(self, reason: str) -> Path: ...

    def verify_chain(self) -> None:
        """The journal, and every partition written again and compared with what its branch signed (seconds)."""

    # the tree

    def units(self) -> list[Unit]:
        """The whole tree, each unit after its parent, with state, counts and warnings."""

    def unit(self, unit_id: int) -> Unit: ...

    def add_unit(self, kind: UnitKind, name: str, parent_id: int = 0, **values: Any) -> int:
        """A general branch or a branch whose first package is still to come; no parent means the committee."""

    def update_unit(self, unit_id: int, values: Mapping[str, Any]) -> bool:
        """Name, phone, note, parent_id, position; closed_on takes a branch out of 逾期 and statistics."""

    def remove_unit(self, unit_id: int) -> None:
        """Only what never sent anything and has nothing below it; otherwise close it."""

    @property
    def overdue_days(self) -> int: ...

    def set_overdue_days(self, days: int) -> None: ...

    # keys

    def card(self) -> KeyCard:
        """Our own card, with the current and the next key."""

    def offer_card(self, path: Path) -> CardOffer:
        """Read a branch's card from a file; nothing is stored."""

    def enrol(self, offer: CardOffer, *, parent_id: int = 0, confirmed_by: str = "") -> int:
        """Take a branch's key after its fingerprint was compared; makes the unit if there is none. Its id."""

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

    def enrol_arrival(
        self, plan: IntakePlan, token: int, *, parent_id: int = 0, confirmed_by: str = ""
    ) -> None:
        """The fingerprint on paper is the one shown: take the key; the arrival's verdict is worked out again."""

    def commit(self, plan: IntakePlan, progress: Progress | None = None) -> IntakeResult:
        """Verified backup, then all that may be merged in one transaction; the rest is kept for a decision."""

    def received(self, branch_uuid: str = "", limit: int = 500) -> list[ReceivedEntry]:
        """The register of packages, newest first."""

    # the queue

    def conflicts(self, *, open_only: bool = True) -> list[Conflict]: ...

    def decide(self, conflict_id: int, choice: Choice, reason: str) -> Conflict:
        """A person decides; ACCEPT merges the held package now. UserError when the choice does not fit."""

    # going back

    def remarks(self, branch_uuid: str = "", *, open_only: bool = True) -> list[Remark]: ...

    def add_remark(
        self, branch_uuid: str, message: str, *, record_kind: str = "", record_uuid: str = "", field: str = ""
    ) -> int:
        """退回修改: one note on one record (person | meeting | payment | branch)."""

    def close_remark(self, remark_id: int) -> None:
        """Done, or withdrawn: it does not go with later receipts."""

    def make_receipts(self, received_ids: Sequence[int], folder: Path) -> list[MadeReceipt]:
        """Signed receipt files HZ-….zbb for these packages; the same package gives the same answer again."""

    def receipt_facts(self, received_id: int) -> ReceiptFacts:
        """What H3 is made from."""

    # figures

    def statistics(self, unit_id: int = 0, year: int = 0) -> Statistics:
        """Base figures of the whole committee or of what hangs below a unit, from kept summaries."""


__all__ = ["CommitteeDesk", "IntakePlan"]
