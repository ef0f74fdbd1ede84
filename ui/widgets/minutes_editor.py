"""The record itself: plain text of what was said, and the host's closing words."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import px, restyle
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea


class MinutesEditor(QWidget):
    """`committed(texts)` when a field is left."""

    committed = Signal(object)  # dict[str, str]
    outline_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        columns = QHBoxLayout()
        columns.setSpacing(px(24))
        box.addLayout(columns, 1)
        columns.addLayout(self._make_record(), 5)
        columns.addLayout(self._make_summary(), 2)
        for area in (self.content, self.summary):
            area.setMinimumHeight(px(64))
            area.textChanged.connect(lambda: self._count())
            area.left.connect(self.flush)

    def _make_record(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(px(4))
        head = QHBoxLayout()
        head.addWidget(PlainLabel("会议经过", "heading"))
        head.addWidget(PlainLabel("　报告或传达、发言要点、不同意见", "field"), 1)
        self.outline = QPushButton("按议题列提纲")
        self.outline.setProperty("quiet", True)
        self.outline.setProperty("compact", True)
        self.outline.clicked.connect(lambda: self.outline_wanted.emit())
        head.addWidget(self.outline)
        side.addLayout(head)
        self.content = TextArea(
            "会议经过", "按发言先后，一人一段。议题名称、表决票数、到会名单打印时自动带入，这里不用重复。"
        )
        font = self.content.font()
        font.setPixelSize(px(16))
        self.content.setFont(font)
        side.addWidget(self.content, 1)
        self.state = PlainLabel("", "field")
        side.addWidget(self.state)
        return side

    def _make_summary(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(px(4))
        side.addWidget(PlainLabel("主持人小结", "heading"))
        self.summary = TextArea("主持人小结", "会议形成的意见、下一步安排。")
        side.addWidget(self.summary, 3)
        self.corrections_label = PlainLabel("补正", "heading")
        side.addWidget(self.corrections_label)
        self.corrections = TextArea("补正")
        self.corrections.setReadOnly(True)
        side.addWidget(self.corrections, 2)
        self.hint = PlainLabel(
            "离开输入框即保存；打字中每半分钟另存一份草稿，断电也找得回来。", "field", wrap=True
        )
        side.addWidget(self.hint)
        return side

    # -- what the page says ----------------------------------------------------------------------------------

    def give(self, content: str, summary: str, corrections: str = "") -> None:
        self.content.give(content)
        self.summary.give(summary)
        self.corrections.give(corrections)
        for widget in (self.corrections, self.corrections_label):
            widget.setVisible(bool(corrections))
        self._count()

    def texts(self) -> dict[str, str]:
        return {"content": self.content.text(), "summary": self.summary.text()}

    def set_editable(self, editable: bool) -> None:
        self.content.setReadOnly(not editable)
        self.summary.setReadOnly(not editable)
        self.outline.setVisible(editable)
        self.hint.setVisible(editable)

    def append(self, text: str) -> None:
        """Add an outline at the end and save."""
        before = self.content.text().rstrip()
        self.content.setPlainText(f"{before}\n{text}" if before else text)
        self.content.setFocus()
        self.flush()

    def say_kept(self, at: str) -> None:
        self._count(f"草稿已存 {at}")

    # -- inside ----------------------------------------------------------------------------------------------

    @property
    def is_dirty(self) -> bool:
        return self.content.is_dirty or self.summary.is_dirty

    def flush(self) -> None:
        """Hand over what was typed, at once."""
        if self.is_dirty:
            self.committed.emit(self.texts())

    def _count(self, more: str = "") -> None:
        letters = sum(not letter.isspace() for letter in self.content.text())
        words = [f"{letters} 字", "有未保存的改动" if self.is_dirty else "已保存" if letters else "", more]
        self.state.setText("　".join(word for word in words if word))
        restyle(self.state, "role", "notice" if self.is_dirty else "field")
