"""Small files written so that a power cut leaves either the old or the new one, never half."""

import errno
import os
import re
import stat
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from models.domain.errors import UserError

RETRIED_WINERRORS = (5, 32, 33)  # a virus scanner holds fresh files for a moment
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_STORE = r"(party\.db(-wal|-journal|-shm)?|keys(\.bak)?(\.[0-9a-f]{8}\.old|\.json)|anchor(/head(-mismatch-\d+)?\.json)?)"
OWN = re.compile(
    rf"{_STORE}|app\.lock|tries\.json|请勿直接复制\.txt|~(keys(\.bak)?|tries)\.json\.part|~请勿直接复制\.txt\.part"
    rf"|~?incoming(/{_STORE})?|quarantine(/\d{{4,}}(/{_STORE})?)?|anchor/~head\.json\.part"
    r"|backups(/B\d{6}_s\d+_\d+_\d{8}\.djbak(\.damaged)?|/~\d{6}\.(zip\.)?part(-[a-z]+)?)?"
    r"|backups/~(check|rehearse|look)-[^/]+(/.*)?|~salvage-[^/]+(/.*)?"
    r"|(inbox|outbox)(/[0-9a-f]{8})?(/~?[0-9A-Za-z-]+\.zbb(\.part)?)?|staging(/[0-9a-f]{16}(/\d{5}(\.(zbb|rows)|-\d{4}\.file))?)?"
    r"|viewing(/[0-9a-f]{16}(/[^/]+)?)?"
)
SYSTEM_NAMES = frozenset({"desktop.ini", "Thumbs.db", ".directory", ".DS_Store", "lost+found"})  # of no harm
IN_MEMORY = ":memory:"  # SQLite's name for no file at all
REPLACE_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)


@contextmanager
def disk_errors(path: Path) -> Generator[None]:
    """Turn what the operating system says about a file into a sentence a person can act on."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, path) from error


def disk_error(error: OSError, path: Path) -> UserError:
    """The sentence for one OSError."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError("磁盘空间不够，没有保存。请清理出一些空间后再试一次。", [str(path)])
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserError("这个文件夹不允许写入。请换一个文件夹，或请管理员开放写入权限。", [str(path)])
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return UserError("找不到这个文件夹或文件。请检查位置是否正确、磁盘是否已接好。", [str(path)])
    return UserError("读写磁盘时出错。请检查磁盘是否完好，再试一次。", [str(path), error.strerror or ""])


def replace(source: Path, target: Path) -> None:
    """`os.replace`, tried again for a moment while a virus scanner holds the file."""
    for wait in (*REPLACE_WAITS, None):
        try:
            source.replace(target)
        except OSError as error:
            if wait is None or getattr(error, "winerror", None) not in RETRIED_WINERRORS:
                raise
            time.sleep(wait)
        else:
            break
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename durable where the system can (Windows has no such call)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private(folder: Path) -> None:
    """A folder inside the data folder: its owner's alone. Raises OSError."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def create_private(path: Path) -> None:
    """An empty file for its owner alone, which a library will fill; one that is there stays as it is."""
    if not path.exists() and str(path) != IN_MEMORY:
        path.touch(PRIVATE_FILE)


def is_own(name: str) -> bool:
    """Whether the program itself names this path of a data folder so ("backups/B000001_s3_12_20261122.djbak")."""
    return OWN.fullmatch(name) is not None


def contents(folder: Path) -> Iterator[tuple[Path, bool]]:
    """What lies in a data folder, and whether it is ours; not what lies in folders of others, or behind links."""
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            own = is_own(path.relative_to(folder).as_posix())
            yield path, own
            if own and path.is_dir() and not path.is_symlink():
                waiting.append(path)


def foreign_in(folder: Path) -> str:
    """The name of something in a folder that isn't ours; "" when a store may be made there. Raises OSError."""
    if not folder.is_dir():
        return ""
    names = (path.name for path, own in contents(folder) if not own)
    return next((name for name in names if name not in SYSTEM_NAMES), "")


def keep_private(folder: Path) -> None:
    """Take a data folder that an earlier program made from the computer's other people, as far as it can be.

    What others have put there is not ours to close; then the folder isn't either.
    """
    if os.name == "nt":
        return
    try:
        found = list(contents(folder))
    except OSError:  # opening says what is wrong there
        return
    ours = [path for path, own in found if own]
    theirs = [
        path for path, own in found if not own and path.parent == folder and path.name not in SYSTEM_NAMES
    ]
    for path in ours if theirs else (folder, *ours):
        with suppress(OSError):
            mode = path.lstat().st_mode
            if mode & 0o077 and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & ~0o077)


def write_atomic(path: Path, data: bytes) -> None:
    """Temporary file, fsync, read back, replace. Raises OSError; the old file stays on any failure."""
    temporary = path.with_name(f"~{path.name}.part")
    try:
        mode = PRIVATE_FILE | (0o666 & path.parent.stat().st_mode)  # no more open than the folder
        with open(temporary, "wb", opener=partial(os.open, mode=mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if temporary.read_bytes() != data:
            raise OSError(errno.EIO, "read back differs", str(temporary))
        replace(temporary, path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
