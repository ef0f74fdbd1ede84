"""Files dropped on 上报交接: taken one after the other, the next when the one before is done with."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.base_tab import BaseTab

AGAIN_MS = 50


class Drops(QObject):
    """Not inside the drop itself: the program that files are dragged from would wait for our dialogs."""

    def __init__(self, tab: BaseTab) -> None:
        super().__init__(tab)
        self._tab = tab
        self.waiting: list[Path] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.take)

    def add(self, files: Sequence[Path]) -> None:
        """Files in the order they were dropped; one that waits already waits once."""
        self.waiting += [file for file in dict.fromkeys(files) if file not in self.waiting]
        self._timer.start(0)

    def take(self) -> None:
        """Give the next to the tab, unless it is busy or a dialog is open; say how many are left."""
        if not self.waiting:
            return
        if self._tab.is_taking or QApplication.activeModalWidget() is not None:
            self._timer.start(AGAIN_MS)
            return
        file = self.waiting.pop(0)
        if self.waiting:
            self._tab.context.say(f"正在打开“{file.name}”，后面还有 {len(self.waiting)} 个文件。")
            self._timer.start(AGAIN_MS)
        self._tab.take_package(file)
