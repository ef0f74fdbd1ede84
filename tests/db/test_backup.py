"""Backups: compared before they get their name, openable with the password, never a bad file under a good name."""

import zipfile
from pathlib import Path

import pytest

from models.db import backup, connection, migrate, rotation, shelf, tries
from models.db.store import Store, open_store
from models.domain.errors import Cancelled, UserError, WrongPassword
from tests.db.helpers import add_payment, add_person, name_of, tamper


def test_a_backup_opens_with_the_password_and_holds_everything(store: Store, password: str) -> None:
    add_person(store, "侯学军")
    path = store.backup("手动")
    assert backup.NAME.fullmatch(path.name)
    assert path.name.startswith(f"B000001_s{migrate.newest()}_2_")
    info = backup.verify(path, password)
    assert (info.seq, info.head) == store.head
    assert info.counts["person"] == 1
    assert info.reason == "手动"
    assert [rest.name for rest in path.parent.iterdir()] == [path.name]


def test_a_backup_laid_out_is_a_store(store: Store, tmp_path: Path, password: str) -> None:
    person = add_person(store, "侯学军")
    path = store.backup("手动")
    add_person(store, "后来的人")
    place = tmp_path / "restored"
    place.mkdir()
    backup.unpack(path, place)
    restored = open_store(place, password)
    assert name_of(restored, person) == "侯学军"
    assert restored.value("SELECT count(*) FROM person") == 1
    restored.verify_chain()
    restored.close()


def test_a_backup_is_plain_zip_without_plain_text(store: Store) -> None:
    add_person(store, "侯学军")
    with zipfile.ZipFile(store.backup("手动")) as archive:
        assert {info.filename for info in archive.infolist()} == {"party.db", "keys.json", "meta.json"}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert "侯学军".encode() not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_backup_keeps_the_password_of_its_day(store: Store, password: str) -> None:
    path = store.backup("手动")
    store.change_password(password, "新口令二〇二六")
    assert backup.verify(path, password).serial == 1
    with pytest.raises(WrongPassword):
        backup.verify(path, "新口令二〇二六")


def test_the_last_ten_of_a_day_are_kept_by_serial_number(store: Store) -> None:
    for _ in range(rotation.LAST + 3):
        newest = store.backup("定时")
    names = [path.name[:7] for path in backup.existing(store.folder)]
    assert names == [f"B{number:06d}" for number in range(4, rotation.LAST + 4)]
    assert newest.name.startswith("B000013")


def test_what_was_made_before_something_final_stays_longer(store: Store) -> None:
    for number in range(7):
        store.backup("合并前" if number < 6 else "定时")
    for _ in range(rotation.LAST):
        store.backup("定时")
    kept = [one.serial for one in shelf.entries(store.folder) if one.is_before]
    assert kept == [6, 5, 4, 3, 2, 1], "younger than 90 days"


def test_nothing_new_needs_no_backup(store: Store, password: str) -> None:
    first = store.backup("打开时", only_changed=True)
    assert store.backup("定时", only_changed=True) == first
    add_person(store, "侯学军")
    second = store.backup("定时", only_changed=True)
    assert second != first
    store.change_password(password, "新口令二〇二六")
    third = store.backup("定时", only_changed=True)
    assert third != second, "it would not open with the new password"
    assert backup.verify(third, "新口令二〇二六").counts["person"] == 1
    assert store.backup("手动") != third, "asked for, it is made"


def test_sums_are_compared_but_not_laid_open(store: Store, password: str) -> None:
    add_payment(store, add_person(store, "侯学军"), 81240)
    path = store.backup("手动")
    with zipfile.ZipFile(path) as archive:
        assert b"81240" not in archive.read("meta.json")
    assert backup.verify(path, password).figures == {"payments": 1, "fen": 81240, "identity": 0}


def test_a_copy_whose_journal_does_not_fit_gets_no_name(store: Store) -> None:
    person = add_person(store, "侯学军")
    tamper(store, "UPDATE person SET name = '改名' WHERE id = ?", person)
    with pytest.raises(UserError, match="操作记录"):
        store.backup("手动")
    assert backup.existing(store.folder) == []


def test_copying_can_be_stopped(store: Store) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.backup("手动", stop)
    assert list((store.folder / "backups").iterdir()) == []
    add_person(store)


def flipped(data: bytes, position: int, bit: int = 3) -> bytes:
    return data[:position] + bytes([data[position] ^ 1 << bit]) + data[position + 1 :]


def test_damage_to_what_a_backup_holds_is_refused(store: Store, password: str) -> None:
    add_person(store, "侯学军")
    path = store.backup("手动")
    good = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        bodies = [
            (info.header_offset + 30 + len(info.filename), info.file_size) for info in archive.infolist()
        ]
    for start, size in bodies:
        for position in range(start, start + size, max(1, size // 15)):
            path.write_bytes(flipped(good, position))
            with pytest.raises(UserError, match="备份文件已损坏"):
                backup.verify(path, password)
    for length in (0, 100, len(good) // 2, len(good) - 1):
        path.write_bytes(good[:length])
        with pytest.raises(UserError, match="备份文件已损坏"):
            backup.verify(path, password)


def test_damage_to_the_wrapping_is_refused_or_harmless(store: Store, tmp_path: Path) -> None:
    path = store.backup("手动")
    good = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        whole = {name: archive.read(name) for name in ("party.db", "keys.json")}
        headers = [*range(30), *range(archive.start_dir, len(good))]
    accepted = 0
    for position in headers:
        for bit in range(0, 8, 3):
            path.write_bytes(flipped(good, position, bit))
            try:
                backup.unpack(path, tmp_path)
            except UserError:
                continue
            accepted += 1
            assert {name: (tmp_path / name).read_bytes() for name in whole} == whole
    assert 0 < accepted < len(headers) * 3


def test_a_failed_backup_leaves_no_file_and_the_store_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_pack", fail)
    with pytest.raises(UserError, match="磁盘空间不够"):
        store.backup("手动")
    assert list((store.folder / "backups").iterdir()) == []
    assert backup.existing(store.folder) == []
    add_person(store)


def test_a_copy_that_differs_gets_no_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = backup._describe
    answers = iter([{"seq": 99}, {}])
    monkeypatch.setattr(backup, "_describe", lambda raw, uuid: honest(raw, uuid) | next(answers))
    with pytest.raises(UserError, match="备份与数据不一致"):
        store.backup("手动")
    assert backup.existing(store.folder) == []


def test_too_little_space_is_said_before_writing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "SPARE_BYTES", 2**62)
    with pytest.raises(UserError, match="剩余空间太少"):
        store.backup("手动")


def test_a_wrong_password_for_a_backup_counts_nothing(store: Store) -> None:
    path = store.backup("手动")
    with pytest.raises(WrongPassword):
        backup.verify(path, "不对")
    assert not (store.folder / tries.TRIES_NAME).exists()


@pytest.mark.parametrize(
    ("text", "sentence"), [("database or disk is full", "空间不够"), ("disk I/O error", "检查磁盘")]
)
def test_a_copy_that_fails_in_the_driver_is_a_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    """The driver's backup call names no error code, only the text."""

    def fail(*_args: object) -> None:
        raise connection.Error(text)

    monkeypatch.setattr(backup, "_copy", fail)
    with pytest.raises(UserError, match="备份没有做成") as caught:
        store.backup("手动")
    assert sentence in caught.value.message
    add_person(store)
