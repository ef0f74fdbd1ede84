"""Contents by their SHA-256: attachments and templates. Written once beside the journal, which binds them by the
rows that name a hash; never changed; what was damaged is replaced by itself. Removed only by `drop`, once nothing
names them and somebody has decided for good.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from models.db.connection import RawConnection
from models.db.transaction import Reader, Tx
from models.domain.errors import UserError

NAMED_BY = ("attachment", "template")  # the tables whose rows name a hash
_ATTACHED = """SELECT coalesce(p.name, m.title, '') || ' ' || a.name || '.' || a.extension FROM attachment a
    LEFT JOIN person p ON p.id = a.person_id LEFT JOIN meeting m ON m.id = a.meeting_id WHERE a.sha256 = ?"""
_TEMPLATES = "SELECT name FROM template WHERE sha256 = ?"


def put(tx: Tx, content: bytes) -> str:
    """Keep the content, once, and return its hash as 64 hex digits; one that was damaged is whole again."""
    name = hashlib.sha256(content).hexdigest()
    row = tx.row("SELECT content FROM blob WHERE sha256 = ?", (name,))
    if row is None:
        tx.beside_journal.execute("INSERT INTO blob (sha256, content) VALUES (?, ?)", (name, content))
    elif hashlib.sha256(plain(row[0])).hexdigest() != name:
        _mend(tx.beside_journal, name, content)
    return name


def drop(tx: Tx, names: Iterable[str]) -> int:
    """Remove these contents for good, but for those something still names; how many went."""
    gone = 0
    for name in set(names):
        if not any(tx.row(f"SELECT 1 FROM {table} WHERE sha256 = ?", (name,)) for table in NAMED_BY):
            gone += int(has(tx, name))
            tx.beside_journal.execute("DELETE FROM blob WHERE sha256 = ?", (name,))
    return gone


def _mend(raw: RawConnection, name: str, content: bytes) -> None:
    """Put the right content in the place of a damaged one, which the table's triggers otherwise forbid."""
    raw.execute("PRAGMA recursive_triggers = OFF")
    try:
        raw.execute("INSERT OR REPLACE INTO blob (sha256, content) VALUES (?, ?)", (name, content))
    finally:
        raw.execute("PRAGMA recursive_triggers = ON")


def plain(value: Any) -> bytes:
    """A content as it is stored; another program may have made a text of it."""
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)


def has(reader: Reader, sha256: str) -> bool:
    """Whether the content is here; a package may have named it without bringing it."""
    return reader.row("SELECT 1 FROM blob WHERE sha256 = ?", (sha256,)) is not None


def get(reader: Reader, sha256: str) -> bytes:
    """The content, compared with its hash; UserError when it is not here or not what it was."""
    row = reader.row("SELECT content FROM blob WHERE sha256 = ?", (sha256,))
    if row is None:
        raise UserError("这个文件的内容不在本机。请让原来的电脑重新导出上报包，或重新添加这个文件。")
    content = plain(row[0])
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError("这个文件的内容已经损坏，不能打开。请从备份恢复，或重新添加这个文件。")
    return content


def damaged(reader: Reader, cancelled: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """The hashes of contents that are no longer what they were; one content at a time in memory."""
    for (row_id,) in reader.rows("SELECT id FROM blob ORDER BY id"):
        if cancelled():
            return
        found = reader.row("SELECT sha256, content FROM blob WHERE id = ?", (row_id,))
        if found is not None and hashlib.sha256(plain(found[1])).hexdigest() != found[0]:
            yield str(found[0])


def problems(reader: Reader, cancelled: Callable[[], bool] = lambda: False) -> list[str]:
    """Whose content is damaged, by the names people gave; a content nobody names any more by its hash."""
    found: list[str] = []
    for sha256 in damaged(reader, cancelled):
        names = [
            f"{label}“{row[0]}”"
            for label, sql in (("附件", _ATTACHED), ("自备模板", _TEMPLATES))
            for row in reader.rows(sql, (sha256,))
        ]
        found += names or [f"已删去的附件（{sha256[:12]}）"]
    return found
