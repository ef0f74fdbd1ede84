"""The yearly fixing as a sheet: a row a member, last year beside this one; kind and base are typed, the rest follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.domain.dues_items import BASE_KINDS, FARMER, KINDS, Items, base_of, words
from models.domain.errors import UserError
from models.domain.money import parse_yuan, yuan
from models.services.standards import StandardDraft, Standards, YearLine, as_draft
from ui.theme import color, plain_tip, px

Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()
TICK, NAME, KIND, SINCE, LAST_BASE, LAST, BASE, AMOUNT, NOTE = range(9)
HEADS = ("核定", "姓名", "人员类别", "从", "上年基数", "上年每月", "今年基数", "今年每月", "说明")
WIDTHS = (48, 92, 104, 60, 92, 84, 104, 92, 280)
_RIGHT = frozenset({LAST_BASE, LAST, BASE, AMOUNT})


@dataclass(slots=True)
class FixingRow:
    """One line as it stands: what it would be fixed at, or what stands in the way."""

    line: YearLine
    draft: StandardDraft | None
    ticked: bool = True
    typed: str = ""  # what stands in the base, where it is no amount
    amount: int | None = None
    problem: str = ""
    band: str = ""

    @property
    def kind(self) -> str:
        return self.draft.kind if self.draft else ""

    @property
    def base(self) -> int | None:
        if self.draft is None:
            return None
        return base_of(self.draft.kind, self.draft.items) if self.draft.items else self.draft.base_fen


class FixingModel(QAbstractTableModel):
    """`changed` after every tick and every figure."""

    changed = Signal()

    def __init__(self, service: Standards, lines: Sequence[YearLine]) -> None:
        super().__init__()
        self._service = service
        self.rows = [FixingRow(line, as_draft(line), ticked=line.fixed is None) for line in lines]
        self._local, county = service.local(), service.decided_county()
        for row in self.rows:
            if county is not None and row.draft is not None and row.kind == FARMER:
                row.draft = replace(row.draft, county_fen=county)
            self._judge(row)
            row.ticked = row.ticked and row.amount is not None

    def _judge(self, row: FixingRow) -> None:
        row.amount, row.problem, row.band = None, "", ""
        if row.draft is None:
            row.problem = "还没有核定过：请选人员类别，再填基数"
            return
        try:
            if row.typed:
                parse_yuan(row.typed)
            county = self._local.county_fen if row.draft.county_fen is None else row.draft.county_fen
            wanted = county if row.kind == FARMER else None
            found = self._service.compute(row.kind, row.base, wanted, row.draft.from_month, self._local)
        except UserError as error:
            row.problem = error.message
            return
        row.band = found.band
        row.amount = found.amount_fen if row.draft.amount_fen is None else row.draft.amount_fen

    def ready(self) -> list[StandardDraft]:
        """What would be fixed: the ticked lines."""
        return [row.draft for row in self.rows if row.ticked and row.draft is not None]

    def waiting(self) -> list[FixingRow]:
        """Ticked lines that cannot be fixed yet."""
        return [row for row in self.rows if row.ticked and row.amount is None]

    def set_items(self, at: int, items: Items) -> None:
        """The base by what it is made of."""
        row = self.rows[at]
        if row.draft is not None:
            row.typed = ""
            row.draft = replace(row.draft, items=items, base_fen=None, amount_fen=None, reason="")
            self._told(row, at)

    def tick_all(self, wanted: bool) -> None:
        for row in self.rows:
            row.ticked = wanted and row.amount is not None
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, NOTE))
        self.changed.emit()

    def _told(self, row: FixingRow, at: int) -> None:
        self._judge(row)
        row.ticked = row.ticked or row.amount is not None
        self.dataChanged.emit(self.index(at, 0), self.index(at, NOTE))
        self.changed.emit()

    # Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == ROLE.DisplayRole:
            return HEADS[section]
        if role == ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.rows[index.row()]
        if index.column() == TICK:
            return base | Qt.ItemFlag.ItemIsUserCheckable
        if index.column() == KIND or (index.column() == BASE and row.kind in BASE_KINDS):
            return base | Qt.ItemFlag.ItemIsEditable
        return base

    def text(self, row: FixingRow, column: int) -> str:
        """What stands in a cell."""
        last, fen = row.line.last, row.base
        match column:
            case 1:
                return row.line.name
            case 2:
                return row.kind or "（请选）"
            case 3:
                return f"{int(row.line.from_month[5:])}月"
            case 4:
                return yuan(last.base_fen) if last and last.base_fen else "—"
            case 5:
                return yuan(last.amount_fen) if last else "—"
            case 6:
                if row.typed:
                    return row.typed
                return "—" if row.kind not in BASE_KINDS else yuan(fen) if fen else ""
            case 7:
                return "" if row.amount is None else yuan(row.amount)
            case 8:
                return row.problem or self._note(row)
            case _:
                return ""

    @staticmethod
    def _note(row: FixingRow) -> str:
        parts = ["已核定"] if row.line.fixed else []
        if row.line.last and row.amount is not None:
            step = row.amount - row.line.last.amount_fen
            parts.append(f"{'多' if step > 0 else '少'} {yuan(abs(step))} 元" if step else "与上年相同")
        if row.line.reduction:
            parts.append(f"有{row.line.reduction.kind}")
        if row.draft and row.draft.amount_fen is not None:
            parts.append(f"核定数与规定不同：{row.draft.reason}" if row.draft.reason else "核定数与规定不同")
        return "，".join((*parts, row.band))

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        text = self.text(row, column)
        if role == ROLE.CheckStateRole and column == TICK:
            return Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked
        if role == ROLE.DisplayRole:
            return text
        if role == ROLE.EditRole:
            return row.kind if column == KIND else "" if text == "—" else text
        if role == ROLE.TextAlignmentRole and column in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == ROLE.ForegroundRole and column in (NOTE, BASE) and row.problem:
            return color("late" if row.ticked else "quiet")
        if role == ROLE.ToolTipRole:
            made = words(row.kind, row.draft.items) if row.draft and column == BASE else ""
            return plain_tip(made or text) if made or column in (NAME, NOTE) else None
        if role == ROLE.AccessibleTextRole:
            return f"{HEADS[column]}：{text or ('要核定' if row.ticked else '不核定')}"
        return None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        at, column = index.row(), index.column()
        row = self.rows[at]
        if column == TICK and role == ROLE.CheckStateRole:
            row.ticked = Qt.CheckState(value) == Qt.CheckState.Checked
        elif column == KIND and role == ROLE.EditRole and value in KINDS:
            if value != row.kind:
                row.draft = StandardDraft(
                    person_id=row.line.person_id,
                    from_month=row.line.from_month,
                    kind=str(value),
                    base_fen=row.base if value in BASE_KINDS else None,
                )
        elif column == BASE and role == ROLE.EditRole and row.draft is not None:
            self._take_base(row, row.draft, str(value).strip())
        else:
            return False
        if column == TICK:
            self.dataChanged.emit(index, index)
            self.changed.emit()
        else:
            self._told(row, at)
        return True

    @staticmethod
    def _take_base(row: FixingRow, draft: StandardDraft, text: str) -> None:
        row.typed = text
        try:
            fen = parse_yuan(text) if text else None
        except UserError:
            return
        row.typed = ""
        if fen != row.base:  # the items made another sum: they are not of this year
            row.draft = replace(draft, items=(), base_fen=fen, amount_fen=None, reason="")


class _Delegate(QStyledItemDelegate):
    """A list for the kind, a line for the base."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() != KIND:
            line = QLineEdit(parent)
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            return line
        combo = QComboBox(parent)
        combo.addItems(list(KINDS))
        combo.activated.connect(lambda _row: self._done(combo))
        return combo

    def _done(self, combo: QComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(ROLE.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText(), ROLE.EditRole)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), ROLE.EditRole)


class FixingGrid(QTableView):
    """Digits begin the base, Enter goes to the next member, space ticks; `items_wanted(row)` by Ctrl+E."""

    items_wanted = Signal(int)

    def __init__(self, model: FixingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setAccessibleName("逐人核定")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(34))
        self.setShowGrid(False)
        self.setWordWrap(False)
        head = self.horizontalHeader()
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, px(width))
        head.setSectionResizeMode(NOTE, QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        if model.rows:
            self.setCurrentIndex(model.index(0, BASE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            row = self.sheet.rows[index.row()]
            state = Qt.CheckState.Unchecked if row.ticked else Qt.CheckState.Checked
            self.sheet.setData(self.sheet.index(index.row(), TICK), state, ROLE.CheckStateRole)
            return
        if event.key() == Qt.Key.Key_E and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.items_wanted.emit(index.row())
            return
        super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """After Enter the next member's base."""
        super().closeEditor(editor, hint)
        index = self.currentIndex()
        if hint is QStyledItemDelegate.EndEditHint.SubmitModelCache and index.column() == BASE:
            below = index.siblingAtRow(index.row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)
