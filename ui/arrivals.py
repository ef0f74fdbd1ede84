"""Handoff files the program was started with: kept until the data are open and their tab can take them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from models.domain.errors import UserError
from ui import packages

if TYPE_CHECKING:
    from ui.app import App

GATHER_MS = 300  # files selected together come as starts of their own, one after the other
AGAIN_MS = 50


class Arrivals(QObject):
    """Each file is opened once, in the order they came; a committee's tab takes all that wait as one batch."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._app = app
        self.waiting: list[Path] = []
        self.is_over = False  # the window closes: nothing is begun any more
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.take)

    def add(self, files: Sequence[Path], wait_ms: int = GATHER_MS) -> None:
        """Files that were double-clicked; more may come in the next moment."""
        self.waiting += [file for file in dict.fromkeys(files) if file not in self.waiting]
        self._timer.start(wait_ms)

    def take(self) -> None:
        """Give what waits to its tab; while that cannot be, say so and come back."""
        if self.is_over:
            return
        self._tell_problems()
        window, start = self._app.main_window, self._app.start_window
        if not self.waiting:
            return
        if window is not None and QApplication.activeModalWidget() is not None:
            window.say(f"关上正在用的对话框后打开{self._names()}。")
            self._timer.start(AGAIN_MS)
        elif window is not None:
            given, self.waiting = self.waiting, []
            self.waiting[:0] = window.take_packages(given)
            if self.waiting:
                self._timer.start(AGAIN_MS)
        elif start is not None and start.unlock is not None:
            start.unlock.say(f"输入口令后打开{self._names()}。")
        else:
            self._app.tell(packages.waits_for_a_branch(self.waiting[0]))

    def _tell_problems(self) -> None:
        found = {file: packages.problem(file) for file in self.waiting}
        self.waiting = [file for file in self.waiting if found[file] is None]
        problems = [problem for problem in found.values() if problem is not None]
        if len(problems) > 1:
            said = [problem.message for problem in problems]
            self._app.tell(UserError(f"有 {len(problems)} 个文件不能打开，见下面的说明。", said))
        elif problems:
            self._app.tell(problems[0])

    def _names(self) -> str:
        more = f"等 {len(self.waiting)} 个文件" if len(self.waiting) > 1 else ""
        return f"“{self.waiting[0].name}”{more}"
