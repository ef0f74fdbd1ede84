"""The fields a template may use, under Chinese names, and what each is filled with."""

import re
from collections.abc import Callable, Iterable, Sequence

from exporters.templates import dossier_fields, dues_fields, meeting_fields
from exporters.templates.names import (
    BRANCH,
    PERSON,
    Asked,
    Day,
    Field,
    ListField,
    Row,
    columns,
    likeness,
    simplify,
)
from exporters.templates.picture import PHOTO
from models.domain.card import OwnField, OwnKind
from models.domain.card_facts import CardFacts
from models.domain.dates import age_on, chinese_date
from models.domain.labels import FIELD_LABELS
from models.domain.money import yuan
from models.domain.organisation import ORGANISER, SECRETARY
from models.domain.pipeline import all_steps
from models.domain.records import Category
from models.domain.standing import party_age
from models.domain.template import TemplateFacts

PEOPLE = "党员名单"
COUNTED = frozenset({"党员总数", "正式党员数", "预备党员数"})  # the people have to be gathered for them
BOXES = 18  # digits of an ID number, for forms with a box for each
_NUMBERED = re.compile(r"^(.*?\D)([1-9]\d?)$")


class Catalogue:
    """All fields of one branch, its own ones among them; a later one never hides an earlier one."""

    def __init__(self, own: Sequence[OwnField] = ()) -> None:
        known = (*_FIELDS, *dossier_fields.FIELDS, *dues_fields.FIELDS, *meeting_fields.FIELDS)
        own_ones = tuple(_own_fields(own, {one.name for one in known}))
        self.fields: tuple[Field, ...] = (*known, *own_ones)
        more = (*dossier_fields.LISTS, *dues_fields.LISTS, *meeting_fields.LISTS)
        self.lists: tuple[ListField, ...] = (*_LISTS, *more, _people((*_FIELDS, *own_ones)))
        self._by_key: dict[str, Asked] = {}
        for one in (*self.fields, *self.lists):
            asked = Asked(field=one) if isinstance(one, Field) else Asked(rows=one)
            self._by_key.setdefault(simplify(one.name), asked)
        for one in (*self.fields, *self.lists):
            asked = self._by_key[simplify(one.name)]
            for other in one.aliases:
                self._by_key.setdefault(simplify(other), asked)

    def find(self, name: str) -> Asked | None:
        """What a name between braces means; None when it means nothing."""
        key = simplify(name)
        if found := self._by_key.get(key):
            return found
        if (numbered := _NUMBERED.match(key)) and (base := self._by_key.get(numbered[1])):
            number = int(numbered[2])
            if base.rows or (base.field and number <= base.field.boxes):
                return Asked(base.field, base.rows, number)
        return None

    def nearest(self, name: str, among: Iterable[str] = ()) -> str:
        """The known name most like this one, "" when none is."""
        key = simplify(name)
        known = list(among) or [one.name for one in (*self.fields, *self.lists)]
        others = {} if among else {a: one.name for one in (*self.fields, *self.lists) for a in one.aliases}
        scored = [(likeness(key, simplify(one)), others.get(one, one)) for one in (*known, *others)]
        best = max(scored, default=(0.0, ""))
        return best[1] if best[0] > 0.5 else ""


# values


def _of_person(get: Callable[[CardFacts], str]) -> Callable[[TemplateFacts], str]:
    return lambda facts: get(facts.person) if facts.person else ""


def _stored(key: str) -> Callable[[CardFacts], str]:
    if key.endswith(("_on", "_date")) or key in ("suspended_from", "suspended_to"):
        return lambda facts: Day(str(getattr(facts.card.person, key)))

    def get(facts: CardFacts) -> str:
        value = getattr(facts.card.person, key)
        return ("是" if value else "否") if isinstance(value, bool) else str(value)

    return get


def _short_birth(facts: CardFacts) -> str:
    return facts.card.person.birth_date[:7].replace("-", ".")


def _age(facts: CardFacts) -> str:
    found = age_on(facts.card.person.birth_date, facts.as_of)
    return "" if found is None else str(found)


def _party_years(facts: CardFacts) -> str:
    found = party_age(facts.card.person, facts.as_of)
    return "" if found is None else str(found[0])


def _standard(facts: CardFacts) -> str:
    on = [fen for month, fen, _kind in facts.standards if month <= facts.as_of[:7]]
    return yuan(on[-1]) if on else ""


def _honours(kind: str) -> Callable[[CardFacts], str]:
    return lambda facts: "；".join(
        " ".join(filter(None, (chinese_date(one.on_date), one.given_by, one.title)))
        for one in facts.card.honours
        if one.kind == kind
    )


