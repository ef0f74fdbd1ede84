"""A meeting's window drawn: a pale band with the day as a dot, which lies beside it when it is too early or late."""

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from models.domain.planner_windows import Window
from models.domain.records import MeetingKind
from ui.theme import active, px
from ui.widgets.window_band import WindowBand

QUARTER = Window(
    kind=MeetingKind.ASSEMBLY,
    words="第四季度支部党员大会",
    why="",
    earliest="2026-10-01",
    latest="2026-12-31",
)
OPEN = Window(kind=MeetingKind.COMMITTEE, words="公示以后", why="", earliest="2026-10-01")


def _picture(qtbot: QtBot, window: Window, on: str) -> tuple[WindowBand, QImage]:
    band = WindowBand(window, on)
    qtbot.addWidget(band)
    band.resize(px(300), px(38))
    return band, band.grab().toImage()


def _places(image: QImage, color: QColor) -> list[int]:
    """Where on the axis this colour stands."""
    return [x for x in range(image.width()) if image.pixelColor(x, px(10)) == color]


def test_a_day_within_stands_on_the_band(qtbot: QtBot) -> None:
    band, image = _picture(qtbot, QUARTER, "2026-11-15")
    done = _places(image, active().color("done"))
    assert not band.is_outside and band.accessibleName() == "10月1日至12月31日，定在2026-11-15"
    assert done and image.width() * 0.4 < sum(done) / len(done) < image.width() * 0.6


def test_a_day_too_late_stands_beside_it_in_red(qtbot: QtBot) -> None:
    band, image = _picture(qtbot, QUARTER, "2027-01-20")
    late = _places(image, active().color("late"))
    assert band.is_outside and late and min(late) > image.width() * 0.8


def test_a_window_without_an_end_goes_on(qtbot: QtBot) -> None:
    band, image = _picture(qtbot, OPEN, "2026-11-20")
    assert not band.is_outside and _places(image, active().color("done"))
    assert WindowBand(OPEN, "2026-09-20").is_outside, "too early"
