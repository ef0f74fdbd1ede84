"""The red strip at the top of every window: emblem of the program, its name, and room at the right."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

import resources
from ui.theme import active, px
from ui.widgets.plain_label import PlainLabel

PROGRAM = "支部工作台"


class BrandStrip(QFrame):
    """`row` takes further widgets at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("HeaderStrip")
        self.setFixedHeight(active().px("strip"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(active().px("margin"), 0, px(12), 0)
        self.row.setSpacing(px(10))
        self.row.addWidget(emblem(28))
        self.row.addWidget(PlainLabel(PROGRAM, "program"))


def emblem(size: int, picture_file: str = "app-strip.png") -> PlainLabel:
    """The program's own emblem: the light one for the red strip, `app.png` for paper."""
    label = PlainLabel()
    picture = QIcon(str(resources.ROOT / "icons" / picture_file))
    label.setPixmap(picture.pixmap(QSize(px(size), px(size)), 2.0))
    label.setFixedSize(px(size), px(size))
    return label
