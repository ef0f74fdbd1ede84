"""Days for meetings that serve the quota and the pipeline's windows at once, and what breaks when one is moved.

A window says what a meeting is needed for, from when to when, and by which article. Windows of one kind that share days
become one proposal; its day is looked for among the days they all allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.domain.calendar import WorkCalendar
from models.domain.dates import add_days, add_months, chinese_date, full
from models.domain.finding import Citation
from models.domain.planner_windows import Window
from models.domain.records import MeetingKind

NOTICE_DAYS = 3  # between the notice and the meeting (forms.md A1: 3 to 5)
WORKDAYS, WEEKENDS, ANY_DAY = "工作日", "周末", "都可以"
DAYS = (WORKDAYS, WEEKENDS, ANY_DAY)
_WEEK = "一二三四五六日"
LATE_BY = 14  # days in which something that is late already is looked for a day
REVIEW_DAYS = 4  # between the committee's look at a matter and the assembly, where there is room
_CROWDED = 10  # as bad as so many days away: two meetings on one day


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One meeting on one day with all that it serves; `notes` say what is special about the day."""

    kind: MeetingKind
    on: str
    windows: tuple[Window, ...]
    party_group: str = ""
    is_late: bool = False  # some window is over already
    fixed: "Fixed | None" = None  # a meeting that is arranged already and takes these matters on

    @property
    def item_id(self) -> int:
        """The entry of the plan that it is, or gets its day; 0 = a new one."""
        if self.fixed is not None:
            return self.fixed.item_id
        return next((w.item_id for w in self.windows if w.item_id), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A meeting to come that has its day: on the plan, made already, or both."""

    kind: MeetingKind
    on: str
    party_group: str = ""
    item_id: int = 0
    meeting_id: int = 0


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


# -- days for it -------------------------------------------------------------------------------------------------


def propose(
    windows: Sequence[Window],
    calendar: WorkCalendar,
    today: str,
    wishes: Wishes,
    arranged: Sequence[Fixed] = (),
) -> list[Proposal]:
    """The fewest meetings that serve every window, each on a day that suits; by day.

    Matters of people go to a meeting that is arranged already where its day allows it. Assemblies come first: what the
    committee has to look at before them ends the day before.
    """
    used, groups_meet = {fixed.on for fixed in arranged}, set[str]()
    made: list[Proposal] = []
    soonest = add_days(today, NOTICE_DAYS)
    order = [MeetingKind.ASSEMBLY, *(kind for kind in MeetingKind if kind is not MeetingKind.ASSEMBLY)]
    for kind in order:
        own = [_ended(w, made) for w in windows if w.kind is kind]
        taken_on, own = _taken_on(own, [f for f in arranged if f.kind is kind])
        made += taken_on
        for unit in dict.fromkeys(w.party_group for w in own):
            for group in _gather([w for w in own if w.party_group == unit], soonest):
                reviewed = any(w.before in {one.words for one in group} for w in windows if w.before)
                first = add_days(soonest, REVIEW_DAYS) if reviewed else soonest
                others = used - groups_meet if kind is MeetingKind.GROUP else used  # groups meet on one day
                proposal = _placed(kind, unit, group, calendar, (soonest, first), wishes, others)
                if kind is MeetingKind.GROUP and proposal.on not in used:
                    groups_meet.add(proposal.on)
                used.add(proposal.on)
                made.append(proposal)
    return sorted(made, key=lambda p: (p.on, order.index(p.kind)))


def _taken_on(windows: Sequence[Window], arranged: Sequence[Fixed]) -> tuple[list[Proposal], list[Window]]:
    """People's matters at the earliest arranged meeting their windows allow; and the windows that are left."""
    chosen: dict[Fixed, list[Window]] = {}
    left: list[Window] = []
    for window in windows:
        fitting = [f for f in arranged if window.earliest <= f.on and (not window.end or f.on <= window.end)]
        if window.person_id and fitting:
            chosen.setdefault(min(fitting, key=lambda f: f.on), []).append(window)
        else:
            left.append(window)
    made = [
        Proposal(kind=f.kind, on=f.on, windows=tuple(own), party_group=f.party_group, fixed=f)
        for f, own in chosen.items()
    ]
    return made, left


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
