"""汇总名册: everybody of all branches, found and sorted in SQL; what branches own is read here, and sent back with a note."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.filters import UNIT, Group
from models.domain.grouping import Pile
from models.domain.idnumber import masked
from models.domain.labels import FIELD_LABELS
from models.domain.records import Person
from models.domain.standing import party_age
from models.domain.yearbook import Figures
from models.services.attachments import Attachments
from models.services.committee import CommitteeDesk
from models.services.roster_rows import Clause, RosterQuery
from ui.attached import attachment_opener
from ui.base_tab import BaseTab, DetailPane
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.remark_dialog import RemarkDialog
from ui.listing import ListWords
from ui.tables import Column, RecordTable, RecordTableModel
from ui.tabs.list_charts import ListCharts
from ui.tabs.roster_columns import SHOWN, RosterLine, age_in_party, field_column
from ui.tabs.roster_listing import roster_words
from ui.tabs.roster_sums import selection_sums
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.file_lines import FileLines, show_files_in
from ui.widgets.filter_bar import FilterBar
from ui.widgets.group_panel import GROUP_KEY, GroupPanel
from ui.widgets.photo_frame import PhotoFrame
from ui.widgets.search_box import SearchBox
from ui.widgets.unit_choice import UnitCombo, offer_units

EMPTY = "还没有收到支部的名册。在“接收上报”里导入支部的上报包以后，所有支部的人都在这里。"
CARD = (
    *("category", "sex", "id_number", "birth_date", "ethnicity", "education", "joined_on", "confirmed_on"),
    *("phone", "post", "employer", "address", "party_post", "party_group", "membership_state"),
    *("arrived_on", "left_on", "left_kind", "mobile_to", "remark"),
)


@dataclass(frozen=True, slots=True)
class WholeLine(RosterLine):
    """One person and the branch that sent him."""

    branch: str = ""


class WholeSource:
    """Rows for the table; `revealed` shows ID numbers whole."""

    def __init__(self, desk: CommitteeDesk) -> None:
        self._desk = desk
        self.query = RosterQuery()
        self.revealed = False

    def keys(self) -> Sequence[int]:
        return self._desk.roster.keys(self.query)

    def keys_where(self, where: Clause | None) -> Sequence[int]:
        """Who would be shown by another search put together by hand."""
        return self._desk.roster.keys(replace(self.query, where=where))

    def piles(self, key: str, where: Clause | None) -> list[Pile]:
        """Those shown, counted by a field."""
        return self._desk.filters.piles(key, replace(self.query, where=where), self._desk.today())

    def pictured(self, where: Clause | None) -> Figures:
        """The figures of the charts of those shown."""
        return self._desk.pictured(self.keys_where(where))

    def fetch(self, ids: Sequence[int]) -> Sequence[WholeLine]:
        names = self._desk.branches_of(ids)
        own = self._desk.filters.own_values(ids)
        return [
            WholeLine(one, own=own.get(one.id, {}), branch=names.get(one.id, ""))
            for one in self._desk.roster.fetch(ids)
        ]

    def set_sort(self, key: str, descending: bool) -> None:
        self.query = replace(self.query, sort=key, descending=descending)

    def id_text(self, person: Person) -> str:
        return person.id_number if self.revealed else masked(person.id_number)


def whole_columns(source: WholeSource, desk: CommitteeDesk) -> tuple[Column[WholeLine], ...]:
    """The roster's usual columns, with the branch beside the name; then every other field, to be chosen."""
    usual = _usual_columns(source, desk)
    known = {*(column.key for column in usual), "party_years", "memo", "marks", "general"}
    others = [
        cast("Column[WholeLine]", field_column(one, desk.today))
        for one in desk.filters.fields().values()
        if one.key not in known
    ]
    return (*usual, *others)


def _usual_columns(source: WholeSource, desk: CommitteeDesk) -> tuple[Column[WholeLine], ...]:
    return (
        Column(
            key="name",
            title="姓名",
            text=lambda w: w.person.name,
            width=96,
            tip=lambda w: w.person.name,
            wrap=True,
        ),
        Column(key=UNIT, title="支部", text=lambda w: w.branch, width=206, tip=lambda w: w.branch),
        Column(key="category", title="类别", text=lambda w: w.person.category, width=88),
        Column(key="sex", title="性别", text=lambda w: w.person.sex, width=52),
        Column(key="id_number", title="身份证号", text=lambda w: source.id_text(w.person), width=164),
        Column(key="birth_date", title="出生日期", text=lambda w: w.person.birth_date, width=96),
        Column(key="education", title="学历", text=lambda w: w.person.education, width=90, visible=False),
        Column(key="joined_on", title="入党日期", text=lambda w: w.person.joined_on, width=96),
        Column(
            key="confirmed_on",
            title="转正日期",
            text=lambda w: w.person.confirmed_on,
            width=96,
            visible=False,
        ),
        Column(
            key="standing",
            title="党龄",
            text=lambda w: age_in_party(w.person, desk.today()),
            width=64,
            align="right",
            visible=False,
        ),
        Column(key="phone", title="电话", text=lambda w: w.person.phone, width=116),
        Column(key="ethnicity", title="民族", text=lambda w: w.person.ethnicity, width=64, visible=False),
        Column(
            key="post",
            title="工作岗位",
            text=lambda w: w.person.post,
            width=140,
            tip=lambda w: w.person.post,
            visible=False,
        ),
    )


