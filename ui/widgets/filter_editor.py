"""Conditions of which all or any must hold, with groups of the same kind within them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.filters import Condition, Fields, Group, checked_condition
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.condition_row import ConditionRow, Values
from ui.widgets.plain_label import PlainLabel
from ui.widgets.tab_order import in_tab_order

DEEPEST = 2


class FilterEditor(QWidget):
    """`tree()` is what stands there; `changed` after every change, `removed` when a group shall go."""

    changed = Signal()
    removed = Signal()

    def __init__(self, fields: Fields, values: Values, tree: Group, depth: int = 1) -> None:
        super().__init__()
        self._fields, self._values, self._depth = fields, values, depth
        self.parts: list[ConditionRow | FilterEditor] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20) if depth > 1 else 0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(self._head(tree.any_of))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        box.addLayout(self._rows)
        box.addLayout(self._foot())
        for part in tree.parts:
            if isinstance(part, Condition) and part.field in fields:
                self.add_condition(part)
            elif isinstance(part, Group):
                self.add_group(part)
        if not self.parts:
            self.add_condition()
        self._order()

    def tree(self) -> Group:
        """What stands in the lines; nothing is checked yet."""
        parts = [part.condition() if isinstance(part, ConditionRow) else part.tree() for part in self.parts]
        return Group(
            tuple(part for part in parts if isinstance(part, Condition) or part), bool(self.how.currentData())
        )

    def problem(self) -> str:
        """Mark the lines that cannot be asked yet; the first sentence, "" when all can."""
        first = ""
        for part in self.parts:
            if isinstance(part, FilterEditor):
                said = part.problem()
            else:
                said = _problem(part.condition(), self._fields)
                part.set_problem(said)
            first = first or said
        return first

    def clear_problems(self) -> None:
        for part in self.parts:
            part.clear_problems() if isinstance(part, FilterEditor) else part.set_problem("")

    def add_condition(self, one: Condition | None = None) -> ConditionRow:
        row = ConditionRow(self._fields, self._values, one)
        self._add(row)
        return row

    def add_group(self, tree: Group | None = None) -> "FilterEditor":
        group = FilterEditor(self._fields, self._values, tree or Group(any_of=True), self._depth + 1)
        self._add(group)
        return group

    # the parts

    def _head(self, any_of: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(PlainLabel("符合下面" if self._depth == 1 else "其中符合", "quiet"))
        self.how = CalmCombo()
        self.how.setAccessibleName("全部还是任一")
        self.how.addItem("全部条件", False)
        self.how.addItem("任一条件", True)
        self.how.setCurrentIndex(int(any_of))
        self.how.currentIndexChanged.connect(lambda _i: self.changed.emit())
        line.addWidget(self.how)
        line.addStretch(1)
        self._head_stops: list[QWidget] = [self.how]
        if self._depth > 1:
            gone = QPushButton("去掉这一组")
            gone.setProperty("quiet", True)
            gone.clicked.connect(lambda: self.removed.emit())
            line.addWidget(gone)
            self._head_stops.append(gone)
        return line

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.more = QPushButton("添加条件")
        self.more.clicked.connect(lambda: self._added(self.add_condition()))
        line.addWidget(self.more)
        self._foot_stops: list[QWidget] = [self.more]
        if self._depth < DEEPEST:
            self.more_group = QPushButton("添加一组条件")
            self.more_group.setProperty("quiet", True)
            self.more_group.clicked.connect(lambda: self._added(self.add_group()))
            line.addWidget(self.more_group)
            self._foot_stops.append(self.more_group)
        line.addStretch(1)
        return line

    def stops(self) -> list[QWidget]:
        """What Tab goes through, from the top to the foot."""
        parts = [
            stop
            for part in self.parts
            for stop in (part.stops() if isinstance(part, FilterEditor) else [part])
        ]
        return [*self._head_stops, *parts, *self._foot_stops]

    def _order(self) -> None:
        in_tab_order(*self.stops())

    def _added(self, part: "ConditionRow | FilterEditor") -> None:
        self._order()
        first = part if isinstance(part, ConditionRow) else part.parts[0]
        if isinstance(first, ConditionRow):
            first.field.setFocus()
        self.changed.emit()

    def _add(self, part: "ConditionRow | FilterEditor") -> None:
        self.parts.append(part)
        self._rows.addWidget(part)
        part.changed.connect(self.changed)
        part.removed.connect(lambda: self._remove(part))

    def _remove(self, part: "ConditionRow | FilterEditor") -> None:
        self.parts.remove(part)
        part.hide()
        part.deleteLater()
        if not self.parts and self._depth == 1:
            self.add_condition()
        elif not self.parts:
            self.removed.emit()
        self._order()
        self.more.setFocus()
        self.changed.emit()


def _problem(one: Condition, fields: Fields) -> str:
    try:
        checked_condition(one, fields)
    except UserError as error:
        return error.message
    return ""
