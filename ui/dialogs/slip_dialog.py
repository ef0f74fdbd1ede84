"""更正情况: every slip of a meeting, each line with what was signed and how it should read."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.domain.correction import Correction, SlipLine
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

EMPTY = "（空）"
NOTHING = "还没有改动。直接在记录里改，改过的地方会列在这里。"


class SlipDialog(QDialog):
    """Only to be read."""

    def __init__(
        self, slips: Sequence[tuple[Correction, Sequence[SlipLine]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("更正情况")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("更正情况", "title"))
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, px(8), 0)
        self.column.setSpacing(px(6))
        for slip, lines in slips:
            self._slip(slip, lines)
        self.column.addStretch(1)
        box.addWidget(ScrollColumn(inside), 1)
        buttons = DialogButtons(self, "关闭", primary=False)
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.resize(px(640), px(460))

    def _slip(self, slip: Correction, lines: Sequence[SlipLine]) -> None:
        state = f"✓ {slip.signed_on} 签字" if slip.is_signed else "还没有签字"
        self.column.addWidget(
            PlainLabel(f"第 {slip.number} 号　{slip.made_on} 填写　{state}", "heading", wrap=True)
        )
        self.column.addWidget(PlainLabel(f"原因：{slip.reason}", wrap=True))
        for line in lines:
            self.column.addWidget(PlainLabel(line.place, "field", wrap=True))
            self.column.addWidget(PlainLabel(f"原记录：{line.old or EMPTY}", "quiet", wrap=True))
            self.column.addWidget(PlainLabel(f"更正为：{line.new or EMPTY}", wrap=True))
        if not lines:
            self.column.addWidget(PlainLabel(NOTHING, "quiet", wrap=True))
        self.column.addSpacing(px(10))
