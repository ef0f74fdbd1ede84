"""Records of each kind of meeting: the boxes of forms.md A3–A7, facts in them, blanks for the pen."""

import json
from dataclasses import replace

import pypdfium2

from exporters import render
from exporters.layout import resolve
from exporters.registry import all_forms
from models.domain.facts import MeetingFacts
from models.domain.meeting_notice import short_notice
from models.domain.meeting_records import Task
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Tally

FORMS = all_forms()


def example(form_id: str) -> MeetingFacts:
    facts = FORMS[form_id].example
    assert isinstance(facts, MeetingFacts)
    return facts


def lines(form_id: str, facts: MeetingFacts | None = None) -> list[str]:
    form = FORMS[form_id]
    return list(resolve(form.spec, form.spec.prepare(facts or form.example)).texts())


def pages(form_id: str, facts: MeetingFacts) -> list[str]:
    with pypdfium2.PdfDocument(render.render(FORMS[form_id], facts, "pdf")) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def bare(form_id: str) -> MeetingFacts:
    """The meeting before it took place: nobody ticked, nothing recorded."""
    facts = example(form_id)
    empty = replace(
        facts.meeting,
        items=(),
        attendees=tuple(replace(a, presence=Presence.UNSET, reason="") for a in facts.meeting.attendees),
        content="", summary="", starts_at="", ends_at="", place="", observers="", lecturer="", lecture_form="",
    )  # fmt: skip
    return replace(facts, meeting=empty, tally=Tally(), photos=(), dues_fen=0, dues_people=0)


def test_a_committees_items_name_proposer_discussion_and_conclusion() -> None:
    facts = example("A4")
    items = (replace(facts.meeting.items[0], proposer="孙国梁"), facts.meeting.items[1])
    said = lines("A4", replace(facts, meeting=replace(facts.meeting, items=items)))
    at = said.index("提 出 人")
    assert said[at + 1] == "孙国梁"
    assert said.count("提 出 人") == 2
    assert "同意5名、不同意0名、弃权0名（举手）" in said
    assert "应到委员5名，实到5名，列席1名。" in said


def test_an_extract_is_a_page_for_each_decision_about_a_person() -> None:
    facts = example("A4.2")
    second = replace(
        facts.meeting.items[1], id=9, seq=4, kind=ItemKind.ACTIVIST, title="确定何平同志为入党积极分子"
    )
    both = replace(facts, meeting=replace(facts.meeting, items=(*facts.meeting.items, second)))
    found = pages("A4.2", both)
    assert len(found) == 2
    assert "唐梦洁" in found[0] and "何平" not in found[0] and "何平" in found[1]
    assert all("此件与原记录一致" in page and "摘抄人（签名）" in page for page in found)
    assert all("果园" not in page for page in found)


def test_an_extract_of_other_decisions_takes_every_item() -> None:
    facts = example("A4.2")
    ordinary = replace(facts, meeting=replace(facts.meeting, items=facts.meeting.items[:1]))
    assert "果园" in pages("A4.2", ordinary)[0]
    assert len(pages("A4.2", bare("A4.2"))) == 1


def test_a_group_ticks_what_it_dealt_with_and_counts_voices() -> None:
    said = lines("A5")
    assert "■学习　■推荐　□评议　□汇报思想和工作" in said
    assert any(line.startswith("唐梦洁：同意6名、不同意0名、弃权0名") for line in said)
    assert said[said.index("小组名称") + 1] == "第1党小组"
    facts = example("A5")
    boxes = {"topics": "评议、民主推荐", "study": "党章第三章", "report_to_branch": "报请支委会讨论"}
    asked = replace(facts.meeting, details=json.dumps(boxes), party_group="第2党小组")
    said = lines("A5", replace(facts, meeting=asked))
    assert "□学习　□推荐　■评议　□汇报思想和工作　■民主推荐" in said
    assert {"党章第三章", "报请支委会讨论", "第2党小组"} <= set(said)


def test_a_lecture_names_lecturer_and_form() -> None:
    said = lines("A6")
    assert "周立民（党支部书记）" in said
    assert "■集中授课　□现场　□视频　□微党课" in said
    assert "应到18名，实到16名，列席1名：唐梦洁（入党积极分子）。" in said


def test_a_theme_day_takes_dues_from_the_ledger_and_photos_on_a_page_of_their_own() -> None:
    said = lines("A7")
    assert "16人，124.00元" in said
    assert any("■交纳党费" in line and "□重温入党誓词" in line for line in said)
    assert "图1　清理防火道" in pages("A7", example("A7"))[1].replace("图1", "图1　")
    empty = lines("A7", bare("A7"))
    assert "____人，________元" in empty
    assert empty.count("（贴照片处）") == 2


def test_nothing_recorded_leaves_lines_for_the_pen() -> None:
    for form_id in ("A3", "A4", "A5", "A6", "A7"):
        facts = bare(form_id)
        said = "\n".join(lines(form_id, facts))
        assert "__时__分至__时__分" in said
        assert "实到____名" in said
        assert "None" not in said
        assert len(pages(form_id, facts)) == (2 if form_id == "A7" else 1)


