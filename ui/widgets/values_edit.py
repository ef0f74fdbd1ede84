"""One or several values of a field: typed with 、 between them, found by pinyin, or ticked in the list of what there is."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QWidget

from models.domain.codes import CodeItem, find_codes
from ui.theme import icon
from ui.widgets.tick_popup import TickPopup

_BETWEEN = re.compile(r"[、，,；;]+")
JOINT = "、"
Offered = Callable[[], Sequence[CodeItem]]


class ValuesEdit(QLineEdit):
    """`values()` is what is asked for; F4 or the button opens the list. `changed` after typing and ticking.

    `settles`: letters become the value they mean (a code table); else they stay letters.
    """

    changed = Signal()

    def __init__(self, offered: Offered, settles: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered, self._settles = offered, settles
        self._items: tuple[CodeItem, ...] | None = None
        self._completer: QCompleter | None = None
        self._found = QStringListModel(self)
        self.popup: TickPopup | None = None
        self.setPlaceholderText("拼音首字母也可以；多个用“、”隔开" if settles else "多个用“、”隔开")
        self._button: QAction = self.addAction(
            icon("menu", "quiet", 16), QLineEdit.ActionPosition.TrailingPosition
        )
        self._button.setToolTip("从代码表和名册里已有的内容选（F4）")
        self._button.triggered.connect(lambda: self.open_list())
        self.textEdited.connect(self._narrow)
        self.textChanged.connect(lambda _text: self.changed.emit())

    def values(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(self.text()) if part.strip()))

    def set_values(self, values: Sequence[str]) -> None:
        self.setText(JOINT.join(values))

    def _known(self) -> tuple[CodeItem, ...]:
        """What can be chosen; asked for when it is first needed."""
        if self._items is None:
            self._items = tuple(self._offered())
        return self._items

    # typing

    def _narrow(self, text: str) -> None:
        """The list under the field, for the value that is being typed."""
        last = _BETWEEN.split(text)[-1].strip()
        found = [item.name for item in find_codes(self._known(), last)] if self._settles and last else []
        self._found.setStringList(found)
        completer = self._helper()
        if not found or found == [last]:
            completer.popup().hide()
        else:
            completer.complete()

    def _helper(self) -> QCompleter:
        if self._completer is None:
            self._completer = completer = QCompleter(self._found, self)
            completer.setWidget(self)  # not setCompleter: only the last value is replaced
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.setMaxVisibleItems(9)
            completer.activated.connect(self._take_last)
            completer.popup().installEventFilter(self)
        return self._completer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Tab take the first value when none was chosen with the arrows; Tab goes on as it would."""
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

    def _take_last(self, name: str) -> None:
        before = self.text()
        last = _BETWEEN.split(before)[-1]
        self.setText(before[: len(before) - len(last)] + name)

    def settle(self) -> None:
        """What was typed in letters or figures becomes the value it means; words stay."""
        if self._settles and any(value.isascii() for value in self.values()):
            values = [self._meant(value) for value in self.values()]
            if tuple(values) != self.values():
                self.set_values(values)

    def _meant(self, value: str) -> str:
        known = self._known()
        if not value.isascii() or any(item.name == value for item in known):
            return value
        found = find_codes(known, value)
        return found[0].name if found else value

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.settle()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F4 or alt_down:
            self.open_list()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
        super().keyPressEvent(event)

    # ticking

    def open_list(self) -> None:
        """The values there are, ticked where they are asked for."""
        self.settle()
        chosen = self.values()
        known = self._known()
        names = {item.name for item in known}
        items = (*known, *(CodeItem("", value, "", "") for value in chosen if value not in names))
        if items:
            self.popup = TickPopup(self, items, chosen)
            self.popup.ticked.connect(self.set_values)
            self.popup.open_under(self)
