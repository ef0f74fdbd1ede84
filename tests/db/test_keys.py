"""Passwords and the key file: right opens, wrong never, damage is survived or said."""

from pathlib import Path

import pytest

from models.db import keys, tries
from models.db.store import Store, create_store, open_store, store_exists
from models.domain.errors import UserError, WrongPassword
from tests.db.helpers import add_person, name_of, secrets_found

WRONG = "不是这个口令"


def test_a_wrong_password_opens_nothing_and_harms_nothing(store: Store, password: str) -> None:
    person = add_person(store, "侯学军")
    store.close()
    before = {path: path.read_bytes() for path in store.folder.glob("*.json")}
    with pytest.raises(WrongPassword, match="口令不对") as caught:
        open_store(store.folder, WRONG)
    assert caught.value.retry_after == 0
    assert {path: path.read_bytes() for path in before} == before
    again = open_store(store.folder, password)
    assert name_of(again, person) == "侯学军"
    again.close()
    assert not (store.folder / tries.TRIES_NAME).exists()


def test_many_wrong_passwords_wait_longer_and_longer(
    store: Store, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    now = 1_000_000.0
    monkeypatch.setattr(tries, "_now", lambda: now)
    waits: list[float] = []
    for _ in range(8):
        with pytest.raises(WrongPassword) as caught:
            open_store(store.folder, WRONG)
        waits.append(caught.value.retry_after)
        now += waits[-1]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240]
    now -= 10
    with pytest.raises(WrongPassword, match="请等 1[01] 秒"):
        open_store(store.folder, password)
    now += 11
    open_store(store.folder, password).close()


def test_full_width_letters_are_the_same_password(tmp_path: Path) -> None:
    create_store(tmp_path, "Ｄａｎｇｊｉａｎ２０２６").close()
    open_store(tmp_path, "Dangjian2026").close()


def test_an_empty_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="请输入口令"):
        create_store(tmp_path, "")
    assert not store_exists(tmp_path)


def test_changing_the_password(store: Store, password: str) -> None:
    person = add_person(store, "侯学军")
    with pytest.raises(WrongPassword):
        store.change_password(WRONG, "新口令二〇二六")
    store.change_password(password, "新口令二〇二六")
    store.close()
    with pytest.raises(WrongPassword):
        open_store(store.folder, password)
    again = open_store(store.folder, "新口令二〇二六")
    assert name_of(again, person) == "侯学军"
    again.close()


def test_every_single_flipped_bit_is_noticed(store: Store) -> None:
    data = (store.folder / keys.KEYS_NAME).read_bytes()
    assert len(data) > 300
    for position in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[position // 8] ^= 1 << position % 8
        with pytest.raises(keys.DamagedKeys):
            keys.decode(bytes(flipped))


def test_a_key_file_cut_short_is_noticed(store: Store) -> None:
    data = (store.folder / keys.KEYS_NAME).read_bytes()
    for length in range(len(data)):
        with pytest.raises(keys.DamagedKeys):
            keys.decode(data[:length])


@pytest.mark.parametrize("name", [keys.KEYS_NAME, keys.KEYS_COPY_NAME])
@pytest.mark.parametrize("damage", ["flip", "empty", "missing"])
def test_one_damaged_copy_is_replaced_by_the_other(
    store: Store, password: str, name: str, damage: str
) -> None:
    store.close()
    path = store.folder / name
    good = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "empty" else good[:50] + bytes([good[50] ^ 4]) + good[51:])
    open_store(store.folder, password).close()
    assert path.read_bytes() == good


def test_both_copies_damaged_is_a_sentence(store: Store, password: str) -> None:
    store.close()
    for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):
        (store.folder / name).write_bytes(b"{}")
    with pytest.raises(UserError, match="密钥文件已损坏.*备份恢复"):
        open_store(store.folder, password)


def test_a_greedy_key_file_is_refused(password: str) -> None:
    ring, _ = keys.create_ring(password)
    for cost in (keys.Cost(memory_kib=1 << 21), keys.Cost(passes=99), keys.Cost(lanes=64)):
        slot = ring.slots[0]
        greedy = keys.Slot(slot.id, slot.kind, cost, slot.salt, slot.nonce, slot.box)
        with pytest.raises(keys.DamagedKeys):
            keys.decode(keys.encode(keys.KeyRing(ring.db_uuid, 1, (greedy,))))


def test_a_slot_of_another_kind_is_kept_and_not_tried(password: str) -> None:
    ring, data_key = keys.create_ring(password)
    recovery = keys.make_slot("恢复码", data_key, ring.db_uuid, kind="recovery")
    both = keys.KeyRing(ring.db_uuid, 1, (*ring.slots, recovery))
    assert keys.unlock(both, "恢复码") is None
    changed = keys.decode(keys.encode(keys.with_new_password(both, data_key, "新口令")))
    assert [slot.kind for slot in changed.slots] == ["password", "recovery"]
    assert keys.unlock(changed, "新口令") == data_key


def test_the_key_file_of_another_store_does_not_open_this_one(
    store: Store, tmp_path: Path, password: str
) -> None:
    store.close()
    other = create_store(tmp_path / "other", password)
    other.close()
    for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):
        (store.folder / name).write_bytes((other.folder / name).read_bytes())
    with pytest.raises(UserError, match="密钥文件不是它的"):
        open_store(store.folder, password)


def test_no_plain_text_in_any_file(store: Store) -> None:
    secret = {"id_number": "110101199003077651", "phone": "13987650123"}
    person = add_person(store, "龘靐齉麤", **secret)
    with store.transaction("改") as tx:
        tx.update("person", person, {"remark": "龘靐齉麤 110101199003077651"})
    store.backup("手动")
    assert (store.folder / "party.db-wal").stat().st_size > 0
    assert not (store.folder / "party.db-shm").exists()
    assert secrets_found(store.folder) == []
    with store.transaction("没有提交") as tx:
        tx.update("person", person, {"address": "龘靐齉麤"})
        assert secrets_found(store.folder) == []
    store.close()
    assert secrets_found(store.folder) == []
    assert not (store.folder / "party.db").read_bytes().startswith(b"SQLite format 3")


def test_a_closed_store_holds_no_key(store: Store) -> None:
    key = store.data_key
    store.close()
    assert store.data_key == b""
    assert key.hex() not in str(vars(store.database))
