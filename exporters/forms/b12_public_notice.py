"""B12 公示 (GB page) and B12.2 公示情况登记表: the wording follows the stage the notice belongs to.

The 2026 edition asks for five working days before somebody becomes a candidate (FZ-14); notices before
admission and confirmation follow local rules. A last day that nobody recorded is the calendar's, 暂算 where
that year's holidays are not known.
"""

from dataclasses import replace

from exporters.forms._examples import APPLICANT, BRANCH
from exporters.forms._text import EDITION_2026_FROM, TO_FILL, article_of_rules, date_or_blank, written_date
from exporters.spec import (
    PAPER_G,
    PAPER_P,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Paragraph,
    Row,
    Signature,
    Title,
    Values,
)
from models.domain.dates import age_on
from models.domain.facts import DossierFacts
from models.domain.records import Companion, Dossier, Step

_CANDIDATE, _ADMISSION, _CONFIRMATION = "candidate", "admission", "confirmation"
_AIM = {
    _CANDIDATE: "列为发展对象",
    _ADMISSION: "接收为中共预备党员",
    _CONFIRMATION: "按期转为中共正式党员",
}
_PLACE_BLANK = "________________"


def notice_of(dossier: Dossier) -> tuple[str, Step | None]:
    """Which stage the latest recorded notice belongs to; without one, the stage the person has reached."""
    notice = dossier.last("notice")
    candidate, admission = dossier.last("candidate"), dossier.last("admission")
    if notice:
        if admission and notice.on_date > admission.on_date:
            return _CONFIRMATION, notice
        return (_ADMISSION if candidate and notice.on_date > candidate.on_date else _CANDIDATE), notice
    if admission:
        return _CONFIRMATION, None
    return (_ADMISSION if candidate else _CANDIDATE), None


def _born(facts: DossierFacts, on: str) -> str:
    person = facts.dossier.person
    if not person.birth_date:
        return f"出生年月{TO_FILL}"
    age = age_on(person.birth_date, on)
    month = written_date(person.birth_date[:7])
    return f"{month}出生" + (f"（{age}岁）" if age is not None else "")


def _dated(facts: DossierFacts, code: str) -> str:
    step = facts.dossier.last(code)
    if code == "apply" and not step:
        return written_date(facts.dossier.person.applied_on)
    return written_date(step.on_date) if step else ""


def _history(facts: DossierFacts, stage: str) -> str:
    """Dates of the steps before the notice; the first two may not be missing, the others are told if recorded."""
    parts = [
        f"{_dated(facts, 'apply') or TO_FILL}递交入党申请书",
        f"{_dated(facts, 'activist') or TO_FILL}被确定为入党积极分子",
    ]
    if stage != _CANDIDATE:
        parts.append(f"{_dated(facts, 'candidate') or TO_FILL}被列为发展对象")
        if training := _dated(facts, "training"):
            parts.append(f"{training}参加发展对象集中培训")
    if stage == _CONFIRMATION:
        parts.append(f"{_dated(facts, 'admission') or TO_FILL}被接收为预备党员")
    return "，".join(parts) + "。"


def _companions(facts: DossierFacts, stage: str) -> str:
    contacts, sponsors = facts.dossier.names("contact"), facts.dossier.names("sponsor")
    if stage == _CANDIDATE:
        return f"培养联系人：{'、'.join(contacts)}。" if contacts else ""
    return f"入党介绍人：{'、'.join(sponsors) or TO_FILL}。"


def _grounds(facts: DossierFacts, stage: str) -> str:
    """Only steps that are recorded are named as done."""
    done: list[str] = []
    if stage == _CANDIDATE:
        if facts.dossier.last("seek_opinions"):
            done.append("听取党小组、培养联系人、党员和群众意见并由支部研究")
        if facts.dossier.last("consent"):
            done.append(f"报{facts.branch.committee or '上级党委'}同意")
    return f"经{'，'.join(done)}，" if done else ""


def _period(facts: DossierFacts, stage: str, notice: Step | None) -> str:
    """The recorded days; for candidates since 2026 the calendar's last day where none is recorded (FZ-14)."""
    start = notice.on_date if notice else ""
    recorded = notice.ended_on if notice else ""
    national = start >= EDITION_2026_FROM
    end = recorded or (facts.notice_end if national and stage == _CANDIDATE else "")
    notes: list[str] = []
    if national and end and end == facts.notice_end:
        notes.append("5个工作日")
        if facts.notice_provisional:
            notes.append("止日为暂算，以国务院公布的节假日安排为准")
    shown = f"（{'，'.join(notes)}）" if notes else ""
    return f"{date_or_blank(start)}至{date_or_blank(end)}{shown}"


