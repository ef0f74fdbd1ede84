"""A choice from a code table: hanzi, pinyin, initials or the code narrow the list, Enter or Tab takes the first."""

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QWidget

from models.domain.codes import CodeItem, code_table, find_codes
from ui.widgets.calm_combo import CalmCombo


class CodeCombo(CalmCombo):
    """Takes other words, too, unless `strict`; a table by its key, or `items` made by the caller."""

    def __init__(
        self,
        table: str = "",
        value: str = "",
        *,
        items: Sequence[CodeItem] | None = None,
        strict: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._items = code_table(table).items if items is None else tuple(items)
        self._strict = strict
        self._typed = False
        self._found = QStringListModel(self)
        self._completer: QCompleter | None = None
        names = [item.name for item in self._items]
        self.setEditable(not strict)
        self.addItems(["", *names, *([value] if value and value not in names else [])])
        self.setCurrentText(value)
        line = self.lineEdit()
        if line is not None:
            self.setInsertPolicy(CalmCombo.InsertPolicy.NoInsert)
            self.setCompleter(cast("Any", None))  # Qt's own would complete what it finds, not what is meant
            line.textEdited.connect(self._narrow)

    def _helper(self) -> QCompleter:
        """The list under the field, made when somebody types for the first time."""
        if self._completer is None:
            self._completer = completer = QCompleter(self._found, self)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.setMaxVisibleItems(9)
            self.setCompleter(completer)
            completer.activated.connect(lambda _text: self._taken())
            completer.popup().installEventFilter(self)
        return self._completer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Tab take the first item when none was chosen with the arrows; Tab goes on as it would."""
        popup = self._completer.popup() if self._completer else None
        if watched is popup and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            taking = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
            if taking and popup is not None and not popup.currentIndex().isValid():
                popup.hide()
                self.settle()
                if event.key() == Qt.Key.Key_Tab:
                    QApplication.sendEvent(self, QKeyEvent(event.type(), event.key(), event.modifiers()))
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        self._typed = bool(text.strip())
        found = [item.name for item in find_codes(self._items, text)] if self._typed else []
        self._found.setStringList(found)
        completer = self._helper()
        if not found or found == [text]:
            completer.popup().hide()
            return
        completer.complete()

    def _taken(self) -> None:
        self._typed = False

    def settle(self) -> None:
        """What was typed in letters or figures becomes the item it means; words of one's own stay."""
        text = self.currentText().strip()
        if self._typed and text.isascii() and text:
            found = find_codes(self._items, text)
            if found:
                self.setCurrentText(found[0].name)
        self._typed = False

    def select_all(self) -> None:
        line = self.lineEdit()
        if line is not None:
            line.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters jump to the item whose pinyin begins so; only a closed list gets here while choosing."""
        letter = event.text().lower()
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if self._strict and plain and letter.isascii() and letter.isalnum():
            here = self.currentIndex()
            fitting = [
                place
                for place, item in enumerate(self._items, start=1)
                if item.initials.startswith(letter) or item.code.startswith(letter)
            ]
            if fitting:
                self.setCurrentIndex(next((place for place in fitting if place > here), fitting[0]))
            return
        super().keyPressEvent(event)
