"""Committee, posts, terms and groups against the articles (支部工作条例 2018, 选举工作条例 2020)."""

from dataclasses import replace

import pytest

from models.domain.check_organisation import check_organisation
from models.domain.finding import Finding, Severity
from models.domain.organisation import (
    CommitteeTerm,
    Organisation,
    PartyGroup,
    PostTerm,
    due_on,
    post_rank,
    rule_end,
)
from models.domain.records import Branch, Category, Person
from models.domain.rules import load_rules

RULES = load_rules()
TODAY = "2026-09-30"
E, W, I, U = Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.UNKNOWN  # noqa: E741
VILLAGE = Branch(id=1, name="柳溪村党支部", sector="村社区")
OFFICE = replace(VILLAGE, sector="其他")
NAMES = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员")
PEOPLE = [
    Person(id=i, name=f"党员{i}", category=Category.FULL, joined_on="2010-07-01", confirmed_on="2011-07-01")
    for i in range(1, 11)
]
TERM = CommitteeTerm(
    id=1, session=3, started_on="2024-03-15", elected_on="2024-03-15", approved_on="2024-03-20", seats=5
)
POSTS = tuple(
    PostTerm(id=i, person_id=i, name=f"党员{i}", post_name=name, from_on="2024-03-15")
    for i, name in enumerate(NAMES, start=1)
)
SOUND = Organisation(branch=VILLAGE, terms=(TERM,), posts=POSTS)


def check(organisation: Organisation, today: str = TODAY, people: list[Person] = PEOPLE) -> list[Finding]:
    """With cards that say what the posts say."""
    held = {post.person_id: post.post_name for post in organisation.posts if not post.to_on}
    carded = [replace(person, party_post=held.get(person.id, "")) for person in people]
    return check_organisation(organisation, carded, RULES, today)


def rules(
    organisation: Organisation, today: str = TODAY, people: list[Person] = PEOPLE
) -> list[tuple[str, str]]:
    return [(f.rule, f.severity) for f in check(organisation, today, people)]


def test_a_branch_in_order_is_left_alone() -> None:
    assert rules(SOUND) == []


@pytest.mark.parametrize(("branch", "end"), [(VILLAGE, "2029-03-15"), (OFFICE, "2027-03-15")])
def test_five_years_in_villages_and_communities_three_elsewhere(branch: Branch, end: str) -> None:
    """支§24、2018 任期意见：村、社区党支部委员会每届任期五年，其他基层单位党支部委员会一般为三年。"""
    assert (rule_end(branch, TERM), due_on(branch, TERM)) == (end, end)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2028-09-14", []),
        ("2028-09-15", [("XJ-01", I)]),  # 支§换届条：上级一般提前六个月提醒
        ("2029-01-14", [("XJ-01", I)]),
        ("2029-01-15", [("XJ-02", W)]),  # 地方制度：提前两个月报换届请示
        ("2029-03-15", [("XJ-02", W)]),
        ("2029-03-16", [("ZB-09", E), ("XJ-03", E)]),  # 选§3：延期须报上级批准
    ],
)
def test_what_is_due_before_the_term_is_full(today: str, expected: list[tuple[str, str]]) -> None:
    assert rules(SOUND, today) == expected


def test_a_term_prolonged_by_the_committee_above() -> None:
    """选§3：延期或者提前换届须报上级批准，延长或者提前期限一般不超过一年。"""
    later = replace(TERM, due_on="2029-12-15", document="青组〔2029〕3号")
    assert rules(replace(SOUND, terms=(later,)), "2029-06-30") == [("XJ-01", I)]
    assert rules(replace(SOUND, terms=(replace(later, document=""),)), "2029-04-01") == [("XJ-03", E)]
    longer = replace(later, due_on="2030-03-16")
    found = check(replace(SOUND, terms=(longer,)), "2029-04-01")
    assert [f.message for f in found] == ["换届延期到2030年3月16日，超过 1 年，请核对上级批复"]
    assert rules(replace(SOUND, terms=(later,)), "2029-12-16") == [("ZB-09", E)]


