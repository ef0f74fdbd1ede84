"""The year's plan as a grid: a row a month, a column a kind, each cell a sign and a word; the year's sums last."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView, QWidget

from models.domain.plan import OTHER, PLAN_KINDS
from models.domain.year_plan import MONTHS, SIGNS, Cell, State, Total, YearPlan
from ui.theme import color, plain_tip, px

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole)
SUMS = len(MONTHS)  # the row below the months
LEGEND = "✓ 已开　○ 计划、待开　！ 过期未开、未记录　× 缺　— 不开"
# state -> colour of the words, tint
LOOKS = {
    State.LATE: ("late", "tint_late"),
    State.MISSING: ("late", "tint_late"),
    State.BLANK: ("soon", "tint_soon"),
    State.DUE: ("soon", "tint_soon"),
    State.PLANNED: ("blue", ""),
    State.DONE: ("done", ""),
    State.DROPPED: ("quiet", ""),
    State.NONE: ("ink", ""),
}
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_NO_PARENT = QModelIndex()


def brief(cell: Cell) -> list[str]:
    """What fits into a cell: one entry in full, several of one state counted, with their signs: × 缺, ✓ 2次."""
    kinds: dict[State, list[str]] = {}
    if cell.wanting:
        words = cell.wanting if not cell.entries else cell.wanting.lstrip("本季年全")
        kinds[cell.wanting_state] = [f"{SIGNS[cell.wanting_state]} {words}"]
    for entry in cell.entries:
        kinds.setdefault(entry.state, []).append(entry.short)
    found: list[str] = []
    for state in LOOKS:
        told = kinds.get(state, [])
        if len(told) == 1:
            found.append(told[0] if len(kinds) == 1 else _shorter(told[0]))
        elif told:
            word = state.value if len(kinds) == 1 else ""
            found.append(f"{SIGNS[state]} {len(told)} 次{word}")
    return found


def _shorter(words: str) -> str:
    """✓ 9日已开 beside something else: the sign says the rest."""
    for tail in ("已开", "未开", "未记录", "计划"):
        if words.endswith(f"日{tail}"):
            return words.removesuffix(tail)
    return words


def sum_words(total: Total) -> str:
    """3/4 次; 不适用."""
    return f"{total.done}/{total.asked} 次" if total.applies else "不适用"


def sum_tip(total: Total) -> str:
    if not total.applies:
        return total.why_not
    said = (
        f"{total.frequency.kind.value}{total.frequency.words}：全年应 {total.asked} 次，已开 {total.done} 次"
    )
    return f"{said}；缺{total.missing_words}" if total.missing else said


def plan_sentence(plan: YearPlan) -> str:
    """已开 21 次，计划 9 次，过期未开 1 次；缺支委会 5 次、主题党日 2 次."""
    states = [entry.state.value for entry in plan.entries]
    said = [
        f"{word} {states.count(word)} 次" for word in ("已开", "计划", "过期未开", "未记录") if word in states
    ]
    if not said:
        return f"{plan.year} 年还没有计划：可以点“排会议日子”，或在“更多”里照抄上一年的。"
    lacking = [
        f"{t.frequency.kind.value} {sum(len(months) for months in t.missing.values())} 次"
        for t in plan.totals
        if t.missing
    ]
    words = f"{plan.year} 年{'，'.join(said)}"
    return f"{words}；缺{'、'.join(lacking)}" if lacking else words


class PlanGridModel(QAbstractTableModel):
    """One year, already read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: YearPlan | None = None

    def set_plan(self, plan: YearPlan) -> None:
        self.beginResetModel()
        self.plan = plan
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self.plan is None else SUMS + 1

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(PLAN_KINDS)

    def cell(self, index: Index) -> Cell | None:
        if self.plan is None or not index.isValid() or index.row() == SUMS:
            return None
        return self.plan.cell(PLAN_KINDS[index.column()], index.row() + 1)

    def total(self, index: Index) -> Total | None:
        kind = PLAN_KINDS[index.column()]
        if self.plan is None or kind == OTHER:
            return None
        return next(t for t in self.plan.totals if t.frequency.kind.value == kind)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        cell = self.cell(index)
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return "  ".join(brief(cell)) if cell else self._sum(index)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = cell_tip(cell) if cell else self._sum_tip(index)
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def _sum(self, index: Index) -> str:
        total = self.total(index)
        return sum_words(total) if total else ""

    def _sum_tip(self, index: Index) -> str:
        total = self.total(index)
        return sum_tip(total) if total else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return PLAN_KINDS[section]
            return "全年" if section == SUMS else f"{section + 1}月"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _CENTRE
        return None


