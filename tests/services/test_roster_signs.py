"""Signs beside the names of the roster: what is marked, what the rules say, a letter on its way."""

from pathlib import Path

import pytest

from models.domain.movement_kinds import OUT
from models.services.desk import Desk
from tests.services.test_roster import add


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def test_a_letter_on_its_way_stands_beside_the_name_until_its_receipt(desk: Desk):
    person = add(
        desk, "王一", joined_on="2014-04-10", confirmed_on="2015-04-10", id_number="110101196001010011"
    )
    letter = desk.movements.record(
        person, OUT, {"on_date": "2026-09-20", "organisation": "中共临江区东湖社区委员会"}
    )
    assert desk.signs([desk.roster.get(person)])[person].letter == "2026-09-20"
    desk.movements.void(letter, "没有去")
    assert person not in desk.signs([desk.roster.get(person)])


def test_findings_stand_there_until_they_are_answered(desk: Desk):
    early = add(
        desk, "王一", joined_on="2014-04-10", confirmed_on="2014-08-10", id_number="110101196001010011"
    )
    calm = add(
        desk, "赵二", joined_on="2014-04-10", confirmed_on="2015-04-10", id_number="110101196001010038"
    )
    people = desk.roster.fetch([early, calm])
    signs = desk.signs(people)
    assert calm not in signs
    assert [finding.rule for finding in signs[early].findings] == ["MC-04"]
    desk.answer(signs[early].findings[0], "当年的政策")
    assert early not in desk.signs(people)


def test_what_a_mark_says_already_is_not_counted_twice(desk: Desk):
    person = add(desk, "王一", sex="女", id_number="110101196001010011")
    assert [mark.code for mark in desk.roster.marks(person)] == ["sex.conflict"]
    assert [finding.rule for finding in desk.person_findings(person)] == ["MC-03"]
    sign = desk.signs([desk.roster.get(person)])[person]
    assert (sign.marks, sign.findings) == (1, ())
