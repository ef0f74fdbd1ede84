"""Small invented forms for the tests of the form engine."""

from exporters.layout import Resolved, resolve
from exporters.spec import (
    PAPER_G,
    PAPER_L,
    PAPER_P,
    Block,
    Cell,
    Citation,
    FormSpec,
    Grid,
    Line,
    Paper,
    Paragraph,
    RepeatRow,
    Row,
    Signature,
    Title,
    Values,
)

RARE = "䶮㛃𬭎堃𠮷𨭎𠅤㑇垚犇"  # Extension A, B and E, and plain ones that GB2312 lacks
PEOPLE = [
    {"n": str(n), "name": f"周{RARE[n % len(RARE)]}民", "phone": f"1390000{n:04d}"} for n in range(1, 61)
]


def make(*blocks: Block, paper: Paper = PAPER_P, values: Values | None = None, **more: object) -> Resolved:
    """A form of these blocks, filled in."""
    return resolve(make_spec(*blocks, paper=paper, **more), values or {})


def make_spec(*blocks: Block, paper: Paper = PAPER_P, **more: object) -> FormSpec:
    return FormSpec(
        id="T1", title="测试表", version="1.0", subject="branch", paper=paper, prepare=lambda facts: {},
        blocks=blocks, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def roster(**more: object) -> Resolved:
    """A register of 60 people: it takes more than two landscape pages."""
    head = (
        Row(
            cells=(
                Cell(text="序号", label=True, rows=2),
                Cell(text="姓名", label=True, rows=2),
                Cell(text="联系", label=True),
            )
        ),
        Row(cells=(Cell(text="电话", label=True),)),
    )
    row = Row(cells=(Cell(text="{n}", align="center"), Cell(text="{name}"), Cell(text="{phone}")))
    return make(
        Title(text="党员花名册"), Line(parts=("单位：{unit}", "日期：{day}")),
        Grid(widths=(20, 60, 80), head=head, rows=(RepeatRow(each="people", rows=(row,)),)),
        Signature(name="中共云岭村支部委员会", date="2026年9月30日"), Citation(text="依据：《条例》"),
        paper=PAPER_L, values={"people": PEOPLE, "unit": "云岭村", "day": "2026年9月30日"}, **more,
    )  # fmt: skip


def minutes(content: str) -> Resolved:
    """A record with one row of any length, a growing one, and a place to sign."""
    return make(
        Title(text="支部党员大会记录"),
        Grid(
            widths=(26, 130),
            rows=(
                Row(cells=(Cell(text="会议内容", label=True), Cell(text="{content}", valign="top", indent=2, grow=True,
                    sign=("签名：",))), keep_together=False),
                Row(cells=(Cell(text="主持人签名", label=True), Cell())),
            ),
        ),
        values={"content": content},
    )  # fmt: skip


def official(body: str) -> Resolved:
    return make(Paragraph(text="{body}", indent=0), paper=PAPER_G, values={"body": body})
