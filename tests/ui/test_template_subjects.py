"""Filling the county's templates from the meetings tab's menu, and from a roster that shows a past day."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from models.domain.records import MeetingKind
from models.services.desk import Desk
from tests.exporters.template_docx import docx, lines, paragraph
from tests.ui.conftest import Heard
from ui import county_papers
from ui.context import Context
from ui.county_menu import ALL_OF_THEM
from ui.dialogs.fill_dialog import FillDialog
from ui.dialogs.templates_dialog import TemplatesDialog
from ui.settings import UiSettings
from ui.tabs.meeting_papers import MeetingPapers
from ui.tabs.meetings_tab import MeetingsTab
from ui.tabs.roster_tab import RosterTab


@pytest.fixture
def out(tmp_path: Path, settings: UiSettings) -> Path:
    folder = tmp_path / "出"
    settings.set_state("export", {"folder": str(folder)})
    return folder


def put(desk: Desk, folder: Path, body: str, name: str) -> int:
    path = folder / f"{name}.docx"
    path.write_bytes(docx(body))
    return county_papers.add(desk, path)


@pytest.fixture
def meetings(desk: Desk) -> list[int]:
    return [
        desk.meetings.create(MeetingKind.ASSEMBLY, day, place=place, title=title)
        for day, place, title in (
            ("2026-03-05", "村委会", "三月党员大会"),
            ("2026-04-05", "祠堂", "四月党员大会"),
        )
    ]


def shown(qtbot: QtBot, dialog: FillDialog) -> FillDialog:
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def run(qtbot: QtBot, dialog: FillDialog) -> list[list[str]]:
    with qtbot.waitSignal(dialog.finished):
        dialog.ok_button.click()
    return [lines(path.read_bytes()) for path in dialog.files]


def test_a_meetings_menu_lists_templates_of_meetings_only(
    qtbot: QtBot, context: Context, desk: Desk, meetings: list[int], tmp_path: Path
) -> None:
    put(desk, tmp_path, paragraph("{{会议名称}}"), "会议登记")
    put(desk, tmp_path, paragraph("{{姓名}}"), "党员登记")
    place = QWidget()
    qtbot.addWidget(place)
    menu = QMenu(place)
    papers = MeetingPapers(menu, context, lambda: desk.meetings.get(meetings[0]), lambda: True)
    papers.county.refresh()
    told = [one.text() for one in papers.county._added if one.text()]
    assert told == ["会议登记…", ALL_OF_THEM]
    assert papers.county._ids() == [meetings[0]]


def test_the_meeting_it_was_opened_from_is_filled_and_another_can_be_chosen(
    qtbot: QtBot, context: Context, desk: Desk, meetings: list[int], tmp_path: Path, out: Path, heard: Heard
) -> None:
    entry = desk.templates.get(put(desk, tmp_path, paragraph("{{会议名称}}在{{地点}}"), "会议登记"))
    dialog = shown(qtbot, FillDialog(context, entry, meetings[:1]))
    assert dialog.people.currentText() == "2026-03-05　三月党员大会" and dialog.people.count() == 3
    assert not dialog.way.isEnabled()
    assert run(qtbot, dialog) == [["三月党员大会在村委会"]]
    other = shown(qtbot, FillDialog(context, entry))
    assert other.people.currentText() == "2026-04-05　四月党员大会"
    assert run(qtbot, other) == [["四月党员大会在祠堂"]]
    assert heard.said[-1].startswith("✓ 已填写“会议登记-2026-04-05 四月党员大会.docx”")


def test_all_meetings_of_a_year_at_once(
    qtbot: QtBot, context: Context, desk: Desk, meetings: list[int], tmp_path: Path, out: Path
) -> None:
    entry = desk.templates.get(put(desk, tmp_path, paragraph("{{会议名称}}"), "会议登记"))
    dialog = shown(qtbot, FillDialog(context, entry, meetings[:1]))
    dialog.people.setCurrentText("2026年的全部会议")
    assert dialog.ok_button.text() == "填写 2 份" and dialog.way.isEnabled()
    dialog.way.setCurrentIndex(1)
    assert run(qtbot, dialog) == [["三月党员大会", "四月党员大会"]]


def test_without_a_meeting_there_is_nothing_to_fill(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path, out: Path
) -> None:
    entry = desk.templates.get(put(desk, tmp_path, paragraph("{{会议名称}}"), "会议登记"))
    dialog = shown(qtbot, FillDialog(context, entry))
    assert not dialog.ok_button.isEnabled() and "还没有会议" in dialog.problem.label.text()


def test_selected_people_are_not_taken_for_meetings(
    qtbot: QtBot, context: Context, desk: Desk, meetings: list[int], tmp_path: Path
) -> None:
    put(desk, tmp_path, paragraph("{{会议名称}}"), "会议登记")
    dialog = TemplatesDialog(context, meetings[:1], subject="meeting")
    qtbot.addWidget(dialog)
    assert dialog.fill_button.text() == "填写这次会议…"
    of_people = TemplatesDialog(context, [1, 2])
    qtbot.addWidget(of_people)
    assert of_people.fill_button.text() == "填写…"
    assert of_people._meant(desk.templates.entries()[0]) == []


def test_a_roster_of_a_past_day_fills_as_of_that_day(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path, out: Path
) -> None:
    who = desk.roster.add(
        {"name": "路晓", "category": "正式党员", "joined_on": "2024-07-01", "confirmed_on": "2025-07-01"}
    )
    entry = desk.templates.get(put(desk, tmp_path, paragraph("{{姓名}}{{人员类别}}{{填表日期}}"), "登记"))
    tab = RosterTab(context)
    qtbot.addWidget(tab)
    tab.as_of.show_day("2025-01-15")
    assert tab.export_menu._day() == tab.pane_menu._day() == "2025-01-15"
    dialog = shown(qtbot, FillDialog(context, entry, [who], day=tab.export_menu._day()))
    assert any("2025年1月15日的名册" in text for text in (dialog.about.text(),))
    assert run(qtbot, dialog) == [["路晓预备党员2025年1月15日"]]


def test_a_sheet_of_a_past_day_names_no_step_taken_later(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path, out: Path
) -> None:
    person = desk.development.add_applicant({"name": "罗子涵"}, "2026-07-06")
    body = paragraph("{{姓名}}{{递交入党申请书日期}}")
    entry = desk.templates.get(put(desk, tmp_path, body, "申请"))
    for day, told in (("2026-07-05", "罗子涵"), ("2026-07-06", "罗子涵2026年7月6日")):
        dialog = shown(qtbot, FillDialog(context, entry, [person], day=day))
        assert run(qtbot, dialog) == [[told]]


def test_the_list_of_meetings_offers_the_templates_for_the_selected_ones(
    qtbot: QtBot, context: Context, meetings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[list[int], str]] = []
    monkeypatch.setattr(
        TemplatesDialog, "__init__", lambda _s, _c, ids, _p, *, day, subject: opened.append((ids, subject))
    )
    monkeypatch.setattr(TemplatesDialog, "exec", lambda _s: 0)
    monkeypatch.setattr(TemplatesDialog, "deleteLater", lambda _s: None)
    tab = MeetingsTab(context)
    qtbot.addWidget(tab)
    tab.show()
    tab.table.selectAll()
    actions = {one.text(): one for one in tab.table.menu().actions()}
    actions["县里的模板…"].trigger()
    assert [(sorted(ids), subject) for ids, subject in opened] == [(meetings, "meeting")]
