"""What a dues sheet would bring, shown before anything is written; people to point out, standards to decide."""

from dataclasses import replace

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.money import yuan
from models.domain.roster_cleaning import Verdict
from models.services.dues_import import DuesDoor
from models.services.dues_plan import Asked, DuesPlan, PlannedDues
from ui.context import Context
from ui.dialogs.dues_import_lists import Numbered, entry_columns, people_columns, place_words, summary
from ui.dialogs.import_problems import WORDS
from ui.tables import ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

AFTERWARDS = (
    "表里已交的月份记为“期初”：只说明交过，不算本机收到的现金，也不编造收款日期。"
    "表里的标准照表记入，与规定不符的都列在待核里。整次导入以后可以撤回。"
)
PEOPLE = "people"


class DuesImportDialog(QDialog):
    """A sentence, everybody, every doubt; 导入 N 人 does it, Escape leaves. `plan` is what was decided on."""

    def __init__(self, context: Context, plan: DuesPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self._context = context
        self._names: list[tuple[int, str]] | None = None
        self.setWindowTitle("导入党费表")
        self.resize(px(1080), px(640))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"导入党费表　{plan.path.name}", "title"))
        self.summary = PlainLabel("", wrap=True)
        box.addWidget(self.summary)
        self.notes = Banner("", "info")
        box.addWidget(self.notes)
        box.addWidget(self._years())
        box.addLayout(self._views())
        box.addWidget(self._lists(), 1)
        box.addWidget(self._answers())
        box.addWidget(PlainLabel(AFTERWARDS, "field", wrap=True))
        buttons = DialogButtons(self, "导入", "不导入")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.resize(self.size().boundedTo(room(self)))
        self._show()
        first = Verdict.REFUSED if plan.of(Verdict.REFUSED) else Verdict.DOUBTFUL
        self._view(str(first) if plan.of(first) else PEOPLE)
        self.ok_button.setFocus()

    # building

    def _years(self) -> QWidget:
        """Which year a sheet is of, where it does not say so itself or says two."""
        place = QWidget()
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        self.years: dict[int, CalmCombo] = {}
        now = int(self._context.desk.today()[:4])
        for table in self.plan.without_year:
            combo = self.years[table.number] = CalmCombo()
            combo.setProperty("compact", True)
            combo.setAccessibleName(f"“{table.sheet}”是哪一年")
            combo.addItem("请选年份", 0)
            for year in dict.fromkeys((*table.years, *range(now, now - 8, -1))):
                combo.addItem(f"{year} 年", year)
            combo.activated.connect(lambda _i, number=table.number: self._year_chosen(number))
            line.addWidget(PlainLabel(f"“{table.sheet}”是哪一年", "field"))
            line.addWidget(combo)
        line.addStretch(1)
        place.setVisible(bool(self.years))
        return place

    def _views(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        group = QButtonGroup(self)
        self.views: dict[str, QPushButton] = {}
        for key in (PEOPLE, *map(str, (Verdict.DOUBTFUL, Verdict.REFUSED, Verdict.REPAIRED))):
            button = self.views[key] = QPushButton()
            button.setCheckable(True)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, chosen=key: self._view(chosen))
            group.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        self.by_rule = QCheckBox()
        self.by_rule.clicked.connect(lambda checked: self._all_by_rule(checked))
        line.addWidget(self.by_rule)
        return line

    def _lists(self) -> QStackedWidget:
        place, wide = place_words(self.plan)
        people: ListSource[PlannedDues] = ListSource(lambda: self.plan.people, lambda one: one.row)
        entries: ListSource[Numbered] = ListSource(self._entries, lambda pair: pair[0])
        settings = self._context.settings
        self.people: RecordTable[PlannedDues] = RecordTable(
            RecordTableModel(people, people_columns(place, wide)), "dues-import", settings
        )
        self.entries: RecordTable[Numbered] = RecordTable(
            RecordTableModel(entries, entry_columns(place, wide)), "dues-import-doubts", settings
        )
        self.people.fill("remark")
        self.entries.fill("message")
        for table in (self.people, self.entries):
            table.current_changed.connect(lambda _id: self._offer())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.people)
        self.pages.addWidget(self.entries)
        return self.pages

    def _answers(self) -> QWidget:
        self.answer_line = QWidget()
        line = QHBoxLayout(self.answer_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        self.question = PlainLabel("", "field")
        self.answer = CalmCombo()
        self.answer.setProperty("compact", True)
        self.answer.setMinimumWidth(px(280))
        self.answer.activated.connect(lambda _i: self._answered())
        line.addWidget(self.question)
        line.addWidget(self.answer)
        line.addStretch(1)
        return self.answer_line

    # showing

    def _view(self, key: str) -> None:
        self.views[key].setChecked(True)
        self.pages.setCurrentIndex(0 if key == PEOPLE else 1)
        self.entries.record_model.reload()
        table = self.people if key == PEOPLE else self.entries
        if table.record_model.rowCount() and not table.current_id():
            table.selectRow(0)
        self._offer()

    def _entries(self) -> list[Numbered]:
        chosen = next((key for key, button in self.views.items() if button.isChecked()), PEOPLE)
        numbered = list(enumerate(self.plan.entries, 1))
        return [pair for pair in numbered if str(pair[1].problem.verdict) == chosen]

    def _show(self) -> None:
        plan = self.plan
        self.summary.setText(summary(plan))
        self.notes.say("；".join(plan.notes) + "。")
        self.notes.setVisible(bool(plan.notes))
        self.views[PEOPLE].setText(f"逐人 {len(plan.people)}")
        for verdict in Verdict:
            count = len(plan.of(verdict))
            self.views[str(verdict)].setText(f"{WORDS[verdict]} {count}")
            self.views[str(verdict)].setEnabled(bool(count))
        differ = [one for one in plan.people if one.differs]
        self.by_rule.setVisible(bool(differ))
        self.by_rule.setText(f"{len(differ)} 人标准与规定不符，改按规定核定")
        self.by_rule.setChecked(bool(differ) and all(one.row in plan.choices.by_rule for one in differ))
        self.people.record_model.reload()
        self.entries.record_model.reload()
        count = len({one.person_id for one in plan.new})
        self.ok_button.setText(f"导入 {count} 人")
        self.ok_button.setEnabled(bool(count) and not plan.without_year)
        self._offer()

    # deciding

    def _decide(self, **changes: object) -> None:
        self.plan = DuesDoor.choose(self.plan, replace(self.plan.choices, **changes))
        chosen = next(key for key, button in self.views.items() if button.isChecked())
        self._show()
        if not self.views[chosen].isEnabled():
            self._view(PEOPLE)

    def _year_chosen(self, number: int) -> None:
        years = dict(self.plan.choices.years)
        years.pop(number, None)
        if year := int(self.years[number].currentData()):
            years[number] = year
        self._decide(years=years)

    def _all_by_rule(self, checked: bool) -> None:
        rows = {one.row for one in self.plan.people if one.differs}
        self._decide(by_rule=frozenset(rows) if checked else frozenset[int]())

    def _row(self) -> int:
        if self.pages.currentIndex() == 0:
            return self.people.current_id()
        pair = self.entries.current_record()
        return pair[1].row if pair else 0

    def _offer(self) -> None:
        """Of the current line: who it is, or which standard counts."""
        row = self._row()
        asked = next((one for one in self.plan.asked if one.row == row), None)
        one = next((p for p in self.plan.people if row in p.rows), None)
        told = self.plan.choices.people.get(row, 0)
        self.answer.clear()
        if asked is not None or told:
            self._offer_people(row, asked, told)
        elif one is not None and one.differs:
            self._offer_standards(one)
        self.answer_line.setVisible(bool(self.answer.count()))

    def _offer_people(self, row: int, asked: Asked | None, told: int) -> None:
        name = asked.name if asked else self.plan.ground.people.name_of(told)
        self.question.setText(f"{self.plan.book.place(row)}的“{name}”是")
        self.answer.addItem("不导入这一行", 0)
        near = asked.candidates if asked else ()
        for candidate in near:
            self.answer.addItem(f"{candidate.name}　{candidate.words}", candidate.person_id)
        ids = {candidate.person_id for candidate in near}
        for person, words in self._members():
            if person not in ids:
                self.answer.addItem(words, person)
        self.answer.setCurrentIndex(max(self.answer.findData(told), 0))

    def _members(self) -> list[tuple[int, str]]:
        """Everybody who may pay here, read once."""
        if self._names is None:
            years = self.plan.years or (int(self._context.desk.today()[:4]),)
            found = {i: one for year in years for i, one in self.plan.ground.payers(year).items()}
            self._names = [(i, one.name) for i, one in found.items()]
        return self._names

    def _offer_standards(self, one: PlannedDues) -> None:
        self.question.setText(f"{one.name}的月标准")
        written = "、".join(yuan(s.written) for s in one.standards)
        rule = "、".join(yuan(s.rule_fen) for s in one.standards if s.rule_fen is not None)
        self.answer.addItem(f"照表记 {written} 元", False)
        self.answer.addItem(f"改按规定 {rule} 元", True)
        self.answer.setCurrentIndex(1 if one.row in self.plan.choices.by_rule else 0)

    def _answered(self) -> None:
        row, value = self._row(), self.answer.currentData()
        choices = self.plan.choices
        if isinstance(value, bool):
            first = next(p.row for p in self.plan.people if row in p.rows)
            self._decide(by_rule=choices.by_rule | {first} if value else choices.by_rule - {first})
            return
        people = {key: person for key, person in choices.people.items() if key != row}
        self._decide(people=people | ({row: int(value)} if value else {}))
