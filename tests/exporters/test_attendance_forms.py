"""Papers of attendance: who is not counted is named, sixty members keep every name, slips are the members' own."""

from dataclasses import replace

from exporters import render
from exporters.forms._examples import ASSEMBLY, BRANCH
from exporters.forms.a11_year import EXAMPLE
from exporters.registry import all_forms
from models.domain.attendance_year import AttendanceFacts
from models.domain.check_meeting import tally
from models.domain.facts import MeetingFacts
from models.domain.records import Attendee, Category, ItemKind, Presence
from tests.exporters.test_forms import page_count, pdf_text, said

FORMS = all_forms()


def crowd(count: int, presence: Presence = Presence.PRESENT) -> tuple[Attendee, ...]:
    return tuple(
        Attendee(person_id=i, name=f"党员{i:02d}", category=Category.FULL, can_vote=True, presence=presence)
        for i in range(1, count + 1)
    )


def facts(attendees: tuple[Attendee, ...], left_out: tuple[Attendee, ...] = ()) -> MeetingFacts:
    meeting = replace(ASSEMBLY, attendees=attendees, left_out=left_out, observers="")
    return MeetingFacts(branch=BRANCH, meeting=meeting, tally=tally(meeting))


def test_who_is_not_counted_stands_at_the_foot_by_name_alone() -> None:
    out = replace(crowd(1)[0], name="周老太", left_out="年老体弱卧床不起、长期生病不能自理")
    for form_id in ("A2", "A2.2"):
        text = said(FORMS[form_id], facts(crowd(30), (out,)))
        assert "不计入应到 1 人（经上级党组织同意并经支部党员大会通过）：周老太。" in text
        assert "卧床" not in text, "why is nobody else's business"
        assert "不计入应到" not in said(FORMS[form_id], facts(crowd(30)))
    assert page_count(render.render(FORMS["A2"], facts(crowd(34), (out,)), "pdf")) == 1


def test_sixty_members_on_the_sheet_on_its_side() -> None:
    content = render.render(FORMS["A2.2"], facts(crowd(60)), "pdf")
    text = pdf_text(content)
    assert all(f"党员{i:02d}" in text for i in range(1, 61))
    assert page_count(content) == 3


def test_the_kind_of_leave_goes_before_the_reason_on_a_sheet_that_goes_round() -> None:
    (one,) = crowd(1, Presence.LEAVE)
    text = said(FORMS["A2"], facts((replace(one, leave_kind="病假", reason="住院"),)))
    assert "病假" in text and "住院" not in text


def test_a_sheet_that_the_recorder_marks_has_its_signs_once_ticked() -> None:
    (there,), (away,) = crowd(1, Presence.PRESENT), crowd(1, Presence.LEAVE)
    marked = replace(facts((there, replace(away, leave_kind="病假"))), marks=True)
    for form_id, mark in (("A2", "○ 病假"), ("A2.2", "○")):
        text = said(FORMS[form_id], marked)
        assert "√ 到会　○ 请假　× 缺席" in text and "签到\n" not in text.replace("会议签到表\n", "")
        assert text.split("\n").count("√") == 1 and mark in text.split("\n")
    before = said(FORMS["A2"], replace(facts(crowd(2, Presence.UNSET)), marks=True))
    assert "√" not in before.split("\n"), "before the meeting the boxes are empty"
    assert "√" not in said(FORMS["A2"], facts((there,)))


def test_a_slip_for_everybody_on_leave_and_blank_ones_when_nobody_is() -> None:
    first, second, third = crowd(3, Presence.LEAVE)
    away = (replace(first, leave_kind="事假", reason="家中有事"), second, third)
    text = said(FORMS["A12"], facts(away))
    assert text.count("请　假　条") == 3
    assert "□病假　√事假" in text and "家中有事" in text
    assert page_count(render.render(FORMS["A12"], facts(away), "pdf")) == 2
    blank = said(FORMS["A12"], facts(crowd(5)))
    assert blank.count("请　假　条") == 2 and "√" not in blank


def test_a_written_opinion_names_the_item_and_says_nothing_of_it() -> None:
    named = facts((*crowd(1), replace(crowd(2, Presence.LEAVE)[1], name="王德顺")))
    text = said(FORMS["A12.2"], named)
    topic = next(i.title for i in ASSEMBLY.items if i.kind is ItemKind.CONFIRM)
    assert text.count("书　面　意　见") == 1 and topic in text and "王德顺" in text
    assert "□同意　　□不同意　　□弃权" in text


def test_a_year_nobody_ticked_cannot_be_told() -> None:
    unset = crowd(2, Presence.UNSET)
    line = replace(EXAMPLE.lines[0], meeting=replace(EXAMPLE.lines[0].meeting, attendees=unset))
    told = AttendanceFacts(branch=BRANCH, as_of="2026-09-30", year=2026, lines=(line,))
    assert "出勤率无法判断" in said(FORMS["A11"], told)
    assert said(FORMS["A11.2"]).count("不作硬性要求") >= 1


def test_minutes_say_who_was_not_counted() -> None:
    out = replace(crowd(1)[0], name="周老太", left_out="x")
    text = said(FORMS["A3"], facts(crowd(30), (out,)))
    assert "应到党员30名（正式30名、预备0名）" in text
    assert "不计入应到 1 人（经上级党组织同意并经支部党员大会通过）：周老太。" in text
