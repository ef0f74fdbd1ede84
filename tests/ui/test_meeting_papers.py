"""The papers of a meeting: each kind prints on its own sheet; notice, message and extract come from its menu."""

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from pytestqt.qtbot import QtBot

from models.domain.errors import UserError
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence
from models.services.desk import Desk
from ui import paper as papers
from ui.context import Context
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.meetings_tab import MeetingsTab
from ui.tasks import InstantTasks

MEMBER = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}


@pytest.fixture
def tab(qtbot: QtBot, context: Context, desk: Desk) -> MeetingsTab:
    for name in ("侯学军", "曹海燕"):
        desk.roster.add(
            {"name": name, "party_post": "党支部书记" if name == "侯学军" else "组织委员", **MEMBER}
        )
    made = MeetingsTab(context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def action(tab: MeetingsTab, text: str) -> QAction:
    menu = tab.page.more.menu()
    assert menu is not None
    return next(one for one in menu.actions() if one.text() == text)


@pytest.mark.parametrize(
    ("kind", "form_id"),
    [
        (MeetingKind.ASSEMBLY, "A3"),
        (MeetingKind.COMMITTEE, "A4"),
        (MeetingKind.GROUP, "A5"),
        (MeetingKind.LECTURE, "A6"),
        (MeetingKind.THEME_DAY, "A7"),
    ],
)
def test_minutes_print_on_the_sheet_of_their_kind(
    tab: MeetingsTab, heard: object, kind: MeetingKind, form_id: str
) -> None:
    meeting_id = tab.context.desk.meetings.create(kind, "2026-09-12")
    tab.open_meeting(meeting_id)
    tab.page.print_()
    assert getattr(heard, "previews") == [(form_id, meeting_id)]  # noqa: B009
    assert action(tab, "会议记录摘抄…").isVisible() == (kind is MeetingKind.COMMITTEE)
    assert papers.pdf_for(tab.context.desk, form_id, meeting_id).startswith(b"%PDF")


def test_a_text_message_is_ready_to_be_pasted(tab: MeetingsTab) -> None:
    meetings = tab.context.desk.meetings
    meeting_id = meetings.create(MeetingKind.ASSEMBLY, "2026-09-12", place="村委会会议室")
    meetings.save_items(meeting_id, [AgendaItem(kind=ItemKind.STUDY, title="学习条例")])
    tab.open_meeting(meeting_id)
    action(tab, "复制短信通知").trigger()
    text = QGuiApplication.clipboard().text()
    assert "定于2026年9月12日（星期六）9:00在村委会会议室召开支部党员大会" in text
    assert "1. 学习条例" in text


def test_notice_and_extract_open_in_the_preview(tab: MeetingsTab, heard: object) -> None:
    meeting_id = tab.context.desk.meetings.create(MeetingKind.COMMITTEE, "2026-09-12")
    tab.open_meeting(meeting_id)
    action(tab, "会议通知…").trigger()
    action(tab, "会议记录摘抄…").trigger()
    assert getattr(heard, "previews") == [("A1", meeting_id), ("A4.2", meeting_id)]  # noqa: B009


def test_dues_received_on_the_day_stand_in_the_record_of_the_theme_day(tab: MeetingsTab) -> None:
    desk = tab.context.desk
    person = desk.roster.members(desk.today())[0].id
    other = desk.roster.members(desk.today())[1].id
    day = desk.today()
    for one in (person, other):
        desk.dues.set_standard(one, day[:7], "工资", 428657)
        desk.dues.record(one, [day[:7]], day)
    desk.dues.reverse(desk.dues.payments(other)[0].id, "收错了人")
    meeting_id = desk.meetings.create(MeetingKind.THEME_DAY, day)
    facts = desk.facts("meeting", meeting_id)
    assert (getattr(facts, "dues_people"), getattr(facts, "dues_fen")) == (1, 4287)  # noqa: B009


def test_slips_are_made_for_meetings_that_have_one(tab: MeetingsTab) -> None:
    desk = tab.context.desk
    meeting_id = desk.meetings.create(MeetingKind.COMMITTEE, "2026-09-12")
    desk.meetings.create(MeetingKind.COMMITTEE, "2026-08-12")
    with pytest.raises(UserError, match="还没有更正单"):
        papers.pieces(desk, "A13")
    person = desk.person("侯学军").id
    desk.meetings.set_presence(meeting_id, {person: (Presence.PRESENT, "")})
    desk.meetings.sign(meeting_id, "2026-09-12")
    desk.corrections.begin(meeting_id, "抄写有误")
    assert len(papers.pieces(desk, "A13")) == 1


def test_a_signature_offers_no_undo_in_the_window(qtbot: QtBot, desk: Desk, settings: UiSettings) -> None:
    desk.roster.add(
        {"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
    )
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    window = MainWindow(desk, settings, InstantTasks())
    qtbot.addWidget(window)
    window.keep_desk()
    window.show()
    desk.meetings.update(meeting, {"content": "学习文件。"})
    assert window.status.undo_button.isVisible()
    desk.meetings.sign(meeting, "2026-09-12")
    assert "签字定稿" in window.status.sentence.text()
    assert not window.status.undo_button.isVisible(), "the dialog said so: what follows is a correction slip"
