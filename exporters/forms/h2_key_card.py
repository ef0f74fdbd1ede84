"""H2 密钥卡: the fingerprint of a desk's keys in eight groups, printed, sealed and compared by a person once."""

from exporters.forms._examples import BRANCH
from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_P,
    Cell,
    Face,
    Form,
    FormSpec,
    Grid,
    Paragraph,
    QrCode,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.handoff import NOTICE, KeyCard, PeerKind
from models.domain.handoff_facts import KeyCardFacts

_KINDS = {PeerKind.COMMITTEE: "党委、党总支", PeerKind.BRANCH: "党支部", PeerKind.DESK: "党支部的另一台电脑"}
_EXAMPLE_TEXT = (
    '{"format":"branch-desk-card","kind":"branch","made_on":"2026-10-15","name":"中共青石镇柳溪村支部委员会",'
    '"replaces":"","seal_keys":["age1387cldtvuskprjn8eq4c8rkyvd6ag2zsn0g2599apvf49efxtagse6q2w3",'
    '"age1g4euhsds5ghc56uvuxec2cz748ev9tgpt898q5z7647z9yngnysshv5efk"],"serial":1,'
    '"sign_key":"RWTpmyanUng1pQT9uZlseSTI1SAwJsYDwDm1y7rXJwbrAQqBSV2tExZK",'
    '"signature":"JUvGFL9QMid4EyQBa4q1Kup2UPywwmOmtvlk+QM1CeIDF2hC+omFD+sCegm3yiXR3H2fdG/iGTZarqkYb5D4Bw==",'
    '"uuid":"a865e30f-1c92-42d9-90be-6d15ff9b454b"}'
)


def prepare(facts: KeyCardFacts) -> Values:
    """The eight groups one by one, the card's own text for the code."""
    card = facts.card
    groups = {f"g{number}": group for number, group in enumerate(card.groups, start=1)}
    return {
        **groups,
        "name": card.name,
        "kind": _KINDS[card.kind],
        "made": written_date(card.made_on),
        "file": card.file_name,
        "card": card.text,
        "notice": NOTICE,
    }


def _group(number: int) -> Cell:
    return Cell(text=f"{{g{number}}}", size=20, face=Face.HEI, align="center")


FORM = Form(
    spec=FormSpec(
        id="H2",
        title="密钥卡",
        version="2026.1",
        subject="card",
        paper=PAPER_P,
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="密　钥　卡"),
            Grid(
                widths=(26, 52, 26, 52),
                size=12,
                rows=(
                    Row(height=10, cells=(label_cell("单位名称"), Cell(text="{name}", span=3))),
                    Row(
                        height=10,
                        cells=(
                            label_cell("类　　别"),
                            Cell(text="{kind}"),
                            label_cell("制作日期"),
                            Cell(text="{made}"),
                        ),
                    ),
                    Row(height=10, cells=(label_cell("密钥文件"), Cell(text="{file}", span=3))),
                ),
            ),
            Space(lines=0.4),
            Paragraph(text="指纹（八组，逐组核对，一组都不能差）", face=Face.HEI, indent=0, size=12),
            Grid(
                widths=(39, 39, 39, 39),
                rows=(
                    Row(height=15, cells=tuple(_group(number) for number in range(1, 5))),
                    Row(height=15, cells=tuple(_group(number) for number in range(5, 9))),
                ),
            ),
            Space(lines=0.4),
            QrCode(text="{card}", size=58),
            Space(lines=0.2),
            Paragraph(
                text="二维码的内容就是密钥卡文件，只含公开密钥，可以公开张贴；私有密钥只在制作单位的加密数据里。"
                "登记时在软件中导入密钥卡文件，把屏幕上的指纹与本页逐组核对，核对无误再确认。"
                "本页遗失不影响安全；更换密钥后本页作废。{notice}",
                size=10.5,
            ),
            Space(lines=0.3),
            signatures(("制作单位（盖章）：", "核对人（签名）："), 30),
        ),
        source="密钥卡（本软件）",
    ),
    example=KeyCardFacts(
        branch=BRANCH,
        as_of="2026-11-20",
        card=KeyCard(
            kind=PeerKind.BRANCH,
            uuid="a865e30f-1c92-42d9-90be-6d15ff9b454b",
            name=BRANCH.name,
            fingerprint="78C3 D1DF 0474 FE21 030A 89DA D3E5 2DE7",
            made_on="2026-10-15",
            text=_EXAMPLE_TEXT,
        ),
    ),
)
