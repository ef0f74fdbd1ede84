"""The branch's own fields: named, put in order, taken out; they then stand on every card."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.domain.card import OWN_COLUMNS, OwnField
from models.domain.errors import UserError
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.rows_table import RowsTable


class OwnFieldsDialog(QDialog):
    """One list; saved as one undoable step."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("自定栏目")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("自定栏目", "title"))
        told = "登记卡上没有的内容，可以自己加栏目。删去已经填过的栏目，内容仍保留，只是不再显示。"
        box.addWidget(PlainLabel(told, "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.table = RowsTable("自定栏目", OWN_COLUMNS, by_hand=True)
        self.table.give([_row(one) for one in context.desk.card.own_fields()])
        box.addWidget(self.table)
        box.addStretch(1)
        buttons = DialogButtons(self, "保存栏目", "不保存")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.resize(px(620), px(360))
        self.table.view.setFocus()
        self.table.view.setCurrentIndex(self.table.model.index(self.table.model.rowCount() - 1, 0))

    def _save(self) -> None:
        wrong = self.table.show_problem()
        try:
            if not wrong:
                self._context.desk.card.save_own_fields(self.table.value())
        except UserError as error:
            wrong = str(error)
        if wrong:
            self.problem.say(wrong, "late")
            self.problem.show()
            return
        self._context.say("✓ 已修改自定栏目")
        self.accept()


def _row(one: OwnField) -> dict[str, str]:
    return {"id": str(one.id), "caption": one.caption, "kind": one.kind, "choices": "、".join(one.choices)}
