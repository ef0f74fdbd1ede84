"""登记簿: everything that ever left the computer: what, when, to whom, with which fields. Lines are only added."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.handoff import OUTGOING_LABELS, OutgoingEntry
from ui.base_tab import DetailPane
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.handoff_words import shown_time, size_words, state_of
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox

ALL_KINDS, ALL_YEARS = "全部种类", "全部年份"


def columns(state: Callable[[OutgoingEntry], tuple[str, str]]) -> tuple[Column[OutgoingEntry], ...]:
    """`state` gives the words of a line's state and their tone."""
    return (
        Column(key="made_at", title="时间", text=lambda e: shown_time(e.made_at), width=140),
        Column(key="kind", title="种类", text=lambda e: e.kind_label, width=84),
        Column(key="title", title="内容", text=lambda e: e.title, width=230, tip=lambda e: e.title),
        Column(key="recipient", title="给谁", text=lambda e: e.recipient or "—", width=150, tip=lambda e: e.recipient),
        Column(key="records", title="记录", text=lambda e: f"{e.records:,}" if e.records else "", width=64, align="right"),
        Column(key="medium", title="介质", text=lambda e: e.medium, width=84, tip=lambda e: e.medium),
        Column(key="state", title="状态", text=lambda e: state(e)[0], width=140, sort=False, tone=lambda e: state(e)[1]),
        Column(key="made_by", title="经办", text=lambda e: e.made_by, width=90, visible=False),
        Column(key="file_name", title="文件", text=lambda e: e.file_name, width=200, tip=lambda e: e.file_name, visible=False),
        Column(key="size", title="大小", text=lambda e: size_words(e.size), width=80, align="right", visible=False),
    )  # fmt: skip


SORTS: dict[str, Callable[[OutgoingEntry], Any]] = {
    "made_at": lambda e: e.id,
    "kind": lambda e: (e.kind_label, e.id),
    "title": lambda e: (e.title, e.id),
    "recipient": lambda e: (e.recipient, e.id),
    "records": lambda e: (e.records, e.id),
    "medium": lambda e: (e.medium, e.id),
    "made_by": lambda e: (e.made_by, e.id),
    "file_name": lambda e: (e.file_name, e.id),
    "size": lambda e: (e.size, e.id),
}


