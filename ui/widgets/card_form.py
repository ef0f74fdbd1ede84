"""The form of a whole card: groups that fold, fields and lists as one set of values. Only what is open has been built."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.domain.card import LISTS, Card, CardList, OwnField, OwnKind
from models.domain.codes import CodeItem
from models.domain.records import Category, Person, Sex
from ui.drafts import Field, write
from ui.theme import px
from ui.widgets.card_fields import (
    ALL_FIELDS,
    GROUPS,
    NOTES,
    REMARK_GROUP,
    Lines,
    in_words,
    label_of,
    make_field,
    read_field,
    stored,
)
from ui.widgets.code_combo import CodeCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.fold_group import FoldGroup
from ui.widgets.form_grid import FormGrid, FormRow
from ui.widgets.rows_table import RowsTable
from ui.widgets.text_area import TextArea

OPEN_FIRST = ("basic", "party", "contact")


T = TypeVar("T")


class Lazy(dict[str, T]):
    """Parts by key; asking for one builds the group it stands in."""

    def __init__(self, build: Callable[[str], object]) -> None:
        super().__init__()
        self._wanted = build

    def __missing__(self, key: str) -> T:
        self._wanted(key)
        return super().__getitem__(key)


class CardForm(QWidget):
    """Values by key: a person's fields, the lists of LISTS, and "own:7" for the own field 7."""

    edited = Signal(str)  # key of what was typed into
    left = Signal(str)  # key of the field that was finished
    own_wanted = Signal()  # other fields of the branch's own

    def __init__(
        self, card: Card | None, own: Sequence[OwnField], groups: Sequence[str], opened: Sequence[str]
    ) -> None:
        super().__init__()
        self._card, self._own, self._party_groups = card, tuple(own), tuple(groups)
        self.rows: Lazy[FormRow] = Lazy(self.build)
        self.fields: Lazy[QWidget] = Lazy(self.build)
        self._places: dict[str, str] = {}  # key of a value -> key of its group
        self.groups: dict[str, FoldGroup] = {}
        self._kept = self._stored()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, px(12), 0)
        self._box.setSpacing(px(10))
        self._add_groups()
        self._box.addStretch(1)
        self._waiting = [key for key in opened or OPEN_FIRST if key in self.groups]
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._open_next)
        self._open_next()  # the others follow when the form stands on the screen

    # groups

    def _add_groups(self) -> None:
        for key, title, lines in GROUPS:
            self._add(
                key, title, lambda lines=lines: self._build_fields(lines), [k for line in lines for k in line]
            )
            self.groups[key].summarise(lambda lines=lines: in_words(self.values(), lines))
        for one in LISTS:
            self._add(one.key, one.title, lambda one=one: self._build_list(one), [one.key])
            self.groups[one.key].summarise(lambda one=one: self._count(one))
        key, title = REMARK_GROUP
        self._add(key, title, self._build_remark, ["remark", *(f"own:{own.id}" for own in self._own)])
        self.groups[key].summarise(self._remark_words)

    def _add(self, key: str, title: str, build: Callable[[], QWidget], inside: Sequence[str]) -> None:
        number = (len(self.groups) + 1) % 10
        group = self.groups[key] = FoldGroup(title, build, f"Alt+{number}", self)
        keys = QShortcut(QKeySequence(f"Alt+{number}"), self, context=Qt.ShortcutContext.WindowShortcut)
        keys.activated.connect(lambda: self.go_to_group(key))
        self._places |= dict.fromkeys(inside, key)
        self._box.addWidget(group)

    def add_group(
        self, key: str, title: str, build: Callable[[], QWidget], words: Callable[[], str], keys: str
    ) -> FoldGroup:
        """A further group at the end, which holds no values of the form; its inside takes the keyboard itself."""
        group = self.groups[key] = FoldGroup(title, build, keys, self)
        shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(lambda: self.go_to_group(key))
        group.summarise(words)
        self._box.insertWidget(self._box.count() - 1, group)
        return group

    def go_to_group(self, key: str) -> None:
        """Open a group and put the keyboard into it; once more folds it."""
        group = self.groups[key]
        held = self.window().focusWidget()
        if group.is_open and held is not None and group.isAncestorOf(held):
            group.set_open(False)
            group.head.setFocus()
            return
        group.set_open(True)
        first = next((name for name, place in self._places.items() if place == key), "")
        (self.fields[first] if first else group.inside()).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def _open_next(self) -> None:
        if self._waiting:
            self.groups[self._waiting.pop(0)].set_open(True)
        else:
            self._timer.stop()

    def opened(self) -> list[str]:
        """Groups that are open, or about to be."""
        return [key for key, group in self.groups.items() if group.is_open or key in self._waiting]

    def build(self, key: str) -> None:
        """Build the group in which a value stands."""
        self.groups[self._places[key]].inside()

    def reveal(self, key: str) -> QWidget:
        """Open the group of a value; its field."""
        self.groups[self._places[key]].set_open(True)
        return self.fields[key]

    def say_odd(self, odd: Mapping[str, str]) -> None:
        """Tell each group what stands in it that somebody should look at: `odd` by key, and what cannot be saved."""
        inside: dict[str, list[str]] = {key: [] for key in self.groups}
        for key, place in self._places.items():
            if text := self._problem(key) or odd.get(key, ""):
                inside[place].append(text)
        for key, texts in inside.items():
            self.groups[key].set_odd(texts)

    def _problem(self, key: str) -> str:
        field = self.fields.get(key)
        if isinstance(field, RowsTable):
            found = field.model.problem()
            return found[2] if found else ""
        return field.problem() if isinstance(field, DateEdit) else ""

    # building

    def _build_fields(self, lines: Lines) -> QWidget:
        grid = FormGrid(self)
        for line in lines:
            made = [(key, label_of(key, line), self._field(key)) for key in line]
            grid.add_line(*made)
        self._take_rows(grid)
        return grid

    def _field(self, key: str) -> QWidget:
        field = make_field(key, self._kept[key], self._party_groups, self)
        return self._watch(key, field)

    def _watch(self, key: str, field: QWidget) -> QWidget:
        self.fields[key] = field
        if isinstance(field, QLineEdit):
            field.textEdited.connect(lambda _text: self.edited.emit(key))
            field.editingFinished.connect(lambda: self.left.emit(key))
        elif isinstance(field, QComboBox):
            field.currentTextChanged.connect(lambda _text: self.edited.emit(key))
        return field

    def _take_rows(self, grid: FormGrid) -> None:
        for key, row in grid.rows.items():
            self.rows[key] = row
            if key in NOTES:
                row.note.setText(NOTES[key])

    def _build_list(self, one: CardList) -> QWidget:
        table = RowsTable(one.title, one.columns, one.by_hand, self)
        table.give(self._kept[one.key])
        table.edited.connect(lambda: self.edited.emit(one.key))
        self.fields[one.key] = table
        return table

    def _build_remark(self) -> QWidget:
        grid = FormGrid(self)
        grid.add_line(("remark", "备注", self._field("remark")))
        pairs = [self._own[at : at + 2] for at in range(0, len(self._own), 2)]
        for pair in pairs:
            grid.add_line(*((f"own:{own.id}", own.caption, self._own_field(own)) for own in pair))
        more = QPushButton("添加或修改自定栏目…", grid)
        more.setProperty("quiet", True)
        more.setProperty("compact", True)
        more.setAutoDefault(False)
        more.clicked.connect(self.own_wanted)
        grid.add_widget(more)
        self._take_rows(grid)
        return grid

    def renew_own(self, own: Sequence[OwnField]) -> None:
        """The branch's own fields are others now: show them, with what was typed into those that stayed."""
        typed = self.values()
        old = {key for key in self._kept if key.startswith("own:")}
        self._own = tuple(own)
        self._kept = {key: typed[key] for key in self._kept if key not in old}
        for one in own:
            key = f"own:{one.id}"
            self._kept[key] = typed.get(key, "")
            self._places[key] = REMARK_GROUP[0]
        for key in (*old, "remark"):
            self.fields.pop(key, None)
            self.rows.pop(key, None)
        self.groups[REMARK_GROUP[0]].renew()

    def _own_field(self, own: OwnField) -> QWidget:
        key = f"own:{own.id}"
        value = str(self._kept[key])
        field: QWidget
        if own.kind is OwnKind.DATE:
            field = DateEdit(value, self)
        elif own.kind is OwnKind.YES_NO:
            field = CodeCombo("yes_no", value, strict=True, parent=self)
        elif own.kind is OwnKind.CHOICE:
            items = [CodeItem("", name, "", "") for name in own.choices]
            field = CodeCombo(value=value, items=items, parent=self)
        else:
            field = QLineEdit(value, self)
        return self._watch(key, field)

    # values

    @property
    def keys(self) -> Collection[str]:
        return self._kept.keys()

    def _stored(self) -> dict[str, Any]:
        """Everything as it is stored now."""
        card = self._card
        person: Person | None = card.person if card else None
        values: dict[str, Any] = {key: stored(person, key) for key in ALL_FIELDS}
        for one in LISTS:
            values[one.key] = [one.row(entry) for entry in card.entries(one.key)] if card else []
        return values | {f"own:{own.id}": card.own.get(own.id, "") if card else "" for own in self._own}

    def values(self) -> dict[str, Any]:
        """Everything as it stands in the form now."""
        return {key: self._read(key) for key in self._kept}

    def person(self, before: Person) -> Person:
        """The person as the form describes them now: to be judged, not to be stored."""
        values = {key: self._read(key) for key in ALL_FIELDS}
        months = str(values["standing_correction"])
        values["standing_correction"] = int(months) if months.lstrip("+-").isdigit() else 0
        values["name"] = values["name"] or "此人"
        values["sex"], values["category"] = Sex(values["sex"]), Category(values["category"])
        return replace(before, **values)

    def settle(self) -> None:
        """What is half typed becomes what it means: somebody is about to save."""
        for field in list(self.fields.values()):
            if isinstance(field, CodeCombo):
                field.settle()

    def _read(self, key: str) -> Any:
        field = self.fields.get(key)
        if field is None:
            return self._kept[key]
        return field.value() if isinstance(field, RowsTable) else read_field(field)

    def draft_fields(self) -> dict[str, Field]:
        """For the keeper of drafts: what is typed, also what is no date yet; a group is built to take it back."""
        return {
            key: (lambda key=key: self._typed(key), lambda v, key=key: self._give(key, v))
            for key in self._kept
        }

    def _typed(self, key: str) -> Any:
        field = self.fields.get(key)
        return field.text() if isinstance(field, DateEdit | TextArea) else self._read(key)

    def _give(self, key: str, value: Any) -> None:
        field = self.reveal(key)
        if isinstance(field, RowsTable):
            field.give(value)
        else:
            write(field, value)

    def _count(self, one: CardList) -> str:
        number = len(self._read(one.key))
        return f"{number} {one.counter}" if number else "没有"

    def _remark_words(self) -> str:
        told = [str(self._read("remark"))]
        told += [f"{own.caption}：{value}" for own in self._own if (value := self._read(f"own:{own.id}"))]
        return " · ".join(text for text in told if text)
