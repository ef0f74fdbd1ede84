"""Which fields a recipient gets (脱敏方案): four ready-made choices and one's own, and the records cut down to them."""

import json
from collections.abc import Mapping

from exporters.package.fields import Part, Record
from exporters.package.parts import PARTS
from models.domain.correction import lines_from, lines_text, place_field
from models.domain.errors import UserError
from models.domain.handoff import FieldChoice, Profile
from models.domain.labels import FIELD_LABELS, HIDDEN_FIELDS, TABLE_LABELS
from models.services.snapshot import BY_PART, Parts

USUAL, FULL, NO_CONTACT, ROSTER_DUES, CUSTOM = "usual", "full", "no_contact", "roster_dues", "custom"
# the branch keeps to itself how votes fell and who said what; a committee counts grades (forms.md A9)
_OWN_AFFAIR = frozenset(
    {f"appraisal.team_{grade}" for grade in ("good", "fair", "plain", "poor")}
    | {f"appraisal_line.{mark}" for mark in ("excellent", "competent", "basic", "poor", "abstained")}
    | {f"appraisal_line.{text}" for text in ("self_summary", "peer_opinion", "grounds")}
    | {"opinion"}
)
CONTACT = frozenset({"person.phone", "person.landline", "person.address", "person.household"})
# parts one may leave out whole, and what goes with them
WHOLE: dict[str, tuple[str, ...]] = {
    "mark": ("mark",),
    "meeting": ("meeting", "attendance", "agenda_item", "correction"),
    "plan_item": ("plan_item", "task"),
    "appraisal": ("appraisal", "appraisal_line"),
    "opinion": ("opinion", "talk_record"),
    "exemption": ("exemption",),
    "payment": ("dues_standard", "reduction", "payment", "payment_line", "voucher", "posting", "cash_count"),
    "step": ("step",),
    "companion": ("companion",),
    "movement": ("movement", "contact_log"),
    "relative": ("relative", "resume_entry", "honour"),
    "memo": ("memo",),
    "own_field": ("own_field", "own_value"),
    "election": ("election", "election_choice"),
    "guest_member": ("guest_member",),
    "attachment": ("attachment",),
    "answer": ("answer",),
}
_WHOLE_LABELS = {
    "mark": "待核对的原始内容",
    "meeting": "会议记录（含到会、议题和表决）",
    "plan_item": "年度计划和待办事项",
    "appraisal": "民主评议和述职评议",
    "opinion": "征求意见和谈心谈话",
    "exemption": "不计入应到的依据",
    "payment": "党费（标准、少交免交、缴费和账目）",
    "step": "发展党员的步骤",
    "companion": "培养联系人和入党介绍人",
    "movement": "党员变动和联系记录",
    "relative": "家庭成员、简历和奖惩",
    "memo": "便签",
    "own_field": "自定栏目",
    "election": "换届选举的筹备和票数",
    "guest_member": "流入党员",
    "attachment": "照片和附件",
    "answer": "核实说明",
}
# without these the committee cannot count members or tell meetings apart
NEEDED = frozenset(
    f"person.{name}"
    for name in (
        "category", "joined_on", "confirmed_on", "left_on", "left_kind", "arrived_on", "membership_state",
        "pinyin", "initials",
    )
) | frozenset({"meeting.title", "meeting.held_on", "meeting.number", "agenda_item.seq", "agenda_item.title"})  # fmt: skip
_GROUPS = ("person", "branch", "meeting", "attendance", "agenda_item", "dues_standard", "payment", "step",
           "appraisal", "appraisal_line")  # fmt: skip
PROFILES = (
    Profile(
        id=USUAL,
        title="不含评议票数和意见",
        hint="不含民主评议和述职测评的票数、个人总结、互评意见和主要依据，不含征求到的意见和谈心谈话；等次、处理建议、反馈日期和其他内容都有。",
        left_out=_OWN_AFFAIR,
    ),
    Profile(id=FULL, title="全部", hint="名册、会议、党费、发展党员的全部内容。"),
    Profile(
        id=NO_CONTACT,
        title="不含住址电话",
        hint="不含联系电话、固定电话、现居住地、户籍所在地，不含流入党员、照片和附件，其他都有。",
        left_out=CONTACT | {"guest_member", "attachment"},
    ),
    Profile(
        id=ROSTER_DUES,
        title="只报名册与党费",
        hint="不含会议记录、年度计划、民主评议、谈心谈话、发展党员步骤、家庭成员和简历、便签、自定栏目、换届选举、流入党员、照片和附件、"
        "核实说明和待核对的原始内容。",
        left_out=frozenset(
            {"mark", "meeting", "step", "companion", "relative", "memo", "own_field", "answer"}
            | {"election", "guest_member", "attachment", "plan_item", "appraisal", "opinion", "exemption"}
        ),
    ),
)


