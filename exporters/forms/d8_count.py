"""D8.8 计票单 and D8.9 选举结果报告单: counted by hand in strokes of 正, read out with both readings of the majority."""

from dataclasses import replace

from exporters.forms._election import BASIS, EXAMPLE, ballot_name, chosen, common, people
from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import or_blank
from exporters.spec import (
    PAPER_P,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.election import Ballot, Choice, ElectionFacts, Result

_PAPER = replace(PAPER_P, top=28, bottom=24)


def prepare_tally(facts: ElectionFacts) -> Values:
    """One sheet a ballot; the strokes and the sums are the tellers'."""
    found = facts.election.ballots()
    return {
        **common(facts),
        "ballots": [
            {
                "before": [{}] if place else [],
                "what": ballot_name(ballot),
                "rows": [{"name": c.name} for c in ballot.candidates] or [{"name": ""}] * 4,
                "others": [{"name": ""}] * max(3, ballot.write_ins),
            }
            for place, ballot in enumerate(found)
        ],
    }


def prepare_result(facts: ElectionFacts) -> Values:
    """Figures as entered; nothing is worked out from what nobody has counted."""
    return {
        **common(facts),
        "basis": BASIS,
        "basis_note": f"本支部按{facts.election.basis}有选举权人数计算是否过半",
        "tellers": facts.election.tellers,
        "scrutineers": facts.election.scrutineers,
        "ballots": [_ballot(facts, place, b) for place, b in enumerate(facts.election.ballots())],
    }


def _ballot(facts: ElectionFacts, place: int, ballot: Ballot) -> Values:
    count = ballot.count
    present, expected = facts.results[place] if place < len(facts.results) else (None, None)
    result = chosen(facts, place)
    counted = bool(count.returned)
    return {
        "heading": f"{ballot_name(ballot)}选举（应选 {or_blank(ballot.seats or '')} 名）",
        "n_expected": or_blank(count.expected or ""),
        "n_present": or_blank(count.present or ""),
        "n_issued": or_blank(count.issued or ""),
        "n_returned": or_blank(count.returned or ""),
        "n_valid": or_blank(count.valid if counted else ""),
        "n_invalid": or_blank(count.invalid if counted else ""),
        "by_present": f"按实到会\n过半{_needed(present)}",
        "by_expected": f"按应到会\n过半{_needed(expected)}",
        "rows": [
            {
                "name": c.name + ("" if c.origin == "候选人" else "（另选）"),
                "yes": str(c.yes) if counted else "",
                "no": str(c.no) if counted else "",
                "abstain": str(c.abstain) if counted else "",
                "r1": _word(c, present) if counted else "",
                "r2": _word(c, expected) if counted else "",
            }
            for c in (*ballot.candidates, *ballot.others)
        ],
        "elected": f"当选名单：{people(result.elected)}。" if result and result.elected else "当选名单：",
        "tied": f"票数相等，须再次投票：{people(result.tied)}。" if result and result.tied else "",
    }


def _needed(result: Result | None) -> str:
    return f"（{result.needed}票）" if result and result.needed else ""


def _word(choice: Choice, result: Result | None) -> str:
    if result is None:
        return ""
    if choice in result.elected:
        return "当选"
    return "再投票" if choice in result.tied else "—"


_COUNT = ("应到会\n有选举权", "实到会\n有选举权", "发出票", "收回票", "有效票", "无效票")
_KEYS = ("n_expected", "n_present", "n_issued", "n_returned", "n_valid", "n_invalid")
_SIGN = signatures(("总监票人（签名）：", "监 票 人（签名）：", "计 票 人（签名）："), 20)


def _tally_rows(each: str) -> RepeatRow:
    return RepeatRow(
        each=each,
        rows=(Row(height=13, cells=(Cell(text="{name}", align="center"), *(Cell() for _ in range(4)))),),
    )


TALLY = Form(
    spec=FormSpec(
        id="D8.8",
        title="计票单",
        version="2026.1",
        subject="election",
        paper=_PAPER,
        prepare=prepare_tally,
        blocks=(
            Repeat(
                each="ballots",
                blocks=(
                    Repeat(each="before", blocks=(PageBreak(),)),
                    Title(text="{what}选举计票单"),
                    Line(parts=("{branch}", "{on}"), size=12),
                    Grid(
                        widths=(30, 66, 20, 20, 20),
                        size=12,
                        rows=(
                            Row(
                                height=10,
                                cells=tuple(
                                    label_cell(text)
                                    for text in (
                                        "候选人",
                                        "赞成（画“正”字，每10票一小计）",
                                        "赞成",
                                        "不赞成",
                                        "弃权",
                                    )
                                ),
                            ),
                            _tally_rows("rows"),
                            Row(height=8, cells=(label_cell("另　　选　　他　　人", span=5),)),
                            _tally_rows("others"),
                            Row(
                                height=11,
                                cells=(
                                    label_cell("收回　　张"),
                                    Cell(text="有效　　　张，无效　　　张", span=4, align="center"),
                                ),
                            ),
                        ),
                    ),
                    Space(lines=0.4),
                    _SIGN,
                ),
            ),
        ),
        source="换届选举（forms.md D8）",
        needed=(("day", "选举日期"),),
    ),
    example=EXAMPLE,
)

RESULT = Form(
    spec=FormSpec(
        id="D8.9",
        title="选举结果报告单",
        version="2026.1",
        subject="election",
        paper=_PAPER,
        prepare=prepare_result,
        blocks=(
            Title(text="选举结果报告单"),
            Line(parts=("{branch}", "{on}"), size=12),
            Repeat(
                each="ballots",
                blocks=(
                    Paragraph(text="{heading}", face=Face.HEI, size=13, indent=0),
                    Grid(
                        widths=(26,) * 6,
                        size=11,
                        rows=(
                            Row(height=11, cells=tuple(label_cell(text) for text in _COUNT)),
                            Row(
                                height=8,
                                cells=tuple(Cell(text=f"{{{key}}}", align="center") for key in _KEYS),
                            ),
                        ),
                    ),
                    Space(lines=0.3),
                    Grid(
                        widths=(42, 20, 20, 20, 27, 27),
                        size=11,
                        rows=(
                            Row(
                                height=11,
                                cells=tuple(
                                    label_cell(text)
                                    for text in (
                                        "姓　名",
                                        "赞成",
                                        "不赞成",
                                        "弃权",
                                        "{by_present}",
                                        "{by_expected}",
                                    )
                                ),
                            ),
                            RepeatRow(
                                each="rows",
                                rows=(
                                    Row(
                                        height=8,
                                        cells=tuple(
                                            Cell(text=text, align="center")
                                            for text in (
                                                "{name}",
                                                "{yes}",
                                                "{no}",
                                                "{abstain}",
                                                "{r1}",
                                                "{r2}",
                                            )
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                    Paragraph(text="{elected}", size=13, indent=0),
                    Paragraph(text="{tied}", size=13, indent=0, skip_if_empty=True),
                ),
            ),
            Paragraph(text="{basis_note}；另一种算法的结果一并列出，以上级口径为准。", size=10.5, indent=0),
            _SIGN,
            Citation(text="依据：{basis}"),
        ),
        source="换届选举（forms.md D8）",
        needed=(("day", "选举日期"),),
    ),
    example=EXAMPLE,
)

FORMS = (TALLY, RESULT)
