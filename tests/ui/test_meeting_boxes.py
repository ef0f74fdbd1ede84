"""The boxes of a kind of meeting on its page: a button under the facts, a form, and what of it is filled."""

from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from models.domain.meeting_boxes import turns_of
from models.domain.records import Category, MeetingKind, Presence
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.meeting_boxes import MeetingBoxesDialog, MeetingYearDialog
from ui.tabs.meeting_page import MeetingPage

MEMBER = {"category": Category.FULL, "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    return {name: desk.roster.add({"name": name, **MEMBER}) for name in ("侯学军", "吕学军", "何永福")}


def opened(qtbot: QtBot, context: Context, kind: MeetingKind) -> MeetingPage:
    meeting = context.desk.meetings.create(kind, "2026-01-15")
    page = MeetingPage(context)
    qtbot.addWidget(page)
    page.open(meeting)
    return page


def form(qtbot: QtBot, page: MeetingPage) -> MeetingBoxesDialog:
    saved: Any = page._save  # pyright: ignore[reportPrivateUsage]
    dialog = MeetingBoxesDialog(page.context, page.meeting, saved, page)
    qtbot.addWidget(dialog)
    return dialog


def test_the_lecture_says_who_spoke(qtbot: QtBot, context: Context, people: dict[str, int]) -> None:
    page = opened(qtbot, context, MeetingKind.LECTURE)
    assert page.boxes.button.text() == "主讲人、形式…" and page.boxes.said.text() == "还没有填"
    dialog = form(qtbot, page)
    lecturer = dialog.fields["lecturer"]
    assert isinstance(lecturer, QLineEdit)
    lecturer.setText("侯学军（书记）")
    dialog.ok_button.click()
    assert context.desk.meetings.get(page.meeting_id).lecturer == "侯学军（书记）"
    assert page.boxes.said.text() == "主讲人及职务已填"
    context.desk.undo()
    assert context.desk.meetings.get(page.meeting_id).lecturer == ""


def test_an_assembly_has_no_boxes_of_its_own(qtbot: QtBot, context: Context, people: dict[str, int]) -> None:
    assert opened(qtbot, context, MeetingKind.ASSEMBLY).boxes.isHidden()


def test_each_members_turn_is_written_down(qtbot: QtBot, context: Context, people: dict[str, int]) -> None:
    page = opened(qtbot, context, MeetingKind.ORG_LIFE)
    context.desk.meetings.set_presence(
        page.meeting_id,
        {people["侯学军"]: (Presence.PRESENT, ""), people["何永福"]: (Presence.PRESENT, "")},
    )
    page.refresh()
    dialog = form(qtbot, page)
    turns = dialog.turns
    assert turns is not None
    assert [turns.names.item(row).text() for row in range(turns.names.count())] == ["何永福", "侯学军"]
    turns.areas["self"].setPlainText("学习少")
    turns.names.setCurrentRow(1)
    assert turns.areas["self"].text() == "" and turns.names.item(0).text() == "✓ 何永福"
    turns.areas["critiques"].setPlainText("何永福：入户少")
    year = dialog.fields["counts_for_year"]
    assert isinstance(year, QComboBox)
    year.setCurrentIndex(year.findData(2025))
    dialog.ok_button.click()
    meeting = context.desk.meetings.get(page.meeting_id)
    assert meeting.counts_for_year == 2025
    assert [(one.person, one.self, one.critiques) for one in turns_of(meeting)] == [
        ("何永福", "学习少", ""), ("侯学军", "", "何永福：入户少"),
    ]  # fmt: skip
    held = context.desk.life.meeting(2025)
    assert held is not None and held.id == meeting.id


def test_the_year_of_signed_minutes_can_be_told_later(
    qtbot: QtBot, context: Context, people: dict[str, int]
) -> None:
    """ZB-16：年度归属不印在记录上，签字定稿后也可以改；其他栏目只能用更正单。"""
    page = opened(qtbot, context, MeetingKind.ORG_LIFE)
    everybody = dict.fromkeys(people.values(), (Presence.PRESENT, ""))
    context.desk.meetings.set_presence(page.meeting_id, everybody)
    seal = context.desk.meetings.sign(page.meeting_id, "2026-01-16")
    page.refresh()
    assert page.boxes.button.text() == "年度归属…" and page.boxes.button.isEnabled()
    dialog = MeetingYearDialog(context, page.meeting, page)
    qtbot.addWidget(dialog)
    dialog.year.setCurrentIndex(dialog.year.findData(2025))
    dialog.ok_button.click()
    meeting = context.desk.meetings.get(page.meeting_id)
    assert (meeting.counts_for_year, meeting.signed_code) == (2025, seal)
    assert context.desk.meetings.intact(meeting)
    page.refresh()
    assert page.boxes.said.text() == "年度归属已填"
