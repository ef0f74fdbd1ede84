"""Pictures of everything about keys: set-up's slip, the forgotten password, the dialogs, and the handover step by step.

Called by screens.py at 100 % and at 150 % with long names; each picture is of a branch made for it.
"""

from pathlib import Path
from typing import Any

from models.domain.recovery_code import groups_of, new_code
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.change_password import ChangePasswordDialog
from ui.dialogs.handover_wizard import CONFIRM, WORK, HandoverWizard
from ui.dialogs.recovery_dialog import LOOK, PROVE, SLIP, STATE, RecoveryDialog
from ui.dialogs.start_window import Doors, StartWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks

PASSWORD, NEXT = "村口三棵槐树，两棵向南7", "Another long sentence 8"
BRANCH = "中共阿克苏地区温宿县柯柯牙镇塔格拉克牧场社区第二网格综合联合支部委员会"
GIVER, TAKER = "阿卜杜热合曼·买买提吐尔逊", "古丽扎尔·阿不都克热木"


def key_pictures(camera: Any, scratch: Path, prefix: str, doors: Doors, size: tuple[int, int]) -> None:
    """All of them at the text size that is set now."""
    desk = Desk.create(
        scratch / f"{prefix}keys", PASSWORD, name=BRANCH, secretary=GIVER, today=lambda: "2026-11-20"
    )
    context = Context(desk=desk, tasks=InstantTasks(), settings=UiSettings(scratch / f"{prefix}keys.ini"))
    _start_pages(camera, prefix, doors, context, size)
    desk.keys.set_recovery(new_code())
    _dialogs(camera, prefix, context)
    _handover(camera, prefix, context)


def _start_pages(camera: Any, prefix: str, doors: Doors, context: Context, size: tuple[int, int]) -> None:
    window = StartWindow(context.desk.store.folder, doors, context.settings, context.tasks)
    window.show_setup(context.desk)
    assert window.setup is not None
    camera.shoot(window, f"{prefix}start-setup", size)
    window.setup.slip.check()
    window.setup.slip.fields[0].setText("2222")
    window.setup.slip.next()
    camera.shoot(window, f"{prefix}start-setup-check")
    window.held = None  # the branch is wanted for further pictures
    window.show_recover()
    assert window.recover is not None
    window.recover.code.field.setText("avff-7zug-29f2-28b8-ehfz-692y-t279")
    camera.shoot(window, f"{prefix}start-recover")
    window.recover.opened(())
    window.recover.new_password.password.field.setText("19800101")
    window.recover.submit()
    camera.shoot(window, f"{prefix}start-recover-password")
    window.close()


def _dialogs(camera: Any, prefix: str, context: Context) -> None:
    dialog = ChangePasswordDialog(context)
    dialog.new_password.password.field.setText("槐树abc")
    dialog.submit()
    camera.dialog(dialog, f"{prefix}dialog-change-password")
    for page, name in ((STATE, "state"), (LOOK, "look"), (PROVE, "prove"), (SLIP, "slip")):
        recovery = RecoveryDialog(context)
        recovery.go(page)
        camera.dialog(recovery, f"{prefix}dialog-recovery-{name}")


def _handover(camera: Any, prefix: str, context: Context) -> None:
    wizard = HandoverWizard(context)
    wizard.next_button.click()
    camera.shoot(wizard, f"{prefix}handover-1")
    wizard.who.taker.setText(TAKER)
    wizard.who.password.field.setText(PASSWORD)
    wizard.next_button.click()
    camera.shoot(wizard, f"{prefix}handover-2")
    for edit in (wizard.new_password.password, wizard.new_password.repeat):
        edit.field.setText(NEXT)
    wizard.next_button.click()
    camera.shoot(wizard, f"{prefix}handover-3")
    wizard.slip.check()
    for field in wizard.slip.fields:
        field.setText(groups_of(wizard.slip.code)[field.number - 1])
    wizard.next_button.click()
    camera.shoot(wizard, f"{prefix}handover-4")
    wizard._go(WORK)
    wizard.work.set_progress(3, 8)
    camera.shoot(wizard, f"{prefix}handover-5")
    wizard._go(CONFIRM)
    wizard.next_button.click()
    camera.shoot(wizard, f"{prefix}handover-6")
    wizard.accept()
    wizard.deleteLater()
