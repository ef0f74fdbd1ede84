"""Two computers of one branch: the other one's package is merged field by field, every clash decided by a person.

What both once shared is found by the packages both contain: one this store wrote and the other has merged (this
store's state then, rolled back by the journal), or one of the other's that was merged here (kept in the inbox).
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exporters.package import sealing, writing
from exporters.package.manifest import Head
from exporters.package.parts import PARTS, Part
from exporters.package.reading import Package, open_bytes
from exporters.package.refusal import PackageRefused, Reason
from exporters.package.writing import Letter
from models.db.files import disk_errors, write_atomic
from models.db.store import Store
from models.db.transaction import Tx
from models.domain.errors import UserError
from models.domain.handoff import OUTBOX, check_code
from models.domain.labels import FIELD_LABELS, TABLE_LABELS
from models.domain.merging import (
    OURS,
    THEIRS,
    Change,
    Clash,
    ClashKind,
    Key,
    PartSpec,
    Plan,
    Record,
    keyed,
    plan,
)
from models.services import stick
from models.services.lineage import lineage
from models.services.peers import Peers
from models.services.pinyin import pinyin_of, sort_key
from models.services.register import Register
from models.services.snapshot import BY_PART, TABLES, Parts, numbered, read_rows, take, to_row

INBOX = "inbox"
TITLE = "给另一台电脑的数据包"
DERIVED = frozenset({"pinyin", "initials", "sort_key"})
_PARENTS = {"attendance": "meeting", "agenda_item": "meeting", "payment_line": "payment"}
_FIXED = {"meeting": "signed_on", "payment": "*", "payment_line": "*"}
_UNIQUE = {"person": ("id_number",), "dues_standard": ("person", "from_month"), "payment": ("reverses",)}

OTHER_BRANCH = "这个上报包属于另一个支部，不能与本支部的数据合并。"
NOT_WHOLE = "这个包没有包含全部字段，合并会丢内容。请在另一台电脑上选“全部”字段重新生成。"
KNOWN = "这个包已经合并过，没有新的内容。"
UNDECIDED = "还有 {count} 处两边不同，请逐处选定采用哪一边，再合并。"

Records = dict[str, dict[Key, Record]]
Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]
Decisions = Mapping[tuple[str, ...], str]


def _spec(part: Part) -> PartSpec:
    refs = {field.name: field.refers for field in part.fields if field.refers and field.refers != "*"}
    return PartSpec(
        part.name,
        part.key,
        refs=refs,
        parent=_PARENTS.get(part.name, ""),
        fixed=_FIXED.get(part.name, ""),
        still_open=frozenset({"corrections"}) if part.name == "meeting" else frozenset(),
        unique=_UNIQUE.get(part.name, ()),
        unless="deleted_on" if part.name == "person" else "",
        repeats=part.repeats,
    )


SPECS = {part.name: _spec(part) for part in PARTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Another computer's package, read and proven, and the state both computers once shared."""

    package_id: str
    made_at: str
    seq: int
    records: Records
    base: Records | None
    data: bytes
    manifest: str

    @property
    def check_code(self) -> str:
        return check_code(self.package_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line of what merging does: whose record, and which fields."""

    kind: str  # 新增 | 变更 | 移出
    part: str
    subject: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One clash as a person reads it; `choices` are OURS and THEIRS, or only the one that is possible."""

    id: tuple[str, ...]
    kind: str
    subject: str
    field: str
    base: str
    ours: str
    theirs: str
    choices: tuple[str, ...]
    decision: str


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
            head = Head(*self._store.head)
            letter = Letter(
                branch_id=self._branch_uuid(),
                seq=number,
                epoch=0,
                prev="",
                created_at=self._register.now(),
                audit_head=head,
                audit_prev=head,
                app=app,
                seen=lineage(tx),
            )
            made = writing.write(letter, take(tx), sender=card, secrets=self._peers.secrets(), to=card)
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
            raise UserError(NOT_WHOLE)
        if self._store.value(
            "SELECT count(*) FROM received WHERE package_id = ? AND result = 'merged'", (package.package_id,)
        ):
            raise UserError(KNOWN)
        return Incoming(
            package_id=package.package_id,
            made_at=package.manifest.created_at,
            seq=package.manifest.seq,
            records=_records(package),
            base=self._base(package),
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

    def _base(self, package: Package) -> Records | None:
        """The newest state both contain, or None when they never shared one that is known."""
        seen = tuple(package.manifest.seen.values())
        found: list[tuple[int, Callable[[], Records]]] = []
        for identity in seen:
            row = self._store.row("SELECT audit_seq FROM outgoing WHERE package_id = ?", (identity,))
            if row:
                seq = int(row[0])
                found.append((seq, lambda seq=seq: _keyed(take(self._store, at_seq=seq))))
                continue
            row = self._store.row(
                "SELECT id FROM received WHERE package_id = ? AND result = 'merged'", (identity,)
            )
            path = self._kept(identity)
            if row and path.is_file():
                seq = int(
                    self._store.value(
                        "SELECT max(seq) FROM journal WHERE entity = 'received' AND entity_id = ?", (row[0],)
                    )
                )
                found.append((seq, lambda path=path: _records(self._open(path.read_bytes())[0])))
        return max(found, key=lambda one: one[0])[1]() if found else None

    def _kept(self, identity: str) -> Path:
        return self._store.folder / INBOX / f"{identity[:16]}.zbb"

    # looking and deciding

    def preview(self, incoming: Incoming, decisions: Decisions | None = None) -> Preview:
        """What merging would do with these decisions."""
        found, ours = self._plan(incoming, decisions or {})
        names = _Names(ours, incoming.records)
        return Preview(
            differences=tuple(names.difference(change) for change in found.changes),
            questions=tuple(names.question(clash) for clash in found.clashes),
            shares_base=incoming.base is not None,
        )

    def _plan(self, incoming: Incoming, decisions: Decisions) -> tuple[Plan, Records]:
        ours = _keyed(take(self._store))
        found = plan(tuple(SPECS.values()), incoming.base, ours, incoming.records, decisions)
        for clash in found.clashes:
            if clash.decision and clash.decision not in _choices(clash):
                raise UserError("这一处只能保留本机的内容：已登记的缴费不能删改。")
        return found, ours

    # merging

    def commit(self, incoming: Incoming, decisions: Decisions) -> Plan:
        """Merge in one step, after a verified backup; UserError while anything is undecided."""
        self._store.backup("合并前")
        with disk_errors(self._store.folder):
            (self._store.folder / INBOX).mkdir(exist_ok=True)
            write_atomic(self._kept(incoming.package_id), incoming.data)
        with self._store.transaction("合并另一台电脑的数据") as tx:
            found, ours = self._plan(incoming, decisions)
            if found.undecided:
                raise UserError(UNDECIDED.format(count=len(found.undecided)))
            _Writer(self._store, tx).write(found.changes)
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
        names = _Names(ours, incoming.records)
        for clash in found.clashes:
            question = names.question(clash)
            tx.insert(
                "conflict",
                {
                    "kind": "desk",
                    "branch_uuid": self._branch_uuid(),
                    "record_uuid": clash.key[0],
                    "received_id": received,
                    "message": (
                        f"{question.subject} {question.field}：本机“{question.ours}”，另一台“{question.theirs}”"
                    ),
                    "found_on": self._today(),
                    "decided_on": self._today(),
                    "choice": clash.decision,
                    "decided_by": self._store.actor,
                },
            )


def _keyed(parts: Parts) -> Records:
    return {name: keyed(SPECS[name], map(_underived, parts.get(name, []))) for name in SPECS}


def _records(package: Package) -> Records:
    return _keyed({name: list(package.records(name)) for name in SPECS})


def _underived(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in DERIVED}


def _choices(clash: Clash) -> tuple[str, ...]:
    """Posted money stays: it can be added, never taken away or changed."""
    money = clash.part in ("payment", "payment_line")
    if money and clash.kind in (ClashKind.GONE_THERE, ClashKind.FIXED):
        return (OURS,)
    if clash.kind is ClashKind.GONE_THERE and clash.here and SPECS[clash.part].is_fixed(clash.here):
        return (OURS,)
    if clash.kind is ClashKind.FIXED and clash.here and SPECS[clash.part].is_fixed(clash.here):
        return (OURS,)
    return (OURS, THEIRS)


class _Names:
    """Who or what a record is, in words."""

    def __init__(self, ours: Records, theirs: Records) -> None:
        self._sides = (ours, theirs)

    def _of(self, part: str, uuid: str) -> str:
        for side in self._sides:
            record = side.get(part, {}).get((uuid,))
            if record:
                if part == "meeting":
                    return " ".join(str(record[n]) for n in ("held_on", "title", "kind") if n in record)
                if part == "payment":
                    return (
                        f"{self._of('person', str(record['person']))} {record.get('received_on', '')}".strip()
                    )
                return str(record.get("name", uuid))
        return ""

    def subject(self, part: str, key: Key, record: Record | None) -> str:
        label = TABLE_LABELS.get(part, part)
        if part in ("branch", "person", "meeting", "payment"):
            return f"{label} {self._of(part, key[0])}".strip()
        record = record or {}
        owners = [
            self._of(target, str(record[name])) for name, target in SPECS[part].refs.items() if name in record
        ]
        return " ".join((label, *dict.fromkeys(filter(None, owners))))

    def difference(self, change: Change) -> Difference:
        before, after = change.before or {}, change.after or {}
        kind = "新增" if change.before is None else "移出" if change.after is None else "变更"
        names = [name for name in (*before, *after) if before.get(name) != after.get(name)]
        fields = tuple(dict.fromkeys(_label(name) for name in names)) if kind == "变更" else ()
        subject = self.subject(change.part, change.key, change.after or change.before)
        return Difference(kind=kind, part=change.part, subject=subject, fields=fields)

    def question(self, clash: Clash) -> Question:
        whole = clash.kind is not ClashKind.FIELD
        return Question(
            id=clash.id,
            kind=clash.kind.value,
            subject=self.subject(clash.part, clash.key, clash.here or clash.there),
            field="" if whole and not clash.field else _label(clash.field),
            base=self._value(clash.part, clash.field, clash.base),
            ours=_summary(clash.here) if whole else self._value(clash.part, clash.field, clash.ours),
            theirs=_summary(clash.there) if whole else self._value(clash.part, clash.field, clash.theirs),
            choices=_choices(clash),
            decision=clash.decision,
        )

    def _value(self, part: str, name: str, value: object) -> str:
        target = SPECS[part].refs.get(name)
        if target and value:
            return self._of(target, str(value)) or "已不在"
        return "" if value is None else str(value)


def _label(name: str) -> str:
    return FIELD_LABELS.get(name) or FIELD_LABELS.get(f"{name}_id", name)


def _summary(record: Record | None) -> str:
    """A whole record in one line, without what no person reads."""
    if record is None:
        return "（没有）"
    shown = [f"{FIELD_LABELS[n]} {value}" for n, value in record.items() if n in FIELD_LABELS and n != "uuid"]
    return "，".join(shown)


class _Writer:
    """Changes into rows: children go before their parents, parents come before their children."""

    def __init__(self, store: Store, tx: Tx) -> None:
        self._tx = tx
        rows = read_rows(store)
        self._rows: dict[str, dict[Key, int]] = {}
        self._ids: dict[str, dict[str, int]] = {}
        for part, found in numbered(rows).items():
            spec = SPECS[part]
            ids = [row_id for row_id, _ in found]
            keys = keyed(spec, [record for _, record in found])
            self._rows[part] = dict(zip(keys, ids, strict=True))
            self._ids[part] = {
                str(row["uuid"]): row_id for row_id, row in rows[part].items() if "uuid" in row
            }
        self._branch = next(iter(self._ids["branch"].values()))

    def write(self, changes: tuple[Change, ...]) -> None:
        order = {table.name: number for number, table in enumerate(TABLES)}
        for change in sorted(changes, key=lambda c: -order[c.part]):
            if change.after is None:
                self._remove(change)
        for change in sorted(changes, key=lambda c: (order[c.part], "reverses" in (c.after or {}))):
            if change.after is not None:
                self._put(change, change.after)

    def _remove(self, change: Change) -> None:
        row_id = self._rows[change.part].pop(change.key, None)
        if row_id is not None and self._tx.get(change.part, row_id) is not None:
            self._tx.delete(change.part, row_id)

    def _put(self, change: Change, record: Record) -> None:
        full = dict(record)
        if change.part == "person":
            name = str(full["name"])
            pinyin, initials = pinyin_of(name)
            full |= {"pinyin": pinyin, "initials": initials, "sort_key": sort_key(name)}
        table = BY_PART[change.part]
        try:
            values: dict[str, Any] = to_row(table, full, self._ids)
        except KeyError:
            if change.part == "answer":
                return  # it spoke of a record that is gone
            raise
        row_id = self._rows[change.part].get(change.key)
        if row_id is not None:
            values.pop("uuid", None)
            self._tx.update(change.part, row_id, values)
            return
        if table.owner and table.owner[1] == "branch":
            values["branch_id"] = self._branch
        row_id = self._tx.insert(change.part, values)
        self._rows[change.part][change.key] = row_id
        if "uuid" in values:
            self._ids[change.part][str(values["uuid"])] = row_id