def test_a_reported_item_with_counters_and_a_result() -> None:
    facts = example("A3")
    item = AgendaItem(
        seq=1, kind=ItemKind.ORDINARY, title="讨论果园方案", report="孙国梁报告方案全文。", result="未通过", decision="下次会议再议。",
        tellers="李秀英", scrutineers="赵铁生", vote=facts.meeting.items[1].vote,
    )  # fmt: skip
    said = lines("A3", replace(facts, meeting=replace(facts.meeting, items=(item,))))
    assert said[said.index("汇报或\n传达事项") + 1] == "孙国梁报告方案全文。"
    assert "表决结果：未通过。\n下次会议再议。" in said
    assert said[said.index("监 票 人") + 1] == "赵铁生"
    assert said[said.index("计票人") + 1] == "李秀英"


def test_the_notice_says_who_is_called_and_leaves_out_what_is_not_known() -> None:
    assert len(pages("A1", example("A1"))) == 1
    said = lines("A1")
    assert "一、时间：2026年9月20日（星期日）9:00。" in said
    assert "1. 传达学习镇党委关于秋季防火工作的通知。" in said
    group = replace(example("A5"), meeting=replace(example("A5").meeting, party_group="第1党小组"))
    assert "第1党小组全体党员：" in lines("A1", group)
    assert any("关于召开第1党小组会的通知" in line for line in lines("A1", group))
    assert "二、地点：________________。" in lines("A1", bare("A3"))


def test_a_text_message_has_day_place_topics_and_how_to_ask_for_leave() -> None:
    facts = example("A3")
    text = short_notice(facts.branch, facts.meeting)
    assert text.startswith(
        f"【{facts.branch.name}】通知：定于2026年9月20日（星期日）9:00在村党群服务中心二楼会议室召开支部党员大会"
    )
    assert "3. 讨论刘芳同志按期转为正式党员。" in text and "请假" in text
    empty = short_notice(facts.branch, bare("A3").meeting)
    assert "在召开" not in empty and "议题" not in empty


def test_every_kind_of_meeting_prints_on_its_own_sheet() -> None:
    assert [example(form_id).meeting.kind for form_id in ("A3", "A4", "A5", "A6", "A7")] == [
        MeetingKind.ASSEMBLY,
        MeetingKind.COMMITTEE,
        MeetingKind.GROUP,
        MeetingKind.LECTURE,
        MeetingKind.THEME_DAY,
    ]


def test_who_does_what_by_when_stands_under_its_decision() -> None:
    facts = example("A3")
    items = tuple(replace(item, uuid=f"u{item.seq}") for item in facts.meeting.items)
    tasks = (
        Task(agenda_uuid="u1", who="孙国梁", what="张贴值守表", due_on="2026-09-25"),
        Task(agenda_uuid="u1", what="备好工具"),
        Task(agenda_uuid="", who="谁", what="不属于议题"),
    )
    said = lines("A3", replace(facts, meeting=replace(facts.meeting, items=items), tasks=tasks))
    wanted = f"{items[0].decision}\n孙国梁：张贴值守表（2026年9月25日前）\n____：备好工具"
    assert wanted in said
    assert not any("不属于议题" in line for line in said)


def test_signed_minutes_print_as_signed_with_their_slips_behind() -> None:
    slips = tuple(
        replace(slip, correction=replace(slip.correction, signed_on="2026-09-27", signed_code="CD" * 32))
        for slip in example("A13").slips
    )
    for form_id in ("A3", "A4", "A5", "A6", "A7"):
        facts = example(form_id)
        plain, amended = pages(form_id, facts), pages(form_id, replace(facts, slips=slips))
        assert len(amended) == len(plain) + 1
        assert "有更正单1份，附后" in amended[0] and "附后" not in plain[0]
        assert "会议记录更正单" in amended[-1] and "建议承包期不超过三年" in amended[-1]
        assert "2026年9月27日签字，校验码CDCDCDCD" in amended[-1]


def test_the_slip_to_be_signed_prints_alone_and_a_blank_one_for_the_pen() -> None:
    facts = example("A13")
    signed = replace(facts.slips[0], correction=replace(facts.slips[0].correction, signed_on="2026-09-27"))
    second = replace(facts.slips[0], correction=replace(facts.slips[0].correction, number=2))
    (page,) = pages("A13", replace(facts, slips=(signed, second)))
    assert "第2号" in page
    assert len(pages("A13", replace(facts, slips=(signed, signed)))) == 2
    (blank,) = pages("A13", replace(facts, slips=()))
    assert "第____号" in blank and "AB12CD34" in blank


def test_a_long_name_of_the_branch_stays_on_the_sheet() -> None:
    name = "中共云南省昆明市寻甸回族彝族自治县云岭镇槐树湾村民委员会联合党总支第一党支部委员会"
    for form_id in ("A3", "A4", "A4.2", "A5", "A6", "A7", "A13"):
        facts = example(form_id)
        with pypdfium2.PdfDocument(
            render.render(FORMS[form_id], replace(facts, branch=replace(facts.branch, name=name)), "pdf")
        ) as document:
            text = document[0].get_textpage()
            right = max(text.get_charbox(index)[2] for index in range(text.count_chars()))
            assert right <= (210 - 27) * 72 / 25.4 + 1, form_id


def test_an_item_never_leaves_its_heading_at_the_foot_of_a_page() -> None:
    facts = example("A3")
    for lines_before in range(10, 60):
        meeting = replace(facts.meeting, content="\n".join(["发言要点。"] * lines_before))
        for page in pages("A3", replace(facts, meeting=meeting)):
            for title in (item.title for item in meeting.items):
                at = page.rfind(title)
                if "议题" in page[max(0, at - 4) : at]:
                    assert not page[at + len(title) :].startswith("A32026"), (lines_before, title)
