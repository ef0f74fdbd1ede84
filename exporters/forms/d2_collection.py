"""D2 党员基本信息采集表: the sixteen items of the national sheet of 2017, in their order, with the codes known here."""

from exporters.forms._card_example import EXAMPLE
from exporters.forms._parts import label_cell
from exporters.forms._text import date_or_blank
from exporters.spec import PAPER_P, Cell, Citation, Form, FormSpec, Grid, Line, Row, Title, Values
from models.domain.card_facts import CardFacts
from models.domain.codes import code_table
from models.domain.records import Category

_YES, _NO = "■", "□"


def _boxes(chosen: str, *words: str) -> str:
    return "　".join(f"{_YES if word == chosen else _NO}{word}" for word in words)


def _coded(table: str, name: str) -> str:
    code = code_table(table).code_of(name)
    return f"{name}　（代码：{code or '____'}）" if name else ""


def prepare(facts: CardFacts) -> Values:
    """Items as recorded; what is not recorded stays empty for the pen, where the sheet asks for 无 as well."""
    person = facts.card.person
    kind = {Category.FULL: "正式党员", Category.PROBATIONARY: "预备党员"}.get(person.category, "")
    phones = [f"手机：{person.phone}", f"固话：{person.landline}"]
    lost = "是" if person.is_lost else "否"
    mobile = "是" if person.is_mobile else "否"
    return {
        "branch": person.branch_name or facts.branch.name,
        "as_of": facts.as_of,
        "name": person.name,
        "sex": person.sex.value,
        "ethnicity": person.ethnicity,
        "id_number": person.id_number,
        "birth": date_or_blank(person.birth_date),
        "education": _coded("education", person.education),
        "category": _boxes(kind, "正式党员", "预备党员"),
        "joined": date_or_blank(person.joined_on),
        "confirmed": date_or_blank(person.confirmed_on),
        "post": _coded("post", person.post),
        "phone": "　　".join(phones),
        "address": person.address,
        "state": _boxes(person.membership_state or "正常", "正常", "停止党籍"),
        "lost": f"{_boxes(lost, '是', '否')}　　失去联系日期：{date_or_blank(person.lost_on)}",
        "mobile": f"{_boxes(mobile, '是', '否')}　　外出流向：{person.mobile_to or '______________'}",
    }


def _pair(first: tuple[str, str], second: tuple[str, str]) -> Row:
    return Row(
        height=12,
        cells=(
            label_cell(first[0]),
            Cell(text=first[1], align="center"),
            label_cell(second[0]),
            Cell(text=second[1], align="center"),
        ),
    )


def _wide(label: str, text: str, height: float = 12) -> Row:
    return Row(height=height, cells=(label_cell(label), Cell(text=text, span=3)))


def _sign(label: str) -> Cell:
    return Cell(text=label, span=2, valign="top", sign=("年　　月　　日",))


FORM = Form(
    spec=FormSpec(
        id="D2",
        title="党员基本信息采集表",
        version="2026.1",
        subject="member",
        paper=PAPER_P,
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="党员基本信息采集表"),
            Line(parts=("党支部：{branch}", "采集日期：{as_of}"), size=11),
            Grid(
                widths=(34, 44, 34, 44),
                size=11,
                rows=(
                    _pair(("1　姓　　名", "{name}"), ("2　性　　别", "{sex}")),
                    _pair(("3　民　　族", "{ethnicity}"), ("4　公民身份\n号　　码", "{id_number}")),
                    _pair(("5　出生日期", "{birth}"), ("6　学　　历", "{education}")),
                    _wide("7　人员类别", "{category}"),
                    _wide("8　所在党支部", "{branch}"),
                    _pair(("9　加入党组织\n日　　期", "{joined}"), ("10　转为正式\n党员日期", "{confirmed}")),
                    _wide("11　工作岗位", "{post}"),
                    _wide("12　联系电话", "{phone}"),
                    _wide("13　家庭住址", "{address}", 14),
                    _wide("14　党籍状态", "{state}"),
                    _wide("15　是否失联", "{lost}"),
                    _wide("16　是否流动\n党　　员", "{mobile}"),
                    Row(height=24, cells=(_sign("党员（签名）："), _sign("信息采集员（签名）："))),
                    Row(height=24, cells=(_sign("党支部书记（签名）："), _sign("基层党委（盖章）："))),
                ),
            ),
            Citation(
                text="本人确认、支部初核、党委复核。各项不得留空，没有的填“无”。学历、工作岗位填代码，码表以上级下发的为准。"
            ),
        ),
        source="2017 年全国党员信息采集表的 16 项（forms.md D2）；上级要求用下载的原表时，照此抄填",
    ),
    example=EXAMPLE,
)
