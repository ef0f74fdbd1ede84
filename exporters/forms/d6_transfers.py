"""D6 党员转入、转出登记: the transfers of a year as two registers; voided letters keep their line and number."""

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._parts import Columns, register, register_sheet
from exporters.forms._text import SHORT_CATEGORY
from exporters.spec import (
    PAPER_L,
    Citation,
    Form,
    FormSpec,
    Line,
    Space,
    Title,
    Values,
)
from models.domain.dates import chinese_date
from models.domain.movement import Case, Movement, MovementFacts
from models.domain.movement_kinds import IN, IN_PAPERS, OUT
from models.domain.records import Person

_LEAST_ROWS = 12
_BASIS = "《中国共产党党员教育管理工作条例》第二十五条：转出后未被接收之前，原党组织继续负责管理。"

# title, key, width in mm, alignment
_PERSON: Columns = (
    ("序号", "no", 8, "center"),
    ("姓名", "name", 18, "center"),
    ("性别", "sex", 9, "center"),
    ("出生日期", "birth_date", 20, "center"),
    ("类别", "category", 11, "center"),
)
_IN: Columns = (
    *_PERSON,
    ("原党组织", "organisation", 54, "left"),
    ("介绍信号", "letter_number", 26, "left"),
    ("转入日期", "on_date", 20, "center"),
    ("编入小组", "party_group", 18, "center"),
    ("党费\n接续月", "dues_from", 16, "center"),
    *((name.replace("材料", "").replace("培养教育", ""), f"paper{n}", 14, "center") for n, name in enumerate(IN_PAPERS)),
    ("备注", "remark", 24, "left"),
)  # fmt: skip
_OUT: Columns = (
    *_PERSON,
    ("转往党组织", "organisation", 56, "left"),
    ("介绍信号", "letter_number", 27, "left"),
    ("开信日期", "on_date", 21, "center"),
    ("有效期至", "letter_valid_to", 21, "center"),
    ("党费交至", "dues_paid_to", 16, "center"),
    ("回执日期", "receipt_on", 21, "center"),
    ("转接原因", "reason", 20, "left"),
    ("备注", "remark", 26, "left"),
)


def prepare(facts: MovementFacts, kind: str) -> Values:
    """The cases of the kind by day; an empty cell is left to the pen."""
    of_year = str(facts.year)
    cases = [c for c in facts.cases if c.movement.kind == kind and c.movement.on_date[:4] == of_year]
    counting = [case for case in cases if not case.movement.voided_on]
    waiting = sum(case.movement.is_pending for case in counting)
    said = f"{facts.year}年{kind} {len(counting)} 人次"
    if waiting:
        said += f"，其中 {waiting} 人未收到回执，仍计入本支部"
    if len(cases) > len(counting):
        said += f"；作废 {len(cases) - len(counting)} 件"
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "said": said,
        "lines": [_line(number, case) for number, case in enumerate(cases, start=1)],
    }


def _line(number: int, case: Case) -> dict[str, str]:
    movement, person = case.movement, case.person
    papers = movement.papers.split("、")
    voided = f"作废（{chinese_date(movement.voided_on)}）" if movement.voided_on else ""
    return {
        "no": str(number),
        "name": person.name,
        "sex": person.sex.value,
        "birth_date": person.birth_date,
        "category": SHORT_CATEGORY.get(person.category, ""),
        "organisation": movement.organisation,
        "letter_number": movement.letter_number,
        "on_date": movement.on_date,
        "letter_valid_to": movement.letter_valid_to,
        "receipt_on": movement.receipt_on,
        "dues_paid_to": movement.dues_paid_to,
        "dues_from": _month_after(movement.dues_paid_to),
        "party_group": person.party_group,
        "reason": movement.reason,
        "remark": "；".join(part for part in (voided, movement.remark) if part),
        **{f"paper{n}": "√" if name in papers else "" for n, name in enumerate(IN_PAPERS)},
    }


def _month_after(month: str) -> str:
    """党费接续月: the one after the last that was paid elsewhere."""
    if len(month) != 7:
        return ""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    return f"{year}-{number + 1:02d}"


def _form(form_id: str, title: str, kind: str, columns: Columns) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="moves",
            paper=PAPER_L,
            prepare=lambda facts: prepare(facts, kind),
            blocks=(
                Title(text=f"{{year}}年度{title}"),
                Line(parts=("党支部：{branch}", "{said}", "统计截止：{as_of}"), size=10.5),
                register(columns, size=9.5, height=9, least=_LEAST_ROWS),
                Space(lines=0.3),
                Citation(text=_BASIS),
                Line(
                    parts=("登记人（签名）：", "党支部书记（签名）：", "日期：　　　　年　　月　　日"),
                    size=11,
                ),
            ),
            sheet=register_sheet(title, columns),
            source="转入、转出登记（forms.md D6）",
        ),
        example=EXAMPLE,
    )


def _example(index: int, **values: str) -> Case:
    person: Person = MEMBERS[index]
    return Case(movement=Movement(id=index + 1, person_id=person.id, **values), person=person)


EXAMPLE = MovementFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    year=2026,
    cases=(
        _example(
            8,
            kind=IN,
            on_date="2026-03-12",
            organisation="中共云岭镇中心小学支部委员会",
            letter_number="云教〔2026〕017",
            dues_paid_to="2026-02",
            papers="入党志愿书、入党申请书、转正申请书、培养教育考察材料",
            reason="工作调动",
        ),
        _example(
            12,
            kind=OUT,
            on_date="2026-04-02",
            organisation="中共昆明市盘龙区金辰街道金康园社区委员会",
            letter_number="槐〔2026〕001",
            letter_valid_to="2026-05-02",
            dues_paid_to="2026-03",
            receipt_on="2026-04-20",
            reason="随子女居住",
        ),
        _example(
            13,
            kind=OUT,
            on_date="2026-06-08",
            organisation="中共曲靖市麒麟区建宁街道工委",
            letter_number="槐〔2026〕002",
            letter_valid_to="2026-07-08",
            reason="工作调动",
            remark="作废：抬头写错，另开",
            voided_on="2026-06-09",
        ),
        _example(
            13,
            kind=OUT,
            on_date="2026-06-09",
            organisation="中共曲靖市麒麟区建宁街道文昌社区委员会",
            letter_number="槐〔2026〕003",
            letter_valid_to="2026-07-09",
            dues_paid_to="2026-06",
            reason="工作调动",
        ),
    ),
)
FORM = _form("D6", "党员转入登记表", IN, _IN)
FORMS = (FORM, _form("D6.2", "党员转出登记表", OUT, _OUT))
