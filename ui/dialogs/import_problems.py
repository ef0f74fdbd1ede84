"""Every repaired, doubtful or refused cell of an import, by row, with its original; unknown codes can be answered."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.domain.labels import PROBLEM_LABELS
from models.domain.roster_cleaning import Verdict
from models.domain.roster_codes import coded_values
from models.services.import_plan import Entry, ImportPlan, field_label
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.plain_label import PlainLabel

TONES = {Verdict.DOUBTFUL: "soon", Verdict.REFUSED: "late", Verdict.REPAIRED: "done"}
WORDS = {Verdict.DOUBTFUL: "！待核", Verdict.REFUSED: "× 不导入", Verdict.REPAIRED: "✓ 已更正"}
KEPT = frozenset({"sex.conflict", "birth.conflict"})  # after = what the ID says; stored is what was recorded
TABLES = frozenset(
    {"sex", "category", "education", "degree", "ethnicity", "marriage", "membership_state", "lost_kind"}
)
AS_WRITTEN = "先不定（留待核对）"


def stored_text(entry: Entry) -> str:
    """What goes into the store for this cell, in words."""
    problem = entry.problem
    if problem.verdict is Verdict.REFUSED:
        return "—"
    if problem.code in KEPT:
        return f"{problem.before}（照原样）"
    return problem.after or "留空"


class ProblemsPane(QWidget):
    """The numbers are filters; `changed` when an unknown value was given a meaning."""

    changed = Signal()

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self._entries: list[tuple[int, Entry]] = []
        self._codes: dict[tuple[str, str], str] = {}
        self._own: Mapping[str, Sequence[str]] = {}  # choices of own fields
        self._where: Callable[[int], str] = str  # a row as it is found in the file
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.buttons: dict[Verdict | None, QPushButton] = {}
        group = QButtonGroup(self)
        for verdict in (Verdict.DOUBTFUL, Verdict.REFUSED, Verdict.REPAIRED, None):
            button = self.buttons[verdict] = QPushButton()
            button.setCheckable(True)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False: self._reload())
            group.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        box.addLayout(line)
        self.source: ListSource[tuple[int, Entry]] = ListSource(self._shown, lambda pair: pair[0])
        model = RecordTableModel(self.source, self._columns())
        self.table: RecordTable[tuple[int, Entry]] = RecordTable(model, "import", settings)
        self.table.current_changed.connect(lambda _id: self._offer())
        box.addWidget(self.table, 1)
        box.addWidget(self._answer_line())
        self.calm = PlainLabel("没有需要留意的地方。", "quiet")
        box.addWidget(self.calm)

    def _columns(self) -> tuple[Column[tuple[int, Entry]], ...]:
        return (
            Column(
                key="row",
                title="表中行",
                text=lambda e: self._where(e[1].row),
                width=104,
                wrap=True,
                tip=lambda e: self._where(e[1].row),
                align="right",
                sort=False,
            ),
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
            Column(key="after", title="存为", text=lambda e: self._stored(e[1]), width=156, sort=False),
            Column(
                key="message",
                title="说明",
                text=lambda e: e[1].problem.message,
                width=260,
                sort=False,
                tip=lambda e: e[1].problem.message,
            ),
        )

    def _answer_line(self) -> QWidget:
        self.answers = QWidget()
        line = QHBoxLayout(self.answers)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        self.asked = PlainLabel("", "field")
        self.meaning = CalmCombo()
        self.meaning.setProperty("compact", True)
        self.meaning.setAccessibleName("存为")
        self.meaning.activated.connect(lambda row: self.answer(str(self.meaning.itemData(row))))
        line.addWidget(self.asked)
        line.addWidget(self.meaning)
        line.addStretch(1)
        self.answers.hide()
        return self.answers

    def show_plan(self, plan: ImportPlan) -> None:
        self._where = plan.row_words
        self._own = plan.own_choices
        known = {change.row for change in plan.changes}  # they are among the changes, or the same
        entries = [e for e in plan.entries if e.row not in known or e.problem.verdict is not Verdict.REFUSED]
        self._entries = list(enumerate(entries, 1))
        self._codes = {}
        counts = {verdict: sum(e.problem.verdict is verdict for e in entries) for verdict in Verdict}
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

    @property
    def count(self) -> int:
        """How many want to be looked at."""
        return sum(entry.problem.verdict is not Verdict.REPAIRED for _number, entry in self._entries)

    def codes(self) -> dict[tuple[str, str], str]:
        """What unknown values mean, by field and value as written."""
        return dict(self._codes)

    def answer(self, meaning: str) -> None:
        """Give the unknown value of the current row, and all that are written alike, a meaning ("" = none)."""
        pair = self.table.current_record()
        if pair is None:
            return
        key = (pair[1].problem.field, pair[1].problem.before)
        if meaning:
            self._codes[key] = meaning
        else:
            self._codes.pop(key, None)
        self._reload()
        self.changed.emit()

    def _stored(self, entry: Entry) -> str:
        meant = self._codes.get((entry.problem.field, entry.problem.before))
        return f"{meant}（已选定）" if meant else stored_text(entry)

    def _shown(self) -> list[tuple[int, Entry]]:
        chosen = next((v for v, button in self.buttons.items() if button.isChecked()), None)
        return [pair for pair in self._entries if chosen is None or pair[1].problem.verdict is chosen]

    def _values(self, field: str) -> Sequence[str]:
        """What may stand in a coded column, or in an own field of choices."""
        return coded_values(field) if field in TABLES else self._own.get(field, ())

    def _reload(self) -> None:
        self.table.record_model.reload()
        self._offer()

    def _offer(self) -> None:
        """For an unknown value: what it may mean, the likeliest first."""
        pair = self.table.current_record() if self._entries else None
        problem = pair[1].problem if pair else None
        asked = problem is not None and problem.code == "code.unknown" and bool(self._values(problem.field))
        self.answers.setVisible(asked)
        if problem is None or not asked:
            return
        alike = sum(
            e.problem.field == problem.field and e.problem.before == problem.before for _n, e in self._entries
        )
        rows = f"（共 {alike} 行）" if alike > 1 else ""
        label = field_label(problem.field)
        self.asked.setText(f"{label}“{problem.before[:20]}”{rows}存为")
        self.meaning.clear()
        self.meaning.addItem(AS_WRITTEN, "")
        values = [*problem.candidates, *self._values(problem.field)]
        for value in dict.fromkeys(values):
            self.meaning.addItem(f"{value}　（可能是）" if value in problem.candidates else value, value)
        chosen = self._codes.get((problem.field, problem.before), "")
        self.meaning.setCurrentIndex(max(self.meaning.findData(chosen), 0))
