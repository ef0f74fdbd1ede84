"""The pane of 接收上报: one package that waits, or what became of one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from models.domain.committee import HELD, MERGED, Arrival, Outcome, Verdict
from models.domain.handoff import check_code
from models.domain.money import yuan
from ui.base_tab import DetailPane
from ui.widgets.banner import Banner
from ui.widgets.fact_lines import FactLines
from ui.widgets.handoff_words import shown_time, size_words
from ui.widgets.plain_label import PlainLabel


def tone_of(verdict: Verdict) -> str:
    """How a verdict is coloured in lists."""
    if verdict is Verdict.REFUSED:
        return "late"
    if verdict in HELD:
        return "soon"
    return "done" if verdict in MERGED else "quiet"


class ArrivalPane(DetailPane):
    """One package: what it is, why it is judged so, what it would change; afterwards its result and its receipt."""

    key_wanted = Signal(int)
    receipt_wanted = Signal(int)
    queue_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("")
        self._arrival: Arrival | None = None
        self._outcome: Outcome | None = None
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
        self.receipt_button = QPushButton("打印回执")
        self.receipt_button.clicked.connect(
            lambda: self.receipt_wanted.emit(self._outcome.received_id) if self._outcome else None
        )
        self.queue_button = QPushButton("去裁决…")
        self.queue_button.clicked.connect(self.queue_wanted)
        for place, button in enumerate((self.key_button, self.receipt_button, self.queue_button), 1):
            self.body.insertWidget(place, button, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_arrival(None)

    def show_arrival(self, arrival: Arrival | None) -> None:
        self._arrival, self._outcome = arrival, None
        shown = arrival is not None
        for part in (self.banner, self.facts, self.heading, self.counts, self.people_heading, self.people):
            part.setVisible(shown)
        for button in (self.key_button, self.receipt_button, self.queue_button):
            button.setVisible(False)
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

    def show_outcome(self, outcome: Outcome | None) -> None:
        """What became of a package, and the paper that goes back with it."""
        self.show_arrival(None)
        self._outcome = outcome
        if outcome is None:
            return
        self.set_title(outcome.branch_name or outcome.file_name)
        self.banner.say(outcome.message, tone_of(outcome.verdict))
        self.facts.show_lines(_outcome_facts(outcome))
        for part in (self.banner, self.facts):
            part.show()
        self.receipt_button.setVisible(outcome.answered)
        self.queue_button.setVisible(outcome.verdict in HELD)


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


def result_words(outcome: Outcome) -> str:
    return "已导入" if outcome.merged else outcome.verdict.value


def _outcome_facts(outcome: Outcome) -> list[tuple[str, str]]:
    lines = [
        ("结果", result_words(outcome)),
        ("导入号", f"第 {outcome.number} 号" if outcome.number else ""),
        ("上报包", f"第 {outcome.seq} 号" if outcome.seq else ""),
        ("核对码", check_code(outcome.package_id) if outcome.package_id else ""),
        ("文件", outcome.file_name),
    ]
    return [(label, text) for label, text in lines if text]
