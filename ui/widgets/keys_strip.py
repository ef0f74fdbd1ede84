"""One quiet line over the tabs when something is due about the keys: no slip yet, or not looked at for a year."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from models.services.keyring import Keyring
from ui.widgets.banner import Banner


class KeysStrip(Banner):
    """`act` opens what the advice asks for; 以后再说 lasts until the next start."""

    def __init__(self, keys: Keyring, act: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__("", "soon", parent)
        self._keys, self._later = keys, False
        self.act_button = self.add_button("现在就做…", act)
        self.later_button = self.add_button("以后再说", self._put_off)
        self.refresh()

    def refresh(self) -> None:
        """Say what is due now."""
        advice = "" if self._later else self._keys.status().advice
        self.say(advice, "soon")
        self.setVisible(bool(advice))

    def _put_off(self) -> None:
        self._later = True
        self.refresh()
