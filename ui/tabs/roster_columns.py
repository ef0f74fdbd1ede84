"""Columns of the roster as a clerk knows them, and the source behind them: ids and order from SQL, pages of records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.domain.dates import age_on, chinese_date
from models.domain.filters import FilterField, Kind, own_ids
from models.domain.grouping import Pile
from models.domain.idnumber import masked
from models.domain.records import Category, Person
from models.domain.standing import party_age
from models.domain.yearbook import Figures
from models.services.desk import Desk
from models.services.roster_rows import Clause, RosterQuery
from models.services.roster_signs import RosterSign
from ui.record_model import Column

# label, scope, category of the choices above the list
SHOWN: tuple[tuple[str, str, str], ...] = (
    ("在册党员", "members", ""),
    ("正式党员", "members", Category.FULL),
    ("预备党员", "members", Category.PROBATIONARY),
    ("发展对象", "all", Category.CANDIDATE),
    ("入党积极分子", "all", Category.ACTIVIST),
    ("入党申请人", "all", Category.APPLICANT),
    ("停止党籍的人", "stopped", ""),
    ("已离开的人", "left", ""),
    ("所有人", "all", ""),
)


NOTHING = RosterSign()
LETTER = "介绍信在途"
SORTED_BY_SIGNS = 2_000  # people: of more, the list goes by its open marks alone


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of the list: the person, what is said beside the name, the branch's own fields by their id."""

    person: Person
    sign: RosterSign = NOTHING
    own: Mapping[int, str] = field(default_factory=dict[int, str])


