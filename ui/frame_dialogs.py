"""What the frame's actions open: each dialog in its own module, loaded when it is asked for."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from models.domain.errors import UserError
from ui import places
from ui.base_tab import BaseTab
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.drafts import HOMES
from ui.errors import show_error
from ui.locking import Left
from ui.paperwork import open_folder
from ui.search import GUESTS, MEETINGS, PLAN
from ui.settings import UiSettings
from ui.tasks import Tasks

if TYPE_CHECKING:
    from models.services.desk import Desk
    from ui.keeper import Keeper
    from ui.widgets.draft_strip import DraftStrip
    from ui.widgets.keys_strip import KeysStrip
    from ui.widgets.status_line import StatusLine


OF_APPRAISALS = frozenset({"appraisal", "appraisal-line", "opinion", "talk", "issue"})  # kinds of forms
AT_ONCE = 300  # rows of a step that is undone before anybody could look at a bar
RESUME_MS = 50  # between two forms that open one upon the other


class FrameDialogs(QMainWindow):
    """The part of the main window that only opens something and waits for it."""

    lock_wanted = Signal()
    closing = Signal()  # for good: nobody is asked any more

    desk: "Desk"
    settings: UiSettings
    draft_strip: "DraftStrip"
    keys_strip: "KeysStrip"
    status: "StatusLine"
    tabs: dict[str, BaseTab]
    tab_types: list[type[BaseTab]]
    context: Context
    tasks: Tasks
    keeper: "Keeper | None" = None
    stepping: bool
    just_done: bool

    def take_packages(self, files: Sequence[Path]) -> Sequence[Path]:
        """Double-clicked handoff files go to the tab that takes such files; returns those that must wait."""
        for tab_type in self.tab_types:
            if tab_type.TAKES_PACKAGES:
                opened = self.tabs.get(tab_type.TITLE)
                if opened is not None and opened.is_taking:
                    return files
                self.context.navigate(tab_type.TITLE, 0)
                return self.tabs[tab_type.TITLE].take_packages(files)
        return ()

    def show_error(self, error: BaseException) -> None:
        show_error(self, error)

    def open_form(self, key: str) -> None:
        """Open a form again by the key of its draft."""
        kind, *ref = key.split(":")
        if home := HOMES.get(kind, ""):
            self.context.navigate(home, 0)
            self.context.attempt(lambda: self.tabs[home].open_form(kind, ref))
        elif kind == "branch":
            self.edit_branch()
        elif kind in OF_APPRAISALS:
            self.show_appraisal((kind, *ref))

    def resume(self, left: Left) -> None:
        """After a lock: what could not be written then, and the forms that stood open, one upon the other."""
        keeper = self.context.drafts
        for draft in left.unwritten:
            self.context.attempt(
                partial(self.desk.drafts.keep, draft.form, draft.title, draft.values, draft.saved_at)
            )
        keeper.resume(left.forms)
        for number, key in enumerate(left.forms):
            QTimer.singleShot(number * RESUME_MS, partial(self.open_form, key))
        self.draft_strip.hide()
        QTimer.singleShot((len(left.forms) + 1) * RESUME_MS, self.draft_strip.refresh)

    def show_history(self, table: str, row_id: int, title: str) -> None:
        """Of one record, or, without a table, the whole of it."""
        from ui.dialogs.history_dialog import HistoryDialog  # noqa: PLC0415  (start-up: shown on request)
        from ui.dialogs.history_screen import HistoryScreen  # noqa: PLC0415  (start-up: shown on request)

        if not table:
            HistoryScreen(self.context, self).exec()
            return
        HistoryDialog(self.context, table, row_id, title, self).exec()

    def show_year_record(self) -> None:
        from ui.dialogs.year_record import YearRecordDialog  # noqa: PLC0415  (start-up: shown on request)

        YearRecordDialog(self.context, self).exec()

    def show_figures(self) -> None:
        from ui.dialogs.figures_screen import FiguresScreen  # noqa: PLC0415  (start-up: shown on request)

        FiguresScreen(self.context, self).exec()

    def show_people(self, ids: Sequence[int], words: str) -> None:
        """On the roster: these people and nobody else."""
        for tab_type in self.tab_types:
            if tab_type.TAKES_PEOPLE:
                self.context.navigate(tab_type.TITLE, 0)
                self.tabs[tab_type.TITLE].show_people(ids, words)

    def show_plan(self, item_id: int = 0) -> None:
        """The year's plan, on the tab of meetings; with an entry in hand."""
        self.context.navigate(MEETINGS, 0)
        if (tab := self.tabs.get(MEETINGS)) is not None:
            tab.show_plan(item_id)

    def show_appraisal(self, form: Sequence[str] = ()) -> None:
        """`form`: the key of one of its forms, to go on with."""
        from ui.dialogs.appraisal_screen import AppraisalScreen  # noqa: PLC0415  (start-up: shown on request)

        screen = AppraisalScreen(self.context, self, form=form)
        screen.exec()
        screen.deleteLater()

    def show_movements(self) -> None:
        from ui.dialogs.movements_screen import MovementsScreen  # noqa: PLC0415  (start-up: shown on request)

        MovementsScreen(self.context, self).exec()

    # steps back and forth

    def refresh_steps(self) -> None:
        """What 撤销 and 重做 would do now; the window says it."""

    def undo(self) -> None:
        from ui import dues_door  # noqa: PLC0415  (start-up: not needed for the first window)

        if not self.stepping and dues_door.takes_back(self.context, self):
            return
        self._step(self.desk.undo_label, "撤销", self.desk.undo, lambda: self.desk.undo_rows)

    def redo(self) -> None:
        self._step(self.desk.redo_label, "重做", self.desk.redo, lambda: self.desk.redo_rows)

    def _step(
        self, label: str | None, verb: str, call: Callable[..., object], rows: Callable[[], int]
    ) -> None:
        if self.stepping:
            return
        if not label:
            self.context.say(f"没有可以{verb}的操作。")
            return
        self.just_done = False
        if rows() > AT_ONCE:
            self.stepping = True
            self.tasks.run(
                lambda progress, _cancelled: call(progress),
                lambda _done: self._stepped(f"已{verb}：{label}"),
                self._stepped,
                title=f"正在{verb}：{label}",
                cancellable=False,
            )
            return
        self.stepping = True
        try:
            call()
            told: str | UserError = f"已{verb}：{label}"
        except UserError as error:
            told = error
        finally:
            self.stepping = False
        self._stepped(told)

    def _stepped(self, told: str | BaseException) -> None:
        """A step is done, or could not be."""
        self.stepping = False
        if isinstance(told, UserError):
            self.show_error(told)
        elif isinstance(told, BaseException):
            self.tasks.failed.emit(told)
        else:
            self.context.say(told)
        self.refresh_steps()

    def go_to_hit(self, title: str, record_id: int) -> None:
        """Where the search in the header leads: a record of a tab, or of a screen that is no tab."""
        if title == PLAN:
            self.show_plan(record_id)
            return
        if title != GUESTS:
            self.context.navigate(title, record_id)
            return
        from ui.dialogs import movements_screen  # noqa: PLC0415  (start-up: shown on request)

        screen = movements_screen.MovementsScreen(self.context, self, movements_screen.GUESTS)
        screen.guests.table.select_id(record_id)
        screen.exec()

    def show_binder(self) -> None:
        """A year or a period as one book, made off the GUI thread."""
        from ui.binding import bind  # noqa: PLC0415  (start-up: loads the exporters)
        from ui.dialogs.binder_dialog import BinderDialog  # noqa: PLC0415  (start-up: shown on request)

        dialog = BinderDialog(self.context, self)
        wanted = dialog.wanted if dialog.exec() else None
        if wanted is not None:
            folder, formats, desk = dialog.folder(), dialog.formats(), self.desk
            self.tasks.run(
                lambda progress, cancelled: bind(desk, wanted, folder, formats, progress, cancelled),
                lambda files: self.context.say(
                    f"✓ 已装订：{'、'.join(path.name for path in files)}，在 {folder}"
                ),
                title="正在装订成册…",
            )
        dialog.deleteLater()

    def show_findings(self) -> None:
        from ui.dialogs.findings_screen import FindingsScreen  # noqa: PLC0415  (start-up: shown on request)

        screen = FindingsScreen(self.context, self)
        screen.exec()
        screen.deleteLater()

    def show_templates(self) -> None:
        from ui.county_menu import show_templates  # noqa: PLC0415  (start-up: shown on request)

        show_templates(self.context, (), self)

    def show_recycle(self) -> None:
        from ui.dialogs.recycle_dialog import RecycleDialog  # noqa: PLC0415  (start-up: shown on request)

        RecycleDialog(self.context, self).exec()

    def show_settings(self) -> None:
        from ui.dialogs.settings_dialog import SettingsDialog  # noqa: PLC0415  (start-up: shown on request)

        SettingsDialog(self.settings, self).exec()

    def change_password(self) -> None:
        from ui.dialogs.change_password import ChangePasswordDialog  # noqa: PLC0415  (start-up: shown on request)

        ChangePasswordDialog(self.context, self).exec()

    def show_recovery(self, start: int = 0) -> None:
        from ui.dialogs.recovery_dialog import RecoveryDialog  # noqa: PLC0415  (start-up: shown on request)

        RecoveryDialog(self.context, self, start).exec()
        self.keys_strip.refresh()

    def show_due_recovery(self) -> None:
        """What the strip over the tabs asks for: a first slip, or the yearly look at it."""
        from ui.dialogs.recovery_dialog import LOOK, PROVE  # noqa: PLC0415  (start-up: shown on request)

        self.show_recovery(LOOK if self.desk.keys.status().has_recovery else PROVE)

    def hand_over(self) -> None:
        """Afterwards the data are closed: the next secretary opens them with the new password."""
        from ui.dialogs.handover_wizard import HandoverWizard  # noqa: PLC0415  (start-up: shown on request)

        for tab in self.tabs.values():
            tab.store_typing()
        wizard = HandoverWizard(self.context, self)
        wizard.exec()
        if wizard.handed_over:
            self.lock_wanted.emit()

    def show_safety(self, *, copy: bool = False) -> None:
        """Backups and all that belongs to them; after a restore the data are closed and asked for anew."""
        from ui.dialogs.safety_dialog import SafetyDialog  # noqa: PLC0415  (start-up: shown on request)

        dialog = SafetyDialog(self.context, self, copy=copy)
        dialog.exec()
        if dialog.restored:
            self.keeper = None
            self.lock_wanted.emit()
        elif self.keeper is not None:
            self.keeper.refresh()

    def keep(self) -> None:
        """Backups, checks and the light from now on, by themselves."""
        from ui.keeper import Keeper  # noqa: PLC0415  (start-up: not for a window that is only pictured)

        self.keeper = Keeper(self, self.tasks)
        self.keeper.start()

    def waits_to_close(self, event: QCloseEvent) -> bool:
        """Whether the last backup is still being made; the window is closed again when it is there."""
        if self.keeper is None or not self.keeper.holds_closing():
            return False
        event.ignore()
        return True

    def edit_branch(self) -> None:
        from ui.dialogs.branch_dialog import BranchDialog  # noqa: PLC0415  (start-up: shown on request)

        BranchDialog(self.context, self).exec()

    def merge_second_desk(self) -> None:
        from ui.dialogs.second_desk import SecondDeskDialog  # noqa: PLC0415  (start-up: shown on request)

        SecondDeskDialog(self.context, self).exec()

    def show_help(self) -> None:
        from ui.dialogs.help import HelpDialog  # noqa: PLC0415  (start-up: shown on request)

        HelpDialog(self).exec()

    def show_about(self) -> None:
        from ui.dialogs.about import AboutDialog  # noqa: PLC0415  (start-up: shown on request)

        AboutDialog(self, self.desk.store.folder).exec()

    def open_logs(self) -> None:
        """In the system's own file manager; made when it isn't there yet."""
        folder = places.current().logs
        if not open_folder(folder):
            self.show_error(UserError("日志文件夹打不开，请在文件管理器里找到它。", [str(folder)]))

    def show_warnings(self) -> None:
        """What was noticed while the data were opened."""
        MessageDialog(self, "打开数据时发现下面的情况，请先看清再录入。", self.desk.warnings).open()

    def backup(self) -> None:
        """A verified copy of the data, off the GUI thread."""
        self.tasks.run(
            lambda _p, _c: self.desk.backup("手动备份"),
            lambda path: self.context.say(f"✓ 已备份并核对：{path}"),
            self.show_error,
            title="正在备份并核对…",
            cancellable=False,
        )
