from collections.abc import Iterator
from pathlib import Path

import pytest

from exporters.forms.c1_standards import prepare_slips
from models.domain.dues_items import unpack
from models.domain.errors import UserError
from models.domain.finding import Severity
from models.domain.records import Category
from models.domain.reduction import ELSEWHERE, LESS, NOTHING, Reduction
from models.domain.standard_paper import StandardFacts, changed_words
from models.services.desk import Desk
from models.services.standards import StandardDraft, as_draft

TODAY = "2026-09-30"
WAGES = (("岗位工资", 300_000), ("薪级工资", 200_000), ("养老保险", -24_000), ("个人所得税", -1_000))


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "data", password, name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def member(desk: Desk, name: str, joined: str = "2014-04-10", **more: object) -> int:
    values = {"name": name, "category": Category.FULL, "joined_on": joined, **more}
    return desk.roster.add(values)


def wages(person: int, month: str = "2026-01", **more: object) -> StandardDraft:
    return StandardDraft(person_id=person, from_month=month, kind="事业单位", items=WAGES, **more)  # pyright: ignore[reportArgumentType]


def test_a_standard_keeps_what_it_is_made_of(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.fixing.fix([wages(he, fixed_on="2026-01-08", fixed_by="组织委员 侯学军")])
    (kept,) = desk.dues.standards(he)
    assert (kept.base_fen, kept.amount_fen, kept.uncapped_fen) == (475_000, 4_750, 4_750)
    assert unpack(kept.items) == WAGES
    assert (kept.fixed_on, kept.fixed_by, kept.rounding) == ("2026-01-08", "组织委员 侯学军", "分")


def test_rounding_is_the_branchs_own_with_its_source(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.settings.set("dues.rounding", "角")
    desk.settings.set("dues.rounding_source", "县委组织部 2020 年 3 月通知")
    desk.dues.set_standard(he, "2026-01", "工资", 428_657)
    (kept,) = desk.dues.standards(he)
    assert (kept.amount_fen, kept.rounding) == (4_290, "角")
    assert kept.local_source == "县委组织部 2020 年 3 月通知"
    assert "四舍五入到角" in kept.explanation


@pytest.mark.parametrize(
    ("rounding", "base", "fen"), [("元", 9_000, 45), ("元", 10_000, 100), ("角", 900, 5)]
)
def test_rounding_does_not_waive_a_small_amount(desk: Desk, rounding: str, base: int, fen: int) -> None:
    he = member(desk, "何建国")
    desk.settings.set("dues.rounding", rounding)
    desk.dues.set_standard(he, "2026-01", "离退休", base)
    (kept,) = desk.dues.standards(he)
    assert (kept.amount_fen, kept.computed_fen) == (fen, fen)
    assert ("四舍五入到分，取整到元不足一元" in kept.explanation) == (fen == 45)


def test_a_farmer_pays_what_the_branch_has_set(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.settings.set("dues.county_fen", "50")
    desk.settings.set("dues.county_source", "县委组织部 2019 年通知")
    desk.dues.fixing.fix([StandardDraft(person_id=he, from_month="2026-01", kind="农民")])
    (kept,) = desk.dues.standards(he)
    assert (kept.amount_fen, kept.local_source) == (50, "县委组织部 2019 年通知")


def test_a_change_in_the_year_needs_a_reason_and_ends_what_held(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.fixing.fix([wages(he, to_month="2026-12")])
    changed = StandardDraft(person_id=he, from_month="2026-07", kind="事业单位", base_fen=600_000)
    with pytest.raises(UserError, match="原因"):
        desk.dues.fixing.fix([changed])
    desk.dues.fixing.fix(
        [
            StandardDraft(
                person_id=he, from_month="2026-07", kind="事业单位", base_fen=600_000, reason="7 月起调资"
            )
        ]
    )
    first, second = desk.dues.standards(he)
    assert (first.to_month, second.from_month, second.reason) == ("2026-06", "2026-07", "7 月起调资")


def test_what_is_fixed_for_a_month_is_not_fixed_otherwise_without_a_reason(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.set_standard(he, "2026-01", "工资", 400_000)
    desk.dues.set_standard(he, "2026-01", "工资", 400_000)
    with pytest.raises(UserError, match="原因"):
        desk.dues.set_standard(he, "2026-01", "工资", 900_000)
    assert [one.amount_fen for one in desk.dues.standards(he)] == [4_000]
    desk.dues.set_standard(he, "2026-01", "工资", 900_000, reason="一月填错了工资")
    assert [one.reason for one in desk.dues.standards(he)] == ["一月填错了工资"]


def test_a_change_in_the_year_of_what_was_fixed_in_another_needs_a_reason(desk: Desk) -> None:
    he, new = member(desk, "何建国"), member(desk, "柳燕", arrived_on="2026-03-18")
    for person in (he, new):
        desk.dues.set_standard(person, "2025-01", "工资", 400_000)
    with pytest.raises(UserError, match="原因"):
        desk.dues.set_standard(he, "2026-06", "工资", 600_000)
    desk.dues.set_standard(new, "2026-03", "工资", 600_000)  # the first month owed here
    desk.dues.set_standard(he, "2026-01", "工资", 600_000)
    desk.dues.set_standard(he, "2026-06", "工资", 700_000, reason="6 月起调资")


def test_a_standard_that_would_run_into_a_later_one_is_refused_with_the_way_out(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.fixing.fix([wages(he, "2026-07")])
    with pytest.raises(UserError, match="最晚执行到2026年6月"):
        desk.dues.fixing.fix([wages(he, "2026-01", to_month="2026-08")])
    desk.dues.fixing.fix([wages(he, "2026-01", to_month="2026-06")])
    assert len(desk.dues.standards(he)) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to_month": "2025-12"}, "早于开始"),
        ({"fixed_on": "2026"}, "核定日期"),
        ({"fixed_on": "2026-10-01"}, "还没有到"),
        ({"amount_fen": -1}, "负数"),
        ({"amount_fen": 100}, "少交免交"),
    ],
)
def test_what_cannot_be_is_said(desk: Desk, more: dict[str, object], said: str) -> None:
    he = member(desk, "何建国")
    with pytest.raises(UserError, match=said):
        desk.dues.fixing.fix([wages(he, **more)])  # pyright: ignore[reportArgumentType]
    assert desk.dues.standards(he) == []


def test_the_year_is_fixed_for_all_in_one_step_with_last_year_beside_it(desk: Desk) -> None:
    he, hou = member(desk, "何建国"), member(desk, "侯学军")
    new = member(desk, "柳燕", "2026-03-18", category=Category.PROBATIONARY)
    desk.dues.set_standard(he, "2025-01", "工资", 400_000)
    desk.dues.set_standard(hou, "2025-01", "离退休", 320_000)
    lines = {line.name: line for line in desk.dues.fixing.year(2026)}
    assert lines["何建国"].last and lines["何建国"].last.amount_fen == 4_000
    assert lines["柳燕"].from_month == "2026-03" and lines["柳燕"].last is None
    drafts = [draft for line in lines.values() if (draft := as_draft(line))]
    assert [draft.base_fen for draft in drafts] == [400_000, 320_000]
    drafts.append(StandardDraft(person_id=new, from_month="2026-03", kind="学生"))
    assert desk.dues.fixing.fix_year(2026, drafts, "2026-01-08", "支部委员会", 0) == 3
    lines = {line.name: line for line in desk.dues.fixing.year(2026)}
    assert all(line.fixed and line.fixed.fixed_on == "2026-01-08" for line in lines.values())
    desk.undo()
    assert all(line.fixed is None for line in desk.dues.fixing.year(2026))


def test_one_wrong_line_of_the_year_is_named_and_nothing_is_kept(desk: Desk) -> None:
    he, hou = member(desk, "何建国"), member(desk, "侯学军")
    drafts = [wages(he), StandardDraft(person_id=hou, from_month="2026-01", kind="离退休", base_fen=-1)]
    with pytest.raises(UserError, match="侯学军：计算基数不能是负数"):
        desk.dues.fixing.fix_year(2026, drafts, "", "", 0)
    assert desk.dues.standards(he) == []


def test_closed_months_are_told_and_stay(desk: Desk) -> None:
    he = member(desk, "何建国", joined="2026-01-05")
    desk.dues.fixing.fix([wages(he)])
    desk.closing.close("2026-01")
    higher = wages(he, amount_fen=5_000)
    assert desk.dues.fixing.judge(higher).closed == ("2026-01",)
    desk.dues.fixing.fix([higher])
    (one,) = desk.closing.differences()
    assert (one.posted_fen, one.now_fen) == (4_750, 5_000)


def test_a_standard_before_joining_is_said_but_kept(desk: Desk) -> None:
    he = member(desk, "柳燕", "2026-03-18", category=Category.PROBATIONARY)
    assert any("2026年3月" in note for note in desk.dues.fixing.judge(wages(he)).notes)


def test_months_after_a_standard_has_ended_are_told_before_and_found_after(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.set_standard(he, "2026-01", "工资", 400_000)
    short = StandardDraft(
        person_id=he, from_month="2026-03", to_month="2026-05", kind="下岗失业", reason="暂时下岗"
    )
    assert any("2026年6月起没有标准" in note for note in desk.dues.fixing.judge(short).notes)
    assert not [one for one in desk.dues.findings() if one.rule == "DF-05"]
    desk.dues.fixing.fix([short])
    desk.dues.record(he, ["2026-04", "2026-05"], TODAY)
    (found,) = [one for one in desk.dues.findings() if one.rule == "DF-05"]
    assert "2026年6月等 4 个月没有执行中的月交标准" in found.message
    row = desk.dues.year_of(he, 2026)
    assert row and row.finding and row.finding.message == found.message
    again = StandardDraft(
        person_id=he, from_month="2026-06", kind="工资", base_fen=400_000, reason="重新上岗"
    )
    desk.dues.fixing.fix([again])
    assert not [one for one in desk.dues.findings() if one.rule == "DF-05"]
    assert not any("没有标准" in note for note in desk.dues.fixing.judge(short).notes)


def test_what_is_carried_into_the_year_keeps_its_end_and_does_not_overlap(desk: Desk) -> None:
    he, hou = member(desk, "何建国"), member(desk, "侯学军")
    desk.dues.fixing.fix([wages(he, "2025-01", to_month="2026-06"), wages(hou, "2025-01")])
    assert desk.dues.copy_standards(2026) == 2
    spans = [[(one.from_month, one.to_month) for one in desk.dues.standards(person)] for person in (he, hou)]
    assert spans == [
        [("2025-01", "2025-12"), ("2026-01", "2026-06")],
        [("2025-01", ""), ("2026-01", "")],
    ]
    desk.undo()
    assert [one.to_month for one in desk.dues.standards(he)] == ["2026-06"]


# reductions


def less(person: int, **more: object) -> Reduction:
    values = {"kind": NOTHING, "from_month": "2026-01", "to_month": "2026-06", "grounds": "因病", **more}
    return Reduction(person_id=person, **values)  # pyright: ignore[reportArgumentType]


def test_a_reduction_lowers_the_due_and_lacking_a_step_is_found(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.fixing.fix([wages(he)])
    one = desk.dues.reductions.save(less(he, kind=LESS, amount_fen=1_000, branch_on="2026-01-10"))
    row = desk.dues.year_of(he, 2026)
    assert row and row.cells[0].due_fen == 1_000 and row.cells[0].lacks_approval
    (found,) = desk.dues.reductions.findings()
    assert found.rule == "DF-11" and "上一级党委批准" in found.message and "支部研究和" not in found.message
    kept = desk.dues.reductions.get(one)
    desk.dues.reductions.save(
        Reduction(**{**vars_of(kept), "superior_on": "2026-01-20", "superior_paper": "青石党〔2026〕3号"})
    )
    assert desk.dues.reductions.findings() == []
    row = desk.dues.year_of(he, 2026)
    assert row and not row.cells[0].lacks_approval


def test_less_than_the_rule_is_found_until_an_approved_reduction_allows_it(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.fixing.fix([wages(he, amount_fen=0, reason="x")])
    found = [one for one in desk.dues.findings() if one.rule == "DF-11"]
    assert [one.severity for one in found] == [Severity.ERROR]
    assert "0.00 元，少于按规定的 47.50 元" in found[0].message
    assert [one.rule for one in desk.dues.person_findings(he, 2026)].count("DF-11") == 1
    approved = {"branch_on": "2026-01-10", "superior_on": "2026-01-20", "superior_paper": "青石党〔2026〕3号"}
    some = desk.dues.reductions.save(less(he, to_month="2026-06", **approved))
    (rest,) = [one for one in desk.dues.findings() if one.rule == "DF-11"]
    assert "2026年7月" in rest.message, "nothing allows it after June"
    desk.dues.reductions.remove(some)
    desk.dues.reductions.save(less(he, to_month="", **approved))
    assert not [one for one in desk.dues.findings() if one.rule == "DF-11"]


def vars_of(one: Reduction) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}


def test_two_reductions_at_once_are_refused_with_the_way_out(desk: Desk) -> None:
    he = member(desk, "何建国")
    desk.dues.reductions.save(less(he))
    with pytest.raises(UserError, match="月份重叠"):
        desk.dues.reductions.save(less(he, from_month="2026-06", to_month=""))
    desk.dues.reductions.save(less(he, from_month="2026-07", to_month=""))
    assert len(desk.dues.reductions.of(he)) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to_month": "2025-12"}, "早于开始"),
        ({"grounds": " "}, "原因"),
        ({"branch_on": "2026-02-01", "superior_on": "2026-01-20"}, "次序"),
        ({"applied_on": "2026-12-01"}, "还没有到"),
        ({"kind": LESS}, "免交"),
        ({"kind": LESS, "amount_fen": 9_000}, "不少于"),
        ({"from_month": "2026-13"}, "不是月份"),
    ],
)
def test_a_reduction_that_cannot_be_is_refused(desk: Desk, more: dict[str, object], said: str) -> None:
    he = member(desk, "何建国")
    desk.dues.fixing.fix([wages(he)])
    with pytest.raises(UserError, match=said):
        desk.dues.reductions.save(less(he, **more))
    assert desk.dues.reductions.of(he) == []


def test_what_ends_soon_is_listed_and_paying_elsewhere_needs_no_step(desk: Desk) -> None:
    he, hou = member(desk, "何建国"), member(desk, "侯学军")
    desk.dues.reductions.save(less(he, to_month="2026-10"))
    desk.dues.reductions.save(less(hou, kind=ELSEWHERE, to_month="", grounds="流动到深圳"))
    assert [one.person_id for one in desk.dues.reductions.lapsing()] == [he]
    assert [one.record_id for one in desk.dues.reductions.findings()] == [he]
    desk.dues.reductions.remove(desk.dues.reductions.of(he)[0].id)
    assert desk.dues.reductions.findings() == []


# papers


def test_the_slip_of_one_member_says_what_changed_since_last_year(desk: Desk) -> None:
    he = member(desk, "何建国")
    last = (("岗位工资", 280_000), ("薪级工资", 200_000), ("养老保险", -24_000), ("个人所得税", -1_000))
    desk.dues.fixing.fix([StandardDraft(person_id=he, from_month="2025-01", kind="事业单位", items=last)])
    desk.dues.fixing.fix([wages(he)])
    facts = desk.facts("standard", "何建国@2026")
    assert isinstance(facts, StandardFacts) and facts.only == "何建国"
    (fixed,) = facts.people
    assert changed_words(fixed) == (
        "上年 45.50 元，基数由 4550.00 元变为 4750.00 元，其中岗位工资 +200.00，每月多交 2.00 元。"
    )
    slip = prepare_slips(facts)["sheets"][0]["upper"][0]
    assert "4750.00 × 1% = 47.50 元（四舍五入到分）" in slip["why"] and "第二条" in slip["why"]
    assert slip["amount"] == "47.50 元\n（肆拾柒元伍角）"


def test_the_papers_of_a_year_have_everybody_with_a_standard(desk: Desk) -> None:
    he = member(desk, "何建国")
    member(desk, "侯学军")
    with pytest.raises(UserError, match="没有核定"):
        desk.facts("standard", 2026)
    desk.dues.set_standard(he, "2025-01", "工资", 400_000)
    facts = desk.facts("standard", 2026)
    assert isinstance(facts, StandardFacts)
    assert [one.person.name for one in facts.people] == ["何建国"]
    assert facts.people[0].last.from_month == "2025-01"
