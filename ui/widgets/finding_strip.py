"""What the rules say about a record, worst first: sign, sentence, article, 已核实…. The same in every tab."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.domain.finding import Finding, Severity
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.rule_card import RuleCard
from ui.theme import plain_tip, px
from ui.widgets.emptied import empty
from ui.widgets.plain_label import PlainLabel

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.UNKNOWN: 2, Severity.INFO: 3}
NARROW = 560  # below this the article and 已核实… go under the sentence
TONES = {Severity.ERROR: "late", Severity.WARNING: "soon", Severity.UNKNOWN: "unknown", Severity.INFO: "info"}
SIGNS = {
    Severity.ERROR: "× 不符",
    Severity.WARNING: "！核对",
    Severity.UNKNOWN: "？无法判断",
    Severity.INFO: "○ 提示",
}


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """Unanswered before answered, then by severity; otherwise in the order given."""
    return sorted(findings, key=lambda f: (bool(f.answer), RANK[f.severity]))


class FindingLine(QFrame):
    """One finding."""

    answer_wanted = Signal(object)
    rule_wanted = Signal(object)
    jump_wanted = Signal(object)

    def __init__(
        self, finding: Finding, answerable: bool, show_subject: bool, jumpable: bool = False
    ) -> None:
        super().__init__()
        self.finding = finding
        self._jumpable = jumpable and bool(finding.record_kind)
        self.setProperty("tone", "done" if finding.answer else TONES[finding.severity])
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(2), px(4), px(2))
        row.setSpacing(px(8))
        sign = PlainLabel("✓ 已核实" if finding.answer else SIGNS[finding.severity])
        sign.set_state("done" if finding.answer else TONES[finding.severity])
        sign.setMinimumWidth(px(64))
        sign.setContentsMargins(0, px(5), 0, px(5))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(px(2))
        row.addLayout(self._middle, 1)
        words = QVBoxLayout()
        words.setContentsMargins(0, px(5), 0, px(5))
        words.setSpacing(px(2))
        subject = f"{finding.subject}：" if show_subject and finding.subject else ""
        message = PlainLabel(f"{subject}{finding.message}", wrap=True)
        message.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words.addWidget(message)
        if finding.answer:
            words.addWidget(PlainLabel(f"已核实，因为{finding.answer}", "field", wrap=True))
        self._middle.addLayout(words, 1)
        self._middle.addLayout(self._buttons(finding, answerable))
        self.setAccessibleName(f"{sign.text()}，{message.text()}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < px(NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._middle.direction() != way:
            self._middle.setDirection(way)
        super().resizeEvent(event)

    def _buttons(self, finding: Finding, answerable: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(4))
        row.addStretch(1)
        if finding.citation:
            article = self._button(finding.citation.article or "依据", lambda: self.rule_wanted.emit(finding))
            article.setToolTip(plain_tip(finding.citation.label))
            article.setAccessibleName(f"查看依据：{finding.citation.label}")
            row.addWidget(article)
        if self._jumpable:
            jump = self._button("去看看", lambda: self.jump_wanted.emit(finding))
            jump.setAccessibleName(f"去看看：{finding.subject}")
            row.addWidget(jump)
        if answerable and finding.severity in (Severity.ERROR, Severity.WARNING):
            text = "改理由…" if finding.answer else "已核实…"
            row.addWidget(self._button(text, lambda: self.answer_wanted.emit(finding)))
        return row

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.clicked.connect(slot)
        return button


class FindingStrip(QWidget):
    """The findings of one record. `answered(finding, reason)` after 已核实…; hidden when there are none.

    Away from the record (`jumpable`, also told of each finding), a button leads there: `jump_wanted(finding)`.
    """

    answered = Signal(object, str)
    jump_wanted = Signal(object)

    def __init__(
        self,
        findings: Sequence[Finding] = (),
        parent: QWidget | None = None,
        *,
        most: int = 3,
        answerable: bool = True,
        show_subject: bool = False,
        jumpable: bool | Callable[[Finding], bool] = False,
    ) -> None:
        super().__init__(parent)
        self._most, self._answerable, self._show_subject = most, answerable, show_subject
        self._jumpable = jumpable
        self._expanded = False
        self._findings: list[Finding] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(4))
        self.set_findings(findings)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        self._findings = worst_first(findings)
        self._expanded = False
        self._rebuild()

    def set_most(self, most: int) -> None:
        """How many are shown before the rest is asked for."""
        if most != self._most:
            self._most = most
            self._rebuild()

    def lines(self) -> list[FindingLine]:
        widgets = [self._box.itemAt(i).widget() for i in range(self._box.count())]
        return [w for w in widgets if isinstance(w, FindingLine)]

    def _rebuild(self) -> None:
        empty(self._box)
        line: FindingLine | None = None
        shown = self._findings if self._expanded else self._findings[: self._most]
        for finding in shown:
            jumpable = self._jumpable(finding) if callable(self._jumpable) else self._jumpable
            line = FindingLine(finding, self._answerable, self._show_subject, jumpable)
            line.jump_wanted.connect(self.jump_wanted)
            line.answer_wanted.connect(self._ask)
            line.rule_wanted.connect(self._show_rule)
            self._box.addWidget(line)
        hidden = len(self._findings) - len(shown)
        if hidden:
            more = QPushButton(f"还有 {hidden} 条，全部显示")
            more.setProperty("quiet", True)
            more.setProperty("compact", True)
            more.clicked.connect(self._expand)
            row = (
                line.layout() if line and self._most == 1 else self._box
            )  # beside the only one shown, or beneath
            assert row is not None
            row.addWidget(more)
        self.setVisible(bool(self._findings))

    def _expand(self) -> None:
        self._expanded = True
        self._rebuild()

    def _ask(self, finding: Finding) -> None:
        reason = ReasonDialog.ask(self.window(), "已核实，因为…", finding.message, finding.answer)
        if reason:
            self.answered.emit(finding, reason)

    def _show_rule(self, finding: Finding) -> None:
        if finding.citation:
            RuleCard(finding.citation, self.window()).exec()
