"""H7 封面与摘要: the pdf inside a package, for people without the program: what it is, what is in it, what changed."""

from exporters.forms._examples import BRANCH
from exporters.forms._parts import label_cell
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_P,
    Cell,
    Face,
    Form,
    FormSpec,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.handoff import (
    NOTICE,
    ChangeKind,
    OutgoingEntry,
    PartCount,
    Peer,
    PeerKind,
    Preparation,
    Profile,
    RecordChange,
    Totals,
)
from models.domain.handoff_facts import SummaryFacts
from models.domain.money import yuan

_MOST_CHANGES = 300


def _count(number: int, known: bool) -> str:
    return (str(number) if number else "") if known else "—"


def prepare(facts: SummaryFacts) -> Values:
    """Counts and changes of what goes; nothing that the recipient does not get is named."""
    made = facts.prepared
    since, totals = made.since, made.totals
    known = since is not None
    sums = [f"名册 {totals.people} 人，其中党员 {totals.members} 人"]
    included = {count.part for count in made.counts}
    if "meeting" in included:
        sums.append(f"会议 {totals.meetings} 次，已签字定稿 {totals.minutes} 次")
    if "payment" in included:
        sums.append(f"缴费 {totals.payments} 笔，合计 {yuan(totals.dues_fen)} 元")
    if "payment" in included and known:
        sums.append(f"上次收到回执时缴费合计 {yuan(made.dues_before_fen)} 元")
    changes = [
        {
            "no": str(n),
            "part": one.part_label,
            "kind": one.kind.value,
            "who": one.subject,
            "what": "、".join(one.fields),
        }
        for n, one in enumerate(made.changes[:_MOST_CHANGES], start=1)
    ]
    more = len(made.changes) - len(changes)
    return {
        "branch": facts.branch.name,
        "recipient": made.peer.name,
        "number": f"第 {made.seq} 号",
        "made": written_date(made.as_of),
        "fields": f"{made.profile.title}" + (f"：{made.profile.hint}" if made.profile.hint else ""),
        "sums": "；".join(sums) + "。",
        "counts": [
            {
                "label": one.label,
                "total": str(one.total),
                "added": _count(one.added, known),
                "changed": _count(one.changed, known),
                "gone": _count(one.gone, known),
            }
            for one in made.counts
        ],
        "since": f"与第 {since.seq} 号上报包（{written_date(since.made_at[:10])}，已有回执）相比："
        if since
        else "这是第一次上报，或者以前的上报包还没有回执，没有可比的内容。",
        "compared": [{"changes": changes}] if changes else [],
        "more": f"另有 {more} 条变动没有列出，见软件中的预览。" if more else "",
        "notice": NOTICE,
    }  # fmt: skip


def _line(label: str, text: str) -> Row:
    return Row(height=11, cells=(label_cell(label), Cell(text=text)))


def _number(text: str) -> Cell:
    return Cell(text=text, align="right")


FORM = Form(
    spec=FormSpec(
        id="H7",
        title="封面与摘要",
        version="2026.1",
        subject="paper",
        paper=PAPER_P,
        prepare=prepare,
        blocks=(
            Space(lines=3),
            Title(text="党支部电子数据上报包"),
            Space(lines=1),
            Grid(
                widths=(36, 120),
                rows=(
                    _line("报送单位", "{branch}"),
                    _line("接收单位", "{recipient}"),
                    _line("上 报 包", "{number}"),
                    _line("制作日期", "{made}"),
                    _line("上报字段", "{fields}"),
                ),
            ),
            Space(lines=1),
            Paragraph(text="{sums}"),
            Paragraph(
                text="本文件放在上报包的 readable 文件夹里，供没有安装本软件的人阅读，不参加导入；"
                "数据以 data 文件夹里的内容为准，由 manifest.json 的签名保证。"
            ),
            Paragraph(text="内含个人信息，请按规定保管，用完及时清理。{notice}", face=Face.KAI),
            PageBreak(),
            Title(text="上 报 摘 要"),
            Grid(
                widths=(60, 24, 24, 24, 24),
                size=12,
                head=(
                    Row(
                        height=9,
                        cells=tuple(label_cell(text) for text in ("内　容", "现有", "新增", "变更", "移出")),
                    ),
                ),
                rows=(
                    RepeatRow(
                        each="counts",
                        rows=(
                            Row(
                                height=8,
                                cells=(
                                    Cell(text="{label}"),
                                    *(_number(f"{{{key}}}") for key in ("total", "added", "changed", "gone")),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.5),
            Paragraph(text="{since}", indent=0),
            Repeat(each="compared", blocks=(Grid(
                widths=(12, 26, 18, 62, 38),
                size=10.5,
                head=(
                    Row(
                        height=8,
                        cells=tuple(label_cell(text) for text in ("序号", "类　别", "变动", "哪一条", "改动的项")),
                    ),
                ),
                rows=(
                    RepeatRow(
                        each="changes",
                        rows=(
                            Row(
                                height=7,
                                cells=(
                                    Cell(text="{no}", align="center"),
                                    Cell(text="{part}"),
                                    Cell(text="{kind}", align="center"),
                                    Cell(text="{who}"),
                                    Cell(text="{what}"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),)),
            Paragraph(text="{more}", size=10.5, skip_if_empty=True),
        ),
        source="上报包内的封面与摘要（本软件）",
    ),
    example=SummaryFacts(
        branch=BRANCH,
        as_of="2026-11-20",
        prepared=Preparation(
            peer=Peer(
                id=1,
                uuid="11111111-2222-4333-8444-555555555555",
                kind=PeerKind.COMMITTEE,
                name="中共青石镇委员会",
                fingerprint="",
            ),
            profile=Profile(id="no_contact", title="不含住址电话", hint="不含联系电话、现居住地、户籍所在地。"),
            seq=12,
            totals=Totals(people=49, members=40, meetings=6, minutes=5, payments=128, dues_fen=905284),
            counts=(
                PartCount(part="person", label="人员", total=49, added=1, changed=2),
                PartCount(part="meeting", label="会议", total=6, added=1),
                PartCount(part="payment", label="缴费", total=128, added=12, gone=0),
            ),
            changes=(
                RecordChange(part="person", part_label="人员", kind=ChangeKind.ADDED, subject="新来的同志"),
                RecordChange(
                    part="person",
                    part_label="人员",
                    kind=ChangeKind.CHANGED,
                    subject="侯学军",
                    fields=("学历", "工作单位及职务"),
                ),
                RecordChange(
                    part="meeting", part_label="会议", kind=ChangeKind.ADDED, subject="2026-10-20 支部党员大会"
                ),
            ),
            since=OutgoingEntry(
                id=1, uuid="", kind="package", title="第 11 号上报包", made_at="2026-10-20T09:00:00", seq=11
            ),
            dues_before_fen=884000,
            as_of="2026-11-20",
            head_code="3fa09c21d47e",
        ),
    ),
)  # fmt: skip
