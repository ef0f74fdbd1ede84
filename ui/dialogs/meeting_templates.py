"""Templates of meetings: a meeting kept as one under a name, and the list of them to rename, order and delete."""

import json

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.plan import MeetingTemplate
from models.domain.records import Meeting
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel

SAID = "留下类别、地点、时间、主持和议题名称；讨论、表决、到会不留。新建会议时从模板开始。"
EMPTY = "还没有会议模板。打开一次会议，在“更多”里点“存为会议模板…”。"


class TemplateNameDialog(FormDialog):
    """One name; Enter keeps it."""

    def __init__(self, title: str, name: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(title, 440, parent)
        self.name = QLineEdit(name)
        self.name.setMaxLength(30)
        self.grid.add("name", "模板名称", self.name, required=True)
        self.foot(self.accept, verb, "取消")

    def accept(self) -> None:
        problem = "" if self.name.text().strip() else "请给模板起个名称，例如“季度党员大会”"
        self.grid.set_problem("name", problem)
        if not problem:
            super().accept()


def keep_as_template(context: Context, meeting: Meeting, parent: QWidget) -> None:
    """Ask for a name and keep the meeting as a template under it."""
    dialog = TemplateNameDialog("存为会议模板", meeting.kind.value, "存为模板", parent.window())
    dialog.box.insertWidget(1, PlainLabel(SAID, "quiet", wrap=True))
    service = context.desk.meeting_templates
    if dialog.exec() and context.attempt(lambda: service.save_meeting(meeting.id, dialog.name.text())):
        context.say(f"已存为会议模板“{dialog.name.text().strip()}”。")


def _agenda(template: MeetingTemplate) -> str:
    return "；".join(str(one.get("title", "")) for one in json.loads(template.body).get("agenda", []))


COLUMNS: tuple[Column[MeetingTemplate], ...] = (
    Column(key="name", title="名称", text=lambda t: t.name, width=190, sort=False, tip=lambda t: t.name),
    Column(key="kind", title="会议类别", text=lambda t: t.kind, width=110, sort=False),
    Column(key="agenda", title="议题", text=_agenda, width=330, sort=False, wrap=True, tip=_agenda),
)


class MeetingTemplatesDialog(QDialog):
    """F2 or Enter renames, Delete deletes (undone as anything else), Alt+↑ and Alt+↓ order."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._service = context, context.desk.meeting_templates
        self.setWindowTitle("会议模板")
        self.resize(px(720), px(420))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(8))
        box.addWidget(PlainLabel("会议模板", "title"))
        box.addWidget(PlainLabel(SAID, "quiet", wrap=True))
        self.table: RecordTable[MeetingTemplate] = RecordTable(
            RecordTableModel(ListSource(self._service.list), COLUMNS), "meeting-templates", context.settings
        )
        self.table.fill("agenda")
        self.table.called("会议模板")
        self.table.opened.connect(lambda _id: self.rename())
        self.listing = self.table.with_foot("个")
        self.empty = EmptyState(EMPTY)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.acts: list[QPushButton] = []
        for text, slot, keys in (
            ("改名…", self.rename, "F2"),
            ("上移", lambda: self._move(-1), "Alt+Up"),
            ("下移", lambda: self._move(1), "Alt+Down"),
            ("删除", self.remove, "Delete"),
        ):
            button = QPushButton(text)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.setShortcut(keys)
            button.clicked.connect(lambda _on=False, slot=slot: slot())
            row.addWidget(button)
            self.acts.append(button)
        row.addStretch(1)
        box.addLayout(row)
        box.addWidget(self.listing, 1)
        box.addWidget(self.empty, 1)
        buttons = DialogButtons(self, "关闭")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._reload()

    def _reload(self, chosen: int = 0) -> None:
        self.table.record_model.reload()
        some = bool(self.table.record_model.rowCount())
        self.listing.setVisible(some)
        self.empty.setVisible(not some)
        for button in self.acts:
            button.setVisible(some)
        if some and not self.table.select_id(chosen):
            self.table.selectRow(0)

    def rename(self) -> None:
        template = self.table.current_record()
        if template is None:
            return
        dialog = TemplateNameDialog("模板改名", template.name, "改名", self)
        if dialog.exec():
            self._do(lambda: self._service.rename(template.id, dialog.name.text()), template.id)

    def remove(self) -> None:
        template = self.table.current_record()
        if template is not None:
            self._do(lambda: self._service.delete(template.id), 0)
            self._context.say(f"已删除会议模板“{template.name}”，可以撤销。")

    def _move(self, by: int) -> None:
        template = self.table.current_record()
        if template is not None:
            self._do(lambda: self._service.move(template.id, by), template.id)

    def _do(self, act: object, chosen: int) -> None:
        assert callable(act)
        try:
            act()
        except UserError as error:
            self._context.show_error(error)
        self._reload(chosen)
