"""A short list filled in like a sheet: type into cells, an empty line waits at the end, the whole list is one value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from models.domain.card import ListColumn, Row, is_blank, row_problem, tidy_row
from ui.theme import active, plain_tip, px
from ui.widgets.code_combo import CodeCombo
from ui.widgets.date_edit import DateEdit

Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole
NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Rows of texts; the last one is always empty and becomes a row by being written in."""

    edited = Signal()

    def __init__(self, columns: Sequence[ListColumn], blank: Callable[[], Row] = dict) -> None:
        """`blank` makes the line that waits at the end, with what else a row carries (its own uuid)."""
        super().__init__()
        self.columns = tuple(columns)
        self._blank = blank
        self._rows: list[Row] = [blank()]

    def give(self, rows: Sequence[Mapping[str, str]]) -> None:
        self.beginResetModel()
        self._rows = [*(dict(row) for row in rows if not is_blank(row, self.columns)), self._blank()]
        self.endResetModel()
        self.edited.emit()

    def value(self) -> list[Row]:
        """The rows that are written in."""
        return [
            {**row, **tidy_row(row, self.columns)} for row in self._rows if not is_blank(row, self.columns)
        ]

    def problem(self) -> tuple[int, int, str] | None:
        """The first cell that cannot stay: row, column, sentence."""
        for at, row in enumerate(self._rows):
            if is_blank(row, self.columns):
                continue
            for place, column in enumerate(self.columns):
                if text := row_problem(row, column):
                    return at, place, text
        return None

    # Qt

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == ROLE.DisplayRole:
            return self.columns[section].title
        return None

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self.columns[index.column()]
        text = row.get(column.key, "")
        if role in (ROLE.DisplayRole, ROLE.EditRole):
            return text
        wrong = "" if is_blank(row, self.columns) else row_problem(row, column)
        if role == ROLE.ToolTipRole:
            return plain_tip(wrong or text) if wrong or text else None
        if role == ROLE.ForegroundRole and wrong:
            return active().color("late")
        if role == ROLE.AccessibleTextRole:
            return f"{column.title}：{text or '空'}" + (f"，{wrong}" if wrong else "")
        return None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        if role != ROLE.EditRole:
            return False
        row, column = self._rows[index.row()], self.columns[index.column()]
        text = tidy_row({column.key: str(value)}, (column,))[column.key]
        if row.get(column.key, "") == text:
            return True
        row[column.key] = text
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(self.columns) - 1))
        if text and index.row() == len(self._rows) - 1:
            self.beginInsertRows(NOWHERE, len(self._rows), len(self._rows))
            self._rows.append(self._blank())
            self.endInsertRows()
        self.edited.emit()
        return True

    # rows

    def remove(self, at: int) -> None:
        """Take a row out; the waiting empty one stays."""
        if 0 <= at < len(self._rows) - 1:
            self.beginRemoveRows(NOWHERE, at, at)
            del self._rows[at]
            self.endRemoveRows()
            self.edited.emit()

    def move(self, at: int, by: int) -> int:
        """Move a row up or down among the written ones; where it is now."""
        to = at + by
        if not (0 <= at < len(self._rows) - 1 and 0 <= to < len(self._rows) - 1):
            return at
        self.beginMoveRows(NOWHERE, at, at, NOWHERE, to + (1 if by > 0 else 0))
        self._rows.insert(to, self._rows.pop(at))
        self.endMoveRows()
        self.edited.emit()
        return to


