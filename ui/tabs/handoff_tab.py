"""上报交接: what will go to the committee, the stick, the receipt; the register of what left; what came back."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from models.domain.errors import UserError
from models.domain.handoff import HandoffStatus, OutgoingEntry, Peer, Preparation, Profile, Todo
from models.domain.handoff_facts import RegisterFacts
from models.services.package_look import PackageLook, look_into
from ui.base_tab import BaseTab
from ui.context import Context
from ui.dialogs.card_import import CardImportDialog
from ui.dialogs.changes_dialog import ChangesDialog
from ui.dialogs.cleanup_dialog import CleanupDialog
from ui.dialogs.own_card import OwnCardDialog
from ui.dialogs.package_dialog import PackageDialog
from ui.dialogs.profile_dialog import ProfileDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.receipt_dialog import ReceiptDialog
from ui.dialogs.stick_dialog import FORM, StickDialog
from ui.handoff_papers import readable
from ui.record_jump import jump, jump_to
from ui.tabs.handoff_drops import Drops
from ui.tabs.handoff_register import RegisterPage, RegisterPane
from ui.tabs.handoff_send import SendPage
from ui.tabs.handoff_send_pane import SendPane
from ui.tabs.handoff_todos import TodoPage, TodoPane
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.handoff_words import NOBODY, sentence
from ui.widgets.section_bar import SectionBar

SECTIONS = ("本次上报", "登记簿", "待办")
SEND, REGISTER, TODOS = range(len(SECTIONS))


class HandoffTab(BaseTab):
    """Ctrl+Return writes to the stick, Ctrl+R takes a receipt in; what left the computer is never undone."""

    TITLE = "上报交接"
    ICON = "export"
    ORDER = 70
    TAKES_PACKAGES = True
    WATCHES = frozenset(
        {"person", "mark", "meeting", "attendance", "agenda_item", "dues_standard", "payment", "payment_line",
         "step", "companion", "answer", "branch", "peer", "outgoing", "todo", "setting"}
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._handoff = context.desk.handoff
        self._status: HandoffStatus | None = None
        self._prepared: Preparation | None = None
        self._peer_id = 0
        self._asked = 0
        self.drops = Drops(self)
        self.setAcceptDrops(True)
        self._build_header()
        self._build_pages()
        self.show_section(SEND)

    # building

    def _build_header(self) -> None:
        header = self.header
        self.receipt_button = header.add_action(
            "收回执…", lambda: self.take_receipt(), shortcut="Ctrl+R", icon_name="import"
        )
        self.sheet_button = header.add_action("打印交接单", self.print_, icon_name="print")
        self.write_button = header.add_action(
            "写到 U 盘…", self.write, primary=True, shortcut="Ctrl+Return", icon_name="export"
        )
        header.add_more("本支部密钥卡…", self.own_card)
        header.add_more("导入上级密钥卡…", lambda: self.import_card())
        header.add_more("导出登记簿…", self.export_register)
        header.add_more("导出清理…", self.clean_up)

    def _build_pages(self) -> None:
        self.sections = SectionBar(SECTIONS, self)
        self.sections.chosen.connect(self.show_section)
        self.filters.addWidget(self.sections)
        self.send, self.send_pane = SendPage(), SendPane()
        self.register, self.register_pane = RegisterPage(self.context.settings), RegisterPane()
        self.todos, self.todo_pane = TodoPage(self.context.settings), TodoPane()
        self.empty = EmptyState(NOBODY, "导入上级密钥卡…", self.import_card)
        self.empty.add_button("本支部密钥卡…", self.own_card)
        self.empty.label.setMinimumWidth(px(480))
        self.pages, self.panes = QStackedWidget(), QStackedWidget()
        for page in (self.send, self.register, self.todos, self.empty):
            self.pages.addWidget(page)
        for pane in (self.send_pane, self.register_pane, self.todo_pane):
            self.panes.addWidget(pane)
            pane.close_button.clicked.connect(lambda: self.show_detail(False))
        self.set_content(self.pages, self.panes, (956, 362))
        self._connect()

    def _connect(self) -> None:
        send, pane = self.send, self.send_pane
        send.peer_chosen.connect(self._choose_peer)
        send.profile_chosen.connect(self._choose_profile)
        send.own_profile_wanted.connect(self._own_profile)
        send.changes_wanted.connect(self._show_changes)
        send.answered.connect(
            lambda finding, reason: self.context.attempt(lambda: self.context.desk.answer(finding, reason))
        )
        send.jump_wanted.connect(lambda finding: self._jump(finding.record_kind, finding.record_id))
        send.receipt_wanted.connect(lambda: self.take_receipt())
        pane.sheet_wanted.connect(self.print_)
        pane.again_wanted.connect(self.write_again)
        self.register.current_changed.connect(self.register_pane.show_entry)
        self.register.sheet_wanted.connect(self._sheet)
        self.register_pane.sheet_wanted.connect(self._sheet)
        self.register.clean_wanted.connect(self.clean_up)
        self.todos.current_changed.connect(self.todo_pane.show_todo)
        self.todos.opened.connect(self._open_todo)
        self.todos.done_wanted.connect(self._todo_done)
        self.todos.receipt_wanted.connect(lambda: self.take_receipt())
        self.todo_pane.jump_wanted.connect(self._open_todo)
        self.todo_pane.done_wanted.connect(self._todo_done)
        reopen = self._handoff.todos.reopen
        self.todo_pane.reopen_wanted.connect(lambda todo: self.context.attempt(lambda: reopen(todo.id)))

    # showing

    def show_section(self, place: int) -> None:
        """One of 本次上报, 登记簿, 待办."""
        self.sections.set_current(place)
        nobody = place == SEND and self._status is not None and not self._status.committees
        self.pages.setCurrentIndex(len(SECTIONS) if nobody else place)
        self.panes.setCurrentIndex(place)
        kept = self.context.settings.state(f"tab-{self.TITLE}")
        if self._detail_button is not None:
            self._detail_button.setEnabled(not nobody)
        self.panes.setVisible(not nobody and kept.get("detail", self.context.settings.get("detail_pane")))

    def section(self) -> int:
        return self.panes.currentIndex()

    def reload(self) -> None:
        status = self._status = self._handoff.status()
        today = self.context.desk.today()
        self.header.set_sentence(sentence(status, today))
        self.register.show_entries(
            self._handoff.register.entries(), len(self._handoff.register.left_behind())
        )
        self.todos.show_todos(self._handoff.todos.entries(with_done=True))
        self.sections.set_count(TODOS, status.open_todos)
        peer = self.peer()
        self.receipt_button.setEnabled(peer is not None)
        self.sheet_button.setEnabled(status.last is not None)
        self.write_button.setEnabled(peer is not None)
        self.show_section(self.section())
        if peer is not None:
            self.send.show_state(status)
            self._show_choice(peer)
            self._prepare(peer)

    def peer(self) -> Peer | None:
        """To whom it goes: the one chosen last, or the only one."""
        peers = self._status.committees if self._status else ()
        return next((peer for peer in peers if peer.id == self._peer_id), peers[0] if peers else None)

    def _show_choice(self, peer: Peer) -> None:
        handoff, profile = self._handoff, self._handoff.profile_of(peer.id)
        committees = self._status.committees if self._status else ()
        self.send.show_choices(committees, peer.id, handoff.profiles(), profile)
        self.send_pane.show_choice(peer, handoff.fields(), profile)
        last = next(iter(handoff.register.packages_to(peer.id)), None)
        self.send_pane.show_last(last, self.context.desk.today())

    def _prepare(self, peer: Peer) -> None:
        """Work it out off the GUI thread; an answer to an older question is left aside."""
        self._asked += 1
        number = self._asked
        self._prepared = None
        self.send.set_busy(True)
        self.context.tasks.run(
            lambda progress, _c: self._handoff.prepare(peer.id, progress=progress),
            lambda prepared: self._show_prepared(number, prepared),
            lambda error: self._not_prepared(number, error),
            title="正在核对要上报的内容…",
            cancellable=False,
        )

    def _show_prepared(self, number: int, prepared: Preparation) -> None:
        if number != self._asked:
            return
        self._prepared = prepared
        self.send.set_busy(False)
        self.send.show_prepared(prepared)

    def _not_prepared(self, number: int, error: BaseException) -> None:
        if number != self._asked:
            return
        self.send.set_busy(False)
        if isinstance(error, UserError):
            self.send.alarm.say(str(error), "late")
            self.send.alarm.show()
        else:
            self.context.tasks.failed.emit(error)

    # choosing

    def _choose_peer(self, peer_id: int) -> None:
        self._peer_id = peer_id
        self.reload()

    def _choose_profile(self, profile: Profile) -> None:
        peer = self.peer()
        if peer is not None:
            self.context.attempt(lambda: self._handoff.choose_profile(peer.id, profile))
            self.reload()

    def _own_profile(self) -> None:
        peer = self.peer()
        if peer is None:
            return
        start = self._handoff.profile_of(peer.id)
        dialog = ProfileDialog(peer.name, self._handoff.fields(), start, self.window())
        if dialog.exec():
            self._choose_profile(self._handoff.custom_profile(dialog.left_out()))
        else:
            self._show_choice(peer)  # the box shows what holds, not 自定…

    # handing over

    def write(self) -> None:
        """写到 U 盘: make exactly what is shown, and write it."""
        self.refresh_now()
        prepared = self._prepared
        if prepared is None:
            self.context.say("正在核对要上报的内容，请稍等一下再写。")
        else:
            files = partial(readable, self.context.desk, prepared)
            self._run(StickDialog(self.context, prepared, readable=files, parent=self.window()))

    def write_again(self) -> None:
        """The last package once more: another stick, or one that failed."""
        peer = self.peer()
        last = next(iter(self._handoff.register.packages_to(peer.id)), None) if peer else None
        if last is not None:
            self._run(StickDialog(self.context, entry=last, parent=self.window()))

    def _run(self, dialog: StickDialog) -> None:
        self._show(dialog)
        entry = dialog.entry
        if entry is None:
            return
        if dialog.verified:
            self.context.say(f"✓ 第 {entry.seq} 号上报包已写到 U 盘并核对。")
        elif dialog.copy is not None:
            self.context.say(f"第 {entry.seq} 号上报包已写到 U 盘，还没有拔插核对。")
        else:
            self.context.say(f"第 {entry.seq} 号上报包在本机待交，还没有写到 U 盘。")
        self.refresh_now()
        if dialog.sheet_wanted:
            self._sheet(entry)

    def _sheet(self, entry: OutgoingEntry | None) -> None:
        if entry is not None:
            self.context.preview(FORM, entry.id)

    def take_receipt(self, path: str = "") -> None:
        """收回执: show it, take it in, and go on to what was sent back."""
        dialog = ReceiptDialog(self.context, path, self.window())
        self._show(dialog)
        view = dialog.view
        if view is None:
            return
        self.refresh_now()
        notes = f"，退回 {len(view.notes)} 条，已列入待办" if view.notes else ""
        self.context.say(f"✓ 已收下第 {view.entry.seq} 号上报包的回执{notes}。")
        if view.notes:
            self.show_section(TODOS)

    # cards

    def import_card(self, path: str = "") -> None:
        """The committee's card; once it is trusted, the tab comes to life."""
        dialog = CardImportDialog(self.context, path, self.window())
        if dialog.exec() and dialog.peer is not None:
            self._peer_id = dialog.peer.id
            self.reload()
            self.context.say(f"✓ 已登记{dialog.peer.name}的密钥卡。")
        dialog.deleteLater()

    def own_card(self) -> None:
        self.context.attempt(lambda: self._show(OwnCardDialog(self.context, self.window())))

    def export_register(self) -> None:
        """The register as a sheet, as it is filtered."""
        desk, lines = self.context.desk, tuple(self.register.shown())
        self.context.export("H8", RegisterFacts(branch=desk.branch, as_of=desk.today(), entries=lines))

    def clean_up(self) -> None:
        self._show(CleanupDialog(self.context, self.window()))
        self.reload()

    @staticmethod
    def _show(dialog: QDialog) -> None:
        dialog.exec()
        dialog.deleteLater()

    # to-dos and ways to the records

    def _open_todo(self, todo: Todo | None) -> None:
        if todo is not None and todo.record_id:
            self._jump(todo.record_kind, todo.record_id, todo.subject)

    def _jump(self, kind: str, record_id: int, subject: str = "") -> None:
        self.context.attempt(lambda: jump(self.context, self.window(), kind, record_id, subject))

    def _todo_done(self, todo: Todo | None) -> None:
        if todo is None:
            return
        answer = ReasonDialog.ask(self.window(), "办好了：怎么改的", todo.message, todo.answer, verb="办结")
        if answer:
            self.context.attempt(lambda: self._handoff.todos.done(todo.id, answer))

    def _show_changes(self) -> None:
        if self._prepared is None:
            return
        dialog = ChangesDialog(self._prepared.changes, self.context.settings, self.window())
        if dialog.exec() and dialog.wanted is not None:
            wanted = dialog.wanted
            jump_to(self.context, self.window(), wanted.record_kind, wanted.record_uuid, wanted.subject)
        dialog.deleteLater()

    # for the frame

    def print_(self) -> None:
        """交接单 of the line chosen in the register, else of the last package."""
        entry = self.register_pane.entry if self.section() == REGISTER else None
        if entry is None or entry.kind != "package":
            entry = self._status.last if self._status else None
        if entry is None:
            self.context.say("还没有上报包，没有交接单可打印。")
        else:
            self._sheet(entry)

    def history_(self) -> None:
        entry, todo = self.register_pane.entry, self.todo_pane.todo
        if self.section() == REGISTER and entry is not None:
            self.context.history("outgoing", entry.id, entry.title)
        elif self.section() == TODOS and todo is not None:
            self.context.history("todo", todo.id, todo.subject)
        else:
            super().history_()

    def focus_content(self) -> None:
        if self.section() == SEND:
            (self.write_button if self.write_button.isEnabled() else self.empty.button).setFocus()
        else:
            super().focus_content()

    def show_record(self, record_id: int) -> None:
        """A line of the register."""
        self.refresh_now()
        self.show_section(REGISTER)
        self.register.select(record_id)

    def take_package(self, path: Path) -> None:
        """A file that was double-clicked or dropped here: a card, a receipt, or a package to be looked at."""
        if path.suffix.lower() == ".card":
            self.import_card(str(path))
            return
        handoff = self._handoff
        self.taking = self.context.tasks.run(
            lambda _p, _c: look_into(handoff.peers, handoff.register, path),
            lambda look: self._looked(path, look),
            title="正在打开上报包…",
            cancellable=False,
        )

    def _looked(self, path: Path, look: PackageLook | None) -> None:
        if look is None:
            self.take_receipt(str(path))
            return
        dialog = PackageDialog(look, path.name, self.window())
        if dialog.exec() and look.entry is not None:
            self.show_record(look.entry.id)
        dialog.deleteLater()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.drops.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
