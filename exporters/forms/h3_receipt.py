"""H3 回执: the committee's answer on paper, for a branch whose stick stays where it is. The code anchors its journal."""

from exporters.forms._examples import BRANCH
from exporters.forms._parts import grouped, label_cell
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_P,
    Cell,
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
from models.domain.committee import ReceiptFacts, ReceivedEntry, Remark
from models.domain.handoff import HEAD_CODE_LENGTH, NOTICE, PartCount
from models.domain.labels import FIELD_LABELS
from models.domain.money import yuan

_MOST_REMARKS = 12


def _result(entry: ReceivedEntry) -> str:
    match entry.result:
        case "merged":
            return f"已导入（第 {entry.number} 号）"
        case "held":
            return "已收到，待核实后导入"
        case _:
            return f"未接收：{entry.note}"


def prepare(facts: ReceiptFacts) -> Values:
    """Counts in pairs; notes as far as the page holds them, the rest is in the receipt file."""
    entry = facts.entry
    counts = [(count.label, f"{count.total} 条") for count in entry.counts]
    counts.append(("党费合计", f"{yuan(entry.dues_after)} 元"))
    counts += [("", "")] * (len(counts) % 2)
    half = len(counts) // 2
    remarks = [
        {"no": str(n), "subject": one.subject or "整个上报包", "field": FIELD_LABELS.get(one.field, ""), "text": one.message}
        for n, one in enumerate(facts.remarks[:_MOST_REMARKS], start=1)
    ]  # fmt: skip
    left = len(facts.remarks) - len(remarks)
    return {
        "committee": facts.committee,
        "branch": facts.branch.name,
        "number": f"第 {entry.seq} 号",
        "received": written_date(entry.received_at[:10]),
        "result": _result(entry),
        "check": "　".join(entry.check_code.split()),
        "anchored": grouped(entry.audit_hash[:HEAD_CODE_LENGTH]),
        "own": grouped(facts.committee_code),
        "fingerprint": facts.fingerprint,
        "counts": [
            {"a": a, "an": an, "b": b, "bn": bn}
            for (a, an), (b, bn) in zip(counts[:half], counts[half:], strict=True)
        ],
        "notes": [{"remarks": remarks}] if remarks else [],
        "remarks": remarks or [{"no": "", "subject": "无", "field": "", "text": ""}],
        "more": f"另有 {left} 条，见回执文件。" if left > 0 else "",
        "notice": NOTICE,
    }


_EXAMPLE_COUNTS = tuple(
    PartCount(part=part, label=label, total=total, added=added)
    for part, label, total, added in (
        ("person", "人员", 44, 1), ("meeting", "会议", 18, 2), ("attendance", "到会情况", 512, 60),
        ("dues_standard", "党费标准", 52, 0), ("payment", "缴费", 160, 40), ("payment_line", "缴费月份", 480, 120),
        ("step", "发展步骤", 23, 1),
    )
)  # fmt: skip

FORM = Form(
    spec=FormSpec(
        id="H3",
        title="回执",
        version="2026.1",
        subject="paper",
        paper=PAPER_P,
        one_page=True,
        prepare=prepare,
        blocks=(
            Title(text="党支部电子数据接收回执"),
            Grid(
                widths=(28, 128),
                size=12,
                rows=(
                    Row(height=8.5, cells=(label_cell("报送单位"), Cell(text="{branch}"))),
                    Row(height=8.5, cells=(label_cell("接收单位"), Cell(text="{committee}"))),
                    Row(height=8.5, cells=(label_cell("上 报 包"), Cell(text="{number}　　收到日期：{received}"))),
                    Row(height=8.5, cells=(label_cell("接收结果"), Cell(text="{result}"))),
                    Row(height=8.5, cells=(label_cell("核对短码"), Cell(text="{check}"))),
                    Row(height=8.5, cells=(label_cell("留存核对码"), Cell(text="{anchored}　（支部操作记录，下次上报须接续）"))),
                ),
            ),
            Space(lines=0.25),
            Grid(
                widths=(42, 36, 42, 36),
                size=12,
                head=(Row(height=8, cells=(label_cell("内　容"), label_cell("数　量"), label_cell("内　容"), label_cell("数　量"))),),
                rows=(
                    RepeatRow(
                        each="counts",
                        rows=(
                            Row(
                                height=7.2,
                                cells=(
                                    Cell(text="{a}"), Cell(text="{an}", align="right"),
                                    Cell(text="{b}"), Cell(text="{bn}", align="right"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Space(lines=0.25),
            Grid(
                widths=(10, 30, 26, 90),
                size=10.5,
                head=(Row(height=8, cells=(label_cell("序"), label_cell("退回修改"), label_cell("字段"), label_cell("说　明"))),),
                rows=(
                    RepeatRow(
                        each="remarks",
                        rows=(
                            Row(
                                height=7,
                                cells=(
                                    Cell(text="{no}", align="center"), Cell(text="{subject}"), Cell(text="{field}"),
                                    Cell(text="{text}"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Paragraph(text="{more}", align="left", indent=0, size=10.5, skip_if_empty=True),
            Space(lines=0.25),
            Grid(
                widths=(28, 50, 28, 50),
                size=12,
                rows=(
                    Row(height=12, cells=(label_cell("接 收 人\n（签名）"), Cell(), label_cell("交 件 人\n（签名）"), Cell())),
                    Row(
                        height=12,
                        cells=(label_cell("盖　　章"), Cell(), label_cell("日　　期"), Cell(text="年　　月　　日", align="center")),
                    ),
                ),
            ),
            Paragraph(text="接收单位核对码：{own}　　密钥指纹：{fingerprint}", align="left", indent=0, size=9),
            Paragraph(text="{notice}", align="left", indent=0, size=9),
        ),
        source="接收回执（本软件）",
    ),
    example=ReceiptFacts(
        branch=BRANCH,
        as_of="2026-10-16",
        committee="中共青石镇委员会",
        entry=ReceivedEntry(
            id=1, branch_uuid="1a2b3c4d-0000-4000-8000-000000000000", branch_name=BRANCH.name,
            package_id="3fa09c21d47e" * 5 + "0000", result="merged", number=128, seq=12,
            received_at="2026-10-16T09:30:00", audit_hash="9c21d47e3fa0" * 5, counts=_EXAMPLE_COUNTS,
            dues_after=905284,
        ),
        remarks=(
            Remark(id=1, branch_uuid="", branch_name="", message="学历与档案不一致，请核对", made_on="2026-10-16",
                   subject="侯学军", field="education"),
            Remark(id=2, branch_uuid="", branch_name="", message="三季度党课记录没有主讲人", made_on="2026-10-16",
                   subject="三季度党课", field="host"),
        ),
        committee_code="551699044831",
        fingerprint="DF23 3721 1D79 BF38 2C7E A9C3 30C0 639D",
    ),
)  # fmt: skip
