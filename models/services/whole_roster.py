"""Everybody of all branches: the roster of a committee, also in the order of its branches and general branches."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from models.db.store import Store
from models.domain.filters import GENERAL, UNIT
from models.services.kept import Kept
from models.services.roster import Roster
from models.services.roster_order import RosterOrder
from models.services.roster_rows import RosterQuery

# name of every branch, and of the general branch it hangs below, by partition
UNIT_NAMES = {
    UNIT: "SELECT id, name FROM branch",
    GENERAL: """SELECT b.id, coalesce(g.name, '') FROM branch b LEFT JOIN organisation o ON o.uuid = b.uuid
        LEFT JOIN organisation g ON g.id = o.parent_id AND g.kind = 'general'""",
}


class WholeRoster(Roster):
    """What branches own is read here, never changed."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        super().__init__(store, today, WholeOrder(store))


class WholeOrder(RosterOrder):
    """Orders everybody, also by branch and by general branch."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._by_unit: Kept[RosterQuery, array[int]] = Kept(store, (), 2)
        self._partitions: Kept[str, Mapping[int, int]] = Kept(store, ("person",), 1)

    def kept(self, query: RosterQuery) -> "array[int]":
        """By branch: also until a branch is called otherwise or hangs elsewhere."""
        if query.sort not in UNIT_NAMES:
            return super().kept(query)
        return self._by_unit.get(query, lambda: array("q", self.ordered(query)))

    def ordered(self, query: RosterQuery) -> list[int]:
        """By branch: dealt from the order by name, far quicker than looking up a name for each of 100,000."""
        if query.sort not in UNIT_NAMES:
            return super().ordered(query)
        names: dict[int, str] = dict(self._store.rows(UNIT_NAMES[query.sort]))
        branch_of = self._partitions.get("", self._branches)
        piles: defaultdict[int, list[int]] = defaultdict(list)
        for number in self.keys(replace(query, sort="name", descending=False)):
            piles[branch_of[number]].append(number)
        order = sorted(piles, key=lambda branch: names.get(branch, ""), reverse=query.descending)
        return [number for branch in order for number in piles[branch]]

    def _branches(self) -> Mapping[int, int]:
        """Whose everybody is."""
        row = self._store.row("SELECT group_concat(id), group_concat(branch_id) FROM person NOT INDEXED")
        ids, branches = (str(text or "") for text in row or ("", ""))
        return dict(zip(map(int, ids.split(",")), map(int, branches.split(",")), strict=True)) if ids else {}
