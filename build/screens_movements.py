"""Pictures of movements: the four pages of their screen, the form of each shape, a talk, and the roster of another day."""

from typing import Any

from models.services.desk import Desk
from ui.dialogs.contact_dialog import ContactDialog
from ui.dialogs.guest_dialog import GuestDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.dialogs.movements_screen import MovementsScreen
from ui.dialogs.year_record import YearRecordDialog
from ui.main_window import MainWindow
from ui.tabs.roster_tab import RosterTab

KINDS = (("转出", "out"), ("外出流动", "mobile"), ("失联", "lost"), ("留党察看", "vote"))
PAGES = ("due", "list", "away", "guests")
LAST_YEAR = "2025-12-31"


def movement_pictures(
    camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]
) -> None:
    """At the text size that is set now; nothing is entered."""
    context = window.context
    for page, name in enumerate(PAGES):
        camera.dialog(MovementsScreen(context, window, page), f"{prefix}movements-{name}")
    debtor = desk.person("丁德明")
    for kind, name in KINDS:
        camera.dialog(MovementDialog(context, debtor, window, kind=kind), f"{prefix}movement-{name}")
    camera.dialog(MovementDialog(context, None, window), f"{prefix}movement-arrival")
    guest = desk.movements.guests.list()[0]
    camera.dialog(GuestDialog(context, guest, window), f"{prefix}dialog-guest")
    camera.dialog(GuestDialog(context, None, window), f"{prefix}dialog-guest-new")
    camera.dialog(YearRecordDialog(context, window), f"{prefix}dialog-year-record")
    camera.dialog(ContactDialog(context, desk.person("戴淑芬"), window), f"{prefix}movement-talk")
    window.navigate(RosterTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, RosterTab)
    tab.as_of.show_day(LAST_YEAR)
    camera.shoot(window, f"{prefix}roster-of-another-day", size)
    tab.as_of.show_day("")
