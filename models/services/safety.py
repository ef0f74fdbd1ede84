"""Keeping the open branch safe: backups, their copies elsewhere, rehearsals, checks, restoring. For the screens.

Everything but `status`, `due` and `rows` takes its time and belongs off the GUI thread; `progress` may raise Cancelled.
"""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

from models.db import checks, health, rehearsal, restore, shelf
from models.db.store import Store
from models.domain.errors import DamagedFile, DoesNotFit, UserError
from models.domain.records import MEMBER_CATEGORIES
from models.domain.safety import (
    COPY_NOTED,
    BackupRow,
    BackupView,
    Due,
    Light,
    Remembered,
    RestoreResult,
    SafetyLine,
    SafetyStatus,
    backup_line,
    check_line,
    copy_line,
    due,
    rehearsal_line,
    rehearsed_sentence,
)
from models.services import restoring, stick
from models.services.keeping import recall, remember
from models.services.register import Register

Progress = Callable[[int, int], None]
KEYS = {
    name: f"safety.{name}"
    for name in (
        "copied_on", "copied_to", "rehearsed_on", "rehearsed", "rehearsal_problem", "checked_on", "checked",
        "check_problem", "backup_problem",
    )
}  # fmt: skip
SAME_DISK = "这个位置和数据在同一块硬盘上，硬盘坏了会一起坏。请选 U 盘或另一块硬盘。"
NO_BACKUP = "还没有备份。请先点“立即备份”。"
RESCUE = "数据文件有损坏，现在是只读的抢救方式：能看，能导出，不能录入。请从备份恢复。"


def nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def is_same_disk(folder: Path, data: Path) -> bool:
    """Whether both lie on one file system; a place that is not there is none."""
    return folder.exists() and folder.stat().st_dev == data.stat().st_dev


