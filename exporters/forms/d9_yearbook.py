"""D9 党内统计基础数据表: two years compared, members crossed by age, education and time of joining, what came and went.

What nobody records here (评议结果, 培训人次) is left to the pen. Behind it the names, or the branches, to check against.
"""

from dataclasses import replace

from exporters.forms._examples import BRANCH
from exporters.forms._parts import label_cell
from exporters.forms._yearbook_lists import (
    MEMBERS,
    PEOPLE,
    UNITS,
    member_row,
    movement,
    name_row,
    number,
    unit_rows,
)
from exporters.spec import (
    PAPER_L,
    PAPER_L3,
    Cell,
    Charts,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Sheet,
    SheetColumn,
    Space,
    Title,
    Values,
)
from models.domain import yearbook
from models.domain.charts import charts
from models.domain.money import yuan
from models.domain.yearbook import (
    AGES,
    BASE_ROWS,
    CROSSED,
    END,
    ENTERED,
    LEFT,
    LEVELS,
    PERIODS,
    POST,
    START,
    Period,
    cell,
)
from models.domain.yearbook_facts import (
    Balance,
    YearbookFacts,
    gaps,
    look,
    members_behind,
    names_behind,
    reported_words,
    until_words,
)

_PAPER = replace(PAPER_L, top=14, bottom=14, title_pt=18)  # the table is one sheet
_MOST_POSTS = 8
_OTHER_POSTS = f"{POST}其他"
_SIZE = 8.0
_HEADS = {
    "女": "女", "少数民族": "少数\n民族", "30岁及以下": "30岁\n以下", "31–35岁": "31–\n35岁", "36–40岁": "36–\n40岁",
    "41–45岁": "41–\n45岁", "46–50岁": "46–\n50岁", "51–55岁": "51–\n55岁", "56–60岁": "56–\n60岁",
    "61–65岁": "61–\n65岁", "66–70岁": "66–\n70岁", "71岁及以上": "71岁\n以上", "年龄未填": "未填", "研究生": "研究\n生", "大学本科": "大学\n本科", "大学专科": "大学\n专科",
    "中专": "中专", "高中、中技": "高中\n中技", "初中及以下": "初中\n以下", "学历未填": "未填",
    "1949年9月及以前入党": "49.9\n以前", "1949年10月–1978年12月入党": "49.10–\n78.12",
    "1979年1月–2012年10月入党": "79.1–\n12.10", "2012年11月以后入党": "12.11\n以后", "入党日期未填": "未填",
}  # fmt: skip
MOST_GAPS = 6  # named on the first page; the window lists them all
_DEVELOPED = ("总数", "女", "少数民族", "35岁及以下", "大专及以上")
_CONFIRMED = ("本年转正", "应转未转", "延长预备期")


def _posts(figures: yearbook.Figures) -> tuple[list[str], list[str]]:
    """Rows of 工作岗位: the most frequent by name, the rest together."""
    found = {key[2:]: number for key, number in figures.items() if key.startswith(f"行/{POST}")}
    ordered = sorted(found, key=lambda row: (-found[row], row))
    return ordered[:_MOST_POSTS], ordered[_MOST_POSTS:]


def _crossing(figures: yearbook.Figures) -> list[dict[str, str]]:
    """The rows of the crossing; the posts that are not named by themselves are one row."""
    named, rest = _posts(figures)
    rows = [_crossed(figures, [row], row) for row in (*BASE_ROWS, *named)]
    if rest:
        rows.append(_crossed(figures, rest, _OTHER_POSTS))
    return rows


def _crossed(figures: yearbook.Figures, rows: list[str], label: str) -> dict[str, str]:
    values = {
        "row": label.removeprefix(POST),
        "total": str(sum(figures.get(f"行/{row}", 0) for row in rows) or ""),
    }
    for place, column in enumerate(CROSSED):
        values[f"c{place}"] = str(sum(figures.get(cell(row, column), 0) for row in rows) or "")
    return values


def _gap_lines(found: tuple[str, ...]) -> str:
    """The first of those who do not fit, and how many more."""
    more = f"；另有 {len(found) - MOST_GAPS} 人" if len(found) > MOST_GAPS else ""
    return "；".join(found[:MOST_GAPS]) + more


