"""A new password, twice, with its strength and the reason when it is refused."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.form_grid import FormGrid
from ui.widgets.password_edit import PasswordEdit, StrengthMeter, TypingState


class NewPassword(QWidget):
    """`names` must not be the password (services: with_pinyin). `accept()` says what is wrong at the field."""

    confirmed = Signal()

    def __init__(self, names: tuple[str, ...] = (), who: str = "") -> None:
        super().__init__()
        self.names = names
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.form = FormGrid()
        box.addWidget(self.form)
        self.password, self.repeat = PasswordEdit(), PasswordEdit()
        self.repeat.show_button.hide()
        self.form.add_line(
            ("password", f"{who}新口令（至少 10 个字符）", self.password),
            ("repeat", "再输一遍新口令", self.repeat),
        )
        self.meter = StrengthMeter()
        self.form.add_widget(self.meter)
        self.typing = TypingState(self.password, self.repeat)
        self.form.add_widget(self.typing)
        for key, edit in (("password", self.password), ("repeat", self.repeat)):
            edit.changed.connect(lambda _text, key=key: self._typed(key))
            edit.confirmed.connect(self.confirmed)
        QWidget.setTabOrder(self.password.field, self.repeat.field)
        QWidget.setTabOrder(self.repeat.field, self.password.show_button)
        self.setFocusProxy(self.password)
        self._judge()

    def text(self) -> str:
        return self.password.text()

    def clear(self) -> None:
        self.password.clear()
        self.repeat.clear()

    def accept(self) -> bool:
        """Whether it may be the password; otherwise the field says why."""
        self.form.clear_problems()
        if not self._judge():
            self.form.set_problem("password", self.meter.take_word())
        elif self.password.text() != self.repeat.text():
            self.form.set_problem("repeat", "两次输入的口令不一样")
        return not self.form.focus_first_problem()

    def _typed(self, key: str) -> None:
        self.form.set_problem(key, "")
        self._judge()

    def _judge(self) -> int:
        level = self.meter.judge(self.password.text(), self.names)
        if self.form.rows["password"].problem_label.text():
            self.meter.take_word()
        return level
