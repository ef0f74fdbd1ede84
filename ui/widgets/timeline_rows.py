"""The rows of a person's timeline: headings, steps, their windows and doubts, and the axis that holds them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtWidgets import QWidget

from models.domain.dates import bounds
from models.domain.finding import Finding, Severity
from models.domain.pipeline import all_steps, stage_names
from models.domain.records import Dossier, Step
from models.services.findings import is_open
from models.services.pipeline_view import RECURRING, Window

ORDINALS = "一二三四五"
ROW = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One line: a stage heading (code "") or a step with its records and window."""

    title: str
    code: str = ""
    number: str = ""
    steps: tuple[Step, ...] = ()
    window: Window | None = None
    is_next: bool = False
    doubt: str = ""  # message of the worst open finding about this step
    note: str = ""  # beside a heading
    stage: int = 0
    is_open: bool = True  # of a heading: its steps are listed

    @property
    def is_heading(self) -> bool:
        return not self.code

    @property
    def last(self) -> Step | None:
        return self.steps[-1] if self.steps else None


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Days to pixels."""

    start: date
    end: date

    def x(self, day: date, rect: QRect | QRectF) -> float:
        span = max((self.end - self.start).days, 1)
        share = (day - self.start).days / span
        return rect.left() + min(max(share, 0.0), 1.0) * rect.width()


def outside(step: Step, window: Window | None) -> str:
    """Say "early" or "late" when the recorded day lies outside the rule's window, "" otherwise."""
    if window is None or not step.on_date or step.code in RECURRING:
        return ""
    if window.earliest and step.on_date[:10] < window.earliest[: len(step.on_date)]:
        return "early"
    if window.latest and step.on_date[: len(window.latest)] > window.latest:
        return "late"
    return ""


def timeline_rows(
    dossier: Dossier, windows: Mapping[str, Window], next_codes: Sequence[str], findings: Sequence[Finding]
) -> list[TimelineRow]:
    """Headings and steps in the order of the procedure."""
    doubts: dict[str, str] = {}
    for finding in findings:
        if is_open(finding) and finding.severity is not Severity.INFO:
            doubts.setdefault(finding.field, finding.message)
    rows: list[TimelineRow] = []
    stage = last_number = 0
    for definition in all_steps():
        if definition.stage != stage:
            stage = definition.stage
            rows.append(_heading(stage, dossier, doubts))
        number = str(definition.number) if definition.number != last_number else ""
        last_number = definition.number
        rows.append(
            TimelineRow(
                title=definition.name,
                code=definition.code,
                number=number,
                stage=stage,
                steps=dossier.all(definition.code),
                window=windows.get(definition.code),
                is_next=definition.code in next_codes,
                doubt=doubts.get(definition.code, ""),
            )
        )
    return rows


def _heading(stage: int, dossier: Dossier, doubts: Mapping[str, str]) -> TimelineRow:
    codes = [d.code for d in all_steps() if d.stage == stage]
    done = sum(1 for code in codes if dossier.first(code))
    return TimelineRow(
        title=f"{ORDINALS[stage - 1]}、{stage_names()[stage - 1]}",
        note=f"{done}/{len(codes)}",
        steps=tuple(s for s in dossier.steps if s.code in codes and s.on_date),
        doubt="\n".join(doubts[code] for code in codes if code in doubts),
        stage=stage,
    )


def stages_worth_opening(rows: Sequence[TimelineRow], current: int) -> set[int]:
    """The stage somebody is in, and those with something doubtful."""
    return {current} | {row.stage for row in rows if row.code and row.doubt}


def folded(rows: Sequence[TimelineRow], opened: Collection[int]) -> list[TimelineRow]:
    """Headings, and the steps of the stages that are open."""
    return [
        replace(row, is_open=row.stage in opened) if row.is_heading else row
        for row in rows
        if row.is_heading or row.stage in opened
    ]


def time_scale(rows: Sequence[TimelineRow], today: str) -> TimeScale:
    """The axis that holds every recorded day, today, and the windows which are near them."""
    now = date.fromisoformat(today)
    recorded = [r for row in rows for s in row.steps for r in (bounds(s.on_date), bounds(s.ended_on)) if r]
    days = [now, *(d for pair in recorded for d in pair)]
    for row in rows:
        if row.window and (row.steps or row.is_next):
            ends = (bounds(row.window.earliest), bounds(row.window.latest))
            days.extend(r[0] for r in ends if r)
    first, last = min(days), max(days)
    if (last - first).days < 330:
        last = first + timedelta(days=330)
    pad = timedelta(days=max((last - first).days // 24, 12))
    return TimeScale(first - pad, last + pad)


class TimelineModel(QAbstractListModel):
    """The rows for the list view; text and tooltips also serve screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[TimelineRow] = []

    def set_rows(self, rows: list[TimelineRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if row.is_heading:
                return f"{row.title}　已办 {row.note}　{'已展开' if row.is_open else '已收起'}"
            return "　".join(part for part in (row.number, row.title, date_text(row)) if part)
        if role == Qt.ItemDataRole.ToolTipRole and (row.code or row.doubt):
            return lines_tooltip(tip_text(row))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def lines_tooltip(text: str) -> str:
    """A tooltip of several lines, shown literally."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"


def date_text(row: TimelineRow) -> str:
    """The date column: what is recorded, else the latest day of what is next."""
    if row.last:
        times = f"{len(row.steps)}次 " if len(row.steps) > 1 else ""
        return times + row.last.on_date
    if row.is_next and row.window and row.window.latest:
        return f"{row.window.latest} 前"
    if row.is_next and row.window and row.window.earliest:
        return f"{row.window.earliest} 起"
    return "待办理" if row.is_next else ""


def tip_text(row: TimelineRow) -> str:
    lines = [row.title]
    for step in row.steps if row.code else ():
        span = f" 至 {step.ended_on}" if step.ended_on else ""
        extra = "　".join(
            p for p in (step.result, f"{step.hours} 学时" if step.hours else "", step.remark) if p
        )
        lines.append(f"记录：{step.on_date}{span}　{extra}".rstrip("　"))
    if row.window:
        early = f"最早 {row.window.earliest}" if row.window.earliest else ""
        late = f"最迟 {row.window.latest}" if row.window.latest else ""
        lines.append("规定：" + "，".join(p for p in (early, late) if p))
        if row.window.why:
            lines.append(row.window.why)
    if row.doubt:
        lines.append("待核：" + row.doubt)
    return "\n".join(lines)