class RegisterPage(QWidget):
    """Shows the lines given; the tab does what is asked for."""

    current_changed = Signal(object, tuple)  # OutgoingEntry | None, words and tone of its state
    sheet_wanted = Signal(object)
    clean_wanted = Signal()

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self._entries: list[OutgoingEntry] = []
        self._answered: dict[int, int] = {}  # the last package of each recipient that has its receipt
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(self._filters())
        self.left_behind = Banner("", "info")
        self.left_behind.add_button("看看并清理…", self.clean_wanted.emit)
        self.left_behind.hide()
        box.addWidget(self.left_behind)
        model = RecordTableModel(ListSource(self.shown, sorts=SORTS), columns(self.state))
        self.table: RecordTable[OutgoingEntry] = RecordTable(model, "outgoing", settings)
        self.table.called("外发登记簿", self.search, self.year, self.kind)
        self.table.current_changed.connect(lambda _i: self._tell())
        self.table.add_row_action(
            "打印交接单", lambda ids: self.sheet_wanted.emit(self._of(ids[0])), "", self._is_package
        )
        self.empty = EmptyState("还没有东西离开过这台电脑。上报包、导出的文件都会自动登记在这里，不能删改。")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("条"))
        self.pages.addWidget(self.empty)
        box.addWidget(self.pages, 1)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.search = SearchBox("内容、给谁、文件名、介质", 280)
        self.search.setMinimumWidth(px(232))
        self.search.searched.connect(lambda _t: self._reload())
        row.addWidget(self.search)
        self.year, self.kind = QComboBox(), QComboBox()
        self.kind.addItem(ALL_KINDS, "")
        for kind, label in OUTGOING_LABELS.items():
            self.kind.addItem(label, kind)
        self.year.addItem(ALL_YEARS, "")
        for combo, name in ((self.year, "年份"), (self.kind, "种类")):
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
            combo.activated.connect(lambda _i: self._reload())
            row.addWidget(combo)
        row.addStretch(1)
        return row

    def show_entries(self, entries: Sequence[OutgoingEntry], left_behind: int) -> None:
        """`left_behind`: exported files that still lie where they were written, unencrypted."""
        self._entries = list(entries)
        answered = [entry for entry in entries if entry.kind == "package" and entry.acknowledged_on]
        self._answered = {entry.peer_id: entry.seq for entry in sorted(answered, key=lambda e: e.seq)}
        self._fill_years()
        self.left_behind.say(f"有 {left_behind} 个导出的文件还留在电脑上，没有加密。用完请清理。", "info")
        self.left_behind.setVisible(left_behind > 0)
        self._reload()

    def state(self, entry: OutgoingEntry) -> tuple[str, str]:
        """Words and tone of a line's state; a package is of no use any more when a later one has its receipt."""
        return state_of(entry, replaced=entry.seq < self._answered.get(entry.peer_id, 0))

    def select(self, entry_id: int) -> None:
        """Show one line, whatever the filters say."""
        self.search.reset()
        self.kind.setCurrentIndex(0)
        self.year.setCurrentIndex(0)
        self._reload()
        self.table.select_id(entry_id)

    def shown(self) -> list[OutgoingEntry]:
        """The lines the filters let through, newest first."""
        text, kind, year = self.search.text().strip(), self.kind.currentData(), self.year.currentData()
        return [
            entry
            for entry in self._entries
            if (not kind or entry.kind == kind)
            and (not year or entry.made_at.startswith(year))
            and (not text or any(text in part for part in _words(entry)))
        ]

    def _fill_years(self) -> None:
        years = sorted({entry.made_at[:4] for entry in self._entries}, reverse=True)
        if [self.year.itemData(row) for row in range(1, self.year.count())] == years:
            return
        chosen = self.year.currentData()
        self.year.clear()
        self.year.addItem(ALL_YEARS, "")
        for year in years:
            self.year.addItem(f"{year} 年", year)
        self.year.setCurrentIndex(max(0, self.year.findData(chosen)))

    def _reload(self) -> None:
        self.table.record_model.reload()
        self.pages.setCurrentIndex(0 if self._entries else 1)
        if not self.table.current_id() and self.table.record_model.rowCount():
            self.table.select_id(self.table.record_model.id_at(0))
        self._tell()

    def _tell(self) -> None:
        entry = self.table.current_record()
        self.current_changed.emit(entry, self.state(entry) if entry else ("", ""))

    def _of(self, entry_id: int) -> OutgoingEntry | None:
        return next((entry for entry in self._entries if entry.id == entry_id), None)

    def _is_package(self, ids: list[int]) -> bool:
        entry = self._of(ids[0])
        return entry is not None and entry.kind == "package"


def _words(entry: OutgoingEntry) -> tuple[str, ...]:
    return (entry.title, entry.recipient, entry.file_name, entry.medium, entry.note, entry.check_code)


class RegisterPane(DetailPane):
    """One line in full."""

    sheet_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.body.setAlignment(Qt.AlignmentFlag(0))
        self.entry: OutgoingEntry | None = None
        self.state = PlainLabel("", wrap=True)
        self.sheet_button = QPushButton("打印交接单")
        self.sheet_button.setProperty("compact", True)
        self.sheet_button.clicked.connect(lambda: self.sheet_wanted.emit(self.entry))
        self.facts = FactLines(96)
        for widget in (self.state, self.sheet_button, self.facts):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_entry(self, entry: OutgoingEntry | None, state: tuple[str, str] = ("", "")) -> None:
        """`state`: words and tone, as the list says them."""
        self.entry = entry
        self.sheet_button.setVisible(entry is not None and entry.kind == "package")
        self.state.setVisible(entry is not None)
        if entry is None:
            self.set_title("没有选中的登记")
            self.facts.show_lines(())
            return
        self.set_title(entry.title or entry.kind_label)
        words, tone = state
        self.state.setText(words or entry.kind_label)
        self.state.set_state(tone if tone != "quiet" else "")
        self.facts.show_lines(_facts(entry))


def _facts(entry: OutgoingEntry) -> list[tuple[str, str]]:
    """Label and value of what is known of a line."""
    lines = [
        ("时间", shown_time(entry.made_at)),
        ("给谁", entry.recipient or "未登记"),
        ("经办", entry.made_by),
        ("记录", f"{entry.records:,} 条" if entry.records else ""),
        ("项目", entry.fields),
        ("介质", entry.medium),
        ("交出", entry.delivered_on),
        ("回执", entry.acknowledged_on),
        ("核对码", entry.check_code),
        ("操作记录核对码", entry.head_code),
        ("文件", entry.file_name),
        ("大小", size_words(entry.size) if entry.size else ""),
        ("说明", entry.note),
    ]
    return [(label, value) for label, value in lines if value]
