"""The licences of everything that is shipped: a list to look through at the left, the full text at the right."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import UserError
from ui import licences
from ui.dialogs.message_dialog import MessageDialog
from ui.installed import bundle_folder
from ui.licences import KINDS, Notices, Part
from ui.theme import active, plain_tip, px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox

TITLE = "支部工作台所含软件的许可"
INTRODUCTION = "本软件用到下列字体和开放源代码软件，各按自己的许可使用。谨向它们的作者致谢。"
PART = Qt.ItemDataRole.UserRole
SIZE = QSize(1040, 600)  # at 100 % text; the buttons see to it that it fits the screen


class LicencesDialog(QDialog):
    """`notices` as the package carries them, or as found in the environment."""

    def __init__(self, notices: Notices | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = notices or licences.load()
        self.setWindowTitle("开放源代码许可")
        self.resize(px(SIZE.width()), px(SIZE.height()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("开放源代码许可", "title"))
        box.addWidget(PlainLabel(INTRODUCTION, "quiet", wrap=True))
        self.search = SearchBox("按名称、许可、作者查找", 320)
        self.search.searched.connect(self._filter)
        box.addWidget(self.search)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(px(12))
        self.list = self._make_list()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("许可全文")
        font = self.text.font()
        font.setPixelSize(active().px("table"))  # licences are set in lines of 70 to 80 letters
        self.text.setFont(font)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setSizes([px(440), px(560)])
        box.addWidget(split, 1)
        self.foot = ElidedLabel("", "field")
        box.addWidget(self.foot)
        box.addWidget(self._make_buttons())
        self._fill()
        self._filter("")
        self.search.setFocus()

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName("软件和字体")
        tree.setHeaderLabels(["名称", "版本", "许可"])
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setIndentation(px(12))
        tree.setUniformRowHeights(True)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for column, width in ((1, 104), (2, 118)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            tree.setColumnWidth(column, px(width))
        tree.currentItemChanged.connect(lambda current, _before: self._show(current))
        return tree

    def _make_buttons(self) -> DialogButtons:
        buttons = DialogButtons(self, "关闭")
        buttons.ok_button.clicked.connect(self.accept)
        folder = bundle_folder()
        if folder is not None:
            self.open_button = buttons.add_extra(QPushButton("打开文件"))
            self.open_button.setToolTip(plain_tip("用记事本等程序打开随软件安装的许可全文"))
            self.open_button.clicked.connect(lambda: self._open(folder / licences.PAPER))
        self.export_button = buttons.add_extra(QPushButton("导出文本…"))
        self.export_button.clicked.connect(self._ask_and_export)
        return buttons

    def _fill(self) -> None:
        for kind, words in KINDS.items():
            parts = [part for part in self._notices.parts if part.kind == kind]
            if not parts:
                continue
            group = QTreeWidgetItem(self.list, [words])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setForeground(0, active().color("quiet"))
            group.setSizeHint(0, QSize(0, active().px("row")))
            group.setFirstColumnSpanned(True)
            for part in parts:
                item = QTreeWidgetItem(group, [part.name, part.version, part.licence])
                item.setData(0, PART, part)
                for column in range(3):
                    item.setToolTip(column, plain_tip(item.text(column)))
            group.setExpanded(True)

    def _filter(self, text: str) -> None:
        """Show what has every word of the search somewhere in its facts; the first of it with its text."""
        words = text.lower().split()
        shown: list[QTreeWidgetItem] = []
        for place in range(self.list.topLevelItemCount()):
            group = self.list.topLevelItem(place)
            assert group is not None
            found = [
                item for item in map(group.child, range(group.childCount())) if matches(part_of(item), words)
            ]
            for item in map(group.child, range(group.childCount())):
                item.setHidden(item not in found)
            group.setHidden(not found)
            shown += found
        self.foot.setText(f"{len(shown)} 项" if shown else "没有符合的条目。换一个词，或清空查找框。")
        current = self.list.currentItem()
        if current is None or current not in shown:
            self.list.setCurrentItem(shown[0] if shown else None)  # pyright: ignore[reportArgumentType]
        if not shown:
            self.text.clear()

    def _show(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and (part := part_of(item)):
            self.text.setPlainText(self._notices.text_of(part))

    def _ask_and_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "导出许可全文", "开放源代码许可.txt", "文本文件 (*.txt)"
        )
        if chosen:
            self.export(Path(chosen))

    def export(self, path: Path) -> None:
        """Everything as one text file, with the mark that Windows needs to see that it is UTF-8."""
        try:
            path.write_text(self._notices.paper(TITLE), encoding="utf-8-sig", newline="\r\n")
        except OSError as error:
            problem = UserError(f"“{path.name}”写不进去。请换一个文件夹，或检查磁盘空间。", [str(error)])
            MessageDialog(self, problem.message, problem.details).exec()
            return
        self.foot.setText(f"✓ 已导出到 {path}")

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.foot.setText(f"没有程序能打开它。文件在 {path}")


def part_of(item: QTreeWidgetItem) -> Part | None:
    """The part a line of the list stands for; None for a heading."""
    found = item.data(0, PART)
    return found if isinstance(found, Part) else None


def matches(part: Part | None, words: list[str]) -> bool:
    """Whether every word is somewhere in the facts of a part."""
    if part is None:
        return False
    facts = " ".join((part.name, part.version, part.licence, part.copyright, part.note)).lower()
    return all(word in facts for word in words)
