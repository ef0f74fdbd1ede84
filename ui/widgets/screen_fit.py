"""Windows that fit the screen they are on: 1366×768 at 125 % leaves 1092×542, and text may be larger besides."""

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

TITLE_BAR, BORDERS = 40, 8


def free_area(window: QWidget) -> QRect:
    """What is free of the screen a window is on, or will be.

    Not by QWidget.screen(): PySide hands the screen to the window that asked, and may destroy it with that window.
    """
    above = window.parentWidget()
    where = window if window.isVisible() or above is None else above.window()
    screen = QGuiApplication.screenAt(where.frameGeometry().center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


def room(window: QWidget) -> QSize:
    """The most a window's inside may measure on its screen."""
    free = free_area(window)
    return QSize(free.width() - BORDERS, free.height() - TITLE_BAR)


def place_over(window: QWidget, other: QWidget) -> None:
    """Before it is shown: in the middle of where the other stands, whole on that screen."""
    free = free_area(other)
    frame = QRect(QPoint(), window.size() + QSize(BORDERS, TITLE_BAR))
    frame.moveCenter(other.frameGeometry().center())
    frame.moveRight(min(frame.right(), free.right()))
    frame.moveBottom(min(frame.bottom(), free.bottom()))
    window.move(max(frame.left(), free.left()), max(frame.top(), free.top()))


def fit(dialog: QDialog, foot: QWidget) -> None:
    """Before it is shown: no larger than the screen. What cannot be made smaller scrolls above the `foot`."""
    most, layout = room(dialog), dialog.layout()
    if not isinstance(layout, QVBoxLayout):
        return
    layout.activate()
    width = min(max(dialog.width(), dialog.minimumWidth()), dialog.maximumWidth())
    needed = layout.totalMinimumSize().height()
    if layout.hasHeightForWidth():
        needed = max(needed, layout.totalMinimumHeightForWidth(width))
    if needed > most.height():
        held = dialog.focusWidget()
        _scroll_above(layout, foot, most.height())
        dialog.setMinimumHeight(0)
        if held is not None:
            held.setFocus()
    elif dialog.width() > most.width() or dialog.height() > most.height():
        dialog.resize(dialog.size().boundedTo(most))


def grow(dialog: QDialog) -> None:
    """Make room for what it shows now: wrapped lines are not in a window's own minimum, and would cut others."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    wanted = layout.totalHeightForWidth(dialog.width()) if layout.hasHeightForWidth() else 0
    wanted = max(dialog.height(), wanted, layout.totalSizeHint().height())
    dialog.resize(dialog.width(), min(wanted, room(dialog).height()))


def hold(dialog: QDialog, column: QScrollArea, height: int, *, least: int = 0) -> None:
    """Show `height` of a scrolling column, as far as the screen allows with everything beside it; `least` of the dialog."""
    layout = dialog.layout()
    if layout is None:
        return
    column.setMinimumHeight(0)
    layout.activate()
    whole = layout.totalMinimumHeightForWidth(dialog.width()) if layout.hasHeightForWidth() else 0
    beside = max(whole, layout.totalMinimumSize().height()) - column.minimumSizeHint().height()
    shown = min(max(height, least - beside), room(dialog).height() - beside)
    column.setMinimumHeight(shown)
    dialog.resize(dialog.width(), beside + shown)


def _scroll_above(layout: QVBoxLayout, foot: QWidget, height: int) -> None:
    """Everything before the foot moves into one scrolling area, which fills the height given."""
    edges = layout.contentsMargins()
    rest = foot.sizeHint().height() + layout.spacing() + edges.top() + edges.bottom()
    inside = QWidget()
    box = QVBoxLayout(inside)
    box.setContentsMargins(0, 0, TITLE_BAR // 2, 0)
    box.setSpacing(layout.spacing())
    while (item := layout.itemAt(0)) is not None and item.widget() is not foot:
        stretch = layout.stretch(0)
        layout.takeAt(0)
        if (widget := item.widget()) is not None:
            box.addWidget(widget, stretch)
        elif (inner := item.layout()) is not None:
            inner.setParent(None)
            box.addLayout(inner, stretch)
        else:
            box.addItem(item)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.setMinimumHeight(height - rest)
    area.setMinimumWidth(box.totalMinimumSize().width())
    layout.insertWidget(0, area, 1)
