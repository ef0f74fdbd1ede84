"""退回待办: what the committee wants mended, one line each; from here to the record, and back with an answer."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.handoff import Todo
from models.domain.labels import TABLE_LABELS
from ui.base_tab import DetailPane
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.plain_label import PlainLabel

REACHABLE = frozenset({"person", "meeting", "agenda_item", "payment", "dues_standard", "step", "branch"})


def about(todo: Todo) -> str:
    """Whose record, or which; gone records say so."""
    kind = TABLE_LABELS.get(todo.record_kind, "")
    if not todo.record_id and todo.record_uuid:
        return f"{kind or '记录'}（已不在本机）"
    return todo.subject or kind


COLUMNS: tuple[Column[Todo], ...] = (
    Column(key="received_on", title="收到", text=lambda t: t.received_on, width=100),
    Column(key="subject", title="谁 / 哪一次", text=about, width=170, tip=about),
    Column(key="field_label", title="项目", text=lambda t: t.field_label, width=110),
    Column(key="message", title="退回意见", text=lambda t: t.message, width=380, sort=False, tip=lambda t: t.message, wrap=True),
    Column(
        key="done_on",
        title="状态",
        text=lambda t: f"✓ {t.done_on}" if t.done_on else "○ 待办",
        width=110,
        tone=lambda t: "done" if t.done_on else "soon",
    ),
    Column(key="sender", title="谁退回的", text=lambda t: t.sender, width=150, tip=lambda t: t.sender, visible=False),
)  # fmt: skip


class TodoPage(QWidget):
    """Open ones first; those dealt with on demand."""

    current_changed = Signal(object)  # Todo | None
    opened = Signal(object)
    done_wanted = Signal(object)
    receipt_wanted = Signal()

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self._todos: list[Todo] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        row = QHBoxLayout()
        self.with_done = QCheckBox("连同已办的")
        self.with_done.toggled.connect(lambda _on: self._reload())
        row.addWidget(self.with_done)
        row.addStretch(1)
        box.addLayout(row)
        sorts = {"received_on": lambda t: (t.received_on, t.id), "subject": about, "field_label": lambda t: t.field_label, "done_on": lambda t: t.done_on}  # fmt: skip
        model = RecordTableModel(ListSource(self._shown, sorts=sorts), COLUMNS)
        self.table: RecordTable[Todo] = RecordTable(model, "todos", settings)
        self.table.fill("message")
        self.table.called("退回的待办", self.with_done)
        self.table.current_changed.connect(lambda _i: self.current_changed.emit(self.table.current_record()))
        self.table.opened.connect(lambda i: self.opened.emit(self._of(i)))
        self.table.add_row_action(
            "去看看", lambda ids: self.opened.emit(self._of(ids[0])), "Return", self._reachable
        )
        self.table.add_row_action(
            "办好了…", lambda ids: self.done_wanted.emit(self._of(ids[0])), "", self._open
        )
        self.empty = EmptyState("没有退回的待办。上级党委在回执里退回的意见会列在这里。", "收回执…")
        self.empty.clicked.connect(self.receipt_wanted)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("条"))
        self.pages.addWidget(self.empty)
        box.addWidget(self.pages, 1)

    def show_todos(self, todos: Sequence[Todo]) -> None:
        """All of them, those dealt with too."""
        self._todos = list(todos)
        self._reload()

    def _shown(self) -> list[Todo]:
        return [todo for todo in self._todos if self.with_done.isChecked() or not todo.done_on]

    def _reload(self) -> None:
        self.with_done.setVisible(any(todo.done_on for todo in self._todos))
        self.table.record_model.reload()
        rows = self.table.record_model.rowCount()
        self.pages.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.current_id():
            self.table.select_id(self.table.record_model.id_at(0))
        self.current_changed.emit(self.table.current_record())

    def _of(self, todo_id: int) -> Todo | None:
        return next((todo for todo in self._todos if todo.id == todo_id), None)

    def _reachable(self, ids: list[int]) -> bool:
        todo = self._of(ids[0])
        return todo is not None and can_jump(todo)

    def _open(self, ids: list[int]) -> bool:
        todo = self._of(ids[0])
        return todo is not None and not todo.done_on


def can_jump(todo: Todo) -> bool:
    """Whether the record is still here and has a screen."""
    return bool(todo.record_id) and todo.record_kind in REACHABLE


class TodoPane(DetailPane):
    """The note in full, and what to do with it."""

    jump_wanted = Signal(object)
    done_wanted = Signal(object)
    reopen_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.body.setAlignment(Qt.AlignmentFlag(0))
        self.todo: Todo | None = None
        self.message = PlainLabel("", wrap=True)
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.jump_button, self.done_button, self.reopen_button = (
            QPushButton(text) for text in ("去看看", "办好了…", "还没办好")
        )
        self.jump_button.clicked.connect(lambda: self.jump_wanted.emit(self.todo))
        self.done_button.clicked.connect(lambda: self.done_wanted.emit(self.todo))
        self.reopen_button.clicked.connect(lambda: self.reopen_wanted.emit(self.todo))
        for button in (self.jump_button, self.done_button, self.reopen_button):
            button.setProperty("compact", True)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.facts = FactLines()
        self.body.addWidget(self.facts)
        self.body.addStretch(1)

    def show_todo(self, todo: Todo | None) -> None:
        self.todo = todo
        self.jump_button.setVisible(todo is not None and can_jump(todo))
        self.done_button.setVisible(todo is not None and not todo.done_on)
        self.reopen_button.setVisible(todo is not None and bool(todo.done_on))
        if todo is None:
            self.set_title("没有选中的待办")
            self.message.setText("")
            self.facts.show_lines(())
            return
        self.set_title(about(todo))
        self.message.setText(todo.message)
        lines = [
            ("项目", todo.field_label),
            ("谁退回的", todo.sender),
            ("收到", todo.received_on),
            ("办结", todo.done_on),
            ("答复", todo.answer),
        ]
        self.facts.show_lines([line for line in lines if line[1]])
