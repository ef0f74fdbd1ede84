"""Sends the pages of a pdf to a printer as pictures at its resolution: what was previewed is what is printed."""

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from exporters.backends import raster
from models.domain.errors import UserError

MOST_DPI = 300  # sharper than office paper shows; a page of A4 is then 35 MB while it is sent


def print_pages(pdf: bytes, printer: QPrinter) -> int:
    """Paint the pages chosen in the printer's dialog (all by default); how many were sent."""
    count = raster.page_count(pdf)
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or count, count)
    printer.setFullPage(True)
    _set_page(printer, *raster.page_size(pdf, first - 1))
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("打印机没有接受任务。请检查打印机是否开机、连好，再打印一次；也可以先另存为 PDF。")
    try:
        for index in range(first - 1, last):
            if index > first - 1:
                _set_page(printer, *raster.page_size(pdf, index))
                printer.newPage()
            _paint(painter, printer, pdf, index)
    finally:
        painter.end()
    return last - first + 1


def _set_page(printer: QPrinter, width: float, height: float) -> None:
    landscape = width > height
    size = QPageSize(
        QSizeF(min(width, height), max(width, height)),
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    turn = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, turn, QMarginsF(0, 0, 0, 0)))


def _paint(painter: QPainter, printer: QPrinter, pdf: bytes, index: int) -> None:
    dpi = min(printer.resolution(), MOST_DPI)
    page = raster.page_rgba(pdf, index, dpi / 72)
    image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGBX8888)
    sheet = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
    painter.drawImage(QRect(0, 0, sheet.width(), sheet.height()), image)
