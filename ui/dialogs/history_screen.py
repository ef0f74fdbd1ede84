"""操作记录: everything that was ever changed, found by words, kind, person and day; old → new beside the list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.history import HistoryFacts, HistoryLine
from models.services.history import MOST_EXPORTED, HistoryQuery
from models.services.roster_import import LABEL
from ui.base_tab import DetailPane
from ui.context import Context
from ui.dialogs.import_list import ImportList
from ui.tables import Column, RecordTable, RecordTableModel
from ui.tasks import Task
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.search_box import SearchBox

FORM = "H6"
ALL_KINDS, EVERYBODY = "全部类别", "所有经办人"
HOMES = {"person": "党员名册", "meeting": "会议记录"}
COLUMNS: Sequence[Column[HistoryLine]] = (
    Column(key="at", title="时间", text=lambda e: e.at[:16], width=130, sort=False),
    Column(key="actor", title="谁", text=lambda e: e.actor, width=90, sort=False, tip=lambda e: e.actor),
    Column(
        key="label", title="做了什么", text=lambda e: e.label, width=190, sort=False, tip=lambda e: e.label
    ),
    Column(key="kind", title="类别", text=lambda e: f"{e.what}{e.kind}", width=110, sort=False),
    Column(key="name", title="对象", text=lambda e: e.name, width=120, sort=False, tip=lambda e: e.name),
    Column(key="summary", title="原值 → 新值", text=lambda e: e.summary, width=280, sort=False, wrap=True),
)


class HistorySource:
    """The numbers found last; pages are read when they are painted."""

    def __init__(self, context: Context) -> None:
        self._journal = context.desk.journal
        self.ids: Sequence[int] = self._journal.keys(HistoryQuery())

    def keys(self) -> Sequence[int]:
        return self.ids

    def fetch(self, ids: Sequence[int]) -> Sequence[HistoryLine]:
        return self._journal.fetch(ids)

    def set_sort(self, key: str, descending: bool) -> None:
        """The journal has one order: as things happened."""


class HistoryScreen(QDialog):
    """Reading only; every look for something can be stopped."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._query, self._stopped = HistoryQuery(), False
        self._task: Task | None = None
        self.setWindowTitle("操作记录")
        fits = room(self)
        self.resize(min(px(1240), fits.width()), min(px(640), fits.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("操作记录", "title"))
        box.addLayout(self._filters())
        self.banner = Banner("", "info")
        self.banner.add_button("取消这个条件", lambda: self._narrow(record=None))
        self.banner.hide()
        box.addWidget(self.banner)
        box.addWidget(self._content(), 1)
        box.addLayout(self._foot())
        self._show_entry()
        self.search.setFocus()

    # building

    def _filters(self) -> QHBoxLayout:
        journal = self._context.desk.journal
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.search = SearchBox("姓名、内容、经办人，或纸上的核对码", 280)
        self.search.setMinimumWidth(px(260))
        self.search.searched.connect(lambda _text: self._changed())
        self.kind, self.actor = QComboBox(), QComboBox()
        self.kind.addItem(ALL_KINDS, "")
        for table, word in journal.kinds():
            self.kind.addItem(word, table)
        self.actor.addItem(EVERYBODY, "")
        for actor in journal.actors():
            self.actor.addItem(actor, actor)
        self.since, self.until = DateEdit(partial=False), DateEdit(partial=False)
        row.addWidget(self.search)
        for combo, name in ((self.kind, "类别"), (self.actor, "经办人")):
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
            combo.setMaximumWidth(px(180))
            combo.currentIndexChanged.connect(lambda _row: self._changed())
            row.addWidget(combo)
        for edit, name in ((self.since, "从"), (self.until, "到")):
            edit.setProperty("compact", True)
            edit.setAccessibleName(f"{name}哪一天")
            edit.setFixedWidth(px(150))
            edit.editingFinished.connect(self._changed)
            row.addWidget(PlainLabel(name, "field"))
            row.addWidget(edit)
        row.addStretch(1)
        self.clear_button = QPushButton("清除条件")
        self.clear_button.setProperty("quiet", True)
        self.clear_button.setProperty("compact", True)
        self.clear_button.setAutoDefault(False)
        self.clear_button.clicked.connect(self.clear)
        row.addWidget(self.clear_button)
        return row

    def _content(self) -> QWidget:
        self.source = HistorySource(self._context)
        self.model = RecordTableModel(self.source, COLUMNS)
        self.model.reload()
        self.table = RecordTable(self.model, "all-history", self._context.settings)
        self.table.fill("summary")
        self.table.called("操作记录", self.search, self.kind, self.actor, self.since, self.until)
        self.table.current_changed.connect(lambda _id: self._show_entry())
        self.table.opened.connect(lambda _id: self.go())
        self.table.add_row_action("只看这个对象", lambda _ids: self.only_this())
        self.table.add_row_action("转到", lambda _ids: self.go())
        self.empty = EmptyState("没有符合条件的记录。", "清除条件", self.clear)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("条"))
        self.pages.addWidget(self.empty)
        self.pane = DetailPane()
        self.pane.close_button.hide()
        self.when = PlainLabel("", "quiet", wrap=True)
        self.changes = PlainLabel("", wrap=True)
        self.changes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.only_button = QPushButton("只看这个对象")
        self.go_button = QPushButton("转到")
        self.back_button = QPushButton("撤回这次导入…")
        for button, slot in (
            (self.only_button, self.only_this),
            (self.go_button, self.go),
            (self.back_button, self.take_back),
        ):
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        for widget in (self.when, self.only_button, self.go_button, self.back_button, self.changes):
            self.pane.body.addWidget(widget)
        self.pane.body.setAlignment(Qt.AlignmentFlag(0))  # else wrapped lines are cut off
        self.pane.body.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.pages)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 1)
        split.setSizes([px(920), px(280)])
        return split

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.note = PlainLabel(
            "只能增加，不能删改；每一条都与上一条相连，被人动过能查出来。纸上的“核对码”就是打印那一刻最后一条的编码。",
            "field",
            wrap=True,
        )
        row.addWidget(self.note, 1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(px(140))
        self.stop_button = QPushButton("停止查找")
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self.stop)
        self.export_button = QPushButton("导出…")
        self.export_button.setAutoDefault(False)
        self.export_button.clicked.connect(self.export)
        for widget in (self.bar, self.stop_button, self.export_button):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        self._busy(False)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        return row

    # finding

    def clear(self) -> None:
        """Everything again."""
        for widget in (self.search, self.kind, self.actor, self.since, self.until):
            widget.blockSignals(True)
        self.search.clear()
        self.kind.setCurrentIndex(0)
        self.actor.setCurrentIndex(0)
        self.since.clear()
        self.until.clear()
        for widget in (self.search, self.kind, self.actor, self.since, self.until):
            widget.blockSignals(False)
        self._narrow(record=None)

    def only_this(self) -> None:
        """Everything that happened to the record of this entry, with what belongs to it."""
        line = self.table.current_record()
        if line is not None and line.owner:
            self.banner.say(f"只看：{line.name}", "info")
            self._narrow(record=line.owner)

    def _changed(self) -> None:
        self._narrow(record=self._query.record)

    def _narrow(self, record: tuple[str, int] | None) -> None:
        query = HistoryQuery(
            text=self.search.text().strip(),
            kind=str(self.kind.currentData() or ""),
            actor=str(self.actor.currentData() or ""),
            since=self.since.iso(),
            until=self.until.iso(),
            record=record,
        )
        self.banner.setVisible(record is not None)
        if query == self._query and not self._stopped:
            return
        self._query, self._stopped = query, False
        if self._task is not None:
            self._task.abandon()
        journal = self._context.desk.journal
        self._busy(True)
        self._task = self._context.tasks.run(
            lambda progress, cancelled: journal.keys(query, progress, cancelled), self._found, self._not_found
        )

    def _found(self, ids: Sequence[int]) -> None:
        self._task = None
        self._busy(False)
        self.source.ids = ids
        self.model.reload()
        self.pages.setCurrentIndex(0 if ids else 1)
        if ids:
            self.table.selectRow(0)
        self._show_entry()

    def _not_found(self, error: BaseException) -> None:
        self._task = None
        self._busy(False)
        self._context.tasks.failed.emit(error)

    def stop(self) -> None:
        """Leave the list as it was."""
        if self._task is not None:
            self._task.abandon()
            self._task = None
        self._stopped = True  # asked again, it is looked for again
        self._busy(False)

    def _busy(self, busy: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        self.stop_button.setVisible(busy)
        self.export_button.setEnabled(not busy)

    # showing

    def _show_entry(self) -> None:
        line = self.table.current_record() if self.pages.currentIndex() == 0 else None
        for widget in (self.when, self.changes):
            widget.setVisible(line is not None)
        self.only_button.setVisible(line is not None and line.owner is not None)
        self.go_button.setVisible(line is not None and line.owner is not None)
        self.back_button.setVisible(line is not None and line.label.startswith(LABEL))
        if line is None:
            self.pane.set_title("没有选中记录")
            return
        self.pane.set_title(line.label)
        self.when.setText(
            f"第 {line.seq:,} 条　{line.at}\n{line.actor}　{line.what}{line.kind}　{line.name}".rstrip()
        )
        words = [
            f"{entry.field}\n　原：{entry.before or '空'}\n　新：{entry.after or '空'}"
            if entry.before or entry.after
            else entry.field
            for entry in line.changes
        ]
        self.changes.setText("\n\n".join(words) or "（只有程序自己的记号有变化）")
        home = HOMES[line.owner[0]] if line.owner else ""
        self.go_button.setText(f"转到{home}里的“{line.name}”" if len(line.name) <= 8 else f"转到{home}")

    def go(self) -> None:
        """Close and show the record itself."""
        line = self.table.current_record()
        if line is not None and line.owner:
            self.accept()
            self._context.navigate(HOMES[line.owner[0]], line.owner[1])

    def take_back(self) -> None:
        """Look at the import this entry belongs to, and take it back if nothing depends on it."""
        line = self.table.current_record()
        if line is not None:
            ImportList(self._context, self, line.seq).exec()
            self._stopped = True  # there may be new entries
            self._changed()

    def export(self) -> None:
        """What is listed now, as a sheet."""
        context, ids = self._context, self.source.ids
        if len(ids) > MOST_EXPORTED:
            context.say(f"记录太多：导出最近的 {MOST_EXPORTED:,} 条。要更早的，请先填日期。")
        desk = context.desk
        self._busy(True)
        self._task = context.tasks.run(
            lambda progress, cancelled: desk.journal.export_lines(ids, progress, cancelled),
            self._exportable,
            self._not_found,
            title="正在整理操作记录…",
        )

    def _exportable(self, lines: list[HistoryLine]) -> None:
        self._task = None
        self._busy(False)
        desk = self._context.desk
        self._context.export(FORM, HistoryFacts(branch=desk.branch, as_of=desk.today(), lines=tuple(lines)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field looks for something; it closes nothing."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.abandon()
            self._task = None
        super().done(result)
