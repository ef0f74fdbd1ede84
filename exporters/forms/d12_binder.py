"""D12 党支部工作手册 and the inspection binder: cover, how to use it, gaps, contents, rosters of its own, index.

Order and sheets of forms.md D12; no regulation prescribes them. What the branch has not recorded stays blank.
"""

import textwrap
from collections.abc import Callable

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._parts import Columns, register, wide
from exporters.forms._text import above_words, written_date
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Block,
    Cell,
    Face,
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
from models.domain.binder import BinderFacts, BinderKind, Entry, Gap, Prize, Wanted, title_of
from models.domain.dates import chinese_date
from models.domain.records import Category

_INDEX_LINE = 26  # digits in a line of the index
_HOW = (
    "一、本手册记录本支部一年的组织生活和党务工作，由支部书记负责，组织委员经办；书记变动时随工作一并移交。",
    "二、各类会议、活动的记录会后整理打印，由主持人、记录人手写签名；签过字的记录要改，用更正单，原件不动。",
    "三、名册、党费登记表和统计数按手册编印当日的记录生成，编印日期见各页；手写补充的内容请注明日期、经手人。",
    "四、缺项清单列出还没有签字、没有登记或有疑问的地方，补齐后重新编印，或在清单上写明情况。",
    "五、次年年初将手册送上级党委检查，检查后由支部存档。",
)
_STATES = (
    (Category.APPLICANT, "入党申请人"),
    (Category.ACTIVIST, "入党积极分子"),
    (Category.CANDIDATE, "发展对象"),
    (Category.PROBATIONARY, "预备党员"),
)


def _cover(facts: BinderFacts) -> Values:
    wanted = facts.wanted
    period = f"{chinese_date(wanted.since)}—{chinese_date(wanted.until)}"
    secretary = next((p.name for p in facts.organisation.serving(facts.as_of) if p.post_name == "书记"), "")
    return {
        "title": f"{wanted.year}年度\n{wanted.kind}" if wanted.kind is BinderKind.MANUAL else wanted.kind,
        "period": period,
        "branch": facts.branch.name,
        "above": above_words(facts.branch),
        "secretary": secretary or facts.branch.secretary,
        "on": written_date(facts.made_on or facts.as_of),
    }


def _gaps(facts: BinderFacts) -> Values:
    rows = [
        {
            "no": str(n),
            "section": g.section,
            "where": g.where,
            "what": f"{g.what}（{g.source}）" if g.source else g.what,
        }
        for n, g in enumerate(facts.gaps, start=1)
    ]
    return {
        "branch": facts.branch.name,
        "on": f"编印日期：{written_date(facts.made_on or facts.as_of)}",
        "count": f"共 {len(rows)} 项" if rows else "没有发现缺项",
        "lines": rows,
    }


def _contents(facts: BinderFacts) -> Values:
    return {
        "branch": facts.branch.name,
        "title": title_of(facts.wanted),
        "rows": [
            {"section": [{"title": e.title, "page": str(e.page)}] if e.is_section else [],
             "piece": [] if e.is_section else [{"title": e.title, "page": str(e.page)}]}
            for e in facts.entries
        ],
    }  # fmt: skip


def _index(facts: BinderFacts) -> Values:
    half = (len(facts.index) + 1) // 2
    named = [(name, _pages(pages)) for name, pages in facts.index]
    rows = [(*named[n], *(named[n + half] if n + half < len(named) else ("", ""))) for n in range(half)]
    return {
        "branch": facts.branch.name,
        "lines": [{"name": a, "pages": b, "name2": c, "pages2": d} for a, b, c, d in rows],
    }