class _Delegate(QStyledItemDelegate):
    """The editor of a cell by its column: a date, a choice with pinyin, or a line of text."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = cast("RowsModel", index.model()).columns[index.column()]
        if column.kind == "date":
            editor: QWidget = DateEdit("", parent)
        elif column.choices:
            editor = CodeCombo(column.choices, parent=parent)
        else:
            editor = QLineEdit(parent)
        editor.setProperty("cell", True)
        editor.setAccessibleName(column.title)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: Any, index: Index) -> None:
        editor.setGeometry(option.rect)  # the whole cell: the padding of its text is no margin of the editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(ROLE.EditRole))
        if isinstance(editor, CodeCombo):
            editor.setCurrentText(text)
            editor.select_all()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, CodeCombo):
            editor.settle()
            model.setData(index, editor.currentText())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height() + px(10), active().px("row")))


class RowsTable(QWidget):
    """Keys: arrows, typing, Enter edits, Tab goes on while editing; Ctrl+Delete takes the line, Alt+Up/Down moves it."""

    edited = Signal()

    def __init__(
        self,
        title: str,
        columns: Sequence[ListColumn],
        by_hand: bool,
        parent: QWidget | None = None,
        *,
        blank: Callable[[], Row] = dict,
    ) -> None:
        super().__init__(parent)
        self.model = RowsModel(columns, blank)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        self.view = _View(self.model, title)
        box.addWidget(self.view)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(4))
        self._button(buttons, "添一行", self.view.to_new)
        self._button(buttons, "删这一行（Ctrl+Delete）", self.view.drop)
        if by_hand:
            self._button(buttons, "上移（Alt+↑）", lambda: self.view.shift(-1))
            self._button(buttons, "下移（Alt+↓）", lambda: self.view.shift(1))
        buttons.addStretch(1)
        box.addLayout(buttons)
        self.model.edited.connect(self.edited)

    def _button(self, row: QHBoxLayout, text: str, slot: Callable[[], object]) -> None:
        button = QPushButton(text, self)
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        row.addWidget(button)

    def value(self) -> list[Row]:
        return self.model.value()

    def give(self, rows: Sequence[Mapping[str, str]]) -> None:
        self.model.give(rows)

    def show_problem(self) -> str:
        """Go to the first cell that cannot stay; its sentence, "" when there is none."""
        found = self.model.problem()
        if found is None:
            return ""
        self.view.setCurrentIndex(self.model.index(found[0], found[1]))
        self.view.setFocus()
        return found[2]


class _View(QTableView):
    """As high as its rows."""

    def __init__(self, model: RowsModel, title: str) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(title)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(px(48))
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, px(column.width))
        widest = max(range(len(model.columns)), key=lambda place: model.columns[place].width)
        head.setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)
        for changed in (model.dataChanged, model.rowsInserted, model.rowsRemoved, model.rowsMoved):
            changed.connect(lambda *_: self.fit())
        model.modelReset.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Every line as high as its text, the list as high as its lines."""
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self._model.rowCount()))
        bar = self.horizontalScrollBar()
        more = bar.sizeHint().height() if bar.maximum() > 0 else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + more + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, editing = event.key(), self.state() == QAbstractItemView.State.EditingState
        if not editing and keys in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        elif keys == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.drop()
        elif keys == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self._model.setData(self.currentIndex(), "")
        elif keys in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.shift(-1 if keys == Qt.Key.Key_Up else 1)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(str(self.currentIndex().data() or ""))
        else:
            super().keyPressEvent(event)

    def to_new(self) -> None:
        """Start to write in the empty line at the end."""
        self.setFocus()
        first = self._model.index(self._model.rowCount() - 1, 0)
        self.setCurrentIndex(first)
        self.edit(first)

    def drop(self) -> None:
        at = self.currentIndex()
        self._model.remove(at.row())
        self.setFocus()
        if at.isValid():
            self.setCurrentIndex(self._model.index(min(at.row(), self._model.rowCount() - 1), at.column()))

    def shift(self, by: int) -> None:
        at = self.currentIndex()
        self.setCurrentIndex(self._model.index(self._model.move(at.row(), by), max(at.column(), 0)))
        self.setFocus()

    def paste(self, text: str) -> None:
        """Cells copied from a sheet go into the cells from here on."""
        at = self.currentIndex()
        if not at.isValid():
            return
        for down, line in enumerate(text.rstrip("\n").split("\n")):
            for right, cell in enumerate(line.rstrip("\r").split("\t")):
                row, column = at.row() + down, at.column() + right
                if column < self._model.columnCount():
                    self._model.setData(self._model.index(row, column), cell)
