"""结账: what closing a month posts is shown before; from then on what is due for it stays as posted."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.errors import UserError
from models.domain.money import yuan
from models.services.closing import ClosingPreview
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.dues_hands import Hands
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel

MOST_NAMES = 12


def names_words(names: tuple[str, ...]) -> str:
    """The first of them, and how many more."""
    more = f"等 {len(names)} 人" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more


def preview_lines(found: ClosingPreview) -> list[tuple[str, str]]:
    """(tone, sentence) of what closing would post and what should be looked at first."""
    lines = [("", f"应收 {found.people} 人，共 {yuan(found.due_fen)} 元；已收 {yuan(found.paid_fen)} 元。")]
    if found.owed_fen:
        lines.append(("soon", f"还欠 {yuan(found.owed_fen)} 元，结账后仍可补交：{names_words(found.unpaid)}"))
    if found.over_fen:
        lines.append(("soon", f"多交 {yuan(found.over_fen)} 元还没有说明，可在“多交”里处理。"))
    if found.without_standard:
        lines.append(("late", f"没有核定标准，不记应收：{names_words(found.without_standard)}"))
    if found.lacks_approval:
        lines.append(("late", f"少交、免交缺支部研究或上级批复：{names_words(found.lacks_approval)}"))
    return lines


class CloseDialog(QDialog):
    """`closed`: the months that were closed."""

    def __init__(self, context: Context, month: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.closed: list[str] = []
        self.setWindowTitle("结账")
        self.setMinimumWidth(px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("结账", "title"))
        about = (
            "结账把当月每人应交的数记入账目。以后标准或减免有变动，这个月的数也不变，变动列为差额另行处理。"
        )
        box.addWidget(PlainLabel(about, "quiet", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.form = FormGrid()
        self.month = QComboBox()
        now, closing = context.desk.today()[:7], context.desk.closing
        self.waiting = [*closing.open_months(), *([] if now in closing.closed() else [now])]
        extra = [month] if month and month not in (*self.waiting, *closing.closed()) else []
        for one in (*self.waiting, *extra):
            self.month.addItem(chinese_date(one), one)
        self.form.add("month", "月份", self.month)
        self.earlier = QCheckBox()
        self.form.add_widget(self.earlier)
        self.words = [PlainLabel("", wrap=True) for _ in range(5)]
        for label in self.words:
            self.form.add_widget(label)
        self.hands = Hands(context)
        self.hands.add_to(self.form)
        box.addWidget(self.form)
        box.addStretch(1)
        buttons = DialogButtons(self, "结账", "不结账")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.save)
        box.addWidget(buttons)
        self.month.setCurrentIndex(max(0, self.month.findData(month)))
        self.month.currentIndexChanged.connect(lambda _row: self._show())
        self._show()

    def chosen(self) -> str:
        return str(self.month.currentData() or "")

    def _before(self) -> list[str]:
        return [one for one in self.waiting if one < self.chosen()]

    def _show(self) -> None:
        month, before = self.chosen(), self._before()
        self.earlier.setVisible(bool(before))
        self.earlier.setText(
            f"连同以前没有结账的 {len(before)} 个月一起结（从{chinese_date(before[0])}起）" if before else ""
        )
        self.earlier.setChecked(False)
        lines = preview_lines(self._context.desk.closing.preview(month)) if month else []
        if not month:
            lines = [("", "到本月为止都已经结账。")]
        elif month == self._context.desk.today()[:7]:
            lines.append(("soon", "这个月还没有过完。"))
        for place, label in enumerate(self.words):
            tone, text = lines[place] if place < len(lines) else ("", "")
            label.set_state(tone)
            label.setText({"soon": "！", "late": "×"}.get(tone, "") + text)
            label.setVisible(bool(text))
        self.ok_button.setText(f"结{chinese_date(month)}的账" if month else "结账")
        self.ok_button.setEnabled(bool(month))

    def save(self) -> None:
        """Close the month (and those before it), or say why not; what is closed then stays closed."""
        self.hands.settle()
        by, checked = self.hands.names
        wanted = [*(self._before() if self.earlier.isChecked() else []), self.chosen()]
        try:
            for month in wanted:
                self._context.desk.closing.close(month, by, checked)
                self.closed.append(month)
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
