"""A8.3 谈心谈话记录 and A8.4 个人发言提纲: one page each, signed by hand."""

from dataclasses import replace

from exporters.forms._life import BASIS, EXAMPLE, TALK_EXAMPLE, clock, common
from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import date_or_blank
from exporters.spec import (
    PAPER_P,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    Row,
    Title,
    Values,
)
from models.domain.organisational_life import TALK_KINDS, LifeFacts, TalkFacts
from models.domain.records import Person

_PAPER = replace(PAPER_P, top=28, bottom=24)


def prepare_talk(facts: TalkFacts) -> Values:
    """A talk as recorded; empty boxes where nothing is."""
    talk = facts.talk
    return {
        "branch": facts.branch.name,
        "talker": talk.talker,
        "talker_post": talk.talker_post,
        "listener": talk.listener,
        "listener_post": talk.listener_post,
        "time": f"{date_or_blank(talk.on_date)}{clock(talk.starts_at)}至{clock(talk.ends_at)}",
        "day": talk.on_date,
        "place": talk.place,
        "kinds": "　".join(f"{'■' if kind == talk.kind else '□'}{kind}" for kind in TALK_KINDS),
        "content": talk.content,
        "problems": talk.problems,
        "file_key": "-".join(filter(None, (talk.talker, talk.listener, talk.on_date))) or "空表",
        "basis": "《中国共产党支部工作条例（试行）》（2018年）第十九条",
    }


def prepare_outline(facts: LifeFacts) -> Values:
    """A sheet for the one asked for, or for everybody; the four parts are the member's own words."""
    people = [facts.only] if facts.only else list(facts.members) or [Person()]
    return {
        **common(facts),
        "basis": BASIS,
        "file_key": f"{facts.only.name}-{facts.year}" if facts.only else str(facts.year),
        "people": [
            {
                "before": [{}] if place else [],
                "name": person.name,
                "post": person.party_post or ("党员" if person.name else ""),
                "group": person.party_group,
            }
            for place, person in enumerate(people)
        ],
    }


def _pair(*cells: tuple[str, str]) -> Row:
    made: list[Cell] = []
    for label, text in cells:
        made += [label_cell(label), Cell(text=text, align="center")]
    return Row(height=11, cells=tuple(made))


def _box(label: str, text: str, height: float, *, top: bool = False) -> Row:
    return Row(
        height=height,
        keep_together=False,
        cells=(label_cell(label), Cell(text=text, span=3, valign="top" if top else "middle")),
    )


TALK = Form(
    spec=FormSpec(
        id="A8.3",
        title="谈心谈话记录",
        version="2026.1",
        subject="talk",
        paper=_PAPER,
        one_page=True,
        prepare=prepare_talk,
        blocks=(
            Title(text="谈心谈话记录"),
            Paragraph(text="党支部：{branch}", size=12, indent=0, align="left"),
            Grid(
                widths=(28, 50, 28, 50),
                size=12,
                rows=(
                    _pair(("谈 话 人", "{talker}"), ("职　务", "{talker_post}")),
                    _pair(("谈话对象", "{listener}"), ("职　务", "{listener_post}")),
                    _box("时　　间", "{time}", 11),
                    _box("地　　点", "{place}", 11),
                    _box("类　　型", "{kinds}", 11),
                    _box("主要内容", "{content}", 78, top=True),
                    _box("谈出的问题\n与建议", "{problems}", 44, top=True),
                ),
            ),
            signatures(("谈话人（签名）：", "谈话对象（签名）："), 20),
            Citation(text="依据：{basis}"),
        ),
        source="谈心谈话记录（forms.md A8）",
        needed=(("day", "谈话日期"), ("talker", "谈话人"), ("listener", "谈话对象")),
    ),
    example=TALK_EXAMPLE,
)
OUTLINE = Form(
    spec=FormSpec(
        id="A8.4",
        title="组织生活会个人发言提纲",
        version="2026.1",
        subject="life",
        paper=_PAPER,
        prepare=prepare_outline,
        blocks=(
            Repeat(
                each="people",
                blocks=(
                    Repeat(each="before", blocks=(PageBreak(),)),
                    Title(text="{year}年度组织生活会个人发言提纲"),
                    Grid(
                        widths=(28, 50, 28, 50),
                        size=12,
                        rows=(
                            _pair(("姓　　名", "{name}"), ("党内职务", "{post}")),
                            Row(
                                height=11,
                                cells=(label_cell("党 支 部"), Cell(text="{branch}　{group}", span=3)),
                            ),
                            _box("一、\n对照情况", "", 40),
                            _box("二、\n存在问题", "", 48),
                            _box("三、\n原　　因", "", 36),
                            _box("四、\n整改措施", "", 40),
                        ),
                    ),
                    signatures(("本人（签名）：",), 18),
                    Citation(text="本人手写或自行打印，附组织生活会记录。依据：{basis}"),
                ),
            ),
        ),
        source="组织生活会（forms.md A8）",
    ),
    example=EXAMPLE,
)

FORMS = (TALK, OUTLINE)
