"""A member's card in words: lines of label and value, group by group, for D3 and for the person's own extract."""

from collections.abc import Iterable, Sequence

from exporters.forms._text import amount, written_date
from models.domain.attachment import Attachment, size_words
from models.domain.card_facts import CardFacts
from models.domain.dates import age_on
from models.domain.labels import FIELD_LABELS
from models.domain.standing import party_age

Line = dict[str, str]
Section = dict[str, str | list[Line]]

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "基本信息",
        ("name", "sex", "ethnicity", "id_number", "birth_date", "native_place", "birth_place", "marriage",
         "education", "degree", "school", "major", "speciality"),
    ),
    (
        "党籍",
        ("category", "membership_state", "applied_on", "joined_on", "confirmed_on", "join_kind", "confirm_kind",
         "probation_extension", "joined_branch", "branch_name", "party_post", "party_group", "politics",
         "league_joined_on", "arrived_on", "left_on", "left_kind", "suspended_from", "suspended_to"),
    ),
    (
        "工作和联系",
        ("post", "employer", "work_started_on", "technical_title", "title_level", "stratum", "frontline",
         "is_migrant_worker", "united_unit", "archive_place", "phone", "landline", "address", "household"),
    ),
    (
        "流动、失联与关怀",
        ("is_mobile", "mobile_to", "is_lost", "lost_on", "lost_kind", "is_exempt", "is_hardship", "is_incapable",
         "remark"),
    ),
)  # fmt: skip


def _dated(key: str) -> bool:
    return key.endswith(("_on", "_date")) or key in ("suspended_from", "suspended_to")


def field_sections(facts: CardFacts, across: int = 2, without: Sequence[str] = ()) -> list[Section]:
    """The person's own fields that are filled in, so many to a line, with age and years in the Party.

    `without` what the form says elsewhere.
    """
    person = facts.card.person
    made: list[Section] = []
    for heading, keys in GROUPS:
        lines: list[Line] = []
        for key in keys:
            if (text := field_text(facts, key)) and key not in without:
                lines.append({"label": FIELD_LABELS[key], "text": text})
            if key == "birth_date" and (age := age_on(person.birth_date, facts.as_of)) is not None:
                lines.append({"label": "年龄", "text": f"{age} 周岁"})
            if key == "confirmed_on" and (standing := standing_words(facts)):
                lines.append({"label": "党龄", "text": standing})
        if lines:
            made.append({"heading": heading, "lines": _side_by_side(lines, across)})
    return made


def field_text(facts: CardFacts, key: str) -> str:
    """A field of the person in words; "" for what is not recorded."""
    value = getattr(facts.card.person, key)
    text = "是" if value is True else "" if value is False else str(value)
    return written_date(text) if _dated(key) else text


def _side_by_side(lines: Sequence[Line], across: int) -> list[Line]:
    """So many facts to a line: label and text, label2 and text2 …"""
    made: list[Line] = []
    for at in range(0, len(lines), across):
        line: Line = {}
        for place, fact in enumerate(lines[at : at + across], start=1):
            number = str(place) if place > 1 else ""
            line |= {f"label{number}": fact["label"], f"text{number}": fact["text"]}
        made.append(line)
    return made


def standing_words(facts: CardFacts) -> str:
    """党龄 with its correction, "" for who has none."""
    person = facts.card.person
    found = party_age(person, facts.as_of)
    if found is None:
        return ""
    more = f"（校正 {person.standing_correction:+d} 个月）" if person.standing_correction else ""
    return f"{found[0]} 年 {found[1]} 个月{more}"


def own_lines(facts: CardFacts) -> list[Line]:
    """The branch's own fields that are filled in."""
    values = facts.card.own
    return [{"label": own.caption, "text": values[own.id]} for own in facts.own_fields if values.get(own.id)]


def list_sections(facts: CardFacts) -> list[Section]:
    """Family, résumé, honours, own fields."""
    card = facts.card
    family = [
        _line(one.relation, (one.name, written_date(one.birth_date), one.politics, one.employer, one.remark))
        for one in card.relatives
    ]
    resume = [
        _line(f"{one.from_on or '？'} 至 {one.to_on or '今'}", (one.content, _said("证明人", one.witness)))
        for one in card.resume
    ]
    honours = [
        _line(
            f"{one.kind}　{one.on_date}",
            (one.title, one.given_by, one.document, _said("影响期满", one.ended_on), one.remark),
        )
        for one in card.honours
    ]
    return _sections(
        ("家庭成员和主要社会关系", family),
        ("学习和工作简历", resume),
        ("奖励和处分", honours),
        ("自定栏目", own_lines(facts)),
    )


def record_sections(facts: CardFacts) -> list[Section]:
    """What else the branch has on record about the person: movements, development, meetings, dues, notes, doubts."""
    moves: list[Line] = []
    for case in facts.cases:
        one = case.movement
        told = (
            one.organisation,
            one.place,
            one.letter_number,
            one.reason,
            one.remark,
            _said("作废", one.voided_on),
        )
        moves.append(_line(f"{one.on_date}　{one.kind}", told))
        moves += [
            _line(f"{talk.on_date}　{talk.method}", (talk.content, talk.made_by)) for talk in case.contacts
        ]
    dues = [_line(on, (f"{amount(fen)} 元", months)) for on, fen, months in facts.dues]
    standards = [
        _line(f"{month} 起", (f"每月 {amount(fen)} 元", kind)) for month, fen, kind in facts.standards
    ]
    marks = [
        _line(FIELD_LABELS.get(one.field, one.field), (one.message, _said("核实结果", one.answer)))
        for one in facts.marks
    ]
    return _sections(
        ("党内任职", [_line(f"{since} 至 {until or '今'}", (post,)) for post, since, until in facts.posts]),
        ("换届选举", [_line(on, (post, told)) for on, post, told in facts.candidacies]),
        (
            "党员变动和联系记录",
            [*moves, *(_line(on, (content, how)) for on, how, content in facts.talks)],
        ),
        (
            "发展党员",
            [
                *(_line(role, (name,)) for role, name in facts.companions),
                *(_line(on, (name, result)) for name, on, result in facts.steps),
                *(_line(f"任{role}", (name,)) for role, name in facts.looked_after),
            ],
        ),
        ("参加会议", [_line(on, (title, presence or "未登记")) for on, title, presence in facts.meetings]),
        ("党费标准", standards),
        ("党费缴纳", dues),
        ("便签", [_line(one.made_on, (one.content, one.made_by)) for one in facts.card.memos]),
        ("照片和附件", [_file_line(one) for one in facts.attachments]),
        ("导入时的疑点", marks),
        ("按规定核对的提示", finding_lines(facts)),
    )


def _file_line(one: Attachment) -> Line:
    return _line(f"{one.added_on} 加入", (one.title, size_words(one.size), one.remark))


def finding_lines(facts: CardFacts) -> list[Line]:
    """What looks odd, with its article, and what was answered."""
    return [
        _line(
            one.citation.article if one.citation else one.rule,
            (one.message, f"已核实，因为{one.answer}" if one.answer else "尚未核实"),
        )
        for one in facts.findings
    ]


def _line(label: str, parts: Sequence[str]) -> Line:
    return {"label": label, "text": "；".join(part.rstrip("。") for part in parts if part)}


def _said(label: str, text: str) -> str:
    return f"{label}：{text}" if text else ""


def _sections(*given: tuple[str, Iterable[Line]]) -> list[Section]:
    made: list[Section] = []
    for heading, lines in given:
        if kept := list(lines):
            made.append({"heading": heading, "lines": kept})
    return made
