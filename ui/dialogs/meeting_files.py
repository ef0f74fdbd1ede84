"""附件 of one meeting: the signed sheet, photographs, what was read out. They stay with the minutes when these are signed."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.domain.records import Meeting
from models.services.attachments import Owner
from ui.context import Context
from ui.theme import px
from ui.widgets.attachments_panel import AttachmentsPanel
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel


class MeetingFilesDialog(QDialog):
    """Every act is stored at once; there is only a way out."""

    def __init__(self, context: Context, meeting: Meeting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.resize(px(640), px(400))


def show_files(context: Context, meeting: Meeting, parent: QWidget) -> None:
    """From the page of a meeting."""
    dialog = MeetingFilesDialog(context, meeting, parent)
    dialog.exec()
    dialog.deleteLater()
