"""Copies of what stands on a stick, in a private folder of the data folder; the stick is read once and never written.

What the reading processes find goes into files here, sealed with a key that only memory holds.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from exporters.package.refusal import PackageRefused, Reason
from exporters.package.sealing import MAX_FILE
from models.db.files import disk_errors
from models.domain.errors import UserError

FOLDER = "staging"
LARGEST = MAX_FILE
MOST_FILES = 10_000
SUFFIX = ".zbb"
PREFIX = "DJ-"
_PIECE = 1024**2
_ROOM = 64 * 1024**2
_REPARSE_POINT = 0x400
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def find_packages(sources: Sequence[Path]) -> list[Path]:
    """The files meant: each file as named, of each folder the packages that lie directly in it."""
    found: list[Path] = []
    for source in sources:
        if not source.is_dir():
            found.append(source)
            continue
        try:
            names = sorted(os.listdir(source))  # noqa: PTH208  (names only: nothing of the stick is opened)
        except OSError as error:
            raise UserError(
                "读不出这个文件夹。请检查有没有读取权限；文件夹在 U 盘上的，请重新插好再试。", [str(source)]
            ) from error
        found += [source / name for name in names if is_package_name(name)]
    found = list(dict.fromkeys(found))
    if len(found) > MOST_FILES:
        raise UserError(f"一次最多接收 {MOST_FILES} 个文件。请分几次接收。")
    return found


def is_package_name(name: str) -> bool:
    """DJ-….zbb, in whatever case a stick gives it back; receipts and half-written files are not meant."""
    return name.upper().startswith(PREFIX) and name.lower().endswith(SUFFIX)


@dataclass(frozen=True, slots=True)
class Staged:
    """One file that was copied, or why it was not."""

    token: int
    name: str
    size: int = 0
    path: Path | None = None
    refused: PackageRefused | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where a reading process left what it found in a file: behind that of others, in the file called after `first`."""

    first: int
    at: int
    size: int


class Staging:
    """A folder of its own for one batch; `close` removes it. Left behind by a crash, the next start removes it."""

    def __init__(self, data_folder: Path) -> None:
        self.folder = data_folder / FOLDER / secrets.token_hex(8)
        with disk_errors(data_folder):
            self.folder.mkdir(parents=True, mode=0o700)
        self.key = AESGCM.generate_key(256)
        self._cipher = AESGCM(self.key)

    def copy_in(self, paths: Sequence[Path], copied: Callable[[int, int], None]) -> Iterator[Staged]:
        """Copy one file after the other; what cannot be read is said and passed over."""
        for token, path in enumerate(paths):
            target = self._target(token)
            try:
                size = copy_file(path, target)
            except PackageRefused as refused:
                yield Staged(token, path.name, refused=refused)
            else:
                yield Staged(token, path.name, size, target)
            copied(token + 1, len(paths))

    def contents(self, token: int, left: Sealed) -> bytes:
        """What the reading process found in a file."""
        path = rows_path(self._target(left.first))
        with disk_errors(path), path.open("rb", buffering=0) as rows:
            rows.seek(left.at)
            sealed = rows.read(left.size)
        return self._cipher.decrypt(nonce(token), sealed, None)

    def attachment(self, token: int, number: int) -> bytes:
        """The content of the attachment with that number in a file."""
        path = attachment_path(self._target(token), number)
        with disk_errors(path):
            sealed = path.read_bytes()
        return self._cipher.decrypt(attachment_nonce(token, number), sealed, None)

    def _target(self, token: int) -> Path:
        return self.folder / f"{token:05d}{SUFFIX}"

    def close(self) -> None:
        """Nothing of the batch stays; safe to call twice."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            self.folder.parent.rmdir()


def rows_path(package: Path) -> Path:
    """Where the contents of a staged file go, and those of the files after it: making a file takes longest."""
    return package.with_suffix(".rows")


def leave(rows: Path, sealed: bytes) -> Sealed:
    """Put the sealed contents of a file behind what is there."""
    with rows.open("ab") as file:
        left = Sealed(int(rows.stem), file.tell(), len(sealed))
        file.write(sealed)
    return left


def attachment_path(package: Path, number: int) -> Path:
    """Where the content of one of its attachments goes."""
    return package.with_name(f"{package.stem}-{number:04d}.file")


def attachment_nonce(token: int, number: int) -> bytes:
    """Beside those of the files themselves, and never twice."""
    return nonce((token + 1) << 32 | number)


def nonce(number: int) -> bytes:
    """Each file's contents are sealed under its own number, once."""
    return number.to_bytes(12, "big")


def clear_left(data_folder: Path) -> None:
    """Remove what an earlier run left behind; the folder lock is held, so nobody else is at it."""
    shutil.rmtree(data_folder / FOLDER, ignore_errors=True)


def copy_file(source: Path, target: Path) -> int:
    """Copy a plain file that is not too large, counting; PackageRefused names the cause."""
    try:
        before = source.lstat()
        _refuse_odd(before)
        with _open_plain(source) as handle, target.open("xb") as copy:
            opened = os.fstat(handle.fileno())
            _refuse_odd(opened)
            if (opened.st_ino, opened.st_dev) != (before.st_ino, before.st_dev):
                raise PackageRefused(Reason.READ_ERROR, "读取时文件被换掉了")
            return _copy(handle, copy, target)
    except OSError as error:
        raise _refusal(error, source, target) from error


def _refuse_odd(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) or getattr(found, "st_file_attributes", 0) & _REPARSE_POINT:
        raise PackageRefused(Reason.NOT_A_PACKAGE, "不是普通文件（快捷方式、链接或文件夹）")
    if found.st_size > LARGEST:
        raise PackageRefused(Reason.TOO_BIG, f"{found.st_size / 1024**2:.0f} MB")


def _open_plain(source: Path) -> Any:
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    return os.fdopen(os.open(source, flags), "rb", buffering=0)


def _copy(handle: Any, copy: Any, target: Path) -> int:
    if shutil.disk_usage(target.parent).free < _ROOM:
        raise PackageRefused(Reason.NO_SPACE)
    size = 0
    while piece := handle.read(_PIECE):
        size += len(piece)
        if size > LARGEST:
            raise PackageRefused(Reason.TOO_BIG)
        copy.write(piece)
    return size


def _refusal(error: OSError, source: Path, target: Path) -> PackageRefused:
    """Our own disk being full is never the file's fault."""
    if error.errno in _NO_SPACE:
        return PackageRefused(Reason.NO_SPACE)
    if error.errno == errno.ELOOP:
        return PackageRefused(Reason.NOT_A_PACKAGE, "不是普通文件（快捷方式、链接或文件夹）")
    where = target if error.filename == str(target) else source
    return PackageRefused(Reason.READ_ERROR, where.name, error.strerror or "")
