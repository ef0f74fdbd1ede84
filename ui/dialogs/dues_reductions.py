"""少交免交登记: who pays less and until when, whether both steps are there, and the form for the approval (C7)."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.money import yuan
from models.domain.reduction import LESS, Reduction
from models.services.reductions import missing_steps
from ui.context import Context
from ui.dialogs.dues_reduction import ReductionDialog
from ui.record_model import Column, ListSource, RecordTableModel
from ui.tables import RecordTable
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

FORM = "C7"


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the register with the name it is about, and how it stands today."""

    id: int
    name: str
    one: Reduction
    standing: str

    @property
    def tone(self) -> str:
        return "late" if self.standing.startswith("缺") else "soon" if "到期" in self.standing else ""


def standing_of(one: Reduction, month: str) -> str:
    """缺上一级党委批准 · 本月到期 · 已过期 · 执行中."""
    if missing := missing_steps(one):
        return f"缺{missing}"
    if one.to_month and one.to_month < month:
        return "已过期"
    if one.from_month > month:
        return "未开始"
    return "本月到期，请复核" if one.to_month == month else "执行中"


COLUMNS: tuple[Column[Listed], ...] = (
    Column(key="name", title="姓名", text=lambda r: r.name, width=88, sort=False),
    Column(key="kind", title="怎样交", text=lambda r: r.one.kind, width=92, sort=False),
    Column(key="amount", title="少交至", text=lambda r: yuan(r.one.amount_fen) if r.one.kind == LESS else "—", width=72, align="right", sort=False),
    Column(key="months", title="起止", text=lambda r: f"{r.one.from_month} 至 {r.one.to_month or '未定'}", width=150, sort=False),
    Column(key="branch", title="支部研究", text=lambda r: r.one.branch_on or "—", width=92, sort=False),
    Column(key="superior", title="上级批准", text=lambda r: r.one.superior_on or "—", width=92, sort=False),
    Column(key="standing", title="现状", text=lambda r: r.standing, width=170, sort=False, tone=lambda r: r.tone, wrap=True),
    Column(key="grounds", title="原因", text=lambda r: r.one.grounds, width=200, sort=False, tip=lambda r: r.one.grounds, wrap=True),
)  # fmt: skip


class ReductionsDialog(QDialog):
    """`person_id`: the member who was chosen in the ledger; a new one is about him."""

    def __init__(self, context: Context, person_id: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._person = context, person_id
        self.setWindowTitle("少交免交")
        fits = room(self)
        self.resize(min(px(1040), fits.width()), min(px(560), fits.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(14), px(20), px(14))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("少交免交", "title"))
        self.sentence = PlainLabel("", "quiet", wrap=True)
        box.addWidget(self.sentence)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.table: RecordTable[Listed] = RecordTable(
            RecordTableModel(ListSource(self._load), COLUMNS), "reductions", context.settings
        )
        self.table.opened.connect(self.edit)
        self.table.current_changed.connect(lambda _id: self._can())
        box.addWidget(self.table, 1)
        box.addLayout(self._acts())
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.refresh()

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.new_button = self._button("登记…", lambda: self.edit(0))
        self.edit_button = self._button("修改…", lambda: self.edit(self.table.current_id()))
        self.print_button = self._button("打印审批表", self.print_)
        self.remove_button = self._button("删除", self.remove)
        for button in (self.new_button, self.edit_button, self.print_button, self.remove_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    @staticmethod
    def _button(text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("compact", True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    def _load(self) -> list[Listed]:
        desk = self._context.desk
        names, month = desk.dues.reductions.names(), desk.today()[:7]
        found = [
            Listed(one.id, names.get(person, ""), one, standing_of(one, month))
            for person, kept in desk.dues.reductions.all().items()
            for one in kept
        ]
        return sorted(found, key=lambda r: (r.one.to_month or "9999", r.one.from_month), reverse=True)

    def refresh(self) -> None:
        """Read again after a change."""
        self.table.record_model.reload()
        listed = self._load()
        missing = sum(r.standing.startswith("缺") for r in listed)
        said = f"登记 {len(listed)} 条" + (f"，{missing} 条没有记全两步" if missing else "")
        self.sentence.setText(
            f"{said}。" if listed else "还没有登记过少交或免交。确有困难的党员，点“登记…”。"
        )
        if listed and not self.table.current_id():
            self.table.select_id(listed[0].id)
        self._can()

    def _can(self) -> None:
        chosen = bool(self.table.current_id())
        for button in (self.edit_button, self.remove_button):
            button.setEnabled(chosen)
        self.print_button.setEnabled(chosen)

    def edit(self, reduction_id: int) -> None:
        """A new one (0), or one that is there."""
        desk = self._context.desk
        kept = desk.dues.reductions.get(reduction_id) if reduction_id else Reduction(person_id=self._person)
        dialog = ReductionDialog(self._context, kept, desk.today()[:7], self)
        if dialog.exec():
            self.refresh()
            self.table.select_id(dialog.saved)

    def print_(self) -> None:
        """C7 of the one chosen."""
        self._context.preview(FORM, self.table.current_id())

    def remove(self) -> None:
        """Undone by 撤销."""
        try:
            self._context.desk.dues.reductions.remove(self.table.current_id())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
        self.refresh()
