"""What a table of development dates would bring, shown before anything is written."""

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from models.domain.pipeline import order_of, step_def
from models.domain.roster_cleaning import Verdict
from models.services.stage_import import PlannedDossier, StagePlan
from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel


def furthest(planned: PlannedDossier) -> str:
    """The furthest step of a row, with its day."""
    if not planned.steps:
        return "没有日期"
    last = max(planned.steps, key=lambda step: order_of(step.code))
    return f"{step_def(last.code).name} {last.on_date}"


def _names(planned: PlannedDossier, role: str) -> str:
    return "、".join(name for kind, name in planned.companions if kind == role)


def _doubts(planned: PlannedDossier) -> str:
    return "；".join(p.message or p.code for p in planned.problems if p.verdict is not Verdict.REFUSED)


COLUMNS: tuple[Column[PlannedDossier], ...] = (
    Column(key="name", title="姓名", text=lambda p: str(p.values.get("name", "")), width=84, sort=False),
    Column(
        key="category", title="类别", text=lambda p: str(p.values.get("category", "")), width=100, sort=False
    ),
    Column(key="furthest", title="最近一步", text=furthest, width=220, sort=False),
    Column(
        key="count", title="步骤", text=lambda p: f"{len(p.steps)} 个", width=64, align="right", sort=False
    ),
    Column(key="contact", title="培养联系人", text=lambda p: _names(p, "contact"), width=130, sort=False),
    Column(
        key="doubts",
        title="说明",
        text=lambda p: ("记到名册原有人员；" if p.person_id else "") + _doubts(p),
        width=220,
        sort=False,
        tone=lambda p: "soon" if p.problems else "",
    ),
)


def _where(plan: StagePlan) -> Column[PlannedDossier]:
    """The row of the sheet, and which sheet where there are several."""
    several = len(plan.sheets) > 1
    return Column(
        key="row",
        title="表中行",
        text=lambda p: plan.place(p.row) if several else str(p.row),
        width=150 if several else 64,
        align="left" if several else "right",
        sort=False,
        wrap=True,
    )


class StageImportDialog(QDialog):
    """A sentence, the people, the rows left out; 导入 N 人 does it, Escape leaves."""

    def __init__(self, plan: StagePlan, settings: UiSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self.setWindowTitle("导入发展党员时间总表")
        self.resize(px(960), px(560))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("导入发展党员时间总表", "title"))
        self.summary = PlainLabel(summary(plan), wrap=True)
        box.addWidget(self.summary)
        for note in plan.notes:
            box.addWidget(Banner(note, "info"))
        source: ListSource[PlannedDossier] = ListSource(lambda: plan.people, lambda planned: planned.row)
        self.table: RecordTable[PlannedDossier] = RecordTable(
            RecordTableModel(source, (_where(plan), *COLUMNS)), "stage-import", settings
        )
        self.table.record_model.reload()
        box.addWidget(self.table, 1)
        lines = left_out(plan)
        if lines:
            box.addWidget(PlainLabel(f"不导入的行（{len(lines)}）", "heading"))
            self.left_out = QPlainTextEdit("\n".join(lines))
            self.left_out.setReadOnly(True)
            self.left_out.setTabChangesFocus(True)
            self.left_out.setFixedHeight(px(96))
            box.addWidget(self.left_out)
        box.addWidget(PlainLabel("导入后可以一步撤销；存疑的格子会留在人员记录旁，等核对。", "field"))
        buttons = DialogButtons(self, f"导入 {len(plan.people)} 人", "不导入")
        self.ok_button = buttons.ok_button
        self.ok_button.setEnabled(bool(plan.people))
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self.ok_button.setFocus()


def summary(plan: StagePlan) -> str:
    """One sentence: people, steps, repaired, doubtful, left out."""
    steps = sum(len(planned.steps) for planned in plan.people)
    counted = {verdict: len(plan.of(verdict)) for verdict in Verdict}
    return (
        f"工作表{'、'.join(f'“{name}”' for name in plan.sheets)}：将导入 {len(plan.people)} 人、{steps} 个步骤；"
        f"规范了 {counted[Verdict.REPAIRED]} 格，存疑 {counted[Verdict.DOUBTFUL]} 格，"
        f"{len(left_out(plan))} 行不导入。"
    )


def left_out(plan: StagePlan) -> list[str]:
    """Rows which are not imported, with the reason."""
    return [
        f"{plan.place(entry.row)}　{entry.name}　{entry.problem.message}（{entry.problem.before}）"
        for entry in plan.of(Verdict.REFUSED)
    ]
