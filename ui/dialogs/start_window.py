"""The window before the desk: password page or first page. It loads as little as possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6 import QtWidgets
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from models.domain.errors import DamagedFile, PlaceRefused, UserError, WrongPassword
from ui import places
from ui.dialogs.start_lock import StartLock
from ui.dialogs.unlock import UnlockPage
from ui.settings import UiSettings, default_store_folder
from ui.tasks import Progress, Tasks
from ui.theme import px
from ui.widgets.brand_strip import PROGRAM, BrandStrip
from ui.widgets.screen_fit import room

if TYPE_CHECKING:
    from models.services.desk import Desk
    from ui.dialogs.first_run import FirstRunPage, NewBranch
    from ui.dialogs.recover_page import RecoverPage
    from ui.dialogs.setup_page import SetupPage

SAMPLE_FOLDER = "示例支部"
SAMPLE_HINT = "示例支部的口令：示例支部-仅供试用"
STORE_FILES = ("keys.json", "keys.bak.json", "party.db")


def recover_desk(folder: Path, code: str, opening: Path | None) -> Desk:
    """The password is forgotten: by recovery code, or by the committee's file and its code. Runs on the pool."""
    from models.services.doors import open_any_by_code  # noqa: PLC0415  (start-up: loads the store's libraries)

    return cast("Desk", open_any_by_code(folder, code, opening=opening, anchors=places.current().anchors))


def rescue_desk(folder: Path, password: str) -> Desk:
    """Runs on the pool, as the opening before it did."""
    from models.services.doors import open_any_rescue  # noqa: PLC0415  (start-up: loads the store's libraries)

    return cast("Desk", open_any_rescue(folder, password))


def copy_store(source: Path, target: Path, progress: Progress) -> Path:
    """A data folder to another place, compared."""
    from models.services.restoring import copy_here  # noqa: PLC0415  (start-up: loads the store's libraries)

    return copy_here(source, target, progress)


@dataclass(frozen=True, slots=True)
class Doors:
    """How a branch is opened, created, or made as a sample; they run off the GUI thread."""

    open: Callable[[Path, str], Desk]
    create: Callable[[NewBranch], Desk]
    sample: Callable[[Path], Desk]
    recover: Callable[[Path, str, Path | None], Desk] = recover_desk
    rescue: Callable[[Path, str], Desk] = rescue_desk
    copy: Callable[[Path, Path, Progress], Path] = copy_store


def has_store(folder: Path) -> bool:
    """Whether a branch's data (or only its backups) are in this folder, without loading the store's libraries."""
    return any((folder / name).is_file() for name in STORE_FILES) or any(folder.glob("backups/*.djbak"))


