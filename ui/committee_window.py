"""The committee's desk: the same frame with the committee's tabs, search and settings."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QAction

from models.services.roster_rows import RosterQuery
from ui.actions import ActionSpec
from ui.bus import ChangeBus
from ui.committee_context import committee_of
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.branches_tab import BranchesTab
from ui.tabs.intake_tab import IntakeTab
from ui.tabs.queue_tab import QueueTab
from ui.tabs.statistics_tab import StatisticsTab
from ui.tabs.whole_roster_tab import WholeRosterTab
from ui.tasks import Tasks
from ui.widgets.search_everywhere import MOST, Hit

if TYPE_CHECKING:
    from models.services.committee import CommitteeDesk
    from models.services.desk import Desk

BRANCH_ONLY = frozenset(
    {"second_desk", "recycle", "findings", "movements", "appraisal", "templates", "year_record"}
)
TABS = (BranchesTab, IntakeTab, QueueTab, WholeRosterTab, StatisticsTab)


def find_in_committee(desk: "CommitteeDesk", text: str) -> list[Hit]:
    """Branches by name, then people of all branches by name, pinyin, phone or ID tail."""
    hits = [
        Hit(BranchesTab.TITLE, unit.id, unit.name)
        for unit in desk.units()
        if unit.parent_id and text in unit.name
    ][: MOST // 3]
    people = desk.roster.fetch(desk.roster.keys(RosterQuery(text=text, scope="all"))[:MOST])
    names = desk.branches_of([person.id for person in people])
    for person in people:
        words = [person.name, person.category, names.get(person.id, "")]
        hits.append(Hit(WholeRosterTab.TITLE, person.id, " · ".join(word for word in words if word)))
    return hits


class CommitteeWindow(MainWindow):
    """A committee's store is open; what branches sent is read, never edited."""

    def __init__(
        self, desk: "CommitteeDesk", settings: UiSettings, tasks: Tasks, bus: ChangeBus | None = None
    ) -> None:
        super().__init__(cast("Desk", desk), settings, tasks, bus, TABS)
        self.search_box.setPlaceholderText("搜索支部、人员（Ctrl+K）")

    def _make_action(self, spec: ActionSpec) -> QAction:
        """What belongs to a branch alone is not offered; its own words where they differ."""
        if spec.id == "branch":
            word = committee_of(self.context).level_word
            spec = replace(spec, text=f"{word}信息", help=f"{word}名称、多久没有上报算逾期")
        action = super()._make_action(spec)
        if spec.id in BRANCH_ONLY:
            action.setVisible(False)
            action.setEnabled(False)
        return action

    def find(self, text: str) -> list[Hit]:
        return find_in_committee(committee_of(self.context), text)

    def show_figures(self) -> None:
        """The committee's own tab of figures."""
        self.navigate(StatisticsTab.TITLE)

    def edit_branch(self) -> None:
        """The committee's own line of the tree, and after how many days a branch is overdue."""
        from ui.dialogs.committee_dialog import CommitteeDialog  # noqa: PLC0415  (shown on request)

        if CommitteeDialog(self.context, self).exec():
            self._show_branch()
