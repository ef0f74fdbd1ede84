"""Checks before and after opening: is this a place to work in, is the file whole."""

import logging
from pathlib import Path

from models.db.connection import RawConnection
from models.domain.errors import UserError

log = logging.getLogger(__name__)

DAMAGED = "数据文件检查没有通过，没有改动任何内容。请不要继续录入，用最近的备份恢复。"


def check_place(folder: Path) -> None:
    """Refuse places where a database is known to break."""


def was_unclean(path: Path) -> bool:
    """Whether the last run left a log behind: it did not close. Only before opening."""
    leftovers = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return any(left.is_file() and left.stat().st_size > 0 for left in leftovers)


def checkpoint(raw: RawConnection) -> bool:
    """Fold the log into the file; False when something was left behind (all data is still safe in the log)."""
    busy, in_log, moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    if busy or in_log != moved:
        log.warning("checkpoint incomplete: busy %s, log %s, moved %s", busy, in_log, moved)
        return False
    return True


def quick(raw: RawConnection) -> None:
    """The checks of every opening."""
    _expect_ok(raw, "quick_check")
    if raw.execute("PRAGMA foreign_key_check").fetchall():
        raise UserError(DAMAGED, ["foreign_key_check"])


def thorough(raw: RawConnection) -> None:
    """After an unclean end: recovery is done, so fold the log in first, then check every page."""
    checkpoint(raw)
    problems = raw.execute("PRAGMA cipher_integrity_check").fetchall()
    if problems:
        raise UserError(DAMAGED, [str(problem[0]) for problem in problems[:5]])
    _expect_ok(raw, "integrity_check")


def _expect_ok(raw: RawConnection, check: str) -> None:
    answers = [str(row[0]) for row in raw.execute(f"PRAGMA {check}(5)").fetchall()]
    if answers != ["ok"]:
        raise UserError(DAMAGED, answers)
