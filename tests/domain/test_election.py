"""Elections against 选举工作条例 2020: candidates, turnout, papers, and both readings of the majority."""

from dataclasses import replace

import pytest

from models.domain.check_election import check_election, impossible_count
from models.domain.election import (
    BY_EXPECTED,
    BY_PRESENT,
    WRITE_IN,
    Ballot,
    Choice,
    Count,
    Election,
    least_candidates,
)
from models.domain.records import Branch
from models.domain.rules import load_rules

RULES = load_rules()
MAJORITY = RULES.edition("election", "2026-12-10").value("XJ-10").share
BRANCH = Branch(id=1, name="柳溪村党支部")
NAMES = ("姚建国", "丁德明", "王德顺", "文长根", "邓小川", "毛一鸣")
COUNT = Count(expected=38, present=32, issued=32, returned=32, invalid=1)


def election(*votes: int, seats: int = 5, count: Count = COUNT) -> Election:
    chosen = tuple(
        Choice(id=i, name=name, yes=yes, no=count.valid - yes)
        for i, (name, yes) in enumerate(zip(NAMES, votes, strict=False), start=1)
    )
    return Election(id=1, on_date="2026-12-10", seats=seats, committee=count, choices=chosen)


def rules(found: Election, entitled: int = 38) -> list[str]:
    return [f.rule for f in check_election(BRANCH, found, entitled, RULES)]


@pytest.mark.parametrize(("seats", "least"), [(3, 4), (4, 5), (5, 6), (7, 9)])
def test_a_fifth_more_candidates_than_seats(seats: int, least: int) -> None:
    """选§15 附近：委员候选人的差额不少于应选人数的百分之二十：应选 3 → 4；5 → 6；7 → 9。"""
    assert least_candidates(seats, 20) == least
    names = [Choice(id=i, name=f"候选{i}") for i in range(least - 1)]
    assert rules(Election(on_date="2026-12-10", seats=seats, choices=tuple(names))) == ["XJ-05"]


def test_candidates_stand_in_the_order_of_strokes_and_ballots_have_room_for_others() -> None:
    """选§26：候选人名单按姓氏笔画排列；不赞成的可以另选他人。"""
    (ballot, leaders) = election(30, 30, 30, 30, 30, 10).ballots()
    assert [c.name for c in ballot.candidates] == ["丁德明", "王德顺", "毛一鸣", "文长根", "邓小川", "姚建国"]
    assert (ballot.write_ins, leaders.write_ins) == (1, 1)
    assert replace(ballot, seats=3).write_ins == 3, "six candidates for three seats"


def test_a_branch_without_a_committee_elects_its_secretary_in_the_assembly() -> None:
    """选§20：不设支委会的，书记由支部党员大会选举产生。"""
    small = Election(on_date="2026-12-10", choices=(Choice(name="丁德明", post_name="书记"),))
    assert [(b.title, b.seats) for b in small.ballots()] == [("书记", 1)]
    assert rules(small) == ["XJ-06"]
    assert rules(replace(small, candidates_on="2026-12-01")) == []


@pytest.mark.parametrize(("present", "enough"), [(31, True), (30, False)])
def test_four_fifths_must_come(present: int, enough: bool) -> None:
    """选§23：有选举权的到会人数不少于应到会人数的五分之四（5k ≥ 4n）：38 人须 31 人。"""
    found = election(count=Count(expected=38, present=present, issued=present, returned=present))
    assert ("XJ-07" in rules(found)) != enough


def test_more_papers_than_voters_make_it_void() -> None:
    """选§29：收回的选票等于或者少于投票人数，选举有效；多于投票人数，选举无效。"""
    assert "XJ-08" in rules(election(30, count=replace(COUNT, returned=33)))
    assert "XJ-08" not in rules(election(30, count=replace(COUNT, returned=30)))


