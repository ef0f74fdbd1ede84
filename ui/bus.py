"""Tells every screen, on the GUI thread, what a transaction changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from models.domain.changes import Changes  # loaded behind the password page


class ChangeBus(QObject):
    """`publish` may be called from any thread (after a commit); slots of GUI objects run on the GUI thread."""

    changed = Signal(object)  # Changes

    def publish(self, changes: Changes) -> None:
        self.changed.emit(changes)