class RosterSource:
    """Rows for the table; `revealed` shows ID numbers whole."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.query = RosterQuery()
        self.revealed = False
        self.as_of = ""  # another day than today
        self._signs: dict[int, RosterSign] = {}

    def keys(self) -> Sequence[int]:
        return self.keys_where(self.query.where)

    def keys_where(self, where: Clause | None) -> Sequence[int]:
        """Who would be shown by another search put together by hand."""
        query = replace(self.query, where=where)
        if self.as_of and self.query.scope == "members":
            return self._desk.roster.keys_on(replace(query, as_of=self.as_of))
        ids = self._desk.roster.keys(query)
        return self._by_signs(ids) if query.sort == "marks" and len(ids) <= SORTED_BY_SIGNS else ids

    def _by_signs(self, ids: Sequence[int]) -> Sequence[int]:
        """Whom one has to look at first, last or first; those of one weight by name."""
        people = sorted(self._desk.roster.fetch(ids), key=lambda person: person.pinyin)
        said = self._said(people)
        weights = {person.id: said[person.id].weight for person in people}
        return sorted(weights, key=lambda i: weights[i], reverse=self.query.descending)

    def piles(self, key: str, where: Clause | None) -> list[Pile]:
        """Those shown, counted by a field: of a past day, those of that day."""
        query = replace(self.query, where=where)
        if self.as_of and self.query.scope == "members":
            query = self._desk.roster.on(replace(query, as_of=self.as_of))
        return self._desk.filters.piles(key, query, self.day())

    def pictured(self, where: Clause | None) -> Figures:
        """The figures of the charts of those shown, as they were on the day that is looked at."""
        ids = self.keys_where(where)
        past = self._desk.roster.fetch_on(ids, self.as_of) if self.as_of else None
        return self._desk.figures.pictured(ids, self.day(), past)

    def fetch(self, ids: Sequence[int]) -> Sequence[RosterLine]:
        people, own = self.people(ids), self._desk.filters.own_values(ids)
        said = self._said(self._desk.roster.fetch(ids) if self.as_of else people)
        return [RosterLine(person, said[person.id], own.get(person.id, {})) for person in people]

    def forget(self) -> None:
        """Something was changed: what is said beside the names is asked again."""
        self._signs.clear()

    def _said(self, people: Sequence[Person]) -> Mapping[int, RosterSign]:
        """What is said of people now; judged once until something changes, for a search types on."""
        new = [person for person in people if person.id not in self._signs]
        if new:
            self._signs |= dict.fromkeys((person.id for person in new), NOTHING) | self._desk.signs(new)
        return self._signs

    def people(self, ids: Sequence[int]) -> Sequence[Person]:
        """The cards, of another day as they then were."""
        roster = self._desk.roster
        return roster.fetch_on(ids, self.as_of) if self.as_of else roster.fetch(ids)

    def day(self) -> str:
        """The day that ages are counted on."""
        return self.as_of or self._desk.today()

    def fields(self) -> Mapping[str, FilterField]:
        """Every field there is: each can be a column."""
        return self._desk.filters.fields()

    def set_sort(self, key: str, descending: bool) -> None:
        self.query = replace(self.query, sort=key, descending=descending)

    def narrow(self, text: str, scope: str, category: str, marked: bool) -> None:
        self.query = replace(self.query, text=text, scope=scope, category=category, marked=marked)

    def ask(self, where: Clause | None) -> None:
        """What a search put together by hand asks, beside the rest."""
        self.query = replace(self.query, where=where)

    def id_text(self, person: Person) -> str:
        return person.id_number if self.revealed else masked(person.id_number)


def age_in_party(person: Person, today: str) -> str:
    """党龄 in whole years, in months during the first; empty for who has none."""
    age = party_age(person, today)
    if age is None:
        return ""
    years, months = age
    return f"{years} 年" if years else f"{months} 个月"


def sign_text(sign: RosterSign) -> str:
    """The words of the strips on the card, with how many there are: ！待核 1，× 不符 2，介绍信在途."""
    wrong = "× 不符" if sign.is_wrong else "！核对"
    told = (
        f"！待核 {sign.marks}" if sign.marks else "",
        f"{wrong} {len(sign.findings)}" if sign.findings else "",
        LETTER if sign.letter else "",
    )
    return "，".join(part for part in told if part)


def sign_tip(sign: RosterSign) -> str:
    """The same in full, a line each."""
    lines = [f"{sign.marks} 处待核实，见右侧详情"] if sign.marks else []
    lines += [finding.message for finding in sign.findings]
    if sign.letter:
        lines.append(f"{chinese_date(sign.letter)}开出介绍信，还没有收到回执")
    return "\n".join(lines)


def roster_columns(source: RosterSource, today: Callable[[], str]) -> tuple[Column[RosterLine], ...]:
    """The usual columns, then every other field, to be chosen; what is missing is left empty, never guessed."""
    usual = _usual_columns(source, today)
    known = {*(column.key for column in usual), "party_years", "memo"}
    return (*usual, *(field_column(one, today) for one in source.fields().values() if one.key not in known))


def field_column(one: FilterField, today: Callable[[], str]) -> Column[RosterLine]:
    """A column of any field of the card, shown when somebody asks for it."""
    right = "right" if one.kind is Kind.NUMBER else "left"
    if one.key == "age":
        return Column(
            key="age",
            title=one.title,
            text=lambda r: str(age if (age := age_on(r.person.birth_date, today())) is not None else ""),
            width=56,
            align=right,
            sort="age",
            visible=False,
        )
    width = (
        98 if one.kind is Kind.DATE else max(56, 26 + 14 * len(one.title)) if one.kind is Kind.FLAG else 130
    )
    text = _text_of(one)
    return Column(key=one.key, title=one.title, text=text, width=width, align=right, visible=False, tip=text)


def _text_of(one: FilterField) -> Callable[[RosterLine], str]:
    if numbers := own_ids(one.key):
        return lambda r: next((r.own[number] for number in numbers if number in r.own), "")
    if one.kind is Kind.FLAG:
        return lambda r: "是" if getattr(r.person, one.key) else ""
    return lambda r: str(getattr(r.person, one.key) or "")


def _usual_columns(source: RosterSource, today: Callable[[], str]) -> tuple[Column[RosterLine], ...]:
    return (
        Column(key="name", title="姓名", text=lambda r: r.person.name, width=84, wrap=True),
        Column(
            key="marks",
            title="标记",
            text=lambda r: sign_text(r.sign),
            width=104,
            tone=lambda r: "late" if r.sign.is_wrong else "soon" if sign_text(r.sign) != LETTER else "quiet",
            tip=lambda r: sign_tip(r.sign),
            wrap=True,
        ),
        Column(key="sex", title="性别", text=lambda r: r.person.sex, width=52),
        Column(key="birth_date", title="出生日期", text=lambda r: r.person.birth_date, width=98),
        Column(key="ethnicity", title="民族", text=lambda r: r.person.ethnicity, width=72),
        Column(key="education", title="学历", text=lambda r: r.person.education, width=96),
        Column(
            key="category",
            title="人员类别",
            text=lambda r: r.person.left_kind or r.person.category,
            width=92,
            tone=lambda r: "quiet" if r.person.left_on else "",
        ),
        Column(key="joined_on", title="入党日期", text=lambda r: r.person.joined_on, width=98),
        Column(key="confirmed_on", title="转正日期", text=lambda r: r.person.confirmed_on, width=98),
        Column(
            key="standing",
            title="党龄",
            text=lambda r: age_in_party(r.person, today()),
            width=64,
            align="right",
        ),
        Column(key="post", title="工作岗位", text=lambda r: r.person.post, width=130),
        Column(key="phone", title="手机号码", text=lambda r: r.person.phone, width=116),
        Column(key="id_number", title="身份证号", text=lambda r: source.id_text(r.person), width=176),
        Column(key="address", title="现居住地", text=lambda r: r.person.address, width=200),
        Column(
            key="party_post", title="党内职务", text=lambda r: r.person.party_post, width=96, visible=False
        ),
        Column(
            key="party_group", title="党小组", text=lambda r: r.person.party_group, width=96, visible=False
        ),
        Column(key="left_on", title="离开日期", text=lambda r: r.person.left_on, width=98, visible=False),
    )


def state_sentence(counts: dict[str, int]) -> str:
    """38 名党员，其中预备 2 名；3 条待核。"""
    if not counts["members"]:
        return "名册里还没有党员。"
    told = f"{counts['members']:,} 名党员"
    if counts["probationary"]:
        told += f"，其中预备 {counts['probationary']:,} 名"
    return f"{told}；{counts['marks']:,} 条待核。" if counts["marks"] else f"{told}；没有待核。"
