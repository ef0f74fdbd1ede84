"""The attachments of somebody in a detail pane: the photo beside who it is, the files as lines one can open."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.domain.attachment import Attachment, size_words
from models.services.attachments import Attachments
from ui.theme import plain_tip, px
from ui.widgets.emptied import empty
from ui.widgets.photo_frame import PhotoFrame, show_photo_of
from ui.widgets.plain_label import PlainLabel


class FileLines(QWidget):
    """`wanted` carries the attachment somebody wants to see."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(2))
        self.buttons: list[QPushButton] = []
        self.hide()

    def show_files(self, found: Sequence[Attachment]) -> None:
        """One line each, under a heading; nothing at all when there are none."""
        empty(self._box)
        self.buttons = []
        self.setVisible(bool(found))
        if found:
            self._box.addWidget(PlainLabel("附件", "heading"))
        for one in found:
            self._box.addWidget(self._line(one))

    def _line(self, one: Attachment) -> QPushButton:
        button = _FileButton(one)
        button.clicked.connect(lambda: self.wanted.emit(one))
        self.buttons.append(button)
        return button


def show_files_in(photo: PhotoFrame, files: FileLines, service: Attachments, person_id: int) -> None:
    """The photo of a person and the lines of the files; both only where there are any."""
    portrait = service.photo(person_id)
    photo.setVisible(portrait is not None)
    if portrait is not None:
        show_photo_of(photo, service, portrait)
    files.show_files([one for one in service.of_person(person_id) if one != portrait])


class _FileButton(QPushButton):
    """A name that gives way to the size beside it where there is no room for both."""

    def __init__(self, one: Attachment) -> None:
        super().__init__()
        self._name = one.title
        self._more = f"（{size_words(one.size) if one.is_here else '内容未到'}）"
        self.setProperty("quiet", True)
        self.setProperty("compact", True)
        self.setProperty("line", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(plain_tip("，".join(filter(None, (one.title, one.remark, f"{one.added_on} 加入")))))
        self.setAccessibleName(f"打开 {one.title}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(self._more) - px(24)
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, max(room, px(60)))
        self.setText(f"{name}{self._more}".replace("&", "&&"))
