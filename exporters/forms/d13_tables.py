"""D13 other tables of a branch: help for members in hardship, a recommendation for honours, what is made public."""

from dataclasses import replace

from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import or_blank, written_date
from exporters.forms.d7_branch_sheet import EXAMPLE
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Block,
    Cell,
    Form,
    FormSpec,
    Grid,
    Line,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.facts import BranchFacts
from models.domain.organisation import due_on
from models.domain.records import Person

SHEET = replace(PAPER_P, top=28, bottom=24)
_SIGN = ("支部书记签名（盖章）：　　　　　　", "年　　月　　日")


def person_values(person: Person, place: int = 0) -> Values:
    """What a sheet says of one member; every further sheet begins a page."""
    return {
        "before": [{}] if place else [],
        "name": person.name,
        "sex": person.sex.value,
        "ethnicity": person.ethnicity,
        "born": written_date(person.birth_date),
        "joined": written_date(person.joined_on),
        "phone": person.phone,
        "address": person.address,
        "employer": person.employer or person.post,
        "group": person.party_group,
        "post": person.party_post,
        "education": person.education,
        "id_number": person.id_number,
    }


def prepare_hardship(facts: BranchFacts) -> Values:
    """A sheet for everybody recorded as in hardship; without any, one to fill by hand."""
    people = [person for person in facts.members if person.is_hardship] or [Person()]
    return {
        "branch": facts.branch.name,
        "people": [person_values(person, place) for place, person in enumerate(people)],
    }


def prepare_honour(facts: BranchFacts) -> Values:
    """A blank sheet of the branch."""
    return {"branch": facts.branch.name, "honours": "", **person_values(Person())}


def prepare_public(facts: BranchFacts) -> Values:
    """What a branch makes public; the contents are filled in where the records know them."""
    organisation = facts.organisation
    term, serving = organisation.term_on(facts.as_of), organisation.serving(facts.as_of)
    posts = "、".join(f"{post.name}（{post.post_name}）" for post in serving)
    due = written_date(due_on(facts.branch, term)) if term else ""
    rows = (
        ("支部班子及分工", posts, "公开栏", "长期", "党内、社会"),
        ("任期和换届", f"本届应于{due}换届" if due else "", "公开栏、会议", "换届时", "党内"),
        ("党员名册（张贴用）", f"共 {len(facts.members)} 名", "公开栏", "半年", "党内"),
        ("年度计划和完成情况", "", "会议、公开栏", "每年", "党内"),
        ("发展党员", "申请人、积极分子、发展对象、预备党员公示", "公示、会议", "按步骤", "党内、社会"),
        ("党费收缴和使用", "", "公开栏", "半年或年度", "党内"),
        ("民主评议和表彰处分", "", "会议", "每年", "党内"),
        ("困难党员慰问", "", "会议、公开栏", "办理时", "党内"),
    )
    return {
        "branch": facts.branch.name,
        "year": or_blank(facts.as_of[:4]),
        "rows": [dict(zip(("item", "content", "way", "when", "range"), row, strict=True)) for row in rows],
    }


def _four(one: str, text: str, two: str, more: str) -> Row:
    return Row(height=11, cells=(label_cell(one), Cell(text=text), label_cell(two), Cell(text=more)))


def _wide(label: str, text: str, height: float, sign: tuple[str, ...] = ()) -> Row:
    return Row(
        height=height,
        cells=(
            label_cell(label),
            Cell(text=text, span=3, sign=sign, valign="top" if height > 20 else "middle"),
        ),
    )


