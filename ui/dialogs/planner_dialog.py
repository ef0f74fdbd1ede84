"""The planner: proposed days for the meetings to come, what each day serves, and what breaks when it is moved."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from models.domain.calendar import WorkCalendar
from models.domain.dates import add_days, add_months, chinese_date
from models.domain.planner import Break, Proposal, day_words
from models.domain.planner_windows import Window
from ui.base_tab import DetailPane
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import plain_tip, px
from ui.widgets.article_links import ArticleLinks
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.emptied import empty
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.window_band import WindowBand

NOTHING = "到那一天为止，频次和培养对象的期限都已安排好了，没有要排的会议。"
SAID = "空格：列入或不列；Alt+←、Alt+→：提前或推后一天。日子只是建议，由支部定。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A proposal with the day the user has put it on, whether it goes onto the plan, and what does not hold."""

    id: int
    proposal: Proposal
    on: str
    chosen: bool = True
    broken: tuple[Break, ...] = ()

    @property
    def day_words(self) -> str:
        return day_words(date.fromisoformat(self.on), WorkCalendar.load()) if self.on else ""

    @property
    def state(self) -> str:
        if any(b.is_rule for b in self.broken):
            return f"！{len(self.broken)} 处不合"
        return f"提醒 {len(self.broken)} 处" if self.broken else "✓ 都合适"

    @property
    def name(self) -> str:
        group = self.proposal.party_group
        name = f"{self.proposal.kind.value}（{group}）" if group else self.proposal.kind.value
        return f"{name}，已排" if self.proposal.fixed else name


COLUMNS: tuple[Column[Line], ...] = (
    Column(key="chosen", title="列入", text=lambda r: "✓" if r.chosen else "", width=48, sort=False),
    Column(key="on", title="日期", text=lambda r: r.on, width=96, sort=False),
    Column(
        key="week", title="星期", text=lambda r: r.day_words, width=84, tip=lambda r: r.day_words, sort=False
    ),
    Column(key="kind", title="会议", text=lambda r: r.name, width=186, sort=False, tip=lambda r: r.name),
    Column(
        key="state",
        title="合不合适",
        text=lambda r: r.state,
        width=92,
        sort=False,
        tone=lambda r: "late" if any(b.is_rule for b in r.broken) else "soon" if r.broken else "done",
    ),
    Column(
        key="serves",
        title="为了什么",
        text=lambda r: "；".join(w.words for w in r.proposal.windows),
        width=250,
        sort=False,
        wrap=True,
        tip=lambda r: "；".join(w.words for w in r.proposal.windows),
    ),
)


def horizons(today: str) -> list[tuple[str, str, str]]:
    """Name, first and last day: this quarter, to the end of the year, the next quarter, next year."""
    year, month = int(today[:4]), int(today[5:7])
    quarter = f"{year}-{(month - 1) // 3 * 3 + 1:02d}-01"
    following = add_months(quarter, 3)
    found = [
        ("本季度", today, add_days(following, -1)),
        ("下个季度", following, add_days(add_months(following, 3), -1)),
        (f"{year + 1} 年全年", f"{year + 1}-01-01", f"{year + 1}-12-31"),
    ]
    if month < 10:
        found.insert(1, ("到年底", today, f"{year}-12-31"))
    return found