def cell_tip(cell: Cell) -> str:
    """3月支委会：… as it is read aloud."""
    said = "；".join((*cell.parts, *([cell.why] if cell.why else [])))
    names = "、".join(entry.words for entry in cell.entries)
    return f"{cell.month}月{cell.kind}：{said or '没有安排'}" + (f"（{names}）" if names else "")


class _CellDelegate(QStyledItemDelegate):
    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        rect: QRect = option.rect
        cell: Cell | None = index.data(CELL_ROLE)
        state = cell.state if cell else State.NONE
        ink, tint = LOOKS[state]
        painter.save()
        ground = color(tint) if tint else color("panel" if cell else "paper")
        if cell and not tint and not cell.entries and _is_idle(index, cell):
            ground = color("paper")
        painter.fillRect(rect, ground)
        font = option.font
        font.setPixelSize(px(13))
        font.setBold(cell is None)
        painter.setFont(font)
        painter.setPen(color(ink if cell else "ink"))
        inside = rect.adjusted(px(4), 0, -px(4), 0)
        words = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, _CENTRE, words)
        painter.setPen(color("line_strong" if index.row() % 3 == 2 else "line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(color("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if self._view.currentIndex() == index:
            painter.setPen(QPen(color("blue" if self._view.hasFocus() else "line_strong"), px(2)))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


def _is_idle(index: Index, cell: Cell) -> bool:
    """A kind that does not apply here (no groups, no committee) and has nothing anyway."""
    model = index.model()
    total = model.total(index) if isinstance(model, PlanGridModel) else None
    return total is not None and not total.applies and not cell.parts


class PlanGrid(QTableView):
    """Signals carry kind and month: `opened` (Enter, double click), `add_wanted` (Insert), `remove_wanted` (Delete)."""

    current_changed = Signal(str, int)
    opened = Signal(str, int)
    add_wanted = Signal(str, int)
    remove_wanted = Signal(str, int)
    menu_asked = Signal(str, int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid_model = PlanGridModel(self)
        self.setModel(self.grid_model)
        self.setItemDelegate(_CellDelegate(self))
        self.setAccessibleName("年度计划")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        columns, rows = self.horizontalHeader(), self.verticalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        columns.setMinimumSectionSize(px(96))
        columns.setFixedHeight(px(34))
        columns.setSectionsClickable(False)
        columns.setHighlightSections(True)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows.setMinimumSectionSize(px(29))
        rows.setFixedWidth(px(48))
        rows.setSectionsClickable(False)
        rows.setHighlightSections(True)
        self.doubleClicked.connect(lambda _index: self._emit(self.opened))

    def set_plan(self, plan: YearPlan) -> None:
        """Show a year; the cell in hand stays."""
        kind, month = self.current()
        self.grid_model.set_plan(plan)
        if not month:
            month = int(plan.today[5:7]) if plan.today[:4] == str(plan.year) else 1
        self.select(kind or PLAN_KINDS[0], month)

    def current(self) -> tuple[str, int]:
        """Kind and month; month 0 = the sums, or nothing."""
        index = self.currentIndex()
        if not index.isValid():
            return "", 0
        return PLAN_KINDS[index.column()], index.row() + 1 if index.row() < SUMS else 0

    def cell(self) -> Cell | None:
        return self.grid_model.cell(self.currentIndex())

    def select(self, kind: str, month: int) -> None:
        self.setCurrentIndex(self.grid_model.index(month - 1, PLAN_KINDS.index(kind)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        self.viewport().update()
        kind, month = self.current()
        if kind:
            self.current_changed.emit(kind, month)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Return: self.opened,
            Qt.Key.Key_Enter: self.opened,
            Qt.Key.Key_Insert: self.add_wanted,
            Qt.Key.Key_Plus: self.add_wanted,
            Qt.Key.Key_Delete: self.remove_wanted,
        }
        signal = keys.get(Qt.Key(event.key()))
        if signal is not None and self.current()[1]:
            self._emit(signal)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        kind, month = self.current()
        if month:
            by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            at = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
            self.menu_asked.emit(kind, month, self.viewport().mapToGlobal(at))

    def _emit(self, signal: Any) -> None:
        kind, month = self.current()
        if month:
            signal.emit(kind, month)
