"""Days for meetings that serve the quota and the pipeline's windows at once, and what breaks when one is moved.

A window says what a meeting is needed for, from when to when, and by which article. Windows of one kind that share days
become one proposal; its day is looked for among the days they all allow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.domain.calendar import WorkCalendar
from models.domain.dates import add_days, add_months, chinese_date, full
from models.domain.finding import Citation
from models.domain.next_steps import NextStep
from models.domain.plan_rules import YEAR, Frequency
from models.domain.records import ItemKind, MeetingKind, Person
from models.domain.year_plan import Circumstances, Entry, State

NOTICE_DAYS = 3  # between the notice and the meeting (forms.md A1: 3 to 5)
WORKDAYS, WEEKENDS, ANY_DAY = "工作日", "周末", "都可以"
DAYS = (WORKDAYS, WEEKENDS, ANY_DAY)
_WEEK = "一二三四五六日"
LATE_BY = 14  # days in which something that is late already is looked for a day
REVIEW_DAYS = 4  # between the committee's look at a matter and the assembly, where there is room
_CROWDED = 4  # as bad as so many days away: two meetings on one day

# The meeting at which a step of the pipeline is taken, what it is there, and whether an item of the agenda decides it.
STEPS: Mapping[str, tuple[MeetingKind, str, ItemKind | None]] = {
    "activist": (MeetingKind.COMMITTEE, "研究确定{}为入党积极分子", ItemKind.ACTIVIST),
    "seek_opinions": (MeetingKind.COMMITTEE, "讨论拟列{}为发展对象", ItemKind.CANDIDATE),
    "candidate": (MeetingKind.COMMITTEE, "公示期满，研究列{}为发展对象", ItemKind.CANDIDATE),
    "committee_review": (MeetingKind.COMMITTEE, "审查发展对象{}", ItemKind.ORDINARY),
    "admission": (MeetingKind.ASSEMBLY, "讨论接收{}为预备党员", ItemKind.ADMIT),
    "confirmation": (MeetingKind.ASSEMBLY, "讨论{}预备期满转正", ItemKind.CONFIRM),
    "oath": (MeetingKind.THEME_DAY, "{}入党宣誓", None),
}
REVIEWED_FIRST = ("confirmation",)  # the committee looks at it before the assembly does (FZ-41)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a meeting is needed for. `latest` is the rule's; without one, `wished` says until when it is sensible."""

    kind: MeetingKind
    words: str
    why: str
    earliest: str
    latest: str = ""
    wished: str = ""
    party_group: str = ""
    citation: Citation | None = None
    person_id: int = 0
    item_kind: ItemKind | None = None
    item_id: int = 0  # the entry of the plan that has no day yet
    quota: str = ""  # the period whose quota it fills: two of one period are two meetings
    provisional: bool = False  # 暂算: holidays unknown
    before: str = ""  # the words of the window that must come after this one

    @property
    def end(self) -> str:
        return self.latest or self.wished

    @property
    def span(self) -> str:
        """2026年12月3日至2027年1月2日, 2026年12月3日起."""
        first, last = chinese_date(self.earliest), chinese_date(self.latest)
        return f"{first}至{last}" if last else f"{first}起" if first else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One meeting on one day with all that it serves; `notes` say what is special about the day."""

    kind: MeetingKind
    on: str
    windows: tuple[Window, ...]
    party_group: str = ""
    is_late: bool = False  # some window is over already

    @property
    def item_id(self) -> int:
        return next((w.item_id for w in self.windows if w.item_id), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """What does not hold on a day. `is_rule`: an article's window, not a wish."""

    words: str
    citation: Citation | None = None
    is_rule: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the branch likes: working days or weekends, the day of the month each kind is usually held on."""

    days: str = WORKDAYS
    usual: Mapping[MeetingKind, int] | None = None
    theme_day: int = 0

    def day_of_month(self, kind: MeetingKind) -> int:
        """0 = no usual day."""
        if kind is MeetingKind.THEME_DAY and self.theme_day:
            return self.theme_day
        return (self.usual or {}).get(kind, 0)

    def suits(self, day: date, calendar: WorkCalendar) -> bool:
        if self.days == ANY_DAY:
            return True
        works = calendar.is_workday(day)
        return works if self.days == WORKDAYS else not works and day.weekday() >= 5


# -- what is needed ----------------------------------------------------------------------------------------------


def quota_windows(
    year: int,
    entries: Sequence[Entry],
    frequencies: Mapping[MeetingKind, Frequency],
    about: Circumstances,
    first: str,
    last: str,
) -> list[Window]:
    """Meetings which the quota of the periods between two days still wants, and entries that have no day yet."""
    found: list[Window] = []
    for kind, frequency in frequencies.items():
        if about.why_not(kind):
            continue
        for end in range(frequency.months, 13, frequency.months):
            start = end - frequency.months + 1
            opens = f"{year:04d}-{start:02d}-01"
            closes = add_days(add_months(f"{year:04d}-{end:02d}-01", 1), -1)
            if closes < first or opens > last:
                continue
            for unit in about.units(kind):
                own = [e for e in entries if _counts(e, kind, unit, start, end)]
                undated = [e for e in own if e.item and not e.day]
                found += [_of_item(e, frequency, unit) for e in undated if _month_end(e) >= first]
                for number in range(frequency.times - len(own)):
                    found.append(_of_quota(frequency, unit, opens, closes, number, year))
    return found


def _counts(entry: Entry, kind: MeetingKind, unit: str, first: int, last: int) -> bool:
    """Whether it is held or meant to be held for this unit in these months."""
    if entry.state not in (State.DONE, State.PLANNED):
        return False
    if entry.meeting:
        same = entry.meeting.kind is kind
        group, month = entry.meeting.party_group, entry.meeting.month
    else:
        item = entry.item
        assert item is not None
        same, group, month = item.kind == kind.value, item.party_group, item.month
    return same and first <= month <= last and (not unit or group == unit)


def _month_end(entry: Entry) -> str:
    assert entry.item is not None
    return add_days(add_months(f"{entry.item.year:04d}-{entry.item.month:02d}-01", 1), -1)


def _of_item(entry: Entry, frequency: Frequency, unit: str) -> Window:
    item = entry.item
    assert item is not None
    return Window(
        kind=frequency.kind,
        words=f"计划：{item.words}",
        why=f"列在{item.month}月的计划里，还没有定日子",
        earliest=f"{item.year:04d}-{item.month:02d}-01",
        wished=_month_end(entry),
        party_group=unit or item.party_group,
        item_id=item.id,
        quota=f"{item.id}",
    )


def _of_quota(frequency: Frequency, unit: str, opens: str, closes: str, number: int, year: int) -> Window:
    kind, month = frequency.kind, int(closes[5:7])
    usual = "" if frequency.months < YEAR or kind is MeetingKind.LECTURE else f"{year:04d}-10-01"
    period = f"{year}年度" if frequency.months == YEAR else f"{year}年{frequency.period(month)}"
    return Window(
        kind=kind,
        words=f"{period}{kind.value}" + (f"（{unit}）" if unit else ""),
        why=f"{kind.value}{frequency.words}"
        + ("，一般安排在第四季度" if usual and kind is MeetingKind.ORG_LIFE else ""),
        earliest=max(opens, usual),
        latest=closes,
        party_group=unit,
        citation=frequency.citation,
        quota=f"{period}{unit}{number}",
    )


def step_windows(person: Person, steps: Iterable[NextStep], has_committee: bool, last: str) -> list[Window]:
    """Meetings which a person's next steps need until a day; a step for which the rules set no end is wished soon."""
    found: list[Window] = []
    for step in steps:
        if step.code not in STEPS or not step.earliest or step.earliest > last:
            continue
        kind, words, item_kind = STEPS[step.code]
        if kind is MeetingKind.COMMITTEE and not has_committee:
            kind = MeetingKind.ASSEMBLY
        found.append(
            Window(
                kind=kind,
                words=words.format(person.name),
                why=step.why,
                earliest=step.earliest,
                latest=step.latest,
                wished="" if step.latest else add_months(step.earliest, 1),
                citation=step.citation,
                person_id=person.id,
                item_kind=item_kind,
                provisional=step.provisional,
            )
        )
        if step.code in REVIEWED_FIRST and has_committee:
            found.append(_review_of(found[-1], person))
    return found


