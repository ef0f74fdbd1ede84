"""The reading process: it alone opens what strangers sent, and answers with values that were checked.

Contents do not travel through the pipe: they go, sealed, into the staging folder.
"""

import json
import logging
import marshal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from exporters.package.cards import Card
from exporters.package.reading import Package, open_package
from exporters.package.refusal import PackageRefused, Reason
from exporters.package.sealing import Me
from exporters.package.table import Rows
from models.domain import yearbook
from models.domain.intake import Claim
from models.domain.yearbook import Period
from models.services import attachment_files, limits, partition
from models.services.staging import Sealed, attachment_nonce, attachment_path, leave, nonce, rows_path

_LARGE = 256 * 1024**2  # bytes in a file of contents; the next one begins a new file

_FIGURE_FIELDS = {  # what the yearbook looks at
    "branch": ("term_started_on",),
    "person": yearbook.PERSON_FIELDS,
    "movement": yearbook.MOVEMENT_FIELDS,
    "meeting": ("kind", "held_on", "signed_on"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the process needs to know for a batch."""

    me: Me
    key: bytes  # for what it leaves in the staging folder
    year: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One package that was opened, verified and parsed."""

    token: int
    rows: Sealed
    claim: Claim
    card: Card
    name: str
    made_at: str
    profile: str
    parts: frozenset[str]  # that the package includes, be they empty
    counts: Mapping[str, int]
    members: int
    dues: int
    figures: str  # JSON
    in_tree: tuple[int, int, int]  # of them, those with columns of their own
    attachments: tuple[str, ...] = ()  # by name, in the order in which their contents were put into staging


@dataclass(frozen=True, slots=True)
class NotTaken:
    """One file that was refused."""

    token: int
    refused: PackageRefused


def serve(pipe: Connection) -> None:
    """Main function of the process: a Job, then (token, path) until the pipe closes."""
    logging.disable()
    try:
        job: Job = pipe.recv()
    except (EOFError, OSError):
        return
    limits.limit_self(job.files)
    rows: Path | None = None
    for token, path in _orders(pipe):
        try:
            if rows is None or (rows.exists() and rows.stat().st_size > _LARGE):
                rows = rows_path(Path(path))
            answer: Found | NotTaken = read_package(job, token, Path(path), rows)
        except PackageRefused as refused:
            answer = NotTaken(token, refused)
        except MemoryError:
            answer = NotTaken(token, PackageRefused(Reason.TOO_BIG))
        except OSError as error:
            answer = NotTaken(token, PackageRefused(Reason.NO_SPACE, error.strerror or ""))
        try:
            pipe.send(answer)
        except OSError:  # nobody waits for it any more
            return


def _orders(pipe: Connection) -> Iterator[tuple[int, str]]:
    """Files to read, until the parent closes the pipe."""
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            return
        yield order


def read_package(job: Job, token: int, path: Path, rows: Path | None = None) -> Found:
    """One package: opened, proved, turned into columns and sealed away behind others in `rows`; PackageRefused says
    what is wrong with it.
    """
    package = open_package(path, job.me)
    if package.card.kind != "branch" or not {"branch", "person"} <= set(package.manifest.parts):
        raise PackageRefused(Reason.BAD_CONTENT, "不是支部给上级党委的上报包")
    parts = {name: list(package.rows(name)) for name in package.manifest.parts}
    try:
        sheets = partition.sheets_of(parts)
    except partition.BadReference as error:
        raise PackageRefused(Reason.BAD_CONTENT, f"引用了不存在的记录（{error}）") from error
    if problem := partition.money_problem(sheets):
        raise PackageRefused(Reason.BAD_CONTENT, problem)
    contents = marshal.dumps((sheets, package.manifest_text, package.signature))
    figures = _figures(parts, Period.until(job.year, package.manifest.created_at[:10]))
    left = leave(rows or rows_path(path), AESGCM(job.key).encrypt(nonce(token), contents, None))
    attachments = _put_attachments(job, token, path, package)
    return Found(
        token=token,
        rows=left,
        claim=_claim(package),
        card=package.card,
        name=str(partition.column(sheets, "branch", "name")[0]),
        made_at=package.manifest.created_at,
        profile=package.manifest.profile,
        parts=frozenset(parts),
        counts={name: len(columns[0]) for name, columns in sheets.items() if columns[0]},
        members=partition.members_of(sheets),
        dues=sum(partition.column(sheets, "payment", "amount_fen")),
        figures=json.dumps(figures, ensure_ascii=False),
        in_tree=yearbook.in_tree(figures),
        attachments=attachments,
    )


def _put_attachments(job: Job, token: int, path: Path, package: Package) -> tuple[str, ...]:
    """The contents its records speak of, each sealed in a file of its own; what nobody speaks of is left."""
    files = {name: digest.size for name, digest in package.manifest.files.items()}
    names = attachment_files.wanted(package.records(attachment_files.PART), files)
    for number, name in enumerate(names):
        sealed = AESGCM(job.key).encrypt(attachment_nonce(token, number), package.attachment(name), None)
        attachment_path(path, number).write_bytes(sealed)
    return names


def _claim(package: Package) -> Claim:
    said = package.manifest
    return Claim(
        branch_uuid=said.branch_id,
        package_id=package.package_id,
        seq=said.seq,
        prev=said.prev,
        epoch=said.epoch,
        restored_from=said.restored_from,
        audit_seq=said.audit_head.seq,
        audit_hash=said.audit_head.hash,
        audit_past=tuple((entry.seq, entry.hash) for entry in said.audit_past),
    )


def _figures(parts: Mapping[str, Sequence[Rows]], period: Period) -> yearbook.Figures:
    """What the yearbook counts, from no more fields than it asks for; of 400,000 payments only the sums.

    Up to the day of the package: what comes after it in the year nobody has told yet.
    """
    records = {name: _narrow(parts.get(name, ()), fields) for name, fields in _FIGURE_FIELDS.items()}
    paid, before, last = Counter[object](), period.before, period.last
    for rows in parts.get("payment", ()):
        days, people = rows.column("received_on"), rows.column("person")
        amounts = cast("Sequence[int]", rows.column("amount_fen"))
        for person, amount, day in zip(people, amounts, days, strict=True):
            if before < str(day) <= last:
                paid[person] += amount
    told = sum(paid.values()), sum(fen > 0 for fen in paid.values())
    return yearbook.count(records, period.year, told, period.last)


def _narrow(parts: Sequence[Rows], fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    for rows in parts:
        for values in rows.tuples(fields):
            yield dict(zip(fields, values, strict=True))
