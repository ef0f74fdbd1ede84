"""The words of a meeting on its page: found, replaced, pointed out before printing; from new to preview by keys alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.domain.records import AgendaItem, MeetingKind
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.meeting_new import NewMeetingDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.phrases_dialog import PhrasesDialog
from ui.dialogs.text_check import TextCheck
from ui.tabs.meetings_tab import MeetingsTab
from ui.widgets.plain_label import PlainLabel

DAY = "2026-09-12"
MEMBER = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
SAME = "会议学习了支部工作条例第三章，要求全体党员按月参加主题党日，按时交纳党费。"


@pytest.fixture
def tab(qtbot: QtBot, context: Context, desk: Desk) -> MeetingsTab:
    desk.update_branch(secretary="侯学军", organiser="曹海燕")
    for name in ("侯学军", "曹海燕", "龙凤琴", "何建国"):
        desk.roster.add({"name": name, **MEMBER})
    made = MeetingsTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def write(widget: QWidget, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def answering(kind: type[QDialog], act: Callable[[Any], None]) -> None:
    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def again_in_front(qtbot: QtBot, tab: MeetingsTab) -> None:
    """What a desktop does when a dialog closes; the offscreen platform does not."""
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)


def draft(tab: MeetingsTab, content: str, *items: AgendaItem, open_section: int = 2) -> int:
    service = tab.context.desk.meetings
    meeting_id = service.create(MeetingKind.ASSEMBLY, DAY)
    service.update(meeting_id, {"content": content})
    service.save_items(meeting_id, items)
    tab.open_meeting(meeting_id)
    tab.page.show_section(open_section)
    return meeting_id


def test_a_whole_record_is_written_with_the_keyboard_alone(
    qtbot: QtBot, tab: MeetingsTab, heard: Any
) -> None:
    def fill(dialog: NewMeetingDialog) -> None:
        dialog.held_on.setFocus()
        dialog.held_on.selectAll()
        qtbot.keyClicks(dialog.held_on, "20260912")
        qtbot.keyClick(dialog.held_on, Qt.Key.Key_Return)

    answering(NewMeetingDialog, fill)
    qtbot.keyClick(tab, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    again_in_front(qtbot, tab)
    for initials in ("hxj", "chy", "lfq"):
        qtbot.keyClicks(focus(), initials)
        qtbot.keyClick(focus(), Qt.Key.Key_Return)
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(focus(), Qt.Key.Key_2, alt)
    qtbot.keyClick(focus(), Qt.Key.Key_A, alt)
    write(focus(), "传达学习上级文件")
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    qtbot.keyClicks(focus(), "hxj")
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    write(focus(), "曹海燕传达文件。")
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    qtbot.keyClicks(focus(), "lfq")
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    write(focus(), "要学深学透。")
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    write(focus(), "每月自学一次。")
    qtbot.keyClick(focus(), Qt.Key.Key_3, alt)
    qtbot.keyClicks(focus(), "hxj")
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    write(focus(), "今天学习文件。")
    tab.print_()
    meeting = tab.context.desk.meetings.get(tab.page.meeting_id)
    (item,) = meeting.items
    assert (item.title, item.proposer, item.report) == ("传达学习上级文件", "侯学军", "曹海燕传达文件。")
    assert (item.content, item.decision) == ("龙凤琴：要学深学透。", "每月自学一次。")
    assert meeting.content == "侯学军：今天学习文件。"
    assert heard.previews == [("A3", meeting.id)]


def test_what_is_wrong_in_the_words_is_said_before_printing(
    qtbot: QtBot, tab: MeetingsTab, heard: Any
) -> None:
    older = tab.context.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-06-12")
    tab.context.desk.meetings.update(older, {"content": SAME})
    meeting_id = draft(tab, f"xx同志主持。\n8月支部党员大会开始。\n{SAME}", open_section=0)

    def go_to_the_month(dialog: TextCheck) -> None:
        assert dialog.title.text() == "记录中有 3 处请核对"
        lines = {line.finding.rule: line for line in dialog.strip.lines()}
        assert "2026-06-12 2026年6月支部党员大会的记录相同" in lines["WZ-05"].accessibleName()
        qtbot.mouseClick(
            next(b for b in lines["WZ-02"].findChildren(QPushButton) if b.text() == "去看看"),
            Qt.MouseButton.LeftButton,
        )

    answering(TextCheck, go_to_the_month)
    tab.print_()
    content = tab.page.minutes.content
    again_in_front(qtbot, tab)
    assert content.hasFocus()
    assert heard.previews == []
    assert content.textCursor().selectedText() == "8月支部党员大会"
    answering(TextCheck, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    tab.print_()
    assert heard.previews == [("A3", meeting_id)]


def test_what_was_answered_is_not_asked_again(qtbot: QtBot, tab: MeetingsTab, heard: Any) -> None:
    meeting_id = draft(tab, "某某同志发言。")
    (finding,) = tab.page.record.shown()
    tab.page.answer(finding, "保护隐私，不写姓名")
    tab.print_()
    assert heard.previews == [("A3", meeting_id)]


def test_finding_goes_through_the_whole_record(qtbot: QtBot, tab: MeetingsTab) -> None:
    item = AgendaItem(title="8月计划", content="按8月的办")
    draft(tab, "8月开会", item)
    tab.find()
    bar = tab.page.record.find_bar
    assert bar.words.hasFocus()
    write(bar.words, "8月")
    assert bar.state.text() == "第 1 处，共 3 处"
    assert tab.page.minutes.content.textCursor().selectedText() == "8月" and bar.words.hasFocus()
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    assert tab.page.agenda.isVisible() and tab.page.agenda.form.title.selectedText() == "8月"
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    assert tab.page.agenda.form.content.textCursor().selectedText() == "8月"
    assert bar.state.text() == "第 3 处，共 3 处" and bar.words.hasFocus()
    qtbot.keyClick(bar.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.state.text() == "第 2 处，共 3 处"
    write(bar.words, "没有的话")
    assert bar.state.text() == "没有找到"
    qtbot.keyClick(bar.words, Qt.Key.Key_Escape)
    assert not bar.isVisible() and tab.page.meeting_id


def test_replacing_one_and_all_and_taking_it_back(qtbot: QtBot, tab: MeetingsTab, heard: Any) -> None:
    meeting_id = draft(tab, "8月开会，8月散会", AgendaItem(title="8月计划", decision="8月做完"))
    tab.find()
    bar = tab.page.record.find_bar
    write(bar.words, "8月")
    bar.new.setFocus()
    write(bar.new, "9月")
    qtbot.keyClick(bar.new, Qt.Key.Key_Return)
    service = tab.context.desk.meetings
    assert service.get(meeting_id).content == "9月开会，8月散会"
    assert bar.state.text() == "第 1 处，共 3 处"
    qtbot.keyClick(bar.new, Qt.Key.Key_Return)
    qtbot.keyClick(bar.new, Qt.Key.Key_Return)
    assert service.get(meeting_id).items[0].title == "9月计划"
    write(bar.words, "")
    bar.words.setText("9月")
    bar.new.setText("10月")
    bar.replaced_all.emit("9月", "10月")
    meeting = service.get(meeting_id)
    assert meeting.content == "10月开会，10月散会" and meeting.items[0].title == "10月计划"
    assert heard.said[-1] == "已替换 3 处，可以撤销。"
    tab.context.desk.undo()
    meeting = service.get(meeting_id)
    assert meeting.content == "9月开会，9月散会" and meeting.items[0].title == "9月计划"


def test_who_does_what_by_when_is_typed_under_the_decision(
    qtbot: QtBot, tab: MeetingsTab, desk: Desk
) -> None:
    meeting_id = draft(tab, "好", AgendaItem(title="修路"), AgendaItem(title="绿化"), open_section=1)
    agenda = tab.page.agenda
    table = agenda.form.tasks.table
    table.view.setFocus()
    table.view.setCurrentIndex(table.model.index(0, 0))
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    for keys, hanzi in (("lfq", ""), ("", "联系施工队"), ("", "10月底")):
        cell = focus()
        qtbot.keyClicks(cell, keys)
        if hanzi:
            write(cell, hanzi)
        qtbot.keyClick(cell, Qt.Key.Key_Tab)
    (task,) = desk.minutes.tasks(meeting_id)
    assert (task.who, task.what, task.due_on) == ("龙凤琴", "联系施工队", "2026-10-31")
    agenda.select(1)
    assert agenda.form.tasks.rows() == []
    agenda.select(0)
    assert [row["what"] for row in agenda.form.tasks.rows()] == ["联系施工队"]
    table.view.setCurrentIndex(table.model.index(0, 0))
    table.view.drop()
    assert desk.minutes.tasks(meeting_id) == ()
    desk.undo()
    qtbot.waitUntil(lambda: [row["what"] for row in agenda.form.tasks.rows()] == ["联系施工队"])


def test_half_a_line_is_not_stored_but_kept_in_the_draft(qtbot: QtBot, tab: MeetingsTab, desk: Desk) -> None:
    meeting_id = draft(tab, "好", AgendaItem(title="修路"), open_section=1)
    tasks = tab.page.agenda.form.tasks
    tasks.table.model.setData(tasks.table.model.index(0, 0), "侯学军")
    assert tasks.problem.isVisible() and "何事" in tasks.problem.text()
    tab.page.refresh()
    assert [row["who"] for row in tasks.rows()] == ["侯学军"], "what is being typed stays"
    assert desk.minutes.tasks(meeting_id) == ()
    assert tab.context.drafts.keep_now()
    after = MeetingsTab(replace(tab.context))
    qtbot.addWidget(after)
    after.show()
    after.open_meeting(meeting_id)
    again = next(b for b in after.page.findChildren(QPushButton) if b.text() == "继续填写")
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    after.page.turn_to(1)
    assert [row["who"] for row in after.page.agenda.form.tasks.rows()] == ["侯学军"]


def test_a_phrase_is_kept_from_the_record_and_put_in(qtbot: QtBot, tab: MeetingsTab, desk: Desk) -> None:
    draft(tab, "会议通报了本季度党费收缴情况，全部交齐。")
    content = tab.page.minutes.content
    content.selectAll()

    def name_it(dialog: PhrasesDialog) -> None:
        assert dialog.content.text().startswith("会议通报了")
        write(dialog.name, "通报党费")
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)

    answering(PhrasesDialog, name_it)
    qtbot.mouseClick(tab.page.minutes.tools[3], Qt.MouseButton.LeftButton)
    assert [one.name for one in desk.minutes.phrases.all()] == ["通报党费"]
    again_in_front(qtbot, tab)
    content.setFocus()
    content.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(content, Qt.Key.Key_Return)
    qtbot.keyClicks(content, "tbdf")
    qtbot.keyClick(content, Qt.Key.Key_Tab)
    assert content.text().count("会议通报了本季度党费收缴情况，全部交齐。") == 2


def test_with_nothing_to_take_back_in_the_text_the_last_step_is(tab: MeetingsTab) -> None:
    def undo_is_its_own() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        event.ignore()
        QApplication.sendEvent(content, event)
        return event.isAccepted()

    draft(tab, "原文")
    content = tab.page.minutes.content
    content.setFocus()
    assert not undo_is_its_own()
    write(content, "新")
    assert undo_is_its_own()


def test_signed_minutes_are_searched_but_not_written_in(tab: MeetingsTab, desk: Desk) -> None:
    meeting_id = draft(tab, "侯学军：xx好。", AgendaItem(title="修路", content="修"), open_section=2)
    desk.meetings.sign(meeting_id, "2026-09-20")
    tab.page.refresh()
    assert tab.page.record.findings == [] and tab.page.minutes.content.isReadOnly()
    tab.find()
    bar = tab.page.record.find_bar
    assert bar.isVisible() and not bar.new.isVisible()
    write(bar.words, "好")
    assert bar.state.text() == "第 1 处，共 1 处"
    assert not tab.page.minutes.tools[1].isVisible()


def test_half_a_line_is_asked_about_before_leaving(qtbot: QtBot, tab: MeetingsTab, desk: Desk) -> None:
    meeting_id = draft(tab, "好", AgendaItem(title="修路"), open_section=1)
    model = tab.page.agenda.form.tasks.table.model
    model.setData(model.index(0, 0), "侯学军")
    told: list[str] = []

    def look(dialog: MessageDialog) -> None:
        told.append("".join(label.text() for label in dialog.findChildren(PlainLabel)))
        dialog.reject()

    answering(MessageDialog, look)
    tab.page.leave()
    assert "请写何事" in told[0] and tab.page.meeting_id == meeting_id
    answering(MessageDialog, lambda dialog: dialog.accept())
    tab.page.leave()
    assert not tab.page.meeting_id and desk.minutes.tasks(meeting_id) == ()
    assert desk.drafts.all() == []


def test_minutes_printed_from_the_list_are_looked_through_too(
    qtbot: QtBot, tab: MeetingsTab, heard: Any
) -> None:
    meeting_id = draft(tab, "xx同志主持。", open_section=0)
    tab.page.leave()
    tab.table.select_id(meeting_id)

    def go(dialog: TextCheck) -> None:
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "去看看")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    answering(TextCheck, go)
    tab.print_()
    assert heard.previews == [] and tab.page.meeting_id == meeting_id
    assert tab.page.minutes.content.textCursor().selectedText() == "xx"
    tab.page.leave()
    answering(TextCheck, lambda dialog: dialog.accept())
    tab.print_()
    assert heard.previews == [("A3", meeting_id)]
