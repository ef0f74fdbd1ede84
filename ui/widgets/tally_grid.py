"""The tally of an appraisal, typed like a spreadsheet: names frozen, a row a member, votes, grade, grounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.domain.appraisal import DUTY, GRADES, MARK_WORDS, VOTES, Appraisal, AppraisalLine, percent
from models.domain.dates import parse_date
from ui.theme import color, plain_tip, px

Index = QModelIndex | QPersistentModelIndex
Changes = dict[int, dict[str, Any]]
_NO_PARENT = QModelIndex()
NUMBERS = frozenset(VOTES)
GRADE, TOLD = "grade", "feedback_on"
SHORT = {"1": 0, "2": 1, "3": 2, "4": 3, "优": 0, "合": 1, "基": 2, "不": 3, "y": 0, "h": 1, "j": 2, "b": 3}
_LOCKED = "—"


@dataclass(frozen=True, slots=True)
class GridColumn:
    """`key` of the line; `shown` where the cell is worked out and not typed."""

    key: str
    title: str
    width: int
    shown: Callable[[Appraisal, AppraisalLine], str] | None = None
    left: bool = False
    tip: str = ""


def _cast(appraisal: Appraisal, line: AppraisalLine) -> str:
    """合计, with what is missing to the valid ballots."""
    if not line.cast:
        return ""
    missing = appraisal.valid - line.cast
    return f"{line.cast}" if missing <= 0 else f"{line.cast}（差 {missing}）"


def columns_of(kind: str) -> tuple[GridColumn, ...]:
    """The columns of the yearly appraisal, or of the secretary's report."""
    words = MARK_WORDS[kind]
    votes = [
        GridColumn(key, word, 76 if len(word) > 3 else 64)
        for key, word in zip(VOTES, (*words, "弃权"), strict=True)
    ]
    share = GridColumn(
        "share",
        f"{words[0]}率",
        66,
        lambda a, line: percent(line.excellent, a.valid) if line.cast else "",
        tip=f"{words[0]}票 ÷ 有效票",
    )
    cast = GridColumn("cast", "合计", 84, _cast, tip="各栏相加；比有效票少的是作废的行或没有打分的")
    if kind == DUTY:
        return (*votes, cast, share, GridColumn("remark", "备注", 240, left=True))
    return (
        *votes,
        cast,
        share,
        GridColumn("leading", "得票最多", 72, lambda _a, line: str(line.leading)),
        GridColumn(
            GRADE,
            "评定等次",
            80,
            tip="按 1 优秀、2 合格、3 基本合格、4 不合格，或打“优、合、基、不”；Delete 清空",
        ),
        GridColumn("grounds", "主要依据", 180, left=True),
        GridColumn("handling", "处理建议、后续措施", 180, left=True),
        GridColumn(TOLD, "反馈日期", 96),
    )


