"""Checks before and after opening: is this a place to work in, is the file whole."""

import ctypes
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from models.db.connection import RawConnection
from models.db.files import write_atomic
from models.domain.errors import UserError

log = logging.getLogger(__name__)

NETWORK, REMOVABLE = "网络共享盘", "U 盘或移动硬盘"
WINDOWS_DRIVES = {2: REMOVABLE, 4: NETWORK, 5: "光盘"}
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "davfs", "afs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2"}
)
SYNCED = (
    "onedrive",
    "坚果云",
    "nutstore",
    "wps云",
    "wpsdrive",
    "百度网盘",
    "baidusyncdisk",
    "dropbox",
    "icloud",
)

NOTE_NAME = "请勿直接复制.txt"
NOTE = (
    "这个文件夹里是支部工作台的数据，已经加密。\r\n"
    "请不要直接复制、移动或改名：程序开着的时候复制，会漏掉最近的改动。\r\n"
    "需要备份请在程序里点“备份”，把生成的 .djbak 文件拷走即可。\r\n"
    "keys.json 和 keys.bak.json 是密钥文件，删掉后任何人都打不开数据。\r\n"
)

DAMAGED = "数据文件检查没有通过，没有改动任何内容。请不要继续录入，用最近的备份恢复。"


def check_place(folder: Path) -> None:
    """Refuse places where a database is known to break: network shares, sticks, synchronised folders."""
    place = folder.resolve()
    while not place.exists() and place != place.parent:
        place = place.parent
    if any(part.lower().startswith(SYNCED) for part in folder.resolve().parts):
        raise UserError(
            "数据不能放在网盘同步文件夹里，同步会损坏数据。请换到本机的普通文件夹。", [str(folder)]
        )
    kind = _windows_drive(place) if os.name == "nt" else _linux_mount(place)
    if kind:
        raise UserError(f"数据不能放在{kind}上。请放到本机硬盘的文件夹，需要带走时用“备份”。", [str(folder)])


def _windows_drive(place: Path) -> str:
    if place.drive.startswith("\\\\"):
        return NETWORK
    windows: Any = getattr(ctypes, "windll", None)
    return WINDOWS_DRIVES.get(windows.kernel32.GetDriveTypeW(place.drive + "\\"), "")


def _linux_mount(place: Path) -> str:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    mounts = {Path(fields[1].replace("\\040", " ")): fields[2] for fields in map(str.split, lines)}
    point = next((mounts[path] for path in (place, *place.parents) if path in mounts), "")
    if point in NETWORK_FILE_SYSTEMS:
        return NETWORK
    device = place.stat().st_dev
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve()
    return REMOVABLE if any(_says_removable(path) for path in (block, block.parent)) else ""


def _says_removable(block: Path) -> bool:
    try:
        return (block / "removable").read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


def write_note(folder: Path) -> None:
    """The note which asks people not to copy the folder by hand; raises OSError."""
    write_atomic(folder / NOTE_NAME, NOTE.encode("utf-8-sig"))


def clock_warning(raw: RawConnection, now: datetime) -> str:
    """A sentence when the computer's clock is more than an hour behind the last entry; order never rests on it."""
    row = raw.execute("SELECT ts_wall FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    if row is None or now >= datetime.fromisoformat(row[0]) - timedelta(hours=1):
        return ""
    return f"电脑的时间比上次录入时（{row[0][:16].replace('T', ' ')}）还早。请校正电脑的日期和时间。"


def was_unclean(path: Path) -> bool:
    """Whether the last run left a log behind: it did not close. Only before opening."""
    leftovers = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return any(left.is_file() and left.stat().st_size > 0 for left in leftovers)


def checkpoint(raw: RawConnection) -> bool:
    """Fold the log into the file; False when something was left behind (all data is still safe in the log)."""
    busy, in_log, moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    if busy or in_log != moved:
        log.warning("checkpoint incomplete: busy %s, log %s, moved %s", busy, in_log, moved)
        return False
    return True


def quick(raw: RawConnection) -> None:
    """The checks of every opening."""
    _expect_ok(raw, "quick_check")
    if raw.execute("PRAGMA foreign_key_check").fetchall():
        raise UserError(DAMAGED, ["foreign_key_check"])


def thorough(raw: RawConnection) -> None:
    """After an unclean end: recovery is done, so fold the log in first, then check every page."""
    checkpoint(raw)
    problems = raw.execute("PRAGMA cipher_integrity_check").fetchall()
    if problems:
        raise UserError(DAMAGED, [str(problem[0]) for problem in problems[:5]])
    _expect_ok(raw, "integrity_check")


def _expect_ok(raw: RawConnection, check: str) -> None:
    answers = [str(row[0]) for row in raw.execute(f"PRAGMA {check}(5)").fetchall()]
    if answers != ["ok"]:
        raise UserError(DAMAGED, answers)
