"""导入过的党费表: what each brought, and taking one back by reversal, with a reason."""

from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.services.dues_import import DuesDoor
from models.services.dues_import_back import PastDues, TakenBack
from ui.context import Context
from ui.dialogs.reason_dialog import ReasonDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

ABOUT = "撤回是把这次导入的每笔期初收款各冲销一笔；没有改动过的标准、少交免交和待核一并去掉，改过的留下。"

COLUMNS: tuple[Column[PastDues], ...] = (
    Column(key="at", title="时间", text=lambda p: p.at, width=140, sort=False),
    Column(key="actor", title="谁", text=lambda p: p.actor, width=90, sort=False, tip=lambda p: p.actor),
    Column(
        key="title",
        title="导入了什么",
        text=lambda p: p.title,
        width=340,
        sort=False,
        wrap=True,
        tip=lambda p: p.title,
    ),
    Column(
        key="state",
        title="现在",
        text=lambda p: "还在" if p.live else "已撤回",
        width=80,
        sort=False,
        tone=lambda p: "" if p.live else "quiet",
    ),
)


class PastDuesDialog(QDialog):
    """The last one first."""

    def __init__(self, context: Context, door: DuesDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._door = context, door
        self.setWindowTitle("导入过的党费表")
        self.resize(px(760), px(420))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("导入过的党费表", "title"))
        source: ListSource[PastDues] = ListSource(door.past, lambda past: past.txn)
        self.table: RecordTable[PastDues] = RecordTable(
            RecordTableModel(source, COLUMNS), "past-dues", context.settings
        )
        self.table.fill("title")
        self.table.current_changed.connect(lambda _id: self._look())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(EmptyState("还没有导入过党费表。"))
        box.addWidget(self.pages, 1)
        box.addWidget(PlainLabel(ABOUT, "field", wrap=True))
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        self.back_button = buttons.add_extra(QPushButton("撤回这次导入…"))
        self.back_button.setAutoDefault(False)
        self.back_button.clicked.connect(lambda _=False: self.take_back())
        box.addWidget(buttons)
        self.resize(self.size().boundedTo(room(self)))
        self._reload()

    def _reload(self) -> None:
        self.table.record_model.reload()
        there = self.table.record_model.rowCount() > 0
        self.pages.setCurrentIndex(0 if there else 1)
        if there and not self.table.current_id():
            self.table.selectRow(0)
        self._look()

    def _look(self) -> None:
        past = self.table.current_record()
        self.back_button.setEnabled(past is not None and bool(past.live))

    def take_back(self) -> None:
        """With a reason: it stands beside every reversal."""
        past = self.table.current_record()
        if past is None:
            return
        reason = ReasonDialog.ask(self, "撤回这次导入", f"{past.title}。{ABOUT}", verb="撤回")
        if reason:
            self.back_button.setEnabled(False)
            self._context.tasks.run(
                lambda _progress, _cancelled: self._door.take_back(past.txn, reason),
                self._taken_back,
                self._failed,
                title="正在撤回党费表",
                cancellable=False,
            )

    def _taken_back(self, back: TakenBack) -> None:
        kept = f"；后来改过的留下了：{'、'.join(back.kept)}" if back.kept else ""
        self._context.say(f"已撤回：冲销 {back.reversed} 笔期初收款{kept}。")
        self._reload()

    def _failed(self, error: BaseException) -> None:
        self._reload()
        if isinstance(error, UserError):
            self._context.show_error(error)
        else:
            self._context.tasks.failed.emit(error)