class TallyModel(QAbstractTableModel):
    """`typed(changes)`: what somebody wrote, by line; the page stores it and shows the appraisal anew."""

    typed = Signal(object)

    def __init__(self, kind: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns_of(kind)
        self.appraisal = Appraisal(kind=kind)

    def show(self, appraisal: Appraisal) -> None:
        """The same people in the same order keep the place of the cursor."""
        same = [line.id for line in appraisal.lines] == [line.id for line in self.appraisal.lines]
        if not same:
            self.beginResetModel()
        self.appraisal = appraisal
        if not same:
            self.endResetModel()
        elif appraisal.lines:
            last = self.index(len(appraisal.lines) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.appraisal.lines)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def line(self, row: int) -> AppraisalLine:
        return self.appraisal.lines[row]

    def is_open(self, index: Index) -> bool:
        """Whether this cell may be typed in: probationary members are neither voted on nor graded (PY-06)."""
        column, line = self.columns[index.column()], self.line(index.row())
        if self.appraisal.is_closed or column.shown is not None:
            return False
        return not (line.is_probationary and (column.key in NUMBERS or column.key in (GRADE, TOLD)))

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if index.isValid() and self.is_open(index) else base

    def text(self, row: int, column: int) -> str:
        """What stands in a cell; no votes stand for nothing until somebody has counted."""
        spec, line = self.columns[column], self.line(row)
        if (
            line.is_probationary
            and self.appraisal.kind != DUTY
            and spec.key not in ("grounds", "handling", TOLD)
        ):
            return "不评等次" if spec.key == GRADE else _LOCKED
        if spec.shown is not None:
            return spec.shown(self.appraisal, line)
        value = getattr(line, spec.key)
        if spec.key in NUMBERS:
            return str(value) if value or line.cast else ""
        return str(value)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if self.columns[column].left else Qt.AlignmentFlag.AlignHCenter
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and self.columns[column].left:
            return plain_tip(self.text(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.line(row).name} {self.columns[column].title}：{self.text(row, column) or '空'}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self.columns[section].tip)
            return None
        line = self.line(section)
        note = "（预备）" if line.is_probationary else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{line.name}{note}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{line.name}{note}　{line.person.party_post}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.is_open(index):
            return False
        found = self.read(index.column(), str(value))
        if found is None:
            return False
        key, line = self.columns[index.column()].key, self.line(index.row())
        if found != getattr(line, key):
            self.typed.emit({line.id: {key: found}})
        return True

    def read(self, column: int, typed: str) -> Any:
        """What a typed text means in a column; None where it means nothing there."""
        key, text = self.columns[column].key, typed.strip()
        if key in NUMBERS:
            plain = text.translate(str.maketrans("０１２３４５６７８９", "0123456789")) or "0"
            return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 4 else None
        if key == GRADE:
            if text in GRADES or not text:
                return next((grade for grade in GRADES if grade == text), "")
            place = SHORT.get(text[:1].lower(), -1)
            return GRADES[place] if place >= 0 else None
        if key == TOLD and text:
            parsed = parse_date(text)
            return parsed.iso if parsed.precision == "day" else None
        return text

    def block(self, first: Index, rows: Sequence[Sequence[str]]) -> Changes:
        """What a pasted block means from a cell on; what cannot stand there is left out."""
        changes: Changes = {}
        for down, cells in enumerate(rows):
            row = first.row() + down
            if row >= self.rowCount():
                break
            for right, text in enumerate(cells):
                column = first.column() + right
                if column >= self.columnCount() or not self.is_open(self.index(row, column)):
                    continue
                found = self.read(column, text)
                if found is not None:
                    changes.setdefault(self.line(row).id, {})[self.columns[column].key] = found
        return changes


class _Cells(QStyledItemDelegate):
    """Hairlines, a frame round the current cell, quiet where nothing is typed."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setProperty("cell", True)
        field.setFrame(False)
        field.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)).partition("：")[0])
        return field

    def updateEditorGeometry(self, editor: QWidget, option: Any, index: Index) -> None:
        editor.setGeometry(option.rect)  # the whole cell: the padding of its text is no margin of the editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(model.index(index.row(), index.column()), editor.text())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, model = self.parent(), index.model()
        assert isinstance(view, QTableView) and isinstance(model, TallyModel)
        given: Any = option
        rect = given.rect
        painter.save()
        painter.fillRect(rect, self._ground(view, model, index))
        painter.setPen(color("ink" if model.is_open(index) else "quiet"))
        text = model.text(index.row(), index.column())
        side = (
            Qt.AlignmentFlag.AlignLeft
            if model.columns[index.column()].left
            else Qt.AlignmentFlag.AlignHCenter
        )
        inside = rect.adjusted(px(6), 0, -px(6), 0)
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), cut)
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if view.currentIndex() == index:
            painter.setPen(QPen(color("blue" if view.hasFocus() else "line_strong"), px(2)))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    @staticmethod
    def _ground(view: QTableView, model: TallyModel, index: Index) -> QColor:
        here = model.index(index.row(), index.column())
        if view.selectionModel().isSelected(here) and view.currentIndex() != here:
            return color("select")
        return color("panel" if model.is_open(index) else "paper")


class TallyGrid(QTableView):
    """Typing overwrites, Enter goes down, Tab goes right, F2 or a double click changes, Ctrl+C and Ctrl+V as in Excel."""

    typed = Signal(object)
    opened = Signal(int)

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.tally = TallyModel(kind, self)
        self.tally.typed.connect(self.typed)
        self.setModel(self.tally)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName("测评票和等次")
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setMinimumHeight(px(34))
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        across.setStretchLastSection(kind == DUTY)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(px(34))
        down.setHighlightSections(True)
        for place, column in enumerate(self.tally.columns):
            self.setColumnWidth(place, px(column.width))

    def show_appraisal(self, appraisal: Appraisal) -> None:
        """The cursor stays where it was; at first it stands in the first cell."""
        self.tally.show(appraisal)
        widest = max(
            (self.fontMetrics().horizontalAdvance(self._name(n)) for n in range(self.tally.rowCount())),
            default=0,
        )
        self.verticalHeader().setFixedWidth(min(px(200), max(px(96), widest + px(24))))
        if not self.currentIndex().isValid() and self.tally.rowCount():
            self.setCurrentIndex(self.tally.index(0, 0))

    def _name(self, row: int) -> str:
        return str(self.tally.headerData(row, Qt.Orientation.Vertical))

    def select_line(self, line_id: int) -> None:
        """The row of a member, in the column the cursor stands in."""
        for row in range(self.tally.rowCount()):
            if self.tally.line(row).id == line_id:
                self.setCurrentIndex(self.tally.index(row, max(0, self.currentIndex().column())))

    def current_line(self) -> AppraisalLine | None:
        row = self.currentIndex().row()
        return self.tally.line(row) if 0 <= row < self.tally.rowCount() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # what the editor leaves over, Enter above all: it ends the typing, nothing else
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid():
            self._clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._down()
        elif self._is_grade(index) and self.tally.read(index.column(), event.text() or " ") not in (None, ""):
            self.tally.setData(index, event.text())
            self._down()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        """Enter in a cell goes to the next member."""
        super().closeEditor(editor, hint)
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def _is_grade(self, index: QModelIndex) -> bool:
        return (
            index.isValid() and self.tally.columns[index.column()].key == GRADE and self.tally.is_open(index)
        )

    def _down(self) -> None:
        """The next member whose cell may be typed in; the last one stays."""
        index = self.currentIndex()
        for row in range(index.row() + 1, self.tally.rowCount()):
            below = self.tally.index(row, index.column())
            if self.tally.is_open(below) or not self.tally.is_open(index):
                self.setCurrentIndex(below)
                return

    def _span(self) -> list[QModelIndex]:
        chosen = self.selectionModel().selectedIndexes()
        return sorted(chosen, key=lambda one: (one.row(), one.column()))

    def _copy(self) -> None:
        rows: dict[int, list[str]] = {}
        for index in self._span():
            rows.setdefault(index.row(), []).append(self.tally.text(index.row(), index.column()))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text().replace("\r\n", "\n").rstrip("\n")
        chosen = self._span()
        if text and chosen:
            changes = self.tally.block(chosen[0], [line.split("\t") for line in text.split("\n")])
            if changes:
                self.typed.emit(changes)

    def _clear(self) -> None:
        changes: Changes = {}
        for index in self._span():
            if self.tally.is_open(index):
                key = self.tally.columns[index.column()].key
                changes.setdefault(self.tally.line(index.row()).id, {})[key] = 0 if key in NUMBERS else ""
        if changes:
            self.typed.emit(changes)
