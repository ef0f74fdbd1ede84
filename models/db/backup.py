"""Backups: a copy made by SQLite itself, reopened and compared before it gets its name."""

import hashlib
import hmac
import logging
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.db import health, journal, keys, shelf
from models.db.connection import (
    Error,
    RawConnection,
    as_user_error,
    connect_plainly,
    database_errors,
    error_name,
    pragma,
)
from models.db.files import create_private, disk_errors, make_private, replace
from models.db.schema import read_schema
from models.db.shelf import BROKEN, DB_MEMBER, FOLDER_NAME, META_MEMBER, NAME, SUFFIX, Entry, existing
from models.domain.errors import DamagedFile, DoesNotFit, UserError, WrongPassword

__all__ = ["BROKEN", "FOLDER_NAME", "NAME", "SUFFIX", "existing"]

SPARE_BYTES = 16 * 1024**2
LARGEST_BYTES = 2 * 1024**3
PAGES = 2000  # copied between two looks at the person who may want to stop
FIGURES = (
    ("payments", "SELECT count(*) FROM payment"),
    ("fen", "SELECT coalesce(sum(amount_fen), 0) FROM payment"),
    ("identity", "SELECT count(*) FROM identity"),
)
# the file is whole, and what lies beside the data in it is not of these data
OTHER_FIGURES = "这份备份里的缴费笔数和金额与做备份时的封记对不上，可能被改动过，不能使用。请保留这个文件，换一个备份文件。"
OTHER_FACTS = "这份备份里的内容与它自己的说明对不上，可能被改动过，不能使用。请保留这个文件，换一个备份文件。"

Progress = Callable[[int, int], None]

log = logging.getLogger(__name__)


def nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that lies in the backup folder without a name yet, and what its source was."""

    place: Path
    part: Path
    meta: dict[str, Any]
    ring: keys.KeyRing
    data_key: bytes


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup says of itself, after it was opened and compared."""

    path: Path
    serial: int
    schema: int
    seq: int
    head: str
    made_on: str
    made_at: str
    reason: str
    counts: dict[str, int]
    figures: dict[str, int]


def make(folder: Path, raw: RawConnection, data_key: bytes, ring: keys.KeyRing, reason: str) -> Path:
    """Copy, reopen, check, compare, pack, and only then give it its final name."""
    return finish(start(folder, raw, data_key, ring, reason))


def start(
    folder: Path,
    raw: RawConnection,
    data_key: bytes,
    ring: keys.KeyRing,
    reason: str,
    progress: Progress = nobody,
) -> Copy:
    """The part that needs the open file: note what it is, copy it."""
    place = folder / FOLDER_NAME
    with disk_errors(place):
        make_private(place)
        for rest in place.glob("~*.part*"):
            rest.unlink()
        _refuse_low_space(place, raw)
    today = date.today()
    serial, day = shelf.next_place(place, today)
    part = place / f"~{serial:06d}.part"
    with disk_errors(place), _copy_errors():
        meta = {**_describe(raw, ring.db_uuid), "serial": serial, "reason": reason, "day": day}
        meta |= {
            "made_on": today.isoformat(),
            "time": f"{datetime.now():%H:%M}",
            "db_uuid": ring.db_uuid,
            "format": 1,
        }
        meta |= {"ring": ring.serial, "before": int(shelf.is_before(reason))}
        meta["epoch"] = _epoch(raw)
        meta["figures"] = seal_figures(data_key, figures_of(raw))
        try:
            _copy(raw, part, data_key, progress)
        except BaseException:
            _sweep(part)
            raise
    return Copy(place, part, meta, ring, data_key)


def finish(copy: Copy) -> Path:
    """The part that doesn't: check the copy by itself, pack it, name it, and let what it supersedes go."""
    place, part, meta = copy.place, copy.part, copy.meta
    packed = place / f"~{meta['serial']:06d}.zip.part"
    name = f"B{meta['serial']:06d}_s{meta['schema']}_{meta['seq']}_{meta['made_on'].replace('-', '')}{SUFFIX}"
    try:
        with disk_errors(place), _copy_errors():
            _check_copy(part, copy.data_key, meta)
            _pack(packed, part, keys.encode(copy.ring), meta)
            replace(packed, place / name)
    finally:
        _sweep(part, packed)
    shelf.thin(place)
    return place / name


