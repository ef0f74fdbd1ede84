"""D11 述职评议: the frame of the secretary's report, the ballot, and what the count came to."""

from collections.abc import Sequence
from dataclasses import replace

from exporters.forms._appraisal import DUTY_EXAMPLE, LINE, common
from exporters.forms._ballots import PAPERS, Column, sheet
from exporters.forms._parts import label_cell, signatures
from exporters.spec import (
    PAPER_G,
    PAPER_P,
    Block,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Paper,
    Paragraph,
    Repeat,
    Row,
    Signature,
    Title,
    Values,
)
from models.domain.appraisal import DUTY, MARK_WORDS, AppraisalFacts, percent

_WORDS = MARK_WORDS[DUTY]


def prepare(facts: AppraisalFacts) -> Values:
    """Votes as entered, empty boxes until somebody has counted; figures of the year as recorded."""
    appraisal = facts.appraisal
    line = next(iter(appraisal.lines), None)
    votes = line.marks if line and line.cast else None
    return {
        **common(facts),
        **{f"v{n}": str(votes[n]) if votes else "" for n in range(4)},
        **{f"p{n}": percent(votes[n], appraisal.valid) if votes else "" for n in range(4)},
        "abstained": str(line.abstained) if line and votes else "",
        "figures": [{"text": text} for text in facts.year_figures],
        "no_figures": [] if facts.year_figures else [{}],
        "line": LINE,
    }


def _head(text: str) -> Paragraph:
    return Paragraph(text=text, face=Face.HEI)


_LINE = Paragraph(text="{line}")
_REPORT: tuple[Block, ...] = (
    Title(text="{branch}书记\n{year}年度抓党建工作述职报告"),
    Paragraph(text="述职人：{subject}", align="center", indent=0),
    _head("一、履职情况"),
    Repeat(each="figures", blocks=(Paragraph(text="{text}"),)),
    Repeat(each="no_figures", blocks=(_LINE,)),
    *(_LINE,) * 3,
    _head("二、存在的问题和原因"),
    *(_LINE,) * 3,
    _head("三、下一步打算"),
    *(_LINE,) * 3,
    Signature(name="述职人（签名）：________", date="____年__月__日"),
)
REPORT = Form(
    spec=FormSpec(
        id="D11.1",
        title="书记述职报告（框架）",
        version="2026.1",
        subject="duty",
        paper=PAPER_G,
        prepare=prepare,
        blocks=_REPORT,
        source="述职评议（GB/T 9704 版式，forms.md D11）",
    ),
    example=replace(
        DUTY_EXAMPLE,
        year_figures=(
            "党员18名，其中正式16名、预备2名。",
            "召开支部党员大会4次、支委会12次、党课4次、主题党日12次。",
        ),
    ),
)


def prepare_ballot(facts: AppraisalFacts) -> Values:
    """Equal ballots, as many to a sheet as the paper takes."""
    return {**common(facts), "ballots": [{"before": []}]}


def _ballot(_columns: Sequence[str], paper: Paper) -> tuple[Block, ...]:
    return sheet("{branch}书记\n{year}年度述职测评票", _BALLOT, _NOTE, "（盖支部章）\n{on}　", paper)


_BALLOT = (Column("述职人", "{subject}", 1.6), *(Column(word) for word in _WORDS))
_NOTE = "说明：在认可的一栏内打“√”，只选一栏，多选无效，不选为弃权。本票无记名，当场投入票箱。"
BALLOT = Form(
    spec=FormSpec(
        id="D11.2",
        title="述职测评票",
        version="2026.1",
        subject="duty",
        paper=PAPERS[0],
        paper_options=PAPERS[1:],
        prepare=prepare_ballot,
        layout=_ballot,
        source="述职评议（forms.md D11，票样）；A4 上排两票或四票沿虚线裁开",
        needed=(("day", "测评日期"),),
    ),
    example=DUTY_EXAMPLE,
)
COUNT = Form(
    spec=FormSpec(
        id="D11.3",
        title="述职测评汇总表",
        version="2026.1",
        subject="duty",
        paper=replace(PAPER_P, top=28, bottom=24),
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="党支部书记{year}年度述职测评汇总表"),
            Paragraph(text="党支部：{branch}　　测评日期：{on}", size=12, indent=0, align="left"),
            Grid(
                widths=(26,) * 6,
                size=12,
                rows=(
                    Row(height=11, cells=tuple(label_cell(t) for t in ("应到", "实到", "发出票", "收回票", "有效票", "无效票"))),
                    Row(
                        height=11,
                        cells=tuple(
                            Cell(text=f"{{{key}}}", align="center")
                            for key in ("expected", "present", "issued", "returned", "valid", "invalid")
                        ),
                    ),
                    Row(height=11, cells=(label_cell("述职人"), *(label_cell(word) for word in _WORDS), label_cell("弃权"))),
                    Row(
                        height=14,
                        cells=(
                            Cell(text="{subject}", align="center"),
                            *(Cell(text=f"{{v{n}}}", align="center") for n in range(4)),
                            Cell(text="{abstained}", align="center"),
                        ),
                    ),
                    Row(
                        height=11,
                        cells=(
                            label_cell("占有效票"),
                            *(Cell(text=f"{{p{n}}}", align="center") for n in range(4)),
                            Cell(),
                        ),
                    ),
                ),
            ),
            signatures(("计票人（签名）：", "监票人（签名）："), 20),
            Citation(text="测评票数由支部掌握；上报和公布范围按上级要求。"),
        ),
        source="述职评议（forms.md D11）",
        needed=(("day", "测评日期"),),
    ),
    example=DUTY_EXAMPLE,
)  # fmt: skip

FORMS = (REPORT, BALLOT, COUNT)