class WholeRosterTab(BaseTab):
    """Nothing is changed here; 退回修改 asks the branch to."""

    TITLE = "汇总名册"
    ICON = "people"
    ORDER = 40
    TAKES_PEOPLE = True
    WATCHES = frozenset({"received", "organisation"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = committee_of(context)
        self.source = WholeSource(self._desk)
        self.source.revealed = not context.settings.get("mask_ids")
        self.header.add_action("导出花名册…", self.export, icon_name="export")
        self.header.add_more("导出上级系统 27 列表格…", lambda: self.export("F2"))
        self.header.add_more(f"分组统计\t{GROUP_KEY}", self.group)
        self.header.add_more("选择栏目和次序…", lambda: self.table.choose_columns())
        self.header.add_action("退回修改…", self.remark, primary=True, icon_name="edit")
        self._build_filters()
        self._build_content()

    def _build_filters(self) -> None:
        self.search = SearchBox("姓名、拼音、电话、身份证尾号", 250)
        self.search.setMinimumWidth(px(180))
        self.search.searched.connect(lambda _t: self._narrow())
        self.unit, self.shown = UnitCombo(), QComboBox()
        self.shown.setProperty("compact", True)
        self.shown.setAccessibleName("显示哪些人")
        self.shown.addItems([label for label, _, _ in SHOWN])
        self.unit.activated.connect(lambda _i: self._narrow())
        self.shown.activated.connect(lambda _i: self._narrow())
        self.reveal = QPushButton("显示身份证号")
        self.reveal.setProperty("compact", True)
        self.reveal.setCheckable(True)
        self.reveal.setChecked(self.source.revealed)
        self.reveal.toggled.connect(self._reveal)
        self.found = FilterBar(self.context, self, self._would_fit, self._desk.today)
        self.found.asked.connect(self._narrow)
        for widget in (self.search, self.unit, self.shown, self.found.button, self.reveal):
            self.filters.addWidget(widget)

    def _build_content(self) -> None:
        model = RecordTableModel(self.source, whole_columns(self.source, self._desk))
        model_ids: RecordTable[WholeLine] = RecordTable(model, "whole-roster", self.context.settings)
        self.table = model_ids
        self.table.words = self._words
        self.table.current_changed.connect(lambda _i: self._show())
        self.table.opened.connect(lambda _i: self.show_detail(True))
        self.table.add_row_action("退回修改…", lambda _ids: self.remark())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("人", self._sums))
        self.pages.addWidget(EmptyState(EMPTY))
        self.pages.addWidget(EmptyState("没有符合条件的人。", "显示全部", self._show_all))
        self.pane = PersonCard()
        self.pane.remark_wanted.connect(self.remark)
        self.pane.file_wanted.connect(attachment_opener(self.context, self))
        self.groups = GroupPanel(
            lambda: list(self._desk.filters.fields().values()),
            lambda key: self.source.piles(key, self.found.clause),
            UNIT,
        )
        self.groups.hide()
        self.groups.chosen.connect(self._narrow)
        self.groups.left.connect(self._narrow)
        QShortcut(QKeySequence(GROUP_KEY), self).activated.connect(self.group)
        place = QWidget()
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.found.strip)
        beside = QHBoxLayout()
        beside.setSpacing(px(8))
        beside.addWidget(self.groups)
        beside.addWidget(self.pages, 1)
        box.addLayout(beside, 1)
        self.charts = ListCharts(self, self.found, self.pane, self.source.pictured)
        self.set_content(place, self.charts.stack, (930, 390))
        self.charts.add_button()

    # showing

    def reload(self) -> None:
        offer_units(self.unit, self._desk.units())
        self.table.set_columns(whole_columns(self.source, self._desk))
        self.found.refresh()
        self._narrow()

    def _narrow(self) -> None:
        _, scope, category = SHOWN[max(self.shown.currentIndex(), 0)]
        self.source.query = replace(
            self.source.query,
            text=self.search.text().strip(),
            scope=scope,
            category=category,
            branches=self._desk.partitions(int(self.unit.currentData() or 0)),
        )
        self._ask()
        self.table.record_model.reload()
        rows = self.table.record_model.rowCount()
        narrowed = bool(
            self.search.text().strip()
            or self.shown.currentIndex() > 0
            or self.unit.currentIndex() > 0
            or self.source.query.where
        )
        self.pages.setCurrentIndex(0 if rows else 2 if narrowed else 1)
        self.offer_detail(bool(rows))
        if rows and not self.table.current_id():
            self.table.select_id(self.table.record_model.id_at(0))
        self.header.set_sentence(
            f"共 {rows:,} 人。支部报来的内容在这里只看不改；要改的退回支部。" if rows else ""
        )
        self._show()
        self.charts.refresh()

    def _ask(self) -> None:
        """The search put together by hand, and the chosen line of the grouping."""
        self.groups.reload()
        chosen = self.groups.condition
        one = self._desk.filters.clause(Group((chosen,))) if chosen else None
        where = one.and_also(self.found.clause) if one else self.found.clause
        self.source.query = replace(self.source.query, where=where)

    def _words(self) -> ListWords:
        """What the list is called in a file."""
        return roster_words(
            self.TITLE,
            (self.unit, self.shown, self.search),
            self.found,
            self.groups,
            self.source.keys_where,
            self._desk.filters,
        )

    def _would_fit(self, where: Clause | None) -> int:
        return len(self.source.keys_where(where))

    def _sums(self, ids: Sequence[int]) -> str:
        return selection_sums(self._desk.filters, ids, self._desk.today())

    def show_people(self, ids: Sequence[int], words: str) -> None:
        """Some people of any branch, members or not, until the filter is cleared."""
        self._reset(len(SHOWN) - 1)
        self.found.ask_people(ids, words)

    def _show_all(self) -> None:
        self._reset(0)
        self._narrow()

    def _reset(self, shown: int) -> None:
        """Nothing narrows the list but the choice of `shown`."""
        self.search.reset()
        self.unit.setCurrentIndex(0)
        self.shown.setCurrentIndex(shown)
        self.found.clear()
        self.groups.leave()

    def _reveal(self, on: bool) -> None:
        self.source.revealed = on
        self.table.viewport().update()
        self._show()

    def _show(self) -> None:
        line = self.table.current_record()
        self.pane.show_line(line, self.source.id_text(line.person) if line else "", self._desk.today())
        if line is not None:
            self.pane.show_files(self._desk.attachments, line.person.id)

    def show_record(self, record_id: int) -> None:
        self.refresh_now()
        if not self.table.select_id(record_id):
            self._reset(len(SHOWN) - 1)
            self._narrow()
            self.table.select_id(record_id)

    # acting

    def group(self) -> None:
        """Count the list by a field, beside it; once more takes the counts away."""
        self.groups.leave() if self.groups.isVisible() else self.groups.open()

    def remark(self) -> None:
        """A note on this person, for the branch's next receipt."""
        line = self.table.current_record()
        if line is None:
            return
        branch_id = self._desk.branch_of(line.person.id)
        unit = next((one for one in self._desk.units() if one.branch_id == branch_id), None)
        if unit is not None:
            RemarkDialog(self.context, unit, "person", line.person.uuid, line.person.name, self).exec()

    def export(self, form_id: str = "D1") -> None:
        """The unit that is chosen, or everybody."""
        self.context.export(form_id, int(self.unit.currentData() or 0) or None)

    def print_(self) -> None:
        self.context.preview("D1", int(self.unit.currentData() or 0) or None)


