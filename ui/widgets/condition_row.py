"""One line of a search put together by hand: a field, what is asked, and with what."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from models.domain.codes import CodeItem
from models.domain.filters import OP_LABELS, VALUELESS, Condition, Fields, FilterField, Kind, Op
from ui.theme import px, restyle
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.field_combo import FieldCombo
from ui.widgets.plain_label import PlainLabel
from ui.widgets.tab_order import in_tab_order
from ui.widgets.values_edit import ValuesEdit

Values = Callable[[str], Sequence[CodeItem]]


class ConditionRow(QWidget):
    """`condition()` is what stands in the line, checked by nobody yet. `removed` wants the line gone."""

    changed = Signal()
    removed = Signal()

    def __init__(self, fields: Fields, values: Values, one: Condition | None = None) -> None:
        super().__init__()
        self._fields, self._offered = fields, values
        self.ends: tuple[QLineEdit, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.field = FieldCombo(fields.values(), one.field if one and one.field in fields else "")
        self.field.setMinimumWidth(px(170))
        self.op = CalmCombo()
        self.op.setAccessibleName("条件")
        self.op.setMinimumWidth(px(112))
        self.place = QWidget()
        self._line = QHBoxLayout(self.place)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(px(6))
        self.remove = QPushButton("去掉")
        self.remove.setProperty("quiet", True)
        self.remove.clicked.connect(lambda: self.removed.emit())
        row.addWidget(self.field)
        row.addWidget(self.op)
        row.addWidget(self.place, 1)
        row.addWidget(self.remove)
        self._fill_ops(one.op if one else None)
        self._fill_values(one.values if one else ())
        self.field.currentIndexChanged.connect(lambda _i: self._another_field())
        self.op.currentIndexChanged.connect(lambda _i: self._another_op())

    def condition(self) -> Condition:
        return Condition(self.field.key(), self._op(), self._values())

    def set_problem(self, text: str) -> None:
        """Mark the fields in which something is missing."""
        for end in self.ends:
            restyle(end, "invalid", bool(text))
            end.setAccessibleDescription(text)

    def focus_value(self) -> None:
        (self.ends[0] if self.ends else self.op).setFocus()

    # the parts

    def _asked(self) -> FilterField:
        return self._fields[self.field.key()]

    def _op(self) -> Op:
        return Op(self.op.currentData())

    def _fill_ops(self, op: Op | None) -> None:
        self.op.blockSignals(True)
        self.op.clear()
        for one in self._asked().ops:
            self.op.addItem(OP_LABELS[one], str(one))
        self.op.setCurrentIndex(max(0, self.op.findData(str(op)) if op else 0))
        self.op.blockSignals(False)

    def _another_field(self) -> None:
        self._fill_ops(None)
        self._fill_values(())
        self.changed.emit()

    def _another_op(self) -> None:
        self._fill_values(self._values())
        self.changed.emit()

    def _fill_values(self, values: Sequence[str]) -> None:
        while (item := self._line.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.ends = ()
        op = self._op()
        if op in VALUELESS:
            self._line.addStretch(1)
        elif op is Op.BETWEEN:
            self._add_range(*(*values, "", "")[:2])
        elif op is Op.MONTH:
            self._add_month(values[0] if values and values[0].isdigit() and len(values[0]) < 3 else "")
        else:
            self._add_values(values)
        in_tab_order(self.field, self.op, *self.ends, self.remove)

    def _add_values(self, values: Sequence[str]) -> None:
        field = self._asked()
        edit = ValuesEdit(lambda: self._offered(field.key), field.kind is Kind.CHOICE)
        edit.setAccessibleName(f"{field.title}的内容")
        edit.set_values([value for value in values if value])
        edit.changed.connect(self.changed)
        self._line.addWidget(edit, 1)
        self.ends = (edit,)

    def _add_range(self, first: str, last: str) -> None:
        field = self._asked()
        is_date = field.kind is Kind.DATE
        ends = [DateEdit() if is_date else QLineEdit() for _ in range(2)]
        for end, text, name in zip(ends, (first, last), ("起", "止"), strict=True):
            end.setAccessibleName(f"{field.title}{name}")
            end.setPlaceholderText(
                {"起": "不早于" if is_date else "不少于", "止": "不晚于" if is_date else "不多于"}[name]
            )
            end.setText(text)
            end.textChanged.connect(lambda _text: self.changed.emit())
        self._line.addWidget(ends[0], 1)
        self._line.addWidget(PlainLabel("至", "quiet"))
        self._line.addWidget(ends[1], 1)
        if field.unit:
            self._line.addWidget(PlainLabel(field.unit, "quiet"))
        self.ends = (ends[0], ends[1])

    def _add_month(self, month: str) -> None:
        edit = QLineEdit(str(int(month)) if month else "")
        edit.setAccessibleName(f"{self._asked().title}的月份")
        edit.setPlaceholderText("1 至 12")
        edit.setMaximumWidth(px(110))
        edit.textChanged.connect(lambda _text: self.changed.emit())
        self._line.addWidget(edit)
        self._line.addWidget(PlainLabel("月", "quiet"))
        self._line.addStretch(1)
        self.ends = (edit,)

    def _values(self) -> tuple[str, ...]:
        if len(self.ends) == 1 and isinstance(self.ends[0], ValuesEdit):
            return self.ends[0].values()
        return tuple(end.text().strip() for end in self.ends)
