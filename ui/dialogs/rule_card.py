"""The card of a rule: what it asks in our words, where it stands, which edition, and how far it was verified."""

from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

from models.domain.finding import Citation
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

MARKS = {
    "V": "✓ 在公开材料（转载的条文、逐条引文、通知、公报）里看到，未见官方原版页面",
    "V?": "？弱核验：只见于题库、模板、地方制度，或公开材料互相矛盾，请再查原文",
    "M": "○ 按行业常识整理，未找到可核对的文本；以上级通知为准",
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
