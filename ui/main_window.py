"""The desk: header strip, tabs made on first visit, status line; all wiring between the parts is here."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from models.domain.changes import Changes
from models.domain.safety import COPY_NOTED
from models.services.desk import Desk
from models.services.drafts import TABLE as DRAFTS
from models.services.dues_import import LABEL as IMPORT
from ui.actions import ACTIONS, SUBMENUS, ActionSpec
from ui.base_tab import BaseTab
from ui.bus import ChangeBus
from ui.context import Context
from ui.frame_dialogs import FrameDialogs
from ui.paperwork import Paperwork
from ui.search import find_everywhere
from ui.settings import UiSettings
from ui.tabs.branch_tab import BranchTab
from ui.tabs.development_tab import DevelopmentTab
from ui.tabs.dues_tab import DuesTab
from ui.tabs.duties_tab import DutiesTab
from ui.tabs.handoff_tab import HandoffTab
from ui.tabs.meetings_tab import MeetingsTab
from ui.tabs.roster_tab import RosterTab
from ui.tasks import Tasks
from ui.theme import icon, px
from ui.widgets.brand_strip import PROGRAM, BrandStrip
from ui.widgets.draft_strip import DraftStrip
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.keys_strip import KeysStrip
from ui.widgets.screen_fit import room
from ui.widgets.search_everywhere import Hit, SearchEverywhere
from ui.widgets.status_line import StatusLine

SMALLEST = QSize(960, 600)
POSTED = frozenset({"payment", "voucher"})  # reversed, never undone
TABS: tuple[type[BaseTab], ...] = (
    DutiesTab,
    RosterTab,
    MeetingsTab,
    DuesTab,
    DevelopmentTab,
    BranchTab,
    HandoffTab,
)


class MainWindow(FrameDialogs):
    """One open branch. Closing the window closes the store, unless it is only rebuilt."""

    rebuild_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        settings: UiSettings,
        tasks: Tasks,
        bus: ChangeBus | None = None,
        tabs: Sequence[type[BaseTab]] = TABS,
    ) -> None:
        super().__init__()
        self.desk, self.settings, self.tasks = desk, settings, tasks
        self.bus = bus or ChangeBus(self)
        if bus is None:
            desk.on_commit(self.bus.publish)
        self.tab_types = sorted(tabs, key=lambda tab: tab.ORDER)
        self.tabs: dict[str, BaseTab] = {}
        self._keeps_desk = False
        self.stepping = False
        self.just_done = False  # the sentence being said is about the step that 撤销 would take back
        self._posted: set[str] = set()  # labels of such steps
        self._for_good = False  # what was done last is not undone: an older step is not offered in its place
        self.actions_by_id: dict[str, QAction] = {}
        self.setWindowTitle(PROGRAM)
        self.context = Context(
            desk=desk,
            bus=self.bus,
            tasks=tasks,
            settings=settings,
            say=self.say,
            show_error=self.show_error,
            history=self.show_history,
            navigate=self.navigate,
            show_people=self.show_people,
            show_figures=lambda: self.show_figures(),
            show_plan=lambda: self.show_plan(),
            show_findings=lambda: self.show_findings(),
        )
        self.paperwork = Paperwork(self, self.context)
        self.context.preview = self.paperwork.preview
        self.context.export = self.paperwork.export
        self.take_list = self.paperwork.export_list
        self._build()
        self._make_actions()
        self.bus.changed.connect(self._changed)
        self._setting_changed("actor")
        settings.on_change(self._setting_changed)
        self._show_branch()
        self.refresh_steps()
        self._restore()
        self.draft_strip.refresh()

    # building

    def _build(self) -> None:
        frame = QWidget()
        frame.setProperty("page", True)
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._header(frame))
        box.addWidget(self._tab_row())
        self.keys_strip = KeysStrip(self.desk.keys, self.show_due_recovery, frame)
        box.addWidget(self.keys_strip)
        self.draft_strip = DraftStrip(self.context.drafts, self.open_form, frame)
        box.addWidget(self.draft_strip)
        self.stack = QStackedWidget()
        box.addWidget(self.stack, 1)
        self.status = StatusLine(self.tasks)
        self.status.undo_clicked.connect(self.undo)
        self.status.redo_clicked.connect(self.redo)
        box.addWidget(self.status)
        self.setCentralWidget(frame)

    def _header(self, host: QWidget) -> QWidget:
        strip = BrandStrip()
        self.branch_label = ElidedLabel()
        self.committee_label = ElidedLabel("", "quiet")
        strip.row.addSpacing(px(16))
        strip.row.addWidget(self.branch_label)
        strip.row.addWidget(self.committee_label)
        strip.row.addStretch(1)
        self.search_box = SearchEverywhere(lambda text: self.find(text), host)
        self.search_box.chosen.connect(self.go_to_hit)
        strip.row.addWidget(self.search_box)
        self.menu_button = QPushButton("菜单")
        self.menu_button.setProperty("menu", True)
        self.menu = QMenu(self.menu_button)
        self.menu_button.setMenu(self.menu)
        strip.row.addWidget(self.menu_button)
        lock = QPushButton("锁定")
        lock.setIcon(icon("lock", "seal_text"))
        lock.setToolTip("合上数据，再用时输入口令（Ctrl+L）")
        lock.clicked.connect(self.lock)
        strip.row.addWidget(lock)
        return strip

    def _tab_row(self) -> QWidget:
        row = QWidget()
        row.setObjectName("TabRow")
        box = QHBoxLayout(row)
        box.setContentsMargins(px(8), 0, px(8), 1)
        self.bar = QTabBar()
        self.bar.setObjectName("MainTabs")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName("页签")
        for number, tab in enumerate(self.tab_types, 1):
            self.bar.addTab(tab.TITLE)
            self.bar.setTabToolTip(number - 1, f"Ctrl+{number}")
            keys = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            keys.activated.connect(lambda index=number - 1: self.bar.setCurrentIndex(index))
        self.bar.currentChanged.connect(self._show_index)
        box.addWidget(self.bar)
        box.addStretch(1)
        return row

    def _make_actions(self) -> None:
        group, menu = "", self.menu
        for spec in ACTIONS:
            action = self._make_action(spec)
            if spec.menu and spec.menu != group:
                if spec.menu not in SUBMENUS and group:
                    self.menu.addSeparator()
                group, named = spec.menu, SUBMENUS.get(spec.menu)
                menu = self.menu.addMenu(named) if named else self.menu
            if spec.menu:
                menu.addAction(action)

    def _make_action(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self)
        if spec.shortcut:
            action.setShortcuts([QKeySequence(keys) for keys in (spec.shortcut, *spec.also)])
        if spec.icon:
            action.setIcon(icon(spec.icon, "quiet"))
        slots = {
            "undo": self.undo,
            "redo": self.redo,
            "history": lambda: self._on_tab("history_"),
            "all_history": lambda: self.show_history("", 0, ""),
            "search": self._focus_search,
            "find": lambda: self._on_tab("find"),
            "print": lambda: self._on_tab("print_"),
            "list": lambda: self._on_tab("list"),
            "templates": self.show_templates,
            "backup": self.backup,
            "safety": self.show_safety,
            "recycle": self.show_recycle,
            "movements": self.show_movements,
            "appraisal": self.show_appraisal,
            "figures": self.show_figures,
            "year_record": self.show_year_record,
            "findings": self.show_findings,
            "binder": self.show_binder,
            "second_desk": self.merge_second_desk,
            "branch": self.edit_branch,
            "settings": self.show_settings,
            "lock": self.lock,
            "help": self.show_help,
            "logs": self.open_logs,
            "about": self.show_about,
        }
        action.triggered.connect(lambda _checked=False, slot=slots[spec.id]: slot())
        self.addAction(action)
        self.actions_by_id[spec.id] = action
        return action

    # tabs

    def tab(self, title: str) -> BaseTab | None:
        """The tab of this title, made when it is asked for the first time."""
        if title not in self.tabs:
            for tab_type in self.tab_types:
                if title == tab_type.TITLE:
                    self.tabs[title] = tab_type(self.context)
                    self.stack.addWidget(self.tabs[title])
        return self.tabs.get(title)

    def current_tab(self) -> BaseTab | None:
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, BaseTab) else None

    def navigate(self, title: str, record_id: int = 0) -> None:
        """Go to a tab, and there to a record."""
        tab = self.tab(title)
        if tab is None:
            return
        self.bar.setCurrentIndex([t.TITLE for t in self.tab_types].index(title))
        self.stack.setCurrentWidget(tab)
        tab.refresh_now()
        if record_id:
            tab.show_record(record_id)

    def _show_index(self, index: int) -> None:
        if 0 <= index < len(self.tab_types):
            tab = self.tab(self.tab_types[index].TITLE)
            if tab is not None:
                self.stack.setCurrentWidget(tab)

    def _on_tab(self, what: str) -> None:
        tab = self.current_tab()
        if tab is not None:
            does = {"find": tab.find, "print_": tab.print_, "history_": tab.history_, "list": tab.export_list}
            does[what]()

    def find(self, text: str) -> list[Hit]:
        """What the search in the header finds."""
        return find_everywhere(self.desk, text)

    def _focus_search(self) -> None:
        self.search_box.setFocus()
        self.search_box.selectAll()

    # what just happened, undo and redo

    def say(self, text: str) -> None:
        self.status.say(text)
        self._offer_undo()

    def _offer_undo(self) -> None:
        stays = self._for_good or self.desk.undo_label in self._posted
        self.status.set_undo(None if stays else self.desk.undo_label, named=not self.just_done)
        self.status.set_redo(None if self._for_good else self.desk.redo_label)

    def _changed(self, changes: Changes) -> None:
        if changes.tables.keys() <= {DRAFTS} or changes.label == COPY_NOTED:
            return  # the program's own keeping is nothing that anybody did
        if not self.stepping and changes.touches(POSTED) and not changes.label.startswith(IMPORT):
            self._posted.add(changes.label)
        if self.stepping or changes.label:
            self._for_good = not self.stepping and changes.label != self.desk.undo_label
        if not self.stepping and changes.label:
            self.just_done = True  # until the hand that did it has said its own sentence
            QTimer.singleShot(0, self._done)
            self.say(f"✓ {changes.label}")
        if "branch" in changes.tables:
            self._show_branch()
        self.refresh_steps()

    def _done(self) -> None:
        self.just_done = False

    def refresh_steps(self) -> None:
        for action_id, verb, label in (
            ("undo", "撤销", self.desk.undo_label),
            ("redo", "重做", self.desk.redo_label),
        ):
            action = self.actions_by_id[action_id]
            action.setText(f"{verb}：{label}".replace("&", "&&") if label else verb)
            action.setEnabled(bool(label))
        self._offer_undo()
        if self.desk.undo_label and not self.status.sentence.text():
            self.say(f"上一步：{self.desk.undo_label}")

    def _show_branch(self) -> None:
        branch = self.desk.branch
        self.branch_label.setText(branch.name)
        above = (branch.committee, branch.general_branch)
        self.committee_label.setText(" · ".join(name for name in above if name))
        self.setWindowTitle(f"{branch.name} — {PROGRAM}")

    # opening and closing

    def lock(self) -> None:
        self.lock_wanted.emit()

    def warn_of_lock(self, seconds: int) -> None:
        """Nobody has moved for long: say when the data will be closed; 0 says that somebody came back."""
        if seconds:
            self.status.say(f"！ {seconds} 秒后自动锁定。动一下鼠标或按任意键继续。")
        else:
            self.say("")

    def keep_desk(self) -> None:
        """The window is only rebuilt (another text size): closing it leaves the branch open."""
        self._keeps_desk = True

    def _setting_changed(self, key: str) -> None:
        if key == "actor":
            self.desk.sign_as(self.settings.get("actor"))
        if key == "text_size" and self.isVisible():
            QTimer.singleShot(0, self.rebuild_wanted.emit)

    def _restore(self) -> None:
        geometry = self.settings.geometry("main")
        most = room(self)
        self.setMinimumSize(SMALLEST.boundedTo(most))
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(QSize(px(1280), px(760)).boundedTo(most))
        titles = [tab.TITLE for tab in self.tab_types]
        last = self.settings.state("main").get("tab", "")
        index = titles.index(last) if last in titles else 0
        self.bar.setCurrentIndex(index)
        self._show_index(index)
        tab = self.current_tab()
        if tab is not None:
            tab.focus_content()
        elsewhere = DutiesTab in self.tab_types and not isinstance(tab, DutiesTab)
        if elsewhere and (words := self.desk.duties.reminder()):
            self.say(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as it does in dialogs."""
        held = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(held, QAbstractButton):
            held.click()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.search_box.results.hide()
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._keeps_desk:
            self.closing.emit()
        if not self._keeps_desk and self.waits_to_close(event):
            return
        for opened in self.tabs.values():
            opened.store_typing()
        self.context.drafts.suspend()
        tab = self.current_tab()
        if tab is not None:
            self.settings.set_state("main", {"tab": tab.TITLE})
        self.settings.set_geometry("main", self.saveGeometry())
        self.settings.save()
        self.settings.forget(self._setting_changed)
        if not self._keeps_desk:
            self.tasks.wait()
            self.desk.close()
        super().closeEvent(event)
