"""Pictures from outside: decoded only after their size is known, shown small, and a portrait made anew from the pixels.

What is stored of a photo is what this program encoded: no place, camera, thumbnail or comment of the file it came from.
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageReader, QImageWriter, QPainter

from models.domain.errors import UserError
from models.domain.picture_file import BAD_PICTURE, MOST_PIXELS, TOO_MANY_PIXELS, picture_size

PORTRAIT = QSize(480, 640)
FACE = 3 / 4  # width to height
SMALLEST_CROP = 60  # pixels of the original across: below that a face cannot be told
QUALITY = 88
WORKING_SIDE = 1600  # a picture to crop from is not held any larger
ALLOCATION = 128  # MB: twenty million pixels of four bytes, and a little
_FORMATS = {"jpg": b"jpeg", "png": b"png"}


def read_picture(data: bytes, longest: int = WORKING_SIDE) -> QImage:
    """The upright picture of a JPG or PNG file, no larger than `longest` either way; UserError says what is wrong.

    The decoder is chosen by the file's first bytes, never guessed from its name, and asked for no more than it needs.
    """
    found = picture_size(data)
    QImageReader.setAllocationLimit(ALLOCATION)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMATS[found.extension]))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if (size.width(), size.height()) != (found.width, found.height):
        raise UserError(BAD_PICTURE)
    if max(found.width, found.height) > longest:
        reader.setScaledSize(size.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise UserError(BAD_PICTURE)
    return flat(image)


def smaller(image: QImage, longest: int = WORKING_SIDE) -> QImage:
    """The picture itself, or one no larger than `longest` either way."""
    if max(image.width(), image.height()) <= longest:
        return image
    return image.scaled(
        longest, longest, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def flat(image: QImage) -> QImage:
    """Only the pixels: on white, in the usual colours, without a word of the file they came from."""
    if image.width() * image.height() > MOST_PIXELS:
        raise UserError(TOO_MANY_PIXELS.format(width=image.width(), height=image.height()))
    if image.colorSpace().isValid() and image.colorSpace() != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb)) or image
    made = QImage(image.size(), QImage.Format.Format_RGB32)
    if made.isNull():
        raise UserError(BAD_PICTURE)
    made.fill(QColor("white"))
    painter = QPainter(made)
    painter.drawImage(QRect(0, 0, image.width(), image.height()), image)
    painter.end()
    return made


def usual_crop(size: QSize) -> QRect:
    """The largest 3:4 part, in the middle; of a tall picture the upper part, where the face is."""
    width = min(size.width(), round(size.height() * FACE))
    height = min(size.height(), round(width / FACE))
    return QRect((size.width() - width) // 2, (size.height() - height) // 5, width, height)


def portrait(image: QImage, crop: QRect) -> bytes:
    """The part as a JPG of 480×640: a hundred kilobytes at most, and nothing in it but pixels."""
    part = image.copy(crop.intersected(image.rect()))
    if part.width() < SMALLEST_CROP:
        raise UserError("选中的部分太小，看不清人。请换一张更清楚的照片，或把框放大。")
    scaled = part.scaled(
        PORTRAIT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return encoded(scaled, "jpg")


def encoded(image: QImage, extension: str) -> bytes:
    """The bytes of a picture as this program writes it."""
    clean = flat(image)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(_FORMATS[extension]))
    if extension == "jpg":
        writer.setQuality(QUALITY)
        writer.setOptimizedWrite(True)
    if not writer.write(clean):
        raise UserError("图片没有存成。请重新打开程序再试；还是这样，请重新安装一遍程序。")
    return bytes(buffer.data().data())
