"""One person entered twice: found, told why, joined field by field; nothing is lost, and it is one step."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.domain.errors import Cancelled, UserError
from models.domain.ledger import Posting
from models.domain.records import MeetingKind, Person, Presence
from models.domain.twins import Likeness, find_twins
from models.services.card import CardChange
from models.services.desk import Desk
from models.services.ledger_check import verify
from models.services.receipts import PaymentDraft
from models.services.roster import RosterQuery

TODAY = "2026-09-30"
ID = "430821195003012985"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", "槐树-shù-2026", name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def add(desk: Desk, name: str = "侯学军", **values: object) -> int:
    return desk.roster.add({"name": name, "category": "正式党员", "joined_on": "1980-05-01", **values})


def counts(desk: Desk, person_id: int) -> dict[str, int]:
    tables = (
        "attendance",
        "step",
        "movement",
        "relative",
        "memo",
        "mark",
        "dues_standard",
        "payment",
        "attachment",
    )
    return {
        table: found
        for table in tables
        if (found := desk.store.value(f"SELECT count(*) FROM {table} WHERE person_id = ?", (person_id,)))
    }


def person(number: int, name: str = "侯学军", pinyin: str = "houxuejun", **values: str) -> Person:
    return Person(id=number, name=name, pinyin=pinyin, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "likeness", "why"),
    [
        (
            person(1, birth_date="1950-03-01"),
            person(2, birth_date="1950-03-01"),
            Likeness.SURE,
            "姓名和出生日期相同",
        ),
        (
            person(1, id_number=ID),
            person(2, id_number="430821500301298"),
            Likeness.SURE,
            "证件号码相同，姓名相同",
        ),
        (person(1, id_number=ID), person(2, id_number=ID[:15] + "000"), None, ""),
        (person(1, id_number=ID), person(2, id_number=ID[:-2] + "15"), Likeness.LIKELY, "只差一两位"),
        (person(1, id_number=ID), person(2, id_number=ID[:14]), Likeness.LIKELY, "只差一两位"),
        (person(1, phone="13800000000"), person(2, phone="13800000000"), Likeness.LIKELY, "姓名和电话相同"),
        (
            person(1, birth_date="1950-03-01"),
            person(2, name="候学军", birth_date="1950-03-01"),
            Likeness.LIKELY,
            "读音相同",
        ),
        (person(1, birth_date="1950-03-01"), person(2), Likeness.MAYBE, "没有出生日期"),
        (person(1, birth_date="1950-03-01"), person(2, birth_date="1951-03-01"), None, ""),
        (person(1, name="张三", pinyin="zhangsan"), person(2, name="李四", pinyin="lisi"), None, ""),
    ],
)
def test_who_may_be_one_person(one: Person, other: Person, likeness: Likeness | None, why: str):
    found = find_twins([one, other])
    assert [twin.likeness for twin in found] == ([] if likeness is None else [likeness])
    assert all(why in twin.why for twin in found)


def test_pairs_said_to_be_two_people_are_not_asked_again(desk: Desk):
    first, second = add(desk, birth_date="1950-03-01"), add(desk, birth_date="1950-03-01")
    assert [twin.ids for twin in desk.joining.twins()] == [(first, second)]
    desk.joining.keep_apart(first, second)
    assert desk.joining.twins() == []
    desk.store.undo()
    assert len(desk.joining.twins()) == 1


def test_everything_moves_to_the_one_that_stays_and_comes_back_by_one_undo(desk: Desk):
    first = add(desk, phone="13800000000", address="槐树村")
    second = add(desk, id_number=ID, birth_date="1950-03-01", address="槐树村二组", is_hardship=True)
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-08-01")
    desk.meetings.set_presence(meeting, {second: (Presence.PRESENT, "")})
    desk.dues.set_standard(second, "2026-01", "工资", 428657)
    with desk.store.transaction("资料") as tx:
        for who in (first, second):
            tx.insert("relative", {"person_id": who, "relation": "妻子", "name": "王芳"})
        tx.insert("memo", {"person_id": second, "made_on": TODAY, "content": "住院"})
        tx.insert(
            "talk_record",
            {"branch_id": 1, "on_date": TODAY, "listener_id": second, "listener_name": "侯学军"},
        )
        paper = {"branch_id": 1, "kind": "附件", "extension": "pdf", "size": 1, "name": "证书"}
        for who, sha in ((first, "a"), (second, "a"), (second, "b")):
            tx.insert("attachment", {**paper, "person_id": who, "sha256": sha * 64})
        tx.insert("step", {"person_id": second, "code": "apply", "on_date": "1979-01-01"})
        tx.insert(
            "answer",
            {
                "rule": "X",
                "record_kind": "person",
                "record_id": second,
                "reason": "已看档案",
                "answered_on": TODAY,
            },
        )
        own = tx.insert("own_field", {"branch_id": desk.roster.branch_id(), "caption": "血型"})
        tx.insert("own_value", {"person_id": second, "own_field_id": own, "value": "A"})
    before = (counts(desk, first), counts(desk, second))
    plan = desk.joining.plan(first, second)
    assert not plan.is_final
    proposed = {one.title: (one.kept, one.other, one.take_other) for one in plan.fields}
    assert proposed["身份证号"] == ("", ID, True)
    assert proposed["现居住地"] == ("槐树村", "槐树村二组", True)
    assert proposed["联系电话"] == ("13800000000", "", False)
    assert proposed["血型"] == ("", "A", True)
    desk.joining.join(plan)

    (stays,) = desk.roster.fetch(desk.roster.keys(RosterQuery(scope="all")))
    assert (stays.id, stays.id_number, stays.phone, stays.is_hardship) == (first, ID, "13800000000", True)
    assert counts(desk, first) == {
        "attendance": 1, "step": 1, "relative": 1, "memo": 2, "dues_standard": 1, "attachment": 2, **_marks(desk, first)
    }  # fmt: skip
    assert desk.meetings.get(meeting).attendees[0].presence is Presence.PRESENT
    assert desk.store.value("SELECT record_id FROM answer WHERE rule = 'X'") == first
    assert desk.filters.own_values([first]) == {first: {own: "A"}}
    note = str(desk.store.value("SELECT content FROM memo WHERE content LIKE '合并%'"))
    assert note == "合并了重复登记的“侯学军”。没有采用的内容：现居住地：槐树村。"
    assert [one.name for one in desk.recycle.list()] == ["侯学军"]
    desk.store.undo()
    assert (counts(desk, first), counts(desk, second)) == before
    assert desk.roster.get(second).id_number == ID
    assert desk.recycle.list() == []


def _marks(desk: Desk, person_id: int) -> dict[str, int]:
    found = desk.store.value("SELECT count(*) FROM mark WHERE person_id = ?", (person_id,))
    return {"mark": found} if found else {}


def test_the_field_that_was_chosen_is_taken(desk: Desk):
    first, second = add(desk, address="甲地", education="大学"), add(desk, address="乙地", education="大专")
    plan = desk.joining.plan(first, second)
    assert not any(one.take_other for one in plan.fields)
    desk.joining.join(replace(plan, choices={"address": True}))
    stays = desk.roster.get(first)
    assert (stays.address, stays.education) == ("乙地", "大学")


def test_payments_are_entered_for_the_one_that_stays_and_no_sum_changes(desk: Desk):
    first, second = add(desk), add(desk, address="槐树村")
    for who in (first, second):
        desk.dues.set_standard(who, "2026-01", "工资", 428657)
    desk.dues.record(first, ["2026-01"], "2026-01-10")
    desk.dues.record(second, ["2026-02", "2026-03"], "2026-03-10", handed_by="王芳")
    total = desk.store.value("SELECT sum(amount_fen) FROM payment")
    early = desk.store.value("SELECT sum(amount_fen) FROM payment WHERE received_on < ?", (TODAY,))
    plan = desk.joining.plan(first, second)
    assert plan.is_final
    assert "1 笔缴费将在原来那一份冲销" in plan.stays[0]
    desk.joining.join(plan)
    assert desk.store.value("SELECT sum(amount_fen) FROM payment") == total
    assert desk.store.value("SELECT sum(amount_fen) FROM payment WHERE received_on < ?", (TODAY,)) == early
    row = next(row for row in desk.dues.year(2026).rows if row.person_id == first)
    assert [cell.paid_fen for cell in row.cells[:3]] == [4287, 4287, 4287]
    assert desk.store.value("SELECT sum(amount_fen) FROM payment WHERE person_id = ?", (second,)) == 0
    note = desk.store.value("SELECT note FROM payment WHERE person_id = ? AND note <> ''", (first,))
    assert note == "由重复登记的记录转来，原收款日期 2026-03-10"


def test_vouchers_and_reductions_go_over_and_every_balance_stays(desk: Desk):
    first, second = add(desk), add(desk, address="槐树村")
    desk.dues.set_standard(second, "2026-01", "工资", 428657)
    desk.dues.record(
        second, ["2026-01", "2026-02"], "2026-03-10", amounts={"2026-01": 10_000, "2026-02": 4_287}
    )
    desk.closing.close("2026-01")
    desk.ledger.shift(second, "2026-01", {"2026-03": 1_000})
    desk.ledger.voluntary(second, "2026-01", 713)
    desk.dues.record(second, ["2026-04"], "2026-04-10", amounts={"2026-04": 204_287})
    desk.ledger.voluntary(second, "2026-04", 200_000, kind="大额党费")
    desk.ledger.remit(14_287, ("2026-01", "2026-04"), large={second: 200_000})
    lines = [Posting("应收党费", 4_287, second, "2026-01")]
    assert [p for v in desk.ledger.vouchers(kind="结账") for p in v.postings if p.person_id] == lines
    with desk.store.transaction("免交") as tx:
        tx.insert(
            "reduction", {"person_id": second, "kind": "免交", "from_month": "2026-08", "to_month": "2026-08"}
        )
    before, cells = desk.balances.balances(), desk.dues.year_of(second, 2026)
    plan = desk.joining.plan(first, second)
    assert plan.is_final and any("张凭证里" in told for told in plan.stays) and "1 次少交免交" in plan.moves
    desk.joining.join(plan)
    after = desk.dues.year_of(first, 2026)
    assert cells and after
    assert [(c.due_fen, c.paid_fen, c.more_fen, c.over_fen, c.state) for c in after.cells] == [
        (c.due_fen, c.paid_fen, c.more_fen, c.over_fen, c.state) for c in cells.cells
    ]
    assert desk.balances.balances() == before
    assert not desk.trail.person(second) or sum(line.fen for line in desk.trail.person(second)) == 0
    checked = verify(desk.store)
    assert checked.is_sound, checked.problems
    assert not desk.closing.differences()
    desk.closing.reopen("2026-01", "试一试")
    assert verify(desk.store).is_sound


def test_signed_minutes_stay_as_they_are(desk: Desk):
    first = add(desk)
    second = add(desk, address="槐树村")
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-08-01")
    desk.meetings.set_presence(meeting, {second: (Presence.PRESENT, ""), first: (Presence.ABSENT, "")})
    with desk.store.transaction("签字") as tx:
        tx.update("meeting", meeting, {"signed_on": "2026-08-02"})
    plan = desk.joining.plan(first, second)
    assert plan.stays == ("1 次已签字的会议里仍是原来那一份的姓名，签过字的不改",)
    desk.joining.join(plan)
    assert counts(desk, second)["attendance"] == 1


def test_the_record_with_payments_is_kept(desk: Desk):
    first, second = add(desk, address="槐树村", phone="13800000000"), add(desk)
    desk.dues.set_standard(second, "2026-01", "工资", 428657)
    desk.dues.record(second, ["2026-01"], "2026-01-10")
    assert desk.joining.better(first, second) == (second, first)


def test_a_plan_that_is_no_longer_true_is_not_carried_out(desk: Desk):
    first, second = add(desk), add(desk, address="槐树村")
    plan = desk.joining.plan(first, second)
    desk.roster.update(second, {"address": "别处"})
    with pytest.raises(UserError, match="刚刚有改动"):
        desk.joining.join(plan)
    with pytest.raises(UserError, match="两份不同"):
        desk.joining.plan(first, first)


def test_a_joining_broken_off_anywhere_leaves_both_as_they_were(desk: Desk) -> None:
    stays, goes = add(desk), add(desk, phone="13800000000")
    desk.movements.record(goes, "外出流动", {"on_date": "2026-01-05", "place": "东莞"})
    desk.card.save(goes, CardChange(lists={"memos": [{"content": "腿脚不便"}]}))
    plan, before, head = desk.joining.plan(stays, goes), counts(desk, goes), desk.store.head
    looks: list[int] = []
    desk.joining.join(plan, lambda done, _total: looks.append(done))
    desk.undo()
    head = desk.store.head
    for stop in range(len(looks)):
        seen: list[int] = []
        with pytest.raises(Cancelled):
            desk.joining.join(
                plan, lambda done, _t, s=seen: s.append(done), lambda s=seen, n=stop: len(s) > n - 1
            )
        assert (counts(desk, goes), counts(desk, stays), desk.store.head) == (before, {}, head)
    assert len(looks) > 10


def test_an_appraisal_and_the_catching_up_of_the_other_record_are_not_lost(desk: Desk):
    first, second = add(desk), add(desk)
    appraisal = desk.appraisals.start(
        {"kind": "民主评议", "year": 2025, "on_date": "2026-01-15", "issued": 9, "returned": 9, "valid": 9}
    )
    line = next(one for one in desk.appraisals.get(appraisal).lines if one.person_id == second)
    told = {"excellent": 6, "competent": 3, "grade": "优秀", "self_summary": "按时到会"}
    desk.appraisals.save_line(appraisal, line.id, told)
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-08-01")
    desk.meetings.set_presence(meeting, {first: (Presence.ABSENT, "住院"), second: (Presence.ABSENT, "住院")})
    visit = next(v for v in desk.attendance.facts(2026).makeups if v.attendee.person_id == second)
    desk.attendance.catch_up([visit], "2026-08-10", "送学上门", "侯学军")
    desk.joining.join(desk.joining.plan(first, second))

    (kept,) = desk.appraisals.get(appraisal).lines
    assert (kept.person_id, kept.marks, kept.grade, kept.self_summary) == (
        first, (6, 3, 0, 0), "优秀", "按时到会",
    )  # fmt: skip
    (seen,) = desk.meetings.get(meeting).attendees
    assert (seen.reason, seen.makeup_on, seen.makeup_how) == ("住院", "2026-08-10", "送学上门")


def test_receipts_carried_over_keep_their_hands_and_are_not_taken_for_late_ones(desk: Desk):
    first, second = add(desk), add(desk, address="槐树村")
    for who in (first, second):
        desk.dues.set_standard(who, "2026-01", "工资", 428657)
    paid = PaymentDraft(
        person_id=second,
        months=("2026-01",),
        received_on="2026-02-01",
        note="现场交",
        received_by="何永福",
        checked_by="王芳",
    )
    desk.dues.record_many([paid])
    desk.joining.join(desk.joining.plan(first, second))
    [anew] = [one for one in desk.dues.payments(first, 2026) if not one.reverses_id]
    assert (anew.received_by, anew.checked_by) == ("何永福", "王芳")
    assert anew.note == "由重复登记的记录转来，原收款日期 2026-02-01；现场交"
    assert "DF-08" not in {found.rule for found in desk.dues.person_findings(first, 2026)}
    third = add(desk, address="槐树村", education="大学")
    desk.joining.join(desk.joining.plan(third, first))
    notes = {row[0] for row in desk.store.rows("SELECT note FROM payment WHERE note <> ''")}
    assert notes == {"现场交", anew.note}  # carried over again: still the day it was taken in first
