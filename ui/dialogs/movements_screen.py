"""党员变动: what is to be looked at, every movement with its papers, and who is away with the talks of the year."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.finding import Finding
from models.domain.labels import FIELD_LABELS
from models.domain.movement import Away, Case
from models.domain.movement_kinds import ABROAD, BY_NAME, GROUPS, IN, LOST, MOBILE, OUT
from models.services.findings import attach_answers
from ui.base_tab import DetailPane
from ui.context import Context
from ui.dialogs.contact_dialog import ContactDialog
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.movement_columns import AWAY, CASE_SORTS, CASES, fact_lines
from ui.dialogs.movement_dialog import MovementDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.tables import ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.guests_page import GuestsPage
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.search_box import SearchBox
from ui.widgets.section_bar import SectionBar

DUE, LIST, GONE, GUESTS = range(4)
ALL_YEARS, EVERYTHING, WAITING = "全部年份", "全部变动", "待回执"
ENDS = {MOBILE: "流动返回", LOST: "取得联系", ABROAD: "回国（境）", "限期改正": "限期改正结束"}
ENDS |= {"留党察看": "恢复党员权利", "毕业保留组织关系": "保留结束", "停止党籍": "恢复党籍"}
OF_DOSSIER = "这是“发展党员”里登记的步骤，要改请到那里。"
REGISTERS = (
    ("转入登记表", "D6"),
    ("转出登记表", "D6.2"),
    ("流动党员流出台账", "D4.2"),
    ("流动党员流入台账", "D4.3"),
    ("失联党员登记表", "D3.2"),
)
PAPERS = {
    OUT: (("转接申请表", "D5"), ("介绍信填写参考稿", "D5.2")),
    MOBILE: (("外出登记表", "D4"),),
    LOST: (),
}


class MovementsScreen(QDialog):
    """Everything here can be undone; a wrong movement is voided and stays."""

    def __init__(self, context: Context, parent: QWidget | None = None, page: int | None = None) -> None:
        super().__init__(parent)
        self._context, self._service = context, context.desk.movements
        self.setWindowTitle("党员变动")
        fits = room(self)
        self.resize(min(px(1240), fits.width()), min(px(640), fits.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        head = QHBoxLayout()
        head.addWidget(PlainLabel("党员变动", "title"))
        self.sentence = PlainLabel("", "quiet")
        head.addWidget(self.sentence, 1)
        box.addLayout(head)
        box.addLayout(self._top())
        self.pages = QStackedWidget()
        self.guests = GuestsPage(context, self._done)
        for made in (self._due_page(), self._list_page(), self._away_page(), self.guests):
            self.pages.addWidget(made)
        box.addWidget(self.pages, 1)
        box.addLayout(self._foot())
        self.reload()
        self._show_page(page if page is not None else DUE if self.waiting else LIST)

    # building

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.sections = SectionBar(("要办理的", "变动登记", "流动、失联、出国", "流入党员"), self)
        self.sections.chosen.connect(self._show_page)
        row.addWidget(self.sections)
        row.addStretch(1)
        self.search = SearchBox("姓名、拼音、介绍信号", 220)
        self.search.searched.connect(lambda _text: self._narrow())
        self.year, self.shown = QComboBox(), QComboBox()
        self.year.addItem(ALL_YEARS, 0)
        for year in self._service.years():
            self.year.addItem(f"{year} 年", year)
        self.shown.addItems([EVERYTHING, *GROUPS, WAITING])
        for combo, name in ((self.year, "年份"), (self.shown, "显示哪些变动")):
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
            combo.currentIndexChanged.connect(lambda _row: self._narrow())
        for widget in (self.search, self.year, self.shown):
            row.addWidget(widget)
        return row

    def _due_page(self) -> QWidget:
        self.due = FindingStrip(most=100, show_subject=True, jumpable=True)
        self.due.jump_wanted.connect(self._go)
        self.due.answered.connect(self._answer)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.addWidget(self.due)
        self.nothing_due = EmptyState("没有要办理的：介绍信都收到了回执，流动党员本季度都联系过。")
        column.addWidget(self.nothing_due, 1)
        column.addStretch(1)
        return ScrollColumn(inside)

    def _list_page(self) -> QWidget:
        self.model = RecordTableModel(ListSource(self._cases, sorts=CASE_SORTS), CASES)
        self.table = RecordTable(self.model, "movements", self._context.settings)
        self.table.called("党员变动登记", self.search, self.year, self.shown)
        self.table.current_changed.connect(lambda _id: self._show_case())
        self.table.opened.connect(lambda _id: self.correct())
        self.table.add_row_action("更正…", lambda _ids: self.correct())
        self.table.add_row_action(
            "登记回执…", lambda _ids: self.receive(), enabled=lambda _ids: self._pending()
        )
        self.table.add_row_action("作废…", lambda _ids: self.void())
        self.table.add_row_action("转到名册", lambda _ids: self._go_to(self._person_id()))
        self.empty = EmptyState("还没有登记过这样的变动。在名册里选一个人，点“变动…”登记。")
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table.with_foot("条"))
        self.lists.addWidget(self.empty)
        self.pane = DetailPane()
        self.pane.close_button.hide()
        self.about = PlainLabel("", "quiet", wrap=True)
        self.pane.body.addWidget(self.about)
        self.pane.body.addLayout(self._case_buttons())
        self.facts = FactLines(92)
        self.pane.body.addWidget(self.facts)
        self.talks = PlainLabel("", wrap=True)
        self.pane.body.addWidget(self.talks)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.lists)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 1)
        split.setSizes([px(860), px(340)])
        return split

    def _case_buttons(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(px(6))
        self.receive_button = _button("登记回执…", self.receive)
        self.end_button = _button("", self.end)
        self.correct_button = _button("更正…", self.correct)
        self.void_button = _button("作废…", self.void)
        self.talk_button = _button("登记联系…", self.talk)
        self.paper_button = _button("打印…", lambda: None)
        self.papers = QMenu(self.paper_button)
        self.paper_button.setProperty("menu", True)
        self.paper_button.setMenu(self.papers)
        for several in (
            (self.receive_button, self.end_button, self.talk_button),
            (self.correct_button, self.void_button, self.paper_button),
        ):
            row = QHBoxLayout()
            row.setSpacing(px(6))
            for button in several:
                row.addWidget(button)
            row.addStretch(1)
            rows.addLayout(row)
        return rows

    def _away_page(self) -> QWidget:
        self.away_model = RecordTableModel(ListSource(self._service.talks.away), AWAY)
        self.away_table = RecordTable(self.away_model, "away", self._context.settings)
        self.away_table.called("流动、失联、出国（境）党员")
        self.away_table.opened.connect(lambda _id: self.talk())
        self.away_table.add_row_action("登记联系…", lambda _ids: self.talk())
        self.away_table.add_row_action("转到名册", lambda _ids: self._go_to(self._person_id()))
        self.nobody_away = EmptyState("没有流动、失联或出国（境）的党员。")
        self.away_lists = QStackedWidget()
        self.away_lists.addWidget(self.away_table.with_foot("人"))
        self.away_lists.addWidget(self.nobody_away)
        return self.away_lists

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.arrive_button = QPushButton("转入新党员…")
        self.arrive_button.clicked.connect(lambda: self.arrive())
        self.register_button = QPushButton("打印登记表")
        self.register_button.setProperty("menu", True)
        menu = QMenu(self.register_button)
        for text, form in REGISTERS:
            menu.addAction(text).triggered.connect(lambda _=False, f=form: self._print_register(f))
        self.register_button.setMenu(menu)
        self.away_button = QPushButton("登记联系…")
        self.away_button.clicked.connect(lambda: self.talk())
        for button in (self.arrive_button, self.register_button, self.away_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        return row

    # showing

    def reload(self) -> None:
        desk = self._context.desk
        day = desk.today()
        people = self._service.watched(day)
        found = attach_answers(desk.store, self._service.findings(people, day))
        self.due.set_findings(found)
        self.nothing_due.setVisible(not found)
        self.waiting = sum(not f.answer for f in found)
        self.sections.set_count(DUE, self.waiting)
        self.model.reload()
        self.away_model.reload()
        self.sections.set_count(GONE, self.away_model.rowCount())
        self.sections.set_count(GUESTS, self.guests.reload())
        self.away_lists.setCurrentIndex(0 if self.away_model.rowCount() else 1)
        if self.away_model.rowCount() and not self.away_table.current_id():
            self.away_table.selectRow(0)
        self.sentence.setText(self._said())
        self._settle()

    def _said(self) -> str:
        """2026 年：转入 1 人次，转出 2 人次（1 人未收到回执）."""
        year = int(self._context.desk.today()[:4])
        cases = [c for c in self._service.cases(year) if not c.movement.voided_on]
        out = [c for c in cases if c.movement.kind == OUT]
        waiting = sum(c.movement.is_pending for c in out)
        more = f"（{waiting} 人未收到回执，仍计入本支部）" if waiting else ""
        return f"{year} 年转入 {sum(c.movement.kind == IN for c in cases)} 人次，转出 {len(out)} 人次{more}。"

    def _cases(self) -> list[Case]:
        typed = self.search.text().strip().lower()
        shown = self.shown.currentText()
        return [
            case
            for case in self._service.cases(int(self.year.currentData() or 0), steps=True)
            if (
                shown == EVERYTHING
                or (case.movement.is_pending if shown == WAITING else _group(case) == shown)
            )
            and (
                not typed
                or typed in case.person.name
                or case.person.pinyin.startswith(typed)
                or case.person.initials.startswith(typed)
                or typed in case.movement.letter_number.lower()
            )
        ]

    def _show_page(self, page: int) -> None:
        self.sections.set_current(page)
        self.pages.setCurrentIndex(page)
        for widget in (self.search, self.year, self.shown):
            widget.setVisible(page == LIST)
        self.away_button.setVisible(page == GONE)

    def _narrow(self) -> None:
        self.model.reload()
        self._settle()

    def _settle(self) -> None:
        rows = self.model.rowCount()
        self.lists.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.current_id():
            self.table.selectRow(0)
        self._show_case()

    def _show_case(self) -> None:
        case = self.table.current_record()
        self.pane.setVisible(case is not None)
        if case is None:
            return
        movement, kind = case.movement, BY_NAME[case.movement.kind]
        self.pane.set_title(f"{case.person.name}：{movement.kind}")
        words = "已作废，不计入，号码不再使用。" if movement.voided_on else kind.effect
        self.about.setText(words if movement.id > 0 else OF_DOSSIER)
        self.facts.show_lines(fact_lines(case, FIELD_LABELS))
        lasts = kind.starts and not case.ended_on and not movement.voided_on
        ends = ENDS.get(movement.kind, "") if lasts and not case.person.left_on else ""
        self.correct_button.setVisible(movement.id > 0)
        self.void_button.setVisible(movement.id > 0)
        self.end_button.setText(f"{ends}…")
        self.end_button.setVisible(bool(ends))
        self.receive_button.setVisible(movement.is_pending)
        self.talk_button.setVisible(movement.kind in (MOBILE, LOST, ABROAD) and bool(ends))
        self.correct_button.setEnabled(not movement.voided_on)
        self.void_button.setEnabled(not movement.voided_on)
        self.papers.clear()
        for text, form in PAPERS.get(movement.kind, ()):
            act = self.papers.addAction(text)
            act.triggered.connect(lambda _=False, f=form: self._context.preview(f, movement.id))
        self.paper_button.setVisible(bool(self.papers.actions()) and not movement.voided_on)
        talks = [f"{t.on_date} {t.method} {t.made_by}：{t.content}" for t in reversed(case.contacts)]
        self.talks.setText("联系记录\n" + "\n".join(talks) if talks else "")

    # doing

    def _person_id(self) -> int:
        """Whom the buttons are about on the page in hand."""
        line: Case | Away | None = None
        line = (
            self.away_table.current_record()
            if self.pages.currentIndex() == GONE
            else self.table.current_record()
        )
        return line.person.id if line is not None else 0

    def _pending(self) -> bool:
        case = self.table.current_record()
        return case is not None and case.movement.is_pending

    def _done(self, act: Callable[[], object]) -> bool:
        done = self._context.attempt(act)
        self.reload()
        return done

    def correct(self) -> None:
        case = self.table.current_record()
        if case is not None and case.id < 0:
            self._context.say(OF_DOSSIER)
        elif case is not None and not case.movement.voided_on:
            self._done(
                lambda: MovementDialog(self._context, case.person, self, movement=case.movement).exec()
            )

    def receive(self) -> None:
        case = self.table.current_record()
        if case is None or not case.movement.is_pending:
            return
        title = f"{case.person.name}的组织关系已被接收"
        day = DateDialog.ask(self, title, "接收日期（见回执）", self._context.desk.today(), "登记回执")
        if day and self._done(lambda: self._service.receive(case.id, day)):
            self._context.say(f"✓ 已登记回执：{case.person.name}从 {day} 起不再计入本支部")

    def void(self) -> None:
        case = self.table.current_record()
        if case is None or case.id < 0 or case.movement.voided_on:
            return
        about = "作废后仍留在登记表里，介绍信号不再使用；名册恢复到这条变动以前。"
        reason = ReasonDialog.ask(self, f"作废：{case.person.name} {case.movement.kind}", about, verb="作废")
        if reason:
            self._done(lambda: self._service.void(case.id, reason))

    def end(self) -> None:
        """流动返回, 取得联系 …: what ends the state of this line."""
        case = self.table.current_record()
        kind = ENDS.get(case.movement.kind) if case is not None else None
        if case is not None and kind:
            self._done(lambda: MovementDialog(self._context, case.person, self, kind=kind).exec())

    def talk(self) -> None:
        person_id = self._person_id()
        if person_id:
            person = self._context.desk.roster.get(person_id)
            self._done(lambda: ContactDialog(self._context, person, self).exec())

    def arrive(self) -> None:
        self._done(lambda: MovementDialog(self._context, None, self, kind=IN).exec())

    def _print_register(self, form: str) -> None:
        self._context.preview(form, int(self.year.currentData() or self._context.desk.today()[:4]))

    def _go(self, finding: Finding) -> None:
        self._go_to(finding.record_id)

    def _go_to(self, person_id: int) -> None:
        if person_id:
            self.accept()
            self._context.navigate("党员名册", person_id)

    def _answer(self, finding: Finding, reason: str) -> None:
        self._done(lambda: self._context.desk.answer(finding, reason))


def _group(case: Case) -> str:
    return BY_NAME[case.movement.kind].group


def _button(text: str, slot: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("compact", True)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: slot())
    return button
