"""The member's card: the person with family, résumé, honours, memos and own fields, saved in one undoable step."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.db.store import Store, Tx
from models.domain.card import (
    LISTS,
    LISTS_BY_KEY,
    OWN_COLUMNS,
    Card,
    CardList,
    Entry,
    OwnField,
    OwnKind,
    column_names,
    is_blank,
    own_problem,
    row_problem,
    tidy_own,
    tidy_row,
)
from models.domain.errors import UserError
from models.domain.labels import FIELD_LABELS
from models.services.roster import Roster
from models.services.roster_marks import CORRECTED

_ORDER = {"relative": "seq, id", "resume_entry": "seq, id", "honour": "on_date, id", "memo": "made_on, id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChange:
    """What a form hands over: only what it changed. A list is given whole; rows keep their "id"."""

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    lists: Mapping[str, Sequence[Mapping[str, str]]] = field(
        default_factory=dict[str, Sequence[Mapping[str, str]]]
    )
    own: Mapping[int, str] = field(default_factory=dict[int, str])


class Cards:
    """Cards of one branch, and the fields it added by itself."""

    def __init__(self, store: Store, roster: Roster, today: Callable[[], str]) -> None:
        self._store, self._roster, self._today = store, roster, today

    # reading

    def get(self, person_id: int) -> Card:
        """The whole card of a person; UserError when deleted or never there."""
        lists: dict[str, Any] = {one.key: self._entries(one, person_id) for one in LISTS}
        return Card(person=self._roster.get(person_id), own=self.own_values(person_id), **lists)

    def own_values(self, person_id: int) -> dict[int, str]:
        """Values of own fields by the field's id."""
        sql = "SELECT own_field_id, value FROM own_value WHERE person_id = ?"
        return {int(row[0]): str(row[1]) for row in self._store.rows(sql, (person_id,))}

    def own_fields(self, closed: bool = False) -> tuple[OwnField, ...]:
        """The branch's own fields in their order; with `closed`, also those that are offered no more."""
        where = "" if closed else "WHERE closed_on = ''"
        rows = self._store.rows(
            f"""SELECT id, uuid, caption, kind, position, choices, closed_on FROM own_field {where}
                ORDER BY position, id"""
        )
        return tuple(_own_field(row) for row in rows)

    def group_names(self) -> tuple[str, ...]:
        """Names of Party groups to choose from: those of the branch, then those that stand on cards only."""
        rows = self._store.rows(
            """SELECT group_name, 0, position FROM party_group WHERE closed_on = ''
               UNION ALL SELECT DISTINCT party_group, 1, 0 FROM person WHERE party_group <> '' AND deleted_on = ''
               ORDER BY 2, 3, 1"""
        )
        return tuple(dict.fromkeys(str(row[0]) for row in rows))

    def _entries(self, one: CardList, person_id: int) -> tuple[Entry, ...]:
        names = column_names(one.record)
        rows = self._store.rows(
            f"SELECT {', '.join(names)} FROM {one.table} WHERE person_id = ? ORDER BY {_ORDER[one.table]}",
            (person_id,),
        )
        return tuple(one.record(**dict(zip(names, row, strict=True))) for row in rows)

    # writing

    def add(self, change: CardChange) -> int:
        """A new person with the whole card; UserError when something cannot be true."""
        name = str(change.values.get("name", "")).strip()
        with self._store.transaction(f"新增人员：{name}") as tx:
            person_id = self._roster.insert(tx, change.values)
            self._write(tx, person_id, change)
        return person_id

    def save(self, person_id: int, change: CardChange) -> bool:
        """Write what changed on a card as one step; False when nothing did."""
        person = self._roster.get(person_id)
        with self._store.transaction(f"修改人员：{person.name}") as tx:
            changed = bool(change.values) and self._roster.update(person_id, change.values)
            return self._write(tx, person_id, change) or changed

    def _write(self, tx: Tx, person_id: int, change: CardChange) -> bool:
        changed = [
            self._write_list(tx, LISTS_BY_KEY[key], person_id, rows) for key, rows in change.lists.items()
        ]
        changed += [self._write_own(tx, person_id, field_id, text) for field_id, text in change.own.items()]
        return any(changed)

    def _write_list(self, tx: Tx, one: CardList, person_id: int, rows: Sequence[Mapping[str, str]]) -> bool:
        """Make the stored list the given one: rows with an id are kept, those without are new, the rest goes."""
        written = [row for row in rows if not is_blank(row, one.columns)]
        for at, row in enumerate(written, start=1):
            for column in one.columns:
                if problem := row_problem(row, column):
                    raise UserError(f"{one.title}第 {at} 行：{problem}。")
        stored = {int(r[0]) for r in tx.rows(f"SELECT id FROM {one.table} WHERE person_id = ?", (person_id,))}
        changed = False
        for at, row in enumerate(written, start=1):
            values: dict[str, Any] = {**self._fixed(one, row), **({"seq": at} if one.by_hand else {})}
            row_id = int(row.get("id") or 0)
            if row_id in stored:
                stored.discard(row_id)
                changed = tx.update(one.table, row_id, values) or changed
            else:
                tx.insert(one.table, {**values, "person_id": person_id})
                changed = True
        for row_id in sorted(stored):
            tx.delete(one.table, row_id)
        return changed or bool(stored)

    def _fixed(self, one: CardList, row: Mapping[str, str]) -> dict[str, str]:
        values = tidy_row(row, one.columns)
        if one.table == "memo" and not values["made_on"]:
            values["made_on"] = self._today()
        if one.table == "honour" and values["kind"] not in ("奖励", "处分"):
            raise UserError(f"{one.title}的类型请选“奖励”或“处分”。")
        return values

    def _write_own(self, tx: Tx, person_id: int, field_id: int, text: str) -> bool:
        own = next((one for one in self.own_fields(closed=True) if one.id == field_id), None)
        if own is None:
            raise UserError("这个自定栏目已经不在了，请重新打开再填。")
        value = tidy_own(own, text)
        if problem := own_problem(own, value):
            raise UserError(f"{problem}。")
        row = tx.row(
            "SELECT id, value FROM own_value WHERE person_id = ? AND own_field_id = ?", (person_id, field_id)
        )
        if value != (str(row[1]) if row else ""):
            self._close_marks(tx, person_id, field_id)
        if row is None and value:
            tx.insert("own_value", {"person_id": person_id, "own_field_id": field_id, "value": value})
        elif row is not None and value:
            return tx.update("own_value", int(row[0]), {"value": value})
        elif row is not None:
            tx.delete("own_value", int(row[0]))
        return row is not None or bool(value)

    def _close_marks(self, tx: Tx, person_id: int, field_id: int) -> None:
        """What an import asked about this own field is answered by another value in it."""
        sql = "SELECT id FROM mark WHERE person_id = ? AND resolved_on = '' AND field LIKE ?"
        for (mark_id,) in tx.rows(sql, (person_id, f"own:{field_id}:%")):
            tx.update("mark", int(mark_id), {"resolved_on": self._today(), "answer": CORRECTED})

    # the branch's own fields

    def save_own_fields(self, rows: Sequence[Mapping[str, str]]) -> bool:
        """Make the branch's own fields the given ones, in one step; what is left out but in use is put aside.

        UserError for a name twice, or another kind for a field that has been filled in.
        """
        written = [tidy_row(row, OWN_COLUMNS) | {"id": row.get("id", "")} for row in rows]
        written = [row for row in written if row["caption"]]
        names = [row["caption"] for row in written]
        for name in names:
            if names.count(name) > 1 or name in FIELD_LABELS.values():
                raise UserError(f"已经有“{name}”这个栏目，请换一个名称。")
        stored = {one.id: one for one in self.own_fields()}
        with self._store.transaction("修改自定栏目") as tx:
            changed = [self._write_field(tx, at, row, stored) for at, row in enumerate(written, start=1)]
            for one in stored.values():
                if self._in_use(one.id):
                    tx.update("own_field", one.id, {"closed_on": self._today()})
                else:
                    tx.delete("own_field", one.id)
        return any(changed) or bool(stored)

    def _write_field(self, tx: Tx, at: int, row: Mapping[str, str], stored: dict[int, OwnField]) -> bool:
        kind = row["kind"] or OwnKind.TEXT
        if kind not in tuple(OwnKind):
            raise UserError(f"“{row['caption']}”填什么，请从“{'、'.join(OwnKind)}”中选。")
        choices = [text for text in re.split(r"[、,，;；|]", row["choices"]) if text.strip()]
        if kind == OwnKind.CHOICE and not choices:
            raise UserError(f"请写出“{row['caption']}”的可选内容，用顿号分开。")
        values: dict[str, Any] = {"caption": row["caption"], "kind": kind, "position": at}
        values["choices"] = "\n".join(text.strip() for text in choices)
        one = stored.pop(int(row["id"] or 0), None)
        if one is None:
            tx.insert("own_field", {**values, "branch_id": self._roster.branch_id()})
            return True
        if one.kind != kind and self._in_use(one.id):
            raise UserError(f"“{one.caption}”已经填过内容，不能改成“{kind}”。请另添一个栏目。")
        return tx.update("own_field", one.id, values)

    def _in_use(self, field_id: int) -> bool:
        return bool(self._store.value("SELECT count(*) FROM own_value WHERE own_field_id = ?", (field_id,)))


def _own_field(row: Sequence[Any]) -> OwnField:
    field_id, uuid, caption, kind, position, choices, closed_on = row
    return OwnField(
        id=int(field_id),
        uuid=str(uuid),
        caption=str(caption),
        kind=OwnKind(str(kind)),
        position=int(position),
        choices=tuple(line for line in str(choices).split("\n") if line),
        closed_on=str(closed_on),
    )
