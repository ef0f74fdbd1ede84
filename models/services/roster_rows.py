"""Rows of `person` and `mark` to records and back, and the SQL of the roster list (it has to carry 100,000)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from models.domain.filters import OWN, own_ids
from models.domain.movement_kinds import STOPPED
from models.domain.records import MEMBER_CATEGORIES, PIPELINE_CATEGORIES, Category, Mark, Person, Sex
from models.services.past_cards import PAST_PERSON
from models.services.roster_search import search_sql

PERSON_COLUMNS = tuple(field.name for field in fields(Person))
PERSON_SQL = ", ".join(f"p.{name}" for name in PERSON_COLUMNS)
MARK_COLUMNS = tuple(field.name for field in fields(Mark))
MARK_SQL = ", ".join(f"m.{name}" for name in MARK_COLUMNS)
FLAGS = ("is_migrant_worker", "is_lost", "is_mobile", "is_exempt", "is_hardship", "is_incapable")
DERIVED = frozenset({"id", "uuid", "pinyin", "initials"})
WRITABLE = frozenset(PERSON_COLUMNS) - DERIVED

_MEMBERS = ", ".join(f"'{category}'" for category in MEMBER_CATEGORIES)
_STOPPED = f"(SELECT id FROM person WHERE membership_state = '{STOPPED}')"  # not members while it lasts (JY-04, JY-05)
_SORTS = {
    "name": "p.sort_key",
    "sex": "p.sex",
    "birth_date": "p.birth_date",
    "ethnicity": "p.ethnicity",
    "education": "p.education",
    "category": "p.category",
    "joined_on": "p.joined_on",
    "confirmed_on": "p.confirmed_on",
    "standing": "CASE p.confirmed_on WHEN '' THEN '9' ELSE p.confirmed_on END",
    "post": "p.post",
    "phone": "p.phone",
    "id_number": "p.id_number",
    "address": "p.address",
    "party_group": "p.party_group",
    "party_post": "p.party_post",
    "left_on": "p.left_on",
    "age": "CASE p.birth_date WHEN '' THEN '~' ELSE CAST(9999 - p.birth_date AS TEXT) END",  # unknown ones last
    "marks": "(SELECT count(*) FROM mark m WHERE m.person_id = p.id AND m.resolved_on = '')",
}
# by the index person_list
_COVERED = frozenset(
    {
        *("name", "category", "phone", "id_number", "marks"),
        *("sex", "birth_date", "age", "joined_on", "confirmed_on", "standing"),
        *("ethnicity", "education", "post", "party_group", "party_post", "left_on"),
    }
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition on `person p`, and its values."""

    sql: str
    args: tuple[str | int | float, ...] = ()

    def and_also(self, other: "Clause | None") -> "Clause":
        """Both conditions."""
        return Clause(f"{self.sql} AND {other.sql}", self.args + other.args) if other else self


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterQuery:
    """What the list shows. `text`: name, pinyin, initials, phone, the tail of an ID number, or words of a note.

    `scope`: "members" (also those of `as_of`, when given), "stopped", "left", or "all" who are on record. `branches`: only
    theirs, where a store holds many; () is everybody. `where`: what a search put together by hand asks. `past`: what
    was different on the cards of another day (past_cards.laid_over), "" for the cards of now.
    """

    text: str = ""
    category: str = ""
    scope: str = "members"
    sort: str = "name"
    descending: bool = False
    as_of: str = ""
    marked: bool = False
    branches: tuple[int, ...] = ()
    where: Clause | None = None
    past: str = ""


# Few different values: the list is read by name and dealt into one pile a value, quicker than sorting it.
_PILED = frozenset(
    {
        *("sex", "age", "ethnicity", "education", "category", "confirmed_on", "standing"),
        *("post", "party_group", "party_post", "left_on"),
    }
)


