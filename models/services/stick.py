"""Writing a package to a stick so that it is really there, and proving it after the stick was plugged in anew.

A temporary name, 1 MiB at a time, fsync, then the file is read back from the medium itself and its hash compared
before it gets its name. A reading that memory answers would prove nothing, and a stick that lies shows it only after
it was pulled out: hence `verify`.
"""

import ctypes
import errno
import hashlib
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from models.db.files import replace
from models.domain.errors import Cancelled, UserError
from models.domain.handoff import StickCopy
from models.services.media import media, medium_of
from models.services.medium_words import Place, place_of

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]
BLOCK = 2**20

_GENERIC_READ, _SHARE_READ, _OPEN_EXISTING = 0x80000000, 1, 3
_NO_BUFFERING, _SEQUENTIAL = 0x20000000, 0x08000000
_COMMIT_RESERVE, _READ_WRITE, _RELEASE = 0x3000, 4, 0x8000
SOURCE_CHANGED = "本机保存的包已经损坏，没有写出去。请重新生成上报包。"


def write(
    source: Path,
    folder: Path,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
    *,
    sha256: str = "",
) -> StickCopy:
    """Copy an outbox file to the folder and prove that it arrived. UserError with the cause otherwise.

    `sha256` is what the register says of the file. A different file of the same name is never overwritten.
    """
    size = _size(source)
    place = medium_of(folder, size)
    if place.problem:
        raise UserError(place.problem, [str(folder)])
    target, part = folder / source.name, folder / f"~{source.name}.part"
    report, told = progress or _nothing, place_of(folder)
    with _stick_errors(folder, told):
        if os.path.lexists(target):
            return _already_there(source, target, told, sha256, report, cancelled)
        part.unlink(missing_ok=True)  # of a writing that was broken off
        try:
            expected = _copy(source, part, lambda done: report(done, 2 * size), cancelled)
            if sha256 and expected != sha256:
                raise UserError(SOURCE_CHANGED, [str(source)])
            found = _hash(part, lambda done: report(size + done, 2 * size), cancelled)
            if found != expected:
                raise UserError(told.different, [str(folder)])
            _refuse_other(target, told)
            replace(part, target)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    return StickCopy(path=target, sha256=expected, size=size, past_cache=True)


def verify(
    source: Path,
    folder: Path,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
    *,
    sha256: str = "",
) -> StickCopy:
    """After the stick was pulled out and plugged in again: it still holds the outbox file. UserError when not."""
    target = folder / source.name
    size = _size(source)
    expected = sha256 or _hash(source, lambda _done: None, cancelled)
    report, told = progress or _nothing, place_of(folder)
    with _stick_errors(folder, told):
        if not folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, "", str(folder))
        if not target.is_file():
            raise UserError(told.missing(source.name), [str(folder)])
        if target.stat().st_size != size or _hash(target, lambda d: report(d, size), cancelled) != expected:
            raise UserError(told.different, [str(target)])
    return StickCopy(path=target, sha256=expected, size=size, past_cache=True)


def _already_there(
    source: Path, target: Path, told: Place, sha256: str, report: Progress, cancelled: IsCancelled | None
) -> StickCopy:
    """Written before, perhaps: then it is only checked."""
    size = _size(source)
    expected = sha256 or _hash(source, lambda _done: None, cancelled)
    if not target.is_file() or target.is_symlink() or target.stat().st_size != size:
        _refuse_other(target, told)
    if _hash(target, lambda done: report(done, size), cancelled) != expected:
        _refuse_other(target, told)
    return StickCopy(path=target, sha256=expected, size=size, past_cache=True)


def _refuse_other(target: Path, told: Place) -> None:
    if os.path.lexists(target):
        raise UserError(told.taken(target.name), [str(target)])


def _size(source: Path) -> int:
    if not source.is_file():
        raise UserError("本机保存的包不见了。请重新生成上报包。", [str(source)])
    return source.stat().st_size


def _copy(source: Path, part: Path, report: Callable[[int], None], cancelled: IsCancelled | None) -> str:
    """Write the part file and flush it to the medium; the hash of what was read from the source."""
    digest = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(part, flags, 0o644)
    try:
        with source.open("rb") as file:
            done = 0
            while block := file.read(BLOCK):
                _stop_if(cancelled)
                digest.update(block)
                view = memoryview(block)
                while view:
                    view = view[os.write(handle, view) :]
                done += len(block)
                report(done)
        os.fsync(handle)
    finally:
        os.close(handle)
    return digest.hexdigest()


def _hash(path: Path, report: Callable[[int], None], cancelled: IsCancelled | None) -> str:
    """The hash of what the medium holds, not of what memory remembers."""
    digest = hashlib.sha256()
    done = 0
    for block in _blocks_windows(path) if os.name == "nt" else _blocks(path):
        _stop_if(cancelled)
        digest.update(block)
        done += len(block)
        report(done)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    """Blocks of a file after its pages were dropped from memory."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(handle)  # pages that are not written yet cannot be dropped
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        while block := os.read(handle, BLOCK):
            yield block
    finally:
        os.close(handle)


def _blocks_windows(path: Path) -> Iterator[bytes]:
    """Blocks of a file read without the system's cache: page-aligned memory, whole sectors."""
    windows: Any = getattr(ctypes, "windll", None)
    kernel = windows.kernel32
    kernel.CreateFileW.restype = kernel.VirtualAlloc.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(
        str(path), _GENERIC_READ, _SHARE_READ, None, _OPEN_EXISTING, _NO_BUFFERING | _SEQUENTIAL, None
    )
    if handle == ctypes.c_void_p(-1).value:
        raise _windows_error()
    memory = kernel.VirtualAlloc(None, BLOCK, _COMMIT_RESERVE, _READ_WRITE)
    try:
        left = path.stat().st_size
        while left > 0:  # no reading past the end: it would not begin at a sector's start
            count = ctypes.c_ulong(0)
            done = kernel.ReadFile(
                ctypes.c_void_p(handle), ctypes.c_void_p(memory), BLOCK, ctypes.byref(count), None
            )
            if not done:
                raise _windows_error()
            if not count.value:
                return
            left -= count.value
            yield ctypes.string_at(memory, count.value)
    finally:
        kernel.VirtualFree(ctypes.c_void_p(memory), 0, _RELEASE)
        kernel.CloseHandle(ctypes.c_void_p(handle))


def _windows_error() -> OSError:
    made: Any = getattr(ctypes, "WinError", None)
    return made()


def _stop_if(cancelled: IsCancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled


def _nothing(_done: int, _total: int) -> None:
    return


@contextmanager
def _stick_errors(folder: Path, told: Place) -> Generator[None]:
    """What the system says about the place, as a sentence that names the cause."""
    try:
        yield
    except OSError as error:
        raise UserError(told.failed(error.errno), [str(folder), error.strerror or ""]) from error


__all__ = ["BLOCK", "media", "medium_of", "verify", "write"]
