"""The only label of the program: text is text, never HTML out of data."""

from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import restyle

PLAIN = 0  # Qt.TextFormat.PlainText, without building the Qt namespace (see ui/theme.py)


class PlainLabel(QLabel):
    """A label that shows its text literally. `role`: title, heading, figure, quiet, field, problem, notice."""

    def __init__(
        self, text: str = "", role: str = "", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("textFormat", PLAIN)
        self.setText(text)
        self.setWordWrap(wrap)
        if role:
            self.setProperty("role", role)

    def set_state(self, state: str) -> None:
        """Colour of a state (done, soon, late, unknown, ""): always beside a word or sign."""
        restyle(self, "state", state)
