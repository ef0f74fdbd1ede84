"""How often each kind of meeting is held: the article's figure, or more often by the branch's own choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.domain.finding import Citation, Severity
from models.domain.records import MeetingKind
from models.domain.rules import RuleBook

YEAR = 12
RULES = {
    MeetingKind.ASSEMBLY: ("branch", "ZB-10"),
    MeetingKind.COMMITTEE: ("life", "ZB-11"),
    MeetingKind.GROUP: ("life", "ZB-12"),
    MeetingKind.LECTURE: ("life", "ZB-14"),
    MeetingKind.THEME_DAY: ("life", "ZB-15"),
    MeetingKind.ORG_LIFE: ("life", "ZB-16"),
    MeetingKind.APPRAISAL: ("life", "ZB-17"),
}
# The first is the usual one; none is rarer than the article asks (an overlay may tighten, never loosen).
CHOICES: Mapping[MeetingKind, tuple[tuple[int, int], ...]] = {
    MeetingKind.ASSEMBLY: ((1, 3), (1, 2), (1, 1)),
    MeetingKind.COMMITTEE: ((1, 1), (2, 1)),
    MeetingKind.GROUP: ((1, 1), (2, 1)),
    MeetingKind.LECTURE: ((1, 3), (1, 12), (1, 6), (1, 2), (1, 1)),
    MeetingKind.THEME_DAY: ((1, 1), (2, 1)),
    MeetingKind.ORG_LIFE: ((1, 12), (1, 6)),
    MeetingKind.APPRAISAL: ((1, 12),),
}
ASKED = {MeetingKind.LECTURE: (1, YEAR)}  # where the usual figure is practice, not the article's
_PERIODS = {1: "每月", 2: "每两个月", 3: "每季度", 6: "每半年", YEAR: "每年"}
_THIS = {1: "本月", 2: "这两个月", 3: "本季度", 6: "本半年", YEAR: "本年度"}
_HALVES = ("上半年", "下半年")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """So many times in so many months, counted from January."""

    kind: MeetingKind
    times: int
    months: int
    rule: str
    severity: Severity
    citation: Citation
    is_own: bool = False  # more often than the article asks, or a figure that no article names

    @property
    def words(self) -> str:
        """每季度 1 次."""
        return frequency_words(self.times, self.months)

    @property
    def this_period(self) -> str:
        """本季度: of the period that runs."""
        return _THIS[self.months]

    @property
    def key(self) -> str:
        return f"{self.times}/{self.months}"

    def last_month(self, month: int) -> int:
        """The last month of the period that this month is in."""
        return (month - 1) // self.months * self.months + self.months

    def period(self, month: int) -> str:
        """What the period of a month is called: 3月, 第一季度, 上半年, 全年."""
        if self.months == 1:
            return f"{month}月"
        first = self.last_month(month) - self.months + 1
        if self.months == 3:
            return f"第{'一二三四'[first // 3]}季度"
        if self.months == 6:
            return _HALVES[first // 6]
        return "全年" if self.months == YEAR else f"{first}—{first + self.months - 1}月"

    def periods(self, months: Sequence[int]) -> str:
        """Several periods, by a month of each; months that follow one another as 5月至8月."""
        if self.months > 1:
            return "、".join(self.period(month) for month in months)
        runs: list[list[int]] = []
        for month in sorted(months):
            if runs and month == runs[-1][-1] + 1:
                runs[-1].append(month)
            else:
                runs.append([month])
        return "、".join(
            f"{run[0]}月至{run[-1]}月" if len(run) > 2 else "、".join(f"{month}月" for month in run)
            for run in runs
        )


def frequency_words(times: int, months: int) -> str:
    return f"{_PERIODS[months]} {times} 次"


def frequencies(rules: RuleBook, on: str, chosen: str = "") -> dict[MeetingKind, Frequency]:
    """The branch's frequencies on a day, by kind; `chosen` as `written` has it, unknown parts are passed over."""
    own: dict[str, str] = dict(_pair(part) for part in chosen.split(";"))
    found: dict[MeetingKind, Frequency] = {}
    for kind, choices in CHOICES.items():
        area, rule = RULES[kind]
        value = rules.edition(area, on).value(rule)
        times, months = next((c for c in choices if f"{c[0]}/{c[1]}" == own.get(kind.value)), choices[0])
        found[kind] = Frequency(
            kind=kind,
            times=times,
            months=months,
            rule=rule,
            severity=value.severity,
            citation=value.citation,
            is_own=(times, months) != ASKED.get(kind, choices[0]),
        )
    return found


def _pair(part: str) -> tuple[str, str]:
    name, _, choice = part.partition("=")
    return name, choice


def written(chosen: Mapping[MeetingKind, tuple[int, int]]) -> str:
    """The choices as one setting; what is usual is left out."""
    differing = {kind: c for kind, c in chosen.items() if c in CHOICES[kind] and c != CHOICES[kind][0]}
    return ";".join(f"{kind.value}={times}/{months}" for kind, (times, months) in differing.items())
