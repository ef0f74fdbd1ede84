"""H8 外发登记簿: what left the computer, when, to whom, with which fields, as a sheet to be filed or checked."""

from exporters.forms._examples import BRANCH
from exporters.spec import PAPER_L, Form, FormSpec, Sheet, SheetColumn, Values
from models.domain.handoff import OutgoingEntry
from models.domain.handoff_facts import RegisterFacts

_COLUMNS = (
    ("编号", "id", 8),
    ("时间", "made_at", 18),
    ("种类", "kind", 10),
    ("内容", "title", 24),
    ("给谁", "recipient", 30),
    ("项目", "fields", 40),
    ("记录数", "records", 10),
    ("文件", "file_name", 34),
    ("介质编号", "medium", 12),
    ("交出", "delivered_on", 12),
    ("回执", "acknowledged_on", 12),
    ("核对码", "check_code", 22),
    ("经办", "made_by", 12),
    ("说明", "note", 30),
)


def prepare(facts: RegisterFacts) -> Values:
    return {"as_of": facts.as_of, "lines": [_line(entry) for entry in facts.entries]}


def _line(entry: OutgoingEntry) -> dict[str, str]:
    values = {key: str(getattr(entry, key)) for _, key, _ in _COLUMNS}
    at = entry.made_at[:16].replace("T", " ")
    return values | {"made_at": at, "kind": entry.kind_label, "records": str(entry.records or "")}


FORM = Form(
    spec=FormSpec(
        id="H8",
        title="外发登记簿",
        version="2026.1",
        subject="paper",
        paper=PAPER_L,
        prepare=prepare,
        sheet=Sheet(
            name="外发登记簿",
            columns=tuple(SheetColumn(title=title, key=key, width=width) for title, key, width in _COLUMNS),
            each="lines",
        ),
        source="本程序的外发登记",
    ),
    example=RegisterFacts(
        branch=BRANCH,
        as_of="2026-09-30",
        entries=(
            OutgoingEntry(
                id=12,
                uuid="2f6c1a3e-4d55-4a61-8f0e-0d5b8c0f7a10",
                kind="package",
                title="第 3 号上报包",
                recipient="中共青石镇委员会",
                made_at="2026-09-30T15:21:07",
                made_by="组织委员",
                file_name="DJ-1a2b3c4d-000003.zbb",
                fields="全部字段",
                records=927,
                medium="QS-07",
                package_id="9c" * 32,
                seq=3,
                delivered_on="2026-09-30",
                acknowledged_on="2026-10-03",
                note="回执：已导入（2026-10-03）",
            ),
        ),
    ),
)
