"""The kinds of movement: what each is called, what one fills in, and what it means for the counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.domain.errors import UserError


class Aspect(StrEnum):
    """What a movement changes; those of one aspect follow one another."""

    PLACE = "在册"
    STANDING = "党籍"
    PROBATION = "预备期"
    LOST = "联系"
    MOBILE = "流动"
    ABROAD = "出国"
    VOTE = "党员权利"
    CORRECTION = "限期改正"
    KEPT = "保留组织关系"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. `starts`: a state away from the ordinary begins (left, lost, mobile …), else it ends.

    `fields` are those one fills in beside the day, in the order of the form; `labels` where a field has another name.
    """

    name: str
    group: str  # 增加 | 减少 | 变化
    aspect: Aspect
    starts: bool
    fields: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    effect: str = ""


IN, OUT, MOBILE, LOST, ABROAD, STOPPED = "转入", "转出", "外出流动", "失联", "出国（境）", "停止党籍"
LOST_KINDS = (
    "外出务工经商",
    "单位改制或破产",
    "毕业后去向不明",
    "工作单位改变",
    "出国（境）",
    "居住地改变",
    "其他",
)
ABROAD_REASONS = ("出国学习研究", "因私出国定居", "出国务工", "因公外派", "探亲及其他")
IN_PAPERS = ("入党志愿书", "入党申请书", "转正申请书", "政治审查材料", "培养教育考察材料")
METHODS = ("电话", "微信、短信", "见面", "走访家属", "书信", "其他")
CONTACT_KINDS = {Aspect.MOBILE: "流动联系", Aspect.LOST: "查找", Aspect.ABROAD: "出国联系"}
_DECIDED = ("reason", "approved_by", "approved_on", "document", "remark")

