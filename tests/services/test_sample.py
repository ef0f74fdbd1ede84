"""The invented sample branch: complete enough to try everything, and always the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.finding import Severity
from models.domain.records import Category, ItemKind, MeetingKind
from models.services.desk import Desk
from models.services.sample import SAMPLE_DAY, SAMPLE_PASSWORD, create_sample


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = create_sample(tmp_path_factory.mktemp("sample") / "store")
    yield made
    made.close()


def test_it_opens_with_the_password_that_is_shown(tmp_path: Path) -> None:
    create_sample(tmp_path / "store").close()
    opened = Desk.open(tmp_path / "store", SAMPLE_PASSWORD)
    assert opened.branch.name == "中共青石镇柳溪村支部委员会"
    opened.store.verify_chain()
    opened.close()


def test_the_roster_is_a_real_village_branch(desk: Desk) -> None:
    counts = desk.roster.counts(SAMPLE_DAY)
    assert (counts["members"], counts["probationary"]) == (40, 2)
    posts = {person.party_post for person in desk.roster.members(SAMPLE_DAY) if person.party_post}
    assert posts == {"书记", "副书记", "组织委员", "宣传委员", "纪检委员"}
    assert desk.roster.marks(), "a few cells of the sheet wait for somebody to look"


def test_signed_minutes_hold_against_the_rules(desk: Desk) -> None:
    meetings = [desk.meetings.get(m.id) for m in desk.meetings.list(year=2026)]
    assert len(meetings) == 6 and sum(m.is_signed for m in meetings) == 5
    for meeting in meetings:
        assert desk.meetings.intact(meeting)
        bad = (Severity.ERROR, Severity.WARNING, Severity.UNKNOWN)
        assert not [f for f in desk.meetings.findings(meeting) if f.severity in bad], meeting.title


def test_each_meeting_saw_the_branch_as_it_then_was(desk: Desk) -> None:
    march, april, september = (
        desk.meetings.get(m.id) for m in reversed(desk.meetings.list(kind=MeetingKind.ASSEMBLY))
    )
    category = {a.name: a.category for a in march.attendees}
    assert category["郝金贵"] is Category.PROBATIONARY, "his confirmation was the day's business"
    assert "乔海涛" not in {a.name for a in april.attendees}, "it was the meeting that admitted him"
    names = {a.name for a in september.attendees}
    assert {"乔海涛", "谭志远"} <= names and "廖素珍" not in names


def test_the_dues_have_arrears_of_every_degree(desk: Desk) -> None:
    late = {row.name: row.months_late for row in desk.dues.year(2026, SAMPLE_DAY).rows}
    assert (late["丁德明"], late["赖晓燕"], late["戴淑芬"]) == (3, 5, 6)
    assert sum(months > 0 for months in late.values()) == 4


def test_dossiers_stand_at_every_stage(desk: Desk) -> None:
    stages = {entry.stage for entry in desk.development.entries()}
    assert stages == {1, 2, 3, 4, 5}
    person = desk.person("郝金贵")
    assert (person.category, person.confirmed_on) == (Category.FULL, "2026-02-28")


def test_cards_and_guests_are_filled_in(desk: Desk) -> None:
    card = desk.card.get(desk.person("姚建国").id)
    assert [one.name for one in card.relatives] == ["秦月英", "姚文博"]
    assert [one.from_on for one in card.resume] == ["1990-07", "1993-12"]
    assert [one.title for one in desk.card.get(desk.person("梁德厚").id).honours] == ["留党察看一年"]
    [own] = desk.card.own_fields()
    assert desk.card.get(desk.person("吕学军").id).own == {own.id: "8"}
    guests = desk.movements.guests.list()
    assert [(guest.name, guest.is_here(SAMPLE_DAY)) for guest in guests] == [
        ("阮小妹", True),
        ("封大成", False),
    ]


BRANCH_NAME = "中共青石镇柳溪村支部委员会"


def test_what_is_due_is_always_the_same(desk: Desk) -> None:
    found = {
        (f.rule, f.subject)
        for f in desk.check(SAMPLE_DAY)
        if f.severity in (Severity.ERROR, Severity.WARNING)
    }
    assert found == {
        ("DF-09", "戴淑芬"), ("DF-09", "赖晓燕"), ("DF-09", "丁德明"), ("FZ-03", "蓝海波"), ("FZ-08", "罗子涵"),
        ("FZ-37", "龙凤琴"), ("MC-02", "贺立新"), ("JY-12", "丁婷婷"),
        ("JL-17", "2026年9月支部党员大会"), ("ZB-21", "2026年3月支部党员大会"),
        ("ZB-11", BRANCH_NAME), ("ZB-12", BRANCH_NAME), ("ZB-15", BRANCH_NAME),
    }  # fmt: skip


def test_the_year_before_has_sixty_meetings_without_a_contradiction(tmp_path: Path) -> None:
    year = create_sample(tmp_path / "year", with_last_year=True)
    meetings = [year.meetings.get(m.id) for m in year.meetings.list(year=2025)]
    assert len(meetings) == 60 and all(year.meetings.intact(m) and m.is_signed for m in meetings)
    kinds = [item.kind for meeting in meetings for item in meeting.items]
    assert (kinds.count(ItemKind.ADMIT), kinds.count(ItemKind.ELECTION)) == (2, 1)
    texts = [meeting.content for meeting in meetings]
    assert len(set(texts)) == len(texts), "no two records say the same"
    told = [f for f in year.check(SAMPLE_DAY) if f.on_date.startswith("2025") or "2025年" in f.subject]
    assert not [f for f in told if f.severity in (Severity.ERROR, Severity.WARNING, Severity.UNKNOWN)]
    election = year.elections.all()[0]
    assert (election.on_date, election.committee.present) == ("2025-12-12", 31)
    year.close()
