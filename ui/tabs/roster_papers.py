"""What the roster offers on paper and as files: its own forms, the list as seen, and the papers of a movement."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from models.domain.movement_kinds import MOBILE, OUT
from ui.base_tab import BaseTab
from ui.context import Context
from ui.county_menu import CountyMenu
from ui.dialogs.exemption_dialog import ExemptionDialog
from ui.tables import RecordTable
from ui.tabs.roster_columns import RosterLine

POSTED = "D1.2"  # ID numbers and telephones masked
EXPORTS = (
    ("花名册（Word、PDF）…", "D1"),
    ("张贴用花名册，号码打码（Word、PDF）…", POSTED),
    ("上级系统 27 列（Excel）…", "F2"),
)
PAPERS = {
    OUT: (("转接申请表…", "D5"), ("介绍信填写参考稿…", "D5.2")),
    MOBILE: (("外出登记表…", "D4"),),
}


def fill_exports(
    menu: QMenu, tab: BaseTab, ids: Callable[[], Sequence[int]], day: Callable[[], str]
) -> CountyMenu:
    """The list as it is seen first: it is what most are looking for; the county's templates, of `ids`, last."""
    menu.addAction("本表，和看到的一样（Excel、Word、PDF）…").triggered.connect(
        lambda _=False: tab.export_list()
    )
    for text, form_id in EXPORTS:
        menu.addAction(text).triggered.connect(
            lambda _=False, form=form_id: tab.context.export(form, day() or None)
        )
    return CountyMenu(menu, tab.context, tab, ids, day=day)


def offer_exemption(table: RecordTable[RosterLine], context: Context) -> None:
    """可不计入应到 in the menu of a row: the entry that runs, or a new one."""

    def enter(person_id: int) -> None:
        today = context.desk.today()
        running = next((e for e in context.desk.exemptions.of_person(person_id) if e.runs_on(today)), None)
        dialog = ExemptionDialog(context, running, table.window(), person_id=person_id)
        dialog.exec()
        dialog.deleteLater()

    table.add_row_action("可不计入应到…", lambda ids: enter(ids[0]), enabled=lambda ids: len(ids) == 1)


class MovementPapers:
    """Puts the papers of a person's newest movement at the top of a menu each time it opens."""

    def __init__(self, menu: QMenu, context: Context, person_id: Callable[[], int]) -> None:
        self._menu, self._context, self._person_id = menu, context, person_id
        self._added: list[QAction] = []
        menu.aboutToShow.connect(self.refresh)

    def refresh(self) -> None:
        """The entries of the person in hand."""
        for action in self._added:
            self._menu.removeAction(action)
        self._added = []
        cases = self._context.desk.movements.cases(person_id=self._person_id())
        newest = next(
            (c.movement for c in cases if not c.movement.voided_on and c.movement.kind in PAPERS), None
        )
        if newest is None:
            return
        first = self._menu.actions()[0] if self._menu.actions() else None
        self._added = [QAction(text, self._menu) for text, _ in PAPERS[newest.kind]]
        for action, (_, form) in zip(self._added, PAPERS[newest.kind], strict=True):
            action.triggered.connect(lambda _=False, f=form, i=newest.id: self._context.preview(f, i))
        line = QAction(self._menu)
        line.setSeparator(True)
        self._added.append(line)
        for action in self._added:
            self._menu.insertAction(first, action)  # pyright: ignore[reportArgumentType]
