"""What a roster is called in a file: who is shown, what was searched, the day, and the groups counted beside it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from models.domain.filters import Group
from models.domain.listing import Count
from models.services.filters import Filters
from models.services.roster_rows import Clause
from ui.listing import Grouping, ListWords, asked
from ui.widgets.filter_bar import FilterBar
from ui.widgets.group_panel import GroupPanel


def roster_words(
    title: str,
    over: Sequence[QWidget],
    found: FilterBar,
    groups: GroupPanel,
    keys_where: Callable[[Clause | None], Sequence[int]],
    filters: Filters,
    as_of: str = "",
) -> ListWords:
    """`keys_where` gives the ids shown by another search put together by hand, in the order of the list."""
    said = asked(*over, found.strip)
    chosen, shared = groups.condition, found.clause
    if chosen:
        said = (*said, f"分组选定：{filters.words(Group((chosen,)))}")
    if chosen or groups.isHidden():
        return ListWords(title=title, said=said, as_of=as_of)
    piles = groups.piles
    total = sum(pile.count for pile in piles)

    def ids_of(line: int) -> Sequence[int]:
        one = filters.clause(Group((piles[line].condition,)), as_of)
        return keys_where(one.and_also(shared) if one else shared)

    counts = tuple(
        Count(label=pile.label, number=pile.count, share=f"{pile.count / total:.0%}") for pile in piles
    )
    grouping = Grouping(field=groups.combo.currentText(), counts=counts, ids_of=ids_of)
    return ListWords(title=title, said=said, as_of=as_of, grouping=grouping)
