"""The agenda: items in order at the left; at the right the item's facts, its record, its vote and what that means."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.finding import Citation
from models.domain.records import AgendaItem, ItemKind, Person, Tally, Vote
from ui.theme import plain_tip, px, restyle
from ui.widgets.agenda_form import AgendaForm
from ui.widgets.plain_label import PlainLabel


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


WIDEST_LIST = 380  # pixels at any text size: the item needs the rest


class AgendaEditor(QWidget):
    """`edited(items)` at every key (for the live judgement), `committed(items)` when there is something to store."""

    edited = Signal(object)
    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[AgendaItem] = []
        self._stored: list[AgendaItem] = []
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
        self.list.currentRowChanged.connect(self._show)
        row = QHBoxLayout()
        row.setSpacing(px(4))
        self.add_button = self._button("添加议题", self.add)
        self.up_button = self._button("↑", lambda: self._move(-1), "上移")
        self.down_button = self._button("↓", lambda: self._move(1), "下移")
        self.remove_button = self._button("删除", self._remove)
        for button in (self.add_button, self.up_button, self.down_button, self.remove_button):
            row.addWidget(button)
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
        box.addWidget(self.form, 1)
        self.empty = PlainLabel(
            "还没有议题。点左边的“添加议题”，按会议通知逐条添加，一人一事单列一条。", "quiet", wrap=True
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
        self._items, self._stored = list(items), list(items)
        self._tally, self._help = tally, help_
        self._refill(min(max(self.list.currentRow(), 0), len(items) - 1))

    def items(self) -> list[AgendaItem]:
        return list(self._items)

    def set_editable(self, editable: bool) -> None:
        self._editable = editable
        for button in (self.add_button, self.up_button, self.down_button, self.remove_button):
            button.setVisible(editable)
        self.form.set_editable(editable)

    def flush(self) -> None:
        """Hand over what differs from the store."""
        if self._editable and self._items != self._stored:
            self._stored = list(self._items)
            self.committed.emit(self.items())

    def select(self, row: int) -> None:
        self.list.setCurrentRow(row)

    def unsaved(self) -> dict[str, Any]:
        """The agenda as typed, for a draft; {} when the store has it."""
        if self._items == self._stored:
            return {}
        return {"row": self.list.currentRow(), "items": [asdict(item) for item in self._items]}

    def use(self, unsaved: dict[str, Any]) -> None:
        """Show a draft's agenda; it is stored like anything typed, when a field is left."""
        if unsaved and self._editable:
            self._items = [_item(values) for values in unsaved["items"]]
            self._refill(min(int(unsaved["row"]), len(self._items) - 1))
            self.edited.emit(self.items())

    # -- what the user does ----------------------------------------------------------------------------------

    def add(self) -> None:
        """A new item at the end, ready to type its title."""
        self.flush()
        self._items.append(AgendaItem(kind=ItemKind.STUDY, seq=len(self._items) + 1))
        self._refill(len(self._items) - 1)
        self.form.title.setFocus()

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
            del self._items[row]
            self._refill(min(row, len(self._items) - 1))
            self.edited.emit(self.items())
            self.flush()

    def _edited(self, item: AgendaItem) -> None:
        row = self.list.currentRow()
        if row < 0:
            return
        self._items[row] = replace(
            item, id=self._items[row].id, uuid=self._items[row].uuid, meeting_id=self._items[row].meeting_id
        )
        self._dress_line(row)
        self._tell(self._items[row])
        self.edited.emit(self.items())

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
