"""Restoring without an open branch: from the password page, from the command line, from a stick."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from models.db import anchor, backup, blobs, health, keys, rehearsal, rescue, restore, shelf
from models.db.connection import connect_plainly, database_errors
from models.db.files import disk_errors, make_private, write_atomic
from models.db.lock import FolderLock
from models.db.store import DB_NAME, Store, store_exists
from models.domain.attachment import Attachment, disk_name
from models.domain.errors import Cancelled, UserError
from models.domain.labels import TABLE_LABELS
from models.domain.records import MEMBER_CATEGORIES
from models.domain.recovery_code import read_code
from models.domain.safety import BackupRow, BackupView, RestoreResult, lost_words

Progress = Callable[[int, int], None]
Secret = restore.Secret
LAST_SHOWN = 5
ATTACHMENTS = "附件"
_HAS_COMMITTEES = (
    "SELECT 1 FROM sqlite_master WHERE name = 'organisation'"  # not in a backup of an older schema
)
_BRANCH = "SELECT name FROM branch ORDER BY id LIMIT 1"
_COMMITTEE = f"""SELECT name FROM organisation WHERE kind = 'committee' UNION ALL
    SELECT * FROM ({_BRANCH}) LIMIT 1"""


def by_password(text: str) -> Secret:
    """What was typed as a password; "" asks the open branch's own key."""
    return Secret(text)


def by_code(text: str) -> Secret:
    """What was typed as a recovery code; UserError when a group is wrong."""
    found = read_code(text)
    if not found.complete:
        raise UserError(found.problem)
    return Secret(found.symbols, keys.RECOVERY)


def data_folder(store: Store) -> Path:
    """The folder of the data, also when a quarantined copy of them is open."""
    return store.folder.parent.parent if store.is_rescue else store.folder


def rows(folder: Path, head: int, has_entry: Callable[[int, str], bool] | None = None) -> list[BackupRow]:
    """The backups of a folder, newest first. `head` is the last operation known of."""
    return [_row(entry, head, has_entry) for entry in shelf.entries(folder)]


def row_of(path: Path, head: int = 0) -> BackupRow:
    """A single file, from a stick; UserError when it is no backup."""
    entry = shelf.read_entry(path)
    if entry is None:
        raise UserError("这个文件不是支部工作台的备份，或者已经损坏。请换一个文件。", [path.name])
    return _row(entry, head, None)


def last_known(folder: Path, anchors: Path | None) -> int:
    """The last operation's number when the data cannot be opened: of the anchor, or the newest backup."""
    entries = shelf.entries(folder)
    if not entries:
        return 0
    return max(entries[0].seq, anchor.last_seq_known(anchors, entries[0].db_uuid) if anchors else 0)


def _row(entry: shelf.Entry, head: int, has_entry: Callable[[int, str], bool] | None) -> BackupRow:
    same = has_entry is None or has_entry(entry.seq, entry.head)
    return BackupRow(
        path=entry.path,
        serial=entry.serial,
        made_on=entry.made_on,
        made_at=entry.made_at,
        reason=entry.reason,
        seq=entry.seq,
        people=entry.counts.get("person", 0),
        meetings=entry.counts.get("meeting", 0),
        payments=entry.counts.get("payment", 0),
        size=entry.size,
        lost=lost_words(entry.seq, head) if same else "是恢复以前另一段时间的数据",
        same_line=same,
    )


def view(path: Path, secret: Secret, store: Store | None = None, head: int = 0) -> BackupView:
    """Open a backup in a scratch folder, check all of it, and say what is inside."""
    entry = shelf.read_entry(path)
    with tempfile.TemporaryDirectory(prefix="~look-", dir=_scratch(store)) as name:
        folder = Path(name)
        meta = backup.unpack(path, folder)
        ring = backup.ring_of(path, folder)
        data_key = restore.data_key_of(ring, store, secret)
        info = restore.checked_with(path, folder / DB_NAME, ring, data_key, meta, store, secret)
        copy = connect_plainly(folder / DB_NAME, data_key)
        try:
            with database_errors():
                committees = copy.execute(_HAS_COMMITTEES).fetchone() is not None
                branch = copy.execute(_COMMITTEE if committees else _BRANCH).fetchone()
                members = copy.execute(rehearsal.MEMBERS, MEMBER_CATEGORIES).fetchone()
                last = copy.execute(
                    "SELECT DISTINCT txn, ts_wall, label FROM journal ORDER BY seq DESC LIMIT ?",
                    (LAST_SHOWN * 4,),
                ).fetchall()
        finally:
            copy.close()
    labels = {row[0]: f"{str(row[1])[:16].replace('T', ' ')}　{row[2]}" for row in last}
    return BackupView(
        serial=info.serial,
        made_at=info.made_at,
        reason=info.reason,
        branch=str(branch[0]) if branch else "",
        members=int((members or (0,))[0]),
        meetings=info.counts.get("meeting", 0),
        payments=info.figures["payments"],
        fen=info.figures["fen"],
        last=tuple(labels.values())[:LAST_SHOWN],
        lost=lost_words(entry.seq, head) if entry and head else "",
    )


