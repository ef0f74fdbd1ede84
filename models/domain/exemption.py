"""可不计入应到: the five classes of members a branch may leave out of those expected, and what each needs.

Two approvals are needed, the committee's above and the vote of an assembly; a class without both is counted as ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.domain.dates import chinese_date
from models.domain.finding import Finding, Severity
from models.domain.rules import RuleBook

RULE, AREA = "YD-01", "attendance"


class Ground(StrEnum):
    """The five classes, in the words that papers give them."""

    MIND = "患精神病或其他疾病，不能表达意志"
    ABROAD = "自费出国半年以上"
    SENTENCE = "未受留党察看以上处分，正在服刑"
    BED = "年老体弱卧床不起、长期生病不能自理"
    AWAY = "工作调动、外出学习工作半年以上，应转未转组织关系"


SHORT = {
    Ground.MIND: "因病不能表达意志",
    Ground.ABROAD: "自费出国",
    Ground.SENTENCE: "正在服刑",
    Ground.BED: "卧床、不能自理",
    Ground.AWAY: "外出应转未转",
}


def short_ground(ground: str) -> str:
    """What stands beside a name; a ground of another version of the program as it is."""
    return SHORT[Ground(ground)] if ground in set(Ground) else ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """One member, one class, from a day on; both approvals with their day and paper."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    name: str = ""
    ground: str = ""
    from_on: str = ""
    to_on: str = ""
    superior_on: str = ""
    superior_paper: str = ""
    assembly_on: str = ""
    assembly_paper: str = ""
    remark: str = ""

    def runs_on(self, day: str) -> bool:
        """Whether the class is claimed for a day; the last day belongs to it."""
        return bool(self.from_on) and self.from_on <= day and (not self.to_on or day <= self.to_on)

    def missing_on(self, day: str) -> tuple[str, ...]:
        """Which approvals were not there before a meeting of this day: an assembly counts from the next meeting on."""
        superior = self.superior_on and self.superior_on <= day
        assembly = self.assembly_on and self.assembly_on < day
        return (*(() if superior else ("上级党组织同意",)), *(() if assembly else ("支部党员大会通过",)))

    def counts_on(self, day: str) -> bool:
        """Whether the member is left out of 应到 on a day."""
        return self.runs_on(day) and not self.missing_on(day)

    @property
    def approvals(self) -> str:
        """镇党委 2025年3月1日同意（云党〔2025〕3号），2025年3月12日支部党员大会通过."""
        said: list[str] = []
        for day, paper, words in (
            (self.superior_on, self.superior_paper, "上级党组织同意"),
            (self.assembly_on, self.assembly_paper, "支部党员大会通过"),
        ):
            if day:
                said.append(f"{chinese_date(day)}{words}" + (f"（{paper}）" if paper else ""))
        return "，".join(said)


def left_out_on(exemptions: Iterable[Exemption], day: str) -> dict[int, Exemption]:
    """Who is left out on a day, by person."""
    return {one.person_id: one for one in exemptions if one.counts_on(day)}


def check_exemptions(exemptions: Iterable[Exemption], rules: RuleBook, on: str) -> list[Finding]:
    """Classes that run on a day without an approval: the member is counted, and somebody should know."""
    value = rules.edition(AREA, on).value(RULE)
    found: list[Finding] = []
    for one in exemptions:
        missing = one.missing_on(on) if one.runs_on(on) else ()
        if missing:
            text = (
                f"按“{short_ground(one.ground)}”登记为可不计入应到，记录中没有{'、'.join(missing)}，"
                "仍计入应到，请核对"
            )
            found.append(
                value.finding(
                    one.name, text, record_kind="person", record_id=one.person_id, field="exemption"
                )
            )
    return found


def left_out_finding(names: Iterable[str], rules: RuleBook, on: str, meeting: tuple[int, str]) -> Finding:
    """Said on the meeting, as information: who was left out."""
    told = list(names)
    words = "、".join(told[:5]) + (f"等 {len(told)} 人" if len(told) > 5 else "")
    text = f"{words}经上级党组织同意并经支部党员大会通过，不计入应到"
    return (
        rules.edition(AREA, on)
        .value(RULE)
        .finding(meeting[1], text, severity=Severity.INFO, record_kind="meeting", record_id=meeting[0])
    )
