"""A9.1 测评票, in short and in detail, and the team's: nothing on a sheet that tells one from another (T)."""

from collections.abc import Sequence
from dataclasses import replace

from exporters.forms._appraisal import EXAMPLE, common, graded
from exporters.forms._ballots import PAPERS, Column, sheet
from exporters.forms._parts import label_cell
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Block,
    Cell,
    Form,
    FormSpec,
    Grid,
    Paper,
    Paragraph,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.appraisal import TEAM_WORDS, AppraisalFacts

_UPRIGHT = replace(PAPER_P, code="TA4", top=20, bottom=16, left=20, right=20, title_pt=18, page_number="none")
_WIDE = replace(PAPER_L, code="TA4L", top=16, bottom=14, title_pt=18, page_number="none")
ITEMS = 5  # columns of the ballot in detail


def prepare(facts: AppraisalFacts) -> Values:
    """Everybody who is graded, in the order of the roll; empty rows where nobody is on it yet."""
    people = graded(facts.appraisal.lines)
    rows = [{"no": str(n), "name": line.name} for n, line in enumerate(people, start=1)]
    items = (*facts.items, *("",) * ITEMS)[:ITEMS]
    return {
        **common(facts),
        "rows": rows or [{"no": "", "name": ""}] * 12,
        "oneself": "本人也要打分。" if facts.votes_for_oneself else "本人不给自己打分，自己的一行空着。",
        "asked": "、".join(item for item in facts.items if item),
        **{f"item{n}": item for n, item in enumerate(items)},
    }


def _note(text: str) -> Paragraph:
    return Paragraph(text=text, size=10.5, indent=2)


_TICK = Cell()
_SEAL = Paragraph(text="（盖支部章）　{on}", align="right", size=12, indent=0)
_HEADS = ("序号", "党员姓名", "优秀", "合格", "基本合格", "不合格", "主要问题（可不填）")
SHORT = Form(
    spec=FormSpec(
        id="A9.1",
        title="民主评议党员测评票",
        version="2026.1",
        subject="appraisal",
        paper=_UPRIGHT,
        prepare=prepare,
        blocks=(
            Title(text="{branch}\n{year}年度民主评议党员测评票"),
            Grid(
                widths=(12, 32, 16, 16, 20, 18, 56),
                size=12,
                leading=1.15,
                head=(Row(height=9, cells=tuple(label_cell(text, size=12) for text in _HEADS)),),
                rows=(
                    RepeatRow(
                        each="rows",
                        rows=(
                            Row(
                                height=8,
                                cells=(
                                    Cell(text="{no}", align="center"),
                                    Cell(text="{name}", align="center"),
                                    *(_TICK,) * 5,
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.3),
            _note("说明：在认可的一栏内打“√”，每人只选一栏；多选的该行作废，不选为弃权。{oneself}本票无记名，当场投入票箱。"),
            _SEAL,
        ),
        source="民主评议党员（forms.md A9，票样）；县里有统一票样的按县里的",
        needed=(("day", "测评日期"),),
    ),
    example=EXAMPLE,
)  # fmt: skip

_DEGREES = ("好", "一般", "差")
DETAILED = Form(
    spec=FormSpec(
        id="A9.11",
        title="民主评议党员测评票（分项）",
        version="2026.1",
        subject="appraisal",
        paper=_WIDE,
        prepare=prepare,
        blocks=(
            Title(text="{branch}\n{year}年度民主评议党员测评票"),
            Grid(
                widths=(10, 27, *(11,) * (ITEMS * 3), 15, 15, 17, 15),
                size=10.5,
                leading=1.15,
                head=(
                    Row(
                        height=8,
                        cells=(
                            label_cell("序号", size=10.5, rows=2),
                            label_cell("党员姓名", size=10.5, rows=2),
                            *(label_cell(f"{{item{n}}}", size=10.5, span=3) for n in range(ITEMS)),
                            label_cell("综合等次", size=10.5, span=4),
                        ),
                    ),
                    Row(
                        height=8,
                        cells=(
                            *(label_cell(word, size=9) for _ in range(ITEMS) for word in _DEGREES),
                            *(label_cell(word, size=9) for word in ("优秀", "合格", "基本合格", "不合格")),
                        ),
                    ),
                ),
                rows=(
                    RepeatRow(
                        each="rows",
                        rows=(
                            Row(
                                height=7.5,
                                cells=(
                                    Cell(text="{no}", align="center"),
                                    Cell(text="{name}", align="center"),
                                    *(_TICK,) * (ITEMS * 3 + 4),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.3),
            _note("说明：各项和综合等次各打一个“√”；综合等次多选的该行作废，不选为弃权。{oneself}本票无记名，当场投入票箱。"),
            _SEAL,
        ),
        source="民主评议党员（forms.md A9，票样）；各项的名称可在“民主评议”里改",
        needed=(("day", "测评日期"),),
    ),
    example=EXAMPLE,
)  # fmt: skip


def prepare_team(facts: AppraisalFacts) -> Values:
    """Equal ballots, as many to a sheet as the paper takes."""
    return {**prepare(facts), "ballots": [{"before": []}]}


def _team(_columns: Sequence[str], paper: Paper) -> tuple[Block, ...]:
    return sheet(
        "{branch}\n{year}年度党支部班子测评票", _TEAM_COLUMNS, _TEAM_NOTE, "（盖支部章）\n{on}　", paper
    )


_TEAM_COLUMNS = (Column("测评对象", "党支部班子", 1.6), *(Column(word) for word in TEAM_WORDS))
_TEAM_NOTE = "说明：在认可的一栏内打“√”，只选一栏，多选无效，不选为弃权。本票无记名，当场投入票箱。"
TEAM = Form(
    spec=FormSpec(
        id="A9.12",
        title="党支部班子测评票",
        version="2026.1",
        subject="appraisal",
        paper=PAPERS[0],
        paper_options=PAPERS[1:],
        prepare=prepare_team,
        layout=_team,
        source="民主评议党员（forms.md A9，票样）；A4 上排两票或四票沿虚线裁开",
        needed=(("day", "测评日期"),),
    ),
    example=EXAMPLE,
)

FORMS = (SHORT, DETAILED, TEAM)