def _review_of(window: Window, person: Person) -> Window:
    """The committee's look at a matter before the assembly; its end is the assembly's day, once there is one."""
    return replace(
        window,
        kind=MeetingKind.COMMITTEE,
        words=f"审查{person.name}转正事项",
        why="提交支部党员大会之前由支委会审查",
        earliest=add_days(window.earliest, -14),
        latest="",
        wished=window.end,
        item_kind=ItemKind.ORDINARY,
        before=window.words,
    )


# -- days for it -------------------------------------------------------------------------------------------------


def propose(
    windows: Sequence[Window], calendar: WorkCalendar, today: str, wishes: Wishes, taken: Iterable[str] = ()
) -> list[Proposal]:
    """The fewest meetings that serve every window, each on a day that suits; by day.

    Assemblies first: what the committee has to look at before them ends the day before.
    """
    used = set(taken)
    made: list[Proposal] = []
    soonest = add_days(today, NOTICE_DAYS)
    order = [MeetingKind.ASSEMBLY, *(kind for kind in MeetingKind if kind is not MeetingKind.ASSEMBLY)]
    for kind in order:
        own = [_ended(w, made) for w in windows if w.kind is kind]
        for unit in sorted({w.party_group for w in own}):
            for group in _gather([w for w in own if w.party_group == unit], soonest):
                reviewed = any(w.before in {one.words for one in group} for w in windows if w.before)
                first = add_days(soonest, REVIEW_DAYS) if reviewed else soonest
                # groups meet on one day, each for itself
                others = used - used if kind is MeetingKind.GROUP else used
                proposal = _placed(kind, unit, group, calendar, (soonest, first), wishes, others)
                used.add(proposal.on)
                made.append(proposal)
    return sorted(made, key=lambda p: (p.on, order.index(p.kind), p.party_group))


