"""D7 党支部基本信息表: what the branch is, its committee with terms, its groups, and the figures of its members."""

from dataclasses import replace

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._parts import label_cell, signatures
from exporters.forms._text import TO_FILL, above_words, written_date
from exporters.spec import (
    PAPER_P,
    Cell,
    Form,
    FormSpec,
    Grid,
    Line,
    Paragraph,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.branch_figures import figures
from models.domain.facts import BranchFacts
from models.domain.organisation import CommitteeTerm, Organisation, PartyGroup, PostTerm, due_on

_NONE = "无"
_SIZE = 11
_LOW = 8.2  # mm, of a line


def prepare(facts: BranchFacts) -> Values:
    """Facts as recorded; what is not recorded prints as （待补充）, what there is none of as 无."""
    branch, day, organisation = facts.branch, facts.as_of, facts.organisation
    term = organisation.term_on(day)
    groups = [group for group in organisation.groups if not group.closed_on]
    counted = figures(facts.members, day)
    unknown = f"（出生日期未登记{counted['no_birth']}名）" if counted["no_birth"] else ""
    return {
        **{name: getattr(branch, name) for name in (
            "name", "short_name", "code", "founded_by", "committee", "organisation_kind", "region", "unit_relation",
            "unit_name", "unit_kind", "unit_code", "contact", "venue", "venue_area", "standard_class")},
        "founded_on": written_date(branch.founded_on),
        "above": above_words(branch),
        "contact_phone": branch.contact_phone or branch.phone,
        "posts": [
            {"post": p.post_name, "person": p.name, "since": written_date(p.from_on), "phone": p.phone}
            for p in organisation.serving(day)
        ],
        "term": _term(term),
        "due": written_date(due_on(branch, term)) if term else "",
        "groups": f"{len(groups)} 个：" + "、".join(_group(group) for group in groups) if groups else _NONE,
        "figures": f"共 {counted['members']} 名：正式 {counted['full']}，预备 {counted['probationary']}；女 {counted['women']}，"
        f"少数民族 {counted['minority']}；35 岁以下 {counted['young']}，60 岁以上 {counted['old']}{unknown}；"
        f"大专以上 {counted['college']}；流动 {counted['mobile']}，失联 {counted['lost']}，生活困难 {counted['hardship']}",
        "on": written_date(day),
    }  # fmt: skip


def _term(term: CommitteeTerm | None) -> str:
    if term is None:
        return ""
    session = f"第 {term.session} 届，" if term.session else ""
    end = f"至{written_date(term.ended_on)}" if term.ended_on else "起"
    return f"{session}{written_date(term.started_on)}{end}"


def _group(group: PartyGroup) -> str:
    return f"{group.name}（组长{group.leader or TO_FILL}，{len(group.members)}人）"


def _wide(label: str, text: str, blank: str = TO_FILL) -> Row:
    return Row(height=_LOW, cells=(label_cell(label), Cell(text=text, span=3, blank=blank)))


def _pair(one: str, text: str, two: str, more: str) -> Row:
    return Row(
        height=_LOW,
        cells=(
            label_cell(one),
            Cell(text=text, blank=TO_FILL),
            label_cell(two),
            Cell(text=more, blank=TO_FILL),
        ),
    )


_HEAD = ("职　务", "姓　名", "任职日期", "联系电话")
_LINE = ("{post}", "{person}", "{since}", "{phone}")

_EXAMPLE_POSTS = (("书记", 0), ("副书记", 2), ("组织委员", 1), ("宣传委员", 4), ("纪检委员", 5))
EXAMPLE_ORGANISATION = Organisation(
    branch=BRANCH,
    terms=(CommitteeTerm(id=1, session=6, started_on="2024-03-15", elected_on="2024-03-15", seats=5),),
    posts=tuple(
        PostTerm(
            id=at,
            person_id=MEMBERS[who].id,
            name=MEMBERS[who].name,
            post_name=post,
            from_on="2024-03-15",
            method="选举",
            phone=MEMBERS[who].phone,
        )
        for at, (post, who) in enumerate(_EXAMPLE_POSTS, start=1)
    ),
    groups=tuple(
        PartyGroup(
            id=at,
            name=name,
            leader_id=MEMBERS[who].id,
            leader=MEMBERS[who].name,
            position=at,
            members=tuple(p for p in MEMBERS if p.party_group == name),
        )
        for at, (name, who) in enumerate((("第1党小组", 6), ("第2党小组", 7), ("第3党小组", 8)), start=1)
    ),
)

EXAMPLE = BranchFacts(
    branch=replace(
        BRANCH,
        short_name="槐树湾村党支部",
        code="5301290012",
        founded_on="1962-07-01",
        founded_by="云岭公社党委",
        organisation_kind="农村",
        region="云南省昆明市寻甸县云岭镇槐树湾村",
        unit_relation="法人单位",
        unit_name="槐树湾村村民委员会",
        unit_kind="村民委员会",
        venue="村党群服务中心二楼会议室",
        venue_area="80 平方米",
        contact="欧阳慧敏",
        contact_phone="13900001001",
    ),
    as_of="2026-09-30",
    members=MEMBERS,
    organisation=EXAMPLE_ORGANISATION,
)

FORM = Form(
    spec=FormSpec(
        id="D7",
        title="党支部基本信息表",
        version="2026.1",
        subject="branch",
        paper=replace(PAPER_P, top=28, bottom=22),
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="党支部基本信息表"),
            Line(parts=("截至{on}", ""), size=11),
            Grid(
                widths=(26, 50, 32, 48),
                size=_SIZE,
                rows=(
                    _wide("全　　称", "{name}"),
                    _pair("简　　称", "{short_name}", "组织代码", "{code}"),
                    _pair("成立日期", "{founded_on}", "批准机关\n与文号", "{founded_by}"),
                    _wide("上级党组织", "{above}"),
                    _pair("组织类别", "{organisation_kind}", "标准化规范\n化类别", "{standard_class}"),
                    _wide("所在行政区划", "{region}"),
                    _pair("所在单位情况", "{unit_relation}", "单位性质", "{unit_kind}"),
                    _pair("单位名称", "{unit_name}", "统一社会\n信用代码", "{unit_code}"),
                    _pair("活动场所", "{venue}", "面　　积", "{venue_area}"),
                    _pair("联 系 人", "{contact}", "联系电话", "{contact_phone}"),
                    _pair("本届任期", "{term}", "应换届日期", "{due}"),
                    Row(
                        height=_LOW,
                        keep_with_next=True,
                        cells=tuple(label_cell(text) for text in _HEAD),
                    ),
                    RepeatRow(
                        each="posts",
                        min_rows=3,
                        rows=(Row(height=_LOW, cells=tuple(Cell(text=t, align="center") for t in _LINE)),),
                    ),
                    _wide("党小组\n及组长", "{groups}"),
                    _wide("党员情况", "{figures}"),
                ),
            ),
            Space(lines=0.4),
            signatures(("填 表 人（签名）：", "党支部书记（签名、盖章）："), 18),
            Paragraph(text="一式两份：支部、上级党委各一份。", size=10.5, indent=0),
        ),
        source="党支部基本信息表（通用，forms.md D7）",
        needed=(
            ("short_name", "简称"),
            ("code", "组织代码"),
            ("founded_on", "成立日期"),
            ("unit_name", "单位名称"),
            ("term", "本届任期"),
            ("venue", "活动场所"),
            ("contact", "联系人"),
        ),
    ),
    example=EXAMPLE,
)
