"""The charts beside a list of people: what is listed is counted, a bar narrows the list by a search that can be read."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget

from models.domain.charts import tree_of
from models.domain.filters import Group
from models.domain.yearbook import Figures
from models.services.roster_rows import Clause
from ui.base_tab import BaseTab, DetailPane
from ui.theme import plain_tip
from ui.widgets.filter_bar import FilterBar
from ui.widgets.summary_pane import SummaryPane

KEY = "Ctrl+Shift+T"


class ListCharts(QObject):
    """`stack` goes where the card went; `figures` counts the list as a clause narrows it."""

    def __init__(
        self, tab: BaseTab, found: FilterBar, card: DetailPane, figures: Callable[[Clause | None], Figures]
    ) -> None:
        super().__init__(tab)
        self._tab, self._found, self._card, self._figures = tab, found, card, figures
        self._base, self._asked, self._key = Group(), Group(), ""
        self.pane = SummaryPane()
        self.pane.chosen.connect(self.choose)
        self.pane.larger_wanted.connect(lambda: tab.context.show_figures())
        self.stack = QStackedWidget()
        self.stack.setMinimumWidth(card.minimumWidth())
        self.stack.addWidget(card)
        self.stack.addWidget(self.pane)
        card.close_button.clicked.connect(lambda: tab.show_detail(False))
        self.pane.close_button.clicked.connect(lambda: self.button.setChecked(False))
        self.button = QPushButton("概况")
        self.button.setProperty("compact", True)
        self.button.setCheckable(True)
        self.button.setToolTip(plain_tip(f"名册的年龄、学历、入党年代、类别（{KEY}）"))
        self.button.toggled.connect(self._turn)
        QShortcut(QKeySequence(KEY), tab).activated.connect(self.button.toggle)

    def add_button(self) -> None:
        """Beside 详情, once that is there: one of the two is in the pane, and pressed."""
        self._tab.filters.insertWidget(self._tab.filters.count() - 1, self.button)
        if (card := self._tab.detail_button) is not None:
            card.clicked.connect(lambda: self.button.setChecked(False))

    def _turn(self, on: bool) -> None:
        self.stack.setCurrentWidget(self.pane if on else self._card)
        self._tab.show_detail(True)
        if (card := self._tab.detail_button) is not None:
            card.setChecked(not on)
        if on:
            self.refresh()
            self.pane.views[0].setFocus()

    def refresh(self) -> None:
        """Count again what is listed; a bar's own search does not narrow its chart."""
        if not self.button.isChecked():
            return
        if self._found.tree is not self._asked:
            self._base, self._key = self._found.tree, ""
        clause = self._found.clause_of(self._base)
        figures = self._figures(clause)
        total = sum(number for key, number in figures.items() if key.startswith("图/类别/"))
        told = f"名册里列出的 {total:,} 人。" if total else "名册里没有人。"
        if self._key:
            told = f"共 {total:,} 人；名册里现在只列所点的一条，再点一次恢复。"
        self.pane.show_figures(figures, told, self._key)

    def choose(self, key: str) -> None:
        """Only the people of this bar; of the bar in force: everybody again."""
        if key == self._key:
            self._key = ""
            self._found.ask(self._base)
            return
        bar = tree_of(key, self._tab.context.desk.filters.values("education"))
        base = self._base
        parts = (base,) if base.any_of else base.parts
        self._asked, self._key = Group((*parts, *bar.parts)), key
        self._found.ask(self._asked)
