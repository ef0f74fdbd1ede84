"""Small forms around the organisational-life meeting: an opinion, a talk, an issue to be put right."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.domain.errors import UserError
from models.domain.meeting_records import Task
from models.domain.organisational_life import (
    ABOUT,
    FROM,
    ORIGINS,
    PERSON,
    TALK_KINDS,
    Opinion,
    Talk,
    kind_of,
)
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.person_picker import PersonPicker
from ui.widgets.text_area import TextArea


class _LifeDialog(FormDialog):
    """Fields by name; what cannot be is said at the top. Saved in one undo step."""

    def __init__(self, context: Context, title: str, parent: QWidget | None) -> None:
        super().__init__(title, 560, parent)
        self._context, self._service = context, context.desk.life
        self.fields: dict[str, Field] = {}

    def _text(self, name: str, text: str) -> QLineEdit:
        field = self.fields[name] = QLineEdit(text)
        return field

    def _area(self, name: str, label: str, text: str, height: int) -> TextArea:
        field = self.fields[name] = TextArea(label)
        field.setPlainText(text)
        field.setFixedHeight(px(height))
        return field

    def _day(self, name: str, iso: str) -> DateEdit:
        field = self.fields[name] = DateEdit(iso, partial=False)
        return field

    def _choice(self, name: str, known: tuple[str, ...], chosen: str) -> QComboBox:
        field = self.fields[name] = CalmCombo()
        field.addItems(known)
        field.setCurrentText(chosen)
        return field

    def _person(self, name: str, person_id: int, known: str, day: str = "") -> PersonPicker:
        field = PersonPicker()
        field.offer(self._service.offered(day), person_id, known)
        self.fields[name] = (field.person_id, lambda value: field.choose(int(value)))
        return field

    def _value(self, name: str) -> str:
        field = self.fields[name]
        if isinstance(field, DateEdit):
            return field.iso()
        if isinstance(field, QComboBox):
            return field.currentText()
        assert isinstance(field, QLineEdit | TextArea)
        return field.text()

    def _ready(self, *days: str) -> bool:
        self.grid.clear_problems()
        for name in days:
            field = self.fields[name]
            assert isinstance(field, DateEdit)
            self.grid.set_problem(name, field.problem())
        return not self.grid.focus_first_problem()

    def _keep(self, act: Callable[[], object]) -> None:
        try:
            act()
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()


class OpinionDialog(_LifeDialog):
    """One opinion collected before the meeting: about the team or a member, from whom by kind only."""

    def __init__(
        self, context: Context, year: int, opinion: Opinion | None = None, parent: QWidget | None = None
    ) -> None:
        title = "修改征求的意见" if opinion else "登记征求的意见"
        super().__init__(context, title, parent)
        kept = opinion or Opinion(on_date=context.desk.today(), collected_by=context.desk.store.actor)
        self._year, self._id = year, kept.id
        self.about = self._choice("about", ABOUT, kept.about)
        self.person = self._person("person", kept.person_id, kept.person_name)
        self.grid.add_line(("about", "对谁的意见", self.about), ("person", "党员姓名", self.person))
        content = self._area("content", "意见内容（必填）", kept.content, 96)
        self.grid.add("content", "意见内容（必填）", content)
        self.grid.add_line(
            ("from_kind", "提出人类别", self._choice("from_kind", FROM, kept.from_kind)),
            ("collected_by", "收集人", self._text("collected_by", kept.collected_by)),
            ("on_date", "日期", self._day("on_date", kept.on_date)),
        )
        self.grid.add("remark", "备注", self._text("remark", kept.remark))
        self.about.currentTextChanged.connect(self._turn)
        self.person.chosen.connect(self._chosen)
        self._turn(self.about.currentText())
        self.foot(self._save, "保存" if opinion else "登记", "不改了" if opinion else "不登记")
        context.drafts.watch(self, key_of("opinion", year, kept.id), title, lambda: self.fields)
        content.setFocus()

    def _turn(self, about: str) -> None:
        self.person.setEnabled(about == PERSON)

    def _chosen(self, person_id: int, _name: str) -> None:
        if person_id:
            self.about.setCurrentText(PERSON)

    def _save(self) -> None:
        if not self._ready("on_date"):
            return
        names = ("about", "content", "from_kind", "collected_by", "on_date", "remark")
        values: dict[str, Any] = {name: self._value(name) for name in names}
        values |= {"year": self._year, "person_id": self.person.person_id()}
        self._keep(lambda: self._service.save_opinion(self._id, values))


class TalkDialog(_LifeDialog):
    """谈心谈话: who with whom, when, what about; its kind follows from who they are."""

    def __init__(
        self,
        context: Context,
        talk: Talk | None = None,
        parent: QWidget | None = None,
        listener_id: int = 0,
    ) -> None:
        title = "修改谈心谈话记录" if talk else "登记谈心谈话"
        super().__init__(context, title, parent)
        desk = context.desk
        kept = talk or Talk(on_date=desk.today(), place=desk.branch.venue, listener_id=listener_id)
        self._id = kept.id
        self._office = self._service.committee(desk.today())
        proposed = 0 if talk else next((one for one in self._office if one != listener_id), 0)
        first = kept.talker_id or proposed
        self.talker = self._person("talker", first, kept.talker)
        self.listener = self._person("listener", kept.listener_id, kept.listener)
        self.grid.add_line(
            ("talker", "谈话人（必填）", self.talker), ("listener", "谈话对象（必填）", self.listener)
        )
        other = "" if kept.talker_id else kept.talker
        self.grid.add("other", "谈话人不在名册上的，写姓名", self._text("other", other))
        self.kind = self._choice("kind", TALK_KINDS, kept.kind)
        self.grid.add_line(
            ("kind", "类型", self.kind), ("on_date", "谈话日期（必填）", self._day("on_date", kept.on_date))
        )
        self.grid.add_line(
            ("starts_at", "开始时间", self._text("starts_at", kept.starts_at)),
            ("ends_at", "结束时间", self._text("ends_at", kept.ends_at)),
            ("place", "地点", self._text("place", kept.place)),
        )
        for name, label, height in (
            ("content", "主要内容（可不录，打印后手写）", 96),
            ("problems", "谈出的问题与建议", 72),
        ):
            self.grid.add(name, label, self._area(name, label, getattr(kept, name), height))
        self.grid.add("remark", "备注", self._text("remark", kept.remark))
        for picker in (self.talker, self.listener):
            picker.chosen.connect(lambda _id, _name: self._turn())
        if not kept.kind:
            self._turn()
        self.foot(self._save, "保存" if talk else "登记", "不改了" if talk else "不登记")
        context.drafts.watch(self, key_of("talk", kept.id), title, lambda: self.fields)
        (self.listener if first else self.talker).setFocus()

    def _turn(self) -> None:
        self.kind.setCurrentText(kind_of(self._office, self.talker.person_id(), self.listener.person_id()))

    def _save(self) -> None:
        if not self._ready("on_date"):
            return
        names = ("kind", "on_date", "starts_at", "ends_at", "place", "content", "problems", "remark")
        values: dict[str, Any] = {name: self._value(name) for name in names}
        for name, picker in (("talker", self.talker), ("listener", self.listener)):
            values |= {name: picker.person_name(), f"{name}_id": picker.person_id()}
        if other := self._value("other").strip():
            values |= {"talker": other, "talker_id": 0}
        self._keep(lambda: self._service.save_talk(self._id, values))


class IssueDialog(_LifeDialog):
    """A line of 问题清单: what is wrong, where it came from, who puts it right how and until when."""

    def __init__(
        self,
        context: Context,
        year: int,
        issue: Task | None = None,
        parent: QWidget | None = None,
        proposed: dict[str, Any] | None = None,
    ) -> None:
        title = "修改整改事项" if issue else "新增整改事项"
        super().__init__(context, title, parent)
        meeting = self._service.meeting(year)
        kept = issue or Task(
            raised_on=context.desk.today(), meeting_id=meeting.id if meeting else 0, **(proposed or {})
        )
        self._id, self._year, self._meeting_id = kept.id, year, kept.meeting_id
        problem = self._area("problem", "问题（必填）", kept.problem, 72)
        self.grid.add("problem", "问题（必填）", problem)
        origin = self._choice("origin", ("", *ORIGINS), kept.origin)
        origin.setEditable(True)
        origin.setCurrentText(kept.origin)
        self.who = self._choice("who", ("", *self._responsible()), kept.who)
        self.who.setEditable(True)
        self.who.setCurrentText(kept.who)
        self.grid.add_line(("origin", "来源", origin), ("who", "责任人", self.who))
        self.grid.add("what", "整改措施", self._area("what", "整改措施", kept.what, 72))
        self.grid.add_line(
            ("raised_on", "提出日期", self._day("raised_on", kept.raised_on)),
            ("due_on", "时限", self._day("due_on", kept.due_on)),
            ("done_on", "销号日期", self._day("done_on", kept.done_on)),
        )
        self.grid.add("progress", "进展", self._text("progress", kept.progress))
        self.grid.add("evidence", "完成情况（凭什么销号）", self._text("evidence", kept.evidence))
        self.foot(self._save, "保存" if issue else "新增", "不改了" if issue else "不增加")
        context.drafts.watch(self, key_of("issue", year, kept.id), title, lambda: self.fields)
        problem.setFocus()

    def _responsible(self) -> list[str]:
        """Those in office and the other members by name, the committee, the groups."""
        people = self._service.offered()
        self._people = {person.name: person.id for person in people}
        groups = [
            group.name for group in self._context.desk.organisation.load().groups if not group.closed_on
        ]
        return ["支部委员会", *groups, *self._people]

    def _save(self) -> None:
        if not self._ready("raised_on", "due_on", "done_on"):
            return
        values: dict[str, Any] = {name: self._value(name) for name in self.fields}
        who = values["who"] = str(values["who"]).strip()
        values |= {"person_id": self._people.get(who, 0), "meeting_id": self._meeting_id}
        self._keep(lambda: self._service.save_issue(self._id, values))
