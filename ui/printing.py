"""Sends the pages of a pdf to a printer as pictures at its resolution: what was previewed is what is printed."""

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from exporters.backends import raster
from models.domain.errors import UserError

MOST_DPI = 300  # sharper than office paper shows; a page of A4 is then 35 MB while it is sent
EMPTY = 0  # a sheet that goes through unprinted


def print_pages(pdf: bytes, printer: QPrinter, pages: Sequence[int] = (), copies: int = 1) -> int:
    """Paint these pages (from 1; all by default), the whole set as often as asked; how many were sent."""
    wanted = [*(pages or range(1, raster.page_count(pdf) + 1))] * copies
    printer.setFullPage(True)
    _set_page(printer, *raster.page_size(pdf, _index(wanted[0])))
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("打印机没有接受任务。请检查打印机是否开机、连好，再打印一次；也可以先另存为 PDF。")
    try:
        for place, page in enumerate(wanted):
            if place:
                _set_page(printer, *raster.page_size(pdf, _index(page)))
                printer.newPage()
            if page != EMPTY:
                _paint(painter, printer, pdf, page - 1)
    finally:
        painter.end()
    return sum(page != EMPTY for page in wanted)


def _index(page: int) -> int:
    return max(0, page - 1)


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
