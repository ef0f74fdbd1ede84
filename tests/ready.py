"""What many tests start from, made once a process and copied: the newest schema, and the sample branch."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlcipher3 import dbapi2

from models.db import migrate
from models.db.connection import RawConnection
from models.services.desk import Desk
from models.services.sample import SAMPLE_PASSWORD, create_sample, sample_day

REAL_MIGRATE = migrate.migrate
REAL_STEPS = migrate.MIGRATIONS


@cache
def folder() -> Path:
    """Where the originals lie until the process ends."""
    made = Path(tempfile.mkdtemp(prefix="ready-"))
    atexit.register(shutil.rmtree, made)
    return made


@cache
def _newest_schema() -> RawConnection:
    """An empty file with every step done, by the steps themselves."""
    path = str(folder() / "schema.db")
    raw = cast("Any", dbapi2).connect(path, isolation_level=None, check_same_thread=False)
    raw.execute(f"PRAGMA key=\"x'{'0' * 64}'\"")
    raw.execute("PRAGMA journal_mode=WAL").fetchall()
    REAL_MIGRATE(raw)
    return raw


def migrate_by_copying(
    raw: RawConnection,
    before_upgrade: Callable[[], object] = lambda: None,
    before_commit: Callable[[], object] = lambda: None,
) -> bool:
    """For a new file the pages of one that was migrated (500 statements take 0.2 s); for any other the real steps."""
    is_new = not raw.execute("SELECT 1 FROM sqlite_master").fetchall()
    if not is_new or migrate.MIGRATIONS is not REAL_STEPS:
        return REAL_MIGRATE(raw, before_upgrade, before_commit)
    _newest_schema().backup(raw)
    return True


@cache
def sample_folder(with_last_year: bool) -> Path:
    """The closed folder of the sample branch; never opened, only copied."""
    made = folder() / ("two-years" if with_last_year else "sample")
    create_sample(made, with_last_year=with_last_year).close()
    return made


def sample_desk(target: Path, today: Callable[[], str] = sample_day, *, with_last_year: bool = False) -> Desk:
    """A copy of the sample branch, open, as `create_sample` leaves it."""
    shutil.copytree(sample_folder(with_last_year), target, dirs_exist_ok=True)
    return Desk.open(target, SAMPLE_PASSWORD, today)
