"""A job inside a dialog: what it does, how far it is, and 取消. The status line lies behind the dialog."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.tasks import Job, Task, Tasks
from ui.theme import px
from ui.widgets.plain_label import PlainLabel


class JobBar(QWidget):
    """One job at a time; `busy` while it runs."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._task: Task | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.label = PlainLabel("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setProperty("quiet", True)
        self.cancel_button.setProperty("compact", True)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.cancel)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        tasks.progressed.connect(self._progressed)
        self.hide()

    @property
    def busy(self) -> bool:
        return self._task is not None

    def run(
        self,
        what: str,
        job: Job,
        on_done: Callable[[Any], None],
        on_error: Callable[[BaseException], None],
        cancellable: bool = True,
    ) -> None:
        self.label.setText(what)
        self.bar.setRange(0, 0)
        self.cancel_button.setVisible(cancellable)
        self.cancel_button.setEnabled(True)
        self.show()
        over: list[bool] = []

        def finish(tell: Callable[[Any], None], value: Any) -> None:
            over.append(True)
            self._task = None
            self.hide()
            tell(value)

        task = self._tasks.run(
            job,
            lambda value: finish(on_done, value),
            lambda error: finish(on_error, error),
            cancellable=cancellable,
        )
        self._task = None if over else task

    def cancel(self) -> None:
        """Asked for; the job stops at its next step."""
        if self._task is not None:
            self._task.cancel()
            self.cancel_button.setEnabled(False)
            self.label.setText("正在取消…")

    def _progressed(self, task: Task) -> None:
        if task is self._task:
            self.bar.setRange(0, task.total)
            self.bar.setValue(task.done)
