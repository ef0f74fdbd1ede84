"""Yuan as people type it, fen as the program keeps it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from models.domain.errors import UserError
from models.domain.money import parse_yuan, yuan


class MoneyEdit(QLineEdit):
    """An amount in yuan, right-aligned; empty means none. `fen()` raises UserError for what is no amount."""

    def __init__(self, fen: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setPlaceholderText("0.00")
        self.set_fen(fen)
        self.editingFinished.connect(self._tidy)

    def set_fen(self, fen: int | None) -> None:
        self.setText("" if fen is None else yuan(fen))

    def fen(self) -> int | None:
        """The amount in fen, None when empty; UserError when the text is no amount."""
        text = self.text().strip()
        return parse_yuan(text) if text else None

    def problem(self) -> str:
        """What is wrong with the text, "" when nothing is."""
        try:
            self.fen()
        except UserError as error:
            return error.message
        return ""

    def _tidy(self) -> None:
        if not self.problem():
            self.set_fen(self.fen())
