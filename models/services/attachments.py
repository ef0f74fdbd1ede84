"""Photos and files of people and meetings: contents by hash, each stored once and never changed; what is shown,
renamed or taken away is the line that speaks of them.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.db import blobs
from models.db.files import disk_errors, write_atomic
from models.db.store import Store, Tx
from models.db.transaction import Reader
from models.domain.attachment import (
    BROKEN_CONTENT,
    MENDED,
    MOST_BYTES,
    MOST_BYTES_PER_OWNER,
    MOST_FILES,
    MOST_PER_OWNER,
    NOT_HERE,
    OTHER_KIND,
    TOO_LARGE,
    TOTAL_BYTES,
    TOTAL_WARNED,
    Attachment,
    FileKind,
    checked_name,
    disk_name,
    name_of,
    recognise,
    size_words,
    tidy_name,
)
from models.domain.errors import Cancelled, UserError
from models.domain.picture_file import Photo
from models.services import viewing
from models.services.register import Register

PHOTO_NAME = "照片"
LARGEST_PHOTO = 500 * 1024
_FIELDS = ("id", "uuid", "kind", "name", "sha256", "extension", "size", "added_on", "remark", "position")
_SELECT = f"""SELECT {", ".join(f"a.{name}" for name in _FIELDS)}, coalesce(a.person_id, 0), coalesce(a.meeting_id, 0),
    EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = a.sha256) FROM attachment a"""

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose files: of one person, or of one meeting."""

    person_id: int = 0
    meeting_id: int = 0

    @property
    def where(self) -> tuple[str, int]:
        return (
            ("a.person_id = ?", self.person_id) if self.person_id else ("a.meeting_id = ?", self.meeting_id)
        )


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file somebody wants to add."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding: the new lines, sentences for what was not taken, and a word about the sum of all."""

    ids: tuple[int, ...]
    problems: tuple[str, ...]
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much is kept; each content counts once."""

    files: int
    bytes: int

    @property
    def warning(self) -> str:
        """A sentence when backups and handoff files become large."""
        if self.bytes < TOTAL_WARNED:
            return ""
        return (
            f"全部附件合计 {size_words(self.bytes)}。每次备份、给另一台电脑的数据包都带着它们，会越来越慢："
            "请用较低的分辨率扫描，删去用不着的。"
        )


class Attachments:
    """`desk.attachments`; at the committee only what reads."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today

    # reading

    def of(self, owner: Owner) -> list[Attachment]:
        """The photo first, then files in the order in which they were added."""
        where, value = owner.where
        found = self._read(where, value)
        return sorted(found, key=lambda one: (one.kind is not FileKind.PHOTO, one.position))

    def of_person(self, person_id: int) -> list[Attachment]:
        return self.of(Owner(person_id=person_id))

    def photo(self, person_id: int) -> Attachment | None:
        """The photo of a person: the newest, if merging two computers left several."""
        photos = [one for one in self.of_person(person_id) if one.kind is FileKind.PHOTO]
        return max(photos, key=lambda one: (one.added_on, one.id), default=None)

    def portrait(self, person_id: int) -> Photo | None:
        """The photo of a person to be printed, when its content is here and whole."""
        one = self.photo(person_id)
        return self._printed(one) if one is not None else None

    def photos_of(self, meeting_id: int) -> tuple[Photo, ...]:
        """The photos of a meeting that are here, to be printed with its minutes."""
        found = [one for one in self.of(Owner(meeting_id=meeting_id)) if one.kind is FileKind.PHOTO]
        return tuple(photo for photo in map(self._printed, found) if photo is not None)

    def _printed(self, one: Attachment) -> Photo | None:
        """The photo for a form; None when its content is not here or not whole: the form has a place for the pen."""
        try:
            return Photo(content=self.content(one), caption=one.remark)
        except UserError:
            return None

    def get(self, attachment_id: int) -> Attachment:
        """One of them; UserError when it is gone."""
        found = self._read("a.id = ?", attachment_id)
        if not found:
            raise UserError("这个附件已经不在了，请刷新后再看。")
        return found[0]

    def _read(self, where: str, value: object) -> list[Attachment]:
        rows = self._store.rows(f"{_SELECT} WHERE {where} ORDER BY a.added_on, a.id", (value,))
        return [_attachment(row) for row in rows]

    def content(self, attachment: Attachment) -> bytes:
        """Its bytes, held against their hash; UserError when they are not here, or are not what they were."""
        if not blobs.has(self._store, attachment.sha256):
            raise UserError(NOT_HERE.format(name=attachment.title))
        try:
            return blobs.get(self._store, attachment.sha256)
        except UserError as error:
            raise UserError(BROKEN_CONTENT.format(name=attachment.title)) from error

    def _is_whole(self, one: Attachment) -> bool:
        try:
            self.content(one)
        except UserError:
            return False
        return True

    def usage(self) -> Usage:
        """Number and sum of all."""
        return _usage(self._store)

    # showing

    def open_copy(self, attachment: Attachment) -> Path:
        """A copy for another program to show, gone when the data are closed."""
        if self._store.is_rescue:
            raise UserError("这是损坏数据的只读副本，不能直接打开附件。请用“另存为”存到别处再看。")
        content = self.content(attachment)
        if recognise(content, attachment.title) != attachment.extension:
            raise UserError(OTHER_KIND.format(name=attachment.title))
        return viewing.put(self._store.folder, disk_name(attachment), content)

    def save_to(self, attachment: Attachment, path: Path) -> None:
        """A copy where somebody wants it, in the register of what left like every exported file."""
        with disk_errors(path):
            write_atomic(path, self.content(attachment))
        whose = self.whose(attachment)
        Register(self._store, self._today).record_export(
            f"附件：{attachment.title}", [path], fields=f"{whose}的{attachment.kind.value}", records=1
        )

    def whose(self, attachment: Attachment) -> str:
        """The name of the person, or the title of the meeting."""
        table, column, key = (
            ("person", "name", attachment.person_id)
            if attachment.person_id
            else ("meeting", "title", attachment.meeting_id)
        )
        return str(self._store.value(f"SELECT {column} FROM {table} WHERE id = ?", (key,)) or "")

    # writing

    def set_photo(self, person_id: int, content: bytes) -> int:
        """The portrait of a person, made by the program itself, in place of the one before: one step."""
        if recognise(content, PHOTO_NAME) != "jpg" or len(content) > LARGEST_PHOTO:
            raise UserError("照片没有按规定的大小制作，没有存入。请重新选取照片。")
        name = self._store.value("SELECT name FROM person WHERE id = ?", (person_id,))
        with self._store.transaction(f"设置照片：{name}") as tx:
            before = [one for one in self.of_person(person_id) if one.kind is FileKind.PHOTO]
            _refuse_full(tx, len(content))
            for one in before:
                if one.sha256 == hashlib.sha256(content).hexdigest():
                    return one.id
            for one in before:
                tx.delete("attachment", one.id)
            return self._insert(tx, Owner(person_id=person_id), FileKind.PHOTO, PHOTO_NAME, "jpg", content)

    def add(
        self,
        owner: Owner,
        files: Iterable[NewFile | Path],
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
        kind: FileKind = FileKind.FILE,
    ) -> Added:
        """Add files in one step; one that cannot be taken is named, the others are added all the same."""
        wanted = list(files)
        ids: list[int] = []
        problems: list[str] = []
        label = self._label("添加附件", owner, wanted)
        with self._store.transaction(label) as tx:
            for done, file in enumerate(wanted):
                if cancelled is not None and cancelled():
                    raise Cancelled
                try:
                    new = file if isinstance(file, NewFile) else read_new(file)
                    ids.append(self._add_one(tx, owner, new, kind))
                except UserError as error:
                    problems.append(str(error))
                if progress is not None:
                    progress(done + 1, len(wanted))
        return Added(tuple(ids), tuple(problems), self.usage().warning)

    def _label(self, what: str, owner: Owner, files: Sequence[NewFile | Path]) -> str:
        whose = self.whose(Attachment(person_id=owner.person_id, meeting_id=owner.meeting_id))
        names = tidy_name(files[0].name) if len(files) == 1 else f"{len(files)} 个文件"
        return f"{what}：{whose} {names}"

    def _add_one(self, tx: Tx, owner: Owner, file: NewFile, kind: FileKind) -> int:
        extension = recognise(file.content, file.name)
        name = checked_name(name_of(file.name, extension))
        there = self.of(owner)
        sha256 = hashlib.sha256(file.content).hexdigest()
        for one in there:
            if one.sha256 == sha256 and one.kind is kind:
                if not self._is_whole(one):
                    blobs.put(tx, file.content)
                    raise UserError(MENDED.format(name=one.title))
                raise UserError(f"“{tidy_name(file.name)}”与已有的“{one.title}”内容相同，没有重复添加。")
        if (
            len(there) >= MOST_PER_OWNER
            or sum(one.size for one in there) + len(file.content) > MOST_BYTES_PER_OWNER
        ):
            raise UserError(
                f"“{tidy_name(file.name)}”没有添加：一个人（一次会议）最多 {MOST_PER_OWNER} 个文件、"
                f"合计 {size_words(MOST_BYTES_PER_OWNER)}。请先删去用不着的。"
            )
        _refuse_full(tx, len(file.content))
        if kind is FileKind.PHOTO and extension != "jpg":
            raise UserError(f"“{tidy_name(file.name)}”不能作为照片，请在看图软件里另存为 JPG 再添加。")
        last = max((one.position for one in there), default=0) if kind is FileKind.PHOTO else -1
        return self._insert(tx, owner, kind, _free(name, there), extension, file.content, last + 1)

    def _insert(
        self,
        tx: Tx,
        owner: Owner,
        kind: FileKind,
        name: str,
        extension: str,
        content: bytes,
        position: int = 0,
    ) -> int:
        sha256 = blobs.put(tx, content)
        values: dict[str, Any] = {
            "branch_id": int(tx.value("SELECT id FROM branch ORDER BY id LIMIT 1")),
            "person_id": owner.person_id or None,
            "meeting_id": owner.meeting_id or None,
            "kind": kind.value,
            "name": name,
            "sha256": sha256,
            "extension": extension,
            "size": len(content),
            "added_on": self._today(),
            "position": position,
        }
        return tx.insert("attachment", values)

    def rename(self, attachment_id: int, name: str, remark: str = "") -> bool:
        """Another name and remark; False when they were so already."""
        one = self.get(attachment_id)
        self._refuse_signed(one)
        values = {"name": checked_name(name), "remark": " ".join(remark.split())[:200]}
        with self._store.transaction(f"附件改名：{self.whose(one)} {one.title}") as tx:
            return tx.update("attachment", one.id, values)

    def arrange(self, attachment_ids: Sequence[int]) -> None:
        """Photos of one meeting in this order on paper; what lay with signed minutes keeps its place."""
        found = [self.get(one) for one in attachment_ids]
        if not found:
            return
        self._refuse_signed(found[0])
        with self._store.transaction(f"照片排序：{self.whose(found[0])}") as tx:
            for place, one in enumerate(found, start=1):
                tx.update("attachment", one.id, {"position": place})

    def remove(self, attachment_ids: Sequence[int]) -> None:
        """Take lines away in one step; the contents stay, so that it can be taken back."""
        found = [self.get(one) for one in attachment_ids]
        if not found:
            return
        self._refuse_signed(found[0])
        what = found[0].title if len(found) == 1 else f"{len(found)} 个附件"
        with self._store.transaction(f"删除附件：{self.whose(found[0])} {what}") as tx:
            for one in found:
                tx.delete("attachment", one.id)

    def _refuse_signed(self, one: Attachment) -> None:
        """What lay with the minutes when they were signed stays with them; more may be added."""
        sql = "SELECT signed_on FROM meeting WHERE id = ?"
        if one.meeting_id and self._store.value(sql, (one.meeting_id,)):
            raise UserError("会议记录签字定稿后，附件不能删去或改名。可以再添加更正的文件。")


