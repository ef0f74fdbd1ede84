"""What one branch sent, as rows: records to rows, rows beside those we have, and the writing of the difference.

Rows are plain tuples in the order of COLUMNS, references as row numbers. A record keeps its row number as long as its
branch sends it; what has no uuid is told from its sisters by its key. A package is first read by itself (`Sheets`,
references as places in the package) and numbered when its turn comes: several processes may read at once.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, Protocol

from models.db.connection import RawConnection
from models.db.schema import PARTITION
from models.db.transaction import Reader
from models.domain.movement_kinds import STOPPED
from models.domain.records import MEMBER_CATEGORIES
from models.services import snapshot
from models.services.snapshot import TABLES, PartTable

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
Sheets = dict[
    str, list[list[Any]]
]  # the same by columns, without numbers; references are places, counted from 0
_IN_BRANCH = frozenset(name for name, (_, parent) in snapshot.OWNED_BY.items() if parent == "branch")
_LIVE_INDEX = "person_id_number"  # the one that refuses a number twice in one branch


def _columns(table: PartTable) -> tuple[str, ...]:
    own = ("branch_id",) if table.name in _IN_BRANCH else ()
    return ("id", *own, *table.columns)


COLUMNS: dict[str, tuple[str, ...]] = {table.name: _columns(table) for table in TABLES}
PLACE: dict[str, dict[str, int]] = {
    name: {column: place for place, column in enumerate(columns)} for name, columns in COLUMNS.items()
}
_INSERT = {
    name: f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for name, columns in COLUMNS.items()
}
_UPDATE = {
    name: f"UPDATE {name} SET {', '.join(f'{column} = ?' for column in columns[1:])} WHERE id = ?"
    for name, columns in COLUMNS.items()
}
# taken out of the way first: two records may have exchanged what no two may share
_CLEAR = {
    "person": "UPDATE person SET id_number = '' WHERE id = ?",
    "dues_standard": "UPDATE dues_standard SET from_month = '#' || id WHERE id = ?",
    "payment": "UPDATE payment SET reverses_id = NULL, amount_fen = 1 WHERE id = ?",
    "voucher": "UPDATE voucher SET reverses_id = NULL WHERE id = ?",
}


def next_ids(reader: Reader) -> dict[str, int]:
    """The first free row number of each table."""
    return {name: int(reader.value(f"SELECT max(id) FROM {name}") or 0) + 1 for name in PARTITION}


class Columns(Protocol):
    """Some records of a part, column by column, as the reader gives them; blank is "" or 0."""

    def __len__(self) -> int: ...
    def column(self, name: str) -> Sequence[object]: ...


class BadReference(Exception):
    """A record speaks of one that is not in its package; the message names the part."""


def sheets_of(parts: Mapping[str, Sequence[Columns]]) -> Sheets:
    """All records of one branch, ready to be numbered. BadReference when one speaks of what is not there."""
    places: dict[str, dict[object, int]] = {}
    for table in TABLES:  # all places first: a payment may refer to a later one
        if table.part.key == ("uuid",):
            uuids = chain.from_iterable(rows.column("uuid") for rows in parts.get(table.name, ()))
            places[table.name] = {uuid: place for place, uuid in enumerate(uuids)}
    made: Sheets = {}
    for table in TABLES:
        columns: list[list[Any]] = [[] for _ in table.part.names]
        for rows in parts.get(table.name, ()):
            try:
                for column, name in zip(columns, table.part.names, strict=True):
                    column += _column(table, name, rows, places)
            except KeyError as error:
                raise BadReference(table.name) from error
        made[table.name] = columns
    return made


def _column(
    table: PartTable, name: str, rows: Columns, places: Mapping[str, Mapping[object, int]]
) -> Iterable[Any]:
    values = rows.column(name)
    target = table.references.get(name)
    if target is None:
        return values
    if target == "*":
        kinds = rows.column("record_kind")
        return [places[str(kind)][value] for kind, value in zip(kinds, values, strict=True)]
    known = places[target]
    return [known[value] if value else None for value in values]


def column(sheets: Sheets, part: str, name: str) -> list[Any]:
    """One field of all records of a part."""
    return sheets[part][snapshot.BY_PART[part].part.names.index(name)]


def numbered(sheets: Sheets, starts: Mapping[str, int]) -> Tables:
    """Rows under the numbers from `starts` on (first number of each table)."""
    return {table.name: list(rows_of(table, sheets, starts, table.part.names)) for table in TABLES}


def rows_of(
    table: PartTable, sheets: Sheets, starts: Mapping[str, int], names: Container[str]
) -> Iterator[Row]:
    """The rows of one table, made as they are asked for: those fields of each."""
    columns = sheets[table.name]
    length, start = len(columns[0]), starts[table.name]
    if not length:
        return iter(())
    whole: list[Iterable[Any]] = [range(start, start + length)]
    if table.name in _IN_BRANCH:
        whole.append(repeat(starts["branch"], length))
    for name, values in zip(table.part.names, columns, strict=True):
        target = table.references.get(name)
        if name not in names:
            continue
        if target == "*":
            kinds = column(sheets, table.name, "record_kind")
            whole.append([starts[kind] + place for kind, place in zip(kinds, values, strict=True)])
        elif target is not None:
            first = starts[target]
            whole.append([None if place is None else first + place for place in values])
        else:
            whole.append(values)
    return zip(*whole, strict=True)


def stored_rows(reader: Reader, branch_id: int) -> Tables:
    """The partition of one branch as it is."""
    found = snapshot.read_rows(reader, branch_id)
    return {
        name: [tuple(row[column] for column in columns) for row in found[name].values()]
        for name, columns in COLUMNS.items()
    }


@dataclass(slots=True)
class Difference:
    """What turns the stored partition into the one received."""

    added: Tables = field(default_factory=dict[str, list[Row]])
    changed: dict[str, list[tuple[Row, Row]]] = field(default_factory=dict[str, list[tuple[Row, Row]]])
    gone: Tables = field(default_factory=dict[str, list[Row]])

    def counts(self, name: str) -> tuple[int, int, int]:
        return len(self.added.get(name, ())), len(self.changed.get(name, ())), len(self.gone.get(name, ()))


def compare(stored: Tables, received: Tables) -> Difference:
    """The difference, with the row numbers of what is known already."""
    found = Difference()
    moved: dict[str, dict[int, int]] = {}
    for table in TABLES:
        before = stored.get(table.name, [])
        after = _renumbered(table, before, received[table.name], moved)
        if table.part.key == ("uuid",):
            _compare_by_id(found, table.name, before, after)
        else:
            _compare_by_key(found, table, before, after)
    return found


def _renumbered(
    table: PartTable, before: Sequence[Row], after: Sequence[Row], moved: dict[str, dict[int, int]]
) -> list[Row]:
    """Received rows under the numbers by which the stored ones are known, references too."""
    place = PLACE[table.name]
    if "uuid" in place:
        at = place["uuid"]
        known = {row[at]: row[0] for row in before}
        moved[table.name] = {row[0]: known[row[at]] for row in after if row[at] in known}
    own = moved.get(table.name, {})
    refers: list[tuple[int, str]] = [
        (place[f"{name}_id"], target) for name, target in table.references.items()
    ]
    if table.name in _IN_BRANCH:
        refers.append((place["branch_id"], "branch"))
    made: list[Row] = []
    for row in after:
        values = list(row)
        values[0] = own.get(row[0], row[0])
        for at, target in refers:
            kind = row[place["record_kind"]] if target == "*" else target
            values[at] = moved.get(kind, {}).get(values[at], values[at])
        made.append(tuple(values))
    return made


def _compare_by_id(found: Difference, name: str, before: Sequence[Row], after: Sequence[Row]) -> None:
    left = {row[0]: row for row in before}
    added: list[Row] = []
    changed: list[tuple[Row, Row]] = []
    for row in after:
        old = left.pop(row[0], None)
        if old is None:
            added.append(row)
        elif old != row:
            changed.append((old, row))
    found.added[name], found.changed[name], found.gone[name] = added, changed, list(left.values())


def _compare_by_key(found: Difference, table: PartTable, before: Sequence[Row], after: Sequence[Row]) -> None:
    """Rows without a uuid: the same content stays, the same key is a change, the rest comes or goes."""
    same = Counter(row[1:] for row in before) & Counter(row[1:] for row in after)
    left, new = _without(before, same), _without(after, same)
    place = PLACE[table.name]
    at = [place.get(name, place.get(f"{name}_id", 0)) for name in table.part.key]
    waiting: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in left:
        waiting[tuple(row[n] for n in at)].append(row)
    added: list[Row] = []
    changed: list[tuple[Row, Row]] = []
    for row in new:
        old = waiting.get(tuple(row[n] for n in at))
        if old:
            first = old.pop(0)
            changed.append((first, (first[0], *row[1:])))
        else:
            added.append(row)
    name = table.name
    found.added[name], found.changed[name] = added, changed
    found.gone[name] = [row for rows in waiting.values() for row in rows]


def _without(rows: Sequence[Row], same: Mapping[Row, int]) -> list[Row]:
    spare = dict(same)
    kept: list[Row] = []
    for row in rows:
        if spare.get(row[1:], 0):
            spare[row[1:]] -= 1
        else:
            kept.append(row)
    return kept


def posted_changes(found: Difference, parts: Container[str]) -> list[str]:
    """Where a package contradicts what can never change at a branch: posted payments and signed minutes.

    `parts`: what the package includes; what a branch chose not to send contradicts nothing.
    """
    problems: list[str] = []
    if "payment" in parts:
        place = PLACE["payment"]
        money = [place[name] for name in ("person_id", "received_on", "amount_fen", "reverses_id")]
        pairs = found.changed.get("payment", ())
        altered = sum(any(old[at] != new[at] for at in money) for old, new in pairs)
        altered += len(found.changed.get("payment_line", ())) if "payment_line" in parts else 0
        problems += _said(len(found.gone.get("payment", ())), "少了 {} 笔已登记的缴费")
        problems += _said(altered, "{} 处已登记的缴费与原来不同")
    if "voucher" in parts:
        place = PLACE["voucher"]
        money = [place[name] for name in ("kind", "on_date", "from_month", "to_month", "reverses_id")]
        pairs = found.changed.get("voucher", ())
        altered = sum(any(old[at] != new[at] for at in money) for old, new in pairs)
        altered += len(found.changed.get("posting", ()))
        problems += _said(len(found.gone.get("voucher", ())), "少了 {} 张已登记的党费凭证")
        problems += _said(altered, "{} 处已登记的党费凭证与原来不同")
    if "meeting" in parts:
        place = PLACE["meeting"]
        signed, code = place["signed_on"], place["signed_code"]
        gone = sum(bool(row[signed]) for row in found.gone.get("meeting", ()))
        pairs = found.changed.get("meeting", ())
        altered = sum(
            bool(old[signed]) and (old[signed], old[code]) != (new[signed], new[code]) for old, new in pairs
        )
        problems += _said(gone, "少了 {} 份已签字定稿的会议记录")
        problems += _said(altered, "{} 份已签字定稿的会议记录与原来不同")
    return problems


def _said(number: int, words: str) -> list[str]:
    return [words.format(number)] if number else []


# sums for the preview


def dues_total(rows: Sequence[Row]) -> int:
    at = PLACE["payment"]["amount_fen"]
    return sum(row[at] for row in rows)


def money_problem(sheets: Sheets) -> str:
    """What a branch's own store never allows: a payment that is not the sum of its months, a reversal that is not
    its payment taken back. Such a package would make the committee's ledger contradict itself.
    """
    amounts, people = column(sheets, "payment", "amount_fen"), column(sheets, "payment", "person")
    taken_back = column(sheets, "payment", "reverses")
    left = amounts.copy()
    months = column(sheets, "payment_line", "payment"), column(sheets, "payment_line", "amount_fen")
    for of, fen in zip(*months, strict=True):
        left[of] -= fen
    wrong = any(left)
    for at, of in enumerate(taken_back):
        if of is not None:
            wrong |= amounts[of] != -amounts[at] or people[of] != people[at] or taken_back[of] is not None
    if wrong:
        return "有缴费与它的分月明细或冲销不符"
    return "有党费凭证借贷不平或与冲销不符" if _unbalanced(sheets) else ""


def _unbalanced(sheets: Sheets) -> bool:
    """Whether a voucher's postings do not sum to zero, or a reversal does not take back what it reverses."""
    taken_back = column(sheets, "voucher", "reverses")
    postings: list[Counter[tuple[Any, ...]]] = [Counter() for _ in taken_back]
    lines = (
        column(sheets, "posting", name) for name in ("voucher", "account", "person", "month", "amount_fen")
    )
    for voucher, account, person, month, fen in zip(*lines, strict=True):
        postings[voucher][account, person, month] += fen
    if any(not found or sum(found.values()) for found in postings):
        return True
    pairs = [(at, int(of)) for at, of in enumerate(taken_back) if of is not None]
    if any(taken_back[of] is not None for _, of in pairs):
        return True
    return any({key: -fen for key, fen in postings[at].items()} != dict(postings[of]) for at, of in pairs)


