"""Comparing a key's fingerprint with paper or by phone, and who did it: the only way a key is trusted."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.fingerprint import Fingerprint
from ui.widgets.form_grid import FormGrid

ENDS = (0, 7)  # the groups typed from paper


class CompareKey(QWidget):
    """`changed` when something was typed or ticked. `is_full` is for the button, `is_right` for pressing it."""

    changed = Signal()

    def __init__(self, who: str = "") -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        self.by_paper = QRadioButton("手里有盖章的纸质密钥卡：照纸填第 1、8 组，中间六组看是否一样")
        self.by_phone = QRadioButton("打电话核对：请对方念，八组逐一对照")
        self._ways = QButtonGroup(self)
        for way in (self.by_paper, self.by_phone):
            self._ways.addButton(way)
            way.toggled.connect(lambda on: self._way_chosen() if on else None)
            box.addWidget(way)
        self.finger = Fingerprint()
        self.finger.changed.connect(self.changed)
        box.addWidget(self.finger)
        self.same = QCheckBox("八组都一样")
        self.same.toggled.connect(lambda _on: self.changed.emit())
        box.addWidget(self.same)
        form = FormGrid()
        self.who = QLineEdit(who)
        self.who.setMaxLength(40)
        self.who.textChanged.connect(lambda _t: self.changed.emit())
        form.add("who", "核对人", self.who, required=True)
        box.addWidget(form)
        self._asks = True

    def show_groups(self, groups: Sequence[str], *, asks: bool = True) -> None:
        """A fingerprint; `asks` False when the old key signed the new one and nobody has to compare."""
        self._asks = asks
        self.finger.set_groups(groups)
        for widget in (self.by_paper, self.by_phone, self.same):
            widget.setVisible(asks)
        self.by_paper.setChecked(True)
        self._way_chosen()

    def focus_first(self) -> None:
        self.finger.focus_first()

    @property
    def name(self) -> str:
        """Who compared."""
        return " ".join(self.who.text().split())

    def is_full(self) -> bool:
        return bool(self.name) and self._is_compared(self.finger.is_full())

    def is_right(self) -> bool:
        return bool(self.name) and self._is_compared(self.finger.is_right())

    def _is_compared(self, typed: bool) -> bool:
        if not self._asks:
            return True
        return self.same.isChecked() if self.by_phone.isChecked() else typed

    def _way_chosen(self) -> None:
        paper = self._asks and self.by_paper.isChecked()
        self.finger.ask_for(ENDS if paper else ())
        self.same.setVisible(self._asks and not paper)
        self.same.setChecked(False)
        if paper:
            self.finger.focus_first()
        self.changed.emit()
