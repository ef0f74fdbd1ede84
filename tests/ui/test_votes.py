"""The count of a vote on the screen: what cannot be true stays and is told, who counted by initials, an election linked."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.domain.finding import Finding
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.findings_screen import FindingsScreen
from ui.dialogs.message_dialog import MessageDialog
from ui.tabs.meeting_page import MeetingPage

DAY = "2026-09-12"
SECRET = Vote(voted=True, method="无记名投票", issued=3, returned=3, valid=3, yes=3)


@pytest.fixture
def page(qtbot: QtBot, context: Context, desk: Desk) -> MeetingPage:
    """A meeting of three with two items, its agenda open."""
    for name in ("丁一", "王二", "张三"):
        desk.roster.add(
            {"name": name, "category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
        )
    meeting_id = desk.meetings.create(MeetingKind.ASSEMBLY, DAY, ends_at="11:00", host="丁一")
    people = desk.meetings.get(meeting_id).attendees
    desk.meetings.set_presence(meeting_id, {a.person_id: (Presence.PRESENT, "") for a in people})
    one = AgendaItem(kind=ItemKind.ADMIT, title="讨论接收石文静为预备党员", vote=SECRET)
    desk.meetings.save_items(meeting_id, [one, AgendaItem(kind=ItemKind.ELECTION, title="补选委员")])
    made = MeetingPage(context)
    qtbot.addWidget(made)
    made.show()
    made.open(meeting_id, 1)
    return made


def shown(page: MeetingPage) -> list[Finding]:
    return [line.finding for line in page.findings.lines()]


def stored(page: MeetingPage) -> Vote:
    return page.context.desk.meetings.get(page.meeting_id).items[0].vote


def test_what_cannot_be_true_is_told_and_not_stored(
    page: MeetingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = page.agenda.form.vote
    panel.fields["returned"].setValue(4)
    panel.committed.emit()
    assert "收回 4 票，多于发出的 3 票" in panel.wrong.text() and panel.wrong.isVisible()
    assert stored(page).returned == 3
    page.agenda.form.title.setText("讨论接收石文静")
    page.agenda.form.title.textEdited.emit("讨论接收石文静")
    page.agenda.form.title.editingFinished.emit()
    assert page.context.desk.meetings.get(page.meeting_id).items[0].title == "讨论接收石文静"
    assert panel.fields["returned"].value() == 4, "what was typed stays while everything else is stored"
    asked: list[str] = []
    monkeypatch.setattr(MessageDialog, "confirm", lambda _w, text, **_k: bool(asked.append(text)))
    page.leave()
    assert asked == ["表决数没有保存：收回 4 票，多于发出的 3 票。"] and page.meeting_id, (
        "one may go back and mend it"
    )
    panel.fields["returned"].setValue(3)
    panel.committed.emit()
    assert not panel.wrong.isVisible()
    page.leave()
    assert not page.meeting_id


def test_another_meeting_is_opened_only_when_the_count_is_settled(
    page: MeetingPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, other = page.meeting_id, desk.meetings.create(MeetingKind.LECTURE, DAY)
    page.agenda.form.vote.fields["valid"].setValue(9)
    answers = iter((False, True))
    monkeypatch.setattr(MessageDialog, "confirm", lambda *_a, **_k: next(answers))
    page.open(other)
    assert page.meeting_id == here
    page.open(other)
    assert page.meeting_id == other and desk.meetings.get(here).items[0].vote == SECRET


def test_one_may_leave_without_the_count(page: MeetingPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.agenda.form.vote.fields["valid"].setValue(9)
    monkeypatch.setattr(MessageDialog, "confirm", lambda *_a, **_k: True)
    meeting_id = page.meeting_id
    page.leave()
    assert not page.meeting_id
    assert page.context.desk.meetings.get(meeting_id).items[0].vote == SECRET


def test_written_opinions_who_counted_and_what_was_announced(page: MeetingPage) -> None:
    panel = page.agenda.form.vote
    assert not panel.fields["written_yes"].isVisible()
    panel.fields["written"].setValue(1)
    assert panel.fields["written_yes"].isVisible()
    panel.know({"dy": "丁一"})
    panel.tellers.setText("dy 王二")
    panel.tellers.editingFinished.emit()
    assert panel.tellers.text() == "丁一、王二"
    panel.outcome.setCurrentIndex(panel.outcome.findData("未通过"))
    panel.outcome.activated.emit(panel.outcome.currentIndex())
    item = page.context.desk.meetings.get(page.meeting_id).items[0]
    assert (item.tellers, item.result, item.vote.written) == ("丁一、王二", "未通过", 1)
    assert "记录为未通过" in page.agenda.form.result.text()


def test_an_item_holds_an_election(page: MeetingPage, desk: Desk) -> None:
    election_id = desk.elections.save(0, {"on_date": DAY, "seats": 3, "expected": 3, "present": 3})
    page.refresh()
    page.agenda.select(1)
    panel = page.agenda.form.vote
    assert panel.election_row.isVisible() and panel.election.count() == 2
    panel.election.setCurrentIndex(1)
    panel.election.activated.emit(1)
    assert desk.meetings.get(page.meeting_id).items[1].election_id == election_id
    assert (
        "应到 3、实到 3" in panel.counted.text()
        and not panel.body.isVisible()
        and not panel.voted.isVisible()
    )
    assert "委员选举：应到 3、实到 3" in desk.meetings.get(page.meeting_id).items[1].decision
    page.agenda.select(0)
    assert not panel.election_row.isVisible() and panel.voted.isVisible()


def test_papers_of_the_votes_are_in_the_menu(page: MeetingPage) -> None:
    words = [action.text() for action in page.papers.votes.actions()]
    assert words == [
        "接收预备党员：议程和主持词…",
        "接收预备党员：票决票…",
        "票决计票单…",
        "接收预备党员：票决情况汇总表…",
        "接收预备党员：决议…",
    ]


def test_the_records_of_a_year_against_each_other(
    qtbot: QtBot, context: Context, desk: Desk, page: MeetingPage
) -> None:
    other = desk.meetings.create(MeetingKind.LECTURE, DAY, starts_at="09:00", ends_at="10:00")
    here = desk.meetings.get(other).attendees[0]
    desk.meetings.set_presence(other, {here.person_id: (Presence.PRESENT, "")})
    item = replace(desk.meetings.get(page.meeting_id).items[0], result="未通过")
    desk.meetings.save_items(page.meeting_id, [item])
    screen = FindingsScreen(context)
    qtbot.addWidget(screen)
    screen.show()
    assert not screen.print_button.isVisible()
    screen.look_at(2026)
    assert screen.print_button.isVisible()
    model = screen.table.record_model
    found = [record[1] for row in range(model.rowCount()) if (record := model.record_at(row))]
    assert "JL-11" in [f.rule for f in found] and all(f.on_date[:4] == "2026" for f in found)
    assert here.name in next(f.message for f in found if f.rule == "JL-11")


def test_the_page_of_a_meeting_says_what_other_records_say_against_it(
    qtbot: QtBot, page: MeetingPage, desk: Desk
) -> None:
    people = desk.meetings.get(page.meeting_id).attendees
    desk.meetings.update(page.meeting_id, {"recorder": people[1].name})
    desk.meetings.set_presence(page.meeting_id, {people[1].person_id: (Presence.LEAVE, "住院")})
    page.refresh()

    def told() -> bool:
        return "JL-13" in [f.rule for f in page.against.shown()]

    qtbot.waitUntil(told)
    for button in page.findings.findChildren(QPushButton):
        if button.text().startswith("还有"):
            button.click()
    [found] = [f for f in shown(page) if f.rule == "JL-13"]
    page.findings.answered.emit(found, "会后根据录音整理。")
    assert [f.answer for f in desk.contradictions.of_meeting(page.meeting) if f.rule == "JL-13"] == [
        "会后根据录音整理。"
    ]
