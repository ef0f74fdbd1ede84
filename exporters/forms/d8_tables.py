"""D8.2 候选人推荐情况汇总表 and D8.31 候选人预备人选基本情况表: the registers that go with the letters."""

from collections.abc import Callable

from exporters.forms._election import EXAMPLE, born, common, job, sex_of
from exporters.forms._parts import label_cell
from exporters.spec import PAPER_L, Cell, Form, FormSpec, Grid, Line, RepeatRow, Row, Space, Title, Values
from models.domain.election import Choice, ElectionFacts


def prepare_recommended(facts: ElectionFacts) -> Values:
    """Everybody recommended, candidates and others, post by post, in the order of strokes."""
    rows: list[dict[str, str]] = []
    for ballot in facts.election.ballots():
        rows += [_recommended(c, len(rows) + n) for n, c in enumerate(ballot.candidates, start=1)]
    return {**common(facts), "rows": rows}


def _recommended(choice: Choice, number: int) -> dict[str, str]:
    return {
        "no": str(number),
        "name": choice.name,
        "post": choice.post_name,
        "recommended": str(choice.recommended or ""),
        "groups": str(choice.group_recommended or ""),
        "opinion": choice.opinion,
    }


def prepare_persons(facts: ElectionFacts) -> Values:
    """Candidates with what the roster says of them; who stands for two posts once, with the higher one."""
    rows: list[dict[str, str]] = []
    leading = {c.name: c.post_name for c in facts.election.ballots()[-1].candidates}
    for ballot in facts.election.ballots():
        for choice in ballot.candidates:
            if any(row["name"] == choice.name for row in rows):
                continue
            person = choice.person
            rows.append(
                {
                    "no": str(len(rows) + 1),
                    "name": choice.name,
                    "sex": sex_of(choice),
                    "ethnicity": person.ethnicity,
                    "born": born(choice),
                    "native": person.native_place,
                    "education": person.education,
                    "joined": person.joined_on[:7].replace("-", "."),
                    "job": job(choice),
                    "post": leading.get(choice.name) or choice.proposed_post or choice.post_name,
                }
            )
    return {**common(facts), "rows": rows}


def _grid(columns: tuple[tuple[str, str, float], ...]) -> Grid:
    return Grid(
        widths=tuple(width for _, _, width in columns),
        size=11,
        head=(Row(height=10, cells=tuple(label_cell(title) for title, _, _ in columns)),),
        rows=(
            RepeatRow(
                each="rows",
                min_rows=6,
                rows=(
                    Row(
                        height=11,
                        cells=tuple(Cell(text=f"{{{key}}}", align="center") for _, key, _ in columns),
                    ),
                ),
            ),
        ),
    )


_RECOMMENDED = (
    ("序号", "no", 14.0),
    ("姓名", "name", 36.0),
    ("推荐职务", "post", 36.0),
    ("党员推荐（票）", "recommended", 40.0),
    ("党小组推荐（个）", "groups", 40.0),
    ("支部委员会意见", "opinion", 101.0),
)
_PERSONS = (
    ("序号", "no", 12.0),
    ("姓名", "name", 30.0),
    ("性别", "sex", 13.0),
    ("民族", "ethnicity", 22.0),
    ("出生年月", "born", 24.0),
    ("籍贯", "native", 28.0),
    ("学历", "education", 26.0),
    ("入党时间", "joined", 24.0),
    ("职称／职务", "job", 54.0),
    ("拟任", "post", 34.0),
)


def _form(
    form_id: str,
    title: str,
    prepare: Callable[[ElectionFacts], Values],
    columns: tuple[tuple[str, str, float], ...],
    foot: tuple[str, ...],
) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="election",
            paper=PAPER_L,
            prepare=prepare,
            blocks=(
                Title(text=title),
                Line(parts=("党支部：{branch}", "选举日期：{on}"), size=12),
                _grid(columns),
                Space(lines=0.5),
                Line(parts=foot, size=12),
            ),
            source="换届选举（forms.md D8）",
            needed=(("day", "选举日期"),),
        ),
        example=EXAMPLE,
    )


FORMS = (
    _form(
        "D8.2",
        "候选人推荐情况汇总表",
        prepare_recommended,
        _RECOMMENDED,
        ("汇总人（签名）：", "支部书记（签名）：", "　　　年　　月　　日"),
    ),
    _form(
        "D8.31",
        "候选人预备人选基本情况表",
        prepare_persons,
        _PERSONS,
        ("按姓氏笔画为序", "支部书记（签名）：", "　　　年　　月　　日"),
    ),
)
