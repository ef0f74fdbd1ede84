"""A8.1 方案 and A8.61 会后情况报告: letters with facts and lines for the pen; no text that is the branch's own to write."""

from exporters.forms._life import EXAMPLE, LINE, common
from exporters.spec import (
    PAPER_G,
    Block,
    Citation,
    Face,
    Form,
    FormSpec,
    Paragraph,
    Repeat,
    Signature,
    Title,
    Values,
)
from models.domain.organisational_life import TALK_KINDS, TEAM, LifeFacts


def prepare_plan(facts: LifeFacts) -> Values:
    return {**common(facts), **_before(facts)}


def _before(facts: LifeFacts) -> dict[str, str]:
    """What was asked and talked about before the meeting, in numbers; lines where nothing is recorded."""
    asked = facts.opinions
    team = sum(one.about == TEAM for one in asked)
    talks = [(kind, sum(talk.kind == kind for talk in facts.talks)) for kind in TALK_KINDS]
    told = "、".join(f"{kind}{number}人次" for kind, number in talks if number)
    return {
        "asked": f"共收集意见建议{len(asked)}条，其中对支部班子{team}条、对党员{len(asked) - team}条。" if asked else LINE[:30],
        "talked": f"已记录谈心谈话{len(facts.talks)}人次：{told}。" if facts.talks else LINE[:30],
    }  # fmt: skip


def prepare_report(facts: LifeFacts) -> Values:
    """The issues as listed; how many are done is said of the day of printing."""
    issues, last = facts.issues, facts.last_issues
    done = sum(bool(one.done_on) for one in issues)
    return {
        **common(facts),
        **_before(facts),
        "issues": [
            {"text": f"{n}. {one.problem}。措施：{one.what or '____'}；责任人：{one.who or '____'}；时限：{one.due_on or '____'}。"}
            for n, one in enumerate(issues, start=1)
        ],
        "none": [] if issues else [{}, {}],
        "count": str(len(issues)) if issues else "____",
        "done": f"截至填报时已销号{done}项，{len(issues) - done}项正在整改。" if issues else "",
        "last": f"上年问题清单{len(last)}项，已销号{sum(bool(one.done_on) for one in last)}项。" if last else f"上年整改情况：{LINE[:26]}",
    }  # fmt: skip


def _head(text: str) -> Paragraph:
    return Paragraph(text=text, face=Face.HEI)


def _second(text: str) -> Paragraph:
    return Paragraph(text=text, face=Face.KAI)


_PLAN: tuple[Block, ...] = (
    Title(text="{branch}\n{year}年度组织生活会方案"),
    Paragraph(text="按照支部工作条例和上级党组织要求，拟召开{year}年度组织生活会。方案如下："),
    _head("一、会议主题"),
    Paragraph(text="{line}"),
    _head("二、时间和地点"),
    Paragraph(text="{on}{at}，{place}。主持人：{host}。"),
    _head("三、参加人员"),
    Paragraph(text="支部全体党员{members}名，其中正式党员{full}名、预备党员{probationary}名。列席和到会指导：{observers}。"),
    _head("四、会前准备"),
    _second("（一）学习研讨"),
    Paragraph(text="{line}"),
    _second("（二）征求意见"),
    Paragraph(text="发放征求意见表，听取党员和群众对支部班子、党员的意见。{asked}"),
    _second("（三）谈心谈话"),
    Paragraph(text="支委之间、支委与党员之间、党员之间开展谈心谈话。{talked}"),
    _second("（四）查摆问题"),
    Paragraph(text="支部班子准备对照检查，党员准备发言提纲。"),
    _head("五、会议程序"),
    Paragraph(text="1. 通报上年整改情况；2. 支部班子对照检查；3. 逐人自我批评，其他党员提出批评意见，本人表态；4. 上级党组织点评；5. 主持人总结。"),
    _head("六、整改落实"),
    Paragraph(text="会后列出问题清单，写明措施、责任人和时限，逐项销号，并向上级党组织报告情况。"),
    _head("七、组织领导"),
    Paragraph(text="由支部书记{secretary}负责，{line}"),
    Signature(name="{branch}", date="____年__月__日"),
    Citation(text="依据：{basis}"),
)  # fmt: skip
_REPORT: tuple[Block, ...] = (
    Title(text="{branch}\n关于{year}年度组织生活会情况的报告"),
    Paragraph(text="{committee}：", indent=0, align="left"),
    Paragraph(text="我支部于{on}在{place}召开{year}年度组织生活会。应到党员{expected}名，实到{present}名。现将情况报告如下："),
    _head("一、会前准备"),
    Paragraph(text="征求意见：{asked}"),
    Paragraph(text="谈心谈话：{talked}"),
    Paragraph(text="{last}"),
    _head("二、会议情况"),
    Paragraph(text="{line}"),
    Paragraph(text="{line}"),
    _head("三、查摆的问题和整改措施"),
    Paragraph(text="共列出问题{count}项。{done}"),
    Repeat(each="issues", blocks=(Paragraph(text="{text}"),)),
    Repeat(each="none", blocks=(Paragraph(text="{line}"),)),
    _head("四、下一步打算"),
    Paragraph(text="{line}"),
    Paragraph(text="特此报告。"),
    Signature(name="{branch}", date="____年__月__日"),
    Paragraph(text="（联系人：{contact}，电话：{phone}）", align="left"),
    Citation(text="依据：{basis}"),
)  # fmt: skip

PLAN = Form(
    spec=FormSpec(
        id="A8.1",
        title="组织生活会方案",
        version="2026.1",
        subject="life",
        paper=PAPER_G,
        prepare=prepare_plan,
        blocks=_PLAN,
        source="组织生活会（GB/T 9704 版式，forms.md A8）",
        needed=(("day", "组织生活会的日期"),),
    ),
    example=EXAMPLE,
)
REPORT = Form(
    spec=FormSpec(
        id="A8.61",
        title="关于组织生活会情况的报告",
        version="2026.1",
        subject="life",
        paper=PAPER_G,
        prepare=prepare_report,
        blocks=_REPORT,
        source="组织生活会（GB/T 9704 版式，forms.md A8）",
        needed=(("day", "组织生活会的日期"),),
    ),
    example=EXAMPLE,
)

FORMS = (PLAN, REPORT)
