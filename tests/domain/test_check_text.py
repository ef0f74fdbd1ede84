"""What a copied record gives away, and what it does not."""

import pytest

from models.domain import check_text
from models.domain.check_text import OwnNames, paragraph_key
from models.domain.finding import Finding, Severity
from models.domain.meeting_boxes import details_of
from models.domain.meeting_records import Task
from models.domain.record_text import Place, elsewhere, find, replace_all, replace_in_tasks
from models.domain.records import AgendaItem, ItemKind, Meeting, MeetingKind, Vote
from models.domain.rules import load_rules

OWN = OwnNames(names=("青石镇槐树村党支部", "槐树村党支部", "青石镇党委"))
LONG = "会议学习了支部工作条例第三章，要求全体党员按月参加主题党日，按时交纳党费。"


def meeting(content: str = "", **values: object) -> Meeting:
    made = {"held_on": "2026-09-12", "title": "2026年9月支部党员大会", "kind": MeetingKind.ASSEMBLY}
    return Meeting(id=7, content=content, **(made | values))  # type: ignore[arg-type]


def said(given: Meeting, earlier: dict[str, str] | None = None, year: int = 0) -> dict[str, Finding]:
    found = check_text.check_text(given, OWN, earlier or {}, load_rules(), year=year)
    return {finding.rule: finding for finding in found}


@pytest.mark.parametrize(
    "text",
    [
        "会议由xx同志主持。",
        "××同志发言。",
        "某某同意接收。",
        "整改措施（待补充）。",
        "参加人员____。",
        "时间：（　）",
        "请填写地点",
    ],
)
def test_what_was_not_filled_in_is_found(text: str) -> None:
    finding = said(meeting(text))["WZ-01"]
    assert finding.severity is Severity.WARNING and "会议经过" in finding.message
    place = Place.parse(finding.field)
    assert place and text[place.start : place.start + place.length] in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "会议用了Excel表，型号Maxx2。",
        "（一）学习文件。",
        "某同志家里困难，支部走访。",
        "联系电话：138****1234",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert "WZ-01" not in said(meeting(text))


@pytest.mark.parametrize(
    "text",
    [
        "8月份主题党日活动开始。",
        "2026年8月12日召开支部党员大会。",
        "今天是8月12日。",
        "2025年9月支部党员大会",
        "今天9月11日，我们开会。",
    ],
)
def test_another_month_or_year_is_found(text: str) -> None:
    assert "2026-09-12" in said(meeting(text))["WZ-02"].message


@pytest.mark.parametrize(
    "text",
    [
        "上次8月支部党员大会的决定已经落实。",
        "10月底前完成整改，由侯学军负责。",
        "9月12日召开支部党员大会。",
        "传达中央2025年12月会议精神。",
        "9月份主题党日与大会合开。",
        "按照2026年7月支部党员大会决定，村道已开工。",
        "拟于10月12日召开组织生活会。",
        "定于10月召开支部党员大会讨论接收事宜。",
        "会议通报了2025年度民主评议结果。",
    ],
)
def test_other_dates_may_be_spoken_of(text: str) -> None:
    assert "WZ-02" not in said(meeting(text))


def test_the_title_and_the_year_it_counts_for() -> None:
    assert "会议名称" in said(meeting("好", title="2026年8月支部党员大会"))["WZ-02"].message
    late = meeting(
        "2025年度组织生活会开始。", kind=MeetingKind.ORG_LIFE, held_on="2026-02-10", title="组织生活会"
    )
    assert "WZ-02" not in said(late)
    assert "WZ-02" not in said(meeting("2025年度民主评议开始。"), year=2025)


@pytest.mark.parametrize(
    "text", ["红星村党支部召开党员大会。", "请红星村第二党支部全体党员参加。", "中共双河社区支部委员会"]
)
def test_another_branch_is_found(text: str) -> None:
    assert "红星村" in (message := said(meeting(text))["WZ-03"].message) or "双河社区" in message


@pytest.mark.parametrize(
    "text",
    [
        "槐树村党支部召开党员大会。",
        "青石镇槐树村党支部",
        "各村党支部都要学。",
        "全镇先进基层党支部",
        "本村党支部决定",
        "按支部委员会意见",
        "这个村党支部、那个社区党支部",
    ],
)
def test_our_own_and_nobodys_name_are_not(text: str) -> None:
    assert "WZ-03" not in said(meeting(text))


