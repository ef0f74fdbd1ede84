"""Before files of a form leave the program: which formats, which paper, which folder."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui import paper as papers
from ui.context import Context
from ui.previewed import paper_name
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.export_form import ExportForm
from ui.widgets.plain_label import PlainLabel


class ExportDialog(QDialog):
    """Remembers the folder and the formats of each form."""

    def __init__(self, context: Context, form_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        buttons = DialogButtons(self, "导出", "不导出")
        self.ok_button = buttons.ok_button
        spec = papers.form_of(form_id).spec
        self.setWindowTitle(f"导出：{spec.title}")
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"导出“{spec.title}”", "title", wrap=True))
        offered = [(one.code, _paper_name(one)) for one in (spec.paper, *spec.paper_options)]
        self.form = ExportForm(
            context.settings, f"export-{form_id}", spec.formats, offered if spec.paper_options else ()
        )
        box.addWidget(self.form)
        self.form.changed.connect(self._judge)
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._judge()

    def formats(self) -> list[str]:
        return self.form.formats()

    def folder(self) -> Path:
        return self.form.folder()

    def paper(self) -> str | None:
        return self.form.paper()

    def accept(self) -> None:
        self.form.keep()
        super().accept()

    def _judge(self) -> None:
        self.ok_button.setEnabled(self.form.is_complete())


def _paper_name(paper: papers.Paper) -> str:
    return paper.name or paper_name(paper.width, paper.height)