def _resume_text(facts: CardFacts) -> str:
    return "\n".join(
        f"{one.from_on.replace('-', '.')}—{one.to_on.replace('-', '.') or '今'}　{one.content}"
        for one in facts.card.resume
    )


def _companions(role: str) -> Callable[[CardFacts], str]:
    return lambda facts: "、".join(name for kind, name in facts.companions if kind == role)


def _companion(role: str, number: int) -> Callable[[CardFacts], str]:
    def get(facts: CardFacts) -> str:
        names = [name for kind, name in facts.companions if kind == role]
        return names[number - 1] if len(names) >= number else ""

    return get


def _step_day(name: str) -> Callable[[CardFacts], str]:
    return lambda facts: Day(next((on for step, on, _ in reversed(_taken(facts)) if step == name), ""))


def _taken(facts: CardFacts) -> list[tuple[str, str, str]]:
    """Those taken by the day the sheet speaks of; one without a date may have been."""
    return [one for one in facts.steps if one[1] <= facts.as_of]


def _own_value(own: OwnField) -> Callable[[CardFacts], str]:
    def get(facts: CardFacts) -> str:
        text = facts.card.own.get(own.id, "")
        return Day(text) if own.kind is OwnKind.DATE else text

    return get


def _post_holder(post: str, stored: str) -> Callable[[TemplateFacts], str]:
    def get(facts: TemplateFacts) -> str:
        holder = facts.organisation.holder(post, facts.as_of)
        return holder.name if holder else str(getattr(facts.branch, stored))

    return get


def _count(*categories: Category) -> Callable[[TemplateFacts], str]:
    return lambda facts: str(
        sum(not categories or one.card.person.category in categories for one in facts.people)
    )


# the catalogue

_ALIASES: dict[str, tuple[str, ...]] = {
    "id_number": ("身份证号码", "公民身份号码", "公民身份证号", "身份证", "身份号码"),
    "birth_date": ("生日",),
    "ethnicity": ("族别",),
    "education": ("文化程度", "最高学历"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系方式", "移动电话"),
    "landline": ("固话", "座机"),
    "employer": ("工作单位", "单位及职务", "单位职务", "工作单位职务"),
    "address": ("住址", "家庭住址", "现住址", "现居地", "居住地"),
    "household": ("户籍", "户籍地", "户口所在地"),
    "joined_on": ("入党时间", "加入党组织日期", "加入中国共产党日期"),
    "confirmed_on": ("转正时间", "转为正式党员日期"),
    "applied_on": ("申请入党时间", "申请时间", "递交入党申请书日期"),
    "work_started_on": ("参加工作时间", "参加工作年月"),
    "league_joined_on": ("入团时间",),
    "school": ("毕业学校", "毕业院校及专业"),
    "speciality": ("有何专长", "特长", "有何特长"),
    "technical_title": ("专业技术职务", "职称", "技术职称"),
    "marriage": ("婚姻",),
    "post": ("岗位",),
    "party_post": ("党内职务名称", "职务"),
    "party_group": ("所在党小组",),
    "branch_name": ("所在支部", "党支部"),
    "category": ("党员类别", "人员身份"),
    "remark": ("备注",),
}  # fmt: skip
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "本人",
        ("name", "sex", "ethnicity", "id_number", "birth_date", "native_place", "birth_place", "marriage", "education",
         "degree", "school", "major", "speciality", "politics", "league_joined_on"),
    ),
    (
        "党籍",
        ("category", "membership_state", "applied_on", "joined_on", "confirmed_on", "join_kind", "confirm_kind",
         "probation_extension", "joined_branch", "branch_name", "party_post", "party_group", "arrived_on", "left_on",
         "left_kind"),
    ),
    (
        "工作和联系",
        ("employer", "post", "work_started_on", "technical_title", "title_level", "stratum", "frontline",
         "is_migrant_worker", "archive_place", "phone", "landline", "address", "household"),
    ),
    (
        "流动与其他",
        ("is_mobile", "mobile_to", "is_lost", "lost_on", "lost_kind", "is_hardship", "is_incapable", "remark"),
    ),
)  # fmt: skip


def _stored_field(key: str, group: str) -> Field:
    name = simplify(FIELD_LABELS[key])
    aliases = _ALIASES.get(key, ())
    if name.endswith("日期"):
        aliases = (*aliases, f"{name.removesuffix('日期')}时间", f"{name.removesuffix('日期')}年月日")
    aliases = tuple(dict.fromkeys(one for one in aliases if one != name))
    note = "空格子一格一位：身份证号1 至 身份证号18" if key == "id_number" else ""
    return Field(
        name, group, PERSON, _of_person(_stored(key)), aliases, note, BOXES if key == "id_number" else 0
    )


