"""A vote as counted: what cannot be true of its numbers, both readings of written opinions, one person at a time.

What is impossible is never stored (`impossible`); what is merely not enough is recorded, and may be recorded as 未通过.
"""

import re
from collections.abc import Callable, Sequence

from models.domain.finding import Finding, Severity
from models.domain.records import AgendaItem, ItemKind, Meeting, MeetingKind, Tally, Vote
from models.domain.rules import RuleBook, RuleValue, Share

PASSED, FAILED = "通过", "未通过"
RESULTS = ("", PASSED, FAILED)
SECRET, HANDS = "无记名投票", "举手"
PERSON_VOTES = (ItemKind.ADMIT, ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL)
_SEVERAL = re.compile(
    r"等\s*[2-9两二三四五六七八九十]+\s*(?:名|位|人|同志)|[2-9两二三四五六七八九十]+\s*(?:名|位)同志"
)
_COURSE = (  # the parts of an admission, and how minutes speak of them
    ("本人汇报", re.compile(r"汇报|宣读|本人(?:介绍|陈述)|自我介绍")),
    ("介绍人介绍并表明意见", re.compile(r"介绍人")),
    (
        "支委会报告审查情况",
        re.compile(r"(?:支委会|支部委员会|支委|委员会|支部).{0,12}(?:审查|考察|政审|报告)|审查情况"),
    ),
)
Say = Callable[..., Finding]


def cast(vote: Vote) -> int:
    """Everything counted for, against and neither, written opinions among them."""
    return vote.yes + vote.no + vote.abstain


def impossible(vote: Vote, kind: ItemKind, counted: Tally) -> str:
    """Why these numbers cannot all be true, as a sentence; "" when they can. Nothing voted is never impossible."""
    if not vote.voted:
        return ""
    papers = _ballots(vote, kind) or _handed_out(vote, kind, counted)
    return (papers if vote.method != HANDS else _hands(vote, counted)) or _written(vote, counted)


def _room(counted: Tally) -> int:
    """How many may be in the room: who is ticked as present, and who is not ticked at all yet."""
    return counted.expected - counted.leave - counted.absent


def _handed_out(vote: Vote, kind: ItemKind, counted: Tally) -> str:
    """A paper goes to somebody in the room; who sent an opinion in gets none. Of elections it is a finding (XJ-08)."""
    room = _room(counted)
    if kind is ItemKind.ELECTION or not counted.expected or vote.issued <= room:
        return ""
    return f"发出 {vote.issued} 票，多于到会的 {room} 人；会前交来的书面意见不发票，填在“书面意见”一栏"


def _ballots(vote: Vote, kind: ItemKind) -> str:
    """More came back than were handed out is a void election (XJ-08), which may have happened and is recorded."""
    if kind is not ItemKind.ELECTION and vote.issued and vote.returned > vote.issued:
        return f"收回 {vote.returned} 票，多于发出的 {vote.issued} 票"
    if vote.returned and vote.valid > vote.returned:
        return f"有效票 {vote.valid} 张，多于收回的 {vote.returned} 张"
    if vote.valid and cast(vote) > vote.valid + vote.written:
        more = f"加书面意见 {vote.written} 件" if vote.written else ""
        return f"赞成、不赞成、弃权共 {cast(vote)} 票，多于有效票 {vote.valid} 张{more}"
    papers, called = next(
        ((n, w) for n, w in ((vote.returned, "收回的"), (vote.issued, "发出的")) if n), (0, "")
    )
    if papers and not vote.valid and cast(vote) > papers + vote.written:
        return f"赞成、不赞成、弃权共 {cast(vote)} 票，多于{called} {papers} 票"
    return ""


def _hands(vote: Vote, counted: Tally) -> str:
    raised = cast(vote) - vote.written
    room = _room(counted)
    if counted.expected and raised > room:
        who = f"应到的 {room} 人" if room == counted.expected else f"到会的 {room} 人"
        return f"举手的共 {raised} 人，多于{who}"
    return ""


def _written(vote: Vote, counted: Tally) -> str:
    if counted.entitled and vote.written > counted.entitled:
        return f"书面意见 {vote.written} 件，多于应到有表决权的 {counted.entitled} 人"
    if vote.written_yes + vote.written_no > vote.written:
        return f"书面意见同意、不同意共 {vote.written_yes + vote.written_no} 件，多于收到的 {vote.written} 件"
    for name, part, whole in (("同意", vote.written_yes, vote.yes), ("不同意", vote.written_no, vote.no)):
        if part > whole:
            word = "赞成" if name == "同意" else "不赞成"
            return f"书面意见{name} {part} 件，多于{word}的 {whole} 票（票数应连同书面意见）"
    return ""


def unfinished(vote: Vote) -> str:
    """What is still missing of a secret ballot before its minutes can be signed; "" when all papers are counted."""
    if not vote.voted or vote.method == HANDS or cast(vote) >= vote.valid:
        return ""
    return f"赞成、不赞成、弃权共 {cast(vote)} 票，比有效票少 {vote.valid - cast(vote)} 票；没有画的算弃权，请补齐"


