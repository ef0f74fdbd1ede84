"""The input method is found whichever way the desktop names it."""

import pytest

from ui.input_method import choose


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