class PersonCard(DetailPane):
    """What the branch sent of one person."""

    remark_wanted = Signal()
    file_wanted = Signal(object)  # an attachment to be shown

    def __init__(self) -> None:
        super().__init__("")
        self.photo = PhotoFrame(66)
        self.facts = FactLines()
        self.files = FileLines()
        self.files.wanted.connect(self.file_wanted)
        self.button = QPushButton("退回修改…")
        self.button.clicked.connect(lambda: self.remark_wanted.emit())
        self.body.addWidget(self.photo)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.files)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_line(None, "", "")

    def show_line(self, line: WholeLine | None, id_text: str, today: str) -> None:
        for part in (self.facts, self.button):
            part.setVisible(line is not None)
        self.photo.hide()
        self.files.hide()
        self.set_title(line.person.name if line else "")
        if line is None:
            return
        person = line.person
        shown = [("支部", line.branch)]
        for name in CARD:
            value = id_text if name == "id_number" else str(getattr(person, name) or "")
            if value and value != "0":
                shown.append((FIELD_LABELS[name], value))
        years = party_age(person, today) if person.confirmed_on else None
        if years:
            shown.append(("党龄", f"{years[0]} 年"))
        self.facts.show_lines(shown)

    def show_files(self, service: Attachments, person_id: int) -> None:
        """The photo and the files that came with the branch's packages."""
        show_files_in(self.photo, self.files, service, person_id)
