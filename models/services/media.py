"""Sticks and disks that are plugged in, and any folder somebody chooses instead: can a package be written there?"""

import ctypes
import os
import shutil
from pathlib import Path
from typing import Any

from models import drives
from models.domain.handoff import Medium
from models.services.medium_words import place_of

LARGEST_FILE = 2**31 - 1  # FAT32 ends at 4 GiB, some readers at 2
ROOM = 16 * 2**20  # left free beside the file, so that the medium's own tables fit
_READ_ONLY_VOLUME = 0x80000  # FILE_READ_ONLY_VOLUME


def media() -> list[Medium]:
    """What is plugged in now and can be carried away."""
    found: list[Medium] = []
    for point in mount_points():
        try:
            if point.is_dir() and drives.is_carried(point):
                found.append(medium_of(point))
        except OSError:
            continue  # pulled out, or a drive without a medium
    return found


def medium_of(folder: Path, needed: int = 0) -> Medium:
    """What kind of place a folder is, and why a file of `needed` bytes cannot be written there."""
    try:
        usage = shutil.disk_usage(folder)
        carried, read_only, label = drives.is_carried(folder), is_read_only(folder), label_of(folder)
    except OSError:
        return Medium(
            path=folder, label=folder.name, problem="找不到这个位置。如果是 U 盘，请插好 U 盘后再试。"
        )
    problem = ""
    if read_only:
        problem = f"“{label}”是只读的。{place_of(folder).read_only}"
    elif needed > LARGEST_FILE:
        problem = "这个包超过 2 GB，一般的 U 盘放不下这样大的单个文件。请减少附件后重新生成。"
    elif usage.free < needed + ROOM:
        lack = needed + ROOM - usage.free
        problem = f"“{label}”空间不够，还差 {lack / 2**20:.0f} MB。{place_of(folder).no_room}"
    return Medium(
        path=folder,
        label=label,
        free=usage.free,
        size=usage.total,
        carried=carried,
        read_only=read_only,
        problem=problem,
    )


def mount_points() -> list[Path]:
    """Every place a file system of a device hangs at: drive letters on Windows, mounts elsewhere."""
    if os.name == "nt":
        windows: Any = getattr(ctypes, "windll", None)
        present = int(windows.kernel32.GetLogicalDrives())
        return [Path(f"{chr(65 + n)}:\\") for n in range(26) if present >> n & 1]
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [Path(unescaped(fields[1])) for fields in map(str.split, lines) if fields[0].startswith("/dev/")]


def unescaped(point: str) -> str:
    """A path as /proc/mounts writes it: blanks and backslashes stand there in octal."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, char)
    return point


def is_read_only(folder: Path) -> bool:
    """Whether nothing can be written there: a disc, a stick with its switch on."""
    if os.name == "nt":
        return bool(_volume(folder)[1] & _READ_ONLY_VOLUME)
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def label_of(folder: Path) -> str:
    """What people call the medium: label and drive letter, or the name of the folder it hangs at."""
    if os.name == "nt":
        label = _volume(folder)[0]
        return f"{label}（{folder.drive}）" if label else folder.drive
    point = folder.resolve()
    while not point.is_mount() and point != point.parent:
        point = point.parent
    return point.name if point.name and drives.is_carried(folder) else folder.name or str(folder)


def _volume(folder: Path) -> tuple[str, int]:
    """Label and flags of a Windows volume; nothing when it does not answer."""
    windows: Any = getattr(ctypes, "windll", None)
    name, flags = ctypes.create_unicode_buffer(261), ctypes.c_ulong(0)
    root = f"{folder.absolute().drive}\\"
    done = windows.kernel32.GetVolumeInformationW(
        root, name, len(name), None, None, ctypes.byref(flags), None, 0
    )
    return (name.value, flags.value) if done else ("", 0)
