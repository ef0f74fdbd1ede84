"""附件 of one meeting: the signed sheet, photographs, what was read out. They stay with the minutes when these are signed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from models.domain.attachment import FileKind
from models.domain.records import Meeting
from models.services.attachments import Owner
from ui.context import Context
from ui.dialogs.meeting_photos import show_photos
from ui.theme import px
from ui.widgets.attachments_panel import AttachmentsPanel
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scan_field import FILTER


class MeetingFilesDialog(QDialog):
    """Every act is stored at once; there is only a way out."""

    def __init__(self, context: Context, meeting: Meeting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._meeting = context, meeting
        title = f"附件：{' '.join(filter(None, (meeting.held_on, meeting.title or meeting.kind.value)))}"
        self.setWindowTitle("会议附件")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(title, "title", wrap=True))
        self.files = AttachmentsPanel(context, Owner(meeting_id=meeting.id), meeting.title, self)
        box.addWidget(self.files)
        buttons = DialogButtons(self, "关闭", primary=False)
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        buttons.add_extra(self._extra("活动照片…", self._show_photos))
        buttons.add_extra(self._extra("添加签字扫描件…", self.add_scan))
        self.resize(px(640), px(400))

    def _extra(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    def _show_photos(self) -> None:
        show_photos(self._context, self._meeting, self)
        self.files.reload()

    def add_scan(self) -> None:
        """Of the signed pages: it may come long after the signature."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "添加签字扫描件", str(Path.home()), FILTER)
        if not chosen:
            return
        owner = Owner(meeting_id=self._meeting.id)
        added = self._context.desk.attachments.add(owner, [Path(one) for one in chosen], kind=FileKind.SCAN)
        self.files.reload()
        said = [f"已添加 {len(added.ids)} 个扫描件。"] if added.ids else []
        self.files.tell("\n".join([*said, *added.problems]), "late" if added.problems else "done")


def show_files(context: Context, meeting: Meeting, parent: QWidget) -> None:
    """From the page of a meeting."""
    dialog = MeetingFilesDialog(context, meeting, parent)
    dialog.exec()
    dialog.deleteLater()
