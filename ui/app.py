"""From the start of the program to the open desk and back: application, start window, main window, lock."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6 import QtCore
from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

import resources
from models.domain.errors import UserError
from ui import input_method, installed, packages, places, theme
from ui.arrivals import Arrivals
from ui.bus import ChangeBus
from ui.dialogs.start_window import SAMPLE_FOLDER, Doors, StartWindow, has_store
from ui.garbage import GarbageCollector
from ui.idle import Away, IdleWatch
from ui.locking import Left, Locking, forget_with
from ui.one_window import OneWindow
from ui.session import SessionWatch
from ui.settings import UiSettings, default_store_folder
from ui.tasks import Tasks
from ui.widgets.brand_strip import PROGRAM
from ui.widgets.screen_fit import place_over

if TYPE_CHECKING:
    from models.services.desk import Desk
    from ui.dialogs.first_run import NewBranch
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)


def open_desk(folder: Path, password: str) -> Desk:
    """Runs on the pool: loading the store's libraries is part of the wait for the key."""
    from models.services.doors import open_any  # noqa: PLC0415  (start-up: 150 ms of libraries)

    return cast("Desk", open_any(folder, password, anchors=places.current().anchors))


def create_desk(branch: NewBranch) -> Desk:
    """A new branch, or a new committee, in its folder."""
    from models.domain.committee import UnitKind  # noqa: PLC0415  (start-up: with the services)
    from models.services.committee import CommitteeDesk  # noqa: PLC0415  (start-up: 150 ms of libraries)
    from models.services.desk import Desk  # noqa: PLC0415  (start-up: 150 ms of libraries)

    folder, password, anchors = branch.folder, branch.password, places.current().anchors
    if branch.level != UnitKind.BRANCH:
        level, above = UnitKind(branch.level), branch.committee if branch.level == UnitKind.GENERAL else ""
        made = CommitteeDesk.create(
            folder,
            password,
            name=branch.name,
            clerk=branch.secretary,
            level=level,
            above=above,
            anchors=anchors,
        )
        desk = cast("Desk", made)
    else:
        desk = Desk.create(
            folder,
            password,
            name=branch.name,
            committee=branch.committee,
            sector=branch.sector,
            secretary=branch.secretary,
            anchors=anchors,
        )
    desk.keys.begin_setup()
    return desk


def sample_desk(folder: Path) -> Desk:
    """The invented sample branch: made the first time, later opened as it was left."""
    from models.services.desk import Desk  # noqa: PLC0415  (start-up: once, if ever)
    from models.services.sample import SAMPLE_PASSWORD, create_sample  # noqa: PLC0415  (start-up: once, if ever)

    if not has_store(folder):
        create_sample(
            folder, with_last_year=True
        ).close()  # opened anew: making the sample is nothing to undo
    return Desk.open(folder, SAMPLE_PASSWORD, anchors=places.current().anchors)


def _window_of(desk: Desk) -> Callable[..., MainWindow]:
    """A committee has other tabs in the same frame."""
    from models.services.desk import Desk  # noqa: PLC0415  (start-up: loaded behind the password page)
    from ui.main_window import MainWindow  # noqa: PLC0415  (start-up: loaded behind the password page)

    if isinstance(desk, Desk):
        return MainWindow
    from ui.committee_window import CommitteeWindow  # noqa: PLC0415  (a committee's only)

    return CommitteeWindow


def warm_up() -> None:
    """Load what the desk needs while the password is being typed; runs on the pool."""
    import ui.main_window  # noqa: F401, PLC0415  (start-up: after the first picture)


