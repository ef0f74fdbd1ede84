"""The committee's tree of organisations, with the state of each branch."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from models.db.store import Store
from models.db.transaction import Reader, Tx
from models.domain.committee import (
    ABOVE_KEY,
    CLERK_KEY,
    LEVEL_KEY,
    OVERDUE_DAYS,
    UNIT_LABELS,
    Unit,
    UnitKind,
    UnitState,
)
from models.domain.errors import UserError
from models.domain.handoff import HEAD_CODE_LENGTH
from models.domain.intake import missing
from models.services.kept import Kept

OVERDUE_KEY = "committee.overdue_days"
_LINES = """SELECT id, uuid, kind, name, coalesce(parent_id, 0), position, phone, note, closed_on
    FROM organisation ORDER BY position, name, id"""  # as Unit has them
_WRITABLE = frozenset({"name", "phone", "note", "parent_id", "position", "closed_on"})
_LAST = """SELECT r.branch_uuid, r.number, r.seq, r.package_id, r.received_at, r.audit_hash FROM received r
    JOIN (SELECT branch_uuid, max(number) AS number FROM received WHERE result = 'merged' GROUP BY branch_uuid) last
    ON last.branch_uuid = r.branch_uuid AND last.number = r.number"""
_SUMS = "SELECT branch_id, members, dues_fen, probationary, women FROM summary WHERE year = ?"
_GAPS = """SELECT branch_uuid FROM received WHERE result = 'merged' GROUP BY branch_uuid
    HAVING max(seq) - min(seq) + 1 > count(DISTINCT seq)"""
_Line = tuple[int, str, UnitKind, str, int, int, str, str, str]


def root_id(reader: Reader) -> int:
    """The committee itself."""
    found = reader.value("SELECT id FROM organisation WHERE kind = 'committee'")
    if found is None:
        raise UserError("这份数据不是党委的数据。")
    return int(found)


class Tree:
    """Reads and changes the tree; the state of a branch is worked out from what was received, never stored."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today
        self._units: Kept[str, list[Unit]] = Kept(store, (), 1)
        self._organisation: Kept[str, list[_Line]] = Kept(store, ("organisation",), 1)
        self._partitions: Kept[str, dict[str, int]] = Kept(store, ("branch",), 1)
        self._sent: Kept[str, _Sent] = Kept(store, ("received", "branch", "guest_member"), 1)

    @property
    def overdue_days(self) -> int:
        kept = self._store.value("SELECT value FROM setting WHERE key = ?", (OVERDUE_KEY,))
        return int(kept or OVERDUE_DAYS)

    def set_overdue_days(self, days: int) -> None:
        """After how many days without a package a branch counts as overdue."""
        if not 1 <= days <= 400:
            raise UserError("逾期天数请填 1 至 400 之间的数字。")
        self._set("修改逾期天数", OVERDUE_KEY, str(days))

    @property
    def level(self) -> UnitKind:
        """Whether this desk is a committee's, or that of a general branch over a few branches."""
        kept = self._store.value("SELECT value FROM setting WHERE key = ?", (LEVEL_KEY,))
        return UnitKind(kept or UnitKind.COMMITTEE)

    def set_above(self, name: str) -> None:
        """The organisation above this one, as forms name it."""
        self._set("修改上级党组织", ABOVE_KEY, " ".join(name.split()))

    @property
    def clerk(self) -> str:
        """Who works here, for the history; "" while nobody said."""
        return str(self._store.value("SELECT value FROM setting WHERE key = ?", (CLERK_KEY,)) or "")

    def set_clerk(self, name: str) -> None:
        """Whom the history names from now on."""
        self._set("修改经办人", CLERK_KEY, " ".join(name.split()))

    def _set(self, label: str, key: str, value: str) -> None:
        row = self._store.row("SELECT id, value FROM setting WHERE key = ?", (key,))
        if value == (row[1] if row else ""):
            return
        with self._store.transaction(label) as tx:
            if row is None:
                tx.insert("setting", {"key": key, "value": value})
            else:
                tx.update("setting", int(row[0]), {"value": value})

    # reading

    def units(self) -> list[Unit]:
        """The whole tree, each unit after its parent, by position and name; sums stand at what hangs above.

        Kept until something changes, or the day does.
        """
        return self._units.get(self._today(), self._read).copy()

    def _read(self) -> list[Unit]:
        today = self._today()
        sent = self._sent.get(today, lambda: _Sent(self._store, today))
        states = _States(self._store, sent, self.overdue_days)
        below: defaultdict[int, list[Unit]] = defaultdict(list)
        for line in self._lines():
            unit = states.of(line) if line[2] is UnitKind.BRANCH else Unit(*line)
            below[unit.parent_id].append(unit)
        return _in_order(below, 0)

    def _lines(self) -> list[_Line]:
        return self._organisation.get("", self._read_lines)

    def _read_lines(self) -> list[_Line]:
        kinds: dict[str, UnitKind] = {kind.value: kind for kind in UnitKind}
        return [
            (at, uuid, kinds[kind], name, above, position, phone, note, closed_on)
            for at, uuid, kind, name, above, position, phone, note, closed_on in self._store.rows(_LINES)
        ]

    def unit(self, unit_id: int) -> Unit:
        """One unit with its state; the committee for 0."""
        for unit in self.units():
            if unit.id == unit_id or (not unit_id and unit.kind is UnitKind.COMMITTEE):
                return unit
        raise UserError("找不到这个组织，可能已被删除，请刷新后再看。")

    def part(self, unit_id: int) -> tuple[Unit, list[Unit]]:
        """A unit (the committee for 0) and the branches below it that are not closed: names and partitions only."""
        wanted = unit_id or root_id(self._store)
        partitions = self._partitions.get("", lambda: dict(self._store.rows("SELECT uuid, id FROM branch")))
        lines = self._lines()
        above = {line[0]: line[4] for line in lines}
        own: Unit | None = None
        branches: list[Unit] = []
        for line in lines:
            at, uuid, kind, closed_on = line[0], line[1], line[2], line[8]
            if at == wanted:
                own = Unit(*line, branch_id=partitions.get(uuid, 0))
            if kind is not UnitKind.BRANCH or (closed_on and at != wanted):
                continue
            while at and at != wanted:
                at = above.get(at, 0)
            if at:
                branches.append(Unit(*line, branch_id=partitions.get(uuid, 0)))
        if own is None:
            raise UserError("找不到这个组织，可能已被删除，请刷新后再看。")
        return own, branches

    def below(self, unit_id: int) -> list[Unit]:
        """The branches that hang below a unit, or the branch itself; of the committee those that are not closed."""
        return self.part(unit_id)[1]

    # writing

    def add(self, kind: UnitKind, name: str, parent_id: int = 0, **values: Any) -> int:
        """A general branch, or a branch whose first package is still to come."""
        if kind is UnitKind.COMMITTEE:
            raise UserError("一份数据只有一个党委。")
        if kind is UnitKind.GENERAL and self.level is UnitKind.GENERAL:
            raise UserError("党总支下面只有党支部。请把类别改为党支部。")
        parent = parent_id or root_id(self._store)
        self._check_parent(parent)
        name = " ".join(name.split())
        if not name:
            raise UserError("请填写组织名称（公章上的全称）。")
        with self._store.transaction(f"新增组织：{name}") as tx:
            return tx.insert("organisation", {**values, "kind": kind, "name": name, "parent_id": parent})

    def update(self, unit_id: int, values: Mapping[str, Any]) -> bool:
        """False when nothing changed."""
        if unknown := set(values) - _WRITABLE:
            raise KeyError(f"not columns of organisation: {sorted(unknown)}")
        unit = self._row(unit_id)
        checked = {
            key: " ".join(value.split()) if isinstance(value, str) else value for key, value in values.items()
        }
        if checked.get("name") == "":
            raise UserError("组织名称不能为空。")
        if "parent_id" in checked:
            self._check_move(unit_id, unit[0], int(checked["parent_id"]))
        with self._store.transaction(f"修改组织：{unit[1]}") as tx:
            return tx.update("organisation", unit_id, checked)

    def become(self, tx: Tx, unit_id: int, uuid: str) -> int:
        """A branch entered beforehand turns out to be the one with this uuid: same place, same name."""
        kind, name, old = self._row(unit_id)
        if kind != UnitKind.BRANCH or tx.value("SELECT count(*) FROM received WHERE branch_uuid = ?", (old,)):
            raise UserError(f"“{name}”已有自己的上报记录。请选择还没有上报过的支部，或新增一个。")
        row = tx.get("organisation", unit_id) or {}
        tx.delete("organisation", unit_id)
        kept = {column: value for column, value in row.items() if column != "id"}
        return tx.insert("organisation", {**kept, "uuid": uuid})

    def remove(self, unit_id: int) -> None:
        """Only what never sent anything and has nothing below it."""
        kind, name, uuid = self._row(unit_id)
        if kind == UnitKind.COMMITTEE:
            raise UserError(f"{UNIT_LABELS[self.level]}本身不能删除。")
        if self._store.value("SELECT count(*) FROM organisation WHERE parent_id = ?", (unit_id,)):
            raise UserError(f"“{name}”下面还有组织。请先把它们移到别处。")
        if self._store.value("SELECT count(*) FROM received WHERE branch_uuid = ?", (uuid,)):
            raise UserError(f"“{name}”已经上报过，记录要保留。不再上报的请标为“已撤销”。")
        with self._store.transaction(f"删除组织：{name}") as tx:
            tx.delete("organisation", unit_id)

    def _row(self, unit_id: int) -> tuple[str, str, str]:
        row = self._store.row("SELECT kind, name, uuid FROM organisation WHERE id = ?", (unit_id,))
        if row is None:
            raise UserError("找不到这个组织，可能已被删除，请刷新后再看。")
        return str(row[0]), str(row[1]), str(row[2])

    def _check_parent(self, parent_id: int) -> None:
        if self._row(parent_id)[0] == UnitKind.BRANCH:
            raise UserError("党支部下面不能再有组织。请选择党委或党总支。")

    def _check_move(self, unit_id: int, kind: str, parent_id: int) -> None:
        if kind == UnitKind.COMMITTEE:
            raise UserError(f"{UNIT_LABELS[self.level]}在最上面，不能移动。")
        self._check_parent(parent_id)
        above: int | None = parent_id
        while above:
            if above == unit_id:
                raise UserError("不能移到自己下面。")
            above = self._store.value("SELECT parent_id FROM organisation WHERE id = ?", (above,))


