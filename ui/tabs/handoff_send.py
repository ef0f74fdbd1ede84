"""本次上报: to whom, which fields, how many records, what changed since the receipt, and what is still wrong."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.domain.handoff import ChangeKind, HandoffStatus, Peer, Preparation, Profile, RecordChange
from ui.theme import plain_tip, px
from ui.widgets.banner import Banner
from ui.widgets.count_grid import CountGrid, money_words, people_words
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.emptied import empty
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

OWN_CHOICE = "自定…"
FEW = 8  # changes shown before 全部…
NARROW = 760
SIGNS = {
    ChangeKind.ADDED: ("＋", "done"),
    ChangeKind.CHANGED: ("～", "soon"),
    ChangeKind.GONE: ("－", "late"),
}


def change_words(change: RecordChange) -> str:
    """侯学军：联系电话、现居住地."""
    fields = f"：{'、'.join(change.fields)}" if change.fields else ""
    return f"{change.subject}{fields}"


class ChangeList(QWidget):
    """The first few changes, and the way to all of them."""

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(5))

    def show_changes(self, changes: Sequence[RecordChange], compared: bool) -> None:
        """`compared`: otherwise the recipient has nothing yet, and everything is new."""
        empty(self._box)
        if not compared:
            self._say("第一次上报，或者还没有收到过回执：上报的是全部内容。")
            return
        if not changes:
            self._say("上次回执以来没有变化。")
            return
        for change in changes[:FEW]:
            self._box.addWidget(self._line(change))
        button = QPushButton(f"全部 {len(changes):,} 处…" if len(changes) > FEW else "逐条查看…")
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.clicked.connect(lambda: self.all_wanted.emit())
        self._box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _say(self, text: str) -> None:
        self._box.addWidget(PlainLabel(text, "quiet", wrap=True))

    def _line(self, change: RecordChange) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        sign, tone = SIGNS[change.kind]
        mark = PlainLabel(f"{sign} {change.kind.value}")
        mark.set_state(tone)
        mark.setFixedWidth(px(56))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = PlainLabel(f"{change.part_label} · {change_words(change)}", wrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(words, 1)
        return line


class SendPage(QWidget):
    """Shows a `Preparation`; every wish is a signal for the tab."""

    peer_chosen = Signal(int)
    profile_chosen = Signal(object)  # Profile
    own_profile_wanted = Signal()
    changes_wanted = Signal()
    answered = Signal(object, str)
    jump_wanted = Signal(object)  # Finding
    receipt_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._profiles: tuple[Profile, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(self._choices())
        self.alarm = Banner("", "late")
        self.reminder = Banner("", "soon")
        self.reminder.add_button("收回执…", self.receipt_wanted.emit)
        self.secret = Banner("", "late")
        for banner in (self.alarm, self.reminder, self.secret):
            banner.hide()
        box.addWidget(self.alarm)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        box.addWidget(self.busy)
        box.addWidget(self._body(), 1)

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.peer = QComboBox()
        self.profile = QComboBox()
        for name, combo in (("报给", self.peer), ("包含内容", self.profile)):
            label = PlainLabel(name, "quiet")
            label.setBuddy(combo)
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setMaximumWidth(px(320))
            row.addWidget(label)
            row.addWidget(combo)
            if combo is self.peer:
                self.only_peer = ElidedLabel()
                row.addWidget(self.only_peer)
            row.addSpacing(px(8))
        row.addStretch(1)
        self.peer.activated.connect(lambda _i: self.peer_chosen.emit(int(self.peer.currentData() or 0)))
        self.profile.activated.connect(self._profile_chosen)
        return row

    def _body(self) -> QWidget:
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, px(12), 0)
        box.setSpacing(px(8))
        self.people = PlainLabel("", wrap=True)
        self.counts = CountGrid()
        self.changes = ChangeList()
        self.changes.all_wanted.connect(self.changes_wanted)
        self.strip = FindingStrip(most=2, show_subject=True, jumpable=True)
        self.strip.answered.connect(self.answered)
        self.strip.jump_wanted.connect(self.jump_wanted)
        self.wrong = PlainLabel("", "heading")
        for widget in (self.reminder, self.secret, self.people):
            box.addWidget(widget)
        self.files = PlainLabel("", "quiet", wrap=True)
        box.addSpacing(px(4))
        box.addWidget(self.wrong)
        box.addWidget(self.strip)
        box.addSpacing(px(4))
        self.sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.sides.setSpacing(px(32))
        self.sides.addWidget(self._group("这次上报的内容", self.counts, self.files), 5)
        self.sides.addWidget(self._group("上次回执以来的变化", self.changes), 4)
        box.addLayout(self.sides)
        box.addStretch(1)
        self.area = ScrollColumn(inside)
        return self.area

    @staticmethod
    def _group(title: str, *widgets: QWidget) -> QWidget:
        group = QWidget()
        box = QVBoxLayout(group)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(PlainLabel(title, "heading"))
        for widget in widgets:
            box.addWidget(widget)
        box.addStretch(1)
        return group

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < px(NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self.sides.direction() != way:
            self.sides.setDirection(way)
            self.sides.setSpacing(px(16 if narrow else 32))
        super().resizeEvent(event)

    # showing

    def show_choices(
        self, peers: Sequence[Peer], peer_id: int, profiles: Sequence[Profile], now: Profile
    ) -> None:
        """Who can be written to, and what this one gets."""
        self.peer.clear()
        for peer in peers:
            self.peer.addItem(peer.name, peer.id)
            self.peer.setItemData(
                self.peer.count() - 1,
                plain_tip(f"{peer.name}　指纹 {peer.fingerprint}"),
                Qt.ItemDataRole.ToolTipRole,
            )
        self.peer.setCurrentIndex(max(0, self.peer.findData(peer_id)))
        self.peer.setVisible(len(peers) > 1)
        self.only_peer.setVisible(len(peers) == 1)
        self.only_peer.setText(self.peer.currentText())
        self.peer.setToolTip(plain_tip(self.peer.currentText()))
        self._profiles = tuple(profiles)
        if now.id not in [profile.id for profile in profiles]:
            self._profiles = (*profiles, now)
        self.profile.clear()
        for profile in self._profiles:
            self.profile.addItem(profile.title, profile.id)
        self.profile.addItem(OWN_CHOICE, "")
        self.profile.setCurrentIndex(self.profile.findData(now.id))

    def show_state(self, status: HandoffStatus) -> None:
        """What has to be said before anything else."""
        self.alarm.say(status.alarm, "late")
        self.alarm.setVisible(bool(status.alarm))
        self.reminder.say("\n".join(status.reminders), "soon")
        self.reminder.setVisible(bool(status.reminders))

    def set_busy(self, busy: bool) -> None:
        """While it is being worked out; what is shown is from before."""
        self.busy.setVisible(busy)

    def show_prepared(self, prepared: Preparation) -> None:
        compared = prepared.since is not None
        money = money_words(prepared.totals, prepared.dues_before_fen, compared)
        self.people.setText(f"{people_words(prepared.totals)}；{money}。")
        self.counts.show_counts(prepared.counts, compared)
        self.files.setText(prepared.files.sentence)
        self.files.setVisible(bool(prepared.files.sentence))
        self.changes.show_changes(prepared.changes, compared)
        self.strip.set_findings(prepared.findings)
        open_ones = sum(not finding.answer for finding in prepared.findings)
        self.wrong.setText(
            f"还有什么不对（{open_ones}）：可以先改好再上报，也可以照样上报"
            if open_ones
            else "✓ 没有待核的问题"
        )
        self._show_secrets(prepared)

    def _show_secrets(self, prepared: Preparation) -> None:
        marks = prepared.secrets
        self.secret.setVisible(bool(marks))
        if marks:
            told = "；".join(f"{mark.where}里有“{mark.word}”" for mark in marks[:3])
            more = f"等 {len(marks)} 处" if len(marks) > 3 else ""
            after = "写出前要逐一说明。" if prepared.blocked else "请核对。"
            self.secret.say(
                f"本软件仅用于非涉密信息。{told}{more}，{after}", "late" if prepared.blocked else "soon"
            )

    def _profile_chosen(self, index: int) -> None:
        if 0 <= index < len(self._profiles):
            self.profile_chosen.emit(self._profiles[index])
        else:
            self.own_profile_wanted.emit()
