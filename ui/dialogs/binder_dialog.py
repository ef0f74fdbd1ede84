"""装订成册: the year's working manual, or the sheets of a period for an inspection; which parts, and where to."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from models.domain.binder import SECTIONS, BinderKind, Wanted
from models.domain.errors import UserError
from models.services import binders
from ui.binding import FORMATS, BookFormat
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.date_edit import DateEdit
from ui.widgets.export_form import ExportForm
from ui.widgets.tick_list import TickList

HINTS = {
    BinderKind.MANUAL: "一年的手册：封面、说明、缺项清单、目录、各类名册和记录、人名索引、上级检查意见页。",
    BinderKind.INSPECTION: "只编选定的时间和部分，前面是缺项和待签清单，供检查时翻阅。",
}


class BinderDialog(FormDialog):
    """`wanted`, `folder` and `formats` once it is accepted."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("装订成册", 560, parent)
        self._context = context
        self.wanted: Wanted | None = None
        today = context.desk.today()
        self.kind = QComboBox()
        for kind in BinderKind:
            self.kind.addItem(kind.value, kind)
        self.year = QComboBox()
        for year in range(int(today[:4]), int(today[:4]) - 10, -1):
            self.year.addItem(f"{year} 年", year)
        self.since = DateEdit(f"{today[:4]}-01-01", partial=False)
        self.until = DateEdit(today, partial=False)
        self.parts = TickList(SECTIONS, 3)
        self.parts.set_text("、".join(SECTIONS))
        self.grid.add("kind", "编什么", self.kind, HINTS[BinderKind.MANUAL])
        self.grid.add("year", "年度", self.year)
        self.grid.add_line(("since", "从", self.since), ("until", "到", self.until))
        self.grid.add("parts", "编入的部分", self.parts)
        self.form = ExportForm(context.settings, "export-binder", FORMATS)
        self.box.addWidget(self.form)
        self.form.changed.connect(self._judge)
        self.kind.currentIndexChanged.connect(lambda _i: self._suit())
        self.foot(self._save, "装订", "不编了")
        self._suit()

    def folder(self) -> Path:
        return self.form.folder()

    def formats(self) -> list[BookFormat]:
        ticked = self.form.formats()
        return [one for one in FORMATS if one in ticked]

    def _suit(self) -> None:
        """A manual asks for its year, an inspection for days and parts."""
        kind = BinderKind(self.kind.currentData())
        manual = kind is BinderKind.MANUAL
        self.grid.rows["year"].setVisible(manual)
        for key in ("since", "until", "parts"):
            self.grid.rows[key].setVisible(not manual)
        self.grid.rows["kind"].note.setText(HINTS[kind])
        self.adjustSize()
        self._judge()

    def _judge(self) -> None:
        self.ok_button.setEnabled(self.form.is_complete())

    def _save(self) -> None:
        desk = self._context.desk
        self.problem.hide()
        self.grid.clear_problems()
        try:
            if BinderKind(self.kind.currentData()) is BinderKind.MANUAL:
                self.wanted = binders.year_of(desk, self.year.currentData())
            else:
                for key, field in (("since", self.since), ("until", self.until)):
                    self.grid.set_problem(key, field.problem())
                if self.grid.focus_first_problem():
                    return
                chosen = self.parts.text().split("、")
                self.wanted = binders.period(desk, self.since.iso(), self.until.iso(), chosen)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.form.keep()
        self.accept()
