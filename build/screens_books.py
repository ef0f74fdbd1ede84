"""Pictures of 账目: its lists, the forms of vouchers, closing and counting."""

from typing import Any

from PySide6.QtWidgets import QDialog

from models.domain.ledger import VoucherKind
from ui.dialogs.ledger_close import CloseDialog
from ui.dialogs.ledger_count import CountDialog
from ui.dialogs.ledger_voucher import VoucherDialog
from ui.main_window import MainWindow
from ui.tabs.dues_books import VIEWS
from ui.tabs.dues_tab import DuesTab


def book_pictures(camera: Any, prefix: str, window: MainWindow, size: tuple[int, int]) -> None:
    """Nothing is posted; the tab shows its grid again afterwards."""
    context = window.context

    def dialog(made: QDialog, name: str) -> None:
        camera.dialog(made, f"{prefix}dialog-{name}")

    window.navigate(DuesTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, DuesTab)
    books = tab.show_books()
    for view in range(len(VIEWS)):
        books.show_view(view)
        camera.shoot(window, f"{prefix}dues-books-{view + 1}", size)
    books.show_view(0)
    for kind, name in (
        (VoucherKind.REMIT, "remit"),
        (VoucherKind.SPEND, "spend"),
        (VoucherKind.MOVE, "move"),
    ):
        dialog(VoucherDialog(context, kind, window), f"ledger-{name}")
    dialog(CloseDialog(context, "", window), "ledger-close")
    dialog(CountDialog(context, window), "ledger-count")
    tab.show_grid()
