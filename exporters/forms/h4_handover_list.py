"""H4 移交清单: what the next secretary gets, counted, with the code that proves the journal; three signatures.

The code is the hash of the handover's own journal entry: everything before it is fixed by this paper.
"""

from exporters.forms._examples import BRANCH
from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import above_words, date_or_blank
from exporters.spec import (
    PAPER_P,
    Cell,
    Face,
    Form,
    FormSpec,
    Grid,
    Paragraph,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.handover import Handover, HandoverFacts

_BY_HAND = ("移动介质（编号）", "印章、纸质材料", "")  # written in by hand: the program does not know of them


def prepare(facts: HandoverFacts) -> Values:
    """Rows as they were counted at the handover, then lines for what is not in the computer."""
    done = facts.handover
    rows = [{"what": what, "much": much, "note": note} for what, much, note in done.items]
    rows += [{"what": what, "much": "", "note": ""} for what in _BY_HAND]
    return {
        "title": f"{'党支部' if facts.branch.id else ''}工作资料移交清单",  # a committee's data have no branch of their own
        "branch": facts.branch.name,
        "committee": above_words(facts.branch),
        "on": date_or_blank(done.on),
        "giver": done.giver,
        "taker": done.taker,
        "witness": done.witness,
        "rows": [{"no": str(number), **row} for number, row in enumerate(rows, start=1)],
        "seq": str(done.seq) if done.seq else "",
        "code": " ".join(done.head_code[at : at + 4] for at in range(0, len(done.head_code), 4)).upper(),
    }


FORM = Form(
    spec=FormSpec(
        id="H4",
        title="移交清单",
        version="2026.1",
        subject="paper",
        paper=PAPER_P,
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="{title}"),
            Grid(
                widths=(28, 50, 28, 50),
                size=12,
                rows=(
                    Row(height=11, cells=(label_cell("党 支 部"), Cell(text="{branch}", span=3))),
                    Row(
                        height=11,
                        cells=(
                            label_cell("上级党委"),
                            Cell(text="{committee}"),
                            label_cell("移交日期"),
                            Cell(text="{on}"),
                        ),
                    ),
                    Row(
                        height=11,
                        cells=(
                            label_cell("移 交 人"),
                            Cell(text="{giver}"),
                            label_cell("接 收 人"),
                            Cell(text="{taker}"),
                        ),
                    ),
                ),
            ),
            Space(lines=0.4),
            Grid(
                widths=(12, 50, 32, 62),
                size=12,
                head=(
                    Row(
                        height=9,
                        cells=(
                            label_cell("序号"),
                            label_cell("名　　称"),
                            label_cell("数　量"),
                            label_cell("备　注"),
                        ),
                    ),
                ),
                rows=(
                    RepeatRow(
                        each="rows",
                        rows=(
                            Row(
                                height=9,
                                cells=(
                                    Cell(text="{no}", align="center"),
                                    Cell(text="{what}"),
                                    Cell(text="{much}", align="center"),
                                    Cell(text="{note}", size=11),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.4),
            Grid(
                widths=(50, 106),
                size=12,
                rows=(
                    Row(
                        height=11,
                        cells=(
                            label_cell("操作记录止于\n及其核对码"),
                            Cell(text="第 {seq} 号　　{code}", size=14, face=Face.HEI),
                        ),
                    ),
                ),
            ),
            Space(lines=0.3),
            Paragraph(
                text="移交后旧口令、旧恢复码一律作废，由接收人设置新口令并封存新恢复码单；移交前的备份文件只能用"
                "旧口令或旧恢复码打开。今后核对上面的编号和核对码，可以知道移交以前的记录有没有改动过。",
                size=10.5,
            ),
            Space(lines=0.3),
            signatures(("移交人（签名）：", "接收人（签名）：", "监交人（签名）："), 30),
            Paragraph(
                text="本表一式两份，移交人、接收人各执一份；监交人由上级党组织派人或支部委员担任。",
                size=10.5,
                indent=0,
            ),
        ),
        source="移交清单（通用，支部换届、书记变动时用）",
        needed=(("giver", "移交人"), ("taker", "接收人"), ("code", "操作记录核对码")),
    ),
    example=HandoverFacts(
        branch=BRANCH,
        as_of="2026-11-20",
        handover=Handover(
            giver="张建国",
            taker="李新民",
            witness="王镇",
            on="2026-11-20",
            items=(
                ("党员名册", "41 名", "正式 39 名，预备 2 名"),
                ("会议记录", "58 次", "已签字定稿 56 次"),
                ("党费台账", "312 笔", "合计 8124.00 元"),
                ("发展党员纪实", "7 人", ""),
                ("上报记录", "9 次", "上报登记簿"),
                ("修改历史", "2318 条", "逐条相连，不能补写"),
                ("恢复码单", "1 张", "新制，接收人当面封存"),
            ),
            seq=2321,
            head="3fa09c21d47e88b0" * 4,
        ),
    ),
)
