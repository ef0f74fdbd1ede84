"""待裁决: what the program does not decide by itself: forks, old packages, changed history, one person in two branches."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.committee import CHOICE_LABELS, Choice, Conflict, ConflictKind
from ui.base_tab import BaseTab, DetailPane
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.decide_dialog import DecideDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.plain_label import PlainLabel

EMPTY = "没有要裁决的事。收到来源不明、序号不接续的包，或同一人出现在两个支部时，会列在这里由人决定。"
MEANING = {
    ConflictKind.FORK: "可能是支部用了两台电脑，或同一号做了两次。先问支部以哪一份为准。",
    ConflictKind.OLDER: "这个包比已导入的旧。接收它会退回到旧内容。",
    ConflictKind.RESTORED: "支部恢复过旧备份，之后的内容可能少了一段。先请支部核对。",
    ConflictKind.HISTORY: "支部的操作记录和上次上报时的不一样，可能被替换或改动过。先请支部说明。",
    ConflictKind.POSTED: "已登记的缴费或已签字的会议记录少了或变了。先请支部说明。",
    ConflictKind.UNKNOWN_KEY: "密钥没有登记过，先核对指纹。",
    ConflictKind.SAME_PERSON: "身份证号相同的人在两个支部的名册上。多半是组织关系转接只办了一边。",
}

COLUMNS: tuple[Column[Conflict], ...] = (
    Column(key="kind", title="情形", text=lambda c: c.label, width=150, sort=False, tone=lambda c: "soon" if c.is_open else "quiet"),
    Column(key="branch", title="支部", text=lambda c: c.branch_name, width=200, sort=False, tip=lambda c: c.branch_name),
    Column(key="subject", title="涉及", text=lambda c: c.subject, width=96, sort=False, tip=lambda c: c.subject),
    Column(key="other", title="另一支部", text=lambda c: c.other_name, width=200, sort=False, tip=lambda c: c.other_name),
    Column(key="found", title="发现", text=lambda c: c.found_on, width=100, sort=False),
    Column(key="choice", title="裁决", text=lambda c: CHOICE_LABELS[Choice(c.choice)] if c.choice else "", width=110, sort=False),
)  # fmt: skip


class QueueTab(BaseTab):
    """Each decision asks for a reason, which stays on record."""

    TITLE = "待裁决"
    ICON = "check"
    ORDER = 30
    WATCHES = frozenset({"conflict", "received", "organisation"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = committee_of(context)
        self.decided = QCheckBox("也看已裁决的")
        self.decided.toggled.connect(lambda _on: self.reload())
        self.filters.addWidget(self.decided)
        model = RecordTableModel(ListSource(self._load), COLUMNS)
        self.table: RecordTable[Conflict] = RecordTable(model, "conflicts", context.settings)
        self.table.called("待裁决事项", self.decided)
        self.table.current_changed.connect(lambda _i: self._show())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("件"))
        self.pages.addWidget(EmptyState(EMPTY))
        self.pane = ConflictPane()
        self.pane.chosen.connect(self.decide)
        self.set_content(self.pages, self.pane, (880, 420))

    def _load(self) -> list[Conflict]:
        return self._desk.conflicts(open_only=not self.decided.isChecked())

    def reload(self) -> None:
        self.table.record_model.reload()
        rows = self.table.record_model.rowCount()
        self.pages.setCurrentIndex(0 if rows else 1)
        self.offer_detail(bool(rows))
        if rows and not self.table.current_id():
            self.table.select_id(self.table.record_model.id_at(0))
        waiting = len(self._desk.conflicts())
        self.header.set_sentence(f"{waiting} 件等人裁决；裁决前原有数据不变。" if waiting else "")
        self._show()

    def _show(self) -> None:
        self.pane.show_conflict(self.table.current_record())

    def show_record(self, record_id: int) -> None:
        self.table.select_id(record_id)

    def decide(self, choice: Choice) -> None:
        """Ask for the reason, then do it; accepting a held package merges it after a backup."""
        conflict = self.table.current_record()
        if conflict is None or not conflict.is_open:
            return
        dialog = DecideDialog(self.context, conflict, choice, self)
        if not dialog.exec():
            return
        self.context.tasks.run(
            self._carrying_out(conflict, choice, dialog),
            self._say_done,
            lambda error: self.context.tasks.failed.emit(error),
            title="正在按裁决处理…",
            cancellable=False,
        )

    def _say_done(self, done: Conflict) -> None:
        """A package let in by mistake of what it was then is back in the queue: that is said."""
        if done.choice == Choice.QUEUED:
            self.context.say("没有导入：这个包的情况已有变化，重新列入待裁决，请看新的说明")
        else:
            self.context.say(f"✓ 已裁决：{CHOICE_LABELS[Choice(done.choice)]}")

    def _carrying_out(
        self, conflict: Conflict, choice: Choice, dialog: DecideDialog
    ) -> Callable[[object, object], Conflict]:
        """The decision as it stands in the dialog; a key that was compared is enrolled at its place first."""
        desk, card = self._desk, conflict.card if dialog.compare else None
        reason, ask, by = dialog.reason, dialog.ask, dialog.confirmed_by
        unit_id, parent_id = dialog.unit_id, dialog.parent_id

        def act(_progress: object, _cancelled: object) -> Conflict:
            if card is not None:
                offer = desk.peers.offer(card.text.encode("utf-8"))
                desk.enrol(offer, parent_id=parent_id, confirmed_by=by, unit_id=unit_id)
            return desk.decide(conflict.id, choice, reason, ask=ask, confirmed_by=by)

        return act


class ConflictPane(DetailPane):
    """What it is, what it may mean, and the choices."""

    chosen = Signal(object)  # Choice

    def __init__(self) -> None:
        super().__init__("")
        self.banner = Banner("", "soon")
        self.meaning = PlainLabel("", wrap=True)
        self.facts = FactLines()
        self._choices = QVBoxLayout()
        self._choices.setSpacing(px(8))
        self.buttons: list[QPushButton] = []
        for part in (self.banner, self.meaning, self.facts):
            self.body.addWidget(part)
        self.body.addLayout(self._choices)
        self.show_conflict(None)

    def show_conflict(self, conflict: Conflict | None) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        for part in (self.banner, self.meaning, self.facts):
            part.setVisible(conflict is not None)
        self.set_title("" if conflict is None else conflict.label)
        if conflict is None:
            return
        self.banner.say(conflict.message, "soon" if conflict.is_open else "done")
        self.meaning.setText(MEANING[conflict.kind])
        lines = [
            ("支部", conflict.branch_name),
            ("另一支部", conflict.other_name),
            ("涉及", conflict.subject),
            ("发现日期", conflict.found_on),
            ("裁决", CHOICE_LABELS[Choice(conflict.choice)] if conflict.choice else ""),
            ("理由", conflict.reason),
            ("裁决人", conflict.decided_by if conflict.choice else ""),
        ]
        self.facts.show_lines([(label, text) for label, text in lines if text])
        for choice in conflict.choices if conflict.is_open else ():
            button = QPushButton(f"{CHOICE_LABELS[choice]}…")
            button.clicked.connect(lambda _c=False, choice=choice: self.chosen.emit(choice))
            self._choices.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)
