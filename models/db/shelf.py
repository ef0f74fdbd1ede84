"""The folder of backups: what lies in it, told without a password; its next place; what may leave it."""

import json
import logging
import re
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from models.db import keys, rotation

FOLDER_NAME = "backups"
SUFFIX = ".djbak"
DAMAGED_SUFFIX = ".damaged"  # set aside by a rehearsal: never counted, never deleted
DB_MEMBER, META_MEMBER = "party.db", "meta.json"
NAME = re.compile(r"B(\d{6})_s(\d+)_(\d+)_(\d{8})\.djbak")
TIME = re.compile(r"\d\d:\d\d")
LARGEST_META = 64 * 1024
BEFORE = "前"  # a reason that ends so (合并前, 升级前, 恢复前…) was made before something that cannot be taken back
BROKEN = "这个备份文件已损坏，不能使用。请换一个备份文件。"
UNREADABLE = (zipfile.BadZipFile, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One backup as its own meta data describe it; nothing of it is proven before it is opened."""

    path: Path
    serial: int
    schema: int
    seq: int
    head: str
    made_on: str
    made_at: str  # with the time of day, which older backups do not say
    reason: str
    counts: dict[str, int]
    day: int
    ring: int
    epoch: int
    db_uuid: str
    size: int

    @property
    def is_before(self) -> bool:
        return is_before(self.reason)


def is_before(reason: str) -> bool:
    """Whether a backup of this reason is kept longer."""
    return reason.endswith(BEFORE)


def existing(folder: Path) -> list[Path]:
    """Finished backups in the data folder, oldest first (by serial number, never by clock)."""
    return _finished(folder / FOLDER_NAME)


def _finished(place: Path) -> list[Path]:
    return sorted(path for path in place.glob(f"B*{SUFFIX}") if NAME.fullmatch(path.name))


def decode_meta(data: bytes) -> dict[str, Any]:
    """Raises one of UNREADABLE for what is no meta data."""
    found = json.loads(data)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return cast("dict[str, Any]", found)


def read_entry(path: Path) -> Entry | None:
    """What a backup file says of itself; None when that cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(META_MEMBER).file_size > LARGEST_META:
                return None
            meta = decode_meta(archive.read(META_MEMBER))
        made_on = date.fromisoformat(str(meta["made_on"]))
        return Entry(
            path=path,
            serial=int(meta["serial"]),
            schema=int(meta["schema"]),
            seq=int(meta["seq"]),
            head=str(meta["head"]),
            made_on=made_on.isoformat(),
            made_at=made_at(meta),
            reason=str(meta["reason"]),
            counts={str(name): int(count) for name, count in meta["counts"].items()},
            day=int(meta.get("day", made_on.toordinal())),
            ring=int(meta.get("ring", 0)),
            epoch=int(meta.get("epoch", 0)),
            db_uuid=str(meta["db_uuid"]),
            size=path.stat().st_size,
        )
    except (*UNREADABLE, OSError, TypeError, AttributeError):
        return None


def made_at(meta: dict[str, Any]) -> str:
    """Day and time for a person, as far as the backup says."""
    time = str(meta.get("time", ""))
    return f"{meta['made_on']} {time}" if TIME.fullmatch(time) else str(meta["made_on"])


def read_ring(path: Path) -> keys.KeyRing | None:
    """The key slots in a backup file; None when they cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(keys.KEYS_NAME).file_size > keys.MAX_FILE_BYTES:
                return None
            return keys.decode(archive.read(keys.KEYS_NAME))
    except (*UNREADABLE, OSError, keys.DamagedKeys):
        return None


def entries(folder: Path) -> list[Entry]:
    """The readable backups of a data folder, newest first."""
    return _entries(folder / FOLDER_NAME)


def _entries(place: Path) -> list[Entry]:
    return [one for path in reversed(_finished(place)) if (one := read_entry(path)) is not None]


def newest(folder: Path) -> Entry | None:
    """The last finished backup that can be read."""
    return next((one for path in reversed(existing(folder)) if (one := read_entry(path))), None)


def next_place(place: Path, today: date) -> tuple[int, int]:
    """Serial number and counted day of the next backup; numbers of damaged ones are not given again."""
    used = [int(path.name[1:7]) for path in place.glob("B*") if path.name[1:7].isdigit()]
    last = next((one for path in reversed(_finished(place)) if (one := read_entry(path))), None)
    day = today.toordinal()
    if last is not None:
        day = rotation.counted_day(last.day, date.fromisoformat(last.made_on), today)
    return max(used, default=0) + 1, day


def thin(place: Path) -> None:
    """Let go what newer backups supersede; one that cannot be read is neither counted nor touched."""
    whole = _entries(place)
    gone = set(rotation.superseded(rotation.Kept(one.serial, one.day, one.is_before) for one in whole))
    for one in whole:
        if one.serial in gone:
            try:
                one.path.unlink()
            except OSError as error:
                log.warning("old backup %d not removed: %s", one.serial, error.strerror)


def sweep(folder: Path) -> None:
    """Scratch folders of checks and rehearsals that were cut off; only while nobody else has the folder open."""
    for rest in (folder / FOLDER_NAME).glob("~*-*"):
        if rest.is_dir():
            shutil.rmtree(rest, ignore_errors=True)


def set_aside(path: Path) -> None:
    """A backup that failed its rehearsal keeps its bytes under a name that nobody restores from."""
    path.rename(path.with_name(path.name + DAMAGED_SUFFIX))
