"""F2 党员信息导出: the 27 columns of the national system, in its order and with its names (forms.md F2, F6)."""

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.spec import PAPER_L, Form, FormSpec, Sheet, SheetColumn, Values
from models.domain.facts import BranchFacts
from models.domain.records import Person
from models.domain.standing import party_age

_COLUMNS = (
    ("序号", "no", 6),
    ("姓名", "name", 14),
    ("性别", "sex", 6),
    ("公民身份号码", "id_number", 22),
    ("民族", "ethnicity", 10),
    ("出生日期", "birth_date", 12),
    ("学历", "education", 14),
    ("人员类别", "category", 12),
    ("学位", "degree", 8),
    ("所在党支部", "branch_name", 32),
    ("手机号码", "phone", 14),
    ("入党日期", "joined_on", 12),
    ("转正日期", "confirmed_on", 12),
    ("党龄", "party_age", 6),
    ("党龄校正值", "standing_correction", 10),
    ("新社会阶层类型", "stratum", 16),
    ("工作岗位", "post", 20),
    ("从事专业技术职务", "technical_title", 18),
    ("是否农民工", "is_migrant_worker", 10),
    ("现居住地", "address", 30),
    ("户籍所在地", "household", 30),
    ("是否失联党员", "is_lost", 12),
    ("是否流动党员", "is_mobile", 12),
    ("入党类型", "join_kind", 16),
    ("转正情况", "confirm_kind", 12),
    ("入党时所在支部", "joined_branch", 32),
    ("延长预备期时间", "probation_extension", 14),
)


def _line(number: int, person: Person, facts: BranchFacts) -> dict[str, str]:
    texts = {key: getattr(person, key) for _, key, _ in _COLUMNS if hasattr(person, key)}
    age = party_age(person, facts.as_of)
    return {
        key: ("是" if value else "否") if isinstance(value, bool) else str(value)
        for key, value in texts.items()
    } | {
        "no": str(number),
        "party_age": str(age[0]) if age else "",
        "branch_name": person.branch_name or facts.branch.name,
    }


def prepare(facts: BranchFacts) -> Values:
    """One line a member; 党龄 in full years from the day of confirmation (FZ-44), partial dates as recorded."""
    return {
        "as_of": facts.as_of,
        "people": [_line(number, person, facts) for number, person in enumerate(facts.members, start=1)],
    }


FORM = Form(
    spec=FormSpec(
        id="F2",
        title="党员信息导出（27列）",
        version="2026.1",
        subject="branch",
        paper=PAPER_L,
        prepare=prepare,
        sheet=Sheet(
            name="党员信息",
            columns=tuple(SheetColumn(title=title, key=key, width=width) for title, key, width in _COLUMNS),
            each="people",
        ),
        source="全国党员管理信息系统导出列（forms.md F2）",
    ),
    example=BranchFacts(branch=BRANCH, as_of="2026-09-30", members=MEMBERS),
)
