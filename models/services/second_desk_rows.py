"""How the parts of a branch hang together when two computers are merged, and changes back into rows."""

from typing import Any

from exporters.package.fields import Part
from exporters.package.parts import PARTS
from models.db.store import Store
from models.db.transaction import STILL_OPEN, Tx
from models.domain.merging import Change, Key, PartSpec, Record, keyed
from models.services.pinyin import pinyin_of, sort_key
from models.services.snapshot import BY_PART, TABLES, numbered, read_rows, to_row

Records = dict[str, dict[Key, Record]]
_PARENTS = {
    "attendance": "meeting",
    "agenda_item": "meeting",
    "payment_line": "payment",
    "posting": "voucher",
    "election_choice": "election",
    "correction": "meeting",
    "appraisal_line": "appraisal",
}
_FIXED = {
    "meeting": "signed_on",
    "correction": "signed_on",
    "payment": "*",
    "payment_line": "*",
    "voucher": "*",
    "posting": "*",
}
_UNIQUE = {
    "person": ("id_number",),
    "dues_standard": ("person", "from_month"),
    "payment": ("reverses",),
    "voucher": ("reverses",),
    "correction": ("meeting", "number"),
    "appraisal_line": ("appraisal", "person"),
}


def _spec(part: Part) -> PartSpec:
    refs = {field.name: field.refers for field in part.fields if field.refers and field.refers != "*"}
    return PartSpec(
        part.name,
        part.key,
        refs=refs,
        owners=frozenset(field.name for field in part.fields if field.refers and field.filled),
        parent=_PARENTS.get(part.name, ""),
        fixed=_FIXED.get(part.name, ""),
        still_open=STILL_OPEN if part.name == "meeting" else frozenset(),
        mirrors="reverses" if part.name in ("payment", "voucher") else "",
        unique=_UNIQUE.get(part.name, ()),
        unless="deleted_on" if part.name == "person" else "",
        repeats=part.repeats,
    )


SPECS = {part.name: _spec(part) for part in PARTS}


class Writer:
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
        self._free_id_numbers(changes)
        for change in sorted(changes, key=lambda c: (order[c.part], "reverses" in (c.after or {}))):
            if change.after is not None:
                self._put(change, change.after)

    def _free_id_numbers(self, changes: tuple[Change, ...]) -> None:
        """A number that goes to somebody else leaves its present holder first."""
        people = [change for change in changes if change.part == "person"]
        wanted = {str(c.after["id_number"]): c.key for c in people if c.after and "id_number" in c.after}
        for change in people:
            number = str((change.before or {}).get("id_number", ""))
            if change.after is not None and wanted.get(number, change.key) != change.key:
                self._tx.update("person", self._rows["person"][change.key], {"id_number": ""})

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
