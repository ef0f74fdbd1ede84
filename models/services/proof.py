"""The proof of a committee's partitions: written again as records, each part has the hash its branch signed."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from exporters.package.jsonl import dump
from models.db.store import Store
from models.domain.errors import Cancelled, UserError
from models.services import snapshot

_LATEST = """SELECT r.branch_uuid, r.manifest, b.id FROM received r
    JOIN (SELECT max(number) AS number FROM received WHERE result = 'merged' GROUP BY branch_uuid) last
    ON last.number = r.number LEFT JOIN branch b ON b.uuid = r.branch_uuid ORDER BY r.number"""
_UNKNOWN = """SELECT name FROM branch
    WHERE uuid NOT IN (SELECT branch_uuid FROM received WHERE result = 'merged')"""
MOST_LINES = 20


def verify_partitions(
    store: Store,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """UserError naming the branches and parts that are not what their package said (seconds for a large store)."""
    problems = [f"{row[0]}：没有收到过它的上报包" for row in store.rows(_UNKNOWN)]
    rows = store.rows(_LATEST)
    for done, (uuid, text, branch_id) in enumerate(rows, start=1):
        if cancelled and cancelled():
            raise Cancelled
        problems += _compare(store, str(uuid), text, branch_id)
        if progress:
            progress(done, len(rows))
    if problems:
        raise UserError(
            "支部上报的内容与其签过名的上报包不一致：有人不通过本程序改动过。请保留现状，用最近的备份核对。",
            problems[:MOST_LINES],
        )


def _compare(store: Store, uuid: str, text: str, branch_id: int | None) -> list[str]:
    if branch_id is None:
        return [f"{uuid}：内容不见了"]
    parts: dict[str, dict[str, Any]] = json.loads(text)["parts"]
    records = snapshot.take(store, branch_id=branch_id)
    name = str(records["branch"][0]["name"])
    wrong = [
        part
        for part, found in records.items()
        if (
            hashlib.sha256(dump(found)).hexdigest() != parts[part]["sha256"] if part in parts else bool(found)
        )
    ]
    return [f"{name}：{part}" for part in wrong]
