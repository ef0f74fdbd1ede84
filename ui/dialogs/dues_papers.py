"""党费报表: which report, of which period; then its preview, from which it is printed or saved."""

from PySide6.QtWidgets import QComboBox, QWidget

from models.domain.dues_report import period
from models.domain.errors import UserError
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog

HANDED_UP = "C5"  # of the period the next slip is for
# form, what it is called, which periods are usual for it
REPORTS = (
    (HANDED_UP, "党费上缴报告单", "季月半年"),
    ("C6", "党费收支公示", "半年季"),
    ("C3", "党费收缴明细表", "月季"),
    ("C3.2", "党费收缴明细表（含工资项目）", "月季"),
    ("C9", "党费收支情况表（各月应交、实交和图）", "年"),
    ("C8.4", "党费日记账", "年半季月"),
    ("C8", "补交登记表", "年"),
    ("C8.2", "代交登记表", "年"),
    ("C8.3", "大额党费登记表", "年"),
    ("C2", "年度收缴登记表", "年"),
)


def periods(kinds: str, year: int, this_month: str) -> list[tuple[str, str]]:
    """(words, period) to choose from: the running one first, then the others of the year, the latest first."""
    month = int(this_month[5:]) if this_month[:4] == str(year) else 12
    found: dict[str, list[tuple[str, str]]] = {
        "年": [(f"{year} 年全年", f"{year}")],
        "半": [(f"{year} 年{half}半年", f"{year}年{half}半年") for half in ("下", "上")[month <= 6 :]],
        "季": [
            (f"{year} 年第{'一二三四'[q]}季度", f"{year}-Q{q + 1}") for q in range((month - 1) // 3, -1, -1)
        ],
        "月": [(f"{year} 年 {m} 月", f"{year}-{m:02d}") for m in range(month, 0, -1)],
    }
    return [one for kind in kinds.replace("半年", "半") for one in found[kind]]


class DuesPapersDialog(FormDialog):
    """Chosen by the arrow keys; Enter previews."""

    def __init__(self, context: Context, year: int, parent: QWidget | None = None) -> None:
        super().__init__("党费报表", 460, parent)
        self._context, self._year = context, year
        self.report, self.period = QComboBox(), QComboBox()
        self.report.setAccessibleName("报表")
        self.period.setAccessibleName("所属期")
        for form, name, _ in REPORTS:
            self.report.addItem(name, form)
        self.grid.add("report", "报表", self.report)
        self.grid.add("period", "所属期", self.period)
        self.period.setEditable(True)
        self.period.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.report.currentIndexChanged.connect(self._offer)
        self._offer()
        self.foot(self.show_paper, "预览", "关闭")

    def _offer(self) -> None:
        kinds = REPORTS[max(self.report.currentIndex(), 0)][2]
        self.period.clear()
        for words, value in periods(kinds, self._year, self._context.desk.today()[:7]):
            self.period.addItem(words, value)
        if self.report.currentData() == HANDED_UP:
            first, last = self._context.desk.balances.remit_period()
            spans = [
                (one.first, one.last)
                for one in map(period, map(self.period.itemData, range(self.period.count())))
            ]
            if (first, last) in spans:
                self.period.setCurrentIndex(spans.index((first, last)))

    def show_paper(self) -> None:
        """The preview of the report; what was typed as a period is read as people write it."""
        place = self.period.findText(self.period.currentText())
        wanted = str(self.period.itemData(place)) if place >= 0 else self.period.currentText().strip()
        try:
            period(wanted)
        except UserError as error:
            self.problem.say(error.message, "late")
            self.problem.show()
            return
        form = str(self.report.currentData())
        self.accept()
        self._context.preview(form, int(wanted) if form == "C2" else wanted)
