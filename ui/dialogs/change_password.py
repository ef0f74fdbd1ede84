"""A new password: proved by the old one, or by the recovery code when the old one is forgotten."""

from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from models.domain.errors import UserError
from ui.context import Context
from ui.theme import px
from ui.widgets.code_edit import CodeEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.new_password import NewPassword
from ui.widgets.password_edit import PasswordEdit, TypingState
from ui.widgets.plain_label import PlainLabel

ABOUT = "口令只换锁，不重写数据。以前的备份仍用做备份时的口令打开。"


class ChangePasswordDialog(QDialog):
    """Deriving two keys takes some seconds on an old computer: it is done off the GUI thread, behind a bar."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._busy = False
        self.setWindowTitle("更改口令")
        self.setMinimumWidth(px(600))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("更改口令", "title"))
        box.addWidget(PlainLabel(ABOUT, "quiet", wrap=True))
        box.addWidget(self._proof())
        self.new_password = NewPassword(context.desk.keys.names())
        box.addWidget(self.new_password)
        self.problem = PlainLabel("", "problem", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        self.busy_bar = QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.hide()
        box.addWidget(self.busy_bar)
        self.buttons = DialogButtons(self, "更改口令", "不改了")
        self.buttons.ok_button.clicked.connect(self.submit)
        self.code_button = QPushButton("忘记原口令，用恢复码…")
        self.code_button.setProperty("quiet", True)
        self.code_button.setVisible(context.desk.keys.status().has_recovery)
        self.code_button.clicked.connect(self.use_code)
        self.buttons.add_extra(self.code_button)
        box.addWidget(self.buttons)
        self.old.setFocus()

    def _proof(self) -> QWidget:
        """The old password, or instead of it the recovery code."""
        self.proof = QWidget()
        box = QVBoxLayout(self.proof)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        self.old, self.code = PasswordEdit(), CodeEdit()
        self.old.setAccessibleName("原口令")
        self.proof_label = PlainLabel("原口令", "field")
        for widget in (self.proof_label, self.old, self.code, TypingState(self.old)):
            box.addWidget(widget)
        self.code.hide()
        return self.proof

    @property
    def by_code(self) -> bool:
        return self.old.isHidden()

    def use_code(self) -> None:
        """The old password is forgotten although the data are open."""
        self.proof_label.setText("恢复码")
        self.old.clear()
        self.old.hide()
        self.code.show()
        self.code_button.hide()
        self.code.setFocus()

    def submit(self) -> None:
        """Say what is missing, or change it."""
        if self._busy:
            return
        secret = self.code.field.text() if self.by_code else self.old.text()
        if self.by_code and not self.code.code().complete:
            self._say(self.code.code().problem)
            self.code.setFocus()
        elif not secret:
            self._say("请输入原口令。")
            self.old.setFocus()
        elif self.new_password.accept():
            self._change(secret, self.new_password.text())

    def _change(self, secret: str, new: str) -> None:
        keys, by_code = self._context.desk.keys, self.by_code
        self._set_busy(True)
        self._context.tasks.run(
            lambda _p, _c: keys.change_password(secret, new, by_code=by_code),
            lambda _n: self._done(),
            self._failed,
            title="正在更改口令…",
            cancellable=False,
        )

    def _done(self) -> None:
        self._set_busy(False)
        self._context.say("✓ 已更改口令。下次打开请用新口令。")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if not isinstance(error, UserError):
            self._context.tasks.failed.emit(error)
            return
        self._say(str(error))
        (self.code if self.by_code else self.old).setFocus()

    def _say(self, text: str) -> None:
        self.problem.setText(f"× {text}")
        self.problem.show()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.problem.hide()
        self.busy_bar.setVisible(busy)
        for widget in (self.proof, self.new_password, self.buttons):
            widget.setEnabled(not busy)

    def reject(self) -> None:
        """While the key file is being written nobody leaves."""
        if not self._busy:
            super().reject()
