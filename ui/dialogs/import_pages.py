"""The first and the last page of the import wizard: choose a file; done, with the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.roster_cleaning import Verdict
from models.services.import_plan import ImportPlan, ImportResult
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.plain_label import PlainLabel

FILTER = "表格文件 (*.xlsx *.xls *.et *.ods *.csv *.tsv *.txt);;所有文件 (*)"


LONGEST_NAME = 16


class FilePage(QWidget):
    """`chosen` with the path of a file that was picked or dropped; `earlier_wanted` for the list of past imports."""

    chosen = Signal(str)
    earlier_wanted = Signal()

    def __init__(self, folder: str = "") -> None:
        super().__init__()
        self._folder = folder
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        box.addStretch(2)
        words = PlainLabel(
            "选择名册文件（.xlsx、.xls、.et、.ods、.csv），也可以把文件拖到这里。\n"
            "标题行、两行表头、合并单元格、合计和签名行都不用先删。\n"
            "下一步先看结果，确认以前什么也不会存入。",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setMinimumWidth(px(480))
        box.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button = QPushButton("选择文件…")
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.choose)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.busy = QProgressBar()
        self.busy.setMaximumWidth(px(360))
        self.busy.setMinimumWidth(px(360))
        self.busy.setTextVisible(False)
        self.busy.hide()
        box.addWidget(self.busy, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.earlier = QPushButton("以前的导入…")
        self.earlier.setProperty("quiet", True)
        self.earlier.setAutoDefault(False)
        self.earlier.setToolTip("看以前导入了什么；没有别的记录用到的，可以整个撤回")
        self.earlier.clicked.connect(self.earlier_wanted)
        box.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignHCenter)

    def choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "选择名册", self._folder, FILTER)
        if path:
            self.chosen.emit(path)

    def say_problem(self, text: str) -> None:
        self.problem.say(text, "late")
        self.problem.setVisible(bool(text))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.chosen.emit(files[0])


class DonePage(QWidget):
    """What was done, with the way back, and the next sheet of the same file if it is a roster, too."""

    undo_wanted = Signal()
    sheet_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(24), 0, 0)
        box.setSpacing(px(12))
        self.figure = PlainLabel("", "title")
        box.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = PlainLabel("", "quiet", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setFixedWidth(px(560))
        self.words.setMinimumHeight(px(64))
        box.addWidget(self.words, 0, Qt.AlignmentFlag.AlignHCenter)
        self.undo_button = QPushButton("撤销这次导入")
        self.undo_button.clicked.connect(self.undo_wanted)
        box.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._sheet = ""
        self.sheet_button = QPushButton()
        self.sheet_button.clicked.connect(lambda _=False: self.sheet_wanted.emit(self._sheet))
        box.addWidget(self.sheet_button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)

    def show_result(self, result: ImportResult, plan: ImportPlan, sheet: str = "") -> None:
        """`sheet`: another roster in the same file."""
        doubtful = len(result.report["doubtful"])
        refused = len(plan.of(Verdict.REFUSED)) - len(plan.changes)
        self.figure.setText(done_words(result))
        told = f"来自“{plan.path.name}”。"
        if doubtful:
            told += f"有 {doubtful} 处待核，名册里用“！待核”标出，可用“只看待核”逐个核实。"
        if refused > 0:
            told += f"另有 {refused} 行没有导入。"
        told += "以后要整个撤回，在“导入名册”的“以前的导入”里。"
        self.words.setText(told)
        self.undo_button.setVisible(bool(result.imported or result.changed))
        self._sheet = sheet
        name = sheet if len(sheet) <= LONGEST_NAME else f"{sheet[:LONGEST_NAME]}…"
        self.sheet_button.setText(f"接着导入工作表“{name}”")
        self.sheet_button.setVisible(bool(sheet))

    def show_undone(self) -> None:
        self.figure.setText("已撤销，名册回到导入以前")
        self.words.setText("可以改好表格再导入。")
        self.undo_button.hide()
        self.sheet_button.hide()


def done_words(result: ImportResult) -> str:
    """✓ 已导入 38 人，更新 2 人."""
    words = [f"导入 {result.imported} 人"] if result.imported or not result.changed else []
    words += [f"更新 {result.changed} 人"] if result.changed else []
    return f"✓ 已{'，'.join(words)}"
