"""A year as a grid of months and kinds: done, arranged, due, late; what of the quota is met and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.domain.plan import LAST_MONTH, OTHER, PLAN_KINDS, Held, PlanItem, matched
from models.domain.plan_rules import Frequency
from models.domain.records import MeetingKind

MONTHS = range(1, LAST_MONTH + 1)


class State(StrEnum):
    """How it stands with a cell, the worst that is true of it."""

    LATE = "过期未开"
    MISSING = "缺"
    BLANK = "未记录"
    DUE = "待开"
    PLANNED = "计划"
    DONE = "已开"
    DROPPED = "不开"
    NONE = ""


SIGNS = {
    State.LATE: "！",
    State.MISSING: "×",
    State.BLANK: "！",
    State.DUE: "○",
    State.PLANNED: "○",
    State.DONE: "✓",
    State.DROPPED: "—",
    State.NONE: "",
}
_WORST = (State.LATE, State.MISSING, State.BLANK, State.DUE, State.PLANNED, State.DONE, State.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the plan with its meeting, or a meeting that nobody had planned."""

    item: PlanItem | None
    meeting: Held | None
    state: State

    @property
    def day(self) -> str:
        """The day of the meeting, else the planned one; "" = some day of the month."""
        return self.meeting.held_on if self.meeting else self.item.planned_on if self.item else ""

    @property
    def words(self) -> str:
        """What it is called."""
        return self.meeting.title if self.meeting else self.item.words if self.item else ""

    @property
    def short(self) -> str:
        """✓ 9日已开, ○ 15日计划, ！15日未开: a cell of the grid."""
        day = self.meeting.day_words if self.meeting else f"{int(self.day[8:10])}日" if self.day else ""
        word = {State.LATE: "未开", State.PLANNED: "已建" if self.meeting else "计划"}.get(
            self.state, self.state.value
        )
        if self.item and not self.item.is_meeting:
            word = {State.DONE: "已完成", State.LATE: "未完成"}.get(self.state, word)
        return f"{SIGNS[self.state]} {day}{word}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A month of one kind. `wanting` says what the quota still asks for here: 缺, 待开, with how many."""

    kind: str
    month: int
    entries: tuple[Entry, ...] = ()
    wanting: str = ""
    wanting_state: State = State.NONE
    why: str = ""  # the period and its count: 第一季度应 1 次，已开 0 次

    @property
    def state(self) -> State:
        states = {entry.state for entry in self.entries} | {self.wanting_state}
        return next((state for state in _WORST if state in states), State.NONE)

    @property
    def parts(self) -> tuple[str, ...]:
        """What stands in the cell, one after the other."""
        own = [entry.short for entry in self.entries]
        return (*own, f"{SIGNS[self.wanting_state]} {self.wanting}") if self.wanting else tuple(own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The year of one kind: asked so far and in all, done, arranged, and the periods that lack one."""

    frequency: Frequency
    asked: int  # in the whole year
    asked_so_far: int  # in the periods that are over
    done: int
    planned: int
    units: int = 1  # who has to meet: the branch, or so many groups
    # by unit ("" = the branch), the last months of the periods that are over and lack one
    missing: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    due: tuple[str, ...] = ()  # units that lack one in the running period; "" = the branch
    applies: bool = True
    why_not: str = ""

    @property
    def missing_words(self) -> str:
        """3月、5月至8月; of groups each with its name, of all alike as 各党小组."""
        if not self.missing:
            return ""
        said = {unit: self.frequency.periods(months) for unit, months in self.missing.items()}
        if "" in said:
            return said[""]
        if len(said) == self.units > 1 and len(set(said.values())) == 1:
            return f"各党小组{next(iter(said.values()))}"
        return "；".join(f"{unit}{words}" for unit, words in said.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """Everything of one year. `since` is the first month with records, "" without any: before it nothing is judged."""

    year: int
    today: str
    since: str
    cells: Mapping[tuple[str, int], Cell]
    totals: tuple[Total, ...]
    entries: tuple[Entry, ...] = ()  # by day

    def cell(self, kind: str, month: int) -> Cell:
        return self.cells[kind, month]

    def total(self, kind: MeetingKind) -> Total:
        return next(t for t in self.totals if t.frequency.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides which quotas apply: the groups, and whether there is a committee (ZB-06, ZB-12)."""

    groups: tuple[str, ...] = ()
    has_committee: bool = True
    since: str = ""  # day of the first meeting on record

    def units(self, kind: MeetingKind) -> tuple[str, ...]:
        """Who has to meet: every group, or the branch as a whole."""
        return self.groups if kind is MeetingKind.GROUP else ("",)

    def why_not(self, kind: MeetingKind) -> str:
        if kind is MeetingKind.COMMITTEE and not self.has_committee:
            return "不设支委会，有关事项由支部党员大会讨论"
        if kind is MeetingKind.GROUP and not self.groups:
            return "没有划分党小组"
        return ""


@dataclass(slots=True)
class _Quota:
    """What one kind lacks, gathered period by period."""

    wanting: dict[int, tuple[State, int]] = field(default_factory=dict[int, tuple[State, int]])
    why: dict[int, str] = field(default_factory=dict[int, str])
    missing: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    due: list[str] = field(default_factory=list[str])
    asked: int = 0
    asked_so_far: int = 0
    met: int = 0


def year_plan(
    year: int,
    items: Sequence[PlanItem],
    meetings: Sequence[Held],
    frequencies: Mapping[MeetingKind, Frequency],
    about: Circumstances,
    today: str,
) -> YearPlan:
    """The year as it stands on `today`; `meetings` are those that count for it."""
    entries = _entries(items, meetings, today)
    placed: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        placed.setdefault(_place(entry), []).append(entry)
    cells: dict[tuple[str, int], Cell] = {}
    totals: list[Total] = []
    since = about.since[:7]
    for kind, frequency in frequencies.items():
        why_not = about.why_not(kind)
        quota = _Quota() if why_not else _quota(year, frequency, entries, about, today)
        totals.append(_total(frequency, quota, entries, about))
        for month in MONTHS:
            state, count = quota.wanting.get(month, (State.NONE, 0))
            cells[kind.value, month] = Cell(
                kind=kind.value,
                month=month,
                entries=tuple(placed.get((kind.value, month), ())),
                wanting=_wanting(state, count, frequency, about),
                wanting_state=state,
                why=quota.why.get(month, why_not),
            )
    for month in MONTHS:
        cells[OTHER, month] = Cell(kind=OTHER, month=month, entries=tuple(placed.get((OTHER, month), ())))
    return YearPlan(
        year=year, today=today, since=since, cells=cells, totals=tuple(totals), entries=tuple(entries)
    )


def _total(frequency: Frequency, quota: _Quota, entries: Sequence[Entry], about: Circumstances) -> Total:
    kind = frequency.kind
    own = [entry for entry in entries if _kind(entry) == kind.value]
    why_not = about.why_not(kind)
    return Total(
        frequency=frequency,
        asked=quota.asked,
        asked_so_far=quota.asked_so_far,
        done=sum(entry.state is State.DONE for entry in own),
        planned=sum(entry.state in (State.PLANNED, State.LATE) for entry in own),
        units=len(about.units(kind)),
        missing={unit: tuple(months) for unit, months in quota.missing.items()},
        due=tuple(quota.due),
        applies=not why_not,
        why_not=why_not,
    )


def _kind(entry: Entry) -> str:
    return entry.meeting.kind.value if entry.meeting else entry.item.kind if entry.item else ""


def _place(entry: Entry) -> tuple[str, int]:
    month = entry.meeting.month if entry.meeting else entry.item.month if entry.item else 1
    return _kind(entry), month


def _entries(items: Sequence[PlanItem], meetings: Sequence[Held], today: str) -> list[Entry]:
    """Entries with their meetings, and the meetings nobody had planned, by day."""
    pairs = matched(items, meetings)
    taken = {meeting.id for meeting in pairs.values()}
    found = [
        Entry(item=item, meeting=pairs.get(item.id), state=_state(item, pairs.get(item.id), today))
        for item in items
    ]
    found += [
        Entry(item=None, meeting=meeting, state=_state(None, meeting, today))
        for meeting in meetings
        if meeting.id not in taken
    ]
    return sorted(found, key=_order)


def _order(entry: Entry) -> tuple[int, str, int, int]:
    position = entry.item.position if entry.item else 0
    kind, month = _place(entry)
    return month, entry.day or "9999", PLAN_KINDS.index(kind), position


def _state(item: PlanItem | None, meeting: Held | None, today: str) -> State:
    if meeting is not None:
        if meeting.is_blank:
            return State.BLANK if meeting.held_on < today else State.PLANNED
        return State.DONE if meeting.held_on <= today else State.PLANNED
    assert item is not None
    if item.done_on:
        return State.DONE
    if item.dropped_reason:
        return State.DROPPED
    return State.LATE if item.day < today else State.PLANNED


def _quota(
    year: int, frequency: Frequency, entries: Sequence[Entry], about: Circumstances, today: str
) -> _Quota:
    """Period by period and group by group: asked, met, missing or still due."""
    quota, kind = _Quota(), frequency.kind
    done = [e.meeting for e in entries if e.meeting and e.meeting.kind is kind and e.state is State.DONE]
    arranged = [e for e in entries if _kind(e) == kind.value and e.state in (State.PLANNED, State.BLANK)]
    this_month = f"{year:04d}-{{:02d}}"
    for last in range(frequency.months, LAST_MONTH + 1, frequency.months):
        first = last - frequency.months + 1
        months = range(first, last + 1)
        over = this_month.format(last) < today[:7]
        running = this_month.format(first) <= today[:7] <= this_month.format(last)
        judged = bool(about.since) and about.since[:7] <= this_month.format(first)
        lacking = held = 0
        for unit in about.units(kind):
            count = sum(m.month in months and (not unit or m.party_group == unit) for m in done)
            held += count
            quota.asked += frequency.times
            quota.asked_so_far += frequency.times if over and judged else 0
            if count >= frequency.times:
                continue
            lacking += frequency.times - count
            if over and judged:
                quota.missing.setdefault(unit, []).append(last)
            elif running:
                quota.due.append(unit)
        asked = frequency.times * len(about.units(kind))
        for month in months:
            quota.why[month] = f"{frequency.period(last)}应开 {asked} 次，已开 {held} 次"
        if lacking and over and judged:
            quota.wanting[last] = (State.MISSING, lacking)
        elif lacking and running:
            coming = sum(_place(e)[1] in months for e in arranged)
            if lacking > coming:
                quota.wanting[last] = (State.DUE, lacking - coming)
    return quota


def _wanting(state: State, count: int, frequency: Frequency, about: Circumstances) -> str:
    """缺, 缺 2 次, 缺 2 组; 待开 likewise; a period longer than a month is named: 本季待开."""
    if state is State.NONE:
        return ""
    if frequency.kind is MeetingKind.GROUP and len(about.groups) > 1:
        more = f" {count} 组" if frequency.times == 1 else f" {count} 次"
    else:
        more = f" {count} 次" if count > 1 else ""
    short = {1: "", 3: "本季", 12: "全年" if state is State.MISSING else "本年"}
    return f"{short.get(frequency.months, frequency.this_period)}{state.value}{more}"
