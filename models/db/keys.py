"""The key file: one random data key, wrapped once per slot: password, recovery code, and escrow if wanted.

`keys.json` and `keys.bak.json` hold the same slots. Changing a password rewrites 2 KB, not the database.
What the escrow slot holds was sealed for somebody else; it is only carried here (see escrow.py of the services).
"""

import base64
import binascii
import json
import logging
import os
import unicodedata
import uuid
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from models.db import tries
from models.db.files import disk_errors, write_atomic
from models.domain.errors import DamagedFile, UserError, WrongPassword

KEY_BYTES = 32
KEYS_NAME = "keys.json"
KEYS_COPY_NAME = "keys.bak.json"
FORMAT = "branch-desk-keys"
VERSION = 2  # 2 has an escrow slot, which a program of version 1 would drop
MAX_FILE_BYTES = 64 * 1024
MAX_SLOTS = 16
PASSWORD, RECOVERY = "password", "recovery"
MOST_RECIPIENTS, LONGEST_ESCROW = 4, 16 * 1024

DAMAGED = "密钥文件已损坏，打不开数据。请用最近的备份恢复；在此之前不要删除数据文件夹里的任何文件。"

WRONG_RECOVERY = "这不是现在这份数据的恢复码。换过恢复码或换过届的，请用最后打印的那一张。"
NO_RECOVERY = "这份数据还没有恢复码，只能用口令打开。"

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
    """One way to the data key; `kind` is PASSWORD or RECOVERY."""

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
class Escrow:
    """The data key sealed for the committee: who can open it, and the sealed bytes (an age file)."""

    name: str
    made_on: str
    recipients: tuple[str, ...]
    box: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """What the key file says. `serial` grows with each change, so the newer of two copies is known."""

    db_uuid: str
    serial: int
    slots: tuple[Slot, ...]
    escrow: Escrow | None = None

    def has(self, kind: str) -> bool:
        """Whether there is a slot of this kind."""
        return any(slot.kind == kind for slot in self.slots)


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


def make_slot(password: str, data_key: bytes, db_uuid: str, kind: str = PASSWORD) -> Slot:
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


def unlock(ring: KeyRing, secret: str, kind: str = PASSWORD) -> bytes | None:
    """The data key, or None when the password (or the symbols of the recovery code) opens no slot of its kind."""
    for slot in ring.slots:
        if slot.kind != kind:
            continue
        key = _wrapping_key(secret, slot.cost, slot.salt)
        try:
            return AESGCM(key).decrypt(slot.nonce, slot.box, _bound(slot, ring.db_uuid))
        except InvalidTag:
            continue
    return None


def with_slot(ring: KeyRing, data_key: bytes, secret: str, kind: str) -> KeyRing:
    """The same ring with its slots of this kind replaced by one; checked to open before anybody relies on it."""
    others = tuple(slot for slot in ring.slots if slot.kind != kind)
    made = make_slot(secret, data_key, ring.db_uuid, kind)
    slots = (made, *others) if kind == PASSWORD else (*others, made)
    changed = replace(ring, serial=ring.serial + 1, slots=slots)
    if unlock(decode(encode(changed)), secret, kind) != data_key:
        raise UserError("新的口令或恢复码没有生效，原来的仍可使用。请再试一次。")
    return changed


def with_new_password(ring: KeyRing, data_key: bytes, password: str) -> KeyRing:
    """The same ring with its password slot replaced."""
    return with_slot(ring, data_key, password, PASSWORD)


def without(ring: KeyRing, kind: str) -> KeyRing:
    """The same ring without its slots of a kind; the password's never goes."""
    return replace(ring, serial=ring.serial + 1, slots=tuple(s for s in ring.slots if s.kind != kind))


def with_escrow(ring: KeyRing, escrow: Escrow | None) -> KeyRing:
    """The same ring with its escrow slot replaced or taken away."""
    return replace(ring, serial=ring.serial + 1, escrow=escrow)


