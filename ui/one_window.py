"""One window for each data folder: a second start hands what it was started for to the first, and ends.

The first holds a lock beside this user's settings; the second leaves a small file there, which the first takes away.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import logging
import os
import secrets
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from models.domain.errors import UserError
from models.file_lock import lock
from ui.packages import EXTENSION

LOCK_NAME, PREFIX, SUFFIX = "lock", "ask-", ".json"
MOST_BYTES = 256 * 1024  # paths, written as JSON
PATIENCE_S, STEP_S = 2.0, 0.05
NO_ANSWER = "支部工作台已经打开，但那个窗口没有回应。请切换到那个窗口；找不到窗口时请重新启动电脑再试。"

log = logging.getLogger(__name__)


class OneWindow(QObject):
    """`asked(packages)`: somebody started the program again for the same data."""

    asked = Signal(object)

    def __init__(self, config: Path, folder: Path) -> None:
        super().__init__()
        self._home = config / "windows"
        self._place = self._place_of(folder)
        self._file: IO[bytes] | None = None
        self._watcher: QFileSystemWatcher | None = None
        self._answers = False

    def _place_of(self, folder: Path) -> Path:
        name = os.path.normcase(folder.resolve())
        return self._home / hashlib.sha256(os.fsencode(name)).hexdigest()[:16]

    def claim(self) -> bool:
        """Whether this is the only window of these data. Where nothing can be written, nobody can be asked: yes."""
        try:
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = (self._place / LOCK_NAME).open("ab+")
        except OSError as error:
            log.warning("no lock for the window: %s", error.strerror)
            return True
        try:
            lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        for left in self._requests():  # of a start that nobody answered
            _remove(left)
        self._watch()
        return True

    def answer(self) -> None:
        """From now on other starts are answered; there must be an application."""
        self._answers = True
        self._watch()

    def _watch(self) -> None:
        if self._answers and self._file is not None:
            self._watcher = QFileSystemWatcher([str(self._place)], self)
            self._watcher.directoryChanged.connect(self.look)
            self.look()

    def move(self, folder: Path) -> None:
        """The window shows other data now."""
        place = self._place_of(folder)
        if place != self._place or self._file is None:
            self.release()
            self._place = place
            self.claim()

    def release(self) -> None:
        """Closing the file frees the lock."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def look(self, _path: str = "") -> None:
        """Take what other starts have left; nothing once this window has let go."""
        if self._file is None:
            return
        for request in self._requests():
            files = _read(request)
            if _remove(request):
                log.info("another start: %s", "with a package" if files else "nothing to open")
                self.asked.emit(files)

    def hand_over(self, files: Sequence[Path]) -> bool:
        """At the second start: True when the first window has taken it, False when it is gone and this one may open."""
        if sys.platform == "win32":
            ctypes.windll.user32.AllowSetForegroundWindow(-1)  # else the first could only flash
        request = self._place / f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        found = [str(file.absolute()) for file in files]
        part = request.with_suffix(".part")
        try:
            part.write_text(json.dumps({"packages": found}, ensure_ascii=False), encoding="utf-8")
            part.replace(request)
        except (OSError, ValueError) as error:  # a name that is no text cannot be written
            raise UserError(NO_ANSWER) from error
        end = time.monotonic() + PATIENCE_S
        while request.exists():
            if self.claim():
                return False
            if time.monotonic() > end:
                request.unlink(missing_ok=True)
                raise UserError(NO_ANSWER)
            time.sleep(STEP_S)
        return True

    def _requests(self) -> list[Path]:
        try:
            return sorted(self._place.glob(f"{PREFIX}*{SUFFIX}"))
        except OSError:
            return []


def _remove(request: Path) -> bool:
    """Whether it is gone; what somebody else put there and cannot be removed does no harm."""
    try:
        if request.is_dir() and not request.is_symlink():
            request.rmdir()
        else:
            request.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a request stays: %s", error.strerror)
        return False
    return True


def _read(request: Path) -> list[Path]:
    """The packages somebody asks for; only absolute paths of such, from a small file of our own."""
    try:
        about = request.lstat()
        own = os.name == "nt" or about.st_uid == os.getuid()
        if not stat.S_ISREG(about.st_mode) or not own or about.st_size > MOST_BYTES:
            return []
        found: Any = json.loads(request.read_text(encoding="utf-8"))
        return [path for path in map(Path, found["packages"]) if _is_package(path)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def _is_package(path: Path) -> bool:
    """Raises OSError, ValueError: of a name that no system takes."""
    return path.is_absolute() and path.suffix.lower() == EXTENSION and path.is_file()
