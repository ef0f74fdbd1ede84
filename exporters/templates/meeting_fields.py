"""What a template may ask of one meeting: its head, who came, what was decided, item by item."""

from collections.abc import Callable, Iterable, Sequence

from exporters.templates.names import MEETING, Day, Field, ListField, Row, columns
from models.domain.facts import MeetingFacts
from models.domain.records import AgendaItem, Attendee, Category, Meeting, Presence
from models.domain.template import TemplateFacts

_AWAY = (Presence.LEAVE, Presence.ABSENT)


def _of(get: Callable[[MeetingFacts], str]) -> Callable[[TemplateFacts], str]:
    return lambda facts: get(facts.meeting) if facts.meeting else ""


def _plain(get: Callable[[Meeting], str]) -> Callable[[TemplateFacts], str]:
    return _of(lambda facts: get(facts.meeting))


def _field(name: str, get: Callable[[TemplateFacts], str], *aliases: str, note: str = "") -> Field:
    return Field(name, "会议", MEETING, get, aliases, note)


def _clock(time: str) -> str:
    hours, _, minutes = time.partition(":")
    return f"{int(hours)}时{minutes or '00'}分" if hours.isdigit() else time


def _when(meeting: Meeting) -> str:
    hours = "至".join(_clock(one) for one in (meeting.starts_at, meeting.ends_at) if one)
    return f"{Day(meeting.held_on)}{hours}"


def _ticked(meeting: Meeting) -> bool:
    return any(one.came is not Presence.UNSET for one in meeting.attendees)


def _known(facts: MeetingFacts, number: int) -> str:
    """A number that stands only when attendance was ticked."""
    return str(number) if _ticked(facts.meeting) else ""


def _roll(facts: MeetingFacts, number: int) -> str:
    """A number known from the roll."""
    return str(number) if facts.meeting.attendees else ""


def _names(meeting: Meeting, *presence: Presence) -> str:
    """Probationary members are marked, since they have no vote."""
    return "、".join(
        f"{one.name}（预备）" if one.category is Category.PROBATIONARY else one.name
        for one in meeting.attendees
        if one.came in presence
    )


def _reason(one: Attendee) -> str:
    return "，".join(filter(None, (one.leave_kind, one.reason)))


def _absent(meeting: Meeting) -> str:
    """缺席名单 with the reasons; 无 when all came, nothing before anybody was ticked."""
    told = [
        f"{one.name}（{'：'.join(filter(None, (one.came.value, _reason(one))))}）"
        for one in meeting.attendees
        if one.came in _AWAY
    ]
    return "、".join(told) or ("无" if _ticked(meeting) else "")


def _items(meeting: Meeting) -> list[AgendaItem]:
    return sorted(meeting.items, key=lambda item: item.seq)


def _numbered(lines: Iterable[str]) -> str:
    """One line stays as it is; several are numbered."""
    kept = [one for one in lines if one]
    return kept[0] if len(kept) == 1 else "\n".join(f"{n}. {one}" for n, one in enumerate(kept, 1))


def _decisions(meeting: Meeting) -> str:
    return _numbered(item.decision for item in _items(meeting))


def _content(meeting: Meeting) -> str:
    """The record itself, and the discussion of each item."""
    parts = [meeting.content, *("\n".join(filter(None, (i.report, i.content))) for i in _items(meeting))]
    return "\n".join(filter(None, parts))


def _slips(facts: MeetingFacts) -> str:
    """What was corrected after signing, line by line; corrections in the older way before it."""
    told = [facts.meeting.corrections]
    for slip in facts.slips:
        if slip.correction.is_signed:
            lines = "；".join(f"{one.place}：“{one.old}”改为“{one.new}”" for one in slip.lines)
            told.append(f"更正单第{slip.correction.number}号（{Day(slip.correction.signed_on)}）：{lines}")
    return "\n".join(filter(None, told))


