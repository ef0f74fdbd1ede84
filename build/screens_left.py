"""Pictures of what stays behind: drafts offered again, the whole history, the recycle bin, the page after a lock."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog

from models.services.desk import Desk
from models.services.roster import WRONG_ENTRY
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.history_screen import HistoryScreen
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.recycle_dialog import RecycleDialog
from ui.dialogs.start_window import Doors, StartWindow
from ui.idle import Away
from ui.locking import Left
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks

LONG_NAME = "古丽巴哈尔·买买提依布拉音"


def left_pictures(camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]) -> None:
    """At the text size that is set now; the branch is given back as it was."""
    context = window.context

    def dialog(made: QDialog, name: str) -> None:
        camera.dialog(made, f"{prefix}{name}")

    dialog(RecycleDialog(context, window), "dialog-recycle-empty")
    first, second = desk.roster.members(desk.today())[3:5]
    desk.roster.update(first.id, {"name": LONG_NAME, "address": "云岭镇槐树湾村二组107号（原供销社家属院）"})
    for person in (first, second):
        desk.roster.remove(person.id, WRONG_ENTRY, "")
    dialog(RecycleDialog(context, window), "dialog-recycle")
    screen = HistoryScreen(context, window)
    screen.table.selectRow(2)
    dialog(screen, "dialog-history-all")
    screen = HistoryScreen(context, window)
    screen.search.setText("没有这句话")
    screen.search.returnPressed.emit()
    dialog(screen, "dialog-history-none")
    dialog(HistoryDialog(context, "person", first.id, LONG_NAME, window), "dialog-history")
    for _ in range(3):
        desk.undo()
    desk.drafts.keep("member:0", "新增人员", {"name": LONG_NAME}, "2026-09-29 17:05")
    desk.drafts.keep("branch", "支部信息", {"phone": "1234567"}, "2026-09-29 17:04")
    window.draft_strip.refresh()
    window.warn_of_lock(30)
    camera.shoot(window, f"{prefix}draft-offered", size)
    dialog(MemberDialog(context, parent=window), "dialog-member-draft")
    for draft in desk.drafts.all():
        context.drafts.discard(draft.form)
    window.warn_of_lock(0)


def after_lock(camera: Any, prefix: str, folder: Path, doors: Doors) -> None:
    """The password page as a lock leaves it."""
    start = StartWindow(folder, doors, UiSettings(folder / "start.ini"), InstantTasks())
    start.hold(Left(folder, Away.IDLE, ["member:0"]).sentence, held=False)
    camera.shoot(start, f"{prefix}start-after-lock")
    start.close()