def test_a_temporary_branch_holds_no_elections() -> None:
    """支§8：临时党支部不换届（ZB-24）。"""
    assert rules(replace(SOUND, branch=replace(VILLAGE, is_temporary=True)), "2035-01-01") == []


def test_a_term_without_its_day_cannot_be_told() -> None:
    assert rules(Organisation(branch=VILLAGE)) == [("ZB-09", U), ("ZB-06", W)]
    assert rules(replace(SOUND, terms=(replace(TERM, started_on="2024-03", elected_on=""),))) == [
        ("ZB-09", U)
    ]


def test_the_result_is_filed_above() -> None:
    """选§33：委员报上级备案，书记、副书记报上级批准；地方：换届后一个月内报送。"""
    open_term = replace(SOUND, terms=(replace(TERM, approved_on=""),))
    assert rules(open_term, "2024-04-14") == [("XJ-13", I)]
    assert rules(open_term, "2024-04-15") == [("XJ-14", W)]


@pytest.mark.parametrize(
    ("seats", "expected"), [(0, True), (2, True), (3, False), (5, False), (7, False), (8, True)]
)
def test_seats_of_the_committee(seats: int, expected: bool) -> None:
    """支§22：正式党员七人以上的设支部委员会，委员三至五人，一般不超过七人。"""
    found = check(replace(SOUND, terms=(replace(TERM, seats=seats),), posts=()))
    assert ("ZB-06" in [f.rule for f in found]) == expected


def test_more_people_than_seats() -> None:
    found = check(replace(SOUND, terms=(replace(TERM, seats=3),)))
    assert [f.message for f in found] == ["记录显示在任委员 5 人，多于本届名额 3 名，请核对任职记录"]


def test_the_duties_of_a_committee() -> None:
    """支§22 附近：支委会设书记和组织、宣传、纪检委员，必要时设副书记。"""
    found = check(replace(SOUND, posts=POSTS[:3]))
    assert [(f.rule, f.message) for f in found] == [
        ("ZB-08", "支部委员会没有登记宣传委员、纪检委员，请核对分工")
    ]
    several = replace(POSTS[2], post_name="组织委员、宣传委员、纪检委员")
    assert rules(replace(SOUND, posts=(*POSTS[:2], several))) == []


def test_a_small_branch_has_a_secretary_and_perhaps_a_deputy() -> None:
    """支§22 附近：正式党员不足七人的设书记一名，必要时设副书记一名。"""
    small = replace(SOUND, terms=(replace(TERM, seats=0),), posts=POSTS[:2])
    assert rules(small, people=PEOPLE[:5]) == []
    assert rules(replace(small, posts=POSTS[:3]), people=PEOPLE[:5]) == [("ZB-07", I)]


def test_a_vacant_post_is_filled_in_time() -> None:
    """选§22：书记、副书记、委员出缺，应当及时补选。"""
    left = replace(POSTS[2], to_on="2026-09-01")
    found = check(replace(SOUND, posts=(*POSTS[:2], left, *POSTS[3:])))
    assert [f.message for f in found] == [
        "组织委员空缺 29 天，请按规定及时补选",
        "支部委员会没有登记组织委员，请核对分工",
    ]
    gone = [person for person in PEOPLE if person.id != 4]
    assert [f.message for f in check(SOUND, people=gone)] == [
        "党员4已不在本支部，仍登记为宣传委员，请登记离任"
    ]
    assert ("XJ-15", W) in rules(replace(SOUND, posts=POSTS[1:]))


def test_a_joint_branch_covers_five_units_at_most() -> None:
    """支§5：联合党支部覆盖单位一般不超过五个。"""
    joint = replace(SOUND, branch=replace(VILLAGE, unit_relation="联合党支部"))
    units = [replace(person, united_unit=f"第{person.id % 6}厂") for person in PEOPLE]
    assert rules(joint, people=units) == [("ZB-03", I)]
    assert rules(joint, people=units[:5]) == []


