"""自定上报项目: ticks for every field that may stay here; what has to go along cannot be taken off."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.handoff import FieldChoice, Profile
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.handoff_words import parts_left_out
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn

COLUMNS = 3


class ProfileDialog(QDialog):
    """`left_out()` is what was chosen to stay here."""

    def __init__(
        self, recipient: str, choices: Sequence[FieldChoice], start: Profile, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._start, self._choices = start, tuple(choices)
        self.checks: dict[str, QCheckBox] = {}
        self.setWindowTitle("上报哪些项目")
        self.resize(QSize(px(740), px(600)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("上报哪些项目", "title"))
        box.addWidget(
            PlainLabel(f"去掉勾的项目留在本机，不报给{recipient}。灰色的必须上报。", "quiet", wrap=True)
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(6))
        groups: dict[str, list[FieldChoice]] = {}
        for choice in choices:
            groups.setdefault(choice.group, []).append(choice)
        for group, members in groups.items():
            column.addLayout(self._head(group, members))
            column.addLayout(self._grid(members))
            column.addSpacing(px(6))
        column.addStretch(1)
        box.addWidget(ScrollColumn(inside), 1)
        self._whole_toggled()
        buttons = DialogButtons(self, "就这样", "不改了")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)

    def _head(self, group: str, members: Sequence[FieldChoice]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(PlainLabel(group, "heading"))
        row.addStretch(1)
        for text, on in (("全选", True), ("全不选", False)):
            button = QPushButton(text)
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{group}{text}")
            button.clicked.connect(lambda _=False, state=on: self._tick(members, state))
            row.addWidget(button)
        return row

    def _grid(self, members: Sequence[FieldChoice]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(2))
        for place, choice in enumerate(members):
            check = self.checks[choice.key] = QCheckBox(choice.label.replace("&", "&&"))
            check.setChecked(choice.required or choice.key not in self._start.left_out)
            check.setEnabled(not choice.required)
            if "." not in choice.key:
                check.toggled.connect(lambda _on: self._whole_toggled())
            grid.addWidget(check, place // COLUMNS, place % COLUMNS, Qt.AlignmentFlag.AlignLeft)
        for column in range(COLUMNS):
            grid.setColumnMinimumWidth(column, px(212))
            grid.setColumnStretch(column, 1)
        return grid

    def _tick(self, members: Sequence[FieldChoice], on: bool) -> None:
        for choice in members:
            if not choice.required:
                self.checks[choice.key].setChecked(on)

    def _whole_toggled(self) -> None:
        """Fields of a part that stays here whole have nothing to be ticked."""
        gone = parts_left_out(self.left_out())
        for choice in self._choices:
            if "." in choice.key and not choice.required:
                self.checks[choice.key].setEnabled(choice.key.partition(".")[0] not in gone)

    def left_out(self) -> frozenset[str]:
        """What stays here."""
        return frozenset(key for key, check in self.checks.items() if not check.isChecked())
