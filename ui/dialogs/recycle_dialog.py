"""回收站: who was taken off the roster by mistake or for one; back again, or out of sight with a reason."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.services.recycle import Binned
from ui.context import Context
from ui.dialogs.reason_dialog import ReasonDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel

COLUMNS = (
    Column[Binned](key="name", title="姓名", text=lambda e: e.name, width=130, sort=False, wrap=True),
    Column[Binned](key="category", title="类别", text=lambda e: e.category or "其他", width=90, sort=False),
    Column[Binned](key="removed_on", title="移入日期", text=lambda e: e.removed_on, width=110, sort=False),
    Column[Binned](key="removed_by", title="谁移入的", text=lambda e: e.removed_by, width=110, sort=False),
    Column[Binned](
        key="keep_until",
        title="保留至",
        text=lambda e: f"{e.keep_until}{'（已到）' if e.is_due else ''}",
        width=150,
        sort=False,
        tone=lambda e: "soon" if e.is_due else "",
    ),
    Column[Binned](
        key="named_in",
        title="还记在",
        text=lambda e: (
            "、".join(filter(None, (e.named_in, f"{e.files} 个附件" if e.files else ""))) or "没有别处"
        ),
        width=200,
        sort=False,
        wrap=True,
    ),
)


class RecycleDialog(QDialog):
    """Restoring can be undone; final removal asks for a reason first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._bin = context, context.desk.recycle
        self.setWindowTitle("回收站")
        self.resize(px(880), px(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("回收站", "title"))
        box.addWidget(
            PlainLabel(
                f"因录错从名册中删去的人都在这里，至少保留 {self._bin.years} 年（“支部信息”里可改）；期满也不会自动删除。",
                "quiet",
                wrap=True,
            )
        )
        model = RecordTableModel(ListSource(self._bin.list), COLUMNS)
        self.table = RecordTable(model, "recycle", context.settings)
        self.table.current_changed.connect(lambda _id: self._judge())
        self.table.add_row_action("恢复到名册", lambda _ids: self.restore())
        self.table.add_row_action("修改历史…", lambda _ids: self.history(), "Ctrl+H")
        self.table.add_row_action("最终移除…", lambda _ids: self.remove())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("人"))
        self.pages.addWidget(EmptyState("回收站是空的。在名册里“减少”时选“录入错误”，人就到这里。"))
        box.addWidget(self.pages, 1)
        row = QHBoxLayout()
        self.restore_button, self.remove_button = QPushButton("恢复到名册"), QPushButton("最终移除…")
        self.history_button = QPushButton("修改历史")
        for button, slot in (
            (self.restore_button, self.restore),
            (self.history_button, self.history),
            (self.remove_button, self.remove),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        box.addLayout(row)
        self.reload()

    def reload(self) -> None:
        model = self.table.record_model
        model.reload()
        self.pages.setCurrentIndex(0 if model.rowCount() else 1)
        if model.rowCount() and not self.table.current_id():
            self.table.selectRow(0)
        self._judge()

    def _judge(self) -> None:
        chosen = bool(self.table.current_id())
        for button in (self.restore_button, self.history_button, self.remove_button):
            button.setEnabled(chosen)

    def restore(self) -> None:
        entry = self.table.current_record()
        if entry is not None and self._context.attempt(lambda: self._bin.restore(entry.id)):
            self._context.say(f"✓ 已恢复到名册：{entry.name}")
            self.reload()

    def history(self) -> None:
        entry = self.table.current_record()
        if entry is not None:
            self._context.history("person", entry.id, entry.name)

    def remove(self) -> None:
        """Say what that means and until when the person would be kept, and ask why."""
        entry = self.table.current_record()
        if entry is None:
            return
        early = "" if entry.is_due else f"保留期到 {entry.keep_until}，现在还没有到。"
        named = f"{entry.name}还记在{entry.named_in}里，那些记录不变。" if entry.named_in else ""
        files = (
            f"照片和附件共 {entry.files} 个随之删去，内容不再保留（以前的备份里还有，直到备份轮换掉）。"
            if entry.files
            else ""
        )
        about = f"{early}{named}{files}移除后名册和回收站里都不再出现，也不能再恢复；操作记录仍然保留。"
        reason = ReasonDialog.ask(self, f"最终移除{entry.name}", about, verb="最终移除")
        if reason and self._context.attempt(lambda: self._bin.remove(entry.id, reason)):
            self._context.say(f"已最终移除：{entry.name}")
            self.reload()
