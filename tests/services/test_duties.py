"""One list of what is to be done: from everywhere, by day, ended with evidence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.duty import Act, Duty, Source, Urgency
from models.domain.errors import UserError
from models.domain.handoff import ReceiptNote
from models.services.desk import Desk
from tests.ready import sample_desk

TODAY = "2026-10-15"


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Desk]:
    """The invented year; its clock stands at TODAY."""
    desk = sample_desk(tmp_path / "sample")
    yield desk
    desk.close()


def of(desk: Desk, source: Source) -> list[Duty]:
    return [duty for duty in desk.duties.entries() if duty.source is source]


def test_the_sample_branch_says_what_is_late_first(sample: Desk) -> None:
    duties = sample.duties.entries()
    dated = [duty.due_on for duty in duties if duty.due_on]
    assert dated == sorted(dated)
    assert all(not duty.due_on for duty in duties[len(dated) :])
    first = duties[0]
    assert (first.what, first.due_on, first.when(TODAY)) == ("蓝海波：派人谈话", "2026-08-06", "已过 70 天")
    assert first.urgency(TODAY) is Urgency.LATE and "第七条" in first.why
    assert (first.record_kind, sample.roster.get(first.record_id).name) == ("person", "蓝海波")
    assert any("戴淑芬" in duty.what for duty in of(sample, Source.DUES))
    assert sample.duties.reminder().startswith("待办：3 件已过期")


def test_ones_own_duty_is_ended_with_evidence_and_comes_back(sample: Desk) -> None:
    row_id = sample.duties.add({"what": "走访 戴淑芬家", "who": "侯学军", "due_on": "2026-10-20"})
    [duty] = of(sample, Source.OWN)
    assert (duty.act, duty.row_id, duty.who, duty.urgency(TODAY)) == (
        Act.TASK,
        row_id,
        "侯学军",
        Urgency.SOON,
    )
    with pytest.raises(UserError, match="凭什么算办结"):
        sample.duties.finish(duty, TODAY, "  ")
    with pytest.raises(UserError, match="今天或以前"):
        sample.duties.finish(duty, "2026-10-16", "走访过了")
    sample.duties.finish(duty, "2026-10-14", "已走访，本人在家")
    assert not of(sample, Source.OWN)
    done = sample.duties.entries(with_done=True)[-1]
    assert (done.done_on, done.evidence) == ("2026-10-14", "已走访，本人在家")
    sample.duties.reopen(done)
    assert [one.what for one in of(sample, Source.OWN)] == ["走访 戴淑芬家"]
    sample.store.undo()
    assert not of(sample, Source.OWN)


@pytest.mark.parametrize(
    ("values", "said"), [({"what": " "}, "要办什么事"), ({"what": "走访", "due_on": "下周"}, "期限请写成完整的日期")]
)  # fmt: skip
def test_a_duty_that_says_nothing_is_refused(sample: Desk, values: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        sample.duties.add(values)
    assert not of(sample, Source.OWN)


def test_what_came_back_is_on_the_list_until_it_is_answered(sample: Desk) -> None:
    person = sample.roster.find("丁德明")[0]
    with sample.store.transaction("收回执") as tx:
        note = ReceiptNote(
            record_kind="person", record_uuid=person.uuid, field="phone", message="手机号码少一位"
        )
        sample.handoff.todos.enter(tx, "青石镇党委", [note])
    [duty] = of(sample, Source.RETURNED)
    assert duty.what == "丁德明的联系电话：手机号码少一位" and duty.record_id == person.id
    sample.duties.finish(duty, TODAY, "已改为 11 位")
    assert not of(sample, Source.RETURNED)
    assert sample.handoff.todos.entries(with_done=True)[0].answer == "已改为 11 位"


def test_the_plan_and_unsigned_minutes_are_due(sample: Desk) -> None:
    values = {"year": 2026, "month": 9, "kind": "其他重点", "title": "走访困难党员"}
    item = sample.plan.save(0, values)
    [duty] = [one for one in of(sample, Source.PLAN) if one.act is Act.PLAN]
    assert duty.record_id == item
    assert duty.due_on == "2026-09-30" and duty.urgency(TODAY) is Urgency.LATE
    sample.duties.finish(duty, "2026-10-10", "走访了 6 户")
    assert not [one for one in of(sample, Source.PLAN) if one.act is Act.PLAN]
    assert [one.what for one in of(sample, Source.MINUTES)] == ["2026年9月支部党员大会的记录签字定稿"]


def test_an_answered_finding_is_no_duty(sample: Desk) -> None:
    finding = next(one for one in sample.dues.findings(TODAY) if "戴淑芬" in one.message)
    sample.answer(finding, "已谈话，答应十一月补交")
    assert not [duty for duty in of(sample, Source.DUES) if "戴淑芬" in duty.what]
    pipeline = of(sample, Source.PIPELINE)[0]
    with pytest.raises(UserError, match="对应的记录改了"):
        sample.duties.finish(pipeline, TODAY, "已谈话")


def test_a_month_alone_counts_to_its_last_day() -> None:
    """A package of another program may bring a duty due in a month."""
    duty = Duty(key="x", source=Source.RECTIFY, what="整改", due_on="2026-10")
    assert duty.urgency("2026-11-01") is Urgency.LATE
    assert duty.urgency("2026-10-25") is Urgency.SOON
    assert duty.urgency("2026-10-15") is Urgency.LATER
    assert Duty(key="x", source=Source.RECTIFY, what="整改", due_on="月底").urgency(TODAY) is Urgency.OPEN


def test_what_shows_that_a_planned_thing_is_done_is_kept(sample: Desk) -> None:
    values = {"year": 2026, "month": 10, "kind": "其他重点", "title": "换届材料归档"}
    row_id = sample.plan.save(0, values)
    duty = next(one for one in of(sample, Source.PLAN) if one.act is Act.PLAN and one.row_id == row_id)
    sample.duties.finish(duty, "2026-10-14", "已交镇党委档案室")
    item = sample.plan.item(row_id)
    assert (item.done_on, item.evidence, item.remark) == ("2026-10-14", "已交镇党委档案室", "")


def test_a_returned_thing_is_done_on_the_day_that_was_said(sample: Desk) -> None:
    note = ReceiptNote(
        record_kind="person", record_uuid="", subject="侯学军", field="phone", message="请补电话"
    )
    with sample.store.transaction("回执") as tx:
        sample.handoff.todos.enter(tx, "镇党委", [note])
    duty = next(one for one in of(sample, Source.RETURNED) if one.what.endswith("请补电话"))
    sample.duties.finish(duty, "2026-10-12", "已补")
    assert sample.store.value("SELECT done_on FROM todo WHERE id = ?", (duty.row_id,)) == "2026-10-12"
