"""A small button that stays down, above a list."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton


def toggle(text: str, slot: Callable[[bool], object]) -> QPushButton:
    """Calls `slot` with whether it is down, at every change."""
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("compact", True)
    button.toggled.connect(slot)
    return button
