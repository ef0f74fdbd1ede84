"""What every tab has: title and sentence, actions, filters, list and detail side by side, reload when data change."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.domain.changes import Changes
from ui.context import Context
from ui.listing import ListOnScreen, on_screen, taker_of
from ui.tables import RecordTable
from ui.tasks import Task
from ui.theme import active, px
from ui.widgets.page_header import PageHeader
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox


class DetailPane(QWidget):
    """The pane at the right: a title, a close button, `top`, which stays, and `body`, a layout that scrolls."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("DetailPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(px(300))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(16), px(12), px(8), px(12))
        box.setSpacing(px(8))
        head = QHBoxLayout()
        self.title = PlainLabel(title, "title", wrap=True)
        head.addWidget(self.title, 1)
        self.close_button = QPushButton("收起")
        self.close_button.setProperty("quiet", True)
        self.close_button.setProperty("compact", True)
        self.close_button.setAccessibleName("收起详情")
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(head)
        self.top = QVBoxLayout()
        self.top.setContentsMargins(0, 0, px(8), 0)
        self.top.setSpacing(px(8))
        box.addLayout(self.top)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, px(8), 0)
        self.body.setSpacing(px(8))
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(inside)
        box.addWidget(self.area, 1)

    def set_title(self, text: str) -> None:
        self.title.setText(text)


class BaseTab(QWidget):
    """A tab overrides TITLE, ICON, ORDER, WATCHES and `reload`; the frame calls the rest."""

    TITLE = ""
    ICON = ""
    ORDER = 0
    WATCHES: frozenset[str] = frozenset()
    TAKES_PACKAGES = False
    TAKES_PEOPLE = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.taking: Task | None = None
        self.setProperty("page", True)
        margin = active().px("margin")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(margin, px(12), margin, px(8))
        self.box.setSpacing(px(10))
        self.header = PageHeader(self.TITLE, self)
        self.box.addWidget(self.header)
        self.filters = QHBoxLayout()
        self.filters.setSpacing(px(8))
        self.filters.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.box.addLayout(self.filters)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(px(8))
        self.box.addWidget(self.split, 1)
        self.detail: QWidget | None = None
        self._detail_button: QPushButton | None = None
        self._detail_shown = False
        self._stale = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._reload_if_visible)
        context.bus.changed.connect(self._changed)

    # for the tab

    def reload(self) -> None:
        """Read everything again; called at first show and after changes of WATCHES."""

    def set_content(
        self, content: QWidget, detail: QWidget | None = None, widths: tuple[int, int] = (880, 420)
    ) -> None:
        """Put the list (or grid, board) and its detail pane into the splitter; the pane can be hidden."""
        self.split.addWidget(content)
        self.split.setStretchFactor(0, 1)
        if detail is None:
            return
        self.detail = detail
        self.split.addWidget(detail)
        self.split.setStretchFactor(1, 0)
        self.split.setSizes([px(w) for w in widths])
        if isinstance(detail, DetailPane):
            detail.close_button.clicked.connect(lambda: self.show_detail(False))
        self._detail_button = button = QPushButton("详情")
        button.setProperty("compact", True)
        button.setCheckable(True)
        button.setAccessibleName("显示或收起详情")
        button.clicked.connect(self.show_detail)
        self.filters.addStretch(1)
        self.filters.addWidget(button)
        kept = self.context.settings.state(f"tab-{self.TITLE}")
        self.show_detail(kept.get("detail", self.context.settings.get("detail_pane")))

    def show_detail(self, shown: bool = True) -> None:
        """Show or hide the detail pane; remembered."""
        if self.detail is None or self._detail_button is None:
            return
        self._detail_shown = shown
        self.detail.setVisible(shown)
        self._detail_button.setChecked(shown)
        self.context.settings.set_state(f"tab-{self.TITLE}", {"detail": shown})

    @property
    def detail_button(self) -> QPushButton | None:
        """详情, for a tab whose pane shows something else at times."""
        return self._detail_button

    def offer_detail(self, offered: bool) -> None:
        """Without any record there is nothing to detail: the pane and its button go until there is."""
        if self.detail is not None and self._detail_button is not None:
            self.detail.setVisible(offered and self._detail_shown)
            self._detail_button.setVisible(offered)

    # for the frame

    def find(self) -> None:
        """Ctrl+F: go to the tab's search box."""
        for field in (*self.findChildren(SearchBox), *self.findChildren(QLineEdit)):
            if field.isVisibleTo(self):
                field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                field.selectAll()
                return

    def focus_content(self) -> None:
        """Where the keyboard goes when the tab opens: its list."""
        for view in self.findChildren(QAbstractItemView):
            if view.isVisibleTo(self) and view.focusPolicy() != Qt.FocusPolicy.NoFocus:
                view.setFocus()
                return
        self.setFocus()

    def print_(self) -> None:
        """Ctrl+P: preview of the tab's own form."""
        self.context.say("本页没有可打印的表格。")

    def listed(self) -> ListOnScreen | None:
        """The list that is looked at, for 导出本表: the one with the keyboard, or the first that is seen."""
        tables = [table for table in self.findChildren(RecordTable) if table.isVisibleTo(self)]
        tables.sort(key=lambda table: not table.hasFocus())
        filled = [table for table in tables if table.record_model.rowCount()]
        return on_screen(filled[0]) if filled else None

    def export_list(self) -> None:
        """Ctrl+Shift+S: that list into a file."""
        taker, listed = taker_of(self), self.listed()
        if taker is None or listed is None:
            self.context.say("本页现在没有可导出的表。")
        else:
            taker.take_list(listed)

    def history_(self) -> None:
        """Ctrl+H: history of the record in hand; of everything where there is none."""
        self.context.history("", 0, "")

    def show_record(self, record_id: int) -> None:
        """Go to a record of this tab (search everywhere, links)."""

    def show_people(self, ids: Sequence[int], words: str) -> None:
        """Some people and nobody else, for a tab of TAKES_PEOPLE; `words` say what they have in common."""

    def show_plan(self, item_id: int = 0) -> None:
        """The year's plan with an entry in hand, for the tab that has it."""

    def open_form(self, kind: str, ref: Sequence[str]) -> None:
        """Open a form again by its key's parts, to go on with its draft."""

    def store_typing(self) -> None:
        """Store what is being typed: the window is about to close or to lock."""

    @property
    def is_taking(self) -> bool:
        """A handoff file is being read; others wait."""
        return self.taking in self.context.tasks.running

    def take_packages(self, files: Sequence[Path]) -> Sequence[Path]:
        """Handoff files that were double-clicked, one after the other; returns those that must wait."""
        self.take_package(files[0])
        return files[1:]

    def take_package(self, path: Path) -> None:
        """One of them, for a tab of TAKES_PACKAGES."""

    def refresh_now(self) -> None:
        """Reload before somebody looks: when the tab is shown, or a record of it is asked for."""
        self._timer.stop()
        if self._stale:
            self._stale = False
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh_now()
        super().showEvent(event)

    def _changed(self, changes: Changes) -> None:
        if changes.touches(self.WATCHES):
            self._stale = True
            self._timer.start()

    def _reload_if_visible(self) -> None:
        if self.isVisible():
            self.refresh_now()
