"""Movements as the articles ask for them: who counts from when, letters, receipts, voiding, and the card of any day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exporters.forms._letters import capital_month, capital_number
from exporters.registry import form
from models.domain.errors import UserError
from models.domain.movement import MovementFacts
from models.domain.standing import standing_on
from models.services.desk import Desk
from models.services.roster import RosterQuery
from tests.ready import sample_desk
from ui import paper

TODAY = "2026-09-30"
AWAY = "中共临江区东湖社区委员会"


class Clock:
    """The day can be moved on."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> str:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, password: str, clock: Clock) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=clock)
    made.update_branch(letter_prefix="青")
    yield made
    made.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = sample_desk(tmp_path_factory.mktemp("sample") / "store")
    yield made
    made.close()


def member(desk: Desk, name: str = "侯学军", **values: object) -> int:
    base = {"category": "正式党员", "sex": "男", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    return desk.roster.add({"name": name, **base, **values})


def there(desk: Desk, on: str) -> list[str]:
    return [person.name for person in desk.roster.members(on)]


def send(desk: Desk, person: int, on: str = "2026-06-12", **values: str) -> int:
    letter = {"letter_number": desk.movements.next_letter(on), "letter_valid_to": "2026-07-12"}
    return desk.movements.record(person, "转出", {"on_date": on, "organisation": AWAY, **letter, **values})


def test_who_has_a_letter_still_counts_until_the_receipt(desk: Desk) -> None:
    """教§25: 转出后未被接收之前，原党组织继续负责管理 (JY-09)."""
    person = member(desk)
    letter = send(desk, person)
    assert desk.movements.get(letter).letter_number == "青〔2026〕001"
    assert there(desk, TODAY) == ["侯学军"] and not desk.roster.get(person).left_on
    desk.movements.receive(letter, "2026-07-02")
    assert desk.roster.get(person).left_on == "2026-06-12" and desk.roster.get(person).left_kind == "转出"
    assert there(desk, "2026-06-30") == ["侯学军"], "the receipt had not come"
    assert there(desk, "2026-07-02") == [] == there(desk, TODAY)
    assert desk.roster.counts("2026-07-01")["members"] == 1
    assert desk.roster.counts("2026-07-02")["members"] == 0
    assert desk.roster.keys_on(RosterQuery(as_of="2026-07-01")) == [person]
    assert desk.undo() and there(desk, TODAY) == ["侯学军"]


def test_a_letter_number_is_never_given_twice(desk: Desk) -> None:
    """Prefix, year, three digits; only growing, also after voiding and after undo."""
    person, other = member(desk), member(desk, "单小红")
    first = send(desk, person)
    desk.movements.void(first, "抬头写错")
    assert desk.movements.next_letter() == "青〔2026〕002"
    send(desk, person)
    desk.undo()
    assert desk.movements.next_letter() == "青〔2026〕003", "the paper may have left the house"
    with pytest.raises(UserError, match="只增不复用"):
        send(desk, other, letter_number="青〔2026〕001")
    with pytest.raises(UserError, match="只增不复用"):
        send(desk, other, letter_number="青〔2026〕002")
    assert desk.movements.next_letter("2027-01-05") == "青〔2027〕001"


def test_a_voided_movement_stays_and_means_nothing(desk: Desk) -> None:
    person = member(desk)
    letter = send(desk, person, receipt_on="2026-07-02")
    assert there(desk, TODAY) == []
    desk.movements.void(letter, "对方退回")
    kept = desk.movements.get(letter)
    assert kept.voided_on == TODAY and kept.remark == "作废：对方退回"
    assert there(desk, TODAY) == ["侯学军"] and not desk.roster.get(person).left_on
    assert [case.id for case in desk.movements.cases(2026)] == [letter]
    with pytest.raises(UserError, match="已经作废"):
        desk.movements.correct(letter, {"receipt_on": "2026-07-03"})


def test_what_cannot_be_is_refused_with_what_to_do(desk: Desk) -> None:
    person = member(desk)
    with pytest.raises(UserError, match="晚于今天"):
        send(desk, person, on="2026-10-01")
    with pytest.raises(UserError, match="早于入党日期"):
        send(desk, person, on="2013-01-01")
    with pytest.raises(UserError, match="转往哪个党组织"):
        desk.movements.record(person, "转出", {"on_date": TODAY})
    send(desk, person)
    with pytest.raises(UserError, match="请先登记回执"):
        send(desk, person)
    assert "点“登记回执…”，不用再登记一次转出" in desk.movements.left_open(person, "转出", TODAY)[0]
    desk.movements.record(person, "去世", {"on_date": "2026-08-01"})
    with pytest.raises(UserError, match="不在册"):
        desk.movements.record(person, "退党", {"on_date": "2026-08-02"})


def test_open_things_of_a_leaver_are_pointed_out(desk: Desk) -> None:
    """党费未清, an open dossier, a post: said before the letter is written."""
    person = member(desk, party_post="组织委员")
    desk.dues.set_standard(person, "2026-01", "工资", 428657)
    desk.dues.record(person, ["2026-01", "2026-02", "2026-03", "2026-04"], "2026-04-05")
    open_things = desk.movements.left_open(person, "转出", "2026-06-12")
    assert open_things[0] == (
        "记录显示2026年5月至2026年6月还有 2 个月的党费没有交，共 85.74 元，请先结清再办理。"
    )
    assert "现任组织委员" in open_things[1] and desk.movements.paid_to(person) == "2026-04"
    applicant = desk.development.add_applicant(
        {"name": "蓝海波", "sex": "男", "birth_date": "1999-01-01"}, "2026-03-01"
    )
    assert "发展党员的纪实还没有办完" in desk.movements.left_open(applicant, "转出", TODAY)[0]


def test_papers_of_a_year_and_of_one_movement(desk: Desk, tmp_path: Path) -> None:
    """D6 has what was moved in the year; D4.2 also who left before and is still away, or is only marked on the card."""
    person, other, marked = member(desk), member(desk, "单小红"), member(desk, "解放", is_mobile=True)
    letter = send(desk, person)
    desk.movements.record(other, "外出流动", {"on_date": "2025-03-01", "place": "深圳"})
    desk.movements.talks.add(other, {"on_date": "2026-05-02", "method": "电话", "content": "一切都好"})
    facts = desk.facts("moves", "2026")
    assert isinstance(facts, MovementFacts)
    assert [(c.person.name, c.movement.kind) for c in facts.cases] == [
        ("单小红", "外出流动"), ("侯学军", "转出"), ("解放", "外出流动"),
    ]  # fmt: skip
    lines = form("D4.2").spec.prepare(facts)["lines"]
    assert [(line["name"], line["q1"]) for line in lines] == [("单小红", "05-02\n电话"), ("解放", "")]
    assert [line["name"] for line in form("D6.2").spec.prepare(facts)["lines"]] == ["侯学军"]
    written = paper.export(desk, "D5", tmp_path / "out", ["pdf"], letter)
    assert [path.name for path in written] == ["D5-党员组织关系转接申请表-侯学军.pdf"]
    assert paper.export(desk, "D5.2", tmp_path / "out", ["docx"], "侯学军")
    assert [p.stem for p in paper.pieces(desk, "D4")] == ["D4-流动党员外出登记表-单小红"]
    assert marked
    with pytest.raises(UserError, match="没有登记过外出流动"):
        paper.export(desk, "D4", tmp_path / "out", ["pdf"], "侯学军")


def test_dates_and_days_in_capitals() -> None:
    """年月与有效期大写: as the printed letter wants them."""
    assert [capital_month(m) for m in ("2026-09", "2026-10", "2026-12", "")] == [
        "贰零贰陆年玖月", "贰零贰陆年壹拾月", "贰零贰陆年壹拾贰月", "",
    ]  # fmt: skip
    assert [capital_number(n) for n in (5, 10, 30, 90, 105, 120)] == [
        "伍",
        "壹拾",
        "叁拾",
        "玖拾",
        "壹佰零伍",
        "壹佰贰拾",
    ]


def test_admissions_and_confirmations_of_the_dossiers_are_listed(sample: Desk) -> None:
    """They are steps of the dossier, once recorded; only registers of transfers leave them out."""
    listed = {
        (c.person.name, c.movement.kind, c.movement.on_date) for c in sample.movements.cases(2026, steps=True)
    }
    assert ("郝金贵", "转正", "2026-03-14") in listed and ("乔海涛", "接收预备党员", "2026-04-18") in listed
    assert not {c.movement.kind for c in sample.movements.cases(2026)} & {"转正", "接收预备党员"}


def test_what_happened_to_one_person_is_what_the_whole_list_says(sample: Desk) -> None:
    every = sample.movements.cases(steps=True)
    for person_id in {case.person.id for case in every}:
        mine = [case for case in every if case.person.id == person_id]
        assert sample.movements.cases(person_id=person_id, steps=True) == mine


def test_kinds_that_belong_to_the_dossier_are_recorded_there(sample: Desk) -> None:
    with pytest.raises(UserError, match="发展党员"):
        sample.movements.record(sample.person("乔海涛").id, "转正", {"on_date": "2026-10-01"})


def test_people_without_a_dossier_are_confirmed_prolonged_and_cancelled(desk: Desk) -> None:
    """2026§31–32: 按期转正、延长预备期、取消预备党员资格."""
    values = {"category": "预备党员", "joined_on": "2025-08-01", "confirmed_on": ""}
    one, two, three = (member(desk, name, **values) for name in ("甲", "乙", "丙"))
    confirmed = desk.movements.record(one, "转正", {"on_date": "2026-08-01"})
    assert desk.roster.get(one).category == "正式党员" and desk.roster.get(one).confirmed_on == "2026-08-01"
    desk.movements.record(two, "延长预备期", {"on_date": "2026-08-05", "until": "2027-02-01"})
    assert desk.roster.get(two).probation_extension == "2027-02-01"
    desk.movements.record(three, "取消预备党员资格", {"on_date": "2026-08-05"})
    assert there(desk, "2026-08-04") == ["丙", "甲", "乙"] and there(desk, "2026-08-05") == ["甲", "乙"]
    desk.movements.void(confirmed, "日期写错")
    assert desk.roster.get(one).category == "预备党员" and not desk.roster.get(one).confirmed_on


def test_standing_votes_and_absence_follow(desk: Desk) -> None:
    """教§24: 停止党籍的可以恢复, 除名、开除的原则上不能恢复; 留党察看期间没有表决权 (选§5)."""
    person = member(desk)
    with pytest.raises(UserError, match="第二十四条"):
        desk.movements.record(person, "恢复党籍", {"on_date": "2026-09-01"})
    desk.movements.record(person, "失联", {"on_date": "2026-01-10", "reason": "外出务工经商"})
    assert desk.roster.get(person).is_lost and desk.roster.get(person).lost_kind == "外出务工经商"
    desk.movements.record(person, "停止党籍", {"on_date": "2026-08-01", "approved_by": "中共青石镇委员会"})
    assert there(desk, "2026-07-31") == ["侯学军"] and there(desk, TODAY) == []
    desk.movements.record(person, "取得联系", {"on_date": "2026-09-01"})
    desk.movements.record(person, "恢复党籍", {"on_date": "2026-09-20"})
    assert there(desk, "2026-09-19") == [] and there(desk, TODAY) == ["侯学军"]
    assert not desk.roster.get(person).is_lost
    desk.movements.record(person, "留党察看", {"on_date": "2026-09-25", "until": "2027-09-24"})
    assert standing_on(desk.roster.get(person), TODAY).can_vote is False
    desk.movements.record(person, "恢复党员权利", {"on_date": "2026-09-28"})
    assert standing_on(desk.roster.get(person), "2026-09-27").can_vote is False
    assert standing_on(desk.roster.get(person), "2026-09-28").can_vote is True


def test_who_comes_back_keeps_both_stays(desk: Desk) -> None:
    """An arrival that only the card knew becomes a movement, so that no day is lost."""
    person = member(desk, arrived_on="2016-05-01")
    send(desk, person, "2018-03-01", receipt_on="2018-03-20")
    desk.movements.record(person, "转入", {"on_date": "2021-06-01", "organisation": AWAY})
    stays = ["2016-04-30", "2016-05-01", "2018-03-19", "2018-03-20", "2021-05-31", "2021-06-01"]
    assert [bool(there(desk, day)) for day in stays] == [False, True, True, False, False, True]
