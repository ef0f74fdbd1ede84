"""What the paper form D9 is made from: the figures, the names behind them, and whether they explain one another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.domain.dates import chinese_date
from models.domain.facts import PaperFacts
from models.domain.tenure import CAME, WENT
from models.domain.yearbook import (
    END,
    PROBATIONARY,
    START,
    UNDATED,
    Figures,
    Period,
    Record,
    Seen,
    age_band,
    level_of,
    period_of,
    walk,
)

GROUPS = (CAME, WENT, "转正")
MOST_GAPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """名单级附表: one person behind a figure of coming, going or confirming."""

    kind: str  # 增加：发展 …
    name: str
    sex: str = ""
    birth_date: str = ""
    education: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """名单级附表: one member of the end of the year, in the words of the crossing's heads."""

    name: str
    sex: str = ""
    ethnicity: str = ""
    birth_date: str = ""
    age: str = ""
    education: str = ""
    level: str = ""
    joined_on: str = ""
    period: str = ""
    post: str = ""
    marks: str = ""  # 预备, 农民工


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One branch of a committee's table, or the sum of those below one general branch, before them."""

    name: str
    figures: Figures
    is_sum: bool = False
    is_inside: bool = False  # of the general branch that was summed last


@dataclass(frozen=True, slots=True, kw_only=True)
class YearbookFacts(PaperFacts):
    """D9: a branch with the names behind its figures, or a committee with its branches.

    `reported` is what was handed in as last year's end, None when nobody has told; `gaps` are the people who do not fit,
    `suspects` those whom the report and the roster may have counted each in its way, told when the two differ.
    """

    year: int
    figures: Figures
    since: str = ""  # where branches told on different days, the first; as_of is the last
    people: tuple[NameLine, ...] = ()
    members: tuple[MemberLine, ...] = ()
    units: tuple[UnitLine, ...] = ()
    reported: int | None = None
    gaps: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    graded: tuple[int, ...] = ()  # of the year's appraisal, best first


def names_behind(seen: Iterable[Seen], period: Period) -> tuple[NameLine, ...]:
    """Who came, went, was confirmed or should have been, as the figures count them, by kind and day."""
    found: list[NameLine] = []
    for one in seen:
        days = {passage.key: passage.on for passage in one.moved}
        for key in one.keys:
            group, _, how = key.partition("/")
            if group in GROUPS:
                confirmed = one.person.get("confirmed_on", "") if how == "本年转正" else ""
                found.append(_name_line(one.person, f"{group}：{how}", days.get(key, confirmed)))
    order = {group: place for place, group in enumerate(GROUPS)}
    return tuple(sorted(found, key=lambda line: (order[line.kind[:2]], line.kind, line.on, line.name)))


def _name_line(person: Record, kind: str, on: str) -> NameLine:
    told = {name: str(person.get(name, "")) for name in ("name", "sex", "birth_date", "education")}
    return NameLine(kind=kind, on=on, **told)


def members_behind(seen: Iterable[Seen], period: Period) -> tuple[MemberLine, ...]:
    """Everybody of the end of the year, so that each cell of the crossing can be counted by hand."""
    return tuple(_member_line(one, period) for one in seen if one.now)


def _member_line(one: Seen, period: Period) -> MemberLine:
    person = one.person
    told = {
        name: str(person.get(name, ""))
        for name in ("name", "sex", "ethnicity", "birth_date", "education", "joined_on", "post")
    }
    marks = ["预备"] if PROBATIONARY in one.rows else []
    marks += ["农民工"] if person.get("is_migrant_worker") else []
    return MemberLine(
        age=age_band(told["birth_date"], period.year),
        level=level_of(told["education"]),
        period=period_of(told["joined_on"][:7]),
        marks="、".join(marks),
        **told,
    )


def until_words(since: str, as_of: str) -> str:
    """Up to which day figures go; of many branches, from the first to the last day on which one told."""
    last = chinese_date(as_of)
    return f"各支部上报之日（{chinese_date(since)}至{last}）" if since and since != as_of else last


# whether the figures explain one another


@dataclass(frozen=True, slots=True)
class Balance:
    """Last year-end + in − out = year-end."""

    start: int
    came: int
    went: int
    end: int

    @classmethod
    def of(cls, figures: Mapping[str, int]) -> "Balance":
        def group(name: str) -> int:
            return sum(number for key, number in figures.items() if key.startswith(f"{name}/"))

        return cls(figures.get(START, 0), group(CAME), group(WENT), figures.get(END, 0))

    @property
    def computed(self) -> int:
        return self.start + self.came - self.went

    @property
    def holds(self) -> bool:
        return self.computed == self.end

    def words(self) -> str:
        """上年末 38 ＋ 增加 3 － 减少 1 ＝ 40，与年末 40 相符."""
        told = f"上年末 {self.start:,} ＋ 增加 {self.came:,} － 减少 {self.went:,} ＝ {self.computed:,}"
        if self.holds:
            return f"{told}，与年末 {self.end:,} 相符"
        return f"{told}，年末却是 {self.end:,}，差 {abs(self.end - self.computed):,}"


def reported_words(start: int, reported: int | None) -> str:
    """How last year's report and the roster of that day compare; "" while nobody has told the report."""
    if reported is None:
        return ""
    if reported == start:
        return f"上年年报上报 {reported:,} 名，与名册上年末相符"
    more = "多" if reported > start else "少"
    return (
        f"上年年报上报 {reported:,} 名，比名册上年末 {start:,} 名{more} {abs(reported - start):,} 名，请核对"
    )


def gap_words(one: Seen, period: Period) -> str:
    """Who is missing, and what is registered of him."""
    told = "、".join(f"{chinese_date(passage.on)}{passage.how}" for passage in one.moved) or "没有登记增减"
    was, now = ("在册" if there else "不在册" for there in (one.was, one.now))
    return (
        f"{one.person.get('name', '')}：上年末{was}，{chinese_date(period.last)}{now}，而变动登记是：{told}"
    )


def undated_words(person: Record) -> str:
    """A stop without its day is counted in no year."""
    return f"{person.get('name', '')}：党籍状态是停止党籍，没有登记从哪一天起，算不进哪一年的减少"


def gaps(seen: Sequence[Seen], period: Period) -> tuple[str, ...]:
    """One sentence for everybody who does not fit, those that break the sum first."""
    differing = [gap_words(one, period) for one in seen if one.differs]
    undated = [undated_words(one.person) for one in seen if UNDATED in one.keys]
    return (*differing, *undated)


def look(
    parts: Mapping[str, Iterable[Record]], period: Period, periods: Mapping[int, Period] | None = None
) -> list[Seen]:
    """Everybody who matters to the figures of a period, or of that of his branch."""
    return [one for one in walk(parts, period, periods) if one.keys]
