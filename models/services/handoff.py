"""Handing over to the committee: what will go, the package itself, and the receipt that comes back."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from exporters.package import manifest as manifests
from exporters.package.manifest import Head, Manifest
from exporters.package.writing import Letter, file_name
from models.db.files import disk_errors
from models.db.restore import EPOCH, RESTORED_FROM
from models.db.store import Store
from models.db.transaction import Tx
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.handoff import (
    OUTBOX,
    REMIND_AFTER_DAYS,
    FieldChoice,
    HandoffStatus,
    OutgoingEntry,
    PartCount,
    PeerKind,
    Preparation,
    Profile,
    ReceiptView,
    Totals,
    WrittenPackage,
)
from models.domain.handoff_facts import HandoffFacts, KeyCardFacts
from models.domain.labels import TABLE_LABELS
from models.domain.records import MEMBER_CATEGORIES, Branch
from models.services import attachment_files, handoff_changes, redaction, snapshot
from models.services.branch import load_branch
from models.services.findings import is_open
from models.services.handoff_package import Made, Sender, Steps, build, discard
from models.services.lineage import heads_sent, lineage
from models.services.peers import Owner, Peers, shown
from models.services.receipts_in import Receipts
from models.services.register import Register
from models.services.settings import Settings
from models.services.todos import Todos

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
APP = "branch-desk"
CHANGED_SINCE = "核对之后又有改动，没有生成上报包。请重新看一遍将上报的内容，再生成。"
SECRET_BLOCKED = (
    "内容或文件名里有密级标志，没有生成上报包。本软件仅用于非涉密信息：涉密内容请从系统中删去；"
    "确实不涉密的，请改掉名称，或写明理由后再生成。"
)
_PROFILE = "handoff.profile."  # setting of each recipient, by uuid
_WRITE_STEPS = 5


class Handoff:
    """`desk.handoff`. `peers`, `register` and `todos` are its parts; `models.services.stick` writes to the medium.

    A package: `prepare` -> a person reads it -> `write_package` (outbox) -> `stick.write` -> `mark_delivered`
    -> `stick.verify` after re-plugging -> the receipt: `read_receipt` -> `take_receipt`.
    """

    def __init__(
        self, store: Store, today: Callable[[], str], check: Callable[[], list[Finding]], app: str = APP
    ) -> None:
        self._store, self._today, self._check, self._app = store, today, check, app
        self._settings = Settings(store)
        self.register = Register(store, today)
        self.peers = Peers(store, today, self._owner)
        self.todos = Todos(store, today)
        self.receipts = Receipts(store, today, self.peers, self.register, self.todos)

    @property
    def _branch(self) -> Branch:
        return load_branch(self._store)

    def _owner(self) -> Owner:
        return PeerKind.BRANCH, self._branch.uuid, self._branch.name

    # before

    def status(self) -> HandoffStatus:
        """The top of the tab: last package, what waits for a receipt, reminders, open to-dos."""
        packages = self.register.entries("package")
        answered = [one for one in packages if one.acknowledged_on]
        waiting = [one for one in packages if not one.acknowledged_on and not _superseded(one, answered)]
        committees = self.peers.entries(PeerKind.COMMITTEE)
        return HandoffStatus(
            has_keys=self.peers.has_keys(),
            committees=tuple(committees),
            last=packages[0] if packages else None,
            last_acknowledged=answered[0] if answered else None,
            waiting=tuple(waiting),
            reminders=tuple(self._reminders(waiting, has_committee=bool(committees))),
            alarm=self.receipts.alarm(),
            open_todos=self.todos.open_count(),
        )

    def _reminders(self, waiting: list[OutgoingEntry], *, has_committee: bool) -> list[str]:
        said: list[str] = []
        if not has_committee:
            said.append("还没有登记上级党委的密钥卡。请向上级党委要密钥卡文件和盖章的纸页，导入后核对指纹。")
        today = date.fromisoformat(self._today())
        for one in waiting:
            days = (today - date.fromisoformat(one.made_at[:10])).days
            if days >= REMIND_AFTER_DAYS and not one.note.startswith("回执"):
                said.append(
                    f"第 {one.seq} 号上报包（{one.made_at[:10]}）已经 {days} 天没有收到回执。"
                    f"请向“{one.recipient}”问一下是否收到。"
                )
        return said

    def profiles(self) -> tuple[Profile, ...]:
        """全部 / 不含住址电话 / 只报名册与党费; one's own choice comes from `custom_profile`."""
        return redaction.PROFILES

    def custom_profile(self, left_out: frozenset[str]) -> Profile:
        """自定: the ready-made profile when it is the same."""
        return redaction.custom(left_out)

    def fields(self) -> tuple[FieldChoice, ...]:
        """What may be left out, for the dialog 自定."""
        return redaction.choices()

    def profile_of(self, peer_id: int) -> Profile:
        """What this recipient gets, as chosen last."""
        return redaction.decode(self._settings.get(_PROFILE + self.peers.get(peer_id).uuid))

    def choose_profile(self, peer_id: int, profile: Profile) -> None:
        """Keep the choice for this recipient; UserError when it leaves out a required field."""
        redaction.check(profile)
        self._settings.set(_PROFILE + self.peers.get(peer_id).uuid, redaction.encode(profile))

    def prepare(
        self, peer_id: int, profile: Profile | None = None, progress: Progress | None = None
    ) -> Preparation:
        """Work out what would go to this recipient now; changes nothing."""
        steps = Steps(3, progress, None)
        peer = self.peers.get(peer_id)
        chosen = profile or self.profile_of(peer_id)
        redaction.check(chosen)
        sent = self.register.packages_to(peer_id)
        since = next((one for one in sent if one.acknowledged_on), None)
        with self._held():
            seq, head_code = self._store.head[0], self._store.head_code
            rows = snapshot.read_rows(self._store)
            after = redaction.redact(snapshot.to_records(rows), chosen)
            before: snapshot.Parts | None = None
            if since is not None:
                snapshot.roll_back(self._store, rows, since.audit_seq)
                before = redaction.redact(snapshot.to_records(rows), chosen)
            files = attachment_files.going(self._store, after, self.receipts.acknowledged(sent)).words
        steps.next()
        counts, changes = handoff_changes.compare(before, after)
        steps.next()
        findings = tuple(one for one in self._check() if is_open(one))
        steps.next()
        return Preparation(
            peer=peer,
            profile=chosen,
            seq=sent[0].seq + 1 if sent else 1,
            totals=handoff_changes.totals_of(after),
            counts=counts,
            changes=changes,
            since=since,
            dues_before_fen=handoff_changes.dues_of(before) if before is not None else 0,
            findings=findings,
            secrets=handoff_changes.secret_marks(after),
            files=files,
            as_of=self._today(),
            audit_seq=seq,
            head_code=head_code,
        )

    @contextmanager
    def _held(self) -> Generator[None]:
        """Nobody writes meanwhile; a store that is open for reading has nobody who could."""
        held = nullcontext() if self._store.read_only else self._store.transaction("核对", undoable=False)
        with held:
            yield

    # the package

    def write_package(
        self,
        prepared: Preparation,
        readable: Mapping[str, bytes],
        *,
        secret_reason: str = "",
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> WrittenPackage:
        """Make the package in the outbox, open it again and compare; UserError when data changed since `prepared`.

        `secret_reason`: why marks that block (`prepared.blocked`) are no state secrets; kept in the register.
        """
        steps = Steps(_WRITE_STEPS, progress, cancelled)
        marks = (*prepared.secrets, *handoff_changes.secret_marks({}, readable))
        reason = " ".join(secret_reason.split())
        if any(mark.blocks for mark in marks) and not reason:
            raise UserError(SECRET_BLOCKED, [f"{mark.where}：{mark.text}" for mark in marks if mark.blocks])
        sender = Sender(card=self.peers.card(), secrets=self.peers.secrets(), me=self.peers.me())
        made: Made | None = None
        try:
            label = f"生成上报包：第 {prepared.seq} 号，交给{prepared.peer.name}"
            with self._store.transaction(label, undoable=False) as tx:
                self._refuse_stale(tx, prepared)
                parts = snapshot.take(tx)
                sent = self.register.packages_to(prepared.peer.id)
                chosen = redaction.redact(parts, prepared.profile)
                going = attachment_files.going(tx, chosen, self.receipts.acknowledged(sent))
                letter = self._letter(tx, prepared, sent, going.known)
                to = self.peers.card_of(prepared.peer.id)
                folder = self._folder_for(prepared)
                files = attachment_files.contents(tx, going.send)
                made = build(folder, tx, letter, parts, prepared.profile, sender, to, readable, files, steps)
                note = f"密级标志已由人确认不涉密：{reason}" if reason else ""
                entry_id = self._enter(tx, prepared, made, note)
                steps.next()
        except BaseException:
            if made is not None and self.register.package(made.written.package_id) is None:
                discard(made.path)  # no line of the register speaks of it
            raise
        entry = self.register.get(entry_id)
        totals = _totals(made.written.manifest)
        return WrittenPackage(entry=entry, path=made.path, check_code=entry.check_code, totals=totals)

    @property
    def outbox(self) -> Path:
        """The folder of packages that wait for their receipts."""
        return self._store.folder / OUTBOX

    def _folder_for(self, prepared: Preparation) -> Path:
        """The outbox; a folder of the recipient's own where another recipient has a package of that number."""
        name = file_name("DJ", self._branch.uuid, prepared.seq)
        taken = [one for one in self.register.entries("package") if one.file_name == name]
        return self.outbox / prepared.peer.uuid[:8] if taken else self.outbox

    def _refuse_stale(self, tx: Tx, prepared: Preparation) -> None:
        """What a person has read is what goes: nothing that travels may have changed since."""
        marks = ", ".join("?" * len(snapshot.TABLES))
        sql = f"SELECT count(*) FROM journal WHERE seq > ? AND entity IN ({marks})"
        later = tx.value(sql, (prepared.audit_seq, *(table.name for table in snapshot.TABLES)))
        sent = self.register.packages_to(prepared.peer.id)
        if later or prepared.seq != (sent[0].seq + 1 if sent else 1):
            raise UserError(CHANGED_SINCE)

    def _letter(
        self, tx: Tx, prepared: Preparation, sent: list[OutgoingEntry], known: tuple[str, ...]
    ) -> Letter:
        before = sent[0] if sent else None
        head = self._store.head
        return Letter(
            branch_id=self._branch.uuid,
            seq=prepared.seq,
            epoch=int(self._settings.get(EPOCH) or 0),
            prev=before.package_id if before else "",
            created_at=self.register.now(),
            audit_head=Head(*head),
            app=self._app,
            audit_past=tuple(Head(*one) for one in heads_sent(tx, prepared.peer.id)),
            restored_from=self._settings.get(RESTORED_FROM),
            seen=lineage(tx),
            profile="" if prepared.profile.id == redaction.FULL else prepared.profile.title,
            attachments_known=known,
        )

    def _enter(self, tx: Tx, prepared: Preparation, made: Made, note: str) -> int:
        manifest = made.written.manifest
        values: dict[str, Any] = {
            "kind": "package",
            "title": f"第 {prepared.seq} 号上报包",
            "recipient": prepared.peer.name,
            "peer_id": prepared.peer.id,
            "file_name": made.path.relative_to(self.outbox).as_posix(),
            "sha256": made.sha256,
            "size": len(made.written.data),
            "fields": redaction.words(prepared.profile.left_out),
            "records": sum(digest.records for digest in manifest.parts.values()),
            "package_id": made.written.package_id,
            "seq": prepared.seq,
            "audit_seq": manifest.audit_head.seq,
            "audit_hash": manifest.audit_head.hash,
            "manifest": manifest.encode().decode("utf-8"),
            "note": note,
        }
        return self.register.enter(tx, values)

    def outbox_path(self, entry: OutgoingEntry) -> Path:
        """Where the package of this line lies; UserError when it was tidied away."""
        path = self.outbox / entry.file_name
        if not path.is_file():
            raise UserError(
                "这个包已收到回执，本机不再保留它的文件。需要时请重新生成上报包。", [entry.file_name]
            )
        return path

    def mark_delivered(self, entry_id: int, medium: str = "") -> OutgoingEntry:
        """The package is on the stick: the day, and the number of the medium if there is one."""
        values = {"delivered_on": self._today()}
        if medium.strip():
            values["medium"] = " ".join(medium.split())
        with self._store.transaction("登记上报包已拷出", undoable=False) as tx:
            tx.update("outgoing", entry_id, values)
        return self.register.get(entry_id)

    def tidy_outbox(self) -> list[str]:
        """Remove packages whose receipt has come, and older ones; names of what was removed."""
        packages = self.register.entries("package")
        answered = [one for one in packages if one.acknowledged_on]
        done = [one.file_name for one in packages if one.acknowledged_on or _superseded(one, answered)]
        found = [name for name in sorted(done) if (self.outbox / name).is_file()]
        with disk_errors(self.outbox):
            for name in found:
                (self.outbox / name).unlink()
        return found

    # paper

    def facts(self, ref: str | int | None) -> HandoffFacts:
        """What the handover sheet H1 is made from; no ref means the newest package."""
        entry = self._entry(ref)
        manifest = manifests.decode(self.register.manifest(entry.id).encode("utf-8"))
        earlier = [one for one in self.register.packages_to(entry.peer_id) if one.seq < entry.seq]
        anchored = next((one for one in earlier if one.acknowledged_on), None)
        counts = [
            PartCount(part=part, label=TABLE_LABELS[part], total=manifest.parts[part].records)
            for part in snapshot.BY_PART
            if part in manifest.parts
        ]
        return HandoffFacts(
            branch=self._branch,
            as_of=entry.made_at[:10],
            entry=entry,
            totals=_totals(manifest),
            counts=tuple(counts),
            profile=entry.fields,
            own_fingerprint=manifest.card.fingerprint,
            first=anchored is None,
            anchored=anchored.head_code if anchored else "",
        )

    def _entry(self, ref: str | int | None) -> OutgoingEntry:
        packages = self.register.entries("package")
        if isinstance(ref, int):
            return self.register.get(ref)
        text = (ref or "").strip()
        for one in packages:
            if text in ("", one.uuid, one.package_id, one.file_name, str(one.seq)):
                return one
        what = f"没有“{text}”这个上报包，请核对包号。" if text else "还没有生成过上报包。"
        raise UserError(what)

    def card_facts(self, ref: str | int | None) -> KeyCardFacts:
        """What the page H2 is made from: our own card, or that of a peer (id or uuid)."""
        own = self.peers.card()
        if ref in (None, "", own.uuid):
            return KeyCardFacts(branch=self._branch, as_of=self._today(), card=shown(own))
        found = self.peers.get(ref) if isinstance(ref, int) else self.peers.of_uuid(str(ref))
        if found is None:
            raise UserError(f"没有登记“{ref}”的密钥卡。")
        card = shown(self.peers.card_of(found.id))
        return KeyCardFacts(branch=self._branch, as_of=self._today(), card=card, own=False)

    # the way back

    def read_receipt(self, path: Path) -> ReceiptView:
        """Read and verify a receipt; nothing is stored yet. UserError says why it cannot be taken."""
        return self.receipts.read(path)

    def take_receipt(self, path: Path) -> ReceiptView:
        """Mark the package acknowledged and enter the notes as to-dos, in one step; twice is the same as once."""
        return self.receipts.take(path)


def _superseded(one: OutgoingEntry, answered: list[OutgoingEntry]) -> bool:
    """A later package to the same recipient has its receipt: this one is of no use any more."""
    return any(later.peer_id == one.peer_id and later.seq > one.seq for later in answered)


def _totals(manifest: Manifest) -> Totals:
    """The sums as the signed part states them."""
    found = manifest.totals
    categories: dict[str, int] = dict(found.get("by_category", {}))
    return Totals(
        people=found.get("people", 0),
        members=sum(categories.get(category.value, 0) for category in MEMBER_CATEGORIES),
        by_category=handoff_changes.in_order(categories),
        meetings=found.get("meetings", 0),
        minutes=found.get("minutes", 0),
        payments=found.get("payments", 0),
        dues_fen=found.get("dues_fen", 0),
    )
