"""What a record copied from another one gives away: blanks left over, another month, another branch, empty bodies,
paragraphs that stand in earlier minutes. Said before printing; each can be answered.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from models.domain.finding import Citation, Finding, Severity
from models.domain.meeting_records import Task
from models.domain.prose import letters, marker_of
from models.domain.record_text import Place, box_texts, task_texts, texts
from models.domain.records import AgendaItem, ItemKind, Meeting, MeetingKind
from models.domain.rules import RuleBook

CITATION = "own-text"
LEFTOVER, OTHER_DATE, OTHER_BRANCH, EMPTY, SAME = "WZ-01", "WZ-02", "WZ-03", "WZ-04", "WZ-05"
MOST_SHOWN = 3  # places named in one sentence
LEAST_SAME = 16  # letters of a paragraph that nobody writes twice by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNames:
    """What the branch is called: its name, short name, general branch, committee."""

    names: tuple[str, ...] = ()

    def includes(self, name: str) -> bool:
        """Whether a name in a text means this branch, also when it is written shorter or longer."""
        bare = _bare(name)
        return not bare or any(
            bare.endswith(own) or own.endswith(bare) for own in map(_bare, self.names) if own
        )


@dataclass(frozen=True, slots=True)
class _Hit:
    place: Place
    words: str


def check_text(
    meeting: Meeting,
    own: OwnNames,
    earlier: Mapping[str, str],
    rules: RuleBook,
    *,
    year: int = 0,
    tasks: Sequence[Task] = (),
) -> list[Finding]:
    """One finding for each thing that is wrong. `earlier`: paragraphs of other minutes (`paragraph_key`) and which
    they are; `year`: the year the meeting counts for when that is another than its day's.
    """
    parts = [(place, text) for place, text in texts(meeting) if text.strip()]
    every = [*parts, *box_texts(meeting)]
    more = [*every, *task_texts(meeting, tasks)]  # their days are other days
    found = (
        _leftovers(meeting, more, rules),
        _dates(meeting, every, rules, year),
        _branches(meeting, more, own, rules),
        _empty(meeting, parts, rules),
        _same(meeting, parts, earlier, rules),
    )
    return [finding for finding in found if finding]


def _say(
    meeting: Meeting,
    rules: RuleBook,
    rule: str,
    message: str,
    place: Place | None,
    severity: Severity = Severity.WARNING,
) -> Finding:
    citation: Citation = rules.citation(CITATION)
    return Finding(
        rule=rule,
        severity=severity,
        subject=meeting.title or meeting.kind.value,
        message=message,
        citation=citation,
        record_kind="meeting",
        record_id=meeting.id,
        field=place.code() if place else "",
    )


def _listed(hits: Sequence[_Hit], quote: bool = True) -> str:
    """The first few hits with their places; "等 5 处" when there are more."""
    seen: list[str] = []
    for hit in hits:
        words = f"{hit.place.label}“{hit.words}”" if quote else hit.words
        if words not in seen:
            seen.append(words)
    shown = "、".join(seen[:MOST_SHOWN])
    return f"{shown}等 {len(seen)} 处" if len(seen) > MOST_SHOWN else shown


def _hits(
    parts: Iterable[tuple[Place, str]], pattern: re.Pattern[str], keep: Callable[[re.Match[str]], bool]
) -> list[_Hit]:
    return [
        _Hit(replace(place, start=found.start(), length=found.end() - found.start()), found[0])
        for place, text in parts
        for found in pattern.finditer(text)
        if keep(found)
    ]


# -- blanks left over ----------------------------------------------------------------------------------------

_LEFT = re.compile(
    r"(?<![A-Za-z])[xXｘＸ×╳Ⅹ]{2,}(?![A-Za-z])"
    r"|某某+|[（(【\[]?(?:待补充|待填写|待完善|待定稿|此处填写|请填写|请补充)[）)】\]]?"
    r"|[_＿]{2,}|[（(][\s　]*[）)]|【[\s　]*】|(?<![\d*])\*{3,}|[?？]{3,}"
)


def _leftovers(meeting: Meeting, parts: Sequence[tuple[Place, str]], rules: RuleBook) -> Finding | None:
    hits = _hits(parts, _LEFT, lambda _: True)
    if not hits:
        return None
    return _say(meeting, rules, LEFTOVER, f"记录中留有没有填的地方：{_listed(hits)}，请核对", hits[0].place)


# -- another month or year -----------------------------------------------------------------------------------

_KIND_WORDS = "支部党员大会|党员大会|支部委员会|支委会|党小组会|党课|主题党日|组织生活会|民主评议|会议记录|例会|本次会议"
_ITS_OWN = re.compile(
    rf"(?:(?P<year>20\d\d)年)?(?P<month>\d{{1,2}})月(?:份|(?P<day>\d{{1,2}})[日号])?[的，,]?(?:支部|本支部|全体党员|党员)?"
    rf"(?:召开|开展|举行|组织)?(?:了)?(?:{_KIND_WORDS})"
)
_TODAY = re.compile(r"(?:今天|今日|现在)是?(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_YEAR_ONLY = re.compile(rf"(?P<year>20\d\d)年度?(?:{_KIND_WORDS})")
_OTHER_TIME = re.compile(
    "上次|上一次|上月|上个月|上季|去年|上年|前次|下次|下月|下个月|明年|今后|以前|拟于|定于|将于|拟在|将在|预定|计划|准备|安排在|推迟到"
)
_ABOUT_IT = re.compile(
    "的?(?:决定|决议|精神|部署|纪要|结果|整改|以来|期间|上[，的提通讨])"
)  # what another meeting left behind
_BEFORE = 8  # letters in which such a word stands
_LATE_KINDS = (MeetingKind.ORG_LIFE, MeetingKind.APPRAISAL)  # often held for the year before


def _dates(
    meeting: Meeting, parts: Sequence[tuple[Place, str]], rules: RuleBook, counts_for: int
) -> Finding | None:
    if len(meeting.held_on) < 10:
        return None
    year, month, day = (int(part) for part in meeting.held_on.split("-"))
    years = {year, counts_for or year, year - 1 if meeting.kind in _LATE_KINDS else year}

    def strange(found: re.Match[str]) -> bool:
        before = found.string[max(0, found.start() - _BEFORE) : found.start()]
        if _OTHER_TIME.search(before) or _ABOUT_IT.match(found.string, found.end()):
            return False
        said = found.groupdict()
        return (
            bool(said["year"])
            and int(said["year"]) not in years
            or bool(said.get("month"))
            and int(said["month"]) != month
            or bool(said.get("day"))
            and int(said["day"]) != day
        )

    titled = [(Place(0, "title"), meeting.title)]
    hits = [hit for pattern in (_ITS_OWN, _TODAY, _YEAR_ONLY) for hit in _hits(parts, pattern, strange)]
    in_title = _hits(titled, _ITS_OWN, strange) or _hits(titled, _YEAR_ONLY, strange)
    if not hits and not in_title:
        return None
    said = [f"会议名称“{in_title[0].words}”"] if in_title else []
    said += [_listed(sorted(hits, key=lambda hit: hit.place))] if hits else []
    message = f"会议在 {meeting.held_on} 召开，记录显示{'、'.join(said)}，请核对"
    return _say(meeting, rules, OTHER_DATE, message, hits[0].place if hits else None)


# -- another branch ------------------------------------------------------------------------------------------

_KINDS_OF_PLACE = "村|社区|居委会|镇|乡|街道|公司|集团|厂|学校|小学|中学|学院|大学|医院|卫生院|局|所|站|中心|机关|合作社|协会|商会|银行|法院"
_ANCHOR = re.compile("党支部|党总支|支部委员会|支部党员大会")
_NAME = re.compile(
    rf"(?P<name>[一-鿿]{{1,14}}(?:{_KINDS_OF_PLACE})(?:第[一二三四五六七八九十]{{1,2}})?)(?:联合)?$"
)
_LONGEST_NAME = 20
_CUT = re.compile(
    r"[在对向由与和的是到了将从经为同请请把被给让及或按由就以据，、：]|支部|中共|传达|学习|组织|召开|参观|通报|表扬|欢迎"
)
_GENERAL = re.compile("各|本|我|全|每|这|那|某|哪|几|该|另|两个|所属|其他|有的|基层|先进|优秀|农村")


def _bare(name: str) -> str:
    """A branch's name without what all of them share."""
    text = re.sub(r"^中共|中国共产党", "", name)
    return re.sub(r"(?:联合)?(?:党支部|党总支|总支部委员会|支部委员会|党委|委员会)$", "", text)


