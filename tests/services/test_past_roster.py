"""Searching the roster of a past day: what movements know of that day is asked, not what the cards say now."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from models.domain.filters import Condition, Group, Op
from models.domain.records import Person
from models.services.desk import Desk
from models.services.movement_rows import members_on
from models.services.past_cards import CHANGING
from models.services.roster import RosterQuery

TODAY = "2026-09-30"
DAYS = ("2014-12-31", "2024-06-30", "2025-03-01", "2025-08-15", "2026-01-31", "2026-05-20", TODAY)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("past")
    made = Desk.create(folder / "store", "槐树-shù-2026", name="槐树村党支部", today=lambda: TODAY)
    member = {"category": "正式党员", "sex": "男", "joined_on": "2013-04-10", "confirmed_on": "2014-04-10"}
    names = ("侯学军", "单小红", "曹海燕", "彭云飞", "龙凤琴", "向德明", "田秀英")
    people = {name: made.roster.add({"name": name, **member}) for name in names}
    made.roster.add(
        {"name": "新来者", "category": "正式党员", "joined_on": "2024-05-01", "confirmed_on": "2025-05-01"}
    )
    for name, kind, day, more in (
        ("侯学军", "外出流动", "2025-02-20", {"place": "东莞"}),
        ("侯学军", "流动返回", "2026-01-10", {}),
        ("侯学军", "外出流动", "2026-03-01", {"place": "义乌"}),
        ("单小红", "失联", "2025-06-01", {"reason": "外出务工经商"}),
        ("单小红", "取得联系", "2026-02-01", {}),
        ("曹海燕", "停止党籍", "2025-07-01", {}),
        ("曹海燕", "恢复党籍", "2026-04-01", {}),
        ("彭云飞", "留党察看", "2025-01-01", {"until": "2026-12-31"}),
        ("龙凤琴", "转出", "2025-04-01", {"organisation": "某委员会", "receipt_on": "2025-05-01"}),
        ("田秀英", "外出流动", "2026-06-01", {"place": "长沙"}),
    ):
        made.movements.record(people[name], kind, {"on_date": day, **more})
    yield made
    made.close()


def names(desk: Desk, day: str, *parts: Condition) -> set[str]:
    where = desk.filters.clause(Group(parts), day)
    return {p.name for p in desk.roster.fetch(desk.roster.keys_on(RosterQuery(as_of=day, where=where)))}


def then(desk: Desk, day: str, wanted: Callable[[Person], object]) -> set[str]:
    return {person.name for person in desk.roster.members(day) if wanted(person)}


@pytest.mark.parametrize("day", DAYS)
def test_conditions_ask_the_cards_of_the_day(desk: Desk, day: str) -> None:
    mobile, lost = Condition("is_mobile", Op.YES), Condition("is_lost", Op.NO)
    assert names(desk, day, mobile) == then(desk, day, lambda p: p.is_mobile)
    assert names(desk, day, lost) == then(desk, day, lambda p: not p.is_lost)
    for key, value in (("mobile_to", "东莞"), ("category", "预备党员"), ("lost_kind", "外出务工经商")):
        got = names(desk, day, Condition(key, Op.IS, (value,)))
        assert got == then(desk, day, lambda p, k=key, v=value: getattr(p, k) == v), key
    for key in ("confirmed_on", "left_on", "lost_on", "suspended_from", "mobile_to"):
        got = names(desk, day, Condition(key, Op.FILLED))
        assert got == then(desk, day, lambda p, k=key: getattr(p, k)), key


def test_what_was_another_place_then_is_found_by_it(desk: Desk) -> None:
    place = Condition("mobile_to", Op.CONTAINS, ("东莞",))
    assert names(desk, "2025-08-15", place) == {"侯学军"}
    assert not names(desk, TODAY, place)
    assert names(desk, "2025-08-15", Condition("is_lost", Op.YES)) == {"单小红"}
    assert "曹海燕" not in names(desk, "2025-08-15") and "曹海燕" in names(desk, "2025-03-01")


@pytest.mark.parametrize("day", DAYS)
def test_counts_order_and_category_are_of_the_day(desk: Desk, day: str) -> None:
    there = desk.roster.members(day)
    for key in ("mobile_to", "category"):
        query = desk.roster.on(RosterQuery(as_of=day))
        counted = {pile.label: pile.count for pile in desk.filters.piles(key, query, day) if pile.count}
        told = Counter(getattr(person, key) or "（空着）" for person in there)
        assert counted == told
        ids = desk.roster.keys_on(RosterQuery(as_of=day, sort=key, descending=True))
        values = [getattr(p, key) for p in desk.roster.fetch_on(ids, day)]
        assert values == sorted(values, reverse=True) and len(values) == len(there)
    for category in ("正式党员", "预备党员"):
        ids = desk.roster.keys_on(RosterQuery(as_of=day, category=category))
        assert {p.id for p in there if p.category == category} == set(ids)


def test_nothing_else_of_a_card_differs_on_a_past_day(desk: Desk) -> None:
    """Else past_cards would search in the card of now."""
    other = {field.name for field in fields(Person)} - set(CHANGING)
    for day in DAYS:
        for one in members_on(desk.store, day):
            assert all(getattr(one.now, name) == getattr(one.then, name) for name in other)


def test_what_is_recorded_afterwards_counts_at_once(desk: Desk) -> None:
    """The cards of a day are kept for the next key that is typed, not longer."""
    day, abroad = "2026-05-20", Condition("mobile_to", Op.IS, ("长沙",))
    assert not names(desk, day, abroad)
    movement = desk.movements.record(
        desk.roster.find("向德明")[0].id, "外出流动", {"on_date": "2026-05-01", "place": "长沙"}
    )
    assert names(desk, day, abroad) == {"向德明"}
    desk.movements.void(movement, "登记错了")
    assert not names(desk, day, abroad)
    desk.undo()
    assert names(desk, day, abroad) == {"向德明"}
    desk.undo()
    assert not names(desk, day, abroad)
