"""待办: the page one begins with: what is late, what is due, and where to go to do it."""

import zlib

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from models.domain.duty import Act, Duty, Source, Urgency, sentence
from ui.base_tab import BaseTab, DetailPane
from ui.context import Context
from ui.dialogs.duty_dialog import DutyDialog, DutyDoneDialog
from ui.record_jump import DUES, jump
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.plain_label import PlainLabel

EVERYTHING = "全部来源"
SIGNS = {
    Urgency.LATE: ("！", "已过期", "late"),
    Urgency.SOON: ("○", "快到期", "soon"),
    Urgency.LATER: ("○", "待办", "quiet"),
    Urgency.OPEN: ("○", "待办", "quiet"),
    Urgency.DONE: ("✓", "已办结", "done"),
}


class DutyRow:
    """A duty as a line of the list: with a number of its own, and how it stands today."""

    def __init__(self, duty: Duty, today: str) -> None:
        self.duty = duty
        self.id = zlib.crc32(duty.key.encode()) & 0x7FFFFFFF
        sign, word, self.tone = SIGNS[duty.urgency(today)]
        days = duty.when(today)
        self.state = f"{sign} {days or word}"


COLUMNS: tuple[Column[DutyRow], ...] = (
    Column(key="due_on", title="期限", text=lambda r: r.duty.due_on, width=104, tone=lambda r: r.tone),
    Column(key="state", title="状态", text=lambda r: r.state, width=112, tone=lambda r: r.tone),
    Column(key="what", title="要办的事", text=lambda r: r.duty.what, width=460, tip=lambda r: r.duty.what, wrap=True),
    Column(key="who", title="谁来办", text=lambda r: r.duty.who, width=96, tip=lambda r: r.duty.who),
    Column(key="source", title="来自", text=lambda r: r.duty.source.value, width=68),
)  # fmt: skip
SORTS = {
    "due_on": lambda r: (not r.duty.due_on, r.duty.due_on),
    "what": lambda r: r.duty.what,
    "who": lambda r: r.duty.who,
    "source": lambda r: r.duty.source.value,
    "state": lambda r: r.state,
}


