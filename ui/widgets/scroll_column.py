"""A column that scrolls up and down only, and is never narrower than what stands in it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollColumn(QScrollArea):
    """Takes what height there is; with enough of it no scroll bar is seen."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes on to the first field inside; only a column without fields is held to be scrolled."""
        super().focusInEvent(event)
        inside, reason = self.widget(), event.reason()
        opened = reason == Qt.FocusReason.ActiveWindowFocusReason and not self.verticalScrollBar().value()
        back = reason == Qt.FocusReason.BacktabFocusReason
        if not (opened or back or reason == Qt.FocusReason.TabFocusReason):
            return  # clicked beside the fields: nothing jumps
        fields = inside.findChildren(QWidget) if inside else []
        if any(one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() for one in fields):
            self.focusNextPrevChild(not back)

    def minimumSizeHint(self) -> QSize:
        inside = self.widget()
        width = inside.minimumSizeHint().width() if inside else 0
        return QSize(width + self.verticalScrollBar().sizeHint().width(), self.fontMetrics().height() * 4)
