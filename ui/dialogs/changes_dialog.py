"""上次回执以来的变化: every record added, changed or gone, with the way to it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from models.domain.handoff import ChangeKind, RecordChange
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.search_box import SearchBox

Row = tuple[int, RecordChange]
TONES = {ChangeKind.ADDED: "done", ChangeKind.CHANGED: "soon", ChangeKind.GONE: "late"}
ALL_KINDS, ALL_PARTS = "全部变化", "全部内容"
COLUMNS: tuple[Column[Row], ...] = (
    Column(key="kind", title="变化", text=lambda r: r[1].kind.value, width=72, tone=lambda r: TONES[r[1].kind]),
    Column(key="part", title="内容", text=lambda r: r[1].part_label, width=110),
    Column(key="subject", title="谁 / 哪一次", text=lambda r: r[1].subject, width=240, tip=lambda r: r[1].subject),
    Column(key="fields", title="改了哪些项目", text=lambda r: "、".join(r[1].fields), width=300, sort=False, wrap=True),
)  # fmt: skip
SORTS: dict[str, Callable[[Row], Any]] = {
    "kind": lambda r: (r[1].kind.value, r[0]),
    "part": lambda r: (r[1].part_label, r[0]),
    "subject": lambda r: (r[1].subject, r[0]),
}


class ChangesDialog(QDialog):
    """`wanted` is the record to go to, None when there is none."""

    def __init__(
        self, changes: Sequence[RecordChange], settings: UiSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = list(enumerate(changes, 1))
        self.wanted: RecordChange | None = None
        self.setWindowTitle("上次回执以来的变化")
        self.resize(QSize(px(860), px(560)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("上次回执以来的变化", "title"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.search = SearchBox("姓名、会议", 240)
        self.search.searched.connect(lambda _t: self._reload())
        self.kind, self.part = QComboBox(), QComboBox()
        self.kind.addItem(ALL_KINDS, "")
        for kind in ChangeKind:
            count = sum(change.kind is kind for change in changes)
            self.kind.addItem(f"{kind.value}（{count:,}）", kind.value)
        self.part.addItem(ALL_PARTS, "")
        for part, label in {change.part: change.part_label for change in changes}.items():
            self.part.addItem(label, part)
        row.addWidget(self.search)
        for combo, name in ((self.kind, "变化"), (self.part, "内容")):
            combo.setProperty("compact", True)
            combo.setAccessibleName(name)
            combo.activated.connect(lambda _i: self._reload())
            row.addWidget(combo)
        row.addStretch(1)
        box.addLayout(row)
        self.model = RecordTableModel(ListSource(self._shown, lambda r: r[0], SORTS), COLUMNS)
        self.model.reload()
        self.table: RecordTable[Row] = RecordTable(self.model, "changes", settings)
        self.table.called("上次回执以来的变化", self.search, self.kind, self.part)
        self.table.opened.connect(self._open)
        self.table.add_row_action("去看看", lambda ids: self._open(ids[0]), "Return")
        box.addWidget(self.table.with_foot("处"), 1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.reject)
        box.addWidget(buttons)
        if self._rows:
            self.table.select_id(self._rows[0][0])
        self.table.setFocus()

    def _shown(self) -> list[Row]:
        text, kind, part = self.search.text().strip(), self.kind.currentData(), self.part.currentData()
        return [
            row
            for row in self._rows
            if (not kind or row[1].kind.value == kind)
            and (not part or row[1].part == part)
            and (not text or text in row[1].subject)
        ]

    def _reload(self) -> None:
        self.model.reload()

    def _open(self, number: int) -> None:
        change = dict(self._rows)[number]
        if change.record_uuid and change.kind is not ChangeKind.GONE:
            self.wanted = change
            self.accept()
