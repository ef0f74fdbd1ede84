"""Writes the records of branches that are new here, as quickly as rows can be bound.

A column is named once a branch fills it: of the hundred fields of a card most are blank, and binding nothing takes as
long as binding something.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from models.db.connection import RawConnection
from models.db.schema import TableInfo, read_schema
from models.services.partition import COLUMNS, Sheets, rows_of
from models.services.snapshot import TABLES, PartTable


class Newcomers:
    """For the length of one merge."""

    def __init__(self, raw: RawConnection) -> None:
        self._raw = raw
        schema = read_schema(raw)
        self._named = {
            table.name: {
                name for name in table.part.names if not _may_be_left(table, name, schema[table.name])
            }
            for table in TABLES
        }

    def insert(self, sheets: Sheets, starts: Mapping[str, int]) -> None:
        """All records of one branch, numbered on their way."""
        for table in TABLES:
            columns, named = sheets[table.name], self._named[table.name]
            if not columns[0]:
                continue
            for name, values in zip(table.part.names, columns, strict=True):
                if name not in named and not _is_blank(values, is_reference=name in table.references):
                    named.add(name)
            self._raw.executemany(_statement(table, named), rows_of(table, sheets, starts, named))


def _is_blank(values: Sequence[Any], *, is_reference: bool) -> bool:
    """Whether none of the records fills a field; place 0 is a record like any other."""
    return values.count(None) == len(values) if is_reference else not any(values)


def _may_be_left(table: PartTable, name: str, info: TableInfo) -> bool:
    """Whether a row that does not name a column holds the same as one where it is blank."""
    if name in table.references:
        column = info.columns[f"{name}_id"]
        return column.nullable and column.default is None
    default = info.columns[name].default
    return default is not None and default == table.part.blank(name)


def _statement(table: PartTable, named: Container[str]) -> str:
    fields = zip(table.columns, table.part.names, strict=True)
    left = {column for column, name in fields if name not in named}
    columns = [column for column in COLUMNS[table.name] if column not in left]
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