KINDS: tuple[Kind, ...] = (
    Kind(
        name=IN,
        group="增加",
        aspect=Aspect.PLACE,
        starts=False,
        fields=("organisation", "letter_number", "dues_paid_to", "papers", "reason", "remark"),
        labels={
            "on_date": "转入日期",
            "organisation": "原党组织（全称）",
            "papers": "收到的档案材料",
            "reason": "转接原因",
        },
        effect="从这一天起计入本支部。",
    ),
    Kind(
        name="接收预备党员",
        group="增加",
        aspect=Aspect.PROBATION,
        starts=True,
        fields=("approved_by", "approved_on", "document", "remark"),
        labels={"on_date": "支部大会通过日期"},
        effect="人员类别改为预备党员，预备期从支部大会通过之日算起。",
    ),
    Kind(
        name="恢复党籍",
        group="增加",
        aspect=Aspect.STANDING,
        starts=False,
        fields=_DECIDED,
        effect="党籍状态恢复为正常，重新计入本支部。",
    ),
    Kind(
        name=OUT,
        group="减少",
        aspect=Aspect.PLACE,
        starts=True,
        fields=(
            "organisation",
            "place",
            "reason",
            "letter_number",
            "letter_valid_to",
            "dues_paid_to",
            "receipt_on",
            "contact",
            "contact_phone",
            "remark",
        ),
        labels={
            "on_date": "开信日期",
            "organisation": "转往党组织（全称）",
            "place": "介绍信抬头",
            "letter_valid_to": "介绍信有效期",
            "reason": "转接原因",
            "receipt_on": "接收日期（见回执）",
            "contact": "对方联系人",
            "contact_phone": "对方电话",
        },
        effect="收到回执之前仍计入本支部、由本支部管理；填了接收日期，从那一天起不再计入。",
    ),
    Kind(name="去世", group="减少", aspect=Aspect.PLACE, starts=True, fields=("reason", "remark")),
    Kind(name="退党", group="减少", aspect=Aspect.PLACE, starts=True, fields=_DECIDED),
    Kind(name="劝其退党", group="减少", aspect=Aspect.PLACE, starts=True, fields=_DECIDED),
    Kind(name="除名", group="减少", aspect=Aspect.PLACE, starts=True, fields=_DECIDED),
    Kind(name="开除党籍", group="减少", aspect=Aspect.PLACE, starts=True, fields=_DECIDED),
    Kind(name="取消预备党员资格", group="减少", aspect=Aspect.PLACE, starts=True, fields=_DECIDED),
    Kind(
        name=STOPPED,
        group="减少",
        aspect=Aspect.STANDING,
        starts=True,
        fields=_DECIDED,
        effect="党籍状态改为停止党籍，不计入党员数；满两年确实无法联系的按自行脱党除名。",
    ),
    Kind(name="其他减少", group="减少", aspect=Aspect.PLACE, starts=True, fields=("reason", "remark")),
    Kind(
        name=MOBILE,
        group="变化",
        aspect=Aspect.MOBILE,
        starts=True,
        fields=(
            "place",
            "reason",
            "organisation",
            "contact",
            "contact_phone",
            "until",
            "document",
            "dues_paid_to",
            "remark",
        ),
        labels={
            "on_date": "外出日期",
            "place": "流向（省市县、单位或行业）",
            "reason": "外出事由",
            "until": "预计返回",
            "organisation": "流入地党组织",
            "contact": "流入地联系人",
            "contact_phone": "流入地联系电话",
            "document": "活动证号",
        },
        effect="仍计入本支部；每季度至少联系一次，软件到时提醒。",
    ),
    Kind(name="流动返回", group="变化", aspect=Aspect.MOBILE, starts=False, fields=("remark",)),
    Kind(
        name=LOST,
        group="变化",
        aspect=Aspect.LOST,
        starts=True,
        fields=("reason", "place", "remark"),
        labels={
            "on_date": "失联日期（最近一次参加组织生活或交党费之日）",
            "reason": "失联情形",
            "place": "最后所知去向",
        },
        effect="仍计入本支部；满六个月提示研究停止党籍。查找经过在“党员变动”的“流动、失联、出国”里登记。",
    ),
    Kind(name="取得联系", group="变化", aspect=Aspect.LOST, starts=False, fields=("place", "remark")),
    Kind(
        name=ABROAD,
        group="变化",
        aspect=Aspect.ABROAD,
        starts=True,
        fields=("place", "reason", "until", "contact", "contact_phone", "remark"),
        labels={
            "on_date": "出国（境）日期",
            "place": "国家或地区、单位",
            "until": "预计回国",
            "contact": "国内联系人",
        },
        effect="仍计入本支部；每半年至少联系一次，软件到时提醒。",
    ),
    Kind(name="回国（境）", group="变化", aspect=Aspect.ABROAD, starts=False, fields=("remark",)),
    Kind(
        name="留党察看",
        group="变化",
        aspect=Aspect.VOTE,
        starts=True,
        fields=("until", *_DECIDED),
        effect="察看期间没有表决权、选举权和被选举权，不计入应到有表决权人数。",
    ),
    Kind(
        name="中止党员权利",
        group="变化",
        aspect=Aspect.VOTE,
        starts=True,
        fields=("until", *_DECIDED),
        effect="中止期间不计入应到有表决权人数。",
    ),
    Kind(name="恢复党员权利", group="变化", aspect=Aspect.VOTE, starts=False, fields=_DECIDED),
    Kind(
        name="限期改正",
        group="变化",
        aspect=Aspect.CORRECTION,
        starts=True,
        fields=("until", *_DECIDED),
        labels={"until": "改正期限到"},
    ),
    Kind(name="限期改正结束", group="变化", aspect=Aspect.CORRECTION, starts=False, fields=_DECIDED),
    Kind(
        name="转正",
        group="变化",
        aspect=Aspect.PROBATION,
        starts=False,
        fields=("approved_by", "approved_on", "document", "remark"),
        labels={"on_date": "转正日期（预备期满之日）"},
        effect="人员类别改为正式党员，党龄从这一天算起。",
    ),
    Kind(
        name="延长预备期",
        group="变化",
        aspect=Aspect.PROBATION,
        starts=True,
        fields=("until", *_DECIDED),
        labels={"on_date": "支部大会决议日期", "until": "延长到"},
    ),
    Kind(
        name="毕业保留组织关系",
        group="变化",
        aspect=Aspect.KEPT,
        starts=True,
        fields=("until", "contact", "contact_phone", "remark"),
        labels={"on_date": "毕业日期", "until": "保留到"},
    ),
    Kind(name="保留结束", group="变化", aspect=Aspect.KEPT, starts=False, fields=("remark",)),
)
BY_NAME = {kind.name: kind for kind in KINDS}
GROUPS = ("增加", "减少", "变化")


def kind_of(name: str) -> Kind:
    """A kind by its name; UserError for one that no version knows."""
    found = BY_NAME.get(name)
    if found is None:
        raise UserError(f"没有“{name}”这种变动，请从列表中选择。")
    return found
