"""Columns of the committee's tree: every unit with what is known of it, sums at those with others below them."""

from models.domain.committee import Unit, UnitKind, UnitState
from models.domain.money import yuan
from ui.tables import Column
from ui.widgets.handoff_words import shown_time

INDENT = "\u3000"
TONES = {
    UnitState.WAITING: "late",
    UnitState.OVERDUE: "soon",
    UnitState.NO_KEY: "soon",
    UnitState.NEVER: "soon",
    UnitState.FINE: "done",
    UnitState.CLOSED: "quiet",
}


def _name(unit: Unit, depth: int) -> str:
    return f"{INDENT * depth}{unit.name}"


class UnitRow:
    """A unit in the order of the tree, with how deep it stands."""

    def __init__(self, unit: Unit, depth: int) -> None:
        self.unit, self.depth, self.id = unit, depth, unit.id


def rows_of(units: list[Unit]) -> list[UnitRow]:
    """Units come parents first; the committee itself is the page, not a line."""
    depth: dict[int, int] = {}
    rows: list[UnitRow] = []
    for unit in units:
        if unit.kind is UnitKind.COMMITTEE:
            depth[unit.id] = -1
            continue
        depth[unit.id] = depth.get(unit.parent_id, -1) + 1
        rows.append(UnitRow(unit, depth[unit.id]))
    return rows


def state_words(row: UnitRow) -> str:
    """The state of a branch; of a general branch how many it has."""
    unit = row.unit
    return unit.state.value if unit.kind is UnitKind.BRANCH else f"{unit.branches} 个支部"


def _number(count: int) -> str:
    return f"{count:,}" if count else ""


def gaps_words(unit: Unit) -> str:
    return "、".join(str(number) for number in unit.missing[:5]) + ("…" if len(unit.missing) > 5 else "")


COLUMNS: tuple[Column[UnitRow], ...] = (
    Column(key="name", title="单位", text=lambda r: _name(r.unit, r.depth), width=276, sort=False, tip=lambda r: r.unit.name),
    Column(key="state", title="状态", text=state_words, width=88, sort=False,
           tone=lambda r: TONES.get(r.unit.state, "") if r.unit.kind is UnitKind.BRANCH else ""),
    Column(key="members", title="党员", text=lambda r: _number(r.unit.members), width=60, align="right", sort=False),
    Column(key="probationary", title="预备", text=lambda r: _number(r.unit.probationary), width=56, align="right", sort=False, visible=False),
    Column(key="women", title="女", text=lambda r: _number(r.unit.women), width=48, align="right", sort=False, visible=False),
    Column(key="seq", title="上报包", text=lambda r: f"第 {r.unit.seq} 号" if r.unit.seq else "", width=78, sort=False),
    Column(key="received", title="收到", text=lambda r: shown_time(r.unit.received_at), width=128, sort=False),
    Column(key="missing", title="缺号", text=lambda r: gaps_words(r.unit), width=64, sort=False, tone=lambda _r: "soon"),
    Column(key="remarks", title="待改", text=lambda r: str(r.unit.remarks or ""), width=56, align="right", sort=False),
    Column(key="dues", title="今年党费", text=lambda r: yuan(r.unit.dues_fen) if r.unit.dues_fen else "", width=92, align="right", sort=False),
    Column(key="phone", title="电话", text=lambda r: r.unit.phone, width=120, sort=False, visible=False),
    Column(key="note", title="备注", text=lambda r: r.unit.note, width=160, sort=False, visible=False),
)  # fmt: skip
