"""The thorough check while somebody works: on a copy, so that only copying holds the data up."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from models.db import backup, blobs, health
from models.db.connection import RawConnection, connect_plainly, database_errors, pragma
from models.db.files import disk_errors, make_private
from models.db.shelf import FOLDER_NAME
from models.db.store import DB_NAME, Store
from models.db.transaction import Reader, run_query
from models.domain.errors import UserError

STEPS = 3
DAMAGED_CONTENT = (
    "有文件的内容与存入时不一致，有人不通过本程序改动过，或磁盘出过错。其余内容核对无误。"
    "请把原来的文件在同一处再添加一次，就会补好；没有原件的，从以前的备份里取出（数据安全 → 恢复）。"
)
Progress = Callable[[int, int], None]


def check_all(store: Store, progress: Progress) -> int:
    """Every page, every reference, the whole journal against the rows, anchor and money; the number it reached.

    Copying reads each page of the file in use through its own check sum. UserError or DamagedFile otherwise.
    """
    place = store.folder / FOLDER_NAME
    with disk_errors(place):
        make_private(place)
    with tempfile.TemporaryDirectory(prefix="~check-", dir=place) as name, disk_errors(place):
        path = Path(name) / DB_NAME
        progress(0, STEPS)
        with store.database.store_lock, database_errors():
            if health.free_bytes(place) < 2 * _size(store) + backup.SPARE_BYTES:
                store.verify_chain()
                _refuse_damaged(store)
                return store.head[0]
            target = connect_plainly(path, store.data_key)
            try:
                store.connection.backup(target)
            finally:
                target.close()
            seq, link = store.head
            problem = store.proof_problem()
        progress(1, STEPS)
        copy = connect_plainly(path, store.data_key)
        try:
            with database_errors():
                pragma(copy, "journal_mode=DELETE")
                found, _ = backup.inspect(copy, store.db_uuid)
                progress(2, STEPS)
                _refuse_damaged(_Copy(copy))
        finally:
            copy.close()
    if problem:
        raise UserError(problem)
    if (found["seq"], found["head"]) != (seq, link):
        raise UserError("核对时数据有改动。请再核对一次。")
    progress(STEPS, STEPS)
    return seq


class _Copy(Reader):
    """The copy, read like a store."""

    def __init__(self, raw: RawConnection) -> None:
        self._raw = raw

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return run_query(self._raw, sql, params)


def _refuse_damaged(reader: Reader) -> None:
    """UserError naming the attachments and templates whose content is not what it was."""
    if wrong := blobs.problems(reader):
        raise UserError(DAMAGED_CONTENT, wrong[:20])


def _size(store: Store) -> int:
    return int(pragma(store.connection, "page_count")) * int(pragma(store.connection, "page_size"))
