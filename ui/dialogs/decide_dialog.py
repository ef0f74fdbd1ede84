"""One decision of the queue: the choice, what it needs (which branch, the fingerprint), and the reason."""

from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QVBoxLayout, QWidget

from models.domain.committee import CHOICE_LABELS, Choice, Conflict, ConflictKind
from ui.committee_context import committee_of
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.compare_key import CompareKey
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.text_area import TextArea
from ui.widgets.unit_choice import UnitChoice

ASKS = {
    Choice.MOVED: "请哪个支部办理转出？",
    Choice.WRONG_NUMBER: "请哪个支部更正身份证号？",
}
WRONG = "填的和包里的对不上。请照纸再看一遍；确实不一样，就不要接收，先打电话问支部。"


class DecideDialog(QDialog):
    """After `exec`: `reason`, `ask` (uuid of a branch) and `confirmed_by`. Ctrl+Enter decides."""

    def __init__(
        self, context: Context, conflict: Conflict, choice: Choice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conflict, self._choice = conflict, choice
        self.setWindowTitle(CHOICE_LABELS[choice])
        self.setMinimumWidth(px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(CHOICE_LABELS[choice], "title", wrap=True))
        if choice is Choice.ACCEPT:
            box.addWidget(Banner(conflict.message, "soon"))
        else:
            box.addWidget(PlainLabel(conflict.message, "quiet", wrap=True))
        self._branches = QButtonGroup(self)
        if choice in ASKS and conflict.kind is ConflictKind.SAME_PERSON:
            box.addWidget(PlainLabel(ASKS[choice], "heading"))
            names = ((conflict.branch_uuid, conflict.branch_name), (conflict.other_uuid, conflict.other_name))
            self._uuids = [uuid for uuid, _ in names]
            for number, (_, name) in enumerate(names):
                button = QRadioButton(name.replace("&", "&&"))
                self._branches.addButton(button, number)
                box.addWidget(button)
            self._branches.idToggled.connect(lambda _n, _on: self._judge())
        self.compare: CompareKey | None = None
        self.place: UnitChoice | None = None
        if choice is Choice.ACCEPT and conflict.card is not None:
            self.compare = CompareKey(str(context.settings.get("actor") or ""))
            self.compare.show_groups(conflict.card.groups)
            self.compare.changed.connect(self._judge)
            box.addWidget(self.compare)
            units = committee_of(context).units()
            self.place = UnitChoice(units, conflict.card.uuid, conflict.card.name)
            box.addWidget(self.place)
        self.edit = TextArea("理由", "写明怎么核实的，如：已打电话问支部书记，以这一份为准")
        self.edit.setFixedHeight(px(84 if self.compare is None else 60))
        self.edit.textChanged.connect(self._judge)
        box.addWidget(PlainLabel("理由（必填，留在记录里）", "field"))
        box.addWidget(self.edit)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        buttons = DialogButtons(self, "裁决", "先不定")
        self.ok_button = buttons.ok_button
        self.ok_button.setShortcut("Ctrl+Return")
        self.ok_button.clicked.connect(self._decide)
        box.addWidget(buttons)
        self._judge()
        if self.compare is None:
            self.edit.setFocus()

    @property
    def reason(self) -> str:
        return " ".join(self.edit.toPlainText().split())

    @property
    def ask(self) -> str:
        """The branch that gets the note, "" when the choice asks nobody."""
        chosen = self._branches.checkedId()
        return self._uuids[chosen] if chosen >= 0 else ""

    @property
    def confirmed_by(self) -> str:
        return self.compare.name if self.compare else ""

    @property
    def unit_id(self) -> int:
        """The branch entered beforehand whose key this is; 0 for none."""
        return self.place.unit_id if self.place else 0

    @property
    def parent_id(self) -> int:
        return self.place.parent_id if self.place else 0

    def _judge(self) -> None:
        self.problem.hide()
        named = not self._branches.buttons() or self._branches.checkedId() >= 0
        compared = self.compare is None or self.compare.is_full()
        self.ok_button.setEnabled(bool(self.reason) and named and compared)

    def _decide(self) -> None:
        if self.compare is not None and not self.compare.is_right():
            self.problem.say(WRONG, "late")
            self.problem.show()
            self.compare.focus_first()
            return
        self.accept()
