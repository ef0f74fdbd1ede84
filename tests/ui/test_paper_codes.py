"""The code at the foot of a paper finds its record again: by Ctrl+K and in the history, printed or saved."""

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from pytestqt.qtbot import QtBot

from exporters import render
from models.domain.records import MeetingKind, Presence
from models.services.desk import Desk
from models.services.history import HistoryQuery
from ui import paper as papers
from ui.context import Context
from ui.dialogs.print_dialog import PrintChoice, PrintDialog
from ui.dialogs.print_preview import PrintPreview
from ui.search import HANDOFF, MEETINGS, ROSTER, find_everywhere

DAY = "2026-09-12"
MEMBER = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}


@pytest.fixture
def meeting(desk: Desk) -> int:
    person = desk.roster.add({"name": "侯学军", **MEMBER})
    made = desk.meetings.create(MeetingKind.ASSEMBLY, DAY, content="正文")
    desk.meetings.set_presence(made, {person: (Presence.PRESENT, "")})
    return made


def code_of(desk: Desk, form_id: str, subject: int | None) -> str:
    form = papers.form_of(form_id)
    return render.prepare(form, papers.pieces(desk, form_id, subject)[0].facts).code


def test_a_saved_paper_is_found_after_its_record_changed(desk: Desk, meeting: int, tmp_path: Path) -> None:
    code = code_of(desk, "A3", meeting)
    papers.export(desk, "A3", tmp_path, ["pdf", "docx"], meeting)
    desk.meetings.update(meeting, {"content": "改了的正文"})
    assert code_of(desk, "A3", meeting) != code
    (hit,) = find_everywhere(desk, f"{code[:4]} {code[4:].upper()}")
    assert (hit.tab, hit.record_id) == (MEETINGS, meeting)
    assert "A3 支部党员大会记录" in hit.text and "导出" in hit.text and "2026年9月支部党员大会" in hit.text
    (told,) = desk.journal.fetch(desk.journal.keys(HistoryQuery(text=code)))
    assert told.label == "登记导出：A3 支部党员大会记录"


def test_a_batch_and_a_list_are_found(desk: Desk, meeting: int, tmp_path: Path) -> None:
    other = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-06-12")
    codes = {one: code_of(desk, "A3", one) for one in (meeting, other)}
    papers.export(desk, "A3", tmp_path, ["pdf"])
    for one, code in codes.items():
        assert [hit.record_id for hit in find_everywhere(desk, code)] == [one]
    papers.export(desk, "D1", tmp_path, ["pdf"])
    (hit,) = find_everywhere(desk, code_of(desk, "D1", None))
    assert (hit.tab, hit.record_id) == (HANDOFF, 0)
    person = desk.person("侯学军").id
    papers.export(desk, "D3", tmp_path, ["docx"], person)
    (hit,) = find_everywhere(desk, code_of(desk, "D3", person))
    assert (hit.tab, hit.record_id) == (ROSTER, person)


def test_a_printed_paper_stands_in_the_register(
    qtbot: QtBot, context: Context, meeting: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ready(_choice: PrintChoice) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
        return printer

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["办公室"])
    monkeypatch.setattr(PrintDialog, "exec", lambda _self: 1)
    monkeypatch.setattr(PrintChoice, "ready", ready)
    desk = context.desk
    code = code_of(desk, "A3", meeting)
    head = desk.store.head[0]
    preview = PrintPreview(context, "A3", meeting)
    qtbot.addWidget(preview)
    preview.print_button.click()
    (entry,) = desk.register.entries("export")
    assert (entry.medium, entry.fields, entry.file_name) == ("打印", "打印 1 页", "")
    assert desk.store.head[0] == head + 1
    (hit,) = find_everywhere(desk, code)
    assert hit.record_id == meeting and "打印" in hit.text
    assert code_of(desk, "A3", meeting) == code, "noting the print changes no paper"


def test_the_seal_of_minutes_and_slips_finds_them(desk: Desk, meeting: int) -> None:
    seal = desk.meetings.sign(meeting, DAY)
    desk.corrections.begin(meeting, "抄写有误")
    desk.corrections.update(meeting, {"place": "别处"})
    slip = desk.corrections.sign(meeting, desk.today())
    (hit,) = find_everywhere(desk, seal[:8].upper())
    assert hit.record_id == meeting and "签字定稿" in hit.text
    (hit,) = find_everywhere(desk, slip[:8])
    assert hit.record_id == meeting and "第 1 号更正单" in hit.text


def test_what_is_no_code_asks_no_register(desk: Desk, meeting: int) -> None:
    for text in ("", "1234567", "xyz12345", "123456789", "%%%%%%%%"):
        assert not [hit for hit in find_everywhere(desk, text) if "码" in hit.text]
