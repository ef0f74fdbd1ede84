"""Another name for an attachment, and a remark beside it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from models.domain.attachment import LONGEST_NAME, Attachment
from models.domain.errors import UserError
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog


class AttachmentNameDialog(FormDialog):
    """The ending stays: it says what kind of file it is."""

    def __init__(self, context: Context, attachment: Attachment, parent: QWidget | None = None) -> None:
        super().__init__(f"附件改名：{attachment.title}", 460, parent)
        self._context, self._attachment = context, attachment
        self.name = QLineEdit(attachment.name)
        self.name.setMaxLength(LONGEST_NAME)
        self.remark = QLineEdit(attachment.remark)
        self.remark.setMaxLength(200)
        self.remark.setPlaceholderText("如：原件在镇档案室")
        self.grid.add("name", "名称", self.name, required=True)
        self.grid.add("remark", "说明", self.remark)
        self.foot(self._save)
        self.name.setFocus()
        self.name.selectAll()

    def _save(self) -> None:
        try:
            self._context.desk.attachments.rename(self._attachment.id, self.name.text(), self.remark.text())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
