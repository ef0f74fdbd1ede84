"""What a command answers: lines for people, one JSON object for programs, of a failure too."""

import argparse
import errno
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any

from models.domain.changes import BY_COMMAND
from models.domain.errors import AlreadyOpen, DamagedFile, DoesNotFit, PlaceRefused, UserError, WrongPassword
from models.services.desk_life import DeskLife

Say = Callable[[str], None]
USAGE, INTERRUPTED, FAILED = "usage", "interrupted", "failed"
REASONS: tuple[tuple[type[UserError], str], ...] = (
    (WrongPassword, "wrong_password"),
    (AlreadyOpen, "already_open"),
    (DamagedFile, "damaged"),
    (DoesNotFit, "does_not_fit"),
    (PlaceRefused, "place_refused"),
)


class UnreadableFile(UserError):
    """A file that is not what it should be, or not a sound one (exit code 2); `reason` says which, for programs."""

    def __init__(self, message: str, details: Sequence[str] = (), reason: str = "unreadable") -> None:
        super().__init__(message, details)
        self.reason = reason


class Incomplete(UserError):
    """Something was found or done, and part of it failed: `found` is answered beside the sentence."""

    def __init__(self, message: str, details: Sequence[str], found: Mapping[str, Any], reason: str) -> None:
        super().__init__(message, details)
        self.found, self.reason = found, reason


def signer(args: argparse.Namespace) -> str:
    """Whom the history names: who was given with --actor, or compared a fingerprint, else that it was a command."""
    return " ".join((args.actor or getattr(args, "by", "")).split()) or BY_COMMAND


def sign(desk: DeskLife, args: argparse.Namespace) -> None:
    desk.sign_as(signer(args))


def tell(args: argparse.Namespace, found: Mapping[str, Any], lines: Sequence[str], say: Say) -> None:
    """The one object, or the lines."""
    for line in [written({"ok": True, **found})] if args.json else lines:
        say(line)


@contextmanager
def keeping(found: Mapping[str, Any]) -> Generator[None]:
    """What is done by now is answered beside the sentence of what fails from here on."""
    try:
        yield
    except UserError as error:
        raise Incomplete(error.message, error.details, found, reason_of(error)) from error


@contextmanager
def said_first(args: argparse.Namespace, lines: Sequence[str], say: Say) -> Generator[None]:
    """The lines of what is done, when the rest fails; a program has them in its one object."""
    try:
        yield
    except UserError:
        for line in [] if args.json else lines:
            say(line)
        raise


def disk_failed(error: OSError) -> UserError:
    """A place the system refuses to look at: a name too long, a share that is gone, a right that is missing."""
    place = [str(error.filename)] if error.filename else []
    if error.errno == errno.ENAMETOOLONG:
        return UserError("文件名或路径太长。请换一个短一些的。", place)
    return UserError("不能读写这个位置。请检查路径、权限，以及磁盘或共享文件夹是否接好。", place)


def failed(error: UserError) -> str:
    """One object that says what failed, and why, in a word a program can compare."""
    found = error.found if isinstance(error, Incomplete) else {}
    return failure(error.message, reason_of(error), error.details, found)


def failure(
    message: str, reason: str, details: Sequence[str] = (), found: Mapping[str, Any] | None = None
) -> str:
    """The object of every failure."""
    return written(
        {**(found or {}), "ok": False, "error": message, "reason": reason, "details": list(details)}
    )


def reason_of(error: UserError) -> str:
    """The word for an error; `failed` for one that only its sentence tells apart."""
    if isinstance(why := getattr(error, "reason", None), Enum):  # of a package that is not taken
        return str(why.value)
    if isinstance(error, (UnreadableFile, Incomplete)):
        return error.reason
    return next((word for kind, word in REASONS if isinstance(error, kind)), FAILED)


def written(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)
