"""Whether a folder lies on something that is carried about: a stick, a USB disk. Standard library only.

The store has refusals of its own (models/db/health.py: also network shares and synchronised folders, but no USB disk
that calls itself fixed); this is asked before there is a store.
"""

import ctypes
import os
from pathlib import Path
from typing import Any

DRIVE_REMOVABLE, DRIVE_CDROM = 2, 5
_SHARE_ALL, _OPEN_EXISTING, _INVALID = 7, 3, ctypes.c_void_p(-1).value
_QUERY_PROPERTY = 0x2D1400  # IOCTL_STORAGE_QUERY_PROPERTY; a query of zeros asks for the device descriptor
_REMOVABLE_AT, _BUS_AT, _BUS_USB = 10, 28, 7  # in STORAGE_DEVICE_DESCRIPTOR


def is_carried(folder: Path) -> bool:
    """Removable by its own word, or behind a USB plug."""
    return _windows(folder) if os.name == "nt" else _linux(folder.stat().st_dev, Path("/sys"))


def _linux(device: int, system: Path) -> bool:
    block = system / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
    return block.exists() and _block_is_carried(block.resolve())


def _block_is_carried(block: Path) -> bool:
    """A partition lies inside its disk; an encrypted or joined volume names what it lies on."""
    if "/usb" in block.as_posix() or any(_says_removable(path) for path in (block, block.parent)):
        return True
    beneath = block / "slaves"
    return beneath.is_dir() and any(_block_is_carried(one.resolve()) for one in beneath.iterdir())


def _says_removable(block: Path) -> bool:
    try:
        return (block / "removable").read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


def _windows(folder: Path) -> bool:
    windows: Any = getattr(ctypes, "windll", None)
    kernel = windows.kernel32
    root = ctypes.create_unicode_buffer(1024)
    if not kernel.GetVolumePathNameW(str(folder), root, len(root)):
        return False
    if kernel.GetDriveTypeW(root.value) in (DRIVE_REMOVABLE, DRIVE_CDROM):
        return True
    return says_usb(_descriptor(kernel, "\\\\.\\" + root.value.rstrip("\\")))


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


def says_usb(descriptor: bytes) -> bool:
    """Read a STORAGE_DEVICE_DESCRIPTOR: removable medium, or on the USB bus."""
    if len(descriptor) < _BUS_AT + 4:
        return False
    bus = int.from_bytes(descriptor[_BUS_AT : _BUS_AT + 4], "little")
    return descriptor[_REMOVABLE_AT] != 0 or bus == _BUS_USB
