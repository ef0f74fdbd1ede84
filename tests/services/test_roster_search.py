"""What is typed finds the same people by the kept texts as in SQL, also right after a change."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services import roster_search
from models.services.desk import Desk
from models.services.pinyin import pinyin_of, sort_key
from models.services.roster import RosterQuery
from models.services.roster_search import RosterSearch, search_sql, sought

NAMES = (
    "王建国",
    "阿依Guli",
    "GULI娜",
    "张a%b",
    "李_建",
    "赵\\国",
    "孙秀英",
    "周海燕",
    "Éva马",
    "建",
    f"郑{chr(31)}军",
)
TYPED = (
    *("建国", "王建国", "建", "国", "guli", "Guli", "阿依g", "依Guli", "a%b", "张a%", "李_", "%", "_", "\\国", "éva", "Éva"),
    *("wjg", "WJG", "wangjianguo", "wang", "w", "zh", "xy", "1", "13", "138", "138-0000", "１３８", "1234", "031512", "4x"),
    *("123X", "110101", "11010119", "000", "烈属", "烈属家", "没有人", "老党员 代表", chr(31), "'", '"', "\ud800"),
)  # fmt: skip


def _row(chance: random.Random, number: int) -> dict[str, object]:
    name = chance.choice(NAMES) + chance.choice(("", "", "国", "Guli"))
    full, initials = pinyin_of(name)
    tail = chance.choice(("1234", "123X", "004X", "0011"))
    return {
        "name": name,
        "pinyin": full,
        "initials": initials,
        "sort_key": sort_key(name),
        "category": chance.choice(("正式党员", "预备党员", "入党申请人")),
        "phone": chance.choice(("", f"138{number:08}", f"1390315{number % 50:04}", "0512-6600138")),
        "id_number": f"{chance.choice((110101, 320382))}19{number:05}0{tail}"
        if chance.random() < 0.8
        else "",
        "remark": chance.choice(("", "", "烈属", "烈属家，老党员代表", f"有{chr(31)}怪字符")),
        "deleted_on": chance.choice(("", "", "", "2026-01-01")),
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("search")
    made = Desk.create(folder / "store", "槐树-shù-2026", name="槐树村党支部", today=lambda: "2026-09-30")
    chance = random.Random(11)
    branch = made.roster.branch_id()
    with made.store.transaction("名册") as tx:
        ids = tx.insert_many("person", [{"branch_id": branch, **_row(chance, n)} for n in range(300)])
        for number in ids[::9]:
            tx.insert("memo", {"person_id": number, "made_on": "2026-05-01", "content": "烈属家走访"})
    yield made
    made.close()


def by_sql(desk: Desk, text: str) -> set[int]:
    condition, args = search_sql(text)
    rows = desk.store.rows(f"SELECT p.id FROM person p WHERE p.deleted_on = '' AND {condition}", args)
    return {row[0] for row in rows}


@pytest.mark.parametrize("text", [one for one in TYPED if one not in (chr(31), "\ud800")])
def test_kept_texts_find_what_sql_finds(desk: Desk, text: str) -> None:
    one = sought(text)
    assert one is not None
    found = RosterSearch(desk.store).ids(one)
    assert found is not None
    there = {row[0] for row in desk.store.rows("SELECT id FROM person WHERE deleted_on = ''")}
    assert found & there == by_sql(desk, text)


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("small", [1_000, 0])
def test_the_list_keeps_its_order_and_its_other_conditions(
    desk: Desk, text: str, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_search, "SMALL", small)
    for more in ({}, {"scope": "all", "sort": "phone"}, {"category": "预备党员", "descending": True}):
        everybody = desk.roster.keys(RosterQuery(**more))  # type: ignore[arg-type]
        found = desk.roster.keys(RosterQuery(text=text, **more))  # type: ignore[arg-type]
        assert [number for number in everybody if number in set(found)] == found


def test_most_of_these_find_somebody(desk: Desk) -> None:
    """Otherwise the comparison above would compare nothing."""
    finding = [text for text in TYPED if text not in (chr(31), "\ud800") and by_sql(desk, text)]
    assert len(finding) >= 30


def test_every_change_is_seen_by_the_next_search(desk: Desk) -> None:
    def found(text: str) -> list[str]:
        return [person.name for person in desk.roster.fetch(desk.roster.keys(RosterQuery(text=text)))]

    assert found("龚新") == []
    person = desk.roster.add({"name": "龚新来", "category": "正式党员", "phone": "19900001111"})
    assert found("龚新") == found("gxl") == found("19900001111") == ["龚新来"]
    desk.roster.update(person, {"name": "龚长来", "remark": "村里的会计"})
    assert found("龚新") == [] and found("龚长") == found("村里的会计") == ["龚长来"]
    desk.undo()
    assert found("龚新") == ["龚新来"] and found("村里的会计") == []
    desk.roster.remove(person, "去世", "2026-08-01")
    assert found("龚新") == []
    desk.roster.restore(person)
    assert found("龚新") == ["龚新来"]
    desk.roster.remove(person, "录入错误", "")
    assert found("龚新") == found("gxl") == []


def test_inside_a_transaction_nothing_is_kept(desk: Desk) -> None:
    query = RosterQuery(text="闻人")
    assert desk.roster.keys(query) == []
    with pytest.raises(RuntimeError), desk.store.transaction("试") as tx:
        person = desk.roster.insert(tx, {"name": "闻人一", "category": "正式党员"})
        assert desk.roster.keys(query) == [person]
        raise RuntimeError
    assert desk.roster.keys(query) == []
    assert desk.roster.keys(RosterQuery()) == desk.roster.keys(RosterQuery(text=""))


def test_of_nobody_nothing_is_found(tmp_path: Path) -> None:
    empty = Desk.create(tmp_path / "store", "槐树-shù-2026", name="空支部", today=lambda: "2026-09-30")
    assert [empty.roster.keys(RosterQuery(text=text)) for text in ("建国", "w", "1", "烈属")] == [[]] * 4
    empty.close()


def test_an_answer_is_kept_until_something_of_its_tables_changes(desk: Desk) -> None:
    store = desk.store
    whole, of_people = store.version(), store.version(("person",))
    with store.transaction("别的", undoable=False) as tx:
        tx.insert("setting", {"key": "test.state", "value": "1"})
    assert store.version() != whole and store.version(("person",)) == of_people
    with store.transaction("没有改动"):
        pass
    assert store.version(("person",)) == of_people
    with store.transaction("旁边写的", undoable=False) as tx:
        tx.beside_journal.execute("UPDATE person SET remark = remark")
    assert store.version(("person",)) != of_people
