"""Errors on screen: a UserError is a sentence that says what to do; anything else is a report to copy."""

import logging
import platform
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QWidget

from models.domain.errors import Cancelled, UserError
from ui.dialogs.message_dialog import MessageDialog

log = logging.getLogger(__name__)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")
PERSONAL = re.compile(r"[^\x00-\x7f]+|\d{4,}")


def show_error(parent: QWidget | None, error: BaseException) -> None:
    """Tell the user; what is no UserError opens the crash dialog."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, UserError):
        MessageDialog(parent, error.message, error.details).exec()
        return
    log_crash(type(error), error, error.__traceback__)
    from ui.dialogs.crash_dialog import CrashDialog  # noqa: PLC0415  (start-up: hardly ever shown)

    CrashDialog(report_of(error), parent).exec()


def report_of(error: BaseException) -> str:
    """Versions and trace. Texts and numbers of the message are left out: they may be somebody's data."""
    lines = [
        f"支部工作台 {program_version()}",
        f"Python {platform.python_version()} · Qt {qVersion()} · {platform.system()} {platform.machine()}",
        "",
        f"{type(error).__name__}: {without_data(str(error))}",
    ]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}")
    cause = error.__cause__ or error.__context__
    if cause is not None:
        lines.append(f"caused by {type(cause).__name__}: {without_data(str(cause))}")
        for frame in traceback.extract_tb(cause.__traceback__):
            lines.append(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


def without_data(message: str) -> str:
    """An error's message without anything that may come from a record."""
    return PERSONAL.sub("…", QUOTED.sub("'…'", message))[:300]


def program_version() -> str:
    """The one version number, from pyproject.toml beside the program or from the package's metadata."""
    path = Path(__file__).resolve().parents[1] / "pyproject.toml"
    if path.is_file():
        found = re.search(r'^version = "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            return found.group(1)
    return "—"


def log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One log line a frame, without the message's data."""
    frames = "; ".join(f"{_short(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace))
    log.error("%s: %s [%s]", kind.__name__, without_data(str(error)), frames)


def install_excepthook(parent: Callable[[], QWidget | None]) -> None:
    """Slots that raise end here instead of on a console nobody sees. One dialog at a time."""
    showing = False

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        nonlocal showing
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if QApplication.instance() is None or showing:
            log_crash(kind, error, trace)
            return
        showing = True
        show_error(parent(), error)
        showing = False

    sys.excepthook = hook


def _short(filename: str) -> str:
    path = Path(filename)
    return "/".join(path.parts[-3:])
