"""Two computers of one branch: the other one's package is merged field by field, every clash decided by a person.

What both once shared is found by what both contain: a package this store wrote and the other has merged, or the
backup one of them began with (this store's state then, rolled back by the journal), or a package of the other's that
was merged here (kept in the inbox).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exporters.package import sealing, writing
from exporters.package.manifest import MOST_SAME, Head
from exporters.package.parts import PARTS, SCHEMA
from exporters.package.reading import Package, open_bytes
from exporters.package.refusal import PackageRefused, Reason
from exporters.package.writing import Letter
from models.db import shelf
from models.db.files import disk_errors, make_private, write_atomic
from models.db.store import Store
from models.db.transaction import Tx
from models.domain.errors import UserError
from models.domain.handoff import OUTBOX, check_code
from models.domain.merging import (
    SAME,
    Clash,
    ClashKind,
    Key,
    Plan,
    Record,
    keyed,
    under,
)
from models.domain.merging_plan import plan
from models.domain.merging_twice import Pair, names_here, new_pairs
from models.services import attachment_files, closed_twice, one_record, stick
from models.services.lineage import lineage
from models.services.peers import Peers
from models.services.register import Register
from models.services.second_desk_base import deleted_unseen, shared_states, together
from models.services.second_desk_rows import SPECS, Records, Writer
from models.services.second_desk_words import Difference, Names, Question, choices, taken_back
from models.services.snapshot import Parts, take

INBOX = "inbox"
TITLE = "给另一台电脑的数据包"
DERIVED = frozenset({"pinyin", "initials", "sort_key"})
OTHER_BRANCH = "这个上报包属于另一个支部，不能与本支部的数据合并。"
OLDER = "另一台电脑上的程序较旧，它的包里缺这里已有的内容。请先在那台电脑上升级程序，再重新生成。"
NOT_WHOLE = "这个包没有包含全部字段，合并会丢内容。请在另一台电脑上选“全部”字段重新生成。"
KNOWN = "这个包已经合并过，没有新的内容。"
OWN = "这个包是本机做的，或在本机的数据从另一台恢复之前做的，里面没有新的内容。"
TOLD = "两台电脑各录了一次的同一条记录：另一台电脑上已定为同一条。"
FIXED_CHOICE = "这一处只能采用{side}的内容：已登记的缴费、已签字的会议记录不能删改。"
UNDECIDED = "还有 {count} 处两边不同，请逐处选定采用哪一边，再合并。"

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]
Decisions = Mapping[tuple[str, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Another computer's package, read and proven, and the states both computers once shared."""

    package_id: str
    made_at: str
    seq: int
    records: Records
    bases: tuple[Records, ...]
    same: tuple[Pair, ...]  # what it knows to be one record under two names
    gone: frozenset[tuple[str, Key]]  # deleted here, and the other computer cannot know of it
    data: bytes
    manifest: str

    @property
    def check_code(self) -> str:
        return check_code(self.package_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is shown before merging, anew after every decision."""

    differences: tuple[Difference, ...]
    questions: tuple[Question, ...]
    shares_base: bool

    @property
    def undecided(self) -> int:
        return sum(1 for question in self.questions if not question.decision)


class SecondDesk:
    """`desk.second`: read the other computer's package, look, decide, merge."""

    def __init__(
        self,
        store: Store,
        peers: Peers,
        branch_uuid: Callable[[], str],
        today: Callable[[], str],
    ) -> None:
        self._store, self._peers, self._branch_uuid, self._today = store, peers, branch_uuid, today
        self._register = Register(store, today)

    # for the other computer

    def write(self, app: str = "") -> Path:
        """Everything, sealed to our own key, in the outbox: for the other computer of this branch."""
        card = self._peers.card()
        folder = self._store.folder / OUTBOX
        with self._store.transaction("生成给另一台电脑的数据包", undoable=False) as tx:
            number = int(tx.value("SELECT coalesce(max(seq), 0) FROM outgoing WHERE title = ?", (TITLE,))) + 1
            parts = take(tx)
            files, kept = attachment_files.for_other_desk(tx, parts)
            head = Head(*self._store.head)
            letter = Letter(
                branch_id=self._branch_uuid(),
                seq=number,
                epoch=0,
                prev="",
                created_at=self._register.now(),
                audit_head=head,
                app=app,
                same=dict(one_record.pairs(tx)[:MOST_SAME]),
                seen=lineage(tx, [one.head for one in shelf.entries(self._store.folder)]),
                attachments_known=kept,
            )
            made = writing.write(
                letter, parts, sender=card, secrets=self._peers.secrets(), to=card, files=files
            )
            path = folder / made.file_name.replace("DJ-", "DN-", 1)
            self._open(made.data)
            with disk_errors(folder):
                folder.mkdir(exist_ok=True)
                write_atomic(path, made.data)
            self._register.enter(
                tx,
                {
                    "kind": "copy",
                    "title": TITLE,
                    "recipient": "本支部的另一台电脑",
                    "file_name": path.name,
                    "sha256": hashlib.sha256(made.data).hexdigest(),
                    "size": len(made.data),
                    "fields": "全部",
                    "records": sum(digest.records for digest in made.manifest.parts.values()),
                    "package_id": made.package_id,
                    "seq": number,
                    "audit_seq": head.seq,
                    "audit_hash": head.hash,
                    "manifest": made.manifest.encode().decode("utf-8"),
                },
            )
        return path

    def write_to(
        self, folder: Path, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> Path:
        """The same on a stick or in a folder, read back and compared."""
        return stick.write(self.write(), folder, progress, cancelled).path

    # reading

    def read(self, path: Path) -> Incoming:
        """Read and prove the other computer's package; nothing changes. UserError says why it cannot be merged."""
        package, data = self._open(sealing.read_file(path))
        if package.manifest.branch_id != self._branch_uuid():
            raise UserError(OTHER_BRANCH)
        if any(set(package.manifest.fields.get(part.name, ())) != set(part.names) for part in PARTS):
            raise UserError(OLDER if package.manifest.schema < SCHEMA else NOT_WHOLE)
        if self._store.value("SELECT count(*) FROM outgoing WHERE package_id = ?", (package.package_id,)):
            raise UserError(OWN)
        if self._store.value(
            "SELECT count(*) FROM received WHERE package_id = ? AND result = 'merged'", (package.package_id,)
        ):
            raise UserError(KNOWN)
        return Incoming(
            package_id=package.package_id,
            made_at=package.manifest.created_at,
            seq=package.manifest.seq,
            records=_records(package),
            bases=tuple(self._bases(package)),
            same=tuple(package.manifest.same.items()),
            gone=deleted_unseen(self._store, package.manifest.seen.values()),
            data=data,
            manifest=package.manifest.encode().decode("utf-8"),
        )

    def _open(self, data: bytes) -> tuple[Package, bytes]:
        try:
            return open_bytes(data, self._peers.me(), own=True), data
        except PackageRefused as refusal:
            if refusal.reason is Reason.UNKNOWN_SENDER:
                raise UserError(
                    "这个包不是用本支部的密钥做的。第二台电脑的数据要从第一台的备份恢复，两台才用同一把密钥。"
                ) from refusal
            raise

    def _bases(self, package: Package) -> list[Records]:
        """The newest states both contain; none when they never shared one that is known."""
        return shared_states(
            self._store,
            package.manifest.seen.values(),
            lambda seq: _keyed(take(self._store, at_seq=seq)),
            self._merged_records,
        )

    def _merged_records(self, identity: str) -> Records | None:
        """What a package that was merged here held; None when its file is gone."""
        path = self._kept(identity)
        return _records(self._open(path.read_bytes())[0]) if path.is_file() else None

    def _kept(self, identity: str) -> Path:
        return self._store.folder / INBOX / f"{identity[:16]}.zbb"

    # looking and deciding

    def preview(self, incoming: Incoming, decisions: Decisions | None = None) -> Preview:
        """What merging would do with these decisions."""
        found, ours = self._plan(incoming, decisions or {})
        names = Names(ours, incoming.records)
        twice = closed_twice.will_be_taken_back(ours.get("voucher", {}), found.changes)
        return Preview(
            differences=(*map(names.difference, found.changes), *map(taken_back, twice)),
            questions=tuple(names.question(clash) for clash in found.clashes),
            shares_base=bool(incoming.bases),
        )

    def _plan(self, incoming: Incoming, decisions: Decisions) -> tuple[Plan, Records]:
        ours = _keyed(take(self._store))
        specs = tuple(SPECS.values())
        names = names_here(one_record.pairs(self._store), incoming.same, ours, incoming.records)
        bases = [under(specs, one, names) for one in incoming.bases]
        base = together(bases) if bases else None
        kept = one_record.kept(self._store)
        found = plan(
            specs, base, ours, incoming.records, decisions, names=names, gone=incoming.gone, kept=kept
        )
        for clash in found.clashes:
            if clash.decision and clash.decision not in choices(clash):
                raise UserError(FIXED_CHOICE.format(side=choices(clash)[0]))
        return found, ours

    # merging

    def commit(self, incoming: Incoming, decisions: Decisions) -> Plan:
        """Merge in one step, after a verified backup; UserError while anything is undecided."""
        self._store.backup("合并前")
        with disk_errors(self._store.folder):
            make_private(self._store.folder / INBOX)
            write_atomic(self._kept(incoming.package_id), incoming.data)
        with self._store.transaction("合并另一台电脑的数据") as tx:
            found, ours = self._plan(incoming, decisions)
            if found.undecided:
                raise UserError(UNDECIDED.format(count=len(found.undecided)))
            Writer(self._store, tx).write(found.changes)
            closed_twice.take_back(tx)
            attachment_files.take_in(tx, _files(self._open(incoming.data)[0]))
            self._remember(tx, incoming, found, ours)
        return found

    def _remember(self, tx: Tx, incoming: Incoming, found: Plan, ours: Records) -> None:
        """The package, and both values of everything that was decided: what was not taken stays on record."""
        manifest = json.loads(incoming.manifest)
        received = tx.insert(
            "received",
            {
                "branch_uuid": self._branch_uuid(),
                "package_id": incoming.package_id,
                "result": "merged",
                "number": int(tx.value("SELECT coalesce(max(number), 0) FROM received")) + 1,
                "seq": incoming.seq,
                "audit_seq": int(manifest["audit_head"]["seq"]),
                "audit_hash": str(manifest["audit_head"]["hash"]),
                "made_at": incoming.made_at,
                "received_at": self._today(),
                "manifest": incoming.manifest,
                "signature": "",
                "records": sum(len(part) for part in incoming.records.values()),
            },
        )
        names = Names(ours, incoming.records)
        decided = {
            "kind": one_record.DESK,
            "branch_uuid": self._branch_uuid(),
            "received_id": received,
            "found_on": self._today(),
            "decided_on": self._today(),
            "decided_by": self._store.actor,
        }
        for clash in found.clashes:
            question = names.question(clash)
            said = f"{question.subject} {question.field}：本机“{question.ours}”，另一台“{question.theirs}”"
            both = _both_names(clash)
            tx.insert("conflict", {**decided, **both, "choice": clash.decision, "message": said})
        told = new_pairs(one_record.pairs(tx), incoming.same)
        for theirs, mine in reversed(told):
            both = {"record_uuid": theirs, "other_record": mine}
            tx.insert("conflict", {**decided, **both, "choice": SAME, "message": TOLD})


def _files(package: Package) -> Iterator[tuple[str, bytes]]:
    """The contents of attachments the package brings."""
    files = {name: digest.size for name, digest in package.manifest.files.items()}
    for name in attachment_files.wanted(package.records(attachment_files.PART), files):
        yield name, package.attachment(name)


def _both_names(clash: Clash) -> dict[str, str]:
    """Which record was decided about; of one thing entered twice the other computer's name of it, and ours."""
    if clash.kind is not ClashKind.TWICE:
        return {"record_uuid": clash.key[0]}
    return {"record_uuid": clash.key[0], "other_record": clash.key[1]}


def _keyed(parts: Parts) -> Records:
    return {name: keyed(SPECS[name], map(_underived, parts.get(name, []))) for name in SPECS}


def _records(package: Package) -> Records:
    return _keyed({name: list(package.records(name)) for name in SPECS})


def _underived(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in DERIVED}
