"""打印: which printer, which pages, how many copies, one side or both; also both sides on a printer that has no duplex."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from models.domain.errors import UserError
from models.domain.page_range import both_sides, pages_in
from ui.dialogs.form_dialog import FormDialog
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo

MOST_COPIES = 200


class Sides(StrEnum):
    """On which sides of the paper."""

    ONE = "单面"
    LONG = "双面（沿长边翻页）"
    SHORT = "双面（沿短边翻页）"
    BY_HAND = "手动双面（先印正面，翻面后再印背面）"


_DUPLEX = {
    Sides.LONG: QPrinter.DuplexMode.DuplexLongSide,
    Sides.SHORT: QPrinter.DuplexMode.DuplexShortSide,
}


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """What was asked for; `runs` are what the printer gets, one after the other, paper turned between."""

    printer: str
    pages: tuple[int, ...]
    copies: int
    sides: Sides
    backs_reversed: bool = False

    @property
    def runs(self) -> tuple[tuple[int, ...], ...]:
        if self.sides is not Sides.BY_HAND or len(self.pages) < 2:
            return (self.pages,)
        return both_sides(self.pages, backs_reversed=self.backs_reversed)

    def ready(self) -> QPrinter:
        """The printer set up; copies are sent one by one where its driver makes none."""
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setPrinterName(self.printer)
        made.setDuplex(_DUPLEX.get(self.sides, QPrinter.DuplexMode.DuplexNone))
        made.setCollateCopies(True)
        return made


class PrintDialog(FormDialog):
    """Opens with the usual printer, all pages, one copy."""

    def __init__(self, count: int, last: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__("打印", 460, parent)
        self._count = count
        self._printer()
        self.pages = QLineEdit()
        self.pages.setPlaceholderText(f"全部 {count} 页")
        self.copies = QSpinBox()
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setSuffix(" 份")
        self.grid.add_line(("pages", "页码，例如 1-3,5", self.pages), ("copies", "份数", self.copies))
        self.sides: QComboBox = CalmCombo()
        self.grid.add("sides", "单面还是双面", self.sides)
        self.reversed = QCheckBox("打印机出纸时字朝上（背面倒着印）")
        self.reversed.setChecked(last.get("reversed") == "1")
        self.grid.add_widget(self.reversed)
        self.printer.currentIndexChanged.connect(lambda _row: self._offer_sides())
        self.sides.currentIndexChanged.connect(lambda _row: self._settle())
        self.printer.setCurrentIndex(max(0, self.printer.findText(last.get("printer", self._usual))))
        self._offer_sides()
        self.sides.setCurrentIndex(max(0, self.sides.findText(last.get("sides", Sides.ONE.value))))
        self._settle()
        self.foot(self.accept, "打印", "取消")
        self.pages.setFocus()
        self.setMinimumHeight(px(320))

    def _printer(self) -> None:
        self.printer: QComboBox = CalmCombo()
        self.printer.addItems(QPrinterInfo.availablePrinterNames())
        self._usual = QPrinterInfo.defaultPrinterName()
        self.grid.add("printer", "打印机", self.printer)

    def _offer_sides(self) -> None:
        """What the printer can do, and what can always be done by hand."""
        chosen = self.sides.currentText()
        modes = QPrinterInfo.printerInfo(self.printer.currentText()).supportedDuplexModes()
        self.sides.clear()
        self.sides.addItem(Sides.ONE.value)
        for sides, mode in _DUPLEX.items():
            if mode in modes or QPrinter.DuplexMode.DuplexAuto in modes:
                self.sides.addItem(sides.value)
        if self._count > 1:
            self.sides.addItem(Sides.BY_HAND.value)
        self.sides.setCurrentIndex(max(0, self.sides.findText(chosen)))

    def _settle(self) -> None:
        self.reversed.setVisible(self.sides.currentText() == Sides.BY_HAND)

    def choice(self) -> PrintChoice:
        """What is asked for; UserError for pages that are not there."""
        return PrintChoice(
            self.printer.currentText(),
            pages_in(self.pages.text(), self._count),
            self.copies.value(),
            Sides(self.sides.currentText()),
            self.reversed.isChecked(),
        )

    def remembered(self) -> dict[str, str]:
        """For the next time."""
        return {
            "printer": self.printer.currentText(),
            "sides": self.sides.currentText(),
            "reversed": "1" if self.reversed.isChecked() else "",
        }

    def accept(self) -> None:
        try:
            self.choice()
        except UserError as error:
            self.grid.set_problem("pages", str(error))
            self.pages.setFocus()
            return
        super().accept()
