"""A new meeting: blank, of the plan or from a template; what kind, which day; the rest is proposed."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from models.domain.dates import add_days, add_months
from models.domain.records import MeetingKind
from models.services.desk import Desk
from models.services.meetings import default_title
from ui.drafts import Field
from ui.theme import px
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel

PLAN, TEMPLATE = "plan", "template"


class NewMeetingDialog(QDialog):
    """`values()` holds kind, held_on and title once accepted."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._own_title = False
        self.setWindowTitle("新建会议")
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(20), px(20), px(16))
        box.setSpacing(px(16))
        self.grid = FormGrid()
        self.begin = QComboBox()
        self.begin.addItem("空白的", "")
        for words, source in _sources(desk):
            self.begin.addItem(words, source)
        self.kind = QComboBox()
        for kind in MeetingKind:
            self.kind.addItem(kind.value, kind)
        self.held_on = DateEdit(desk.today(), partial=False)
        self.group = QComboBox()
        groups = {person.party_group for person in desk.roster.members(desk.today()) if person.party_group}
        self.group.addItems(sorted(groups))
        self.title = QLineEdit()
        self.grid.add("begin", "从哪里开始", self.begin).setVisible(self.begin.count() > 1)
        self.grid.add("kind", "会议类别", self.kind)
        self.grid.add("held_on", "开会日期", self.held_on, required=True)
        self.group_row = self.grid.add("group", "党小组", self.group)
        self.grid.add("title", "会议名称", self.title)
        box.addWidget(self.grid)
        self.sentence = PlainLabel("", "quiet", wrap=True)
        box.addWidget(self.sentence)
        box.addStretch(1)
        buttons = DialogButtons(self, "新建会议", "取消")
        self.create_button = buttons.ok_button
        self.create_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.begin.currentIndexChanged.connect(lambda _row: self._begin())
        self.kind.currentIndexChanged.connect(lambda _row: self._propose())
        self.group.currentIndexChanged.connect(lambda _row: self._propose())
        self.held_on.textChanged.connect(lambda _text: self._propose())
        self.title.textEdited.connect(self._titled)
        self._propose()

    def fields(self) -> dict[str, Field]:
        return {
            "begin": self.begin,
            "kind": self.kind,
            "held_on": self.held_on,
            "group": self.group,
            "title": self.title,
        }

    def keep_title(self) -> None:
        """A title that came back from a draft is somebody's own unless it is the usual one."""
        self._titled("" if self.title.text() == self._usual_title() else self.title.text())

    def values(self) -> dict[str, Any]:
        return {
            "kind": MeetingKind(self.kind.currentData()),
            "held_on": self.held_on.iso(),
            "title": self.title.text().strip() or self._usual_title(),
            "party_group": self._group(),
        }

    def create(self) -> int:
        """Make the meeting: blank, of an entry of the plan, or from a template. Returns its id."""
        values = self.values()
        source, _, number = str(self.begin.currentData()).partition(":")
        if source == PLAN:
            own = {name: values[name] for name in ("title", "party_group")}
            return self._desk.plan.make_meeting(int(number), values["held_on"], own)
        if source == TEMPLATE:
            own = {name: values[name] for name in ("title", "party_group")}
            return self._desk.meeting_templates.make_meeting(int(number), values["held_on"], own)
        return self._desk.meetings.create(**values)

    def _begin(self) -> None:
        """What was chosen to begin from says the kind; an entry of the plan also its day, group and name."""
        source, _, number = str(self.begin.currentData()).partition(":")
        self.kind.setEnabled(not source)
        self._own_title = False
        if source == PLAN:
            item = self._desk.plan.item(int(number))
            self._choose_kind(item.kind)
            if item.planned_on:
                self.held_on.set_iso(item.planned_on)
            self.group.setCurrentText(item.party_group)
            if item.title:
                self.title.setText(item.title)
                self._own_title = True
        elif source == TEMPLATE:
            self._choose_kind(self._desk.meeting_templates.get(int(number)).kind)
        self._propose()

    def _choose_kind(self, name: str) -> None:
        self.kind.setCurrentIndex(max(0, self.kind.findText(name)))

    def _group(self) -> str:
        """Which group a group meeting is of."""
        kind = MeetingKind(self.kind.currentData())
        return self.group.currentText() if kind is MeetingKind.GROUP else ""

    def accept(self) -> None:
        problem = self.held_on.problem() or ("" if self.held_on.iso() else "请填写开会日期")
        self.grid.set_problem("held_on", problem)
        if problem:
            self.held_on.setFocus()
            return
        super().accept()

    def _titled(self, text: str) -> None:
        self._own_title = bool(text.strip())
        self._propose()

    def _usual_title(self) -> str:
        kind = MeetingKind(self.kind.currentData())
        source, _, number = str(self.begin.currentData()).partition(":")
        if source == TEMPLATE:
            return self._desk.meeting_templates.title(int(number), self.held_on.iso())
        usual = default_title(kind, self.held_on.iso())
        group = self.group.currentText()
        return usual.replace("党小组", group) if kind is MeetingKind.GROUP and group else usual

    def _propose(self) -> None:
        kind = MeetingKind(self.kind.currentData())
        self.group_row.setVisible(kind is MeetingKind.GROUP and self.group.count() > 0)
        if not self._own_title:
            self.title.setText(self._usual_title())
        day = self.held_on.iso()
        if self.held_on.problem() or not day:
            self.sentence.setText("填好日期，就能看到当天应到多少人。")
            return
        expected = self._desk.meetings.expected(kind, day, self._group() or self.title.text())
        number = self._desk.meetings.next_number(kind, day, self._group())
        voters = sum(a.can_vote for a in expected)
        words = f"按当天名册，应到 {len(expected)} 人，其中有表决权 {voters} 人；这是 {day[:4]} 年第 {number} 次。"
        self.sentence.setText(words if expected else why_empty(kind))


def _sources(desk: Desk) -> list[tuple[str, str]]:
    """Entries of the plan until the end of the next month that have no meeting yet, then the branch's templates."""
    today = desk.today()
    until = add_days(add_months(f"{today[:7]}-01", 2), -1)
    found: list[tuple[str, str]] = []
    for entry in desk.plan.due(until):
        item = entry.item
        if item is not None and item.is_meeting and entry.meeting is None:
            day = item.planned_on or f"{item.year}-{item.month:02d}"
            name = item.kind if item.words == item.kind else f"{item.kind} {item.words}"
            found.append((f"计划：{day} {name}", f"{PLAN}:{item.id}"))
    found += [(f"模板：{one.name}", f"{TEMPLATE}:{one.id}") for one in desk.meeting_templates.list()]
    return found


def why_empty(kind: MeetingKind) -> str:
    if kind is MeetingKind.COMMITTEE:
        return "名册里还没有人填写“党内职务”（书记、委员），应到委员名单得不出来。先建会议也可以，补填后自动出现。"
    if kind is MeetingKind.GROUP:
        return "没有选是哪个党小组，或名册里还没有填“党小组”，应到名单得不出来。"
    return "名册里当天没有党员，请先导入或登记党员。"
