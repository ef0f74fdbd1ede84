"""The recovery code: when it was made and looked at, two groups compared, a new slip, and escrow with the committee."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6 import QtWidgets
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import UserError
from models.domain.handover import KeyStatus
from models.domain.recovery_code import GROUPS
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.slip_preview import preview_slip
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.code_edit import CodeEdit, GroupEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.password_edit import PasswordEdit, TypingState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.slip_panel import SHOW, SlipPanel

STATE, LOOK, PROVE, SLIP = range(4)
ESCROW_ABOUT = "托管：把打开数据的密钥封给上级党委。口令和恢复码都没有了，可以请上级党委开启；平时上级党委凭它也能打开这份数据的备份。"


class RecoveryDialog(QDialog):
    """`start`: LOOK goes straight to comparing two groups, PROVE to a new slip."""

    def __init__(self, context: Context, parent: QWidget | None = None, start: int = STATE) -> None:
        super().__init__(parent)
        self._context, self._keys = context, context.desk.keys
        self._busy = False
        self.setWindowTitle("恢复码")
        self.setMinimumWidth(px(600))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(20), px(16), px(20), px(16))
        self._box.setSpacing(px(12))
        self._box.addWidget(PlainLabel("恢复码", "title"))
        self.advice = Banner("", "soon")
        self._box.addWidget(self.advice)
        status = self._keys.status()
        self.slip = SlipPanel(lambda code: preview_slip(context, code, self))
        self.slip.turned.connect(lambda _page: self._judge())
        self.slip.confirmed.connect(self._store)
        self.pages = QStackedWidget()
        for page in (self._state_page(), self._look_page(status), self._prove_page(), self.slip):
            self.pages.addWidget(page)
        self._box.addWidget(self.pages, 1)
        self.problem = PlainLabel("", "problem", wrap=True)
        self.problem.hide()
        self._box.addWidget(self.problem)
        self.busy_bar = QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.hide()
        self._box.addWidget(self.busy_bar)
        self.buttons = DialogButtons(self, "关闭", "不做了", primary=True)
        self.buttons.ok_button.clicked.connect(self._next)
        self._box.addWidget(self.buttons)
        self._refresh()
        self.go(start if status.has_recovery or start == STATE else PROVE)

    # pages

    def _state_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.state = PlainLabel("", wrap=True)
        box.addWidget(self.state)
        self.look_button = self._button("核对两组…", lambda: self.go(LOOK))
        self.new_button = self._button("换新恢复码…", lambda: self.go(PROVE))
        box.addLayout(_row(self.look_button, self.new_button))
        box.addSpacing(px(8))
        box.addWidget(PlainLabel("托管给上级党委", "heading"))
        box.addWidget(PlainLabel(ESCROW_ABOUT, "quiet", wrap=True))
        self.escrow_state = PlainLabel("", wrap=True)
        box.addWidget(self.escrow_state)
        self.escrow_on = self._button("托管…", self.turn_on_escrow)
        self.escrow_file = self._button("写出托管密钥文件…", self.write_escrow)
        self.escrow_off = self._button("取消托管…", self.turn_off_escrow)
        box.addLayout(_row(self.escrow_on, self.escrow_file, self.escrow_off))
        box.addStretch(1)
        return page

    def _look_page(self, status: KeyStatus) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        asked = sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), 2))
        self.fields = [GroupEdit(number) for number in asked] if status.can_check_groups else []
        self.code = CodeEdit()
        self.code.setVisible(not self.fields)
        words = (
            "请取出封存的恢复码单，照着输入下面两组："
            if self.fields
            else "请取出封存的恢复码单，照着输入全部："
        )
        box.addWidget(PlainLabel(words, wrap=True))
        for field in self.fields:
            field.setMaximumWidth(px(180))
            box.addWidget(PlainLabel(f"第 {field.number} 组", "field"))
            box.addWidget(field)
        box.addWidget(self.code)
        box.addWidget(PlainLabel("单子找不到了，就换一张新的恢复码。", "quiet"))
        box.addStretch(1)
        return page

    def _prove_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(
            PlainLabel("换新恢复码，要先输入现在的口令。换好以后，旧的单子作废，请销毁。", wrap=True)
        )
        self.password = PasswordEdit()
        self.password.setAccessibleName("现在的口令")
        box.addWidget(PlainLabel("现在的口令", "field"))
        box.addWidget(self.password)
        box.addWidget(TypingState(self.password))
        box.addStretch(1)
        return page

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    # going through them

    def go(self, page: int) -> None:
        """Show a page."""
        self.problem.hide()
        self.pages.setCurrentIndex(page)
        self._judge()
        held = {STATE: self.buttons.ok_button, LOOK: (self.fields or [self.code])[0], PROVE: self.password}
        held.get(page, self.buttons.ok_button).setFocus()

    def _judge(self) -> None:
        page = self.pages.currentIndex()
        words = {STATE: "关闭", LOOK: "核对", PROVE: "下一步"}
        slip = "已打印或抄好，下一步" if self.slip.step == SHOW else "核对，启用新恢复码"
        self.buttons.ok_button.setText(words.get(page, slip))
        if self.buttons.leave_button is not None:
            self.buttons.leave_button.setVisible(page != STATE)

    def _next(self) -> None:
        if self._busy:
            return
        page = self.pages.currentIndex()
        if page == STATE:
            self.accept()
        elif page == LOOK:
            self._look()
        elif page == PROVE:
            password = self.password.text()
            self._run(lambda: self._keys.check_secret(password), lambda: self.go(SLIP), "正在核对口令…")
        else:
            self.slip.next()

    def _look(self) -> None:
        if self.fields:
            typed = {field.number: field.group() for field in self.fields}
            self._run(lambda: self._keys.check_groups(typed), self._looked, "正在核对…")
            return
        if not self.code.code().complete:
            self._say(self.code.code().problem)
            return
        code = self.code.field.text()
        self._run(lambda: self._keys.check_code(code), self._looked, "正在核对…")

    def _looked(self) -> None:
        self._context.say("✓ 恢复码核对无误，请放回原处封好。")
        self._refresh()
        self.go(STATE)

    def _store(self) -> None:
        code = self.slip.code
        self._run(lambda: self._keys.set_recovery(code), self._stored, "正在启用新恢复码…")

    def _stored(self) -> None:
        self._context.say("✓ 新恢复码已启用，旧的单子作废，请销毁。")
        self.accept()

    # escrow

    def turn_on_escrow(self) -> None:
        """Ask, then seal for the committee whose card was confirmed last."""
        known = self._keys.escrow.committees()
        if not known:
            self._say("还没有上级党委的密钥卡。请先在“上报交接”里导入并核对，再来托管。")
            return
        name, recipients = known[0]
        words = (
            f"把打开数据的密钥托管给“{name}”？托管以后，该党委能打开这份数据及其备份。这件事会记入修改历史。"
        )
        if MessageDialog.confirm(self, words, verb="托管"):
            self._run(lambda: self._keys.escrow.turn_on(name, recipients), self._refresh, "正在托管…")

    def turn_off_escrow(self) -> None:
        words = "取消托管？已经交出去的托管密钥文件仍然有效；要让它失效，请办理换届移交，数据会换新密钥。"
        if MessageDialog.confirm(self, words, verb="取消托管"):
            self._run(self._keys.escrow.turn_off, self._refresh, "正在取消托管…")

    def write_escrow(self) -> None:
        """The file only the committee can open."""
        chosen = QtWidgets.QFileDialog.getExistingDirectory(self, "写到哪个文件夹")
        if chosen:
            folder = Path(chosen)
            self._run(lambda: self._keys.escrow.write(folder), self._refresh, "正在写出…")

    # the common parts

    def _refresh(self) -> None:
        status = self._keys.status()
        self.advice.say(status.advice, "soon")
        self.advice.setVisible(bool(status.advice))
        parts = [f"{status.recovery_on} 制作" if status.recovery_on else ""]
        parts.append(f"{status.checked_on} 核对过" if status.checked_on else "还没有核对过")
        self.state.setText(
            "现在的恢复码：" + "，".join(filter(None, parts)) + "。"
            if status.has_recovery
            else "现在没有恢复码。"
        )
        self.look_button.setVisible(status.has_recovery)
        self.new_button.setText("换新恢复码…" if status.has_recovery else "制作恢复码…")
        held = bool(status.escrow_name)
        self.escrow_state.setText(
            f"已于 {status.escrow_on} 托管给 {status.escrow_name}。" if held else "没有托管（默认）。"
        )
        self.escrow_on.setVisible(not held)
        self.escrow_file.setVisible(held)
        self.escrow_off.setVisible(held)

    def _run(self, act: Callable[[], object], done: Callable[[], object], title: str) -> None:
        """Off the GUI thread: every one of these derives a key or writes a file."""
        self.problem.hide()
        self._set_busy(True)

        def finished(_result: Any) -> None:
            self._set_busy(False)
            done()

        self._context.tasks.run(lambda _p, _c: act(), finished, self._failed, title=title, cancellable=False)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, UserError):
            self._say(str(error))
        else:
            self._context.tasks.failed.emit(error)

    def _say(self, text: str) -> None:
        self.problem.setText(f"× {text}")
        self.problem.show()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.busy_bar.setVisible(busy)
        self.pages.setEnabled(not busy)
        self.buttons.setEnabled(not busy)

    def reject(self) -> None:
        """While the key file is being written nobody leaves."""
        if not self._busy:
            super().reject()


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(8))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