class Safety:
    """`status()` for the light; the rest is done when a person or the clock asks for it."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today
        self._register = Register(store, today)

    # state

    def kept(self) -> Remembered:
        """What this computer remembers; nothing of a damaged file is relied on."""
        if self._store.is_rescue:
            return Remembered()
        return Remembered(**{name: recall(self._store, key) for name, key in KEYS.items()})

    def _keep(self, **values: str) -> None:
        if self._store.read_only:
            return
        with self._store.transaction("", undoable=False) as tx:
            for name, value in values.items():
                remember(tx, KEYS[name], value)

    def status(self) -> SafetyStatus:
        """The sentences, worst first is the reader's business; cheap."""
        kept, today = self.kept(), self._today()
        entries = shelf.entries(restoring.data_folder(self._store))
        rows = self.rows()
        lines = [SafetyLine(Light.RED, "数据文件", sentence) for sentence in self._store.warnings]
        if self._store.is_rescue:
            lines.insert(0, SafetyLine(Light.RED, "数据文件", RESCUE))
        lines.append(
            backup_line(
                rows[0] if rows else None,
                0 if self._store.is_rescue else self._last_work(),
                kept.backup_problem,
                born_today=self._born_today(),
            )
        )
        if entries and not rehearsal.same_slots(entries[0], self._store.ring):
            lines.append(
                SafetyLine(Light.YELLOW, "口令", "最近的备份要用更换前的口令打开，下次备份后就用现在的口令。")
            )
        lines.append(copy_line(kept, entries[-1].made_on if entries else "", today))
        lines += [rehearsal_line(kept, today), check_line(kept, today)]
        if (free := health.free_bytes(self._store.folder)) < health.LOW_BYTES:
            lines.append(
                SafetyLine(Light.YELLOW, "磁盘", f"磁盘只剩 {free // 1024**2} MB，请清理，否则备份会停。")
            )
        return SafetyStatus(tuple(lines))

    def due(self) -> Due:
        """What the program should do by itself; an unclean stop, or a file too large to check at the start, too."""
        found = due(self.kept(), self._today())
        if self._store.read_only:
            return Due(check=False, rehearsal=False, copy=False)
        unchecked = not self._store.is_checked
        return Due(found.check or unchecked, found.rehearsal and bool(self.rows()), found.copy)

    def rows(self) -> list[BackupRow]:
        """The backups of this folder, newest first, each with what restoring it would lose."""
        if self._store.is_rescue:
            folder = restoring.data_folder(self._store)
            return restoring.rows(folder, max(self._store.head[0], restoring.last_known(folder, None)))
        return restoring.rows(self._store.folder, self._last_work(), self._store.has_entry)

    def _last_work(self) -> int:
        """The number of the last operation that is not the program's own note of a copy."""
        sql = "SELECT seq FROM journal WHERE label <> ? ORDER BY seq DESC LIMIT 1"
        return int(self._store.value(sql, (COPY_NOTED,)) or 0)

    def _born_today(self) -> bool:
        """Whether the first operation is of this very day, by the computer's clock."""
        if self._store.is_rescue:
            return False
        first = self._store.value("SELECT ts_wall FROM journal WHERE seq = 1")
        return str(first or "")[:10] == date.today().isoformat()

    def is_dirty(self) -> bool:
        """Whether something happened since the newest backup; of closed data nothing can be saved any more."""
        if not self._store.is_open:
            return False
        newest = shelf.newest(self._store.folder)
        if newest is None or not self._store.has_entry(newest.seq, newest.head):
            return True
        return newest.seq < self._last_work()

    # doing

    def backup(self, reason: str, progress: Progress = nobody, *, only_changed: bool = False) -> Path:
        """A verified backup; that it failed is remembered until one succeeds."""
        try:
            path = self._store.backup(reason, progress, only_changed=only_changed)
        except UserError as error:
            self._try_to_keep(backup_problem=error.message)
            raise
        if recall(self._store, KEYS["backup_problem"]):
            self._keep(backup_problem="")
        return path

    def _try_to_keep(self, **values: str) -> None:
        """On a full disk even the memory of it may fail; the first problem is the one to tell."""
        try:
            self._keep(**values)
        except UserError:
            return

    def check_all(self, progress: Progress = nobody) -> str:
        """Every page and the whole journal; the sentence, which is also remembered. UserError says what differs."""
        day = self._today()
        try:
            seq = checks.check_all(self._store, progress)
        except UserError as error:
            self._keep(checked_on=day, check_problem=f"{day} 核对没有通过：{error.message}")
            raise
        said = f"{day} 已核对数据文件和全部 {seq} 条操作记录，没有不一致"
        self._store.is_checked = True
        self._keep(checked_on=day, checked=said, check_problem="")
        return said

    def rehearse(self, progress: Progress = nobody, chance: random.Random | None = None) -> str:
        """Restore the newest backup and an older one for practice; the sentence, which is also remembered."""
        day = self._today()
        entries = [one for one in shelf.entries(self._store.folder) if one.db_uuid == self._store.db_uuid]
        if not entries:
            raise UserError(NO_BACKUP)
        chosen = rehearsal.choose(entries, chance or random.Random())
        results: list[rehearsal.Rehearsed] = []
        for number, entry in enumerate(chosen):
            progress(number, len(chosen))
            try:
                results.append(rehearsal.rehearse(entry, self._store.data_key, MEMBER_CATEGORIES))
            except UserError as error:
                if isinstance(error, DamagedFile) and number and not self._has_this_key(entry):
                    continue  # of an earlier data key: only its own password opens it
                self._failed(day, entry, error)
                raise
        progress(len(chosen), len(chosen))
        said = rehearsed_sentence(day, results[0].members, results[0].fen)
        self._keep(rehearsed_on=day, rehearsed=said, rehearsal_problem="")
        return said

    def _has_this_key(self, entry: shelf.Entry) -> bool:
        return rehearsal.same_slots(entry, self._store.ring)

    def _failed(self, day: str, entry: shelf.Entry, error: UserError) -> None:
        """A backup that cannot be restored is set aside; a new one is due at once."""
        if isinstance(error, DamagedFile | DoesNotFit):
            shelf.set_aside(entry.path)
        said = f"{day} 演练没有成功（{entry.made_at} 的备份）：{error.message}"
        self._keep(rehearsed_on=day, rehearsal_problem=said)

    def copy_to(
        self, folder: Path, progress: Progress = nobody, cancelled: Callable[[], bool] | None = None
    ) -> Path:
        """The newest backup (made now when something changed) to another disk, read back; noted in the register."""
        if is_same_disk(folder, self._store.folder):
            raise UserError(SAME_DISK, [str(folder)])
        source = self.backup("复制到另一处", only_changed=True)
        done = stick.write(source, folder, progress, cancelled)
        values = {
            "kind": "copy",
            "title": "备份的副本",
            "file_name": done.path.name,
            "sha256": done.sha256,
            "size": done.size,
            "medium": str(folder),
            "fields": "全部数据（加密，需口令）",
        }
        with self._store.transaction(COPY_NOTED, undoable=False) as tx:
            self._register.enter(tx, values)
            remember(tx, KEYS["copied_on"], self._today())
            remember(tx, KEYS["copied_to"], folder.name or str(folder))
        return done.path

    # restoring

    def view(self, path: Path, secret: restore.Secret) -> BackupView:
        """Open a backup in a scratch folder and say what is inside."""
        return restoring.view(path, secret, self._store, self._store.head[0])

    def restore(self, path: Path, secret: restore.Secret, progress: Progress = nobody) -> RestoreResult:
        """Put a backup in place of the data; the store is closed by it. Reopen with the password."""
        folder = restoring.data_folder(self._store)
        return restoring.restore_into(folder, path, secret, progress, store=self._store)

    def salvage(self, folder: Path, cancelled: Callable[[], bool], progress: Progress = nobody) -> list[str]:
        """What can be read of a damaged file, table by table, as files; sentences say what could not."""
        return restoring.write_salvage(self._store, folder, cancelled, progress)

    @property
    def is_rescue(self) -> bool:
        return self._store.is_rescue
