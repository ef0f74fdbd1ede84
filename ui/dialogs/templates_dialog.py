"""县里的模板: the Word forms the branch was sent, put in once and filled from the roster from then on."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import resources
from exporters.templates.mending import Problem
from models.domain.errors import UserError
from models.domain.template import SUBJECT_WORDS, TemplateEntry, TemplateSubject
from ui import county_papers, paper
from ui.context import Context
from ui.dialogs.fill_dialog import FillDialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.template_problems import TemplateProblems
from ui.paperwork import open_folder
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.field_list import FieldList
from ui.widgets.plain_label import PlainLabel

FILTER = "Word 文档（*.docx *.dotx）"
ABOUT = (
    "把县里、镇里发的 Word 表放进来：在要填的格子里写上字段名，如 {{姓名}}、{{会议时间}}，以后就从名册、会议和发展党员的记录自动填写。"
    "放进来时逐个核对字段，写错的会指出来。"
)
NOTHING = "还没有模板。在 Word 或 WPS 里打开县里的表，把右边的字段粘贴到要填的格子里，存为 .docx，再放进来（也可以把文件拖到这里）。"
COLUMNS = (
    Column[TemplateEntry](
        key="name",
        title="模板",
        text=lambda e: e.name,
        width=196,
        sort=False,
        wrap=True,
        tip=lambda e: f"{e.name}（{e.file_name}）",
    ),
    Column[TemplateEntry](
        key="subject", title="怎样填", text=lambda e: SUBJECT_WORDS[e.subject], width=112, sort=False
    ),
    Column[TemplateEntry](key="added_on", title="放入日期", text=lambda e: e.added_on, width=100, sort=False),
)


class TemplatesDialog(QDialog):
    """`ids` are the people (of `day`) or the meetings selected where it was opened from, as `subject` says."""

    def __init__(
        self,
        context: Context,
        ids: Sequence[int] = (),
        parent: QWidget | None = None,
        *,
        day: str = "",
        subject: TemplateSubject = "person",
    ) -> None:
        super().__init__(parent)
        self._context, self._ids, self._day, self._subject = context, list(ids), day, subject
        self._templates = context.desk.templates
        self.setWindowTitle("县里的模板")
        self.resize(px(1080), px(600))
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("县里的模板", "title"))
        box.addWidget(PlainLabel(ABOUT, "quiet", wrap=True))
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._list())
        self.fields = FieldList(context, county_papers.catalogue(context.desk))
        parts.addWidget(self.fields)
        parts.setSizes([px(500), px(540)])
        box.addWidget(parts, 1)
        buttons = DialogButtons(self, "关闭")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.reload()

    def _list(self) -> QWidget:
        place = QWidget()
        box = QVBoxLayout(place)
        box.setContentsMargins(0, 0, px(12), 0)
        box.setSpacing(px(8))
        self.table = RecordTable(
            RecordTableModel(ListSource(self._templates.entries), COLUMNS),
            "templates",
            self._context.settings,
        )
        self.table.called("县里的模板")
        self.table.current_changed.connect(lambda _id: self._judge())
        self.table.opened.connect(lambda _id: self.fill())
        for text, slot, keys in (
            ("填写…", self.fill, ""),
            ("另存为 Word…", self.save_as, ""),
            ("更换文件…", self.replace, ""),
            ("改名…", self.rename, "F2"),
            ("上移", lambda: self._move(-1), ""),
            ("下移", lambda: self._move(1), ""),
            ("移除", self.remove, "Delete"),
        ):
            self.table.add_row_action(text, lambda _ids, slot=slot: slot(), keys)
        self.empty = EmptyState(NOTHING, "放入模板…", self.choose)
        self.empty.add_button("放入示例", self.add_samples)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("个"))
        self.pages.addWidget(self.empty)
        box.addWidget(self.pages, 1)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.add_button = self._button("放入模板…", self.choose, row)
        self.save_button = self._button("另存为…", self.save_as, row)
        self.remove_button = self._button("移除", self.remove, row)
        row.addStretch(1)
        self.fill_button = self._button("填写…", self.fill, row)
        self.fill_button.setProperty("primary", True)
        box.addLayout(row)
        return place

    def _button(self, text: str, slot: Callable[[], object], row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        row.addWidget(button)
        return button

    # showing

    def reload(self, select: int = 0) -> None:
        model = self.table.record_model
        model.reload()
        self.pages.setCurrentIndex(0 if model.rowCount() else 1)
        if select:
            self.table.select_id(select)
        elif model.rowCount() and not self.table.current_id():
            self.table.selectRow(0)
        self._judge()

    def _judge(self) -> None:
        chosen = self.table.current_record()
        for button in (self.save_button, self.remove_button, self.fill_button):
            button.setEnabled(chosen is not None)
        for button in (self.add_button, self.save_button, self.remove_button, self.fill_button):
            button.setVisible(bool(self.table.record_model.rowCount()))
        if chosen is None:
            text = "填写…"
        elif chosen.subject == "meeting" and self._meant(chosen):
            text = "填写这次会议…" if len(self._ids) == 1 else f"填写选中的 {len(self._ids)} 次会议…"
        elif chosen.subject == "person" and self._meant(chosen):
            text = f"填写选中的 {len(self._ids)} 人…" if len(self._ids) > 1 else "填写选中的人…"
        else:
            text = "填写…"
        self.fill_button.setText(text)

    def _meant(self, entry: TemplateEntry) -> list[int]:
        """What is selected, if this template is of such."""
        return self._ids if (entry.subject == "meeting") == (self._subject == "meeting") else []

    # doing

    def choose(self) -> None:
        """Pick one Word file or several."""
        paths, _ = QFileDialog.getOpenFileNames(self, "放入模板", self._folder(), FILTER)
        self.add([Path(path) for path in paths])

    def add(self, paths: Sequence[Path]) -> None:
        """Put files in; each that cannot be taken is told with everything that is wrong in it."""
        added, mended = 0, 0
        for path in paths:
            try:
                content = county_papers.read_file(path)
                template = county_papers.judge(self._context.desk, content).template
                if template.problems and not self._is_wanted(path.name, template.problems):
                    continue
                mended += template.mended
                added = self._templates.add(path.stem, template.subject, path.name, content)
            except UserError as error:
                self._context.show_error(error)
        if added:
            entry = self._templates.get(added)
            more = "；被 Word 断开的字段已接好" if mended else ""
            self._context.say(f"✓ 已放入模板：{entry.name}（{SUBJECT_WORDS[entry.subject]}）{more}")
            self.reload(added)

    def _is_wanted(self, name: str, problems: Sequence[Problem]) -> bool:
        dialog = TemplateProblems(self._context, name, problems, self)
        wanted = bool(dialog.exec())
        dialog.deleteLater()
        return wanted

    def add_samples(self) -> None:
        """Two small forms to see how it is done."""
        desk = self._context.desk
        made: list[int] = []
        for name, file_name in county_papers.SAMPLES:
            content = resources.read_bytes(f"sample/templates/{file_name}")
            subject = county_papers.judge(desk, content).template.subject
            made.append(desk.templates.add(name, subject, f"{name}.docx", content))
        self.reload(made[0])
        self._context.say("✓ 已放入两个示例：填写看看，或另存为 Word 照着改。")

    def replace(self) -> None:
        """A newer version of the form under the same name."""
        entry = self.table.current_record()
        if entry is None:
            return
        path, _ = QFileDialog.getOpenFileName(self, f"更换“{entry.name}”的文件", self._folder(), FILTER)
        if path and self._context.attempt(lambda: self._replace(entry, Path(path))):
            self.reload(entry.id)

    def _replace(self, entry: TemplateEntry, path: Path) -> None:
        content = county_papers.read_file(path)
        template = county_papers.judge(self._context.desk, content).template
        if template.problems and not self._is_wanted(path.name, template.problems):
            return
        self._templates.replace(entry.id, template.subject, path.name, content)
        self._context.say(f"✓ 已更换模板：{entry.name}")

    def rename(self) -> None:
        entry = self.table.current_record()
        if entry is not None and NameDialog(self._context, entry, self).exec():
            self.reload(entry.id)

    def _move(self, by: int) -> None:
        entry = self.table.current_record()
        if entry is not None:
            self._templates.move(entry.id, by)
            self.reload(entry.id)

    def remove(self) -> None:
        """Out of the list; it can be undone."""
        entry = self.table.current_record()
        if entry is not None and self._context.attempt(lambda: self._templates.remove(entry.id)):
            self._context.say(f"已移除模板：{entry.name}，可以撤销。")
            self.reload()

    def save_as(self) -> None:
        """The template itself, to work on it in Word: there is nobody's data in it."""
        entry = self.table.current_record()
        if entry is None:
            return
        name = f"{paper.file_stem(entry.name)}.docx"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存为", str(Path(self._folder()) / name), FILTER)
        if not chosen:
            return
        path = Path(chosen if chosen.lower().endswith(".docx") else f"{chosen}.docx")
        if self._context.attempt(lambda: paper.write_file(path, self._templates.content(entry))):
            self._context.say(f"✓ 已存为“{path.name}”，改好后用“更换文件”放回来。")

    def fill(self) -> None:
        entry = self.table.current_record()
        if entry is not None:
            fill_template(self._context, entry, self._meant(entry), self, day=self._day)

    def _folder(self) -> str:
        return str(self._context.settings.state("export").get("folder", str(Path.home())))

    # files dropped anywhere on the dialog

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.add(paths)


class NameDialog(FormDialog):
    """Another name for a template."""

    def __init__(self, context: Context, entry: TemplateEntry, parent: QWidget | None = None) -> None:
        super().__init__("模板改名", 420, parent)
        self._context, self._entry = context, entry
        self.name = QLineEdit(entry.name)
        self.grid.add("name", "名称（必填）", self.name)
        self.foot(self._save)
        self.name.selectAll()

    def _save(self) -> None:
        try:
            self._context.desk.templates.rename(self._entry.id, self.name.text())
        except UserError as error:
            self.problem.say(error.message, "late")
            self.problem.show()
            return
        self.accept()


def fill_template(
    context: Context, entry: TemplateEntry, ids: Sequence[int], parent: QWidget | None, *, day: str = ""
) -> list[Path]:
    """Ask how and where, write, and show the folder if the user likes that."""
    made: list[Path] = []

    def ask() -> None:
        dialog = FillDialog(context, entry, ids, parent, day=day)
        if dialog.exec():
            made.extend(dialog.files)
        dialog.deleteLater()

    context.attempt(ask)
    if (
        made
        and context.settings.get("export_format") == "folder"
        and parent is not None
        and parent.isVisible()
    ):
        open_folder(made[0].parent)
    return made
