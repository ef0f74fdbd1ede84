"""The preview shows, saves and prints the pages of the very pdf that is exported."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from exporters.backends import raster
from models.domain.errors import UserError
from models.domain.records import MeetingKind
from ui import paper as papers
from ui import printing
from ui.context import Context
from ui.dialogs import print_preview
from ui.dialogs.columns_dialog import ColumnsDialog, chosen_columns
from ui.dialogs.export_dialog import ExportDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.print_preview import PrintPreview, page_image
from ui.tasks import Tasks

MEMBER = {"category": "正式党员", "joined_on": "2010-06-30", "confirmed_on": "2011-06-30"}


@pytest.fixture
def meeting(context: Context) -> int:
    context.desk.roster.add({"name": "侯学军", **MEMBER})
    return context.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-26", title="九月支部党员大会")


@pytest.fixture
def preview(qtbot: QtBot, context: Context, meeting: int) -> PrintPreview:
    made = PrintPreview(context, "A3", meeting)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def dark_share(image: QImage) -> float:
    """How much of a picture is ink, by a grid of samples."""
    spots = [(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
    return sum(image.pixelColor(x, y).lightness() < 128 for x, y in spots) / len(spots)


def test_the_pages_are_those_of_the_exported_pdf(
    preview: PrintPreview, context: Context, meeting: int
) -> None:
    assert preview.pdf == papers.pdf_for(context.desk, "A3", meeting)
    pages = raster.page_count(preview.pdf)
    assert f"共 {pages} 页 · A4 纵向" in preview.state.text()
    assert preview.thumbs.count() == pages
    assert preview.area.findChildren(print_preview.PageLabel)[0].pixmap().width() > 300
    assert 0.001 < dark_share(page_image(preview.pdf, 0, 1.0)) < 0.5


def test_what_is_still_empty_is_said_before_printing(
    preview: PrintPreview, context: Context, meeting: int
) -> None:
    warnings = papers.before_printing(context.desk, "A3", meeting)
    assert warnings
    assert preview.warning.isVisible()
    assert preview.warning.label.text() == "\n".join(warnings)


def test_zoom_changes_the_page_not_the_paper(qtbot: QtBot, preview: PrintPreview) -> None:
    page = preview.area.findChildren(print_preview.PageLabel)[0]
    fitted = page.width()
    preview.zoom.setCurrentIndex(preview.zoom.findData(50))
    assert page.width() < fitted
    preview.zoom.setCurrentIndex(0)
    assert page.width() == fitted
    assert not preview.area.horizontalScrollBar().isVisible()


def test_a_form_with_papers_can_be_seen_on_a3(qtbot: QtBot, context: Context, meeting: int) -> None:
    preview = PrintPreview(context, "D1", None)
    qtbot.addWidget(preview)
    preview.show()
    assert preview.paper.isVisible()
    preview.paper.setCurrentIndex(1)
    assert "A3 横向" in preview.state.text()
    assert max(raster.page_size(preview.pdf, 0)) == pytest.approx(420 / 25.4 * 72, abs=1)


def test_columns_of_a_list_are_chosen_and_remembered(
    qtbot: QtBot, context: Context, meeting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = papers.form_of("D1").spec

    def untick_phone(dialog: ColumnsDialog) -> int:
        assert set(spec.columns) == set(dialog.columns())
        dialog.checks["phone"].setChecked(False)
        dialog.accept()
        return 1

    monkeypatch.setattr(ColumnsDialog, "exec", untick_phone)
    preview = PrintPreview(context, "D1", None)
    qtbot.addWidget(preview)
    before = preview.pdf
    preview.columns_button.click()
    assert preview.pdf != before
    chosen = [key for key, _ in spec.column_titles if key in spec.columns and key != "phone"]
    assert preview.pdf == papers.pdf_for(context.desk, "D1", columns=chosen)
    assert chosen_columns(context.settings, spec) == chosen
    dialog = ColumnsDialog(spec, context.settings)
    qtbot.addWidget(dialog)
    assert dialog.columns() == chosen
    for check in dialog.checks.values():
        check.setChecked(False)
    assert not dialog.ok_button.isEnabled()


def test_saving_writes_the_file_where_the_user_says(
    qtbot: QtBot, preview: PrintPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def said(_parent: object, _title: str, name: str, kinds: str) -> tuple[str, str]:
        proposed.append(f"{Path(name).name} {kinds}")
        return str(tmp_path / "九月大会"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", said)
    qtbot.mouseClick(preview.word_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(preview.pdf_button, Qt.MouseButton.LeftButton)
    assert proposed == [
        "A3-支部党员大会记录-2026-09-26.docx Word 文档 (*.docx)",
        "A3-支部党员大会记录-2026-09-26.pdf PDF 文件 (*.pdf)",
    ]
    assert (tmp_path / "九月大会.docx").exists()
    assert (tmp_path / "九月大会.pdf").read_bytes() == preview.pdf
    assert preview.state.text() == "✓ 已保存 九月大会.pdf"


def test_several_sheets_are_saved_into_a_folder(
    qtbot: QtBot, context: Context, meeting: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = context.desk.meetings.create(MeetingKind.ASSEMBLY, "2026-06-26", title="六月支部党员大会")
    preview = PrintPreview(context, "A3", [meeting, other])
    qtbot.addWidget(preview)
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda _p, words, _at: asked.append(words) or str(tmp_path)
    )
    preview.save_as("pdf")
    assert asked == ["把 2 个文件存到哪个文件夹"]
    assert len(list(tmp_path.glob("A3-*.pdf"))) == 2


def test_printing_sends_the_same_pages(preview: PrintPreview, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    pages = raster.page_count(preview.pdf)
    assert preview.send_to(printer) == pages
    printed = target.read_bytes()
    assert raster.page_count(printed) == pages
    for wanted, got in zip(raster.page_size(preview.pdf, 0), raster.page_size(printed, 0), strict=True):
        assert got == pytest.approx(wanted, abs=2)
    before, after = page_image(preview.pdf, 0, 4.0), page_image(printed, 0, 4.0)
    assert dark_share(after) == pytest.approx(dark_share(before), rel=0.1)


def test_a_landscape_sheet_stays_landscape(context: Context, meeting: int, tmp_path: Path) -> None:
    target = tmp_path / "wide.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printing.print_pages(papers.pdf_for(context.desk, "D1"), printer)
    width, height = raster.page_size(target.read_bytes(), 0)
    assert width > height


def test_a_printer_that_takes_nothing_is_a_sentence(preview: PrintPreview, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "x.pdf"))
    with pytest.raises(UserError, match="打印机没有接受任务"):
        preview.send_to(printer)


def test_no_printer_is_a_sentence(
    qtbot: QtBot, preview: PrintPreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    monkeypatch.setattr(MessageDialog, "exec", lambda self: said.append(self.message.text()))
    qtbot.mouseClick(preview.print_button, Qt.MouseButton.LeftButton)
    assert "没有可用的打印机" in said[0]


def test_escape_leaves_the_preview(qtbot: QtBot, preview: PrintPreview) -> None:
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_the_export_dialog_remembers_formats_and_folder(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    dialog = ExportDialog(context, "D1")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.place.edit.setText(str(tmp_path))
    qtbot.mouseClick(
        dialog.form.checks["docx"], Qt.MouseButton.LeftButton, pos=dialog.form.checks["docx"].rect().center()
    )
    assert dialog.formats() == ["pdf"]
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    again = ExportDialog(context, "D1")
    qtbot.addWidget(again)
    assert again.formats() == ["pdf"]
    assert again.folder() == tmp_path
    again.form.checks["pdf"].setChecked(False)
    assert not again.ok_button.isEnabled()


def test_the_page_fits_the_width_when_it_comes_after_the_window(
    qtbot: QtBot, context: Context, meeting: int
) -> None:
    """As in the program: pages are made beside; the row of small pages goes when there is one page only."""
    context.tasks = Tasks()
    preview = PrintPreview(context, "A3", meeting)
    qtbot.addWidget(preview)
    preview.show()
    assert preview.thumbs.isVisible()
    qtbot.waitUntil(lambda: bool(preview._pages))
    preview.resize(preview.width() + 120, preview.height())
    preview.thumbs.hide()
    qtbot.waitUntil(
        lambda: preview._pages[0].width() == round(preview._pages[0].points[0] * preview.scale()) + 2
    )
    for page in preview._pages:
        assert page.width() > preview.area.viewport().width() * 0.8
    qtbot.waitUntil(lambda: preview._pages[0].drawn_at == preview.scale())
    assert preview._pages[0].pixmap().deviceIndependentSize().width() <= preview._pages[0].width()
    context.tasks.wait()