def test_both_readings_of_the_majority_are_told() -> None:
    """选§31：赞成票超过实到会有选举权人数半数的当选；另有按应到会计的写法，两种结果都列出（XJ-10）。"""
    found = election(30, 29, 28, 20, 18, 5)
    (ballot, _) = found.ballots()
    present, expected = ballot.result(BY_PRESENT, MAJORITY), ballot.result(BY_EXPECTED, MAJORITY)
    assert (present.needed, expected.needed) == (17, 20)
    assert [c.name for c in present.elected] == ["姚建国", "丁德明", "王德顺", "文长根", "邓小川"]
    assert [c.name for c in expected.elected] == ["姚建国", "丁德明", "王德顺", "文长根"]
    (finding,) = check_election(BRANCH, found, 38, RULES)
    assert finding.rule == "XJ-10" and "按应到会 38 人过半（20 票）" in finding.message
    assert rules(election(30, 29, 28, 27, 26, 5)) == []


def test_the_most_votes_win_and_a_tie_at_the_edge_is_voted_on_again() -> None:
    """选§31：过半者多于名额，得票多的当选；票数相等不能确定的，只对票数相等的再次投票（XJ-11）。"""
    (ballot, _) = election(30, 29, 28, 27, 20, 21).ballots()
    assert [c.name for c in ballot.result(BY_PRESENT, MAJORITY).elected][-1] == "毛一鸣"
    tied = election(30, 29, 28, 27, 20, 20)
    (ballot, _) = tied.ballots()
    result = ballot.result(BY_PRESENT, MAJORITY)
    assert len(result.elected) == 4 and {c.name for c in result.tied} == {"邓小川", "毛一鸣"}
    assert "XJ-11" in rules(tied)
    four = replace(tied, choices=tied.choices[:4])
    assert "XJ-11" in rules(four), "fewer over the half than seats: elected another time"


def test_votes_that_cannot_be() -> None:
    """选§30：每一选票所选人数多于规定应选人数的为无效票。"""
    assert "XJ-09" in rules(election(31, 31, 31, 31, 31, 31))
    odd = election(30, 29, 28, 27, 26)
    wrong = (replace(odd.choices[0], no=3), *odd.choices[1:])
    assert rules(replace(odd, choices=wrong)).count("XJ-09") == 1


def test_who_stands_does_not_count_and_who_is_written_in_may_win() -> None:
    """选§26：候选人不得担任监票人、计票人。"""
    found = replace(election(30, 29, 28, 27, 10, 5), tellers="丁德明、卫东升", chief="赵铁生")
    messages = [f.message for f in check_election(BRANCH, found, 38, RULES) if f.rule == "XJ-12"]
    assert messages == ["丁德明是候选人，不能担任计票人"]
    other = Choice(id=9, name="褚志远", origin=WRITE_IN, yes=21)
    (ballot, _) = replace(found, choices=(*found.choices, other)).ballots()
    assert [c.name for c in ballot.others] == ["褚志远"]
    assert "褚志远" in [c.name for c in ballot.result(BY_PRESENT, MAJORITY).elected]


def test_the_right_to_elect_is_counted_on_the_day() -> None:
    """选§5：预备党员、留党察看期间的党员没有选举权。"""
    assert rules(election(30, 29, 28, 27, 26, 5), entitled=37) == ["XJ-04"]


@pytest.mark.parametrize(
    ("count", "votes", "why"),
    [
        (Count(expected=5, present=6), (), "实到 6 人，多于应到 5 人"),
        (Count(expected=6, present=5, issued=5, returned=4, invalid=5), (), "无效票 5 张，多于收回的 4 张"),
        (Count(expected=6, present=5, issued=5, returned=5), ((4, 2, 0),), "共 6 票，多于有效票 5 张"),
        (Count(expected=6, present=5, issued=5, returned=5), ((5, 0, 0), (5, 0, 0)), ""),
        (Count(expected=6, present=5, issued=5, returned=6), ((5, 0, 0),), ""),
        (Count(present=5), ((5, 0, 0),), ""),
    ],
)  # fmt: skip
def test_what_cannot_be_true_of_a_ballot(
    count: Count, votes: tuple[tuple[int, int, int], ...], why: str
) -> None:
    choices = tuple(
        Choice(name=f"人{n}", yes=yes, no=no, abstain=abstain) for n, (yes, no, abstain) in enumerate(votes)
    )
    told = impossible_count(Ballot("委员", ("委员",), 1, count, choices))
    assert (why in told) if why else told == ""
