"""The pages of the real pdf, large and honest; the same pages go to the printer. Nothing is laid out here."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPixmap, QShortcut, QWheelEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from exporters.backends import raster
from models.domain.errors import Cancelled
from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.print_dialog import PrintDialog
from ui.previewed import FormPages, Made, Previewed, paper_name
from ui.printing import print_pages
from ui.save_name import ask_target, last_folder
from ui.tasks import Task
from ui.theme import color, px
from ui.widgets.banner import Banner
from ui.widgets.page_label import PageLabel, page_image
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import free_area

ZOOMS = (50, 75, 100, 125, 150, 200)
FIT, WHOLE = "适合宽度", "整页"
TURN = "正面已送打印机。等它印完，把整叠纸翻个面、方向不变放回纸盒，再印背面。"
POINTS = 72
THUMB = 96


class PagesPreview(QDialog):
    """Makes the pdf off the GUI thread; 打印, 另存为 Word, 另存为 PDF from the same facts."""

    def __init__(self, context: Context, shown: Previewed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._shown = context, shown
        self.pdf = b""
        self.names: list[str] = []  # of the files, without suffix
        self.after_writing: Callable[[list[Path]], object] = lambda _files: None  # off the GUI thread
        self._pages: list[PageLabel] = []
        self._making: Task | None = None
        self._writing: Task | None = None
        self.setWindowTitle(f"打印预览：{shown.title}")
        area = free_area(self)
        self.resize(min(px(1180), area.width() - 40), min(px(860), area.height() - 60))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(60)
        self._timer.timeout.connect(self._draw_seen)
        self._build()
        self._keys()
        self._make()

    # building

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, px(12))
        box.setSpacing(px(8))
        self.warning = Banner(tone="soon")
        self.warning.hide()
        box.addWidget(self.warning)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.thumbs = QListWidget()
        self.thumbs.setViewMode(QListView.ViewMode.IconMode)
        self.thumbs.setIconSize(QSize(px(THUMB), px(THUMB)))
        self.thumbs.setMovement(QListView.Movement.Static)
        self.thumbs.setFlow(QListView.Flow.TopToBottom)
        self.thumbs.setWrapping(False)
        self.thumbs.setSpacing(px(4))
        self.thumbs.setFixedWidth(px(THUMB + 52))
        self.thumbs.setFrameShape(QFrame.Shape.NoFrame)
        self.thumbs.setAccessibleName("页")
        self.thumbs.currentRowChanged.connect(self.go_to)
        middle.addWidget(self.thumbs)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.desk_of_pages = QWidget()
        self.desk_of_pages.setObjectName("PreviewDesk")
        self.desk_of_pages.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self.desk_of_pages)
        self.column.setContentsMargins(px(24), px(24), px(24), px(24))
        self.column.setSpacing(px(20))
        self.column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(self.desk_of_pages)
        self.area.viewport().installEventFilter(self)
        self.area.verticalScrollBar().valueChanged.connect(lambda _v: self._timer.start())
        middle.addWidget(self.area, 1)
        box.addLayout(middle, 1)
        box.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(8))
        self.state = PlainLabel("正在生成页面…", "quiet")
        row.addWidget(self.state)
        row.addStretch(1)
        self.paper = QComboBox()
        self.paper.setAccessibleName("纸张")
        for code, name in self._shown.papers:
            self.paper.addItem(name, code)
        self.paper.setVisible(bool(self._shown.papers))
        wanted = self._context.settings.get("paper")
        if self.paper.itemData(0):  # else the paper is chosen by what stands on it
            self.paper.setCurrentIndex(max(0, self.paper.findText(wanted, Qt.MatchFlag.MatchStartsWith)))
        self.paper.currentIndexChanged.connect(lambda _i: self._make())
        row.addWidget(self.paper)
        self.columns_button = QPushButton("栏目…")
        self.columns_button.setAutoDefault(False)
        self.columns_button.setVisible(self._shown.has_columns)
        self.columns_button.clicked.connect(self.choose_columns)
        row.addWidget(self.columns_button)
        self.zoom = QComboBox()
        self.zoom.setAccessibleName("显示大小")
        self.zoom.addItem(FIT, 0)
        self.zoom.addItem(WHOLE, -1)
        for percent in ZOOMS:
            self.zoom.addItem(f"{percent}%", percent)
        self.zoom.currentIndexChanged.connect(lambda _i: self._rescale())
        row.addWidget(self.zoom)
        self.word_button = self._button("另存为 Word", lambda: self.save_as("docx"))
        self.word_button.setVisible("docx" in self._shown.formats)
        self.pdf_button = self._button("另存为 PDF", lambda: self.save_as("pdf"))
        self.print_button = self._button("打印", self.print_)
        self.print_button.setProperty("primary", True)
        self.print_button.setDefault(True)
        for button in (self.word_button, self.pdf_button, self.print_button):
            row.addWidget(button)
        return row

    def _button(self, text: str, slot: Any) -> QPushButton:
        button = QPushButton(text)
        button.setEnabled(False)
        button.clicked.connect(lambda: slot())
        return button

    # making the pages

    def choose_columns(self) -> None:
        """Ask which columns, and lay the pages out anew."""
        if self._shown.choose_columns(self):
            self._make()

    def _make(self) -> None:
        self.state.setText("正在生成页面…")
        if self._making is not None:
            self._making.abandon()
        job = partial(self._shown.make, self._paper_code())
        self._making = self._context.tasks.run(job, self._show, self._failed, title="正在生成页面…")

    def _show(self, made: Made) -> None:
        self.pdf, self.names, warnings = made.pdf, made.names, made.warnings
        for page in self._pages:
            self.column.removeWidget(page)
            page.deleteLater()
        self._pages = []
        self.thumbs.clear()
        for index in range(raster.page_count(self.pdf)):
            page = PageLabel(index, raster.page_size(self.pdf, index))
            self._pages.append(page)
            self.column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self.thumbs.addItem(self._thumb(index, page.points))
        self.thumbs.setVisible(len(self._pages) > 1)
        self.warning.setVisible(bool(warnings))
        self.warning.say("\n".join(warnings), "soon")
        width, height = self._pages[0].points
        self.state.setText(
            f"共 {len(self._pages)} 页 · {paper_name(width / POINTS * 25.4, height / POINTS * 25.4)}"
        )
        for button in (self.word_button, self.pdf_button, self.print_button):
            button.setEnabled(True)
        self._rescale()
        self.area.setFocus()

    def _thumb(self, index: int, points: tuple[float, float]) -> QListWidgetItem:
        scale = px(THUMB) / max(points)
        picture = page_image(self.pdf, index, scale * 2)
        painter = QPainter(picture)
        painter.setPen(color("line_strong"))
        painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
        painter.end()
        item = QListWidgetItem(QIcon(QPixmap.fromImage(picture)), f"{index + 1}")
        item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
        return item

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.reject()
            return
        self.state.setText("没有生成页面。")
        self._context.tasks.failed.emit(error)

    # looking

    def scale(self) -> float:
        """Screen pixels to the point."""
        percent = self.zoom.currentData()
        if percent and percent > 0:
            return float(percent) / 100 * self.logicalDpiX() / POINTS
        widest = max((page.points[0] for page in self._pages), default=595.0)
        room = self.area.viewport().width() - 2 * px(24) - 4
        if percent:
            tallest = max((page.points[1] for page in self._pages), default=842.0)
            return max(0.3, min(room / widest, (self.area.viewport().height() - 2 * px(12) - 4) / tallest))
        return max(0.3, room / widest)

    def go_to(self, index: int) -> None:
        """Bring a page to the top."""
        if 0 <= index < len(self._pages):
            self.area.verticalScrollBar().setValue(self._pages[index].y() - px(12))

    def _rescale(self) -> None:
        scale = self.scale()
        for page in self._pages:
            page.set_scale(scale)
        self._timer.start()
        self._draw_seen()

    def _draw_seen(self) -> None:
        """Draw what is in sight (and one page around); forget what is far."""
        top = self.area.verticalScrollBar().value()
        bottom = top + self.area.viewport().height()
        scale = self.scale()
        for page in self._pages:
            slack = page.height()
            if page.y() + page.height() + slack >= top and page.y() - slack <= bottom:
                page.draw(self.pdf, scale)
            else:
                page.forget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._pages and self.zoom.currentData() <= 0:
            QTimer.singleShot(0, self, self._rescale)  # also when the row of small pages came or went
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = 1 if event.angleDelta().y() > 0 else -1
            self.zoom_by(step)
            return True
        return super().eventFilter(watched, event)

    def zoom_by(self, step: int) -> None:
        """A size larger or smaller."""
        first = self.zoom.findData(ZOOMS[0])
        at = self.zoom.currentIndex() if self.zoom.currentIndex() >= first else self.zoom.findData(100)
        self.zoom.setCurrentIndex(min(max(at + step, first), self.zoom.count() - 1))

    def _keys(self) -> None:
        """Ctrl+P prints, Ctrl+S saves as PDF, Ctrl and + or − change the size, Ctrl+0 the width."""
        for keys, slot in (
            ("Ctrl+P", self.print_button.click),
            ("Ctrl+S", self.pdf_button.click),
            ("Ctrl++", lambda: self.zoom_by(1)),
            ("Ctrl+=", lambda: self.zoom_by(1)),
            ("Ctrl+-", lambda: self.zoom_by(-1)),
            ("Ctrl+0", lambda: self.zoom.setCurrentIndex(0)),
            ("Ctrl+1", lambda: self.zoom.setCurrentIndex(1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # saving and printing

    def save_as(self, fmt: str) -> None:
        """Write the form as a file where the user says; several sheets into a folder, each under its own name."""
        if len(self.names) == 1:
            target = ask_target(self._context, self, "另存为", f"{self.names[0]}.{fmt}", fmt)
            if target is not None:
                self.write(target.parent, fmt, target.stem)
            return
        start = str(last_folder(self._context))
        chosen = QFileDialog.getExistingDirectory(self, f"把 {len(self.names)} 个文件存到哪个文件夹", start)
        if chosen:
            self.write(Path(chosen), fmt)

    def write(self, folder: Path, fmt: str, name: str = "") -> None:
        """Into a folder; `name` is what the only sheet is called there, without suffix."""
        self._context.settings.set_state("export", {"folder": str(folder)})
        shown, paper, after = self._shown, self._paper_code(), self.after_writing

        def job(_progress: Any, _cancelled: Any) -> list[Path]:
            files = shown.write(folder, fmt, paper, name)
            after(files)
            return files

        self._writing = self._context.tasks.run(job, self._written, title="正在保存…")

    def _written(self, files: list[Path]) -> None:
        self.state.setText(f"✓ 已保存 {_names(files)}")
        self._context.say(_saved(files))

    def print_(self) -> None:
        """Ask for a printer; send the pages shown."""
        if not QPrinterInfo.availablePrinterNames():
            MessageDialog(self, "这台电脑上没有可用的打印机。可以先另存为 PDF，再到别处打印。").exec()
            return
        settings = self._context.settings
        dialog = PrintDialog(len(self._pages), settings.state("print"), self)
        if not dialog.exec():
            return
        settings.set_state("print", dialog.remembered())
        choice = dialog.choice()
        sent = 0
        for number, pages in enumerate(choice.runs):
            if number and not MessageDialog.confirm(self, TURN, verb="印背面", leave="不印了"):
                break
            sent += self.send_to(choice.ready(), pages, choice.copies)
        self.state.setText(f"✓ 已送打印机 {sent} 页")
        self._shown.printed(self._paper_code(), sent)

    def send_to(self, printer: QPrinter, pages: Sequence[int] = (), copies: int = 1) -> int:
        """Paint the pages on a QPrinter, each on a sheet of its own size; the number of pages sent."""
        sent = print_pages(self.pdf, printer, pages, copies)
        self.state.setText(f"✓ 已送打印机 {sent} 页")
        self._context.say(f"✓ 已打印“{self._shown.title}”{sent} 页")
        return sent

    def done(self, result: int) -> None:
        """Closing: pages being made are for nobody any more; a file being written is still announced."""
        context = self._context
        if self._making is not None:
            self._making.abandon()
        if self._writing is not None:
            self._writing.on_done = lambda files: context.say(_saved(files))
        super().done(result)

    def _paper_code(self) -> str:
        return str(self.paper.currentData() or "")


class PrintPreview(PagesPreview):
    """The preview of a form."""

    def __init__(self, context: Context, form_id: str, subject: Any, parent: QWidget | None = None) -> None:
        super().__init__(context, FormPages(context, form_id, subject), parent)


def _names(files: list[Path]) -> str:
    return "、".join(file.name for file in files)


def _saved(files: list[Path]) -> str:
    return f"✓ 已保存 {_names(files)}（{files[0].parent}）"