def prepare(facts: DossierFacts) -> Values:
    """Text of the notice from recorded steps; contact details are the branch's."""
    stage, notice = notice_of(facts.dossier)
    person, branch = facts.dossier.person, facts.branch
    start = notice.on_date if notice else ""
    aim = _AIM[stage]
    identity = "，".join(
        (
            person.name,
            person.sex.value or f"性别{TO_FILL}",
            *((person.ethnicity,) if person.ethnicity else ()),
            _born(facts, start or facts.as_of),
            f"{person.education}文化程度" if person.education else f"学历{TO_FILL}",
            f"单位职务：{person.employer or TO_FILL}",
        )
    )
    basis = article_of_rules(start, "第十三条", "") if stage == _CANDIDATE else ""
    return {
        "aim": aim,
        "title": f"关于拟将{person.name}同志\n{aim}的公示",
        "lead": f"{_grounds(facts, stage)}拟将{person.name}同志{aim}。现将有关情况公示如下：",
        "identity": f"{identity}。{_history(facts, stage)}{_companions(facts, stage)}",
        "period": _period(facts, stage, notice),
        "phone": branch.phone or _PLACE_BLANK,
        "place": _PLACE_BLANK,
        "receiver": branch.name,
        "committee": branch.committee,
        "signed_on": date_or_blank(start),
        "basis_line": f"（依据：{basis}）" if basis else "",
        "basis": basis,
        "name": person.name,
        "sex": person.sex.value,
        "birth": written_date(person.birth_date[:7]),
        "education": person.education,
        "employer": person.employer,
        "start": start,
        "branch_phone": branch.phone,
        "applied": _dated(facts, "apply"),
        "activist": _dated(facts, "activist"),
    }


_NEEDED = (
    ("start", "公示起始日期"),
    ("branch_phone", "受理电话（支部资料）"),
    ("sex", "性别"),
    ("birth", "出生年月"),
    ("education", "学历"),
    ("employer", "单位职务"),
    ("applied", "申请入党时间"),
    ("activist", "确定为入党积极分子的日期"),
)

_EXAMPLE = DossierFacts(
    branch=BRANCH,
    dossier=Dossier(
        person=APPLICANT,
        steps=(
            Step(code="apply", on_date="2025-03-08"),
            Step(code="activist", on_date="2025-09-12"),
            Step(code="seek_opinions", on_date="2026-09-14"),
            Step(code="consent", on_date="2026-09-18"),
            Step(code="notice", on_date="2026-09-21"),
        ),
        companions=(
            Companion(person_id=101, name="周立民"),
            Companion(person_id=101, name="艾尔肯·吐尔逊"),
        ),
    ),
    as_of="2026-09-21",
    notice_end="2026-09-29",
)

NOTICE = Form(
    spec=FormSpec(
        id="B12",
        title="公示",
        version="2026.1",
        subject="person",
        paper=PAPER_G,
        prepare=prepare,
        blocks=(
            Title(text="{title}"),
            Paragraph(text="{lead}"),
            Paragraph(text="{identity}"),
            Paragraph(text="公示时间：{period}。"),
            Paragraph(
                text="公示期间，党员和群众如有意见，可通过电话、信函、当面反映等方式向党支部提出。"
                "反映情况应实事求是，提倡署真实姓名。"
            ),
            Paragraph(text="受理单位：{receiver}"),
            Paragraph(text="受理电话：{phone}"),
            Paragraph(text="受理地点：{place}"),
            Signature(name="{receiver}", date="{signed_on}"),
            Paragraph(text="{basis_line}", size=10.5, skip_if_empty=True),
        ),
        source="公示（GB/T 9704 版式，forms.md B12）",
        made_for="start",
        needed=_NEEDED,
    ),
    example=_EXAMPLE,
)


def _box(label: str, text: str, height: float, sign: tuple[str, ...] = ()) -> Row:
    return Row(
        height=height,
        cells=(Cell(text=label, label=True), Cell(text=text, span=3, sign=sign)),
    )


REGISTER = Form(
    spec=FormSpec(
        id="B12.2",
        title="公示情况登记表",
        version="2026.1",
        subject="person",
        paper=replace(PAPER_P, bottom=22),
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="公示情况登记表"),
            Paragraph(text="党支部：{receiver}", align="left", size=12, indent=0),
            Grid(
                widths=(28, 46, 28, 54),
                rows=(
                    Row(
                        height=14,
                        cells=(
                            Cell(text="公示对象", label=True),
                            Cell(text="{name}", align="center"),
                            Cell(text="公示事由", label=True),
                            Cell(text="拟{aim}", size=12),
                        ),
                    ),
                    _box("范围与方式", "", 18),
                    _box("公示起止", "{period}", 14),
                    _box("反映渠道", "电话：{phone}　地点：{place}", 14),
                    _box("有无反馈", "□无　　□有", 14),
                    _box("反映内容", "", 34),
                    _box("调查核实\n结　　果", "", 36),
                    _box("结　　论", "", 34, ("党支部书记签名（盖章）：　　　　　　", "年　　月　　日")),
                    _box("经 办 人\n签　　名", "", 14),
                ),
            ),
            Citation(text="依据：{basis}"),
        ),
        source="公示情况登记表（通用，forms.md B12）",
        made_for="start",
        needed=(("start", "公示起始日期"),),
    ),
    example=_EXAMPLE,
)

FORMS = (NOTICE, REGISTER)
