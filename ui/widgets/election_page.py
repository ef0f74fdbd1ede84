"""The page of an election: what is fixed, who stands, what was counted, its papers, and the result registered."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.election import BY_EXPECTED, BY_PRESENT, Choice, Election, ElectionFacts, Result
from models.domain.finding import Finding
from ui.branch_papers import ELECTION
from ui.context import Context
from ui.dialogs.choice_dialog import ChoiceDialog
from ui.dialogs.count_dialog import CountDialog
from ui.dialogs.election_dialog import ElectionDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel

_EMPTY = "还没有筹备换届选举。登记日期、名额和候选人以后，请示、选票、计票单、结果报告等十件文书都能打印。"
_NOBODY = "还没有候选人。逐个新增后就可以打印选票，姓名自动按姓氏笔画排序。"


class ElectionPage(QWidget):
    """The current election, or the last one; Enter opens a candidate."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._service = context, context.desk.elections
        self._facts: ElectionFacts | None = None
        self.findings: list[Finding] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.sentence = PlainLabel("", "quiet", wrap=True)
        box.addWidget(self.sentence)
        box.addWidget(self._bar())
        self.table: RecordTable[Choice] = RecordTable(
            RecordTableModel(ListSource(self._rows), self._columns()), "election", context.settings
        )
        self.table.called("换届选举人选")
        self.table.opened.connect(self.edit_choice)
        self.table.add_row_action("修改…", lambda ids: self.edit_choice(ids[0]))
        self.table.add_row_action("-", lambda _ids: None)
        self.table.add_row_action("删去", self._remove)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("个人选"))
        self.pages.addWidget(EmptyState(_EMPTY, "筹备换届选举…", self.prepare))
        self.pages.addWidget(EmptyState(_NOBODY, "新增候选人…", self.new_choice))
        box.addWidget(self.pages, 1)

    def _bar(self) -> QWidget:
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.buttons: dict[str, QPushButton] = {}
        for text, slot in (
            ("修改筹备…", self.edit), ("新增候选人…", self.new_choice), ("登记计票…", self.count),
            ("打印文书", None), ("登记结果", self.finish), ("下一次选举…", self.prepare),
        ):  # fmt: skip
            button = self.buttons[text] = QPushButton(text)
            button.setProperty("compact", True)
            if slot is None:
                button.setProperty("menu", True)
                button.setMenu(self._papers(button))
            else:
                button.clicked.connect(_calling(slot))
            row.addWidget(button)
        row.addStretch(1)
        return self.bar

    def _papers(self, button: QPushButton) -> QMenu:
        menu = QMenu(button)
        for form, text in ELECTION:
            menu.addAction(text).triggered.connect(lambda _c=False, form=form: self.preview(form))
        return menu

    def _columns(self) -> tuple[Column[Choice], ...]:
        return (
            Column(key="post", title="选举职务", text=lambda r: r.post_name, width=84, sort=False),
            Column(key="name", title="姓名", text=lambda r: r.name, width=96, sort=False),
            Column(key="origin", title="类别", text=lambda r: r.origin, width=70, sort=False),
            Column(key="recommended", title="推荐票", text=lambda r: str(r.recommended or ""), width=64, align="right",
                   sort=False),
            Column(key="duty", title="拟任分工", text=lambda r: r.proposed_post, width=84, sort=False),
            Column(key="yes", title="赞成", text=lambda r: self._votes(r, r.yes), width=56, align="right", sort=False),
            Column(key="no", title="不赞成", text=lambda r: self._votes(r, r.no), width=64, align="right", sort=False),
            Column(key="abstain", title="弃权", text=lambda r: self._votes(r, r.abstain), width=56, align="right",
                   sort=False),
            Column(key="present", title="按实到会", text=lambda r: self._word(r, 0), width=84, sort=False,
                   tone=lambda r: "done" if self._word(r, 0) == "当选" else ""),
            Column(key="expected", title="按应到会", text=lambda r: self._word(r, 1), width=84, sort=False,
                   tone=lambda r: "done" if self._word(r, 1) == "当选" else ""),
        )  # fmt: skip

    # reading

    def reload(self) -> None:
        """The current election with what the rules say."""
        found = self._service.all()
        self._facts = self._service.facts() if found else None
        self.pages.setCurrentIndex(1 if not found else 0 if self._rows() else 2)
        self.bar.setVisible(bool(found))
        self.sentence.setVisible(bool(found))
        self.table.record_model.reload()
        election = self._election
        self.findings = self._service.findings(election.id) if election and not election.closed_on else []
        if election is None:
            return
        for text in ("修改筹备…", "新增候选人…", "登记计票…", "登记结果"):
            self.buttons[text].setEnabled(not election.closed_on)
        self.buttons["下一次选举…"].setVisible(bool(election.closed_on))
        self.sentence.setText(self._words(election))

    @property
    def _election(self) -> Election | None:
        return self._facts.election if self._facts else None

    def _words(self, election: Election) -> str:
        seats = f"应选委员 {election.seats} 名" if election.seats else "不设支委会，由党员大会选举书记"
        words = f"{chinese_date(election.on_date)}{election.reason}选举，{seats}"
        ballot = election.ballots()[0]
        if ballot.count.present:
            words += (
                f"；应到 {ballot.count.expected}，实到 {ballot.count.present}，收回 {ballot.count.returned}"
            )
        done = f"。已于 {election.closed_on} 登记为新一届班子。" if election.closed_on else "。"
        return f"{words}；当选过半按{election.basis}算{done}"

    def _rows(self) -> list[Choice]:
        if self._election is None:
            return []
        return [c for ballot in self._election.ballots() for c in (*ballot.candidates, *ballot.others)]

    def _ballot(self, choice: Choice) -> int:
        assert self._election is not None
        ballots = self._election.ballots()
        return next(at for at, ballot in enumerate(ballots) if choice.post_name in ballot.posts)

    def _votes(self, choice: Choice, number: int) -> str:
        assert self._election is not None
        return str(number) if self._election.ballots()[self._ballot(choice)].count.returned else ""

    def _word(self, choice: Choice, reading: int) -> str:
        assert self._facts is not None
        if not self._votes(choice, 0):
            return ""
        result: Result = self._facts.results[self._ballot(choice)][reading]
        assert result.basis == (BY_PRESENT, BY_EXPECTED)[reading]
        if choice in result.elected:
            return "当选"
        return "再次投票" if choice in result.tied else "未过半" if choice.yes < result.needed else "未当选"

    # doing

    def prepare(self) -> None:
        ElectionDialog(self._context, parent=self.window()).exec()

    def edit(self) -> None:
        if self._election:
            ElectionDialog(self._context, self._election, self.window()).exec()

    def new_choice(self) -> None:
        if self._election:
            ChoiceDialog(self._context, self._election, parent=self.window()).exec()

    def edit_choice(self, choice_id: int) -> None:
        """The candidate of a row."""
        election = self._election
        found = next((c for c in election.choices if c.id == choice_id), None) if election else None
        if election and found and not election.closed_on:
            ChoiceDialog(self._context, election, found, self.window()).exec()

    def count(self) -> None:
        if self._election:
            CountDialog(self._context, self._election, self.window()).exec()

    def preview(self, form: str) -> None:
        """One of the papers."""
        if self._election:
            self._context.preview(form, self._election.id)

    def finish(self) -> None:
        """Those elected become the committee; undone like every step."""
        election = self._election
        if election and self._context.attempt(lambda: self._service.finish(election.id)):
            self._context.say("✓ 已登记新一届班子，请把选举结果报上级党委（文书 10），批复后在“届次”里登记。")

    def open_form(self, kind: str, ref: int) -> None:
        """Open a form again to go on with its draft."""
        self.reload()
        if kind == "election":
            self.edit() if ref else self.prepare()
        elif kind == "count":
            self.count()
        else:
            self.edit_choice(ref) if ref else self.new_choice()

    def _remove(self, ids: list[int]) -> None:
        election = self._election
        if election:
            kept = [c for c in election.choices if c.id not in ids]
            self._context.attempt(lambda: self._service.set_choices(election.id, kept))


def _calling(slot: Callable[[], None]) -> Callable[[bool], None]:
    return lambda _checked: slot()
