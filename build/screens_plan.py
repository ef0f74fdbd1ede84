"""Pictures of the year's plan: the grid, a month, the forms, the planner, a year that is empty."""

from typing import Any

from models.domain.plan import PlanItem
from models.services.desk import Desk
from ui.dialogs.habits_dialog import HabitsDialog
from ui.dialogs.meeting_templates import MeetingTemplatesDialog
from ui.dialogs.plan_item_dialog import PlanItemDialog
from ui.dialogs.planner_dialog import PlannerDialog
from ui.main_window import MainWindow
from ui.tabs.meetings_tab import MeetingsTab
from ui.tabs.plan_page import CALENDAR, GRID


def plan_pictures(camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]) -> None:
    """At the text size that is set now; nothing is entered."""
    window.navigate(MeetingsTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, MeetingsTab)
    tab.show_plan()
    camera.shoot(window, f"{prefix}plan-grid", size)
    tab.plan.show_view(CALENDAR)
    camera.shoot(window, f"{prefix}plan-month", size)
    tab.plan.show_view(GRID)
    year = int(desk.today()[:4])
    tab.plan.turn_to_year(year + 1)
    camera.shoot(window, f"{prefix}plan-next-year", size)
    tab.plan.turn_to_year(year)
    camera.dialog(PlannerDialog(window.context, window), f"{prefix}dialog-planner")
    camera.dialog(
        PlanItemDialog(window.context, PlanItem(year=year, month=9), window), f"{prefix}dialog-plan-item"
    )
    camera.dialog(HabitsDialog(window.context, window), f"{prefix}dialog-habits")
    camera.dialog(MeetingTemplatesDialog(window.context, window), f"{prefix}dialog-meeting-templates")
    tab.plan.records_wanted.emit()
