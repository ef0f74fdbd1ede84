"""The roster of another day: which day, how many were there, and the way back to today."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.domain.dates import chinese_date, full
from models.services.desk import Desk
from ui.dialogs.date_dialog import DateDialog
from ui.widgets.banner import Banner


class AsOfStrip(Banner):
    """Hidden today. `chosen` when another day is looked at, or today again (`day` is "")."""

    chosen = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "info", parent)
        self._desk = desk
        self.day = ""
        self.other_button = self.add_button("换一天…", self.ask)
        self.today_button = self.add_button("回到今天", lambda: self.show_day(""))
        self.hide()

    def ask(self) -> None:
        """Which day? The end of last year is what is asked for most."""
        proposed = self.day or f"{int(self._desk.today()[:4]) - 1}-12-31"
        day = DateDialog.ask(self.window(), "看哪一天的名册", "日期（年月日）", proposed, "查看")
        if day:
            self.show_day(day)

    def show_day(self, day: str) -> None:
        """Look at a day; a day to come, or one that is not a whole date, is not looked at."""
        self.day = day if full(day) and day < self._desk.today() else ""
        self.refresh()
        self.chosen.emit()

    def refresh(self) -> None:
        self.setVisible(bool(self.day))
        if not self.day:
            return
        counts = self._desk.roster.counts(self.day)
        told = f"{counts['members']:,} 名党员"
        if counts["probationary"]:
            told += f"，其中预备 {counts['probationary']:,} 名"
        self.say(f"看的是 {chinese_date(self.day)}：{told}。打印、导出也按这一天。")