def choices() -> tuple[FieldChoice, ...]:
    """Everything one may leave out, parts first, then fields by part; required fields are listed too."""
    found = [FieldChoice(key=key, label=label, group="整类内容") for key, label in _WHOLE_LABELS.items()]
    for name in _GROUPS:
        part = BY_PART[name].part
        for field in part.fields:
            key = f"{name}.{field.name}"
            if field.name in HIDDEN_FIELDS or field.refers:
                continue
            found.append(
                FieldChoice(
                    key=key,
                    label=FIELD_LABELS[field.name] if key != "branch.name" else "支部名称",
                    group=TABLE_LABELS[name],
                    required=field.kept or key in NEEDED,
                )
            )
    return tuple(found)


def check(profile: Profile) -> None:
    """UserError when a profile leaves out what must go along, or names something that does not exist."""
    known = {choice.key: choice for choice in choices()}
    unknown = [key for key in profile.left_out if key not in known]
    required = [known[key].label for key in profile.left_out if key in known and known[key].required]
    if required:
        raise UserError(f"{'、'.join(sorted(required))}是必报的内容，不能去掉。")
    if unknown:
        raise ValueError(f"no such field {unknown}")


def custom(left_out: frozenset[str]) -> Profile:
    """One's own choice; a ready-made profile when it is the same."""
    for ready in PROFILES:
        if ready.left_out == left_out:
            return ready
    return Profile(id=CUSTOM, title="自定", hint=words(left_out), left_out=left_out)


def words(left_out: frozenset[str]) -> str:
    """“不含：联系电话、现居住地” for the register and the handover sheet."""
    own = _OWN_AFFAIR if left_out >= _OWN_AFFAIR else frozenset[str]()  # one by one they would fill the line
    chosen = [choice for choice in choices() if choice.key in left_out - own]
    plain = ("整类内容", TABLE_LABELS["person"])
    labels = [one.label if one.group in plain else f"{one.group}的{one.label}" for one in chosen]
    labels += ["评议票数、总结、意见和依据", "征求意见和谈心谈话"] if own else []
    return f"不含：{'、'.join(labels)}" if labels else "全部字段"


def encode(profile: Profile) -> str:
    """As the setting of a recipient keeps it."""
    return json.dumps({"id": profile.id, "left_out": sorted(profile.left_out)})


def decode(text: str) -> Profile:
    """The kept profile; without one, all but what is the branch's own affair."""
    if not text:
        return PROFILES[0]
    found = json.loads(text)
    return custom(frozenset(found["left_out"]))


def fields_of(profile: Profile) -> dict[str, tuple[str, ...]]:
    """Part -> fields that go along, as the package format wants them; a part that stays is not named."""
    gone = {part for key in profile.left_out if key in WHOLE for part in WHOLE[key]}
    return {part.name: _kept(part, profile, gone) for part in PARTS if part.name not in gone}


def _kept(part: Part, profile: Profile, gone: set[str]) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in part.fields
        if f"{part.name}.{field.name}" not in profile.left_out and field.refers not in gone
    )


def redact(parts: Parts, profile: Profile) -> Parts:
    """The records with only the fields that go along; marks of a field that stays stay with it."""
    fields = fields_of(profile)
    hidden = {key.partition(".")[2] for key in profile.left_out if key.startswith("person.")}
    made: Parts = {}
    for name, names in fields.items():
        wanted = frozenset(names)
        made[name] = [
            {key: value for key, value in record.items() if key in wanted}
            for record in parts[name]
            if _goes(name, record, fields, hidden)
        ]
    if "correction" in made:
        made["correction"] = [_slip(record, profile.left_out) for record in made["correction"]]
    return made


def _slip(record: Record, left_out: frozenset[str]) -> Record:
    """A correction slip says old and new of fields; of those that stay here it says nothing either."""
    lines = lines_from(str(record["lines"]))
    gone = {part for key in left_out for part in WHOLE.get(key, ())}
    told = [(line, place_field(line.where)) for line in lines]
    kept = [line for line, field in told if field not in left_out and field.partition(".")[0] not in gone]
    return record if len(kept) == len(lines) else {**record, "lines": lines_text(kept)}


def _goes(name: str, record: Record, fields: Mapping[str, object], hidden: set[str]) -> bool:
    if name == "mark":  # its old and new content are that field's values
        return record.get("field") not in hidden
    if name == "attachment" and "meeting" in record:
        return "meeting" in fields
    return name != "answer" or record.get("record_kind") in fields
