"""A date as people type it (2026-9-30, 20260930, 2026年9月); empty and partial dates are allowed."""

import re
from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from models.domain.dates import MAX_YEAR, MIN_YEAR, parse_date
from ui.theme import icon, px


class DateEdit(QLineEdit):
    """`iso()` is "", a year, a month or a day as ISO text. F4 or the button opens a calendar."""

    def __init__(self, iso: str = "", parent: QWidget | None = None, *, partial: bool = True) -> None:
        super().__init__(parent)
        self._partial = partial
        self._popup: QWidget | None = None
        self.setPlaceholderText("如 2026-09-30")
        self._button: QAction = self.addAction(
            icon("calendar", "quiet", 16), QLineEdit.ActionPosition.TrailingPosition
        )
        self._button.setToolTip("打开日历（F4）")
        self._button.triggered.connect(lambda: self.open_calendar())
        self.set_iso(iso)
        self.editingFinished.connect(self._tidy)

    def set_iso(self, iso: str) -> None:
        self.setText(iso)

    def iso(self) -> str:
        """The date as ISO text, "" when empty or not understood (ask `problem`)."""
        text = self.text().strip()
        return "" if not text or self.problem() else parse_date(text).iso

    def problem(self) -> str:
        """What is wrong with the text, "" when nothing is."""
        text = self.text().strip()
        if not text:
            return ""
        parsed = parse_date(text)
        if not parsed.iso:
            year = re.match(r"\d{4}(?=\D|\d{4}$)", text)
            if year and not MIN_YEAR <= int(year[0]) <= MAX_YEAR:
                return f"年份应在 {MIN_YEAR} 至 {MAX_YEAR} 之间，请核对"
            return "看不懂这个日期，请写成 2026-09-30"
        if not self._partial and parsed.precision != "day":
            return "请写到日，如 2026-09-30"
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show a month to click; the date typed so far is selected."""
        if self.isReadOnly() or not self.isEnabled():
            return
        self._popup = popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("panel", True)
        box = QVBoxLayout(popup)
        box.setContentsMargins(px(4), px(4), px(4), px(4))
        calendar = QCalendarWidget(popup)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setGridVisible(False)
        iso = self.iso()
        if len(iso) == 10:
            calendar.setSelectedDate(QDate.fromString(iso, Qt.DateFormat.ISODate))
        elif iso:
            year, month = int(iso[:4]), int(iso[5:7] or 1)
            calendar.setSelectedDate(QDate(year, month, 1))
        calendar.clicked.connect(self._chosen)
        calendar.activated.connect(self._chosen)
        box.addWidget(calendar)
        popup.move(self.mapToGlobal(self.rect().bottomLeft()))
        popup.show()
        calendar.setFocus()

    def _chosen(self, day: QDate) -> None:
        self.set_iso(date(day.year(), day.month(), day.day()).isoformat())
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self.editingFinished.emit()

    def _tidy(self) -> None:
        iso = self.iso()
        if iso and iso != self.text():
            self.setText(iso)
