"""Duplicates found, and two records of one person joined: everything moves to the one that stays, nothing is lost.

What is signed or posted cannot be moved: signed minutes keep naming the other record, which stays in the recycle bin;
payments and vouchers are taken back there and posted for the survivor, both today, so that no past figure changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from models.db.store import Store, Tx
from models.domain.errors import UserError
from models.domain.filters import OWN, Kind
from models.domain.idnumber import masked
from models.domain.joining import JoinField, JoinPlan
from models.domain.records import Person
from models.domain.twins import Twin, find_twins
from models.services.dues import Dues
from models.services.filters import Filters
from models.services.going_on import IsCancelled, Progress, go_on
from models.services.joining_books import move_payments, move_vouchers, open_payments, open_vouchers
from models.services.roster import Roster
from models.services.roster_rows import FLAGS, PERSON_SQL, WRITABLE, person_from

RULE = "不是同一人："
COUNTED = (
    ("attendance", "次会议"),
    ("dues_standard", "个党费标准"),
    ("reduction", "次少交免交"),
    ("step", "个发展步骤"),
    ("movement", "次变动"),
    ("contact_log", "次联系"),
    ("relative", "名家庭成员"),
    ("resume_entry", "段简历"),
    ("honour", "项奖惩"),
    ("memo", "张便签"),
    ("attachment", "个附件"),
    ("exemption", "次不计入应到"),
    ("appraisal_line", "次评议"),
    ("task", "个待办事项"),
    ("opinion", "条意见"),
    ("talk_record", "次谈心谈话"),
    ("mark", "处待核"),
)
FIXED = {"payment", "voucher", "posting", "answer", "own_value"}  # treated by themselves
SAME_THING: Mapping[str, tuple[str, ...]] = {
    "step": ("code", "on_date", "ended_on", "result"),
    "companion": ("role", "name"),
    "relative": ("relation", "name", "birth_date", "politics", "employer", "remark"),
    "resume_entry": ("from_on", "to_on", "content", "witness"),
    "honour": ("kind", "on_date", "title", "given_by", "document"),
    "memo": ("made_on", "content"),
    "attachment": ("kind", "sha256"),
    "mark": ("field", "code", "after"),
}  # written in both records: kept once
ONE_ONLY: Mapping[str, str] = {
    "attendance": "meeting_id",
    "dues_standard": "from_month",
    "reduction": "from_month",
    "appraisal_line": "appraisal_id",
}
ONE_TOLD: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "attendance": (("presence", "reason", "leave_kind"), ("makeup_on", "makeup_how", "makeup_by")),
    "appraisal_line": (
        ("excellent", "competent", "basic", "poor", "abstained"),
        *((name,) for name in ("grade", "self_summary", "peer_opinion", "grounds", "handling")),
        *((name,) for name in ("feedback_on", "remark")),
    ),
}  # of which there can be only one: what it says goes to the survivor's where that says nothing


class Joining:
    """Finds and joins. `today` is the injectable clock (ISO date)."""

    def __init__(
        self, store: Store, roster: Roster, filters: Filters, dues: Dues, today: Callable[[], str]
    ) -> None:
        self._store, self._roster, self._filters, self._dues, self._today = (
            store,
            roster,
            filters,
            dues,
            today,
        )

    # finding

    def twins(self) -> list[Twin]:
        """Pairs that may be one person, without those said to be two."""
        rows = self._store.rows(f"SELECT {PERSON_SQL} FROM person p NOT INDEXED WHERE p.deleted_on = ''")
        apart = {
            (str(rule).removeprefix(RULE), int(record))
            for rule, record in self._store.rows(
                "SELECT rule, record_id FROM answer WHERE record_kind = 'person' AND rule LIKE ?",
                (f"{RULE}%",),
            )
        }
        return [
            twin
            for twin in find_twins([person_from(row) for row in rows])
            if (twin.second.uuid, twin.first.id) not in apart
            and (twin.first.uuid, twin.second.id) not in apart
        ]

    def keep_apart(self, first: int, second: int) -> None:
        """These are two people; not asked again."""
        one, other = self._roster.get(first), self._roster.get(second)
        with self._store.transaction(f"不是同一人：{one.name}、{other.name}") as tx:
            row = {"rule": f"{RULE}{other.uuid}", "record_kind": "person", "record_id": one.id}
            tx.insert(
                "answer", {**row, "reason": f"与另一份“{other.name}”不是同一人", "answered_on": self._today()}
            )

    # planning

    def plan(self, survivor: int, other: int) -> JoinPlan:
        """What joining comes to, the fuller value of each field proposed."""
        if survivor == other:
            raise UserError("请选两份不同的记录。")
        stays, goes = self._roster.get(survivor), self._roster.get(other)
        signed = self._signed(other)
        payments, vouchers = len(open_payments(self._store, other)), len(open_vouchers(self._store, other))
        counts = [
            (self._count(table, other) - (signed if table == "attendance" else 0), word)
            for table, word in COUNTED
        ]
        told = [f"{signed} 次已签字的会议里仍是原来那一份的姓名，签过字的不改"] if signed else []
        told += (
            [f"{payments} 笔缴费将在原来那一份冲销，同一天登记到保留的一份，月份和金额不变"]
            if payments
            else []
        )
        told += [f"{vouchers} 张凭证里原来那一份的金额，今天转到保留的一份，各月合计不变"] if vouchers else []
        return JoinPlan(
            survivor=stays,
            other=goes,
            fields=tuple(self._fields(stays, goes)),
            moves=tuple(f"{count} {word}" for count, word in counts if count),
            stays=tuple(told),
            is_final=bool(payments or vouchers),
        )

    def better(self, first: int, second: int) -> tuple[int, int]:
        """Which to keep: the one with payments and signed minutes, then the fuller, then the older record."""

        def weight(person_id: int) -> tuple[int, int, int]:
            person = self._roster.get(person_id)
            held = self._count("payment", person_id) + self._signed(person_id)
            return (held, sum(bool(getattr(person, name)) for name in WRITABLE), -person_id)

        return (first, second) if weight(first) >= weight(second) else (second, first)

    def _fields(self, stays: Person, goes: Person) -> list[JoinField]:
        own = self._filters.own_values([stays.id, goes.id])
        found: list[JoinField] = []
        for key, field in self._filters.fields().items():
            if key.startswith(OWN):
                number = int(key.removeprefix(OWN))
                kept, other = own.get(stays.id, {}).get(number, ""), own.get(goes.id, {}).get(number, "")
            elif key in WRITABLE:
                kept, other = _shown(stays, key, field.kind), _shown(goes, key, field.kind)
            else:
                continue
            if kept != other:
                empty = not kept or kept == "否" or key == "standing_correction" and kept == "0"
                fuller = bool(other) and (empty or len(kept) < len(other) and other.startswith(kept))
                found.append(JoinField(key=key, title=field.title, kept=kept, other=other, take_other=fuller))
        return found

    # joining

    def join(
        self, plan: JoinPlan, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> None:
        """Do it as one step. Without payments it can be undone like anything else; cancelled, nothing is written."""
        fresh = replace(self.plan(plan.survivor.id, plan.other.id), choices=plan.choices)
        if replace(fresh, choices={}) != replace(plan, choices={}):
            raise UserError("这两份记录刚刚有改动，请重新看一遍再合并。")
        stays, goes = plan.survivor, plan.other
        with self._store.transaction(f"合并重复登记：{stays.name}") as tx:
            tx.update("person", goes.id, {"deleted_on": self._today()})
            move_payments(tx, self._dues, open_payments(self._store, goes.id), stays, goes, self._today())
            move_vouchers(tx, stays, goes, self._today())
            named = self._references(tx)
            for number, (table, column) in enumerate(named):
                go_on(number, len(named), progress, cancelled)
                if table not in FIXED:
                    self._move(tx, table, column, stays.id, goes.id)
            self._move_answers(tx, stays.id, goes.id)
            self._keep_closed(tx, stays.id, goes.id)
            self._write_fields(tx, plan)
            go_on(len(named), len(named), progress, cancelled)

    def _write_fields(self, tx: Tx, plan: JoinPlan) -> None:
        values: dict[str, Any] = {}
        left: list[str] = []
        for one in plan.fields:
            taken, dropped = (one.other, one.kept) if plan.takes_other(one) else (one.kept, one.other)
            if dropped and dropped != "否":
                left.append(f"{one.title}：{masked(dropped) if one.key == 'id_number' else dropped}")
            if one.key.startswith(OWN):
                self._write_own(tx, plan.survivor.id, int(one.key.removeprefix(OWN)), taken)
            elif plan.takes_other(one):
                values[one.key] = taken == "是" if one.key in FLAGS else taken
        if values:
            self._roster.update(plan.survivor.id, values)
        told = f"合并了重复登记的“{plan.other.name}”。" + (
            f"没有采用的内容：{'；'.join(left)}。" if left else ""
        )
        tx.insert("memo", {"person_id": plan.survivor.id, "made_on": self._today(), "content": told})

    def _keep_closed(self, tx: Tx, stays: int, goes: int) -> None:
        """Values of own fields that are offered no more."""
        rows = tx.rows(
            """SELECT v.own_field_id, v.value FROM own_value v JOIN own_field f ON f.id = v.own_field_id
               WHERE v.person_id = ? AND f.closed_on <> '' AND NOT EXISTS
               (SELECT 1 FROM own_value k WHERE k.person_id = ? AND k.own_field_id = v.own_field_id)""",
            (goes, stays),
        )
        for field, value in rows:
            tx.insert("own_value", {"person_id": stays, "own_field_id": int(field), "value": str(value)})

    def _write_own(self, tx: Tx, person_id: int, field: int, value: str) -> None:
        found = tx.value(
            "SELECT id FROM own_value WHERE person_id = ? AND own_field_id = ?", (person_id, field)
        )
        if found is None and value:
            tx.insert("own_value", {"person_id": person_id, "own_field_id": field, "value": value})
        elif found is not None and value:
            tx.update("own_value", int(found), {"value": value})
        elif found is not None:
            tx.delete("own_value", int(found))

    def _move(self, tx: Tx, table: str, column: str, stays: int, goes: int) -> None:
        """Every row of a table that names the other record; signed minutes stay as they are."""
        for (row_id,) in tx.rows(f"SELECT id FROM {table} WHERE {column} = ?", (goes,)):
            row = tx.get(table, int(row_id))
            if row is None or self._is_signed(tx, row):
                continue
            twin = self._same_row(tx, table, row, stays) if column == "person_id" else None
            if twin is None:
                tx.update(table, int(row_id), {column: stays})
                continue
            if told := self._untold(tx, table, row, twin):
                tx.update(table, twin, told)
            tx.delete(table, int(row_id))

    @staticmethod
    def _untold(tx: Tx, table: str, row: Mapping[str, Any], twin: int) -> dict[str, Any]:
        """What the row that goes says and the one that stays does not: whole groups, so that no two counts mix."""
        kept = tx.get(table, twin) or {}
        groups = ONE_TOLD.get(table, ())
        return {
            name: row[name]
            for group in groups
            if not any(kept[name] for name in group)
            for name in group
            if row[name]
        }

    def _same_row(self, tx: Tx, table: str, row: Mapping[str, Any], stays: int) -> int | None:
        """The survivor's row that says the same, or of which there can be only one."""
        names = (ONE_ONLY[table],) if table in ONE_ONLY else SAME_THING.get(table, ())
        if not names:
            return None
        where = " AND ".join(f"{name} IS ?" for name in names)
        found = tx.value(
            f"SELECT id FROM {table} WHERE person_id = ? AND {where}", (stays, *(row[name] for name in names))
        )
        return None if found is None else int(found)

    def _move_answers(self, tx: Tx, stays: int, goes: int) -> None:
        rows = tx.rows("SELECT id, rule FROM answer WHERE record_kind = 'person' AND record_id = ?", (goes,))
        for row_id, rule in rows:
            known = tx.value(
                "SELECT id FROM answer WHERE record_kind = 'person' AND record_id = ? AND rule = ?",
                (stays, rule),
            )
            if known is None:
                tx.update("answer", int(row_id), {"record_id": stays})
            else:
                tx.delete("answer", int(row_id))

    # what there is

    def _references(self, tx: Tx) -> list[tuple[str, str]]:
        """Every column of every table that names a person."""
        tables = [
            str(row[0])
            for row in tx.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return [
            (table, str(key[3]))
            for table in tables
            for key in tx.rows(f"PRAGMA foreign_key_list({table})")
            if key[2] == "person"
        ]

    @staticmethod
    def _is_signed(tx: Tx, row: Mapping[str, Any]) -> bool:
        meeting = row.get("meeting_id") if "presence" in row or "decision" in row else None
        return bool(meeting and tx.value("SELECT signed_on FROM meeting WHERE id = ?", (meeting,)))

    def _signed(self, person_id: int) -> int:
        sql = """SELECT count(*) FROM attendance a JOIN meeting m ON m.id = a.meeting_id
                 WHERE a.person_id = ? AND m.signed_on <> ''"""
        return int(self._store.value(sql, (person_id,)))

    def _count(self, table: str, person_id: int) -> int:
        named = "? IN (talker_id, listener_id)" if table == "talk_record" else "person_id = ?"
        return int(self._store.value(f"SELECT count(*) FROM {table} WHERE {named}", (person_id,)))


def _shown(person: Person, key: str, kind: Kind) -> str:
    value = getattr(person, key)
    if kind is Kind.FLAG:
        return "是" if value else "否"
    return str(value)
