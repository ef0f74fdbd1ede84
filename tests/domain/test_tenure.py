"""Coming and going by the register, held against what the card says of every day."""

import random
from dataclasses import replace

import pytest

from models.domain.dates import add_days
from models.domain.movement import Movement, as_of, state_after
from models.domain.movement_kinds import BY_NAME, Aspect
from models.domain.records import Category, Person
from models.domain.standing import standing_on
from models.domain.tenure import CAME, Dates, dues_stays, passages, stays


def dates_of(person: Person) -> Dates:
    return Dates(
        joined_on=person.joined_on,
        arrived_on=person.arrived_on,
        left_on=person.left_on,
        left_kind=person.left_kind,
        is_stopped=person.membership_state == "停止党籍",
    )


def moves(*told: tuple[str, str] | tuple[str, str, str]) -> list[Movement]:
    return [
        Movement(id=n, kind=one[0], on_date=one[1], receipt_on=one[2] if len(one) > 2 else "")
        for n, one in enumerate(told, 1)
    ]


@pytest.mark.parametrize(
    ("card", "moved", "told"),
    [
        ({"joined_on": "2014-04-10"}, (), ["2014-04-10 增加/发展"]),
        ({"joined_on": "1988", "arrived_on": "2020-03"}, (), ["2020-03 增加/转入"]),
        ({"joined_on": "2026-05-01", "arrived_on": "2020-03-01"}, (), ["2026-05-01 增加/发展"]),
        ({}, (), []),
        ({"left_on": "2026-02-01", "left_kind": "去世"}, (), ["2026-02-01 减少/去世"]),
        ({"joined_on": "2014", "is_stopped": True}, (), []),
        (
            {"joined_on": "2014-04-10", "left_on": "2025-12-20", "left_kind": "转出"},
            (("转出", "2025-12-20", "2026-01-05"),),
            ["2014-04-10 增加/发展", "2026-01-05 减少/转出"],
        ),
        ({"joined_on": "2014-04-10"}, (("转出", "2025-12-20"),), ["2014-04-10 增加/发展"]),
        (
            {"joined_on": "2014-04-10", "is_stopped": True, "left_on": "2026-07-01"},
            (("停止党籍", "2024-06-01"), ("除名", "2026-07-01")),
            ["2014-04-10 增加/发展", "2024-06-01 减少/停止党籍"],
        ),
        (
            {"joined_on": "2014-04-10"},
            (("停止党籍", "2024-06-01"), ("恢复党籍", "2025-06-01")),
            ["2014-04-10 增加/发展", "2024-06-01 减少/停止党籍", "2025-06-01 增加/恢复"],
        ),
        (
            {"joined_on": "2014", "arrived_on": "2025-01-01"},
            (("转出", "2020-01-01", "2020-02-01"), ("转入", "2025-01-01")),
            ["2014 增加/发展", "2020-02-01 减少/转出", "2025-01-01 增加/转入"],
        ),
        ({"joined_on": "2014"}, (("恢复党籍", "2025-06-01"),), ["2025-06-01 增加/恢复"]),
        ({"joined_on": "2014"}, (("劝其退党", "2025-06-01"),), ["2014 增加/发展", "2025-06-01 减少/退党"]),
    ],
)
def test_what_counts_as_coming_and_going(
    card: dict[str, str], moved: tuple[str, ...], told: list[str]
) -> None:
    found = passages(Dates(**card), moves(*moved))  # pyright: ignore[reportArgumentType]
    assert [f"{one.on} {one.key}" for one in found] == told


@pytest.mark.parametrize(
    ("card", "moved", "months"),
    [
        ({"joined_on": "2026-03-15"}, (), [("2026-03", "")]),
        ({}, (), [("", "")]),
        ({"joined_on": "2020", "left_on": "2026-06-10", "left_kind": "转出"}, (), [("2020-01", "2026-06")]),
        ({"joined_on": "2020", "left_on": "2026-06-10", "left_kind": "去世"}, (), [("2020-01", "2026-05")]),
        ({"joined_on": "2020-02", "is_stopped": True}, (), []),
        (
            {"joined_on": "2020-02", "is_stopped": True},
            (("停止党籍", "2026-05-20"),),
            [("2020-02", "2026-04")],
        ),
        (
            {"joined_on": "2020-02"},
            (("停止党籍", "2024-05-20"), ("恢复党籍", "2026-05-20")),
            [("2020-02", "2024-04"), ("2026-05", "")],
        ),
        (
            {"joined_on": "2014-04-10", "left_on": "2025-12-20", "left_kind": "转出"},
            (("转出", "2025-12-20", "2026-01-05"),),
            [("2014-04", "2025-12")],
        ),
    ],
)
def test_the_months_somebody_owes_dues_here(
    card: dict[str, str], moved: tuple[str, ...], months: list[tuple[str, str]]
) -> None:
    found = stays(Dates(**card), moves(*moved))  # pyright: ignore[reportArgumentType]
    assert [(one.first, one.last) for one in found] == months


