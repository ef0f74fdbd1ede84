"""A9.2 测评汇总表, A9.4 评定结果一览表, A9.5 评议情况报告: votes stay in the branch, results go out without them."""

from exporters.forms._appraisal import EXAMPLE, LINE, NOT_GRADED, common, graded, names
from exporters.forms._parts import Columns, label_cell, register, register_sheet
from exporters.forms._text import or_blank
from exporters.spec import (
    PAPER_G,
    PAPER_L,
    Block,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Line,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Signature,
    Space,
    Title,
    Values,
)
from models.domain.appraisal import GRADES, TEAM_WORDS, VOTES, AppraisalFacts, AppraisalLine, Grade, percent


def prepare_tally(facts: AppraisalFacts) -> Values:
    """Votes as entered; empty boxes until somebody has counted."""
    appraisal = facts.appraisal

    def row(number: int, line: AppraisalLine) -> dict[str, str]:
        votes = {name: str(getattr(line, name)) if line.cast else "" for name in VOTES}
        share = percent(line.excellent, appraisal.valid) if line.cast else ""
        return {"no": str(number), "name": line.name, **votes, "share": share, "remark": line.remark}

    return {
        **common(facts),
        "lines": [row(n, line) for n, line in enumerate(graded(appraisal.lines), start=1)],
        "team": [
            {f"t{n}": str(votes) for n, votes in enumerate(appraisal.team)}
        ] if sum(appraisal.team) else [],
        "teller": f"计票人{appraisal.tellers}（签名）：",
        "scrutineer": f"监票人{appraisal.scrutineers}（签名）：",
    }  # fmt: skip


def prepare_results(facts: AppraisalFacts) -> Values:
    """Grades without votes: the sheet may be put up."""

    def row(number: int, line: AppraisalLine) -> dict[str, str]:
        grade = NOT_GRADED if line.is_probationary else str(line.grade)
        return {
            "no": str(number),
            "name": line.name,
            "grade": grade,
            "grounds": line.grounds,
            "handling": line.handling,
        }

    lines = [row(n, line) for n, line in enumerate(facts.appraisal.lines, start=1)]
    return {**common(facts), **_numbers(facts), "lines": lines}


def _numbers(facts: AppraisalFacts) -> dict[str, str]:
    appraisal = facts.appraisal
    known = any(line.grade for line in appraisal.lines)
    return {
        f"n{place}": str(len(appraisal.graded(grade))) if known else or_blank("")
        for place, grade in enumerate(GRADES)
    }


def prepare_report(facts: AppraisalFacts) -> Values:
    """Numbers and names as recorded; what went wrong and what is meant to be done are the branch's words."""
    appraisal = facts.appraisal
    weak = [line for grade in (Grade.BASIC, Grade.POOR) for line in appraisal.graded(grade)]
    told = sum(bool(line.feedback_on) for line in appraisal.lines)
    away = [line.name for line in appraisal.lines if line.person.is_mobile]
    how = [
        *(["个人自评"] if appraisal.self_on else []),
        *(["党员互评"] if appraisal.peer_on else []),
        *(["民主测评"] if appraisal.counted else []),
        *(["组织评定"] if appraisal.decided_on else []),
    ]
    return {
        **common(facts),
        **_numbers(facts),
        "turnout": percent(appraisal.present, appraisal.expected) or "____%",
        "how": f"按照{'、'.join(how)}的程序，" if how else "",
        "best": names(appraisal, Grade.EXCELLENT) or "____",
        "weak": [
            {"who": f"{line.name}（{line.grade}）：{line.handling or LINE[:20]}"} for line in weak
        ],
        "no_weak": [{}] if not weak and any(line.grade for line in appraisal.lines) else [],
        "young": [{}] if any(line.is_probationary for line in appraisal.lines) else [],
        "away": f"流动在外的{len(away)}名：{'、'.join(away)}。" if away else "",
        "team": "党支部班子测评：" + "、".join(
            f"{word}{votes}票" for word, votes in zip(TEAM_WORDS, appraisal.team, strict=True)
        ) + "。" if sum(appraisal.team) else "",
        "told": f"评定结果已向{told}名党员本人反馈。" if told else "评定结果向本人反馈情况：____________。",
        "line": LINE,
    }  # fmt: skip


