"""接收上报: packages from a stick, a folder or files; what each would change; what a person must decide; receipts."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from models.domain.committee import HELD, Arrival, IntakeResult, MadeReceipt, Outcome, Verdict
from models.domain.money import yuan
from models.services.committee import IntakePlan
from ui.base_tab import BaseTab
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.branch_card import ArrivalKeyDialog
from ui.paperwork import open_folder
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.tabs.intake_pane import ArrivalPane, result_words, tone_of
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState

FILTER = "上报包 (*.zbb);;所有文件 (*)"
EMPTY = (
    "插好支部交来的 U 盘，点“选 U 盘或文件夹…”选它或其中的文件夹；光盘等只读介质也可以，不会往上面写东西。\n"
    "先看每个包会改动什么，再决定导入。"
)
MERGED_NEXT = "已导入。请把回执写到支部的 U 盘或打印出来交回，支部据此销账。"
ANSWER = "{count} 个包可以写回执：文件给支部的电脑收，纸的签字留存。"
WRITTEN = "已写 {count} 份回执到 {folder}。"
ANSWERED_NEXT = "请把 U 盘还给支部，在“上报交接”里点“收回执…”。"


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
    Column(key="branch", title="支部", text=lambda o: o[1].branch_name or o[1].file_name, width=230, sort=False, tip=lambda o: o[1].branch_name),
    Column(key="verdict", title="结果", text=lambda o: result_words(o[1]), width=112, sort=False, tone=lambda o: tone_of(o[1].verdict)),
    Column(key="number", title="导入号", text=lambda o: f"第 {o[1].number} 号" if o[1].number else "", width=84, sort=False),
    Column(key="message", title="说明", text=lambda o: o[1].message, width=360, sort=False, wrap=True, tip=lambda o: o[1].message),
    Column(key="file", title="文件", text=lambda o: o[1].file_name, width=200, sort=False, tip=lambda o: o[1].file_name, visible=False),
)  # fmt: skip


class IntakeTab(BaseTab):
    """Ctrl+O chooses a folder, Ctrl+Return imports; a stick is only ever read."""

    TITLE = "接收上报"
    ICON = "import"
    ORDER = 20
    TAKES_PACKAGES = True
    WATCHES = frozenset({"received"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = committee_of(context)
        self.plan: IntakePlan | None = None
        self._result: IntakeResult | None = None
        self._busy = False
        self._came_from = Path()
        self._sources: list[Path] = []
        self._put: list[MadeReceipt] = []
        self.setAcceptDrops(True)
        self.files_button = self.header.add_action("选择文件…", self.choose_files, icon_name="folder")
        self.folder_button = self.header.add_action(
            "选 U 盘或文件夹…", self.choose_folder, shortcut="Ctrl+O", icon_name="folder"
        )
        self.drop_button = self.header.add_action("放弃", self.drop)
        self.receipts_button = self.header.add_action(
            "写回执", self.write_receipts, primary=True, shortcut="Ctrl+R", icon_name="export"
        )
        self.commit_button = self.header.add_action(
            "导入", self.commit, primary=True, shortcut="Ctrl+Return", icon_name="check"
        )
        self._build()
        self._judge()

    def _build(self) -> None:
        settings = self.context.settings
        arrivals = RecordTableModel(ListSource(self._arrivals, lambda a: a.token + 1), ARRIVALS)
        self.table: RecordTable[Arrival] = RecordTable(arrivals, "arrivals", settings)
        self.table.called("等待接收的上报包")
        self.table.current_changed.connect(lambda _i: self._show())
        outcomes = RecordTableModel(ListSource(self._outcomes, lambda o: o[0]), OUTCOMES)
        self.results: RecordTable[tuple[int, Outcome]] = RecordTable(outcomes, "outcomes", settings)
        self.results.called("接收结果")
        self.results.add_row_action("打印回执", self._print_receipt, "", self._has_receipt)
        self.empty = EmptyState(EMPTY, "选 U 盘或文件夹…", self.choose_folder)
        self.empty.add_button("选择文件…", self.choose_files)
        self.empty.label.setMinimumWidth(px(480))
        self.pages = QStackedWidget()
        for page in (self.empty, self.table.with_foot("个包"), self._result_page()):
            self.pages.addWidget(page)
        self.results.current_changed.connect(lambda _i: self._show())
        self.pane = ArrivalPane()
        self.pane.close_button.hide()
        self.pane.key_wanted.connect(self.compare_key)
        self.pane.receipt_wanted.connect(self._preview_receipts)
        self.pane.queue_wanted.connect(lambda: self.context.navigate("待裁决", 0))
        self.set_content(self.pages, self.pane, (900, 400))

    def offer_detail(self, offered: bool) -> None:
        """The pane is half of the work here: it stands whenever there is a batch, and takes no line for a button."""
        self.pane.setVisible(offered)
        if self._detail_button is not None:
            self._detail_button.hide()

    def _result_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.answers = Banner("", "info")
        self.print_all_button = self.answers.add_button("打印全部回执", lambda: self._preview_receipts())
        self.elsewhere_button = self.answers.add_button("写到别处…", self.choose_receipts_folder)
        self.open_button = self.answers.add_button("打开文件夹", self._open_receipts)
        box.addWidget(self.answers)
        box.addWidget(self.results.with_foot("个包"), 1)
        return page

    # choosing

    @property
    def is_taking(self) -> bool:
        """Nothing else is begun while packages are read or imported."""
        return self._busy

    def take_packages(self, files: Sequence[Path]) -> Sequence[Path]:
        """Files that were double-clicked join the batch that is looked at: files selected together come singly."""
        begun = self._sources if self.plan is not None else []
        self.receive(list(dict.fromkeys([*begun, *files])))
        return ()

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
        self._sources = sources
        self._came_from = first if first.is_dir() else first.parent
        self.context.settings.set_state("intake", {"folder": str(self._came_from)})
        self._end_plan()
        self._result, self._put = None, []
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
        self.plan = plan
        self.table.record_model.reload()
        if plan.arrivals:
            self.table.select_id(plan.arrivals[0].token + 1)
        self._judge()

    def commit(self) -> None:
        plan = self.plan
        if plan is None or self._busy or not (plan.mergeable or plan.held):
            return
        self._run(
            lambda progress, _c: self._desk.commit(plan, progress),
            self._committed,
            "正在备份并导入…",
            cancellable=False,
        )

    def _committed(self, result: IntakeResult) -> None:
        self.plan, self._result = None, result
        self.results.record_model.reload()
        if result.outcomes:
            answered = [at for at, one in self._outcomes() if one.answered]
            self.results.select_id(answered[0] if answered else 1)
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
        if self.plan is not None:
            self.plan.close()
            self.plan = None

    def store_typing(self) -> None:
        """The window closes: the staged copies go."""
        self._end_plan()

    def compare_key(self, token: int) -> None:
        """An unknown or changed key: a person compares the fingerprint on paper."""
        if self.plan is None:
            return
        dialog = ArrivalKeyDialog(self.context, self.plan, self.plan.arrival(token), self)
        if dialog.exec():
            self.table.record_model.reload()
            self.table.select_id(token + 1)
            self._judge()

    # receipts

    def _answered(self) -> list[Outcome]:
        return [one for one in self._result.outcomes if one.answered] if self._result else []

    def write_receipts(self) -> None:
        """The signed answers as files, where the packages came from; asks when nothing can be written there."""
        if is_writable(self._came_from):
            self._write_to(self._came_from)
        else:
            self.choose_receipts_folder()

    def choose_receipts_folder(self) -> None:
        start = str(self._came_from) if is_writable(self._came_from) else str(Path.home())
        folder = QFileDialog.getExistingDirectory(self, "回执写到哪里", start)
        if folder:
            self._write_to(Path(folder))

    def _write_to(self, folder: Path) -> None:
        ids = [one.received_id for one in self._answered()]
        self._run(
            lambda _p, _c: self._desk.make_receipts(ids, folder),
            self._written,
            "正在写回执…",
            cancellable=False,
        )

    def _written(self, made: list[MadeReceipt]) -> None:
        self._put = made
        self._judge()
        if made:
            self.context.say(f"✓ 已写 {len(made)} 份回执：{Path(made[0].path).parent}")

    def _open_receipts(self) -> None:
        if self._put:
            open_folder(Path(self._put[0].path).parent)

    def _preview_receipts(self, received_id: int = 0) -> None:
        """The paper receipts: of one package, or of the whole batch in one go."""
        ids = [received_id] if received_id else [one.received_id for one in self._answered()]
        self.context.attempt(
            lambda: self.context.preview("H3", [self._desk.receipt_facts(one) for one in ids])
        )

    def _print_receipt(self, ids: list[int]) -> None:
        outcome = self._outcome(ids[0])
        if outcome is not None:
            self._preview_receipts(outcome.received_id)

    def _has_receipt(self, ids: list[int]) -> bool:
        outcome = self._outcome(ids[0])
        return outcome is not None and outcome.answered

    def _outcome(self, number: int) -> Outcome | None:
        return next((one for at, one in self._outcomes() if at == number), None)

    def print_(self) -> None:
        if self._answered():
            self._preview_receipts()
        else:
            self.context.say("导入以后，就可以打印回执。")

    # showing

    def _arrivals(self) -> list[Arrival]:
        return list(self.plan.arrivals) if self.plan else []

    def _outcomes(self) -> list[tuple[int, Outcome]]:
        return list(enumerate(self._result.outcomes, 1)) if self._result else []

    def _show(self) -> None:
        if self._result is not None and self.plan is None:
            line = self.results.current_record()
            self.pane.show_outcome(line[1] if line else None)
        else:
            self.pane.show_arrival(self.table.current_record() if self.plan else None)

    def _judge(self) -> None:
        """Which page and which buttons fit what is in hand."""
        plan, result = self.plan, self._result
        self.pages.setCurrentIndex(1 if plan else 2 if result else 0)
        ready = len(plan.mergeable) if plan else 0
        held = len(plan.held) if plan else 0
        self.commit_button.setText(f"导入 {ready} 个包" if ready else "收下待裁决" if held else "导入")
        self.commit_button.setVisible(result is None)
        self.commit_button.setEnabled(bool(ready or held) and not self._busy)
        self.receipts_button.setVisible(result is not None)
        self._judge_answers()
        self.receipts_button.setEnabled(bool(self._answered()) and not self._busy)
        self.drop_button.setVisible(plan is not None or result is not None)
        self.drop_button.setText("放弃" if plan else "完成")
        self.drop_button.setEnabled(not self._busy)
        for button in (self.files_button, self.folder_button):
            button.setEnabled(not self._busy)
        self.header.set_sentence(self._sentence(ready, held))
        self.offer_detail(plan is not None or result is not None)
        self._show()

    def _judge_answers(self) -> None:
        """What the strip over the results says and offers."""
        answered = len(self._answered())
        self.answers.setVisible(bool(answered))
        self.open_button.setVisible(bool(self._put))
        self.elsewhere_button.setEnabled(not self._busy)
        if self._put:
            folder = Path(self._put[0].path).parent
            self.answers.say(WRITTEN.format(count=len(self._put), folder=folder), "done")
        else:
            self.answers.say(ANSWER.format(count=answered), "info")

    def _sentence(self, ready: int, held: int) -> str:
        if self._busy:
            return "正在处理，请稍候。"
        if self._result is not None:
            if self._put:
                return ANSWERED_NEXT
            return MERGED_NEXT if self._result.merged else "这一批没有可以直接导入的包。"
        if self.plan is None:
            return ""
        refused = sum(one.verdict is Verdict.REFUSED for one in self.plan.arrivals)
        words = [f"{ready} 个可以导入"] if ready else []
        words += [f"{held} 个要由人裁决或核对密钥"] if held else []
        words += [f"{refused} 个不能接收"] if refused else []
        return ("；".join(words) or "没有要导入的新内容") + "。导入前自动备份；还没有改动任何内容。"


def is_writable(folder: Path) -> bool:
    """Whether receipts can go there: a disc or a locked stick takes none."""
    return folder != Path() and folder.is_dir() and os.access(folder, os.W_OK)
