"""Nobody is at the desk while the first pages hold open data: they are closed, and the password is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from ui.tasks import Task, Tasks
from ui.widgets.password_edit import PasswordEdit

if TYPE_CHECKING:
    from ui.dialogs.start_window import StartWindow
    from ui.widgets.slip_panel import SlipState

AGAIN_MS = 20
SET_UP = "数据已关闭。输入刚设的口令，接着收好恢复码；已经打印或抄好的恢复码仍然有效。"
AGAIN = "请重新开始。"
WIPED = "没有输完的口令已经清空。"


class StartLock(QObject):
    """Of one start window. A recovery code that is on paper already is kept: it is not in force, and opens nothing."""

    def __init__(self, window: StartWindow, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._tasks = window, tasks
        self._slip: tuple[Path, SlipState] | None = None
        self._sentence = ""
        self.opening: Task | None = None  # what may open data in the next moment
        self.is_on = False
        self._is_typing = False

    def watch(self, page: QWidget) -> None:
        """From the first key of a password on, a page is not to be left lying open."""
        for edit in page.findChildren(PasswordEdit):
            edit.changed.connect(lambda text: self._typed(bool(text)))

    def _typed(self, something: bool) -> None:
        if something and not self._is_typing:
            self._window.code_asked.emit()
        self._is_typing = something

    def _wipe(self, cause: str) -> None:
        """A password that is half typed, perhaps shown, goes."""
        typed = [edit for edit in self._window.findChildren(PasswordEdit) if edit.text()]
        for edit in typed:
            edit.clear()
        self._is_typing = False
        if typed and self._window.unlock is not None:
            self._window.unlock.say(f"{cause}{WIPED}")

    def begin(self, cause: str) -> None:
        """What is seen goes at once; the data as soon as nothing works on them."""
        window = self._window
        self._wipe(cause)
        is_opening = self.opening is not None and self.opening in self._tasks.running
        if self.is_on or (window.setup is None and window.recover is None and not is_opening):
            return
        self.is_on = True
        self._sentence = f"{cause}{AGAIN}"
        if window.setup is not None and window.held is not None:
            self._slip = window.held.store.folder, window.setup.slip.state
            self._sentence = f"{cause}{SET_UP}"
        window.show_unlock()
        window.hold(self._sentence, held=True)
        self._step()

    def take_slip(self, folder: Path) -> SlipState | None:
        """Where set-up of these data stood when they were locked; once."""
        kept, self._slip = self._slip, None
        return kept[1] if kept is not None and kept[0] == folder else None

    def _step(self) -> None:
        """Jobs and the loops of dialogs come back before the data go."""
        dialogs = [one for one in self._window.findChildren(QDialog) if one.isVisible()]
        for dialog in dialogs:
            dialog.done(0)
        if dialogs or self._tasks.running:
            QTimer.singleShot(AGAIN_MS, self, self._step)
            return
        self.is_on = False
        self._window.drop_pages()
        self._window.hold(self._sentence, held=False)