def test_an_application_is_answered_within_a_month() -> None:
    """支§6：成立申请的批复时间一般不超过一个月。"""
    asked = replace(SOUND, branch=replace(VILLAGE, founding_requested_on="2026-08-30"))
    [found] = check(asked)
    assert (found.rule, found.severity) == ("ZB-05", I)
    assert found.message.startswith("2026年8月30日报请成立，已满一个月，没有登记批准成立的日期")
    assert found.citation is not None and found.citation.article == "第六条"
    assert rules(asked, today="2026-09-29") == []
    answered = replace(SOUND, branch=replace(asked.branch, founded_on="2026-09-20"))
    assert rules(answered) == []
    assert (
        rules(replace(SOUND, branch=replace(asked.branch, founded_on="2026-08"))) == []
    )  # it may be the 31st
    [odd] = check(replace(SOUND, branch=replace(asked.branch, founded_on="2026-07")))
    assert odd.message == "批准成立的日期2026年7月早于报请日期2026年8月30日，请核对"


def test_a_project_of_six_months_deserves_a_branch() -> None:
    """支§5：为期六个月以上的工程、工作项目，符合条件的应当成立党支部。"""
    site = replace(VILLAGE, is_temporary=True, project_started_on="2026-03-01", project_ends_on="2026-09-01")
    [found] = check(replace(SOUND, branch=site))
    assert (found.rule, found.severity) == ("ZB-04", I)
    assert "工期满 6 个月，现为临时党支部" in found.message
    assert found.citation is not None and found.citation.article == "第五条"
    assert rules(replace(SOUND, branch=replace(site, project_ends_on="2026-08-31"))) == []
    assert rules(replace(SOUND, branch=replace(site, project_ends_on=""))) == [("ZB-04", U)]
    assert rules(replace(SOUND, branch=replace(site, is_temporary=False))) == []  # there is one already


def test_members_outside_the_groups_and_groups_without_a_leader() -> None:
    """支§13：党员较多或分散的划分党小组，设组长一名。"""
    groups = (
        PartyGroup(id=1, name="第一党小组", leader_id=1, leader="党员1", members=tuple(PEOPLE[:5])),
        PartyGroup(id=2, name="第二党小组", members=tuple(PEOPLE[5:9])),
        PartyGroup(id=3, name="第三党小组", closed_on="2025-01-01"),
    )
    found = check(replace(SOUND, groups=groups, ungrouped=(PEOPLE[9],)))
    assert [f.message for f in found] == [
        "1 名党员没有编入党小组：党员10",
        "没有登记组长的党小组：第二党小组",
    ]
    assert all(f.rule == "ZB-13" and f.citation and f.citation.article == "第十三条" for f in found)


def test_posts_sort_as_lists_of_a_committee_do() -> None:
    names = ["委员", "纪检委员", "副书记", "党支部书记", "组织委员", "报账员"]
    assert sorted(names, key=post_rank) == ["党支部书记", "副书记", "组织委员", "纪检委员", "委员", "报账员"]


def test_who_served_on_a_day() -> None:
    before = PostTerm(id=9, name="老书记", post_name="书记", from_on="2019-03-10", to_on="2024-03-15")
    organisation = replace(SOUND, posts=(*POSTS, before))
    assert [p.name for p in organisation.serving("2024-03-14")] == ["老书记"]
    assert organisation.holder("书记", "2024-03-15") == POSTS[0]
    assert organisation.term_on("2024-03-14") is None


def test_cards_that_say_otherwise_are_told() -> None:
    """党内职务 is entered in one place: a card changed by hand or by an import stands against the posts."""
    people = [replace(p, party_post=NAMES[p.id - 1]) if p.id <= len(NAMES) else p for p in PEOPLE]
    assert check_organisation(SOUND, people, RULES, TODAY) == []
    people[5] = replace(people[5], party_post="组织委员")
    people[3] = replace(people[3], party_post="报账员")
    (found,) = check_organisation(SOUND, people, RULES, TODAY)
    assert found.rule == "ZB-08" and "党员6（名册：组织委员，班子：无）" in found.message
    assert "党员4（名册：报账员，班子：宣传委员）" in found.message
