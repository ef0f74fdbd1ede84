"""Closing the data under everything that is open: drafts first, then jobs, dialogs, windows, and the key with the store.

Nothing is cut: a job that cannot be cancelled is waited for. A dialog's own loop has to come back before the data go.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.idle import Away

if TYPE_CHECKING:
    from pathlib import Path

    from models.services.drafts import Draft
    from ui.main_window import MainWindow
    from ui.tasks import Tasks

log = logging.getLogger(__name__)

AGAIN_MS = 20
PATIENCE = 250  # looks (5 s) at dialogs that do not come back: the system's own, which nobody can close


@dataclass(slots=True)
class Left:
    """What was open when the data were closed, for whoever opens the same data again."""

    folder: Path
    why: Away
    forms: list[str] = field(default_factory=list[str])
    unwritten: list[Draft] = field(default_factory=list["Draft"])  # the disk was full: only here until then
    errors: list[BaseException] = field(default_factory=list[BaseException])

    @property
    def sentence(self) -> str:
        """For the password page."""
        kept = "没填完的内容还在，输入口令后接着填。" if self.forms else ""
        return f"{self.why.value}{kept}"


class Locking(QObject):
    """One lock of one window; `finished` when the store is closed."""

    finished = Signal()

    def __init__(
        self, window: MainWindow, tasks: Tasks, why: Away, keep_out: Callable[[], QWidget | None]
    ) -> None:
        super().__init__()
        self._window, self._tasks, self._keep_out = window, tasks, keep_out
        keeper = window.context.drafts
        forms = keeper.open_forms
        self.left = Left(window.desk.store.folder, why, forms, keeper.suspend())
        self._frames: list[QDialog] = []
        self._looks = 0
        self.is_over = False

    def start(self) -> None:
        """At once what is seen is gone; the rest follows as soon as it can."""
        log.info("locking: %s", self.left.why.name)
        clear_own_clipboard()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._window.hide()
        for task in self._tasks.running:
            if task.cancellable:
                task.abandon()
        self.step()

    def step(self) -> None:
        """Close what can be closed; come back while something still runs."""
        if self._tasks.running:
            QTimer.singleShot(AGAIN_MS, self.step)
            return
        self._close_dialogs()
        if self._waiting() and self._looks < PATIENCE:
            self._looks += 1
            QTimer.singleShot(AGAIN_MS, self.step)
            return
        if not self._window.close():  # its last backup is being made
            QTimer.singleShot(AGAIN_MS, self.step)
            return
        self._window.desk.close()  # whatever became of the window: twice is harmless
        self.is_over = True
        self.finished.emit()

    def _close_dialogs(self) -> None:
        kept_out = self._keep_out()
        for dialog in _open_dialogs():
            if dialog.window() is kept_out or dialog.parentWidget() is kept_out is not None:
                continue
            if dialog not in self._frames:
                self._frames.append(dialog)
            dialog.done(0)

    def _waiting(self) -> bool:
        """Whether the loop of a closed dialog has not come back to the code that opened it."""
        self._frames = [
            dialog
            for dialog in self._frames
            if shiboken6.isValid(dialog) and dialog.testAttribute(Qt.WidgetAttribute.WA_ShowModal)
        ]
        return bool(self._frames)


def _open_dialogs() -> list[QDialog]:
    """The innermost first."""
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)]
    shown = [dialog for dialog in found if dialog.isVisible()]
    innermost = QApplication.activeModalWidget()
    return sorted(shown, key=lambda dialog: dialog is not innermost)


def forget_with(window: QWidget) -> None:
    """When the window is gone, so is what its parts remember: PySide keeps them for the slots that named them."""
    parts = [window, *window.findChildren(QObject)]

    def forget() -> None:
        for part in parts:
            vars(part).clear()
        parts.clear()

    window.destroyed.connect(forget)


def clear_own_clipboard() -> None:
    """What was copied out of the data is not left for the next person; other programs' things are."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear(QClipboard.Mode.Clipboard)
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
