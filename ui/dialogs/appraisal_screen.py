"""组织生活会与民主评议: a year's appraisal, opinions, talks, issues and the secretary's report, with their papers."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.appraisal import DUTY, MEMBERS
from models.domain.dates import chinese_date
from models.domain.errors import UserError
from ui.context import Context
from ui.theme import px
from ui.widgets.appraisal_page import AppraisalPage, StepsPage
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.life_pages import IssuesPage, OpinionsPage, TalksPage
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.section_bar import SectionBar

TALLY, STEPS, OPINIONS, TALKS, ISSUES, REPORT = range(6)
SECTIONS = ("民主评议", "步骤与核对", "征求意见", "谈心谈话", "问题整改", "述职评议")
OF_APPRAISAL = (
    ("测评票", "A9.1"), ("测评票（分项）", "A9.11"), ("党支部班子测评票", "A9.12"), ("测评汇总表", "A9.2"),
    ("党员民主评议登记表（每人一张）", "A9.3"), ("登记表（所选的一人）", "A9.3@"), ("评定结果一览表", "A9.4"),
    ("评议情况报告", "A9.5"),
)  # fmt: skip
OF_LIFE = (
    ("组织生活会方案", "A8.1"), ("征求意见表", "A8.2"), ("谈心谈话记录（空表）", "A8.3"), ("个人发言提纲（每人一张）", "A8.4"),
    ("问题清单与整改台账", "A8.6"), ("组织生活会情况报告", "A8.61"),
)  # fmt: skip
OF_REPORT = (("书记述职报告（框架）", "D11.1"), ("述职测评票", "D11.2"), ("述职测评汇总表", "D11.3"),
             ("述职评议点评与整改清单", "D11.4"))  # fmt: skip


class AppraisalScreen(QDialog):
    """Everything here can be undone; a finished appraisal is locked until it is opened again."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        year: int = 0,
        page: int = TALLY,
        form: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("组织生活会与民主评议")
        fits = room(self)
        self.resize(min(px(1280), fits.width()), min(px(680), fits.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(14), px(20), px(14))
        box.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(PlainLabel("组织生活会与民主评议", "title"))
        self.sentence = PlainLabel("", "quiet")
        head.addWidget(self.sentence, 1)
        box.addLayout(head)
        box.addLayout(self._top(year))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.tally = AppraisalPage(context, MEMBERS, self._do)
        self.steps = StepsPage(context, self._do)
        self.opinions = OpinionsPage(context, self._do)
        self.talks = TalksPage(context, self._do)
        self.issues = IssuesPage(context, self._do)
        self.report = AppraisalPage(context, DUTY, self._do)
        self.pages = QStackedWidget()
        for made in (self.tally, self.steps, self.opinions, self.talks, self.issues, self.report):
            self.pages.addWidget(made)
        box.addWidget(self.pages, 1)
        box.addLayout(self._foot())
        self.reload()
        self.show_page(page)
        if form:  # a form to go on with, once the screen is there
            QTimer.singleShot(0, self, lambda: self.open_form(*form))

    def _top(self, year: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.year = QComboBox()
        self.year.setProperty("compact", True)
        self.year.setAccessibleName("年度")
        years = self._context.desk.life.years()
        this = int(self._context.desk.today()[:4])
        for one in sorted({*years, this, this - 1, *([year] if year else [])}, reverse=True):
            self.year.addItem(f"{one} 年度", one)
        self.year.setCurrentIndex(max(0, self.year.findData(year or self._usual())))
        self.year.currentIndexChanged.connect(lambda _row: self.reload())
        self.sections = SectionBar(SECTIONS, self)
        self.sections.chosen.connect(self.show_page)
        row.addWidget(self.year)
        row.addWidget(self.sections)
        row.addStretch(1)
        return row

    def _usual(self) -> int:
        """In the first quarter the year before is usually still in hand (ZB-16)."""
        today = self._context.desk.today()
        year = int(today[:4])
        if today[5:7] <= "03" and self._context.desk.appraisals.of_year(year) is None:
            return year - 1
        return year

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.print_button = QPushButton("打印文书")
        self.print_button.setProperty("menu", True)
        self.print_button.setAutoDefault(False)
        menu = QMenu(self.print_button)
        self.papers: dict[str, Callable[[], None]] = {}
        for heading, papers in (("民主评议", OF_APPRAISAL), ("组织生活会", OF_LIFE), ("述职评议", OF_REPORT)):
            menu.addSection(heading)
            for text, form in papers:
                act = self.papers[form] = self._printing(form)
                menu.addAction(text).triggered.connect(lambda _c=False, act=act: act())
        self.print_button.setMenu(menu)
        row.addWidget(self.print_button)
        row.addStretch(1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        return row

    # showing

    def current_year(self) -> int:
        return int(self.year.currentData())

    def reload(self) -> None:
        year = self.current_year()
        self._reload_tally()
        self.report.show_year(year)
        self.sections.set_count(OPINIONS, self.opinions.show_year(year))
        self.sections.set_count(TALKS, self.talks.show_year(year))
        self.sections.set_count(ISSUES, self.issues.show_year(year))
        meeting = self._context.desk.life.meeting(year)
        held = (
            f"{chinese_date(meeting.held_on)}召开组织生活会"
            if meeting
            else f"{year} 年度还没有组织生活会的记录"
        )
        self.sentence.setText(f"{held}。")

    def _reload_tally(self) -> None:
        """What a typed vote or grade changes."""
        self.tally.show_year(self.current_year())
        self.steps.show_appraisal(self.tally.appraisal, self.tally.findings)
        self.sections.set_count(STEPS, sum(not f.answer for f in self.tally.findings))

    def show_page(self, page: int) -> None:
        self.sections.set_current(page)
        self.pages.setCurrentIndex(page)
        shown = self.pages.currentWidget()
        if isinstance(shown, AppraisalPage | OpinionsPage | TalksPage | IssuesPage):
            shown.begin()

    def open_form(self, kind: str, *ref: str) -> None:
        """Open a form again to go on with its draft, by its kind and what stands behind it in its key."""
        if kind == "appraisal":
            page = self.report if ref[0] == DUTY else self.tally
            self._go(int(ref[1]), REPORT if ref[0] == DUTY else TALLY)
            page.edit() if int(ref[2]) else page.start()
        elif kind == "appraisal-line":
            self._open_sheet(int(ref[0]))
        elif kind == "talk":
            self._open_row(self.talks, self.current_year(), TALKS, int(ref[0]))
        else:
            shown = self.opinions if kind == "opinion" else self.issues
            page_number = OPINIONS if kind == "opinion" else ISSUES
            self._open_row(shown, int(ref[0]), page_number, int(ref[1]))

    def _go(self, year: int, page: int) -> None:
        row = self.year.findData(year)
        if row < 0:
            self.year.addItem(f"{year} 年度", year)
            row = self.year.count() - 1
        self.year.setCurrentIndex(row)
        self.show_page(page)

    def _open_row(
        self, shown: OpinionsPage | TalksPage | IssuesPage, year: int, page: int, row_id: int
    ) -> None:
        self._go(year, page)
        if row_id and shown.table.select_id(row_id):
            shown.edit()
        elif not row_id:
            shown.add()

    def _open_sheet(self, line_id: int) -> None:
        for appraisal in self._context.desk.appraisals.all(MEMBERS):
            if any(line.id == line_id for line in appraisal.lines):
                self._go(appraisal.year, TALLY)
                self.tally.grid.select_line(line_id)
                self.tally.edit_sheet()

    # doing

    def _do(self, act: Callable[[], object], *, whole: bool = True) -> bool:
        """Do it; what cannot be is said above the page, and everything (the tally alone) is shown as it is stored."""
        self.problem.hide()
        done = True
        try:
            act()
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            done = False
        if whole:
            self.reload()
        elif self.pages.currentWidget() is self.report:
            self.report.show_year(self.current_year())
        else:
            self._reload_tally()
        return done

    def _printing(self, form: str) -> Callable[[], None]:
        return lambda: self.preview(form)

    def preview(self, form: str) -> None:
        """One of the papers, of the year shown."""
        year = self.current_year()
        if form == "A8.3":
            self._context.preview(form, None)
        elif form.startswith("A8") or form == "D11.4":
            self._context.preview(form, str(year))
        else:
            self._preview_of_appraisal(form)

    def _preview_of_appraisal(self, form: str) -> None:
        page = self.report if form.startswith("D11") else self.tally
        appraisal = page.appraisal
        if appraisal is None:
            self._context.say(page.empty.label.text())
            self.problem.say("这一年度还没有登记评议，先登记再打印。", "soon")
            self.problem.show()
            return
        if form.endswith("@"):
            line = page.grid.current_line()
            who = f"{line.person_id}@" if line else ""
            self._context.preview(form[:-1], f"{who}{appraisal.uuid}")
        else:
            self._context.preview(form, appraisal.uuid)
