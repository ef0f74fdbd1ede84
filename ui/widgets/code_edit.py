"""Typing a recovery code: groups are parted as they are typed, and the one that is wrong is named at once."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from models.domain.recovery_code import (
    GROUP_LENGTH,
    GROUPS,
    TypedCode,
    group_is_right,
    groups_of,
    plain,
    read_code,
)
from ui.theme import px, restyle
from ui.widgets.plain_label import PlainLabel

_HINTS = (
    Qt.InputMethodHint.ImhLatinOnly
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhPreferUppercase
    | Qt.InputMethodHint.ImhSensitiveData
)


class CodeEdit(QWidget):
    """`changed(TypedCode)` on every key; what is typed in any case, width and spacing is the same code."""

    changed = Signal(object)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        self.field = QLineEdit()
        self.field.setMaxLength(160)
        self.field.setPlaceholderText(f"{GROUPS} 组，每组 {GROUP_LENGTH} 个字符")
        self.field.setInputMethodHints(_HINTS)
        self.field.setAccessibleName("恢复码")
        self.field.textEdited.connect(self._edited)
        self.field.textChanged.connect(self._judge)
        self.field.returnPressed.connect(self.confirmed)
        self.state = PlainLabel("", "field", wrap=True)
        box.addWidget(self.field)
        box.addWidget(self.state)
        self.setFocusProxy(self.field)
        self._judge()

    def code(self) -> TypedCode:
        return read_code(self.field.text())

    def clear(self) -> None:
        self.field.clear()

    def _edited(self, text: str) -> None:
        """Part the groups while somebody types at the end; corrections inside are left alone."""
        if self.field.cursorPosition() != len(text) or not text[-1:].isalnum():
            return
        parted = "-".join(groups_of(plain(text)))
        if parted != text:
            self.field.setText(parted)

    def _judge(self) -> None:
        code = self.code()
        wrong = bool(code.bad_groups)
        restyle(self.field, "invalid", wrong)
        restyle(self.state, "role", "problem" if wrong else "field")
        if not code.symbols:
            said = "大小写、空格都没有关系；输错了会指出是第几组。"
        elif code.complete:
            said = f"✓ {GROUPS} 组都对得上"
        else:
            said = f"× {code.problem}" if wrong else code.problem
        self.state.setText(said)
        self.field.setAccessibleDescription(said)
        self.changed.emit(code)


class GroupEdit(QLineEdit):
    """One group, read from the slip."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._jumped = False
        self.number = number
        self.setMaxLength(GROUP_LENGTH + 4)
        self.setInputMethodHints(_HINTS)
        self.setAccessibleName(f"第 {number} 组")
        self.setPlaceholderText(f"第 {number} 组")

    def group(self) -> str:
        return plain(self.text())

    def arrive(self) -> None:
        """The group before is full: the cursor is here already when somebody presses Tab for it."""
        self.setFocus()
        self._jumped = True

    def event(self, event: QEvent) -> bool:
        """Tab right after a jump has been done already; any other key, or leaving, ends that."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.FocusOut):
            jumped, self._jumped = self._jumped, False
            if jumped and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
                return True
        return super().event(event)

    def looks_right(self) -> bool:
        """Whether these four can be that group at all."""
        return group_is_right(self.group(), self.number)