def _ended(window: Window, made: Sequence[Proposal]) -> Window:
    """A window before another matter, ended by the day which that matter got."""
    if not window.before:
        return window
    days = [p.on for p in made if any(w.words == window.before for w in p.windows)]
    return replace(window, latest=add_days(min(days), -1), wished="") if days else window


def _usable(window: Window, soonest: str) -> tuple[str, str, bool]:
    """First and last day that can still be had, and whether the window is over already."""
    first = max(window.earliest, soonest)
    if window.latest:
        today = add_days(soonest, -NOTICE_DAYS)
        if today <= window.latest < first and window.earliest <= window.latest:
            return max(window.earliest, today), window.latest, False  # in time if the notice is short
        over = window.latest < first
        return first, add_days(first, LATE_BY) if over else window.latest, over
    return first, window.wished if window.wished >= first else add_months(first, 1), False


def _gather(windows: Sequence[Window], soonest: str) -> list[tuple[Window, ...]]:
    """Windows that share days, as few gatherings as possible: earliest end first, everything that still fits joins."""
    left = sorted(windows, key=lambda w: (_usable(w, soonest)[1], w.earliest, w.words))
    found: list[tuple[Window, ...]] = []
    while left:
        group, rest = [left[0]], list[Window]()
        first, last, _ = _usable(left[0], soonest)
        for window in left[1:]:
            begin, end, _ = _usable(window, soonest)
            apart = window.quota and any(w.quota for w in group)
            if max(first, begin) <= min(last, end) and not apart:
                first, last = max(first, begin), min(last, end)
                group.append(window)
            else:
                rest.append(window)
        found.append(tuple(group))
        left = rest
    return found


