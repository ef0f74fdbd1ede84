"""Closing waits for the last backup: said after half a second, and one may leave without it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.plain_label import PlainLabel

PATIENCE_MS = 500


class ClosingDialog(QDialog):
    """`give_up` when somebody does not want to wait; the data are saved either way."""

    give_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("正在关闭")
        self.setMinimumWidth(px(420))
        self.was_waiting = False
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(20), px(20), px(16))
        box.setSpacing(px(12))
        self.sentence = PlainLabel("正在做关闭前的备份并核对，做完就关闭。录入的内容都已经保存。", wrap=True)
        box.addWidget(self.sentence)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        box.addWidget(bar)
        self.leave_button = QPushButton("不等了，这次不备份")
        self.leave_button.clicked.connect(self._leave)
        box.addWidget(self.leave_button)

    def wait(self) -> None:
        """Show it when it lasts longer than a moment."""
        self.was_waiting = True
        QTimer.singleShot(PATIENCE_MS, self, self._show)

    def _show(self) -> None:
        if self.result() == 0:
            self.open()

    def _leave(self) -> None:
        self.leave_button.setEnabled(False)
        self.sentence.setText("正在停下备份…")
        self.give_up.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it by its corner is the same wish."""
        event.ignore()
        self._leave()

    def reject(self) -> None:
        """Escape, too."""
        self._leave()
