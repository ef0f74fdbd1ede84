"""导出本表: the list as it stands on the screen into a spreadsheet, a document or pages; what goes out is said first."""

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QVBoxLayout, QWidget

from exporters import listing as lists
from models.domain.listing import Listing
from ui.context import Context
from ui.listing import ListOnScreen
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.export_form import ExportForm
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import grow

PREVIEW = 2  # what `exec` answers when the pages are wanted first
ALL, CHOSEN = "all", "chosen"
KEY = "export-list"
MOST_TITLES = 14


class ListDialog(QDialog):
    """Formats and folder are remembered for every list."""

    def __init__(self, context: Context, listed: ListOnScreen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed = listed
        self._sample: Listing = listed.sample()
        buttons = DialogButtons(self, "导出", "不导出")
        self.ok_button = buttons.ok_button
        self.preview_button = buttons.add_extra(QPushButton("打印预览"))
        self.preview_button.setAutoDefault(False)
        self.preview_button.clicked.connect(lambda: self.done(PREVIEW))
        self.setWindowTitle("导出本表")
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"导出“{listed.title}”", "title", wrap=True))
        box.addWidget(PlainLabel(self._words(), "quiet", wrap=True))
        self.rows = QComboBox()
        self.rows.addItem(f"全部 {listed.number:,} {listed.unit}", ALL)
        if listed.selected > 1:
            self.rows.addItem(f"只要选中的 {listed.selected:,} {listed.unit}", CHOSEN)
        papers = [("", f"自动（{self._usual()}）"), *lists.PAPER_NAMES.items()]
        self.form = ExportForm(
            context.settings,
            KEY,
            lists.FORMATS,
            papers,
            kept=("xlsx",),
            beside=[("rows", "范围", self.rows)] if listed.selected > 1 else [],
        )
        box.addWidget(self.form)
        self.problem = Banner("", "soon")
        self.problem.hide()
        box.addWidget(self.problem)
        self.form.changed.connect(self._judge)
        self.rows.currentIndexChanged.connect(lambda _i: self._judge())
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._judge()

    def formats(self) -> list[str]:
        return self.form.formats()

    def folder(self) -> Path:
        return self.form.folder()

    def paper(self) -> str:
        return self.form.paper() or ""

    def selected_only(self) -> bool:
        return self.rows.currentData() == CHOSEN

    def accept(self) -> None:
        self.form.keep()
        super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow(self)

    def _words(self) -> str:
        """What will be in it, before it is."""
        titles = [column.title for column in self._sample.columns]
        columns = f"{len(titles)} 栏：{titles_words(titles)}"
        grouped = f"按{self._sample.grouped_by}分组" if self._sample.grouped_by else ""
        return "；".join(part for part in (*self._sample.said, grouped, columns) if part)

    def _usual(self) -> str:
        found = lists.fit(self._sample)
        return lists.PAPER_NAMES[found.paper.code] if found else "排不下"

    def _judge(self) -> None:
        """Pages and documents only where the list fits a paper; why not is said."""
        number = self._listed.selected if self.selected_only() else self._listed.number
        why = lists.too_long(number) or (
            "" if lists.fit(self._sample, self.paper()) else lists.too_wide(self._sample, self.paper())
        )
        for fmt in ("docx", "pdf"):
            self.form.checks[fmt].setEnabled(not why)
        self.preview_button.setEnabled(not why)
        self.problem.say(why, "soon")
        if self.problem.isHidden() == bool(why):
            self.problem.setVisible(bool(why))
            if self.isVisible():
                grow(self)
        self.ok_button.setEnabled(self.form.is_complete())


def titles_words(titles: list[str]) -> str:
    """The columns by name; of very many, the first."""
    told = "、".join(titles[:MOST_TITLES])
    return f"{told}……" if len(titles) > MOST_TITLES else told
