"""Pictures of lists on their way out: the question before it, plain, of many columns, of chosen rows; and 核查清单."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

from ui.dialogs.findings_screen import FindingsScreen
from ui.dialogs.list_dialog import ListDialog
from ui.listing import on_screen
from ui.main_window import MainWindow
from ui.tabs.roster_tab import RosterTab


def list_pictures(window: MainWindow, prefix: str, dialog: Callable[[QDialog, str], None]) -> None:
    """Nothing is written; the roster's columns are as before afterwards."""
    window.navigate(RosterTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, RosterTab)
    context, table = window.context, tab.table
    dialog(ListDialog(context, on_screen(table), window), f"{prefix}dialog-list")
    usual = [column.key for column, shown in table.layout_of_columns() if shown]
    table.selectAll()
    table.lay_out_columns([column.key for column in table.record_model.columns])
    tab.group()
    wide = ListDialog(context, on_screen(table), window)
    wide.form.checks["pdf"].setChecked(True)
    dialog(wide, f"{prefix}dialog-list-wide")
    tab.groups.leave()
    table.lay_out_columns(usual)
    table.selectRow(0)
    dialog(FindingsScreen(context, window), f"{prefix}dialog-findings")
    nothing = FindingsScreen(context, window)
    nothing.search.setText("没有这样的")
    nothing.search.returnPressed.emit()
    dialog(nothing, f"{prefix}dialog-findings-none")
