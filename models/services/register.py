"""The register of everything that left this computer: packages, receipts, cards, exported files. Nothing is ever
taken out of it (条例 12: the record of what was handed to others is kept three years and longer).

Beside it, the list 本次导出清理: exported files which are still where they were written, in plain text.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from models.db.files import disk_errors
from models.db.store import Store
from models.db.transaction import Tx
from models.domain.errors import UserError
from models.domain.handoff import ExportedFile, OutgoingEntry
from models.services.keeping import recall, remember

_COLUMNS = tuple(field.name for field in fields(OutgoingEntry))
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM outgoing"
_LEFT = "exports.left"  # key of the table keeping: exported files nobody has removed yet
_MOST_LEFT = 500
_LONGEST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What tidying did: files removed, and files left because somebody has changed them since."""

    removed: tuple[Path, ...]
    changed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """The codes at the foot of sheets, and what each of them is about (kind:uuid, or "")."""

    codes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


NO_CODES = Coded()


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper by its code; `kind` "" when it is about nobody in particular, or the record is gone."""

    entry: OutgoingEntry
    kind: str = ""
    record_id: int = 0
    name: str = ""


class Register:
    """Lines are only added and completed; there is no way to delete one."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today

    def entries(self, kind: str = "") -> list[OutgoingEntry]:
        """All lines, or those of one kind, newest first."""
        where, args = (" WHERE kind = ?", (kind,)) if kind else ("", ())
        return [_entry(row) for row in self._store.rows(f"{_SELECT}{where} ORDER BY id DESC", args)]

    def get(self, entry_id: int) -> OutgoingEntry:
        """One line; UserError when there is none."""
        row = self._store.row(f"{_SELECT} WHERE id = ?", (entry_id,))
        if row is None:
            raise UserError("登记簿里没有这一条。请刷新后再试。")
        return _entry(row)

    def package(self, package_id: str) -> OutgoingEntry | None:
        """The line of a package by its id."""
        row = self._store.row(f"{_SELECT} WHERE package_id = ? AND kind = 'package'", (package_id,))
        return _entry(row) if row else None

    def packages_to(self, peer_id: int) -> list[OutgoingEntry]:
        """What was ever made for this recipient, newest first."""
        sql = f"{_SELECT} WHERE kind = 'package' AND peer_id = ? ORDER BY seq DESC"
        return [_entry(row) for row in self._store.rows(sql, (peer_id,))]

    def manifest(self, entry_id: int) -> str:
        """What exactly was in a package: its manifest, kept for the day the stick is lost."""
        return str(self._store.value("SELECT manifest FROM outgoing WHERE id = ?", (entry_id,)) or "")

    def receipt(self, entry_id: int) -> str:
        """The receipt as it was signed, or ""."""
        return str(self._store.value("SELECT receipt FROM outgoing WHERE id = ?", (entry_id,)) or "")

    def now(self) -> str:
        """The day of the desk with the time of the computer: information only, order is by id."""
        return f"{self._today()}T{datetime.now().strftime('%H:%M:%S')}"

    def enter(self, tx: Tx, values: Mapping[str, Any]) -> int:
        """Add a line inside the transaction of what it tells of."""
        return tx.insert("outgoing", {"made_at": self.now(), "made_by": self._store.actor, **values})

    # exports

    def record_export(
        self,
        title: str,
        files: Sequence[Path],
        *,
        recipient: str = "",
        fields: str = "",
        records: int = 0,
        coded: Coded = NO_CODES,
    ) -> None:
        """One line for files that were just written, and their places for tidying; nothing in read-only mode."""
        if not files or self._store.read_only:
            return
        hashes = [(path.absolute(), _sha256(path)) for path in files]
        names = "、".join(path.name for path in files)
        if len(names) > _LONGEST_NAMES:
            names = f"{names[:_LONGEST_NAMES]}…等 {len(files)} 个文件"
        values: dict[str, Any] = {
            "kind": "export",
            "title": title,
            "recipient": recipient,
            "file_name": names,
            "sha256": hashes[0][1] if len(hashes) == 1 else "",
            "size": sum(path.stat().st_size for path in files),
            "fields": fields,
            "records": records,
            **_coded(coded),
        }
        at = self.now()
        listed = [ExportedFile(path=path, title=title, made_at=at, sha256=sha) for path, sha in hashes]
        with self._store.transaction(f"登记导出：{title}", undoable=False) as tx:
            self.enter(tx, values)
            again = {one.path for one in listed}
            self._keep(tx, [one for one in self._left() if one.path not in again] + listed)

    def record_print(self, title: str, coded: Coded, sheets: int, records: int = 0) -> None:
        """One line for what went to a printer."""
        values = {
            "kind": "export",
            "title": title,
            "medium": "打印",
            "fields": f"打印 {sheets} 页",
            "records": records,
        }
        with self._store.transaction(f"登记打印：{title}", undoable=False) as tx:
            self.enter(tx, {**values, **_coded(coded)})

    def by_code(self, code: str) -> list[FoundPaper]:
        """Where a 版本码 was printed or saved, the newest first, with the record that sheet was about."""
        wanted = code.replace(" ", "").lower()
        sql = f"SELECT version_code, about, {', '.join(_COLUMNS)} FROM outgoing WHERE instr(version_code, ?) > 0 ORDER BY id DESC"
        found: list[FoundPaper] = []
        for row in self._store.rows(sql, (wanted,)):
            known = dict(zip(str(row[0]).split(" "), str(row[1]).split(" "), strict=False))
            if wanted in known:
                found.append(self._found(_entry(row[2:]), *known[wanted].partition(":")[::2]))
        return found

    def _found(self, entry: OutgoingEntry, kind: str, uuid: str) -> FoundPaper:
        name = {"meeting": "title", "person": "name"}.get(kind)
        row = self._store.row(f"SELECT id, {name} FROM {kind} WHERE uuid = ?", (uuid,)) if name else None
        return FoundPaper(entry, kind, int(row[0]), str(row[1])) if row else FoundPaper(entry)

    def left_behind(self) -> list[ExportedFile]:
        """Exported files that still lie where they were written, newest first."""
        return [one for one in reversed(self._left()) if one.path.is_file()]

    def clean(self, paths: Iterable[Path]) -> Cleaned:
        """Remove exported files; one that was changed after the export is somebody's work and stays."""
        wanted = set(paths)
        removed: list[Path] = []
        changed: list[Path] = []
        for one in self.left_behind():
            if one.path not in wanted:
                continue
            if _sha256(one.path) != one.sha256:
                changed.append(one.path)
                continue
            with disk_errors(one.path):
                one.path.unlink()
            removed.append(one.path)
        self.forget(removed)
        return Cleaned(tuple(removed), tuple(changed))

    def forget(self, paths: Iterable[Path]) -> None:
        """Take files off the list without touching them (kept on purpose)."""
        gone = set(paths)
        if gone:
            with self._store.transaction("导出清理", undoable=False) as tx:
                self._keep(tx, [one for one in self._left() if one.path not in gone])

    def _left(self) -> list[ExportedFile]:
        text = recall(self._store, _LEFT)
        return [
            ExportedFile(path=Path(one["path"]), title=one["title"], made_at=one["at"], sha256=one["sha256"])
            for one in json.loads(text or "[]")
        ]

    def _keep(self, tx: Tx, left: Sequence[ExportedFile]) -> None:
        listed = [
            {"path": str(one.path), "title": one.title, "at": one.made_at, "sha256": one.sha256}
            for one in left[-_MOST_LEFT:]
        ]
        remember(tx, _LEFT, json.dumps(listed, ensure_ascii=False))


def _coded(coded: Coded) -> dict[str, str]:
    """As columns: one after the other, "-" where a sheet is about nobody in particular."""
    return {"version_code": " ".join(coded.codes), "about": " ".join(one or "-" for one in coded.about)}


def _entry(row: tuple[Any, ...]) -> OutgoingEntry:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["peer_id"] = values["peer_id"] or 0
    return OutgoingEntry(**values)


def _sha256(path: Path) -> str:
    with disk_errors(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
