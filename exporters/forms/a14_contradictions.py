"""A14 记录互相核对单: what the records of a year say against each other, by day, each answered or open."""

from exporters.forms._examples import BRANCH
from exporters.forms._parts import Columns, register, register_sheet, signatures
from exporters.spec import PAPER_L, Citation, Form, FormSpec, Line, Paragraph, Space, Title, Values
from models.domain.facts import ContradictionFacts
from models.domain.finding import Finding, Severity
from models.domain.rules import load_rules

_LEAST_ROWS = 8
_COLUMNS: Columns = (
    ("序号", "no", 10, "center"),
    ("日期", "day", 22, "center"),
    ("记　录", "subject", 38, "left"),
    ("记录显示", "message", 92, "left"),
    ("依　据", "article", 46, "left"),
    ("状态", "state", 18, "center"),
    ("已核实，因为", "answer", 41, "left"),
)
_STATE = {
    Severity.ERROR: "未答复",
    Severity.WARNING: "未答复",
    Severity.INFO: "提醒",
    Severity.UNKNOWN: "无法判断",
}


def prepare(facts: ContradictionFacts) -> Values:
    """A line for each; what nobody has answered is open."""
    waiting = sum(_STATE[f.severity] == "未答复" and not f.answer for f in facts.findings)
    answered = sum(bool(f.answer) for f in facts.findings)
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "sentence": f"共 {len(facts.findings)} 条：已核实 {answered} 条，未答复 {waiting} 条。"
        if facts.findings
        else "本年的会议、名册、发展党员、换届选举、党员变动和党费记录之间没有发现不一致。",
        "lines": [
            {
                "no": str(number),
                "day": one.on_date,
                "subject": one.subject,
                "message": one.message,
                "article": one.citation.label if one.citation else "",
                "state": "已核实" if one.answer else _STATE[one.severity],
                "answer": one.answer,
            }
            for number, one in enumerate(facts.findings, start=1)
        ],
    }


def _example() -> tuple[Finding, ...]:
    record = load_rules().edition("record", "2026-07-20")
    meeting = load_rules().edition("meeting", "2026-07-20")
    return (
        record.value("JL-11").finding(
            "第一党小组会",
            "记录显示赵铁生、吴堃2026年7月20日同时参加“2026年7月支部党员大会”（09:00至11:00）"
            "和“第一党小组会”（10:30至11:30），请核对",
            on_date="2026-07-20",
            answer="小组会在大会休息时召开，时间应为11:10，已在原记录上更正并签名。",
        ),
        record.value("JL-13").finding(
            "2026年8月支委会",
            "记录显示记录人欧阳慧敏在签到名单上登记为请假（住院），请核对",
            on_date="2026-08-12",
        ),
        meeting.value("ZB-21").finding(
            "2026年第三季度支部党员大会",
            "“讨论刘芳同志按期转为正式党员”提交大会表决，此前3个月内未见支部委员会讨论的记录，请核对",
            on_date="2026-09-20",
        ),
        record.value("JL-18").finding(
            "唐梦洁",
            "记录显示2026年9月26日支部党员大会接收，当天没有支部党员大会的记录，请核对",
            on_date="2026-09-26",
        ),
    )


FORM = Form(
    spec=FormSpec(
        id="A14",
        title="记录互相核对单",
        version="2026.1",
        subject="contradictions",
        paper=PAPER_L,
        prepare=prepare,
        blocks=(
            Title(text="{year}年记录互相核对单"),
            Line(parts=("党支部：{branch}", "截至 {as_of}"), size=10.5),
            Paragraph(text="{sentence}", size=10.5, indent=0),
            register(_COLUMNS, size=10.5, height=10, least=_LEAST_ROWS),
            Space(lines=0.3),
            signatures(("核对人（签名）：", "支部书记（签名）："), 16),
            Citation(
                text="说明：本单列出各项记录之间不一致的地方，供核对和说明；“无法判断”是记录不全，不等于没有问题。"
            ),
        ),
        sheet=register_sheet("记录互相核对", _COLUMNS),
        source="记录互相核对（本软件）",
    ),
    example=ContradictionFacts(branch=BRANCH, as_of="2026-10-15", year=2026, findings=_example()),
)
