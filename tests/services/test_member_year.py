"""D3.4 from the records of the sample: what a year of one member was, and what is left to the pen."""

from collections.abc import Iterator

import pytest

from exporters import registry
from models.domain.errors import UserError
from models.domain.member_year import MemberYearFacts
from models.domain.records import MeetingKind
from models.services.desk import Desk
from tests.ready import sample_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = sample_desk(tmp_path_factory.mktemp("sample") / "store")
    yield made
    made.close()


def of(desk: Desk, ref: str, as_of: str = "") -> MemberYearFacts:
    facts = desk.facts("record", ref, as_of or None)
    assert isinstance(facts, MemberYearFacts)
    return facts


def printed(facts: MemberYearFacts) -> dict[str, str]:
    values = registry.form("D3.4").spec.prepare(facts)
    return {key: str(value) for key, value in values.items() if isinstance(value, str)}


def test_meetings_are_counted_by_kind_with_every_absence(desk: Desk) -> None:
    facts = of(desk, "丁德明@2026")
    told = {one.kind: one for one in facts.attended}
    assert list(told) == list(MeetingKind)
    rows = desk.store.rows(
        """SELECT m.kind, a.presence FROM attendance a JOIN meeting m ON m.id = a.meeting_id
           WHERE a.person_id = ? AND m.held_on LIKE '2026%' AND m.held_on <= '2026-10-15'""",
        (facts.person.id,),
    )
    assert sum(one.expected for one in facts.attended) == len(rows) > 0
    assert sum(one.present for one in facts.attended) == sum(row[1] == "到会" for row in rows)
    assert told[MeetingKind.COMMITTEE].expected == 0  # he sits on no committee
    assert sum(len(one.away) + one.unset + one.present for one in facts.attended) == len(rows)


def test_dues_posts_honours_movements_and_talks_are_of_the_year(desk: Desk) -> None:
    away = of(desk, "戴淑芬@2026")
    assert [movement.kind for movement in away.movements] == ["外出流动"]
    assert [talk.on_date for talk in away.contacts] == ["2026-04-11", "2026-07-02"]
    assert away.dues is not None and away.dues.months_late == 6
    assert "欠" in printed(away)["paid"]
    secretary = printed(of(desk, "姚建国@2026"))
    assert secretary["posts"] == "书记（2025-12-12 起）"
    assert secretary["moves"] == "无" and secretary["talks"] == ""
    assert "优秀共产党员" in printed(of(desk, "杨凤琴@2026"))["honours"]
    assert printed(of(desk, "杨凤琴@2025"))["honours"] == "无"
    assert "培养联系人" in "".join(
        printed(of(desk, f"{p.id}@2026"))["after"] for p in desk.roster.members("2026-10-15")
    )
    assert printed(of(desk, "梁德厚@2026"))["moves"].startswith("2026-02-01 留党察看")


def test_a_year_before_is_shown_as_it_then_was(desk: Desk) -> None:
    facts = of(desk, "侯学军@2025")
    assert (facts.year, facts.as_of) == (2025, "2025-12-31")
    assert facts.posts[0][0] == "书记"
    assert all(day[0] <= "2025-12-31" for one in facts.attended for day in one.away)


def test_those_looked_after_are_those_of_the_year(desk: Desk) -> None:
    """One who applied in 2025 had no contact in 2024; one who left in 2026 had one until then."""
    assert ("培养联系人", "覃雨桐") in of(desk, "范光明@2025").looked_after
    assert ("培养联系人", "覃雨桐") not in of(desk, "范光明@2024").looked_after
    gone = desk.person("覃雨桐").id
    desk.roster.update(gone, {"left_on": "2026-03-01", "left_kind": "其他"})
    assert ("培养联系人", "覃雨桐") in of(desk, "范光明@2026").looked_after
    desk.undo()


def test_what_is_meant_must_be_clear(desk: Desk) -> None:
    assert of(desk, "侯学军").year == 2026
    assert of(desk, str(desk.person("侯学军").id) + "@2026").person.name == "侯学军"
    with pytest.raises(UserError, match="还没有到"):
        of(desk, "侯学军@2027")
    with pytest.raises(UserError, match="不是年份"):
        of(desk, "侯学军@今年")
    with pytest.raises(UserError, match="名册里没有"):
        of(desk, "没有这个人@2026")
