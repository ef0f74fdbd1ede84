"""H1 交接单: goes with the stick. Counts and sums to compare, the short code to read over the phone, two signatures.

The first sheet to a committee carries the fingerprint of the branch's keys: with its seal the branch is enrolled.
"""

from exporters.forms._examples import BRANCH
from exporters.forms._parts import grouped, label_cell, signatures
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_P,
    Cell,
    Face,
    Form,
    FormSpec,
    Grid,
    Paragraph,
    RepeatRow,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.handoff import NOTICE, OutgoingEntry, PartCount, Totals
from models.domain.handoff_facts import HandoffFacts
from models.domain.money import yuan


def _lines(facts: HandoffFacts) -> list[tuple[str, str]]:
    """What to compare, in the order of the receiver's screen."""
    totals, counts = facts.totals, {count.part: count.total for count in facts.counts}
    lines = [("名册人数", f"{totals.people} 人"), ("其中党员", f"{totals.members} 人")]
    lines += [(name or "未填类别", f"{number} 人") for name, number in totals.by_category if number]
    if "meeting" in counts:
        lines += [("会议记录", f"{totals.meetings} 次"), ("已签字定稿", f"{totals.minutes} 次")]
    if "payment" in counts:
        lines += [("缴费", f"{totals.payments} 笔"), ("缴费合计", f"{yuan(totals.dues_fen)} 元")]
    if "step" in counts:
        lines.append(("发展步骤", f"{counts['step']} 条"))
    lines.append(("全部记录", f"{facts.entry.records} 条"))
    return lines


def prepare(facts: HandoffFacts) -> Values:
    """Pairs of lines, codes in groups; the medium's number is left for the pen when nobody entered it."""
    entry, lines = facts.entry, _lines(facts)
    lines += [("", "")] * (len(lines) % 2)
    half = len(lines) // 2
    pairs = zip(lines[:half], lines[half:], strict=True)
    return {
        "branch": facts.branch.name,
        "recipient": entry.recipient,
        "number": f"第 {entry.seq} 号",
        "made": f"{written_date(entry.made_at[:10])} {entry.made_at[11:16]}".strip(),
        "file": entry.file_name,
        "size": f"{entry.size / 1024:.0f} KB",
        "medium": entry.medium,
        "fields": facts.profile,
        "rows": [{"a": a, "an": an, "b": b, "bn": bn} for (a, an), (b, bn) in pairs],
        "check": "　".join(entry.check_code.split()),
        "head": grouped(entry.head_code),
        "anchored": grouped(facts.anchored) or "（第一次上报，尚无）",
        "enrolment": [{"fingerprint": facts.own_fingerprint}] if facts.first else [],
        "notice": NOTICE,
    }


def _pair(label: str, text: str, other: str, more: str) -> Row:
    return Row(height=8.5, cells=(label_cell(label), Cell(text=text), label_cell(other), Cell(text=more)))


FORM = Form(
    spec=FormSpec(
        id="H1",
        title="交接单",
        version="2026.1",
        subject="package",
        paper=PAPER_P,
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="党支部电子数据上报交接单"),
            Grid(
                widths=(26, 60, 26, 44),
                size=12,
                rows=(
                    Row(height=8.5, cells=(label_cell("报送单位"), Cell(text="{branch}", span=3))),
                    Row(height=8.5, cells=(label_cell("接收单位"), Cell(text="{recipient}", span=3))),
                    _pair("上 报 包", "{number}", "介质编号", "{medium}"),
                    _pair("文 件 名", "{file}", "文件大小", "{size}"),
                    _pair("生成时间", "{made}", "上报字段", "{fields}"),
                ),
            ),
            Space(lines=0.25),
            Grid(
                widths=(42, 36, 42, 36),
                size=12,
                head=(
                    Row(
                        height=8.5,
                        cells=(label_cell("内　容"), label_cell("数　量"), label_cell("内　容"), label_cell("数　量")),
                    ),
                ),
                rows=(
                    RepeatRow(
                        each="rows",
                        rows=(
                            Row(
                                height=7.8,
                                cells=(
                                    Cell(text="{a}"),
                                    Cell(text="{an}", align="right"),
                                    Cell(text="{b}"),
                                    Cell(text="{bn}", align="right"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.25),
            Grid(
                widths=(46, 110),
                size=12,
                rows=(
                    Row(
                        height=13,
                        cells=(
                            label_cell("核对短码\n（电话逐组核对）"),
                            Cell(text="{check}", size=18, face=Face.HEI, align="center"),
                        ),
                    ),
                    Row(
                        height=8.5,
                        cells=(label_cell("操作记录核对码"), Cell(text="{head}", face=Face.HEI, align="center")),
                    ),
                    Row(
                        height=8.5,
                        cells=(
                            label_cell("上次回执留存核对码"),
                            Cell(text="{anchored}", face=Face.HEI, align="center"),
                        ),
                    ),
                    RepeatRow(
                        each="enrolment",
                        rows=(
                            Row(
                                height=12,
                                cells=(
                                    label_cell("本支部密钥指纹\n（首次据此登记）"),
                                    Cell(text="{fingerprint}", face=Face.HEI, align="center"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.3),
            Paragraph(
                text="接收单位读取后，屏幕上的数量、合计和核对短码应与本单一致；不一致时不要导入，请与报送单位核对。"
                "导入后把回执文件交还报送单位，作为收讫依据。{notice}",
                size=10.5,
            ),
            Space(lines=0.3),
            signatures(("报送人（签名、支部盖章）：", "接收人（签名）："), 26),
            Paragraph(text="本单一式两份，报送单位、接收单位各执一份。", size=10.5, indent=0),
        ),
        source="上报交接单（本软件上报包随附）",
        needed=(("medium", "介质编号"),),
    ),
    example=HandoffFacts(
        branch=BRANCH,
        as_of="2026-11-20",
        entry=OutgoingEntry(
            id=1,
            uuid="6f1d1c0e-0000-4000-8000-000000000001",
            kind="package",
            title="第 1 号上报包",
            recipient="中共青石镇委员会",
            made_at="2026-11-20T09:41:00",
            made_by="本机",
            file_name="DJ-1a2b3c4d-000001.zbb",
            size=38382,
            fields="全部字段",
            records=926,
            medium="QS-2025-017",
            package_id="47e840734021cbe20f20bb3598c948a5" * 2,
            seq=1,
            audit_seq=2318,
            audit_hash="3fa09c21d47e88b0" * 4,
        ),
        totals=Totals(
            people=49,
            members=40,
            by_category=(("正式党员", 38), ("预备党员", 2), ("发展对象", 2), ("入党积极分子", 3), ("入党申请人", 3)),
            minutes=5,
            meetings=6,
            payments=128,
            dues_fen=905284,
        ),
        counts=(
            PartCount(part="person", label="人员", total=49),
            PartCount(part="meeting", label="会议", total=6),
            PartCount(part="payment", label="缴费", total=128),
            PartCount(part="step", label="发展步骤", total=138),
        ),
        profile="全部字段",
        own_fingerprint="78C3 D1DF 0474 FE21 030A 89DA D3E5 2DE7",
        first=True,
    ),
)  # fmt: skip
