"""Going down every list of one import, one after the other: whoever stands on two of them is met once."""

from collections.abc import Mapping, Sequence

from models.db.store import Store
from models.services import import_own
from models.services.import_reader import IsCancelled, Progress, Reader, fill_merged
from models.services.import_tables import Table, group_over
from models.services.import_twins import Known


def read_tables(
    store: Store,
    asked: Sequence[tuple[Table, Mapping[int, str]]],
    groups: Sequence[str],
    today: str,
    progress: Progress,
    cancelled: IsCancelled,
) -> list[Reader]:
    """The lists with the fields of their columns, read; `groups`: the branch's Party groups."""
    tables = [table for table, _fields in asked]
    known, met_as = Known(store), dict[int, str]()
    own = import_own.cleaners(store)
    readers: list[Reader] = []
    for table, fields in asked:
        fill_merged(table.grid, table.layout, fields)
        group = group_over(table, tables, groups)
        name = table.name(tables)
        reader = Reader(
            table.grid, table.layout, fields, known, today, table.base, name, met_as, own, group, groups
        )
        reader.run(progress, cancelled)
        readers.append(reader)
    return readers


def party_groups(store: Store) -> tuple[str, ...]:
    """What the branch calls its Party groups, in their order."""
    rows = store.rows("SELECT group_name FROM party_group WHERE closed_on = '' ORDER BY position, id")
    return tuple(str(row[0]) for row in rows)
