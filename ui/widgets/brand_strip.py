"""The red strip at the top of every window: emblem of the program, its name, and room at the right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

import resources
from ui.theme import active, px
from ui.widgets.plain_label import PlainLabel

PROGRAM = "支部工作台"


class BrandStrip(QWidget):
    """`row` takes further widgets at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("HeaderStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(active().px("strip"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(active().px("margin"), 0, px(12), 0)
        self.row.setSpacing(px(10))
        self.row.addWidget(emblem(28))
        self.row.addWidget(PlainLabel(PROGRAM, "program"))


def emblem(size: int) -> PlainLabel:
    """The program's own emblem."""
    label = PlainLabel()
    ratio = 2
    picture = QPixmap(str(resources.ROOT / "icons" / "app-strip.png"))
    picture = picture.scaledToHeight(px(size) * ratio, Qt.TransformationMode.SmoothTransformation)
    picture.setDevicePixelRatio(ratio)
    label.setPixmap(picture)
    label.setFixedSize(px(size), px(size))
    return label
