"""The input method is found whichever way the desktop names it."""

import pytest
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.input_method import choose
from ui.widgets.text_area import TextArea


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=ibus"}, "fcitx"),
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx5"),
        ({"QT_IM_MODULE": "compose", "XMODIFIERS": "@im=fcitx"}, "compose"),
        ({"XMODIFIERS": "@im=fcitx"}, "fcitx"),
        ({"XMODIFIERS": "@im=fcitx5"}, "fcitx"),
        ({"XMODIFIERS": "@im=ibus"}, "ibus"),
        ({"XMODIFIERS": "@im=none", "GTK_IM_MODULE": "ibus"}, "ibus"),
        ({"GTK_IM_MODULE": "Fcitx"}, "fcitx"),
        ({"QT_IM_MODULE": "xim", "XMODIFIERS": "@im=fcitx"}, "fcitx"),
        ({"QT_IM_MODULE": "", "XMODIFIERS": "@im=fcitx"}, "fcitx"),
        ({"QT_IM_MODULES": "wayland;ibus", "XMODIFIERS": "@im=fcitx"}, None),
        ({"XMODIFIERS": "@im=SCIM"}, None),
        ({}, None),
    ],
)
def test_qt_is_asked_for_the_module_the_desktop_uses(environment: dict[str, str], asked: str | None) -> None:
    choose(environment)
    assert environment.get("QT_IM_MODULE") == asked


def composing(qtbot: QtBot, hint: str) -> tuple[TextArea, QImage]:
    area = TextArea("会议经过", hint)
    qtbot.addWidget(area)
    area.resize(300, 100)
    area.show()
    QApplication.sendEvent(area, QInputMethodEvent("hong wei", []))
    return area, area.viewport().grab().toImage()


def test_the_hint_makes_room_for_what_is_being_composed(qtbot: QtBot) -> None:
    area, picture = composing(qtbot, "开会经过，按发言先后")
    assert picture == composing(qtbot, "")[1]
    QApplication.sendEvent(area, QInputMethodEvent("", []))  # given up
    assert area.text() == ""
    assert area.viewport().grab().toImage() != composing(qtbot, "")[1]
    assert area.placeholderText() == "开会经过，按发言先后"
