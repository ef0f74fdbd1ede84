"""One package in the outbox: made from what the tables hold now, opened again, and compared before it counts."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from exporters.package import reading, writing
from exporters.package.cards import Card, Secrets
from exporters.package.fields import Record
from exporters.package.jsonl import tidy
from exporters.package.reading import Package
from exporters.package.sealing import Me
from exporters.package.writing import Letter, Written
from models.db.files import disk_errors, make_private, write_atomic
from models.db.transaction import Reader
from models.domain.errors import Cancelled, UserError
from models.domain.handoff import Profile
from models.services import redaction
from models.services.snapshot import Parts

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]
NOT_EQUAL = (
    "上报包写好后再打开核对，内容与本机记录不一致，没有留下这个包。"
    "请再做一次；如果还是这样，请检查这台电脑的磁盘和内存。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who makes the package, with which keys."""

    card: Card
    secrets: Secrets
    me: Me


@dataclass(frozen=True, slots=True)
class Made:
    """A package that lies in the outbox and was proved."""

    path: Path
    written: Written
    sha256: str


class Steps:
    """Progress in a few steps, and the place where cancelling is noticed."""

    def __init__(self, total: int, progress: Progress | None, cancelled: IsCancelled | None) -> None:
        self._total, self._done, self._progress, self._cancelled = total, 0, progress, cancelled

    def next(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def build(
    outbox: Path,
    reader: Reader,
    letter: Letter,
    parts: Parts,
    profile: Profile,
    sender: Sender,
    to: Card,
    readable: Mapping[str, bytes],
    files: Mapping[str, bytes],
    steps: Steps,
) -> Made:
    """Seal the records, write the file, open it with our own key and compare. No file is left on any failure."""
    fields = redaction.fields_of(profile)
    records = redaction.redact(parts, profile)
    steps.next()
    written = writing.write(
        letter,
        records,
        sender=sender.card,
        secrets=sender.secrets,
        to=to,
        fields=fields,
        files=files,
        readable=readable,
    )
    path = outbox / written.file_name
    steps.next()
    try:
        with disk_errors(outbox):
            make_private(outbox)
            write_atomic(path, written.data)
        steps.next()
        package = reading.open_package(path, sender.me, own=True)
        steps.next()
        prove(package, written, records, readable, files, reader)
        if package.sha256 != hashlib.sha256(written.data).hexdigest():
            raise UserError(NOT_EQUAL)
    except BaseException:
        discard(path)
        raise
    return Made(path, written, package.sha256)


def discard(path: Path) -> None:
    """Take a file out of the outbox that no line of the register speaks of."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def prove(
    package: Package,
    written: Written,
    records: Mapping[str, list[Record]],
    readable: Mapping[str, bytes],
    files: Mapping[str, bytes],
    reader: Reader,
) -> None:
    """What was read back is what was meant, and what the tables hold; UserError otherwise."""
    problems: list[str] = []
    if package.package_id != written.package_id:
        problems.append("包号不同")
    for part, meant in records.items():
        if sorted(map(_sortable, package.records(part))) != sorted(_sortable(_tidied(one)) for one in meant):
            problems.append(f"{part} 的内容不同")
    for name, content in readable.items():
        if package.readable(name) != content:
            problems.append(f"{name} 不同")
    for name, content in files.items():
        if package.attachment(name) != content:
            problems.append(f"附件 {name} 不同")
    problems += _against_tables(package, records, reader)
    if problems:
        raise UserError(NOT_EQUAL, problems)


def _against_tables(package: Package, records: Mapping[str, list[Record]], reader: Reader) -> list[str]:
    """Counted once more by the database itself, not by the code that made the package."""
    problems: list[str] = []
    for part, digest in package.manifest.parts.items():
        expected = int(reader.value(f"SELECT count(*) FROM {part}"))
        if part in ("mark", "answer", "attachment"):  # some of them may stay here on purpose
            expected = min(expected, len(records[part]))
        if digest.records != expected:
            problems.append(f"{part} 应有 {expected} 条，包里 {digest.records} 条")
    totals = package.manifest.totals
    if "payment" in package.manifest.parts:
        money = int(reader.value("SELECT coalesce(sum(amount_fen), 0) FROM payment"))
        if totals.get("dues_fen") != money:
            problems.append("党费合计不同")
    people = int(reader.value("SELECT count(*) FROM person WHERE deleted_on = ''"))
    if totals.get("people") != people:
        problems.append("人数不同")
    return problems


def _tidied(record: Record) -> Record:
    """As text travels: without characters that cannot."""
    clean = {name: tidy(value) if isinstance(value, str) else value for name, value in record.items()}
    return {name: value for name, value in clean.items() if value}


def _sortable(record: Record) -> list[tuple[str, str]]:
    return sorted((name, repr(value)) for name, value in record.items())
