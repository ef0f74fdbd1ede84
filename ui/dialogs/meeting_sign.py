"""Signing minutes off, and correcting them afterwards: both are decisions, so both are asked."""

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from models.domain.correction import Correction, SlipLine
from models.domain.finding import Finding
from models.domain.meeting_records import gaps
from models.domain.records import Meeting
from ui.theme import px
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.form_grid import FormRow
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scan_field import ScanField
from ui.widgets.text_area import TextArea

MOST_LINES = 6  # of a slip, shown before it is signed


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
        self._signed: tuple[DateEdit, FormRow] | None = None

    def ask_signed(self, words: str, day: DateEdit, row: FormRow) -> None:
        """The scan, if there is one, and the tick that the paper bears its signatures."""
        self._signed = day, row
        self.scan = ScanField()
        self.box.addWidget(FormRow("签字页扫描件", self.scan))
        self.confirmed = QCheckBox(words)
        self.confirmed.toggled.connect(self.do_button.setEnabled)
        self.box.addWidget(self.confirmed)
        self.do_button.setEnabled(False)
        self.confirmed.setFocus()

    def accept(self) -> None:
        if self._signed is not None:
            day, row = self._signed
            problem = day.problem() or ("" if day.iso() else "请填写签字日期")
            row.set_problem(problem)
            if problem or not self.confirmed.isChecked():
                return
        super().accept()

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
            f"{meeting.title}\n{sums}\n\n定稿后记录锁定：到会名单按当天名册封存，以后只能填更正单更正，不能修改、不能删除、不能撤销。",
            "签字定稿",
            parent,
        )
        left = gaps(meeting)
        self.gaps = PlainLabel(f"！还空着，定稿后只能填更正单补：{'；'.join(left)}", wrap=True)
        self.gaps.set_state("soon")
        self.gaps.setVisible(bool(left))
        self.box.addWidget(self.gaps)
        self.strip = FindingStrip(findings, answerable=False, most=4)
        self.box.addWidget(self.strip)
        self.day = DateEdit(max(today, meeting.held_on), partial=False)
        self.day_row = FormRow("签字日期", self.day)
        self.box.addWidget(self.day_row)
        self.ask_signed("会议记录已打印，主持人、记录人已在纸上签名", self.day, self.day_row)


class CorrectDialog(_Decision):
    """Why the record has to be put right; what, is edited in the record itself."""

    def __init__(self, meeting: Meeting, parent: QWidget | None = None) -> None:
        super().__init__(
            "更正会议记录",
            f"《{meeting.title}》已于 {meeting.signed_on} 签字定稿，原记录不改。先写明更正的原因，再直接在记录里改："
            "原来怎么记、应当怎么记，都列在更正单上，打印签字后与原记录一并保存。",
            "开始更正",
            parent,
        )
        self.text = TextArea("更正原因", "例：表决结果抄写有误，经主持人、监票人核对票样。")
        self.text.setMinimumHeight(px(100))
        self.text_row = FormRow("更正原因", self.text)
        self.box.addWidget(self.text_row)
        self.text.setFocus()

    def accept(self) -> None:
        if not self.text.text().strip():
            self.text_row.set_problem("请写明更正的原因，例如“抄写有误，经主持人、记录人核对”")
            self.text.setFocus()
            return
        super().accept()


class SignSlipDialog(_Decision):
    """The day the slip was signed; its lines are shown once more."""

    def __init__(
        self, slip: Correction, lines: Sequence[SlipLine], today: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "更正单签字",
            f"第 {slip.number} 号更正单，共 {len(lines)} 处。签字后更正单锁定，不能修改、不能撤销；打印会议记录时附在后面。",
            "签字",
            parent,
        )
        shown = [f"{one.place}：{one.old or '（空）'} → {one.new or '（空）'}" for one in lines[:MOST_LINES]]
        shown += [f"……另有 {len(lines) - MOST_LINES} 处"] if len(lines) > MOST_LINES else []
        self.lines = PlainLabel("\n".join(shown) or "还没有改动，不能签字。", wrap=True)
        self.box.addWidget(self.lines)
        self.day = DateEdit(max(today, slip.made_on), partial=False)
        self.day_row = FormRow("签字日期", self.day)
        self.box.addWidget(self.day_row)
        self.ask_signed("更正单已打印，主持人、记录人、书记已在纸上签名", self.day, self.day_row)
