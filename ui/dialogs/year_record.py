"""年度纪实表: for which year and for whom; one page each, looked at before printing."""

from PySide6.QtWidgets import QComboBox, QWidget

from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.person_picker import PersonPicker
from ui.widgets.plain_label import PlainLabel

FORM = "D3.4"
YEARS = 5
ABOUT = "到会、党费、任职、奖惩、变动和联系按记录填写，一人一年一张；学时、承诺践诺、民主评议等次等没有记录的，留给手填。"


class YearRecordDialog(FormDialog):
    """`refs()` are what the form is asked for."""

    def __init__(self, context: Context, parent: QWidget | None = None, person_id: int = 0) -> None:
        super().__init__("打印年度纪实表", 480, parent)
        self._context = context
        self.box.insertWidget(1, PlainLabel(ABOUT, "quiet", wrap=True))
        desk = context.desk
        this = int(desk.today()[:4])
        self.year = QComboBox()
        for year in range(this, this - YEARS, -1):
            self.year.addItem(f"{year} 年", year)
        self.person = PersonPicker()
        self._offer(person_id)
        self.year.currentIndexChanged.connect(lambda _row: self._offer(self.person.person_id()))
        self.grid.add("year", "年度", self.year)
        self.grid.add(
            "person", "党员", self.person, "空着：那一年年底（今年到今天）的全部在册党员，每人一张。"
        )
        self.foot(self._print, "打印预览", "不打印")

    def refs(self) -> list[str]:
        """编号@年度 of each."""
        year, chosen = int(self.year.currentData()), self.person.person_id()
        if chosen:
            return [f"{chosen}@{year}"]
        return [f"{person.id}@{year}" for person in self._context.desk.roster.members(self._day())]

    def _day(self) -> str:
        return min(f"{self.year.currentData()}-12-31", self._context.desk.today())

    def _offer(self, person_id: int) -> None:
        """The members of the year."""
        people = self._context.desk.roster.members(self._day())
        name = self._context.desk.roster.get(person_id).name if person_id else ""
        self.person.offer(people, person_id, name)

    def _print(self) -> None:
        refs = self.refs()
        if not refs:
            self.problem.say("那一年名册里没有党员，请换一年。", "late")
            self.problem.show()
            return
        self.accept()
        self._context.preview(FORM, refs[0] if len(refs) == 1 else refs)
