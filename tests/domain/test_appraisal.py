"""PY-01..09 and ZB-18, each with the words of the rule; what cannot be true is refused with the sentence why."""

from dataclasses import replace
from typing import Any

import pytest

from models.domain.appraisal import (
    FULL_MEMBERS,
    Appraisal,
    AppraisalLine,
    Grade,
    check_line,
    check_papers,
    percent,
    steps,
)
from models.domain.check_appraisal import check_appraisal, check_talks, check_year
from models.domain.errors import UserError
from models.domain.finding import Severity
from models.domain.meeting_records import Task
from models.domain.organisational_life import (
    AMONG,
    DONE,
    IN_TEAM,
    LATE,
    OPEN,
    UNDATED,
    WITH_MEMBER,
    Talk,
    coverage,
    kind_of,
    state_of,
)
from models.domain.records import Branch, Category, Person
from models.domain.rules import load_rules

RULES = load_rules()
BRANCH = Branch(id=1, name="云岭支部")


def person(number: int, **more: Any) -> Person:
    return Person(id=number, name=f"党员{number}", **{"category": Category.FULL, **more})


def line(number: int, grade: Grade = Grade.NONE, votes: tuple[int, ...] = (), **more: Any) -> AppraisalLine:
    names = ("excellent", "competent", "basic", "poor", "abstained")
    given = dict(zip(names, votes, strict=False))
    who = more.pop("person", person(number))
    return AppraisalLine(id=number, person_id=number, person=who, grade=grade, **given, **more)


def appraisal(*lines: AppraisalLine, **more: Any) -> Appraisal:
    values = {"year": 2025, "self_on": "2026-01-15", "peer_on": "2026-01-15", "on_date": "2026-01-15",
              "decided_on": "2026-01-16", "returned": 15, "valid": 15}  # fmt: skip
    return Appraisal(id=1, lines=lines, **{**values, **more})


def said(given: Appraisal, expected: list[Person] | None = None) -> list[str]:
    people = [one.person for one in given.lines] if expected is None else expected
    return [f"{f.answered_as} {f.message}" for f in check_appraisal(BRANCH, given, people, RULES)]


def test_a_third_is_cut_down_to_whole_people() -> None:
    """优秀比例一般 ≤ 党员总数 1/3（取整用 floor）；分母默认含全部党员，可以改为正式党员。"""
    people = [line(n, Grade.EXCELLENT if n <= 4 else Grade.COMPETENT) for n in range(1, 12)]
    people.append(line(12, person=person(12, category=Category.PROBATIONARY)))
    whole = appraisal(*people)
    assert (whole.base, whole.cap(3)) == (12, 4)
    assert said(whole) == []
    full_only = replace(whole, cap_basis=FULL_MEMBERS)
    assert (full_only.base, full_only.cap(3)) == (11, 3)
    assert said(full_only) == [
        "PY-05 2025 优秀 4 人，超过正式党员数 11 人的三分之一（上限 3 人），请核对或按本单位要求说明"
    ]
    assert check_appraisal(BRANCH, full_only, [], RULES)[-1].severity is Severity.WARNING


def test_probationary_members_take_part_and_are_not_graded() -> None:
    young = line(1, person=person(1, category=Category.PROBATIONARY))
    assert not appraisal(young).ungraded
    with pytest.raises(UserError, match="预备党员，参加评议，不评定等次"):
        check_line(appraisal(young), replace(young, grade=Grade.COMPETENT))
    kept = appraisal(replace(young, grade=Grade.COMPETENT))
    assert said(kept) == ["PY-06 2025 预备党员参加评议，不评定等次，记录为合格，请核对"]


def test_the_four_parts_are_missed_and_their_order_is_looked_at() -> None:
    """个人自评 → 党员互评 → 民主测评 → 组织评定。"""
    bare = appraisal(line(1, Grade.COMPETENT), self_on="", peer_on="", returned=0, valid=0)
    assert said(bare) == ["PY-02 2025 2025 年度民主评议党员缺：个人自评、党员互评、民主测评"]
    turned = appraisal(line(1, Grade.COMPETENT), peer_on="2026-01-20")
    assert said(turned) == [
        "PY-02 2025 民主测评 记录显示民主测评（2026-01-15）早于党员互评（2026-01-20），请核对"
    ]
    assert [step.done for step in steps(bare)] == [False, False, False, True, False]


def test_being_prepared_is_no_fault() -> None:
    started = appraisal(line(1), self_on="", peer_on="", decided_on="", returned=0, valid=0)
    (finding,) = check_appraisal(BRANCH, started, [line(1).person], RULES)
    assert finding.severity is Severity.INFO and "缺：个人自评" in finding.message


def test_weak_grades_need_what_was_done_about_them() -> None:
    weak = appraisal(line(1, Grade.BASIC), line(2, Grade.POOR, handling="限期改正，报党委审批"))
    assert said(weak) == ["PY-07 2025 评定为基本合格，未见指出差距、帮助改进的记录，请核对"]


