"""Three lists of a year in the screen of the organisational-life meeting: opinions, talks, issues to be put right."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.finding import Finding
from models.domain.meeting_records import Task
from models.domain.organisational_life import DONE, LATE, TEAM, Opinion, Talk, state_of
from ui.context import Context
from ui.dialogs.issue_done import IssueDoneDialog
from ui.dialogs.life_dialogs import IssueDialog, OpinionDialog, TalkDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.plain_label import PlainLabel

Done = Callable[[Callable[[], object]], bool]
R = TypeVar("R", Opinion, Talk, Task)


class _ListPage(QWidget, Generic[R]):
    """A sentence, buttons, a table; or, while nothing is recorded, the button that begins it."""

    TABLE = ""  # of the store
    NAME = ""
    UNIT = "条"
    EMPTY = ""
    ADD = ""

    def __init__(self, context: Context, done: Done) -> None:
        super().__init__()
        self._context, self._done = context, done
        self._service = context.desk.life
        self.year = int(context.desk.today()[:4])
        self.table: RecordTable[R] = RecordTable(
            RecordTableModel(ListSource(self._rows), self._columns()), f"life-{self.TABLE}", context.settings
        )
        self.table.called(self.NAME)
        self.table.opened.connect(lambda _id: self.edit())
        self.table.current_changed.connect(lambda _id: self._judge())
        self.table.add_row_action("修改…", lambda _ids: self.edit())
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table.with_foot(self.UNIT))
        self.empty = EmptyState(self.EMPTY, self.ADD, self.add)
        self.empty.button.setAutoDefault(False)
        self.lists.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.said = PlainLabel("", "quiet", wrap=True)
        line.addWidget(self.said, 1)
        self.buttons: dict[str, QPushButton] = {}
        for text, act in ((self.ADD, self.add), *self._acts()):
            button = self.buttons[text] = QPushButton(text)
            button.setProperty("compact", True)
            button.setAutoDefault(False)
            button.clicked.connect(_calling(act))
            line.addWidget(button)
        new = QShortcut(
            QKeySequence.StandardKey.New, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        new.activated.connect(self.add)
        for text, act in self._acts():
            self.table.add_row_action(text, _of_row(act))
        self.table.add_row_action("-", lambda _ids: None)
        self.table.add_row_action("删除（录错的）", self._remove)
        box.addLayout(line)
        box.addWidget(self.lists, 1)

    def _columns(self) -> Sequence[Column[R]]:
        raise NotImplementedError

    def _rows(self) -> list[R]:
        raise NotImplementedError

    def _said(self, rows: Sequence[R]) -> str:
        raise NotImplementedError

    def _acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return ()

    def add(self) -> None:
        raise NotImplementedError

    def edit(self) -> None:
        raise NotImplementedError

    def show_year(self, year: int) -> int:
        """How many are waiting for somebody (issues), or how many there are."""
        self.year = year
        self.table.record_model.reload()
        rows = self._rows()
        self.lists.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.current_id():
            self.table.selectRow(0)
        self.said.setText(self._said(rows))
        self._judge()
        return self._waiting(rows)

    def _waiting(self, rows: Sequence[R]) -> int:
        return len(rows)

    def begin(self) -> None:
        """The keyboard goes to the list, or to the button that begins it."""
        (self.table if self.lists.currentIndex() == 0 else self.empty.button).setFocus()

    def _judge(self) -> None:
        chosen = self.table.current_record() is not None
        for text, button in self.buttons.items():
            button.setEnabled(chosen or text == self.ADD)
            button.setVisible(self.lists.currentIndex() == 0)

    def _remove(self, ids: list[int]) -> None:
        for row_id in ids:
            self._done(lambda row_id=row_id: self._service.remove(self.TABLE, row_id))


class OpinionsPage(_ListPage[Opinion]):
    TABLE, NAME, ADD = "opinion", "征求的意见", "登记意见…"
    EMPTY = "还没有登记征求到的意见。先打印征求意见表发下去，收回来登记；不署名，只记党员或群众。"

    def _columns(self) -> Sequence[Column[Opinion]]:
        return (
            Column(key="of", title="对谁的意见", text=lambda o: o.of, width=110, sort=False),
            Column(key="content", title="意见内容", text=lambda o: o.content, width=560, sort=False, wrap=True,
                   tip=lambda o: o.content),
            Column(key="from_kind", title="提出人类别", text=lambda o: o.from_kind, width=90, sort=False),
            Column(key="collected_by", title="收集人", text=lambda o: o.collected_by, width=90, sort=False),
            Column(key="on_date", title="日期", text=lambda o: o.on_date, width=100, sort=False),
            Column(key="remark", title="备注", text=lambda o: o.remark, width=140, sort=False, visible=False),
        )  # fmt: skip

    def _rows(self) -> list[Opinion]:
        return self._service.opinions(self.year)

    def _said(self, rows: Sequence[Opinion]) -> str:
        team = sum(one.about == TEAM for one in rows)
        return f"{len(rows)} 条：对支部班子 {team} 条，对党员 {len(rows) - team} 条。" if rows else ""

    def _acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (("列入问题清单…", self.make_issue),)

    def add(self) -> None:
        self._done(OpinionDialog(self._context, self.year, parent=self.window()).exec)

    def edit(self) -> None:
        opinion = self.table.current_record()
        if opinion:
            self._done(OpinionDialog(self._context, self.year, opinion, self.window()).exec)

    def make_issue(self) -> None:
        """The opinion becomes an issue with a person and a day."""
        opinion = self.table.current_record()
        if opinion:
            proposed = self._service.issue_from(opinion)
            self._done(IssueDialog(self._context, self.year, parent=self.window(), proposed=proposed).exec)


class TalksPage(_ListPage[Talk]):
    TABLE, NAME, ADD, UNIT = "talk_record", "谈心谈话", "登记谈话…", "人次"
    EMPTY = "这一年还没有谈心谈话记录。支委之间、支委与党员之间、党员之间一般每年不少于一次。"

    def __init__(self, context: Context, done: Done) -> None:
        super().__init__(context, done)
        self.strip = FindingStrip(most=1)
        self.strip.answered.connect(self._answer)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(1, self.strip)

    def _columns(self) -> Sequence[Column[Talk]]:
        return (
            Column(key="on_date", title="日期", text=lambda t: t.on_date, width=100, sort=False),
            Column(key="kind", title="类型", text=lambda t: t.kind, width=110, sort=False),
            Column(key="talker", title="谈话人", text=lambda t: t.talker, width=96, sort=False),
            Column(key="listener", title="谈话对象", text=lambda t: t.listener, width=96, sort=False),
            Column(key="content", title="主要内容", text=lambda t: t.content or "（打印后手写）", width=380, sort=False,
                   wrap=True, tip=lambda t: t.content, tone=lambda t: "" if t.content else "quiet"),
            Column(key="problems", title="问题与建议", text=lambda t: t.problems, width=240, sort=False, wrap=True,
                   tip=lambda t: t.problems),
            Column(key="place", title="地点", text=lambda t: t.place, width=120, sort=False, visible=False),
        )  # fmt: skip

    def _rows(self) -> list[Talk]:
        return self._service.talks(self.year)

    def _said(self, rows: Sequence[Talk]) -> str:
        self.strip.set_findings(self._service.findings(self.year))
        people = {one for talk in rows for one in talk.who}
        return f"{self.year} 年 {len(rows)} 人次，涉及在册党员 {len(people)} 名。" if rows else ""

    def _acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (("打印谈话记录", self.preview),)

    def add(self) -> None:
        self._done(TalkDialog(self._context, parent=self.window()).exec)

    def edit(self) -> None:
        talk = self.table.current_record()
        if talk:
            self._done(TalkDialog(self._context, talk, self.window()).exec)

    def preview(self) -> None:
        """The sheets of those chosen, one after the other."""
        ids = self.table.selected_ids()
        if ids:
            self._context.preview("A8.3", ids[0] if len(ids) == 1 else [str(one) for one in ids])

    def _answer(self, finding: Finding, reason: str) -> None:
        self._done(lambda: self._context.desk.answer(finding, reason))


class IssuesPage(_ListPage[Task]):
    TABLE, NAME, ADD, UNIT = "task", "问题清单与整改台账", "新增整改事项…", "项"
    EMPTY = "还没有问题清单。会后把查摆的问题逐项列出：措施、责任人、时限；到期前会列入待办，完成后销号。"

    def _columns(self) -> Sequence[Column[Task]]:
        tones = {DONE: "done", LATE: "late"}
        signs = {DONE: "✓ ", LATE: "× "}

        def state(issue: Task) -> str:
            return state_of(issue, self._context.desk.today())

        columns: tuple[Column[Any], ...] = (
            Column(key="state", title="状态", text=lambda i: signs.get(state(i), "○ ") + state(i), width=96, sort=False,
                   tone=lambda i: tones.get(state(i), "soon")),
            Column(key="problem", title="问题", text=lambda i: i.problem, width=270, sort=False, wrap=True,
                   tip=lambda i: i.problem),
            Column(key="origin", title="来源", text=lambda i: i.origin, width=96, sort=False),
            Column(key="what", title="整改措施", text=lambda i: i.what, width=270, sort=False, wrap=True,
                   tip=lambda i: i.what),
            Column(key="who", title="责任人", text=lambda i: i.who, width=96, sort=False),
            Column(key="due_on", title="时限", text=lambda i: i.due_on, width=100, sort=False),
            Column(key="done_on", title="销号日期", text=lambda i: i.done_on, width=100, sort=False),
            Column(key="evidence", title="完成情况", text=lambda i: i.evidence or i.progress, width=150, sort=False,
                   wrap=True, tip=lambda i: i.evidence or i.progress),
        )  # fmt: skip
        return columns

    def _rows(self) -> list[Task]:
        return self._service.issues(self.year)

    def _said(self, rows: Sequence[Task]) -> str:
        today = self._context.desk.today()
        done = sum(bool(one.done_on) for one in rows)
        late = sum(state_of(one, today) == LATE for one in rows)
        return f"{len(rows)} 项，已销号 {done} 项" + (f"，逾期 {late} 项。" if late else "。") if rows else ""

    def _waiting(self, rows: Sequence[Task]) -> int:
        return sum(not one.done_on for one in rows)

    def _acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (("销号…", self.finish),)

    def add(self) -> None:
        self._done(IssueDialog(self._context, self.year, parent=self.window()).exec)

    def edit(self) -> None:
        issue = self.table.current_record()
        if issue:
            self._done(IssueDialog(self._context, self.year, issue, self.window()).exec)

    def finish(self) -> None:
        """Done on a day, with what shows it."""
        issue = self.table.current_record()
        if issue:
            self._done(IssueDoneDialog(self._context, issue, self.window()).exec)


def _calling(slot: Callable[[], None]) -> Callable[[bool], None]:
    return lambda _checked: slot()


def _of_row(slot: Callable[[], None]) -> Callable[[list[int]], None]:
    return lambda _ids: slot()
