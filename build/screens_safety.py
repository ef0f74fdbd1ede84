"""Pictures of what keeps the data safe: the dialog green, empty and red, the restore, the password page's ways out."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from models.domain.errors import DamagedFile, PlaceRefused
from models.services.desk import Desk
from models.services.sample import SAMPLE_PASSWORD, create_sample
from ui.context import Context
from ui.dialogs.closing_dialog import ClosingDialog
from ui.dialogs.restore_dialog import RestoreDialog
from ui.dialogs.safety_dialog import SafetyDialog
from ui.dialogs.start_window import Doors, StartWindow
from ui.main_window import MainWindow
from ui.restoring import ClosedFolder, OpenBranch
from ui.settings import UiSettings
from ui.tasks import InstantTasks

Shoot = Callable[[QDialog, str], None]
DAMAGED = "数据文件检查没有通过，没有改动任何内容。请不要继续录入，用最近的备份恢复。"
REMOVABLE = "数据不能放在U 盘上。请放到本机硬盘的文件夹，需要带走时用“备份”。"


def refusing(error: Exception) -> Callable[..., Desk]:
    """A door that does not open."""

    def door(*_args: object) -> Desk:
        raise error

    return door


def safety_pictures(
    shoot: Shoot, window_shot: Callable[[QWidget, str], None], scratch: Path, prefix: str
) -> None:
    """All of them; the sample is copied, so that its own pictures stay as they are."""
    folder = scratch / f"{prefix}safety"
    made = create_sample(folder)
    desk, today = made, made.today
    settings, tasks = UiSettings(scratch / f"{prefix}safety.ini"), InstantTasks()
    window = MainWindow(desk, settings, tasks)
    window.keep_desk()
    window.keep()
    context = Context(desk=desk, settings=settings, tasks=tasks)
    shoot(SafetyDialog(context, window), f"{prefix}dialog-safety-empty")
    assert window.keeper is not None
    window.keeper.first()
    for reason in ("合并前", "定时", "关闭时"):
        desk.roster.add({"name": f"某某{reason[0]}", "category": "入党申请人"})
        desk.safety.backup(reason)
    desk.safety.rehearse()
    window.keeper.refresh()
    window_shot(window, f"{prefix}safety-strip")
    shoot(SafetyDialog(context, window), f"{prefix}dialog-safety")
    restore = RestoreDialog(OpenBranch(desk), tasks, settings, window, serial=1)
    shoot(restore, f"{prefix}dialog-restore")
    restore = RestoreDialog(OpenBranch(desk), tasks, settings, window, serial=1)
    restore.look()
    shoot(restore, f"{prefix}dialog-restore-look")
    _red(desk)
    shoot(SafetyDialog(context, window), f"{prefix}dialog-safety-red")
    shoot(ClosingDialog(window), f"{prefix}dialog-closing")
    window.close()
    desk.close()
    shoot(
        RestoreDialog(ClosedFolder(folder, scratch / "anchors"), tasks, settings),
        f"{prefix}dialog-restore-closed",
    )
    _damaged(window_shot, shoot, folder, settings, tasks, prefix, today)


def _red(desk: Desk) -> None:
    """Long without a second place, the last backup failed, the check found something."""
    desk.store.warnings.append(
        "这份数据比上次使用时旧（缺少第 412 至 420 号操作），可能被旧文件替换过。请与最近的备份核对后再录入。"
    )
    desk.safety._keep(
        copied_on="2026-01-01",
        copied_to="组织办U盘",
        backup_problem="磁盘剩余空间太少，不能备份。请清理出一些空间后再试。",
        check_problem="2026-09-29 核对没有通过：有内容不是通过本程序改动的。请保留现状，与最近的备份核对。",
    )


def _damaged(
    window_shot: Callable[[QWidget, str], None],
    shoot: Shoot,
    folder: Path,
    settings: UiSettings,
    tasks: InstantTasks,
    prefix: str,
    today: Callable[[], str],
) -> None:
    for name, error in (("damaged", DamagedFile(DAMAGED)), ("place", PlaceRefused(REMOVABLE))):
        door = refusing(error)
        start = StartWindow(folder, Doors(door, door, door), settings, tasks)
        assert start.unlock is not None
        start.unlock.password.field.setText("abcdefghij")
        start.unlock.submit()
        window_shot(start, f"{prefix}start-{name}")
        start.close()
    copy = folder.with_name(f"{prefix}rescue")
    shutil.copytree(folder, copy)
    desk = Desk.open_rescue(copy, SAMPLE_PASSWORD, today=today)
    window = MainWindow(desk, settings, tasks)
    shoot(SafetyDialog(window.context, window), f"{prefix}dialog-safety-rescue")
    window.close()
