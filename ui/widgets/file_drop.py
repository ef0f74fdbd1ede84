"""A place to drop one file on, or to choose it: words, button, and what was wrong with the last one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.plain_label import PlainLabel


class FileDrop(QWidget):
    """`chosen(path)` of a file that was picked or dropped; `title` and `filter` are those of the file dialog."""

    chosen = Signal(str)

    def __init__(self, words: str, title: str, filter_: str, folder: str = "") -> None:
        super().__init__()
        self._title, self._filter, self.folder = title, filter_, folder
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        box.addStretch(2)
        self.words = PlainLabel(words, wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.words)
        self.button = QPushButton("选择文件…")
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.choose)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.busy = QProgressBar()
        self.busy.setFixedWidth(px(360))
        self.busy.setTextVisible(False)
        self.busy.setRange(0, 0)
        self.busy.hide()
        box.addWidget(self.busy, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    def choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._title, self.folder, self._filter)
        if path:
            self.chosen.emit(path)

    def say_problem(self, text: str) -> None:
        """Show (or with "" clear) why the last file was not taken."""
        self.problem.say(text, "late")
        self.problem.setVisible(bool(text))

    def set_busy(self, busy: bool) -> None:
        self.busy.setVisible(busy)
        self.button.setEnabled(not busy)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.chosen.emit(files[0])
