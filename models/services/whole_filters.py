"""Finding among the people of all branches: also by branch and general branch; fields of one name are one field."""

from collections import Counter, defaultdict
from dataclasses import replace

from models.domain.filters import GENERAL, OWN, UNIT, Condition, FilterField, Group, Kind, own_ids
from models.domain.grouping import Pile, piles
from models.services.filters import MOST_VALUES, Filters
from models.services.roster_rows import Clause, RosterQuery, where_sql
from models.services.whole_roster import UNIT_NAMES

UNITS = "单位"
_UNIT_FIELDS = (
    FilterField(key=UNIT, title="支部", kind=Kind.CHOICE, group=UNITS),
    FilterField(key=GENERAL, title="党总支", kind=Kind.CHOICE, group=UNITS),
)


class WholeFilters(Filters):
    """Searches over a committee's roster.

    What branches added themselves is one field where caption and kind agree; its key names all their ids, so that
    a kept search is read anew when another branch has added it.
    """

    def fields(self) -> dict[str, FilterField]:
        found: dict[str, FilterField] = {one.key: one for one in _UNIT_FIELDS}
        alike: defaultdict[tuple[str, Kind], list[FilterField]] = defaultdict(list)
        for key, one in super().fields().items():
            if own_ids(key):
                alike[(one.title, one.kind)].append(one)
            else:
                found[key] = one
        for several in alike.values():
            key = OWN + ",".join(str(number) for one in several for number in own_ids(one.key))
            choices = tuple(dict.fromkeys(choice for one in several for choice in one.choices))
            found[key] = replace(several[0], key=key, choices=choices)
        return found

    def values(self, key: str) -> tuple[str, ...]:
        if key not in UNIT_NAMES:
            return super().values(key)
        names = {str(name) for _id, name in self._store.rows(UNIT_NAMES[key])}
        return tuple(sorted(filter(None, names)))[:MOST_VALUES]

    def piles(self, key: str, query: RosterQuery, day: str = "") -> list[Pile]:
        if key not in UNIT_NAMES:
            return super().piles(key, query, day)
        condition, args = where_sql(query)
        sql = f"SELECT p.branch_id, count(*) FROM person p NOT INDEXED WHERE {condition} GROUP BY 1"
        counted: dict[int, int] = dict(self._store.rows(sql, args))
        found = Counter[str]()
        for branch_id, name in self._store.rows(UNIT_NAMES[key]):
            found[str(name)] += counted.get(branch_id, 0)
        return piles(self.fields()[key], +found)

    def checked(self, tree: Group) -> Group:
        return super().checked(self._renewed(tree))

    def clause(self, tree: Group, day: str = "") -> Clause | None:
        return super().clause(self._renewed(tree), day)

    def words(self, tree: Group) -> str:
        return super().words(self._renewed(tree))

    def _renewed(self, tree: Group) -> Group:
        """The tree with the keys its own fields have now."""
        now = {number: key for key in self.fields() for number in own_ids(key)}

        def part(one: Condition | Group) -> Condition | Group:
            if isinstance(one, Group):
                return Group(tuple(part(inner) for inner in one.parts), one.any_of)
            known = next((now[number] for number in own_ids(one.field) if number in now), one.field)
            return replace(one, field=known)

        return Group(tuple(part(one) for one in tree.parts), tree.any_of)