def fresh_ring(old: KeyRing, password: str, recovery: str) -> tuple[KeyRing, bytes]:
    """A ring for the same data with a new data key and new slots; nothing of the old ring opens it."""
    data_key = os.urandom(KEY_BYTES)
    ring = KeyRing(old.db_uuid, old.serial, ())
    ring = with_slot(ring, data_key, password, PASSWORD)
    return with_slot(ring, data_key, recovery, RECOVERY), data_key


def encode(ring: KeyRing) -> bytes:
    """The bytes of a key file."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION if ring.escrow else 1,
        "db_uuid": ring.db_uuid,
        "serial": ring.serial,
        "slots": [{**s.header(), "nonce": _text(s.nonce), "box": _text(s.box)} for s in ring.slots],
    }
    if ring.escrow:
        kept = ring.escrow
        body["escrow"] = {
            "name": kept.name,
            "made_on": kept.made_on,
            "recipients": list(kept.recipients),
            "box": _text(kept.box),
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
        escrow = _read_escrow(body["escrow"]) if "escrow" in body else None
        return KeyRing(str(uuid.UUID(body["db_uuid"])), int(body["serial"]), slots, escrow)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise DamagedKeys from error


def _read_slot(slot: dict[str, Any]) -> Slot:
    cost = Cost(int(slot["memory_kib"]), int(slot["passes"]), int(slot["lanes"]))
    salt, nonce, box = (base64.b64decode(slot[name], validate=True) for name in ("salt", "nonce", "box"))
    known = slot["kdf"] == "argon2id" and 16 <= len(salt) <= 64 and len(nonce) == 12
    if not known or not cost.acceptable() or len(box) != KEY_BYTES + 16:
        raise DamagedKeys
    return Slot(str(slot["id"]), str(slot["kind"]), cost, salt, nonce, box)


def _read_escrow(kept: dict[str, Any]) -> Escrow:
    recipients = tuple(str(one) for one in kept["recipients"])
    box = base64.b64decode(kept["box"], validate=True)
    if not 1 <= len(recipients) <= MOST_RECIPIENTS or not 0 < len(box) <= LONGEST_ESCROW:
        raise DamagedKeys
    return Escrow(str(kept["name"]), str(kept["made_on"]), recipients, box)


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
        raise DamagedFile(DAMAGED, [str(folder / KEYS_NAME)])
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


def open_ring(
    folder: Path, secret: str, kind: str = PASSWORD, ring: KeyRing | None = None
) -> tuple[KeyRing, bytes]:
    """The ring and its data key, or WrongPassword with the seconds to wait; changes nothing but the counter.

    `ring` stands in for the folder's own key file (an opening file of the committee). A recovery code is not
    counted: nobody guesses 160 bits, and whoever has it may have tried the password often.
    """
    if kind == PASSWORD and (wait := tries.remaining_wait(folder)) > 0:
        raise WrongPassword(f"口令连续输错，请等 {round(wait + 0.5)} 秒再试。", wait)
    ring = ring or load_ring(folder)
    data_key = unlock(ring, secret, kind)
    if data_key is not None:
        tries.forget(folder)
        return ring, data_key
    if kind != PASSWORD:
        raise WrongPassword(NO_RECOVERY if not ring.has(kind) else WRONG_RECOVERY)
    wait = tries.count_failure(folder)
    hint = f"请等 {round(wait)} 秒再试。" if wait else "请检查大写锁定和输入法后再试。"
    raise WrongPassword(f"口令不对。{hint}", wait)


def set_aside(folder: Path) -> None:
    """Keep a key file found beside no database; a backup of it may still be wanted."""
    for name in (KEYS_NAME, KEYS_COPY_NAME):
        path = folder / name
        if path.is_file():
            with disk_errors(path):
                path.replace(path.with_name(f"{path.stem}.{uuid.uuid4().hex[:8]}.old"))
