"""One running program per data folder: an operating-system lock, which dies with its process."""

import getpass
import json
import os
import platform
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from models import file_lock
from models.db.files import disk_errors
from models.domain.errors import AlreadyOpen

LOCK_NAME = "app.lock"


class FolderLock:
    """Holds the lock while open; the text in the file only feeds the message of a second start."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_NAME
        with disk_errors(self.path):
            self.path.touch()
            self._file: IO[bytes] | None = self.path.open("r+b")
        try:
            file_lock.lock(self._file)
        except OSError as error:
            self._file.seek(0)  # Windows locks where the file stands: past the text
            text = self._file.read(file_lock.LOCKED_BYTE)
            self.release()
            raise AlreadyOpen(_already_open(text), [str(folder)]) from error
        self._describe()

    def _describe(self) -> None:
        assert self._file is not None
        owner = {
            "user": _user(),
            "host": platform.node(),
            "pid": os.getpid(),
            "since": datetime.now().isoformat(sep=" ", timespec="minutes"),
        }
        with disk_errors(self.path):
            self._file.truncate(0)
            self._file.write(json.dumps(owner, ensure_ascii=False).encode("utf-8"))
            self._file.flush()

    def release(self) -> None:
        """Closing the handle frees the lock; the file stays and means nothing by itself."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _already_open(text: bytes) -> str:
    try:
        owner: dict[str, Any] = json.loads(text.decode("utf-8"))
        when = f"从 {owner['since']} 起（用户 {owner['user']}，电脑 {owner['host']}）"
    except (ValueError, KeyError, TypeError):
        when = ""
    return f"这份数据{when}已经在另一个窗口中打开。请切换到那个窗口；找不到窗口时请重新启动电脑再试。"