def test_results_are_told_once_it_is_closed() -> None:
    closed = appraisal(line(1, Grade.COMPETENT), line(2, Grade.COMPETENT, feedback_on="2026-01-20"),
                       closed_on="2026-02-01")  # fmt: skip
    assert said(closed) == ["PY-08 2025 评定结果未登记向本人反馈的日期"]


def test_members_away_may_be_appraised_where_they_are() -> None:
    away = appraisal(line(1, person=person(1, is_mobile=True)))
    assert said(away) == ["PY-09 2025 流动在外，可在流入地或流动党员党组织评议；已在外评议的，请录入结果"]


def test_the_list_is_held_beside_the_roster_of_the_day() -> None:
    given = appraisal(line(1, Grade.COMPETENT), line(2, Grade.COMPETENT), expected=5)
    found = said(given, [person(1), person(3)])
    assert found == [
        "PY-02 2025 absent 当天在册的 党员3不在评议名单里，请核对",
        "PY-02 2025 strangers 评议名单里的 党员2当天不在册，请核对",
        "PY-02 2025 expected 测评应到 5 人，按当天名册为 2 人，请核对",
    ]


def test_once_a_year() -> None:
    twice = [appraisal(), appraisal(), appraisal(year=2024)]
    (finding,) = check_year(BRANCH, twice, RULES)
    assert finding.message == "2025 年度登记了 2 次民主评议党员，一般每年一次，请核对年度"


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"expected": 18, "present": 19}, "实到 19，多于应到 18"),
        ({"present": 16, "issued": 17}, "发出票 17，多于实到 16"),
        ({"issued": 16, "returned": 17}, "收回票 17，多于发出票 16"),
        ({"returned": 16, "valid": 17}, "有效票 17，多于收回票 16"),
        ({"returned": 16, "valid": 16, "team_good": 15, "team_poor": 2}, "班子测评各栏合计 17 票，多于有效票 16 张"),
    ],
)  # fmt: skip
def test_an_impossible_tally_is_refused_with_the_reason(numbers: dict[str, int], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        check_papers(replace(Appraisal(year=2025), **numbers))


def test_no_row_has_more_votes_than_there_are_ballots() -> None:
    with pytest.raises(UserError, match="党员1各栏合计 16 票，多于有效票 15 张"):
        check_line(appraisal(), line(1, votes=(10, 5, 0, 0, 1)))
    with pytest.raises(UserError, match="请先填收回票和有效票的张数"):
        check_line(appraisal(returned=0, valid=0), line(1, votes=(10,)))
    check_line(appraisal(), line(1, votes=(10, 4)))  # a row may be void on a ballot


def test_what_most_ballots_name_is_no_tie() -> None:
    assert line(1, votes=(8, 7)).leading is Grade.EXCELLENT
    assert line(1, votes=(7, 7)).leading is Grade.NONE
    assert line(1).leading is Grade.NONE


@pytest.mark.parametrize(("votes", "of", "text"), [(15, 16, "93.8%"), (0, 16, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (0, 0, "")])  # fmt: skip
def test_shares_are_rounded_in_whole_numbers(votes: int, of: int, text: str) -> None:
    assert percent(votes, of) == text


def talk(day: str, one: int, other: int) -> Talk:
    return Talk(on_date=day, talker_id=one, listener_id=other)


def test_who_has_no_talk_in_the_year() -> None:
    """ZB-18：委员之间、委员与党员、党员之间一般每年不少于一次。"""
    people = [person(n) for n in range(1, 6)]
    talks = [
        talk("2026-01-08", 1, 2),
        talk("2026-02-01", 1, 3),
        talk("2025-12-31", 1, 4),
        talk("2026-03-01", 4, 5),
    ]
    found = coverage(2026, people, [1, 2], talks)
    assert (found.pairs, [p.id for p in found.members], [p.id for p in found.among]) == ((), [4, 5], [3])
    said = [f.message for f in check_talks(BRANCH, found, RULES)]
    assert said == [
        "2026 年尚无支委与党员4、党员5的谈心谈话记录",
        "2026 年尚无党员3与其他党员之间的谈心谈话记录",
    ]
    assert coverage(2026, people, [1, 2], []).pairs[0][1].id == 2
    assert [kind_of([1, 2], 1, 2), kind_of([1, 2], 1, 3), kind_of([1, 2], 4, 3)] == [
        IN_TEAM,
        WITH_MEMBER,
        AMONG,
    ]


def test_states_of_an_issue() -> None:
    issue = Task(source="整改", problem="公开不及时", due_on="2026-02-28")
    assert state_of(issue, "2026-02-28") == OPEN
    assert state_of(issue, "2026-03-01") == LATE
    assert state_of(replace(issue, done_on="2026-03-02"), "2026-03-03") == DONE
    assert state_of(Task(), "2026-03-01") == UNDATED
