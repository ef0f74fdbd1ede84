"""Emptying a layout before it is filled anew."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout, keep: int = 0) -> None:
    """Take out and drop the widgets (and stretches) after the first `keep` places.

    Widgets leave by themselves, not by their layout items: an item handed to Python is freed at the wrong moment.
    """
    widgets = [item.widget() for place in range(keep, layout.count()) if (item := layout.itemAt(place))]
    for widget in widgets:
        if widget is not None:
            layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
    for place in reversed(range(keep, layout.count())):  # only stretches are left
        layout.takeAt(place)