def _attachment(row: tuple[Any, ...]) -> Attachment:
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=False))
    person_id, meeting_id, is_here = row[len(_FIELDS) :]
    values["kind"] = FileKind(str(values["kind"]))
    return Attachment(**values, person_id=person_id, meeting_id=meeting_id, is_here=bool(is_here))


def _free(name: str, there: Sequence[Attachment]) -> str:
    """A name no sister has."""
    taken = {one.name for one in there}
    number, free = 2, name
    while free in taken:
        free = f"{name}（{number}）"
        number += 1
    return free


def read_new(path: Path) -> NewFile:
    """A file from somewhere: an ordinary one, looked at before it is read."""
    shown = tidy_name(path.name)
    with disk_errors(path):
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UserError(f"“{shown}”不是文件，没有添加。请选择文件，不要选文件夹。")
        if found.st_size > MOST_BYTES:
            raise UserError(
                TOO_LARGE.format(name=shown, size=size_words(found.st_size), most=size_words(MOST_BYTES))
            )
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            return NewFile(path.name, file.read(MOST_BYTES + 1))


def _usage(reader: Reader) -> Usage:
    row = reader.row(
        "SELECT count(*), coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM attachment)"
    )
    return Usage(*(int(value) for value in row or (0, 0)))


def _refuse_full(tx: Tx, more: int) -> None:
    used = _usage(tx)
    if used.files >= MOST_FILES or used.bytes + more > TOTAL_BYTES:
        raise UserError(
            f"附件总数已到上限（{MOST_FILES:,} 个、{size_words(TOTAL_BYTES)}）。请删去用不着的，或把文件存到别处。"
        )
