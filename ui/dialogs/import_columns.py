"""The second page of the import: which column of the sheet goes where, and which go nowhere."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.domain.labels import FIELD_LABELS
from models.services.import_plan import ImportPlan, PlanColumn, field_label
from models.services.roster_import import INTO_REMARK
from models.services.roster_rows import WRITABLE
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.plain_label import PlainLabel

LEFT_OUT = "不导入这一列"
FIRST = (
    "name", "sex", "id_number", "birth_date", "ethnicity", "education", "category", "joined_on", "confirmed_on",
    "phone", "address",
)  # fmt: skip
NOT_OFFERED = frozenset({"left_on", "left_kind", "suspended_from", "suspended_to"})
BY_WORDS = {"content": "按内容认出", "memory": "上次这样选"}
LONGEST_LIST = 60  # characters of the names of unknown columns


class ColumnsPage(QWidget):
    """Which column goes where; `changed` after another choice, `sheet_changed(name)` for another sheet."""

    changed = Signal()
    sheet_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.combos: dict[int, QComboBox] = {}
        self._unknown: list[int] = []
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
        self.sheet.setMaximumWidth(px(320))
        self.sheet.activated.connect(lambda row: self.sheet_changed.emit(self.sheet.itemData(row)))
        line.addWidget(self.sheet)
        box.addLayout(line)
        self.problem = Banner("", "late")
        self.problem.hide()
        box.addWidget(self.problem)
        self.unknown = Banner("", "soon")
        self.unknown.add_button("都并入备注", self.into_remark)
        self.unknown.hide()
        box.addWidget(self.unknown)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        box.addWidget(self.area, 1)

    def show_plan(self, plan: ImportPlan) -> None:
        first, last = plan.head_rows
        rows = f"第 {first} 行" if first == last else "、".join(map(str, range(first, last + 1)))
        rows = rows if first == last else f"第 {rows} 行"
        head = f"，表头在{rows}" if last else ""
        notes = f"　{'；'.join(plan.notes)}。" if plan.notes else ""
        self.sentence.setText(f"工作表“{plan.sheet}”{head}。请核对每一列放到哪一项。{notes}")
        self.sheet.clear()
        for name in plan.sheets:
            self.sheet.addItem(name if name in plan.rosters else f"{name}（不像名册）", name)
        self.sheet.setCurrentIndex(self.sheet.findData(plan.sheet))
        self.sheet.setVisible(len(plan.sheets) > 1)
        self.problem.hide()
        self._fill(plan.columns, {**field_choices(), **{field: field_label(field) for field in plan.own}})
        self._name_unknown(plan)

    def mapping(self) -> dict[int, str]:
        """Field by column index; columns left out are not in it."""
        return {index: combo.currentData() for index, combo in self.combos.items() if combo.currentData()}

    def say_problem(self, text: str) -> None:
        self.problem.say(text, "late")
        self.problem.setVisible(bool(text))

    def into_remark(self) -> None:
        """Keep what nobody has a field for: under its head in the remark."""
        for index in self._unknown:
            combo = self.combos[index]
            if not combo.currentData():
                combo.setCurrentIndex(combo.findData(INTO_REMARK))
        self.unknown.hide()

    def _name_unknown(self, plan: ImportPlan) -> None:
        names = plan.unknown_columns
        self._unknown = [c.index for c in plan.columns if c.head in names and not c.field]
        listed = "、".join(names)
        if len(listed) > LONGEST_LIST:
            listed = f"{listed[:LONGEST_LIST]}…"
        self.unknown.say(
            f"有 {len(names)} 列没有对应的项，不会导入：{listed}。可在右边指定，或并入备注。", "soon"
        )
        self.unknown.setVisible(bool(names))

    def _fill(self, columns: Sequence[PlanColumn], choices: Mapping[str, str]) -> None:
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
            grid.addWidget(PlainLabel(_head(column), wrap=True), row, 1)
            samples = PlainLabel("　".join(_short(text) for text in column.samples), "quiet")
            samples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(samples, row, 2)
            combo = self.combos[column.index] = self._combo(column, choices)
            grid.addWidget(combo, row, 3)
        grid.setColumnMinimumWidth(1, px(220))
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(3, px(190))
        grid.setRowStretch(len(columns) + 1, 1)
        self.area.setWidget(inside)

    def _combo(self, column: PlanColumn, choices: Mapping[str, str]) -> QComboBox:
        combo = CalmCombo()
        combo.setProperty("compact", True)
        combo.setAccessibleName(f"{column.letter} 列 {column.head} 放到")
        combo.addItem(LEFT_OUT, "")
        for field, label in choices.items():
            combo.addItem(label, field)
        combo.setCurrentIndex(max(combo.findData(column.field), 0))
        combo.currentIndexChanged.connect(lambda _i: self.changed.emit())
        return combo


def field_choices() -> Mapping[str, str]:
    """Fields a column can go to, the usual ones first."""
    rest = sorted(WRITABLE - set(FIRST) - NOT_OFFERED, key=lambda field: list(FIELD_LABELS).index(field))
    choices = {field: FIELD_LABELS[field] for field in (*FIRST, *rest)}
    return {**choices, INTO_REMARK: "并入备注（带表头）"}


def _head(column: PlanColumn) -> str:
    by = BY_WORDS.get(column.by, "") if column.field else ""
    return f"{column.head or '（没有表头）'}{f'　（{by}）' if by else ''}"


def _short(text: str) -> str:
    return text if len(text) <= 14 else f"{text[:13]}…"
