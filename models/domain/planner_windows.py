"""What meetings are needed for: the quota, entries of the plan without a day, the pipeline; each as a window of days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.domain.dates import add_days, add_months, chinese_date
from models.domain.finding import Citation
from models.domain.next_steps import NextStep
from models.domain.plan_rules import YEAR, Frequency
from models.domain.records import ItemKind, MeetingKind, Person
from models.domain.year_plan import Circumstances, Entry, State

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
REVIEWED_FIRST = ("confirmation",)  # the committee looks at it before the assembly does (FZ-41, ZB-21)


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
    if entry.state not in (State.DONE, State.PLANNED, State.BLANK):
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


def step_windows(
    person: Person, steps: Iterable[NextStep], has_committee: bool, last: str, review: Citation | None = None
) -> list[Window]:
    """Meetings which a person's next steps need until a day; a step for which the rules set no end is wished soon.

    `review` is where it is written that the committee looks at it first (ZB-21).
    """
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
            found.append(_review_of(found[-1], person, review))
    return found


def _review_of(window: Window, person: Person, citation: Citation | None) -> Window:
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
        citation=citation,
        before=window.words,
    )
