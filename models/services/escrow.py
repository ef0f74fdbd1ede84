"""Escrow: the data key sealed for the committee, so that a lost password and a lost slip are not the end.

Off unless the branch turns it on. The branch gives the escrow file to the committee (or keeps it: it opens for nobody
else). When all is lost, the committee's desk makes from it an opening file and a one-time code on paper; both together
open the branch's data once, and lead to a new password and a new slip.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exporters.package import age_file
from models.db import keys
from models.db.files import disk_errors, write_atomic
from models.db.store import Store
from models.domain.errors import UserError
from models.domain.recovery_code import new_code
from models.services.branch import load_branch
from models.services.register import Register

FORMAT = "branch-desk-escrow"
LARGEST = 64 * 1024
SETTING = "keys.escrow"
NOT_ESCROW = "这不是本软件的托管密钥文件，或者文件已损坏。请向支部重新要一份。"
NOT_OURS = "这份托管密钥不是托管给本单位的，或者用的是本单位没有的旧密钥。"
NOT_OPENING = "这不是上级党委的开启文件，或者文件已损坏。请重新要一份。"
OTHER_DATA = "这个开启文件不是给这份数据的。请核对是不是选错了文件夹或文件。"


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What a committee found in an escrow file; the key itself never reaches a screen."""

    branch: str
    db_uuid: str
    data_key: bytes


def seal(db_uuid: str, branch: str, data_key: bytes, recipients: Sequence[str]) -> bytes:
    """The data key for these recipients: an age file that stock `age` opens too."""
    body = {"format": FORMAT, "db_uuid": db_uuid, "branch": branch, "data_key": data_key.hex()}
    return age_file.seal(json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8"), recipients)


def unseal(path: Path, secrets: Sequence[str]) -> Unsealed:
    """At the committee: what is in a branch's escrow file, by our sealing keys."""
    try:
        found = json.loads(age_file.unseal(_read(path), secrets).decode("utf-8"))
        if found["format"] != FORMAT or len(key := bytes.fromhex(found["data_key"])) != keys.KEY_BYTES:
            raise UserError(NOT_ESCROW, [path.name])
        return Unsealed(str(found["branch"]), str(found["db_uuid"]), key)
    except age_file.NotForUs as error:
        raise UserError(NOT_OURS, [path.name]) from error
    except (age_file.NotAge, age_file.Damaged, ValueError, KeyError, TypeError) as error:
        raise UserError(NOT_ESCROW, [path.name]) from error


def make_opening(unsealed: Unsealed) -> tuple[bytes, str]:
    """The opening file and its one-time code: neither is worth anything without the other."""
    code = new_code()
    slot = keys.make_slot(code, unsealed.data_key, unsealed.db_uuid, keys.RECOVERY)
    return keys.encode(keys.KeyRing(unsealed.db_uuid, 1, (slot,))), code


def opening_ring(folder: Path, path: Path) -> keys.KeyRing:
    """At the branch: the ring of an opening file, with the folder's own serial and escrow where they can be read."""
    try:
        opening = keys.decode(_read(path))
    except keys.DamagedKeys as error:
        raise UserError(NOT_OPENING, [path.name]) from error
    try:
        own = keys.load_ring(folder)
    except UserError:
        return opening  # the key files are lost too: this is the only way in
    if own.db_uuid != opening.db_uuid:
        raise UserError(OTHER_DATA, [path.name])
    return replace(own, slots=opening.slots)


def answer(store: Store, today: str, file: Path, out: Path) -> tuple[str, str]:
    """At the committee: write the opening file for a branch's escrow file; (branch, one-time code). Registered."""
    unsealed = unseal(file, sealing_secrets(store))
    data, code = make_opening(unsealed)
    with store.transaction(f"开启托管密钥：{unsealed.branch}", undoable=False) as tx:
        tx.insert(
            "outgoing",
            {
                "kind": "copy",
                "title": f"开启文件：{unsealed.branch}",
                "recipient": unsealed.branch,
                "made_at": today,
                "made_by": store.actor,
                "file_name": out.name,
                "sha256": hashlib.sha256(data).hexdigest(),
                "size": len(data),
                "note": "支部口令和恢复码都丢失时用，一次性开启码另写在纸上",
            },
        )
        with disk_errors(out):
            write_atomic(out, data)
    return unsealed.branch, code


class Escrow:
    """The branch's side: turn it on, write the file, turn it off. Journalled, shown with the keys' status."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today

    def committees(self) -> list[tuple[str, tuple[str, ...]]]:
        """Committees whose card a person has confirmed, latest first: name and sealing keys."""
        rows = self._store.rows(
            "SELECT name, seal_keys FROM peer WHERE kind = 'committee' AND trusted_on <> '' ORDER BY trusted_on DESC"
        )
        return [(str(name), tuple(str(one) for one in json.loads(found) if one)) for name, found in rows]

    def turn_on(self, committee: str, recipients: Sequence[str]) -> None:
        """Seal the data key for a committee whose card a person has confirmed."""
        if not recipients or not all(age_file.is_recipient(one) for one in recipients):
            raise UserError("先在“上报交接”里导入上级党委的密钥卡，再托管密钥。")
        branch, chosen = load_branch(self._store).name, tuple(recipients[: keys.MOST_RECIPIENTS])

        def change(ring: keys.KeyRing, data_key: bytes) -> keys.KeyRing:
            box = seal(ring.db_uuid, branch, data_key, chosen)
            return keys.with_escrow(ring, keys.Escrow(committee, self._today(), chosen, box))

        self._store.rewrap(change)
        self._note(f"把密钥托管给{committee}", f"{committee} {self._today()}")

    def turn_off(self) -> None:
        """Files written before still open for the committee; a handover gives the data a new key."""
        self._store.rewrap(lambda ring, _key: keys.with_escrow(ring, None))
        self._note("取消密钥托管", "")

    def write(self, folder: Path) -> Path:
        """The escrow file, to be given to the committee; entered in the register of what left this computer."""
        kept = self._store.ring.escrow
        if kept is None:
            raise UserError("还没有把密钥托管给上级党委。")
        path = folder / f"TG-{self._store.db_uuid[:8]}.age"
        values = {
            "kind": "copy",
            "title": "托管密钥文件",
            "recipient": kept.name,
            "file_name": path.name,
            "sha256": hashlib.sha256(kept.box).hexdigest(),
            "size": len(kept.box),
            "fields": "数据密钥（只有受托的党委打得开）",
        }
        with self._store.transaction("登记托管密钥文件", undoable=False) as tx:
            Register(self._store, self._today).enter(tx, values)
            with disk_errors(path):
                write_atomic(path, kept.box)
        return path

    def _note(self, label: str, value: str) -> None:
        with self._store.transaction(label, undoable=False) as tx:
            row = tx.row("SELECT id FROM setting WHERE key = ?", (SETTING,))
            if row is None:
                tx.insert("setting", {"key": SETTING, "value": value})
            else:
                tx.update("setting", int(row[0]), {"value": value})


def _read(path: Path) -> bytes:
    with disk_errors(path), path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UserError(NOT_ESCROW, [path.name])
    return data


def sealing_secrets(store: Store) -> tuple[str, ...]:
    """Every sealing key this desk ever had: what was sealed to an old card opens too."""
    rows = store.rows("SELECT secret FROM identity WHERE use = 'seal' ORDER BY id DESC")
    return tuple(str(secret) for (secret,) in rows)
