"""Recording one movement of one person: the kind decides what is asked; what it means is said before it happens."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from models.domain.dates import add_days
from models.domain.errors import UserError
from models.domain.labels import FIELD_LABELS
from models.domain.movement import Movement
from models.domain.movement_kinds import (
    ABROAD_REASONS,
    BY_NAME,
    IN_PAPERS,
    KINDS,
    LOST,
    LOST_KINDS,
    OUT,
    Aspect,
    Kind,
    kind_of,
)
from models.domain.records import Person
from models.services.roster import WRONG_ENTRY
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormRow
from ui.widgets.new_member import NewMember
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import hold
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.tab_order import in_tab_order
from ui.widgets.tick_list import TickList

DAYS = ("until", "approved_on", "receipt_on")
REASONS: Mapping[str, tuple[str, ...]] = {
    "转入": ("工作调动", "居住地改变", "毕业回乡", "退休", "其他"),
    OUT: ("工作调动", "居住地改变", "升学", "退休", "随子女居住", "其他"),
    "外出流动": ("外出务工", "外出经商", "随子女居住", "求学", "其他"),
    "失联": LOST_KINDS,
    "出国（境）": ABROAD_REASONS,
    "除名": ("自行脱党", "限期改正后仍不合格", "停止党籍满两年仍无法联系", "其他"),
}
VALIDITY = ((10, "10 天（市内）"), (30, "30 天（市外）"), (60, "60 天"), (90, "90 天（最长三个月）"))
USUAL_VALIDITY = 30
WIDE = frozenset({"organisation", "papers", "remark"})
WRONG = Kind(
    name=WRONG_ENTRY,
    group="录错",
    aspect=Aspect.PLACE,
    starts=True,
    effect="只用于录错的人：从名册中删去，放进“回收站”，随时可以恢复。",
)
FIELDS = tuple(dict.fromkeys(key for kind in KINDS for key in kind.fields))


class MovementDialog(QDialog):
    """Enter records, Escape leaves. With `movement` its fields are corrected; kind and person stay."""

    def __init__(
        self,
        context: Context,
        person: Person | None,
        parent: QWidget | None = None,
        *,
        kind: str = OUT,
        movement: Movement | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._person, self._movement = context, person or Person(), movement
        self._service = context.desk.movements
        self._proposed_letter = ""
        self.setWindowTitle(f"变动：{person.name}" if person else "转入新党员")
        self.setMinimumWidth(px(620))
        self.resize(px(660), px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        self.heading = PlainLabel("", "title", wrap=True)
        box.addWidget(self.heading)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.open_things = Banner("", "soon")
        self.open_things.hide()
        box.addWidget(self.open_things)
        self._fields()
        self.column = ScrollColumn(self._form())
        box.addWidget(self.column, 1)
        self.note = PlainLabel("", "field", wrap=True)
        box.addWidget(self.note)
        buttons = DialogButtons(self, "更正" if movement else "登记", "取消")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.kind.setCurrentIndex(max(0, self.kind.findData(movement.kind if movement else kind)))
        self.kind.currentIndexChanged.connect(lambda _row: self._show_kind())
        self.day.editingFinished.connect(lambda: self.isVisible() and self._day_changed())
        letter = self.inputs["letter_number"]
        assert isinstance(letter, QLineEdit)
        letter.editingFinished.connect(lambda: self.isVisible() and self._look_at_letter())
        self._show_kind()
        (self.kind if self.kind.isEnabled() and self._person.id else self.day).setFocus()
        if not self._person.id:
            self.card.name.setFocus()
        if movement:
            self._fill(movement)
            self._start = self._filled_in()
        else:
            context.drafts.watch(
                self, key_of("movement", self._person.id), self.windowTitle(), self._draft_fields
            )
            self._fit_height()  # the offer of a draft needs its room too

    def _filled_in(self) -> dict[str, str]:
        return self.values() | self.card.values()

    def reject(self) -> None:
        """Escape leaves; what has been typed is not thrown away without a word."""
        if self._filled_in() == self._start or MessageDialog.confirm(
            self, "填写的内容还没有登记。", verb="放弃填写", leave="继续填写", title=self.windowTitle()
        ):
            super().reject()

    def _draft_fields(self) -> dict[str, Field]:
        """The kind first: it decides what the others are."""
        ticks = self.inputs["papers"]
        assert isinstance(ticks, TickList)
        more: dict[str, Field] = {**self.inputs, "papers": (ticks.text, ticks.set_text)}
        return {"kind": self.kind, "day": self.day, **self.card.fields, **more}

    # building

    def _fields(self) -> None:
        self.kind = QComboBox()
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(12)  # a reason behind a kind makes no column wider
        self._offer()
        if self._movement is None and self._person.id and not self._person.left_on:
            self.kind.addItem("录错：从名册中删去", WRONG.name)
        self.kind.setEnabled(self._movement is None)
        self.day = DateEdit(self._context.desk.today())
        self.inputs = {key: self._input(key) for key in FIELDS}
        self.validity = self.inputs["letter_valid_to"]
        self.card = NewMember()
        self.rows = {
            **self.card.rows,
            "kind": FormRow("变动情形", self.kind),
            "on_date": FormRow("日期", self.day, required=True),
            **{key: FormRow(FIELD_LABELS[key], self.inputs[key]) for key in FIELDS},
        }

    def _form(self) -> QWidget:
        """Two columns, filled anew for each kind."""
        inside = QWidget()
        self._places = QGridLayout(inside)
        self._places.setContentsMargins(0, 0, px(8), 0)
        self._places.setHorizontalSpacing(px(16))
        self._places.setVerticalSpacing(px(7))
        self._places.setColumnStretch(0, 1)
        self._places.setColumnStretch(1, 1)
        for row in self.rows.values():
            row.setParent(inside)
        return inside

    def _arrange(self, kind: Kind) -> None:
        """The fields of the kind in its order; long ones take the whole line."""
        while self._places.count():
            self._places.takeAt(0)
        new = () if self._person.id else tuple(self.card.rows)
        shown = (*new, "kind", *(() if kind is WRONG else ("on_date",)), *kind.fields)
        for key, row in self.rows.items():
            if key not in shown:
                row.hide()
        at = 0
        for key in shown:
            wide = key in WIDE
            at += at % 2 if wide else 0
            top = Qt.AlignmentFlag.AlignTop
            self._places.addWidget(self.rows[key], at // 2, at % 2, 1, 2 if wide else 1, top)
            self.rows[key].show()
            at += 2 if wide else 1
        self._places.setRowStretch(self._places.rowCount(), 1)
        in_tab_order(*(self.rows[key] for key in shown))

    def _fit_height(self) -> None:
        """As high as this kind needs, or as the screen allows."""
        hold(self, self.column, self._places.totalMinimumSize().height() + px(4))

    def _offer(self) -> None:
        """What can happen to this person; below a line what does not fit the present state, and why."""
        if self._movement is not None:
            kind = kind_of(self._movement.kind)
            self.kind.addItem(f"{kind.group}：{kind.name}", kind.name)
            return
        doubtful = False
        for choice in self._service.choices(self._person):
            kind = choice.kind
            if choice.doubt and not doubtful and self.kind.count():
                self.kind.insertSeparator(self.kind.count())
            doubtful = bool(choice.doubt)
            more = f"（{choice.doubt}）" if choice.doubt else ""
            self.kind.addItem(f"{kind.group}：{kind.name}{more}", kind.name)

    def _input(self, key: str) -> QWidget:
        if key in DAYS:
            return DateEdit()
        if key == "reason":
            combo = QComboBox()
            combo.setEditable(True)
            return combo
        if key == "letter_valid_to":
            combo = QComboBox()
            for days, text in VALIDITY:
                combo.addItem(text, str(days))
            combo.setCurrentIndex([d for d, _ in VALIDITY].index(USUAL_VALIDITY))
            combo.currentIndexChanged.connect(lambda _row: self._say_validity())
            return combo
        if key == "papers":
            return TickList(IN_PAPERS)
        return QLineEdit()

    # showing

    def current_kind(self) -> Kind:
        return BY_NAME.get(str(self.kind.currentData()), WRONG)

    def _show_kind(self) -> None:
        """The fields of the kind in its order, its own names for them, and what it means."""
        kind = self.current_kind()
        self.heading.setText(f"{self._person.name}：{kind.name}" if self._person.id else "转入新党员")
        self.ok_button.setText("更正" if self._movement else "删去此人" if kind is WRONG else "登记")
        self.rows["on_date"].set_label(kind.labels.get("on_date", "日期"), required=True)
        for key in FIELDS:
            self.rows[key].set_label(kind.labels.get(key, FIELD_LABELS[key]))
        self._arrange(kind)
        reason, place = self.inputs["reason"], self.inputs["place"]
        assert isinstance(reason, QComboBox)
        assert isinstance(place, QLineEdit)
        place.setPlaceholderText("写给：中共××街道工作委员会" if kind.name == OUT else "")
        reason.clear()
        reason.addItems(["", *REASONS.get(kind.name, ())])
        reason.setEditable(kind.name not in ("失联", "出国（境）"))
        self.note.setText(kind.effect)
        self.note.setVisible(bool(kind.effect))
        if self._movement is None:
            self._propose(kind)
        self._say_validity()
        self._look_at_open_things()
        self._start = self._filled_in()

    def _propose(self, kind: Kind) -> None:
        """What the records know already."""
        paid, number = self.inputs["dues_paid_to"], self.inputs["letter_number"]
        assert isinstance(paid, QLineEdit)
        assert isinstance(number, QLineEdit)
        self._proposed_letter = self._service.next_letter(self.day.iso()) if kind.name == OUT else ""
        number.setText(self._proposed_letter)
        paid.setText(self._service.paid_to(self._person.id) if kind.group != "增加" else "")
        today = self._context.desk.today()
        if self.day.iso() in ("", today):  # lost: the last day somebody was seen, never today
            self.day.set_iso("" if kind.name == LOST else today)
        self._look_at_letter()

    def _day_changed(self) -> None:
        number = self.inputs["letter_number"]
        assert isinstance(number, QLineEdit)
        if self._proposed_letter and number.text() == self._proposed_letter:  # another year, another number
            self._proposed_letter = self._service.next_letter(self.day.iso())
            number.setText(self._proposed_letter)
        self._look_at_letter()
        self._say_validity()
        self._look_at_open_things()

    def _look_at_letter(self) -> None:
        """A number that cannot be, or that is not the next one, is said while it can still be changed."""
        number, row = self.inputs["letter_number"], self.rows["letter_number"]
        assert isinstance(number, QLineEdit)
        told = self._movement is None and self.current_kind().name == OUT
        problem, note = self._service.letter_doubts(number.text(), self.day.iso()) if told else ("", "")
        row.set_problem(problem)
        row.set_note(note)

    def _look_at_open_things(self) -> None:
        kind = self.current_kind()
        leaves = kind.group == "减少" and kind is not WRONG and self._movement is None
        found = self._service.left_open(self._person.id, kind.name, self.day.iso()) if leaves else []
        self.open_things.setVisible(bool(found))
        if found:
            self.open_things.say("\n".join(found), "soon")
        self._fit_height()

    def _say_validity(self) -> None:
        until = self.valid_to()
        self.rows["letter_valid_to"].set_note(f"到 {until} 失效" if until else "")

    def valid_to(self) -> str:
        """The last day of the letter by what is chosen."""
        assert isinstance(self.validity, QComboBox)
        chosen = str(self.validity.currentData())
        return add_days(self.day.iso(), int(chosen)) if chosen.isdigit() else chosen

    def _fill(self, movement: Movement) -> None:
        self.day.set_iso(movement.on_date)
        for key in self.current_kind().fields:
            value = getattr(movement, key)
            field = self.inputs[key]
            if key == "letter_valid_to":
                assert isinstance(field, QComboBox)
                field.addItem(f"到 {value}" if value else "没有写明", value)
                field.setCurrentIndex(field.count() - 1)
            elif isinstance(field, QComboBox):
                field.setCurrentText(value)
            elif isinstance(field, TickList):
                field.set_text(value)
            elif isinstance(field, QLineEdit):
                field.setText(value)
        self._say_validity()

    # saving

    def values(self) -> dict[str, str]:
        """What was filled in, by column."""
        found = {"on_date": self.day.iso()}
        for key in self.current_kind().fields:
            field = self.inputs[key]
            if key == "letter_valid_to":
                found[key] = self.valid_to()
            elif isinstance(field, DateEdit):
                found[key] = field.iso()
            elif isinstance(field, QComboBox):
                found[key] = field.currentText()
            elif isinstance(field, (TickList, QLineEdit)):
                found[key] = field.text()
        letter = found.get("letter_number", "x") or self._movement
        if self.current_kind().name == OUT and not letter:
            found["letter_valid_to"] = ""  # no letter, nothing that lapses
        return found

    def _save(self) -> None:
        for row in self.rows.values():
            row.set_problem("")
        self._look_at_letter()
        days: Sequence[str] = ("on_date", *(key for key in DAYS if key in self.current_kind().fields))
        for key in days:
            edit = self.day if key == "on_date" else self.inputs[key]
            assert isinstance(edit, DateEdit)
            if edit.problem():
                self.rows[key].set_problem(edit.problem())
                edit.setFocus()
        if not self._person.id:
            self.card.judge()
        if any(row.has_problem for row in self.rows.values()):
            return
        kind = self.current_kind().name
        try:
            if self._movement is not None:
                self._service.correct(self._movement.id, self.values())
            elif not self._person.id:
                self._service.arrive(self.card.values(), self.values())
            elif kind == WRONG_ENTRY:
                self._context.desk.roster.remove(self._person.id, WRONG_ENTRY, "")
            else:
                self._service.record(self._person.id, kind, self.values())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        done = "已更正" if self._movement else "已登记"
        self._context.say(f"✓ {done}：{self._person.name or self.card.name.text().strip()} {kind}")
        self.accept()
