"""Pictures of figures: charts beside the roster, the window of figures with names behind a number, an empty branch."""

from typing import Any

from models.services.desk import Desk
from ui.dialogs.figures_screen import FiguresScreen
from ui.main_window import MainWindow
from ui.tabs.roster_tab import RosterTab

PAGES = ("charts", "year", "ages")


def figure_pictures(camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]) -> None:
    """At the text size that is set now; what is entered for a picture is taken back."""
    window.navigate(RosterTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, RosterTab)
    tab.charts.button.setChecked(True)
    camera.shoot(window, f"{prefix}roster-charts", size)
    tab.charts.choose("图/学历/大学专科")
    camera.shoot(window, f"{prefix}roster-charts-chosen", size)
    tab.found.clear()
    tab.charts.button.setChecked(False)
    for page, name in enumerate(PAGES):
        screen = FiguresScreen(window.context, window)
        screen.show_page(page)
        line = next(row for row in range(9) if _words(screen, row) == "增加：转入")
        screen.board.figures.selectRow(line)
        screen.board.asked.emit(
            *(("图/学历/大学专科", "学历：大学专科") if not page else ("增加/转入", "增加：转入"))
        )
        camera.dialog(screen, f"{prefix}figures-{name}")
    if prefix:
        return
    desk.figures.set_reported(2025, "41")
    gone = desk.roster.members(desk.today())[4]
    desk.roster.update(gone.id, {"membership_state": "停止党籍"})
    screen = FiguresScreen(window.context, window)
    screen.show_page(1)
    camera.dialog(screen, "figures-differing")
    for _ in range(2):
        desk.undo()
    screen = FiguresScreen(window.context, window)
    screen.show_day("1949-10-01")
    camera.dialog(screen, "figures-empty")


def _words(screen: FiguresScreen, row: int) -> str:
    line = screen.board.figures.record_model.record_at(row)
    return line.words if line else ""
