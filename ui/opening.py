"""The edge before the window: files, places, reports; nothing of Qt until it is known to be there."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from models.domain.errors import UserError
from ui import alarm, installed, places, reports

NOT_OPENED = "没有做成，是程序的问题；支部数据不受影响。请把出错报告交给维护人员"
NO_SCREEN = "没有可用的图形界面，窗口不能打开。请在桌面上双击打开程序；命令行的用法见 --help。"


def run(data: Path | None = None, *, sample: bool = False, files: Sequence[Path] = ()) -> int:
    """Open the window; what keeps it from opening is a sentence on the screen, and the exit code 1."""
    sys.excepthook = _before_the_window
    try:
        if folder := installed.bundle_folder():
            installed.check_present(folder)
        where = places.current()
        problems = where.prepare()
        with reports.watch(where.logs):
            with installed.importing():
                from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415  (may be damaged)

                from ui import app  # noqa: PLC0415  (may be damaged)
            qInstallMessageHandler(_qt_says)
            try:
                return app.run(data, where.config, sample=sample, files=files, problems=problems)
            finally:
                qInstallMessageHandler(None)
    except installed.Damaged as damage:
        _report_damage(damage)
    except UserError as refused:
        _refuse(refused)
    return 1


class Edge:
    """Around a packaged program: what nobody expected ends with a sentence and code 1, never in the packager's box."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or error is None or installed.bundle_folder() is None:
            return
        if issubclass(kind, (SystemExit, KeyboardInterrupt)):
            return
        if sys.excepthook is sys.__excepthook__:  # a command: no box, nobody may be looking
            sys.stderr.write(_unexpected(error) + "\n")
        else:
            sys.excepthook(kind, error, trace)
        raise SystemExit(1)


def _report_damage(damage: installed.Damaged) -> None:
    """The sentence, and beside it the list of files for whoever repairs the computer."""
    if logs := _logs():
        reports.save("\n".join((reports.header(), damage.message, *damage.details)), logs)
    alarm.tell(damage.message)


def _refuse(refused: UserError) -> None:
    """The program is whole: say it in a window of its own, which needs nothing of the system's."""
    if not alarm.has_screen(os.environ, sys.platform):
        alarm.tell(str(refused))
        return
    from ui import theme  # noqa: PLC0415  (start-up: only for a refusal)
    from ui.app import make_application  # noqa: PLC0415  (start-up: only for a refusal)
    from ui.dialogs.message_dialog import MessageDialog  # noqa: PLC0415  (start-up: only for a refusal)

    sys.stderr.write(f"{refused}\n")
    app = make_application()
    theme.complete(app)
    MessageDialog(None, refused.message, refused.details).exec()
    app.quit()


def _before_the_window(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody expected before there was a window to say it in."""
    if issubclass(kind, KeyboardInterrupt) or installed.bundle_folder() is None:
        sys.__excepthook__(kind, error, trace)  # a developer wants the whole of it
    if issubclass(kind, KeyboardInterrupt):
        return
    if damage := installed.damage_behind(error, thorough=True):
        _report_damage(damage)
        return
    alarm.tell(_unexpected(error))


def _unexpected(error: BaseException) -> str:
    """What to say of the program's own fault, once its report is kept; the report itself when it cannot be."""
    logs, report = _logs(), reports.report_of(error)
    file = reports.save(report, logs) if logs else None
    return f"{NOT_OPENED}：{file}" if file else f"{NOT_OPENED}。\n{report}"


def _logs() -> Path | None:
    try:
        return places.current().logs
    except UserError:
        return None


def _qt_says(kind: Any, _context: object, text: str) -> None:
    """Qt's own words go to standard error as ever; its last ones before it gives up become a sentence."""
    from PySide6.QtCore import QtMsgType  # noqa: PLC0415  (loaded by now)

    if kind != QtMsgType.QtFatalMsg:
        sys.stderr.write(f"{text}\n")
        return
    damage = installed.damage_behind(RuntimeError(text), thorough=True)
    if damage is not None:
        _report_damage(damage)
    else:
        if logs := _logs():
            reports.save(f"{reports.header()}\n{reports.without_data(text)}", logs)
        alarm.tell(NO_SCREEN if "platform plugin" in text else f"{NOT_OPENED}。")
    sys.stderr.flush()
    os._exit(1)  # Qt would end the process in the next moment, with a core dump
