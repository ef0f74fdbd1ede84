"""A13 会议记录更正单: the slip that is being made, to be signed; all of them when each is; a blank one for the pen."""

from dataclasses import replace

from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.forms._slips import SLIP, blank_slip, one_slip
from exporters.spec import PAPER_P, Form, FormSpec, PageBreak, Repeat, Values
from models.domain.correction import Correction, Slip, SlipLine
from models.domain.facts import MeetingFacts


def prepare(facts: MeetingFacts) -> Values:
    wanted = [slip for slip in facts.slips if not slip.correction.is_signed] or facts.slips
    made = [one_slip(slip, facts) for slip in wanted] or [blank_slip(facts)]
    return {"first": made[:1], "more": made[1:], "reason": made[0].get("reason", "")}


EXAMPLE = MeetingFacts(
    branch=BRANCH,
    meeting=replace(ASSEMBLY, signed_on="2026-09-21", signed_code="AB12CD34" + "0" * 56),
    tally=ASSEMBLY_TALLY,
    slips=(
        Slip(
            Correction(
                number=1,
                made_on="2026-09-26",
                reason="抄写有误，经主持人、监票人核对。",
                before_code="AB12CD34" + "0" * 56,
            ),
            (
                SlipLine("地点", "村党群服务中心二楼会议室", "村党群服务中心一楼会议室"),
                SlipLine("议题2 赞成", "13", "12"),
                SlipLine("议题2 弃权", "1", "2"),
                SlipLine("王德顺 未到会原因", "", "住院"),
                SlipLine(
                    "记录正文 第3段",
                    "赵铁生：建议承包期不超过五年。",
                    "赵铁生：建议承包期不超过三年，到期重新竞价。",
                ),
            ),
        ),
    ),
)

FORM = Form(
    spec=FormSpec(
        id="A13",
        title="会议记录更正单",
        version="2026.1",
        subject="meeting",
        paper=replace(PAPER_P, top=30, bottom=26),
        prepare=prepare,
        blocks=(Repeat(each="first", blocks=SLIP), Repeat(each="more", blocks=(PageBreak(), *SLIP))),
        source="签字后的会议记录只用更正单更正，原文与更正并列，依次签字",
        needed=(("reason", "更正原因"),),
    ),
    example=EXAMPLE,
)
