"""D1 党员花名册 on landscape A4 or A3 with the columns one chooses, and D1.2, the same list to put on a wall.

All 25 columns of forms.md D1 are there; those that fit A4 are the default. D1.2 hides the middle of ID and
phone numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._text import amount
from exporters.spec import (
    PAPER_L,
    PAPER_L3,
    Align,
    Block,
    Cell,
    Form,
    FormSpec,
    Grid,
    Line,
    Paper,
    Paragraph,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.facts import BranchFacts
from models.domain.records import Category, Person, Sex
from models.domain.standing import party_age

_COLLEGE = ("大学", "大专", "研究生", "硕士", "博士", "本科", "学士")
_MIN_SIZE, _USUAL_SIZE = 7.5, 10.5
_LEAST_TEXT = 0.7  # of the usual width of columns with running text
_LEADING = 1.15  # forty members with addresses of two lines are three pages
_MARGINS = 2.1  # mm, left and right of a cell's text


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the roster; `width` in mm at the usual size."""

    title: str
    width: float
    align: Align = "center"


COLUMNS = {
    "no": _Column("序号", 8),
    "name": _Column("姓名", 19),
    "sex": _Column("性别", 8),
    "ethnicity": _Column("民族", 13),
    "birth_date": _Column("出生日期", 24),
    "id_number": _Column("公民身份号码", 45),
    "education": _Column("学历", 18),
    "degree": _Column("学位", 12),
    "category": _Column("人员\n类别", 11.5),
    "joined_on": _Column("入党日期", 24),
    "confirmed_on": _Column("转正日期", 24),
    "party_age": _Column("党龄", 12),
    "party_post": _Column("党内职务", 18.5),
    "post": _Column("工作岗位", 27, "left"),
    "employer": _Column("工作单位及职务", 34, "left"),
    "household": _Column("户籍所在地", 34, "left"),
    "address": _Column("现居住地", 30, "left"),
    "phone": _Column("手机号码", 28.5),
    "party_group": _Column("所在\n党小组", 19),
    "membership_state": _Column("党籍\n状态", 12),
    "is_mobile": _Column("是否\n流动", 9),
    "is_lost": _Column("是否\n失联", 9),
    "is_migrant_worker": _Column("是否\n农民工", 12),
    "dues": _Column("月党费", 15, "right"),
    "remark": _Column("备注", 20, "left"),
}
ALL_COLUMNS = tuple(COLUMNS)
DEFAULT_COLUMNS = (
    "no",
    "name",
    "sex",
    "ethnicity",
    "birth_date",
    "id_number",
    "education",
    "category",
    "joined_on",
    "confirmed_on",
    "party_post",
    "phone",
    "address",
)


HOMES = ("household", "address")  # nobody's home hangs on a notice board


def masked(text: str, head: int, tail: int) -> str:
    """Only the first and the last characters stay: 530129********0049."""
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[-tail:] if hidden > 0 else text


def _age(person: Person, on: str) -> str:
    age = party_age(person, on)
    if age is None:
        return ""
    years, months = age
    return f"{years}年" if years else f"{months}个月"


def _yes(flag: bool) -> str:
    return "是" if flag else "否"


def _line(number: int, person: Person, facts: BranchFacts) -> dict[str, str]:
    texts = {key: str(getattr(person, key)) for key in ALL_COLUMNS if key not in ("no", "party_age", "dues")}
    return texts | {
        "no": str(number),
        "sex": person.sex.value,
        "category": {Category.FULL: "正式", Category.PROBATIONARY: "预备"}.get(person.category, ""),
        "party_age": _age(person, facts.as_of),
        "is_mobile": _yes(person.is_mobile),
        "is_lost": _yes(person.is_lost),
        "is_migrant_worker": _yes(person.is_migrant_worker),
        "dues": amount(facts.dues_fen.get(person.id, 0)),
    }


def _is_college(education: str) -> bool:
    """大专以上 by the words of the education code list."""
    if education.endswith("专科"):
        return education != "中等专科"
    return any(word in education for word in _COLLEGE)