class _Sent:
    """What the branches sent, as far as the tree shows it: the same until something arrives."""

    def __init__(self, store: Store, today: str) -> None:
        self.today = date.fromisoformat(today)
        self.last = {row[0]: row[1:] for row in store.rows(_LAST)}
        self.branches = {
            row[0]: row[1:] for row in store.rows("SELECT uuid, id, name, general_branch FROM branch")
        }
        self.sums = {row[0]: row[1:] for row in store.rows(_SUMS, (self.today.year,)) if row[0]}
        here = "SELECT branch_id, count(*) FROM guest_member WHERE returned_on = '' OR returned_on > ? GROUP BY 1"
        self.guests: dict[int, int] = dict(store.rows(here, (today,)))
        self.missing: dict[str, tuple[int, ...]] = {}
        for (uuid,) in store.rows(_GAPS):
            sql = "SELECT seq FROM received WHERE branch_uuid = ? AND result = 'merged'"
            self.missing[uuid] = missing({int(row[0]) for row in store.rows(sql, (uuid,))})


class _States:
    """Everything the states of the branches are made from, read once."""

    def __init__(self, store: Store, sent: _Sent, overdue_days: int) -> None:
        self._sent, self._overdue = sent, overdue_days
        self._days: dict[str, int] = {"": 0}  # since a day, worked out once a day
        self._keys = dict(store.rows("SELECT uuid, fingerprint FROM peer WHERE kind = 'branch'"))
        general = "SELECT id, name FROM organisation WHERE kind = 'general'"
        self._generals: dict[int, str] = dict(store.rows(general))
        self._below_general = store.value(
            "SELECT 1 FROM setting WHERE key = ? AND value = 'general'", (LEVEL_KEY,)
        )
        self._remarks = _counted(store, "SELECT branch_uuid FROM remark WHERE closed_on = ''")
        self._waiting = _counted(
            store,
            """SELECT branch_uuid FROM conflict WHERE decided_on = '' UNION ALL
               SELECT other_uuid FROM conflict WHERE decided_on = '' AND other_uuid <> ''""",
        )

    def of(self, line: _Line) -> Unit:
        """A branch with what is known of it."""
        _, uuid, _, name, parent_id, _, _, _, closed_on = line
        number, seq, package_id, received_at, head = self._sent.last.get(uuid, (0, 0, "", "", ""))
        branch_id, own_name, own_general = self._sent.branches.get(uuid, (0, "", ""))
        members, dues, probationary, women = self._sent.sums.get(branch_id, (0, 0, 0, 0))
        days = self._since(received_at[:10])
        waiting, missed = self._waiting.get(uuid, 0), self._sent.missing.get(uuid, ())
        key = self._keys.get(uuid, "")
        if closed_on:
            state = UnitState.CLOSED
        elif waiting:
            state = UnitState.WAITING
        elif not key:
            state = UnitState.NO_KEY
        elif not seq:
            state = UnitState.NEVER
        else:
            state = UnitState.OVERDUE if days > self._overdue else UnitState.FINE
        late = days if state is UnitState.OVERDUE else 0
        other_name = own_name if own_name != name else ""
        elsewhere = own_general if self._stands_elsewhere(own_general, parent_id) else ""
        return Unit(
            *line,
            branch_id=branch_id,
            fingerprint=key,
            state=state,
            number=number,
            seq=seq,
            package_id=package_id,
            received_at=received_at,
            days_since=days,
            head_code=head[:HEAD_CODE_LENGTH],
            missing=missed,
            waiting=waiting,
            remarks=self._remarks.get(uuid, 0),
            members=members,
            probationary=probationary,
            women=women,
            guests=self._sent.guests.get(branch_id, 0),
            dues_fen=dues,
            warnings=_warnings(waiting, late, missed, other_name, elsewhere),
        )

    def _since(self, day: str) -> int:
        if day not in self._days:
            self._days[day] = (self._sent.today - date.fromisoformat(day)).days
        return self._days[day]

    def _stands_elsewhere(self, named: str, parent_id: int) -> bool:
        """Whether a branch names another general branch than the one it hangs below; short names are let be."""
        if not named or self._below_general:
            return False
        above = self._generals.get(parent_id)
        return above is None or (named != above and named in self._generals.values())


