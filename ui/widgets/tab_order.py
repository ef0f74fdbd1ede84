"""Tab goes through a form as the eye does, also when its fields were made, moved or changed later."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_tab_order(*widgets: QWidget) -> None:
    """Chain these, each with what can have the focus inside it, first to last."""
    for before, after in pairwise(stop for widget in widgets for stop in _stops(widget)):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> list[QWidget]:
    """What Tab stops at in there; what stands in a window of its own (the list of a combo) is not of the form."""
    return [
        one
        for one in (widget, *widget.findChildren(QWidget))
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and one.window() is widget.window()
        and not _is_part(one, widget)
    ]


def _is_part(one: QWidget, widget: QWidget) -> bool:
    """Whether it belongs to something around it that has the focus itself (the line of an editable combo)."""
    around = one.parentWidget()
    while one is not widget and around is not None:
        if around.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return True
        if around is widget:
            return False
        around = around.parentWidget()
    return False
