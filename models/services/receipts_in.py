"""Receipts that come back: read, proved, taken in once; and the journal held against what the committee anchored."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from exporters.package import receipts, sealing
from exporters.package.receipts import Note, OpenedReceipt, Receipt
from exporters.package.refusal import PackageRefused, Reason
from models.db.store import Store
from models.db.transaction import Reader
from models.domain.errors import UserError
from models.domain.handoff import HEAD_CODE_LENGTH, OutgoingEntry, PeerKind, ReceiptNote, ReceiptView
from models.domain.labels import FIELD_LABELS, TABLE_LABELS
from models.services import attachment_files
from models.services.peers import Peers
from models.services.register import Register
from models.services.todos import Todos

MERGED = "merged"
RESULT_WORDS = {MERGED: "已导入", "held": "上级正在核对", "returned": "退回"}
REJECTED = "上级没有导入这一条："
NOT_OURS = "这张回执对应的上报包不是这台电脑做的。请核对回执是不是送错了支部，或到制作上报包的电脑上读取。"
REWRITTEN = (
    "本机的操作记录与上级党委回执里留存的核对码不一致：上报之后有人用别的办法改动过以前的记录，"
    "或者恢复过旧备份。请保留现状，拿最近的备份和已打印的交接单核对。"
)


class Receipts:
    """The way back of a package."""

    def __init__(
        self, store: Store, today: Callable[[], str], peers: Peers, register: Register, todos: Todos
    ) -> None:
        self._store, self._today = store, today
        self._peers, self._register, self._todos = peers, register, todos

    def read(self, path: Path) -> ReceiptView:
        """Read and verify; nothing is stored."""
        return self._view(self._open(sealing.read_file(path)), self._store)

    def take(self, path: Path) -> ReceiptView:
        """Store the receipt with its package and enter the notes as to-dos, in one step; twice is once."""
        data = sealing.read_file(path)
        opened = self._open(data)
        with self._store.transaction(f"接收回执：第 {opened.receipt.seq} 号上报包", undoable=False) as tx:
            view = self._view(opened, tx)
            if view.already:
                return view
            had_one = bool(self._register.receipt(view.entry.id))
            values: dict[str, Any] = {
                "receipt": base64.b64encode(data).decode("ascii"),
                "note": f"回执：{view.result}（{view.received_at[:10]}）",
            }
            if view.accepted:
                values["acknowledged_on"] = self._today()
            elif view.entry.acknowledged_on:
                return view  # an earlier answer that arrives late takes nothing back
            tx.update("outgoing", view.entry.id, values)
            self._todos.enter(tx, view.sender, view.notes, again=had_one)
            return replace(view, entry=self._register.get(view.entry.id))

    def alarm(self) -> str:
        """A sentence when the live journal is not the one that was anchored with the last receipts; else ""."""
        for entry in self._register.entries("package"):
            if not entry.acknowledged_on:
                continue
            if self._hash_at(self._store, entry.audit_seq) != entry.audit_hash:
                return REWRITTEN
            head = self.anchored(entry)
            if head is not None and head != (entry.audit_seq, entry.audit_hash):
                return REWRITTEN
            return ""  # every entry's hash holds all before it
        return ""

    def anchored(self, entry: OutgoingEntry) -> tuple[int, str] | None:
        """The journal head in the stored receipt of a package, the committee's signature proved anew."""
        kept = self._register.receipt(entry.id)
        if not kept:
            return None
        opened = receipts.open_bytes(base64.b64decode(kept), self._peers.me())
        head = opened.receipt.branch_head
        return head.seq, head.hash

    def acknowledged(self, packages: Iterable[OutgoingEntry]) -> frozenset[str]:
        """Which contents of attachments the recipient of these packages (newest first) has, by its receipts."""
        return attachment_files.acknowledged(
            self._store,
            ((self._register.manifest(one.id), self._kept(one)) for one in packages if one.acknowledged_on),
        )

    def _kept(self, entry: OutgoingEntry) -> Receipt:
        kept = base64.b64decode(self._register.receipt(entry.id))
        return receipts.open_bytes(kept, self._peers.me()).receipt

    def _open(self, data: bytes) -> OpenedReceipt:
        known = [peer.fingerprint for peer in self._peers.entries(PeerKind.COMMITTEE)]
        opened = receipts.open_bytes(data, self._peers.me(), known)
        if not opened.sender_known:
            raise PackageRefused(Reason.UNKNOWN_SENDER, opened.receipt.card.name)
        return opened

    def _view(self, opened: OpenedReceipt, reader: Reader) -> ReceiptView:
        receipt = opened.receipt
        entry = self._register.package(receipt.package_id)
        if entry is None:
            raise UserError(NOT_OURS, (f"支部 {receipt.branch_id[:8]} 第 {receipt.seq} 号",))
        if entry.peer_id and self._peers.get(entry.peer_id).uuid != receipt.card.uuid:
            raise UserError("这张回执不是收到上报包的那个党委出具的。请核对。", (receipt.card.name,))
        head = receipt.branch_head
        sound = (
            head.hash == entry.audit_hash
            and head.seq == entry.audit_seq
            and self._hash_at(reader, head.seq) == head.hash
        )
        notes = [self._note(note) for note in receipt.notes]
        rejected = [self._note(note) for note in receipt.rejected]
        return ReceiptView(
            entry=entry,
            sender=receipt.card.name,
            result=RESULT_WORDS[receipt.result],
            accepted=receipt.result == MERGED,
            received_at=receipt.made_at,
            counts=dict(receipt.counts),
            rejected=tuple(_told(note) for note in rejected),
            notes=(*notes, *(replace(note, message=REJECTED + note.message) for note in rejected)),
            anchored_seq=head.seq,
            anchored_code=head.hash[:HEAD_CODE_LENGTH],
            committee_code=receipt.committee_head.hash[:HEAD_CODE_LENGTH],
            warning="" if sound else REWRITTEN,
            already=self._is_stored(entry, opened),
        )

    def _is_stored(self, entry: OutgoingEntry, opened: OpenedReceipt) -> bool:
        kept = self._register.receipt(entry.id)
        if not kept:
            return False
        return receipts.open_bytes(base64.b64decode(kept), self._peers.me()).receipt_id == opened.receipt_id

    def _note(self, note: Note) -> ReceiptNote:
        return ReceiptNote(
            record_kind=note.part,
            record_uuid=note.record,
            field=note.field,
            message=note.message,
            subject=self._todos.record(note.part, note.record)[1],
        )

    @staticmethod
    def _hash_at(reader: Reader, seq: int) -> str:
        return str(reader.value("SELECT hash FROM journal WHERE seq = ?", (seq,)) or "")


def _told(note: ReceiptNote) -> str:
    what = TABLE_LABELS.get(note.record_kind, note.record_kind)
    field = FIELD_LABELS.get(note.field, note.field)
    return f"{what}{'的' + field if field else ''}：{note.message}"
