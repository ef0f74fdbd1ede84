"""What is kept of the cards is never older than the data."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.kept import Kept


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def names(desk: Desk) -> list[str]:
    return [person.name for person in desk.roster.members(desk.today())]


def test_a_change_its_undo_and_its_redo_are_seen(desk: Desk) -> None:
    made = desk.roster.add({"name": "林一", "category": "正式党员", "joined_on": "2001-07-01"})
    assert "林一" in names(desk)
    desk.roster.update(made, {"name": "林二"})
    assert "林二" in names(desk) and "林一" not in names(desk)
    desk.undo()
    assert "林一" in names(desk)
    desk.redo()
    assert "林二" in names(desk)


def test_a_movement_is_seen(desk: Desk) -> None:
    made = desk.roster.add({"name": "林一", "category": "正式党员", "joined_on": "2001-07-01"})
    assert "林一" in names(desk)
    desk.roster.remove(made, "去世", "2026-01-02")
    assert "林一" not in names(desk)


def test_inside_a_transaction_what_is_not_committed_is_read_and_not_kept(desk: Desk) -> None:
    names(desk)
    with pytest.raises(UserError, match="算了"), desk.store.transaction("试一试"):
        desk.roster.add({"name": "林一", "category": "正式党员", "joined_on": "2001-07-01"})
        assert "林一" in names(desk)
        raise UserError("算了")
    assert "林一" not in names(desk)


def test_what_is_asked_for_a_second_time_is_not_made_again(desk: Desk) -> None:
    kept: Kept[int, int] = Kept(desk.store, ("person",), 2)
    made: list[int] = []

    def ask(key: int) -> int:
        return kept.get(key, lambda: made.append(key) or len(made))

    assert [ask(1), ask(2), ask(1), ask(3), ask(1), ask(2)] == [1, 2, 1, 3, 1, 4]  # 2 had to make room for 3
    with desk.store.transaction("设置") as tx:
        tx.insert("setting", {"key": "林", "value": "一"})
    assert ask(2) == 4
    desk.roster.add({"name": "林一"})
    assert ask(2) == 5


def test_rows_written_beside_the_journal_are_seen(desk: Desk) -> None:
    before = desk.store.version(("person",))
    with desk.store.transaction("接收") as tx:
        tx.beside_journal.execute("UPDATE person SET remark = remark")
    assert desk.store.version(("person",)) > before


def test_what_changed_while_it_was_read_is_not_kept(desk: Desk) -> None:
    kept: Kept[str, str] = Kept(desk.store, ("person",), 2)

    def slow() -> str:
        desk.roster.add({"name": "林一"})
        return "old"

    assert kept.get("", slow) == "old"
    assert kept.get("", lambda: "new") == "new"