def _branches(
    meeting: Meeting, parts: Sequence[tuple[Place, str]], own: OwnNames, rules: RuleBook
) -> Finding | None:
    if not any(map(_bare, own.names)):
        return None
    hits: list[_Hit] = []
    for place, text in parts:
        for anchor in _ANCHOR.finditer(text):
            begin = max(0, anchor.start() - _LONGEST_NAME)
            found = _NAME.search(text[begin : anchor.start()])
            name = _CUT.split(found["name"])[-1] if found else ""
            if not found or len(name) < 2 or _GENERAL.match(name) or own.includes(name):
                continue
            start, end = begin + found.end("name") - len(name), anchor.end()
            hits.append(_Hit(replace(place, start=start, length=end - start), text[start:end]))
    if not hits:
        return None
    message = f"记录显示别的支部的名称：{_listed(hits)}，请核对是否为本支部的记录"
    return _say(meeting, rules, OTHER_BRANCH, message, hits[0].place)


# -- empty bodies --------------------------------------------------------------------------------------------

_NOTHING = {"略", "无", "同上", "见上", "暂无", "此处略", "内容略", "如上"}
_SPEAKER_ONLY = re.compile(r"^[\s　]*(?P<name>[一-鿿·]{2,12}(?:同志|书记|委员)?)[：:][\s　]*$", re.MULTILINE)
_DECIDES = tuple(kind for kind in ItemKind if kind is not ItemKind.STUDY)


