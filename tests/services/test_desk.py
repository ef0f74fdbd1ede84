"""The desk: one branch opened, judged, answered, and handed to the forms."""

from pathlib import Path

import pytest

from models.domain.errors import UserError, WrongPassword
from models.domain.facts import BranchFacts, DossierFacts, DuesFacts, MeetingFacts
from models.domain.records import MeetingKind
from models.services.desk import Desk

TODAY = "2026-09-30"
SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(
        tmp_path / "store",
        password,
        name="柳溪村党支部",
        committee="青石镇党委",
        sector="村社区",
        today=lambda: TODAY,
    )
    yield made
    made.close()


def test_a_branch_is_made_closed_and_opened_again(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "s", password, name="柳溪村党支部", secretary="侯学军", today=lambda: TODAY)
    made.update_branch(term_started_on="2024.3.1", committee_size=5)
    made.settings.set("notice.counting", "当日")
    made.close()
    with pytest.raises(WrongPassword):
        Desk.open(tmp_path / "s", "不是这个密码2026")
    again = Desk.open(tmp_path / "s", password, today=lambda: TODAY)
    assert (again.branch.secretary, again.branch.term_started_on) == ("侯学军", "2024-03-01")
    assert again.settings.get("notice.counting") == "当日"
    again.close()


def test_a_branch_needs_a_name_and_sensible_facts(desk: Desk, tmp_path: Path, password: str):
    with pytest.raises(UserError, match="支部名称"):
        Desk.create(tmp_path / "other", password, name=" ")
    for wrong in (
        {"name": ""},
        {"sector": "学校"},
        {"term_started_on": "2024-13-01"},
        {"committee_size": 99},
    ):
        with pytest.raises(UserError):
            desk.update_branch(**wrong)
    with pytest.raises(UserError, match="次日、当日"):
        desk.settings.set("notice.counting", "后天")
    with pytest.raises(UserError, match=r"0\.20 至 1\.00"):
        desk.settings.set("dues.county_fen", "120")


def test_branch_and_settings_are_saved_in_one_step_or_not_at_all(desk: Desk):
    with pytest.raises(UserError):
        desk.save_branch({"secretary": "侯学军"}, {"dues.county_fen": "5"})
    assert desk.branch.secretary == ""
    desk.save_branch({"secretary": "侯学军"}, {"notice.counting": "当日", "dues.county_fen": "50"})
    desk.undo()
    assert (desk.branch.secretary, desk.settings.get("notice.counting")) == ("", "次日")
    assert desk.settings.get("dues.county_fen") == "20"


def test_everything_is_judged_worst_first_and_an_answer_stays(desk: Desk):
    desk.roster.commit_import(desk.roster.plan_import(SAMPLES / "roster-messy.xlsx"))
    found = desk.check()
    assert {"ZB-06", "ZB-09"} & {f.rule for f in found}
    person = next(f for f in found if f.record_kind == "person")
    desk.answer(person, "已对照档案")
    again = [f for f in desk.check() if (f.rule, f.record_id) == (person.rule, person.record_id)]
    assert [f.answer for f in again] == ["已对照档案"]
    assert desk.person_findings(person.record_id)


def test_facts_for_every_kind_of_form(desk: Desk):
    desk.roster.commit_import(desk.roster.plan_import(SAMPLES / "roster-standard.xlsx"))
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-10")
    roster = desk.facts("branch", None, "2026-09-30")
    assert isinstance(roster, BranchFacts)
    assert len(roster.members) == 38
    held = desk.facts("meeting", meeting)
    assert isinstance(held, MeetingFacts)
    assert held.tally.expected == 38
    assert isinstance(desk.facts("person", "侯学军"), DossierFacts)
    assert isinstance(desk.facts("year", "2026"), DuesFacts)


def test_an_unknown_or_ambiguous_subject_is_said(desk: Desk):
    with pytest.raises(UserError, match="名册里没有"):
        desk.facts("person", "没有这人")
    desk.roster.add({"name": "王一"})
    desk.roster.add({"name": "王一"})
    with pytest.raises(UserError, match="2 个人"):
        desk.facts("person", "王一")
    with pytest.raises(UserError, match="没有找到会议"):
        desk.facts("meeting", "99")
    with pytest.raises(UserError, match="年份"):
        desk.facts("year", "去年")


def test_what_is_printed_says_where_the_journal_stood(desk: Desk) -> None:
    """核对码 on paper is the head's at that moment; the next change has another."""
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    printed = desk.facts("meeting", meeting)
    ledger = desk.facts("year", 2026)
    assert isinstance(printed, MeetingFacts) and isinstance(ledger, DuesFacts)
    assert printed.head_code == ledger.head_code == desk.store.head_code and len(ledger.head_code) == 12
    desk.roster.add({"name": "欧阳建国"})
    again = desk.facts("year", 2026)
    assert isinstance(again, DuesFacts) and again.head_code == desk.store.head_code != ledger.head_code
