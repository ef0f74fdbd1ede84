"""The record itself: what was said, the host's closing words; speakers and phrases are put in by a few letters."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.prose import letters
from models.domain.record_text import Place
from models.domain.records import Meeting
from ui.theme import plain_tip, px, restyle
from ui.widgets.pick_popup import Pick
from ui.widgets.plain_label import PlainLabel
from ui.widgets.prose_edit import ProseEdit
from ui.widgets.text_area import TextArea

COUNT_AFTER = 400  # milliseconds without a key: only then the whole text is looked at
HINT = "首字母加 Tab 写上发言人，如 hxj，也可按 Ctrl+J 选；编号回车接着编。离开输入框即保存，打字中每半分钟另存草稿。"


class MinutesEditor(QWidget):
    """`committed(texts)` when a field is left."""

    committed = Signal(object)  # dict[str, str]
    outline_wanted = Signal()
    phrases_wanted = Signal(str)  # manage them; with a text: keep it as a new one
    find_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = self._said = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COUNT_AFTER)
        self._timer.timeout.connect(self._count)
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
            area.typed.connect(self._typed)
            area.said.connect(self.say)
            area.selectionChanged.connect(self._timer.start)
            area.left.connect(self.flush)

    def _make_record(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(px(4))
        head = QHBoxLayout()
        head.setSpacing(px(4))
        head.addWidget(PlainLabel("会议经过", "heading"))
        head.addStretch(1)
        self.tools = [
            self._button("按议题列提纲", self.outline_wanted.emit),
            self._button("发言人", lambda: self.in_hand().insert_speaker(), "Ctrl+J"),
            self._button("常用语", lambda: self.in_hand().insert_phrase(), "Ctrl+Shift+J"),
            self._button("管理常用语…", self._manage_phrases),
        ]
        self.tools[3].setToolTip("先选中一段文字再点，就存为新的一条")
        self.outline = self.tools[0]
        self.find_button = self._button("查找替换", self.find_wanted.emit, "Ctrl+F")
        for button in (*self.tools, self.find_button):
            head.addWidget(button)
        side.addLayout(head)
        self.content = ProseEdit(
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
        self.summary = ProseEdit("主持人小结", "会议形成的意见、下一步安排。")
        side.addWidget(self.summary, 3)
        self.corrections_label = PlainLabel("更正", "heading")
        side.addWidget(self.corrections_label)
        self.corrections = TextArea("更正")
        self.corrections.setReadOnly(True)
        side.addWidget(self.corrections, 2)
        self.hint = PlainLabel(HINT, "field", wrap=True)
        side.addWidget(self.hint)
        return side

    def _button(self, text: str, slot: Callable[[], object], keys: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the caret where it is
        button.clicked.connect(lambda: slot())
        if keys:
            button.setToolTip(plain_tip(f"{text}（{keys}）"))
        return button

    # -- what the page says ----------------------------------------------------------------------------------

    def give(self, content: str, summary: str, corrections: str = "") -> None:
        self.content.give(content)
        self.summary.give(summary)
        self.corrections.give(corrections)
        for widget in (self.corrections, self.corrections_label):
            widget.setVisible(bool(corrections))
        self._kept = self._said = ""
        self._count()

    def know(self, speakers: Sequence[Pick], phrases: Sequence[Pick]) -> None:
        """Whom initials and Tab may mean, and the phrases."""
        for area in (self.content, self.summary):
            area.know(speakers, phrases)

    def texts(self) -> dict[str, str]:
        return {"content": self.content.text(), "summary": self.summary.text()}

    def set_editable(self, editable: bool) -> None:
        self.content.setReadOnly(not editable)
        self.summary.setReadOnly(not editable)
        for widget in (*self.tools, self.hint):
            widget.setVisible(editable)
        self.find_button.setText("查找替换" if editable else "查找")

    def append(self, text: str) -> None:
        """Add an outline at the end and save."""
        cursor = self.content.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        begins = not cursor.block().text().strip()
        cursor.insertText(text if begins else f"\n{text}")
        self.content.setTextCursor(cursor)
        self.content.setFocus()
        self.flush()

    def put_into(self, meeting: Meeting) -> Meeting:
        """The meeting with the texts as they stand here."""
        return replace(meeting, **self.texts())

    def show_piece(self, place: Place) -> ProseEdit:
        """Select a piece of a text; the text it stands in."""
        area = self.summary if place.field == "summary" else self.content
        area.select_piece(place.start, place.length)
        return area

    def replace_piece(self, place: Place, new: str) -> None:
        self.show_piece(place).replace_piece(place.start, place.length, new)
        self.flush()

    def say_kept(self, at: str) -> None:
        self._kept = f"草稿已存 {at}"
        self._count()

    def say(self, words: str) -> None:
        """Something about what was just typed or pasted, until the next key."""
        self._said = words
        self._count()

    # -- inside ----------------------------------------------------------------------------------------------

    @property
    def is_dirty(self) -> bool:
        return self.content.is_dirty or self.summary.is_dirty

    def flush(self) -> None:
        """Hand over what was typed, at once."""
        if self.is_dirty:
            self.committed.emit(self.texts())

    def in_hand(self) -> ProseEdit:
        """The text that is being written."""
        return self.summary if self.summary.hasFocus() else self.content

    def _manage_phrases(self) -> None:
        chosen = self.in_hand().textCursor().selection().toPlainText().strip()
        self.phrases_wanted.emit(chosen)

    def _typed(self) -> None:
        """At every key: only the words change that say it is not stored yet; the counting waits."""
        self._said = ""
        if self.state.property("role") != "notice":
            self._say_state("有未保存的改动")
        self._timer.start()

    def _say_state(self, *words: str) -> None:
        self.state.setText("　".join(word for word in words if word))
        touched = self.content.is_touched or self.summary.is_touched
        restyle(self.state, "role", "notice" if touched else "field")

    def _count(self) -> None:
        self._timer.stop()
        count = letters(self.content.text())
        area = self.in_hand()
        cursor = area.textCursor()
        chosen = letters(cursor.selection().toPlainText()) if cursor.hasSelection() else 0
        state = "有未保存的改动" if self.is_dirty else "已保存" if count else ""
        self._say_state(f"{count} 字", f"选中 {chosen} 字" if chosen else "", state, self._kept, self._said)
