"""What a folder lies on: this computer's own disk, a stick or USB disk, a network share, a synchronised folder.

Standard library only, and the one place that knows: the store refuses such folders for its data, the window refuses
a portable copy there, the handoff looks for sticks there.
"""

import ctypes
import os
from pathlib import Path
from typing import Any

NETWORK, REMOVABLE, USB_DISK, DISC = "网络共享盘", "U 盘", "移动硬盘", "光盘"
DRIVE_REMOVABLE, DRIVE_REMOTE, DRIVE_CDROM = 2, 4, 5
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "davfs", "afs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "9p"}
)
SYNCED = (
    "onedrive",
    "坚果云",
    "nutstore",
    "wps云",
    "wpsdrive",
    "百度网盘",
    "baidusyncdisk",
    "阿里云盘",
    "天翼云盘",
    "微云",
    "dropbox",
    "icloud",
    "google drive",
    "nextcloud",
    "seafile",
)
SYNC_MARKS = (".stfolder", ".dropbox.cache")  # folders a synchronising program keeps at its root
_SHARE_ALL, _OPEN_EXISTING, _INVALID = 7, 3, ctypes.c_void_p(-1).value
_QUERY_PROPERTY = 0x2D1400  # IOCTL_STORAGE_QUERY_PROPERTY; a query of zeros asks for the device descriptor
_REMOVABLE_AT, _BUS_AT, _BUS_USB = 10, 28, 7  # in STORAGE_DEVICE_DESCRIPTOR


def kind(folder: Path) -> str:
    """NETWORK, REMOVABLE, USB_DISK or DISC; "" for a disk of this computer. `folder` need not exist yet."""
    place = existing(folder)
    if os.name == "nt":
        return _windows(place)
    return _mounted_over_network(place) or _linux(place.stat().st_dev, Path("/sys"))


def is_carried(folder: Path) -> bool:
    """Removable by its own word, or behind a USB plug."""
    return kind(folder) in (REMOVABLE, USB_DISK, DISC)


def is_synchronised(folder: Path) -> bool:
    """Inside a folder that a cloud program copies about, as far as names and marks tell."""
    place = folder.resolve()
    if any(part.lower().startswith(SYNCED) for part in place.parts):
        return True
    return any((path / mark).exists() for path in (place, *place.parents) for mark in SYNC_MARKS)


def existing(folder: Path) -> Path:
    """The folder itself or the nearest one above it that is there."""
    place = folder.resolve()
    while not place.exists() and place != place.parent:
        place = place.parent
    return place


def _mounted_over_network(place: Path) -> str:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    mounts = {Path(fields[1].replace("\\040", " ")): fields[2] for fields in map(str.split, lines)}
    found = next((mounts[path] for path in (place, *place.parents) if path in mounts), "")
    return NETWORK if found in NETWORK_FILE_SYSTEMS else ""


def _linux(device: int, system: Path) -> str:
    block = system / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
    return _block_kind(block.resolve()) if block.exists() else ""


def _block_kind(block: Path) -> str:
    """A partition lies inside its disk; an encrypted or joined volume names what it lies on."""
    if any(_says_removable(path) for path in (block, block.parent)):
        return REMOVABLE
    if "/usb" in block.as_posix():
        return USB_DISK
    beneath = block / "slaves"
    found = [_block_kind(one.resolve()) for one in beneath.iterdir()] if beneath.is_dir() else []
    return next((one for one in found if one), "")


def _says_removable(block: Path) -> bool:
    try:
        return (block / "removable").read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


def _windows(place: Path) -> str:
    if place.drive.startswith("\\\\"):
        return NETWORK
    windows: Any = getattr(ctypes, "windll", None)
    kernel = windows.kernel32
    root = ctypes.create_unicode_buffer(1024)
    if not kernel.GetVolumePathNameW(str(place), root, len(root)):
        return ""
    said = kernel.GetDriveTypeW(root.value)
    if known := {DRIVE_REMOVABLE: REMOVABLE, DRIVE_REMOTE: NETWORK, DRIVE_CDROM: DISC}.get(said):
        return known
    return usb_kind(_descriptor(kernel, "\\\\.\\" + root.value.rstrip("\\")))


def _descriptor(kernel: Any, volume: str) -> bytes:
    """The storage device's description of itself; no rights are needed for asking. b"" when it gives none."""
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(volume, 0, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
    if handle == _INVALID:
        return b""
    query, answer, length = (ctypes.create_string_buffer(n) for n in (12, 1024, 4))
    try:
        done = kernel.DeviceIoControl(
            ctypes.c_void_p(handle), _QUERY_PROPERTY, query, 12, answer, 1024, length, None
        )
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))
    return answer.raw if done else b""


def usb_kind(descriptor: bytes) -> str:
    """Read a STORAGE_DEVICE_DESCRIPTOR: removable medium, or a disk on the USB bus that calls itself fixed."""
    if len(descriptor) < _BUS_AT + 4:
        return ""
    if descriptor[_REMOVABLE_AT] != 0:
        return REMOVABLE
    bus = int.from_bytes(descriptor[_BUS_AT : _BUS_AT + 4], "little")
    return USB_DISK if bus == _BUS_USB else ""
