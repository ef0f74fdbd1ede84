"""A9.3 党员民主评议登记表: one page a member; summary, opinions, signatures and seals are for the pen."""

from dataclasses import replace

from exporters.forms._appraisal import BASIS, EXAMPLE, NOT_GRADED, graded
from exporters.forms._parts import label_cell
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_P,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    Row,
    Title,
    Values,
)
from models.domain.appraisal import AppraisalFacts, AppraisalLine

_PAPER = replace(PAPER_P, top=24, bottom=20)
_SIGN = "年　　月　　日"


def prepare(facts: AppraisalFacts) -> Values:
    """Of the one member asked for, or of everybody; each further sheet begins a page."""
    lines = [line for line in facts.appraisal.lines if facts.only in (0, line.person_id)]
    return {
        "branch": facts.branch.name,
        "file_key": f"{lines[0].name}-{facts.appraisal.year}"
        if facts.only and lines
        else str(facts.appraisal.year),
        "year": str(facts.appraisal.year),
        "basis": BASIS,
        "people": [_person(facts, line, at) for at, line in enumerate(lines or [AppraisalLine()])],
    }


def _person(facts: AppraisalFacts, line: AppraisalLine, at: int) -> Values:
    person = line.person
    counted = bool(line.cast) and line in graded(facts.appraisal.lines)
    votes = [str(votes) if counted else "____" for votes in line.marks]
    tested = f"优秀 {votes[0]} 票，合格 {votes[1]} 票，基本合格 {votes[2]} 票，不合格 {votes[3]} 票"
    return {
        "before": [{}] if at else [],
        "name": person.name,
        "sex": person.sex.value,
        "born": written_date(person.birth_date[:7]),
        "ethnicity": person.ethnicity,
        "education": person.education,
        "joined": written_date(person.joined_on),
        "confirmed": "预备期" if line.is_probationary else written_date(person.confirmed_on),
        "post": person.party_post or "无",
        "employer": "　".join(part for part in (person.employer, person.post) if part),
        "summary": line.self_summary,
        "peers": line.peer_opinion,
        "tested": NOT_GRADED if line.is_probationary else tested,
        "grade": _graded(line),
    }


def _graded(line: AppraisalLine) -> str:
    """The grade that was decided stands; nobody's opinion is written here."""
    if line.is_probationary:
        return NOT_GRADED
    return f"评定等次：{line.grade}" if line.grade else "评定等次："


def _four(*pairs: tuple[str, str]) -> Row:
    cells: list[Cell] = []
    for label, text in pairs:
        cells += [label_cell(label, size=12), Cell(text=text, align="center", size=12)]
    return Row(height=9.5, cells=tuple(cells))


def _wide(label: str, text: str, height: float, sign: tuple[str, ...] = (), grow: bool = False) -> Row:
    top = "top" if sign else "middle"
    return Row(
        height=height,
        cells=(
            label_cell(label, size=12),
            Cell(text=text, span=7, valign=top, sign=sign, size=12, grow=grow),
        ),
    )


FORM = Form(
    spec=FormSpec(
        id="A9.3",
        title="党员民主评议登记表",
        version="2026.1",
        subject="appraisal",
        paper=_PAPER,
        prepare=prepare,
        blocks=(
            Repeat(
                each="people",
                blocks=(
                    Repeat(each="before", blocks=(PageBreak(),)),
                    Title(text="党员民主评议登记表"),
                    Paragraph(text="党支部：{branch}　　{year}年度", size=12, indent=0, align="left"),
                    Grid(
                        widths=(22, 26, 14, 12, 22, 27, 14, 19),
                        size=12,
                        leading=1.2,
                        rows=(
                            _four(("姓　　名", "{name}"), ("性别", "{sex}"), ("出生年月", "{born}"), ("民族", "{ethnicity}")),
                            Row(
                                height=9.5,
                                cells=(
                                    label_cell("学　　历", size=12),
                                    Cell(text="{education}", align="center"),
                                    label_cell("入党\n时间", size=12),
                                    Cell(text="{joined}", align="center", span=2),
                                    label_cell("转正时间", size=12),
                                    Cell(text="{confirmed}", align="center", span=2),
                                ),
                            ),
                            Row(
                                height=9.5,
                                cells=(
                                    label_cell("单位岗位", size=12),
                                    Cell(text="{employer}", span=4),
                                    label_cell("党内职务", size=12),
                                    Cell(text="{post}", align="center", span=2),
                                ),
                            ),
                            _wide("个人总结", "{summary}", 74, ("本人签名：　　　　　　", _SIGN)),
                            _wide("党员互评\n意　　见", "{peers}", 30),
                            _wide("民主测评\n结　　果", "{tested}", 10),
                            _wide("党支部评\n定意见及\n等　　次", "{grade}", 27, ("支部书记签名（盖章）：　　　　　　", _SIGN)),
                            _wide("本人意见", "", 19, ("本人签名：　　　　　　", _SIGN)),
                            _wide("上级党组\n织审核\n意　　见", "", 21, ("（盖章）　　　　　　", _SIGN)),
                        ),
                    ),
                    Citation(text="一式两份：支部、上级党委（或入党员档案，依县里规定）。依据：{basis}"),
                ),
            ),
        ),
        source="党员民主评议登记表（各省样式不一，forms.md A9）",
    ),
    example=EXAMPLE,
)  # fmt: skip
