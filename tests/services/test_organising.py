"""The committee and the groups as a secretary enters them: one undo step an act, older columns kept in step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.domain.facts import BranchFacts
from models.domain.records import Category, MeetingKind
from models.services.desk import Desk
from models.services.organising import PostDraft

TODAY = "2026-09-30"
MEMBER = {"category": Category.FULL, "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}
NAMES = ("侯学军", "吕学军", "何永福", "杨凤琴", "余家栋", "姚建国", "谭志远", "廖素珍")


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / "s", password, name="柳溪村党支部", committee="青石镇党委", sector="村社区", secretary="侯学军",
        today=lambda: TODAY,
    )  # fmt: skip
    for name in NAMES:
        made.roster.add({"name": name, **MEMBER})
    yield made
    made.close()


def who(desk: Desk, name: str) -> int:
    return desk.roster.find(name)[0].id


def begin(desk: Desk, day: str, *names: str) -> int:
    posts = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员")
    drafts = [PostDraft(post_name=p, person_id=who(desk, n)) for p, n in zip(posts, names, strict=False)]
    return desk.organisation.begin_term(
        {"started_on": day, "elected_on": day, "seats": 5, "session": 3}, drafts
    )


def posts(desk: Desk) -> dict[str, str]:
    return {p.name: p.party_post for p in desk.roster.members(TODAY) if p.party_post}


def test_a_new_committee_ends_the_one_before_in_one_step(desk: Desk) -> None:
    begin(desk, "2019-03-10", *NAMES[:5])
    begin(desk, "2024-03-15", "姚建国", "吕学军", "何永福")
    held = desk.organisation.load()
    assert [(t.started_on, t.ended_on) for t in held.terms] == [
        ("2024-03-15", ""),
        ("2019-03-10", "2024-03-15"),
    ]
    assert [(p.post_name, p.name) for p in held.serving(TODAY)] == [
        ("书记", "姚建国"), ("副书记", "吕学军"), ("组织委员", "何永福"),
    ]  # fmt: skip
    assert [p.name for p in held.serving("2024-03-14")] == list(NAMES[:5])
    assert posts(desk) == {"姚建国": "书记", "吕学军": "副书记", "何永福": "组织委员"}
    branch = desk.branch
    assert (branch.secretary, branch.organiser, branch.term_started_on) == ("姚建国", "何永福", "2024-03-15")
    desk.undo()
    assert desk.branch.secretary == "侯学军"
    assert posts(desk)["侯学军"] == "书记" and len(posts(desk)) == 5
    assert [t.ended_on for t in desk.organisation.load().terms] == [""]


def test_a_meeting_of_the_committee_expects_who_is_on_it(desk: Desk) -> None:
    begin(desk, "2024-03-15", *NAMES[:3])
    expected = desk.meetings.expected(MeetingKind.COMMITTEE, TODAY, "支委会")
    assert [a.name for a in expected] == ["侯学军", "吕学军", "何永福"]


def test_posts_that_only_cards_know_are_offered_and_give_way(desk: Desk) -> None:
    desk.roster.update(who(desk, "杨凤琴"), {"party_post": "宣传委员"})
    drafts = desk.organisation.posts_on_cards()
    assert [(d.post_name, d.name) for d in drafts] == [("书记", "侯学军"), ("宣传委员", "杨凤琴")]
    begin(desk, "2024-03-15", *NAMES[:3])
    assert "杨凤琴" not in posts(desk)


def test_one_person_in_two_posts_and_somebody_from_elsewhere(desk: Desk) -> None:
    begin(desk, "2024-03-15", *NAMES[:3])
    first = desk.organisation.save_post(
        0,
        {
            "person_id": who(desk, "吕学军"),
            "post_name": "纪检委员",
            "from_on": "2024-06-01",
            "method": "补选",
        },
    )
    assert posts(desk)["吕学军"] == "副书记、纪检委员"
    desk.organisation.save_post(0, {"name": "高 建新", "post_name": "第一书记", "from_on": "2025.1.2"})
    stranger = next(p for p in desk.organisation.load().posts if p.post_name == "第一书记")
    assert (stranger.name, stranger.person_id, stranger.from_on) == ("高建新", 0, "2025-01-02")
    desk.organisation.end_post(first, "2026-01-01")
    assert posts(desk)["吕学军"] == "副书记"
    desk.organisation.remove_post(first)
    assert desk.undo_label == "删除任职：吕学军（纪检委员）"
    desk.undo()
    assert desk.organisation.post(first).to_on == "2026-01-01"


def test_registering_a_deputy_first_leaves_the_secretary_known(desk: Desk) -> None:
    desk.organisation.save_post(0, {"name": "吕学军", "post_name": "副书记", "from_on": "2024-03-15"})
    assert desk.branch.secretary == "侯学军"
    assert desk.organisation.load().posts[0].person_id == who(desk, "吕学军")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"post_name": "书记", "from_on": "2024-03-15"}, "请填写姓名"),
        ({"name": "某某", "from_on": "2024-03-15"}, "请填写职务"),
        ({"name": "某某", "post_name": "书记"}, "请填写任职日期"),
        ({"name": "某某", "post_name": "书记", "from_on": "三月"}, "看不明白"),
        ({"name": "某某", "post_name": "书记", "from_on": "2027-01-01"}, "还没有到"),
        (
            {"name": "某某", "post_name": "书记", "from_on": "2024-03-15", "to_on": "2024-03-14"},
            "早于任职日期",
        ),
    ],
)
def test_what_cannot_be_true_is_refused(desk: Desk, values: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        desk.organisation.save_post(0, values)


def test_terms_entered_afterwards_and_corrected(desk: Desk) -> None:
    now = begin(desk, "2024-03-15", *NAMES[:3])
    past = desk.organisation.save_term(
        0, {"started_on": "2021-03", "session": 2, "seats": 3, "ended_on": "2024-03-15"}
    )
    assert [t.id for t in desk.organisation.load().terms] == [now, past]
    assert desk.branch.term_started_on == "2024-03-15"
    desk.organisation.save_term(now, {"started_on": "2024-03-16", "seats": 7})
    assert (desk.branch.term_started_on, desk.branch.committee_size) == ("2024-03-16", 7)
    with pytest.raises(UserError, match="新一届的日期应在这以后"):
        begin(desk, "2024-03-16")
    with pytest.raises(UserError, match="结束日期早于开始日期"):
        desk.organisation.save_term(past, {"ended_on": "2020-01-01"})
    desk.organisation.remove_term(now)
    assert desk.branch.term_started_on == "2021-03"


def test_groups_write_the_cards_of_their_members(desk: Desk) -> None:
    ids = [who(desk, name) for name in NAMES]
    desk.roster.update(ids[7], {"party_group": "老年党小组"})
    first = desk.organisation.save_group(0, "第一党小组", ids[0], ids[:4])
    desk.organisation.save_group(0, "第二党小组", ids[4], ids[3:6])
    held = desk.organisation.load()
    assert [(g.name, g.leader, len(g.members)) for g in held.groups] == [
        ("第一党小组", "侯学军", 3), ("第二党小组", "余家栋", 3), ("老年党小组", "", 1),
    ]  # fmt: skip
    assert [p.name for p in held.ungrouped] == ["谭志远"]
    desk.organisation.save_group(first, "村东党小组", ids[1], ids[:2])
    assert {p.name: p.party_group for p in desk.roster.members(TODAY)}["何永福"] == ""
    desk.undo()
    assert {p.name: p.party_group for p in desk.roster.members(TODAY)}["何永福"] == "第一党小组"
    desk.organisation.save_group(0, "银龄党小组", 0, [ids[7]], was="老年党小组")
    assert [g.name for g in desk.organisation.load().groups] == ["第一党小组", "第二党小组", "银龄党小组"]
    desk.organisation.move_group(first, 1)
    assert [g.name for g in desk.organisation.load().groups] == ["第二党小组", "第一党小组", "银龄党小组"]
    desk.organisation.close_group(first, "2026-09-01")
    held = desk.organisation.load()
    assert (held.groups[-1].name, held.groups[-1].closed_on) == ("第一党小组", "2026-09-01")
    assert len(held.ungrouped) == 4


def test_a_group_has_a_name_of_its_own_and_a_leader_from_within(desk: Desk) -> None:
    ids = [who(desk, name) for name in NAMES]
    desk.organisation.save_group(0, "第一党小组", 0, ids[:2])
    with pytest.raises(UserError, match="已经有“第一党小组”了"):
        desk.organisation.save_group(0, "第一党小组", 0, ids[2:3])
    with pytest.raises(UserError, match="组长应是这个小组的党员"):
        desk.organisation.save_group(0, "第二党小组", ids[0], ids[2:3])
    with pytest.raises(UserError, match="请填写党小组名称"):
        desk.organisation.save_group(0, "  ", 0, ids)


def test_answers_about_a_committee_go_with_it(desk: Desk) -> None:
    begin(desk, "2021-03-10", *NAMES[:5])
    late = next(f for f in desk.organisation_findings() if f.rule == "ZB-09")
    desk.answer(late, "镇党委同意延期，批复在路上")
    assert next(f for f in desk.organisation_findings() if f.rule == "ZB-09").answer
    begin(desk, "2021-09-20", *NAMES[:5])
    assert not next(f for f in desk.organisation_findings() if f.rule == "ZB-09").answer


def test_the_sheet_of_any_day_names_who_served_then(desk: Desk) -> None:
    begin(desk, "2019-03-10", *NAMES[:5])
    begin(desk, "2024-03-15", "姚建国", "吕学军", "何永福")
    facts = desk.facts("branch", None, "2020-01-01")
    assert isinstance(facts, BranchFacts)
    assert facts.organisation.serving("2020-01-01")[0].name == "侯学军"
