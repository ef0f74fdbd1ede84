"""年度核定: the standards of a year for everybody in one step, last year's beside them; exceptions are typed."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.dues_items import BASE_KINDS
from models.domain.errors import UserError
from models.domain.money import yuan
from ui.context import Context
from ui.dialogs.dues_items import ItemsDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.decided_fields import DecidedFields
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.fixing_grid import BASE, KIND, FixingGrid, FixingModel
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room


class YearFixingDialog(QDialog):
    """`fixed` says how many were fixed; one step, which can be undone."""

    def __init__(self, context: Context, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._year, self._service = context, year, context.desk.dues.fixing
        self.fixed = 0
        self.setWindowTitle(f"{year} 年党费核定")
        fits = room(self)
        self.resize(min(px(1080), fits.width()), min(px(640), fits.height()))
        self.model = FixingModel(self._service, self._service.year(year))
        self._build()
        self._judge()
        context.drafts.watch(self, key_of("fixing", year), f"{year} 年党费核定", self._fields, whole=True)

    def _fields(self) -> dict[str, Field]:
        return {**self.decided.fields(), "typed": (self._typed, self._put_typed)}

    def _typed(self) -> list[list[object]]:
        """What differs from how the sheet began: person, kind, base in fen."""
        return [
            [row.line.person_id, row.kind, row.base]
            for row in self.model.rows
            if row.draft is not None
            and (
                row.line.shown is None
                or (row.kind, row.base or 0) != (row.line.shown.kind, row.line.shown.base_fen)
            )
        ]

    def _put_typed(self, typed: list[list[object]]) -> None:
        kept = {one[0]: one for one in typed if len(one) == 3}
        for at, row in enumerate(self.model.rows):
            if one := kept.get(row.line.person_id):
                self.model.setData(self.model.index(at, KIND), one[1])
                if isinstance(one[2], int) and one[2]:
                    self.model.setData(self.model.index(at, BASE), yuan(one[2]))

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(14), px(20), px(14))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"{self._year} 年党费核定", "title"))
        told = "每年年初核定，年内一般不变。基数有变化的，直接改“今年基数”；没有变化的不用动。不核定的，去掉前面的勾。"
        box.addWidget(PlainLabel(told, "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        form = FormGrid()
        form.setMaximumWidth(px(900))
        self.decided = DecidedFields(self._context, form)
        box.addWidget(form)
        self.grid = FixingGrid(self.model)
        self.grid.items_wanted.connect(self.ask_items)
        box.addWidget(self.grid, 1)
        foot = QHBoxLayout()
        self.sums = PlainLabel("", wrap=True)
        foot.addWidget(self.sums, 1)
        self.items_button = self._quiet("收入项目…", lambda: self.ask_items(self.grid.currentIndex().row()))
        self.items_button.setToolTip("按工资单的项目计算基数（Ctrl+E）")
        foot.addWidget(self.items_button)
        foot.addWidget(self._quiet("全选", lambda: self.model.tick_all(True)))
        foot.addWidget(self._quiet("全不选", lambda: self.model.tick_all(False)))
        box.addLayout(foot)
        buttons = DialogButtons(self, "核定", "不核定")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.model.changed.connect(self._judge)
        selection = self.grid.selectionModel()
        selection.currentChanged.connect(lambda _now, _before: self._can_ask())
        self.grid.setFocus()

    def _quiet(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())  # pyright: ignore[reportCallIssue]
        return button

    def _can_ask(self) -> None:
        at = self.grid.currentIndex().row()
        self.items_button.setEnabled(
            0 <= at < len(self.model.rows) and self.model.rows[at].kind in BASE_KINDS
        )

    def ask_items(self, at: int) -> None:
        """What the base of a member is made of."""
        if not 0 <= at < len(self.model.rows):
            return
        row = self.model.rows[at]
        if row.draft is None or row.kind not in BASE_KINDS:
            return
        dialog = ItemsDialog(row.line.name, row.kind, row.draft.from_month, row.draft.items, self)
        if dialog.exec():
            self.model.set_items(at, dialog.items())

    def _judge(self) -> None:
        ticked = [row for row in self.model.rows if row.ticked]
        waiting, total = self.model.waiting(), sum(row.amount or 0 for row in ticked)
        before = sum(row.line.last.amount_fen for row in ticked if row.line.last)
        parts = [f"核定 {len(ticked)} 人，每月共 {yuan(total)} 元（上年 {yuan(before)} 元）"]
        if waiting:
            names = "、".join(row.line.name for row in waiting[:5])
            parts.append(f"{names}{f'等 {len(waiting)} 人' if len(waiting) > 5 else ''}还不能核定，看“说明”")
        if new := [row.line.name for row in self.model.rows if row.draft is None]:
            parts.append(f"{'、'.join(new[:5])}{'等' if len(new) > 5 else ''}没有核定过，不在内")
        self.sums.setText("；".join(parts) + "。" if self.model.rows else "这一年没有应交党费的党员。")
        self.ok_button.setText(f"核定 {len(ticked)} 人" if ticked else "核定")
        self.ok_button.setEnabled(bool(ticked) and not waiting)
        self._can_ask()

    def _save(self) -> None:
        if wrong := self.decided.day.problem():
            self._say(wrong)
            return
        try:
            self.fixed = self._service.fix_year(
                self._year,
                self.model.ready(),
                self.decided.day.iso(),
                self.decided.by.text(),
                self.decided.meeting_id,
            )
        except UserError as error:
            self._say(str(error))
            return
        self.accept()

    def _say(self, text: str) -> None:
        self.problem.say(text, "late")
        self.problem.show()
