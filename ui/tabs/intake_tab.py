"""接收上报: packages from a stick, a folder or files; what each would change; what a person must decide; receipts."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QWidget

from models.domain.committee import HELD, MERGED, Arrival, IntakeResult, Outcome, Verdict
from models.domain.money import yuan
from models.services.committee import IntakePlan
from ui.base_tab import BaseTab, DetailPane
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.branch_card import ArrivalKeyDialog
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.handoff_words import shown_time, size_words
from ui.widgets.plain_label import PlainLabel

FILTER = "上报包 (*.zbb);;所有文件 (*)"
EMPTY = (
    "插好支部交来的 U 盘，点“接收上报…”选它或其中的文件夹；光盘等只读介质也可以，不会往上面写东西。\n"
    "先看每个包会改动什么，再决定导入。"
)
MERGED_NEXT = "已导入。请把回执写到支部的 U 盘或打印出来交回，支部据此销账。"


def tone_of(verdict: Verdict) -> str:
    """How a verdict is coloured in lists."""
    if verdict is Verdict.REFUSED:
        return "late"
    if verdict in HELD:
        return "soon"
    return "done" if verdict in MERGED else "quiet"


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "—"


def _change(arrival: Arrival) -> str:
    counts = {"新增": 0, "变更": 0, "移出": 0}
    for count in arrival.counts:
        counts["新增"] += count.added
        counts["变更"] += count.changed
        counts["移出"] += count.gone
    return "，".join(f"{word} {number:,}" for word, number in counts.items() if number) or "—"


ARRIVALS: tuple[Column[Arrival], ...] = (
    Column(key="branch", title="支部", text=lambda a: a.branch_name or a.file_name, width=230, sort=False, tip=lambda a: a.branch_name),
    Column(key="verdict", title="判断", text=lambda a: a.verdict.value, width=112, sort=False, tone=lambda a: tone_of(a.verdict)),
    Column(key="seq", title="序号", text=lambda a: str(a.seq or ""), width=60, align="right", sort=False),
    Column(key="change", title="会改动", text=_change, width=168, sort=False),
    Column(key="members", title="党员", text=lambda a: _signed(a.members_after - a.members_before), width=70, align="right", sort=False),
    Column(key="dues", title="党费（元）", text=lambda a: yuan(a.dues_after) if a.dues_after else "", width=100, align="right", sort=False),
    Column(key="file", title="文件", text=lambda a: a.file_name, width=200, sort=False, tip=lambda a: a.file_name, visible=False),
)  # fmt: skip

OUTCOMES: tuple[Column[tuple[int, Outcome]], ...] = (
    Column(key="branch", title="支部", text=lambda o: o[1].branch_name or "—", width=240, sort=False, tip=lambda o: o[1].branch_name),
    Column(key="verdict", title="结果", text=lambda o: "已导入" if o[1].merged else o[1].verdict.value, width=112, sort=False, tone=lambda o: tone_of(o[1].verdict)),
    Column(key="number", title="导入号", text=lambda o: f"第 {o[1].number} 号" if o[1].number else "", width=90, sort=False),
    Column(key="message", title="说明", text=lambda o: o[1].message, width=420, sort=False, tip=lambda o: o[1].message),
    Column(key="file", title="文件", text=lambda o: o[1].file_name, width=200, sort=False, tip=lambda o: o[1].file_name),
)  # fmt: skip


class IntakeTab(BaseTab):
    """Ctrl+O chooses a folder, Ctrl+Return imports; a stick is only ever read."""

    TITLE = "接收上报"
    ICON = "import"
    ORDER = 20
    WATCHES = frozenset({"received"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = committee_of(context)
        self._plan: IntakePlan | None = None
        self._result: IntakeResult | None = None
        self._busy = False
        self.setAcceptDrops(True)
        self.files_button = self.header.add_action("选择文件…", self.choose_files, icon_name="folder")
        self.folder_button = self.header.add_action(
            "选 U 盘或文件夹…", self.choose_folder, shortcut="Ctrl+O", icon_name="folder"
        )
        self.drop_button = self.header.add_action("放弃", self.drop)
        self.receipts_button = self.header.add_action("写回执…", self.write_receipts, icon_name="export")
        self.commit_button = self.header.add_action(
            "导入", self.commit, primary=True, shortcut="Ctrl+Return", icon_name="check"
        )
        self._build()
        self._judge()

    def _build(self) -> None:
        settings = self.context.settings
        arrivals = RecordTableModel(ListSource(self._arrivals, lambda a: a.token + 1), ARRIVALS)
        self.table: RecordTable[Arrival] = RecordTable(arrivals, "arrivals", settings)
        self.table.current_changed.connect(lambda _i: self._show())
        outcomes = RecordTableModel(ListSource(self._outcomes, lambda o: o[0]), OUTCOMES)
        self.results: RecordTable[tuple[int, Outcome]] = RecordTable(outcomes, "outcomes", settings)
        self.results.add_row_action("打印回执", self._print_receipt, "", self._has_receipt)
        self.empty = EmptyState(EMPTY, "选 U 盘或文件夹…", self.choose_folder)
        self.empty.add_button("选择文件…", self.choose_files)
        self.empty.label.setMinimumWidth(px(480))
        self.pages = QStackedWidget()
        for page in (self.empty, self.table.with_foot("个包"), self.results.with_foot("个包")):
            self.pages.addWidget(page)
        self.pane = ArrivalPane()
        self.pane.key_wanted.connect(self.compare_key)
        self.set_content(self.pages, self.pane, (900, 400))

    # choosing

    def choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "上报包在哪里", self._last_folder())
        if folder:
            self.receive([Path(folder)])

    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选择上报包", self._last_folder(), FILTER)
        if names:
            self.receive([Path(name) for name in names])

    def _last_folder(self) -> str:
        return str(self.context.settings.state("intake").get("folder", ""))

    def receive(self, sources: list[Path]) -> None:
        """Read the packages and show what they would do; nothing is imported yet."""
        if self._busy:
            return
        first = sources[0]
        self.context.settings.set_state("intake", {"folder": str(first if first.is_dir() else first.parent)})
        self._end_plan()
        self._result = None
        self._run(
            lambda progress, cancelled: self._desk.plan(sources, progress, cancelled),
            self._planned,
            "正在读上报包…",
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            QTimer.singleShot(0, lambda: self.receive(paths))

    # working

    def _run(self, job: Callable, done: Callable, title: str, *, cancellable: bool = True) -> None:  # type: ignore[type-arg]
        self._busy = True
        self._judge()

        def over(result: object) -> None:
            self._busy = False
            done(result)

        def failed(error: BaseException) -> None:
            self._busy = False
            self._judge()
            self.context.tasks.failed.emit(error)

        self.context.tasks.run(job, over, failed, title=title, cancellable=cancellable)

    def _planned(self, plan: IntakePlan) -> None:
        self._plan = plan
        self.table.record_model.reload()
        if plan.arrivals:
            self.table.select_id(plan.arrivals[0].token + 1)
        self._judge()

    def commit(self) -> None:
        plan = self._plan
        if plan is None or self._busy or not (plan.mergeable or plan.held):
            return
        self._run(
            lambda progress, _c: self._desk.commit(plan, progress),
            self._committed,
            "正在备份并导入…",
            cancellable=False,
        )

    def _committed(self, result: IntakeResult) -> None:
        self._plan, self._result = None, result
        self.results.record_model.reload()
        held = sum(one.verdict in HELD for one in result.outcomes)
        words = f"✓ 已导入 {result.merged} 个包"
        words += f"，{held} 个等待裁决" if held else ""
        self.context.say(words)
        self._judge()

    def drop(self) -> None:
        """Leave the batch: nothing was imported."""
        self._end_plan()
        self._result = None
        self._judge()

    def _end_plan(self) -> None:
        if self._plan is not None:
            self._plan.close()
            self._plan = None

    def store_typing(self) -> None:
        """The window closes: the staged copies go."""
        self._end_plan()

    def compare_key(self, token: int) -> None:
        """An unknown or changed key: a person compares the fingerprint on paper."""
        if self._plan is None:
            return
        dialog = ArrivalKeyDialog(self.context, self._plan, self._plan.arrival(token), self)
        if dialog.exec():
            self.table.record_model.reload()
            self.table.select_id(token + 1)
            self._judge()

    # receipts

    def _answered(self) -> list[Outcome]:
        return [one for one in self._result.outcomes if one.answered] if self._result else []

    def write_receipts(self) -> None:
        """The signed answers as files, into the folder the packages came from or another."""
        folder = QFileDialog.getExistingDirectory(self, "回执写到哪里", self._last_folder())
        if not folder:
            return
        ids = [one.received_id for one in self._answered()]
        self._run(
            lambda _p, _c: self._desk.make_receipts(ids, Path(folder)),
            lambda made: (self._judge(), self.context.say(f"✓ 已写 {len(made)} 份回执：{folder}")),
            "正在写回执…",
            cancellable=False,
        )

    def _print_receipt(self, ids: list[int]) -> None:
        outcome = self._outcome(ids[0])
        if outcome is not None:
            self.context.preview("H3", outcome.received_id)

    def _has_receipt(self, ids: list[int]) -> bool:
        outcome = self._outcome(ids[0])
        return outcome is not None and outcome.answered

    def _outcome(self, number: int) -> Outcome | None:
        return next((one for at, one in self._outcomes() if at == number), None)

    def print_(self) -> None:
        ids = self.results.selected_ids()
        if self._result is not None and ids and self._has_receipt(ids):
            self._print_receipt(ids)
        else:
            self.context.say("导入以后，选一行就可以打印它的回执。")

    # showing

    def _arrivals(self) -> list[Arrival]:
        return list(self._plan.arrivals) if self._plan else []

    def _outcomes(self) -> list[tuple[int, Outcome]]:
        return list(enumerate(self._result.outcomes, 1)) if self._result else []

    def _show(self) -> None:
        self.pane.show_arrival(self.table.current_record() if self._plan else None)

    def _judge(self) -> None:
        """Which page and which buttons fit what is in hand."""
        plan, result = self._plan, self._result
        self.pages.setCurrentIndex(1 if plan else 2 if result else 0)
        ready = len(plan.mergeable) if plan else 0
        held = len(plan.held) if plan else 0
        self.commit_button.setText(f"导入 {ready} 个包" if ready else "收下待裁决" if held else "导入")
        self.commit_button.setVisible(result is None)
        self.commit_button.setEnabled(bool(ready or held) and not self._busy)
        self.receipts_button.setVisible(result is not None)
        self.receipts_button.setEnabled(bool(self._answered()) and not self._busy)
        self.drop_button.setVisible(plan is not None or result is not None)
        self.drop_button.setText("放弃" if plan else "完成")
        self.drop_button.setEnabled(not self._busy)
        for button in (self.files_button, self.folder_button):
            button.setEnabled(not self._busy)
        self.header.set_sentence(self._sentence(ready, held))
        self._show()

    def _sentence(self, ready: int, held: int) -> str:
        if self._busy:
            return "正在处理，请稍候。"
        if self._result is not None:
            return MERGED_NEXT if self._result.merged else "这一批没有可以直接导入的包。"
        if self._plan is None:
            return ""
        refused = sum(one.verdict is Verdict.REFUSED for one in self._plan.arrivals)
        words = [f"{ready} 个可以导入"] if ready else []
        words += [f"{held} 个要由人裁决或核对密钥"] if held else []
        words += [f"{refused} 个不能接收"] if refused else []
        return ("；".join(words) or "没有要导入的新内容") + "。导入前自动备份；还没有改动任何内容。"


class ArrivalPane(DetailPane):
    """One package: what it is, why it is judged so, what it would change."""

    key_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__("")
        self._arrival: Arrival | None = None
        self.banner = Banner("", "info")
        self.key_button = QPushButton("核对密钥指纹…")
        self.key_button.setProperty("primary", True)
        self.key_button.clicked.connect(
            lambda: self.key_wanted.emit(self._arrival.token) if self._arrival else None
        )
        self.facts = FactLines()
        self.heading = PlainLabel("会改动的内容", "heading")
        self.counts = FactLines()
        self.people_heading = PlainLabel("涉及的人", "heading")
        self.people = PlainLabel("", wrap=True)
        for part in (self.banner, self.facts, self.heading, self.counts, self.people_heading, self.people):
            self.body.addWidget(part)
        self.body.insertWidget(1, self.key_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_arrival(None)

    def show_arrival(self, arrival: Arrival | None) -> None:
        self._arrival = arrival
        shown = arrival is not None
        for part in (self.banner, self.facts, self.heading, self.counts, self.people_heading, self.people):
            part.setVisible(shown)
        self.key_button.setVisible(False)
        self.set_title("" if arrival is None else arrival.branch_name or arrival.file_name)
        if arrival is None:
            return
        self.banner.say("\n".join((arrival.message, *arrival.details)), tone_of(arrival.verdict))
        self.key_button.setVisible(arrival.verdict is Verdict.ENROL)
        self.facts.show_lines(_facts(arrival))
        counts = [
            (one.label, _count_words(one.total, one.added, one.changed, one.gone)) for one in arrival.counts
        ]
        self.heading.setVisible(bool(counts))
        self.counts.show_lines(counts)
        self.people_heading.setVisible(bool(arrival.people))
        self.people.setText("\n".join(arrival.people))


def _facts(arrival: Arrival) -> list[tuple[str, str]]:
    lines = [
        ("文件", arrival.file_name),
        ("大小", size_words(arrival.size) if arrival.size else ""),
        ("序号", _seq_words(arrival)),
        ("制作时间", shown_time(arrival.made_at)),
        ("核对码", arrival.check_code),
        ("党员", f"{arrival.members_before:,} → {arrival.members_after:,} 人" if arrival.counts else ""),
        (
            "党费合计",
            f"{yuan(arrival.dues_before)} → {yuan(arrival.dues_after)} 元" if arrival.counts else "",
        ),
    ]
    return [(label, text) for label, text in lines if text]


def _seq_words(arrival: Arrival) -> str:
    last = f"（已有第 {arrival.last_seq} 号）" if arrival.last_seq else ""
    return f"第 {arrival.seq} 号{last}" if arrival.seq else ""


def _count_words(total: int, added: int, changed: int, gone: int) -> str:
    words = [f"新增 {added:,}"] if added else []
    words += [f"变更 {changed:,}"] if changed else []
    words += [f"移出 {gone:,}"] if gone else []
    return f"{total:,} 条" + (f"（{'，'.join(words)}）" if words else "，没有变化")
