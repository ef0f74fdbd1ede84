"""导出清理: exported files that still lie where they were written, unencrypted: remove them, or keep them knowingly."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QListView, QPushButton, QVBoxLayout, QWidget

from models.domain.handoff import ExportedFile
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.theme import plain_tip, px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.handoff_words import shown_time
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

WORDS = (
    "这些文件不加密，含有个人信息。用完的请删除；删除后从软件里随时可以再导出。导出以后又改过的文件不会删。"
)
WHERE = int(Qt.ItemDataRole.UserRole) + 1


class CleanupDialog(QDialog):
    """Deleting asks first; 留着 takes a file off this list and leaves it where it is."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("导出清理")
        self.resize(QSize(px(680), px(480)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("导出清理", "title"))
        box.addWidget(PlainLabel(WORDS, "quiet", wrap=True))
        self.said = Banner("", "done")
        self.said.hide()
        box.addWidget(self.said)
        self.list = QListView()
        self.list.setAccessibleName("导出的文件")
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.model = QStandardItemModel(self.list)
        self.model.itemChanged.connect(lambda _i: self._judge())
        self.list.setModel(self.model)
        box.addWidget(self.list, 1)
        buttons = DialogButtons(self, "删除", "关闭")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._delete)
        self.keep_button = QPushButton("留着，不再提醒")
        self.keep_button.clicked.connect(self._keep)
        buttons.add_extra(self.keep_button)
        box.addWidget(buttons)
        self._fill(context.desk.register.left_behind())

    def _fill(self, files: Sequence[ExportedFile]) -> None:
        self.model.clear()
        for one in files:
            item = QStandardItem(f"{one.path.name}　{shown_time(one.made_at)}　{one.path.parent}")
            item.setToolTip(plain_tip(str(one.path)))
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(str(one.path), WHERE)
            self.model.appendRow(item)
        self._judge()

    def chosen(self) -> list[Path]:
        items = [self.model.item(row) for row in range(self.model.rowCount())]
        return [Path(item.data(WHERE)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _judge(self) -> None:
        count = len(self.chosen())
        self.ok_button.setText(f"删除 {count} 个文件" if count else "删除")
        self.ok_button.setEnabled(bool(count))
        self.keep_button.setEnabled(bool(count))

    def _delete(self) -> None:
        chosen = self.chosen()
        names = [str(path) for path in chosen]
        if MessageDialog.confirm(self, f"删除这 {len(chosen)} 个文件？删除后不能撤销。", names, verb="删除"):
            self._do(lambda: self._cleaned(chosen))

    def _cleaned(self, chosen: Sequence[Path]) -> str:
        done = self._context.desk.register.clean(chosen)
        kept = f"；{len(done.changed)} 个导出后又改过，没有删" if done.changed else ""
        return f"已删除 {len(done.removed)} 个文件{kept}。"

    def _keep(self) -> None:
        chosen = self.chosen()
        self._do(lambda: self._forgotten(chosen))

    def _forgotten(self, chosen: Sequence[Path]) -> str:
        self._context.desk.register.forget(chosen)
        return f"{len(chosen)} 个文件留在原处，不再提醒。"

    def _do(self, act: Callable[[], str]) -> None:
        said: list[str] = []
        if self._context.attempt(lambda: said.append(act())):
            self.said.say(said[0], "done")
            self.said.show()
            self._fill(self._context.desk.register.left_behind())
