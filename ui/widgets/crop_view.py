"""A picture with the part of it that is kept, 3:4: moved by hand or by the arrows, made larger or smaller by the wheel."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pictures import FACE, SMALLEST_CROP, usual_crop
from ui.theme import color, px

STEP, ZOOM = 0.02, 1.06  # of the picture's longer side; per notch
_SHADE = 150
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CropView(QWidget):
    """`crop` is the part in pixels of the picture; `changed` tells that it is another one."""

    changed = Signal()

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self._crop = QRectF(usual_crop(image.size()))
        self._held: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(px(300), px(300))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName("选取照片的范围")
        self.setAccessibleDescription("方向键移动框，加号、减号放大缩小")

    def sizeHint(self) -> QSize:
        return QSize(px(420), px(420))

    @property
    def crop(self) -> QRect:
        return self._crop.toRect().intersected(self._image.rect())

    @property
    def share(self) -> float:
        """How much of the largest part that fits is taken, up to 1."""
        return self._crop.width() / usual_crop(self._image.size()).width()

    def set_share(self, share: float) -> None:
        """Another size around the same middle."""
        largest = usual_crop(self._image.size()).width()
        width = max(min(SMALLEST_CROP, largest), min(largest, largest * share))
        middle = self._crop.center()
        self._put(QRectF(middle.x() - width / 2, middle.y() - width / FACE / 2, width, width / FACE))

    def _put(self, wanted: QRectF) -> None:
        """Inside the picture, whatever was asked for."""
        left = min(max(0.0, wanted.left()), self._image.width() - wanted.width())
        top = min(max(0.0, wanted.top()), self._image.height() - wanted.height())
        wanted.moveTo(max(0.0, left), max(0.0, top))
        if wanted != self._crop:
            self._crop = wanted
            self.update()
            self.changed.emit()

    # on the screen

    def _shown(self) -> QRectF:
        """Where the picture stands in the widget."""
        size = QRectF(self._image.rect()).size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        at = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        return QRectF(at, size)

    @property
    def _scale(self) -> float:
        return self._shown().width() / self._image.width()

    def _frame(self) -> QRectF:
        """The part as it stands in the widget."""
        shown, scale = self._shown(), self._scale
        return QRectF(
            shown.left() + self._crop.left() * scale,
            shown.top() + self._crop.top() * scale,
            self._crop.width() * scale,
            self._crop.height() * scale,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), color("line"))
        shown, frame = self._shown(), self._frame()
        painter.drawImage(shown, self._image)
        painter.fillRect(shown, QColor(35, 32, 28, _SHADE))
        painter.drawImage(frame, self._image, self._crop)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color("blue") if self.hasFocus() else color("panel"), px(2))
        painter.setPen(pen)
        painter.drawRect(frame)
        painter.setPen(QPen(QColor(255, 255, 255, 150), 1, Qt.PenStyle.DashLine))
        face = QRectF(0, 0, frame.width() * 0.56, frame.height() * 0.58)
        face.moveCenter(QPointF(frame.center().x(), frame.top() + frame.height() * 0.44))
        painter.drawEllipse(face)  # where a face stands on a certificate

    # by hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            if not self._frame().contains(event.position()):
                middle = (event.position() - self._shown().topLeft()) * (1 / self._scale)
                self._put(QRectF(middle - self._crop.center() + self._crop.topLeft(), self._crop.size()))
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            way = (event.position() - self._held) * (1 / self._scale)
            self._held = event.position()
            self._put(self._crop.translated(way))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        self.set_share(self.share / ZOOM**notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is not None:
            step = max(self._image.width(), self._image.height()) * STEP
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                step /= 5
            self._put(self._crop.translated(way[0] * step, way[1] * step))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.set_share(self.share * ZOOM)
        elif event.key() == Qt.Key.Key_Minus:
            self.set_share(self.share / ZOOM)
        else:
            super().keyPressEvent(event)
