"""Errors on screen: a UserError is a sentence that says what to do; anything else is a report to copy."""

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtWidgets import QApplication, QWidget

from models.domain.errors import Cancelled, UserError
from ui import places, reports
from ui.dialogs.message_dialog import MessageDialog
from ui.installed import damage_behind
from ui.reports import program_version as program_version  # About shows it
from ui.reports import report_of, short, without_data

log = logging.getLogger(__name__)


def show_error(parent: QWidget | None, error: BaseException) -> None:
    """Tell the user; what is no UserError is kept as a report and opens the crash dialog."""
    if isinstance(error, Cancelled):
        return
    if not isinstance(error, UserError):
        log_crash(type(error), error, error.__traceback__)
        error = damage_behind(error) or error
    if isinstance(error, UserError):
        MessageDialog(parent, error.message, error.details).exec()
        return
    from ui.dialogs.crash_dialog import CrashDialog  # noqa: PLC0415  (start-up: hardly ever shown)

    report = report_of(error)
    CrashDialog(report, parent, reports.save(report, places.current().logs)).exec()


def log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One log line a frame, without the message's data."""
    frames = "; ".join(f"{short(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace))
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
