"""What the frame's actions open: each dialog in its own module, loaded when it is asked for."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from models.domain.errors import UserError
from ui import places
from ui.context import Context
from ui.paperwork import open_folder
from ui.settings import UiSettings

if TYPE_CHECKING:
    from models.services.desk import Desk


class FrameDialogs(QMainWindow):
    """The part of the main window that only opens something and waits for it."""

    desk: "Desk"
    settings: UiSettings
    context: Context

    def show_history(self, table: str, row_id: int, title: str) -> None:
        from ui.dialogs.history_dialog import HistoryDialog  # noqa: PLC0415  (start-up: shown on request)

        HistoryDialog(self.context, table, row_id, title, self).exec()

    def show_settings(self) -> None:
        from ui.dialogs.settings_dialog import SettingsDialog  # noqa: PLC0415  (start-up: shown on request)

        SettingsDialog(self.settings, self).exec()

    def edit_branch(self) -> None:
        from ui.dialogs.branch_dialog import BranchDialog  # noqa: PLC0415  (start-up: shown on request)

        BranchDialog(self.context, self).exec()

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
            self.context.show_error(UserError("日志文件夹打不开，请在文件管理器里找到它。", [str(folder)]))
