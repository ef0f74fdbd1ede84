"""The form of one person's card: what cannot be true stops it, what looks odd is only said beside the field."""

from typing import Any

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.domain.card import LISTS, LISTS_BY_KEY
from models.domain.check_person import check_person
from models.domain.dates import age_on, chinese_date
from models.domain.errors import UserError
from models.domain.finding import Severity
from models.domain.idnumber import check
from models.domain.records import Person
from models.domain.roster_cleaning import phones_in
from models.domain.standing import party_age
from models.services.attachments import Owner
from models.services.card import CardChange
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.own_fields_dialog import OwnFieldsDialog
from ui.drafts import key_of
from ui.theme import px
from ui.widgets.attachments_panel import AttachmentsPanel, in_words
from ui.widgets.banner import Banner
from ui.widgets.card_form import CardForm
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.photo_frame import PhotoFrame, show_photo_of
from ui.widgets.plain_label import PlainLabel
from ui.widgets.rows_table import RowsTable

BY_NUMBER = ("id_number", "birth_date", "sex")  # judged while the number is typed
FILES = "files"  # the group of photo and attachments
OPENING = 400  # milliseconds in which the groups of a card open one after the other
LAYOUT = "member-card"  # which groups were open the last time


class MemberDialog(QDialog):
    """`person_id` is the person written, 0 when nothing was."""

    def __init__(
        self, context: Context, person: Person | None = None, parent: QWidget | None = None, field: str = ""
    ) -> None:
        super().__init__(parent)
        self._context, self._person = context, person
        self.person_id = 0
        self._wanted: QWidget | None = None  # what is to be in sight while groups still open
        title = f"修改：{person.name}" if person else "新增人员"
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(8), px(16))
        box.setSpacing(px(10))
        box.addLayout(self._head(title))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self._add_form(box)
        verb = "保存修改" if person else "加入名册"
        buttons = DialogButtons(self, verb, "不保存")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        self.resize(px(700), px(640))
        self._start: dict[str, Any] = self.grid.values()
        self._odd: dict[str, str] = {}  # what is said under a field
        found = context.desk.person_findings(person.id) if person else []
        self._answers = {one.rule: one.answer for one in found}
        self._marks = context.desk.roster.marks(person.id) if person else []
        self._judge_id()
        self._judge_card()
        self._say_standing()
        self.go_to(field or "name")
        self.grid.edited.connect(self._edited)
        self.grid.left.connect(self._left)
        self.grid.own_wanted.connect(self._change_own_fields)
        for group in self.grid.groups.values():
            group.folded.connect(lambda _shut: self._judge_card())
        key = key_of("member", person.id if person else 0)
        context.drafts.watch(self, key, title, self.grid.draft_fields, self._judge_id)

    def _head(self, title: str) -> QHBoxLayout:
        """Name and standing, and the photo when there is one."""
        head, words = QHBoxLayout(), QVBoxLayout()
        words.addWidget(PlainLabel(title, "title", wrap=True))
        self.standing = PlainLabel("", "quiet", wrap=True)
        words.addWidget(self.standing)
        words.addStretch(1)
        self.photo = PhotoFrame(48, self)
        self.photo.clicked.connect(lambda: self.go_to_files())
        head.addLayout(words, 1)
        head.addWidget(self.photo)
        head.addSpacing(px(12))
        self._show_photo()
        return head

    def _show_photo(self) -> None:
        """The photo beside the name, and what the folded group of files says."""
        service = self._context.desk.attachments
        found = service.of_person(self._person.id) if self._person else []
        photo = service.photo(self._person.id) if self._person else None
        self._told = in_words(found) if self._person else ""
        self.photo.setVisible(photo is not None)
        if photo is not None:
            show_photo_of(self.photo, service, photo)

    def go_to_files(self) -> None:
        """The group of photo and attachments, opened and in sight."""
        self.grid.groups[FILES].set_open(True)
        self._show_soon(self.grid.groups[FILES])

    def _show_soon(self, wanted: QWidget) -> None:
        """Scroll there, and again while groups above it still open one after the other."""
        self._wanted = wanted
        self._keep_in_sight()
        QTimer.singleShot(OPENING, lambda: shiboken6.isValid(self) and self._arrived())

    def _keep_in_sight(self) -> None:
        if self._wanted is not None and shiboken6.isValid(self._wanted):
            self._area.ensureWidgetVisible(self._wanted)

    def _arrived(self) -> None:
        self._keep_in_sight()
        self._wanted = None

    def _add_form(self, box: QVBoxLayout) -> None:
        desk = self._context.desk
        card = desk.card.get(self._person.id) if self._person else None
        kept = self._context.settings.state(LAYOUT).get("open", [])
        area = self._area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid = CardForm(card, desk.card.own_fields(), desk.card.group_names(), kept)
        self.fields = self.grid.fields
        files = self.grid.add_group(FILES, "照片和附件", self._build_files, lambda: self._told, "Alt+A")
        files.set_open(FILES in kept)
        area.setWidget(self.grid)
        area.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._keep_in_sight())
        box.addWidget(area, 1)

    def _build_files(self) -> QWidget:
        """Photo and attachments of somebody who is on the roster already."""
        if self._person is None:
            return PlainLabel("先点“加入名册”存好这张卡，再打开它添加照片和附件。", "quiet", wrap=True)
        owner = Owner(person_id=self._person.id)
        self.files = AttachmentsPanel(self._context, owner, self._person.name, self)
        self.files.changed.connect(self._show_photo)
        return self.files

    def edit(self, key: str) -> QLineEdit:
        field = self.fields[key]
        assert isinstance(field, QLineEdit)
        return field

    # judging while typing

    def _edited(self, key: str) -> None:
        if key == "id_number":
            self._judge_id()
        elif key == "phone":
            self._judge_phone()
        if key in ("birth_date", "confirmed_on", "standing_correction", "id_number"):
            self._say_standing()

    def _left(self, key: str) -> None:
        field = self.fields[key]
        if key == "name":
            self._judge_name()
        if isinstance(field, DateEdit):
            self.grid.rows[key].set_problem(field.problem())
        self._judge_card()

    def _judge_card(self) -> None:
        """What the fields say against each other, under the field that is asked about; answered ones say why."""
        desk = self._context.desk
        person = self.grid.person(self._person or Person())
        odd, answered = self._doubted(), set[str]()
        for finding in check_person(person, desk.rules, desk.today()):
            if finding.field not in BY_NUMBER and finding.severity is not Severity.UNKNOWN:
                answer = self._answers.get(finding.rule, "")
                article = finding.citation.article if finding.citation else ""
                odd[finding.field] = f"{finding.message}（{f'已核实，因为{answer}' if answer else article}）"
                answered |= {finding.field} if answer else set()
        for key in {*odd, *self._odd}:
            row = self.grid.rows.get(key)
            if row is not None and not row.has_problem:
                row.set_notice(odd.get(key, ""))
        self._odd = odd
        waiting = {key: text for key, text in odd.items() if key not in answered}
        for key in BY_NUMBER:
            row = self.grid.rows.get(key)
            if row is not None and row.said:
                waiting[key] = row.said
        self.grid.say_odd(waiting)

    def _doubted(self) -> dict[str, str]:
        """Cells of an import that nobody has looked at yet, as long as they stand as they came."""
        values = self.grid.values()
        return {
            mark.field: f"待核：{mark.message.rstrip('。')}"
            for mark in self._marks
            if mark.field not in BY_NUMBER
            and mark.field in values
            and values[mark.field] == self._start[mark.field]
        }

    def _say_standing(self) -> None:
        """Age and years in the Party, as they follow from what stands in the form."""
        values, today = self.grid.values(), self._context.desk.today()
        told: list[str] = []
        age = age_on(values["birth_date"], today)
        if age is not None:
            told.append(f"{age} 岁")
        person = self.grid.person(self._person or Person())
        found = party_age(person, today)
        if found is not None:
            more = f"，校正 {person.standing_correction:+d} 个月" if person.standing_correction else ""
            confirmed = chinese_date(person.confirmed_on)
            told.append(f"党龄 {found[0]} 年 {found[1]} 个月（{confirmed}转正{more}）")
        self.standing.setText(" · ".join(told))
        self.standing.setVisible(bool(told))

    def _judge_id(self) -> None:
        text = self.edit("id_number").text().strip()
        row = self.grid.rows["id_number"]
        if not text:
            row.set_notice("")
            return
        found = check(text)
        row.set_notice(found.message if len(text) >= 15 or not self.edit("id_number").hasFocus() else "")
        if not found.ok:
            return
        birth, sex = self.fields["birth_date"], self.fields["sex"]
        if isinstance(birth, DateEdit) and isinstance(sex, QComboBox):
            if not birth.text():
                birth.set_iso(found.birth_date)
            elif birth.iso() and not found.birth_date.startswith(birth.iso()):
                row.set_notice(f"号码中的出生日期是 {found.birth_date}，与登记的不同，以档案为准")
            if not sex.currentText():
                sex.setCurrentText(found.sex)
            elif sex.currentText() != found.sex:
                row.set_notice(f"号码显示性别为{found.sex}，与登记的不同，以档案为准")

    def _judge_name(self) -> None:
        """Somebody new who may stand in the roster already."""
        if self._person:
            return
        name = "".join(self.edit("name").text().split())
        same = [p for p in self._context.desk.roster.find(name) if p.name == name]
        who = "、".join(" ".join(filter(None, (p.name, p.birth_date, p.category))) for p in same[:3])
        self.grid.rows["name"].set_notice(f"名册里已有 {who}，请看是不是同一人" if same else "")

    def _judge_phone(self) -> None:
        several = len(phones_in(self.edit("phone").text())) > 1
        self.grid.rows["phone"].set_notice("有多个号码，常用的放在最前" if several else "")

    def _change_own_fields(self) -> None:
        """Other fields of the branch's own; what was typed into the card stays."""
        if OwnFieldsDialog(self._context, self).exec():
            self.grid.renew_own(self._context.desk.card.own_fields())
            for key in self.grid.keys:
                self._start.setdefault(key, "")
            self._start = {key: value for key, value in self._start.items() if key in self.grid.keys}

    # leaving and saving

    def done(self, result: int) -> None:
        self._context.settings.set_state(LAYOUT, {"open": self.grid.opened()})
        super().done(result)

    def reject(self) -> None:
        """Escape leaves; what has been typed is not thrown away without a word."""
        if self.grid.values() == self._start or MessageDialog.confirm(
            self, "填写的内容还没有保存。", verb="放弃填写", leave="继续填写", title=self.windowTitle()
        ):
            super().reject()

    def _save(self) -> None:
        self.problem.hide()
        self.grid.settle()
        self._judge_id()
        self._judge_phone()
        if self._show_first_problem():
            return
        try:
            self._write()
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()

    def _show_first_problem(self) -> bool:
        """Go to the first field that has to be put right; False when there is none."""
        first = ""
        for key, field in list(self.fields.items()):
            if isinstance(field, RowsTable):
                continue
            wrong = field.problem() if isinstance(field, DateEdit) else ""
            if key == "name" and not self.edit("name").text().strip():
                wrong = "请填写姓名"
            if wrong or self.grid.rows[key].has_problem:
                self.grid.rows[key].set_problem(wrong)
            first = first or (key if wrong else "")
        if first:
            self.go_to(first)
            return True
        for one in LISTS:
            table = self.fields.get(one.key)
            if isinstance(table, RowsTable) and table.model.problem():
                self.grid.reveal(one.key)
                self.problem.say(f"{one.title}：{table.show_problem()}。", "late")
                self.problem.show()
                return True
        return False

    def _write(self) -> None:
        cards = self._context.desk.card
        values = self.grid.values()
        changed = {k: v for k, v in values.items() if self._person is None or v != self._start.get(k, "")}
        change = CardChange(
            values={k: v for k, v in changed.items() if k not in LISTS_BY_KEY and not k.startswith("own:")},
            lists={k: v for k, v in changed.items() if k in LISTS_BY_KEY},
            own={int(k[4:]): v for k, v in changed.items() if k.startswith("own:")},
        )
        if self._person is None:
            self.person_id = cards.add(change)
            self._context.say(f"✓ 已加入名册：{values['name']}")
            return
        if changed and cards.save(self._person.id, change):
            self._context.say(f"✓ 已修改：{values['name']}")
        self.person_id = self._person.id

    def go_to(self, key: str) -> None:
        """The keyboard into a field, its group opened and scrolled into sight."""
        if key == FILES:
            self.go_to_files()
            return
        field = self.grid.reveal(key if key in self.grid.keys else "name")
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()
        self._show_soon(field)
