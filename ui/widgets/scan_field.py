"""扫描件 of what was signed: chosen with the signature, or added later."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from models.domain.attachment import tidy_name
from ui.theme import px
from ui.widgets.plain_label import PlainLabel

FILTER = "图片、PDF (*.jpg *.jpeg *.png *.pdf)"
NONE_YET = "没有选（签字页的照片或扫描件，可以以后再加）"


class ScanField(QWidget):
    """`files` are what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.button = QPushButton("选择文件…")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.choose)
        self.said = PlainLabel(NONE_YET, "quiet", wrap=True)
        row.addWidget(self.button)
        row.addWidget(self.said, 1)
        self.setFocusProxy(self.button)

    def choose(self) -> None:
        """By the system's dialog; cancelled, nothing changes."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "选择扫描件", str(Path.home()), FILTER)
        if chosen:
            self.take([Path(path) for path in chosen])

    def take(self, files: list[Path]) -> None:
        self.files = files
        self.said.setText("、".join(tidy_name(file.name) for file in files) or NONE_YET)
