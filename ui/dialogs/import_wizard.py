"""Importing a roster in four steps; until the third is confirmed nothing is written."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.errors import Cancelled, UserError
from models.services.import_plan import ImportPlan, ImportResult
from models.services.marked_copy import marked_sheets
from ui.context import Context
from ui.dialogs.import_columns import ColumnsPage
from ui.dialogs.import_list import ImportList
from ui.dialogs.import_outcome import OutcomePage
from ui.dialogs.import_pages import DonePage, FilePage, done_words
from ui.paper import write_file
from ui.tasks import IsCancelled, Progress, Task
from ui.theme import px
from ui.widgets.dialog_buttons import decides_on_enter
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

STEPS = ("选择文件", "核对列", "看结果", "完成")


class ImportWizard(QDialog):
    """With a `path` it starts at the second step."""

    def __init__(self, context: Context, path: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path = Path(path) if path else None
        self._task: Task | None = None
        self.plan: ImportPlan | None = None
        self.result: ImportResult | None = None
        self.saved: Path | None = None  # the marked copy
        self.setWindowTitle("导入名册")
        self.resize(QSize(px(1160), px(640)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("导入名册", "title"))
        self.steps = PlainLabel("", "quiet")
        box.addWidget(self.steps)
        folder = context.settings.state("import").get("folder") or str(Path.home())
        self.file_page, self.columns_page = FilePage(folder), ColumnsPage()
        self.outcome_page, self.done_page = OutcomePage(context.settings), DonePage()
        self.pages = QStackedWidget()
        for page in (self.file_page, self.columns_page, self.outcome_page, self.done_page):
            self.pages.addWidget(page)
        box.addWidget(self.pages, 1)
        box.addLayout(self._buttons())
        self.file_page.chosen.connect(self.choose)
        self.file_page.earlier_wanted.connect(self.show_earlier)
        self.outcome_page.changed.connect(self._name_commit)
        self.outcome_page.copy_wanted.connect(self.save_copy)
        context.tasks.progressed.connect(self._progressed)
        self.columns_page.changed.connect(self._mapping_changed)
        self.columns_page.sheet_changed.connect(lambda name: self._read(sheet=name))
        self.columns_page.along_changed.connect(self._read_along)
        self.done_page.undo_wanted.connect(self._undo)
        self.done_page.sheet_wanted.connect(self._next_sheet)
        self._imported: set[str] = set()  # sheets of this file
        self._along: list[str] | None = None  # sheets read together, None as the program finds
        self._stale = False
        self._go(0)
        if self._path:
            self._read()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.cancel_button = QPushButton("不导入了")
        self.cancel_button.clicked.connect(self.reject)
        self.back_button = QPushButton("上一步")
        self.back_button.clicked.connect(self._back)
        self.next_button = QPushButton("下一步")
        self.next_button.setProperty("primary", True)
        self.next_button.clicked.connect(self._next)
        self.bar = QProgressBar()
        self.bar.setFixedWidth(px(240))
        self.bar.setTextVisible(False)
        self.bar.hide()
        row.addWidget(self.bar)
        row.addStretch(1)
        for button in (self.cancel_button, self.back_button, self.next_button):
            row.addWidget(button)
        return row

    @property
    def step(self) -> int:
        return self.pages.currentIndex()

    def choose(self, path: str) -> None:
        """Read the file that was picked or dropped."""
        self._path = Path(path)
        self._imported = set()
        self._context.settings.set_state("import", {"folder": str(self._path.parent)})
        self._read()

    # steps

    def _go(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        marks = [f"{'● ' if i == step else '○ '}{i + 1} {name}" for i, name in enumerate(STEPS)]
        self.steps.setText("　　".join(marks))
        self.back_button.setVisible(step in (1, 2))
        self.next_button.setVisible(step > 0)
        self.cancel_button.setVisible(step < 3)
        self.next_button.setEnabled(True)
        self.next_button.setText(("", "下一步：看结果", "", "关闭")[step])
        if step == 2:
            self._name_commit()
        (self.next_button if step else self.file_page.button).setFocus()

    def _name_commit(self) -> None:
        """导入 3 人，更新 2 人: what the button will do."""
        if self.step != 2:
            return
        new, changed = self.outcome_page.counts()
        words = [f"导入 {new} 人"] if new or not changed else []
        words += [f"更新 {changed} 人"] if changed else []
        self.next_button.setText("，".join(words))
        self.next_button.setEnabled(bool(new or changed) and self._task is None)

    def _next(self) -> None:
        if self.step == 1:
            if self._stale:
                self._read(keep_mapping=True)
            else:
                self._show_outcome()
        elif self.step == 2:
            self._commit()
        else:
            self.accept()

    def _back(self) -> None:
        self._go(self.step - 1)

    def _mapping_changed(self) -> None:
        self._stale = True
        names = list(self.columns_page.mapping().values())
        twice = sorted({name for name in names if names.count(name) > 1 and name != "phone"})
        self.columns_page.say_problem("" if "name" in names else "还没有指定哪一列是“姓名”。")
        if twice and "name" in names:
            self.columns_page.say_problem("有两列放到了同一项，将取先出现的、不空的那一列。")
        self.next_button.setEnabled("name" in names)

    # work

    def _read_along(self, names: list[str]) -> None:
        """Other sheets together with this one; what was said of the columns stays."""
        self._along = names
        self._read(keep_mapping=True, to_outcome=False)

    def _read(self, *, sheet: str = "", keep_mapping: bool = False, to_outcome: bool = True) -> None:
        path = self._path
        if path is None:
            return
        mappings = self.columns_page.mappings() if keep_mapping else {}
        wanted = sheet or (self.plan.sheet if keep_mapping and self.plan else "")
        along = self._along if keep_mapping else None
        self._busy(True)
        roster = self._context.desk.roster
        task = self._context.tasks.run(
            lambda progress, cancelled: roster.plan_import(
                path, progress, cancelled, sheet=wanted, also=along, mappings=mappings
            ),
            lambda plan: self._planned(plan, keep_mapping and to_outcome),
            self._failed,
            title="正在读取名册…",
        )
        self._task = task if task in self._context.tasks.running else None

    def _planned(self, plan: ImportPlan, to_outcome: bool) -> None:
        self._busy(False)
        self.plan = plan
        self._along = sorted({table.sheet for table in plan.tables} - {plan.sheet})
        self._stale = False
        if to_outcome:
            self._show_outcome()
            return
        self.columns_page.show_plan(plan)
        self._go(1)

    def _show_outcome(self) -> None:
        if self.plan is not None:
            self.outcome_page.show_plan(self.plan)
            self._go(2)

    def _commit(self) -> None:
        plan = self.plan
        if plan is None:
            return
        self._busy(True)
        desk, choices = self._context.desk, self.outcome_page.choices()

        def job(progress: Progress, _cancelled: IsCancelled) -> ImportResult:
            desk.safety.backup("导入前", only_changed=True)
            return desk.roster.commit_import(plan, progress, choices)

        task = self._context.tasks.run(
            job,
            self._committed,
            self._failed,
            title="正在存入名册…",
            cancellable=False,
        )
        self._task = task if task in self._context.tasks.running else None

    def _committed(self, result: ImportResult) -> None:
        self._busy(False)
        self.result = result
        if self.plan is not None:
            self._imported |= {table.sheet for table in self.plan.tables}
            rest = [name for name in self.plan.rosters if name not in self._imported]
            self.done_page.show_result(result, self.plan, rest[0] if rest else "")
        self._context.say(done_words(result))
        self._go(3)

    def save_copy(self) -> None:
        """The workbook as it came, with its problems beside the rows."""
        plan = self.plan
        if plan is None:
            return
        name = str(plan.path.with_name(f"{plan.path.stem}-核对意见.xlsx"))
        chosen, _ = QFileDialog.getSaveFileName(self, "保存标注副本", name, "Excel 表格 (*.xlsx)")
        if not chosen:
            return
        target = Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx")

        def job(_progress: Progress, cancelled: IsCancelled) -> Path:
            from exporters.backends.marked_sheet import render  # noqa: PLC0415  (80 ms, only when asked for)

            write_file(target, render(marked_sheets(plan, cancelled)))
            return target

        self._busy(True)
        task = self._context.tasks.run(job, self._saved, self._failed, title="正在保存标注副本…")
        self._task = task if task in self._context.tasks.running else None

    def _saved(self, target: Path) -> None:
        self._busy(False)
        self._name_commit()
        self.saved = target
        self._context.say(f"✓ 已保存标注副本：{target.name}")

    def show_earlier(self) -> None:
        """Imports of before, each with its way back."""
        ImportList(self._context, self).exec()

    def _next_sheet(self, name: str) -> None:
        """The next roster of the same file, from its columns on."""
        self._read(sheet=name)

    def _undo(self) -> None:
        try:
            self._context.desk.undo()
        except UserError as error:
            self._context.show_error(error)
            return
        self._context.say("已撤销导入")
        self.done_page.show_undone()

    def _failed(self, error: BaseException) -> None:
        self._busy(False)
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, UserError):
            self._context.tasks.failed.emit(error)
            return
        if self.step == 1:
            self.columns_page.say_problem(str(error))
        elif self.step == 0:
            self.file_page.say_problem(str(error))
        else:
            self._context.show_error(error)

    def _busy(self, busy: bool) -> None:
        if not busy:
            self._task = None
        self.file_page.busy.setRange(0, 0)
        self.file_page.busy.setVisible(busy)
        self.file_page.button.setEnabled(not busy)
        self.next_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy and self.step > 0)
        self.outcome_page.setEnabled(not busy)
        if not busy and self.step == 0:
            self.file_page.button.setFocus()

    def _progressed(self, task: Task) -> None:
        if task is self._task and task.total:
            for bar in (self.bar, self.file_page.busy):
                bar.setRange(0, task.total)
                bar.setValue(task.done)

    def showEvent(self, event: QShowEvent) -> None:
        decides_on_enter(self.next_button)
        super().showEvent(event)

    # leaving

    def reject(self) -> None:
        if self._task is not None:
            if not self._task.cancellable:
                return  # half a commit is no place to leave
            self._task.abandon()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reject()
        event.setAccepted(not self.isVisible())
