"""The list of parts is the list of tables: whoever adds a column is told here."""

import re

import pytest

from exporters.package.fields import Kind, Part
from exporters.package.parts import PARTS
from models.db.store import Store

OWNER = "branch_id"  # of a person or a meeting: a package is of one branch


def columns_of(store: Store, table: str) -> dict[str, tuple[bool, bool]]:
    """Column -> whether it is text, whether it may be NULL."""
    rows = store.rows(f"PRAGMA table_info({table})")
    return {
        name: (kind == "TEXT", not not_null)
        for _, name, kind, not_null, *_ in rows
        if name not in ("id", OWNER)
    }


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_has_the_columns_of_its_table(part: Part, store: Store) -> None:
    fields = {f"{field.name}_id" if field.refers else field.name: field for field in part.fields}
    columns = columns_of(store, part.name)
    assert set(fields) == set(columns)
    for name, field in fields.items():
        is_text, may_be_null = columns[name]
        if field.refers:
            assert field.filled is not may_be_null, name
        else:
            assert (field.kind in (Kind.TEXT, Kind.UUID)) is is_text, name


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_choice_is_one_that_the_table_takes(part: Part, store: Store) -> None:
    sql = str(store.rows(f"SELECT sql FROM sqlite_master WHERE name = '{part.name}'")[0][0])
    for field in part.fields:
        found = re.search(rf"CHECK \({field.name} IN \((.*?)\)\)", sql)
        wanted = [one for one in re.findall(r"'(.*?)'", found.group(1)) if one] if found else []
        assert list(field.choices) == wanted


def test_keys_and_secrets_of_this_computer_are_no_part() -> None:
    assert not {"identity", "journal", "setting", "peer", "keeping", "draft"} & {part.name for part in PARTS}


def test_no_profile_leaves_out_what_orders_the_records() -> None:
    assert all(part.field(name).kept for part in PARTS for name in part.key)
