"""The last step of setting up: the recovery slip. The branch counts as set up when two groups were typed back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from models.domain.errors import UserError
from ui.context import Context
from ui.dialogs.slip_preview import preview_slip
from ui.theme import active, px
from ui.widgets.plain_label import PlainLabel
from ui.widgets.slip_panel import SHOW, SlipPanel, SlipState

WHY = (
    "忘记口令时，只有这张恢复码能打开数据。请打印出来或抄下来，装进信封封好，锁在柜子里。"
    "忘记口令且遗失恢复码时，任何人（包括开发者）都无法恢复数据。"
)


class SetupPage(QWidget):
    """`finished()` when the code is in force; `left()` closes the data, and the next start comes back here."""

    finished = Signal()
    left = Signal()

    def __init__(self, context: Context, left: SlipState | None = None) -> None:
        super().__init__()
        self.setProperty("page", True)
        self._context = context
        center = QHBoxLayout(self)
        center.setContentsMargins(px(20), px(24), px(20), px(16))
        column = QWidget()
        column.setMaximumWidth(active().px("form"))
        center.addStretch(1)
        center.addWidget(column, 100)
        center.addStretch(1)
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("最后一步：收好恢复码", "title"))
        box.addWidget(PlainLabel(WHY, "quiet", wrap=True))
        self.slip = SlipPanel(lambda code: preview_slip(context, code, self), left)
        self.slip.turned.connect(lambda _page: self._judge())
        self.slip.confirmed.connect(self._store)
        for field in self.slip.fields:
            field.returnPressed.connect(self.slip.next)
        box.addWidget(self.slip, 1)
        self.problem = PlainLabel("", "problem", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        self.busy_bar = QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.hide()
        box.addWidget(self.busy_bar)
        box.addLayout(self._buttons())
        self._judge()
        self.setFocusProxy(self.next_button if self.slip.step == SHOW else self.slip.fields[0])

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.leave_button = QPushButton("先退出，下次再做")
        self.leave_button.setProperty("quiet", True)
        self.leave_button.clicked.connect(self.left)
        row.addWidget(self.leave_button)
        row.addStretch(1)
        self.next_button = QPushButton()
        self.next_button.setProperty("primary", True)
        self.next_button.setAutoDefault(True)  # Enter presses it: this is no dialog
        self.next_button.clicked.connect(self.slip.next)
        row.addWidget(self.next_button)
        return row

    def _judge(self) -> None:
        self.next_button.setText("已打印或抄好，下一步" if self.slip.step == SHOW else "核对，完成")

    def _store(self) -> None:
        """Deriving the key takes a second or two; the page waits for it."""
        self._set_busy(True)
        keys, code = self._context.desk.keys, self.slip.code
        self._context.tasks.run(
            lambda _p, _c: keys.set_recovery(code), lambda _n: self._done(), self._failed, cancellable=False
        )

    def _done(self) -> None:
        self._set_busy(False)
        self.finished.emit()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, UserError):
            self.problem.setText(f"× {error}")
            self.problem.show()
        else:
            self._context.tasks.failed.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self.busy_bar.setVisible(busy)
        for widget in (self.slip, self.next_button, self.leave_button):
            widget.setEnabled(not busy)