HARDSHIP: tuple[Block, ...] = (
    Repeat(
        each="people",
        blocks=(
            Repeat(each="before", blocks=(PageBreak(),)),
            Title(text="困难党员慰问申请表"),
            Line(parts=("党支部：{branch}", "填表日期：　　年　　月　　日"), size=12),
            Grid(
                widths=(28, 50, 28, 50),
                size=12,
                rows=(
                    _four("姓　　名", "{name}", "性　　别", "{sex}"),
                    _four("民　　族", "{ethnicity}", "出生日期", "{born}"),
                    _four("入党日期", "{joined}", "联系电话", "{phone}"),
                    _four("党 小 组", "{group}", "单位职务", "{employer}"),
                    _wide("身份证号", "{id_number}", 11),
                    _wide("现居住地", "{address}", 11),
                    _wide("家庭人口\n和收入", "", 24),
                    _wide("困难情形", "□年老体弱　□重大疾病　□残疾　□受灾\n□低保、特困　□其他：", 14),
                    _wide("困难情况\n说　　明", "", 40),
                    _wide("党 支 部\n意　　见", "", 30, _SIGN),
                    _wide("上级党委\n意　　见", "", 30, ("（盖章）　　　　　　", "年　　月　　日")),
                ),
            ),
        ),
    ),
)
HONOUR: tuple[Block, ...] = (
    Title(text="党员表彰推荐表"),
    Line(parts=("推荐单位：{branch}", "推荐名称：________________"), size=12),
    Grid(
        widths=(28, 50, 28, 50),
        size=12,
        rows=(
            _four("姓　　名", "{name}", "性　　别", "{sex}"),
            _four("民　　族", "{ethnicity}", "出生日期", "{born}"),
            _four("入党日期", "{joined}", "学　　历", "{education}"),
            _four("党内职务", "{post}", "单位职务", "{employer}"),
            _wide("曾受表彰", "{honours}", 22),
            _wide("主要事迹", "", 84),
            _wide("党 支 部\n意　　见", "", 30, _SIGN),
            _wide("上级党委\n意　　见", "", 30, ("（盖章）　　　　　　", "年　　月　　日")),
        ),
    ),
    Paragraph(text="主要事迹可附页。", size=10.5, indent=0),
)
_COLUMNS = (
    ("公开事项", "item", 48.0),
    ("内　容", "content", 115.0),
    ("方　式", "way", 36.0),
    ("时　间", "when", 34.0),
    ("范　围", "range", 34.0),
)
_PUBLIC: tuple[Block, ...] = (
    Title(text="党务公开一览表"),
    Line(parts=("党支部：{branch}", "{year} 年度"), size=12),
    Grid(
        widths=tuple(width for _, _, width in _COLUMNS),
        size=12,
        head=(Row(height=10, cells=tuple(label_cell(title) for title, _, _ in _COLUMNS)),),
        rows=(
            RepeatRow(
                each="rows",
                rows=(Row(height=13, cells=tuple(Cell(text=f"{{{key}}}") for _, key, _ in _COLUMNS)),),
            ),
        ),
    ),
    Space(lines=0.4),
    signatures(("填 表 人（签名）：", "支部书记（签名、盖章）："), 18),
)

_SOURCE = "支部文书（通用，forms.md D13）"
FORMS = (
    Form(
        spec=FormSpec(
            id="D13.5", title="困难党员慰问申请表", version="2026.1", subject="branch", paper=SHEET,
            prepare=prepare_hardship, blocks=HARDSHIP, source=_SOURCE,
        ),
        example=replace(
            EXAMPLE,
            members=(replace(EXAMPLE.members[10], is_hardship=True), *EXAMPLE.members[:2]),
        ),
    ),
    Form(
        spec=FormSpec(
            id="D13.6", title="党员表彰推荐表", version="2026.1", subject="branch", paper=SHEET, one_page=True,
            prepare=prepare_honour, blocks=HONOUR, source=_SOURCE,
        ),
        example=EXAMPLE,
    ),
    Form(
        spec=FormSpec(
            id="D13.8", title="党务公开一览表", version="2026.1", subject="branch", paper=PAPER_L, one_page=True,
            prepare=prepare_public, blocks=_PUBLIC, source=_SOURCE,
        ),
        example=EXAMPLE,
    ),
)  # fmt: skip