def test_empty_bodies_are_named() -> None:
    text = "一、传达文件\n二、讨论事项\n侯学军：\n1. 同意。\n三、小结"
    message = said(meeting(text))["WZ-04"].message
    assert "一、传达文件" in message and "侯学军：" in message and "三、小结" in message
    voted = AgendaItem(kind=ItemKind.ORDINARY, title="修路", content="讨论", vote=Vote(voted=True, yes=3))
    assert "议题 1 表决了，没有决议" in said(meeting("好", items=(voted,)))["WZ-04"].message
    assert "议题 1 没有记录内容" in said(meeting("好", items=(AgendaItem(title="学习"),)))["WZ-04"].message
    assert "WZ-04" not in said(meeting("一、学习\n侯学军讲了三点。", items=(AgendaItem(title="学习"),)))
    day = meeting("上午打扫广场。", kind=MeetingKind.THEME_DAY, items=(AgendaItem(title="志愿服务"),))
    assert "WZ-04" not in said(day), "its course is told as one"


def test_a_record_left_for_the_pen_is_only_told_of() -> None:
    assert said(meeting())["WZ-04"].severity is Severity.INFO


def test_a_paragraph_of_earlier_minutes_is_named_with_them() -> None:
    earlier = {paragraph_key("（二）" + LONG.replace("三", "四")): "2026年8月支部党员大会"}
    message = said(meeting(f"开头。\n一、{LONG}"), earlier)["WZ-05"].message
    assert "2026年8月支部党员大会的记录相同" in message
    assert "在本次记录中有两处" in said(meeting(f"{LONG}\n{LONG}"))["WZ-05"].message
    assert "WZ-05" not in said(meeting("同意。\n同意。"))


def test_finding_and_replacing_goes_over_the_whole_record() -> None:
    item = AgendaItem(title="8月计划", content="按8月办", decision="无")
    given = meeting("8月开会", items=(item,), summary="8月8月")
    assert [(p.seq, p.field, p.start) for p in find(given, "8月")] == [
        (0, "content", 0), (1, "title", 0), (1, "content", 1), (0, "summary", 0), (0, "summary", 2)
    ]  # fmt: skip
    changed, count = replace_all(given, "8月", "9月")
    assert count == 5 and changed.items[0].title == "9月计划" and changed.summary == "9月9月"
    assert replace_all(given, "", "x") == (given, 0)


def test_the_boxes_of_its_kind_are_read_and_replaced_too() -> None:
    boxes = '{"discussion": "2026年5月学习了xx同志的讲稿", "self:1": "石桥村党支部", "person:1": "xx-uuid"}'
    given = meeting("讲得好。", kind=MeetingKind.LECTURE, details=boxes)
    found = said(given)["WZ-01"]
    place = Place.parse(found.field)
    assert place and place.is_box and "讨论与体会“xx”" in found.message
    assert Place.parse(Place(0, "details/self:1", 2, 3).code()) == Place(0, "details/self:1", 2, 3)
    assert find(given, "xx") == [] and elsewhere(given, (), "XX") == (1, 0), (
        "who spoke is a name of the store, no text"
    )
    changed, count = replace_all(given, "xx", "周立民")
    assert count == 1 and '"person:1": "xx-uuid"' in changed.details
    assert details_of(changed)["discussion"] == "2026年5月学习了周立民同志的讲稿"


def test_what_is_to_be_done_is_looked_through_and_replaced_too() -> None:
    given = Meeting(
        id=1, held_on="2026-09-12", items=(AgendaItem(seq=1, title="修路", uuid="i", content="议过。"),)
    )
    tasks = (
        Task(uuid="t", agenda_uuid="i", who="侯学军", what="xx日前修好桥头路"),
        Task(uuid="u", what="xx"),
    )
    [left] = [
        one
        for one in check_text.check_text(given, OwnNames(), {}, load_rules(), tasks=tasks)
        if one.rule == "WZ-01"
    ]
    assert "议题 1 的落实事项" in left.message and Place.parse(left.field) is not None
    assert elsewhere(given, tasks, "XX") == (0, 1), "a task of no item stands on no paper"
    changed, count = replace_in_tasks(tasks[:1], "xx日", "月底")
    assert (changed[0].what, count) == ("月底前修好桥头路", 1)
    assert not any(
        one.rule == "WZ-01"
        for one in check_text.check_text(given, OwnNames(), {}, load_rules(), tasks=changed)
    )
