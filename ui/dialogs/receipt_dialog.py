"""收回执: the committee's answer to a package: taken or sent back, with which numbers, and what is to be mended."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.handoff import ReceiptNote, ReceiptView
from models.domain.labels import FIELD_LABELS, TABLE_LABELS
from models.services.todos import once
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons, decides_on_enter
from ui.widgets.fact_lines import FactLines
from ui.widgets.file_drop import FileDrop
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.scroll_column import ScrollColumn

FILTER = "回执 (HZ-*.zbb *.zbb);;所有文件 (*)"
WORDS = (
    "选择上级党委给的回执文件（HZ- 开头的 .zbb），也可以把文件拖到这里。\n"
    "先看内容，点“收下”以前什么也不会存入；U 盘上的文件不会改动。"
)
MOST = 12  # rejected rows and notes shown; the rest is counted


class ReceiptDialog(QDialog):
    """`view` is the receipt taken in, None when it was left. With a `path` the file is read at once."""

    def __init__(self, context: Context, path: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path = Path()
        self._read: ReceiptView | None = None
        self.view: ReceiptView | None = None
        self.setWindowTitle("收回执")
        self.resize(QSize(px(620), px(520)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("收回执", "title"))
        folder = context.settings.state("stick").get("folder", "")
        self.file_page = FileDrop(WORDS, "选择回执", FILTER, folder)
        self.file_page.chosen.connect(self.read)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.file_page)
        self.pages.addWidget(self._view_page())
        box.addWidget(self.pages, 1)
        buttons = DialogButtons(self, "收下", "不收")
        self.ok_button, self.leave_button = buttons.ok_button, buttons.leave_button
        self.ok_button.clicked.connect(self._take)
        box.addWidget(buttons)
        self._go(0)
        if path:
            self.read(path)

    def _view_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(10))
        self.outcome = Banner("", "done")
        self.warning = Banner("", "late")
        self.facts = FactLines(112)
        self.refused_head, self.notes_head = PlainLabel("", "heading"), PlainLabel("", "heading")
        self.refused, self.notes = PlainLabel("", wrap=True), PlainLabel("", wrap=True)
        for widget in (
            self.outcome, self.warning, self.facts, self.refused_head, self.refused, self.notes_head, self.notes,
        ):  # fmt: skip
            box.addWidget(widget)
        box.addStretch(1)
        return ScrollColumn(page)

    # steps

    def read(self, path: str) -> None:
        """Read and verify what was picked or dropped; nothing is stored yet."""
        self._path = Path(path)
        self.file_page.say_problem("")
        self.file_page.set_busy(True)
        handoff = self._context.desk.handoff
        self._context.tasks.run(
            lambda _p, _c: handoff.read_receipt(Path(path)),
            self._show_read,
            self._unreadable,
            title="正在读回执…",
            cancellable=False,
        )

    def _unreadable(self, error: BaseException) -> None:
        self.file_page.set_busy(False)
        if isinstance(error, UserError):
            self.file_page.say_problem(str(error))
        else:
            self._context.tasks.failed.emit(error)

    def _show_read(self, view: ReceiptView) -> None:
        self.file_page.set_busy(False)
        self._read = view
        done = f"{view.sender}：第 {view.entry.seq} 号上报包{view.result}。"
        self.outcome.say(
            f"{done}这份回执以前已经收过。" if view.already else done, "done" if view.accepted else "soon"
        )
        self.warning.say(view.warning, "late")
        self.warning.setVisible(bool(view.warning))
        counts = "，".join(f"{TABLE_LABELS.get(name, name)} {count:,}" for name, count in view.counts.items())
        self.facts.show_lines(
            [
                line
                for line in (
                    ("上报", f"{view.entry.made_at[:10]}，核对码 {view.entry.check_code}"),
                    ("对方收到", view.received_at[:16].replace("T", " ")),
                    ("对方的计数", counts),
                    ("操作记录核对码", view.anchored_code),
                    ("党委的核对码", view.committee_code),
                )
                if line[1]
            ]
        )
        self._list(self.refused_head, self.refused, "没有接收的记录", list(view.rejected))
        title = "退回修改" if view.already else "退回修改，收下后列入待办"
        self._list(self.notes_head, self.notes, title, [note_words(note) for note in view.notes])
        self._go(1)

    @staticmethod
    def _list(head: PlainLabel, body: PlainLabel, title: str, lines: list[str]) -> None:
        head.setText(f"{title}（{len(lines)}）")
        more = [f"……还有 {len(lines) - MOST} 条"] if len(lines) > MOST else []
        body.setText("\n".join([f"· {line}" for line in lines[:MOST]] + more))
        head.setVisible(bool(lines))
        body.setVisible(bool(lines))

    def _go(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.ok_button.setVisible(page == 1)
        if self._read is not None and self._read.already:
            self.ok_button.setText("知道了")
            if self.leave_button is not None:
                self.leave_button.hide()
        decides_on_enter(self.ok_button if page else self.file_page.button)

    def _take(self) -> None:
        try:
            self.view = self._context.desk.handoff.take_receipt(self._path)
            self._context.desk.handoff.tidy_outbox()
        except UserError as error:
            self.warning.say(str(error), "late")
            self.warning.show()
            return
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        decides_on_enter(self.ok_button if self.pages.currentIndex() else self.file_page.button)


def note_words(note: ReceiptNote) -> str:
    """丁婷婷 联系电话：号码少一位。"""
    label = FIELD_LABELS.get(note.field, note.field)
    about = " ".join(filter(None, (note.subject, label)))
    said = once(note.message, note.subject, label)
    return f"{about}：{said}" if about else said
