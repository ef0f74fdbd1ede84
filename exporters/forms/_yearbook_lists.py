"""What stands behind D9: the names that were counted, or the branches, as rows and tables."""

from collections.abc import Iterable

from exporters.forms._parts import label_cell
from exporters.spec import Cell, Grid, RepeatRow, Row
from models.domain.money import yuan
from models.domain.yearbook import END, ENTERED, LEFT, START, Figures
from models.domain.yearbook_facts import MemberLine, NameLine, UnitLine


def _value(text: str) -> Cell:
    return Cell(text=text, align="center")


def number(figures: Figures, key: str) -> str:
    return str(figures[key]) if figures.get(key) else ""


def movement(figures: Figures) -> dict[str, str]:
    values = {"start": str(figures.get(START, 0)), "end": str(figures.get(END, 0))}
    for name, kinds, group in (("in", ENTERED, "增加"), ("out", LEFT, "减少")):
        values[name] = str(sum(figures.get(f"{group}/{kind}", 0) for kind in kinds))
        values |= {f"{name}{place}": number(figures, f"{group}/{kind}") for place, kind in enumerate(kinds)}
    return values


def unit_rows(units: Iterable[UnitLine]) -> list[dict[str, str]]:
    """Branches are numbered; the sum of a general branch stands before its branches, which stand further in."""
    made: list[dict[str, str]] = []
    place = 0
    for line in units:
        place += not line.is_sum
        made.append(_unit_row("" if line.is_sum else str(place), line))
    return made


def _unit_row(place: str, line: UnitLine) -> dict[str, str]:
    moved = movement(line.figures)
    return {
        "no": place,
        "name": f"{line.name}（小计）" if line.is_sum else f"　{line.name}" if line.is_inside else line.name,
        **{key: moved[key] for key in ("start", "in", "out", "end")},
        "developed": number(line.figures, "发展/总数"),
        "dues": yuan(line.figures.get("党费/实收分", 0)),
    }


def name_row(place: int, line: NameLine) -> dict[str, str]:
    return {
        "no": str(place), "kind": line.kind, "name": line.name, "sex": line.sex, "birth": line.birth_date,
        "education": line.education, "on": line.on,
    }  # fmt: skip


def member_row(place: int, line: MemberLine) -> dict[str, str]:
    return {
        "no": str(place), "name": line.name, "sex": line.sex, "ethnicity": line.ethnicity, "birth": line.birth_date,
        "age": line.age, "education": line.education, "level": line.level, "joined": line.joined_on,
        "period": line.period.removesuffix("入党").replace("年", ".").replace("月", ""), "post": line.post, "marks": line.marks,
    }  # fmt: skip


PEOPLE = Grid(
    widths=(12, 36, 34, 16, 40, 50, 40),
    size=10.5,
    head=(Row(height=8, cells=tuple(map(label_cell, ("序号", "情形", "姓名", "性别", "出生日期", "学历", "日期")))),),
    rows=(
        RepeatRow(
            each="people",
            rows=(
                Row(
                    height=7,
                    cells=tuple(_value(f"{{{key}}}") for key in ("no", "kind", "name", "sex", "birth", "education", "on")),
                ),
            ),
        ),
    ),
)  # fmt: skip

MEMBERS = Grid(
    widths=(11, 24, 11, 18, 26, 24, 28, 24, 26, 41, 34, 20),
    size=9,
    head=(
        Row(height=8, cells=tuple(map(label_cell, (
            "序号", "姓名", "性别", "民族", "出生日期", "年龄段", "学历", "学历档", "入党日期", "入党时期", "工作岗位", "其中",
        )))),
    ),
    rows=(
        RepeatRow(
            each="all",
            rows=(
                Row(
                    height=6,
                    cells=tuple(_value(f"{{{key}}}") for key in (
                        "no", "name", "sex", "ethnicity", "birth", "age", "education", "level", "joined", "period",
                        "post", "marks",
                    )),
                ),
            ),
        ),
    ),
)  # fmt: skip

UNITS = Grid(
    widths=(12, 110, 24, 24, 24, 24, 24, 30),
    size=10.5,
    head=(
        Row(
            height=8,
            cells=tuple(map(label_cell, ("序号", "党支部", "上年末", "本年增加", "本年减少", "本年末", "发展党员", "党费（元）"))),
        ),
    ),
    rows=(
        RepeatRow(
            each="units",
            rows=(
                Row(
                    height=7,
                    cells=(_value("{no}"), Cell(text="{name}"),
                           *(_value(f"{{{key}}}") for key in ("start", "in", "out", "end", "developed")),
                           Cell(text="{dues}", align="right")),
                ),
            ),
        ),
    ),
)  # fmt: skip