def _warnings(
    waiting: int, late: int, missed: tuple[int, ...], other_name: str, elsewhere: str
) -> tuple[str, ...]:
    found: list[str] = []
    if waiting:
        found.append(f"有 {waiting} 件待裁决")
    if late:
        found.append(f"{late} 天没有上报")
    if missed:
        shown = "、".join(map(str, missed[:5])) + ("…" if len(missed) > 5 else "")
        found.append(f"第 {shown} 号包没有收到")
    if other_name:
        found.append(f"支部自己的名称是“{other_name}”")
    if elsewhere:
        found.append(f"支部填的所属党总支是“{elsewhere}”，这里挂在别处，请核对“修改…”里的上级")
    return tuple(found)


def _counted(store: Store, sql: str) -> dict[str, int]:
    rows = store.rows(f"SELECT branch_uuid, count(*) FROM ({sql}) GROUP BY 1")
    return {str(uuid): int(number) for uuid, number in rows}


def _in_order(below: Mapping[int, list[Unit]], parent_id: int) -> list[Unit]:
    found: list[Unit] = []
    for unit in below.get(parent_id, ()):
        inner = _in_order(below, unit.id) if unit.id in below else []
        if unit.kind is not UnitKind.BRANCH:
            own = [one for one in inner if one.kind is UnitKind.BRANCH and not one.closed_on]
            unit = replace(
                unit,
                branches=len(own),
                sent=sum(bool(one.branch_id) for one in own),
                members=sum(one.members for one in own),
                probationary=sum(one.probationary for one in own),
                women=sum(one.women for one in own),
                guests=sum(one.guests for one in own),
                dues_fen=sum(one.dues_fen for one in own),
                waiting=sum(one.waiting for one in own),
                remarks=sum(one.remarks for one in own),
            )
        found += [unit, *inner]
    return found