def _empty(meeting: Meeting, parts: Sequence[tuple[Place, str]], rules: RuleBook) -> Finding | None:
    hits = [*_bare_headings(parts), *_hits(parts, _SPEAKER_ONLY, lambda _: True)]
    hits += [_Hit(place, text.strip()) for place, text in parts if text.strip(" 　\n。（）()") in _NOTHING]
    said = [f"{_listed(hits)}下面没有内容"] if hits else []
    place = hits[0].place if hits else None
    for seq, item in enumerate(meeting.items, start=1):
        if not item.title.strip():
            said.append(f"议题 {seq} 没有名称")
            place = place or Place(seq, "title")
        written = any(there.seq == seq and there.field != "title" for there, _ in parts)
        if not written and parts and not _told_in_course(meeting, item):
            said.append(f"议题 {seq} 没有记录内容")
            place = place or Place(seq, "content")
        elif item.kind in _DECIDES and item.vote.voted and not item.decision.strip():
            said.append(f"议题 {seq} 表决了，没有决议")
            place = place or Place(seq, "decision")
    if not any(there.field != "title" for there, _ in parts):
        message = "会议内容还没有填写，打印出来是空格，供手写"
        return _say(meeting, rules, EMPTY, message, Place(0, "content"), Severity.INFO)
    if not said:
        return None
    return _say(meeting, rules, EMPTY, f"{'；'.join(said)}，请核对", place)


def _told_in_course(meeting: Meeting, item: AgendaItem) -> bool:
    """Whether an item without texts of its own is dealt with in the course of the meeting."""
    course = meeting.content.strip()
    by_item = meeting.kind in (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE)
    return bool(course) and (not by_item or item.title.strip()[:12] in course)


def _bare_headings(parts: Sequence[tuple[Place, str]]) -> Iterator[_Hit]:
    """A heading that is followed by another of its level or a higher one, or by nothing."""
    for place, text in parts:
        if place.field not in ("content", "report", "summary"):
            continue
        start = 0
        open_: tuple[int, _Hit] | None = None
        for line in text.split("\n"):
            found = marker_of(line)
            if open_ and line.strip():
                if found and found.level <= open_[0]:
                    yield open_[1]
                open_ = None
            if found and (
                found.level <= 2 and line.strip()[-1] not in "。；;" or not line[found.end :].strip()
            ):
                open_ = found.level, _Hit(replace(place, start=start, length=len(line)), line.strip())
            start += len(line) + 1
        if open_:
            yield open_[1]


# -- the same paragraph --------------------------------------------------------------------------------------

_NO_LETTERS = re.compile(r"[^0-9A-Za-z一-鿿]+")
_NUMBERS = re.compile(r"[0-9]+|[〇零一二三四五六七八九十百]+")


def paragraph_key(paragraph: str) -> str:
    """What a paragraph says without marks and numbers: the same text of another month is the same; "" when too short."""
    own = marker_of(paragraph)
    words = _NO_LETTERS.sub("", paragraph[own.end :] if own else paragraph)
    return _NUMBERS.sub("#", words) if letters(words) >= LEAST_SAME else ""


def paragraphs(meeting: Meeting) -> Iterator[tuple[Place, str, str]]:
    """Every paragraph long enough to be told apart: place, key, words."""
    for place, text in texts(meeting):
        if place.field == "title":
            continue
        start = 0
        for line in text.split("\n"):
            if key := paragraph_key(line):
                yield replace(place, start=start, length=len(line)), key, line
            start += len(line) + 1


def _same(
    meeting: Meeting, parts: Sequence[tuple[Place, str]], earlier: Mapping[str, str], rules: RuleBook
) -> Finding | None:
    if not parts:
        return None
    by_source: dict[str, list[_Hit]] = {}
    seen: set[str] = set()
    for place, key, words in paragraphs(meeting):
        source = earlier.get(key) or ("本次记录前面" if key in seen else "")
        seen.add(key)
        if source:
            by_source.setdefault(source, []).append(_Hit(place, words.strip()))
    if not by_source:
        return None
    said: list[str] = []
    for source, hits in list(by_source.items())[:MOST_SHOWN]:
        first = hits[0].words
        quoted = f"{first[:18]}…" if len(first) > 20 else first
        more = f"等 {len(hits)} 段" if len(hits) > 1 else ""
        said.append(
            f"“{quoted}”{more}与{source}的记录相同"
            if source != "本次记录前面"
            else f"“{quoted}”{more}在本次记录中有两处"
        )
    more = f"等 {len(by_source)} 次会议" if len(by_source) > MOST_SHOWN else ""
    first_place = next(iter(by_source.values()))[0].place
    return _say(meeting, rules, SAME, f"记录显示{'；'.join(said)}{more}，请核对", first_place)