def prepare(facts: YearbookFacts) -> Values:
    """Numbers as texts; nothing stands for none, so that what is there is seen."""
    figures = facts.figures
    meetings = [
        f"{key[3:]} {number} 次" for key, number in sorted(figures.items()) if key.startswith("会议/")
    ]
    values: dict[str, object] = {
        "unit": facts.branch.name,
        "year": str(facts.year),
        "as_of": until_words(facts.since, facts.as_of),
        **movement(figures),
        "rows": _crossing(figures),
        "dues": yuan(figures.get("党费/实收分", 0)),
        "payers": str(figures.get("党费/交纳人数", 0)),
        "graded": "、".join(map(str, facts.graded)),
        "branches": str(figures.get("支部/总数", 0)),
        "elections": str(figures.get("支部/本年换届", 0)),
        "stopped": str(figures.get("其他/停止党籍", 0)),
        "meetings": "，".join(meetings) or "没有记录",
        "balance": Balance.of(figures).words(),
        "reported": reported_words(figures.get(START, 0), facts.reported),
        "gaps": _gap_lines((*facts.gaps, *facts.suspects)),
        "pictures": [{"charts": charts(figures)}] if figures.get(END) else [],
        "names": [{"people": [name_row(n, line) for n, line in enumerate(facts.people, start=1)]}]
        if facts.people
        else [],
        "members": [{"all": [member_row(n, line) for n, line in enumerate(facts.members, start=1)]}]
        if facts.members
        else [],
        "below": [{"units": unit_rows(facts.units)}] if facts.units else [],
    }
    values |= {f"d{place}": number(figures, f"发展/{name}") for place, name in enumerate(_DEVELOPED)}
    values |= {f"z{place}": number(figures, f"转正/{name}") for place, name in enumerate(_CONFIRMED)}
    return values


def _value(text: str) -> Cell:
    return Cell(text=text, align="center")


_MOVEMENT = Grid(
    widths=(24, *(15,) * 5, *(15,) * 9, 24),
    size=10,
    head=(
        Row(
            height=5.5,
            cells=(label_cell("上年末\n党员数", rows=2), label_cell("本年增加", span=5), label_cell("本年减少", span=9),
                   label_cell("本年末\n党员数", rows=2)),
        ),
        Row(height=5.5, cells=(label_cell("合计"), *map(label_cell, ENTERED), label_cell("合计"),
                             *(label_cell(kind, size=9) for kind in LEFT))),
    ),
    rows=(
        Row(
            height=6.5,
            cells=(
                _value("{start}"), _value("{in}"), *(_value(f"{{in{n}}}") for n in range(len(ENTERED))),
                _value("{out}"), *(_value(f"{{out{n}}}") for n in range(len(LEFT))), _value("{end}"),
            ),
        ),
    ),
)  # fmt: skip

_CROSSING = Grid(
    widths=(36, 10, *(11.5 if column in PERIODS[:4] else 9.2 for column in CROSSED)),
    size=_SIZE,
    leading=1.1,
    head=(
        Row(
            height=5.2,
            cells=(label_cell("本年末党员", rows=2, size=9), label_cell("合计", rows=2), label_cell("性别民族", span=2),
                   label_cell("年　龄（年末周岁）", span=len(AGES)), label_cell("学　　历", span=len(LEVELS)),
                   label_cell("入党时期（年.月）", span=len(PERIODS))),
        ),
        Row(height=8, cells=tuple(label_cell(_HEADS[column], size=7.5) for column in CROSSED)),
    ),
    rows=(
        RepeatRow(
            each="rows",
            rows=(
                Row(
                    height=4.9,
                    cells=(Cell(text="{row}"), _value("{total}"),
                           *(_value(f"{{c{place}}}") for place in range(len(CROSSED)))),
                ),
            ),
        ),
    ),
)  # fmt: skip

_REST = Grid(
    widths=(26, *(15,) * 8, 25, 25, 32, 39),
    size=9,
    head=(
        Row(
            height=5.2,
            cells=(label_cell("", rows=2), label_cell("发展党员", span=5), label_cell("预备党员转正", span=3), label_cell("党费", span=2),
                   label_cell("民主评议（优秀、\n合格、基本、不合格）", rows=2, size=7.5), label_cell("培训人次", rows=2)),
        ),
        Row(height=6.6, cells=(*map(label_cell, ("总数", "女", "少数\n民族", "35岁\n以下", "大专\n以上")),
                             *map(label_cell, ("本年\n转正", "应转\n未转", "延长")), label_cell("实收（元）"), label_cell("交纳人数"))),
    ),
    rows=(
        Row(
            height=6.6,
            cells=(label_cell("本　年"), *(_value(f"{{d{n}}}") for n in range(len(_DEVELOPED))),
                   *(_value(f"{{z{n}}}") for n in range(len(_CONFIRMED))), _value("{dues}"), _value("{payers}"), _value("{graded}"), Cell()),
        ),
        Row(
            height=6.6,
            cells=(label_cell("党支部"), Cell(text="共 {branches} 个，本年换届 {elections} 个；停止党籍 {stopped} 人；"
                                      "已定稿的会议：{meetings}", span=12)),
        ),
    ),
)  # fmt: skip

