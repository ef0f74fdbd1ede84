"""Top of a tab: title and one sentence of state at the left, at most five actions at the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import icon, plain_tip, px
from ui.widgets.plain_label import PlainLabel

MOST_ACTIONS = 5


class PageHeader(QWidget):
    """`add_action` puts a button; rarer ones go under 更多 with `add_more`."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        self.title = PlainLabel(title, "title")
        self.sentence = PlainLabel("", "quiet", wrap=True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        row.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(px(8))
        row.addLayout(self._actions)
        self._more: QMenu | None = None
        self._more_button: QPushButton | None = None
        self.buttons: list[QPushButton] = []

    def set_sentence(self, text: str) -> None:
        self.sentence.setText(text)

    def add_action(
        self,
        text: str,
        slot: Callable[[], object],
        primary: bool = False,
        shortcut: str | QKeySequence | None = None,
        icon_name: str = "",
    ) -> QPushButton:
        """Add a button (rightmost last; the primary one belongs last). Its shortcut works in this tab."""
        button = QPushButton(text)
        button.setProperty("primary", primary)
        if icon_name:
            button.setIcon(icon(icon_name, "seal_text" if primary else "ink"))
        button.clicked.connect(lambda: slot())
        if shortcut:
            keys = QKeySequence(shortcut)
            scope = self.parentWidget() or self
            made = QShortcut(keys, scope, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(button.click)
            button.setToolTip(plain_tip(f"{text}（{keys.toString(QKeySequence.SequenceFormat.NativeText)}）"))
        self._actions.addWidget(button)
        self.buttons.append(button)
        assert len(self.buttons) <= MOST_ACTIONS, "at most five actions: put the rest under 更多"
        return button

    def add_more(self, text: str, slot: Callable[[], object], among: str = "更多") -> None:
        """Add an entry to the menu left of the actions; `among` names it where all its entries are of one sort."""
        if self._more is None:
            self._more_button = QPushButton(among)
            self._more_button.setProperty("menu", True)
            self._more = QMenu(self._more_button)
            self._more_button.setMenu(self._more)
            self._actions.insertWidget(0, self._more_button)
        self._more.addAction(text).triggered.connect(lambda: slot())
