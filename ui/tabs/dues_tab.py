"""党费台账: the year's grid, one person's standard and receipts beside it, and the month's collection."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QComboBox,
    QMenu,
    QPushButton,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.dues_records import Payment
from models.domain.dues_sheet import CellState, DuesRow
from models.domain.dues_slip import months_words
from models.domain.facts import DuesFacts
from models.domain.finding import Citation, Finding, Severity
from models.services.roster import RosterQuery
from ui.base_tab import BaseTab
from ui.context import Context
from ui.dialogs.dues_collect import CollectDialog
from ui.dialogs.dues_payment import PaymentDialog
from ui.dialogs.dues_standard import StandardDialog
from ui.dialogs.rule_card import RuleCard
from ui.dues_acts import DuesActs
from ui.dues_door import DuesImportAct
from ui.listing import LIST_TEXT, ListOnScreen
from ui.reading import Reading
from ui.standards_acts import StandardsActs
from ui.tabs.dues_books import BooksPage
from ui.theme import plain_tip, px
from ui.widgets.banner import Banner
from ui.widgets.dues_grid import DuesGrid
from ui.widgets.dues_listing import dues_list
from ui.widgets.dues_pane import DuesPane
from ui.widgets.dues_words import SHOWN, owes_by, sentence
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox
from ui.widgets.section_bar import SectionBar
from ui.widgets.year_picker import YearPicker

FORM = "C2"
VIEWS = ("收缴", "账目")
BOOK_FORMS = ("voucher", "cash-count")


class DuesTab(BaseTab):
    """Space takes a month as due, Enter opens the payment form; what is posted is only reversed."""

    TITLE = "党费台账"
    ICON = "money"
    ORDER = 40
    WATCHES = frozenset(
        {"person", "dues_standard", "payment", "payment_line", "answer", "reduction", "voucher", "cash_count"}
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._facts: DuesFacts | None = None
        self.acts = DuesActs(context, self)
        self.grid_page = QWidget()
        self.grid_page.setLayout(self.box)  # the frame's layout moves to the first of the views
        self.views = QStackedLayout(self)
        self.views.addWidget(self.grid_page)
        self.books: BooksPage | None = None
        self._reading = Reading(context, "正在统计党费…", self._take)
        self._year = int(context.desk.today()[:4])
        self._build_header()
        self._build_filters()
        self._build_content()

    # building

    def _build_header(self) -> None:
        header = self.header
        header.add_action("预览登记表", self.print_, icon_name="print")
        self.standard_button = header.add_action(
            "核定标准", self.set_standard, shortcut="Ctrl+E", icon_name="edit"
        )
        self.pay_button = header.add_action("登记缴费", self.pay, shortcut="Ctrl+N", icon_name="add")
        self.collect_button = header.add_action(
            "按标准收齐", self.collect, primary=True, shortcut="Ctrl+Return", icon_name="check"
        )
        header.add_more("导出登记表…", self.export)
        header.add_more(LIST_TEXT, self.export_list)
        self.standards = StandardsActs(self.context, self)
        self.standards.offer(header, lambda: self._year, lambda: self.grid.current()[0])
        DuesImportAct(self.context, self).offer(header)

    def _build_filters(self) -> None:
        self.sections = SectionBar(VIEWS, self.grid_page)
        self.sections.chosen.connect(lambda place: place and self.show_books())
        self.filters.addWidget(self.sections)
        self.picker = YearPicker(self._year)
        self.years = self.picker.combo
        self.picker.wanted.connect(self.go_to_year)
        self.filters.addWidget(self.picker)
        self.search = SearchBox("姓名", 200)
        self.search.searched.connect(lambda _text: self._show())
        self.filters.addWidget(self.search)
        self.shown = QComboBox()
        self.shown.setProperty("compact", True)
        self.shown.setAccessibleName("显示哪些人")
        self.shown.addItems([label for label, _ in SHOWN])
        self.shown.currentIndexChanged.connect(lambda _i: self._show())
        self.filters.addWidget(self.shown)
        self.unset_button = QPushButton()
        self.unset_button.setProperty("compact", True)
        self.unset_button.setProperty("quiet", True)
        self.unset_button.clicked.connect(lambda: self.set_missing())
        self.unset_button.hide()
        self.filters.addWidget(self.unset_button)

    def _build_content(self) -> None:
        self.grid = DuesGrid()
        self.empty = EmptyState(
            "名册里还没有党员。先添加党员，再核定标准。",
            "去党员名册",
            lambda: self.context.navigate("党员名册", 0),
        )
        self.nobody = EmptyState("没有符合条件的人。", "显示全部", self._show_all)
        self.pages = QStackedWidget()
        for page in (self.grid, self.empty, self.nobody):
            self.pages.addWidget(page)
        self.arrears = Banner("", "late")
        self.arrears_button = self.arrears.add_button("只看有欠交的", lambda: self.shown.setCurrentIndex(2))
        place = QWidget()
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        margins = self.arrears.layout()
        if margins is not None:
            margins.setContentsMargins(px(12), px(2), px(8), px(2))
        self.arrears.hide()
        box.addWidget(self.arrears)
        box.addWidget(self.pages, 1)
        self.pane = DuesPane()
        self.set_content(place, self.pane, (1018, 300))
        self._connect()

    def _connect(self) -> None:
        grid, pane = self.grid, self.pane
        pane.home = grid.view
        grid.current_changed.connect(lambda _person, _month: self._show_person())
        grid.pay.connect(self.pay_as_due)
        grid.opened.connect(lambda _person, _month: self.pay())
        grid.typed.connect(lambda _person, _month, text: self.pay(text))
        grid.menu_asked.connect(self._menu)
        pane.standard_wanted.connect(self.set_standard)
        pane.payment_wanted.connect(lambda: self.pay())
        pane.reverse_wanted.connect(self.reverse)
        pane.slip_wanted.connect(lambda payment: self.acts.slip([payment]))
        pane.rule_wanted.connect(self._rule)
        pane.history_wanted.connect(self._history)
        pane.answered.connect(self._answer)

    # views

    def show_books(self) -> BooksPage:
        """账目: vouchers, balances, closing."""
        if self.books is None:
            self.books = BooksPage(self.context, VIEWS)
            self.books.grid_wanted.connect(self.show_grid)
            self.views.addWidget(self.books)
        self.views.setCurrentWidget(self.books)
        self.books.reload()
        self.books.focus_content()
        return self.books

    def show_grid(self) -> None:
        """收缴: the grid."""
        self.sections.set_current(0)
        self.views.setCurrentWidget(self.grid_page)
        self.reload()
        self.grid.view.setFocus()

    @property
    def _open_books(self) -> BooksPage | None:
        return self.books if self.views.currentWidget() is self.books else None

    # showing

    def reload(self) -> None:
        if self._open_books:
            self._open_books.reload()
            return  # the grid is read again when it is shown
        dues, year = self.context.desk.dues, self._year
        self.picker.fill(dues.years(), year)
        if self._reading.start(lambda _progress, _cancelled: dues.year(year)):
            self.header.set_sentence(f"正在统计 {year} 年的党费…")

    def _take(self, facts: DuesFacts) -> None:
        self._facts = facts
        self._show()

    def go_to_year(self, year: int) -> None:
        """Show another year of the ledger."""
        if year != self._year and 1949 <= year <= date.max.year:
            self._year = year
            self.reload()

    def this_month(self) -> str:
        """The month which is collected now: today's, or the last one of a past year."""
        now = self.context.desk.today()[:7]
        return min(max(now, f"{self._year}-01"), f"{self._year}-12")

    def _rows(self) -> tuple[DuesRow, ...]:
        return self._facts.rows if self._facts else ()

    def _show(self) -> None:
        rows, text = self._rows(), "".join(self.search.text().split())
        chosen, month = SHOWN[max(self.shown.currentIndex(), 0)][1], self.this_month()
        spelt = RosterQuery(text=text, scope="all")
        ids = set(self.context.desk.roster.keys(spelt)) if text.isascii() and text else set[int]()
        visible = [r for r in rows if chosen(r, month) and (text in r.name or r.person_id in ids)]
        self.grid.set_rows(visible, month)
        self.pages.setCurrentIndex(1 if not rows else 0 if visible else 2)
        self.header.set_sentence(sentence(self._facts, month) if self._facts else "")
        self._show_banners()
        self.collect_button.setEnabled(any(owes_by(row, month) for row in rows))
        self._show_person()

    def _show_banners(self) -> None:
        rows = self._rows()
        late = [row for row in rows if row.finding and row.finding.rule == "DF-09" and not row.finding.answer]
        late.sort(key=lambda row: -row.months_late)
        self.arrears.setVisible(bool(late))
        if late:
            worst = any(r.finding and r.finding.severity is Severity.ERROR for r in late)
            names = "、".join(f"{row.name} {row.months_late} 个月" for row in late[:4])
            more = f"等 {len(late)} 人" if len(late) > 4 else ""
            self.arrears.say(f"连续未交：{names}{more}，请核对。", "late" if worst else "soon")
        missing = self._without_standard()
        self.unset_button.setVisible(bool(missing))
        self.unset_button.setText(f"？ {len(missing)} 人未核定标准，依次核定…")
        self.unset_button.setToolTip(plain_tip("、".join(row.name for row in missing[:12])))

    def _without_standard(self) -> list[DuesRow]:
        return [
            row
            for row in self._rows()
            if row.standard is None and any(c.state is CellState.NO_STANDARD for c in row.cells)
        ]

    def _show_all(self) -> None:
        self.search.reset()
        self.shown.setCurrentIndex(0)
        self._show()

    def _show_person(self) -> None:
        row = self.grid.current_row()
        self.standard_button.setEnabled(row is not None)
        self.pay_button.setEnabled(row is not None)
        if row is None:
            self.pane.show_nobody()
            return
        _, month = self.grid.current()
        desk = self.context.desk
        citation = desk.rules.find_citation(row.standard.citation_id) if row.standard else None
        payments = desk.dues.payments(row.person_id, self._year)
        findings = desk.dues.person_findings(row.person_id, self._year)
        self.pane.show_row(row, month, citation, payments, findings)

    def show_record(self, record_id: int) -> None:
        """Go to a person's row."""
        if self._open_books:
            self.show_grid()
        self.refresh_now()
        if self._reading.after(lambda: self.show_record(record_id)):
            return
        self._show_all()
        self.grid.select(record_id, self.this_month())

    def listed(self) -> ListOnScreen | None:
        """The grid as it stands there, for 导出本表."""
        if self._open_books:
            return self._open_books.listed()
        return dues_list(self.grid, self._year, self.search, self.shown) if self.grid.model.rows else None

    def print_(self) -> None:
        """The year's register (C2); of 账目 what is shown there."""
        self._open_books.print_() if self._open_books else self.context.preview(FORM, self._year)

    def history_(self) -> None:
        self._history() if self.grid.current_row() else super().history_()

    def export(self) -> None:
        """The same register as Word, PDF or a sheet."""
        self.context.export(FORM, self._year)

    # doing

    def pay_as_due(self, person_id: int, month: str) -> None:
        """Space: the month as it is due, received today, in cash; then on to the next person."""
        name = next((row.name for row in self._rows() if row.person_id == person_id), "")
        if self.acts.take(person_id, name, month):
            self.refresh_now()
            self.grid.move_down()

    def pay(self, typed: str = "") -> None:
        """The payment form of the person shown, with the chosen month ticked."""
        row = self.grid.current_row()
        if row is None:
            return
        dialog = PaymentDialog(self.context, row, self.grid.current()[1], typed, self.window())
        if dialog.exec():
            self.grid.view.setFocus()
            self.context.say(f"已登记{row.name}{months_words(dialog.months())}的党费。")
            self.acts.slips_of([dialog.posted] if dialog.slip.isChecked() else [])

    def collect(self) -> None:
        """The whole month by standard, exceptions taken off."""
        dialog = CollectDialog(self.context, self._rows(), self.this_month(), self.window())
        if dialog.exec():
            self.grid.view.setFocus()
            self.context.say(dialog.collected)
            self.acts.slips_of(dialog.posted if dialog.slip.isChecked() else [])

    def set_standard(self) -> None:
        if (row := self.grid.current_row()) is not None:
            self._standard_of(row)

    def open_form(self, kind: str, ref: Sequence[str]) -> None:
        if kind in BOOK_FORMS:
            self.show_books().acts.open_form(kind, ref)
            return
        self.go_to_year(int(ref[-1][:4]))
        if self._reading.after(lambda: self.open_form(kind, ref)):
            return
        if kind == "collect":
            self.collect()
            return
        self.show_record(int(ref[0]))
        row = self.grid.current_row()
        if row is None or row.person_id != int(ref[0]):
            self.context.say(f"{self._year} 年的台账里没有这个人，可能已被删去。")
        elif kind == "payment":
            self.pay()
        else:
            self._standard_of(row, ref[1])

    def _standard_of(self, row: DuesRow, month: str = "") -> bool:
        month = month or (
            row.standard.from_month if row.standard and row.standard.from_month[:4] == str(self._year) else ""
        )
        owed = next((c.month for c in row.cells if c.state is not CellState.OUTSIDE), f"{self._year}-01")
        done = StandardDialog(self.context, row.person_id, month or owed, self.window()).exec()
        if done:
            self.context.say(f"已核定{row.name}的党费标准。")
        return bool(done)

    def set_missing(self) -> None:
        """One after the other, those without a standard, until somebody is left out."""
        for row in self._without_standard():
            self.grid.select(row.person_id, self.this_month())
            if not self._standard_of(row):
                break

    def reverse(self, payment: Payment) -> None:
        """冲销 with a reason; the first entry stays."""
        row = self.grid.current_row()
        self.acts.reverse(payment, row.name if row else "")

    def _answer(self, finding: Finding, reason: str) -> None:
        self.context.attempt(lambda: self.context.desk.answer(finding, reason))

    def _rule(self, citation: Citation) -> None:
        RuleCard(citation, self.window()).exec()

    def _history(self) -> None:
        row = self.grid.current_row()
        if row is not None:  # with the person's standards and payments
            self.context.history("person", row.person_id, row.name)

    def _menu(self, _person: int, _month: str, place: QPoint) -> None:
        self.row_menu().exec(place)

    def row_menu(self) -> QMenu:
        """The menu of the current cell."""
        menu = QMenu(self)
        person, month = self.grid.current()
        as_due = menu.addAction(f"{int(month[5:])}月按标准登记（空格）" if month else "按标准登记")
        as_due.triggered.connect(lambda: self.pay_as_due(person, month))
        menu.addAction("登记缴费…（回车）").triggered.connect(lambda: self.pay())
        menu.addAction("核定标准…").triggered.connect(self.set_standard)
        self.standards.offer_rows(menu, person, self._year)
        for payment in self.acts.standing(person, month, self._year):
            self.acts.offer_receipt(menu, payment, self.reverse)
        self.acts.offer_trail(menu, person, month)
        menu.addSeparator()
        menu.addAction("看名册里的这个人").triggered.connect(
            lambda: self.context.navigate("党员名册", person)
        )
        menu.addAction("修改历史…").triggered.connect(self._history)
        return menu
