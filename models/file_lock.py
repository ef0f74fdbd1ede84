"""The operating system's lock on a file: it dies with the process that holds it."""

import importlib
import os
from typing import IO, Any

LOCKED_BYTE = 1 << 20  # on Windows: past the text, which a second start can then still read


def lock(file: IO[bytes]) -> None:
    """Hold it until the file is closed; OSError when somebody else does. On Windows the file may stand elsewhere after."""
    module: Any = importlib.import_module("msvcrt" if os.name == "nt" else "fcntl")
    if os.name == "nt":
        file.seek(LOCKED_BYTE)
        module.locking(file.fileno(), module.LK_NBLCK, 1)
        file.seek(0)
    else:
        module.flock(file.fileno(), module.LOCK_EX | module.LOCK_NB)
