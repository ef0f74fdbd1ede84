"""The line below: what just happened, with 撤销 beside it; at the right a running job with its bar and 取消."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.tasks import Task, Tasks
from ui.theme import active, plain_tip, px, restyle
from ui.widgets.banner import SIGNS
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.plain_label import PlainLabel

PATIENCE_MS = 500  # shorter jobs are not worth a flicker

LONG = 18  # letters of a step's name on the button


class StatusLine(QWidget):
    """`undo_clicked`, `redo_clicked` and `safety_clicked` for the buttons; `say` for the sentence."""

    undo_clicked = Signal()
    redo_clicked = Signal()
    safety_clicked = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("StatusLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(active().px("status"))
        self._tasks = tasks
        row = QHBoxLayout(self)
        row.setContentsMargins(active().px("margin"), 0, active().px("margin"), 0)
        row.setSpacing(px(8))
        self.sentence = ElidedLabel("", "quiet")
        row.addWidget(self.sentence)
        self.undo_button = QPushButton("撤销")
        self.undo_button.setProperty("quiet", True)
        self.undo_button.setProperty("compact", True)
        self.undo_button.clicked.connect(self.undo_clicked)
        self.undo_button.hide()
        row.addWidget(self.undo_button)
        self.redo_button = QPushButton("重做")
        self.redo_button.setProperty("quiet", True)
        self.redo_button.setProperty("compact", True)
        self.redo_button.clicked.connect(self.redo_clicked)
        self.redo_button.hide()
        row.addWidget(self.redo_button)
        row.addStretch(1)
        self.job = PlainLabel("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(px(160))
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setProperty("quiet", True)
        self.cancel_button.setProperty("compact", True)
        self.cancel_button.clicked.connect(self._cancel)
        for widget in (self.job, self.bar, self.cancel_button):
            widget.hide()
            row.addWidget(widget)
        self.safety_button = QPushButton("")
        self.safety_button.setProperty("quiet", True)
        self.safety_button.setProperty("compact", True)
        self.safety_button.clicked.connect(lambda: self.safety_clicked.emit())
        self.safety_button.hide()
        row.addWidget(self.safety_button)
        self._shown: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._show_job)
        tasks.started.connect(self._started)
        tasks.progressed.connect(self._progressed)
        tasks.finished.connect(self._finished)

    def say(self, text: str) -> None:
        self.sentence.setText(text)

    def set_safety(self, light: str, sentence: str) -> None:
        """How safe the data are: sign and words, the colour only beside them."""
        self.safety_button.setText(f"{SIGNS.get(light, '')} {sentence}")
        self.safety_button.setAccessibleName(sentence)
        self.safety_button.setToolTip(plain_tip("备份、另一处、演练、恢复"))
        restyle(self.safety_button, "light", light)
        self.safety_button.show()

    def set_undo(self, label: str | None, named: bool = False) -> None:
        """What 撤销 would take back; None hides the button. `named`: say it, the sentence is about something else."""
        self.undo_button.setVisible(bool(label))
        short = label if label and len(label) <= LONG else f"{(label or '')[:LONG]}…"
        self.undo_button.setText(f"撤销：{short}" if label and named else "撤销")
        self.undo_button.setToolTip(plain_tip(f"撤销：{label}（Ctrl+Z）" if label else ""))
        self.undo_button.setAccessibleName(f"撤销：{label}" if label else "撤销")

    def set_redo(self, label: str | None) -> None:
        """What was taken back last can be done again; None hides the button."""
        self.redo_button.setVisible(bool(label))
        self.redo_button.setToolTip(plain_tip(f"重做：{label}（Ctrl+Y）" if label else ""))
        self.redo_button.setAccessibleName(f"重做：{label}" if label else "重做")

    def _started(self, task: Task) -> None:
        if task.title and self._shown is None and not self._timer.isActive():
            self._timer.start()

    def _show_job(self) -> None:
        waiting = [task for task in self._tasks.running if task.title]
        if not waiting:
            return
        task = self._shown = waiting[0]
        self.job.setText(task.title)
        self._draw(task)
        self.job.show()
        self.bar.show()
        self.cancel_button.setVisible(task.cancellable)
        self.cancel_button.setEnabled(True)

    def _progressed(self, task: Task) -> None:
        if task is self._shown:
            self._draw(task)

    def _draw(self, task: Task) -> None:
        self.bar.setRange(0, task.total)
        self.bar.setValue(task.done)

    def _finished(self, task: Task) -> None:
        if task is self._shown:
            self._shown = None
            for widget in (self.job, self.bar, self.cancel_button):
                widget.hide()
        if any(other.title for other in self._tasks.running) and self._shown is None:
            self._timer.start()

    def _cancel(self) -> None:
        if self._shown is not None:
            self._shown.cancel()
            self.cancel_button.setEnabled(False)
            self.job.setText("正在取消…")
