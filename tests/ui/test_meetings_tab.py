"""会议记录 at work: real clicks and keys, from a new meeting to a correction of signed minutes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.domain.attachment import FileKind
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services.attachments import Owner
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.meeting_new import NewMeetingDialog
from ui.dialogs.meeting_sign import CorrectDialog, SignDialog, SignSlipDialog
from ui.tabs.meetings_tab import COLUMNS, MeetingsTab

DAY = "2026-09-12"
NAMES = ("侯学军", "曹海燕", "龙凤琴", "杨凤琴", "史金贵", "吕学军", "丁德明", "何建国", "顾玉林", "朱昇")
MEMBER = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """Ten full members, one on probation, one who joined later, one candidate."""
    desk.update_branch(secretary="侯学军", organiser="吕学军")
    ids = {name: desk.roster.add({"name": name, **MEMBER}) for name in NAMES}
    ids["乔海涛"] = desk.roster.add({"name": "乔海涛", "category": "预备党员", "joined_on": "2026-04-18"})
    ids["后来人"] = desk.roster.add({"name": "后来人", "category": "预备党员", "joined_on": "2026-09-20"})
    ids["石文静"] = desk.roster.add({"name": "石文静", "category": "发展对象"})
    return ids


@pytest.fixture
def tab(qtbot: QtBot, context: Context, people: dict[str, int]) -> MeetingsTab:
    made = MeetingsTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def answering(kind: type[QDialog], act: Callable[[QDialog], None]) -> None:
    """When a dialog of this kind stands open, do something in it."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def button(parent: QWidget, text: str) -> QPushButton:
    found = [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent)]
    assert found, f"no button {text}"
    return found[0]