class DutiesTab(BaseTab):
    """Enter goes to the record, Ctrl+D ends what can be ended here, Ctrl+N adds one's own."""

    TITLE = "待办"
    ICON = "check"
    ORDER = 10
    WATCHES = frozenset(
        {"task", "todo", "plan_item", "meeting", "correction", "person", "step", "companion", "dues_standard",
         "payment", "payment_line", "movement", "contact_log", "answer", "setting", "attendance", "branch"}
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: list[DutyRow] = []
        self._build_header()
        self.source = QComboBox()
        self.source.setAccessibleName("只看哪里来的")
        for words in (EVERYTHING, *(one.value for one in Source)):
            self.source.addItem(words)
        self.source.currentIndexChanged.connect(lambda _i: self._refill())
        self.with_done = QCheckBox("连同已办结的")
        self.with_done.toggled.connect(lambda _on: self.reload())
        self.filters.addWidget(self.source)
        self.filters.addWidget(self.with_done)
        self._build_list()

    # building

    def _build_header(self) -> None:
        header = self.header
        self.check_button = header.add_action("核查清单…", self._show_findings)
        self.done_button = header.add_action("办结…", self.finish, shortcut="Ctrl+D", icon_name="check")
        header.add_action("新增待办…", self.add, primary=True, shortcut="Ctrl+N", icon_name="add")

    def _build_list(self) -> None:
        model = RecordTableModel(ListSource(self._shown, sorts=SORTS), COLUMNS)
        self.table: RecordTable[DutyRow] = RecordTable(model, "duties", self.context.settings)
        self.table.fill("what")
        self.table.called("待办事项", self.source, self.with_done)
        self.table.current_changed.connect(lambda _i: self._show())
        self.table.opened.connect(lambda _i: self.go())
        self.table.add_row_action("去办", lambda _ids: self.go(), "Return")
        self.table.add_row_action("办结…", lambda _ids: self.finish(), "", lambda _ids: self._can_finish())
        self.table.add_row_action("修改…", lambda _ids: self.change(), "F2", lambda _ids: self._is_task())
        self.table.add_row_action("删除", lambda _ids: self.remove(), "Del", lambda _ids: self._is_task())
        self.empty = EmptyState("没有待办的事。会议决定、整改、计划、发展党员和党费要办的，会按日期列在这里。", "新增待办…", self.add)  # fmt: skip
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("件"))
        self.pages.addWidget(self.empty)
        self.pane = DutyPane()
        self.pane.go_wanted.connect(self.go)
        self.pane.done_wanted.connect(self.finish)
        self.pane.change_wanted.connect(self.change)
        self.pane.reopen_wanted.connect(self.reopen)
        self.set_content(self.pages, self.pane, (940, 360))

    # showing

    def reload(self) -> None:
        """At once; in a branch of thousands beside the window, with a bar."""
        duties, with_done = self.context.desk.duties, self.with_done.isChecked()
        if duties.is_large:
            self.context.tasks.run(
                lambda _progress, _cancelled: duties.entries(with_done=with_done),
                self._take,
                title="正在汇总待办…",
                cancellable=False,
            )
        else:
            self._take(duties.entries(with_done=with_done))

    def _take(self, duties: list[Duty]) -> None:
        today = self.context.desk.today()
        self._rows = [DutyRow(duty, today) for duty in duties]
        self.header.set_sentence(sentence(duties, today))
        self._refill()

    def _refill(self) -> None:
        self.table.record_model.reload()
        rows = self.table.record_model.rowCount()
        self.pages.setCurrentIndex(0 if rows else 1)
        self.offer_detail(bool(rows))
        if rows and not self.table.current_id():
            self.table.select_id(self.table.record_model.id_at(0))
        self._show()

    def _shown(self) -> list[DutyRow]:
        wanted = self.source.currentText()
        return [row for row in self._rows if wanted in (EVERYTHING, row.duty.source.value)]

    def _show(self) -> None:
        duty = self.current()
        self.done_button.setEnabled(self._can_finish())
        self.pane.show_duty(duty, self.context.desk.today())

    def current(self) -> Duty | None:
        row = self.table.current_record()
        return row.duty if row else None

    def _can_finish(self) -> bool:
        duty = self.current()
        return duty is not None and duty.act is not Act.NONE and not duty.done_on

    def _is_task(self) -> bool:
        duty = self.current()
        return duty is not None and duty.act is Act.TASK

    def history_(self) -> None:
        duty = self.current()
        if duty is not None and duty.act is Act.TASK:
            self.context.history("task", duty.row_id, duty.what)
        else:
            super().history_()

    def print_(self) -> None:
        self.export_list()

    # doing

    def go(self) -> None:
        """To the record that has to change; what has none is ended or changed here."""
        duty = self.current()
        if duty is None:
            return
        if duty.record_kind == "dues":
            self.context.navigate(DUES, duty.record_id)
        elif duty.record_kind == "plan_item":
            self.context.show_plan()
        elif duty.record_kind and duty.record_id:
            jump(self.context, self.window(), duty.record_kind, duty.record_id, duty.subject)
        elif self._is_task():
            self.change()

    def add(self) -> None:
        dialog = DutyDialog(self.context, None, self)
        if dialog.exec():
            self.refresh_now()
            saved = (
                row.id
                for row in self._rows
                if row.duty.act is Act.TASK and row.duty.row_id == dialog.saved_id
            )
            self.table.select_id(next(saved, 0))
            self.context.say(f"✓ 已记下：{dialog.what.text().strip()}")

    def change(self) -> None:
        duty = self.current()
        if duty is not None and duty.act is Act.TASK and DutyDialog(self.context, duty, self).exec():
            self.context.say("✓ 已修改待办")

    def finish(self) -> None:
        duty = self.current()
        if duty is not None and self._can_finish() and DutyDoneDialog(self.context, duty, self).exec():
            self.context.say(f"✓ 已办结：{duty.what}")

    def reopen(self) -> None:
        duty = self.current()
        if duty is not None and self.context.attempt(lambda: self.context.desk.duties.reopen(duty)):
            self.context.say(f"已重新列为待办：{duty.what}")

    def remove(self) -> None:
        duty = self.current()
        if duty is None or duty.act is not Act.TASK:
            return
        if self.context.attempt(lambda: self.context.desk.duties.remove(duty.row_id)):
            self.context.say(f"已删除待办：{duty.what}")

    def _show_findings(self) -> None:
        self.context.show_findings()


class DutyPane(DetailPane):
    """The thing in full, where it comes from, and what one can do about it here."""

    go_wanted = Signal()
    done_wanted = Signal()
    change_wanted = Signal()
    reopen_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("")
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.go_button, self.done_button, self.change_button, self.reopen_button = (
            QPushButton(text) for text in ("去办", "办结…", "修改…", "还没办好")
        )
        wanted = (self.go_wanted, self.done_wanted, self.change_wanted, self.reopen_wanted)
        buttons = (self.go_button, self.done_button, self.change_button, self.reopen_button)
        for button, signal in zip(buttons, wanted, strict=True):
            button.setProperty("compact", True)
            button.clicked.connect(signal.emit)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.facts = FactLines()
        self.body.addWidget(self.facts)
        self.note = PlainLabel("", "quiet", wrap=True)
        self.body.addWidget(self.note)

    def show_duty(self, duty: Duty | None, today: str) -> None:
        if duty is None:
            return
        self.set_title(duty.what)
        has_place = duty.record_kind == "dues" or bool(duty.record_kind and duty.record_id)
        ends_here = duty.act is not Act.NONE
        self.go_button.setVisible(has_place)
        self.done_button.setVisible(ends_here and not duty.done_on)
        self.change_button.setVisible(duty.act is Act.TASK)
        self.reopen_button.setVisible(bool(duty.done_on))
        lines = [
            ("期限", f"{duty.due_on}　{duty.when(today)}".strip() if duty.due_on else "没有定期限"),
            ("谁来办", duty.who),
            ("来自", duty.source.value),
            ("说明", duty.why),
            ("办结", duty.done_on),
            ("依据", duty.evidence),
        ]
        self.facts.show_lines([(label, text) for label, text in lines if text])
        self.note.setVisible(not ends_here)
        self.note.setText("办好以后，对应的记录一改，这件事就不再列在这里。")