class App(QObject):
    """Owns the windows; there is always exactly one."""

    def __init__(
        self,
        settings: UiSettings,
        folder: Path | None = None,
        doors: Doors | None = None,
        tasks: Tasks | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.tasks = tasks or Tasks(self)
        self.tasks.failed.connect(self._failed)
        self.doors = doors or Doors(open_desk, create_desk, sample_desk)
        self.folder = folder or settings.last_store or default_store_folder()
        self.start_window: StartWindow | None = None
        self.main_window: MainWindow | None = None
        self.bus: ChangeBus | None = None
        self.arrivals = Arrivals(self)
        self.front: OneWindow | None = None
        self._rebuild_due = False
        self.locking: Locking | None = None
        self.left: Left | None = None  # what the last lock interrupted
        self.idle = IdleWatch(lambda: self.settings.get("lock_after"), parent=self)
        self.idle.away.connect(self.lock)
        self.idle.warned.connect(self._warn)
        self.session = SessionWatch(self)
        self.session.away.connect(self.lock)
        self.tasks.finished.connect(self._job_over)
        self.garbage = GarbageCollector(self)

    def start(self, *, quiet: bool = False, over: QWidget | None = None) -> StartWindow:
        """Show the password page or the first page; `quiet` takes the keyboard from no other program.

        `over`: where that window stands, which goes.
        """
        window = self.start_window = StartWindow(self.folder, self.doors, self.settings, self.tasks)
        window.opened.connect(self._admit)
        window.code_asked.connect(self.idle.start)
        window.settled.connect(self.open_main)
        window.closing.connect(self._stop_answering)
        window.setAttribute(QtCore.Qt.WidgetAttribute.WA_ShowWithoutActivating, quiet)
        if over is not None:
            place_over(window, over)
        window.show()
        return window

    def _admit(self, desk: Desk) -> None:
        """Set-up is finished only when two groups of the recovery slip were typed back."""
        if self.start_window is not None and desk.keys.setup_unfinished:
            self.start_window.show_setup(desk)
            self.idle.start()
        else:
            self.open_main(desk)

    def open_main(self, desk: Desk) -> MainWindow:
        """The desk is open: show it and let the start window go."""
        theme.complete(_application())
        self.folder = desk.store.folder
        if self.front is not None:
            self.front.move(self.folder)
        is_new = self.bus is None
        if self.bus is None:
            self.bus = ChangeBus(self)
            desk.on_commit(self.bus.publish)
        window = self.main_window = _window_of(desk)(desk, self.settings, self.tasks, self.bus)
        window.lock_wanted.connect(lambda: self.lock())
        window.closing.connect(self._stop_answering)
        window.rebuild_wanted.connect(self.rebuild)
        if self.folder.name != SAMPLE_FOLDER:
            window.keep()
        window.show()
        window.activateWindow()
        if is_new and desk.warnings:
            window.show_warnings()
        if self.folder.name == SAMPLE_FOLDER:
            window.say("这是虚构的示例支部，可以随意试用。")
        if self.start_window is not None:
            self.start_window.closing.disconnect(self._stop_answering)
            self.start_window.close()
            self.start_window.deleteLater()
            self.start_window = None
        self.idle.start()
        if self.left is not None:
            QTimer.singleShot(0, self._go_on)
        self.arrivals.is_over = False  # a lock came between
        QTimer.singleShot(0, self.arrivals.take)
        return window

    def _go_on(self) -> None:
        """The forms that a lock interrupted, when the same data are open again; what it could not tell is told now."""
        left, self.left = self.left, None
        if left is None or self.main_window is None:
            return
        for error in left.errors:
            self._failed(error)
        if left.folder == self.folder:
            self.main_window.resume(left)

    def come_forward(self, files: Sequence[Path]) -> None:
        """The program was started again: this window is the one, and opens what that start was for."""
        window = self.window()
        if window is None:
            return
        window.setWindowState(window.windowState() & ~QtCore.Qt.WindowState.WindowMinimized)
        for one in (window, QApplication.activeModalWidget()):
            if one is not None:
                one.raise_()
                one.activateWindow()
        _application().alert(window)
        if files:
            self.arrivals.add(files)

    def _stop_answering(self) -> None:
        """The program ends: another start opens a window of its own, and loses nothing."""
        if self.locking is None:
            self.arrivals.is_over = True
            if self.front is not None:
                self.front.release()

    def tell(self, said: UserError) -> None:
        """Beside whatever goes on: nothing waits for the answer."""
        from ui.dialogs.message_dialog import MessageDialog  # noqa: PLC0415  (start-up: hardly ever shown)

        dialog = MessageDialog(self.window(), said.message, said.details)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def rebuild(self) -> None:
        """Dress the program anew (another text size) and show the same desk, when no job speaks to the old window."""
        old, self._rebuild_due = self.main_window, bool(self.tasks.running)
        if old is None or self._rebuild_due or not old.desk.store.is_open:
            return
        theme.apply(_application(), self.settings.get("text_size"))
        old.keep_desk()
        old.close()
        old.deleteLater()
        self.open_main(old.desk)

    def lock(self, why: Away = Away.ASKED) -> None:
        """Close the data and ask for the password again; nothing when that is under way."""
        window, self.main_window, self.bus = self.main_window, None, None
        if window is None:
            self._cover(why)
            return
        self.idle.stop()
        if window.keeper is not None:
            window.keeper.backup_for_lock()
        locking = self.locking = Locking(window, self.tasks, why, self.window)
        in_use = _application().applicationState() == QtCore.Qt.ApplicationState.ApplicationActive
        self.start(quiet=not in_use, over=window).hold(locking.left.sentence, held=True)
        locking.finished.connect(lambda: self._locked(window, locking))
        locking.start()

    def _cover(self, why: Away) -> None:
        """The first pages may hold open data too; opening them starts the watch again."""
        self.idle.stop()
        if self.start_window is not None and self.locking is None:
            self.start_window.guard.begin(why.cause)

    def _locked(self, window: MainWindow, locking: Locking) -> None:
        self.locking, self.left = None, locking.left
        if self.front is not None:
            self.front.move(self.folder)  # it may have been closing when it was locked
        forget_with(window)
        window.destroyed.connect(self.garbage.whole)  # nobody is to be remembered while it is locked
        window.deleteLater()
        if self.start_window is not None:
            self.start_window.hold(locking.left.sentence, held=False)

    def _warn(self, seconds: int) -> None:
        if self.main_window is not None:
            self.main_window.warn_of_lock(seconds)

    def _job_over(self, _task: object) -> None:
        if self._rebuild_due:
            QTimer.singleShot(0, self.rebuild)

    def window(self) -> QWidget | None:
        return self.main_window or self.start_window

    def _failed(self, error: BaseException) -> None:
        if self.locking is not None:
            self.locking.left.errors.append(error)
            return
        from ui.errors import show_error  # noqa: PLC0415  (start-up: after the first picture)

        show_error(self.window(), error)


def log_to(file: Path) -> None:
    """A small rotating log; modules log no field values. When the disk is full it is silent."""
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415  (start-up: after the first picture)

    handler = RotatingFileHandler(file, maxBytes=512 * 1024, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)


def make_application(percent: int = 100) -> QApplication:
    """The dressed QApplication: only what the password page shows; `theme.complete` loads the rest."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("branch-desk")
    app.setApplicationDisplayName(PROGRAM)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.setWindowIcon(QIcon(str(resources.ROOT / "icons" / "app.png")))
    theme.apply(app, percent, start=True)
    return app


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _later(app: QApplication, desk_app: App, problems: Sequence[str]) -> None:
    """What can wait until the first picture is on the screen."""
    from ui.errors import install_excepthook, program_version  # noqa: PLC0415  (start-up: after the first picture)

    install_excepthook(desk_app.window)
    where = places.current()
    log_to(where.logs / "branch-desk.log")
    log.info("started, version %s%s", program_version(), ", portable" if where.portable else "")
    theme.complete(app)
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    desk_app.tasks.run(lambda _p, _c: warm_up(), cancellable=False)
    desk_app.session.start()
    if problems:
        desk_app.tell(UserError("有的内容这次保存不了。", problems))


def run(
    folder: Path | None = None,
    config: Path | None = None,
    *,
    sample: bool = False,
    files: Sequence[Path] = (),
    problems: Sequence[str] = (),
) -> int:
    """Start the window. `folder` is the branch's data, `config` the folder of the window's own settings.

    `sample` opens the invented branch as the button of the first page does. `files` were double-clicked;
    `problems` were noticed on the way here.
    """
    settings = UiSettings((config or places.current().config) / "window.ini")
    folder = folder or settings.last_store or default_store_folder()
    front = OneWindow(settings.file.parent, folder)
    if not sample and not front.claim() and front.hand_over(files):
        for wrong in filter(None, map(packages.problem, files)):
            raise wrong
        return 0
    input_method.choose(os.environ)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName(places.NAME)
    installed.forget_plugins(os.environ)  # Qt has read it; a file manager opened from here must not
    app = make_application(settings.get("text_size"))
    desk_app = App(settings, folder)
    desk_app.front = front
    desk_app.arrivals.waiting = list(files)
    front.asked.connect(desk_app.come_forward)
    front.answer()
    start_window = desk_app.start()
    QTimer.singleShot(0, lambda: _later(app, desk_app, problems))
    if sample:
        QTimer.singleShot(0, start_window.open_sample)
    else:
        QTimer.singleShot(0, desk_app.arrivals.take)
    code = app.exec()
    desk_app.tasks.wait()  # a job that is still on its way must not speak to what is gone
    front.release()
    settings.save()
    return code
