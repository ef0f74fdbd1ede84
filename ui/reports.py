"""Reports of what went wrong: versions and trace, never anybody's data. Standard library only: Qt may be the fault."""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)
KEEP = 20
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")
PERSONAL = re.compile(r"[^\x00-\x7f]+|\d{4,}")
PLACE = re.compile(
    r"(?<![\w.])(?:[A-Za-z]:)?[\\/][^\n]*[\\/]"
)  # from the first root to the last folder, spaces included
_IN_FILE = re.compile(r'File "([^"]+)"')


def header() -> str:
    """What this program and this computer are, in two lines."""
    core = sys.modules.get("PySide6.QtCore")
    qt = f"Qt {core.qVersion()}" if core is not None else "Qt —"
    return f"支部工作台 {program_version()}\nPython {sys.version.split()[0]} · {qt} · {_system()}\n"


def _system() -> str:
    """What the module platform says, without its share of the start."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        return f"Windows {version.major}.{version.minor}.{version.build} {os.environ.get('PROCESSOR_ARCHITECTURE', '')}"
    uname = os.uname()
    return f"{uname.sysname} {uname.machine}"


def report_of(error: BaseException) -> str:
    """Versions and trace. Texts and numbers of the message are left out: they may be somebody's data."""
    lines = [header(), *_told(error)]
    cause = error.__cause__ or error.__context__
    if cause is not None:
        first, *frames = _told(cause)
        lines += [f"caused by {first}", *frames]
    return "\n".join(lines)


def _told(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [
        f"{type(error).__name__}: {without_data(str(error))}",
        *(f"  {short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames),
    ]


def without_data(message: str) -> str:
    """An error's message without what may come from a record or tell whose home folder it is."""
    return PERSONAL.sub("…", PLACE.sub("…/", QUOTED.sub("'…'", message)))[:300]


def short(filename: str) -> str:
    """The end of a source file's path: the beginning may hold a user's name."""
    return "/".join(re.split(r"[\\/]", filename)[-3:])


def program_version() -> str:
    """The one version number, from the pyproject.toml that lies beside the program's packages."""
    path = Path(__file__).resolve().parents[1] / "pyproject.toml"
    if path.is_file():
        found = re.search(r'^version = "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            return found.group(1)
    return "—"


def save(report: str, logs: Path, when: datetime | None = None) -> Path | None:
    """Write crash-YYYYMMDD-HHMMSS.txt and keep the newest ones; None when the folder cannot be written."""
    from datetime import datetime  # noqa: PLC0415  (start-up: there is hardly ever a report)

    stem = f"crash-{when or datetime.now():%Y%m%d-%H%M%S}"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        number, path = 1, logs / f"{stem}.txt"
        while path.exists():
            number += 1
            path = logs / f"{stem}-{number}.txt"
        path.write_text(report.rstrip() + "\n", encoding="utf-8")
        for old in sorted(logs.glob("crash-*.txt"))[:-KEEP]:
            old.unlink()
    except OSError as error:
        log.warning("report not written: %s", error.strerror)
        return None
    return path


@contextmanager
def watch(logs: Path) -> Iterator[None]:
    """While the program runs, a crash beneath Python is written to a file; the next start makes a report of it."""
    _collect(logs)
    path = logs / f"running-{os.getpid()}.txt"
    try:
        file = path.open("w", encoding="utf-8")
    except OSError:
        yield
        return
    with file:
        file.write(header() + "\n")
        file.flush()
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
    with suppress(OSError):
        path.unlink()


def _collect(logs: Path) -> None:
    """What earlier runs left: a report of one that crashed; nothing of one that was only switched off."""
    for path in logs.glob("running-*.txt"):
        if Path("/proc", path.stem.removeprefix("running-")).exists():
            continue
        from datetime import datetime  # noqa: PLC0415  (start-up: hardly ever needed)

        with suppress(OSError):  # on Windows a running program's file cannot be taken away
            left = path.read_text(encoding="utf-8", errors="replace")
            when = datetime.fromtimestamp(path.stat().st_mtime)
            path.unlink()
            if left.partition("\n\n")[2].strip():
                save(_IN_FILE.sub(lambda found: f'File "{short(found[1])}"', left), logs, when)
