"""A password field: shown on request, Caps Lock and the input method noticed, strength said in words."""

import sys

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QPushButton, QWidget

from models.domain.password import judge
from ui.theme import px, restyle
from ui.widgets.plain_label import PlainLabel


def caps_lock_now() -> bool | None:
    """State of the Caps Lock key where the system tells (Windows); None where it doesn't."""
    if sys.platform != "win32":
        return None
    import ctypes  # noqa: PLC0415  (Windows only)

    return bool(ctypes.windll.user32.GetKeyState(0x14) & 1)


class PasswordField(QLineEdit):
    """Notices Caps Lock from the letters typed, and from the system where that can be asked."""

    caps_lock = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._caps = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == QtCore.Qt.Key.Key_CapsLock:
            self._set_caps(not self._caps)
        elif len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            self._set_caps(letter.isupper() != shifted)
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        state = caps_lock_now()
        if state is not None:
            self._set_caps(state)
        super().focusInEvent(event)

    def _set_caps(self, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            self.caps_lock.emit(on)


class PasswordEdit(QWidget):
    """The field with its 显示 button; `changed` on every key."""

    changed = Signal(str)
    confirmed = Signal()
    caps_lock = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.field = PasswordField()
        self.field.textChanged.connect(self.changed)
        self.field.returnPressed.connect(self.confirmed)
        self.field.caps_lock.connect(self.caps_lock)
        self.show_button = QPushButton("显示")
        self.show_button.setCheckable(True)
        self.show_button.setAccessibleName("显示口令")
        self.show_button.toggled.connect(self._reveal)
        row.addWidget(self.field, 1)
        row.addWidget(self.show_button)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        return self.field.text()

    def clear(self) -> None:
        self.field.clear()
        self.show_button.setChecked(False)

    def setAccessibleName(self, name: str) -> None:
        self.field.setAccessibleName(name)

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.field.setEchoMode(mode)
        self.show_button.setText("隐藏" if shown else "显示")
        self.field.setFocus()


class StrengthMeter(QWidget):
    """A thin bar and a word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.bar = QProgressBar()
        self.bar.setRange(0, 3)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(px(96))
        self.word = PlainLabel("", "field", wrap=True)
        row.addWidget(self.bar)
        row.addWidget(self.word, 1)

    def judge(self, password: str, names: tuple[str, ...] = ()) -> int:
        found = judge(password, names)
        self.bar.setValue(max(found.level, 1) if password else 0)
        restyle(self.bar, "strength", str(max(found.level, 1)))
        self.word.setText(f"口令强度：{found.words}" if found.level else found.words)
        return found.level

    def take_word(self) -> str:
        """The word, said at the field from now on; once is enough."""
        said = self.word.text()
        self.word.setText("")
        return said


class TypingState(PlainLabel):
    """What the hidden dots do not show: Caps Lock is on, or the input method wrote hanzi or full-width signs."""

    def __init__(self, *edits: PasswordEdit) -> None:
        super().__init__("", "notice", wrap=True)
        self._caps = False
        self._edits = edits
        for edit in edits:
            edit.caps_lock.connect(self._set_caps)
            edit.changed.connect(lambda _text: self._judge())
        self._judge()

    def _set_caps(self, on: bool) -> None:
        self._caps = on
        self._judge()

    def _judge(self) -> None:
        said = ["大写锁定已打开"] if self._caps else []
        if any(not edit.text().isascii() for edit in self._edits):
            said.append("输入法开着：口令里有汉字或全角字符")
        self.setText("！ " + "；".join(said) if said else "")
        self.setVisible(bool(said))
