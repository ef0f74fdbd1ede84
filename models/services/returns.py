"""What goes back to a branch: notes on records (退回修改), and the signed receipt that anchors its journal."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from exporters.package import receipts
from exporters.package.manifest import Address, Head
from exporters.package.receipts import Note, Receipt
from models.db.files import disk_errors, write_atomic
from models.db.store import Store
from models.db.transaction import Tx
from models.domain.committee import MadeReceipt, ReceiptFacts, ReceivedEntry, Remark
from models.domain.errors import UserError
from models.domain.handoff import HEAD_CODE_LENGTH
from models.domain.labels import FIELD_LABELS
from models.domain.records import Branch
from models.services import attachment_files
from models.services.peers import Peers
from models.services.receive import counts_from
from models.services.register import Register

_RESULTS = {"merged": "merged", "held": "held", "rejected": "returned"}
_ENTRY = tuple(field.name for field in fields(ReceivedEntry))
_OWN = tuple(name for name in _ENTRY if name != "branch_name")
_RECEIVED = f"""SELECT {", ".join(f"r.{name}" for name in _OWN)}, coalesce(o.name, b.name, '')
    FROM received r LEFT JOIN organisation o ON o.uuid = r.branch_uuid LEFT JOIN branch b ON b.uuid = r.branch_uuid"""
_REMARK = """SELECT m.id, m.branch_uuid, coalesce(o.name, ''), m.message, m.made_on, m.record_kind, m.record_uuid,
    m.subject, m.field, m.sent_on, m.closed_on FROM remark m LEFT JOIN organisation o ON o.uuid = m.branch_uuid"""
_NAMED = {
    "person": "SELECT name FROM person WHERE uuid = ?",
    "meeting": "SELECT title FROM meeting WHERE uuid = ?",
    "payment": "SELECT p.name FROM payment y JOIN person p ON p.id = y.person_id WHERE y.uuid = ?",
    "branch": "SELECT name FROM branch WHERE uuid = ?",
}
MOST_NOTES = receipts.MAX_NOTES


class Returns:
    """Notes and receipts of the open committee."""

    def __init__(self, store: Store, peers: Peers, today: Callable[[], str]) -> None:
        self._store, self._peers, self._today = store, peers, today
        self._register = Register(store, today)

    # the register of packages

    def received(self, branch_uuid: str = "", limit: int = 500) -> list[ReceivedEntry]:
        """What arrived, newest first."""
        where, args = (" WHERE r.branch_uuid = ?", (branch_uuid,)) if branch_uuid else ("", ())
        rows = self._store.rows(f"{_RECEIVED}{where} ORDER BY r.id DESC LIMIT ?", (*args, limit))
        return [_entry(row) for row in rows]

    def entry(self, received_id: int) -> ReceivedEntry:
        row = self._store.row(f"{_RECEIVED} WHERE r.id = ?", (received_id,))
        if row is None:
            raise UserError("登记簿里没有这个上报包。请刷新后再试。")
        return _entry(row)

    # notes

    def remarks(self, branch_uuid: str = "", *, open_only: bool = True) -> list[Remark]:
        where = ["1"] + ["m.closed_on = ''"] * open_only + ["m.branch_uuid = ?"] * bool(branch_uuid)
        args = (branch_uuid,) if branch_uuid else ()
        rows = self._store.rows(f"{_REMARK} WHERE {' AND '.join(where)} ORDER BY m.id DESC", args)
        return [Remark(**dict(zip(_REMARK_FIELDS, row, strict=True))) for row in rows]

    def add(
        self, branch_uuid: str, message: str, *, record_kind: str = "", record_uuid: str = "", field: str = ""
    ) -> int:
        """A note on one record, or on the whole package; it goes with the next receipt of its branch."""
        text = " ".join(message.split())
        if not text:
            raise UserError("请写明需要修改什么。")
        if len(text) > 500:
            raise UserError("退回说明太长，请控制在 500 字以内。")
        subject = self._subject(record_kind, record_uuid)
        values = {"branch_uuid": branch_uuid, "message": text, "made_on": self._today(), "field": field}
        values |= {"record_kind": record_kind, "record_uuid": record_uuid, "subject": subject}
        with self._store.transaction(f"退回修改：{subject or text[:20]}") as tx:
            return tx.insert("remark", values)

    def close(self, remark_id: int) -> None:
        """Done or withdrawn: it no longer goes along."""
        with self._store.transaction("了结退回修改") as tx:
            tx.update("remark", remark_id, {"closed_on": self._today()})

    def _subject(self, kind: str, uuid: str) -> str:
        if not uuid:
            return ""
        if kind not in _NAMED:
            raise KeyError(f"no notes on {kind}")
        found = self._store.value(_NAMED[kind], (uuid,))
        if found is None:
            raise UserError("这条记录已经不在了，请刷新后再试。")
        return str(found)

    # receipts

    def make(self, received_ids: Sequence[int], folder: Path) -> list[MadeReceipt]:
        """Write the receipts and enter each in the register; for the same package the same answer again."""
        made: list[MadeReceipt] = []
        with self._store.transaction(f"制作回执 {len(received_ids)} 份", undoable=False) as tx:
            for received_id in received_ids:
                made.append(self._make_one(tx, self.entry(received_id), folder))
        return made

    def _make_one(self, tx: Tx, entry: ReceivedEntry, folder: Path) -> MadeReceipt:
        peer = self._peers.of_uuid(entry.branch_uuid)
        if peer is None:
            raise UserError(f"“{entry.branch_name}”的密钥还没有核对登记，不能给它制作回执。")
        notes = self.remarks(entry.branch_uuid)[:MOST_NOTES]
        receipt = self._receipt(entry, peer.fingerprint, notes)
        data = receipts.write(receipt, secrets=self._peers.secrets(), to=self._peers.card_of(peer.id))
        path = folder / receipt.file_name
        with disk_errors(folder):
            write_atomic(path, data)
        for note in notes:
            if not note.sent_on:
                tx.update("remark", note.id, {"sent_on": self._today()})
        values: dict[str, Any] = {
            "kind": "receipt",
            "title": f"回执：{entry.branch_name} 第 {entry.seq} 号包（{entry.result_label}）",
            "recipient": entry.branch_name,
            "peer_id": peer.id,
            "file_name": path.name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "fields": "接收结果、条数、退回说明",
            "records": len(notes),
            "package_id": entry.package_id,
            "seq": entry.seq,
            "audit_seq": receipt.committee_head.seq,
            "audit_hash": receipt.committee_head.hash,
        }
        self._register.enter(tx, values)
        return MadeReceipt(path=str(path), file_name=path.name, branch_name=entry.branch_name, entry=entry)

    def _receipt(self, entry: ReceivedEntry, fingerprint: str, notes: Sequence[Remark]) -> Receipt:
        rejected = (Note("", "", "", entry.note[:2000]),) if entry.result == "rejected" else self._lost(entry)
        return Receipt(
            card=self._peers.card(),
            to=Address(entry.branch_uuid, fingerprint),
            branch_id=entry.branch_uuid,
            package_id=entry.package_id,
            seq=entry.seq,
            result=_RESULTS[entry.result],
            made_at=self._register.now(),
            committee_head=Head(*self._store.head),
            branch_head=Head(entry.audit_seq, entry.audit_hash),
            counts={count.part: count.total for count in entry.counts},
            rejected=rejected,
            notes=tuple(Note(one.record_kind, one.record_uuid, one.field, _told(one)) for one in notes),
        )

    def _lost(self, entry: ReceivedEntry) -> tuple[Note, ...]:
        """Contents of attachments that the branch no longer sends, and that are not here."""
        manifest = str(self._store.value("SELECT manifest FROM received WHERE id = ?", (entry.id,)))
        found = attachment_files.lost(self._store, entry.branch_uuid, manifest)
        return tuple(Note(attachment_files.PART, uuid, "", said) for uuid, said in found[:MOST_NOTES])

    def facts(self, received_id: int) -> ReceiptFacts:
        """What H3 is made from."""
        entry = self.entry(received_id)
        card = self._peers.own_card()
        return ReceiptFacts(
            branch=Branch(uuid=entry.branch_uuid, name=entry.branch_name, committee=card.name),
            as_of=self._today(),
            committee=card.name,
            entry=entry,
            remarks=tuple(self.remarks(entry.branch_uuid)),
            committee_code=self._store.head[1][:HEAD_CODE_LENGTH],
            fingerprint=card.fingerprint,
        )


_REMARK_FIELDS = (
    "id",
    "branch_uuid",
    "branch_name",
    "message",
    "made_on",
    "record_kind",
    "record_uuid",
    "subject",
    "field",
    "sent_on",
    "closed_on",
)


def _told(remark: Remark) -> str:
    """The note as the branch reads it: whose record, which field."""
    where = "".join(part for part in (remark.subject, FIELD_LABELS.get(remark.field, "")) if part)
    return f"{where}：{remark.message}" if where else remark.message


def _entry(row: tuple[Any, ...]) -> ReceivedEntry:
    values: dict[str, Any] = dict(zip((*_OWN, "branch_name"), row, strict=True))
    values["counts"] = counts_from(values["counts"])
    return ReceivedEntry(**values)
