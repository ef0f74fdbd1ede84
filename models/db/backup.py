"""Backups: a copy made by SQLite itself, reopened and compared before it gets its name."""

import json
import logging
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from models.db import health, journal, keys
from models.db.connection import (
    Error,
    RawConnection,
    as_user_error,
    connect_plainly,
    database_errors,
    error_name,
    pragma,
)
from models.db.files import disk_errors, replace
from models.db.schema import read_schema
from models.domain.errors import UserError, WrongPassword

FOLDER_NAME = "backups"
SUFFIX = ".djbak"
KEEP = 20
SPARE_BYTES = 16 * 1024**2
DB_MEMBER, META_MEMBER = "party.db", "meta.json"
LARGEST_BYTES = 2 * 1024**3
NAME = re.compile(r"B(\d{6})_s(\d+)_(\d+)_(\d{8})\.djbak")

BROKEN = "这个备份文件已损坏，不能使用。请换一个备份文件。"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup says of itself, after it was opened and compared."""

    path: Path
    serial: int
    schema: int
    seq: int
    head: str
    made_on: str
    reason: str
    counts: dict[str, int]


def existing(folder: Path) -> list[Path]:
    """Finished backups in the data folder, oldest first (by serial number, never by clock)."""
    place = folder / FOLDER_NAME
    return sorted(path for path in place.glob(f"B*{SUFFIX}") if NAME.fullmatch(path.name))


def make(folder: Path, raw: RawConnection, data_key: bytes, ring: keys.KeyRing, reason: str) -> Path:
    """Copy, reopen, check, compare, pack, and only then give it its final name."""
    place = folder / FOLDER_NAME
    with disk_errors(place):
        place.mkdir(exist_ok=True)
        for rest in place.glob("~*.part*"):
            rest.unlink()
        _refuse_low_space(place, raw)
    past = existing(folder)
    serial = int(past[-1].name[1:7]) + 1 if past else 1
    part = place / f"~{serial:06d}.part"
    packed = place / f"~{serial:06d}.zip.part"
    try:
        with disk_errors(place), _copy_errors():
            meta = {**_describe(raw, ring.db_uuid), "serial": serial, "reason": reason}
            meta |= {"made_on": date.today().isoformat(), "db_uuid": ring.db_uuid, "format": 1}
            _copy(raw, part, data_key, meta)
            _pack(packed, part, keys.encode(ring), meta)
            name = f"B{serial:06d}_s{meta['schema']}_{meta['seq']}_{date.today():%Y%m%d}{SUFFIX}"
            replace(packed, place / name)
    finally:
        for rest in (part, packed, *place.glob(f"{part.name}-*")):
            with suppress(OSError):
                rest.unlink(missing_ok=True)
    for old in past[: max(0, len(past) + 1 - KEEP)]:
        with suppress(OSError):
            old.unlink()
    return place / name


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


def _copy(raw: RawConnection, part: Path, data_key: bytes, meta: dict[str, Any]) -> None:
    target = connect_plainly(part, data_key)
    try:
        raw.backup(target)
    finally:
        target.close()
    copy = connect_plainly(part, data_key)
    try:
        pragma(copy, "journal_mode=DELETE")  # one file, nothing beside it
        health.quick(copy)
        health.thorough(copy)
        found = _describe(copy, meta["db_uuid"])
    finally:
        copy.close()
    if any(found[name] != meta[name] for name in found):
        raise UserError("备份与数据不一致，没有保留。请再备份一次；仍然不行请检查磁盘。")


def _pack(packed: Path, part: Path, ring: bytes, meta: dict[str, Any]) -> None:
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
                raise UserError(BROKEN, [path.name])
            for name in (DB_MEMBER, keys.KEYS_NAME):
                with archive.open(name) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
            return cast("dict[str, Any]", json.loads(archive.read(META_MEMBER)))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise UserError(BROKEN, [path.name]) from error


def verify(path: Path, password: str) -> BackupInfo:
    """Open a backup with a password in a scratch folder and check all of it; the data in use is not touched."""
    with tempfile.TemporaryDirectory(prefix="~check-", dir=_scratch(path)) as name:
        folder = Path(name)
        meta = unpack(path, folder)
        try:
            ring = keys.decode((folder / keys.KEYS_NAME).read_bytes())
        except keys.DamagedKeys as error:
            raise UserError(BROKEN, [path.name]) from error
        data_key = keys.unlock(ring, password)
        if data_key is None:
            raise WrongPassword("这个口令打不开这份备份。请用做备份时的口令再试。")
        copy = connect_plainly(folder / DB_MEMBER, data_key)
        try:
            with database_errors():
                health.quick(copy)
                health.thorough(copy)
                journal.verify(copy, read_schema(copy), ring.db_uuid)
                found = _describe(copy, ring.db_uuid)
        finally:
            copy.close()
    if any(found[name] != meta.get(name) for name in found):
        raise UserError(BROKEN, [path.name])
    return BackupInfo(
        path=path,
        serial=int(meta["serial"]),
        schema=found["schema"],
        seq=found["seq"],
        head=found["head"],
        made_on=str(meta["made_on"]),
        reason=str(meta["reason"]),
        counts=found["counts"],
    )


def _scratch(path: Path) -> Path | None:
    """Beside the backup when that can be written (same disk), else the system's place: contents stay encrypted."""
    return path.parent if os.access(path.parent, os.W_OK) else None
