"""筛选 above a list: the dialog, the kept searches, and a strip that says what is asked and takes it away."""

import json
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from models.domain.filters import Group
from models.services.filters import SavedSearch
from models.services.roster_rows import Clause
from ui.context import Context
from ui.dialogs.filter_dialog import FilterDialog
from ui.theme import icon, plain_tip
from ui.widgets.banner import Banner

FILTER_KEY, CLEAR_KEY = "Ctrl+Shift+F", "Ctrl+Shift+L"


class FilterBar(QObject):
    """`asked` after another search: `clause` is its condition, None when nothing is asked."""

    asked = Signal()

    def __init__(
        self,
        context: Context,
        page: QWidget,
        count: Callable[[Clause | None], int],
        day: Callable[[], str],
    ) -> None:
        super().__init__(page)
        self._context, self._page, self._count, self._day = context, page, count, day
        self.tree = Group()
        self.clause: Clause | None = None
        self._people: tuple[Clause, str] | None = None  # some people by themselves, and what they are called
        self.button = QPushButton("筛选")
        self.button.setProperty("compact", True)
        self.button.setProperty("menu", True)
        self.button.setIcon(icon("filter", "ink"))
        self.button.setToolTip(plain_tip(f"按任何栏目筛选（{FILTER_KEY}）"))
        self.kept = QMenu(self.button)
        self.kept.aboutToShow.connect(self._fill_kept)
        self.button.setMenu(self.kept)
        self.strip = Banner("", "info")
        self.strip.add_button("修改条件…", self.open)
        self.clear_button = self.strip.add_button("清除筛选", self.clear)
        self.clear_button.setToolTip(plain_tip(f"清除筛选（{CLEAR_KEY}）"))
        self.strip.hide()
        for keys, act in ((FILTER_KEY, self.open), (CLEAR_KEY, self.clear)):
            QShortcut(QKeySequence(keys), page).activated.connect(act)

    def open(self) -> None:
        """Put a search together; the list shows it at once."""
        dialog = FilterDialog(
            self._context,
            self.tree,
            lambda tree: self._count(self._context.desk.filters.clause(tree, self._day())),
            self._page,
        )
        if dialog.exec():
            self.ask(dialog.tree)
        dialog.deleteLater()

    def clear(self) -> None:
        if self.tree or self._people:
            self._people = None
            self.ask(Group())

    def ask_people(self, ids: Sequence[int], words: str) -> None:
        """Show these people and nobody else, until the filter is cleared; a search then narrows among them."""
        among = Clause("p.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
        self._people = among, f"{words}（{len(ids):,} 人）"
        self.ask(Group())

    def clause_of(self, tree: Group) -> Clause | None:
        """What would be asked of the list with another search."""
        asked = self._context.desk.filters.clause(tree, self._day())
        among = self._people[0] if self._people else None
        return among.and_also(asked) if among else asked

    def ask(self, tree: Group) -> None:
        """Show who fits; a tree that cannot be asked (a field is gone) says so and changes nothing."""
        if self._context.attempt(lambda: self._take(tree)):
            self.asked.emit()

    def refresh(self) -> None:
        """Another day, other ages; a field that is gone ends the search that asked for it."""
        if self.tree and not self._context.attempt(lambda: self._take(self.tree)):
            self._take(Group())

    def _take(self, tree: Group) -> None:
        self.clause, self.tree = self.clause_of(tree), tree
        said = [f"只看：{self._people[1]}"] if self._people else []
        said += [f"筛选：{self._context.desk.filters.words(tree)}"] if tree else []
        self.strip.say("；".join(said), "info")
        self.strip.setVisible(bool(said))

    def _fill_kept(self) -> None:
        self.kept.clear()
        self.kept.addAction(f"按条件筛选…\t{FILTER_KEY}", self.open)
        self.kept.addAction(f"清除筛选\t{CLEAR_KEY}", self.clear).setEnabled(bool(self.tree or self._people))
        self.kept.addSeparator()
        saved = self._context.desk.filters.saved()
        for one in saved:
            self.kept.addAction(one.name.replace("&", "&&")).triggered.connect(
                lambda _=False, it=one: self._ask_kept(it)
            )
        if not saved:
            self.kept.addAction("常用筛选会列在这里").setEnabled(False)
            return
        self.kept.addSeparator()
        gone = self.kept.addMenu("删除常用筛选")
        for one in saved:
            gone.addAction(one.name.replace("&", "&&")).triggered.connect(
                lambda _=False, it=one: self._forget(it)
            )

    def _ask_kept(self, one: SavedSearch) -> None:
        self._context.attempt(lambda: self.ask(one.tree))

    def _forget(self, one: SavedSearch) -> None:
        if self._context.attempt(lambda: self._context.desk.filters.forget(one.id)):
            self._context.say(f"已删除常用筛选“{one.name}”，可以撤销。")
