"""One appraisal: its tally typed like a spreadsheet, its grades; what is recorded of its steps, what the rules say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.appraisal import GRADES, MEMBERS, Appraisal, Grade, steps
from models.domain.finding import Finding
from ui.context import Context
from ui.dialogs.appraisal_dialog import AppraisalDialog, BallotDialog, MemberSheetDialog
from ui.dialogs.date_dialog import DateDialog
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.tally_grid import Changes, TallyGrid

EMPTY = {
    MEMBERS: "还没有登记 {year} 年度民主评议党员。登记以后，应到名单按当天名册列好，可以打印测评票、登记票数、评定等次。",
    "述职评议": "还没有登记 {year} 年度支部书记述职评议。登记以后可以打印测评票、登记票数，汇总表自动填好。",
}
ABOUT = "直接打数字，回车到下一人；等次打 1 优秀、2 合格、3 基本合格、4 不合格；可以从 Excel 粘贴一块。"


class Done(Protocol):
    """Does something for the screen: says what cannot be, and shows everything anew, or only the page in hand."""

    def __call__(self, act: Callable[[], object], *, whole: bool = True) -> bool: ...


class AppraisalPage(QWidget):
    """`done(act)` does something for the screen: says what cannot be, and shows everything anew."""

    def __init__(self, context: Context, kind: str, done: Done) -> None:
        super().__init__()
        self._context, self._kind, self._done = context, kind, done
        self._service = context.desk.appraisals
        self.year = 0
        self.appraisal: Appraisal | None = None
        self.findings: list[Finding] = []
        self.sums = PlainLabel("", wrap=True)
        self.grid = TallyGrid(kind)
        self.grid.typed.connect(self._typed)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self._bar())
        column.addWidget(self.grid, 1)
        column.addWidget(self.sums)
        self.empty = EmptyState("", f"登记{'民主评议党员' if kind == MEMBERS else kind}…", self.start)
        self.pages = QStackedWidget()
        self.pages.addWidget(inside)
        self.pages.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.pages)

    def _bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.buttons: dict[str, QPushButton] = {}
        acts: list[tuple[str, Callable[[], None]]] = [("测评情况…", self.edit)]
        if self._kind == MEMBERS:
            acts += [
                ("个人登记表…", self.edit_sheet),
                ("空着的按票数定等次", self.fill),
                ("登记反馈…", self.tell),
            ]
        acts.append(("办结", self.close_or_open))
        for text, act in acts:
            button = self.buttons[text] = QPushButton(text)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(_calling(act))
            row.addWidget(button)
        if self._kind == MEMBERS:
            row.addWidget(self._more())
        row.addStretch(1)
        return bar

    def _more(self) -> QPushButton:
        """What is wanted once a year at most."""
        button = self.buttons["更多"] = QPushButton("更多")
        button.setProperty("compact", True)
        button.setProperty("menu", True)
        button.setAutoDefault(False)
        menu = QMenu(button)
        for text, act in (("按名册更新名单", self.refresh_people), ("测评票的项目…", self.edit_ballot),
                          ("删去这次评议（录错的）", self.remove)):  # fmt: skip
            menu.addAction(text).triggered.connect(_calling(act))
        button.setMenu(menu)
        return button

    # showing

    def show_year(self, year: int) -> None:
        """The appraisal of a year, or the button that begins it."""
        self.year = year
        self.appraisal = appraisal = self._service.of_year(year, self._kind)
        self.pages.setCurrentIndex(1 if appraisal is None else 0)
        self.empty.set_sentence(EMPTY[self._kind].format(year=year))
        self.findings = self._service.findings(appraisal) if appraisal else []
        if appraisal is None:
            return
        self.grid.show_appraisal(appraisal)
        self.sums.setText(self._sum_words(appraisal))
        self.sums.set_state("late" if self._is_over(appraisal) else "")
        for text, button in self.buttons.items():
            button.setEnabled(not appraisal.is_closed or text in ("办结", "更多"))
        self.buttons["办结"].setText("重新打开" if appraisal.is_closed else "办结")

    def begin(self) -> None:
        """The keyboard goes to the tally, or to the button that begins it."""
        (self.grid if self.appraisal is not None else self.empty.button).setFocus()

    def _is_over(self, appraisal: Appraisal) -> bool:
        """More of the best grade than the third that is allowed (PY-05)."""
        best = len(appraisal.graded(Grade.EXCELLENT)) if self._kind == MEMBERS and appraisal.counted else 0
        return best > 0 and best > self._service.cap(appraisal)

    def _sum_words(self, appraisal: Appraisal) -> str:
        """优秀 5（上限 6＝党员 18 人的三分之一）、合格 10 …."""
        if self._kind != MEMBERS:
            return f"{appraisal.on_date}，{appraisal.subject}述职。{_papers(appraisal)}"
        if not appraisal.counted:
            return f"{_papers(appraisal)}{ABOUT}"
        cap = self._service.cap(appraisal)
        parts = [f"{grade} {len(appraisal.graded(grade))}" for grade in GRADES]
        over = self._is_over(appraisal)
        parts[0] += (
            f"（上限 {cap}，{appraisal.cap_basis} {appraisal.base} 人的三分之一）{'！超过上限' if over else ''}"
        )
        young = sum(line.is_probationary for line in appraisal.lines)
        left = len(appraisal.ungraded)
        closed = f"已于 {appraisal.closed_on} 办结。" if appraisal.is_closed else ""
        more = f"；还有 {left} 人没有等次" if left else ""
        return f"{'、'.join(parts)}；预备党员 {young} 人不评等次{more}。{_papers(appraisal)}{closed}"

    # doing

    def start(self) -> None:
        self._done(lambda: AppraisalDialog(self._context, self.year, self._kind, parent=self.window()).exec())
        if self.appraisal is not None:
            self.grid.setFocus()

    def edit(self) -> None:
        if self.appraisal and not self.appraisal.is_closed:
            dialog = AppraisalDialog(
                self._context, self.year, self._kind, self.appraisal, parent=self.window()
            )
            self._done(dialog.exec)

    def edit_sheet(self) -> None:
        """What is written on the sheet of the member in hand."""
        line = self.grid.current_line()
        if self.appraisal and line:
            dialog = MemberSheetDialog(self._context, self.appraisal, line.id, self.window())
            self._done(dialog.exec)

    def edit_ballot(self) -> None:
        self._done(BallotDialog(self._context, self.window()).exec)

    def fill(self) -> None:
        """Nobody's grade is changed that stands already."""
        appraisal = self.appraisal
        if appraisal is None:
            return
        filled: list[int] = []
        if self._done(lambda: filled.append(self._service.fill_grades(appraisal.id))):
            words = f"✓ 按得票最多填了 {filled[0]} 人的等次，请支委会（党员大会）评定后核对。"
            self._context.say(
                words if filled[0] else "没有可填的：等次都有了，或者还没有登记票数、票数相等。"
            )

    def tell(self) -> None:
        """One day for everybody who is graded and not told yet."""
        appraisal = self.appraisal
        if appraisal is None:
            return
        day = DateDialog.ask(
            self.window(), "评定结果已向本人反馈", "反馈日期", self._context.desk.today(), "登记反馈"
        )
        told: list[int] = []
        if day and self._done(lambda: told.append(self._service.tell(appraisal.id, day))):
            self._context.say(f"✓ 已登记 {told[0]} 人的反馈日期。")

    def refresh_people(self) -> None:
        appraisal = self.appraisal
        if appraisal is None:
            return
        found: list[tuple[int, int]] = []
        if self._done(lambda: found.append(self._service.refresh_people(appraisal.id))):
            came, went = found[0]
            self._context.say(
                f"✓ 按当天名册加入 {came} 人，移出 {went} 人。" if came or went else "名单与当天名册相同。"
            )

    def close_or_open(self) -> None:
        appraisal = self.appraisal
        if appraisal is None:
            return
        act = self._service.reopen if appraisal.is_closed else self._service.close
        if self._done(lambda: act(appraisal.id)):
            self._context.say("✓ 已重新打开。" if appraisal.is_closed else "✓ 已办结，可以打印存档。")

    def remove(self) -> None:
        """Entered by mistake; undone like every step."""
        appraisal = self.appraisal
        if appraisal is not None and self._done(lambda: self._service.remove(appraisal.id)):
            self._context.say(f"已删去{appraisal.title}，可以撤销。")

    def _typed(self, changes: Changes) -> None:
        appraisal = self.appraisal
        if appraisal is not None:
            self._done(lambda: self._service.save_lines(appraisal.id, changes), whole=False)


