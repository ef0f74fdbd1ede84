"""What the menu of 党费台账 does besides collecting: the yearly fixing, reductions, settings, all its papers."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from ui.context import Context
from ui.dialogs.dues_papers import DuesPapersDialog
from ui.dialogs.dues_reductions import ReductionsDialog
from ui.dialogs.dues_settings import DuesSettingsDialog
from ui.dialogs.dues_year import YearFixingDialog
from ui.widgets.page_header import PageHeader

ONE, ALL = "C1", "C1.2"


class StandardsActs:
    """`page` shows a year and says which member is chosen in it."""

    def __init__(self, context: Context, page: QWidget) -> None:
        self._context, self._page = context, page

    def offer(self, header: PageHeader, year: Callable[[], int], person: Callable[[], int]) -> None:
        """The entries of its menu; they keep this object."""
        header.add_more("年度核定…", lambda: self.fix_year(year()))
        header.add_more("少交免交…", lambda: self.reductions(person()))
        header.add_more("党费设置（取整、上缴、公示）…", lambda: self.settings())
        header.add_more("党费报表…", lambda: self.papers(year()))
        header.add_more("打印核定表（每人半页）", lambda: self._context.preview(ONE, year()))
        header.add_more("打印核定汇总表", lambda: self._context.preview(ALL, year()))

    def offer_rows(self, menu: QMenu, person_id: int, year: int) -> None:
        """What concerns one member, in the menu of his row."""
        menu.addAction("打印核定表（计算说明）").triggered.connect(lambda: self.slip(person_id, year))
        menu.addAction("少交免交…").triggered.connect(lambda: self.reductions(person_id))

    def fix_year(self, year: int) -> None:
        """年度核定 of the year shown."""
        dialog = YearFixingDialog(self._context, year, self._page.window())
        if dialog.exec():
            self._context.say(f"已核定 {dialog.fixed} 人 {year} 年的党费标准。")

    def reductions(self, person_id: int) -> None:
        """The register of 少交免交, at the member chosen."""
        ReductionsDialog(self._context, person_id, self._page.window()).exec()

    def settings(self) -> None:
        """Rounding and what the county has fixed."""
        if DuesSettingsDialog(self._context, self._page.window()).exec():
            self._context.say("已保存。从新核定的标准起使用，已核定的不变。")

    def papers(self, year: int) -> None:
        """Remittance report, public sheet, registers: one of them, of a period."""
        DuesPapersDialog(self._context, year, self._page.window()).exec()

    def slip(self, person_id: int, year: int) -> None:
        """One member's standard, explained on half a page."""
        self._context.preview(ONE, f"{person_id}@{year}")
