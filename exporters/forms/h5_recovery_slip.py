"""H5 恢复码单: the only paper that opens the data when the password is forgotten. Large, numbered, and to be sealed."""

from exporters.forms._examples import BRANCH
from exporters.forms._text import date_or_blank
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
from models.domain.handover import SlipFacts

_COLUMNS = 4


def prepare(facts: SlipFacts) -> Values:
    """Groups with their numbers, four to a line; places of the last line stay empty."""
    groups = [(str(number), group) for number, group in enumerate(facts.groups, start=1)]
    groups += [("", "")] * (-len(groups) % _COLUMNS)
    lines = [groups[at : at + _COLUMNS] for at in range(0, len(groups), _COLUMNS)]
    return {
        "unit": "党 支 部"
        if facts.branch.id
        else "党　　委",  # a committee's data have no branch of their own
        "branch": facts.branch.name,
        "on": date_or_blank(facts.as_of),
        "data_id": facts.data_id.upper(),
        "code": facts.code,
        "lines": [
            {
                **{
                    f"n{place}": f"第 {number} 组" if number else "" for place, (number, _) in enumerate(line)
                },
                **{f"g{place}": group for place, (_, group) in enumerate(line)},
            }
            for line in lines
        ],
    }


_EXAMPLE_CODE = "AVFF7ZUG29FQ28B8EHFZ692YT279M6GX2CAKSSS84U63"

FORM = Form(
    spec=FormSpec(
        id="H5",
        title="恢复码单",
        version="2026.1",
        subject="paper",
        paper=PAPER_P,
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="恢 复 码 单"),
            Grid(
                widths=(28, 128),
                size=12,
                rows=(
                    Row(height=11, cells=(Cell(text="{unit}", label=True), Cell(text="{branch}"))),
                    Row(
                        height=11,
                        cells=(
                            Cell(text="制作日期", label=True),
                            Cell(text="{on}　　　数据编号：{data_id}"),
                        ),
                    ),
                ),
            ),
            Space(lines=0.5),
            Grid(
                widths=(39,) * _COLUMNS,
                rows=(
                    RepeatRow(
                        each="lines",
                        rows=(
                            Row(
                                height=7,
                                keep_with_next=True,
                                cells=tuple(
                                    Cell(text=f"{{n{place}}}", align="center", size=10.5)
                                    for place in range(_COLUMNS)
                                ),
                            ),
                            Row(
                                height=15,
                                cells=tuple(
                                    Cell(text=f"{{g{place}}}", align="center", size=24, face=Face.HEI)
                                    for place in range(_COLUMNS)
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.5),
            Paragraph(
                text="一、忘记口令时，在口令页点“忘记口令？用恢复码打开”，照上面输入。大小写、空格没有关系；"
                "没有数字 0、1 和字母 O、I、L，输错了会指出是第几组。"
            ),
            Paragraph(
                text="二、拿到这张单子和数据的人就能打开全部内容。请装入信封密封、盖章，放在单位带锁的柜子里，"
                "不要拍照，不要和备份盘放在一起。"
            ),
            Paragraph(
                text="三、更换恢复码或换届移交以后，这张单子作废，请当面销毁（移交前的备份仍用它打开的，另行封存）。"
            ),
            Paragraph(text="四、忘记口令且遗失恢复码时，任何人（包括开发者）都无法恢复数据。", face=Face.HEI),
            Space(lines=0.5),
            Grid(
                widths=(28, 50, 28, 50),
                size=12,
                rows=(
                    Row(
                        height=13,
                        closing=True,
                        cells=(
                            Cell(text="封 存 人\n（签名）", label=True),
                            Cell(),
                            Cell(text="在 场 人\n（签名）", label=True),
                            Cell(),
                        ),
                    ),
                    Row(
                        height=13,
                        closing=True,
                        cells=(
                            Cell(text="存 放 处", label=True),
                            Cell(),
                            Cell(text="封存日期", label=True),
                            Cell(text="年　　月　　日", align="center"),
                        ),
                    ),
                ),
            ),
        ),
        source="恢复码单（本软件）",
        needed=(("code", "恢复码"),),
    ),
    example=SlipFacts(branch=BRANCH, as_of="2026-11-20", code=_EXAMPLE_CODE, data_id="6f1c2a9d"),
)
