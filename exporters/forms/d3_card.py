"""D3 党员登记卡, kept up to date by the branch, on one page where it can be read, and D3.3 本人信息: everything on record, for the person concerned."""

from dataclasses import replace

from exporters.forms._card_example import EXAMPLE
from exporters.forms._card_words import (
    field_sections,
    field_text,
    finding_lines,
    list_sections,
    record_sections,
)
from exporters.forms._parts import WIDTH, label_cell, signatures
from exporters.spec import (
    PAPER_P,
    Block,
    Cell,
    Citation,
    Face,
    Form,
    FormSpec,
    Grid,
    Line,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.card_facts import CardFacts
from models.domain.labels import FIELD_LABELS

_LABEL = 42  # mm
_DAYS = 50  # mm, of a label that names two days


def _head(facts: CardFacts) -> Values:
    return {"branch": facts.branch.name, "as_of": facts.as_of, "name": facts.card.person.name}


def prepare_card(facts: CardFacts) -> Values:
    """The card as the forms ask for it: fields, family, résumé, honours, and doubts that were answered."""
    odd = [{"heading": "核对说明", "lines": finding_lines(facts)}] if facts.findings else []
    fields = field_sections(facts, _ACROSS, _BESIDE_PHOTO)
    head = {key: field_text(facts, key) for key in _BESIDE_PHOTO}
    return {
        **_head(facts),
        **head,
        "photo": facts.photo,
        "fields": fields,
        "sections": [*list_sections(facts), *odd],
    }


def prepare_all(facts: CardFacts) -> Values:
    """Everything that is kept about the person."""
    sections = [*list_sections(facts), *record_sections(facts)]
    return {**_head(facts), "fields": field_sections(facts), "sections": sections}


_PAGE = replace(PAPER_P, top=22, bottom=18, body_pt=12)
_CARD_PAGE = replace(_PAGE, top=15, bottom=14, left=20, right=20)
_ACROSS = 3  # facts to a line of the card
_BESIDE_PHOTO = (
    "name", "sex", "ethnicity", "birth_date", "id_number", "education", "category", "party_post", "joined_on", "confirmed_on",
)  # fmt: skip
_TO_A_LINE = 2


def _part(
    each: str, widths: tuple[float, ...], cells: tuple[Cell, ...], height: float = 6.5, apart: float = 0.25
) -> Repeat:
    """Headings with their lines; `height` of a line in mm."""
    return Repeat(
        each=each,
        blocks=(
            Paragraph(text="{heading}", face=Face.HEI, size=12, indent=0, align="left"),
            Grid(
                widths=widths,
                size=10.5,
                leading=1.2,
                rows=(RepeatRow(each="lines", rows=(Row(height=height, cells=cells),)),),
            ),
            Space(lines=apart),
        ),
    )


_FIELDS = _part(
    "fields",
    (30, 48, 30, 48),
    (
        label_cell("{label}", size=10.5),
        Cell(text="{text}"),
        label_cell("{label2}", size=10.5),
        Cell(text="{text2}"),
    ),
)
_SECTIONS = _part("sections", (_DAYS, WIDTH - _DAYS), (label_cell("{label}", size=10.5), Cell(text="{text}")))


_CARD_WIDTH = _CARD_PAGE.text_width
_CARD_FIELDS = _part(
    "fields",
    (19, (_CARD_WIDTH - 57) / 3) * _ACROSS,
    tuple(
        cell
        for number in ("", *map(str, range(2, _ACROSS + 1)))
        for cell in (label_cell(f"{{label{number}}}", size=10.5), Cell(text=f"{{text{number}}}"))
    ),
    6,
    0.15,
)
_PHOTO = Cell(picture="photo", frame=(25, 35), blank="照片\n（一寸）", align="center", rows=5)
_CARD_HEAD = Grid(
    widths=(24, (_CARD_WIDTH - 76) / 2, 24, (_CARD_WIDTH - 76) / 2, 28),
    size=10.5,
    rows=tuple(
        Row(
            height=7.6,
            cells=(
                *(
                    cell
                    for key in _BESIDE_PHOTO[at : at + _TO_A_LINE]
                    for cell in (label_cell(FIELD_LABELS[key], size=10.5), Cell(text=f"{{{key}}}"))
                ),
                *((_PHOTO,) if at == 0 else ()),
            ),
        )
        for at in range(0, len(_BESIDE_PHOTO), _TO_A_LINE)
    ),
)
_CARD_SECTIONS = _part(
    "sections",
    (_LABEL, _CARD_WIDTH - _LABEL),
    (label_cell("{label}", size=10.5), Cell(text="{text}")),
    6,
    0.15,
)


def _blocks(title: str, parts: tuple[Block, ...], *foot: Block) -> tuple[Block, ...]:
    head = Line(parts=("党支部：{branch}", "截止：{as_of}"), size=11)
    return (Title(text=title), head, *parts, *foot)


CARD = Form(
    spec=FormSpec(
        id="D3",
        title="党员登记卡",
        version="2026.2",
        subject="member",
        paper=_CARD_PAGE,
        one_page=True,
        prepare=prepare_card,
        blocks=_blocks(
            "党员登记卡",
            (_CARD_HEAD, Space(lines=0.25), _CARD_FIELDS, _CARD_SECTIONS),
            signatures(("党员（签名）：", "党支部书记（签名）："), 18),
        ),
        source="党员登记卡（各省样式不一，forms.md D3）；支部、党委各存一份",
    ),
    example=EXAMPLE,
)

ALL = Form(
    spec=FormSpec(
        id="D3.3",
        title="本人信息",
        version="2026.1",
        subject="member",
        paper=_PAGE,
        prepare=prepare_all,
        blocks=_blocks(
            "党支部保存的本人信息",
            (_FIELDS, _SECTIONS),
            Citation(
                text="以上是本软件中保存的关于本人的全部内容（修改历史除外）。如有不符，请告诉党支部更正。"
            ),
            signatures(("本人（签名）：", "经办人（签名）："), 20),
        ),
        source="应本人要求导出",
    ),
    example=EXAMPLE,
)

FORMS = (CARD, ALL)
