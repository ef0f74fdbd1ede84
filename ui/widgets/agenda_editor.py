"""The agenda: items in order at the left; at the right the item's facts, its record, its vote and what that means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, cast
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.card import Row
from models.domain.check_vote import impossible
from models.domain.finding import Citation
from models.domain.record_text import Place
from models.domain.records import AgendaItem, ItemKind, Person, Tally, Vote
from ui.theme import plain_tip, px, restyle
from ui.widgets.agenda_form import AgendaForm
from ui.widgets.pick_popup import Pick
from ui.widgets.plain_label import PlainLabel
from ui.widgets.task_table import complete, problem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNote:
    """What to say about one item: the threshold in words, its articles by what they ask, the result, a state colour."""

    needed: str = ""
    articles: tuple[tuple[str, Citation], ...] = ()
    result: str = ""
    short: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaHelp:
    """What the editor asks of the services."""

    people: Callable[[ItemKind], Sequence[Person]] = lambda _kind: ()
    note: Callable[[AgendaItem], ItemNote] = field(default=lambda _item: ItemNote())
    elections: tuple[tuple[int, str], ...] = ()  # which an item may hold: id, words
    counted: Callable[[int], str] = field(default=lambda _id: "")  # what was counted in one


WIDEST_LIST = 380  # pixels at any text size: the item needs the rest
Tasks = dict[str, list[Row]]  # by the uuid of their item


class AgendaEditor(QWidget):
    """`edited(items)` at every key (for the live judgement), `committed(items, tasks)` when there is something to store.

    An item has its uuid from the beginning, so that what is to be done can hang on one that is new.
    """

    edited = Signal(object)
    committed = Signal(object, object)  # list[AgendaItem], Tasks
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[AgendaItem] = []
        self._stored: list[AgendaItem] = []
        self._tasks: Tasks = {}
        self._stored_tasks: Tasks = {}
        self._help = AgendaHelp()
        self._tally = Tally()
        self._editable = True
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(24))
        box.addWidget(self._make_list())
        box.addWidget(self._make_side(), 1)

    def _make_list(self) -> QWidget:
        side = QWidget()
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.list = QListWidget()
        self.list.setAccessibleName("议题")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(px(2))
        side.setFixedWidth(min(px(304), WIDEST_LIST))
        self.list.currentRowChanged.connect(self._go_to)
        self.list.installEventFilter(self)
        row = QHBoxLayout()
        row.setSpacing(px(4))
        self.add_button = self._button("添加议题", self.add)
        self.up_button = self._button("↑", lambda: self._move(-1), "上移")
        self.down_button = self._button("↓", lambda: self._move(1), "下移")
        self.remove_button = self._button("删除", self._remove)
        for button in (self.add_button, self.up_button, self.down_button, self.remove_button):
            row.addWidget(button)
        self.add_button.setToolTip("添加议题（Alt+A）")
        for keys, slot in (
            ("Alt+A", self.add),
            ("Ctrl+PgDown", lambda: self._step(1)),
            ("Ctrl+PgUp", lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        box.addLayout(row)
        box.addWidget(self.list, 1)
        return side

    def _make_side(self) -> QWidget:
        side = QWidget()
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        self.form = AgendaForm()
        self.form.edited.connect(self._edited)
        self.form.committed.connect(self.flush)
        self.form.tasks_edited.connect(self._tasks_edited)
        self.form.said.connect(self.said)
        box.addWidget(self.form, 1)
        self.empty = PlainLabel(
            "还没有议题。点左边的“添加议题”（Alt+A），按会议通知逐条添加，一人一事单列一条。",
            "quiet",
            wrap=True,
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.empty, 1)
        return side

    def _button(self, text: str, slot: Callable[[], object], name: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("compact", True)
        if name:
            button.setAccessibleName(name)
            button.setToolTip(name)
        button.clicked.connect(lambda: slot())
        return button

    # -- what the page says ----------------------------------------------------------------------------------

    def give(self, items: Sequence[AgendaItem], tally: Tally, help_: AgendaHelp) -> None:
        """Show the stored agenda; the row in hand stays."""
        typed = {i.uuid: i.vote for i in self._items if self._editable and impossible(i.vote, i.kind, tally)}
        self._stored = list(items)
        self._items = [replace(i, vote=typed.get(i.uuid, i.vote)) for i in items]
        self._tally, self._help = tally, help_
        self.form.vote.offer(help_.elections, help_.counted)
        self._refill(min(max(self.list.currentRow(), 0), len(items) - 1))

    def give_tasks(self, tasks: Mapping[str, Sequence[Row]]) -> None:
        """Show what the store has of who does what by when; a line that is still being typed stays."""
        self._stored_tasks = {uuid: list(rows) for uuid, rows in tasks.items()}
        typed, self._tasks = self._tasks, {}
        for uuid in (item.uuid for item in self._items):
            mine, stored = typed.get(uuid, []), self._stored_tasks.get(uuid, [])
            if rows := mine if self._editable and complete(mine) == stored else stored:
                self._tasks[uuid] = list(rows)
        self._show_tasks(self.list.currentRow())

    def know(self, speakers: Sequence[Pick], phrases: Sequence[Pick], held_on: str) -> None:
        """Whom initials mean in the texts and in the lines of what is to be done."""
        self.form.know(speakers, phrases, held_on)

    def items(self) -> list[AgendaItem]:
        self.form.settle()
        return list(self._items)

    def show_piece(self, place: Place) -> QWidget:
        """Go to a piece of an item's text; the field it stands in."""
        self.select(place.seq - 1)
        return self.form.show_piece(place)

    def replace_piece(self, place: Place, new: str) -> None:
        """As if typed over."""
        self.show_piece(place)
        self.form.replace_piece(place, new)
        self.flush()

    def set_editable(self, editable: bool) -> None:
        self._editable = editable
        for button in (self.add_button, self.up_button, self.down_button, self.remove_button):
            button.setVisible(editable)
        self.form.set_editable(editable)

    def flush(self) -> None:
        """Hand over what differs from the store."""
        self.form.settle()
        if not self._editable:
            return
        items, tasks = self._possible(), self._complete_tasks()
        if items != self._stored or tasks != self._stored_tasks:
            self._stored, self._stored_tasks = items, tasks
            self.committed.emit(list(items), tasks)

    def _complete_tasks(self) -> Tasks:
        lines = {item.uuid: complete(self._tasks.get(item.uuid, [])) for item in self._items}
        return {uuid: rows for uuid, rows in lines.items() if rows}

    def _possible(self) -> list[AgendaItem]:
        """The items to store: a count that cannot be true stays on the screen, and in the draft, until it is mended."""
        stored = {item.uuid: item.vote for item in self._stored}
        return [
            replace(item, vote=stored.get(item.uuid, Vote())) if self._wrong(item) else item
            for item in self._items
        ]

    def _wrong(self, item: AgendaItem) -> str:
        return impossible(item.vote, item.kind, self._tally)

    def not_stored(self) -> tuple[int, str]:
        """The row of the first item whose count is not stored, and why; (-1, "") when everything is."""
        found = ((row, self._wrong(item)) for row, item in enumerate(self._items))
        return next(((row, why) for row, why in found if why), (-1, "")) if self._editable else (-1, "")

    def half_line(self) -> tuple[int, str]:
        """The row of the first item with a line of what is to be done that cannot be kept, and why; (-1, "")."""
        if self._editable:
            for row, item in enumerate(self._items):
                for line in self._tasks.get(item.uuid, ()):
                    if why := problem_of(line):
                        return row, why
        return -1, ""

    def drop_not_stored(self) -> None:
        """Go back to what the store has."""
        self._items, self._tasks = self._possible(), self._complete_tasks()

    def select(self, row: int) -> None:
        self.list.setCurrentRow(row)

    def unsaved(self) -> dict[str, Any]:
        """The agenda as typed, for a draft; {} when the store has it."""
        self.form.settle()
        if self._items == self._stored and self._tasks == self._stored_tasks:
            return {}
        items = [asdict(item) for item in self._items]
        return {"row": self.list.currentRow(), "items": items, "tasks": self._tasks}

    def use(self, unsaved: dict[str, Any]) -> None:
        """Show a draft's agenda; it is stored like anything typed, when a field is left."""
        if unsaved and self._editable:
            self._items = [_item(values) for values in unsaved["items"]]
            self._tasks = dict(unsaved.get("tasks", self._tasks))
            self._refill(min(int(unsaved["row"]), len(self._items) - 1))
            self.edited.emit(self.items())

    # -- what the user does ----------------------------------------------------------------------------------

    def add(self) -> None:
        """A new item at the end, ready to type its title."""
        self.flush()
        self._items.append(AgendaItem(uuid=str(uuid4()), seq=len(self._items) + 1))
        self._refill(len(self._items) - 1)
        self.form.title.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the list: Del takes an item out, Alt with an arrow moves it, Enter goes on to its title."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.list and self._editable and pressed and self._list_key(cast("QKeyEvent", event)):
            return True
        return super().eventFilter(watched, event)

    def _list_key(self, event: QKeyEvent) -> bool:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in moves:
            self._move(moves[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.currentRow() >= 0:
            self.form.title.setFocus()
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        """The next item, with the keyboard in the same field of it."""
        row = self.list.currentRow() + by
        if 0 <= row < len(self._items):
            self.list.setCurrentRow(row)

    def _go_to(self, row: int) -> None:
        """Another item: what waits of the one before is handed over first."""
        self.form.settle()
        self._show(row)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        target = row + step
        if row >= 0 and 0 <= target < len(self._items):
            self._items.insert(target, self._items.pop(row))
            self._refill(target)
            self.flush()

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.form.settle()
            self._tasks.pop(self._items[row].uuid, None)
            del self._items[row]
            self._refill(min(row, len(self._items) - 1))
            self.edited.emit(list(self._items))
            self.flush()

    def _tasks_edited(self, rows: list[Row]) -> None:
        row = self.list.currentRow()
        if row >= 0:
            uuid = self._items[row].uuid
            self._tasks = {key: kept for key, kept in self._tasks.items() if key != uuid}
            if rows:
                self._tasks[uuid] = rows
            self.flush()

    def _edited(self, item: AgendaItem) -> None:
        row = next((row for row, known in enumerate(self._items) if known.uuid == item.uuid), -1)
        if row < 0:
            return
        self._items[row] = item
        self._dress_line(row)
        if row == self.list.currentRow():
            self._tell(item)
        self.edited.emit(list(self._items))

    # -- showing ---------------------------------------------------------------------------------------------

    def _refill(self, row: int) -> None:
        self.list.blockSignals(True)
        while self.list.count() > len(self._items):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(self._items):
            self.list.addItem(QListWidgetItem())
        for place in range(len(self._items)):
            self._dress_line(place)
        self.list.setCurrentRow(row if self._items else -1)
        self.list.blockSignals(False)
        self._show(self.list.currentRow())

    def _dress_line(self, row: int) -> None:
        item, line = self._items[row], self.list.item(row)
        note = self._help.note(item)
        words = f"{row + 1}. {item.title or '（未填议题名称）'}"
        line.setText(f"{words}\n{item.kind.value}　{note.short}".rstrip("　"))
        line.setToolTip(plain_tip(words))

    def _show(self, row: int) -> None:
        shown = 0 <= row < len(self._items)
        self.form.setVisible(shown)
        self.empty.setVisible(not shown)
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(shown and row < len(self._items) - 1)
        self.remove_button.setEnabled(shown)
        if shown:
            self.form.give(self._items[row], self._help.people, self._tally)
            self._tell(self._items[row])
        self._show_tasks(row)

    def _show_tasks(self, row: int) -> None:
        if 0 <= row < len(self._items):
            self.form.give_tasks(self._tasks.get(self._items[row].uuid, ()))

    def _tell(self, item: AgendaItem) -> None:
        note = self._help.note(item)
        self.form.needed.setText(note.needed)
        self.form.articles.show_articles(note.articles)
        self.form.result.setText(note.result)
        self.form.result.set_state(note.state)
        for label in (self.form.needed, self.form.result):
            label.setVisible(bool(label.text()))
        restyle(self.form.result, "role", "heading" if note.state == "" else "")


def _item(values: dict[str, Any]) -> AgendaItem:
    """An item of a draft, also of one that an older program kept."""
    known = {name: values[name] for name in (f.name for f in fields(AgendaItem)) if name in values}
    return AgendaItem(**known | {"kind": ItemKind(values["kind"]), "vote": Vote(**values["vote"])})