def _placed(
    kind: MeetingKind,
    unit: str,
    group: tuple[Window, ...],
    calendar: WorkCalendar,
    soonest: tuple[str, str],
    wishes: Wishes,
    used: set[str],
) -> Proposal:
    """`soonest`: the first day there can be, and the first there should be."""
    spans = [_usable(window, soonest[0]) for window in group]
    first, last = max(s[0] for s in spans), min(s[1] for s in spans)
    first = max(first, min(soonest[1], last))
    begin, end = full(first), full(last)
    assert begin is not None and end is not None
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    suiting = [day for day in days if wishes.suits(day, calendar)]
    suiting = suiting or [day for day in days if calendar.is_workday(day)] or days
    aim = _aim(kind, group, begin, end, wishes)
    best = min(suiting, key=lambda d: (abs((d - aim).days) + _CROWDED * (d.isoformat() in used), d))
    return Proposal(
        kind=kind, on=best.isoformat(), windows=group, party_group=unit, is_late=any(s[2] for s in spans)
    )


def _aim(kind: MeetingKind, group: Sequence[Window], begin: date, end: date, wishes: Wishes) -> date:
    """The day one would like best: the usual one of the month; for people's matters a week in, else mid-window."""
    usual = wishes.day_of_month(kind)
    if usual:
        for month in range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month):
            year, number = divmod(month, 12)
            day = full(f"{year:04d}-{number + 1:02d}-{min(usual, 28):02d}")
            if day is not None and begin <= day <= end:
                return day
    if any(window.person_id for window in group):
        return min(begin + timedelta(days=7), begin + (end - begin) / 2)
    return begin + (end - begin) / 2


# -- moved -------------------------------------------------------------------------------------------------------


def breaks(
    proposal: Proposal,
    on: str,
    calendar: WorkCalendar,
    today: str,
    wishes: Wishes,
    others: Sequence[Proposal] = (),
) -> list[Break]:
    """What no longer holds when the meeting is held on this day, rules first."""
    day = full(on)
    if day is None:
        return [Break(words="还没有写完整的日子", is_rule=True)]
    found: list[Break] = []
    for window in proposal.windows:
        window = _ended(window, others)
        if window.earliest and on < window.earliest:
            words = f"{window.words}：最早{chinese_date(window.earliest)}（{window.why}）"
            found.append(Break(words=words, citation=window.citation, is_rule=True))
        elif window.latest and on > window.latest:
            words = f"{window.words}：最晚{chinese_date(window.latest)}（{window.why}）"
            found.append(Break(words=words, citation=window.citation, is_rule=True))
        elif not window.latest and today <= window.wished < on:
            found.append(Break(words=f"{window.words}：{window.why}", citation=window.citation))
    if on < today:
        found.append(Break(words="这一天已经过去", is_rule=True))
    elif on < add_days(today, NOTICE_DAYS):
        found.append(Break(words=f"离今天不到 {NOTICE_DAYS} 天，通知要赶紧发"))
    if not wishes.suits(day, calendar):
        found.append(Break(words=f"{day_words(day, calendar)}，不是{wishes.days}"))
    same = [o for o in others if o is not proposal and o.on == on and not _both_groups(o, proposal)]
    if same:
        names = "、".join(dict.fromkeys(f"{o.party_group}{o.kind.value}" for o in same))
        found.append(Break(words=f"同一天还有{names}，时间要错开"))
    theme = wishes.theme_day
    if proposal.kind is MeetingKind.THEME_DAY and theme and day.day != theme:
        found.append(Break(words=f"主题党日固定在每月 {theme} 日"))
    return sorted(found, key=lambda b: not b.is_rule)


def _both_groups(one: Proposal, other: Proposal) -> bool:
    """Two groups meet on one day without taking anybody from each other."""
    return one.kind is other.kind is MeetingKind.GROUP and one.party_group != other.party_group


def day_words(day: date, calendar: WorkCalendar) -> str:
    """周五; 周六（调休上班）; 周四（放假）; a year without holidays is said."""
    week = f"周{_WEEK[day.weekday()]}"
    if day in calendar.work:
        return f"{week}（调休上班）"
    if day in calendar.off:
        return f"{week}（放假）"
    return week if calendar.is_known(day) else f"{week}（节假日暂算）"
