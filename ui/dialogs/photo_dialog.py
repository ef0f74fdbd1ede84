"""The portrait on a member's card: which part of a picture it is, seen as it will stand there."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from models.domain.errors import UserError
from ui.pictures import PORTRAIT, portrait
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.crop_view import CropView
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

EXPLAINED = (
    "拖动框住头和肩，滚轮或滑块改大小；也可以用方向键和加、减号。"
    "存下来的是框里这一块（480×640），原图里的拍摄地点、时间等不保留。"
)
SMALL = "框里只有 {width}×{height}，打印出来会模糊。有更清楚的照片，请换一张。"


class PhotoDialog(QDialog):
    """`photo` is the portrait that was made, b"" when nobody wanted it."""

    def __init__(self, image: QImage, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self.photo = b""
        self.setWindowTitle("选取照片")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"照片：{name}", "title", wrap=True))
        self.problem = Banner("", "soon")
        self.problem.hide()
        box.addWidget(self.problem)
        sides = QHBoxLayout()
        sides.setSpacing(px(20))
        self.view = CropView(image)
        self.view.changed.connect(self._moved)
        sides.addWidget(self.view, 1)
        sides.addLayout(self._beside())
        box.addLayout(sides, 1)
        box.addWidget(PlainLabel(EXPLAINED, "quiet", wrap=True))
        buttons = DialogButtons(self, "用这张照片", "不用")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._take)
        box.addWidget(buttons)
        self.resize(px(680), px(620))
        self.view.setFocus()
        self._moved()

    def _beside(self) -> QVBoxLayout:
        """What it will look like, and how large the part is."""
        side = QVBoxLayout()
        side.setSpacing(px(8))
        side.addWidget(PlainLabel("卡上的样子", "heading"))
        self.sample = PlainLabel("")
        self.sample.setFixedSize(px(150), px(200))
        self.sample.setScaledContents(True)
        self.sample.setAccessibleName("卡上的样子")
        side.addWidget(self.sample)
        side.addSpacing(px(8))
        label = PlainLabel("框的大小", "field")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(10, 100)
        self.slider.setPageStep(10)
        self.slider.setFixedWidth(px(150))
        self.slider.setAccessibleName("框的大小")
        label.setBuddy(self.slider)
        self.slider.valueChanged.connect(lambda value: self.view.set_share(value / 100))
        side.addWidget(label)
        side.addWidget(self.slider)
        side.addStretch(1)
        return side

    def _moved(self) -> None:
        crop = self.view.crop
        part = self._image.copy(crop).scaled(
            self.sample.size(),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self.sample.setPixmap(QPixmap.fromImage(part))
        self.slider.blockSignals(True)
        self.slider.setValue(round(self.view.share * 100))
        self.slider.blockSignals(False)
        small = crop.width() < PORTRAIT.width() / 2
        if small:
            self.problem.say(SMALL.format(width=crop.width(), height=crop.height()), "soon")
        self.problem.setVisible(small)

    def _take(self) -> None:
        try:
            self.photo = portrait(self._image, self.view.crop)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
