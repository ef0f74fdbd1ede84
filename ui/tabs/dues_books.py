"""账目, a view of 党费台账: balances on top, the journal and its postings, months closed, differences, counts."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.ledger import ACCOUNTS, CASH, Balances, CashCount, Difference, Overpaid, VoucherKind
from models.domain.money import yuan
from models.services.trail import RECEIPT, Entry, TrailLine
from ui.context import Context
from ui.ledger_acts import LedgerActs
from ui.listing import ListOnScreen, on_screen
from ui.paperwork import Paperwork
from ui.reading import Reading
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.tabs.dues_columns import (
    COUNTS,
    DIFFERENCES,
    JOURNAL,
    LINES,
    MONTHS,
    OVERPAID,
    MonthLine,
    Numbered,
    entry_id,
)
from ui.theme import active, px
from ui.widgets.banner import Banner
from ui.widgets.dues_balances import BalanceStrip
from ui.widgets.dues_book_pane import Act, BookPane
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader
from ui.widgets.section_bar import SectionBar
from ui.widgets.year_picker import YearPicker

R = TypeVar("R")
JOURNAL_FORM = "C8.4"
JOURNAL_VIEW, LINES_VIEW, MONTHS_VIEW, DIFFERENCES_VIEW, OVERPAID_VIEW, COUNTS_VIEW = range(6)
VIEWS = ("日记账", "明细账", "月份和结账", "差额", "多交", "盘点")
EMPTY_WORDS = (
    "这一年还没有收款和凭证。收到党费在“收缴”里登记，上缴、支出在右上角登记。",
    "这个科目在这一年没有发生。",
    "",
    "没有差额：结过账的月份与现在的标准一致。",
    "没有多交待定的钱。",
    "还没有盘点过现金。点一点手里的党费，按右上角“盘点现金”。",
)


class BooksPage(QWidget):
    """`grid_wanted` goes back to the grid."""

    grid_wanted = Signal()

    def __init__(self, context: Context, sections: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.acts = LedgerActs(context, self)
        self._year = int(context.desk.today()[:4])
        self._rows: list[list[Any]] = [[] for _ in VIEWS]
        self._reading = Reading(context, "正在汇总账目…", self._take)
        margin = active().px("margin")
        box = QVBoxLayout(self)
        box.setContentsMargins(margin, px(12), margin, px(8))
        box.setSpacing(px(10))
        box.addWidget(self._make_header())
        box.addLayout(self._make_filters(sections))
        self.strip = BalanceStrip()
        self.strip.chosen.connect(self.show_account)
        box.addWidget(self.strip)
        self.warning = Banner("", "soon")
        self.warning.add_button("看差额", lambda: self.show_view(DIFFERENCES_VIEW))
        self.warning.hide()
        box.addWidget(self.warning)
        box.addWidget(self._make_content(), 1)
        self._turn_to(JOURNAL_VIEW)
        kept = context.settings.state("dues-books")
        self._show_detail(bool(kept.get("detail", context.settings.get("detail_pane"))))

    # building

    def _make_header(self) -> PageHeader:
        self.header = PageHeader("党费账目", self)
        add, more = self.header.add_action, self.header.add_more
        for kind, text in (
            (VoucherKind.SPEND, "支出…"),
            (VoucherKind.ALLOT, "上级下拨…"),
            (VoucherKind.INTEREST, "利息…"),
            (VoucherKind.MOVE, "存款、取现…"),
            (VoucherKind.OPENING, "期初余额…"),
        ):
            more(text, lambda kind=kind: self.acts.voucher(kind), "登记其他")
        add("党费报表", lambda: self.acts.papers(self._year), icon_name="print")
        add("盘点现金", self.acts.count)
        add("上缴党费", lambda: self.acts.voucher(VoucherKind.REMIT), shortcut="Ctrl+N", icon_name="export")
        add("结账", self.acts.close, primary=True, shortcut="Ctrl+Return", icon_name="check")
        return self.header

    def _make_filters(self, sections: tuple[str, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.sections = SectionBar(sections, self)
        self.sections.set_current(1)
        self.sections.chosen.connect(self._section)
        row.addWidget(self.sections)
        row.addSpacing(px(8))
        self.view, self.kind, self.account = (QComboBox() for _ in range(3))
        self.view.addItems(list(VIEWS))
        self.kind.addItem("全部种类", "")
        for kind in (RECEIPT, *VoucherKind):
            self.kind.addItem(str(kind), str(kind))
        self.account.addItems(list(ACCOUNTS))
        self.account.setCurrentText(CASH)
        for combo, name in (
            (self.view, "看什么"),
            (self.kind, "种类"),
            (self.account, "科目"),
        ):
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
            row.addWidget(combo)
        self.view.activated.connect(self.show_view)
        self.picker = YearPicker(self._year)
        self.picker.wanted.connect(self.go_to_year)
        row.insertWidget(3, self.picker)
        self.kind.activated.connect(lambda _row: self._refill())
        self.account.activated.connect(lambda _row: self._refill())
        row.addStretch(1)
        self.detail_button = QPushButton("详情")
        self.detail_button.setProperty("compact", True)
        self.detail_button.setCheckable(True)
        self.detail_button.setAccessibleName("显示或收起详情")
        self.detail_button.clicked.connect(self._show_detail)
        row.addWidget(self.detail_button)
        return row

    def _make_content(self) -> QSplitter:
        self.pages = QStackedWidget()
        self.tables: list[RecordTable[Any]] = [
            self._table(JOURNAL_VIEW, "dues-journal", JOURNAL, "笔", entry_id),
            self._table(LINES_VIEW, "dues-lines", LINES, "行"),
            self._table(MONTHS_VIEW, "dues-months", MONTHS, "个月"),
            self._table(DIFFERENCES_VIEW, "dues-differences", DIFFERENCES, "处差额"),
            self._table(OVERPAID_VIEW, "dues-overpaid", OVERPAID, "笔"),
            self._table(COUNTS_VIEW, "dues-counts", COUNTS, "次盘点"),
        ]
        self.empty = EmptyState("", "去登记收缴", self.grid_wanted.emit)
        self.pages.addWidget(self.empty)
        self.pane = BookPane()
        self.pane.close_button.clicked.connect(lambda: self._show_detail(False))
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(px(8))
        self.split.addWidget(self.pages)
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([px(960), px(340)])
        return self.split

    def _table(
        self,
        view: int,
        name: str,
        columns: tuple[Column[R], ...],
        unit: str,
        id_of: Callable[[R], int] = lambda row: int(getattr(row, "id")),  # noqa: B009
    ) -> RecordTable[R]:
        source: ListSource[R] = ListSource(lambda: self._rows[view], id_of)
        table: RecordTable[R] = RecordTable(RecordTableModel(source, columns), name, self.context.settings)
        table.called(f"党费{VIEWS[view]}", self.picker.combo)
        table.current_changed.connect(lambda _id: self._show_current())
        self.pages.addWidget(table.with_foot(unit))
        return table

    # showing

    @property
    def current_view(self) -> int:
        return max(self.view.currentIndex(), 0)

    def reload(self) -> None:
        """Balances, and what the view shows, read again."""
        self.picker.fill(self.context.desk.dues.years(), self._year)
        desk, view, year = self.context.desk, self.current_view, self._year
        account = self.account.currentText()
        self._reading.start(
            lambda _progress, _cancelled: (
                desk.balances.balances(),
                desk.closing.differences(with_kept=True),
                view,
                self._load(view, year, account),
            )
        )

    def _load(self, view: int, year: int, account: str) -> list[Any]:
        desk = self.context.desk
        first, last = f"{year}-01-01", f"{year}-12-31"
        if view == JOURNAL_VIEW:
            return list(reversed(desk.trail.journal(first, last)))
        if view == LINES_VIEW:
            return _numbered(desk.trail.account(account, first, last))
        if view == MONTHS_VIEW:
            return self._months(year)
        if view == OVERPAID_VIEW:
            return _numbered(desk.ledger.overpaid())
        return list(reversed(desk.ledger.counts())) if view == COUNTS_VIEW else []

    def _months(self, year: int) -> list[MonthLine]:
        facts, closed = self.context.desk.dues.year(year), self.context.desk.closing.closed()
        now = self.context.desk.today()[:7]
        return [
            MonthLine(
                id=place + 1,
                month=(month := f"{year}-{place + 1:02d}"),
                is_closed=month in closed,
                due_fen=facts.month_due_fen[place],
                paid_fen=facts.month_paid_fen[place],
                difference_fen=sum(row.cells[place].difference_fen for row in facts.rows)
                if month in closed
                else 0,
                is_over=month <= now,
            )
            for place in range(12)
        ]

    def _take(self, found: tuple[Balances, list[Difference], int, list[Any]]) -> None:
        balances, differences, view, rows = found
        self.strip.show_balances(balances)
        waiting = [one for one in differences if not one.kept_reason]
        self.warning.setVisible(bool(waiting))
        if waiting:
            people = len({one.person_id for one in waiting})
            self.warning.say(
                f"已结账的月份有 {len(waiting)} 处差额（{people} 人，合计 {yuan(sum(one.fen for one in waiting))} 元）待处理。",
                "soon",
            )
        self._rows[view] = _numbered(differences) if view == DIFFERENCES_VIEW else rows
        self._all = self._rows[JOURNAL_VIEW] if view == JOURNAL_VIEW else []
        self._say(balances)
        self._refill(read=False)

    def _say(self, balances: Balances) -> None:
        open_months = self.context.desk.closing.open_months()
        parts = [
            f"到今天应收 {yuan(balances.due_fen)} 元，收到 {yuan(balances.received_fen - balances.refunded_fen)} 元"
        ]
        if balances.taken_over_fen:
            parts.append(f"期初转入 {yuan(balances.taken_over_fen)} 元")
        if balances.due_fen or balances.received_fen:
            parts.append(f"{len(open_months)} 个月还没有结账" if open_months else "以前各月都已结账")
        self.header.set_sentence("；".join(parts) + "。")

    def _refill(self, *, read: bool = True) -> None:
        view = self.current_view
        if read and view != JOURNAL_VIEW:
            self.reload()
            return
        if view == JOURNAL_VIEW:
            kind = str(self.kind.currentData() or "")
            self._rows[view] = [one for one in self._all if kind in ("", one.kind.removeprefix("冲销"))]
        table = self.tables[view]
        table.record_model.reload()
        some = table.record_model.rowCount() > 0
        self.pages.setCurrentIndex(view if some else len(VIEWS))
        self.empty.set_sentence(EMPTY_WORDS[view])
        self.empty.button.setVisible(view == JOURNAL_VIEW)
        if table.record_model.rowCount() and not table.current_id():
            table.select_id(table.record_model.id_at(self._first_row(view)))
        self._show_current()

    def _first_row(self, view: int) -> int:
        """The month that is to be closed next; else the first line."""
        if view != MONTHS_VIEW:
            return 0
        return next((at for at, line in enumerate(self._rows[view]) if line.is_waiting), 0)

    def go_to_year(self, year: int) -> None:
        """Another year of the books."""
        self._year = year
        self.reload()

    def show_view(self, view: int) -> None:
        """One of the lists."""
        self._turn_to(view)
        self.reload()

    def _turn_to(self, view: int) -> None:
        self.view.setCurrentIndex(view)
        self.pages.setCurrentIndex(view)
        self.kind.setVisible(view == JOURNAL_VIEW)
        self.account.setVisible(view == LINES_VIEW)
        self.picker.setVisible(view in (JOURNAL_VIEW, LINES_VIEW, MONTHS_VIEW))

    def show_account(self, account: str) -> None:
        """From a figure to its postings."""
        if account == "over":
            self.show_view(OVERPAID_VIEW)
        elif account == "advance":
            self.grid_wanted.emit()
        else:
            self.account.setCurrentText(account)
            self.show_view(LINES_VIEW)

    def _section(self, place: int) -> None:
        if place == 0:
            self.sections.set_current(1)
            self.grid_wanted.emit()

    def _show_detail(self, shown: bool) -> None:
        self.pane.setVisible(shown)
        self.detail_button.setChecked(shown)
        self.context.settings.set_state("dues-books", {"detail": shown})

    def _show_current(self) -> None:
        held = self.window().focusWidget()
        if held is not None and self.pane.isAncestorOf(held):
            self.focus_content()  # the button it lies on goes away
        record = self.tables[self.current_view].current_record()
        one = record.one if isinstance(record, Numbered) else record
        if isinstance(one, Entry):
            self._show_entry(one)
        elif isinstance(one, TrailLine):
            self._show_line(one)
        elif isinstance(one, MonthLine):
            self._show_month(one)
        elif isinstance(one, Difference):
            self.pane.show_difference(one, self.acts.of_difference(one))
        elif isinstance(one, Overpaid):
            self.pane.show_overpaid(one, self.acts.of_overpaid(one))
        elif isinstance(one, CashCount):
            self.pane.show_count(one)
        else:
            self.pane.show_nothing("")

    def _show_entry(self, entry: Entry) -> None:
        voucher = self.context.desk.ledger.voucher(entry.voucher_id) if entry.voucher_id else None
        names = self.acts.names({line.person_id for line in entry.postings if line.person_id})
        self.pane.show_entry(entry, voucher, names, self.acts.of_entry(entry, voucher))

    def _show_line(self, line: TrailLine) -> None:
        entry = self.acts.entry(line)
        if entry is None:
            self.pane.show_nothing("以前年度的余额，由上期结转。")
        else:
            self._show_entry(entry)

    def _show_month(self, line: MonthLine) -> None:
        acts: list[Act] = []
        if line.is_closed:
            acts.append(("重新打开…", lambda: self.acts.reopen(line.month)))
        elif line.is_waiting:
            acts.append(("结这个月的账…", lambda: self.acts.close(line.month)))
        self.pane.show_month(self.context.desk.closing.preview(line.month), line.is_closed, acts)

    # for the frame

    def listed(self) -> ListOnScreen | None:
        """The list that is looked at, for 导出本表."""
        table = self.tables[self.current_view]
        return on_screen(table) if table.record_model.rowCount() else None

    def print_(self) -> None:
        """日记账 as its form; any other list, or a part of it, as it stands there."""
        listed = self.listed()
        if self.current_view == JOURNAL_VIEW and not self.kind.currentData():
            self.context.preview(JOURNAL_FORM, self._year)
        elif listed is None:
            self.context.say("这里没有可打印的内容。")
        else:
            Paperwork(self.window(), self.context).preview_list(listed)

    def focus_content(self) -> None:
        """Where the keyboard goes."""
        self.tables[self.current_view].setFocus()


def _numbered(found: list[R]) -> list[Numbered[R]]:
    return [Numbered(place, one) for place, one in enumerate(found, 1)]
