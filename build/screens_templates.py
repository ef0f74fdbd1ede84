"""Pictures of the county's templates: the list empty and full, one with long names, filling in, what is wrong with a file."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from docx import Document
from PySide6.QtWidgets import QDialog

from ui import county_papers
from ui.dialogs.fill_dialog import FillDialog
from ui.dialogs.template_problems import TemplateProblems
from ui.dialogs.templates_dialog import TemplatesDialog
from ui.main_window import MainWindow

LONG = "关于进一步规范全县农村基层党组织党员基本信息采集和更新工作的通知附件三党员信息登记表"


def template_pictures(window: MainWindow, prefix: str, dialog: Callable[[QDialog, str], None]) -> None:
    """What is put in is taken out again."""
    context = window.context
    desk = context.desk
    ids = [one.id for one in desk.roster.members(desk.today())][:12]
    dialog(TemplatesDialog(context, (), window), f"{prefix}dialog-templates-empty")
    shown = TemplatesDialog(context, ids, window)
    shown.add_samples()
    desk.templates.rename(desk.templates.entries()[1].id, LONG)
    shown.reload(desk.templates.entries()[0].id)
    shown.fields.search.setText("jiating" if prefix else "")
    shown.fields.search.searched.emit(shown.fields.search.text())
    dialog(shown, f"{prefix}dialog-templates")
    person, roster = desk.templates.entries()
    dialog(FillDialog(context, person, ids, window), f"{prefix}dialog-fill")
    dialog(FillDialog(context, roster, (), window), f"{prefix}dialog-fill-branch")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "支部会议情况登记表.docx"
        document = Document()
        document.add_paragraph(
            "{{会议名称}}　{{会议时间}}　{{会议地点}}　应到{{应到}}人，实到{{实到}}人，缺席：{{缺席名单}}"
        )
        document.save(str(path))
        of_meeting = desk.templates.get(county_papers.add(desk, path))
        held = [one.id for one in desk.meetings.list()]
        dialog(FillDialog(context, of_meeting, held[:1], window), f"{prefix}dialog-fill-meeting")
        dialog(FillDialog(context, of_meeting, held[:3], window), f"{prefix}dialog-fill-meetings")
        dialog(FillDialog(context, person, ids, window, day="2025-06-30"), f"{prefix}dialog-fill-past")
        listed = TemplatesDialog(context, held[:1], window, subject="meeting")
        listed.table.select_id(of_meeting.id)
        listed.fields.search.setText("会议")
        listed.fields.search.searched.emit("会议")
        dialog(listed, f"{prefix}dialog-templates-meeting")
        path = Path(name) / "党员登记表.docx"
        document = Document()
        for text in (
            "姓　　名：{{姓铭}}",
            "出生日期：{{出生日历}}",
            "党　　龄：{{党令}}年",
            "家庭：{{家庭成员.称未}}",
            "{{支部名称",
        ):
            document.add_paragraph(text)
        document.save(str(path))
        problems = county_papers.judge(desk, path.read_bytes()).template.problems
        dialog(TemplateProblems(context, path.name, problems, window), f"{prefix}dialog-template-wrong")
    for entry in desk.templates.entries():
        desk.templates.remove(entry.id)
