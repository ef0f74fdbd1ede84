"""应到明细: how those expected at a meeting come about, every number with its names, and who may be left out."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.exemption import left_out_on
from models.domain.expected import Part, parts_of
from models.domain.records import Meeting
from ui.context import Context
from ui.dialogs.exemption_dialog import ExemptionDialog
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.emptied import empty
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn

SIGNED = "这份记录已签字定稿：名单和人数是定稿那天的，不再改动。"
OF_THE_DAY = "按{day}的名册、任职和登记推算；名册改了，这里跟着改，签字定稿后不再变。"


class ExpectedDialog(QDialog):
    """Only looked at, but for entering somebody of the five classes."""

    def __init__(self, context: Context, meeting: Meeting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._meeting = context, meeting
        self.setWindowTitle("应到明细")
        fits = room(self)
        self.resize(min(px(680), fits.width()), min(px(600), fits.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"应到明细：{meeting.title or meeting.kind.value}", "title", wrap=True))
        said = SIGNED if meeting.is_signed else OF_THE_DAY.format(day=chinese_date(meeting.held_on))
        box.addWidget(PlainLabel(said, "quiet", wrap=True))
        inside = QWidget()
        self.lines = QVBoxLayout(inside)
        self.lines.setContentsMargins(0, 0, px(8), 0)
        self.lines.setSpacing(px(4))
        box.addWidget(ScrollColumn(inside), 1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        self.add_button = QPushButton("登记可不计入应到的党员…")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self._enter)
        self.add_button.setVisible(not meeting.is_signed)
        buttons.add_extra(self.add_button)
        box.addWidget(buttons)
        self._show()

    def _show(self) -> None:
        desk, meeting = self._context.desk, self._meeting
        exemptions = left_out_on(desk.exemptions.all(), meeting.held_on)
        guests = [g for g in desk.movements.guests.list() if g.is_here(meeting.held_on)]
        self.parts = parts_of(meeting, exemptions, guests)
        empty(self.lines)
        for part in self.parts:
            self.lines.addWidget(_part(part))
        self.lines.addStretch(1)

    def _enter(self) -> None:
        dialog = ExemptionDialog(self._context, parent=self)
        if dialog.exec():
            self._meeting = self._context.desk.meetings.get(self._meeting.id)
            self._show()
        dialog.deleteLater()


def _part(part: Part) -> QWidget:
    """Number and title, the sum beside them, the names below."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, px(4), 0, px(4))
    box.setSpacing(px(2))
    row = QHBoxLayout()
    row.setSpacing(px(12))
    row.addWidget(PlainLabel(f"{part.title} {part.count} 人", "heading" if part.is_total else ""))
    row.addWidget(PlainLabel(part.sum, "quiet"), 1)
    box.addLayout(row)
    if part.people:
        noted = any(said for _, said in part.people)
        words = (
            "\n".join(f"{name}：{said}" if said else name for name, said in part.people)
            if noted
            else "、".join(name for name, _ in part.people)
        )
        label = PlainLabel(words, "quiet", wrap=True)
        label.setIndent(px(16))
        box.addWidget(label)
    return holder


def show_expected(context: Context, meeting: Meeting, parent: QWidget) -> None:
    """From the page of a meeting."""
    dialog = ExpectedDialog(context, meeting, parent)
    dialog.exec()
    dialog.deleteLater()
