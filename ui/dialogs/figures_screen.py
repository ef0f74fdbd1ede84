"""统计: charts of the members of any day, the year's figures with the people behind each, and last year's report."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.charts import keys_of
from models.domain.dates import chinese_date, full
from models.domain.errors import UserError
from models.domain.records import Person
from models.domain.yearbook import START
from models.domain.yearbook_facts import Balance, YearbookFacts, reported_words
from ui.context import Context
from ui.dialogs.date_dialog import DateDialog
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure_board import MOST, OF_NOBODY, SECTIONS, FigureBoard, NamesPane, name_rows
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.section_bar import SectionBar

OTHER_DAY = "其他日期…"
EMPTY = "这一天名册里没有党员。换一天看，或先导入名册。"
GAPS_SHOWN = 5


class FiguresScreen(QDialog):
    """Nothing is changed here but what was reported last year, and that can be undone."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._desk = context, context.desk
        self.setWindowTitle("统计")
        fits = room(self)
        self.resize(min(px(1240), fits.width()), min(px(660), fits.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        head = QHBoxLayout()
        head.addWidget(PlainLabel("统计", "title"))
        self.sentence = PlainLabel("", "quiet")
        head.addWidget(self.sentence, 1)
        box.addLayout(head)
        box.addLayout(self._top())
        box.addWidget(self._report_line())
        self.balance = Banner("", "info")
        box.addWidget(self.balance)
        box.addWidget(self._middle(), 1)
        box.addLayout(self._foot())
        self._day, self._facts = "", self._desk.figures.facts(self._this_year())
        self.show_day(self._desk.today())
        self.show_page(0)
        self.board.views[0].setFocus()

    # building

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.sections = SectionBar(SECTIONS, self)
        self.sections.chosen.connect(self.show_page)
        row.addWidget(self.sections)
        row.addStretch(1)
        row.addWidget(PlainLabel("截至", "quiet"))
        self.day = QComboBox()
        self.day.setProperty("compact", True)
        self.day.setAccessibleName("统计截止的日期")
        self.day.activated.connect(self._another_day)
        row.addWidget(self.day)
        return row

    def _report_line(self) -> QWidget:
        """What was reported for the end of last year, typed once."""
        self.report = QWidget()
        box = QVBoxLayout(self.report)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        box.addLayout(row)
        self.doubts = PlainLabel("", "quiet", wrap=True)
        box.addWidget(self.doubts)
        self.report_label = PlainLabel("")
        self.reported = QLineEdit()
        self.reported.setProperty("compact", True)
        self.reported.setMaximumWidth(px(110))
        self.reported.setPlaceholderText("例如 38")
        self.reported.editingFinished.connect(self._keep_report)
        self.report_words = PlainLabel("", "quiet", wrap=True)
        row.addWidget(self.report_label)
        row.addWidget(self.reported)
        row.addWidget(self.report_words, 1)
        return self.report

    def _middle(self) -> QWidget:
        self.board = FigureBoard(self._context, (self.day,))
        self.board.asked.connect(self._ask)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.board)
        self.pages.addWidget(EmptyState(EMPTY))
        self.names = NamesPane(self._context)
        self.names.wanted.connect(self._go)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self.pages)
        split.addWidget(self.names)
        split.setStretchFactor(0, 1)
        split.setSizes([px(880), px(320)])
        return split

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.print_button, self.export_button = QPushButton("打印年报基础数据表…"), QPushButton("导出…")
        self.print_button.clicked.connect(lambda: self._context.preview("D9", self._facts))
        self.export_button.clicked.connect(lambda: self._context.export("D9", self._facts))
        for button in (self.print_button, self.export_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.setAutoDefault(False)
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        return row

    # which day

    def _this_year(self) -> int:
        return int(self._desk.today()[:4])

    def _days(self) -> list[tuple[str, str]]:
        """Today, the half-year, the ends of the years before, and the day in hand."""
        today = self._desk.today()
        found = [(today, f"今天（{chinese_date(today)}）")]
        if (half := f"{today[:4]}-06-30") < today:
            found.append((half, f"{today[:4]} 年上半年末"))
        found += [
            (f"{year}-12-31", f"{year} 年末")
            for year in self._desk.figures.years()
            if f"{year}-12-31" < today
        ]
        if self._day and self._day not in (day for day, _ in found):
            found.append((self._day, chinese_date(self._day)))
        return found

    def _another_day(self, row: int) -> None:
        day = str(self.day.itemData(row) or "")
        if not day:
            day = DateDialog.ask(self, "看哪一天的统计", "日期（年月日）", self._day, "查看")
        self.show_day(day if full(day) and day <= self._desk.today() else self._day)

    def show_day(self, day: str) -> None:
        """Count anew as of a day of any year."""
        self._day = day
        self.day.clear()
        for value, words in self._days():
            self.day.addItem(words, value)
        self.day.addItem(OTHER_DAY, "")
        self.day.setCurrentIndex(self.day.findData(day))
        self.refresh()

    def refresh(self) -> None:
        day, figures = self._day, self._desk.figures
        self._facts = facts = figures.facts(int(day[:4]), day)
        self._members = self._desk.roster.members(day)
        drawn = figures.pictured((), day, self._members)
        self.board.show_figures(facts.figures, drawn, day)
        self.pages.setCurrentIndex(0 if self._members or facts.people else 1)
        balance = Balance.of(facts.figures)
        self.sentence.setText(
            f"{chinese_date(day)}：{balance.end:,} 名党员。年报数字从 {day[:4]} 年 1 月 1 日算起。"
        )
        self._show_balance(facts, balance)
        self._show_report(facts)
        self.names.show_nothing()

    def _show_balance(self, facts: YearbookFacts, balance: Balance) -> None:
        more = len(facts.gaps) - GAPS_SHOWN
        told = [*facts.gaps[:GAPS_SHOWN], *([f"另有 {more} 人，见“勾稽”一栏。"] if more > 0 else [])]
        sound = balance.holds and not facts.gaps
        self.balance.say("\n".join((f"{balance.words()}。", *told)), "done" if sound else "late")

    def _show_report(self, facts: YearbookFacts) -> None:
        last = facts.year - 1
        self.report_label.setText(f"{last} 年年报上报的年末党员数")
        self.reported.setAccessibleName(self.report_label.text())
        self.reported.setText("" if facts.reported is None else str(facts.reported))
        words = reported_words(facts.figures.get(START, 0), facts.reported)
        self.report_words.setText(f"{words}。" if words else "填一次，以后每次打开都和名册核对。")
        wrong = facts.reported not in (None, facts.figures.get(START, 0))
        self.report_words.set_state("late" if wrong else "")
        self.doubts.setText("可能的原因：" + "；".join(facts.suspects) + "。")
        self.doubts.setVisible(bool(facts.suspects))

    def _keep_report(self) -> None:
        told, year = self.reported.text().strip(), self._facts.year - 1
        if told == ("" if self._facts.reported is None else str(self._facts.reported)):
            return
        try:
            self._desk.figures.set_reported(year, told)
        except UserError as error:
            self.report_words.setText(error.message)
            self.report_words.set_state("late")
            return
        self._facts = self._desk.figures.facts(self._facts.year, self._day)
        self._show_report(self._facts)

    # which people

    def show_page(self, page: int) -> None:
        self.sections.set_current(page)
        self.board.setCurrentIndex(page)
        for part in (self.report, self.balance):
            part.setVisible(page == 1)
        self.names.show_nothing()

    def _ask(self, key: str, words: str) -> None:
        """List who is behind a number."""
        if not key:
            self.names.show_nothing(OF_NOBODY)
            return
        ids = self._behind(key)
        people = self._desk.roster.fetch(ids[:MOST])
        self.names.show_people(f"{words}", ids, name_rows(people))

    def _behind(self, key: str) -> list[int]:
        if key.startswith("图/"):
            at = full(self._day)
            return [one.id for one in self._members if key in keys_of(_row(one), at)]
        return self._desk.figures.people(self._facts.year, key, self._day)

    def _go(self, ids: Sequence[int], words: str) -> None:
        self.accept()
        self._context.show_people(ids, f"{chinese_date(self._day)}统计，{words}")


def _row(person: Person) -> tuple[str, str, str, str, str]:
    return str(person.sex), person.birth_date, person.education, person.joined_on, str(person.category)
