"""The card of a rule: what it asks in our words, where it stands, which edition, and how far it was verified."""

from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

from models.domain.records import Citation
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

MARKS = {
    "V": "✓ 已与公开发布的原文核对",
    "V?": "？原文部分核对，条款号或细节请再看一次原文",
    "M": "○ 按一般做法整理，没有找到可核对的原文；以上级通知为准",
}


class RuleCard(QDialog):
    """Shown by the article link of a finding; reads only."""

    def __init__(self, citation: Citation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("规定依据")
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(8))
        box.addWidget(PlainLabel(f"《{citation.title}》", "title", wrap=True))
        where = " · ".join(part for part in (citation.article, citation.edition) if part)
        box.addWidget(PlainLabel(where, "quiet", wrap=True))
        line = QFrame()
        line.setProperty("rule", True)
        box.addWidget(line)
        if citation.text:
            box.addWidget(PlainLabel("大意（本软件的表述，不是原文）", "field"))
            box.addWidget(PlainLabel(citation.text, wrap=True))
            box.addSpacing(px(8))
        mark = PlainLabel(MARKS.get(citation.verified, "？没有核对标记，请查原文"), wrap=True)
        mark.set_state(
            "done" if citation.verified == "V" else "soon" if citation.verified == "V?" else "unknown"
        )
        box.addWidget(mark)
        box.addWidget(
            PlainLabel("本软件只提示、不裁定；与上级规定不一致时，以上级规定为准。", "field", wrap=True)
        )
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
