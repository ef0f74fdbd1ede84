"""Signing minutes off, and correcting them afterwards: both are decisions, so both are asked."""

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from models.domain.finding import Finding
from models.domain.records import Meeting
from ui.theme import px
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.form_grid import FormRow
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea


class _Decision(QDialog):
    """A sentence, something to fill in, and two buttons: leave or do it."""

    def __init__(self, title: str, sentence: str, verb: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(560))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(20), px(20), px(16))
        outer.setSpacing(px(16))
        outer.addWidget(PlainLabel(sentence, wrap=True))
        self.box = QVBoxLayout()
        self.box.setSpacing(px(12))
        outer.addLayout(self.box)
        buttons = DialogButtons(self, verb, "取消")
        self.do_button = buttons.ok_button
        self.do_button.clicked.connect(self.accept)
        outer.addWidget(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its wrapped texts need at this width."""
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
        super().showEvent(event)


class SignDialog(_Decision):
    """The day the paper was signed; what the rules still say is shown once more."""

    def __init__(
        self,
        meeting: Meeting,
        sums: str,
        findings: Sequence[Finding],
        today: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "签字定稿",
            f"{meeting.title}\n{sums}\n\n定稿后记录锁定：到会名单按当天名册封存，以后只能补正，不能修改、不能删除、不能撤销。",
            "签字定稿",
            parent,
        )
        self.strip = FindingStrip(findings, answerable=False, most=4)
        self.box.addWidget(self.strip)
        self.day = DateEdit(max(today, meeting.held_on), partial=False)
        self.day_row = FormRow("签字日期", self.day)
        self.box.addWidget(self.day_row)
        self.confirmed = QCheckBox("会议记录已打印，主持人、记录人已在纸上签名")
        self.confirmed.toggled.connect(self.do_button.setEnabled)
        self.box.addWidget(self.confirmed)
        self.do_button.setEnabled(False)
        self.confirmed.setFocus()

    def accept(self) -> None:
        problem = self.day.problem() or ("" if self.day.iso() else "请填写签字日期")
        self.day_row.set_problem(problem)
        if not problem and self.confirmed.isChecked():
            super().accept()


class CorrectDialog(_Decision):
    """What was recorded, what it should be, and why."""

    def __init__(self, meeting: Meeting, parent: QWidget | None = None) -> None:
        super().__init__(
            "补正会议记录",
            f"《{meeting.title}》已于 {meeting.signed_on} 签字定稿，原文不改。补正写在记录后面，带上今天的日期，打印时一并印出。",
            "写入补正",
            parent,
        )
        self.text = TextArea(
            "补正内容", "例：“议题二”赞成票原记 23 票，应为 24 票，系抄写有误，经主持人、监票人核对。"
        )
        self.text.setMinimumHeight(px(140))
        self.text_row = FormRow("补正内容", self.text)
        self.box.addWidget(self.text_row)
        self.text.setFocus()

    def accept(self) -> None:
        if not self.text.text().strip():
            self.text_row.set_problem("请写明原来怎么记的、应当怎么记、为什么")
            self.text.setFocus()
            return
        super().accept()
