"""回收站: people taken off the roster as wrong entries. Put back in one step; out of sight for good only with a reason.

Minutes and ledger may name such a person, and the journal cannot lose an entry without showing it: the row and the
journal stay. 最终移除 takes the person out of every list, this one too, and removes photo and attachments with their
contents: what nobody may look at any more is not kept (the journal keeps their hashes).
"""

from collections.abc import Callable
from dataclasses import dataclass

from models.db import blobs
from models.db.store import Store
from models.domain.errors import UserError
from models.domain.retention import keep_until
from models.services.settings import BIN_YEARS, Settings

REMOVED = "已最终移除"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """One person in the bin; `named_in` says where they still are named."""

    id: int
    name: str
    category: str
    removed_on: str
    removed_by: str
    keep_until: str
    is_due: bool
    named_in: str
    files: int  # photo and attachments, which go with 最终移除


class RecycleBin:
    def __init__(self, store: Store, settings: Settings, today: Callable[[], str]) -> None:
        self._store, self._settings, self._today = store, settings, today

    @property
    def years(self) -> int:
        return int(self._settings.get(BIN_YEARS))

    def list(self) -> list[Binned]:
        """Who is in it, the one removed last first."""
        rows = self._store.rows(
            """SELECT id, name, category, deleted_on FROM person WHERE deleted_on <> '' AND left_kind <> ?
               ORDER BY deleted_on DESC, id DESC""",
            (REMOVED,),
        )
        return [self._binned(*row) for row in rows]

    def _binned(self, person_id: int, name: str, category: str, removed_on: str) -> Binned:
        actor = self._store.value(
            """SELECT actor FROM journal WHERE entity = 'person' AND entity_id = ? AND op = 'update'
               AND body LIKE '%"deleted_on"%' ORDER BY seq DESC LIMIT 1""",
            (person_id,),
        )
        until = keep_until(removed_on, self.years)
        return Binned(
            id=person_id,
            name=name,
            category=category,
            removed_on=removed_on,
            removed_by=str(actor or ""),
            keep_until=until,
            is_due=until <= self._today(),
            named_in=self._named_in(person_id),
            files=int(self._store.value("SELECT count(*) FROM attachment WHERE person_id = ?", (person_id,))),
        )

    def _named_in(self, person_id: int) -> str:
        """3 次会议、2 笔缴费、1 次换届选举."""
        counts = (
            ("count(*) FROM attendance", "次会议"),
            ("count(*) FROM payment", "笔缴费"),
            ("count(DISTINCT voucher_id) FROM posting", "张党费凭证"),
            ("count(*) FROM step", "个发展步骤"),
            ("count(DISTINCT election_id) FROM election_choice", "次换届选举"),
            ("count(*) FROM movement", "条变动"),
            ("count(*) FROM exemption", "次不计入应到"),
            ("count(*) FROM appraisal_line", "次评议"),
        )
        found = [
            (int(self._store.value(f"SELECT {what} WHERE person_id = ?", (person_id,))), unit)
            for what, unit in counts
        ]
        return "、".join(f"{count} {unit}" for count, unit in found if count)

    def restore(self, person_id: int) -> None:
        """Back on the roster, in one undoable step."""
        name, number = self._person(person_id)
        twin = self._store.value(
            "SELECT name FROM person WHERE id_number <> '' AND id_number = ? AND deleted_on = ''", (number,)
        )
        if twin:
            raise UserError(f"名册里的{twin}用着同一个身份证号，不能恢复{name}。请先核对哪一份是对的。")
        with self._store.transaction(f"从回收站恢复：{name}") as tx:
            tx.update("person", person_id, {"deleted_on": ""})

    def remove(self, person_id: int, reason: str) -> None:
        """Out of the bin for good; journalled with the reason, not undone by Ctrl+Z."""
        name, _ = self._person(person_id)
        words = " ".join(reason.split())
        if not words:
            raise UserError("请写明为什么最终移除，例如“重复录入，已核对”。")
        with self._store.transaction(f"最终移除：{name}（{words}）", undoable=False) as tx:
            tx.update("person", person_id, {"left_kind": REMOVED})
            files = tx.rows("SELECT id, sha256 FROM attachment WHERE person_id = ?", (person_id,))
            for attachment_id, _ in files:
                tx.delete("attachment", int(attachment_id))
            blobs.drop(tx, [str(sha256) for _, sha256 in files])

    def _person(self, person_id: int) -> tuple[str, str]:
        row = self._store.row(
            "SELECT name, id_number FROM person WHERE id = ? AND deleted_on <> '' AND left_kind <> ?",
            (person_id, REMOVED),
        )
        if row is None:
            raise UserError("回收站里没有这个人，可能已经恢复，请刷新后再看。")
        return str(row[0]), str(row[1])
