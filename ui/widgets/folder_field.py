"""Where files go: a folder typed or chosen, remembered for the next export."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ui.settings import UiSettings
from ui.theme import px


class FolderField(QWidget):
    """`changed` while it is typed; `keep` remembers it."""

    changed = Signal()

    def __init__(self, settings: UiSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.edit = QLineEdit(settings.state("export").get("folder", str(Path.home())))
        self.edit.setAccessibleName("保存到")
        self.edit.textChanged.connect(lambda _t: self.changed.emit())
        choose = QPushButton("选择…")
        choose.clicked.connect(self._choose)
        row.addWidget(self.edit, 1)
        row.addWidget(choose)
        self.setFocusProxy(self.edit)

    def is_given(self) -> bool:
        return bool(self.edit.text().strip())

    def folder(self) -> Path:
        return Path(self.edit.text().strip())

    def keep(self) -> None:
        """The next export begins with it."""
        self._settings.set_state("export", {"folder": str(self.folder())})

    def _choose(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, "保存到", self.edit.text()):
            self.edit.setText(chosen)
