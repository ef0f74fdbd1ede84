"""H6 操作记录: the chosen part of the journal as a sheet: who changed what when, old → new."""

from exporters.forms._examples import BRANCH
from exporters.spec import PAPER_L, Form, FormSpec, Sheet, SheetColumn, Values
from models.domain.changes import HistoryEntry
from models.domain.history import HistoryFacts, HistoryLine

_COLUMNS = (
    ("编号", "seq", 8),
    ("时间", "at", 20),
    ("谁", "actor", 12),
    ("做了什么", "label", 32),
    ("类别", "kind", 12),
    ("动作", "what", 8),
    ("对象", "name", 24),
    ("原值 → 新值", "summary", 80),
)


def prepare(facts: HistoryFacts) -> Values:
    return {
        "as_of": facts.as_of,
        "lines": [{key: str(getattr(line, key)) for _, key, _ in _COLUMNS} for line in facts.lines],
    }


_CHANGE = HistoryEntry(
    seq=128,
    at="2026-09-30 08:15:00",
    actor="组织委员",
    label="修改人员：欧阳慧敏",
    field="联系电话",
    before="13800000000",
    after="13900000000",
)

FORM = Form(
    spec=FormSpec(
        id="H6",
        title="操作记录",
        version="2026.1",
        subject="paper",
        paper=PAPER_L,
        prepare=prepare,
        sheet=Sheet(
            name="操作记录",
            columns=tuple(SheetColumn(title=title, key=key, width=width) for title, key, width in _COLUMNS),
            each="lines",
        ),
        source="本程序的操作记录",
    ),
    example=HistoryFacts(
        branch=BRANCH,
        as_of="2026-09-30",
        lines=(
            HistoryLine(
                seq=128,
                at=_CHANGE.at,
                actor=_CHANGE.actor,
                label=_CHANGE.label,
                kind="人员",
                what="修改",
                name="欧阳慧敏",
                changes=(_CHANGE,),
            ),
        ),
    ),
)