_SHEET = Sheet(
    name="基础数据表",
    columns=(
        SheetColumn(title="本年末党员", key="row", width=26),
        SheetColumn(title="合计", key="total", width=8, number=True),
        *(
            SheetColumn(title=column, key=f"c{place}", width=10, number=True)
            for place, column in enumerate(CROSSED)
        ),
    ),
    each="rows",
)

_EXAMPLE_PEOPLE = tuple(
    {
        "uuid": f"u{n}", "name": f"党员{n}", "category": "预备党员" if n % 11 == 0 else "正式党员", "sex": "女" if n % 3 == 0 else "男",
        "ethnicity": "回族" if n % 9 == 0 else "汉族", "birth_date": f"{1948 + n * 13 % 52}-05-01",
        "education": ("大学本科", "大专", "高中", "初中", "研究生")[n % 5], "joined_on": ("2025-07-01" if n == 11 else "2026-07-01") if n % 11 == 0 else f"{1975 + n * 7 % 50}-07-01",
        "confirmed_on": "" if n % 11 == 0 else f"{1976 + n * 7 % 50}-07-01",
        "post": ("农业生产人员", "乡镇街道工作人员", "中小学教学人员", "离退休人员")[n % 4],
        **({"arrived_on": "2026-04-01"} if n == 5 else {}),
        **({"left_on": "2026-06-01", "left_kind": "转出"} if n == 8 else {}),
    }
    for n in range(1, 42)
)  # fmt: skip

_EXAMPLE_PERIOD = Period(2026)
_EXAMPLE_SEEN = look({"person": _EXAMPLE_PEOPLE}, _EXAMPLE_PERIOD)

FORM = Form(
    spec=FormSpec(
        id="D9",
        title="党内统计基础数据表",
        version="2026.2",
        subject="figures",
        paper=_PAPER,
        paper_options=(PAPER_L3,),
        prepare=prepare,
        blocks=(
            Title(text="{year}年党内统计基础数据表"),
            Line(parts=("填报单位（盖章）：{unit}", "统计截止：{as_of}"), size=10.5),
            _MOVEMENT,
            Line(parts=("勾稽：{balance}。", "{reported}"), size=9.5),
            Paragraph(text="请核对：{gaps}。", align="left", indent=0, size=9, skip_if_empty=True),
            _CROSSING,
            Space(lines=0.2),
            _REST,
            Space(lines=0.2),
            Line(
                parts=(
                    "负责人（签名）：",
                    "填表人（签名）：",
                    "联系电话：",
                    "报出日期：　　　　年　　月　　日",
                ),
                size=11,
            ),
            Repeat(
                each="pictures",
                blocks=(
                    PageBreak(),
                    Paragraph(text="统计图（{as_of}，共 {end} 名党员）", align="left", indent=0, size=12),
                    Charts(each="charts"),
                ),
            ),
            Repeat(
                each="names",
                blocks=(
                    PageBreak(),
                    Paragraph(text="附一：增减和转正的党员名单（供核对）", align="left", indent=0, size=12),
                    PEOPLE,
                ),
            ),
            Repeat(
                each="members",
                blocks=(
                    PageBreak(),
                    Paragraph(text="附二：年末党员名单（表内各栏按此计数）", align="left", indent=0, size=12),
                    MEMBERS,
                ),
            ),
            Repeat(
                each="below",
                blocks=(
                    PageBreak(),
                    Paragraph(text="附：各党支部（供核对）", align="left", indent=0, size=12),
                    UNITS,
                ),
            ),
        ),
        sheet=_SHEET,
        source="支部年报基础数据表（通用，forms.md D9）",
    ),
    example=YearbookFacts(
        branch=BRANCH,
        as_of="2026-12-31",
        year=2026,
        figures=yearbook.count(
            {
                "branch": ({"term_started_on": "2026-03-01"},),
                "person": _EXAMPLE_PEOPLE,
                "meeting": ({"kind": "支部党员大会", "held_on": "2026-03-10", "signed_on": "2026-03-10"},),
            },
            2026,
            (905284, 40),
        ),
        people=names_behind(_EXAMPLE_SEEN, _EXAMPLE_PERIOD),
        members=members_behind(_EXAMPLE_SEEN, _EXAMPLE_PERIOD),
        reported=37,
        gaps=gaps(_EXAMPLE_SEEN, _EXAMPLE_PERIOD),
    ),
)
