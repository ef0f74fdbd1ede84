"""党内统计 base figures (forms.md D9), counted from records as they travel: mappings without their blank fields.

Figures are a flat mapping "组/项" to a number, so that those of many branches add up. What 年报 asks and nobody records
here (评议结果、培训人次) is left to the pen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from models.domain.facts import PaperFacts

Record = Mapping[str, Any]
Figures = dict[str, int]
Crossed = tuple[Record, list[str]]  # a member at the end of the year, and the rows he stands in

MEMBERS = frozenset({"正式党员", "预备党员"})
PROBATIONARY = "预备党员"
STOPPED = "停止党籍"
UNKNOWN = "未填"

PERSON_FIELDS = (
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
START, END = "年末/上年末", "年末/本年末"
ENTERED = ("发展", "转入", "其他")
LEFT = ("转出", "去世", "退党", "除名", "其他")
AGES = (
    "30岁及以下",
    "31–35岁",
    "36–40岁",
    "41–45岁",
    "46–50岁",
    "51–55岁",
    "56–60岁",
    "61岁及以上",
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
        return AGES[8]
    age = year - int(birth_date[:4])
    return AGES[0] if age <= 30 else AGES[7] if age >= 61 else AGES[(age - 26) // 5]


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
    total: Counter[str] = Counter()
    for one in many:
        total.update(one)
    return dict(total)


def count(parts: Mapping[str, Iterable[Record]], year: int, paid: tuple[int, int] | None = None) -> Figures:
    """The figures of one branch for one year, from its parts; `paid`: fen and payers, when they are known already."""
    tally: Counter[str] = Counter()
    tally["支部/总数"] = 1
    for branch in parts.get("branch", ()):
        tally["支部/本年换届"] = int(str(branch.get("term_started_on", ""))[:4] == str(year))
    crossed: list[Crossed] = []
    for person in parts.get("person", ()):
        if not person.get("deleted_on"):
            _person(tally, crossed, person, year)
    _cross(tally, crossed, year)
    tally["党费/实收分"], tally["党费/交纳人数"] = paid or _paid(parts.get("payment", ()), str(year))
    for meeting in parts.get("meeting", ()):
        if meeting.get("signed_on") and str(meeting.get("held_on", ""))[:4] == str(year):
            tally[f"会议/{meeting.get('kind', '')}"] += 1
    return {key: number for key, number in tally.items() if number}


def _person(tally: Counter[str], crossed: list[Crossed], person: Record, year: int) -> None:
    category = person.get("category", "")
    joined = person.get("joined_on", "")
    left, this = person.get("left_on", ""), str(year)
    if category not in MEMBERS and not joined:
        if not left:
            tally[f"培养/{category or UNKNOWN}"] += 1
        return
    arrived = person.get("arrived_on", "")
    since = max(joined, arrived)
    if since[:4] > this or (left and left[:4] < this):
        return
    if person.get("membership_state") == STOPPED:
        tally["其他/停止党籍"] += 1
        return
    if since[:4] < this:
        tally[START] += 1
    else:
        how = "转入" if arrived and arrived[:4] == this else "发展"
        tally[f"增加/{how}"] += 1
        if how == "发展":
            _admitted(tally, person, year)
    _confirmed(tally, person, year)
    if left[:4] == this:
        kind = person.get("left_kind", "")
        tally[f"减少/{kind if kind in LEFT else '其他'}"] += 1
        return
    tally[END] += 1
    crossed.append((person, _rows(person, year)))


def _rows(person: Record, year: int) -> list[str]:
    rows = [TOTAL]
    if _on_probation(person, year):
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


def _on_probation(person: Record, year: int) -> bool:
    """Whether a member was still on probation when the year ended."""
    confirmed = person.get("confirmed_on", "")
    return confirmed[:4] > str(year) if confirmed else person.get("category") == PROBATIONARY


def _cross(tally: Counter[str], crossed: list[Crossed], year: int) -> None:
    """Every row a member stands in against every column: gathered first, counted at once."""
    pairs: list[tuple[str, str]] = []
    for person, rows in crossed:
        columns = [
            "",
            age_band(person.get("birth_date", ""), year),
            level_of(person.get("education", "")),
            period_of(person.get("joined_on", "")[:7]),
            *(row for row in rows if row in _ACROSS),
        ]
        pairs += product(rows, columns)
    for (row, column), number in Counter(pairs).items():
        tally[cell(row, column) if column else f"行/{row}"] += number


def _admitted(tally: Counter[str], person: Record, year: int) -> None:
    tally["发展/总数"] += 1
    if person.get("sex") == "女":
        tally["发展/女"] += 1
    if is_minority(person.get("ethnicity", "")):
        tally["发展/少数民族"] += 1
    if age_band(person.get("birth_date", ""), year) in AGES[:2]:
        tally["发展/35岁及以下"] += 1
    if is_college(person.get("education", "")):
        tally["发展/大专及以上"] += 1


def _confirmed(tally: Counter[str], person: Record, year: int) -> None:
    """转正: due in the year, done in the year, extended."""
    confirmed, joined = person.get("confirmed_on", ""), person.get("joined_on", "")
    if confirmed[:4] == str(year):
        tally["转正/本年转正"] += 1
    elif not confirmed and person.get("category") == PROBATIONARY and joined[:4] == str(year - 1):
        tally["转正/应转未转"] += 1
    if person.get("probation_extension") and not confirmed:
        tally["转正/延长预备期"] += 1


def _paid(payments: Iterable[Record], year: str) -> tuple[int, int]:
    """Fen received in the year, and from how many people."""
    found = [one for one in payments if one.get("received_on", "")[:4] == year]
    return sum(int(one["amount_fen"]) for one in found), len({one["person"] for one in found})


# the paper form D9


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """名单级附表: one person behind a figure."""

    kind: str  # 增加：发展 …
    name: str
    sex: str = ""
    birth_date: str = ""
    education: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One branch of a committee's table."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class YearbookFacts(PaperFacts):
    """D9: a branch with the names behind its figures, or a committee with its branches."""

    year: int
    figures: Figures
    people: tuple[NameLine, ...] = ()
    units: tuple[UnitLine, ...] = ()


def names_behind(people: Iterable[Record], year: int) -> tuple[NameLine, ...]:
    """Who came and who went in the year, as the figures count them, by kind and day."""
    found: list[NameLine] = []
    for person in people:
        tally: Counter[str] = Counter()
        if not person.get("deleted_on"):
            _person(tally, [], person, year)
        for key in tally:
            group, _, how = key.partition("/")
            if group not in ("增加", "减少"):
                continue
            since = max(person.get("joined_on", ""), person.get("arrived_on", ""))
            found.append(
                NameLine(
                    kind=f"{group}：{how}",
                    name=str(person["name"]),
                    sex=str(person.get("sex", "")),
                    birth_date=str(person.get("birth_date", "")),
                    education=str(person.get("education", "")),
                    on=since if group == "增加" else str(person.get("left_on", "")),
                )
            )
    return tuple(sorted(found, key=lambda line: (line.kind, line.on, line.name)))
