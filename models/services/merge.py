"""Merging a plan: verified backup, one transaction, savepoints and one journal row a package, all or nothing."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from models.db.connection import IntegrityError
from models.db.store import Store
from models.db.transaction import Tx
from models.domain.committee import (
    MERGED,
    Arrival,
    ConflictKind,
    IntakeResult,
    Outcome,
    UnitKind,
    Verdict,
)
from models.domain.errors import Cancelled
from models.services import attachment_files, partition, queue, statistics
from models.services.intake_worker import Found
from models.services.newcomers import Newcomers
from models.services.peers import Peers
from models.services.receive import (
    IntakePlan,
    IsCancelled,
    Progress,
    counts_text,
    keep_in_inbox,
    refuse_stale,
    tidy_inbox,
)
from models.services.tree import root_id

MANY = 5_000  # people; fewer never make it worth while to build the indexes again
GROUP = 100  # packages of new branches under one savepoint
CACHE_KIB = 96 * 1024  # for such a batch; twice as much is no quicker
CLASH = "内容与别的支部已有的记录编号相同，没有导入。请向支部核实数据是不是从别处复制来的。"
TWICE = "内容里有不应重复的项（例如两个人用同一个身份证号），没有导入。请支部更正后重新上报。"
KINDS = {
    Verdict.OLDER: ConflictKind.OLDER,
    Verdict.FORK: ConflictKind.FORK,
    Verdict.RESTORED: ConflictKind.RESTORED,
    Verdict.HISTORY: ConflictKind.HISTORY,
    Verdict.POSTED: ConflictKind.POSTED,
    Verdict.ENROL: ConflictKind.UNKNOWN_KEY,
}


class Merger:
    """Carries out what a plan says and a person has seen."""

    def __init__(self, store: Store, peers: Peers, today: Callable[[], str]) -> None:
        self._store, self._peers, self._today = store, peers, today

    def commit(
        self,
        plan: IntakePlan,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
        *,
        note: str = "",
    ) -> IntakeResult:
        """Everything of the plan in one transaction; UserError when something was received since it was made."""
        refuse_stale(self._store, plan)
        backup = self.back_up(plan)
        outcomes, conflicts = self.carry_out(plan, progress, cancelled, note=note)
        tidy_inbox(self._store)
        plan.close()
        return IntakeResult(outcomes=outcomes, backup=backup, new_conflicts=conflicts)

    def back_up(self, plan: IntakePlan) -> str:
        """The name of a verified backup made now; none when the plan merges nothing."""
        return self._store.backup("导入上报包前").name if plan.mergeable else ""

    def carry_out(
        self,
        plan: IntakePlan,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
        *,
        note: str = "",
    ) -> tuple[tuple[Outcome, ...], int]:
        """The transaction itself, also inside another; what became of each file, and how many conflicts are new."""
        mergeable, held = plan.mergeable, plan.held
        for arrival in held:
            keep_in_inbox(self._store, plan, arrival)
        outcomes = {one.token: _as_it_was(self._store, one) for one in plan.arrivals}
        if not mergeable and not held:
            return tuple(outcomes.values()), 0
        with self._store.transaction(f"接收上报包 {len(mergeable)} 个", undoable=False) as tx:
            batch = _Batch(self._store, self._peers, tx, plan, self._today(), note)
            with merging(tx):
                for done, (token, outcome) in enumerate(batch.merge(mergeable), start=1):
                    outcomes[token] = outcome
                    if progress:
                        progress(done, len(mergeable))
                    if cancelled and cancelled():
                        raise Cancelled
            for arrival in held:
                outcomes[arrival.token] = batch.hold(arrival)
            statistics.keep(tx, plan.year, batch.figures)
            new = queue.find_same_people(tx, self._today())
        return tuple(outcomes.values()), len(held) + new


@contextmanager
def merging(tx: Tx) -> Generator[None]:
    """While this lasts, what a branch posted and signed may be replaced; the row can never be committed."""
    raw = tx.beside_journal
    raw.execute("PRAGMA defer_foreign_keys=ON")  # rows of a branch refer to each other in any order
    raw.execute("INSERT INTO merging (id) VALUES (1)")
    yield
    raw.execute("DELETE FROM merging")


class _Batch:
    """One commit under way."""

    def __init__(self, store: Store, peers: Peers, tx: Tx, plan: IntakePlan, today: str, note: str) -> None:
        self._store, self._peers, self._tx, self._plan = store, peers, tx, plan
        self._today, self._note = today, note
        self._number = int(tx.value("SELECT max(number) FROM received") or 0)
        self._units = {str(row[0]) for row in tx.rows("SELECT uuid FROM organisation")}
        self._cards: dict[str, str] = {
            str(uuid): str(card)
            for uuid, card in tx.rows("SELECT uuid, card FROM peer WHERE kind = 'branch'")
        }
        self._newcomers = Newcomers(tx.beside_journal)
        self._known = self._received(one.package_id for one in (*plan.mergeable, *plan.held))
        self.figures: dict[str, Found] = {}  # branch uuid -> the package whose figures count

    def _received(self, package_ids: Iterable[str]) -> dict[str, int]:
        """Rows of those packages which we have met before."""
        wanted, known = list(package_ids), dict[str, int]()
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            marks = ", ".join("?" * len(some))
            sql = f"SELECT package_id, id FROM received WHERE package_id IN ({marks})"
            known |= {str(package_id): int(row_id) for package_id, row_id in self._tx.rows(sql, some)}
        return known

    def merge(self, arrivals: Iterable[Arrival]) -> Generator[tuple[int, Outcome]]:
        """Known branches first, with the indexes; then the new ones, without, when they are many."""
        times = Counter(arrival.branch_uuid for arrival in arrivals)
        stored = {str(row[0]) for row in self._tx.rows("SELECT uuid FROM branch")}
        new = [
            one
            for one in arrivals
            if one.branch_uuid not in stored
            and times[one.branch_uuid] == 1
            and one.package_id not in self._known
        ]
        single = {one.token for one in new}
        for arrival in arrivals:
            if arrival.token not in single:
                yield arrival.token, self._merge_one(arrival)
        people = sum(self._plan.found[one.token].counts.get("person", 0) for one in new)
        raw, usual = self._tx.beside_journal, -int(self._tx.value("PRAGMA cache_size"))
        again: list[str] = []
        if people > max(MANY, int(self._tx.value("SELECT count(*) FROM person") or 0)):
            raw.execute(
                f"PRAGMA cache_size={-CACHE_KIB}"
            )  # pages that do not fit are encrypted again and again
            again = partition.drop_indexes(raw)
        for at in range(0, len(new), GROUP):
            part = new[at : at + GROUP]
            yield from zip((one.token for one in part), self._merge_group(part), strict=True)
        for statement in again:
            raw.execute(statement)
        raw.execute(f"PRAGMA cache_size={-usual}")

    def _merge_group(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        """Packages of branches that are new here under one savepoint, which copies each page once and not for each
        package; when one of them cannot be written, all are taken back and tried one by one.
        """
        number, units, figures = self._number, set(self._units), dict(self.figures)
        try:
            with self._store.transaction(""):
                rows = [self._write_new(arrival) for arrival in arrivals]
                numbers = [int(row["number"]) for row in rows]
                ids = self._tx.insert_many("received", rows)
                told = zip(arrivals, numbers, ids, strict=True)
                return [_merged(arrival, number, row_id) for arrival, number, row_id in told]
        except IntegrityError:
            self._number, self._units, self.figures = number, units, figures
            return [self._merge_one(arrival) for arrival in arrivals]

    def _merge_one(self, arrival: Arrival) -> Outcome:
        """One package under a savepoint of its own: what cannot be written is said, the others go on."""
        number, figures = self._number, dict(self.figures)
        try:
            with self._store.transaction(""):
                return self._write_one(arrival)
        except IntegrityError as error:
            self._number, self.figures = number, figures
            why = CLASH if "uuid" in str(error) else TWICE
            letter = self._plan.contents(arrival.token)[1:]
            found = self._plan.found[arrival.token]
            row_id = self._record(arrival, found, letter, "rejected", 0, why)
            return _outcome(arrival, Verdict.REFUSED, why, 0, row_id)

    def _write_one(self, arrival: Arrival) -> Outcome:
        found = self._plan.found[arrival.token]
        sheets, *letter = self._plan.contents(arrival.token)
        branch_id = self._tx.value("SELECT id FROM branch WHERE uuid = ?", (arrival.branch_uuid,))
        starts = self._plan.starts[arrival.token]
        if branch_id is None:
            self._newcomers.insert(sheets, starts)
        else:
            stored = partition.stored_rows(self._tx, int(branch_id))
            difference = partition.compare(stored, partition.numbered(sheets, starts))
            partition.write(self._tx.beside_journal, difference)
        self._take_over(arrival, found)
        note = self._note or arrival.message
        return _merged(
            arrival, self._number, self._record(arrival, found, letter, "merged", self._number, note)
        )

    def _write_new(self, arrival: Arrival) -> dict[str, Any]:
        """A branch that is new here; the row that says so is for the caller to write."""
        found = self._plan.found[arrival.token]
        sheets, *letter = self._plan.contents(arrival.token)
        self._newcomers.insert(sheets, self._plan.starts[arrival.token])
        self._take_over(arrival, found)
        note = self._note or arrival.message
        told = _told(arrival, "merged", self._number, note)
        return told | self._of_package(arrival, found, letter)

    def _take_over(self, arrival: Arrival, found: Found) -> None:
        """What comes with the records: its number, attachments, the key, the figures."""
        self._number += 1
        attachment_files.take_in(self._tx, self._plan.attachments(arrival.token))
        self._know(arrival, found)
        self.figures[arrival.branch_uuid] = found

    def _record(
        self, arrival: Arrival, found: Found, letter: Sequence[str], result: str, number: int, note: str
    ) -> int:
        """The one journal row of the package: its manifest names the hash of every part that was merged."""
        values = _told(arrival, result, number, note)
        row_id = self._known.get(arrival.package_id)
        if row_id is not None:  # it was held, and a person has decided
            self._tx.update("received", row_id, values)
            return row_id
        return self._tx.insert("received", values | self._of_package(arrival, found, letter))

    def _of_package(self, arrival: Arrival, found: Found, letter: Sequence[str]) -> dict[str, Any]:
        """What a received package says of itself."""
        claim = found.claim
        return {
            "branch_uuid": claim.branch_uuid,
            "package_id": claim.package_id,
            "seq": claim.seq,
            "epoch": claim.epoch,
            "audit_seq": claim.audit_seq,
            "audit_hash": claim.audit_hash,
            "fingerprint": arrival.fingerprint,
            "made_at": found.made_at,
            "received_at": f"{self._today}T{datetime.now().strftime('%H:%M:%S')}",
            "file_name": arrival.file_name,
            "manifest": letter[0],
            "signature": letter[1],
        }

    def _know(self, arrival: Arrival, found: Found) -> None:
        """A key change that the confirmed key signed is taken over; a branch without a place hangs at the root."""
        if self._cards.get(arrival.branch_uuid) != found.card.text:
            offer = self._peers.offer(found.card.text.encode("utf-8"))
            if offer.can_be_stored and not offer.needs_comparing:
                self._peers.accept(offer)
        if arrival.branch_uuid not in self._units:
            self._units.add(arrival.branch_uuid)
            unit = {"uuid": arrival.branch_uuid, "kind": UnitKind.BRANCH, "name": found.name}
            self._tx.insert("organisation", {**unit, "parent_id": root_id(self._tx)})

    def hold(self, arrival: Arrival) -> Outcome:
        """Keep a package for a person, and say so in the queue."""
        found = self._plan.found[arrival.token]
        letter = self._plan.contents(arrival.token)[1:]
        row_id = self._record(arrival, found, letter, "held", 0, arrival.message)
        self._tx.insert(
            "conflict",
            {
                "kind": KINDS[arrival.verdict],
                "branch_uuid": arrival.branch_uuid,
                "received_id": row_id,
                "message": f"{arrival.branch_name}第 {arrival.seq} 号包：{arrival.message}",
                "found_on": self._today,
            },
        )
        return _outcome(arrival, arrival.verdict, f"没有导入，已放入待裁决。{arrival.message}", 0, row_id)


def _as_it_was(store: Store, arrival: Arrival) -> Outcome:
    """What was said before of a package that is known; the cause of a refusal."""
    row = store.row("SELECT id, number FROM received WHERE package_id = ?", (arrival.package_id,))
    row_id, number = (int(row[0]), int(row[1])) if row and arrival.package_id else (0, 0)
    return _outcome(arrival, arrival.verdict, arrival.message, number, row_id)


def _told(arrival: Arrival, result: str, number: int, note: str) -> dict[str, Any]:
    """What became of a package."""
    return {
        "result": result,
        "number": number,
        "note": note,
        "counts": counts_text(arrival.counts),
        "records": arrival.records,
        "dues_before": arrival.dues_before,
        "dues_after": arrival.dues_after,
    }


def _merged(arrival: Arrival, number: int, received_id: int) -> Outcome:
    verdict = arrival.verdict if arrival.verdict in MERGED else Verdict.NEXT
    gap = arrival.message if arrival.verdict is Verdict.GAP else ""
    return _outcome(arrival, verdict, f"已导入（第 {number} 号）。{gap}", number, received_id)


def _outcome(arrival: Arrival, verdict: Verdict, message: str, number: int, received_id: int) -> Outcome:
    return Outcome(
        file_name=arrival.file_name,
        verdict=verdict,
        message=message,
        branch_uuid=arrival.branch_uuid,
        branch_name=arrival.branch_name,
        package_id=arrival.package_id,
        seq=arrival.seq,
        number=number,
        received_id=received_id,
    )
