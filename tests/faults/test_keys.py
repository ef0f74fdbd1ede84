"""F23: the right secret opens, a wrong one never does; caps hold; a handover leaves nothing old; every bit of the file.

The key derivation is the cheap one of the tests: what is exercised is which secret opens what, not how slowly.
"""

import random
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from models.db import keys
from models.db.store import create_store, open_store
from models.domain import recovery_code
from models.domain.errors import UserError, WrongPassword
from models.domain.handover import Handover
from models.domain.recovery_code import ALPHABET, groups_of, new_code, read_code, written
from models.services.keyring import Keyring
from tests.db.helpers import add_branch, add_person, name_of
from tests.faults import scale

WORDS = (
    "村口三棵槐树",
    "两棵向南",
    "ｑｕａｎｊｉａｏ",
    "Ünïcode",
    "ﬁne",
    "①②③",
    "２０２６",
    "한글",
    "é̂x",
    "！＠＃",
)
PLAIN = "abcdefghijkmnpqrstuvwxyz23456789，。槐树村口春夏秋冬-_ "


def a_password(source: random.Random) -> str:
    return "".join((source.choice(WORDS), *(source.choice(PLAIN) for _ in range(source.randrange(6, 14)))))


def same(password: str) -> set[str]:
    """Other ways in which keyboards and input methods write the very same password."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in password)
    return {
        password,
        wide,
        *(unicodedata.normalize(form, password) for form in ("NFC", "NFD", "NFKC", "NFKD")),
    }


def slips(source: random.Random, text: str, alphabet: str) -> str:
    """One or two mistakes of a typing hand."""
    letters = list(text)
    for _ in range(source.choice((1, 1, 2))):
        at = source.randrange(len(letters))
        match source.randrange(4):
            case 0:
                letters[at] = source.choice(alphabet)
            case 1 if len(letters) > 1:
                del letters[at]
            case 2:
                letters.insert(at, source.choice(alphabet))
            case _:
                other = max(0, at - 1)
                letters[at], letters[other] = letters[other], letters[at]
    return "".join(letters)


def normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def test_the_right_password_opens_in_every_way_of_writing_it_and_a_wrong_one_never() -> None:
    source = random.Random(scale.seed())
    with scale.exercised("F23", "passwords: ways of writing, slips, foreign ones") as count:
        for _ in range(scale.points(60, 500)):
            password = a_password(source)
            ring, data_key = keys.create_ring(password)
            for variant in same(password):
                assert keys.unlock(ring, variant) == data_key, repr(variant)
                count.add()
            wrong = {
                slips(source, password, PLAIN),
                password.swapcase(),
                password[:-1],
                password + " ",
                a_password(source),
            }
            for other in {one for one in wrong if normal(one) != normal(password)}:
                assert keys.unlock(ring, other) is None, repr(other)
                assert keys.unlock(ring, other, keys.RECOVERY) is None
                count.add()


def test_the_right_code_opens_and_a_slip_is_named_or_opens_nothing() -> None:
    source = random.Random(scale.seed())
    named = 0
    with scale.exercised("F23", "recovery codes: slips of the hand") as count:
        for _ in range(scale.points(40, 500)):
            code = new_code()
            ring, data_key = keys.create_ring("口令口令口令口令口令")
            ring = keys.with_slot(ring, data_key, code, keys.RECOVERY)
            for variant in (
                code,
                written(code).lower(),
                " ".join(groups_of(code)),
                "".join(chr(ord(c) + 0xFEE0) for c in code),
            ):
                found = read_code(variant)
                assert found.complete and keys.unlock(ring, found.symbols, keys.RECOVERY) == data_key
                count.add()
            for _ in range(6):
                typed = slips(source, written(code), ALPHABET + "01OIL-")
                found = read_code(typed)
                if found.symbols != code:
                    named += bool(found.bad_groups)
                    assert not found.complete or keys.unlock(ring, found.symbols, keys.RECOVERY) is None
                    count.add()
            assert keys.unlock(ring, code) is None, "a code is no password"
        count.notes["groups named"] = named
    assert named > count.points // 3


def test_no_single_wrong_symbol_passes_its_group() -> None:
    with scale.exercised("F23", "recovery groups: every wrong symbol") as count:
        for number in range(1, recovery_code.GROUPS + 1):
            data = new_code()[:3]
            group = data + recovery_code.check_symbol(data, number)
            for at in range(4):
                for symbol in set(ALPHABET) - {group[at]}:
                    wrong = group[:at] + symbol + group[at + 1 :]
                    assert not recovery_code.group_is_right(wrong, number)
                    count.add()


def full_ring() -> keys.KeyRing:
    """A ring with everything in it."""
    ring, data_key = keys.create_ring("口令口令口令口令口令")
    ring = keys.with_slot(ring, data_key, new_code(), keys.RECOVERY)
    return keys.with_escrow(
        ring, keys.Escrow("中共青石镇委员会", "2026-11-20", ("age1abc",), bytes(range(200)))
    )


def test_every_bit_of_the_key_file_is_guarded() -> None:
    data = keys.encode(full_ring())
    with scale.exercised("F23", "key file: every bit flipped, cut at every byte") as count:
        for position in range(len(data) * 8):
            flipped = bytearray(data)
            flipped[position // 8] ^= 1 << position % 8
            with pytest.raises(keys.DamagedKeys):
                keys.decode(bytes(flipped))
            count.add()
        for length in range(len(data)):
            with pytest.raises(keys.DamagedKeys):
                keys.decode(data[:length])
            count.add()


def test_one_damaged_copy_never_keeps_anybody_out(tmp_path: Path) -> None:
    password = "口令口令口令口令口令"
    create_store(tmp_path, password).close()
    source = random.Random(scale.seed())
    with scale.exercised("F23", "key file: one copy damaged, the store opens and mends it") as count:
        for _ in range(scale.points(40, 500)):
            path = tmp_path / source.choice((keys.KEYS_NAME, keys.KEYS_COPY_NAME))
            good = path.read_bytes()
            bad = bytearray(good)
            for _ in range(source.randrange(1, 5)):
                bad[source.randrange(len(bad))] ^= 1 << source.randrange(8)
            path.write_bytes(bytes(bad)[: source.choice((len(bad), source.randrange(len(bad))))])
            open_store(tmp_path, password).close()
            assert path.read_bytes() == good
            count.add()


def test_the_caps_of_the_derivation_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A doctored file with a right CRC must not make the computer spend memory or hours."""
    ring = full_ring()
    slot = ring.slots[0]

    def never(*_args: object) -> bytes:
        raise AssertionError("derived with a doctored cost")

    monkeypatch.setattr(keys, "_wrapping_key", never)
    with scale.exercised("F23", "key file: costs beyond the caps") as count:
        for memory in (1, 7, 512 * 1024 + 1, 1 << 21, 1 << 31, -8):
            for passes in (0, 3, 11, 1 << 20):
                for lanes in (0, 1, 9, 1 << 16):
                    cost = keys.Cost(memory_kib=memory, passes=passes, lanes=lanes)
                    doctored = replace(ring, slots=(replace(slot, cost=cost), *ring.slots[1:]))
                    with pytest.raises(keys.DamagedKeys):
                        keys.decode(keys.encode(doctored))
                    count.add()
        for changed in (
            replace(slot, salt=b"short"), replace(slot, salt=bytes(65)), replace(slot, nonce=bytes(11)),
            replace(slot, box=bytes(47)), replace(slot, box=bytes(4096)),
        ):  # fmt: skip
            with pytest.raises(keys.DamagedKeys):
                keys.decode(keys.encode(replace(ring, slots=(changed,))))
            count.add()