FIELDS: tuple[Field, ...] = (
    _field("会议名称", _plain(lambda m: m.title or m.kind.value), "会议主题", "会议标题", "活动主题"),
    _field("会议类别", _plain(lambda m: m.kind.value), "会议类型", "会议种类", "活动类别"),
    _field("会议次数", _plain(lambda m: str(m.number or "")), "第几次", note="本年第几次"),
    _field("会议时间", _plain(_when), "开会时间", "活动时间", "时间", note="2026年3月5日9时00分至11时00分"),
    _field("会议日期", _plain(lambda m: Day(m.held_on)), "开会日期", "活动日期"),
    _field("开始时间", _plain(lambda m: _clock(m.starts_at))),
    _field("结束时间", _plain(lambda m: _clock(m.ends_at))),
    _field("会议地点", _plain(lambda m: m.place), "地点", "活动地点", "开会地点"),
    _field("主持人", _plain(lambda m: m.host), "会议主持人", "主持"),
    _field("记录人", _plain(lambda m: m.recorder), "会议记录人", "记录"),
    _field("列席人员", _plain(lambda m: m.observers), "列席", "列席人员及职务"),
    _field("主讲人", _plain(lambda m: m.lecturer), "授课人", "主讲人及职务"),
    _field("授课形式", _plain(lambda m: m.lecture_form)),
    _field("开会党小组", _plain(lambda m: m.party_group), note="党小组会是哪个小组的"),
    _field("应到", _of(lambda f: _roll(f, f.tally.expected)), "应到人数", "应到党员", "应到会人数", note="人数"),
    _field("实到", _of(lambda f: _known(f, f.tally.present)), "实到人数", "实到党员", "实到会人数", note="人数"),
    _field("应到有表决权", _of(lambda f: _roll(f, f.tally.entitled)), "应到有表决权人数", note="人数"),
    _field("实到有表决权", _of(lambda f: _known(f, f.tally.entitled_present)), "实到有表决权人数", note="人数"),
    _field("请假人数", _of(lambda f: _known(f, f.tally.leave)), "请假"),
    _field(
        "缺席人数", _of(lambda f: _known(f, f.tally.leave + f.tally.absent)), "缺席", "未到人数", note="请假的也在内"
    ),
    _field("出席名单", _plain(lambda m: _names(m, Presence.PRESENT)), "出席人员", "到会名单", "到会人员", "出席"),
    _field("请假名单", _plain(lambda m: _names(m, Presence.LEAVE)), "请假人员"),
    _field("缺席名单", _plain(_absent), "缺席人员", "缺席人员及原因", "缺席名单及原因", "未到名单", note="请假的也在内，带原因"),
    _field("会议议题", _plain(lambda m: _numbered(i.title for i in _items(m))), "议题名称", "主要议题", "议程", note="各项议题，一行一项"),
    _field("会议内容", _plain(_content), "会议记录", "活动内容", "会议情况", "讨论情况", note="记录的正文和各项议题的讨论"),
    _field("会议决议", _plain(_decisions), "决议", "决议事项", "决定事项", "会议决定", note="各项议题的决议"),
    _field("会议小结", _plain(lambda m: m.summary), "主持人小结", "小结"),
    _field("更正情况", _of(_slips), "会议更正", note="签字定稿以后更正的；名单和人数已按更正后的填"),
    _field("定稿日期", _plain(lambda m: Day(m.signed_on)), "签字日期", note="没有签字定稿就留空"),
)  # fmt: skip


def _rows(get: Callable[[MeetingFacts], Iterable[Row]]) -> Callable[[TemplateFacts], Sequence[Row]]:
    return lambda facts: tuple(get(facts.meeting)) if facts.meeting else ()


def _item_row(item: AgendaItem) -> Row:
    vote = item.vote

    def number(value: int, shown: bool = True) -> str:
        return str(value) if vote.voted and shown else ""

    ballots = vote.method == "无记名投票" or vote.issued > 0
    return {
        "题目": item.title,
        "类别": item.kind.value,
        "对象": item.person_name,
        "提出人": item.proposer,
        "汇报": item.report,
        "讨论": item.content,
        "决议": item.decision,
        "结果": item.result,
        "表决方式": vote.method if vote.voted else "",
        "发出票": number(vote.issued, ballots),
        "收回票": number(vote.returned, ballots),
        "有效票": number(vote.valid, ballots),
        "赞成": number(vote.yes),
        "不赞成": number(vote.no),
        "弃权": number(vote.abstain),
        "监票人": item.scrutineers,
        "计票人": item.tellers,
    }


LISTS: tuple[ListField, ...] = (
    ListField(
        "议题", "会议", MEETING,
        columns(("题目", "名称", "议题", "标题"), "类别", ("对象", "姓名"), "提出人", ("汇报", "传达", "汇报或传达事项"),
                ("讨论", "内容", "讨论情况", "发言"), ("决议", "决定", "决定事项"), ("结果", "表决结果"), "表决方式", "发出票", "收回票",
                "有效票", ("赞成", "同意", "赞成票"), ("不赞成", "反对", "不同意", "不赞成票"), ("弃权", "弃权票"), "监票人", "计票人"),
        _rows(lambda f: map(_item_row, _items(f.meeting))),
        ("议题列表", "各项议题"),
    ),
    ListField(
        "参会人员", "会议", MEETING,
        columns("姓名", ("人员类别", "类别"), ("党内职务", "职务"), "党小组", ("到会情况", "出勤", "是否到会"), ("原因", "请假原因", "缺席原因"),
                ("补课日期", "补课时间")),
        _rows(lambda f: (
            {"姓名": one.name, "人员类别": one.category.value, "党内职务": one.party_post, "党小组": one.party_group,
             "到会情况": one.came.value, "原因": _reason(one), "补课日期": Day(one.makeup_on)} for one in f.meeting.attendees)),
        ("应到人员", "应到名单", "签到表", "考勤"),
        "应到的每个人一行，到没到都在内",
    ),
    ListField(
        "会议任务", "会议", MEETING,
        columns(("负责人", "责任人"), ("任务", "事项", "内容"), ("期限", "完成时限"), ("完成日期", "完成时间"), ("进展", "落实情况")),
        _rows(lambda f: (
            {"负责人": one.who, "任务": one.what, "期限": Day(one.due_on), "完成日期": Day(one.done_on), "进展": one.progress}
            for one in f.tasks)),
        ("任务分工", "任务"),
    ),
)  # fmt: skip