class StepsPage(QWidget):
    """The parts of an appraisal as recorded (PY-02), and what the rules say, each to be answered."""

    def __init__(self, context: Context, done: Done) -> None:
        super().__init__()
        self._context, self._done = context, done
        self.lines = FactLines(110)
        self.strip = FindingStrip(most=100, show_subject=True)
        self.strip.answered.connect(self._answer)
        self.nothing = PlainLabel("", "quiet", wrap=True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(10))
        for widget in (self.lines, self.strip, self.nothing):
            column.addWidget(widget)
        column.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(ScrollColumn(inside))

    def show_appraisal(self, appraisal: Appraisal | None, findings: Sequence[Finding]) -> None:
        """Those of the branch as a whole do not name it again."""
        made = steps(appraisal) if appraisal else ()
        self.lines.show_lines(
            [(f"{'✓' if s.done else '○'} {s.name}", f"{s.on or '未登记'}　{s.words}") for s in made]
        )
        said = [replace(one, subject="") if one.record_kind == "branch" else one for one in findings]
        self.strip.set_findings(said)
        none = "这一年度还没有登记民主评议党员。" if appraisal is None else "没有要核对的。"
        self.nothing.setText("" if findings else none)

    def _answer(self, finding: Finding, reason: str) -> None:
        self._done(lambda: self._context.desk.answer(finding, reason))


def _papers(appraisal: Appraisal) -> str:
    if not appraisal.counted:
        return "测评票还没有登记。"
    return (
        f"应到 {appraisal.expected}，实到 {appraisal.present}，发出 {appraisal.issued} 票，"
        f"收回 {appraisal.returned} 票，有效 {appraisal.valid} 票。"
    )


def _calling(slot: Callable[[], None]) -> Callable[[bool], None]:
    return lambda _checked: slot()
