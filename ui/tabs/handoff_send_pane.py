"""Beside 本次上报: how far the last package has come, its check code, and which fields go along this time."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from models.domain.handoff import FieldChoice, OutgoingEntry, Peer, Profile
from ui.base_tab import DetailPane
from ui.theme import px
from ui.widgets.handoff_words import answer_of, days_since, field_lines, shown_time
from ui.widgets.plain_label import PlainLabel
from ui.widgets.step_list import StepList, StepState

STEPS = ("生成", "交出", "收到回执")


def _button(text: str, slot: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("compact", True)
    button.clicked.connect(lambda: slot())
    return button


class SendPane(DetailPane):
    """Signals ask the tab."""

    sheet_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.body.setAlignment(
            Qt.AlignmentFlag(0)
        )  # an aligned layout gives wrapped sentences too little height
        self.steps = StepList(STEPS, 64)
        self.body.addWidget(self.steps)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.again_button = _button("再写一份…", self.again_wanted.emit)
        self.sheet_button = _button("打印交接单", self.sheet_wanted.emit)
        for button in (self.sheet_button, self.again_button):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.code_head = self._heading("核对码（电话里可以念）")
        self.code = PlainLabel("", "figure")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.body.addWidget(self.code)
        self._heading("报给")
        self.peer = self._words()
        self.finger = self._words("quiet")
        self._heading("包里有哪些项目")
        self.fields = self._words()
        self.left = self._words("quiet")
        self.body.addStretch(1)

    def _heading(self, text: str) -> PlainLabel:
        label = PlainLabel(text, "heading")
        label.setContentsMargins(0, px(8), 0, 0)
        self.body.addWidget(label)
        return label

    def _words(self, role: str = "") -> PlainLabel:
        label = PlainLabel("", role, wrap=True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.body.addWidget(label)
        return label

    def show_last(self, last: OutgoingEntry | None, today: str) -> None:
        """The last package of this recipient."""
        has = last is not None
        self.steps.setVisible(has)
        for part in (self.again_button, self.sheet_button, self.code_head, self.code):
            part.setVisible(has)
        if last is None:
            self.set_title("还没有上报过")
            return
        self.set_title(f"第 {last.seq} 号上报包")
        self.steps.set_state(
            0, StepState.DONE, " ".join(filter(None, (shown_time(last.made_at), last.made_by)))
        )
        medium = f"介质 {last.medium}" if last.medium else ""
        if last.delivered_on:
            self.steps.set_state(1, StepState.DONE, " ".join(filter(None, (last.delivered_on, medium))))
        else:
            self.steps.set_state(1, StepState.DOING, "还没有写到 U 盘，点“再写一份…”")
        if last.acknowledged_on:
            self.steps.set_state(2, StepState.DONE, last.acknowledged_on)
        elif said := answer_of(last):
            back = said.startswith("退回")
            hint = "，改好后重新上报" if back else ""
            self.steps.set_state(2, StepState.FAILED if back else StepState.DOING, f"{said}{hint}")
        elif last.delivered_on:
            days = days_since(last.delivered_on, today)
            waited = f"已等 {days} 天，" if days else ""
            self.steps.set_state(2, StepState.DOING, f"{waited}收到后点“收回执…”")
        else:
            self.steps.set_state(2, StepState.WAITING)
        self.again_button.setVisible(not last.acknowledged_on)
        self.code.setText(last.check_code)

    def show_choice(self, peer: Peer, choices: Sequence[FieldChoice], profile: Profile) -> None:
        """Who it goes to and what goes along, to be read before it leaves."""
        confirmed = f"{peer.confirmed_by}核对指纹" if peer.confirmed_by else "指纹已核对"
        self.peer.setText(f"{peer.name}\n{peer.trusted_on} {confirmed}")
        self.finger.setText(peer.fingerprint)
        lines = field_lines(choices, profile)
        self.fields.setText("\n".join(f"{group}：{taken}" for group, taken, _left in lines if taken))
        left = "；".join(f"{group}：{gone}" if taken else gone for group, taken, gone in lines if gone)
        self.left.setText(f"不包含 {left}" if left else "没有略去的项目")