def without_written(vote: Vote) -> int | None:
    """Votes for it when written opinions are not counted; None when nobody said how many of them were for it."""
    if vote.written and not vote.written_yes and not vote.written_no:
        return None
    return vote.yes - vote.written_yes


def check_written(
    meeting: Meeting, item: AgendaItem, counted: Tally, majority: Share, rules: RuleBook, say: Say
) -> list[Finding]:
    """FZ-28: counted among the votes, never among those present; the 2026 edition no longer says so in what was seen."""
    vote = item.vote
    if not vote.written or item.kind not in PERSON_VOTES or meeting.kind is not MeetingKind.ASSEMBLY:
        return []
    value = rules.edition("development", meeting.held_on).value("FZ-28")
    away = counted.entitled - counted.entitled_present
    told = _parts(vote)
    found: list[Finding] = []
    if counted.entitled and vote.written > away:
        text = f"有书面意见 {vote.written} 件，未到会的有表决权党员只有 {away} 人，请核对"
        found.append(say(value, meeting, item, text, Severity.WARNING))
    text = f"有书面意见 {vote.written} 件{told}：须在会前提交并注明同意或不同意；计入票数，不计入到会人数"
    if not counted.entitled or not majority.reached(vote.yes, counted.entitled):
        return [*found, say(value, meeting, item, text, Severity.INFO)]
    bare = without_written(vote)
    if bare is None and not majority.reached(vote.yes - vote.written, counted.entitled):
        text += (
            f"。不计书面意见时赞成可能少于 {majority.needed(counted.entitled)} 票，没有分清同意几件，无法判断"
        )
        return [*found, say(value, meeting, item, text, Severity.UNKNOWN)]
    if bare is not None and not majority.reached(bare, counted.entitled):
        text += (
            f"。计入书面意见赞成 {vote.yes} 票，达到；不计入 {bare} 票，未达到 {majority.needed(counted.entitled)} 票。"
            "2026 年修订后是否计入未核实，请按上级口径确定"
        )
        return [*found, say(value, meeting, item, text, Severity.WARNING)]
    return [*found, say(value, meeting, item, text, Severity.INFO)]


def _parts(vote: Vote) -> str:
    if not vote.written_yes and not vote.written_no:
        return ""
    rest = vote.written - vote.written_yes - vote.written_no
    words = [f"同意 {vote.written_yes}", f"不同意 {vote.written_no}", *([f"弃权 {rest}"] if rest else [])]
    return f"（{'、'.join(words)}）"


def check_one_by_one(meeting: Meeting, item: AgendaItem, rules: RuleBook, say: Say) -> list[Finding]:
    """FZ-29: each person is discussed and voted on alone, in an item of their own."""
    if item.kind not in PERSON_VOTES or meeting.kind is not MeetingKind.ASSEMBLY or not item.vote.voted:
        return []
    value = rules.edition("development", meeting.held_on).value("FZ-29")
    if not (item.person_id or item.person_name) and item.title.strip() in ("", item.kind.value):
        text = "没有写明关于谁，无法判断是否逐人讨论、逐人票决"
        return [say(value, meeting, item, text, Severity.UNKNOWN)]
    others = _others(meeting.items, item)
    if others or _SEVERAL.search(item.title):
        whom = f"（{'、'.join(others)}）" if others else ""
        text = f"记录显示一项议题表决了不止一人{whom}，须逐人讨论、逐人票决，请核对"
        return [say(value, meeting, item, text)]
    return []


def _others(items: Sequence[AgendaItem], item: AgendaItem) -> list[str]:
    """People of the meeting's other items of this kind whom the title names, too."""
    names = {one.person_name for one in items if one.kind is item.kind and one.person_name}
    return sorted(name for name in names - {item.person_name} if name in item.title)


def check_course(meeting: Meeting, item: AgendaItem, rules: RuleBook, say: Say) -> list[Finding]:
    """FZ-30: what the record of an admission speaks of; a record without words is another finding's matter."""
    told = f"{item.report}\n{item.content}\n{meeting.content}".strip()
    if item.kind is not ItemKind.ADMIT or meeting.kind is not MeetingKind.ASSEMBLY or not told:
        return []
    missing = [words for words, pattern in _COURSE if not pattern.search(told)]
    if not missing:
        return []
    value = rules.edition("development", meeting.held_on).value("FZ-30")
    text = f"记录显示会议经过没有写到：{'、'.join(missing)}，请核对"
    return [say(value, meeting, item, text)]


def check_result(
    meeting: Meeting, item: AgendaItem, carried: bool, majority: RuleValue, say: Say
) -> list[Finding]:
    """What the minutes say it came to, beside what the numbers come to."""
    if item.result == FAILED and carried:
        text = f"记录为未通过，赞成 {item.vote.yes} 票已达到通过的条件，请核对"
        return [say(majority, meeting, item, text, Severity.WARNING)]
    return []
