"""The detail of a member's dues: what the rules say, how the amount came about, the month chosen, the receipts."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.dues_records import Payment
from models.domain.dues_sheet import CellState, DuesRow
from models.domain.dues_slip import DuesSlip, months_words
from models.domain.finding import Citation, Finding
from models.domain.ledger import OPENING_METHOD
from models.domain.money import yuan
from ui.base_tab import DetailPane
from ui.theme import px
from ui.widgets.dues_words import standing_words, state_words
from ui.widgets.emptied import empty
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.plain_label import PlainLabel

_TONES = {
    CellState.PAID: "done",
    CellState.PART: "soon",
    CellState.DUE: "soon",
    CellState.LATE: "late",
    CellState.NO_STANDARD: "unknown",
}
_SIGNS = {
    CellState.PAID: "✓",
    CellState.PART: "◐",
    CellState.DUE: "○",
    CellState.LATE: "×",
    CellState.NO_STANDARD: "？",
}


def _quiet(text: str, slot: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("quiet", True)
    button.setProperty("compact", True)
    button.clicked.connect(lambda: slot())
    return button


class DuesPane(DetailPane):
    """Signals ask the tab; the pane writes nothing itself."""

    standard_wanted = Signal()
    payment_wanted = Signal()
    reverse_wanted = Signal(object)
    slip_wanted = Signal(object)
    rule_wanted = Signal(object)
    history_wanted = Signal()
    answered = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.body.setSpacing(px(6))
        self.home: QWidget | None = None  # where the keyboard goes back to
        self.strip = FindingStrip(most=2)
        self.strip.answered.connect(self.answered.emit)
        self.body.addWidget(self.strip)
        self._fixed = 1
        # an aligned layout gives wrapped sentences too little height
        self.body.setAlignment(Qt.AlignmentFlag(0))

    def show_nobody(self) -> None:
        self._clear()
        self.set_title("没有选中的人")
        self.strip.set_findings([])

    def show_row(
        self,
        row: DuesRow,
        month: str,
        citation: Citation | None,
        payments: Sequence[Payment],
        findings: Sequence[Finding],
    ) -> None:
        """Everything about one row, with the chosen month first."""
        self._clear()
        self.set_title(row.name)
        self.strip.set_findings(findings)
        self._month(row, month)
        self._standard(row, citation)
        self._payments(payments)
        self._add(_quiet("修改历史…", self.history_wanted.emit))
        self.body.addStretch(1)

    def _clear(self) -> None:
        """The hand goes home before the button it lies on goes away."""
        held = self.window().focusWidget()
        if self.home is not None and held is not None and self.isAncestorOf(held):
            self.home.setFocus()
        empty(self.body, self._fixed)

    def _add(self, widget: QWidget) -> None:
        self.body.addWidget(widget)

    def _heading(self, text: str) -> None:
        label = PlainLabel(text, "heading")
        label.setContentsMargins(0, px(8), 0, 0)
        self._add(label)

    # parts

    def _month(self, row: DuesRow, month: str) -> None:
        cell = next((c for c in row.cells if c.month == month), None)
        if cell is None:
            return
        self._heading(chinese_date(month))
        words = "，".join(state_words(cell))
        label = PlainLabel(f"{_SIGNS.get(cell.state, '')} {words}".strip(), wrap=True)
        label.set_state(_TONES.get(cell.state, ""))
        self._add(label)
        for tone, text in standing_words(cell):
            label = PlainLabel(text, wrap=True)
            label.set_state(tone)
            self._add(label)
        if cell.state in (CellState.DUE, CellState.LATE, CellState.PART, CellState.FUTURE):
            self._add(PlainLabel("空格键按标准登记，回车键填写缴费。", "field", wrap=True))
        if cell.state != CellState.OUTSIDE:
            button = QPushButton("登记缴费…")
            button.setProperty("compact", True)
            button.clicked.connect(lambda: self.payment_wanted.emit())
            self._add(button)

    def _standard(self, row: DuesRow, citation: Citation | None) -> None:
        self._heading("月交标准")
        standard = row.standard
        if standard is None:
            self._add(PlainLabel("还没有核定。核定后才能按月登记、计算欠交。", wrap=True))
            self._add(_quiet("核定标准…", self.standard_wanted.emit))
            return
        self._add(PlainLabel(f"{yuan(standard.amount_fen)} 元", "figure"))
        since = f"{standard.kind}党员，自{chinese_date(standard.from_month)}起"
        self._add(PlainLabel(since, "field", wrap=True))
        self._add(PlainLabel(standard.explanation, wrap=True))
        if standard.amount_fen != standard.computed_fen:
            text = f"按规定为 {yuan(standard.computed_fen)} 元，核定为 {yuan(standard.amount_fen)} 元"
            self._add(PlainLabel(text, wrap=True))
        if standard.reason:
            self._add(PlainLabel(f"原因：{standard.reason}", wrap=True))
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        if citation is not None:
            article = _quiet(f"依据：{citation.article}", lambda: self.rule_wanted.emit(citation))
            article.setAccessibleName(f"查看依据：{citation.label}")
            box.addWidget(article)
        box.addWidget(_quiet("重新核定…", self.standard_wanted.emit))
        box.addStretch(1)
        self._add(line)

    def _payments(self, payments: Sequence[Payment]) -> None:
        self._heading(f"缴费记录（{len(payments)} 笔）" if payments else "缴费记录")
        if not payments:
            self._add(PlainLabel("这一年还没有缴费。", "quiet"))
        for payment in payments:
            self._add(self._payment(payment))

    def _payment(self, payment: Payment) -> QWidget:
        frame = QFrame()
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, px(2), 0, px(2))
        box.setSpacing(0)
        head = QHBoxLayout()
        months = months_words([month for month, _ in payment.months])
        name = f"冲销 {months}" if payment.reverses_id else months
        head.addWidget(PlainLabel(name, wrap=True), 1)
        amount = PlainLabel(f"{yuan(payment.amount_fen)} 元")
        amount.set_state("late" if payment.reverses_id else "")
        head.addWidget(amount)
        box.addLayout(head)
        foot = QHBoxLayout()
        day = "期初转入" if payment.method == OPENING_METHOD else payment.received_on
        parts = [payment.number, day, payment.method, payment.handed_by, payment.note, payment.reason]
        foot.addWidget(PlainLabel(" · ".join(p for p in parts if p), "field", wrap=True), 1)
        if payment.reversed_by:
            foot.addWidget(PlainLabel("已冲销", "field"))
        elif not payment.reverses_id:
            button = _quiet("冲销…", lambda: self.reverse_wanted.emit(payment))
            button.setAccessibleName(f"冲销 {months} {yuan(payment.amount_fen)} 元")
            if DuesSlip(payment=payment, name="").can_be_given:
                slip = _quiet("收讫条", lambda: self.slip_wanted.emit(payment))
                slip.setAccessibleName(f"打印 {months} 的收讫条")
                foot.addWidget(slip)
            foot.addWidget(button)
        box.addLayout(foot)
        line = QFrame()
        line.setProperty("rule", True)
        box.addWidget(line)
        return frame
