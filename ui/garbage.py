"""Python's cyclic garbage is collected between two events of the GUI thread, and nowhere else.

Left to itself the collector runs wherever an object happens to be made: on a worker's thread, or in the middle of a
paint. Screens that were closed are cycles that own Qt objects; taken apart there, they can bring the process down.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


class GarbageCollector(QObject):
    """Takes the collector's place while it lives; `whole` for when nothing closed may be remembered."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        gc.disable()

    def look(self) -> None:
        """Collect the oldest generation that is due, by the thresholds Python itself has."""
        due = [
            n
            for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(max(due))

    def whole(self) -> None:
        """Everything, now that control is back in the event loop."""
        QTimer.singleShot(0, self, gc.collect)