def _worked_out(
    name: str, group: str, get: Callable[[CardFacts], str], *aliases: str, note: str = ""
) -> Field:
    return Field(name, group, PERSON, _of_person(get), aliases, note)


def _steps() -> Iterable[Field]:
    for step in all_steps():
        name = simplify(step.name)
        yield _worked_out(f"{name}日期", "发展党员", _step_day(step.name), f"{name}时间")


def _branch_field(name: str, get: Callable[[TemplateFacts], str], *aliases: str, note: str = "") -> Field:
    return Field(name, "支部", BRANCH, get, aliases, note)


_FIELDS: tuple[Field, ...] = (
    *(_stored_field(key, group) for group, keys in _GROUPS[:1] for key in keys),
    Field(PHOTO, "本人", PERSON, lambda _facts: "", ("相片", "近照", "一寸照片"), "宽 25 毫米；没有照片就留空"),
    _worked_out("出生年月", "本人", _short_birth, note="写成 1985.07"),
    _worked_out("年龄", "本人", _age, "周岁", note="填表当天的周岁"),
    *(_stored_field(key, group) for group, keys in _GROUPS[1:2] for key in keys),
    _worked_out("党龄", "党籍", _party_years, note="整年，按校正值算"),
    _worked_out("月交党费", "党籍", _standard, "党费标准", "月缴党费", note="元"),
    *(_stored_field(key, group) for group, keys in _GROUPS[2:] for key in keys),
    _worked_out("奖励情况", "简历和奖惩", _honours("奖励"), "获奖情况", "受奖情况", "何时何地受过何种奖励"),
    _worked_out("处分情况", "简历和奖惩", _honours("处分"), "受处分情况", "何时何地受过何种处分"),
    _worked_out("简历全文", "简历和奖惩", _resume_text, "个人简历", "本人简历", note="一段一行"),
    _worked_out("培养联系人", "发展党员", _companions("培养联系人"), "入党积极分子培养联系人"),
    _worked_out("培养联系人甲", "发展党员", _companion("培养联系人", 1)),
    _worked_out("培养联系人乙", "发展党员", _companion("培养联系人", 2)),
    _worked_out("入党介绍人", "发展党员", _companions("入党介绍人"), "介绍人"),
    _worked_out("入党介绍人甲", "发展党员", _companion("入党介绍人", 1)),
    _worked_out("入党介绍人乙", "发展党员", _companion("入党介绍人", 2)),
    *_steps(),
    _branch_field("支部名称", lambda f: f.branch.name, "支部全称", "党支部名称", "党组织名称", "填报单位"),
    _branch_field("支部简称", lambda f: f.branch.short_name or f.branch.name),
    _branch_field("上级党委", lambda f: f.branch.committee, "党委名称", "基层党委", "所属党委"),
    _branch_field("所属党总支", lambda f: f.branch.general_branch, "党总支"),
    _branch_field("支部代码", lambda f: f.branch.code, "组织代码", "党组织代码"),
    _branch_field("支部书记", _post_holder(SECRETARY, "secretary"), "书记", "党支部书记", "书记姓名"),
    _branch_field("组织委员", _post_holder(ORGANISER, "organiser")),
    _branch_field("支部电话", lambda f: f.branch.phone, "支部联系电话"),
    _branch_field("支部联系人", lambda f: f.branch.contact, "联系人"),
    _branch_field("支部成立日期", lambda f: Day(f.branch.founded_on), "支部成立时间"),
    _branch_field("本届任期起", lambda f: Day(f.branch.term_started_on)),
    _branch_field("支委人数", lambda f: str(f.branch.committee_size or "")),
    _branch_field("单位名称", lambda f: f.branch.unit_name, "所在单位名称"),
    _branch_field("单位代码", lambda f: f.branch.unit_code, "统一社会信用代码"),
    _branch_field("活动场所", lambda f: f.branch.venue),
    _branch_field("党员总数", _count(), "党员人数", "党员数"),
    _branch_field("正式党员数", _count(Category.FULL), "正式党员人数"),
    _branch_field("预备党员数", _count(Category.PROBATIONARY), "预备党员人数"),
    _branch_field("填表日期", lambda f: Day(f.made_on or f.as_of), "填表时间", "今天", "打印日期", "制表日期", note="当天；要手写就留空格"),
)  # fmt: skip


