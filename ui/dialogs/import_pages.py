"""The pages of the import wizard: choose a file, see the columns, see every repaired or doubtful cell, done."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.domain.labels import FIELD_LABELS, PROBLEM_LABELS
from models.domain.roster_cleaning import Verdict
from models.domain.roster_row import LANDLINE
from models.services.roster_import import Entry, ImportPlan, ImportResult, PlanColumn
from models.services.roster_rows import WRITABLE
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.plain_label import PlainLabel

FILTER = "表格文件 (*.xlsx *.xls *.et *.ods);;所有文件 (*)"
LEFT_OUT = "不导入这一列"
FIRST = (
    "name", "sex", "id_number", "birth_date", "ethnicity", "education", "category", "joined_on", "confirmed_on",
    "phone", "address",
)  # fmt: skip
TONES = {Verdict.DOUBTFUL: "soon", Verdict.REFUSED: "late", Verdict.REPAIRED: "done"}
WORDS = {Verdict.DOUBTFUL: "！待核", Verdict.REFUSED: "× 不导入", Verdict.REPAIRED: "✓ 已更正"}


class FilePage(QWidget):
    """`chosen` with the path of a file that was picked or dropped."""

    chosen = Signal(str)

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
            "选择名册文件（.xlsx、.xls、.et、.ods），也可以把文件拖到这里。\n"
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


class ColumnsPage(QWidget):
    """Which column goes where; `changed` after another choice, `sheet_changed(name)` for another sheet."""

    changed = Signal()
    sheet_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.combos: dict[int, QComboBox] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        line = QHBoxLayout()
        self.sentence = PlainLabel("", wrap=True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line.addWidget(self.sentence, 1)
        self.sheet = QComboBox()
        self.sheet.setProperty("compact", True)
        self.sheet.setAccessibleName("工作表")
        self.sheet.textActivated.connect(self.sheet_changed)
        line.addWidget(self.sheet)
        box.addLayout(line)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        box.addWidget(self.area, 1)

    def show_plan(self, plan: ImportPlan) -> None:
        first, last = plan.head_rows
        rows = f"第 {first} 行" if first == last else f"第 {first}、{last} 行"
        notes = f"　{'；'.join(plan.notes)}。" if plan.notes else ""
        self.sentence.setText(f"工作表“{plan.sheet}”，表头在{rows}。请核对每一列放到哪一项。{notes}")
        self.sheet.clear()
        self.sheet.addItems(plan.sheets)
        self.sheet.setCurrentText(plan.sheet)
        self.sheet.setVisible(len(plan.sheets) > 1)
        self.problem.hide()
        self._fill(plan.columns)

    def mapping(self) -> dict[int, str]:
        """Field by column index; columns left out are not in it."""
        return {index: combo.currentData() for index, combo in self.combos.items() if combo.currentData()}

    def say_problem(self, text: str) -> None:
        self.problem.say(text, "late")
        self.problem.setVisible(bool(text))

    def _fill(self, columns: Sequence[PlanColumn]) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, px(12), 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        for column, title in enumerate(("列", "表头", "表中内容举例", "放到")):
            grid.addWidget(PlainLabel(title, "heading"), 0, column)
        self.combos = {}
        for row, column in enumerate(columns, 1):
            grid.addWidget(PlainLabel(column.letter, "quiet"), row, 0)
            grid.addWidget(PlainLabel(column.head or "（没有表头）", wrap=True), row, 1)
            samples = PlainLabel("　".join(_short(text) for text in column.samples), "quiet")
            samples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(samples, row, 2)
            combo = self.combos[column.index] = self._combo(column)
            grid.addWidget(combo, row, 3)
        grid.setColumnMinimumWidth(1, px(140))
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(3, px(190))
        grid.setRowStretch(len(columns) + 1, 1)
        self.area.setWidget(inside)

    def _combo(self, column: PlanColumn) -> QComboBox:
        combo = CalmCombo()
        combo.setProperty("compact", True)
        combo.setAccessibleName(f"{column.letter} 列 {column.head} 放到")
        combo.addItem(LEFT_OUT, "")
        for field, label in field_choices().items():
            combo.addItem(label, field)
        combo.setCurrentIndex(max(combo.findData(column.field), 0))
        combo.currentIndexChanged.connect(lambda _i: self.changed.emit())
        return combo


def field_choices() -> Mapping[str, str]:
    """Fields a column can go to, the usual ones first."""
    rest = sorted(WRITABLE - set(FIRST) - {"left_on", "left_kind", "suspended_from", "suspended_to"})
    choices = {field: FIELD_LABELS[field] for field in (*FIRST, *rest)}
    return {**choices, LANDLINE: "固定电话"}


def _short(text: str) -> str:
    return text if len(text) <= 14 else f"{text[:13]}…"


ENTRY_COLUMNS: tuple[Column[tuple[int, Entry]], ...] = (
    Column(key="row", title="表中行", text=lambda e: str(e[1].row), width=64, align="right", sort=False),
    Column(
        key="verdict",
        title="结果",
        text=lambda e: WORDS[e[1].problem.verdict],
        width=84,
        sort=False,
        tone=lambda e: TONES[e[1].problem.verdict],
    ),
    Column(key="name", title="姓名", text=lambda e: e[1].name, width=84, sort=False),
    Column(
        key="code",
        title="情况",
        text=lambda e: PROBLEM_LABELS.get(e[1].problem.code, e[1].problem.code),
        width=160,
        sort=False,
    ),
    Column(
        key="before",
        title="表中原来",
        text=lambda e: e[1].problem.before,
        width=160,
        sort=False,
        tip=lambda e: e[1].problem.before,
    ),
    Column(key="after", title="存为", text=lambda e: stored_text(e[1]), width=156, sort=False),
    Column(
        key="message",
        title="说明",
        text=lambda e: e[1].problem.message,
        width=260,
        sort=False,
        tip=lambda e: e[1].problem.message,
    ),
)
KEPT = frozenset({"sex.conflict", "birth.conflict"})  # after = what the ID says; stored is what was recorded


def stored_text(entry: Entry) -> str:
    """What goes into the store for this cell, in words."""
    problem = entry.problem
    if problem.verdict is Verdict.REFUSED:
        return "—"
    if problem.code in KEPT:
        return f"{problem.before}（照原样）"
    return problem.after or "留空"


class OutcomePage(QWidget):
    """What will happen: a sentence, the numbers as filters, every cell by row."""

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self._entries: list[tuple[int, Entry]] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.sentence = PlainLabel("", wrap=True)
        box.addWidget(self.sentence)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.buttons: dict[Verdict | None, QPushButton] = {}
        group = QButtonGroup(self)
        for verdict in (Verdict.DOUBTFUL, Verdict.REFUSED, Verdict.REPAIRED, None):
            button = self.buttons[verdict] = QPushButton()
            button.setCheckable(True)
            button.setProperty("compact", True)
            button.clicked.connect(lambda _=False: self._reload())
            group.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        box.addLayout(line)
        self.source: ListSource[tuple[int, Entry]] = ListSource(self._shown, lambda pair: pair[0])
        self.table: RecordTable[tuple[int, Entry]] = RecordTable(
            RecordTableModel(self.source, ENTRY_COLUMNS), "import", settings
        )
        box.addWidget(self.table, 1)
        self.calm = PlainLabel("没有需要留意的地方。", "quiet")
        box.addWidget(self.calm)

    def show_plan(self, plan: ImportPlan) -> None:
        self._entries = list(enumerate(plan.entries, 1))
        counts = {verdict: len(plan.of(verdict)) for verdict in Verdict}
        self.sentence.setText(outcome_sentence(plan))
        for verdict, button in self.buttons.items():
            if verdict is None:
                button.setText(f"全部 {len(self._entries)}")
            else:
                button.setText(f"{WORDS[verdict]} {counts[verdict]}")
                button.setEnabled(bool(counts[verdict]))
        first = next((v for v in (Verdict.DOUBTFUL, Verdict.REFUSED, Verdict.REPAIRED) if counts[v]), None)
        self.buttons[first].setChecked(True)
        self.calm.setVisible(not self._entries)
        self.table.setVisible(bool(self._entries))
        self._reload()

    def _shown(self) -> list[tuple[int, Entry]]:
        chosen = next((v for v, button in self.buttons.items() if button.isChecked()), None)
        return [pair for pair in self._entries if chosen is None or pair[1].problem.verdict is chosen]

    def _reload(self) -> None:
        self.table.record_model.reload()


def outcome_sentence(plan: ImportPlan) -> str:
    """将导入 38 人；更正 83 处、待核 17 处；3 行不导入。"""
    repaired, doubtful, refused = (
        len(plan.of(v)) for v in (Verdict.REPAIRED, Verdict.DOUBTFUL, Verdict.REFUSED)
    )
    told = [f"将导入 {len(plan.people)} 人"]
    cells = [
        f"自动更正 {repaired} 处" if repaired else "",
        f"待核 {doubtful} 处（照原样存入并做标记）" if doubtful else "",
    ]
    if any(cells):
        told.append("、".join(cell for cell in cells if cell))
    if refused:
        told.append(f"{refused} 行不导入")
    if plan.derived:
        told.append(f"{plan.derived} 人的出生日期或性别由身份证号补上")
    return "；".join(told) + "。"


class DonePage(QWidget):
    """What was done, with the way back."""

    undo_wanted = Signal()

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
        box.addStretch(1)

    def show_result(self, result: ImportResult, path: Path) -> None:
        doubtful, refused = len(result.report["doubtful"]), len(result.report["refused"])
        self.figure.setText(f"✓ 已导入 {result.imported} 人")
        told = f"来自“{path.name}”。"
        if doubtful:
            told += f"有 {doubtful} 处待核，名册里用“！待核”标出，可用“只看待核”逐个核实。"
        if refused:
            told += f"另有 {refused} 行没有导入。"
        self.words.setText(told)
        self.undo_button.setVisible(bool(result.imported))

    def show_undone(self) -> None:
        self.figure.setText("已撤销，名册回到导入以前")
        self.words.setText("可以改好表格再导入。")
        self.undo_button.hide()
