"""Before files leave the program: which formats, which folder, and what the files may be used for."""

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import paper as papers
from ui.context import Context
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormGrid
from ui.widgets.plain_label import PlainLabel

NAMES = {"docx": "Word（.docx）", "pdf": "PDF", "xlsx": "Excel（.xlsx）"}


class ExportDialog(QDialog):
    """Remembers the folder and the formats of each form."""

    def __init__(self, context: Context, form_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = context.settings
        self._key = f"export-{form_id}"
        buttons = DialogButtons(self, "导出", "不导出")
        self.ok_button = buttons.ok_button
        spec = papers.form_of(form_id).spec
        self.setWindowTitle(f"导出：{spec.title}")
        self.setMinimumWidth(px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"导出“{spec.title}”", "title", wrap=True))
        form = FormGrid()
        box.addWidget(form)
        kept = self._settings.state(self._key).get("formats", list(spec.formats))
        self._checks: dict[str, QCheckBox] = {}
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(20))
        for fmt in spec.formats:
            check = self._checks[fmt] = QCheckBox(NAMES[fmt])
            check.setChecked(fmt in kept)
            check.toggled.connect(lambda _on: self._judge())
            row.addWidget(check)
        row.addStretch(1)
        form.add("formats", "格式", line)
        self._paper = QComboBox()
        for one in (spec.paper, *spec.paper_options):
            size = "A3" if max(one.width, one.height) > 400 else "A4"
            self._paper.addItem(f"{size} {'横向' if one.width > one.height else '纵向'}", one.code)
        self._has_papers = bool(spec.paper_options)
        if self._has_papers:
            form.add("paper", "纸张", self._paper)
        form.add("folder", "保存到", self._folder_field())
        box.addWidget(
            PlainLabel(
                "导出的文件不加密，含有个人信息：请只存放、传递在允许的地方，用完及时清理。"
                "本软件仅用于非涉密信息。",
                "field",
                wrap=True,
            )
        )
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._judge()

    def formats(self) -> list[str]:
        return [fmt for fmt, check in self._checks.items() if check.isChecked()]

    def folder(self) -> Path:
        return Path(self._folder.text().strip())

    def paper(self) -> str | None:
        return self._paper.currentData() if self._has_papers else None

    def accept(self) -> None:
        self._settings.set_state(self._key, {"formats": self.formats()})
        self._settings.set_state("export", {"folder": str(self.folder())})
        super().accept()

    def _folder_field(self) -> QWidget:
        field = QWidget()
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self._folder = QLineEdit(self._settings.state("export").get("folder", str(Path.home())))
        self._folder.setAccessibleName("保存到")
        self._folder.textChanged.connect(lambda _t: self._judge())
        choose = QPushButton("选择…")
        choose.clicked.connect(self._choose)
        row.addWidget(self._folder, 1)
        row.addWidget(choose)
        field.setFocusProxy(self._folder)
        return field

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "保存到", self._folder.text())
        if chosen:
            self._folder.setText(chosen)

    def _judge(self) -> None:
        self.ok_button.setEnabled(bool(self.formats() and self._folder.text().strip()))
