"""D5 组织关系转接: the member's application, and a sheet to copy the printed letter's three parts from.

The letter itself is printed and issued by the committee; nothing here pretends to be it.
"""

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._letters import capital_month, capital_number, latest
from exporters.forms._parts import label_cell, pair, wide
from exporters.forms._text import TO_FILL, written_date
from exporters.spec import (
    PAPER_P,
    Block,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Paragraph,
    Row,
    Space,
    Title,
    Values,
    Watermark,
)
from models.domain.dates import age_on, full
from models.domain.movement import Case, Movement, MovementFacts
from models.domain.movement_kinds import OUT

_BASIS = "《中国共产党党员教育管理工作条例》第二十五条"
_SIGN = ("签名：　　　　　　　　", "年　　月　　日")
_SEAL = ("支部书记签名：　　　　　　", "（有印章的加盖支部印章）", "年　　月　　日")


def prepare(facts: MovementFacts) -> Values:
    """Recorded facts only; opinions, signatures and dates are left to the pen."""
    case = latest(facts, (OUT,))
    person, movement = case.person, case.movement
    age = age_on(person.birth_date, movement.on_date)
    days = _days(movement)
    return {
        "branch": facts.branch.name,
        "committee": facts.branch.committee,
        "name": person.name,
        "sex": person.sex.value,
        "ethnicity": person.ethnicity,
        "age": str(age) if age is not None else "",
        "birth_date": written_date(person.birth_date),
        "id_number": person.id_number,
        "category": person.category.value,
        "joined_on": written_date(person.joined_on),
        "confirmed_on": written_date(person.confirmed_on),
        "organisation": movement.organisation,
        "heading": movement.place,
        "reason": movement.reason,
        "dues_paid_to": written_date(movement.dues_paid_to),
        "phone": person.phone,
        "address": person.address,
        "number": movement.letter_number,
        "issued_on": written_date(movement.on_date),
        "dues_capital": capital_month(movement.dues_paid_to),
        "days_capital": f"{capital_number(days)}天" if days else "",
        "valid_to": written_date(movement.letter_valid_to),
        "is_full": "正式党员（圈去“预备”）"
        if person.category.value == "正式党员"
        else "预备党员（圈去“正式”）",
        "contact": "　".join(part for part in (movement.contact, movement.contact_phone) if part),
    }


def _days(movement: Movement) -> int:
    first, last = full(movement.on_date), full(movement.letter_valid_to)
    return (last - first).days if first and last else 0


_APPLICATION = (
    Title(text="党员组织关系转接申请表"),
    Paragraph(text="现所在党支部：{branch}", align="left", size=12, indent=0),
    Grid(
        widths=(30, 48, 30, 48),
        size=12,
        rows=(
            pair(("姓名", "{name}"), ("性别", "{sex}")),
            pair(("民族", "{ethnicity}"), ("出生日期", "{birth_date}")),
            pair(("人员类别", "{category}"), ("联系电话", "{phone}")),
            wide("公民身份号码", "{id_number}"),
            pair(("入党日期", "{joined_on}"), ("转正日期", "{confirmed_on}")),
            wide("现居住地", "{address}"),
            wide("转入党组织\n（全称）", "{organisation}", 14),
            wide("介绍信抬头", "{heading}"),
            wide("转接原因", "{reason}"),
            pair(("党费交至", "{dues_paid_to}"), ("介绍信号", "{number}")),
            wide("本人申请", "　　申请将组织关系转往上述党组织。", 34, _SIGN),
            wide("党支部意见", "", 40, _SEAL),
        ),
    ),
    Space(lines=0.3),
    Citation(text=f"依据：{_BASIS}。转出后未被接收之前，仍由原党支部管理，照常参加组织生活、交纳党费。"),
)


def _part(name: str, *lines: tuple[str, str]) -> tuple[Row, ...]:
    head = Row(height=8, keep_with_next=True, cells=(Cell(text=name, label=True, span=2, face=Face.HEI),))
    return (
        head,
        *(Row(height=8, cells=(label_cell(label), Cell(text=text, blank=TO_FILL))) for label, text in lines),
    )


_LETTER = (
    Watermark(text="填写参考，非正式件"),
    Title(text="党员组织关系介绍信填写参考稿"),
    Paragraph(
        text="介绍信由有权限的基层党委用统一印制的三联单填开；三联同号，否定项圈去，年月和天数大写，落款只盖章不写名称。",
        align="left",
        size=10.5,
        indent=0,
    ),
    Grid(
        widths=(46, 110),
        size=11.5,
        rows=(
            *_part(
                "第一联　存根",
                ("第　　号", "{number}"),
                ("姓名", "{name}"),
                ("正式、预备", "{is_full}"),
                ("由何处转到何处", "由{branch}转到{organisation}"),
                ("日期", "{issued_on}"),
            ),
            *_part(
                "第二联　介绍信",
                ("第　　号", "{number}"),
                ("抬头", "{heading}"),
                ("姓名、性别、年龄、民族", "{name}　{sex}　{age}岁　{ethnicity}"),
                ("正式、预备", "{is_full}"),
                ("身份证号", "{id_number}"),
                ("由　　去　　", "由{branch}去{organisation}"),
                ("党费已交到（大写）", "{dues_capital}"),
                ("有效期（大写）", "{days_capital}（到{valid_to}）"),
                ("党员电话", "{phone}"),
                ("原所在基层党委", "{committee}"),
            ),
            *_part(
                "第三联　回执",
                ("第　　号", "{number}"),
                ("抬头", "{committee}"),
                ("姓名", "{name}"),
                ("经办人、电话、日期、盖章", "由接收的基层党委填写，一个月内寄回，贴在存根上"),
            ),
        ),
    ),
)
_NEEDED = (("organisation", "转入党组织"), ("id_number", "身份证号"), ("dues_paid_to", "党费交至"))

EXAMPLE = MovementFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    year=2026,
    cases=(
        Case(
            person=MEMBERS[12],
            movement=Movement(
                id=3,
                person_id=13,
                kind=OUT,
                on_date="2026-06-09",
                organisation="中共曲靖市麒麟区建宁街道文昌社区委员会",
                place="中共曲靖市麒麟区委组织部",
                letter_number="槐〔2026〕003",
                letter_valid_to="2026-07-09",
                dues_paid_to="2026-06",
                reason="工作调动",
            ),
        ),
    ),
)


def _form(form_id: str, title: str, blocks: tuple[Block, ...], needed: tuple[tuple[str, str], ...]) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="move",
            paper=PAPER_P,
            one_page=True,
            prepare=prepare,
            blocks=blocks,
            needed=needed,
            source="组织关系转接（forms.md D5）",
        ),
        example=EXAMPLE,
    )


FORM = _form("D5", "党员组织关系转接申请表", _APPLICATION, _NEEDED)
FORMS = (
    FORM,
    _form(
        "D5.2",
        "组织关系介绍信填写参考稿",
        _LETTER,
        (*_NEEDED, ("heading", "介绍信抬头"), ("number", "介绍信号")),
    ),
)
