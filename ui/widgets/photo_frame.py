"""A portrait, 3:4, or the words why there is none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from models.domain.attachment import Attachment
from models.domain.errors import UserError
from models.services.attachments import Attachments
from ui.pictures import FACE, read_picture
from ui.theme import color, px

NONE, UNREADABLE, NOT_HERE = "没有照片", "照片打不开", "照片还没有\n到这台电脑"


def show_photo_of(frame: "PhotoFrame", service: Attachments, photo: Attachment | None) -> None:
    """The photo of somebody, or why it cannot be shown."""
    if photo is None:
        frame.show_photo(None)
        return
    try:
        frame.show_photo(service.content(photo))
    except UserError:
        frame.show_photo(None, UNREADABLE if photo.is_here else NOT_HERE)


class PhotoFrame(QWidget):
    """`width` in pixels at 100 % text; a click says that somebody wants more of it."""

    clicked = Signal()

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(px(width), px(width / FACE))
        self._picture: QPixmap | None = None
        self.words = NONE
        self.show_photo(None)

    @property
    def has_photo(self) -> bool:
        return self._picture is not None

    def show_photo(self, content: bytes | None, words: str = NONE) -> None:
        """The portrait in these bytes, or words in its place."""
        self._picture, self.words = None, words
        if content is not None:
            try:
                self._picture = self._fitted(read_picture(content, 1200))
            except UserError:
                self.words = UNREADABLE
        self.setAccessibleName("照片" if self._picture is not None else self.words)
        self.update()

    def _fitted(self, image: QImage) -> QPixmap:
        ratio = self.devicePixelRatioF()
        scaled = image.scaled(
            self.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        made = QPixmap.fromImage(scaled)
        made.setDevicePixelRatio(ratio)
        return made

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is not None:
            size = self._picture.deviceIndependentSize()
            at = ((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
            painter.drawPixmap(round(at[0]), round(at[1]), self._picture)
        else:
            painter.fillRect(self.rect(), color("paper"))
            painter.setPen(color("quiet"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(4, 4, -4, -4), int(flags), self.words)
        painter.setPen(color("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
