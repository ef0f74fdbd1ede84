"""A term of the committee: a newly elected one with everybody in it, or the facts of one already on record."""

from typing import Any

from PySide6.QtWidgets import QDialog, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.errors import UserError
from models.domain.organisation import DEPUTY, DUTIES, SECRETARY, CommitteeTerm, post_rank, rule_end
from models.services.organising import PostDraft
from ui.context import Context
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.person_picker import PersonPicker
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

_PLACES = (SECRETARY, DEPUTY, *DUTIES, "委员", "委员")


class TermDialog(QDialog):
    """`term` None: a new committee begins (`past`: an earlier one is entered afterwards, without posts)."""

    def __init__(
        self,
        context: Context,
        term: CommitteeTerm | None = None,
        parent: QWidget | None = None,
        past: bool = False,
    ) -> None:
        super().__init__(parent)
        self._context, self._past = context, past
        self._organisation = context.desk.organisation.load()
        self._term = term or CommitteeTerm()
        self._is_new = term is None and not past
        title = f"{term.words}支委会" if term else "补登以往的一届" if past else "登记新一届班子"
        self.setWindowTitle(title)
        self.setMinimumWidth(px(580))
        self.resize(px(600), px(680 if self._is_new else 470))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(title, "title", wrap=True))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.grid = FormGrid()
        self.posts: list[tuple[str, PersonPicker]] = []
        self._build()
        box.addWidget(ScrollColumn(self.grid), 1)
        buttons = DialogButtons(
            self, "登记这一届" if term is None else "保存", "不登记" if term is None else "不改了"
        )
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._save)
        box.addWidget(buttons)
        key = key_of("term", "past" if past else self._term.id)
        context.drafts.watch(self, key, title, self._fields, self._judge)

    def _build(self) -> None:
        kept, latest = self._term, next(iter(self._organisation.terms), None)
        first_entry = self._is_new and latest is None
        branch = self._organisation.branch
        self.session = QSpinBox()
        self.session.setRange(0, 99)
        self.session.setSpecialValueText("不清楚")
        self.session.setValue(
            kept.session or (latest.session + 1 if self._is_new and latest and latest.session else 0)
        )
        self.seats = QSpinBox()
        self.seats.setRange(0, 15)
        self.seats.setSpecialValueText("不设支委会")
        self.seats.setValue(kept.seats or (branch.committee_size if self._is_new else 0))
        self.started_on = DateEdit(
            kept.started_on or (branch.term_started_on if first_entry else ""), partial=self._past
        )
        self.due_on, self.ended_on = DateEdit(kept.due_on), DateEdit(kept.ended_on)
        self.approved_on = DateEdit(kept.approved_on)
        self.approved_by = QLineEdit(kept.approved_by or (branch.committee if self._is_new else ""))
        self.document, self.remark = QLineEdit(kept.document), QLineEdit(kept.remark)
        self.grid.add_line(
            ("started_on", "选举日期（必填）", self.started_on),
            ("session", "第几届", self.session),
            ("seats", "委员名额", self.seats),
        )
        if not self._is_new:
            self.grid.add_line(
                ("due_on", "应换届日期", self.due_on), ("ended_on", "实际结束日期", self.ended_on)
            )
            self.grid.rows["due_on"].note.setText("上级批准延期或提前的才填；不填按任期算。")
            self.grid.rows["due_on"].note.show()
        self.grid.add_line(
            ("approved_by", "批准机关", self.approved_by), ("approved_on", "批准日期", self.approved_on)
        )
        self.grid.add_line(("document", "批复文号", self.document), ("remark", "备注", self.remark))
        self.sentence = PlainLabel("", "quiet", wrap=True)
        self.grid.add_widget(self.sentence)
        if self._is_new:
            self._add_posts(first_entry)
        self.started_on.textChanged.connect(lambda _text: self._judge())
        self._judge()

    def _add_posts(self, first_entry: bool) -> None:
        """One line for every post; a first entry brings what the cards of the members say."""
        self.grid.add_heading("班子成员")
        desk = self._context.desk
        members = desk.roster.members(desk.today())
        known = desk.organisation.posts_on_cards() if first_entry else []
        for at in range(0, len(_PLACES), 2):
            line: list[tuple[str, str, QWidget]] = []
            for place in _PLACES[at : at + 2]:
                draft = next((d for d in known if post_rank(d.post_name) == post_rank(place)), None)
                if draft:
                    known.remove(draft)
                picker = PersonPicker()
                picker.offer(members, draft.person_id if draft else 0, draft.name if draft else "")
                self.posts.append((place, picker))
                line.append((f"post{len(self.posts)}", place, picker))
            self.grid.add_line(*line)

    def _fields(self) -> dict[str, Field]:
        fields: dict[str, Field] = {
            "started_on": self.started_on, "session": self.session, "seats": self.seats, "due_on": self.due_on,
            "ended_on": self.ended_on, "approved_by": self.approved_by, "approved_on": self.approved_on,
            "document": self.document, "remark": self.remark,
        }  # fmt: skip
        for number, (_, picker) in enumerate(self.posts, start=1):
            fields[f"post{number}"] = (picker.person_id, lambda value, p=picker: p.choose(int(value)))
        return fields

    def _judge(self) -> None:
        """What follows from the day: until when the term runs, and what ends with it."""
        branch, day = self._organisation.branch, self.started_on.iso()
        end = rule_end(branch, CommitteeTerm(started_on=day)) if len(day) == 10 else ""
        words = f"每届任期 {branch.term_years} 年" + (f"，应于{chinese_date(end)}换届。" if end else "。")
        serving = [post for post in self._organisation.posts if not post.to_on]
        if self._is_new and serving:
            words += f"现在登记的 {len(serving)} 个职务到这一天为止。"
        self.sentence.setText(words)

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "started_on": self.started_on.iso(),
            "elected_on": self.started_on.iso(),
            "session": self.session.value(),
            "seats": self.seats.value(),
            "approved_by": self.approved_by.text(),
            "approved_on": self.approved_on.iso(),
            "document": self.document.text(),
            "remark": self.remark.text(),
        }
        more = {} if self._is_new else {"due_on": self.due_on.iso(), "ended_on": self.ended_on.iso()}
        return values | more

    def _save(self) -> None:
        self.grid.clear_problems()
        for key in ("started_on", "approved_on", *(() if self._is_new else ("due_on", "ended_on"))):
            self.grid.set_problem(key, getattr(self, key).problem())
        if not self.started_on.iso() and not self.started_on.problem():
            self.grid.set_problem("started_on", "请填写选举日期")
        if self.grid.focus_first_problem():
            return
        service = self._context.desk.organisation
        try:
            if self._is_new:
                drafts = [
                    PostDraft(post_name=post, person_id=p.person_id(), name=p.person_name())
                    for post, p in self.posts
                ]
                service.begin_term(self._values(), [d for d in drafts if d.person_id or d.name])
            else:
                service.save_term(self._term.id, self._values())
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
