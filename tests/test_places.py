"""Where settings, data and logs lie, and when a portable copy may not be used."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication

from models import drives
from models.db import health
from models.domain.errors import PlaceRefused, UserError
from ui import places


def test_linux_follows_the_desktop_convention(tmp_path: Path) -> None:
    found = places.find(None, {"HOME": str(tmp_path)}, "linux")
    assert found.config == tmp_path / ".config/branch-desk"
    assert found.store == tmp_path / ".local/share/branch-desk/支部数据"
    assert found.logs == tmp_path / ".local/share/branch-desk/logs"
    moved = {"HOME": "/h", "XDG_DATA_HOME": "/数据 盘", "XDG_CONFIG_HOME": "relative"}
    found = places.find(None, moved, "linux")
    assert found.data == Path("/数据 盘/branch-desk")
    assert found.config == Path("/h/.config/branch-desk")


def test_windows_keeps_everything_in_the_local_profile() -> None:
    env = {"LOCALAPPDATA": "C:/Users/王 芳/AppData/Local", "USERPROFILE": "C:/Users/王 芳"}
    found = places.find(None, env, "win32")
    assert found.config == found.data == Path("C:/Users/王 芳/AppData/Local/branch-desk")
    del env["LOCALAPPDATA"]
    assert places.find(None, env, "win32") == found


def test_these_are_the_folders_qt_has_always_given(qapp: QApplication) -> None:
    """Data of earlier versions, which asked Qt, stays where it is found."""
    before = qapp.applicationName()
    qapp.setApplicationName(places.NAME)
    try:
        kinds = QStandardPaths.StandardLocation
        where = places.current()
        assert Path(QStandardPaths.writableLocation(kinds.AppLocalDataLocation)) == where.data
        assert Path(QStandardPaths.writableLocation(kinds.AppConfigLocation)) == where.config
    finally:
        qapp.setApplicationName(before)


@pytest.mark.parametrize(
    "marker", ["portable.txt", "Portable.TXT", "portable.txt.txt", "便携模式.txt", "便携模式.txt.txt"]
)
def test_a_marker_beside_the_program_keeps_everything_there(tmp_path: Path, marker: str) -> None:
    (tmp_path / marker).touch()
    found = places.find(tmp_path, {}, "linux")
    assert found.portable
    assert found.config == found.data == tmp_path / "数据"
    assert str(tmp_path / "数据") in found.words
    assert not list(found.data.iterdir())  # trying to write leaves nothing


@pytest.mark.parametrize("other", ["portable", "readme.txt", "portable-notes.txt", "portable.ini"])
def test_other_files_are_no_marker(tmp_path: Path, other: str) -> None:
    (tmp_path / other).touch()
    found = places.find(tmp_path, {"HOME": "/h"}, "linux")
    assert not found.portable
    assert found.words == ""


def test_portable_is_refused_on_a_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "便携模式.txt").touch()
    monkeypatch.setattr(drives, "is_carried", lambda _folder: True)
    with pytest.raises(UserError) as caught:
        places.find(tmp_path, {}, "linux")
    assert "U 盘" in caught.value.message
    assert "拷到这台电脑的硬盘" in caught.value.message
    assert "便携模式.txt" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["便携模式.txt"]  # nothing was put there


def test_portable_is_refused_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "portable.txt").touch()
    (tmp_path / "数据").touch()  # a file in the folder's place
    with pytest.raises(UserError, match="不能写入"):
        places.find(tmp_path, {}, "linux")


def test_folders_that_cannot_be_made_are_told_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    where = places.Places(tmp_path / "file" / "c", tmp_path / "data")
    (problem,) = where.prepare()
    assert "窗口的设置" in problem
    assert str(tmp_path / "file" / "c") in problem
    assert where.logs.is_dir()
    assert len(places.Places(tmp_path / "file", tmp_path / "file").prepare()) == 2
    assert places.Places(tmp_path / "new" / "c", tmp_path / "new").prepare() == []


# drives


def block(system: Path, place: str, number: str, removable: str = "0") -> Path:
    folder = system / "devices" / place
    folder.mkdir(parents=True)
    (folder / "removable").write_text(removable + "\n")
    link = system / "dev" / "block" / number
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(folder)
    return folder


def test_linux_knows_a_stick_by_its_plug_or_its_word(tmp_path: Path) -> None:
    block(tmp_path, "pci0000:00/ata1/host0/block/sda", "8:0")
    block(tmp_path, "pci0000:00/usb2/2-1/host6/block/sdb/sdb1", "8:17")
    block(tmp_path, "pci0000:00/mmc_host/mmc0/block/mmcblk0", "179:0", "1")
    part = tmp_path / "devices/pci0000:00/mmc_host/mmc0/block/mmcblk0/mmcblk0p1"
    part.mkdir()
    (tmp_path / "dev/block/179:1").symlink_to(part)
    joined = block(tmp_path, "virtual/block/dm-0", "253:0")
    (joined / "slaves").mkdir()
    (joined / "slaves" / "sdb1").symlink_to(tmp_path / "dev/block/8:17")
    answers = {
        (8, 0): "", (8, 17): drives.USB_DISK, (179, 0): drives.REMOVABLE, (179, 1): drives.REMOVABLE,
        (253, 0): drives.USB_DISK, (99, 9): "",
    }  # fmt: skip
    for (major, minor), kind in answers.items():
        assert drives._linux(drives.os.makedev(major, minor), tmp_path) == kind
    assert drives.is_carried(Path("/proc")) is False


def test_windows_asks_the_device_for_its_bus() -> None:
    def descriptor(removable: int, bus: int) -> bytes:
        return (
            b"\x01" * 8 + bytes((0, 0, removable, 0)) + b"\x01" * 16 + bus.to_bytes(4, "little") + b"\0" * 8
        )

    sata, usb = 11, 7
    assert drives.usb_kind(descriptor(0, usb)) == drives.USB_DISK
    assert drives.usb_kind(descriptor(1, sata)) == drives.REMOVABLE
    assert drives.usb_kind(descriptor(0, sata)) == ""
    assert drives.usb_kind(b"") == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [(drives.USB_DISK, "移动硬盘.*USB 口"), (drives.NETWORK, "网络共享盘"), (drives.DISC, "光盘")],
)
def test_data_is_refused_where_it_would_break(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, words: str
) -> None:
    monkeypatch.setattr(drives, "kind", lambda _folder: kind)
    with pytest.raises(PlaceRefused, match=words):
        health.check_place(tmp_path)


def test_a_folder_marked_by_a_synchronising_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(PlaceRefused, match="网盘同步文件夹"):
        health.check_place(tmp_path / "支部" / "数据")
