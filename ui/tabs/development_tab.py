"""发展党员: the board of five stages or the list of all dates, and one person's timeline."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.finding import Finding
from models.domain.records import Category
from models.services.pipeline_view import Entry, Overview, entry_step
from models.services.stage_import import StagePlan
from ui.base_tab import BaseTab
from ui.context import Context
from ui.county_menu import CountyMenu
from ui.dialogs.applicant_dialog import ApplicantDialog
from ui.dialogs.companions_dialog import CompanionsDialog
from ui.dialogs.stage_import_dialog import StageImportDialog
from ui.dialogs.step_dialog import StepDialog
from ui.listing import ListOnScreen, on_screen
from ui.tables import ListSource, RecordTable, RecordTableModel
from ui.tabs.development_columns import COLUMNS, SORTS
from ui.tasks import IsCancelled, Progress
from ui.theme import active, px
from ui.widgets.dossier_pane import DossierPane
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox
from ui.widgets.stage_board import StageBoard

SHORT_NAMES = {
    Category.APPLICANT: "申请人",
    Category.ACTIVIST: "积极分子",
    Category.CANDIDATE: "发展对象",
    Category.PROBATIONARY: "预备党员",
    Category.FULL: "已转正未归档",
}
SHOWN: tuple[tuple[str, Callable[[Entry], bool]], ...] = (
    ("全部", lambda _entry: True),
    ("已逾期", lambda entry: entry.is_late),
    ("30 天内到期", lambda entry: entry.is_soon),
    ("有待核提示", lambda entry: entry.to_check > 0),
)


class DevelopmentTab(BaseTab):
    """Nothing moves without its step: dragging, Enter and the menu all open the step form."""

    TITLE = "发展党员"
    ICON = "development"
    ORDER = 50
    WATCHES = frozenset({"person", "step", "companion", "answer", "meeting", "agenda_item", "setting"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._entries: list[Entry] = []
        self._current = 0
        self._filling = False
        self._build_header()
        self._build_content()

    # building

    def _build_header(self) -> None:
        self.header.add_action("导入时间总表", self.import_sheet, icon_name="import")
        self.next_button = self.header.add_action(
            "记录下一步", self.record_next, shortcut="Ctrl+Return", icon_name="check"
        )
        self.header.add_action(
            "新增申请人", self.add_applicant, primary=True, shortcut="Ctrl+N", icon_name="add"
        )
        self.board_button, self.list_button = QPushButton("看板"), QPushButton("名单")
        group = QButtonGroup(self)
        for button, page in ((self.board_button, 0), (self.list_button, 1)):
            button.setCheckable(True)
            button.setProperty("compact", True)
            group.addButton(button, page)
            self.filters.addWidget(button)
        group.idClicked.connect(self.show_page)
        self.filters.addSpacing(px(8))
        self.search = SearchBox("姓名、拼音或首字母", 220)
        self.search.searched.connect(lambda _text: self._show())
        self.filters.addWidget(self.search)
        self.shown = QComboBox()
        self.shown.setProperty("compact", True)
        self.shown.setAccessibleName("显示哪些人")
        self.shown.addItems([label for label, _ in SHOWN])
        self.shown.currentIndexChanged.connect(lambda _i: self._show())
        self.filters.addWidget(self.shown)

    def _build_content(self) -> None:
        self.board = StageBoard()
        self.source: ListSource[Entry] = ListSource(self._visible, lambda entry: entry.person_id, SORTS)
        self.table: RecordTable[Entry] = RecordTable(
            RecordTableModel(self.source, COLUMNS), "development", self.context.settings
        )
        self.table.called("发展党员", self.search, self.shown)
        self.empty = EmptyState(
            "还没有培养中的人。可从 Excel 时间总表导入，或逐人登记入党申请。",
            "导入时间总表",
            self.import_sheet,
        )
        self.empty.add_button("新增申请人", self.add_applicant)
        self.nobody = EmptyState("没有符合条件的人。", "显示全部", self._show_all)
        self.pages = QStackedWidget()
        for page in (self.board, self.table.with_foot("人"), self.empty, self.nobody):
            self.pages.addWidget(page)
        place = QWidget()
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.pages)
        self.pane = DossierPane()
        self.pane.setMinimumWidth(px(320))
        pane_width = min(544, 600 * 100 // active().percent)  # large text must leave room for the board
        self.set_content(place, self.pane, (1320 - pane_width, pane_width))
        self._connect()
        kept = self.context.settings.state("development-page").get("page", 0)
        self._page = kept if kept in (0, 1) else 0

    def _connect(self) -> None:
        self.board.selected.connect(self._select)
        self.board.opened.connect(lambda _id: self.record_next())
        self.board.moved.connect(self.move)
        self.board.menu_asked.connect(self._board_menu)
        self.table.current_changed.connect(self._select)
        self.table.opened.connect(lambda _id: self.record_next())
        self.table.add_row_action("记录下一步…", lambda ids: self._record_for(ids[0]), "Ctrl+Return")
        self.table.add_row_action("修改历史…", lambda ids: self._history(ids[0]))
        pane = self.pane
        pane.record_wanted.connect(self.record)
        pane.remove_wanted.connect(self.remove)
        pane.companions_wanted.connect(self.edit_companions)
        pane.answered.connect(self._answer)
        pane.preview_wanted.connect(lambda form_id: self._with_current(self.context.preview, form_id))
        pane.export_wanted.connect(lambda form_id: self._with_current(self.context.export, form_id))
        self.papers_menu = CountyMenu(pane.papers_menu, self.context, self, lambda: [self._current])
        pane.history_wanted.connect(lambda: self._history(self._current))
        pane.step_history_wanted.connect(
            lambda step_id, name: self.context.history("step", step_id, f"{pane.title.text()} {name}")
        )

    # showing

    def reload(self) -> None:
        self._entries = self.context.desk.development.entries()
        self.header.set_sentence(sentence(self.context.desk.development.overview(self._entries)))
        if self._current not in {entry.person_id for entry in self._entries}:
            self._current = self._entries[0].person_id if self._entries else 0
        self._show()

    def show_page(self, page: int) -> None:
        """0 = board, 1 = list; remembered."""
        self._page = page
        self.context.settings.set_state("development-page", {"page": page})
        self._show()

    def show_record(self, record_id: int) -> None:
        self.refresh_now()
        if record_id in {entry.person_id for entry in self._entries}:
            self._current = record_id
            self._show_all()
        else:
            self.context.say("此人不在培养名单里。")

    def print_(self) -> None:
        """The full record of the person shown."""
        self._with_current(self.context.preview, "B27")

    def history_(self) -> None:
        if self._current:
            self._history(self._current)
        else:
            super().history_()

    def _visible(self) -> list[Entry]:
        text = "".join(self.search.text().split()).lower()
        chosen = SHOWN[max(self.shown.currentIndex(), 0)][1]
        return [e for e in self._entries if chosen(e) and (not text or _matches(e, text))]

    def _show_all(self) -> None:
        self.search.clear()
        self.search.returnPressed.emit()  # at once, not after the search box's pause
        self.shown.setCurrentIndex(0)
        self._show()

    def listed(self) -> ListOnScreen | None:
        """The same people, whether they stand on the board or in the list."""
        return on_screen(self.table) if self.table.record_model.rowCount() else None

    def _show(self) -> None:
        visible = self._visible()
        self._filling = True
        self.board.set_entries(visible, self.context.desk.today())
        self.table.record_model.reload()
        if self._current:
            self.board.select(self._current)
            self.table.select_id(self._current)
        self._filling = False
        (self.list_button if self._page else self.board_button).setChecked(True)
        self.pages.setCurrentIndex(2 if not self._entries else self._page if visible else 3)
        self._show_person()

    def _select(self, person_id: int) -> None:
        if person_id and not self._filling and person_id != self._current:
            self._current = person_id
            self._show_person()

    def _entry(self) -> Entry | None:
        return next((e for e in self._entries if e.person_id == self._current), None)

    def _show_person(self) -> None:
        entry = self._entry()
        self.next_button.setEnabled(entry is not None)
        if entry is None:
            self.pane.show_nobody()
            return
        service = self.context.desk.development
        codes = [step.code for step in service.next_steps(entry.person_id)]
        windows = service.windows(entry.person_id)
        self.pane.show_entry(entry, windows, codes, list(entry.findings), self.context.desk.today())

    # doing

    def add_applicant(self) -> None:
        dialog = ApplicantDialog(self.context, self.window())
        if dialog.exec():
            self._current = dialog.person_id
            self._show_all()

    def open_form(self, kind: str, ref: Sequence[str]) -> None:
        if kind == "applicant":
            self.add_applicant()
            return
        self.show_record(int(ref[0]))
        if self._current != int(ref[0]):
            return  # said already
        if kind == "companions":
            self.edit_companions(ref[1])
        else:
            self.record(ref[1], int(ref[2]))

    def record_next(self) -> None:
        """The step form of the person shown, at what is due next."""
        if self._current:
            self._record_for(self._current)

    def _record_for(self, person_id: int) -> None:
        entry = next((e for e in self._entries if e.person_id == person_id), None)
        if entry is not None:
            self._current = person_id
            self.record(entry.due.code if entry.due else "", 0)

    def record(self, code: str, step_id: int) -> None:
        entry = self._entry()
        if entry is not None:
            StepDialog(self.context, entry.dossier, code, step_id, self.window()).exec()

    def move(self, person_id: int, stage: int) -> None:
        """A card was dropped on a stage: ask for the step that leads there."""
        entry = next((e for e in self._entries if e.person_id == person_id), None)
        if entry is None:
            return
        self._current = person_id
        self._show()
        self.record(entry_step(entry, stage), 0)

    def remove(self, step_id: int) -> None:
        self.context.attempt(lambda: self.context.desk.development.remove_step(step_id))

    def edit_companions(self, role: str) -> None:
        entry = self._entry()
        if entry is not None:
            CompanionsDialog(self.context, entry.dossier, role, self.window()).exec()

    def import_sheet(self) -> None:
        """Choose the sheet of stage dates and show what it would bring before it does."""
        start = self.context.settings.state("import").get("folder") or str(Path.home())
        path, _ = QFileDialog.getOpenFileName(
            self, "选择发展党员时间总表", start, "Excel 表格 (*.xlsx *.xls)"
        )
        if path:
            self.context.settings.set_state("import", {"folder": str(Path(path).parent)})
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Read the sheet in the background, then show what it would bring."""
        service = self.context.desk.development
        self.context.tasks.run(
            lambda progress, cancelled: service.plan_import(path, progress, cancelled),
            self._planned,
            title=f"正在读取 {path.name}",
        )

    def _planned(self, plan: StagePlan) -> None:
        dialog = StageImportDialog(plan, self.context.settings, self.window())
        if not dialog.exec():
            return
        desk = self.context.desk

        def job(_progress: Progress, _cancelled: IsCancelled) -> object:
            desk.safety.backup("导入前", only_changed=True)
            return desk.development.commit_import(plan)

        self.context.tasks.run(
            job,
            title="正在导入",
            cancellable=False,
        )

    def _answer(self, finding: Finding, reason: str) -> None:
        self.context.attempt(lambda: self.context.desk.answer(finding, reason))

    def _with_current(self, call: Callable[[str, int | str | None], None], form_id: str) -> None:
        if self._current:
            call(form_id, self._current)

    def _history(self, person_id: int) -> None:
        entry = next((e for e in self._entries if e.person_id == person_id), None)
        if entry is not None:
            self.context.history("person", person_id, entry.dossier.person.name)

    def _board_menu(self, person_id: int, place: QPoint) -> None:
        self._select(person_id)
        self.person_menu(person_id).exec(place)

    def person_menu(self, person_id: int) -> QMenu:
        """The menu of a card."""
        menu = QMenu(self)
        menu.addAction("记录下一步…").triggered.connect(lambda: self._record_for(person_id))
        menu.addAction("登记培养联系人…").triggered.connect(lambda: self.edit_companions("contact"))
        menu.addAction("登记入党介绍人…").triggered.connect(lambda: self.edit_companions("sponsor"))
        menu.addSeparator()
        menu.addAction("修改历史…").triggered.connect(lambda: self._history(person_id))
        return menu


def sentence(state: Overview) -> str:
    """8 人在培养：申请人 2、积极分子 3；2 件逾期."""
    if not state.total:
        return "还没有培养中的人。"
    counted = [(name, state.by_category.get(category, 0)) for category, name in SHORT_NAMES.items()]
    people = "、".join(f"{name} {count}" for name, count in counted if count)
    due = [f"{state.late} 件逾期" if state.late else "", f"{state.soon} 件 30 天内到期" if state.soon else ""]
    due.append(f"{state.to_check} 条待核" if state.to_check else "")
    told = "、".join(part for part in due if part) or "没有逾期"
    return f"{state.total} 人在培养：{people}；{told}。"


def _matches(entry: Entry, text: str) -> bool:
    person = entry.dossier.person
    return text in person.name or person.pinyin.startswith(text) or person.initials.startswith(text)
