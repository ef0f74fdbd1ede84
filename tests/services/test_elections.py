"""An election from its preparation to the new committee, as a secretary does it: one undo step an act."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.domain.election import WRITE_IN, Choice, ElectionFacts
from models.domain.errors import UserError
from models.domain.records import AgendaItem, Category, ItemKind, MeetingKind, Presence
from models.services.desk import Desk

TODAY = "2026-09-30"
MEMBER = {"category": Category.FULL, "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}
NAMES = ("姚建国", "丁德明", "王德顺", "文长根", "邓小川", "毛一鸣", "谭志远", "廖素珍")


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / "s", password, name="柳溪村党支部", committee="青石镇党委", sector="村社区", secretary="姚建国",
        today=lambda: TODAY,
    )  # fmt: skip
    for name in NAMES:
        made.roster.add({"name": name, **MEMBER})
    made.roster.add({"name": "康佳慧", "category": Category.PROBATIONARY, "joined_on": "2026-03-01"})
    made.update_branch(term_started_on="2021-09-30", committee_size=3, venue="二楼会议室")
    yield made
    made.close()


def standing(desk: Desk, *names: str, post: str = "委员") -> list[Choice]:
    return [Choice(person_id=desk.roster.find(n)[0].id, name=n, post_name=post) for n in names]


def prepare(desk: Desk) -> int:
    election = desk.elections.save(0, {**desk.elections.proposed(), "candidates_on": "2026-09-10"})
    names = standing(desk, *NAMES[:4]) + standing(desk, "姚建国", post="书记")
    desk.elections.set_choices(election, names)
    return election


def count(desk: Desk, election: int, *votes: int, present: int = 8) -> None:
    chosen = list(desk.elections.get(election).choices)
    voted = [replace(c, yes=y, no=present - y) for c, y in zip(chosen, votes, strict=False)]
    papers = {"expected": 8, "present": present, "issued": present, "returned": present}
    leaders = {"leaders_expected": 3, "leaders_present": 3, "leaders_issued": 3, "leaders_returned": 3}
    last = replace(chosen[-1], yes=3)
    desk.elections.save_count(election, papers | leaders, [*voted[:4], last])


def test_what_can_be_proposed_is(desk: Desk) -> None:
    """选§5：预备党员没有选举权；大会日期默认本届届满之日，不早于今天。"""
    proposed = desk.elections.proposed()
    assert (proposed["on_date"], proposed["seats"], proposed["expected"]) == ("2026-09-30", 3, 8)
    assert (proposed["host"], proposed["place"], proposed["basis"]) == ("姚建国", "二楼会议室", "实到会")
    desk.update_branch(term_started_on="2022-03-01")
    assert desk.elections.proposed()["on_date"] == "2027-03-01"


def test_candidates_papers_and_findings(desk: Desk) -> None:
    election = prepare(desk)
    assert desk.elections.findings(election) == []
    facts = desk.facts("election", None)
    assert isinstance(facts, ElectionFacts) and facts.entitled == 8
    assert [c.name for c in facts.election.ballots()[0].candidates] == [
        "丁德明",
        "王德顺",
        "文长根",
        "姚建国",
    ]
    assert facts.election.choices[0].person.joined_on == "2010-07-01"
    assert desk.facts("election", "2026-09-30") == facts
    with pytest.raises(UserError, match="没有找到这次选举"):
        desk.facts("election", "2020-01-01")
    desk.undo()
    assert desk.elections.get(election).choices == ()


def test_the_count_and_the_new_committee(desk: Desk) -> None:
    election = prepare(desk)
    chosen = desk.elections.get(election).choices
    duties = ("", "组织委员", "宣传委员", "纪检委员")
    desk.elections.set_choices(
        election, [*(replace(c, proposed_post=d) for c, d in zip(chosen, duties, strict=False)), chosen[-1]]
    )
    count(desk, election, 8, 7, 6, 3)
    assert desk.undo_label == "登记计票：2026-09-30"
    desk.elections.finish(election)
    held = desk.organisation.load()
    assert [(p.post_name, p.name) for p in held.serving(TODAY)] == [
        ("书记", "姚建国"), ("组织委员", "丁德明"), ("宣传委员", "王德顺"),
    ]  # fmt: skip
    assert (desk.branch.secretary, desk.branch.term_started_on) == ("姚建国", "2026-09-30")
    assert desk.elections.current() is None
    with pytest.raises(UserError, match="已经登记为新一届班子"):
        desk.elections.finish(election)
    desk.undo()
    assert desk.branch.term_started_on == "2021-09-30" and desk.elections.current() is not None


def test_nothing_is_registered_before_it_is_decided(desk: Desk) -> None:
    election = prepare(desk)
    with pytest.raises(UserError, match="还没有当选的人"):
        desk.elections.finish(election)
    count(desk, election, 8, 7, 5, 5)
    with pytest.raises(UserError, match="票数相等"):
        desk.elections.finish(election)


def test_who_is_written_in_may_be_elected(desk: Desk) -> None:
    """选举人不赞成候选人的，可以另选他人；得票过半的当选。"""
    election = prepare(desk)
    count(desk, election, 8, 7, 2, 3)
    other = replace(standing(desk, "廖素珍")[0], origin=WRITE_IN, yes=5)
    desk.elections.set_choices(election, [*desk.elections.get(election).choices, other])
    desk.elections.finish(election)
    assert {p.name for p in desk.organisation.load().serving(TODAY)} == {"姚建国", "丁德明", "廖素珍"}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"on_date": ""}, "请填写选举大会的日期"),
        ({"on_date": "2026-09"}, "请写到日"),
        ({"seats": -1}, "人数、票数"),
        ({"basis": "都行"}, "当选按什么人数算"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        desk.elections.save(prepare(desk), values)


def test_one_person_once_a_ballot(desk: Desk) -> None:
    election = prepare(desk)
    with pytest.raises(UserError, match="写了两次"):
        desk.elections.set_choices(election, standing(desk, "丁德明", "丁德明"))
    desk.elections.remove(election)
    assert desk.elections.all() == []


def test_a_count_that_cannot_be_true_is_refused_as_a_whole(desk: Desk) -> None:
    election = desk.elections.save(0, {"on_date": "2026-12-10", "seats": 1, "expected": 3, "present": 3})
    desk.elections.set_choices(election, [Choice(name="姚建国")])
    kept = desk.elections.get(election)
    with pytest.raises(UserError, match="计票没有保存：姚建国赞成、不赞成、弃权共 4 票，多于有效票 3 张"):
        desk.elections.save_count(election, {"returned": 3}, [replace(kept.choices[0], yes=4)])
    assert desk.elections.get(election) == kept, "neither papers nor votes"


def test_an_election_in_signed_minutes_stays(desk: Desk) -> None:
    election = desk.elections.save(0, {"on_date": TODAY, "seats": 3})
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, TODAY)
    item = AgendaItem(kind=ItemKind.ELECTION, title="换届选举", election_id=election)
    desk.meetings.save_items(meeting, [item])
    assert desk.meetings.get(meeting).items[0].election_id == election
    desk.elections.remove(election)
    assert desk.meetings.get(meeting).items[0].election_id == 0, "a draft only forgets it"
    again = desk.elections.save(0, {"on_date": TODAY, "seats": 3})
    desk.meetings.save_items(meeting, [replace(item, election_id=again)])
    here = {a.person_id: (Presence.PRESENT, "") for a in desk.meetings.get(meeting).attendees}
    desk.meetings.set_presence(meeting, here)
    desk.meetings.sign(meeting, TODAY)
    with pytest.raises(UserError, match="已经签字定稿，不能删除"):
        desk.elections.remove(again)