def _own_fields(own: Sequence[OwnField], taken: set[str]) -> Iterable[Field]:
    """The branch's own columns; a caption the program uses itself gets 自定 before it."""
    for one in own:
        name = simplify(one.caption)
        if name in taken or not name or name[0].isdigit():
            name = f"自定{name}"
        yield _worked_out(name, "自定栏目", _own_value(one), one.caption)


def _rows(get: Callable[[CardFacts], Iterable[Row]]) -> Callable[[TemplateFacts], Sequence[Row]]:
    return lambda facts: tuple(get(facts.person)) if facts.person else ()


_LISTS: tuple[ListField, ...] = (
    ListField(
        "家庭成员", "列表", PERSON,
        columns(("称谓", "关系", "与本人关系"), "姓名", ("出生年月", "出生日期"), "政治面貌", ("工作单位及职务", "工作单位", "单位及职务"), "备注"),
        _rows(lambda f: (
            {"称谓": one.relation, "姓名": one.name, "出生年月": Day(one.birth_date), "政治面貌": one.politics,
             "工作单位及职务": one.employer, "备注": one.remark} for one in f.card.relatives)),
        ("家庭主要成员", "家庭成员和主要社会关系", "社会关系", "主要社会关系"),
    ),
    ListField(
        "简历", "列表", PERSON,
        columns(("起", "起始年月", "开始时间"), ("止", "终止年月", "结束时间"), ("内容", "经历", "何地何单位任何职"), "证明人"),
        _rows(lambda f: (
            {"起": Day(one.from_on), "止": Day(one.to_on) or "今", "内容": one.content, "证明人": one.witness}
            for one in f.card.resume)),
        ("学习和工作简历", "个人经历", "学习工作经历"),
    ),
    ListField(
        "奖惩", "列表", PERSON, columns("类型", ("日期", "时间"), ("名称", "奖惩名称"), ("机关", "授予机关", "批准机关"), "文号"),
        _rows(lambda f: (
            {"类型": one.kind, "日期": Day(one.on_date), "名称": one.title, "机关": one.given_by, "文号": one.document}
            for one in f.card.honours)),
        ("奖励和处分", "奖惩情况"),
    ),
    ListField(
        "党内任职", "列表", PERSON, columns("职务", ("起", "任职时间"), ("止", "免职时间")),
        _rows(lambda f: ({"职务": post, "起": Day(since), "止": Day(until)} for post, since, until in f.posts)),
    ),
    ListField(
        "发展步骤", "列表", PERSON, columns("步骤", ("日期", "时间"), "结果"),
        _rows(lambda f: ({"步骤": name, "日期": Day(on), "结果": result} for name, on, result in _taken(f))),
        ("发展党员过程",),
    ),
    ListField(
        "组织关系变动", "列表", PERSON, columns("类型", ("日期", "时间"), ("单位", "去向", "来源"), "介绍信编号", "备注"),
        _rows(lambda f: (
            {"类型": c.movement.kind, "日期": Day(c.movement.on_date), "单位": c.movement.organisation,
             "介绍信编号": c.movement.letter_number, "备注": c.movement.remark}
            for c in f.cases if not c.movement.voided_on)),
        ("党员变动",),
    ),
    ListField(
        "党费缴纳", "列表", PERSON, columns(("日期", "收款日期"), "金额", ("月份", "所属月份")),
        _rows(lambda f: ({"日期": Day(on), "金额": yuan(fen), "月份": months} for on, fen, months in f.dues)),
    ),
)  # fmt: skip


def _people(fields: Sequence[Field]) -> ListField:
    """党员名单: every single field of a person is a column."""
    own = [one for one in fields if one.scope == PERSON and one.name != PHOTO]

    def rows(facts: TemplateFacts) -> Sequence[Row]:
        return [_Lazy(own, facts, card) for card in facts.people]

    named = tuple((one.name, one.aliases) for one in own)
    note = "在册党员；在名册里选了人，就是选中的人"
    return ListField(PEOPLE, "支部", BRANCH, named, rows, ("党员", "人员名单", "名单", "花名册"), note)


class _Lazy(dict[str, str]):
    """A person's row that works out only what the template asks for."""

    def __init__(self, fields: Sequence[Field], facts: TemplateFacts, card: CardFacts) -> None:
        super().__init__()
        self._fields = {one.name: one for one in fields}
        self._facts = TemplateFacts(branch=facts.branch, as_of=facts.as_of, person=card)

    def __missing__(self, key: str) -> str:
        value = self[key] = self._fields[key].get(self._facts) if key in self._fields else ""
        return value
