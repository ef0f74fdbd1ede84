"""The card of one person beside the roster: what to look at first, then the facts in quiet groups."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.domain.card import LISTS, Card, OwnField, Row
from models.domain.dates import age_on, chinese_date
from models.domain.finding import Finding
from models.domain.idnumber import masked
from models.domain.labels import FIELD_LABELS
from models.domain.records import Mark, Person
from models.services.attachments import Attachments
from models.services.roster_signs import repeats_mark
from ui.attached import can_take
from ui.base_tab import DetailPane
from ui.tabs.roster_columns import age_in_party
from ui.theme import px
from ui.widgets.fact_lines import FactLines
from ui.widgets.file_lines import FileLines, show_files_in
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.life_lines import Section
from ui.widgets.mark_strip import MarkStrip
from ui.widgets.photo_frame import PhotoFrame
from ui.widgets.plain_label import PlainLabel

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "基本信息",
        ("id_number", "birth_date", "sex", "ethnicity", "native_place", "birth_place", "marriage", "education",
         "degree", "school", "major"),
    ),
    (
        "党籍",
        ("category", "joined_on", "confirmed_on", "standing", "standing_correction", "membership_state", "party_post",
         "party_group", "branch_name", "join_kind", "confirm_kind", "joined_branch", "probation_extension",
         "applied_on", "politics", "league_joined_on", "arrived_on", "left_on", "left_kind", "suspended_from",
         "suspended_to"),
    ),
    (
        "工作与联系",
        ("phone", "landline", "address", "household", "post", "employer", "work_started_on", "technical_title",
         "title_level", "stratum", "frontline", "speciality", "united_unit", "archive_place"),
    ),
    (
        "其他",
        ("is_mobile", "mobile_to", "is_lost", "lost_on", "lost_kind", "is_migrant_worker", "is_exempt", "is_hardship",
         "is_incapable", "remark"),
    ),
)  # fmt: skip
PAPERS = (
    ("D3", "党员登记卡…"), ("D3.4", "年度纪实表（今年）…"), ("D2", "信息采集表…"), ("D3.3", "本人信息（保存的全部内容）…"), ("", ""),
    ("D13.71", "党员承诺书…"), ("D13.61", "党员表彰推荐表…"), ("D13.51", "困难党员慰问申请表…"),
)  # fmt: skip
FILES = "files"  # the group of photo and attachments on the card
ALWAYS = frozenset({"id_number", "birth_date", "joined_on", "phone", "address"})
USUAL = {"membership_state": "正常"}
DATES = frozenset(
    {"birth_date", "joined_on", "confirmed_on", "applied_on", "arrived_on", "left_on", "lost_on",
     "suspended_from", "suspended_to", "league_joined_on", "work_started_on"}
)  # fmt: skip


class PersonPane(DetailPane):
    """Signals carry what the user wants; the tab does it."""

    edit_wanted = Signal(str)  # field to go to, "" = the first
    leave_wanted = Signal()
    talk_wanted = Signal()
    restore_wanted = Signal()
    history_wanted = Signal()
    print_wanted = Signal(str)  # id of a form
    answered = Signal(object, str)  # finding, reason
    mark_answered = Signal(object, str)
    mark_accepted = Signal(object, str)
    file_wanted = Signal(object)  # an attachment to be shown
    dropped = Signal(int, object)  # on whom, what

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.person: Person | None = None
        self._revealed = False
        self.summary = PlainLabel("", "quiet", wrap=True)
        self.photo = PhotoFrame(66)
        self.photo.clicked.connect(lambda: self.edit_wanted.emit(FILES))
        top = QHBoxLayout()
        top.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.photo)
        self.top.addLayout(top)
        self.top.addLayout(self._buttons())
        self.talk_button = _button("登记联系…", self.talk_wanted.emit)
        self.body.addWidget(self.talk_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.marks = MarkStrip()
        self.marks.answered.connect(self.mark_answered)
        self.marks.accepted.connect(self.mark_accepted)
        self.marks.edit_wanted.connect(self.edit_wanted)
        self.body.addWidget(self.marks)
        self.findings = FindingStrip()
        self.findings.answered.connect(self.answered)
        self.body.addWidget(self.findings)
        self._facts = QWidget()
        self.body.addWidget(self._facts)
        self.files = FileLines()
        self.files.wanted.connect(self.file_wanted)
        self.body.addWidget(self.files)
        self.values: dict[str, PlainLabel] = {}
        self.reveal_button: QPushButton | None = None
        self.setAcceptDrops(True)
        self.show_nobody()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.person is not None and can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.person is not None:
            event.acceptProposedAction()
            self.dropped.emit(self.person.id, event.mimeData())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.edit_button = _button("修改…", lambda: self.edit_wanted.emit(""))
        self.leave_button = _button("变动…", self.leave_wanted.emit)
        self.restore_button = _button("恢复在册", self.restore_wanted.emit)
        self.history_button = _button("修改历史", self.history_wanted.emit)
        self.print_button = _button("打印", lambda: None)
        menu = QMenu(self.print_button)
        for form_id, text in PAPERS:
            if not form_id:
                menu.addSeparator()
                continue
            menu.addAction(text).triggered.connect(lambda _=False, form=form_id: self.print_wanted.emit(form))
        self.print_button.setProperty("menu", True)
        self.print_button.setMenu(menu)
        for button in self._all_buttons():
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _all_buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.edit_button,
            self.leave_button,
            self.restore_button,
            self.history_button,
            self.print_button,
        )

    def show_nobody(self, sentence: str = "选一个人，这里显示他的登记卡。") -> None:
        self.person = None
        self.set_title("")
        self.summary.setText(sentence)
        for widget in (
            *self._all_buttons(),
            self.talk_button,
            self.marks,
            self.findings,
            self._facts,
            self.photo,
            self.files,
        ):
            widget.hide()

    def show_person(
        self,
        person: Person,
        marks: Sequence[Mark],
        findings: Sequence[Finding],
        today: str,
        revealed: bool,
        card: Card | None = None,
        own: Sequence[OwnField] = (),
        life: Sequence[Section] = (),
    ) -> None:
        """Fill the card; `revealed` is the session's choice to show ID numbers whole, `life` what happened to him."""
        if self.person is None or self.person.id != person.id:
            self.area.verticalScrollBar().setValue(0)
        self.person, self._revealed = person, revealed
        self.set_title(person.name)
        age = age_on(person.birth_date, today)
        parts = [
            person.category or "未分类",
            person.sex,
            person.ethnicity,
            f"{age} 岁" if age is not None else "",
        ]
        self.summary.setText(" · ".join(part for part in parts if part))
        self.edit_button.show()
        self.history_button.show()
        self.print_button.show()
        self.leave_button.setVisible(not person.left_on)
        self.restore_button.setVisible(bool(person.left_on))
        self.talk_button.setVisible(not person.left_on and (person.is_mobile or person.is_lost))
        self.marks.set_marks(marks, revealed)
        told = {mark.code for mark in marks}
        self.findings.set_findings([f for f in findings if not repeats_mark(f, told)])
        self._fill(person, today, [*life, *_list_lines(card), *_own_lines(card, own)])

    def show_files(self, service: Attachments, person_id: int) -> None:
        """The photo at the top, the files below everything else; both only where there are any."""
        show_files_in(self.photo, self.files, service, person_id)

    def reveal(self, shown: bool) -> None:
        """Show or mask the ID number of the card."""
        self._revealed = shown
        self.marks.reveal(shown)
        if self.person is not None and "id_number" in self.values:
            self.values["id_number"].setText(self._id_text(self.person))
        if self.reveal_button is not None:
            self.reveal_button.setText("隐去" if shown else "显示")

    def _id_text(self, person: Person) -> str:
        return (person.id_number if self._revealed else masked(person.id_number)) or "未登记"

    def _fill(self, person: Person, today: str, more: Sequence[Section]) -> None:
        facts = QWidget()
        box = QVBoxLayout(facts)
        box.setContentsMargins(0, px(4), 0, 0)
        box.setSpacing(px(6))
        self.values = {}
        for heading, fields in GROUPS:
            lines = [(field, self._text(person, field, today)) for field in fields]
            shown = [(field, text) for field, text in lines if text or field in ALWAYS]
            if shown:
                box.addWidget(PlainLabel(heading, "heading"))
                box.addLayout(self._grid(shown))
        for heading, lines in more:
            box.addWidget(PlainLabel(heading, "heading"))
            block = FactLines(92)
            block.show_lines(lines)
            box.addWidget(block)
        old, self._facts = self._facts, facts
        self.body.replaceWidget(old, facts)
        old.hide()
        old.deleteLater()

    def _grid(self, lines: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        grid.setColumnMinimumWidth(0, px(92))
        grid.setColumnStretch(1, 1)
        for row, (field, text) in enumerate(lines):
            name = PlainLabel("党龄" if field == "standing" else FIELD_LABELS[field], "field", wrap=True)
            value = self.values[field] = PlainLabel(text or "未登记", wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            value.set_state("" if text else "unknown")
            with_button = field == "id_number" and bool(text)
            top = Qt.AlignmentFlag.AlignVCenter if with_button else Qt.AlignmentFlag.AlignTop
            grid.addWidget(name, row, 0, top)
            grid.addWidget(value, row, 1)
            if with_button:
                self.reveal_button = _button("隐去" if self._revealed else "显示", self._toggle)
                self.reveal_button.setProperty("quiet", True)
                self.reveal_button.setAccessibleName("显示或隐去身份证号")
                grid.addWidget(self.reveal_button, row, 2)
        return grid

    def _toggle(self) -> None:
        self.reveal(not self._revealed)

    def _text(self, person: Person, field: str, today: str) -> str:
        if field == "id_number":
            return self._id_text(person) if person.id_number else ""
        if field == "standing":
            return age_in_party(person, today)
        value = getattr(person, field)
        if isinstance(value, bool):
            return "是" if value else ""
        if value == USUAL.get(field) or (field == "standing_correction" and not value):
            return ""
        return chinese_date(value) if field in DATES else str(value)


def _list_lines(card: Card | None) -> list[Section]:
    """Family, résumé, honours and memos as far as there are any: heading, and lines of label and text."""
    if card is None:
        return []
    made: list[Section] = []
    for one in LISTS:
        rows = [one.row(entry) for entry in card.entries(one.key)]
        lines = [_in_line(row, [column.key for column in one.columns]) for row in rows]
        if lines:
            made.append((one.title, lines))
    return made


def _in_line(row: Row, keys: Sequence[str]) -> tuple[str, str]:
    """What the row begins with at the left, the rest at the right."""
    if "from_on" in row:
        return f"{row['from_on'] or '？'} 至 {row['to_on'] or '今'}", _joined(row, keys[2:])
    return row[keys[0]], _joined(row, keys[1:])


def _joined(row: Row, keys: Sequence[str]) -> str:
    return "，".join(row[key].rstrip("。") for key in keys if row[key])


def _own_lines(card: Card | None, own: Sequence[OwnField]) -> list[Section]:
    values = card.own if card else {}
    lines = [(one.caption, values[one.id]) for one in own if values.get(one.id)]
    return [("自定栏目", lines)] if lines else []


def _button(text: str, slot: object) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("compact", True)
    button.clicked.connect(slot)
    return button
