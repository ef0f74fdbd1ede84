"""可不计入应到: which members, of which class, with both approvals; entered, corrected, ended."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from models.db.store import Store
from models.db.transaction import Reader
from models.domain.dates import chinese_date, parse_date
from models.domain.errors import UserError
from models.domain.exemption import Exemption, Ground, check_exemptions
from models.domain.finding import Finding
from models.domain.rules import RuleBook

_COLUMNS = tuple(field.name for field in fields(Exemption) if field.name != "name")
_WRITABLE = frozenset(_COLUMNS) - {"id", "uuid"}
_DATES = {
    "from_on": "起始日期",
    "to_on": "截止日期",
    "superior_on": "上级党组织同意的日期",
    "assembly_on": "支部党员大会通过的日期",
}


def load_exemptions(reader: Reader, person_id: int = 0) -> list[Exemption]:
    """Of everybody still on the roster, or of one person; the newest first."""
    rows = reader.rows(
        f"""SELECT {", ".join(f"e.{name}" for name in _COLUMNS)}, p.name FROM exemption e
            JOIN person p ON p.id = e.person_id WHERE p.deleted_on = '' AND (? = 0 OR e.person_id = ?)
            ORDER BY e.from_on DESC, e.id DESC""",
        (person_id, person_id),
    )
    return [Exemption(**dict(zip((*_COLUMNS, "name"), row, strict=True))) for row in rows]


class Exemptions:
    """Reached as `desk.exemptions`. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store, self._rules, self._today = store, rules, today

    def all(self) -> list[Exemption]:
        return load_exemptions(self._store)

    def of_person(self, person_id: int) -> list[Exemption]:
        return load_exemptions(self._store, person_id)

    def get(self, exemption_id: int) -> Exemption:
        found = next((one for one in self.all() if one.id == exemption_id), None)
        if found is None:
            raise UserError("找不到这条登记，可能已被删除，请刷新后再看。")
        return found

    def findings(self, on: str, person_id: int = 0) -> list[Finding]:
        """Classes that run on a day without both approvals."""
        return check_exemptions(load_exemptions(self._store, person_id), self._rules, on)

    def save(self, exemption_id: int, values: Mapping[str, Any]) -> int:
        """Enter (0) or correct, in one undoable step; the id."""
        before = self.get(exemption_id) if exemption_id else Exemption()
        row = self._checked(before, values)
        name = self._store.value("SELECT name FROM person WHERE id = ?", (row["person_id"],))
        with self._store.transaction(f"{'更正' if exemption_id else '登记'}可不计入应到：{name}") as tx:
            if exemption_id:
                tx.update("exemption", exemption_id, row)
                return exemption_id
            return tx.insert("exemption", row)

    def remove(self, exemption_id: int) -> None:
        """Something entered by mistake (undoable)."""
        one = self.get(exemption_id)
        with self._store.transaction(f"删除可不计入应到的登记：{one.name}") as tx:
            tx.delete("exemption", exemption_id)

    def _checked(self, before: Exemption, values: Mapping[str, Any]) -> dict[str, Any]:
        unknown = set(values) - _WRITABLE
        if unknown:
            raise KeyError(f"not columns of exemption: {sorted(unknown)}")
        row: dict[str, Any] = {name: getattr(before, name) for name in _WRITABLE}
        row |= {k: v if k == "person_id" else " ".join(str(v).split()) for k, v in values.items()}
        for key in _DATES:
            row[key] = self._day(key, row[key])
        if not row["person_id"]:
            raise UserError("请选是哪一名党员。")
        if row["ground"] not in set(Ground):
            raise UserError("请选属于五类情形中的哪一类。")
        if not row["from_on"]:
            raise UserError("请填写起始日期。")
        if row["to_on"] and row["to_on"] < row["from_on"]:
            raise UserError(f"截止日期早于起始日期{chinese_date(row['from_on'])}，请核对。")
        self._refuse_twice(before.id, row)
        return row

    def _refuse_twice(self, own_id: int, row: Mapping[str, Any]) -> None:
        for other in self.of_person(row["person_id"]):
            begins_before_end = not row["to_on"] or other.from_on <= row["to_on"]
            ends_after_start = not other.to_on or other.to_on >= row["from_on"]
            if other.id != own_id and begins_before_end and ends_after_start:
                until = chinese_date(other.to_on) if other.to_on else "今"
                raise UserError(
                    f"{other.name}从{chinese_date(other.from_on)}到{until}已经登记过，请改那一条，或先填它的截止日期。"
                )

    def _day(self, key: str, value: str) -> str:
        parsed = parse_date(value)
        label = _DATES[key]
        if value and (not parsed.iso or parsed.problem == "date.impossible" or parsed.precision != "day"):
            raise UserError(f"{label}“{value}”不是一个完整的日期，请写成 2026-09-30。")
        if key in ("superior_on", "assembly_on") and parsed.iso > self._today():
            raise UserError(f"{label}晚于今天，请核对；还没有同意、通过的先空着。")
        return parsed.iso