def _pages(pages: tuple[int, ...]) -> str:
    """12, 14-16: runs of pages together; the lines are broken here, since programs differ about hyphens."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    words = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    return "\n".join(textwrap.wrap(words, _INDEX_LINE, break_on_hyphens=False))


def _people(facts: BinderFacts) -> Values:
    order = [category for category, _ in _STATES]
    people = sorted(
        facts.applicants, key=lambda one: (-order.index(one[0]), one[1].applied_on, one[1].pinyin)
    )
    return {
        "branch": facts.branch.name,
        "on": f"截至{written_date(facts.as_of)}",
        "lines": [
            {
                "no": str(n), "name": p.name, "sex": p.sex.value, "ethnicity": p.ethnicity, "birth": p.birth_date,
                "education": p.education, "work": p.employer, "applied": p.applied_on,
                "state": dict(_STATES)[category],
                "joined": p.joined_on if category is Category.PROBATIONARY else "", "remark": "",
            }
            for n, (category, p) in enumerate(people, start=1)
        ],
    }  # fmt: skip


def _prizes(facts: BinderFacts) -> Values:
    return {
        "branch": facts.branch.name,
        "year": str(facts.wanted.year),
        "lines": [
            {"no": str(n), "name": p.name, "kind": p.kind, "on": p.on_date, "title": p.title, "by": p.given_by,
             "document": p.document}
            for n, p in enumerate(facts.prizes, start=1)
        ],
    }  # fmt: skip


def _plain(facts: BinderFacts) -> Values:
    return {
        "branch": facts.branch.name,
        "year": str(facts.wanted.year),
        "title": title_of(facts.wanted),
        "on": written_date(facts.as_of),
        "how": [{"text": text} for text in _HOW],
    }


def _groups(facts: BinderFacts) -> Values:
    serving = facts.organisation.serving(facts.as_of)
    groups = [g for g in facts.organisation.groups if not g.closed_on]
    return {
        "branch": facts.branch.name,
        "on": f"截至{written_date(facts.as_of)}",
        "posts": [{"post": p.post_name, "name": p.name, "since": p.from_on, "phone": p.phone} for p in serving],
        "groups": [
            {"group": g.name, "leader": g.leader, "count": str(len(g.members)) if g.members else ""} for g in groups
        ],
    }  # fmt: skip


_PEOPLE_COLUMNS: Columns = (
    ("序号", "no", 10, "center"), ("姓名", "name", 22, "center"), ("性别", "sex", 12, "center"), ("民族", "ethnicity", 16, "center"),
    ("出生日期", "birth", 26, "center"), ("学历", "education", 24, "center"), ("工作单位及职务", "work", 60, "left"),
    ("申请入党日期", "applied", 26, "center"), ("所处阶段", "state", 26, "center"), ("入党日期", "joined", 26, "center"), ("备注", "remark", 19, "center"),
)  # fmt: skip
_PRIZE_COLUMNS: Columns = (
    ("序号", "no", 12, "center"), ("姓名", "name", 26, "center"), ("类别", "kind", 20, "center"), ("日期", "on", 30, "center"),
    ("名称或事由", "title", 90, "left"), ("批准机关", "by", 55, "left"), ("文号", "document", 34, "center"),
)  # fmt: skip
_EXAMPLE = BinderFacts(
    branch=BRANCH,
    wanted=Wanted(since="2026-01-01", until="2026-12-31"),
    as_of="2026-12-31",
    applicants=tuple((p.category, p) for p in MEMBERS if p.category is not Category.FULL),
    prizes=(
        Prize(
            name="侯学军", kind="奖励", on_date="2026-06-28", title="优秀党务工作者", given_by="中共青石镇委员会", document="青委〔2026〕12号"
        ),
    ),
    gaps=(
        Gap(section="会议记录", where="2026-09-26 支部党员大会", what="记录还没有签字"),
        Gap(
            section="党费收缴", where="丁德明", what="自2026年7月起已连续 3 个月未交党费", source="党费规定第十三条"
        ),
    ),
    entries=(
        Entry(title="支部基本情况", page=4, is_section=True),
        Entry(title="党支部基本信息表", page=4),
        Entry(title="会议记录", page=9, is_section=True),
        Entry(title="2026-03-14 支部党员大会", page=9),
    ),
    index=(("侯学军", (4, 5, 9)), ("何永福", (4, 9))),
)  # fmt: skip


def _form(
    number: int,
    title: str,
    prepare: Callable[[BinderFacts], Values],
    blocks: tuple[Block, ...],
    paper: Paper = PAPER_P,
) -> Form:
    return Form(
        spec=FormSpec(
            id=f"D12.{number}", title=title, version="2026.1", subject="binder", paper=paper, prepare=prepare, blocks=blocks
        ),
        example=_EXAMPLE,
    )  # fmt: skip


_HEAD = Line(parts=("{branch}", "{on}"), size=12)
FORMS = (
    _form(
        1,
        "手册封面",
        _cover,
        (
            Space(lines=6),
            Title(text="{title}"),
            Space(lines=1),
            Paragraph(text="（{period}）", align="center", indent=0, face=Face.KAI, size=16),
            Space(lines=10),
            Grid(
                widths=(40, 100),
                border=False,
                size=16,
                rows=tuple(
                    Row(height=16, cells=(Cell(text=label, align="right"), Cell(text=f"{{{key}}}", edges="b")))
                    for label, key in (
                        ("党 支 部：", "branch"),
                        ("上级党组织：", "above"),
                        ("支 部 书 记：", "secretary"),
                        ("编 印 日 期：", "on"),
                    )
                ),
            ),
        ),
    ),
    _form(
        2,
        "手册使用说明",
        _plain,
        (Title(text="使 用 说 明"), Line(parts=("{branch}", "{year}年度"), size=12), Space(lines=1), *(Paragraph(text=text, size=16) for text in _HOW)),
    ),
    _form(
        3,
        "缺项和待签清单",
        _gaps,
        (
            Title(text="缺项和待签清单"),
            _HEAD,
            register(
                (("序号", "no", 10, "center"), ("部分", "section", 24, "center"), ("哪一处", "where", 40, "left"), ("缺什么、疑什么，依据", "what", 82, "left")),
                size=10.5, height=9, least=1,
            ),
            Paragraph(text="{count}。本清单按编印当日的记录列出；补齐后可重新编印。", indent=0, size=10.5),
        ),
    ),
    _form(
        4,
        "手册目录",
        _contents,
        (
            Title(text="目　　录"),
            Line(parts=("{branch}", "{title}"), size=12),
            Grid(
                widths=(132, 24),
                border=False,
                size=11,
                rows=(
                    RepeatRow(
                        each="rows",
                        rows=(
                            RepeatRow(
                                each="section",
                                rows=(
                                    Row(
                                        height=9,
                                        keep_with_next=True,
                                        cells=(
                                            Cell(text="{title}", face=Face.HEI, edges="b"),
                                            Cell(text="{page}", align="right", edges="b"),
                                        ),
                                    ),
                                ),
                            ),
                            RepeatRow(
                                each="piece",
                                rows=(Row(height=7.5, cells=(Cell(text="　{title}"), Cell(text="{page}", align="right"))),),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    _form(
        5,
        "人名索引",
        _index,
        (
            Title(text="人 名 索 引"),
            Line(parts=("{branch}", "页次"), size=12),
            register(
                (("姓名", "name", 22, "center"), ("所在页", "pages", 56, "left"), ("姓名", "name2", 22, "center"), ("所在页", "pages2", 56, "left")),
                size=10.5, height=7.5, least=1,
            ),
        ),
    ),
    _form(
        6,
        "上级检查意见",
        _plain,
        (
            Title(text="上级检查意见"),
            Line(parts=("{branch}", "{year}年度"), size=12),
            Grid(
                widths=(28, 42, 42, 44),
                rows=(
                    wide("检查情况", "", 90),
                    wide("意见和要求", "", 70, sign=("检查人（签名）：　　　　　　", "年　　月　　日")),
                    wide("整改情况", "", 50, sign=("书记（签名）：　　　　　　", "年　　月　　日")),
                ),
            ),
        ),
    ),
    _form(
        7,
        "支委和党小组名册",
        _groups,
        (
            Title(text="支部委员、党小组名册"),
            _HEAD,
            register(
                (("党内职务", "post", 40, "center"), ("姓名", "name", 36, "center"), ("任职日期", "since", 40, "center"), ("联系电话", "phone", 40, "center")),
                size=12, height=10, least=5, each="posts",
            ),
            Space(lines=1),
            register(
                (("党小组", "group", 60, "center"), ("组长", "leader", 48, "center"), ("党员数", "count", 48, "center")),
                size=12, height=10, least=3, each="groups",
            ),
        ),
    ),
    _form(
        8,
        "申请入党人员名册",
        _people,
        (Title(text="申请入党人员名册"), _HEAD, register(_PEOPLE_COLUMNS, size=10.5, height=9, least=8)),
        PAPER_L,
    ),
    _form(
        9,
        "奖惩和困难慰问登记",
        _prizes,
        (
            Title(text="{year}年奖惩和困难慰问登记"),
            Line(parts=("{branch}", ""), size=12),
            register(_PRIZE_COLUMNS, size=10.5, height=9, least=8),
        ),
        PAPER_L,
    ),
)  # fmt: skip
