"""The branch's own phrases: their names at the left, what they say at the right; kept together, undone together."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.meeting_records import Phrase
from models.domain.records import MeetingKind
from ui.context import Context
from ui.theme import plain_tip, px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormRow
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea

EVERY = "各种会议"
NOTHING = "还没有常用语。常写的话添在这里，写记录时打名称的首字母、按 Tab 就放进去。"


class PhrasesDialog(QDialog):
    """`words`: what was selected in the record, to be kept as a new phrase."""

    def __init__(self, context: Context, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._service = context.desk.minutes.phrases
        self._phrases = list(self._service.all())
        self._showing = False
        self.setWindowTitle("常用语")
        self.setMinimumWidth(px(760))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("常用语", "title"))
        hint = "本支部自己常写的话。写记录时打名称的拼音首字母再按 Tab，或按 Ctrl+Shift+J 选。"
        box.addWidget(PlainLabel(hint, "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        columns = QHBoxLayout()
        columns.setSpacing(px(24))
        columns.addLayout(self._make_list(), 2)
        columns.addWidget(self._make_form(), 3)
        self.empty = PlainLabel(NOTHING, "quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        columns.addWidget(self.empty, 3)
        box.addLayout(columns, 1)
        buttons = DialogButtons(self, "保存", "不改了")
        buttons.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self._refill(0)
        if words:
            self.add(words)

    def _make_list(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(px(8))
        self.list = QListWidget()
        self.list.setAccessibleName("常用语")
        self.list.setMinimumHeight(px(220))
        self.list.currentRowChanged.connect(self._show)
        row = QHBoxLayout()
        row.setSpacing(px(4))
        self.add_button = self._button("添加", self.add, "Alt+A")
        self.up_button = self._button("↑", lambda: self._move(-1), name="上移")
        self.down_button = self._button("↓", lambda: self._move(1), name="下移")
        self.drop_button = self._button("删除", self._drop)
        for button in (self.add_button, self.up_button, self.down_button, self.drop_button):
            row.addWidget(button)
        row.addStretch(1)
        side.addLayout(row)
        side.addWidget(self.list, 1)
        return side

    def _make_form(self) -> QWidget:
        self.form = QWidget()
        box = QVBoxLayout(self.form)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.name = QLineEdit()
        self.name.setMaxLength(20)
        self.name.setPlaceholderText("如 通报党费")
        self.kind = QComboBox()
        self.kind.addItem(EVERY, "")
        for kind in MeetingKind:
            self.kind.addItem(kind.value, kind.value)
        self.content = TextArea("内容", "写一段或几段；会议名称、人数、日期不要写进来。")
        self.content.setMinimumHeight(px(140))
        line = QHBoxLayout()
        line.setSpacing(px(16))
        line.addWidget(FormRow("名称", self.name), 1)
        line.addWidget(FormRow("用在", self.kind), 1)
        box.addLayout(line)
        box.addWidget(FormRow("内容", self.content), 1)
        self.name.textEdited.connect(lambda _text: self._edited())
        self.kind.activated.connect(lambda _row: self._edited())
        self.content.textChanged.connect(self._edited)
        return self.form

    def _button(self, text: str, slot: Callable[[], object], keys: str = "", name: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("compact", True)
        button.setAutoDefault(False)
        if name:
            button.setAccessibleName(name)
            button.setToolTip(name)
        if keys:
            button.setShortcut(keys)
            button.setToolTip(plain_tip(f"{text}（{keys}）"))
        button.clicked.connect(lambda: slot())
        return button

    # -- what the user does ----------------------------------------------------------------------------------

    def add(self, words: str = "") -> None:
        """A new phrase at the end, ready for its name."""
        self._phrases.append(Phrase(content=words))
        self._refill(len(self._phrases) - 1)
        self.name.setFocus()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < len(self._phrases):
            self._phrases.insert(row + by, self._phrases.pop(row))
            self._refill(row + by)

    def _drop(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            del self._phrases[row]
            self._refill(min(row, len(self._phrases) - 1))

    def _edited(self) -> None:
        row = self.list.currentRow()
        if row < 0 or self._showing:
            return
        self._phrases[row] = replace(
            self._phrases[row],
            name=self.name.text(),
            kind=str(self.kind.currentData()),
            content=self.content.text(),
        )
        self.list.item(row).setText(_label(self._phrases[row]))

    def _save(self) -> None:
        kept = [one for one in self._phrases if one.content.strip() or one.name.strip()]
        self.problem.hide()
        wrong = next((row for row, one in enumerate(kept) if not one.content.strip()), -1)
        if wrong >= 0:
            self._phrases = kept
            self._refill(wrong)
            self.problem.say(f"“{kept[wrong].name}”还没有内容，请填写，或删去这一条。", "late")
            self.problem.show()
            self.content.setFocus()
        elif self._context.attempt(lambda: self._service.save(kept)):
            self.accept()

    # -- showing ---------------------------------------------------------------------------------------------

    def _refill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([_label(one) for one in self._phrases])
        self.list.setCurrentRow(row if self._phrases else -1)
        self.list.blockSignals(False)
        self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        shown = 0 <= row < len(self._phrases)
        self.form.setVisible(shown)
        self.empty.setVisible(not shown)
        for button, able in (
            (self.up_button, row > 0),
            (self.down_button, shown and row < len(self._phrases) - 1),
            (self.drop_button, shown),
        ):
            button.setEnabled(able)
        if shown:
            self._showing = True
            one = self._phrases[row]
            self.name.setText(one.name)
            self.kind.setCurrentIndex(max(self.kind.findData(one.kind), 0))
            self.content.give(one.content)
            self._showing = False


def _label(phrase: Phrase) -> str:
    name = phrase.name.strip() or phrase.content.strip().split("\n")[0][:12] or "（新的一条）"
    return f"{name}　{phrase.kind}".rstrip("　")