def _scratch(store: Store | None) -> Path | None:
    """On the data's own disk when there is one; the contents stay encrypted wherever they lie."""
    if store is None:
        return None
    place = data_folder(store) / shelf.FOLDER_NAME
    return place if place.is_dir() else None


def restore_into(
    folder: Path,
    path: Path,
    secret: Secret,
    progress: Progress,
    *,
    store: Store | None = None,
    anchors: Path | None = None,
    actor: str = "",
) -> RestoreResult:
    """Put a backup in place of what is in `folder`, which may be empty or damaged."""
    who = actor or (store.actor if store else "")
    done = restore.restore(folder, path, secret, store, progress, actor=who, anchors=anchors)
    return RestoreResult(
        serial=done.info.serial,
        made_on=done.info.made_on,
        made_at=done.info.made_at,
        epoch=done.epoch,
        saved=done.saved,
        keeps_password=done.keeps_password,
    )


def open_rescue(folder: Path, password: str) -> Store:
    """The damaged data read-only, from a quarantined copy."""
    return rescue.open_rescue(folder, password)


def copy_here(source: Path, target: Path, progress: Progress) -> Path:
    """Copy a data folder from a place it must not be used in; the copy is compared. The source stays as it is."""
    if store_exists(target):
        raise UserError("这个文件夹里已经有一份数据。请换一个空文件夹。", [str(target)])
    health.check_place(target)
    names = [name for name in rescue.FILES if (source / name).is_file()]
    held = [*names, *(str(p.relative_to(source)) for p in shelf.existing(source))]
    lock = FolderLock(source) if _may_lock(source) else None
    try:
        with disk_errors(target):
            for number, name in enumerate(held):
                progress(number, len(held))
                make_private((target / name).parent)
                write_atomic(target / name, (source / name).read_bytes())
            health.write_note(target)
    finally:
        if lock is not None:
            lock.release()
    progress(len(held), len(held))
    return target


def _may_lock(source: Path) -> bool:
    """A read-only medium cannot be in use elsewhere."""
    try:
        (source / ".branch-desk-try").touch()
        (source / ".branch-desk-try").unlink()
    except OSError:
        return False
    return True


def write_salvage(store: Store, folder: Path, cancelled: Callable[[], bool], progress: Progress) -> list[str]:
    """One JSON-lines file a table; the sentences name the rows that could not be read."""
    said: list[str] = []
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        names: dict[str, str] = {}
        contents, lost_contents = 0, 0
        for number, one in enumerate(rescue.salvage(store, cancelled)):
            progress(number, 0)
            if one.table == rescue.CONTENTS:
                contents += _write_contents(folder / ATTACHMENTS, one, names)
                lost_contents += len(one.lost)
                continue
            if not one.rows and not one.lost:
                continue
            if one.table == "attachment":
                names |= _file_names(one)
            label = TABLE_LABELS.get(one.table, one.table)
            lines = [
                json.dumps(dict(zip(one.columns, row, strict=True)), ensure_ascii=False) for row in one.rows
            ]
            write_atomic(folder / f"{label}.jsonl", "".join(f"{line}\n" for line in lines).encode("utf-8"))
            lost = "、".join(f"{a}–{b}" if b > a else str(a) for a, b in one.lost[:20])
            said.append(f"{label}：读出 {len(one.rows)} 行" + (f"；第 {lost} 行读不出" if lost else ""))
        if contents or lost_contents:
            more = f"；{lost_contents} 个读不出" if lost_contents else ""
            said.append(f"{ATTACHMENTS}：读出 {contents} 个文件{more}")
    if cancelled():
        raise Cancelled
    return said


def _file_names(one: rescue.Salvaged) -> dict[str, str]:
    """By hash, the names people know."""
    found: dict[str, str] = {}
    for row in one.rows:
        values = dict(zip(one.columns, row, strict=True))
        line = Attachment(name=str(values["name"]), extension=str(values["extension"]))
        found[str(values["sha256"])] = disk_name(line)
    return found


def _write_contents(folder: Path, one: rescue.Salvaged, names: Mapping[str, str]) -> int:
    """The contents as files, the beginning of the hash before each name, so that no two are the same.

    One that no attachment names is a template, or of one that was deleted; one that is not what it was is called so.
    """
    for row in one.rows:
        values = dict(zip(one.columns, row, strict=True))
        content, kept = blobs.plain(values["content"]), str(values["sha256"])
        sha256 = hashlib.sha256(content).hexdigest()
        damaged = "" if sha256 == kept else "内容有损 "
        folder.mkdir(exist_ok=True)
        write_atomic(folder / f"{sha256[:8]} {damaged}{names.get(kept, '未命名')}", content)
    return len(one.rows)
