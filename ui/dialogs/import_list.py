"""以前的导入: what each import brought, and taking one back as long as nothing depends on it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import Cancelled, UserError
from models.services.import_back import PastImport, WayBack
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.tasks import Task
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn

NAMED = 12  # of those in the way


def state_words(past: PastImport) -> str:
    """What is left of it."""
    if not past.live:
        return "已撤回"
    return f"还在 {past.live} 人" if past.live < past.entered + past.changed else "都在"


COLUMNS: tuple[Column[PastImport], ...] = (
    Column(key="at", title="时间", text=lambda p: p.at, width=140, sort=False),
    Column(key="actor", title="谁", text=lambda p: p.actor, width=90, sort=False, tip=lambda p: p.actor),
    Column(
        key="title", title="导入了什么", text=lambda p: p.title, width=360, sort=False, tip=lambda p: p.title
    ),
    Column(
        key="state",
        title="现在",
        text=state_words,
        width=110,
        sort=False,
        tone=lambda p: "" if p.live else "quiet",
    ),
)


class ImportList(QDialog):
    """The last one first. `seq`: the journal entry whose import is looked at."""

    def __init__(self, context: Context, parent: QWidget | None = None, seq: int = 0) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None
        self._way: WayBack | None = None
        self.setWindowTitle("以前的导入")
        self.resize(QSize(px(860), px(520)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("以前的导入", "title"))
        source: ListSource[PastImport] = ListSource(context.desk.roster.past_imports, lambda p: p.txn)
        self.table: RecordTable[PastImport] = RecordTable(
            RecordTableModel(source, COLUMNS), "past-imports", context.settings
        )
        self.table.current_changed.connect(lambda _id: self._look())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(EmptyState("还没有导入过名册。"))
        box.addWidget(self.pages, 2)
        self.banner = Banner("", "info")
        self.consequences = self._scrolled(self.banner)  # forty people may stand in the way
        box.addWidget(self.consequences, 3)
        box.addLayout(self._foot())
        self.table.record_model.reload()
        rows = self.table.record_model.rowCount()
        self.pages.setCurrentIndex(0 if rows else 1)
        if rows:
            meant = max((p.txn for p in context.desk.roster.past_imports() if p.txn <= seq), default=0)
            if not self.table.select_id(meant):
                self.table.selectRow(0)
        self._look()

    @staticmethod
    def _scrolled(banner: Banner) -> ScrollColumn:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(banner)
        column.addStretch(1)
        return ScrollColumn(inside)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(px(140))
        self.bar.hide()
        row.addWidget(self.bar)
        self.back_button, self.rest_button = QPushButton("撤回这次导入"), QPushButton()
        self.back_button.clicked.connect(lambda _=False: self.take_back(leave=False))
        self.rest_button.clicked.connect(lambda _=False: self.take_back(leave=True))
        for button in (self.back_button, self.rest_button):
            button.setAutoDefault(False)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        row.addWidget(buttons)
        return row

    def _look(self) -> None:
        """What taking the chosen one back would do, and who stands in the way."""
        past = self.table.current_record() if self.pages.currentIndex() == 0 else None
        self._way = None
        self.rest_button.hide()
        self.back_button.setEnabled(False)
        self.consequences.setVisible(past is not None)
        if past is None:
            return
        if not past.live:
            self.banner.say("这次导入的内容已经都不在了，没有可以撤回的。", "info")
            return
        way = self._way = self._context.desk.roster.way_back(past.txn)
        free = len(way.people) + len(way.fields)
        if not way.in_the_way:
            self.banner.say(_would(way) + "撤回也是一步操作，可以再撤销。", "info")
            self.back_button.setEnabled(bool(free))
            return
        named = "\n".join(f"{one.name}：{one.why}" for one in way.in_the_way[:NAMED])
        more = len(way.in_the_way) - NAMED
        self.banner.say(
            f"有 {len(way.in_the_way)} 人后来又有了别的记录，不能整个撤回：\n{named}"
            + (f"\n……另有 {more} 人" if more > 0 else ""),
            "soon",
        )
        self.rest_button.setText(f"只撤回其余 {free} 人")
        self.rest_button.setVisible(bool(free))

    def take_back(self, leave: bool) -> None:
        """Do it, watched, and to be stopped by closing the dialog."""
        way = self._way
        if way is None or self._task is not None:
            return
        roster = self._context.desk.roster
        self._busy(True)
        task = self._context.tasks.run(
            lambda progress, cancelled: roster.take_back(way.past.txn, progress, cancelled, leave=leave),
            self._taken_back,
            self._failed,
            title="正在撤回导入…",
        )
        self._task = task if task in self._context.tasks.running else None

    def _taken_back(self, count: int) -> None:
        self._busy(False)
        self._context.say(f"✓ 已撤回 {count} 人的导入")
        self.table.record_model.reload()
        self._look()

    def _failed(self, error: BaseException) -> None:
        self._busy(False)
        if isinstance(error, UserError):
            self._context.show_error(error)
        elif not isinstance(error, Cancelled):
            self._context.tasks.failed.emit(error)
        self._look()

    def _busy(self, busy: bool) -> None:
        if not busy:
            self._task = None
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        for button in (self.back_button, self.rest_button):
            button.setEnabled(not busy)

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.abandon()
            self._task = None
        super().done(result)


def _would(way: WayBack) -> str:
    told = [f"将移去 {len(way.people)} 人"] if way.people else []
    told += [f"将 {len(way.fields)} 人改动过的项恢复原样"] if way.fields else []
    return f"{'，'.join(told)}。没有别的记录用到它们。" if told else ""