class StartWindow(QMainWindow):
    """`opened(desk)` when the branch is open; `settled(desk)` when its recovery slip is in force too."""

    opened = Signal(object)
    settled = Signal(object)
    closing = Signal()
    code_asked = Signal()  # a recovery code or a password is being typed: not to be left lying on the screen

    def __init__(self, folder: Path, doors: Doors, settings: UiSettings, tasks: Tasks) -> None:
        super().__init__()
        self.setWindowTitle(PROGRAM)
        self._folder, self._doors, self._settings, self._tasks = folder, doors, settings, tasks
        frame = QWidget()
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(BrandStrip())
        self.stack = QStackedWidget()
        box.addWidget(self.stack, 1)
        self.setCentralWidget(frame)
        self.resize(QSize(px(960), px(680)).boundedTo(room(self)))
        self.unlock: UnlockPage | None = None
        self.first_run: FirstRunPage | None = None
        self.recover: RecoverPage | None = None
        self.setup: SetupPage | None = None
        self.held: Desk | None = None  # open, and not handed on yet
        self.guard = StartLock(self, tasks)
        if has_store(folder):
            self.show_unlock()
        else:
            self.show_first_run()

    def show_unlock(self) -> None:
        if self.unlock is None:
            self.unlock = UnlockPage(self._folder)
            self.unlock.submitted.connect(self._open)
            self.unlock.other_wanted.connect(self._choose_other)
            self.unlock.new_wanted.connect(self.show_first_run)
            self.unlock.recover_wanted.connect(self.show_recover)
            self.unlock.restore_wanted.connect(self.show_restore)
            self.guard.watch(self.unlock)
            self.stack.addWidget(self.unlock)
        self.unlock.set_folder(self._folder, SAMPLE_HINT if self._folder.name == SAMPLE_FOLDER else "")
        self.stack.setCurrentWidget(self.unlock)
        self.unlock.setFocus()

    def hold(self, sentence: str, held: bool) -> None:
        """While the data are still being closed nobody can open them; `sentence` says why the page is here."""
        if self.unlock is not None:
            self.unlock.say(sentence)
            self.unlock.set_busy(held)
            if held:
                self.unlock.open_button.setText("正在收好数据…")

    def show_first_run(self) -> None:
        from ui.dialogs.first_run import FirstRunPage  # noqa: PLC0415  (start-up: only the first time)

        if self.first_run is None:
            folder = default_store_folder() if has_store(self._folder) else self._folder
            self.first_run = FirstRunPage(_free_folder(folder), places.current().words)
            self.first_run.submitted.connect(self._create)
            self.first_run.sample_wanted.connect(self.open_sample)
            self.first_run.open_wanted.connect(self._choose_other)
            self.guard.watch(self.first_run)
            self.stack.addWidget(self.first_run)
        self.stack.setCurrentWidget(self.first_run)
        self.first_run.setFocus()

    def _open(self, password: str) -> None:
        assert self.unlock is not None
        self.unlock.offer("", self.show_restore)
        self.unlock.set_busy(True)
        folder, door = self._folder, self._doors.open
        self.guard.opening = self._tasks.run(
            lambda _p, _c: door(folder, password), self._done, self._not_opened, cancellable=False
        )

    def _create(self, branch: NewBranch) -> None:
        assert self.first_run is not None
        if has_store(branch.folder):
            self.first_run.refuse("这个文件夹里已经有一份数据。请点“打开已有数据”，或换一个空文件夹。")
            return
        self.first_run.set_busy(True)
        self._folder = branch.folder
        door = self._doors.create
        self.guard.opening = self._tasks.run(
            lambda _p, _c: door(branch), self._done, self._not_created, cancellable=False
        )

    def open_sample(self) -> None:
        """Open the invented branch, from the first page or because the program was started for it."""
        self.show_first_run()
        assert self.first_run is not None
        self.first_run.set_busy(True)
        folder = self._folder = default_store_folder().with_name(SAMPLE_FOLDER)
        door = self._doors.sample
        self.guard.opening = self._tasks.run(
            lambda _p, _c: door(folder), self._done, self._not_created, cancellable=False
        )

    def show_recover(self) -> None:
        """A fresh page each time: what was typed of a code does not stay behind."""
        from ui.dialogs.recover_page import RecoverPage  # noqa: PLC0415  (start-up: hardly ever)

        page = self.recover = RecoverPage(self._folder)
        page.code_given.connect(self._recover)
        page.password_given.connect(self._renew)
        page.back_wanted.connect(self.leave_recover)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.setFocus()
        self.code_asked.emit()

    def leave_recover(self) -> None:
        """Back to the password; what the code had opened is closed."""
        self.show_unlock()
        self.drop_pages()

    def _recover(self, code: str, opening: Path | None) -> None:
        assert self.recover is not None
        self.recover.set_busy(True)
        folder, door = self._folder, self._doors.recover
        self._tasks.run(
            lambda _p, _c: door(folder, code, opening),
            self._recovered,
            self._not_recovered,
            cancellable=False,
        )

    def _recovered(self, desk: Desk) -> None:
        self.held = desk
        if self.recover is not None and not self.guard.is_on:
            self.recover.opened(desk.keys.names())

    def _renew(self, password: str) -> None:
        """The forgotten password goes; a code that came from the committee was for once."""
        assert self.recover is not None and self.held is not None
        self.recover.set_busy(True)
        desk, once = self.held, self.recover.opening is not None
        self._tasks.run(
            lambda _p, _c: desk.keys.renew_password(password, drop_code=once),
            lambda _n: self._renewed(),
            self._not_recovered,
            cancellable=False,
        )

    def _renewed(self) -> None:
        desk, self.held = self.held, None
        assert desk is not None
        self._done(desk)

    def _not_recovered(self, error: BaseException) -> None:
        if self.recover is None or self.guard.is_on:
            return
        self.recover.set_busy(False)
        if isinstance(error, UserError):
            self.recover.refuse(str(error))
        else:
            self._tasks.failed.emit(error)

    def show_setup(self, desk: Desk) -> SetupPage:
        """The data exist and the slip does not: set-up goes on here, now or at the next start."""
        from ui.context import Context  # noqa: PLC0415  (start-up: once)
        from ui.dialogs.setup_page import SetupPage  # noqa: PLC0415  (start-up: once)

        self.held = desk
        context = Context(desk=desk, tasks=self._tasks, settings=self._settings)
        page = self.setup = SetupPage(context, self.guard.take_slip(desk.store.folder))
        page.finished.connect(self._settle)
        page.left.connect(self.close)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.setFocus()
        return page

    def _settle(self) -> None:
        if self.guard.is_on:
            return
        desk, self.held = self.held, None
        self.settled.emit(desk)

    def drop_pages(self) -> None:
        """What the pages before the password hold is closed, and they go."""
        pages, self.setup, self.recover = (self.setup, self.recover), None, None
        self._let_go()
        for page in pages:
            if page is not None:
                self.stack.removeWidget(page)
                page.deleteLater()
        if not has_store(self._folder):
            self.show_first_run()

    def _let_go(self) -> None:
        """Close what was opened and is not used."""
        desk, self.held = self.held, None
        if desk is not None:
            desk.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        self._let_go()
        super().closeEvent(event)

    def _choose_other(self) -> None:
        chosen = QtWidgets.QFileDialog.getExistingDirectory(self, "数据在哪个文件夹", str(self._folder))
        if chosen:
            self.use_folder(Path(chosen))

    def use_folder(self, folder: Path) -> None:
        """Ask for the password of the data in another folder; a sentence when there is none."""
        if has_store(folder):
            self._folder = folder
            self.show_unlock()
            return
        message = "这个文件夹里没有支部工作台的数据，请换一个文件夹，或新建支部。"
        if self.unlock is not None and self.stack.currentWidget() is self.unlock:
            self.unlock.refuse(message, 0, wrong_password=False)
        elif self.first_run is not None:
            self.first_run.refuse(message)

    def _done(self, desk: Desk) -> None:
        if self._folder.name != SAMPLE_FOLDER:
            self._settings.last_store = self._folder
        self._hand_on(desk)

    def _hand_on(self, desk: Desk) -> None:
        if self.guard.is_on:
            self.held = desk  # it goes with the lock
        else:
            self.opened.emit(desk)

    def _not_opened(self, error: BaseException) -> None:
        assert self.unlock is not None
        if isinstance(error, WrongPassword):
            self.unlock.refuse(error.message, error.retry_after, wrong_password=True)
        elif isinstance(error, UserError):
            self.unlock.refuse(str(error), 0, wrong_password=False)
            if isinstance(error, DamagedFile):
                password = self.unlock.password.text()
                self.unlock.offer("只读打开看看", lambda: self._look_at_damaged(password))
            elif isinstance(error, PlaceRefused):
                self.unlock.offer("复制到本机…", self._copy_here)
        else:
            self.unlock.set_busy(False)
            self._tasks.failed.emit(error)

    def _look_at_damaged(self, password: str) -> None:
        """A copy of what did not pass its checks, for reading; the files themselves are left alone."""
        assert self.unlock is not None
        self.unlock.set_busy(True)
        folder, door = self._folder, self._doors.rescue
        self.guard.opening = self._tasks.run(
            lambda _p, _c: door(folder, password), self._hand_on, self._not_rescued, cancellable=False
        )

    def _not_rescued(self, error: BaseException) -> None:
        assert self.unlock is not None
        if isinstance(error, UserError):
            self.unlock.refuse(str(error), 0, wrong_password=isinstance(error, WrongPassword))
            self.unlock.offer("", self.show_restore)
        else:
            self.unlock.set_busy(False)
            self._tasks.failed.emit(error)

    def _copy_here(self) -> None:
        """Data that may not be used where they lie: copied to this computer, and asked for there."""
        from ui.dialogs.message_dialog import MessageDialog  # noqa: PLC0415  (start-up: hardly ever)

        assert self.unlock is not None
        target = _free_folder(default_store_folder())
        if not MessageDialog.confirm(
            self,
            "把这份数据复制到本机再打开？原来那里的不动，以后请只用本机的这一份。",
            (f"从：{self._folder}", f"到：{target}"),
            verb="复制到本机",
        ):
            return
        self.unlock.set_busy(True)
        source, door = self._folder, self._doors.copy
        self._tasks.run(
            lambda progress, _c: door(source, target, progress),
            self._copied,
            self._not_rescued,
            cancellable=False,
        )

    def _copied(self, folder: Path) -> None:
        assert self.unlock is not None
        self._folder = folder
        self.unlock.offer("", self.show_restore)
        self.unlock.set_busy(False)
        self.show_unlock()
        self.unlock.say("已复制到本机并读回核对，请再输入一次口令。")

    def show_restore(self) -> None:
        """Backups of this folder, or of a stick, in place of data that cannot be opened."""
        from ui.dialogs.restore_dialog import RestoreDialog  # noqa: PLC0415  (start-up: hardly ever)
        from ui.restoring import ClosedFolder  # noqa: PLC0415  (start-up: hardly ever)

        source = ClosedFolder(self._folder, places.current().anchors)
        dialog = RestoreDialog(source, self._tasks, self._settings, self)
        dialog.exec()
        if dialog.result_of is not None and self.unlock is not None:
            self.unlock.problem.hide()
            self.unlock.offer("", self.show_restore)
            self.unlock.say(f"已恢复 {dialog.result_of.made_at} 的备份，请输入做这份备份那天的口令。")
            self.unlock.password.setFocus()

    def _not_created(self, error: BaseException) -> None:
        assert self.first_run is not None
        self.first_run.set_busy(False)
        if isinstance(error, UserError):
            self.first_run.refuse(str(error))
        else:
            self._tasks.failed.emit(error)


def _free_folder(folder: Path) -> Path:
    """This folder, or the next numbered one that holds no branch."""
    number, free = 1, folder
    while has_store(free):
        number += 1
        free = folder.with_name(f"{folder.name}{number}")
    return free
