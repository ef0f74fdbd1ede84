"""Bringing a file to this program's schema, one transaction for all steps, or not at all."""

from collections.abc import Callable
from typing import Protocol

from models.db.connection import APPLICATION_ID, RawConnection, pragma
from models.db.migrations import (
    m0001_start,
    m0002_handoff,
    m0003_committee,
    m0004_roster,
    m0005_papers,
    m0006_meetings,
    m0007_dues,
)
from models.domain.errors import UserError


class Migration(Protocol):
    """One file of models/db/migrations."""

    @property
    def VERSION(self) -> int: ...

    def up(self, execute: Callable[[str], object]) -> None: ...


MIGRATIONS: tuple[Migration, ...] = (
    m0001_start,
    m0002_handoff,
    m0003_committee,
    m0004_roster,
    m0005_papers,
    m0006_meetings,
    m0007_dues,
)  # named, so that the frozen program has them


def newest() -> int:
    """The schema version this program writes."""
    return MIGRATIONS[-1].VERSION


def version_of(raw: RawConnection) -> int:
    return int(pragma(raw, "user_version"))


def refuse_newer(raw: RawConnection) -> None:
    """A file of a later program is left alone."""
    if version_of(raw) > newest():
        raise UserError("数据由更新版本的程序保存过。请先升级本程序再打开；数据没有改动。")


def _nothing() -> None:
    """A new file needs neither a backup nor journal rows."""


def migrate(
    raw: RawConnection,
    before_upgrade: Callable[[], object] = _nothing,
    before_commit: Callable[[], object] = _nothing,
) -> bool:
    """Run the missing steps in one transaction.

    For a file that already has data, `before_upgrade` makes the verified backup, and `before_commit` journals
    what the steps changed in existing rows.
    """
    start = version_of(raw)
    steps = [step for step in MIGRATIONS if start < step.VERSION]
    if not steps:
        return False
    if start:
        before_upgrade()
    raw.execute("PRAGMA foreign_keys=OFF")  # inside a transaction it would do nothing
    raw.execute("BEGIN IMMEDIATE")
    try:
        for step in steps:
            step.up(raw.execute)
        if raw.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError("a migration left a reference to nothing")
        if start:
            before_commit()
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version={steps[-1].VERSION}")
        raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raw.execute("PRAGMA foreign_keys=ON")
    return True