def where_sql(query: RosterQuery) -> tuple[str, list[Any]]:
    """Whom a query means: the condition on `person p`, and its values."""
    where = ["p.deleted_on = ''"]
    args: list[Any] = []
    if query.scope == "members":
        where.append(f"p.category IN ({_MEMBERS}) AND p.id NOT IN {_STOPPED}")
        if query.as_of:
            where.append("(p.left_on = '' OR p.left_on > ?)")
            where.append("(CASE p.arrived_on WHEN '' THEN p.joined_on ELSE p.arrived_on END) <= ?")
            args += [query.as_of, query.as_of]
        else:
            where.append("p.left_on = ''")
    elif query.scope == "stopped":
        where.append(f"p.left_on = '' AND p.id IN {_STOPPED}")
    elif query.scope == "left":
        where.append("p.left_on <> ''")
    if query.category:
        where.append("p.category = ?")
        args.append(query.category)
    if query.marked:
        where.append("p.id IN (SELECT person_id FROM mark WHERE resolved_on = '')")
    if query.branches:
        where.append(f"p.branch_id IN ({', '.join(map(str, map(int, query.branches)))})")
    clause, values = search_sql(query.text)
    if clause:
        where.append(clause)
        args += values
    if query.where:
        where.append(query.where.sql)
        args += query.where.args
    return " AND ".join(where), args


def keys_sql(query: RosterQuery) -> tuple[str, list[Any]]:
    """The ids of a list in its order, as one statement; of a piled order, ids and values by name (roster_order)."""
    condition, args = where_sql(query)
    way = "DESC" if query.descending else "ASC"
    order = order_sql(query.sort, way)
    tie = "" if order == "p.sort_key" else ", p.sort_key"
    table, over = table_sql(query, is_covered(query))
    if is_piled(query):
        return f"SELECT p.id, {order} AS told FROM {table} WHERE {condition} ORDER BY p.sort_key", [
            *over,
            *args,
        ]
    return f"SELECT p.id FROM {table} WHERE {condition} ORDER BY {order} {way}{tie}", [*over, *args]


def table_sql(query: RosterQuery, covered: bool = False) -> tuple[str, list[str]]:
    """The table `p` a query reads, and its values; `covered`: an index holds all that is asked."""
    if query.past:
        return PAST_PERSON, [query.past]
    if query.branches:
        return "person p INDEXED BY person_branch", []
    return ("person p" if covered else "person p NOT INDEXED"), []  # else one seek a row, slower than a scan


def column_sql(key: str) -> str:
    """The text of a field for comparing: a column of the card, or the value of an own field ("" when it has none)."""
    if key.startswith(OWN):
        among = ", ".join(map(str, own_ids(key)))
        return f"coalesce((SELECT v.value FROM own_value v WHERE v.person_id = p.id AND v.own_field_id IN ({among})), '')"
    if key not in WRITABLE:
        raise KeyError(key)
    return f"p.{key}"


def order_sql(sort: str, way: str) -> str:
    """What a column is sorted by; an own field's figures by their size."""
    if sort.startswith(OWN):
        own = column_sql(sort)
        return f"CAST({own} AS REAL) {way}, {own}"
    return _SORTS.get(sort) or (column_sql(sort) if sort in WRITABLE else _SORTS["name"])


def is_piled(query: RosterQuery) -> bool:
    return query.sort in _PILED


def is_covered(query: RosterQuery) -> bool:
    """Whether an index holds all that is asked."""
    return query.sort in _COVERED and not (query.as_of or query.where or query.past or query.branches)


def is_text(sort: str) -> bool:
    """Whether a column is sorted as the text it holds."""
    return sort in WRITABLE and sort != "standing_correction" and sort not in FLAGS and _SORTS.get(sort) in (
        None, f"p.{sort}", "p.sort_key"
    )  # fmt: skip


def person_from(values: Sequence[Any]) -> Person:
    """A row in the order of PERSON_COLUMNS."""
    row: dict[str, Any] = dict(zip(PERSON_COLUMNS, values, strict=True))
    row["sex"] = Sex(row["sex"])
    row["category"] = Category(row["category"])
    for name in FLAGS:
        row[name] = bool(row[name])
    return Person(**row)


def mark_from(values: Sequence[Any]) -> Mark:
    """A row in the order of MARK_COLUMNS."""
    return Mark(**dict(zip(MARK_COLUMNS, values, strict=True)))


CATEGORIES = (Category.FULL, *reversed(PIPELINE_CATEGORIES))
