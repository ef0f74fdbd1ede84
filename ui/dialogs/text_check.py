"""Before a record is printed: what in its words is to be looked at, each thing with the way to it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.domain.finding import Finding
from models.services.findings import is_open
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

Answer = Callable[[Finding, str], Sequence[Finding]]


def ask(findings: Sequence[Finding], answer: Answer, window: QWidget) -> tuple[bool, Finding | None]:
    """Whether to print, and the finding to go to instead; nothing is asked when nothing is open.

    `answer` stores one and gives the findings anew. A record left for the pen is nothing to be looked at.
    """
    if not any(map(is_open, findings)):
        return True, None
    dialog = TextCheck(findings, answer, window)
    return bool(dialog.exec()), dialog.wanted


class TextCheck(QDialog):
    """After `exec`: accepted means print all the same; `wanted` is the finding to go to instead."""

    def __init__(
        self,
        findings: Sequence[Finding],
        answer: Answer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.wanted: Finding | None = None
        self._answer = answer
        self.setWindowTitle("打印前请看")
        self.setMinimumWidth(px(720))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        self.title = PlainLabel("", "title", wrap=True)
        box.addWidget(self.title)
        self.strip = FindingStrip(most=9, jumpable=True)
        self.strip.jump_wanted.connect(self._go)
        self.strip.answered.connect(self._answered)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.addWidget(self.strip)
        column.addStretch(1)
        area = ScrollColumn(inside)
        area.setMinimumHeight(px(280))
        box.addWidget(area, 1)
        buttons = DialogButtons(self, "照样预览", "回去修改")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        buttons.ok_button.setFocus()
        self._show(findings)

    def _show(self, findings: Sequence[Finding]) -> None:
        left = sum(map(is_open, findings))
        self.title.setText(f"记录中有 {left} 处请核对" if left else "都核实过了")
        self.strip.set_findings(findings)

    def _answered(self, finding: Finding, reason: str) -> None:
        self._show(self._answer(finding, reason))

    def _go(self, finding: Finding) -> None:
        self.wanted = finding
        self.reject()