_COUNTED = ("category", "left_on", "deleted_on", "membership_state")


def members_in(rows: Sequence[Row]) -> int:
    """Members among the people of a branch."""
    at = [PLACE["person"][name] for name in _COUNTED]
    return _members(tuple(row[n] for n in at) for row in rows)


def members_of(sheets: Sheets) -> int:
    """The same, before the rows are numbered."""
    return _members(zip(*(column(sheets, "person", name) for name in _COUNTED), strict=True))


def _members(people: Iterable[Row]) -> int:
    return sum(
        category in MEMBER_CATEGORIES and not left and not deleted and state != STOPPED
        for category, left, deleted, state in people
    )


# writing, inside a merge


def _insert(raw: RawConnection, tables: Tables) -> None:
    for table in TABLES:
        if rows := tables.get(table.name):
            raw.executemany(_INSERT[table.name], rows)


def write(raw: RawConnection, found: Difference) -> None:
    """Remove, change and add, in an order in which no two rows ever share what they may not."""
    for table in reversed(TABLES):
        numbers = [(row[0],) for row in found.gone.get(table.name, ())]
        if numbers:
            if table.name in ("payment", "voucher"):
                raw.executemany(_CLEAR[table.name], numbers)
            raw.executemany(f"DELETE FROM {table.name} WHERE id = ?", numbers)
    for name, statement in _CLEAR.items():
        if changed := found.changed.get(name):
            raw.executemany(statement, [(old[0],) for old, _ in changed])
    _insert(raw, found.added)
    for table in TABLES:
        if changed := found.changed.get(table.name):
            raw.executemany(_UPDATE[table.name], [(*new[1:], new[0]) for _, new in changed])


def drop_indexes(raw: RawConnection) -> list[str]:
    """Take away what only searching needs, for a batch larger than what is there; the statements that make it again."""
    marks = ", ".join("?" * len(PARTITION))
    found = raw.execute(
        f"""SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})
            ORDER BY tbl_name, rowid""",  # those of one table after each other, while its pages are at hand
        PARTITION,
    ).fetchall()
    statements: list[str] = []
    for name, sql in found:
        if name != _LIVE_INDEX:
            raw.execute(f"DROP INDEX {name}")
            statements.append(str(sql))
    return statements
