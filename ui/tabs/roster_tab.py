"""党员名册: the list with its search, one person's card beside it, and every way in and out."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from models.domain.filters import Group
from models.domain.finding import Finding
from models.domain.records import Mark
from models.services.roster_rows import Clause
from ui.attached import attachment_adder, attachment_opener
from ui.base_tab import BaseTab
from ui.context import Context
from ui.county_menu import CountyMenu
from ui.dialogs.batch_dialog import BatchDialog
from ui.dialogs.contact_dialog import ContactDialog
from ui.dialogs.import_wizard import ImportWizard
from ui.dialogs.join_dialog import ask_to_join
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.dialogs.twins_dialog import TwinsDialog
from ui.listing import ListWords
from ui.tables import RecordTable, RecordTableModel
from ui.tabs.list_charts import ListCharts
from ui.tabs.roster_columns import SHOWN, RosterLine, RosterSource, roster_columns, state_sentence
from ui.tabs.roster_listing import roster_words
from ui.tabs.roster_papers import POSTED, MovementPapers, fill_exports, offer_exemption
from ui.tabs.roster_sums import selection_sums
from ui.theme import px
from ui.widgets.as_of_strip import AsOfStrip
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.group_panel import GROUP_KEY, GroupPanel
from ui.widgets.life_lines import life_of
from ui.widgets.person_pane import PersonPane
from ui.widgets.search_box import SearchBox
from ui.widgets.toggle import toggle

BATCH_KEY = "Ctrl+Shift+E"


class RosterTab(BaseTab):
    """The list is sorted and searched in SQL; the card follows the current row."""

    TITLE = "党员名册"
    ICON = "people"
    ORDER = 20
    TAKES_PEOPLE = True
    WATCHES = frozenset(
        {"person", "mark", "answer", "movement", "contact_log", "step", "own_field", "own_value", "memo"}
        | {"relative", "resume_entry", "honour", "attachment", "exemption"}
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.source = RosterSource(context.desk)
        self.source.revealed = not context.settings.get("mask_ids")
        self._build_header()
        self._build_filters()
        self._build_content()

    # building

    def _build_header(self) -> None:
        self.header.add_action("导入名册", self.import_roster, icon_name="import")
        self.export_button = self.header.add_action("导出", lambda: None, icon_name="export")
        menu = QMenu(self.export_button)
        self.export_menu = fill_exports(menu, self, lambda: self.table.selected_ids(), lambda: self.as_of.day)
        self.export_button.setProperty("menu", True)
        self.export_button.setMenu(menu)
        self.header.add_action("打印花名册", self.print_, icon_name="print")
        self.header.add_more(
            "打印张贴用花名册（号码打码）…", lambda: self.context.preview(POSTED, self.as_of.day or None)
        )
        self.header.add_more(f"分组统计\t{GROUP_KEY}", self.group)
        self.header.add_more(f"批量修改所选的人…\t{BATCH_KEY}", self.change_many)
        self.header.add_more("查找重复的人…", self.find_twins)
        self.header.add_more("选择栏目和次序…", lambda: self.table.choose_columns())
        self.header.add_more("看某一天的名册…", lambda: self.as_of.ask())
        self.header.add_action("新增人员", self.add_person, primary=True, shortcut="Ctrl+N", icon_name="add")

    def _build_filters(self) -> None:
        self.search = SearchBox("姓名、拼音、电话、身份证尾号", 250)
        self.search.setMinimumWidth(px(238))
        self.search.searched.connect(lambda _text: self._narrow())
        self.search.left.connect(lambda: self.table.setFocus())
        self.shown = QComboBox()
        self.shown.setProperty("compact", True)
        self.shown.setAccessibleName("显示哪些人")
        self.shown.addItems([label for label, _, _ in SHOWN])
        self.shown.currentIndexChanged.connect(lambda _i: self._narrow())
        self.marked = toggle("只看待核", lambda _on: self._narrow())
        self.reveal = toggle("显示身份证号", self._reveal)
        self.reveal.setChecked(self.source.revealed)
        self.found = FilterBar(self.context, self, self._count, self.source.day)
        self.found.asked.connect(self._narrow)
        self.as_of = AsOfStrip(self.context.desk)
        self.as_of.chosen.connect(self._other_day)
        for widget in (self.search, self.shown, self.found.button, self.marked, self.reveal):
            self.filters.addWidget(widget)

    def _build_table(self) -> None:
        columns = roster_columns(self.source, self.source.day)
        model: RecordTableModel[RosterLine] = RecordTableModel(self.source, columns)
        self.table: RecordTable[RosterLine] = RecordTable(model, "roster", self.context.settings)
        self.table.words = self._words
        self.table.current_changed.connect(lambda _id: self._show_person())
        self.table.opened.connect(lambda _id: self.edit_person())
        self.table.add_row_action("修改…", lambda ids: self._edit(ids[0]), enabled=lambda ids: len(ids) == 1)
        self.table.add_row_action("修改历史…", lambda ids: self._history(ids[0]), "Ctrl+H")
        self.table.add_row_action("变动…", lambda ids: self._move(ids[0]), enabled=lambda ids: len(ids) == 1)
        offer_exemption(self.table, self.context)
        self.table.add_row_action("-", lambda _ids: None)
        self.table.add_row_action("批量修改…", self._change_many, BATCH_KEY)
        self.table.add_row_action("填写县里的模板…", lambda _ids: self.export_menu.show_all())
        self.table.add_row_action("合并为一人…", self._join, enabled=lambda ids: len(ids) == 2)
        self.empty = EmptyState(
            "名册里还没有人。可从 Excel 名册导入（格式乱也不要紧，先看结果再存入），或逐人新增。",
            "导入名册",
            self.import_roster,
        )
        self.empty.add_button("新增人员", self.add_person)
        self.nobody = EmptyState("没有符合条件的人。", "显示全部在册党员", self._show_all)
        self.pages = QStackedWidget()
        for page in (self.table.with_foot("人", self._sums), self.empty, self.nobody):
            self.pages.addWidget(page)

    def _build_content(self) -> None:
        self._build_table()
        place = QWidget()
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.as_of)
        box.addWidget(self.found.strip)
        self.pane = PersonPane()
        self.pane.setMinimumWidth(px(340))
        self.charts = ListCharts(self, self.found, self.pane, self.source.pictured)
        beside = QHBoxLayout()
        beside.setSpacing(px(8))
        self.groups = GroupPanel(
            lambda: list(self.source.fields().values()),
            lambda key: self.source.piles(key, self.found.clause),
        )
        self.groups.hide()
        self.groups.chosen.connect(self._narrow)
        self.groups.left.connect(self._narrow)
        QShortcut(QKeySequence(BATCH_KEY), self).activated.connect(self.change_many)
        QShortcut(QKeySequence(GROUP_KEY), self).activated.connect(self.group)
        beside.addWidget(self.groups)
        beside.addWidget(self.pages, 1)
        box.addLayout(beside, 1)
        self.set_content(place, self.charts.stack, (930, 390))
        self.charts.add_button()
        self._connect_pane(self.pane)

    def _connect_pane(self, pane: PersonPane) -> None:
        pane.edit_wanted.connect(self.edit_person)
        pane.leave_wanted.connect(lambda: self._move(self.table.current_id()))
        pane.talk_wanted.connect(lambda: self._talk(self.table.current_id()))
        pane.restore_wanted.connect(self._restore)
        pane.history_wanted.connect(lambda: self._history(self.table.current_id()))
        pane.print_wanted.connect(lambda form: self.context.preview(form, self.table.current_id()))
        if (menu := pane.print_button.menu()) is not None:
            self.movement_papers = MovementPapers(menu, self.context, self.table.current_id)
            self.pane_menu = CountyMenu(
                menu, self.context, self, lambda: [self.table.current_id()], day=lambda: self.as_of.day
            )
        pane.file_wanted.connect(attachment_opener(self.context, self))
        pane.dropped.connect(attachment_adder(self.context))
        pane.answered.connect(self._answer)
        pane.mark_answered.connect(self._answer_mark)
        pane.mark_accepted.connect(self._accept_mark)

    # showing

    def reload(self) -> None:
        self.source.forget()
        counts = self.context.desk.roster.state()
        self.header.set_sentence(state_sentence(counts))
        self.marked.setText(f"只看待核（{counts['marks']:,}）" if counts["marks"] else "只看待核")
        self.marked.setEnabled(bool(counts["marks"]) or self.marked.isChecked())
        self.table.set_columns(roster_columns(self.source, self.source.day))
        self.as_of.refresh()
        self.found.refresh()
        self._ask()
        self.table.record_model.reload()
        self._settle()

    def show_record(self, record_id: int) -> None:
        self.refresh_now()
        if not self.table.select_id(record_id):
            self.search.clear()
            self.marked.setChecked(False)
            self.as_of.show_day("")
            self.shown.setCurrentIndex(len(SHOWN) - 1)
            self.found.clear()
            self.groups.leave()
            if not self.table.select_id(record_id):
                self.context.say("名册里没有此人，可能已被删去。")
        self._show_person()

    def print_(self) -> None:
        """Preview of the roster D1, of the day that is looked at."""
        self.context.preview("D1", self.as_of.day or None)

    def history_(self) -> None:
        if self.table.current_id():
            self._history(self.table.current_id())
        else:
            super().history_()

    def _narrow(self) -> None:
        _, scope, category = SHOWN[max(self.shown.currentIndex(), 0)]
        self.source.narrow(self.search.text().strip(), scope, category, self.marked.isChecked())
        self._ask()
        self.table.record_model.reload()
        self._settle()
        self.table.scrollTo(self.table.currentIndex())

    def _other_day(self) -> None:
        """The members of a day, as they then were; or of today again."""
        self.source.as_of = self.as_of.day
        self.found.refresh()
        if self.as_of.day and SHOWN[max(self.shown.currentIndex(), 0)][1] != "members":
            self.shown.setCurrentIndex(0)
        self._narrow()

    def _ask(self) -> None:
        """The search put together by hand, and the chosen line of the grouping."""
        self.groups.reload()
        chosen = self.groups.condition
        one = self.context.desk.filters.clause(Group((chosen,)), self.source.day()) if chosen else None
        self.source.ask(one.and_also(self.found.clause) if one else self.found.clause)

    def _sums(self, ids: Sequence[int]) -> str:
        past = self.source.people if self.source.as_of else None
        return selection_sums(self.context.desk.filters, ids, self.source.day(), past)

    def _words(self) -> ListWords:
        """What the list is called in a file."""
        return roster_words(
            self.TITLE,
            (self.shown, self.search, self.marked),
            self.found,
            self.groups,
            self.source.keys_where,
            self.context.desk.filters,
            self.as_of.day,
        )

    def _count(self, where: Clause | None) -> int:
        """How many of those shown would fit a search."""
        return len(self.source.keys_where(where))

    def _settle(self) -> None:
        """The right page, and somebody selected whenever there is somebody."""
        rows = self.table.record_model.rowCount()
        query = self.source.query
        narrowed = bool(
            query.text or query.category or query.marked or query.where or query.scope != "members"
        )
        self.pages.setCurrentIndex(0 if rows else 2 if narrowed else 1)
        if rows and not self.table.current_id():
            self.table.selectRow(0)
        self._show_person()
        self.charts.refresh()

    def show_people(self, ids: Sequence[int], words: str) -> None:
        """Some people, members or not, until the filter is cleared."""
        self._show_all()
        self.as_of.show_day("")
        self.shown.setCurrentIndex(len(SHOWN) - 1)
        self.found.ask_people(ids, words)

    def _show_all(self) -> None:
        self.search.clear()
        self.marked.setChecked(False)
        self.shown.setCurrentIndex(0)
        self.found.clear()
        self.groups.leave()

    def _reveal(self, shown: bool) -> None:
        """Whole ID numbers for this session; hidden again the next time."""
        self.source.revealed = shown
        self.table.viewport().update()
        self.pane.reveal(shown)

    def _show_person(self) -> None:
        line = self.table.current_record()
        if line is None:
            self.pane.show_nobody()
            return
        desk, person = self.context.desk, line.person
        marks = desk.roster.marks(person.id)
        self.pane.show_person(
            person,
            marks,
            desk.person_findings(person.id),
            self.source.day(),
            self.source.revealed,
            desk.card.get(person.id),
            desk.card.own_fields(),
            life_of(desk, person.id),
        )
        self.pane.show_files(desk.attachments, person.id)

    # doing

    def group(self) -> None:
        """Count the list by a field, beside it; once more takes the counts away."""
        self.groups.leave() if self.groups.isVisible() else self.groups.open()

    def add_person(self) -> None:
        dialog = MemberDialog(self.context, parent=self.window())
        if dialog.exec():
            self.show_record(dialog.person_id)

    def change_many(self) -> None:
        """One field of the selected people."""
        if ids := self.table.selected_ids():
            self._change_many(ids)
        else:
            self.context.say("请先选择要改的人：按住 Ctrl 或 Shift 点选，Ctrl+A 全选。")

    def find_twins(self) -> None:
        """Pairs that may be one person."""
        dialog = TwinsDialog(self.context, self.window())
        dialog.exec()
        if dialog.kept:
            self.show_record(dialog.kept)
        dialog.deleteLater()

    def _join(self, ids: list[int]) -> None:
        if kept := ask_to_join(self.context, ids, self.window()):
            self.show_record(kept)

    def _change_many(self, ids: list[int]) -> None:
        dialog = BatchDialog(self.context, ids, self.window())
        dialog.exec()
        dialog.deleteLater()

    def edit_person(self, field: str = "") -> None:
        """The form of the current person, at `field`."""
        if self.table.current_id():
            self._edit(self.table.current_id(), field)

    def open_form(self, kind: str, ref: Sequence[str]) -> None:
        person_id = int(ref[0])
        if person_id:
            self.show_record(person_id)
        forms = {"movement": self._move, "contact": self._talk}
        if kind in forms:
            forms[kind](person_id)
        elif person_id:
            self._edit(person_id)
        else:
            self.add_person()

    def import_roster(self, path: str = "") -> None:
        """Four steps: file, columns, what will happen, done."""
        wizard = ImportWizard(self.context, path, self.window())
        wizard.exec()
        wizard.deleteLater()  # it holds the whole sheet

    def _edit(self, person_id: int, field: str = "") -> None:
        get = self.context.desk.roster.get
        self.context.attempt(lambda: MemberDialog(self.context, get(person_id), self.window(), field).exec())

    def _move(self, person_id: int) -> None:
        """What happened to this person; to nobody yet on the roster: an arrival."""
        roster = self.context.desk.roster
        self.context.attempt(
            lambda: MovementDialog(
                self.context, roster.get(person_id) if person_id else None, self.window()
            ).exec()
        )

    def _talk(self, person_id: int) -> None:
        roster = self.context.desk.roster
        self.context.attempt(lambda: ContactDialog(self.context, roster.get(person_id), self.window()).exec())

    def _restore(self) -> None:
        person_id = self.table.current_id()
        if person_id:
            self.context.attempt(lambda: self.context.desk.movements.restore(person_id))

    def _history(self, person_id: int) -> None:
        if person_id:
            name = self.context.desk.roster.get(person_id).name
            self.context.history("person", person_id, name)

    def _answer(self, finding: Finding, reason: str) -> None:
        self.context.attempt(lambda: self.context.desk.answer(finding, reason))

    def _answer_mark(self, mark: Mark, reason: str) -> None:
        self.context.attempt(lambda: self.context.desk.answer_mark(mark, reason))

    def _accept_mark(self, mark: Mark, value: str) -> None:
        self.context.attempt(lambda: self.context.desk.roster.accept_mark(mark.id, value))