def test_a_box_moved_to_another_slot_or_another_database_opens_nothing() -> None:
    source = random.Random(scale.seed())
    with scale.exercised("F23", "key file: slots recombined") as count:
        for _ in range(scale.points(30, 500)):
            one, other = a_password(source), a_password(source)
            ring, _ = keys.create_ring(one)
            foreign, _ = keys.create_ring(other)
            mine, theirs = ring.slots[0], foreign.slots[0]
            for slots in (
                (replace(mine, box=theirs.box),), (replace(mine, id=theirs.id),), (replace(mine, kind=keys.RECOVERY),),
                (theirs,), (replace(theirs, id=mine.id, salt=mine.salt),),
            ):  # fmt: skip
                mixed = replace(ring, slots=slots)
                for secret in (one, other):
                    for kind in (keys.PASSWORD, keys.RECOVERY):
                        assert keys.unlock(mixed, secret, kind) is None
                        count.add()


def opens(folder: Path, secret: str, kind: str) -> bool:
    try:
        open_store(folder, secret, kind=kind).close()
    except (WrongPassword, UserError):
        return False
    return True


def test_a_chain_of_handovers_leaves_exactly_the_last_secrets(tmp_path: Path) -> None:
    source = random.Random(scale.seed())
    store = create_store(tmp_path / "data", first := "口令口令口令口令口令")
    add_branch(store)
    person = add_person(store, "侯学军")
    gone: list[tuple[str, str]] = []
    now = {keys.PASSWORD: first}
    with scale.exercised("F23", "handovers: old secrets, old key files, last secrets") as count:
        for number in range(scale.points(6, 30)):
            old_file = (store.folder / keys.KEYS_NAME).read_bytes()
            ring = Keyring(store, lambda: "2026-11-20")
            password, code = f"{a_password(source)} {number} 槐 Aa", new_code()
            ring.hand_over(Handover(giver="甲", taker="乙", witness="", on="2026-11-20"), password, code)
            gone += [(secret, kind) for kind, secret in now.items()]
            now = {keys.PASSWORD: password, keys.RECOVERY: code}
            assert all(opens(store.folder, secret, kind) for kind, secret in now.items())
            for secret, kind in gone[-4:]:
                assert not opens(store.folder, secret, kind)
                count.add()
            _old_file_is_worthless(store.folder, old_file, gone[-2:])
            count.add(3)
            store = open_store(store.folder, password)
            assert name_of(store, person) == "侯学军" and store.warnings == []
            store.verify_chain()
    store.close()


def _old_file_is_worthless(folder: Path, old_file: bytes, secrets: list[tuple[str, str]]) -> None:
    """Somebody kept a copy of the old key file and puts it back."""
    kept = {name: (folder / name).read_bytes() for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME)}
    for name in kept:
        (folder / name).write_bytes(old_file)
    (folder / "tries.json").unlink(missing_ok=True)
    assert not any(opens(folder, secret, kind) for secret, kind in secrets)
    for name, data in kept.items():
        (folder / name).write_bytes(data)
    (folder / "tries.json").unlink(missing_ok=True)
