"""The key file: one random data key, wrapped once per slot (password now; recovery code and escrow later).

`keys.json` and `keys.bak.json` hold the same slots. Changing a password rewrites 2 KB, not the database.
"""

import base64
import binascii
import json
import logging
import os
import time
import unicodedata
import uuid
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from models.db.files import disk_errors, write_atomic
from models.domain.errors import UserError, WrongPassword

KEY_BYTES = 32
KEYS_NAME = "keys.json"
KEYS_COPY_NAME = "keys.bak.json"
TRIES_NAME = "tries.json"
FORMAT = "branch-desk-keys"
VERSION = 1
MAX_FILE_BYTES = 64 * 1024
MAX_SLOTS = 16
FREE_TRIES = 4
LONGEST_WAIT = 900.0

DAMAGED = "密钥文件已损坏，打不开数据。请用最近的备份恢复；在此之前不要删除数据文件夹里的任何文件。"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters (RFC 9106, second recommended option)."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def acceptable(self) -> bool:
        """A doctored file must not eat the memory of the computer."""
        return (
            1 <= self.lanes <= 8
            and 1 <= self.passes <= 10
            and 8 * self.lanes <= self.memory_kib <= 512 * 1024
        )


DEFAULT_COST = Cost()


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the data key; `kind` is "password" ("recovery" and "escrow" have room to follow)."""

    id: str
    kind: str
    cost: Cost
    salt: bytes
    nonce: bytes
    box: bytes

    def header(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "kdf": "argon2id",
            "memory_kib": self.cost.memory_kib,
            "passes": self.cost.passes,
            "lanes": self.cost.lanes,
            "salt": _text(self.salt),
        }


@dataclass(frozen=True, slots=True)
class KeyRing:
    """What the key file says. `serial` grows with each change, so the newer of two copies is known."""

    db_uuid: str
    serial: int
    slots: tuple[Slot, ...]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _wrapping_key(password: str, slot_cost: Cost, salt: bytes) -> bytes:
    secret = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=slot_cost.passes,
        lanes=slot_cost.lanes,
        memory_cost=slot_cost.memory_kib,
    )
    try:
        return kdf.derive(secret)
    except MemoryError as error:
        raise UserError("内存不够，打不开数据。请关闭其他程序后再试。") from error


def _bound(slot: Slot, db_uuid: str) -> bytes:
    return _canonical({**slot.header(), "db_uuid": db_uuid})


def make_slot(password: str, data_key: bytes, db_uuid: str, kind: str = "password") -> Slot:
    """Wrap the data key by a password; the slot is bound to its database and its own parameters."""
    if not password:
        raise UserError("请输入口令。")
    slot = Slot(uuid.uuid4().hex, kind, DEFAULT_COST, os.urandom(16), os.urandom(12), b"")
    box = AESGCM(_wrapping_key(password, slot.cost, slot.salt)).encrypt(
        slot.nonce, data_key, _bound(slot, db_uuid)
    )
    return replace(slot, box=box)


def create_ring(password: str) -> tuple[KeyRing, bytes]:
    """A new ring and its new random data key."""
    data_key = os.urandom(KEY_BYTES)
    db_uuid = str(uuid.uuid4())
    return KeyRing(db_uuid, 1, (make_slot(password, data_key, db_uuid),)), data_key


def unlock(ring: KeyRing, password: str) -> bytes | None:
    """The data key, or None when the password opens no slot."""
    for slot in ring.slots:
        if slot.kind != "password":
            continue
        key = _wrapping_key(password, slot.cost, slot.salt)
        try:
            return AESGCM(key).decrypt(slot.nonce, slot.box, _bound(slot, ring.db_uuid))
        except InvalidTag:
            continue
    return None


def with_new_password(ring: KeyRing, data_key: bytes, password: str) -> KeyRing:
    """The same ring with its password slot replaced; checked to open before anybody relies on it."""
    others = tuple(slot for slot in ring.slots if slot.kind != "password")
    changed = KeyRing(ring.db_uuid, ring.serial + 1, (make_slot(password, data_key, ring.db_uuid), *others))
    if unlock(changed, password) != data_key:
        raise UserError("新口令没有生效，原口令仍可使用。请再试一次。")
    return changed


def encode(ring: KeyRing) -> bytes:
    """The bytes of a key file."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "db_uuid": ring.db_uuid,
        "serial": ring.serial,
        "slots": [{**s.header(), "nonce": _text(s.nonce), "box": _text(s.box)} for s in ring.slots],
    }
    return _canonical({**body, "crc32": zlib.crc32(_canonical(body))})


class DamagedKeys(Exception):
    """These bytes are not a whole key file."""


