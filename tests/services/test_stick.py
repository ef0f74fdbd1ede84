"""Files on the stick: written whole or not at all, never over another file, and looked at again after re-plugging."""

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models import drives
from models.domain.errors import Cancelled, UserError
from models.services import media, stick

CONTENT = os.urandom(3 * stick.BLOCK + 77)
NAME = "DJ-1a2b3c4d-000007.zbb"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "outbox").mkdir()
    file = tmp_path / "outbox" / NAME
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_arrives_and_is_verified_after_plugging_in_again(source: Path, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    copy = stick.write(source, folder, lambda done, total: told.append((done, total)))
    assert copy.path.read_bytes() == CONTENT and listed(folder) == [NAME]
    assert copy.sha256 == hashlib.sha256(CONTENT).hexdigest() and copy.size == len(CONTENT)
    assert told[-1] == (2 * len(CONTENT), 2 * len(CONTENT)) and told == sorted(
        told
    )  # written, then read back
    assert stick.verify(source, folder).sha256 == copy.sha256
    assert stick.write(source, folder).sha256 == copy.sha256  # once more: the same file is only checked


def test_what_the_stick_holds_is_read_past_the_cache(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []
    real = os.posix_fadvise

    def advise(handle: int, start: int, length: int, advice: int) -> None:
        asked.append((Path(f"/proc/self/fd/{handle}").readlink().name, advice))
        real(handle, start, length, advice)

    monkeypatch.setattr(os, "posix_fadvise", advise)
    stick.write(source, folder)
    stick.verify(source, folder)
    assert asked[0] == (f"~{NAME}.part", os.POSIX_FADV_DONTNEED)  # before it got its name
    assert asked[-1] == (NAME, os.POSIX_FADV_DONTNEED)


def test_a_stick_that_lost_bytes_is_named_and_leaves_no_file(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def lying(handle: int) -> None:
        real(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if path.name.endswith(".part"):
            with path.open("r+b") as file:
                file.seek(stick.BLOCK + 5)
                file.write(b"\0" * 9)

    monkeypatch.setattr(os, "fsync", lying)
    with pytest.raises(UserError, match="不可靠"):
        stick.write(source, folder)
    assert listed(folder) == []


@pytest.mark.parametrize("damage", ["gone", "shorter", "changed"])
def test_plugged_in_again_a_stick_that_forgot_is_found_out(source: Path, folder: Path, damage: str) -> None:
    target = stick.write(source, folder).path
    if damage == "gone":
        target.unlink()
    elif damage == "shorter":
        target.write_bytes(CONTENT[:-1])
    else:
        target.write_bytes(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(UserError, match="没有存住|不可靠"):
        stick.verify(source, folder)


def test_another_file_of_the_same_name_is_never_overwritten(
    source: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / NAME).write_bytes(b"somebody else's")
    with pytest.raises(UserError, match="没有覆盖"):
        stick.write(source, folder)
    assert (folder / NAME).read_bytes() == b"somebody else's" and listed(folder) == [NAME]
    (folder / NAME).unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(CONTENT)
    (folder / NAME).symlink_to(elsewhere)
    with pytest.raises(UserError, match="没有覆盖"):
        stick.write(source, folder)


def test_a_file_that_appears_while_writing_is_not_overwritten(source: Path, folder: Path) -> None:
    def appear(done: int, total: int) -> None:
        if done == total:
            (folder / NAME).write_bytes(b"from another program")

    with pytest.raises(UserError, match="没有覆盖"):
        stick.write(source, folder, appear)
    assert (folder / NAME).read_bytes() == b"from another program" and listed(folder) == [NAME]


@pytest.mark.parametrize("at", [1, 4, 6])
def test_cancelling_leaves_nothing_on_the_stick(source: Path, folder: Path, at: int) -> None:
    calls = iter(range(1, 100))
    with pytest.raises(Cancelled):
        stick.write(source, folder, cancelled=lambda: next(calls) == at)
    assert listed(folder) == []


def test_what_was_left_by_a_power_cut_is_written_anew(source: Path, folder: Path) -> None:
    (folder / f"~{NAME}.part").write_bytes(CONTENT[:1000])
    stick.write(source, folder)
    assert listed(folder) == [NAME]


def test_a_damaged_outbox_file_does_not_leave_the_computer(source: Path, folder: Path) -> None:
    expected = hashlib.sha256(CONTENT).hexdigest()
    source.write_bytes(CONTENT[:-1] + b"?")
    with pytest.raises(UserError, match="重新生成"):
        stick.write(source, folder, sha256=expected)
    assert listed(folder) == []


def failing(code: int) -> Callable[..., int]:
    def call(*_args: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "空间不够"),
        (errno.EROFS, "只读"),
        (errno.EIO, "可能坏了"),
        (errno.ENODEV, "不见了"),
        (errno.EACCES, "杀毒"),
    ],
)
@pytest.mark.parametrize("kind", [drives.REMOVABLE, drives.USB_DISK, drives.NETWORK, ""])
def test_what_goes_wrong_is_said_with_its_cause_and_of_what_it_is(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str, kind: str
) -> None:
    monkeypatch.setattr(os, "write", failing(code))
    monkeypatch.setattr(drives, "kind", lambda _folder: kind)
    with pytest.raises(UserError, match=said) as refused:
        stick.write(source, folder)
    assert listed(folder) == []
    assert (kind or "文件夹") in refused.value.message
    assert ("U 盘" in refused.value.message) == (kind == drives.REMOVABLE), "a folder is no stick"


@pytest.mark.parametrize("kind", [drives.REMOVABLE, ""])
def test_a_copy_that_differs_is_named_by_where_it_lies(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    target = stick.write(source, folder).path
    monkeypatch.setattr(drives, "kind", lambda _folder: kind)
    target.write_bytes(b"x" * len(CONTENT))
    for act in (stick.verify, stick.write):
        with pytest.raises(UserError) as refused:
            act(source, folder)
        assert ("U 盘" in refused.value.message) == bool(kind)
    with pytest.raises(UserError, match="如果是 U 盘，请插好后再试"):
        stick.verify(source, folder / "pulled-out")


def test_a_place_is_judged_before_anything_is_written(
    source: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = media.medium_of(folder)
    assert place.problem == "" and place.free > 0 and not place.carried
    assert "超过 2 GB" in media.medium_of(folder, media.LARGEST_FILE + 1).problem
    usage = type("Usage", (), {"total": 2**30, "free": len(CONTENT) + media.ROOM - 1})()
    monkeypatch.setattr(media.shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(UserError, match="空间不够"):
        stick.write(source, folder)
    monkeypatch.undo()
    monkeypatch.setattr(media, "is_read_only", lambda _folder: True)
    with pytest.raises(UserError, match="只读"):
        stick.write(source, folder)
    with pytest.raises(UserError, match="插好 U 盘"):
        stick.write(source, tmp_path / "pulled-out")
    assert listed(folder) == []


def test_sticks_are_listed_with_what_hangs_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick_folder = tmp_path / "党建 盘"
    stick_folder.mkdir()
    assert media.unescaped(r"/media/u/党建\040盘") == "/media/u/党建 盘"
    monkeypatch.setattr(media, "mount_points", lambda: [Path("/"), tmp_path / "gone", stick_folder])
    monkeypatch.setattr(media.drives, "is_carried", lambda folder: folder == stick_folder)
    assert [place.path for place in media.media()] == [stick_folder]
