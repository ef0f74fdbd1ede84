"""退回修改: a note on one record, which goes back to its branch with the next receipt."""

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from models.domain.committee import Unit
from models.domain.errors import UserError
from ui.committee_context import committee_of
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel


class RemarkDialog(QDialog):
    """`record_kind` and `record_uuid` say which record; the branch finds it as a to-do there."""

    def __init__(
        self,
        context: Context,
        unit: Unit,
        record_kind: str,
        record_uuid: str,
        subject: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._unit = context, unit
        self._record = (record_kind, record_uuid)
        self.setWindowTitle(f"退回修改：{subject}")
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"退回修改：{subject}", "title", wrap=True))
        words = "写清哪里要改、怎么改。下一份回执会带给支部，在支部成为一条待办，改好以后再报。"
        box.addWidget(PlainLabel(words, "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self.message = QPlainTextEdit()
        self.message.setTabChangesFocus(True)
        self.message.setFixedHeight(px(96))
        self.grid.add("unit", "支部", PlainLabel(unit.name, wrap=True))
        self.grid.add("message", "要改什么", self.message, required=True)
        box.addWidget(self.grid)
        buttons = DialogButtons(self, "记下", "取消")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.message.setFocus()

    def _save(self) -> None:
        text = " ".join(self.message.toPlainText().split())
        if not text:
            self.grid.set_problem("message", "请写清要改什么。")
            return
        kind, uuid = self._record
        try:
            committee_of(self._context).add_remark(self._unit.uuid, text, record_kind=kind, record_uuid=uuid)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self._context.say(f"✓ 已记下，下次回执带给{self._unit.name}")
        self.accept()
