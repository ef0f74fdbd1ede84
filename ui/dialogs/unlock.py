"""The password page: one field, one button; a wrong password waits longer each time and damages nothing."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.password_edit import PasswordEdit, TypingState
from ui.widgets.plain_label import PlainLabel

LONGEST_WAIT = 30


class UnlockPage(QWidget):
    """`submitted(password)`; the answer comes back as `refuse` or the page is left."""

    submitted = Signal(str)
    other_wanted = Signal()
    new_wanted = Signal()
    restore_wanted = Signal()
    recover_wanted = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        self._wrong = 0
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        outer = QVBoxLayout(self)
        card = QFrame()
        card.setObjectName("StartCard")
        card.setFixedWidth(px(440))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        outer.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(1)
        box = QVBoxLayout(card)
        box.setContentsMargins(px(32), px(28), px(32), px(20))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("请输入口令", "title"))
        self.place = PlainLabel("", "field", wrap=True)
        box.addWidget(self.place)
        box.addSpacing(px(6))
        self.password = PasswordEdit()
        self.password.setAccessibleName("口令")
        self.password.confirmed.connect(self.submit)
        self.password.changed.connect(lambda _text: self._judge())
        box.addWidget(self.password)
        self.caps = TypingState(self.password)
        box.addWidget(self.caps)
        self.notice = PlainLabel("", "notice", wrap=True)
        self.notice.hide()
        box.addWidget(self.notice)
        self.problem = PlainLabel("", "problem", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        self.busy_bar = QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.hide()
        box.addWidget(self.busy_bar)
        self.open_button = QPushButton("打开")
        self.open_button.setProperty("primary", True)
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(self.submit)
        box.addWidget(self.open_button)
        self.way_out = QPushButton("")
        self.way_out.clicked.connect(lambda: self._act())
        self.way_out.hide()
        box.addWidget(self.way_out)
        self.recover_button = QPushButton("忘记口令？用恢复码打开")
        self.recover_button.setProperty("quiet", True)
        self.recover_button.clicked.connect(self.recover_wanted)
        box.addWidget(self.recover_button)
        box.addSpacing(px(6))
        box.addLayout(self._further())
        self.set_folder(folder)
        self.setFocusProxy(self.password)

    def set_folder(self, folder: Path, hint: str = "") -> None:
        """Where the data is; `hint` is a further line (the sample's password)."""
        self.place.setText(f"数据位置：{folder}" + (f"\n{hint}" if hint else ""))

    def say(self, text: str) -> None:
        """Why this page is here again."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def offer(self, text: str, act: Callable[[], object]) -> None:
        """A way out of what was just refused, under the button that refused it; "" takes it away."""
        self._act = act
        self.way_out.setText(text)
        self.way_out.setVisible(bool(text))

    def submit(self) -> None:
        """Enter or the button; nothing while waiting or empty."""
        if self.open_button.isEnabled():
            self.submitted.emit(self.password.text())

    def set_busy(self, busy: bool) -> None:
        """While the key is derived (off this thread) the page cannot be used."""
        self.busy_bar.setVisible(busy)
        self.way_out.setEnabled(not busy)
        self.restore_button.setEnabled(not busy)
        self.password.setEnabled(not busy)
        self.other_button.setEnabled(not busy)
        self.recover_button.setEnabled(not busy)
        self.new_button.setEnabled(not busy)
        self.open_button.setText("正在打开…" if busy else "打开")
        self._busy = busy
        self._judge()
        if not busy:
            self.password.setFocus()

    _busy = False

    @staticmethod
    def _act() -> object:
        """Nothing was refused yet."""

    def refuse(self, message: str, retry_after: float, wrong_password: bool) -> None:
        """Say why it did not open; after a wrong password wait 1, 2, 4 … seconds, or what the store asks."""
        self.set_busy(False)
        self.problem.setText(f"× {message}")
        self.problem.show()
        self.password.setAccessibleName(f"口令。{message}")
        if wrong_password:
            self._wrong += 1
            self.password.field.selectAll()
            wait = max(round(retry_after + 0.49), min(2 ** (self._wrong - 1), LONGEST_WAIT))
            self._wait(wait)

    def waiting(self) -> int:
        """Seconds left before the next try."""
        return self._seconds

    def _wait(self, seconds: int) -> None:
        self._seconds = seconds
        self._timer.start()
        self._judge()

    def _tick(self) -> None:
        self._seconds -= 1
        if self._seconds <= 0:
            self._seconds = 0
            self._timer.stop()
        self._judge()

    def _judge(self) -> None:
        self.open_button.setEnabled(bool(self.password.text()) and not self._busy and not self._seconds)
        if not self._busy:
            self.open_button.setText(f"请等 {self._seconds} 秒" if self._seconds else "打开")

    def _further(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.other_button = QPushButton("打开别处的数据…")
        self.restore_button = QPushButton("从备份恢复…")
        self.new_button = QPushButton("新建支部…")
        for button, signal in (
            (self.other_button, self.other_wanted),
            (self.restore_button, self.restore_wanted),
            (self.new_button, self.new_wanted),
        ):
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.insertStretch(1, 1)
        row.insertStretch(3, 1)
        return row
