"""The ledger: standards with reasons, payments that stay, reversals, and the year as of a day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.dues_sheet import CellState
from models.domain.errors import UserError
from models.domain.facts import DuesFacts
from models.services.desk import Desk
from models.services.dues import PaymentDraft

PASSWORD = "槐树-shù-2026"
TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def _member(desk: Desk, name: str = "侯学军", **values: str) -> int:
    return desk.roster.add(
        {
            "name": name,
            "category": "正式党员",
            "joined_on": "2014-04-10",
            "confirmed_on": "2015-04-10",
            **values,
        }
    )


def _with_standard(desk: Desk, name: str = "侯学军", **values: str) -> int:
    person = _member(desk, name, **values)
    desk.dues.set_standard(person, "2026-01", "工资", 428657)
    return person


def test_a_standard_keeps_how_it_came_about(desk: Desk) -> None:
    person = _with_standard(desk)
    (kept,) = desk.dues.standards(person)
    assert (kept.amount_fen, kept.computed_fen, kept.base_fen) == (4287, 4287, 428657)
    assert kept.band == ">3000–5000元 1%" and kept.rule_version == "2017-01-01"
    assert desk.rules.citation(kept.citation_id).article == "第二条"
    assert "4286.57" in kept.explanation and "42.87" in kept.explanation


def test_a_change_within_the_year_needs_a_reason(desk: Desk) -> None:
    person = _with_standard(desk)
    with pytest.raises(UserError, match="年内一般不变"):
        desk.dues.set_standard(person, "2026-07", "工资", 600000)
    desk.dues.set_standard(person, "2026-07", "工资", 600000, reason="7 月起调整工资")
    assert [s.amount_fen for s in desk.dues.standards(person)] == [4287, 9000]
    desk.dues.set_standard(person, "2027-01", "工资", 700000)
    row = desk.dues.year(2026).rows[0]
    assert [cell.due_fen for cell in row.cells][5:7] == [4287, 9000]


def test_less_than_the_rule_needs_its_approval(desk: Desk) -> None:
    person = _member(desk)
    with pytest.raises(UserError, match="上一级党委批准"):
        desk.dues.set_standard(person, "2026-01", "工资", 428657, amount_fen=0)
    desk.dues.set_standard(
        person, "2026-01", "工资", 428657, amount_fen=0, reason="支部 1 月研究，党委批准免交"
    )
    assert desk.dues.year(2026).rows[0].cells[0].state == CellState.WAIVED


def test_the_same_month_again_replaces_and_more_is_voluntary(desk: Desk) -> None:
    person = _with_standard(desk)
    desk.dues.set_standard(person, "2026-01", "工资", 428657, amount_fen=5000)
    (kept,) = desk.dues.standards(person)
    assert (kept.amount_fen, kept.reason) == (5000, "自愿多交")


def test_dues_of_people_who_are_not_members_are_refused(desk: Desk) -> None:
    person = desk.roster.add({"name": "白雪梅", "category": "入党申请人"})
    with pytest.raises(UserError, match="还不是党员"):
        desk.dues.set_standard(person, "2026-01", "工资", 428657)


def test_one_payment_for_several_months(desk: Desk) -> None:
    person = _with_standard(desk)
    desk.dues.record(person, ["2026-03", "2026-01", "2026-02"], "2026-03-05", "转账")
    (payment,) = desk.dues.payments(person)
    assert payment.months == (("2026-01", 4287), ("2026-02", 4287), ("2026-03", 4287))
    assert (payment.amount_fen, payment.method) == (12861, "转账")
    row = desk.dues.year(2026).rows[0]
    assert [cell.state for cell in row.cells][:4] == [CellState.PAID] * 3 + [CellState.LATE]
    assert (row.paid_fen, row.due_fen) == (12861, 9 * 4287)


def test_a_part_and_then_the_rest(desk: Desk) -> None:
    person = _with_standard(desk)
    desk.dues.record(person, ["2026-09"], TODAY, amounts={"2026-09": 2000})
    assert desk.dues.year(2026).rows[0].cells[8].state == CellState.PART
    desk.dues.record(person, ["2026-09"], TODAY)
    cell = desk.dues.year(2026).rows[0].cells[8]
    assert (cell.state, cell.paid_fen) == (CellState.PAID, 4287)


@pytest.mark.parametrize(
    ("months", "received", "method", "amounts", "words"),
    [
        ([], TODAY, "现金", None, "月份"),
        (["2026-13"], TODAY, "现金", None, "不是月份"),
        (["2026-09"], "2026-10-01", "现金", None, "还没有到"),
        (["2026-09"], "", "现金", None, "收款日期"),
        (["2026-09"], "2026-09", "现金", None, "收款日期"),
        (["2026-09"], TODAY, "支部垫付", None, "不得垫交"),
        (["2026-09"], TODAY, "现金", {"2026-09": 0}, "大于零"),
        (["2026-09"], TODAY, "现金", {"2026-09": -5}, "大于零"),
        (["2014-03"], TODAY, "现金", {"2014-03": 5}, "不在本支部"),
        (["2025-12"], TODAY, "现金", None, "核定"),
    ],
)
def test_what_cannot_be_posted_is_refused_in_words(
    desk: Desk, months: list[str], received: str, method: str, amounts: dict[str, int] | None, words: str
) -> None:
    person = _with_standard(desk)
    with pytest.raises(UserError, match=words):
        desk.dues.record(person, months, received, method, amounts=amounts)
    assert desk.dues.payments(person) == []


def test_a_month_is_not_taken_twice_by_mistake(desk: Desk) -> None:
    person = _with_standard(desk)
    desk.dues.record(person, ["2026-09"], TODAY)
    with pytest.raises(UserError, match="已经交清"):
        desk.dues.record(person, ["2026-09"], TODAY)
    draft = PaymentDraft(person_id=person, months=("2026-08",), received_on=TODAY)
    with pytest.raises(UserError, match="已经交清"):
        desk.dues.record_many([draft, draft])
    assert len(desk.dues.payments(person)) == 1


def test_many_at_once_is_all_or_nothing(desk: Desk) -> None:
    good, bad = _with_standard(desk), _member(desk, "曹海燕")
    drafts = [PaymentDraft(person_id=p, months=("2026-09",), received_on=TODAY) for p in (good, bad)]
    with pytest.raises(UserError, match="曹海燕"):
        desk.dues.record_many(drafts)
    assert desk.dues.payments(good) == []
    with pytest.raises(UserError):
        desk.dues.record_many([])


def test_a_wrong_payment_is_reversed_with_a_reason_and_stays(desk: Desk) -> None:
    person = _with_standard(desk)
    first = desk.dues.record(person, ["2026-08", "2026-09"], TODAY)
    with pytest.raises(UserError, match="原因"):
        desk.dues.reverse(first, "  ")
    second = desk.dues.reverse(first, "记到了别人名下")
    newest, oldest = desk.dues.payments(person)
    assert (oldest.id, oldest.reversed_by) == (first, second)
    assert (newest.reverses_id, newest.amount_fen, newest.reason) == (first, -8574, "记到了别人名下")
    assert desk.dues.year(2026).rows[0].paid_fen == 0
    for wrong in (first, second):
        with pytest.raises(UserError):
            desk.dues.reverse(wrong, "再来一次")
    desk.dues.record(person, ["2026-08"], TODAY)
    assert desk.dues.year(2026).rows[0].paid_fen == 4287


def test_a_posted_payment_is_not_undone(desk: Desk) -> None:
    person = _with_standard(desk)
    desk.dues.record(person, ["2026-09"], TODAY)
    with pytest.raises(UserError):
        desk.undo()
    assert len(desk.dues.payments(person)) == 1


def test_the_year_as_of_an_earlier_day_knows_only_what_had_come_in(desk: Desk) -> None:
    person = _with_standard(desk)
    desk.dues.record(person, ["2026-01"], "2026-01-10")
    desk.dues.record(person, ["2026-02"], "2026-06-10")
    facts = desk.dues.year(2026, "2026-03-01")
    assert [cell.state for cell in facts.rows[0].cells][:4] == [
        CellState.PAID,
        CellState.LATE,
        CellState.DUE,
        CellState.FUTURE,
    ]
    assert facts.month_paid_fen[:2] == (4287, 0)
    assert facts.month_due_fen == (4287,) * 12


def test_rows_follow_the_roster(desk: Desk) -> None:
    _with_standard(desk, "侯学军")
    _with_standard(desk, "曹海燕", left_on="2026-05-10", left_kind="转出")
    _with_standard(desk, "龙凤琴", left_on="2025-05-10", left_kind="转出")
    desk.roster.add({"name": "白雪梅", "category": "入党积极分子"})
    facts = desk.dues.year(2026)
    assert [row.name for row in facts.rows] == ["曹海燕", "侯学军"]
    states = [cell.state for cell in facts.rows[0].cells]
    assert states[4] == CellState.LATE and states[5] == CellState.OUTSIDE
    assert facts.rows[0].due_fen == 5 * 4287


def test_findings_for_the_desk(desk: Desk) -> None:
    lonely = _member(desk, "曹海燕")
    assert desk.dues.findings() == []
    person = _with_standard(desk)
    found = {(f.rule, f.severity.value, f.record_id) for f in desk.dues.findings()}
    assert found == {("DF-09", "E", person), ("DF-05", "unknown", lonely)}
    desk.dues.record(person, ["2026-01"], TODAY)
    assert "DF-08" in {f.rule for f in desk.check(TODAY)}
    found = desk.dues.person_findings(person, 2026)
    assert {f.rule for f in found} == {"DF-08", "DF-09"}
    desk.answer(found[0], "外出务工，已谈话")
    answered = [f.answer for f in desk.dues.person_findings(person, 2026)]
    assert answered == ["", "外出务工，已谈话"]


def test_facts_of_a_year_for_the_form(desk: Desk) -> None:
    person = _with_standard(desk)
    facts = desk.facts("year", "2026年")
    assert isinstance(facts, DuesFacts) and facts.year == 2026 and facts.branch.name == "槐树村党支部"
    assert desk.facts("year", None) == facts
    with pytest.raises(UserError, match="年份"):
        desk.facts("year", "去年")
    assert desk.dues.standards_on(TODAY) == {person: 4287}
    assert desk.dues.years() == [2026, 2027]


def test_a_new_year_can_be_confirmed_with_the_old_standards(desk: Desk) -> None:
    person = _with_standard(desk)
    _member(desk, "曹海燕")
    assert desk.dues.copy_standards(2027) == 1
    assert [s.from_month for s in desk.dues.standards(person)] == ["2026-01", "2027-01"]
    assert desk.dues.copy_standards(2027) == 0


def test_dues_are_owed_for_the_months_before_a_standing_was_stopped(desk: Desk) -> None:
    """教§24: 停止党籍 from its day, not from the beginning; and from the day of 恢复党籍 on again."""
    person = _with_standard(desk)
    desk.movements.record(person, "停止党籍", {"on_date": "2026-05-20"})
    states = [cell.state for cell in desk.dues.year(2026).rows[0].cells]
    assert states[:5] == [CellState.LATE] * 4 + [CellState.OUTSIDE] and states[8] == CellState.OUTSIDE
    desk.movements.record(person, "恢复党籍", {"on_date": "2026-08-10"})
    states = [cell.state for cell in desk.dues.year(2026).rows[0].cells]
    assert states[3:9] == [CellState.LATE, *[CellState.OUTSIDE] * 3, CellState.LATE, CellState.DUE]
    assert [month for month, _ in desk.dues.unpaid(person, "2026-09")] == [
        *(f"2026-0{n}" for n in range(1, 5)),
        "2026-08",
        "2026-09",
    ]


def test_somebody_who_came_back_owes_nothing_for_the_time_away(desk: Desk) -> None:
    person = _with_standard(desk)
    letter = {"on_date": "2026-02-10", "organisation": "东湖社区", "receipt_on": "2026-03-02"}
    desk.movements.record(person, "转出", letter)
    desk.movements.record(person, "转入", {"on_date": "2026-07-01"})
    row = desk.dues.year(2026).rows[0]
    assert [n for n, cell in enumerate(row.cells, 1) if cell.state == CellState.OUTSIDE] == [3, 4, 5, 6]
