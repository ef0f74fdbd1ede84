"""核查清单: everything the rules say about this branch on one list: found, answered, gone to, taken along on paper."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.finding import Finding, Severity
from ui.context import Context
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.rule_card import RuleCard
from ui.record_jump import jump_from
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.finding_strip import RANK, SIGNS, TONES
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.search_box import SearchBox

ALL_LEVELS = "全部结论"
EVERYTHING = "全部核查"
AGAINST = "A14"  # the sheet of a year's contradictions
ANSWERED = "✓ 已核实"
Row = tuple[int, Finding]


def sign_of(finding: Finding) -> str:
    """× 不符, or that somebody has looked into it."""
    return ANSWERED if finding.answer else SIGNS[finding.severity]


def _tone(row: Row) -> str:
    return "done" if row[1].answer else TONES[row[1].severity].replace("info", "")


def _article(row: Row) -> str:
    return row[1].citation.label if row[1].citation else ""


COLUMNS = (
    Column[Row](key="sign", title="结论", text=lambda r: sign_of(r[1]), width=92, tone=_tone),
    Column[Row](key="subject", title="对象", text=lambda r: r[1].subject, width=112, wrap=True),
    Column[Row](
        key="message",
        title="提示",
        text=lambda r: r[1].message,
        width=440,
        sort=False,
        wrap=True,
        tip=lambda r: r[1].message,
    ),
    Column[Row](key="article", title="依据", text=_article, width=270, wrap=True, tip=_article),
    Column[Row](
        key="answer",
        title="已核实，因为",
        text=lambda r: r[1].answer,
        width=136,
        sort=False,
        wrap=True,
        tip=lambda r: r[1].answer,
    ),
)
SORTS = {
    "sign": lambda r: (bool(r[1].answer), RANK[r[1].severity]),
    "subject": lambda r: (r[1].subject, r[0]),
    "article": lambda r: (_article(r), r[0]),
}


class FindingsScreen(QDialog):
    """Enter goes to the record; leaving it changes nothing."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: list[Row] = []
        self.setWindowTitle("核查清单")
        self.resize(QSize(px(1120), px(600)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("核查清单", "title"))
        self.sentence = PlainLabel("正在逐条核对…", "quiet", wrap=True)
        box.addWidget(self.sentence)
        box.addLayout(self._filters())
        source: ListSource[Row] = ListSource(self._shown, lambda row: row[0], SORTS)
        self.table: RecordTable[Row] = RecordTable(
            RecordTableModel(source, COLUMNS), "findings", context.settings
        )
        self.table.fill("message")
        self.table.called("核查清单", self.scope, self.search, self.level, self.answered)
        self.table.current_changed.connect(lambda _id: self._judge())
        self.table.opened.connect(lambda _id: self.go())
        self.table.add_row_action("去看看", lambda _ids: self.go(), "Return")
        self.table.add_row_action("看依据", lambda _ids: self.show_rule())
        self.table.add_row_action("已核实…", lambda _ids: self.answer())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("条"))
        self.pages.addWidget(EmptyState("没有要核对的：名册、会议、党费、发展党员的记录都与规定相符。"))
        self.pages.addWidget(EmptyState("没有符合条件的。", "显示全部", self._show_all))
        self.pages.addWidget(
            EmptyState("这一年的会议、名册、发展党员、换届选举、人员变动和党费记录之间没有发现不一致。")
        )
        box.addWidget(self.pages, 1)
        box.addLayout(self._foot())
        self.reload()

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.search = SearchBox("姓名、会议、提示、依据", 260)
        self.search.setMinimumWidth(px(240))
        self.search.searched.connect(lambda _text: self._narrow())
        self.level = QComboBox()
        self.level.setProperty("compact", True)
        self.level.setAccessibleName("结论")
        self.level.addItem(ALL_LEVELS, "")
        for severity in sorted(Severity, key=lambda one: RANK[one]):
            self.level.addItem(SIGNS[severity], severity.value)
        self.level.currentIndexChanged.connect(lambda _row: self._narrow())
        self.answered = QCheckBox("连同已核实的")
        self.answered.toggled.connect(lambda _on: self._narrow())
        self.scope = QComboBox()
        self.scope.setProperty("compact", True)
        self.scope.setAccessibleName("核查什么")
        self.scope.addItem(EVERYTHING, 0)
        for year in self._context.desk.meetings.years():
            self.scope.addItem(f"{year} 年记录互相核对", year)
        self.scope.activated.connect(lambda _row: self.reload())
        for widget in (self.scope, self.search, self.level, self.answered):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.go_button, self.rule_button = QPushButton("去看看"), QPushButton("看依据")
        self.answer_button = QPushButton("已核实…")
        self.print_button = QPushButton("打印核对单…")
        for button, slot in (
            (self.go_button, self.go),
            (self.rule_button, self.show_rule),
            (self.answer_button, self.answer),
            (self.print_button, self.print_),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        return row

    # showing

    def reload(self) -> None:
        """Judge everything again."""
        desk, year = self._context.desk, self._year()
        self.print_button.setVisible(bool(year))
        self._task = self._context.tasks.run(
            lambda _p, _c: desk.contradictions.of_year(year) if year else desk.check(),
            self._show,
            title="正在核查…",
        )

    def _year(self) -> int:
        """The year whose records are laid beside each other; 0: everything the rules say."""
        return int(self.scope.currentData() or 0)

    def look_at(self, year: int) -> None:
        """Only what the records of a year say against each other."""
        self.scope.setCurrentIndex(max(0, self.scope.findData(year)))
        self.reload()

    def done(self, result: int) -> None:
        """Nobody is left to hear of a check that is still running."""
        self._task.abandon()
        super().done(result)

    def _show(self, found: list[Finding]) -> None:
        self._found = list(enumerate(found, 1))
        waiting = [one for one in found if not one.answer]
        told = "、".join(
            f"{SIGNS[severity]} {count:,} 条"
            for severity in sorted(Severity, key=lambda one: RANK[one])
            if (count := sum(one.severity is severity for one in waiting))
        )
        known = f"；已核实 {len(found) - len(waiting):,} 条" if len(waiting) < len(found) else ""
        self.sentence.setText(f"{told or '没有要核对的'}{known}。核实过的写明理由，不再提示。")
        self._narrow()

    def _shown(self) -> list[Row]:
        text, level = self.search.text().strip(), self.level.currentData() or ""
        return [
            row
            for row in self._found
            if (self.answered.isChecked() or not row[1].answer)
            and (not level or row[1].severity == level)
            and text in f"{row[1].subject}{row[1].message}{_article(row)}"
        ]

    def _narrow(self) -> None:
        model = self.table.record_model
        model.reload()
        waiting = any(not row[1].answer for row in self._found)
        none = 3 if self._year() else 1
        self.pages.setCurrentIndex(0 if model.rowCount() else 2 if waiting or self._narrowed() else none)
        if model.rowCount() and not self.table.current_id():
            self.table.selectRow(0)
        self._judge()

    def _narrowed(self) -> bool:
        return bool(self.search.text().strip() or self.level.currentIndex())

    def _show_all(self) -> None:
        self.search.clear()
        self.level.setCurrentIndex(0)
        self.answered.setChecked(True)
        self._narrow()

    def _current(self) -> Finding | None:
        row = self.table.current_record()
        return row[1] if row else None

    def _judge(self) -> None:
        finding = self._current()
        self.go_button.setEnabled(bool(finding and finding.record_kind))
        self.rule_button.setEnabled(bool(finding and finding.citation))
        serious = (Severity.ERROR, Severity.WARNING)
        self.answer_button.setEnabled(bool(finding and finding.severity in serious))

    # doing

    def go(self) -> None:
        """To the record, which stands on a tab behind this screen."""
        finding = self._current()
        if finding and finding.record_kind:
            self.accept()
            self._context.attempt(lambda: jump_from(self._context, self.window(), finding))

    def print_(self) -> None:
        """The sheet of the year: each answered or open."""
        self._context.preview(AGAINST, self._year())

    def show_rule(self) -> None:
        finding = self._current()
        if finding and finding.citation:
            RuleCard(finding.citation, self).exec()

    def answer(self) -> None:
        """已核实，因为…; one step, which 撤销 takes back."""
        finding = self._current()
        if finding is None or not self.answer_button.isEnabled():
            return
        reason = ReasonDialog.ask(self, "已核实，因为…", finding.message, finding.answer)
        if reason and self._context.attempt(lambda: self._context.desk.answer(finding, reason)):
            self.reload()
