"""The second page of the import: which column of the sheet goes where, and which go nowhere."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.domain.labels import FIELD_LABELS
from models.services.import_plan import ImportPlan, PlanColumn, PlanTable, field_label
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
    """Which column goes where; `changed` after another choice, `sheet_changed(name)` for another sheet.

    `along_changed(names)`: other sheets are read together with this one. Of several lists with different heads, one
    is looked at.
    """

    changed = Signal()
    sheet_changed = Signal(str)
    along_changed = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.combos: dict[int, QComboBox] = {}
        self._plan: ImportPlan | None = None
        self._chosen: dict[str, dict[int, str]] = {}  # what the user said, by the key of the list
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
        self.along_button = QPushButton()
        self.along_button.setProperty("compact", True)
        self.along_button.setProperty("menu", True)
        self.along_button.setAutoDefault(False)
        self.along = QMenu(self.along_button)
        self.along_button.setMenu(self.along)
        self.list = QComboBox()
        self.list.setProperty("compact", True)
        self.list.setAccessibleName("核对哪个名单的列")
        self.list.setMaximumWidth(px(240))
        self.list.activated.connect(lambda _row: self._show_list())
        for widget in (self.sheet, self.along_button, self.list):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
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
        self._plan = plan
        self._chosen = {
            table.key: {c.index: c.field for c in table.columns if c.field}
            for table in plan.tables
            if table.chosen
        }
        self.sheet.clear()
        for name in plan.sheets:
            self.sheet.addItem(name if name in plan.rosters else f"{name}（不像名册）", name)
        self.sheet.setCurrentIndex(self.sheet.findData(plan.sheet))
        self.sheet.setVisible(len(plan.sheets) > 1)
        self._offer_along(plan)
        shown = self.list.currentData()
        self.list.clear()
        for table in _of_one_kind(plan.tables):
            self.list.addItem(table.name, table.key)
        self.list.setCurrentIndex(max(self.list.findData(shown), 0))
        self.list.setVisible(self.list.count() > 1)
        self.problem.hide()
        self._show_list()

    def mapping(self) -> dict[int, str]:
        """Field by column index of the list that is looked at; columns left out are not in it."""
        return {index: combo.currentData() for index, combo in self.combos.items() if combo.currentData()}

    def mappings(self) -> dict[str, dict[int, str]]:
        """What the user said of each list."""
        return dict(self._chosen)

    def _offer_along(self, plan: ImportPlan) -> None:
        """Other sheets that look like rosters, ticked when they are read together with this one."""
        others = [name for name in plan.rosters if name != plan.sheet]
        read = {table.sheet for table in plan.tables}
        self.along.clear()
        for name in others:
            action = self.along.addAction(name.replace("&", "&&"))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name in read)
            action.triggered.connect(lambda _on: self.along_changed.emit(self._ticked()))
        count = sum(name in read for name in others)
        self.along_button.setText(f"一起导入（{count}/{len(others)}）")
        self.along_button.setAccessibleName(f"一起导入的工作表，已选 {count} 个")
        self.along_button.setVisible(bool(others))

    def _ticked(self) -> list[str]:
        return [str(action.data()) for action in self.along.actions() if action.isChecked()]

    def _table(self) -> PlanTable | None:
        tables = self._plan.tables if self._plan else ()
        return next((table for table in tables if table.key == self.list.currentData()), None)

    def _show_list(self) -> None:
        """The columns of one list."""
        plan, table = self._plan, self._table()
        if plan is None or table is None:
            return
        first, last = table.head_rows
        rows = f"第 {first} 行" if first == last else "、".join(map(str, range(first, last + 1)))
        rows = rows if first == last else f"第 {rows} 行"
        head = f"，表头在{rows}" if last else ""
        notes = f"　{'；'.join(plan.notes)}。" if plan.notes else ""
        self.sentence.setText(f"工作表“{table.sheet}”{head}。请核对每一列放到哪一项。{notes}")
        self._fill(table.columns, {**field_choices(), **{field: field_label(field) for field in plan.own}})
        for index, field in self._chosen.get(table.key, {}).items():
            if index in self.combos:
                self.combos[index].blockSignals(True)
                self.combos[index].setCurrentIndex(max(self.combos[index].findData(field), 0))
                self.combos[index].blockSignals(False)
        self._name_unknown(plan, table)

    def _said(self) -> None:
        """Another choice: from now on the whole mapping of this list is the user's."""
        if (table := self._table()) is not None:
            self._chosen[table.key] = self.mapping()
        self.changed.emit()

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

    def _name_unknown(self, plan: ImportPlan, table: PlanTable) -> None:
        self._unknown = [c.index for c in table.columns if c.head in plan.unknown_columns and not c.field]
        names = [c.head for c in table.columns if c.index in self._unknown]
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
        combo.currentIndexChanged.connect(lambda _i: self._said())
        return combo


def _of_one_kind(tables: Sequence[PlanTable]) -> list[PlanTable]:
    """Lists with the same head share their mapping: the first of each kind."""
    kinds: dict[tuple[str, ...], PlanTable] = {}
    for table in tables:
        kinds.setdefault(table.kind, table)
    return list(kinds.values())


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
