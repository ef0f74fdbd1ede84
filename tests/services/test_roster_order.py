"""The list in any order: what is dealt or read as one text is what plain SQL says, row by row."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.filters import Condition, Group, Op
from models.services import roster_order
from models.services.desk import Desk
from models.services.pinyin import pinyin_of, sort_key
from models.services.roster import RosterQuery
from models.services.roster_rows import WRITABLE, Clause, order_sql, where_sql

MANY = 400
KEYS = sorted({*WRITABLE, "age", "standing", "marks"} - {"uuid"})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("order")
    made = Desk.create(folder / "store", "槐树-shù-2026", name="槐树村党支部", today=lambda: "2026-09-30")
    chance = random.Random(7)
    rows = [_row(chance, number) for number in range(MANY)]
    branch = made.roster.branch_id()
    with made.store.transaction("名册") as tx:
        ids = tx.insert_many("person", [{"branch_id": branch, **row} for row in rows])
        for number in ids[::7]:
            tx.insert("mark", {"person_id": number, "field": "sex", "code": "sex.conflict"})
        field = tx.insert("own_field", {"branch_id": branch, "caption": "户数", "kind": "数字"})
        for number in ids[::3]:
            tx.insert(
                "own_value",
                {"person_id": number, "own_field_id": field, "value": str(chance.randint(1, 120))},
            )
    yield made
    made.close()


def _row(chance: random.Random, number: int) -> dict[str, object]:
    name = "".join(chance.choice("赵钱孙李国建军秀英海燕") for _ in range(3)) + chr(0x4E00 + number)
    full, initials = pinyin_of(name)
    return {
        "name": name,
        "pinyin": full,
        "initials": initials,
        "sort_key": sort_key(name),
        "category": chance.choice(("正式党员", "预备党员", "入党申请人")),
        "sex": chance.choice("男女"),
        "birth_date": chance.choice(("", "1950", "1961-02", "1987-01-19", "2001-11-30")),
        "confirmed_on": chance.choice(("", "2001-07-01", "2020-05")),
        "address": f"{chance.randint(1, 9)}组{number}号",
        "employer": chance.choice(("", "合作社", "村委会")),
        "remark": chance.choice(("", "两行\n的字", f"有{chr(31)}怪字符", "普通")),
        "is_mobile": chance.randint(0, 1),
        "standing_correction": chance.choice((-12, 0, 3, 110)),
        "left_on": chance.choice(("", "", "2020-01-01")),
    }


def plain(desk: Desk, query: RosterQuery) -> list[int]:
    """The same in one plain statement."""
    condition, args = where_sql(query)
    way = "DESC" if query.descending else "ASC"
    tie = "" if query.sort == "name" else ", p.sort_key"
    order = order_sql(query.sort, way)
    sql = f"SELECT p.id FROM person p NOT INDEXED WHERE {condition} ORDER BY {order} {way}{tie}"
    return [row[0] for row in desk.store.rows(sql, args)]


@pytest.mark.parametrize("few", [1_000, 3])
@pytest.mark.parametrize("key", [*KEYS, "own:1"])
def test_any_column_sorts_as_sql_would(
    desk: Desk, key: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_order, "FEW", few)
    where = desk.filters.clause(Group((Condition("sex", Op.IS, ("女",)),)))
    for descending in (False, True):
        for more in (
            {},
            {"scope": "all"},
            {"where": where},
            {"text": "国"},
            {"marked": True},
            {"text": "没有人"},
        ):
            query = RosterQuery(sort=key, descending=descending, **more)  # type: ignore[arg-type]
            assert desk.roster.keys(query) == plain(desk, query), (descending, more)


def test_a_change_is_seen_in_the_kept_order(desk: Desk) -> None:
    query = RosterQuery(sort="employer", where=Clause("1"))
    before = desk.roster.keys(query)
    added = desk.roster.add({"name": "阿一", "category": "正式党员", "employer": "合作社"})
    assert desk.roster.keys(query) == plain(desk, query) != before
    assert added in desk.roster.keys(query)
    desk.undo()
    assert desk.roster.keys(query) == before


def test_the_youngest_come_first_and_unknown_ages_last(desk: Desk) -> None:
    people = desk.roster.fetch(desk.roster.keys(RosterQuery(sort="age", scope="all")))
    years = [person.birth_date[:4] for person in people]
    known = [year for year in years if year]
    assert known == sorted(known, reverse=True) and years == known + [""] * (len(years) - len(known))
