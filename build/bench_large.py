"""How long a branch of 5,000 members holds the window up: ``build/dev.py bench large [WORD …]`` (those lines alone).

Each line is something a person does; while it is done a clock in the window's own thread ticks every few
milliseconds, and the longest pause between two ticks is what somebody would notice. Beside it the time until
everything stands there.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from large_branch import open_branch  # noqa: E402  (beside this script)
from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from models.domain.records import MeetingKind  # noqa: E402
from models.services.desk import Desk  # noqa: E402
from ui.app import make_application  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from ui.settings import UiSettings  # noqa: E402
from ui.tasks import Tasks  # noqa: E402

PAUSE_GOAL = 0.3  # seconds nobody can press anything
TICK = 4  # milliseconds


class Clock:
    """The longest time the window's thread was away."""

    def __init__(self, application: QApplication, tasks: Tasks) -> None:
        self._application, self._tasks = application, tasks
        self._timer = QTimer()
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._last = self.longest = 0.0

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def measure(self, what: str, act: Callable[[], object]) -> object:
        """Do it in the window's thread, then turn events until no job runs and nothing is due."""
        self._settle()
        started = self._last = time.perf_counter()
        self.longest = 0.0
        self._timer.start()
        found = act()
        self._settle()
        self._tick()
        self._timer.stop()
        took = time.perf_counter() - started
        mark = "  over" if self.longest > PAUSE_GOAL else ""
        print(f"{what:<52}longest pause {self.longest * 1000:6.0f} ms   all {took:6.2f} s{mark}", flush=True)
        return found

    def _settle(self) -> None:
        quiet = 0
        while quiet < 3 or self._tasks.running:
            self._application.processEvents()
            end = time.perf_counter() + 0.15  # timers of a third of a second come in
            while time.perf_counter() < end:
                self._application.processEvents()
                time.sleep(0.002)
            quiet = 0 if self._tasks.running else quiet + 1


def acts(window: MainWindow, desk: Desk) -> list[tuple[str, Callable[[], object]]]:
    """What a person does, in an order that makes each the first of its kind."""
    from ui.dialogs.appraisal_screen import AppraisalScreen
    from ui.dialogs.attendance_screen import AttendanceScreen
    from ui.dialogs.findings_screen import FindingsScreen

    context = window.context
    kept: dict[str, object] = {}

    def keep(name: str, make: Callable[[], object]) -> Callable[[], object]:
        def do() -> object:
            kept[name] = made = make()
            made.show()  # type: ignore[attr-defined]
            return made

        return do

    titles = [tab.TITLE for tab in window.tab_types]
    meeting = desk.store.value(
        "SELECT max(id) FROM meeting WHERE kind = ? AND signed_on = ''", (MeetingKind.ASSEMBLY.value,)
    )
    signed = desk.store.value(
        "SELECT max(id) FROM meeting WHERE kind = ? AND signed_on <> ''", (MeetingKind.THEME_DAY.value,)
    )
    found: list[tuple[str, Callable[[], object]]] = [
        (f"tab {title}", lambda title=title: window.navigate(title)) for title in titles
    ]
    found += [
        ("open a draft assembly", lambda: window.navigate("会议记录", int(meeting))),
        ("open signed minutes", lambda: window.navigate("会议记录", int(signed))),
        ("new assembly", lambda: desk.meetings.create(MeetingKind.ASSEMBLY, "2026-10-14")),
        ("attendance of the year", keep("attendance", lambda: AttendanceScreen(context, window))),
        (
            "appraisal and organisational life",
            keep("appraisal", lambda: AppraisalScreen(context, window, 2025)),
        ),
        ("list of findings", keep("findings", lambda: FindingsScreen(context, window))),
    ]
    return found


def main(words: list[str]) -> int:
    application = make_application(100)
    desk = open_branch()
    tasks = Tasks()
    tasks.failed.connect(lambda error: print("failed:", repr(error)))
    settings = UiSettings(Path(str(desk.store.folder)).parent / "window.ini")
    clock = Clock(application, tasks)
    held: list[MainWindow] = []

    def shown() -> None:
        held.append(MainWindow(desk, settings, tasks))
        held[0].resize(1366, 768)
        held[0].show()

    clock.measure("the window", shown)
    for what, act in acts(held[0], desk):
        if not words or any(word in what for word in words):
            clock.measure(what, act)
    tasks.wait()
    desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
