"""Photos are decoded only after their size is known, and nothing of the file they came from is kept."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage

from models.domain.errors import UserError
from tests.pictures import chunk, png
from ui import pictures

EXIF = b"\xff\xe1\x00\x2eExif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06"
PLACE = b"N30.123 E114.456"


def coloured(width: int, height: int) -> QImage:
    """Red above, green below: which way up can be seen."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))
    for y in range(height // 2):
        for x in range(width):
            image.setPixelColor(x, y, QColor("red"))
    return image


def as_jpeg(width: int, height: int, *, exif: bytes = b"") -> bytes:
    data = pictures.encoded(coloured(width, height), "jpg")
    return data[:2] + exif + data[2:]


def test_a_photo_keeps_its_pixels_and_nothing_else() -> None:
    exif = b"\xff\xe1" + (2 + 6 + len(PLACE)).to_bytes(2) + b"Exif\x00\x00" + PLACE
    data = as_jpeg(900, 1200, exif=exif)
    assert PLACE in data
    image = pictures.read_picture(data)
    made = pictures.portrait(image, pictures.usual_crop(image.size()))
    assert PLACE not in made
    assert b"Exif" not in made
    assert len(made) < 100_000
    assert pictures.read_picture(made).size() == pictures.PORTRAIT


def test_text_in_a_png_is_left_behind() -> None:
    data = png(300, 400, chunk(b"tEXt", b"Author\x00" + PLACE))
    made = pictures.portrait(pictures.read_picture(data), QRect(0, 0, 300, 400))
    assert PLACE not in made


def test_a_phone_picture_taken_sideways_stands_upright() -> None:
    turned = EXIF + bytes(0x30 - len(EXIF))
    image = pictures.read_picture(as_jpeg(400, 300, exif=turned))
    assert image.size() == QSize(300, 400)


def test_a_large_picture_is_held_small() -> None:
    image = QImage(4_800, 4_000, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    assert pictures.read_picture(pictures.encoded(image, "jpg")).width() == pictures.WORKING_SIDE


def test_what_was_see_through_is_white() -> None:
    image = QImage(300, 400, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert pictures.flat(image).pixelColor(5, 5) == QColor("white")


@pytest.mark.parametrize(
    ("size", "crop"),
    [
        (QSize(600, 800), QRect(0, 0, 600, 800)),
        (QSize(800, 600), QRect(175, 0, 450, 600)),
        (QSize(600, 1200), QRect(0, 80, 600, 800)),
    ],
)
def test_the_crop_offered_is_three_by_four_around_the_face(size: QSize, crop: QRect) -> None:
    assert pictures.usual_crop(size) == crop


def test_a_crop_too_small_to_know_anybody_is_refused() -> None:
    with pytest.raises(UserError, match="太小"):
        pictures.portrait(coloured(300, 400), QRect(0, 0, 30, 40))