_COLUMNS: Columns = (
    ("序号", "no", 14, "center"), ("姓名", "name", 38, "center"), ("优秀票", "excellent", 26, "center"),
    ("合格票", "competent", 26, "center"), ("基本合格票", "basic", 28, "center"), ("不合格票", "poor", 26, "center"),
    ("弃权", "abstained", 22, "center"), ("优秀率", "share", 28, "center"), ("备注", "remark", 59, "left"),
)  # fmt: skip
_RESULTS: Columns = (
    ("序号", "no", 14, "center"), ("姓名", "name", 38, "center"), ("等次", "grade", 50, "center"),
    ("主要依据", "grounds", 90, "left"), ("组织处理建议", "handling", 75, "left"),
)  # fmt: skip
_TEAM = RepeatRow(
    each="team",
    rows=(
        Row(
            height=9,
            closing=True,
            cells=(
                label_cell("班子\n测评", span=2, size=10.5),
                *(Cell(text=f"{word} {{t{n}}} 票", align="center") for n, word in enumerate(TEAM_WORDS)),
                Cell(text="", span=3),
            ),
        ),
    ),
)
_VOTES = register(_COLUMNS, size=11, height=8.5, least=8)
TALLY = Form(
    spec=FormSpec(
        id="A9.2",
        title="民主评议党员测评汇总表",
        version="2026.1",
        subject="appraisal",
        paper=PAPER_L,
        one_page=True,
        prepare=prepare_tally,
        blocks=(
            Title(text="{year}年度民主评议党员测评汇总表"),
            Line(parts=("党支部：{branch}", "测评日期：{on}"), size=12),
            Line(
                parts=("应到{expected}人", "实到{present}人", "发出票{issued}张", "收回票{returned}张", "有效票{valid}张"),
                size=12,
            ),
            Grid(
                widths=_VOTES.widths,
                size=_VOTES.size,
                leading=_VOTES.leading,
                head=_VOTES.head,
                rows=(*_VOTES.rows, _TEAM),
            ),
            Space(lines=0.4),
            Line(
                parts=("{teller}", "{scrutineer}", "支部书记（签名）：", "　　年　　月　　日"),
                size=12,
            ),
            Citation(text="测评票数由支部掌握，不对外公布；优秀率＝优秀票÷有效票。依据：{basis}"),
        ),
        sheet=register_sheet("测评汇总", _COLUMNS),
        source="民主评议党员（forms.md A9）",
        needed=(("day", "测评日期"),),
    ),
    example=EXAMPLE,
)  # fmt: skip
RESULTS = Form(
    spec=FormSpec(
        id="A9.4",
        title="民主评议党员评定结果一览表",
        version="2026.1",
        subject="appraisal",
        paper=PAPER_L,
        one_page=True,
        prepare=prepare_results,
        blocks=(
            Title(text="{year}年度民主评议党员评定结果一览表"),
            Line(parts=("党支部：{branch}", "评定日期：{decided}"), size=12),
            register(_RESULTS, size=11, height=8.5, least=8),
            Space(lines=0.4),
            Line(parts=("优秀{n0}名、合格{n1}名、基本合格{n2}名、不合格{n3}名；预备党员{probationary}名不评定等次",), size=12),
            Line(parts=("支部书记（签名）：", "（支部盖章）", "　　年　　月　　日"), size=12),
            Citation(text="优秀一般不超过党员总数的三分之一：{cap_of}，上限{cap}名。依据：{basis}"),
        ),
        sheet=register_sheet("评定结果", _RESULTS),
        source="民主评议党员（forms.md A9）",
        needed=(("day", "测评日期"),),
    ),
    example=EXAMPLE,
)  # fmt: skip


def _head(text: str) -> Paragraph:
    return Paragraph(text=text, face=Face.HEI)


_REPORT: tuple[Block, ...] = (
    Title(text="{branch}\n关于{year}年度民主评议党员情况的报告"),
    Paragraph(text="{committee}：", indent=0, align="left"),
    Paragraph(text="我支部于{on}开展{year}年度民主评议党员。现将情况报告如下："),
    _head("一、基本情况"),
    Paragraph(
        text="支部现有党员{members}名，其中正式党员{full}名、预备党员{probationary}名。{how}应到{expected}名，实到{present}名，"
        "参评率{turnout}。发出测评票{issued}张，收回{returned}张，有效{valid}张。{team}"
    ),
    Paragraph(text="{away}", skip_if_empty=True),
    _head("二、评定结果"),
    Paragraph(
        text="{decided}经{decider}评定：优秀{n0}名、合格{n1}名、基本合格{n2}名、不合格{n3}名。"
        "优秀一般不超过党员总数的三分之一（{cap_of}，上限{cap}名）。"
    ),
    Paragraph(text="优秀：{best}。"),
    Repeat(each="young", blocks=(Paragraph(text="预备党员{probationary}名参加评议，不评定等次。"),)),
    _head("三、存在的主要问题"),
    Paragraph(text="{line}"),
    Paragraph(text="{line}"),
    _head("四、处理意见和结果反馈"),
    Repeat(each="weak", blocks=(Paragraph(text="{who}。"),)),
    Repeat(each="no_weak", blocks=(Paragraph(text="没有评定为基本合格、不合格的党员。"),)),
    Paragraph(text="{told}"),
    Paragraph(text="特此报告。"),
    Signature(name="{branch}", date="____年__月__日"),
    Paragraph(text="（联系人：{contact}，电话：{phone}）", align="left"),
    Citation(text="依据：{basis}"),
)
REPORT = Form(
    spec=FormSpec(
        id="A9.5",
        title="关于民主评议党员情况的报告",
        version="2026.1",
        subject="appraisal",
        paper=PAPER_G,
        prepare=prepare_report,
        blocks=_REPORT,
        source="民主评议党员（GB/T 9704 版式，forms.md A9）",
        needed=(("day", "测评日期"),),
    ),
    example=EXAMPLE,
)

FORMS = (TALLY, RESULTS, REPORT)
