"""The detail of a line of 账目: the entry with all its postings, a month before or after closing, a difference."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from models.domain.dates import chinese_date
from models.domain.ledger import CashCount, Difference, Overpaid, Posting, Voucher
from models.domain.money import yuan
from models.services.closing import ClosingPreview
from models.services.trail import Entry
from ui.base_tab import DetailPane
from ui.dialogs.ledger_close import preview_lines
from ui.theme import px
from ui.widgets.emptied import empty
from ui.widgets.plain_label import PlainLabel

MOST_LINES = 60
Act = tuple[str, Callable[[], object]]


class BookPane(DetailPane):
    """It shows; what its buttons do is handed in with what is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.body.setSpacing(px(6))
        self.body.setAlignment(Qt.AlignmentFlag(0))

    def show_nothing(self, words: str) -> None:
        """No line in hand."""
        self._begin("没有选中的记录")
        self._say(words, "quiet")
        self._end()

    def show_entry(
        self, entry: Entry, voucher: Voucher | None, names: Mapping[int, str], acts: Sequence[Act]
    ) -> None:
        """A receipt or a voucher: who, why, and its postings, which sum to zero."""
        self._begin(f"{entry.kind} {entry.number}".strip())
        self._say(f"{yuan(entry.amount_fen)} 元", "figure")
        self._say(entry.summary)
        facts = [chinese_date(entry.on_date) if entry.on_date else "期初，没有日期"]
        if entry.by:
            facts.append(f"经办 {entry.by}")
        if entry.checked_by:
            facts.append(f"复核 {entry.checked_by}")
        self._say("　".join(facts), "field")
        for text in _voucher_facts(voucher):
            self._say(text, "field")
        if entry.reason:
            self._say(f"说明：{entry.reason}")
        if entry.is_reversed:
            self._say("已冲销；原记录和冲销都保留。" if entry.amount_fen > 0 else "这是一笔冲销。", "quiet")
        self._buttons(acts)
        self._heading(f"分录（{len(entry.postings)} 行，借贷相等）")
        self._postings(entry.postings, names)
        self._end()

    def show_month(self, found: ClosingPreview, is_closed: bool, acts: Sequence[Act]) -> None:
        """What closing would post, or what stands since."""
        self._begin(chinese_date(found.month))
        if is_closed:
            self._state("✓ 已结账：应收数已经记入账目，不再变动。", "done")
        for tone, text in preview_lines(found):
            if not is_closed or tone != "soon" or "结账后" not in text:
                self._state({"soon": "！", "late": "×"}.get(tone, "") + text, tone)
            else:
                self._state("！" + text.replace("，结账后仍可补交", ""), tone)
        self._buttons(acts)
        self._end()

    def show_difference(self, one: Difference, acts: Sequence[Act]) -> None:
        """A closed month whose due would be another now."""
        self._begin(f"{one.name}　{chinese_date(one.month)}")
        self._say(f"结账时应收 {yuan(one.posted_fen)} 元，按现在的标准和减免应为 {yuan(one.now_fen)} 元。")
        self._say(f"已交 {yuan(one.paid_fen)} 元。")
        rest = one.now_fen - one.paid_fen
        if rest > 0:
            self._state(f"！调整后还应补收 {yuan(rest)} 元。", "soon")
        elif rest < 0:
            self._state(f"！调整后多交 {yuan(-rest)} 元，再选抵交、退还或自愿多交。", "soon")
        if one.kept_reason:
            self._say(f"已决定不调整：{one.kept_reason}", "quiet")
        self._buttons(acts)
        self._end()

    def show_overpaid(self, one: Overpaid, acts: Sequence[Act]) -> None:
        """Money on a month that nobody has said the purpose of."""
        self._begin(f"{one.name}　{chinese_date(one.month)}")
        self._say(f"多交 {yuan(one.fen)} 元", "figure")
        self._say("问清本人：是自愿多交，还是抵以后月份，还是退还。没有说明以前，这笔钱记在这个月上。")
        self._buttons(acts)
        self._end()

    def show_count(self, one: CashCount) -> None:
        """The box counted beside the books."""
        self._begin(f"盘点　{chinese_date(one.on_date)}")
        self._say(f"点到 {yuan(one.counted_fen)} 元，当天账面 {yuan(one.book_fen)} 元。")
        if one.fen:
            self._state(f"×相差 {yuan(one.fen)} 元：{one.reason}", "late")
        else:
            self._state("✓账实相符", "done")
        if one.book_now_fen != one.book_fen:
            self._say(f"盘点以后又补记了当天的账，账面现为 {yuan(one.book_now_fen)} 元。")
        self._say(f"盘点人 {one.counted_by or '未填'}　复核人 {one.checked_by or '未填'}", "field")
        if one.remark:
            self._say(one.remark)
        self._end()

    # pieces

    def _begin(self, title: str) -> None:
        empty(self.body, 0)
        self.set_title(title)

    def _end(self) -> None:
        self.body.addStretch(1)

    def _say(self, text: str, role: str = "") -> None:
        self.body.addWidget(PlainLabel(text, role, wrap=True))

    def _state(self, text: str, tone: str) -> None:
        label = PlainLabel(text, wrap=True)
        label.set_state(tone)
        self.body.addWidget(label)

    def _heading(self, text: str) -> None:
        label = PlainLabel(text, "heading")
        label.setContentsMargins(0, px(8), 0, 0)
        self.body.addWidget(label)

    def _buttons(self, acts: Sequence[Act]) -> None:
        for text, slot in acts:
            button = QPushButton(text)
            button.setProperty("compact", True)
            button.clicked.connect(lambda _=False, call=slot: call())
            self.body.addWidget(button)

    def _postings(self, lines: Sequence[Posting], names: Mapping[int, str]) -> None:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        for column, text in enumerate(("科目", "借", "贷")):
            grid.addWidget(
                PlainLabel(text, "field"), 0, column, right if column else Qt.AlignmentFlag.AlignLeft
            )
        for row, line in enumerate(lines[:MOST_LINES], 1):
            what = "　".join(filter(None, (line.account, names.get(line.person_id, ""), line.month)))
            grid.addWidget(PlainLabel(what, wrap=True), row, 0)
            for column, fen in ((1, line.fen), (2, -line.fen)):
                if fen > 0:
                    grid.addWidget(PlainLabel(yuan(fen)), row, column, right)
        self.body.addWidget(place)
        if len(lines) > MOST_LINES:
            self._say(f"另有 {len(lines) - MOST_LINES} 行，可在“明细账”里看。", "quiet")


def _voucher_facts(voucher: Voucher | None) -> list[str]:
    if voucher is None:
        return []
    months = ""
    if voucher.from_month:
        last = f"至{chinese_date(voucher.to_month)}" if voucher.to_month != voucher.from_month else ""
        months = f"所属月份 {chinese_date(voucher.from_month)}{last}"
    found = [
        months,
        f"对方 {voucher.counterpart}" if voucher.counterpart else "",
        f"用途 {voucher.use_kind}" if voucher.use_kind else "",
        f"集体讨论 {chinese_date(voucher.approved_on)}" if voucher.approved_on else "",
        f"凭证、文号 {voucher.paper}" if voucher.paper else "",
    ]
    return [text for text in found if text]
