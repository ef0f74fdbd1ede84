"""One page of a pdf as it will be printed, drawn when it comes into sight."""

from PySide6.QtGui import QImage, QPixmap

from exporters.backends import raster
from ui.widgets.plain_label import PlainLabel


def page_image(pdf: bytes, index: int, scale: float) -> QImage:
    """A page as a picture; `scale` in pixels to the point."""
    page = raster.page_rgba(pdf, index, scale)
    image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGBX8888)
    return image.copy()


class PageLabel(PlainLabel):
    """One page on the desk; drawn when it comes into sight."""

    def __init__(self, index: int, size: tuple[float, float]) -> None:
        super().__init__()
        self.setObjectName("PreviewPage")
        self.index, self.points = index, size
        self.drawn_at = 0.0
        self.setAccessibleName(f"第 {index + 1} 页")

    def set_scale(self, scale: float) -> None:
        width, height = self.points
        self.setFixedSize(round(width * scale) + 2, round(height * scale) + 2)

    def draw(self, pdf: bytes, scale: float) -> None:
        """Draw once for each scale, sharp on dense screens."""
        if self.drawn_at == scale:
            return
        ratio = self.devicePixelRatioF()
        picture = QPixmap.fromImage(page_image(pdf, self.index, scale * ratio))
        picture.setDevicePixelRatio(ratio)
        self.setPixmap(picture)
        self.drawn_at = scale

    def forget(self) -> None:
        if self.drawn_at:
            self.drawn_at = 0.0
            self.setPixmap(QPixmap())
