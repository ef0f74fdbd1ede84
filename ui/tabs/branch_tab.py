"""The branch: who is on its committee and until when, its groups, the terms before, and what it is."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.facts import BranchFacts
from models.domain.finding import Finding
from models.domain.organisation import (
    CommitteeTerm,
    Organisation,
    PartyGroup,
    PostTerm,
    due_on,
)
from models.services.findings import is_open
from models.services.organising import Organising
from ui.base_tab import BaseTab
from ui.branch_papers import LETTERS
from ui.context import Context
from ui.county_menu import ALL_OF_THEM, show_templates
from ui.dialogs.branch_dialog import BranchDialog
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.group_dialog import GroupDialog
from ui.dialogs.post_dialog import PostDialog
from ui.dialogs.term_dialog import TermDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.branch_facts import BranchFactsPane
from ui.widgets.election_page import ElectionPage
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.section_bar import SectionBar

R = TypeVar("R")
SECTIONS = ("班子", "党小组", "届次", "换届选举")
_POSTS: tuple[Column[PostTerm], ...] = (
    Column(key="post", title="职务", text=lambda r: r.post_name, width=110, sort=False),
    Column(key="name", title="姓名", text=lambda r: r.name, width=110, sort=False),
    Column(key="from", title="任职日期", text=lambda r: r.from_on, width=110, sort=False),
    Column(key="phone", title="手机", text=lambda r: r.phone, width=120, sort=False),
    Column(key="method", title="产生方式", text=lambda r: r.method, width=90, sort=False),
    Column(key="to", title="离任日期", text=lambda r: r.to_on, width=110, sort=False),
    Column(key="document", title="文号", text=lambda r: r.document, width=140, sort=False),
    Column(key="remark", title="备注", text=lambda r: r.remark, width=140, sort=False, visible=False),
)
_GROUPS: tuple[Column[PartyGroup], ...] = (
    Column(key="name", title="党小组", text=lambda r: r.name, width=150, sort=False),
    Column(key="leader", title="组长", text=lambda r: r.leader or "未定", width=110, sort=False),
    Column(key="count", title="党员", text=lambda r: f"{len(r.members)} 人", width=70, align="right", sort=False),
    Column(key="remark", title="备注", text=lambda r: r.remark or ("撤销于 " + r.closed_on if r.closed_on else ""),
           width=120, sort=False),
    Column(key="members", title="组员", text=lambda r: "、".join(p.name for p in r.members), width=420, sort=False,
           tip=lambda r: "、".join(p.name for p in r.members), wrap=True),
)  # fmt: skip


class BranchTab(BaseTab):
    """Three lists over one pane; everything is entered and corrected in one undo step."""

    TITLE = "支部"
    ICON = "people"
    ORDER = 60
    WATCHES = frozenset(
        {"branch", "committee_term", "post_term", "party_group"}
        | {"person", "answer", "election", "election_choice"}
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._organisation = Organisation()
        self._found: list[Finding] = []
        self._every = False  # posts of earlier committees, too
        self._rows: list[PartyGroup] = []
        self.header.add_action("修改支部信息…", self.edit_branch, icon_name="edit")
        self.header.add_action("打印信息表", self.print_, primary=True, icon_name="print")
        for form, text in LETTERS:
            self.header.add_more(text, lambda form=form: context.preview(form, None), "打印其他")
        self.header.add_more(ALL_OF_THEM, lambda: show_templates(context, (), self))
        self.sections = SectionBar(SECTIONS, self)
        self.sections.chosen.connect(self.show_section)
        self.filters.addWidget(self.sections)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._committee_page())
        self.pages.addWidget(self._group_page())
        self.pages.addWidget(self._term_page())
        self.elections = ElectionPage(context)
        self.pages.addWidget(self.elections)
        self.pane = BranchFactsPane()
        self.pane.answered.connect(self._answer)
        self.set_content(self.pages, self.pane, (900, 400))

    # building

    def _committee_page(self) -> QWidget:
        self.posts: RecordTable[PostTerm] = self._table("posts", _POSTS, self._shown_posts)
        self.posts.opened.connect(self.edit_post)
        self.posts.add_row_action("修改…", lambda ids: self.edit_post(ids[0]))
        self.posts.add_row_action("离任…", lambda ids: self.end_post(ids[0]), "", self._serves)
        self.posts.add_row_action("看名册…", lambda ids: self._to_roster(ids[0]))
        self.posts.add_row_action("-", lambda _ids: None)
        self.posts.add_row_action("删除（录错的）", lambda ids: self._remove_post(ids[0]))
        self.history = QPushButton("含以往任职")
        self.history.setCheckable(True)
        self.history.toggled.connect(self._show_history)
        self.posts.called("支部班子任职", self.history)
        self.no_posts = EmptyState(
            "还没有登记支部班子。登记以后，会议应到名单、信息表、换届提醒都从这里来。",
            "登记本届班子…",
            self.new_term,
        )
        self.no_posts.add_button("只登记一个职务…", self.new_post)
        self.committee = QStackedWidget()
        self.committee.addWidget(self.posts.with_foot("个任职"))
        self.committee.addWidget(self.no_posts)
        self.term_line = PlainLabel("", "quiet", wrap=True)
        bar = _bar(
            ("登记任职…", self.new_post), ("离任…", lambda: self.end_post(self.posts.current_id())), self.history,
            ("新一届班子…", self.new_term),
        )  # fmt: skip
        return _page(self.term_line, bar, self.committee)

    def _group_page(self) -> QWidget:
        self.groups: RecordTable[PartyGroup] = self._table(
            "groups", _GROUPS, self._shown_groups, self._group_id
        )
        self.groups.opened.connect(self.edit_group)
        self.groups.called("党小组")
        self.groups.add_row_action("修改…", lambda ids: self.edit_group(ids[0]))
        self.groups.add_row_action("上移", lambda ids: self._move(ids[0], -1), "", self._is_set_up)
        self.groups.add_row_action("下移", lambda ids: self._move(ids[0], 1), "", self._is_set_up)
        self.groups.add_row_action("-", lambda _ids: None)
        self.groups.add_row_action("撤销小组…", lambda ids: self.close_group(ids[0]), "", self._is_set_up)
        self.no_groups = EmptyState(
            "还没有党小组。党员较多或居住分散的支部应划分党小组（支部工作条例第十三条）。",
            "设立党小组…",
            self.new_group,
        )
        self.group_pages = QStackedWidget()
        self.group_pages.addWidget(self.groups.with_foot("个党小组"))
        self.group_pages.addWidget(self.no_groups)
        self.ungrouped = PlainLabel("", "quiet", wrap=True)
        bar = _bar(
            ("设立党小组…", self.new_group), ("修改…", lambda: self.edit_group(self.groups.current_id()))
        )
        return _page(bar, self.group_pages, self.ungrouped)

    def _term_page(self) -> QWidget:
        columns: tuple[Column[CommitteeTerm], ...] = (
            Column(key="session", title="届次", text=lambda r: r.words, width=150, sort=False),
            Column(key="started", title="选举日期", text=lambda r: r.started_on, width=110, sort=False),
            Column(key="due", title="应换届日期", text=lambda r: due_on(self._organisation.branch, r), width=110,
                   sort=False),
            Column(key="ended", title="实际结束", text=lambda r: r.ended_on, width=110, sort=False),
            Column(key="seats", title="名额", text=lambda r: str(r.seats or ""), width=60, align="right", sort=False),
            Column(key="secretary", title="书记", text=self._secretary, width=110, sort=False),
            Column(key="approved", title="批准", text=lambda r: f"{r.approved_by} {r.approved_on}".strip(), width=220,
                   sort=False),
            Column(key="document", title="文号", text=lambda r: r.document, width=140, sort=False),
            Column(key="remark", title="备注", text=lambda r: r.remark, width=140, sort=False),
        )  # fmt: skip
        self.terms: RecordTable[CommitteeTerm] = self._table(
            "terms", columns, lambda: self._organisation.terms
        )
        self.terms.opened.connect(self.edit_term)
        self.terms.called("历届支部班子")
        self.terms.add_row_action("修改…", lambda ids: self.edit_term(ids[0]))
        self.terms.add_row_action("-", lambda _ids: None)
        self.terms.add_row_action("删除（录错的）", lambda ids: self._remove_term(ids[0]))
        bar = _bar(
            ("新一届班子…", self.new_term), ("补登以往的一届…", self.past_term),
            ("修改…", lambda: self.edit_term(self.terms.current_id())),
        )  # fmt: skip
        return _page(bar, self.terms.with_foot("届"))

    def _table(
        self,
        name: str,
        columns: Sequence[Column[R]],
        load: Callable[[], Sequence[R]],
        id_of: Callable[[R], int] | None = None,
    ) -> RecordTable[R]:
        source = ListSource(load, id_of) if id_of else ListSource(load)
        return RecordTable(RecordTableModel(source, columns), f"branch-{name}", self.context.settings)

    # reading

    def reload(self) -> None:
        desk = self.context.desk
        facts = desk.facts("branch", None)
        assert isinstance(facts, BranchFacts)
        self._organisation = facts.organisation
        self._rows = list(facts.organisation.groups)
        self.pane.show_branch(facts)
        self._found = desk.organisation_findings()
        self.elections.reload()
        self._show_findings()
        self._say(desk.today())
        for table in (self.posts, self.groups, self.terms):
            table.record_model.reload()
            if not table.current_id() and table.record_model.rowCount():
                table.selectRow(0)
        self.committee.setCurrentIndex(0 if self._organisation.posts else 1)
        self.group_pages.setCurrentIndex(0 if self._rows else 1)
        outside = self._organisation.ungrouped
        names = "、".join(person.name for person in outside)
        self.ungrouped.setText(f"没有编入小组的 {len(outside)} 人：{names}" if outside and self._rows else "")
        self.ungrouped.setVisible(bool(self.ungrouped.text()))

    def _say(self, today: str) -> None:
        organisation = self._organisation
        term, secretary = organisation.term_on(today), organisation.holder("书记", today)
        due = due_on(organisation.branch, term) if term else ""
        running = len([group for group in self._rows if not group.closed_on])
        words = [f"书记{secretary.name}" if secretary else f"书记{organisation.branch.secretary or '未登记'}"]
        words += [f"应于{chinese_date(due)}换届"] if due else ["本届起始日期未登记"]
        words += [f"{running} 个党小组"] if running else []
        waiting = sum(is_open(finding) for finding in (*self._found, *self.elections.findings))
        words += [f"{waiting} 条待核"] if waiting else []
        self.header.set_sentence("；".join(words) + "。")
        self.term_line.setVisible(term is not None)
        if term is not None:
            since = f"{term.words}支委会，{chinese_date(term.started_on)}选出"
            seats = f"，委员名额 {term.seats} 名" if term.seats else ""
            approved = f"，{chinese_date(term.approved_on)}{term.approved_by}批准" if term.approved_on else ""
            self.term_line.setText(f"{since}{seats}{approved}。")

    def _shown_posts(self) -> Sequence[PostTerm]:
        posts = self._organisation.posts
        return posts if self._every else [post for post in posts if not post.to_on]

    def _shown_groups(self) -> Sequence[PartyGroup]:
        return self._rows

    def _group_id(self, group: PartyGroup) -> int:
        """Groups that stand on cards only have no number of their own."""
        return group.id or -1 - self._rows.index(group)

    def _secretary(self, term: CommitteeTerm) -> str:
        held = [p for p in self._organisation.posts if p.post_name == "书记" and p.held_on(term.started_on)]
        return held[0].name if held else ""

    def _serves(self, ids: list[int]) -> bool:
        return any(post.id == ids[0] and not post.to_on for post in self._organisation.posts)

    def _is_set_up(self, ids: list[int]) -> bool:
        return any(group.id == ids[0] and not group.closed_on for group in self._rows)

    # showing

    def show_section(self, place: int) -> None:
        self.sections.set_current(place)
        self.pages.setCurrentIndex(place)
        self._show_findings()

    def _show_findings(self) -> None:
        """Those of the page that is shown; the election's are about the election only."""
        of_election = self.pages.currentWidget() is self.elections
        self.pane.findings.set_findings(self.elections.findings if of_election else self._found)

    def _show_history(self, every: bool) -> None:
        self._every = every
        self.posts.record_model.reload()

    def print_(self) -> None:
        """Preview of the branch sheet D7."""
        self.context.preview("D7", None)

    def history_(self) -> None:
        table, kind = (
            (self.posts, "post_term"), (self.groups, "party_group"), (self.terms, "committee_term"),
            (self.elections.table, "election_choice"),
        )[self.pages.currentIndex()]  # fmt: skip
        if table.current_id() > 0:
            self.context.history(kind, table.current_id(), SECTIONS[self.pages.currentIndex()])
        else:
            super().history_()

    # doing

    def edit_branch(self) -> None:
        BranchDialog(self.context, self.window()).exec()

    def new_term(self) -> None:
        TermDialog(self.context, parent=self.window()).exec()

    def past_term(self) -> None:
        TermDialog(self.context, parent=self.window(), past=True).exec()

    def edit_term(self, term_id: int) -> None:
        if term_id:
            self._open(lambda: TermDialog(self.context, self._service.term(term_id), self.window()))

    def new_post(self) -> None:
        PostDialog(self.context, parent=self.window()).exec()

    def edit_post(self, post_id: int) -> None:
        if post_id:
            self._open(lambda: PostDialog(self.context, self._service.post(post_id), self.window()))

    def end_post(self, post_id: int) -> None:
        """Ask for the day somebody leaves the post."""
        if not post_id:
            return
        post = self._service.post(post_id)
        if post.to_on:
            self.context.say(f"{post.name}已于 {post.to_on} 离任；要改日期请用“修改…”。")
            return
        title = f"{post.name}不再担任{post.post_name}"
        day = DateDialog.ask(self.window(), title, "离任日期", self.context.desk.today(), "登记离任")
        if day:
            self.context.attempt(lambda: self._service.end_post(post_id, day))

    def new_group(self) -> None:
        GroupDialog(self.context, PartyGroup(), self.window()).exec()

    def edit_group(self, group_id: int) -> None:
        found = next((g for g in self._rows if self._group_id(g) == group_id), None)
        if found is not None:
            GroupDialog(self.context, found, self.window()).exec()

    def close_group(self, group_id: int) -> None:
        """Ask for the day a group ends."""
        group = self._service.group(group_id)
        title = f"撤销{group.name}，组员 {len(group.members)} 人转为未编组"
        day = DateDialog.ask(self.window(), title, "撤销日期", self.context.desk.today(), "撤销小组")
        if day:
            self.context.attempt(lambda: self._service.close_group(group_id, day))

    def open_form(self, kind: str, ref: Sequence[str]) -> None:
        if kind == "post":
            self.edit_post(int(ref[0])) if int(ref[0]) else self.new_post()
        elif kind == "group":
            self.refresh_now()
            name = ref[1] if len(ref) > 1 else ""
            found = next((g for g in self._rows if g.id == int(ref[0]) and g.name == name), PartyGroup())
            GroupDialog(self.context, found, self.window()).exec()
        elif kind in ("election", "choice", "count"):
            self.show_section(len(SECTIONS) - 1)
            self.elections.open_form(kind, int(ref[-1]))
        elif ref[0] == "past":
            self.past_term()
        else:
            self.edit_term(int(ref[0])) if int(ref[0]) else self.new_term()

    @property
    def _service(self) -> Organising:
        return self.context.desk.organisation

    def _open(self, make: Callable[[], QDialog]) -> None:
        self.context.attempt(lambda: make().exec())

    def _move(self, group_id: int, by: int) -> None:
        self.context.attempt(lambda: self._service.move_group(group_id, by))

    def _remove_post(self, post_id: int) -> None:
        self.context.attempt(lambda: self._service.remove_post(post_id))

    def _remove_term(self, term_id: int) -> None:
        self.context.attempt(lambda: self._service.remove_term(term_id))

    def _to_roster(self, post_id: int) -> None:
        person_id = self._service.post(post_id).person_id
        if person_id:
            self.context.navigate("党员名册", person_id)

    def _answer(self, finding: Finding, reason: str) -> None:
        self.context.attempt(lambda: self.context.desk.answer(finding, reason))


def _bar(*parts: QPushButton | tuple[str, Callable[[], object]]) -> QWidget:
    """A row of small buttons over a list."""
    bar = QWidget()
    row = QHBoxLayout(bar)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    for part in parts:
        button = part if isinstance(part, QPushButton) else QPushButton(part[0])
        if not isinstance(part, QPushButton):
            button.clicked.connect(lambda _checked=False, slot=part[1]: slot())
        button.setProperty("compact", True)
        row.addWidget(button)
    row.addStretch(1)
    return bar


def _page(*parts: QWidget) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(8))
    for part in parts:
        box.addWidget(part, 1 if isinstance(part, QStackedWidget) else 0)
    return page
