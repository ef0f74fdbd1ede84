"""打印: pages, copies and sides as asked for reach the printer; the preview by keyboard alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from exporters.backends import raster
from models.domain.records import AgendaItem, MeetingKind
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.print_dialog import PrintChoice, PrintDialog, Sides
from ui.dialogs.print_preview import PrintPreview


@pytest.fixture
def printers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["办公室激光", "旧针式"])
    monkeypatch.setattr(QPrinterInfo, "defaultPrinterName", lambda: "旧针式")


@pytest.fixture
def long_preview(qtbot: QtBot, context: Context, desk: Desk) -> PrintPreview:
    """Minutes of three pages."""
    desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})
    meeting_id = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    desk.meetings.save_items(meeting_id, [AgendaItem(title="学习", content="发言要点。" * 500)])
    made = PrintPreview(context, "A3", meeting_id)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    assert raster.page_count(made.pdf) == 3
    return made


def paper(target: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    return printer


def test_the_dialog_opens_as_it_was_left(qtbot: QtBot, printers: None) -> None:
    first = PrintDialog(3, {})
    qtbot.addWidget(first)
    assert first.printer.currentText() == "旧针式"
    assert first.choice() == PrintChoice("旧针式", (1, 2, 3), 1, Sides.ONE)
    first.printer.setCurrentText("办公室激光")
    first.sides.setCurrentText(Sides.BY_HAND)
    first.reversed.setChecked(True)
    again = PrintDialog(3, first.remembered())
    qtbot.addWidget(again)
    assert again.choice() == PrintChoice("办公室激光", (1, 2, 3), 1, Sides.BY_HAND, True)
    assert again.choice().runs == ((1, 3), (0, 2))
    assert PrintChoice("x", (2,), 1, Sides.BY_HAND).runs == ((2,),)


def test_pages_and_copies_are_typed_and_enter_prints(qtbot: QtBot, printers: None) -> None:
    dialog = PrintDialog(3, {})
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.pages.hasFocus)
    QTest.keyClicks(dialog.pages, "2-9")
    qtbot.keyClick(dialog.pages, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "没有第 2-9 页" in dialog.grid.rows["pages"].said
    dialog.pages.setText("2-3")
    dialog.copies.setValue(4)
    qtbot.keyClick(dialog.pages, Qt.Key.Key_Return)
    assert dialog.result() == 1
    assert (dialog.choice().pages, dialog.choice().copies) == ((2, 3), 4)


def test_one_page_has_no_second_side(qtbot: QtBot, printers: None) -> None:
    dialog = PrintDialog(1, {"sides": Sides.BY_HAND.value})
    qtbot.addWidget(dialog)
    assert [dialog.sides.itemText(row) for row in range(dialog.sides.count())] == [Sides.ONE.value]


def test_chosen_pages_go_to_the_printer_as_often_as_asked(long_preview: PrintPreview, tmp_path: Path) -> None:
    target = tmp_path / "some.pdf"
    assert long_preview.send_to(paper(target), (2, 3), 2) == 4
    assert raster.page_count(target.read_bytes()) == 4
    back = tmp_path / "back.pdf"
    assert long_preview.send_to(paper(back), (0, 2)) == 1
    assert raster.page_count(back.read_bytes()) == 2
    blank = raster.page_rgba(back.read_bytes(), 0)
    assert set(blank.pixels[0::4]) == {255}


def test_both_sides_by_hand_ask_for_the_paper_to_be_turned(
    qtbot: QtBot, long_preview: PrintPreview, printers: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    asked: list[str] = []

    def ready(_choice: PrintChoice) -> QPrinter:
        made.append(tmp_path / f"run{len(made)}.pdf")
        return paper(made[-1])

    def turn(_parent: object, message: str, **_words: str) -> bool:
        asked.append(message)
        return True

    def by_hand(dialog: PrintDialog) -> int:
        dialog.sides.setCurrentText(Sides.BY_HAND)
        return 1

    monkeypatch.setattr(PrintChoice, "ready", ready)
    monkeypatch.setattr(MessageDialog, "confirm", turn)
    monkeypatch.setattr(PrintDialog, "exec", by_hand)
    QTest.keyClick(long_preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1 and "翻个面" in asked[0]
    assert [raster.page_count(one.read_bytes()) for one in made] == [2, 2]
    assert long_preview.state.text() == "✓ 已送打印机 3 页"


def test_the_preview_is_enlarged_by_the_keyboard(qtbot: QtBot, long_preview: PrintPreview) -> None:
    whole = long_preview.zoom.findData(-1)
    QTest.keyClick(long_preview, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert long_preview.zoom.currentIndex() == whole
    page = long_preview._pages[0]
    assert page.height() <= long_preview.area.viewport().height()
    QTest.keyClick(long_preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert long_preview.zoom.currentText() == "125%"
    QTest.keyClick(long_preview, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert long_preview.zoom.currentText() == "100%"
    QTest.keyClick(long_preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert long_preview.zoom.currentIndex() == 0
