"""A password field: shown on request, Caps Lock noticed, strength said in words."""

import sys

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QPushButton, QWidget

from ui.theme import px, restyle
from ui.widgets.plain_label import PlainLabel

LEAST = 10
COMMON = (
    "1234567890", "0123456789", "0987654321", "9876543210", "qwertyuiop", "1qaz2wsx3e", "abcdefghij",
    "password", "dangwei", "dangzhibu", "zhibu", "admin",
)  # fmt: skip


def strength(password: str, names: tuple[str, ...] = ()) -> tuple[int, str]:
    """0–3 and a sentence. 0 = not accepted; `names` (branch, committee) must not be the password."""
    if len(password) < LEAST:
        return (
            0,
            f"至少 {LEAST} 个字符，还差 {LEAST - len(password)} 个" if password else f"至少 {LEAST} 个字符",
        )
    lower = password.lower()
    if len(set(password)) <= 3:
        return 0, "重复的字符太多，请换一个"
    if any(lower in word * 2 or lower.strip("0123456789!@#.") == word for word in COMMON):
        return 0, "这是最常被猜到的口令，请换一个"
    if any(name and lower == name.lower() for name in names):
        return 0, "不要用单位名称作口令"
    kinds = sum(
        (
            any(c.isascii() and c.islower() for c in password),
            any(c.isascii() and c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(c.isascii() and not c.isalnum() for c in password),
            any(not c.isascii() for c in password),
        )
    )
    if password.isdigit():
        return 1, "弱：只有数字。可以用一句自己记得住的话"
    points = len(password) + 3 * kinds + sum(not c.isascii() for c in password)
    if points >= 24:
        return 3, "强"
    return (2, "中等") if points >= 16 else (1, "弱：可以再长一些，或加上汉字、数字、符号")


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
        level, words = strength(password, names)
        self.bar.setValue(max(level, 1) if password else 0)
        restyle(self.bar, "strength", str(max(level, 1)))
        self.word.setText(f"口令强度：{words}" if level else words)
        return level
