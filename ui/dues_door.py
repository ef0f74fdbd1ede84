"""The dues import from the ledger: a file is read beside the window, shown, taken over; taken back later."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from models.domain.money import yuan
from models.services.dues_import import LABEL, DuesDoor, DuesImported
from models.services.dues_plan import DuesPlan
from models.services.dues_sheets import IsCancelled, Progress
from ui.context import Context
from ui.dialogs.dues_import_dialog import DuesImportDialog
from ui.dialogs.dues_import_past import PastDuesDialog
from ui.widgets.page_header import PageHeader

FILES = "党费表 (*.xlsx *.xls *.et *.ods *.csv *.xlsm);;所有文件 (*)"


class DuesImportAct:
    """What the menu of 党费台账 does with sheets of dues."""

    def __init__(self, context: Context, window: QWidget) -> None:
        self._context, self._window = context, window

    def offer(self, header: PageHeader) -> None:
        """The entries of its menu; they keep this object."""
        header.add_more("导入党费表…", lambda: self.choose())
        header.add_more("导入过的党费表…", lambda: self.past())

    @property
    def door(self) -> DuesDoor:
        desk = self._context.desk
        return DuesDoor(desk.store, desk.rules, desk.today)

    def choose(self) -> None:
        """Ask for a file and show what it would bring."""
        start = self._context.settings.state("import").get("folder") or str(Path.home())
        path, _ = QFileDialog.getOpenFileName(self._window.window(), "选择党费收缴表", start, FILES)
        if path:
            self._context.settings.set_state("import", {"folder": str(Path(path).parent)})
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Read the sheet in the background, then show what it would bring."""
        door = self.door
        self._context.tasks.run(
            lambda progress, cancelled: door.plan(path, progress, cancelled),
            self._planned,
            title=f"正在读取 {path.name}",
        )

    def past(self) -> None:
        """Former imports, and taking one back."""
        PastDuesDialog(self._context, self.door, self._window.window()).exec()

    def _planned(self, plan: DuesPlan) -> None:
        dialog = DuesImportDialog(self._context, plan, self._window.window())
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        desk, door, chosen = self._context.desk, self.door, dialog.plan

        def job(progress: Progress, _cancelled: IsCancelled) -> DuesImported:
            desk.safety.backup("导入前", only_changed=True)
            return door.commit(chosen, progress)

        self._context.tasks.run(job, self._done, title="正在导入党费表", cancellable=False)

    def _done(self, done: DuesImported) -> None:
        self._context.say(
            f"已导入 {done.people} 人的党费表，期初已交 {yuan(done.paid_fen)} 元。"
            "导错了，可在“更多”里的“导入过的党费表”撤回。"
        )


def takes_back(context: Context, window: QWidget) -> bool:
    """撤销 right after an import of dues: receipts are not undone, the dialog that reverses them is shown instead."""
    desk = context.desk
    if not (desk.undo_label or "").startswith(LABEL):
        return False
    door = DuesDoor(desk.store, desk.rules, desk.today)
    if not any(past.live for past in door.past()[:1]):
        return False
    PastDuesDialog(context, door, window).exec()
    return True
