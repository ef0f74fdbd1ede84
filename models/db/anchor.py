"""The head anchor: number and hash of the last journal entry, kept outside the data folder with a MAC.

It lies in another folder (`place`, given by whoever opens the data), so that an old copy of the data folder put back
does not bring its own proof along. A moved folder or a new computer has no anchor yet, and that is nothing wrong.
"""

import hashlib
import hmac
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from models.db.connection import RawConnection
from models.db.files import disk_errors, make_private, write_atomic
from models.db.journal import canonical, hash_at

INSIDE = "anchor/head.json"  # where it used to lie, and lies when the opener names no place
CODE_LENGTH = 12
DAMAGED = "核对文件（anchor 文件夹）已损坏，无法证明数据是最新的。请与最近的备份核对。"

Head = tuple[int, str]


class BadAnchor(Exception):
    """The anchor file is damaged or not ours."""


class Anchor:
    """The sidecar of one database. Reading takes over what an earlier program left inside the data folder."""

    def __init__(self, folder: Path, place: Path | None, db_uuid: str, data_key: bytes) -> None:
        self._inside = folder / INSIDE
        self.path = place / f"{db_uuid}.json" if place else self._inside
        self._db_uuid = db_uuid
        self._mac_key = hashlib.sha256(b"djb-head-anchor-v1" + data_key).digest()

    def write(self, head: Head) -> None:
        """Replace the anchor; raises OSError."""
        body: dict[str, Any] = {"db_uuid": self._db_uuid, "seq": head[0], "hash": head[1]}
        make_private(self.path.parent)
        write_atomic(self.path, canonical({**body, "mac": self._mac(body)}).encode("ascii"))
        if self.path != self._inside and self._inside.is_file():
            self._inside.unlink()
            with suppress(OSError):  # evidence set aside earlier may still lie there
                self._inside.parent.rmdir()

    def heads(self) -> list[Head]:
        """What was anchored, at the new place and at the old one; raises BadAnchor.

        A whole one inside the folder stands in for a foreign one outside: new keys and restored backups bring theirs.
        """
        found: list[Head] = []
        bad: BadAnchor | None = None
        for path in dict.fromkeys((self.path, self._inside)):
            try:
                found += [self._read(path)] if path.is_file() else []
            except BadAnchor as error:
                bad = error
        if bad and not found:
            raise bad
        return found

    def problem(self, raw: RawConnection, head: Head) -> str:
        """A sentence when the database does not continue the anchored head, else an empty text."""
        try:
            anchored = self.heads()
        except BadAnchor:
            return DAMAGED
        for seq, link in anchored:
            if hash_at(raw, seq, self._db_uuid) == link:
                continue
            if seq > head[0]:
                lost = f"缺少第 {head[0] + 1} 至 {seq} 号操作"
                return f"这份数据比上次使用时旧（{lost}），可能被旧文件替换过。请与最近的备份核对后再录入。"
            return "操作记录与上次使用时不同，可能被替换或改动过。请与最近的备份核对后再录入。"
        return ""

    def set_aside(self) -> None:
        """Keep an anchor that does not fit, as evidence, before a new one is written."""
        for path in dict.fromkeys((self.path, self._inside)):
            number = 1
            while (kept := path.with_name(f"{path.stem}-mismatch-{number}.json")).exists():
                number += 1
            if path.is_file():
                with disk_errors(path):
                    path.replace(kept)

    def _mac(self, body: dict[str, Any]) -> str:
        return hmac.new(self._mac_key, canonical(body).encode("utf-8"), hashlib.sha256).hexdigest()

    def _read(self, path: Path) -> Head:
        try:
            found = json.loads(path.read_bytes())
            body = {"db_uuid": found["db_uuid"], "seq": found["seq"], "hash": found["hash"]}
            if body["db_uuid"] != self._db_uuid or not hmac.compare_digest(found["mac"], self._mac(body)):
                raise BadAnchor
            return int(body["seq"]), str(body["hash"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadAnchor from error


def last_seq_known(place: Path, db_uuid: str) -> int:
    """The number an anchor names, unproven: for saying what a restore would lose when nothing else can be read."""
    try:
        return int(json.loads((place / f"{db_uuid}.json").read_bytes())["seq"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0
