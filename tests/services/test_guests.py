"""Members of other branches who stay here: entered, gone back, in the ledger of a year, never counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.services.desk import Desk
from tests.conftest import PASSWORD
from tests.services.two_computers import bring, two_desks

NEEDED = {"name": "阮小妹", "organisation": "中共白沙镇石桥村支部委员会", "arrived_on": "2026-03-08"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / "store", PASSWORD, name="中共青石镇槐树村支部委员会", today=lambda: "2026-09-30"
    )
    yield made
    made.close()


def test_a_guest_is_entered_corrected_and_goes_back_and_counts_nowhere(desk: Desk) -> None:
    guests, before = desk.movements.guests, desk.roster.counts(desk.today())
    guest_id = guests.save(0, {**NEEDED, "phone": "139-0000-0714", "sex": "女", "category": "正式党员"})
    assert guests.get(guest_id).phone == "13900000714"
    assert guests.get(guest_id).is_here(desk.today())
    guests.save(guest_id, {"party_group": "第一党小组"})
    guests.go_back(guest_id, "2026-08-31")
    assert not guests.get(guest_id).is_here("2026-08-31")
    assert guests.get(guest_id).is_here("2026-08-30")
    desk.undo()
    assert guests.get(guest_id).returned_on == ""
    assert desk.roster.counts(desk.today()) == before
    guests.remove(guest_id)
    assert guests.list() == []
    desk.undo()
    assert [guest.party_group for guest in guests.list()] == ["第一党小组"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "姓名"),
        ({"organisation": ""}, "原党组织"),
        ({"arrived_on": ""}, "流入日期"),
        ({"arrived_on": "2026-03"}, "完整的日期"),
        ({"arrived_on": "2026-02-30"}, "完整的日期"),
        ({"arrived_on": "2099-01-01"}, "晚于今天"),
        ({"returned_on": "2026-03-01"}, "早于流入日期2026年3月8日"),
        ({"category": "入党申请人"}, "正式党员或预备党员"),
        ({"sex": "不详"}, "性别"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(desk: Desk, values: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        desk.movements.guests.save(0, NEEDED | values)
    assert desk.movements.guests.list() == []


def test_the_ledger_of_a_year_has_whoever_was_here_in_it(desk: Desk) -> None:
    guests = desk.movements.guests
    for name, came, went in (
        ("去年走的", "2025-01-01", "2025-12-31"),
        ("跨年的", "2025-06-01", "2026-02-01"),
        ("今年来的", "2026-05-01", ""),
    ):
        guests.save(0, NEEDED | {"name": name, "arrived_on": came, "returned_on": went})
    assert [guest.name for guest in guests.of_year(2026)] == ["跨年的", "今年来的"]
    assert [guest.name for guest in guests.of_year(2025)] == ["去年走的", "跨年的"]
    assert [guest.name for guest in guests.of_year(2026, "2026-03-01")] == ["跨年的"]
    assert [guest.name for guest in desk.facts("moves", 2026).guests] == ["跨年的", "今年来的"]  # type: ignore[union-attr]
    assert [guest.name for guest in guests.list()][0] == "今年来的"


def test_a_member_of_the_same_name_is_told(desk: Desk) -> None:
    desk.roster.add({"name": "阮小妹", "category": "正式党员"})
    assert "在册" in desk.movements.guests.namesake(" 阮小妹 ")
    assert desk.movements.guests.namesake("阮大妹") == ""


def test_guests_of_two_computers_come_together(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (one, two):
        first = one.movements.guests.save(0, NEEDED)
        two.movements.guests.save(0, NEEDED | {"name": "封大成"})
        told = {line.subject for line in one.second.preview(one.second.read(two.second.write())).differences}
        assert told == {"流入党员 封大成 2026-03-08"}
        bring(two, one)
        bring(one, two)
        assert {guest.name for guest in two.movements.guests.list()} == {"阮小妹", "封大成"}
        one.movements.guests.go_back(first, "2026-08-31")
        bring(one, two)
        back = {guest.name: guest.returned_on for guest in two.movements.guests.list()}
        assert back == {"阮小妹": "2026-08-31", "封大成": ""}
        one.movements.guests.remove(first)
        bring(one, two)
        assert [guest.name for guest in two.movements.guests.list()] == ["封大成"]
