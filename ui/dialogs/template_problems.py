"""What is to be put right in a Word file before it can be a template: where, what, and what was probably meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from exporters.templates.filling import sentence
from exporters.templates.mending import Problem
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    problem: Problem


COLUMNS = (
    Column[_Line](
        key="near", title="在这几个字的地方", text=lambda line: line.problem.near or "（整个文件）", width=210,
        sort=False, wrap=True,
    ),
    Column[_Line](
        key="message", title="要改的", text=lambda line: line.problem.message, width=430, sort=False, wrap=True,
        tone=lambda line: "late" if line.problem.blocks else "",
    ),
)  # fmt: skip


class TemplateProblems(QDialog):
    """Accepted only when nothing blocks and the file is wanted all the same."""

    def __init__(
        self, context: Context, name: str, problems: Sequence[Problem], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._problems = tuple(dict.fromkeys(problems))
        wrong = sum(one.blocks for one in self._problems)
        self.setWindowTitle("模板里要改的地方")
        self.resize(px(720), px(420))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"“{name}”", "title", wrap=True))
        told = (
            f"有 {wrong} 处填不了。在 Word 里照下面改好、存盘，再放进来；改之前可以先复制这张清单。"
            if wrong
            else "可以填写，但有几处会照原样印出来，请看一看是不是本来就要这样。"
        )
        box.addWidget(PlainLabel(told, wrap=True))
        lines = [_Line(number, one) for number, one in enumerate(self._problems, 1)]
        self.table = RecordTable(
            RecordTableModel(ListSource(lambda: lines), COLUMNS), "template-problems", context.settings
        )
        self.table.record_model.reload()
        box.addWidget(self.table, 1)
        buttons = (
            DialogButtons(self, "知道了", primary=True)
            if wrong
            else DialogButtons(self, "照样放入", "不放了")
        )
        copy = QPushButton("复制清单")
        copy.setAutoDefault(False)
        copy.clicked.connect(self.copy)
        buttons.add_extra(copy)
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.reject if wrong else self.accept)
        box.addWidget(buttons)

    def copy(self) -> None:
        """All of it, a line each."""
        QGuiApplication.clipboard().setText("\n".join(sentence(one) for one in self._problems))