def write(widget: QWidget, text: str) -> None:
    """Type as people do: through the input method."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def press(qtbot: QtBot, parent: QWidget, text: str) -> None:
    qtbot.mouseClick(button(parent, text), Qt.MouseButton.LeftButton)


def sentences(tab: MeetingsTab) -> list[str]:
    return [line.accessibleName() for line in tab.page.findings.lines()]


def new_meeting(qtbot: QtBot, tab: MeetingsTab) -> int:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, NewMeetingDialog)
        dialog.held_on.setFocus()
        dialog.held_on.selectAll()
        qtbot.keyClicks(dialog.held_on, "20260912")
        qtbot.keyClick(dialog.held_on, Qt.Key.Key_Return)

    answering(NewMeetingDialog, fill)
    press(qtbot, tab, "新建会议")
    return tab.page.meeting_id


def opened(tab: MeetingsTab, people: dict[str, int], yes: int = 0) -> int:
    """A draft with eight members present and, with `yes`, an admission voted on."""
    service = tab.context.desk.meetings
    meeting_id = service.create(MeetingKind.ASSEMBLY, DAY)
    there = {people[name]: (Presence.PRESENT, "") for name in NAMES[:8]}
    away = {people[name]: (Presence.LEAVE, "生病住院") for name in (*NAMES[8:], "乔海涛")}
    service.set_presence(meeting_id, there | away)
    if yes:
        vote = Vote(voted=True, method="无记名投票", issued=8, returned=8, valid=8, yes=yes, no=8 - yes)
        item = AgendaItem(
            kind=ItemKind.ADMIT, title="讨论接收石文静为预备党员", person_id=people["石文静"], vote=vote
        )
        service.save_items(meeting_id, [item])
    tab.open_meeting(meeting_id)
    return meeting_id


def test_a_new_meeting_opens_with_the_roll_of_its_day(qtbot: QtBot, tab: MeetingsTab) -> None:
    meeting_id = new_meeting(qtbot, tab)
    meeting = tab.context.desk.meetings.get(meeting_id)
    assert (meeting.title, meeting.host, meeting.recorder) == ("2026年9月支部党员大会", "侯学军", "吕学军")
    assert "应到 11（正式 10、预备 1）｜应到有表决权 10｜实到 0" in tab.page.sums.text()
    assert "后来人" not in [a.name for a in tab.page.attendance.model.attendees]


def test_the_new_meeting_dialog_says_how_many_are_expected(
    qtbot: QtBot, context: Context, people: object
) -> None:
    dialog = NewMeetingDialog(context.desk)
    qtbot.addWidget(dialog)
    dialog.held_on.setText(DAY)
    assert "应到 11 人，其中有表决权 10 人" in dialog.sentence.text()
    dialog.kind.setCurrentText("支委会")
    assert "党内职务" in dialog.sentence.text()
    dialog.held_on.setText("某一天")
    dialog.accept()
    assert not dialog.result()


def test_names_are_ticked_by_initials_and_enter(qtbot: QtBot, tab: MeetingsTab) -> None:
    meeting_id = new_meeting(qtbot, tab)
    search = tab.page.attendance.search
    for typed in ("hxj", "龙凤琴", "caohaiyan", "lxj"):
        write(search, typed)
        qtbot.keyClick(search, Qt.Key.Key_Return)
        assert search.text() == ""
    there = {
        a.name for a in tab.context.desk.meetings.get(meeting_id).attendees if a.presence is Presence.PRESENT
    }
    assert there == {"侯学军", "龙凤琴", "曹海燕", "吕学军"}
    assert "实到 4｜" in tab.page.sums.text()
    tab.context.desk.undo()
    qtbot.waitUntil(lambda: "实到 3｜" in tab.page.sums.text())


def test_an_unknown_name_is_said_and_nothing_happens(qtbot: QtBot, tab: MeetingsTab) -> None:
    new_meeting(qtbot, tab)
    qtbot.keyClicks(tab.page.attendance.search, "zzz")
    qtbot.keyClick(tab.page.attendance.search, Qt.Key.Key_Return)
    assert "没有这个人" in tab.page.attendance.echo.text()
    assert "实到 0｜" in tab.page.sums.text()


def test_space_goes_round_and_a_click_ticks(qtbot: QtBot, tab: MeetingsTab) -> None:
    new_meeting(qtbot, tab)
    attendance = tab.page.attendance
    view = attendance.view
    view.setFocus()
    seen: list[Presence] = []
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Space)
        now = attendance.attendee()
        assert now is not None
        seen.append(now.presence)
    assert seen == [Presence.PRESENT, Presence.LEAVE, Presence.ABSENT, Presence.UNSET]
    where = view.visualRect(attendance.model.index(2)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where))
    assert attendance.model.attendees[2].presence is Presence.PRESENT


def test_leave_is_given_with_its_reason(qtbot: QtBot, tab: MeetingsTab) -> None:
    meeting_id = new_meeting(qtbot, tab)
    attendance = tab.page.attendance
    qtbot.keyClicks(attendance.search, "zs")
    press(qtbot, attendance.person_bar, "请假")
    line = attendance.reason.lineEdit()
    assert line is not None
    write(line, "外出务工")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    meeting = tab.context.desk.meetings.get(meeting_id)
    assert [(a.name, a.reason) for a in meeting.attendees if a.presence is Presence.LEAVE] == [
        ("朱昇", "外出务工")
    ]
    press(qtbot, attendance, "其余全部到会")
    assert "实到 10｜实到有表决权 9｜请假 1" in tab.page.sums.text()


def test_another_date_changes_the_roll_at_once(qtbot: QtBot, tab: MeetingsTab) -> None:
    new_meeting(qtbot, tab)
    field = tab.page.facts.held_on
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2026.3.14")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "应到 10（正式 10、预备 0）" in tab.page.sums.text()
    assert tab.page.title.text() == "2026年3月支部党员大会"


def test_a_time_nobody_can_read_is_said_under_its_field(qtbot: QtBot, tab: MeetingsTab) -> None:
    meeting_id = new_meeting(qtbot, tab)
    line = tab.page.facts.lines["starts_at"]
    line.setFocus()
    line.selectAll()
    write(line, "吃完饭")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "看不懂时间" in tab.page.facts.rows["starts_at"].problem_label.text()
    line.selectAll()
    qtbot.keyClicks(line, "14:30")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert tab.context.desk.meetings.get(meeting_id).starts_at == "14:30"


def test_too_few_in_favour_is_judged_while_typing_and_goes_when_put_right(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    meeting_id = opened(tab, people)
    press(qtbot, tab.page, "议题与表决")
    press(qtbot, tab.page, "添加议题")
    form = tab.page.agenda.form
    form.kind.setCurrentText("接收预备党员")
    form.kind.activated.emit(form.kind.currentIndex())
    line = form.person.lineEdit()
    assert line is not None
    qtbot.keyClicks(line, "swj")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert form.title.text() == "讨论接收石文静为预备党员"
    qtbot.mouseClick(
        form.vote.voted, Qt.MouseButton.LeftButton, pos=QPoint(10, form.vote.voted.height() // 2)
    )
    assert form.vote.fields["issued"].value() == 8, "one ballot for each voter present"
    for name, number in (("yes", "5"), ("no", "3")):
        field = form.vote.fields[name]
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, number)
    (sentence,) = [s for s in sentences(tab) if "不符" in s]
    assert "赞成 5 票，应到有表决权党员 10 人" in sentence and "至少 6 票" in sentence
    articles = [b.accessibleName() for b in tab.page.findings.findChildren(QPushButton)]
    assert any("发展党员工作细则" in words and "第二十条" in words for words in articles)
    assert "至少 6 票" in form.needed.text()
    for name, number in (("yes", "7"), ("no", "1")):
        field = form.vote.fields[name]
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, number)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not [s for s in sentences(tab) if "不符" in s]
    assert "通过" in form.result.text()
    links = [(link.text(), link.accessibleName()) for link in form.articles.links]
    assert [text for text, _ in links] == ["到会：第十九条", "赞成：第二十条"], (
        "what is in order has its article too"
    )
    assert all("发展党员工作细则》（2026" in words for _, words in links)
    (item,) = tab.context.desk.meetings.get(meeting_id).items
    assert (item.person_name, item.vote.yes, item.vote.no, item.vote.valid) == ("石文静", 7, 1, 8)


def test_every_kind_of_item_shows_the_article_of_its_threshold(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    opened(tab, people, yes=7)
    press(qtbot, tab.page, "议题与表决（1）")
    form = tab.page.agenda.form
    seen: dict[str, str] = {}
    for kind in ("一般事项", "预备党员转正", "选举", "学习传达"):
        form.kind.setCurrentText(kind)
        form.kind.activated.emit(form.kind.currentIndex())
        if kind == "学习传达":
            qtbot.mouseClick(
                form.vote.voted, Qt.MouseButton.LeftButton, pos=QPoint(10, form.vote.voted.height() // 2)
            )
        seen[kind] = "、".join(link.accessibleName() for link in form.articles.links)
        assert form.articles.isVisible() == bool(seen[kind])
    assert "支部工作条例" in seen["一般事项"] and "第十一条" in seen["一般事项"]
    assert "发展党员工作细则" in seen["预备党员转正"]
    assert "选举工作条例" in seen["选举"]
    assert not seen["学习传达"], "nothing was decided"


def test_items_can_be_put_in_order_and_taken_out(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    meeting_id = opened(tab, people)
    press(qtbot, tab.page, "议题与表决")
    for title in ("学习文件", "通报党费"):
        press(qtbot, tab.page, "添加议题")
        write(tab.page.agenda.form.title, title)
    press(qtbot, tab.page, "↑")

    def titles() -> list[str]:
        return [item.title for item in tab.context.desk.meetings.get(meeting_id).items]

    assert titles() == ["通报党费", "学习文件"]
    press(qtbot, tab.page, "删除")
    assert titles() == ["学习文件"]
    tab.context.desk.undo()
    qtbot.waitUntil(lambda: tab.page.agenda.list.count() == 2)


def test_the_record_is_stored_when_the_field_is_left(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    meeting_id = opened(tab, people, yes=7)
    press(qtbot, tab.page, "记录正文")
    write(tab.page.minutes.content, "侯学军：今天两项内容。")
    assert "有未保存的改动" in tab.page.minutes.state.text()
    press(qtbot, tab.page, "基本情况与到会")
    assert tab.context.desk.meetings.get(meeting_id).content == "侯学军：今天两项内容。"
    press(qtbot, tab.page, "记录正文")
    press(qtbot, tab.page, "按议题列提纲")
    assert "一、讨论接收石文静为预备党员" in tab.context.desk.meetings.get(meeting_id).content


def test_typing_cut_short_is_offered_again(qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]) -> None:
    meeting_id = opened(tab, people)
    press(qtbot, tab.page, "记录正文")
    write(tab.page.minutes.content, "停电之前写的")
    assert tab.context.drafts.keep_now()
    assert "草稿已存" in tab.page.minutes.state.text()
    after = MeetingsTab(replace(tab.context))  # the next day: the same data, another window
    qtbot.addWidget(after)
    after.show()
    after.open_meeting(meeting_id)
    press(qtbot, after.page, "继续填写")
    assert after.page.minutes.content.isVisible() and after.page.minutes.content.text() == "停电之前写的"
    press(qtbot, after.page, "基本情况与到会")
    assert tab.context.desk.meetings.get(meeting_id).content == "停电之前写的"
    assert tab.context.desk.drafts.all() == []


def sign(qtbot: QtBot, tab: MeetingsTab) -> None:
    def confirm(dialog: QDialog) -> None:
        assert isinstance(dialog, SignDialog)
        assert not dialog.do_button.isEnabled()
        where = QPoint(10, dialog.confirmed.height() // 2)
        qtbot.mouseClick(dialog.confirmed, Qt.MouseButton.LeftButton, pos=where)
        qtbot.mouseClick(dialog.do_button, Qt.MouseButton.LeftButton)

    answering(SignDialog, confirm)
    press(qtbot, tab.page, "签字定稿")


def test_signed_minutes_are_only_read_and_corrected(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    meeting_id = opened(tab, people, yes=7)
    sign(qtbot, tab)
    page = tab.page
    assert "已签字定稿 2026-09-30" in page.state.text()
    assert page.facts.lines["place"].isReadOnly() and page.minutes.content.isReadOnly()
    assert not page.agenda.add_button.isVisibleTo(page) and not page.attendance.search.isVisibleTo(page)
    before = tab.context.desk.meetings.get(meeting_id).attendees
    page.attendance.view.setFocus()
    qtbot.keyClick(page.attendance.view, Qt.Key.Key_Space)
    assert tab.context.desk.meetings.get(meeting_id).attendees == before

    def correct(dialog: QDialog) -> None:
        assert isinstance(dialog, CorrectDialog)
        qtbot.mouseClick(dialog.do_button, Qt.MouseButton.LeftButton)
        assert "请写明" in dialog.text_row.problem_label.text()
        write(dialog.text, "列席人员漏记。")
        qtbot.mouseClick(dialog.do_button, Qt.MouseButton.LeftButton)

    answering(CorrectDialog, correct)
    press(qtbot, page, "更正…")
    assert "正在填第 1 号更正单（列席人员漏记）" in page.closing.banner.label.text()
    press(qtbot, page, "基本情况与到会")
    page.facts.lines["observers"].setText("周文斌")
    page.flush()
    qtbot.keyClick(page.attendance.view, Qt.Key.Key_Space)
    assert "列席人员：（空） → 周文斌" in page.minutes.corrections.text()
    assert tab.context.desk.meetings.get(meeting_id).observers == ""

    def confirm(dialog: QDialog) -> None:
        assert isinstance(dialog, SignSlipDialog)
        assert "列席人员：（空） → 周文斌" in dialog.lines.text()
        dialog.confirmed.setChecked(True)
        qtbot.mouseClick(dialog.do_button, Qt.MouseButton.LeftButton)

    answering(SignSlipDialog, confirm)
    press(qtbot, page, "更正单签字…")
    assert "已更正 1 次" in page.state.text() and page.state.text().startswith("✓")
    assert page.facts.lines["place"].isReadOnly() and not page.closing.banner.isVisibleTo(page)
    assert tab.context.desk.meetings.get(meeting_id).observers == "周文斌"


def test_a_carried_admission_is_recorded_only_when_asked_for(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    opened(tab, people, yes=7)
    sign(qtbot, tab)
    assert tab.page.offer.isVisible() and "石文静" in tab.page.offer.label.text()
    dossier = tab.context.desk.development.dossier
    assert dossier(people["石文静"]).first("admission") is None
    press(qtbot, tab.page.offer, "记入发展党员流程")
    step = dossier(people["石文静"]).first("admission")
    assert step is not None and (step.on_date, step.result) == (DAY, "通过")
    assert not tab.page.offer.isVisible()


def test_escape_goes_back_to_the_list_and_keeps_what_was_typed(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    meeting_id = opened(tab, people)
    line = tab.page.facts.lines["place"]
    line.setFocus()
    write(line, "二楼会议室")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert tab.list_page.isVisible()
    assert tab.context.desk.meetings.get(meeting_id).place == "二楼会议室"
    assert tab.table.current_id() == meeting_id


def test_opening_another_meeting_never_carries_texts_over(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    first = opened(tab, people, yes=7)
    other = tab.context.desk.meetings.create(MeetingKind.THEME_DAY, "2026-09-20", place="村史馆")
    tab.page.minutes.content.setPlainText("第一次会议的话")
    tab.show_record(other)
    assert tab.context.desk.meetings.get(first).content == "第一次会议的话"
    meeting = tab.context.desk.meetings.get(other)
    assert (meeting.content, meeting.place, meeting.items) == ("", "村史馆", ())
    assert tab.page.minutes.content.text() == ""


def test_the_list_filters_prints_and_deletes(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int], heard: object
) -> None:
    service = tab.context.desk.meetings
    older = service.create(MeetingKind.COMMITTEE, "2025-11-05")
    meeting_id = service.create(MeetingKind.ASSEMBLY, DAY)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 2)
    tab.year.setCurrentText("2026")
    tab.year.activated.emit(tab.year.currentIndex())
    assert list(tab.model.ids) == [meeting_id]
    assert "2026 年 1 次会议" in tab.header.sentence.text()
    press(qtbot, tab, "打印会议记录")
    press(qtbot, tab, "打印签到表")
    assert getattr(heard, "previews") == [("A3", meeting_id), ("A2", meeting_id)]  # noqa: B009
    tab.open_meeting(meeting_id)
    tab.page.delete_action.trigger()
    assert tab.list_page.isVisible()
    assert list(tab.model.ids) == [older], "a year without meetings is no filter any more"


def test_an_empty_branch_is_told_what_to_do(qtbot: QtBot, tab: MeetingsTab) -> None:
    assert tab.empty.isVisible() and "新建一次会议" in tab.empty.label.text()


def test_closing_stores_what_is_being_typed(qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]) -> None:
    meeting_id = opened(tab, people)
    press(qtbot, tab.page, "记录正文")
    write(tab.page.minutes.content, "还没有离开输入框")
    tab.store_typing()
    assert tab.context.desk.meetings.get(meeting_id).content == "还没有离开输入框"


def test_undoing_a_new_meeting_goes_back_to_the_list(qtbot: QtBot, tab: MeetingsTab, heard: object) -> None:
    new_meeting(qtbot, tab)
    tab.context.desk.undo()
    qtbot.waitUntil(lambda: tab.list_page.isVisible())
    assert not getattr(heard, "errors")  # noqa: B009


def test_what_cannot_be_signed_is_said(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int], heard: object
) -> None:
    tab.open_meeting(tab.context.desk.meetings.create(MeetingKind.COMMITTEE, DAY))
    assert "党内职务" in tab.page.attendance.empty.text()
    sign(qtbot, tab)
    (error,) = getattr(heard, "errors")  # noqa: B009
    assert "应到名单是空的" in error.message


def test_without_meetings_the_filters_and_the_pane_are_not_blank(tab: MeetingsTab) -> None:
    assert tab.year.currentText() == "全部年份"
    assert not any(heading.isVisible() for heading in tab.headings)
    opened_id = tab.context.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-20")
    tab.reload()
    tab.show_record(opened_id)
    assert [tab.year.itemText(row) for row in range(tab.year.count())] == ["全部年份", "2026"]


def test_undo_and_giving_up_bring_the_signed_record_back(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    meeting_id = opened(tab, people, yes=7)
    sign(qtbot, tab)
    desk, page = tab.context.desk, tab.page
    place = desk.meetings.get(meeting_id).place
    desk.corrections.begin(meeting_id, "地点有误")
    page.refresh()
    page.facts.lines["place"].setText("村小学")
    page.flush()
    qtbot.waitUntil(lambda: "已改 1 处" in page.closing.banner.label.text())
    desk.undo()
    qtbot.waitUntil(lambda: page.facts.lines["place"].text() == place)
    page.facts.lines["place"].setText("村小学")
    page.flush()
    press(qtbot, page, "放弃更正")
    assert page.facts.lines["place"].text() == place and page.facts.lines["place"].isReadOnly()
    assert desk.corrections.of(meeting_id) == []
    page.leave()
    assert "有更正" not in tab.model.data(tab.model.index(0, len(COLUMNS) - 1))


def test_the_list_says_which_minutes_were_corrected(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int]
) -> None:
    meeting_id = opened(tab, people, yes=7)
    sign(qtbot, tab)
    desk = tab.context.desk
    present = desk.meetings.fetch([meeting_id])[0].present
    one = desk.meetings.get(meeting_id).attendees[0].person_id
    desk.corrections.begin(meeting_id, "签到有误")
    desk.corrections.set_presence(meeting_id, {one: (Presence.ABSENT, "")})
    assert desk.meetings.fetch([meeting_id])[0].present == present
    desk.corrections.sign(meeting_id, desk.today())
    line = desk.meetings.fetch([meeting_id])[0]
    assert (line.present, line.slips) == (present - 1, 1)
    assert next(c for c in COLUMNS if c.key == "state").text(line).endswith("，有更正")


def test_the_scan_of_the_signed_sheet_is_attached_with_the_signature(
    qtbot: QtBot, tab: MeetingsTab, people: dict[str, int], tmp_path: Path
) -> None:
    meeting_id = opened(tab, people, yes=7)
    scan = tmp_path / "签字页.pdf"
    scan.write_bytes(b"%PDF-1.4 signed")

    def confirm(dialog: QDialog) -> None:
        assert isinstance(dialog, SignDialog)
        dialog.scan.take([scan])
        assert dialog.scan.said.text() == "签字页.pdf"
        dialog.confirmed.setChecked(True)
        qtbot.mouseClick(dialog.do_button, Qt.MouseButton.LeftButton)

    answering(SignDialog, confirm)
    press(qtbot, tab.page, "签字定稿")
    (one,) = tab.context.desk.attachments.of(Owner(meeting_id=meeting_id))
    assert (one.kind, one.title) == (FileKind.SCAN, "签字页.pdf")
    assert tab.context.desk.meetings.get(meeting_id).is_signed