def _statistics(members: Sequence[Person]) -> str:
    full = sum(p.category is Category.FULL for p in members)
    women = sum(p.sex is Sex.FEMALE for p in members)
    minority = sum(bool(p.ethnicity) and not p.ethnicity.startswith("汉") for p in members)
    college = sum(_is_college(p.education) for p in members)
    return (
        f"共{len(members)}名：正式{full}名、预备{len(members) - full}名；女{women}名、"
        f"少数民族{minority}名、大专以上{college}名"
    )


def prepare(facts: BranchFacts, *, hide: bool = False) -> Values:
    """The members in the order they are given; `hide` masks ID and phone numbers."""
    people = [_line(number, person, facts) for number, person in enumerate(facts.members, start=1)]
    if hide:
        for one in people:
            one["id_number"] = masked(one["id_number"], 6, 4)
            one["phone"] = masked(one["phone"], 3, 4)
            one["birth_date"] = one["birth_date"][:7]  # the masked digits are the birth date
    return {
        "branch": facts.branch.name,
        "as_of": facts.as_of,
        "statistics": _statistics(facts.members),
        "people": people,
    }


def _scaled(width: float, size: float) -> float:
    """Width in mm of a column at another type size; the cell's margins stay."""
    return (width - _MARGINS) * size / _USUAL_SIZE + _MARGINS


def _sizes(chosen: Sequence[_Column], room: float) -> tuple[float, tuple[float, ...]]:
    """The largest type that fits, and the widths: numbers and dates keep theirs, running text gives way."""
    size = _USUAL_SIZE
    while True:
        widths = [_scaled(c.width, size) for c in chosen]
        text = [w for w, c in zip(widths, chosen, strict=True) if c.align == "left"]
        fixed = sum(widths) - sum(text)
        if size <= _MIN_SIZE or fixed + sum(text) * _LEAST_TEXT <= room:
            break
        size -= 0.5
    factor = max(_LEAST_TEXT, (room - fixed) / sum(text)) if text else 1.0
    return size, tuple(w * factor if c.align == "left" else w for w, c in zip(widths, chosen, strict=True))


def layout(columns: Sequence[str], paper: Paper) -> tuple[Block, ...]:
    """Head and lines for these columns; the type shrinks, down to 7.5 pt, where they want more than the paper."""
    chosen = [COLUMNS[key] for key in columns]
    size, widths = _sizes(chosen, paper.text_width)
    return (
        Title(text="党员花名册"),
        Line(parts=("党支部：{branch}", "统计截止：{as_of}"), size=10.5),
        Paragraph(text="{statistics}", align="left", size=10.5, indent=0),
        Grid(
            widths=widths,
            size=size,
            leading=_LEADING,
            head=(Row(height=10, cells=tuple(Cell(text=c.title, label=True, size=size) for c in chosen)),),
            rows=(
                RepeatRow(
                    each="people",
                    rows=(
                        Row(
                            height=8,
                            cells=tuple(
                                Cell(text=f"{{{key}}}", align=column.align)
                                for key, column in zip(columns, chosen, strict=True)
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Space(lines=0.5),
        Line(
            parts=("填表人（签名）：", "审核人（党支部书记签名）：", "日期：　　　　年　　月　　日"), size=12
        ),
    )


_EXAMPLE = BranchFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    members=MEMBERS,
    dues_fen={person.id: 1250 + person.id * 100 for person in MEMBERS},
)


def _form(form_id: str, title: str, hide: bool) -> Form:
    left_out = HOMES if hide else ()
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="branch",
            paper=PAPER_L,
            paper_options=(PAPER_L3,),
            prepare=partial(prepare, hide=hide),
            columns=tuple(key for key in DEFAULT_COLUMNS if key not in left_out),
            layout=layout,
            column_titles=tuple(
                (key, column.title.replace("\n", ""))
                for key, column in COLUMNS.items()
                if key not in left_out
            ),
            source="党员花名册（forms.md D1，25 列可选）",
        ),
        example=_EXAMPLE,
    )


FORM = _form("D1", "党员花名册", hide=False)
FORMS = (FORM, _form("D1.2", "党员花名册（张贴用，号码打码，不列住址）", hide=True))