class _Lines(RecordTable[Line]):
    """`ticked(ids)` by the space bar."""

    ticked = Signal(list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_id():
            self.ticked.emit(self.selected_ids())
        else:
            super().keyPressEvent(event)


class PlannerDialog(QDialog):
    """`count` were put on the plan, once accepted."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self.count = context, 0
        self.lines: list[Line] = []
        self.setWindowTitle("排会议日子")
        self.resize(px(1180), px(620))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(8))
        box.addLayout(self._make_head())
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self._make_table()
        self._make_pane()
        self.split.setSizes([px(800), px(340)])
        box.addWidget(self.split, 1)
        self.said = PlainLabel(SAID, "quiet", wrap=True)
        box.addWidget(self.said)
        buttons = DialogButtons(self, "列入计划", "先不列")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self._accept)
        box.addWidget(buttons)
        for keys, by in (("Alt+Left", -1), ("Alt+Right", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda by=by: self.move_by(by))
        self.propose()
        self.table.setFocus()

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.sentence = PlainLabel("", "title")
        row.addWidget(self.sentence, 1)
        row.addWidget(PlainLabel("排到", "quiet"))
        self.horizon = QComboBox()
        self.horizon.setProperty("compact", True)
        self.horizon.setAccessibleName("排到什么时候")
        for name, first, last in horizons(self._context.desk.today()):
            self.horizon.addItem(name, (first, last))
        self.horizon.activated.connect(lambda _row: self.propose())
        row.addWidget(self.horizon)
        return row

    def _make_table(self) -> None:
        model = RecordTableModel(ListSource(lambda: self.lines), COLUMNS)
        self.table = _Lines(model, "planner", self._context.settings)
        self.table.fill("serves")
        self.table.called("会议日子建议", self.horizon)
        self.table.current_changed.connect(lambda _id: self._show())
        self.table.add_row_action("列入 / 不列入", self._toggle, "Space")
        self.table.opened.connect(lambda _id: self.day.setFocus())
        self.table.ticked.connect(self._toggle)
        self.nothing = EmptyState(NOTHING)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        self.listing = self.table.with_foot("次")
        box.addWidget(self.listing)
        box.addWidget(self.nothing)
        self.split.addWidget(left)

    def _make_pane(self) -> None:
        self.pane = pane = DetailPane("")
        pane.close_button.hide()
        row = QHBoxLayout()
        row.setSpacing(px(4))
        self.day = DateEdit(partial=False)
        self.day.setAccessibleName("定在哪一天")
        self.day.editingFinished.connect(self._day_typed)
        self.day.returnPressed.connect(self.table.setFocus)
        self.earlier, self.later = QPushButton("‹"), QPushButton("›")
        for button, by, name in (
            (self.earlier, -1, "前一天（Alt+←）"),
            (self.later, 1, "后一天（Alt+→）"),
        ):
            button.setProperty("compact", True)
            button.setAccessibleName(name)
            button.setToolTip(plain_tip(name))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, by=by: self.move_by(by))
        row.addWidget(self.earlier)
        row.addWidget(self.day, 1)
        row.addWidget(self.later)
        pane.body.addLayout(row)
        self.special = PlainLabel("", "quiet", wrap=True)
        pane.body.addWidget(self.special)
        self.broken = QVBoxLayout()
        self.windows = QVBoxLayout()
        for heading, layout in (("不合适的地方", self.broken), ("这次会为了", self.windows)):
            label = PlainLabel(heading, "heading")
            pane.body.addWidget(label)
            if layout is self.broken:
                self.broken_head = label
            layout.setSpacing(px(4))
            pane.body.addLayout(layout)
        self.split.addWidget(pane)

    # showing

    def propose(self) -> None:
        """Propose anew for the chosen time."""
        first, last = self.horizon.currentData()
        proposals = self._context.desk.planner.propose(last, first)
        self.lines = [Line(id=n, proposal=p, on=p.on) for n, p in enumerate(proposals, start=1)]
        calendar = self._context.desk.calendar
        unknown = {p.on[:4] for p in proposals if not calendar.is_known(date.fromisoformat(p.on))}
        years = "、".join(sorted(unknown))
        self.said.setText(SAID + (f"{years} 年的放假安排还没有，按周一至周五暂算。" if unknown else ""))
        self._judge()
        if self.lines:
            self.table.select_id(1)
        self.listing.setVisible(bool(self.lines))
        self.nothing.setVisible(not self.lines)
        self.pane.setVisible(bool(self.lines))

    def _judge(self) -> None:
        """Look at every day again: one that moves may break what hangs on it."""
        moved = [replace(line.proposal, on=line.on) for line in self.lines]
        planner = self._context.desk.planner
        self.lines = [
            replace(line, broken=tuple(planner.breaks(proposal, line.on, moved)))
            for line, proposal in zip(self.lines, moved, strict=True)
        ]
        current = self.table.current_id()
        self.table.record_model.reload()
        if current:
            self.table.select_id(current)
        chosen = sum(line.chosen for line in self.lines)
        self.sentence.setText(f"建议 {len(self.lines)} 次会议" if self.lines else "没有要排的会议")
        self.ok_button.setText(f"列入计划（{chosen} 次）" if chosen else "列入计划")
        self.ok_button.setEnabled(bool(chosen))
        self._show()

    def _line(self) -> Line | None:
        return next((line for line in self.lines if line.id == self.table.current_id()), None)

    def _show(self) -> None:
        line = self._line()
        empty(self.broken)
        empty(self.windows)
        if line is None:
            return
        self.pane.set_title(line.name)
        if not self.day.hasFocus():
            self.day.set_iso(line.on)
        self.special.setText(f"{chinese_date(line.on)}，{line.day_words}")
        self.broken_head.setVisible(bool(line.broken))
        for one in line.broken:
            label = PlainLabel(f"{'×' if one.is_rule else '！'} {one.words}", wrap=True)
            label.set_state("late" if one.is_rule else "soon")
            self.broken.addWidget(label)
        for window in line.proposal.windows:
            self._show_window(window, line)

    def _show_window(self, window: Window, line: Line) -> None:
        late = any(one.words.startswith(window.words) and one.is_rule for one in line.broken)
        sign = "×" if late else "✓"
        label = PlainLabel(f"{sign} {window.words}", wrap=True)
        label.set_state("late" if late else "done")
        self.windows.addWidget(label)
        self.windows.addWidget(WindowBand(window, line.on))
        span = f"{window.span}　" if window.span else ""
        provisional = "（节假日暂算）" if window.provisional else ""
        self.windows.addWidget(PlainLabel(f"{span}{window.why}{provisional}", "quiet", wrap=True))
        if window.citation:
            links = ArticleLinks()
            links.show_articles([("依据", window.citation)])
            self.windows.addWidget(links)

    # doing

    def move_by(self, days: int) -> None:
        """The meeting in hand so many days later."""
        line = self._line()
        if line is not None:
            self._put(line, add_days(line.on, days))

    def _day_typed(self) -> None:
        line, day = self._line(), self.day.iso()
        if line is not None and len(day) == 10 and day != line.on:
            self._put(line, day)

    def _put(self, line: Line, day: str) -> None:
        self.lines = [replace(one, on=day) if one.id == line.id else one for one in self.lines]
        self._judge()
        self.day.set_iso(day)

    def _toggle(self, ids: list[int]) -> None:
        self.lines = [replace(one, chosen=not one.chosen) if one.id in ids else one for one in self.lines]
        self._judge()

    def _accept(self) -> None:
        chosen = [(line.proposal, line.on) for line in self.lines if line.chosen]
        if chosen and self._context.attempt(lambda: self._context.desk.planner.accept(chosen)):
            self.count = len(chosen)
            self.accept()
