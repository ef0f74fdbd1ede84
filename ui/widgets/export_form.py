"""What every export asks: which formats, which paper, which folder; and what the files may be used for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.settings import UiSettings
from ui.theme import px
from ui.widgets.folder_field import FolderField
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel

NAMES = {"docx": "Word（.docx）", "pdf": "PDF", "xlsx": "Excel（.xlsx）"}
NOTE = "导出的文件不加密，含有个人信息：请只存放、传递在允许的地方，用完及时清理。本软件仅用于非涉密信息。"


class ExportForm(QWidget):
    """`changed` when something else is chosen. Formats are remembered under `key`, the folder for every export."""

    changed = Signal()

    def __init__(
        self,
        settings: UiSettings,
        key: str,
        formats: Sequence[str],
        papers: Iterable[tuple[str, str]] = (),
        kept: Sequence[str] = (),
        beside: Sequence[tuple[str, str, QWidget]] = (),
    ) -> None:
        """`papers` are (code, name), the first the usual one; `kept` are the formats ticked the first time.

        `beside` are further fields, (key, label, field), on the line of the paper.
        """
        super().__init__()
        self._settings, self._key = settings, key
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        self.grid = FormGrid()
        box.addWidget(self.grid)
        self.checks: dict[str, QCheckBox] = {}
        ticked = settings.state(key).get("formats", list(kept or formats))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(20))
        for fmt in formats:
            check = self.checks[fmt] = QCheckBox(NAMES[fmt])
            check.setChecked(fmt in ticked)
            check.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(check)
        row.addStretch(1)
        self.grid.add("formats", "格式", line)
        self.papers = QComboBox()
        for code, name in papers:
            self.papers.addItem(name, code)
        self.papers.currentIndexChanged.connect(lambda _i: self.changed.emit())
        fields = [("paper", "纸张", self.papers)] if self.papers.count() else []
        if fields or beside:
            self.grid.add_line(*fields, *beside)
        self.place = FolderField(settings)
        self.place.changed.connect(self.changed)
        self.grid.add("folder", "保存到", self.place)
        box.addWidget(PlainLabel(NOTE, "field", wrap=True))

    def formats(self) -> list[str]:
        return [fmt for fmt, check in self.checks.items() if check.isChecked() and check.isEnabled()]

    def paper(self) -> str | None:
        return self.papers.currentData() if self.papers.count() else None

    def folder(self) -> Path:
        return self.place.folder()

    def is_complete(self) -> bool:
        return bool(self.formats() and self.place.is_given())

    def keep(self) -> None:
        """Remember for the next time."""
        self._settings.set_state(
            self._key, {"formats": [f for f, check in self.checks.items() if check.isChecked()]}
        )
        self.place.keep()
