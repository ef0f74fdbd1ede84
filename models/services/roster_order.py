"""The ids of a roster list in its order, quickly also for 100,000 people and by columns that no index holds.

What was measured there: rows as Python objects take longer than finding them, so they come as one text; and sorting
takes longer than reading, so a column of few different values is only read, and dealt here from the order by name.
That order comes from an index, and is kept until something changes. What is left is comparing many different texts.
So the last lists are kept as well, without what is searched: another key of a search, or back to an order, is no reading.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.db.store import Store
from models.services.kept import Kept
from models.services.roster_rows import (
    RosterQuery,
    is_covered,
    is_piled,
    is_text,
    keys_sql,
    order_sql,
    table_sql,
    where_sql,
)
from models.services.roster_search import RosterSearch, sought

_BETWEEN = 31  # a sign no field holds; where one does, rows are read one by one
FEW = 1_000  # different values are dealt, more are sorted
_LISTED_BY = ("person", "mark", "own_field", "own_value")
MOST_KEPT = 4  # lists of each sort, of 0.8 MB where a committee has 100,000 people


class RosterOrder:
    """Orders the lists of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._search = RosterSearch(store)
        self._lists: Kept[RosterQuery, array[int]] = Kept(store, _LISTED_BY, MOST_KEPT)
        self._asked: Kept[RosterQuery, array[int]] = Kept(
            store, (), MOST_KEPT
        )  # a search by hand asks anything
        self._names: Kept[str, list[int]] = Kept(store, ("person",), 1)
        self._many = {"address", "landline"}  # columns of many different values, as far as known

    def keys(self, query: RosterQuery) -> list[int]:
        """The ids of a list in its order; ties by name."""
        if self._store.in_transaction:  # what may be taken back is not kept
            return self.ordered(query)
        one = sought(query.text)
        if one is None:
            return self.kept(query).tolist()
        found = self._search.ids(one)
        if found is None:
            return self.ordered(query)
        return list(filter(found.__contains__, self.kept(replace(query, text=""))))

    def kept(self, query: RosterQuery) -> "array[int]":
        """A list as it is since something changed last."""
        lists = self._asked if query.where or query.past else self._lists
        return lists.get(query, lambda: array("q", self.ordered(query)))

    def ordered(self, query: RosterQuery) -> list[int]:
        """The same, read now."""
        read = is_text(query.sort) and query.sort not in self._many
        if read and not (is_covered(query) or query.branches):
            dealt = self._dealt(query)
            if dealt is not None:
                return dealt
        if is_piled(query):
            found = self._pairs(*keys_sql(query))
            return _deal(found, query.descending)
        sql, args = keys_sql(query)
        return _numbers(self._store.value(f"SELECT group_concat(id) FROM ({sql})", args))

    def _dealt(self, query: RosterQuery) -> list[int] | None:
        """By a column that is read in the order of the rows; None when it holds too many different values."""
        condition, args = where_sql(query)
        table, over = table_sql(query)
        told = "''" if query.sort == "name" else order_sql(query.sort, "")
        ids, values = self._texts(
            f"SELECT p.id, {told} AS told FROM {table} WHERE {condition}", [*over, *args]
        )
        if len(set(values)) > FEW:
            self._many.add(query.sort)
            return None
        value_of = dict(zip(ids, values, strict=True))
        named = ((number, value_of[number]) for number in self._by_name() if number in value_of)
        dealt = _deal(named, query.descending)
        return dealt[::-1] if query.sort == "name" and query.descending else dealt

    def _by_name(self) -> Sequence[int]:
        """Everybody on record, by name."""
        sql = "SELECT id FROM person WHERE deleted_on = '' ORDER BY sort_key"
        return self._names.get(
            "", lambda: _numbers(self._store.value(f"SELECT group_concat(id) FROM ({sql})"))
        )

    def _pairs(self, sql: str, args: Sequence[object]) -> Iterable[tuple[int, str]]:
        return zip(*self._texts(sql, args), strict=True)

    def _texts(self, sql: str, args: Sequence[object]) -> tuple[list[int], list[str]]:
        """The columns `id` and `told` of a statement, in its order."""
        found = self._store.row(
            f"SELECT group_concat(id), group_concat(told, char({_BETWEEN})) FROM ({sql})", args
        )
        if found is None or found[0] is None:
            return [], []
        ids, told = _numbers(found[0]), str(found[1]).split(chr(_BETWEEN))
        if len(ids) != len(told):
            rows = self._store.rows(sql, args)
            return [int(row[0]) for row in rows], [str(row[1]) for row in rows]
        return ids, told


def _deal(rows: Iterable[tuple[int, str]], descending: bool) -> list[int]:
    """Ids by value, and within one value in the order they came."""
    piles: defaultdict[str, list[int]] = defaultdict(list)
    for key, value in rows:
        piles[value].append(key)
    return [key for value in sorted(piles, reverse=descending) for key in piles[value]]


def _numbers(text: object) -> list[int]:
    return list(map(int, str(text).split(","))) if text else []
