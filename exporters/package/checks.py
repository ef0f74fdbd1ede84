"""What must hold across the parts of a package, gathered while they are read: references, sums, money."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from exporters.package.fields import Kind
from exporters.package.jsonl import BadJson
from exporters.package.parts import BY_NAME
from exporters.package.table import PartReader, Rows


class Contents:
    """Feed it every part once, then `finish`."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = fields
        self.branch = ""  # uuid of the branch in the part of that name
        self._uuids: dict[str, set[object]] = {}
        self._wanted: dict[str, set[object]] = {}  # part -> uuids that others refer to
        self._sums: Counter[str] = Counter()
        self._categories: Counter[str] = Counter()
        self._counts: dict[str, Callable[[Rows], None]] = {
            "branch": self._count_branch,
            "person": self._count_person,
            "meeting": self._count_meeting,
            "agenda_item": self._count_agenda_item,
            "payment": self._count_payment,
            "voucher": _check_vouchers,
            "reduction": _check_not_below("amount_fen"),
            "cash_count": _check_not_below("counted_fen"),
        }

    def scan(self, name: str, data: bytes) -> Iterator[Rows]:
        """The records of one part, some at a time; BadJson names the part and the line."""
        if not data:
            return
        reader = PartReader(BY_NAME[name], self.fields[name])
        try:
            for rows in reader.chunks(data):
                self._look_at(rows)
                yield rows
        except BadJson as error:
            raise BadJson(f"{name} {error}") from error

    def _look_at(self, rows: Rows) -> None:
        """Keep what the other parts, and the totals, depend on."""
        part = rows.part
        if "uuid" in rows.names:
            self._uuids.setdefault(part.name, set()).update(rows.column("uuid"))
        for field in part.fields:
            if field.refers and field.name in rows.names:
                self._wanted.setdefault(field.refers, set()).update(rows.column(field.name))
        if count := self._counts.get(part.name):
            count(rows)

    def finish(self) -> dict[str, Any]:
        """The totals; BadJson when a record refers to one that is not there."""
        every = {uuid for uuids in self._uuids.values() for uuid in uuids}
        for target, wanted in self._wanted.items():
            there = every if target == "*" else self._uuids.get(target, set())
            if missing := wanted - there - {""}:
                raise BadJson(f"引用了不存在的记录（{target} {cast('str', min(missing, key=str))[:8]}…）")
        totals: dict[str, Any] = {}
        for part, names in _SUMS.items():
            if part in self.fields:
                totals |= {name: self._sums[name] for name in names}
        if {"category", "left_on"} <= set(self.fields.get("person", ())):
            totals["by_category"] = dict(sorted(self._categories.items()))
        return totals

    def _count_person(self, rows: Rows) -> None:
        gone = rows.column("deleted_on")
        self._sums["people"] += sum(1 for day in gone if not day)
        if {"category", "left_on"} <= set(rows.names):
            here = zip(rows.column("category"), rows.column("left_on"), gone, strict=True)
            self._categories.update(
                str(category) for category, left, deleted in here if not left and not deleted
            )

    def _count_meeting(self, rows: Rows) -> None:
        self._sums["meetings"] += len(rows)
        self._sums["minutes"] += sum(1 for day in rows.column("signed_on") if day)

    def _count_payment(self, rows: Rows) -> None:
        amounts = cast("Sequence[int]", rows.column("amount_fen"))
        self._sums["payments"] += len(rows)
        self._sums["dues_fen"] += sum(amounts)
        reverses, reasons = rows.column("reverses"), rows.column("reason")
        if not any(reverses):
            sound = min(amounts) > 0
        else:
            lines = zip(amounts, reverses, reasons, strict=True)
            sound = all((amount > 0) is not bool(of) and (reason or not of) for amount, of, reason in lines)
        if not sound:
            raise BadJson("有一笔冲销不符合规定")

    def _count_branch(self, rows: Rows) -> None:
        self._sums["branches"] += len(rows)
        if self._sums["branches"] != 1:
            raise BadJson("应当只有一个支部")
        self.branch = str(rows.column("uuid")[0])

    def _count_agenda_item(self, rows: Rows) -> None:
        for field in rows.part.fields:
            if (
                field.kind is Kind.INT
                and field.name in rows.names
                and min(cast("Sequence[int]", rows.column(field.name))) < 0
            ):
                raise BadJson(f"{field.name} 是负数")


def _check_vouchers(rows: Rows) -> None:
    if any(
        of and not reason for of, reason in zip(rows.column("reverses"), rows.column("reason"), strict=True)
    ):
        raise BadJson("有一张冲销凭证没有原因")


def _check_not_below(name: str) -> Callable[[Rows], None]:
    """What the tables refuse to hold below zero."""

    def check(rows: Rows) -> None:
        if min(cast("Sequence[int]", rows.column(name))) < 0:
            raise BadJson(f"{name} 是负数")

    return check


_SUMS = {"person": ("people",), "meeting": ("meetings", "minutes"), "payment": ("payments", "dues_fen")}