def decode(data: bytes) -> KeyRing:
    """Read a key file from untrusted bytes; raises DamagedKeys, or UserError when it is from a newer program."""
    if len(data) > MAX_FILE_BYTES:
        raise DamagedKeys
    try:
        body = cast("dict[str, Any]", json.loads(data.decode("utf-8")))
        if zlib.crc32(_canonical({k: v for k, v in body.items() if k != "crc32"})) != body["crc32"]:
            raise DamagedKeys
        if body["format"] != FORMAT:
            raise DamagedKeys
        if body["version"] > VERSION:
            raise UserError("数据由更新版本的程序建立。请先升级本程序再打开。")
        slots = tuple(_read_slot(slot) for slot in body["slots"][:MAX_SLOTS])
        return KeyRing(str(uuid.UUID(body["db_uuid"])), int(body["serial"]), slots)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise DamagedKeys from error


def _read_slot(slot: dict[str, Any]) -> Slot:
    cost = Cost(int(slot["memory_kib"]), int(slot["passes"]), int(slot["lanes"]))
    salt, nonce, box = (base64.b64decode(slot[name], validate=True) for name in ("salt", "nonce", "box"))
    known = slot["kdf"] == "argon2id" and 16 <= len(salt) <= 64 and len(nonce) == 12
    if not known or not cost.acceptable() or len(box) != KEY_BYTES + 16:
        raise DamagedKeys
    return Slot(str(slot["id"]), str(slot["kind"]), cost, salt, nonce, box)


def save_ring(folder: Path, ring: KeyRing) -> None:
    """Write both copies, one after the other, so that one whole copy exists at every moment."""
    with disk_errors(folder):
        for name in (KEYS_NAME, KEYS_COPY_NAME):
            write_atomic(folder / name, encode(ring))


def load_ring(folder: Path) -> KeyRing:
    """The newest whole copy; raises UserError when neither can be read."""
    rings: list[KeyRing] = []
    for name in (KEYS_NAME, KEYS_COPY_NAME):
        path = folder / name
        if not path.is_file():
            continue
        try:
            with disk_errors(path), path.open("rb") as file:
                rings.append(decode(file.read(MAX_FILE_BYTES + 1)))
        except DamagedKeys:
            continue
    if not rings:
        raise UserError(DAMAGED, [str(folder / KEYS_NAME)])
    return max(rings, key=lambda ring: ring.serial)


def mend_copies(folder: Path, ring: KeyRing) -> None:
    """Bring a damaged or older copy level with the ring that opened; opening goes on if that cannot be written."""
    try:
        paths = (folder / KEYS_NAME, folder / KEYS_COPY_NAME)
        for path in paths:
            if not path.is_file() or path.read_bytes() != encode(ring):
                write_atomic(path, encode(ring))
                log.warning("key file copy %s renewed", path.name)
    except OSError as error:
        log.warning("key file copy not renewed: %s", error.strerror)


def open_ring(folder: Path, password: str) -> tuple[KeyRing, bytes]:
    """The ring and its data key, or WrongPassword with the seconds to wait; changes nothing but the counter."""
    wait = _remaining_wait(folder)
    if wait > 0:
        raise WrongPassword(f"口令连续输错，请等 {round(wait + 0.5)} 秒再试。", wait)
    ring = load_ring(folder)
    data_key = unlock(ring, password)
    if data_key is None:
        wait = _count_failure(folder)
        hint = f"请等 {round(wait)} 秒再试。" if wait else "请检查大写锁定和输入法后再试。"
        raise WrongPassword(f"口令不对。{hint}", wait)
    with suppress(OSError):
        (folder / TRIES_NAME).unlink(missing_ok=True)
    return ring, data_key


def _now() -> float:
    return time.time()


def _read_tries(folder: Path) -> tuple[int, float]:
    try:
        found = json.loads((folder / TRIES_NAME).read_text(encoding="ascii"))
        return max(0, int(found["failed"])), float(found["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0.0


def _delay(failed: int) -> float:
    """Seconds to wait after this many wrong passwords: 30, 60, 120 … from the fifth on."""
    return 0.0 if failed <= FREE_TRIES else min(30.0 * 2.0 ** min(failed - FREE_TRIES - 1, 10), LONGEST_WAIT)


def _remaining_wait(folder: Path) -> float:
    failed, at = _read_tries(folder)
    elapsed = _now() - at
    return 0.0 if elapsed < 0 else max(0.0, _delay(failed) - elapsed)


def _count_failure(folder: Path) -> float:
    failed = _read_tries(folder)[0] + 1
    try:
        write_atomic(folder / TRIES_NAME, json.dumps({"failed": failed, "at": _now()}).encode("ascii"))
    except OSError:
        return 0.0  # on a full disk the counter is lost; Argon2id stays the real brake
    return _delay(failed)


def set_aside(folder: Path) -> None:
    """Keep a key file found beside no database; a backup of it may still be wanted."""
    for name in (KEYS_NAME, KEYS_COPY_NAME):
        path = folder / name
        if path.is_file():
            with disk_errors(path):
                path.replace(path.with_name(f"{path.stem}.{uuid.uuid4().hex[:8]}.old"))
