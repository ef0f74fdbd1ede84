"""The peewee models are the tables: same names, same columns, same consequences of a deletion."""

import peewee
import pytest

from models.db.schema import UNJOURNALLED, read_schema
from models.db.store import Store
from models.db.tables import Base, Person
from models.db.tables_committee import ALL_MODELS
from models.domain.labels import FIELD_LABELS, HIDDEN_FIELDS, TABLE_LABELS
from tests.db.helpers import add_person


def test_every_table_has_its_model(store: Store) -> None:
    assert {model._meta.table_name for model in ALL_MODELS} == set(read_schema(store.connection))


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_columns_equal(store: Store, model: type[Base]) -> None:
    columns = read_schema(store.connection)[model._meta.table_name].columns
    assert [field.column_name for field in model._meta.sorted_fields] == list(columns)
    for field in model._meta.sorted_fields:
        assert field.null == columns[field.column_name].nullable, field.column_name
        is_text = isinstance(field, peewee.TextField)
        assert is_text == columns[field.column_name].is_text, field.column_name


def test_deletions_have_the_same_consequences(store: Store) -> None:
    in_file = {
        (child.table, child.column, parent.name, child.action)
        for parent in read_schema(store.connection).values()
        for child in parent.children
    }
    in_models = {
        (model._meta.table_name, field.column_name, field.rel_model._meta.table_name, field.on_delete)
        for model in ALL_MODELS
        for field in model._meta.sorted_fields
        if isinstance(field, peewee.ForeignKeyField)
    }
    assert in_models == in_file


def test_every_reference_to_a_person_or_meeting_has_an_index(store: Store) -> None:
    tables = read_schema(store.connection)
    for child in (*tables["person"].children, *tables["meeting"].children, *tables["payment"].children):
        leading = {
            store.rows(f"PRAGMA index_info({name})")[0][2]
            for _, name, *_ in store.rows(f"PRAGMA index_list({child.table})")
        }
        assert child.column in leading, f"{child.table}.{child.column}"


def test_models_read_from_the_open_store(store: Store) -> None:
    add_person(store, "侯学军")
    assert [person.name for person in Person.select()] == ["侯学军"]
    assert Person.get().branch.name == "向阳社区第一党支部"


def test_two_loaded_copies_do_not_undo_each_other(store: Store) -> None:
    assert all(model._meta.only_save_dirty for model in ALL_MODELS)


def test_every_field_a_person_sees_has_a_chinese_name(store: Store) -> None:
    tables = read_schema(store.connection)
    shown = {name for table in TABLE_LABELS for name in tables[table].columns} - HIDDEN_FIELDS
    assert shown <= set(FIELD_LABELS)
    assert set(tables) - set(TABLE_LABELS) == {"journal"} | UNJOURNALLED


def test_the_database_forbids_what_may_never_be(store: Store) -> None:
    for name, answer in (
        ("foreign_keys", 1),
        ("synchronous", 2),
        ("journal_mode", "wal"),
        ("trusted_schema", 0),
    ):
        assert store.value(f"PRAGMA {name}") == answer
