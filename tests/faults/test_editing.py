"""F1, at the record: the power goes at any moment of writing; what the last 30 seconds' rhythm kept is there again."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from models.domain.records import MeetingKind
from models.services.desk import Desk
from tests.faults import world
from tests.faults.scale import exercised, points, seed
from ui import drafts
from ui.bus import ChangeBus
from ui.context import Context
from ui.settings import UiSettings
from ui.tabs.meetings_tab import MeetingsTab
from ui.tasks import InstantTasks

PAGE = "侯学军：围绕村集体经济发展，大家谈得很充分，对下一步工作提出了意见。\n" * 20
RHYTHM = 40  # milliseconds in place of 30,000
SECTIONS = {"facts": 0, "minutes": 2}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(
        tmp_path / world.DATA, world.PASSWORD, name="槐树村党支部", committee="青石镇党委", today=world.today
    )
    yield made
    made.close()


@pytest.fixture
def tab(qtbot: QtBot, dressed: QApplication, desk: Desk, tmp_path: Path) -> MeetingsTab:
    """A draft of ten pages, open where it is written."""
    bus = ChangeBus()
    desk.on_commit(bus.publish)
    context = Context(
        desk=desk,
        bus=bus,
        tasks=InstantTasks(),
        settings=UiSettings(tmp_path / "desk.ini"),
        say=lambda _text: None,
    )
    made = MeetingsTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    qtbot.waitExposed(made)
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10")
    desk.meetings.update(meeting, {"content": PAGE * 10})
    made.open_meeting(meeting)
    made.page.show_section(SECTIONS["minutes"])
    return made


def commit_text(widget: QWidget, text: str) -> None:
    """As an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def after_the_cut(folder: Path, scratch: Path, meeting: int) -> dict[str, str]:
    """The files as they stand on the disk this moment, opened on the next morning: what the form shows then."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(folder, scratch)
    again = Desk.open(scratch, world.PASSWORD, world.today)
    try:
        again.store.verify_chain()
        stored = again.meetings.get(meeting)
        draft = again.drafts.find(f"meeting:{meeting}")
        return {"content": stored.content, "place": stored.place} | (draft.values if draft else {})
    finally:
        again.close()


def test_a_cut_at_any_moment_of_writing_costs_what_came_after_the_last_rhythm(
    qtbot: QtBot, tab: MeetingsTab, desk: Desk, scratch: Path
) -> None:
    """Words typed in the record and in a line, the rhythm striking in between, a cut after every one of them."""
    chance = random.Random(seed())
    page, keeper = tab.page, tab.context.drafts
    meeting = page.meeting_id
    place = page.facts.lines["place"]
    assert isinstance(place, QLineEdit)
    page.minutes.content.moveCursor(QTextCursor.MoveOperation.End)
    kept = {"content": page.minutes.content.text(), "place": ""}
    with exercised("F1", "the power goes while a record is written") as count:
        for number in range(points(40, 400)):
            match chance.choice(("words", "words", "line", "rhythm", "rhythm", "leave")):
                case "words":
                    commit_text(page.minutes.content, f"曹海燕：第{number}条意见。")
                case "line":
                    place.insert(f"{number}室")
                case "rhythm":
                    assert keeper.keep_now()
                    kept = {"content": page.minutes.content.text(), "place": place.text()}
                case _:
                    page.flush()
                    kept = {"content": page.minutes.content.text(), "place": place.text()}
            found = after_the_cut(desk.store.folder, scratch / "cut", meeting)
            for name, text in kept.items():
                assert found[name].startswith(text), f"{name}: what was kept before point {number} is gone"
            count.add()


def test_writing_on_without_a_pause_does_not_put_the_rhythm_off(
    qtbot: QtBot, tab: MeetingsTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 30 seconds run from the last time it was kept, not from the last key."""
    assert drafts.KEEP_EVERY == 30_000
    timers = [one for one in tab.context.drafts.findChildren(QTimer) if one.isActive()]
    assert [one.interval() for one in timers] == [drafts.KEEP_EVERY]
    assert not timers[0].isSingleShot()
    timers[0].setInterval(RHYTHM)
    times: list[str] = []
    tab.context.drafts.kept.connect(lambda _form, at: times.append(at))
    typed = 0
    while len(times) < 3 and typed < 5000:
        commit_text(tab.page.minutes.content, "字")
        QApplication.processEvents()
        typed += 1
    assert len(times) == 3, "the rhythm never struck while somebody wrote"
