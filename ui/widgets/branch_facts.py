"""The branch at a glance: what it is, where it stands among others, the figures of its members."""

from PySide6.QtCore import Signal

from models.domain.branch_figures import figures
from models.domain.dates import chinese_date
from models.domain.facts import BranchFacts
from models.domain.labels import FIELD_LABELS
from models.domain.records import Branch
from ui.base_tab import DetailPane
from ui.widgets.fact_lines import FactLines
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.plain_label import PlainLabel

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("支部", ("name", "short_name", "code", "founding_requested_on", "founded_on", "founded_by", "organisation_kind",
           "standard_class", "project_started_on", "project_ends_on")),
    ("上级与单位", ("committee", "general_branch", "region", "unit_relation", "unit_name", "unit_kind", "unit_code")),
    ("联系与场所", ("contact", "contact_phone", "phone", "venue", "venue_area", "letter_prefix")),
)  # fmt: skip
_OWN = {"name": "全称", "code": "组织代码", "phone": "支部电话", "committee": "上级党委"}
_SELDOM = frozenset({"founding_requested_on", "project_started_on", "project_ends_on"})  # told when recorded
_DAYS = _SELDOM | {"founded_on"}
_COUNTED = (
    ("正式", "full"), ("预备", "probationary"), ("女", "women"), ("少数民族", "minority"), ("35 岁以下", "young"),
    ("60 岁以上", "old"), ("大专以上", "college"), ("流动", "mobile"), ("失联", "lost"), ("生活困难", "hardship"),
)  # fmt: skip


class BranchFactsPane(DetailPane):
    """What to look at first, then what D7 asks of the branch; what is not recorded is told so."""

    answered = Signal(object, str)  # finding, reason

    def __init__(self) -> None:
        super().__init__("基本情况")
        self.findings = FindingStrip(most=3)
        self.findings.answered.connect(self.answered)
        self.body.addWidget(self.findings)
        self.parts: dict[str, FactLines] = {}
        for heading in (*(name for name, _ in GROUPS), "党员"):
            self.body.addWidget(PlainLabel(heading, "heading"))
            self.parts[heading] = FactLines(100)
            self.body.addWidget(self.parts[heading])

    def show_branch(self, facts: BranchFacts) -> None:
        for heading, names in GROUPS:
            shown = [n for n in names if n not in _SELDOM or getattr(facts.branch, n)]
            self.parts[heading].show_lines([(_label(n), _value(facts.branch, n)) for n in shown])
        counted = figures(facts.members, facts.as_of)
        lines = [("合计", f"{counted['members']} 名")]
        lines += [(label, f"{counted[key]} 名") for label, key in _COUNTED if counted[key]]
        if counted["no_birth"]:
            lines.append(("出生日期未登记", f"{counted['no_birth']} 名"))
        self.parts["党员"].show_lines(lines)


def _label(name: str) -> str:
    return _OWN.get(name) or FIELD_LABELS[name]


def _value(branch: Branch, name: str) -> str:
    value = str(getattr(branch, name))
    return (chinese_date(value) if name in _DAYS else value) or "未登记"
