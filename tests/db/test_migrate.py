"""Schema steps: from nothing, from an older file with a backup first, never from a newer one, all or nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.db import backup, connection, keys, migrate
from models.db.schema import read_schema
from models.db.store import Store, create_store, open_store, store_exists
from models.domain.errors import UserError
from models.services.sample import SAMPLE_PASSWORD
from tests import ready
from tests.db.helpers import add_meeting, add_person, name_of


@pytest.fixture(scope="module", autouse=True)
def real_steps() -> Iterator[None]:
    """Here a new file goes through every step, which elsewhere is done once and copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "migrate", ready.REAL_MIGRATE)
        yield


def step(*statements: str) -> migrate.Migration:
    def up(execute: Callable[[str], object]) -> None:
        for statement in statements:
            execute(statement)

    return SimpleNamespace(VERSION=migrate.newest() + 1, up=up)


def with_step(patch: pytest.MonkeyPatch, *statements: str) -> None:
    patch.setattr(migrate, "MIGRATIONS", (*migrate.MIGRATIONS, step(*statements)))


def test_versions_are_named_in_order_without_gaps() -> None:
    assert [found.VERSION for found in migrate.MIGRATIONS] == list(range(1, migrate.newest() + 1))


def test_a_new_file_has_the_newest_schema(store: Store) -> None:
    assert store.value("PRAGMA user_version") == migrate.newest()
    assert {"person", "payment", "journal", "draft"} <= set(read_schema(store.connection))


def test_an_older_file_is_backed_up_upgraded_and_still_verifies(
    store: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = add_person(store, "侯学军", education="大学")
    add_meeting(store, person)
    store.close()
    before = migrate.newest()
    with_step(
        monkeypatch,
        "ALTER TABLE person ADD COLUMN nickname TEXT NOT NULL DEFAULT ''",
        "UPDATE person SET education = '大学本科' WHERE education = '大学'",
    )
    upgraded = open_store(store.folder, password)
    assert upgraded.row("SELECT education, nickname FROM person") == ("大学本科", "")
    assert upgraded.value("SELECT count(*) FROM attendance") == 1
    upgraded.verify_chain()
    assert upgraded.warnings == []
    assert upgraded.history("person", person)[0].label == "升级数据格式"
    [saved] = backup.existing(store.folder)
    assert backup.verify(saved, password).schema == before
    upgraded.close()


@pytest.mark.parametrize(
    "statement", ["UPDATE nothing SET x = 1", "UPDATE person SET branch_id = 77", "DELETE FROM branch"]
)
def test_a_failing_step_changes_nothing(
    store: Store, password: str, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    person = add_person(store, "侯学军")
    store.close()
    with monkeypatch.context() as patch:
        with_step(patch, "ALTER TABLE person ADD COLUMN nickname TEXT NOT NULL DEFAULT ''", statement)
        with pytest.raises(Exception):
            open_store(store.folder, password)
    again = open_store(store.folder, password)
    assert again.value("PRAGMA user_version") == migrate.newest()
    assert "nickname" not in read_schema(again.connection)["person"].columns
    assert name_of(again, person) == "侯学军"
    again.verify_chain()
    again.close()


def test_a_newer_file_is_left_alone(store: Store, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_person(store, "侯学军")
    store.close()
    with monkeypatch.context() as patch:
        with_step(patch, "ALTER TABLE person ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")
        open_store(store.folder, password).close()
    data = (store.folder / "party.db").read_bytes()
    with pytest.raises(UserError, match="先升级本程序"):
        open_store(store.folder, password)
    assert (store.folder / "party.db").read_bytes() == data


def test_an_interrupted_creation_is_finished_or_begun_anew(tmp_path: Path, password: str) -> None:
    ring, data_key = keys.create_ring(password)
    keys.save_ring(tmp_path, ring)
    again = create_store(tmp_path, password)  # the keys were there, the file was not
    again.close()

    for path in (tmp_path / "party.db", tmp_path / "anchor" / "head.json"):
        path.unlink()
    ring, data_key = keys.open_ring(tmp_path, password)
    database, raw = connection.connect(tmp_path / "party.db", data_key)
    raw.execute("PRAGMA application_id=0")  # the file was there, without its tables
    connection.close(database)
    assert store_exists(tmp_path)
    finished = open_store(tmp_path, password)
    assert add_person(finished) == 1
    finished.verify_chain()
    finished.close()


STORED = sorted((Path(__file__).parents[1] / "stores").glob("v*.djbak"))


def test_every_released_schema_has_a_stored_file() -> None:
    assert [path.stem for path in STORED] == [f"v{number}" for number in range(1, migrate.newest())]


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_file_of_an_older_version_opens_with_everything(tmp_path: Path, path: Path) -> None:
    meta = backup.unpack(path, tmp_path)
    opened = open_store(tmp_path, SAMPLE_PASSWORD)
    assert opened.warnings == []
    assert opened.value("PRAGMA user_version") == migrate.newest()
    for table, count in meta["counts"].items():
        assert table == "journal" or opened.value(f"SELECT count(*) FROM {table}") == count, table
    opened.verify_chain()
    opened.close()


def test_what_was_done_leaves_the_remark_for_columns_of_its_own(tmp_path: Path) -> None:
    backup.unpack(Path(__file__).parents[1] / "stores" / "v6.djbak", tmp_path)
    opened = open_store(tmp_path, SAMPLE_PASSWORD)
    found = opened.row("SELECT done_on, remark FROM plan_item WHERE title = '慰问'")
    assert found == ("2026-06-20", "走访 3 户")
    opened.close()
