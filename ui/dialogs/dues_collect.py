"""本月按标准收齐: everybody who still owes the month, ticked; take the ticks off those who have not paid."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from models.domain.dates import chinese_date
from models.domain.dues_sheet import CellState, DuesRow
from models.domain.errors import UserError
from models.domain.money import yuan
from models.services.dues import METHODS, PaymentDraft
from ui.context import Context
from ui.drafts import Field, key_of
from ui.theme import color, px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.dues_hands import Hands
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel

OWED = (CellState.LATE, CellState.DUE, CellState.PART)
PERSON, FEN = int(Qt.ItemDataRole.UserRole) + 1, int(Qt.ItemDataRole.UserRole) + 2


class _PersonDelegate(QStyledItemDelegate):
    """The name as usual, the amount at the right."""

    def paint(self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(color("ink"))
        place = option.rect.adjusted(0, 0, -px(16), 0)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(side), f"{yuan(int(index.data(FEN) or 0))} 元")
        painter.restore()


class CollectDialog(QDialog):
    """One payment a person, all in one step; `collected` says how many and how much."""

    def __init__(
        self, context: Context, rows: Sequence[DuesRow], month: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._rows = context, rows
        self.collected = ""
        self.posted: list[int] = []  # the receipts
        self.setWindowTitle("按标准收齐")
        self.setMinimumWidth(px(560))
        self.setMinimumHeight(px(400))
        self.resize(px(560), min(px(560), 680))  # fits a 768-pixel screen at any text size
        self._build(month)
        self._fill()
        context.drafts.watch(self, key_of("collect", month), "按标准收齐", self._fields, whole=True)

    def _fields(self) -> dict[str, Field]:
        """The month first: the list follows it."""
        names = (self._left_out, self._leave_out)
        return {"month": self.month, "received": self.received, "method": self.method, "left": names}

    def _left_out(self) -> list[int]:
        return [int(i.data(PERSON)) for i in self.items() if i.checkState() != Qt.CheckState.Checked]

    def _leave_out(self, persons: list[int]) -> None:
        for item in self.items():
            left = int(item.data(PERSON)) in persons
            item.setCheckState(Qt.CheckState.Unchecked if left else Qt.CheckState.Checked)

    def _build(self, month: str) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("按标准收齐一个月", "title"))
        box.addWidget(PlainLabel("名单是这个月还没有交清的人。没有交的，去掉前面的勾。", "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.month, self.received, self.method = QComboBox(), DateEdit(partial=False), QComboBox()
        now = self._context.desk.today()
        for cell in self._rows[0].cells if self._rows else ():
            self.month.addItem(chinese_date(cell.month), cell.month)
        self.month.setCurrentIndex(max(0, self.month.findData(self._begin(month))))
        self.month.currentIndexChanged.connect(lambda _i: self._fill())
        self.received.set_iso(now)
        self.method.addItems(list(METHODS))
        form = FormGrid()
        form.add_line(
            ("month", "月份", self.month),
            ("received", "收款日期", self.received),
            ("method", "交纳方式", self.method),
        )
        box.addWidget(form)
        self.earlier = PlainLabel("", wrap=True)
        self.earlier.set_state("soon")
        box.addWidget(self.earlier)
        self.list = QListView()
        self.list.setAccessibleName("要登记的人")
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.model = QStandardItemModel(self.list)
        self.model.itemChanged.connect(lambda _item: self._judge())
        self.list.setModel(self.model)
        self.list.setItemDelegate(_PersonDelegate(self.list))
        self.list.installEventFilter(self)
        box.addWidget(self.list, 1)
        foot = QHBoxLayout()
        self.sum_label = PlainLabel("", wrap=True)
        foot.addWidget(self.sum_label, 1)
        for text, state in (("全选", Qt.CheckState.Checked), ("全不选", Qt.CheckState.Unchecked)):
            button = QPushButton(text)
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, wanted=state: self._tick_all(wanted))
            foot.addWidget(button)
        box.addLayout(foot)
        self.hands = Hands(self._context, "收款人")
        self.hands.add_to(form)
        self.slip = QCheckBox("登记后打印收讫条（一页 4 张）")
        box.addWidget(self.slip)
        buttons = DialogButtons(self, "登记", "不登记")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)

    def _begin(self, month: str) -> str:
        """The month asked for; once it is in, the last one before it that somebody owes."""
        owed = {c.month for row in self._rows for c in row.cells if c.state in OWED and c.month <= month}
        return max(owed, default=month)

    def _say_earlier(self, month: str) -> None:
        """Of these people, who owes months before this one."""
        listed = {int(item.data(PERSON)) for item in self.items()}
        owed = [
            [c.month for c in row.cells if c.state in OWED and c.month < month]
            for row in self._rows
            if row.person_id in listed
        ]
        months = Counter(one for found in owed for one in found)
        people = sum(map(bool, owed))
        words = "、".join(f"{int(one[5:])}月 {months[one]} 人" for one in sorted(months))
        self.earlier.setText(f"！ 其中 {people} 人还欠以前的月份：{words}。要先收那个月的，换一下月份。")
        self.earlier.setVisible(bool(people))

    def chosen_month(self) -> str:
        return str(self.month.currentData() or "")

    def _fill(self) -> None:
        """Who still owes the month chosen; in a month to come, who would."""
        month = self.chosen_month()
        self.model.clear()
        for row in self._rows:
            cell = next((c for c in row.cells if c.month == month), None)
            if cell is None or cell.state not in (*OWED, CellState.FUTURE):
                continue
            rest = cell.due_fen - (cell.paid_fen - cell.more_fen)
            if rest <= 0:
                continue
            item = QStandardItem(f"{row.name}（已交一部分）" if cell.paid_fen else row.name)
            item.setData(f"{row.name} {yuan(rest)} 元", Qt.ItemDataRole.AccessibleTextRole)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked)
            item.setEditable(False)
            item.setData(row.person_id, PERSON)
            item.setData(rest, FEN)
            self.model.appendRow(item)
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._say_earlier(month)
        self._judge()

    def items(self) -> list[QStandardItem]:
        return [self.model.item(i) for i in range(self.model.rowCount())]

    def _ticked(self) -> list[QStandardItem]:
        return [item for item in self.items() if item.checkState() == Qt.CheckState.Checked]

    def _tick_all(self, state: Qt.CheckState) -> None:
        for item in self.items():
            item.setCheckState(state)

    def _judge(self) -> None:
        ticked = self._ticked()
        total = sum(int(item.data(FEN)) for item in ticked)
        left = self.model.rowCount() - len(ticked)
        if not self.model.rowCount():
            self.sum_label.setText("这个月没有要收的人：都已交清，或还没有核定标准。")
        else:
            rest = f"{left} 人未交" if left else "全部收齐"
            self.sum_label.setText(f"收 {len(ticked)} 人，共 {yuan(total)} 元；{rest}")
        self.ok_button.setText(f"登记 {len(ticked)} 人 {yuan(total)} 元" if ticked else "登记")
        self.ok_button.setEnabled(bool(ticked))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space takes the tick off and goes on to the next person."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            index = self.list.currentIndex()
            if event.key() == Qt.Key.Key_Space and index.isValid():
                item = self.model.itemFromIndex(index)
                on = item.checkState() == Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
                below = self.model.index(index.row() + 1, 0)
                if below.isValid():
                    self.list.setCurrentIndex(below)
                return True
        return super().eventFilter(watched, event)

    def _save(self) -> None:
        month, ticked = self.chosen_month(), self._ticked()
        self.hands.settle()
        by, checked = self.hands.names
        drafts = [
            PaymentDraft(
                person_id=int(item.data(PERSON)),
                months=(month,),
                received_on=self.received.iso(),
                method=self.method.currentText(),
                received_by=by,
                checked_by=checked,
            )
            for item in ticked
        ]
        try:
            self.posted = self._context.desk.dues.record_many(drafts)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        total = sum(int(item.data(FEN)) for item in ticked)
        self.collected = f"已登记{chinese_date(month)}党费 {len(drafts)} 人，共 {yuan(total)} 元。"
        self.accept()
