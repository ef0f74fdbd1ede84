"""A picture among the attachments, shown by the program itself: no copy of it leaves the encrypted data."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QVBoxLayout, QWidget

from ui.pictures import read_picture
from ui.theme import color, px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

LARGEST = 2400


class PictureView(QWidget):
    """The picture as large as there is room, never larger than it is."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._image = image
        self.setMinimumSize(px(320), px(240))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), color("line"))
        size = self._image.size()
        if size.width() > self.width() or size.height() > self.height():
            size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = self.rect()
        target.setSize(size)
        target.moveCenter(self.rect().center())
        painter.drawImage(target, self._image)


class PictureDialog(QDialog):
    """UserError when the content is no picture that can be shown."""

    def __init__(self, content: bytes, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        image = read_picture(content, LARGEST)
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(title, "title", wrap=True))
        self.view = PictureView(image)
        self.view.setAccessibleName(title)
        box.addWidget(self.view, 1)
        buttons = DialogButtons(self, "关闭", primary=False)
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.resize(px(820), px(640))