@pytest.mark.parametrize(
    ("paid_to", "months"),
    [
        ("2026-06", [("2026-07", "")]),  # paid there beyond the arrival: not twice
        ("2026-05", [("2026-06", "")]),
        ("2026-04", [("2026-05", "")]),
        ("2026-02", [("2026-05", "")]),  # never before the arrival
        ("", [("2026-05", "")]),
        ("2026", [("2026-05", "")]),  # no month is known
    ],
)
def test_who_was_transferred_in_pays_from_the_month_after_the_last_paid_there(
    paid_to: str, months: list[tuple[str, str]]
) -> None:
    card = Dates(joined_on="2014-04-10", arrived_on="2026-05-10")
    (moved,) = moves(("转入", "2026-05-10"))
    moved = replace(moved, dues_paid_to=paid_to)
    assert [(one.first, one.last) for one in dues_stays(card, [moved])] == months
    assert [one.first for one in stays(card, [moved])] == ["2026-05"], "the register keeps the arrival"
    voided = replace(moved, dues_paid_to="2026-06", voided_on="2026-05-20")
    assert dues_stays(card, [voided]) == stays(card, [voided])


def test_who_left_before_what_was_paid_elsewhere_ran_out_owes_nothing_here() -> None:
    card = Dates(joined_on="2014-04-10", arrived_on="2026-05-10", left_on="2026-06-10", left_kind="转出")
    (moved,) = moves(("转入", "2026-05-10"))
    assert dues_stays(card, [replace(moved, dues_paid_to="2026-08")]) == ()


LIFE = ("转出", "去世", "除名", "停止党籍")
BACK = {"转出": "转入", "停止党籍": "恢复党籍"}


def invented(chance: random.Random) -> tuple[Person, list[Movement]]:
    """A life as the program records it: one act after the other, each followed by the card."""
    day = f"{chance.randrange(2018, 2024)}-0{chance.randrange(1, 10)}-11"
    person = Person(category=Category.FULL, joined_on=chance.choice(("", "2001", "2017-05", day)))
    if chance.random() < 0.3:
        person = replace(person, arrived_on=day)
    made: list[Movement] = []
    away = ""
    for _ in range(chance.randrange(4)):
        day = add_days(day, chance.randrange(1, 500))
        kind = BACK.get(away, "") if away else chance.choice(LIFE)
        if not kind:
            break
        receipt = add_days(day, chance.randrange(0, 60)) if kind == "转出" else ""
        made.append(Movement(id=len(made) + 1, kind=kind, on_date=day, receipt_on=receipt))
        day, away = receipt or day, "" if away else kind
        aspect = BY_NAME[kind].aspect
        past = [m for m in made if BY_NAME[m.kind].aspect is aspect]
        if aspect is Aspect.PLACE or past:
            person = replace(person, **state_after(past, aspect))
    return person, made


@pytest.mark.parametrize("seed", range(300))
def test_the_register_and_the_card_agree_on_every_day(seed: int) -> None:
    person, made = invented(random.Random(seed))
    found = passages(dates_of(person), made)
    days = [
        "1999-12-31",
        *(f"{year}-{end}" for year in range(2016, 2030) for end in ("03-31", "06-11", "12-31")),
    ]
    days += [day for one in found for day in (one.day, add_days(one.day, -1))]
    first = standing_on(as_of(person, made, days[0]), days[0]).in_branch
    for day in days:
        change = sum(1 if one.group == CAME else -1 for one in found if one.day <= day)
        assert first + change == standing_on(as_of(person, made, day), day).in_branch, (day, made, person)
