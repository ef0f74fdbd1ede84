"""党内统计 base figures (forms.md D9), counted from records as they travel: mappings without their blank fields.

Figures are a flat mapping "组/项" to a number, so that those of many branches add up. Comings and goings are those of the
register (`tenure`), who is there on a day is the card's word (`standing`): the two are held against each other. What 年报
asks and nobody records here (评议结果、培训人次) is left to the pen.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Any

from models.domain.dates import add_months
from models.domain.movement import Movement, as_of
from models.domain.movement_kinds import STOPPED
from models.domain.records import Category, Person
from models.domain.standing import standing_on
from models.domain.tenure import CAME, DEVELOPED, Dates, Passage, first_of, passages

Record = Mapping[str, Any]
Figures = dict[str, int]

MEMBERS = frozenset({"正式党员", "预备党员"})
FULL, PROBATIONARY = "正式党员", "预备党员"
DEVELOPED_KEY = f"{CAME}/{DEVELOPED}"
UNKNOWN = "未填"

PERSON_FIELDS = (
    "uuid",
    "deleted_on",
    "category",
    "joined_on",
    "left_on",
    "left_kind",
    "arrived_on",
    "membership_state",
    "confirmed_on",
    "probation_extension",
    "sex",
    "ethnicity",
    "education",
    "is_migrant_worker",
    "post",
    "birth_date",
)
MOVEMENT_FIELDS = ("person", "kind", "on_date", "receipt_on", "voided_on")
EDITION = "口径/3"  # how these figures were counted; kept ones of an earlier edition are counted again
START, END = "年末/上年末", "年末/本年末"
ENTERED = ("发展", "转入", "恢复", "其他")
LEFT = ("转出", "去世", "退党", "除名", "开除", "取消资格", "停止党籍", "其他")
UNDATED = "勾稽/停止党籍没有日期"
DIFFERS = "勾稽/对不上"  # people whose comings and goings do not explain where they are
AGES = (
    "30岁及以下",
    "31–35岁",
    "36–40岁",
    "41–45岁",
    "46–50岁",
    "51–55岁",
    "56–60岁",
    "61–65岁",
    "66–70岁",
    "71岁及以上",
    "年龄未填",
)
LEVELS = ("研究生", "大学本科", "大学专科", "中专", "高中、中技", "初中及以下", "学历未填")
PERIODS = (
    "1949年9月及以前入党",
    "1949年10月–1978年12月入党",
    "1979年1月–2012年10月入党",
    "2012年11月以后入党",
    "入党日期未填",
)
TOTAL, WOMEN, MINORITY, COLLEGE = "总计", "女", "少数民族", "大专及以上"
FARMERS = "其中农民工"
PICTURED = ("年龄", "学历", "入党", "类别")  # the charts, in the keys of `picture`
BASE_ROWS = (TOTAL, PROBATIONARY, WOMEN, MINORITY, COLLEGE, FARMERS)
POST = "岗位："  # before the words of 工作岗位, in the rows of the crossing
CROSSED = (WOMEN, MINORITY, *AGES, *LEVELS, *PERIODS)
_ACROSS = frozenset({WOMEN, MINORITY})
_COLLEGE = frozenset(LEVELS[:3])
_PERIOD_ENDS = ("1949-10", "1979-01", "2012-11")


def cell(row: str, column: str) -> str:
    """The key of one cell of the crossing."""
    return f"交叉/{row}/{column}"


@cache
def level_of(education: str) -> str:
    """学历 by its level, whatever the sheet calls it."""
    if not education:
        return LEVELS[6]
    if "研究生" in education or "硕士" in education or "博士" in education:
        return LEVELS[0]
    if "中专" in education or "中等专科" in education:
        return LEVELS[3]
    if "大专" in education or "专科" in education:
        return LEVELS[2]
    if "大学" in education or "本科" in education or "学士" in education:
        return LEVELS[1]
    return LEVELS[4] if "高中" in education or "中技" in education or "技工" in education else LEVELS[5]


def age_band(birth_date: str, year: int) -> str:
    """Age at the end of the year."""
    if len(birth_date) < 4:
        return AGES[10]
    return band_of(year - int(birth_date[:4]))


def band_of(age: int) -> str:
    """The band of an age, by 表二."""
    return AGES[0] if age <= 30 else AGES[9] if age >= 71 else AGES[(age - 26) // 5]


@cache
def period_of(joined_on: str) -> str:
    """入党时期 of a day or month."""
    if not joined_on:
        return PERIODS[4]
    return next((PERIODS[n] for n, end in enumerate(_PERIOD_ENDS) if joined_on < end), PERIODS[3])


def is_college(education: str) -> bool:
    """大专及以上."""
    return level_of(education) in _COLLEGE


def is_minority(ethnicity: str) -> bool:
    return bool(ethnicity) and not ethnicity.startswith("汉")


def add(many: Iterable[Mapping[str, int]]) -> Figures:
    """The sum of the figures of many branches."""
    total: Figures = {}
    for one in many:
        for key, number in one.items():
            total[key] = total.get(key, 0) + number
    return total


def in_tree(figures: Mapping[str, int]) -> tuple[int, int, int]:
    """What the tree of branches shows beside each of them: fen of dues, people on probation, women."""
    return (
        figures.get("党费/实收分", 0),
        figures.get(f"行/{PROBATIONARY}", 0),
        figures.get(f"行/{WOMEN}", 0),
    )


@dataclass(frozen=True)
class Period:
    """From the end of the year before to a day of this year, mostly its last."""

    year: int
    as_of: str = ""

    @classmethod
    def until(cls, year: int, day: str) -> "Period":
        """What is known of a year on a day: nothing beyond it, and of a year that is over all of it."""
        return cls(year, min(f"{year}-12-31", max(day, f"{year}-01-01")))

    @cached_property
    def before(self) -> str:
        return f"{self.year - 1}-12-31"

    @cached_property
    def last(self) -> str:
        return self.as_of or f"{self.year}-12-31"

    def holds(self, day: str) -> bool:
        return self.before < day <= self.last


@dataclass(frozen=True, slots=True)
class Seen:
    """One person in a period: the figures he is counted in, and the rows and columns of the crossing."""

    person: Record
    keys: Sequence[str]
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    was: bool = False  # in the branch before the period, and at its end
    now: bool = False
    moved: Sequence[Passage] = ()

    @property
    def differs(self) -> bool:
        """Whether what is registered does not lead from where he was to where he is."""
        change = sum(1 if one.group == CAME else -1 for one in self.moved)
        return self.was + change != self.now


def walk(
    parts: Mapping[str, Iterable[Record]], period: Period, periods: Mapping[int, Period] | None = None
) -> Iterator[Seen]:
    """Everybody on record, one by one; `periods` by branch, where each was told on another day."""
    moved: dict[str, list[Movement]] = {}
    for one in parts.get("movement", ()):
        values = {name: one.get(name, "") for name in MOVEMENT_FIELDS[1:]}
        moved.setdefault(one["person"], []).append(Movement(**values))
    for person in parts.get("person", ()):
        if not person.get("deleted_on"):
            own = periods.get(person["branch_id"], period) if periods else period
            yield _seen(person, moved.get(person.get("uuid", ""), ()), own)


def count(
    parts: Mapping[str, Iterable[Record]],
    year: int,
    paid: tuple[int, int] | None = None,
    as_of: str = "",
    seen: Iterable[Seen] | None = None,
) -> Figures:
    """The figures of one branch for one year, from its parts; what is known already: `paid`, fen and payers, and `seen`."""
    period = Period(year, as_of)
    tally: Counter[str] = Counter()
    tally["支部/总数"] = tally[EDITION] = 1
    for branch in parts.get("branch", ()):
        tally["支部/本年换届"] = int(period.holds(first_of(str(branch.get("term_started_on", "")))))
    keys: list[str] = []
    pairs: list[tuple[str, str]] = []
    for one in walk(parts, period) if seen is None else seen:
        keys += one.keys
        pairs += product(one.rows, one.columns)
    tally.update(keys)
    for (row, column), number in Counter(pairs).items():
        tally[cell(row, column) if column else f"行/{row}"] += number
    tally["党费/实收分"], tally["党费/交纳人数"] = paid or _paid(parts.get("payment", ()), period)
    for meeting in parts.get("meeting", ()):
        held = str(meeting.get("held_on", ""))
        if meeting.get("signed_on") and held[:4] == str(year) and held <= period.last:
            tally[f"会议/{meeting.get('kind', '')}"] += 1
    return {key: number for key, number in tally.items() if number}


def behind(seen: Seen) -> Iterator[str]:
    """Every key one person is counted in, those of the crossing too."""
    yield from seen.keys
    for row, column in product(seen.rows, seen.columns):
        yield cell(row, column) if column else f"行/{row}"


def _seen(person: Record, movements: Sequence[Movement], period: Period) -> Seen:
    category = person.get("category", "")
    if category not in MEMBERS:
        there = not person.get("left_on") and category not in ("", UNKNOWN)
        return Seen(person, [f"培养/{category}"] if there else ())
    card = Dates(
        joined_on=person.get("joined_on", ""),
        arrived_on=person.get("arrived_on", ""),
        left_on=person.get("left_on", ""),
        left_kind=person.get("left_kind", ""),
        is_stopped=person.get("membership_state") == STOPPED,
    )
    was = _there(person, card, movements, period.before)
    now = _there(person, card, movements, period.last)
    resting = was and now and not movements  # a card alone tells of one coming and one going
    moved = [] if resting else [one for one in passages(card, movements) if period.holds(one.day)]
    keys = [START] if was else []
    if now:
        keys.append(END)
    for one in moved:
        keys.append(one.key)
        if one.key == DEVELOPED_KEY:
            keys += _admitted(person, period.year)
    if was or now or moved:
        keys += _confirmed(person, period, now=now)
    if not now and card.is_stopped and not card.left_on:
        keys.append("其他/停止党籍")
        if not any(one.kind == STOPPED and not one.voided_on for one in movements):
            keys.append(UNDATED)
    rows, columns = _crossing(person, period) if now else ((), ())
    keys += _picture(person, rows, columns) if now else ()
    seen = Seen(person, keys, rows, columns, was, now, moved)
    if seen.differs:
        keys.append(DIFFERS)
    return seen


def _there(person: Record, card: Dates, movements: Sequence[Movement], day: str) -> bool:
    """Whether the card counts him on a day (standing_on): as it then was, when something moved him since."""
    if not movements:
        return card.counts_on(day)
    told = Person(
        category=Category(person["category"]),
        joined_on=card.joined_on,
        arrived_on=card.arrived_on,
        left_on=card.left_on,
        left_kind=card.left_kind,
        membership_state=STOPPED if card.is_stopped else "正常",
    )
    return standing_on(as_of(told, movements, day), day).in_branch


def _crossing(person: Record, period: Period) -> tuple[list[str], list[str]]:
    rows = _rows(person, period)
    columns = [
        "",
        age_band(person.get("birth_date", ""), period.year),
        level_of(person.get("education", "")),
        period_of(person.get("joined_on", "")[:7]),
        *(row for row in rows if row in _ACROSS),
    ]
    return rows, columns


def _picture(person: Record, rows: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """The four charts (models/domain/charts.py) this person stands in."""
    sex, joined = person.get("sex") or UNKNOWN, person.get("joined_on", "")
    return (
        picture(PICTURED[0], sex, columns[1]),
        picture(PICTURED[1], columns[2]),
        picture(PICTURED[2], f"{joined[:3]}0" if joined else UNKNOWN),
        picture(PICTURED[3], PROBATIONARY if PROBATIONARY in rows else FULL),
    )


@cache
def picture(*told: str) -> str:
    """The key of one bar of a chart."""
    return "图/" + "/".join(told)


def _rows(person: Record, period: Period) -> list[str]:
    rows = [TOTAL]
    if _on_probation(person, period):
        rows.append(PROBATIONARY)
    if person.get("sex") == "女":
        rows.append(WOMEN)
    if is_minority(person.get("ethnicity", "")):
        rows.append(MINORITY)
    if is_college(person.get("education", "")):
        rows.append(COLLEGE)
    if person.get("is_migrant_worker"):
        rows.append(FARMERS)
    rows.append(f"{POST}{person.get('post', '') or UNKNOWN}")
    return rows


def _on_probation(person: Record, period: Period) -> bool:
    """Whether a member was still on probation at the end (as standing_on tells it)."""
    confirmed, joined = person.get("confirmed_on", ""), person.get("joined_on", "")
    if confirmed:
        return first_of(confirmed) > period.last
    if person.get("category") == PROBATIONARY:
        return True
    return len(joined) == 10 and period.last < add_months(joined, 12)


def _admitted(person: Record, year: int) -> list[str]:
    found = ["发展/总数"]
    if person.get("sex") == "女":
        found.append("发展/女")
    if is_minority(person.get("ethnicity", "")):
        found.append("发展/少数民族")
    if age_band(person.get("birth_date", ""), year) in AGES[:2]:
        found.append("发展/35岁及以下")
    if is_college(person.get("education", "")):
        found.append("发展/大专及以上")
    return found


def _confirmed(person: Record, period: Period, *, now: bool) -> list[str]:
    """转正: done in the year; of those still on probation at its end, who was due by then, and who was extended."""
    confirmed, joined = person.get("confirmed_on", ""), person.get("joined_on", "")
    if confirmed and period.holds(first_of(confirmed)):
        return ["转正/本年转正"]
    if not now or not joined or not _on_probation(person, period):
        return []
    due, extended = add_months(first_of(joined), 12), person.get("probation_extension", "")
    until = max(due, first_of(extended)) if extended[:4].isdigit() else due
    found = ["转正/应转未转"] if until <= period.last else []
    return [*found, "转正/延长预备期"] if extended and due <= period.last else found


def _paid(payments: Iterable[Record], period: Period) -> tuple[int, int]:
    """Fen received in the period, and from how many people; what was taken back wholly is nobody's payment."""
    paid: Counter[str] = Counter()
    for one in payments:
        if period.holds(one.get("received_on", "")):
            paid[one["person"]] += int(one["amount_fen"])
    return sum(paid.values()), sum(fen > 0 for fen in paid.values())
