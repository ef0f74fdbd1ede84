"""Which input method writes hanzi: most desktops say it to Qt, some only to X or GTK programs."""

from collections.abc import MutableMapping

_TOLD = ("QT_IM_MODULES", "QT_IM_MODULE")  # Qt reads these itself, in this order
_ELSEWHERE = ("XMODIFIERS", "GTK_IM_MODULE")
_ABSENT = ("", "xim")  # Qt 6 has no XIM: asked for it, it would take keys as they are
_SHIPPED = ("fcitx", "ibus")  # "fcitx" is also fcitx 5


def module(environment: MutableMapping[str, str]) -> str | None:
    """The module to ask Qt for; None when Qt has been told, or nobody names one we have."""
    if any(environment.get(name, "").strip().lower() not in _ABSENT for name in _TOLD):
        return None
    for name in _ELSEWHERE:
        value = environment.get(name, "").strip().lower().removeprefix("@im=")
        if found := next((one for one in _SHIPPED if value.startswith(one)), None):
            return found
    return None


def choose(environment: MutableMapping[str, str]) -> None:
    """Tell Qt; before the application is made."""
    if found := module(environment):
        environment["QT_IM_MODULE"] = found
