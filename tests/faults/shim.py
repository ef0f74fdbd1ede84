"""Building the preloaded shim, and arming it from inside the process that carries it."""

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")


class Mode(IntEnum):
    """What happens at the chosen call; the numbers are shim.c's."""

    OFF = 0
    KILL_BEFORE = 1
    KILL_TORN = 2
    EIO_ONCE = 3
    EIO_EVER = 4
    NO_SPACE = 5
    SHORT_WRITE = 6
    DENY_RENAME = 7
    QUOTA = 8


class Kind(IntEnum):
    """The calls the shim counts."""

    CREATE = 1
    WRITE = 2
    FSYNC = 3
    TRUNCATE = 4
    RENAME = 5
    UNLINK = 6
    MKDIR = 7
    FOLDER_SYNC = 8
    MARK = 9


GROWING = frozenset({Kind.CREATE, Kind.WRITE, Kind.MKDIR})
STRIKES = {  # which calls a fault can strike at all
    Mode.NO_SPACE: GROWING,
    Mode.SHORT_WRITE: frozenset({Kind.WRITE}),
    Mode.DENY_RENAME: frozenset({Kind.RENAME}),
}


def build() -> Path:
    """The compiled shim, made once for each state of its source."""
    name = f"branch-desk-shim-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}-{os.getuid()}.so"
    library = Path(tempfile.gettempdir()) / name
    if not library.is_file():
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / name
            compiler = shutil.which("gcc") or shutil.which("cc") or "cc"
            command = [compiler, "-shared", "-fPIC", "-O2", "-Wall", "-o", str(fresh), str(SOURCE), "-ldl"]
            subprocess.run(command, check=True)
            shutil.copy(fresh, library.with_suffix(f".{os.getpid()}"))
            library.with_suffix(f".{os.getpid()}").replace(library)
    return library


class Shim:
    """The shim of this very process (it must have been preloaded)."""

    def __init__(self) -> None:
        self._calls = ctypes.CDLL(None)
        self._calls.fault_kinds.restype = ctypes.c_char_p
        self._calls.fault_count.restype = ctypes.c_long

    def watch(self, folder: Path) -> None:
        self._calls.fault_watch(os.fsencode(folder))

    def arm(self, mode: Mode, at: int = 0, more: int = 0) -> None:
        self._calls.fault_arm(int(mode), ctypes.c_long(at), ctypes.c_long(more))

    def pause(self, on: bool) -> None:
        """Neither count nor record for a while: looking at the record is not part of an operation."""
        self._calls.fault_pause(int(on))

    def disarm(self) -> None:
        self._calls.fault_disarm()

    def count(self) -> int:
        return int(self._calls.fault_count())

    def fired(self) -> bool:
        return bool(self._calls.fault_fired())

    def kinds(self) -> list[Kind]:
        text: bytes = self._calls.fault_kinds()
        return [Kind(code - ord("0")) for code in text[: self.count()]]

    def trace(self, handle: int) -> None:
        self._calls.fault_trace(handle)

    def mark(self, number: int) -> None:
        self._calls.fault_mark(ctypes.c_long(number))

    def clock(self, seconds: int) -> None:
        """Shift this process's wall clock."""
        self._calls.fault_clock(ctypes.c_longlong(seconds))
