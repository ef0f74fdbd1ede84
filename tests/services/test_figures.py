"""The branch's own yearbook: the people behind each number, the sum that must hold, and last year's report."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from exporters.registry import form
from models.db import rehearsal
from models.domain import yearbook, yearbook_facts
from models.domain.errors import UserError
from models.domain.yearbook import END, START, Period, Record, Seen, cell
from models.domain.yearbook_facts import Balance, YearbookFacts
from models.services.desk import Desk
from models.services.keyring import handed_over
from tests.ready import sample_desk
from ui import paper

TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: TODAY)
    yield made
    made.close()


def member(desk: Desk, name: str, **values: object) -> int:
    base = {"category": "正式党员", "sex": "男", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    return desk.roster.add({"name": name, **base, **values})


def names(desk: Desk, year: int, key: str) -> list[str]:
    return [one.name for one in desk.roster.fetch(desk.figures.people(year, key))]


def a_year(desk: Desk) -> None:
    """One who stays, one sent away before the year and received in it, one stopped, one come back, one new."""
    member(desk, "甲", sex="女", birth_date="1960-05-01", education="大专")
    sent, stopped, dead = (member(desk, name) for name in ("乙", "丙", "丁"))
    letter = {"on_date": "2025-12-20", "organisation": "东湖社区", "receipt_on": "2026-01-05"}
    desk.movements.record(sent, "转出", letter)
    desk.movements.record(stopped, "停止党籍", {"on_date": "2026-03-01"})
    desk.movements.record(dead, "去世", {"on_date": "2026-04-01"})
    desk.movements.arrive({"name": "戊", "joined_on": "2001-07-01"}, {"on_date": "2026-05-01"})
    member(desk, "己", category="预备党员", joined_on="2026-06-20", confirmed_on="")


def test_what_came_and_went_explains_the_year(desk: Desk) -> None:
    a_year(desk)
    facts = desk.figures.facts(2026)
    balance = Balance.of(facts.figures)
    assert (balance.start, balance.came, balance.went, balance.end) == (4, 2, 3, 3) and balance.holds
    assert facts.gaps == () and facts.as_of == TODAY
    assert facts.figures[START] == desk.roster.counts("2025-12-31")["members"]
    assert facts.figures[END] == desk.roster.counts(TODAY)["members"] == desk.roster.state()["members"]
    assert desk.figures.facts(2025).figures[END] == facts.figures[START]
    assert [(line.kind, line.name, line.on) for line in facts.people] == [
        ("增加：发展", "己", "2026-06-20"),
        ("增加：转入", "戊", "2026-05-01"),
        ("减少：停止党籍", "丙", "2026-03-01"),
        ("减少：去世", "丁", "2026-04-01"),
        ("减少：转出", "乙", "2026-01-05"),
    ]
    assert [line.name for line in facts.members] == ["己", "甲", "戊"]


def test_each_number_leads_to_its_people(desk: Desk) -> None:
    a_year(desk)
    assert names(desk, 2026, "减少/转出") == ["乙"]
    assert names(desk, 2026, END) == ["己", "甲", "戊"]
    assert names(desk, 2026, cell("女", "66–70岁")) == ["甲"]
    assert names(desk, 2026, "减少/转出\n减少/去世") == ["丁", "乙"]
    assert names(desk, 2025, END) == ["丙", "丁", "甲", "乙"]


def test_the_half_year_counts_to_the_end_of_june(desk: Desk) -> None:
    a_year(desk)
    member(desk, "庚", category="预备党员", joined_on="2026-08-20", confirmed_on="")
    assert desk.figures.facts(2026, "2026-06-30").figures[END] == 3
    assert desk.figures.facts(2026).figures[END] == 4
    with pytest.raises(UserError, match="应在 2026 年里"):
        desk.figures.facts(2026, "2025-06-30")


def test_last_years_report_is_told_once_and_compared(desk: Desk) -> None:
    member(desk, "甲")
    assert desk.figures.facts(2026).reported is None
    assert desk.figures.set_reported(2025, "2 名")
    facts = desk.figures.facts(2026)
    assert facts.reported == 2
    printed = form("D9").spec.prepare(facts)
    assert printed["reported"] == "上年年报上报 2 名，比名册上年末 1 名多 1 名，请核对"
    for wrong in ("两名", "-1", "99999999999", "１２"):
        with pytest.raises(UserError, match="不是人数"):
            desk.figures.set_reported(2025, wrong)
    desk.figures.set_reported(2025, "")
    assert desk.figures.facts(2026).reported is None
    assert desk.undo() and desk.figures.reported(2025) == 2


def test_a_difference_to_the_report_names_who_may_be_the_cause(desk: Desk) -> None:
    a_year(desk)
    member(desk, "庚", joined_on="2025-12-20", confirmed_on="", category="预备党员")
    person = desk.person("庚").id
    for code, day, result in (
        ("apply", "2023-01-01", ""),
        ("admission", "2025-12-20", "通过"),
        ("approval", "2026-01-15", "同意"),
    ):
        desk.development.set_step(person, code, day, result=result)
    assert desk.figures.facts(2026).suspects == (), "nobody asks while nothing is reported"
    desk.figures.set_reported(2025, "3")
    facts = desk.figures.facts(2026)
    assert facts.figures[START] == 5
    assert facts.suspects == (
        "乙：2025年12月20日开出介绍信，2026年1月5日才收到回执，回执以前名册仍计入",
        "庚：2025年12月20日支部大会通过，2026年1月15日批准，名册从大会之日起计入",
    )
    desk.figures.set_reported(2025, "5")
    assert desk.figures.facts(2026).suspects == ()


def test_who_does_not_fit_is_named(desk: Desk) -> None:
    one, other = member(desk, "甲"), member(desk, "乙")
    desk.movements.record(one, "去世", {"on_date": "2026-02-01"})
    desk.roster.update(one, {"left_on": "", "left_kind": ""})
    desk.roster.update(other, {"membership_state": "停止党籍"})
    facts = desk.figures.facts(2026)
    assert len(facts.gaps) == 2
    assert facts.gaps[0].startswith("甲：上年末在册") and "去世" in facts.gaps[0]
    assert facts.gaps[1].startswith("乙：党籍状态是停止党籍")
    assert "差 1" in form("D9").spec.prepare(facts)["balance"]


def test_the_sample_year_holds_and_prints(tmp_path: Path) -> None:
    sample = sample_desk(tmp_path / "sample")
    for year in sample.figures.years():
        facts = sample.figures.facts(year)
        assert Balance.of(facts.figures).holds and facts.gaps == ()
    written = paper.export(sample, "D9", tmp_path, subject=2026)
    assert [path.suffix for path in written] == [".docx", ".pdf", ".xlsx"]
    assert isinstance(sample.facts("figures", 2026), YearbookFacts)
    sample.close()


def test_every_count_of_members_is_the_same(desk: Desk) -> None:
    """The roster, the yearbook, the list handed over and a rehearsed backup, with one gone and one stopped."""
    a_year(desk)
    gone = desk.roster.add({"name": "辛", "category": "正式党员", "joined_on": "2014-04-10"})
    desk.roster.remove(gone, "去世", "2026-02-01")
    members = desk.roster.state()["members"]
    assert members == 3 == desk.figures.facts(2026).figures[END]
    assert handed_over(desk.store)[0] == ("党员名册", "3 名", "正式 2 名，预备 1 名")
    assert int(desk.store.value(rehearsal.MEMBERS, ("正式党员", "预备党员"))) == members


def test_everybody_is_gone_through_once_until_something_changes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each click on a number asks who is behind it: of 5,000 people half a second, were it all counted anew."""
    a_year(desk)
    walks: list[object] = []
    walk = yearbook.walk

    def noted(parts: Mapping[str, Iterable[Record]], period: Period, periods: None = None) -> Iterator[Seen]:
        walks.append(period)
        return walk(parts, period, periods)

    for module in (yearbook, yearbook_facts):
        monkeypatch.setattr(module, "walk", noted)
    facts = desk.figures.facts(2026)
    assert len(desk.figures.people(2026, END)) == facts.figures[END] == 3
    assert len(desk.figures.people(2026, "增加/发展")) == len(walks) == 1
    member(desk, "庚")
    assert len(desk.figures.people(2026, END)) == 4
    assert desk.figures.facts(2025).figures[END] == 5
