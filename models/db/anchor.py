"""The head anchor: number and hash of the last journal entry, kept outside the database with a MAC."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from models.db.connection import RawConnection
from models.db.files import write_atomic
from models.db.journal import canonical, hash_at

ANCHOR_NAME = "anchor/head.json"
CODE_LENGTH = 12


def _mac(data_key: bytes, body: dict[str, Any]) -> str:
    key = hashlib.sha256(b"djb-head-anchor-v1" + data_key).digest()
    return hmac.new(key, canonical(body).encode("utf-8"), hashlib.sha256).hexdigest()


def write(folder: Path, data_key: bytes, db_uuid: str, head: tuple[int, str]) -> None:
    """Replace the anchor; raises OSError."""
    body: dict[str, Any] = {"db_uuid": db_uuid, "seq": head[0], "hash": head[1]}
    path = folder / ANCHOR_NAME
    path.parent.mkdir(exist_ok=True)
    write_atomic(path, canonical({**body, "mac": _mac(data_key, body)}).encode("ascii"))


class BadAnchor(Exception):
    """The anchor file is damaged or not ours."""


def read(folder: Path, data_key: bytes, db_uuid: str) -> tuple[int, str] | None:
    """The anchored head, None when there is no anchor yet; raises BadAnchor."""
    try:
        found = json.loads((folder / ANCHOR_NAME).read_bytes())
        body = {"db_uuid": found["db_uuid"], "seq": found["seq"], "hash": found["hash"]}
        if body["db_uuid"] != db_uuid or not hmac.compare_digest(found["mac"], _mac(data_key, body)):
            raise BadAnchor
        return int(body["seq"]), str(body["hash"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadAnchor from error


def problem(folder: Path, data_key: bytes, db_uuid: str, raw: RawConnection, head: tuple[int, str]) -> str:
    """A sentence when the database does not continue the anchored head, else an empty text."""
    try:
        anchored = read(folder, data_key, db_uuid)
    except BadAnchor:
        return "核对文件（anchor 文件夹）已损坏，无法证明数据是最新的。请与最近的备份核对。"
    if anchored is None or hash_at(raw, anchored[0], db_uuid) == anchored[1]:
        return ""
    if anchored[0] > head[0]:
        lost = f"缺少第 {head[0] + 1} 至 {anchored[0]} 号操作"
        return f"这份数据比上次使用时旧（{lost}），可能被旧文件替换过。请与最近的备份核对后再录入。"
    return "操作记录与上次使用时不同，可能被替换或改动过。请与最近的备份核对后再录入。"


def set_aside(folder: Path) -> Path:
    """Keep an anchor that does not fit, as evidence, before a new one is written."""
    path = folder / ANCHOR_NAME
    number = 1
    while (kept := path.with_name(f"head-mismatch-{number}.json")).exists():
        number += 1
    return path.replace(kept)
