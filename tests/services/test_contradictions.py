"""Records beside each other in the sample branch: found once, answered one by one, gone when the records agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.finding import Finding
from models.domain.records import MeetingKind, Presence
from models.services.desk import Desk
from tests.ready import sample_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = sample_desk(tmp_path / "sample")
    yield opened
    opened.close()


def told(found: list[Finding]) -> set[tuple[str, str]]:
    return {(f.rule, f.subject) for f in found if not f.answer}


def test_a_decision_is_missed_until_its_step_is_recorded(desk: Desk) -> None:
    assert ("JL-17", "2026年9月支部党员大会") in told(desk.contradictions.of_year(2026))
    assert told(desk.contradictions.of_year(2025)) == set(), "of another year"
    day = next(m.held_on for m in desk.meetings.list() if m.title == "2026年9月支部党员大会")
    desk.development.set_step(desk.person("石文静").id, "admission", day, result="通过")
    assert ("JL-17", "2026年9月支部党员大会") not in told(desk.contradictions.of_year(2026))


def test_each_is_answered_by_itself(desk: Desk) -> None:
    first = desk.meetings.create(MeetingKind.THEME_DAY, "2026-10-12", ends_at="11:00")
    for start in ("09:30", "10:00"):
        other = desk.meetings.create(MeetingKind.LECTURE, "2026-10-12", starts_at=start, ends_at="12:00")
        for meeting_id in (first, other):
            here = desk.meetings.get(meeting_id).attendees[0].person_id
            desk.meetings.set_presence(meeting_id, {here: (Presence.PRESENT, "")})
    at_once = [f for f in desk.contradictions.of_year(2026) if f.rule == "JL-11"]
    assert len(at_once) == 3, "each pair of the three"
    last = [f for f in at_once if f.record_id == other]
    assert len(last) == 2
    desk.answer(last[0], "主题党日中安排党课，是同一次活动。")
    again = [f for f in desk.contradictions.of_year(2026) if f.rule == "JL-11"]
    assert sorted(bool(f.answer) for f in again) == [False, False, True]
    assert [f.answer for f in desk.contradictions.facts(2026).findings if f.rule == "JL-11" and f.answer] == [
        "主题党日中安排党课，是同一次活动。"
    ]


def test_the_whole_check_holds_them_too(desk: Desk) -> None:
    assert told(desk.contradictions.of_year(2026)) <= told(desk.check())
