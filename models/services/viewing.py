"""Copies of attachments for other programs to show: in a private folder of the data folder that is emptied when the
data are closed, and once more when they are opened.

They are in plain text as long as they lie there; that is what showing them in another program means.
"""

import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from models.db.files import disk_errors, make_private

FOLDER = "viewing"
STILL_OPEN = "有 {count} 个打开看过的附件还被别的程序占用着，没有清掉：它们没有加密。请关上那个程序，再把本软件关上重新打开一次。"


def put(data_folder: Path, name: str, content: bytes) -> Path:
    """A copy that cannot be written to, in a folder of its own: what is changed elsewhere would not come back."""
    place = data_folder / FOLDER
    with disk_errors(data_folder):
        make_private(place)
        own = place / secrets.token_hex(8)
        make_private(own)
        path = own / name
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        path.chmod(stat.S_IREAD)
    return path


def clear_left(data_folder: Path) -> list[str]:
    """Remove what an earlier run left behind; a sentence when another program still holds some of it open."""
    return [STILL_OPEN.format(count=left)] if (left := clear(data_folder)) else []


def clear(data_folder: Path) -> int:
    """Remove every copy; how many a program still holds open (Windows), to be removed the next time."""
    place = data_folder / FOLDER
    if not place.is_dir():
        return 0
    for path in place.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with suppress(OSError):
                path.chmod(stat.S_IREAD | stat.S_IWRITE)
    shutil.rmtree(place, ignore_errors=True)
    return sum(1 for path in place.rglob("*") if path.is_file()) if place.is_dir() else 0