def _sweep(part: Path, *others: Path) -> None:
    for rest in (part, *others, *part.parent.glob(f"{part.name}-*")):
        with suppress(OSError):
            rest.unlink(missing_ok=True)


def is_unchanged(newest: Entry | None, raw: RawConnection, ring: keys.KeyRing) -> bool:
    """Whether the newest backup already holds all this: the same head, the same key slots, the same own keys."""
    if newest is None or newest.head != journal.read_head(raw, ring.db_uuid)[1]:
        return False
    return newest.ring == ring.serial and newest.counts.get("identity") == figures_of(raw)["identity"]


@contextmanager
def _copy_errors() -> Generator[None]:
    """A backup that failed lost nothing; say so, and what to do."""
    try:
        yield
    except Error as error:
        if as_user_error(error) is None:
            raise
        if error_name(error) == "SQLITE_FULL":
            raise UserError("磁盘空间不够，备份没有做成。请清理出一些空间后再备份。") from error
        raise UserError("备份没有做成：读写磁盘时出错。请检查磁盘后再备份一次。", [str(error)]) from error


def _refuse_low_space(place: Path, raw: RawConnection) -> None:
    """A copy and its package side by side, and some room to go on working."""
    size = int(pragma(raw, "page_count")) * int(pragma(raw, "page_size"))
    if shutil.disk_usage(place).free < 3 * size + SPARE_BYTES:
        raise UserError("磁盘剩余空间太少，不能备份。请清理出一些空间后再试。", [str(place)])


def _describe(raw: RawConnection, db_uuid: str) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for table in read_schema(raw):
        counts[table] = (raw.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,))[0]
    seq, head = journal.read_head(raw, db_uuid)
    return {"schema": pragma(raw, "user_version"), "seq": seq, "head": head, "counts": counts}


def figures_of(raw: RawConnection) -> dict[str, int]:
    """What a rehearsal compares beyond the numbers of rows; a table that is not there yet counts as empty."""
    tables = read_schema(raw)
    return {
        name: int((raw.execute(sql).fetchone() or (0,))[0]) if sql.split()[-1] in tables else 0
        for name, sql in FIGURES
    }


def _epoch(raw: RawConnection) -> int:
    """How often a backup was restored before this one; a number nobody else writes."""
    row = raw.execute("SELECT value FROM setting WHERE key = 'desk.epoch'").fetchone()
    return int(row[0]) if row and str(row[0]).isdigit() else 0


def seal_figures(data_key: bytes, figures: dict[str, int]) -> str:
    """Only who can open the backup learns or checks its sums: meta.json lies open."""
    key = hashlib.sha256(b"djb-backup-figures-v1" + data_key).digest()
    return hmac.new(key, journal.canonical(figures).encode("ascii"), hashlib.sha256).hexdigest()


def _copy(raw: RawConnection, part: Path, data_key: bytes, progress: Progress) -> None:
    target = connect_plainly(part, data_key)
    try:
        raw.backup(target, pages=PAGES, progress=lambda _code, rest, total: progress(total - rest, total))
    finally:
        target.close()


def _check_copy(part: Path, data_key: bytes, meta: dict[str, Any]) -> None:
    copy = connect_plainly(part, data_key)
    try:
        pragma(copy, "journal_mode=DELETE")  # one file, nothing beside it
        found, figures = inspect(copy, meta["db_uuid"])
    finally:
        copy.close()
    if any(found[name] != meta[name] for name in found) or meta["figures"] != seal_figures(data_key, figures):
        raise UserError("备份与数据不一致，没有保留。请再备份一次；仍然不行请检查磁盘。")


