"""The thorough check while somebody works: on a copy, so that only copying holds the data up."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from models.db import backup, health
from models.db.connection import connect_plainly, database_errors, pragma
from models.db.files import disk_errors, make_private
from models.db.shelf import FOLDER_NAME
from models.db.store import DB_NAME, Store
from models.domain.errors import UserError

STEPS = 3
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
        finally:
            copy.close()
    progress(2, STEPS)
    if problem:
        raise UserError(problem)
    if (found["seq"], found["head"]) != (seq, link):
        raise UserError("核对时数据有改动。请再核对一次。")
    progress(STEPS, STEPS)
    return seq


def _size(store: Store) -> int:
    return int(pragma(store.connection, "page_count")) * int(pragma(store.connection, "page_size"))