def inspect(copy: RawConnection, db_uuid: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Every page, every reference, the whole chain against the rows; then what the copy holds."""
    health.quick(copy)
    health.thorough(copy)
    if pragma(copy, "user_version"):
        journal.verify(copy, read_schema(copy), db_uuid)
    return _describe(copy, db_uuid), figures_of(copy)


def _pack(packed: Path, part: Path, ring: bytes, meta: dict[str, Any]) -> None:
    create_private(packed)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.write(part, DB_MEMBER)
        archive.writestr(keys.KEYS_NAME, ring)
        archive.writestr(META_MEMBER, journal.canonical(meta))
    with packed.open("r+b") as file:
        os.fsync(file.fileno())
    with zipfile.ZipFile(packed) as archive:
        if archive.testzip() is not None:
            raise UserError("备份写入后读不回来，没有保留。请检查磁盘后再备份一次。")


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Lay a backup out as a data folder (empty before); returns its meta data. Refuses anything odd."""
    try:
        with disk_errors(path), zipfile.ZipFile(path) as archive:
            members = {info.filename: info for info in archive.infolist()}
            names = {DB_MEMBER, keys.KEYS_NAME, META_MEMBER}
            stored = all(info.compress_type == zipfile.ZIP_STORED for info in members.values())
            small = all(
                info.file_size <= min(LARGEST_BYTES, path.stat().st_size) for info in members.values()
            )
            if set(members) != names or len(archive.infolist()) != len(names) or not (stored and small):
                raise DamagedFile(BROKEN, [path.name])
            for name in (DB_MEMBER, keys.KEYS_NAME):
                create_private(folder / name)
                with archive.open(name) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
                    target.flush()
                    os.fsync(target.fileno())
            return shelf.decode_meta(archive.read(META_MEMBER))
    except shelf.UNREADABLE as error:
        raise DamagedFile(BROKEN, [path.name]) from error


def verify(path: Path, password: str, kind: str = keys.PASSWORD) -> BackupInfo:
    """Open a backup with a password in a scratch folder and check all of it; the data in use is not touched."""
    with tempfile.TemporaryDirectory(prefix="~check-", dir=_scratch(path)) as name:
        folder = Path(name)
        meta = unpack(path, folder)
        ring = ring_of(path, folder)
        data_key = keys.unlock(ring, password, kind)
        if data_key is None:
            raise WrongPassword("这个口令打不开这份备份。请用做备份时的口令再试。")
        return checked(path, folder / DB_MEMBER, ring, data_key, meta)


def ring_of(path: Path, folder: Path) -> keys.KeyRing:
    """The key slots a backup brought along."""
    try:
        return keys.decode((folder / keys.KEYS_NAME).read_bytes())
    except keys.DamagedKeys as error:
        raise DamagedFile(BROKEN, [path.name]) from error


def checked(
    path: Path, database: Path, ring: keys.KeyRing, data_key: bytes, meta: dict[str, Any]
) -> BackupInfo:
    """Check all of a backup laid out, and compare it with what its meta data say."""
    copy = connect_plainly(database, data_key)
    try:
        with database_errors():
            found, figures = inspect(copy, ring.db_uuid)
    finally:
        copy.close()
    sealed = meta.get("figures", "")
    if sealed and sealed != seal_figures(data_key, figures):
        raise DoesNotFit(OTHER_FIGURES, [path.name])
    if any(found[name] != meta.get(name) for name in found):
        raise DoesNotFit(OTHER_FACTS, [path.name])
    return BackupInfo(
        path=path,
        serial=int(meta["serial"]),
        schema=found["schema"],
        seq=found["seq"],
        head=found["head"],
        made_on=str(meta["made_on"]),
        made_at=shelf.made_at(meta),
        reason=str(meta["reason"]),
        counts=found["counts"],
        figures=figures,
    )


def _scratch(path: Path) -> Path | None:
    """Beside the backup when that can be written (same disk), else the system's place: contents stay encrypted."""
    return path.parent if os.access(path.parent, os.W_OK) else None
