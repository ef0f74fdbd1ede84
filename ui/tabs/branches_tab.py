"""下级支部: the committee's tree, each branch with its last package, gaps, what waits, what is overdue."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.committee import UNIT_LABELS, ReceivedEntry, Remark, Unit, UnitKind, UnitState
from models.domain.errors import UserError
from models.domain.handoff import CardOffer
from models.domain.money import yuan
from ui.base_tab import BaseTab, DetailPane
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.branch_card import BranchCardDialog
from ui.dialogs.unit_dialog import UnitDialog
from ui.tables import ListSource, RecordTable, RecordTableModel
from ui.tabs.branches_columns import COLUMNS, UnitRow, gaps_words, rows_of, state_words
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.emptied import empty
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_lines import FactLines
from ui.widgets.handoff_words import shown_time
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox

EMPTY = (
    "还没有下级支部。把本{word}的密钥卡交给支部，收到第一个上报包时自动建立。\n"
    "也可以先把支部名单建好，谁还没报一目了然。"
)
ALL = "全部支部"


class BranchesTab(BaseTab):
    """Enter opens the unit; the pane shows its packages and the notes that went back."""

    TITLE = "下级支部"
    ICON = "home"
    ORDER = 10
    WATCHES = frozenset({"organisation", "received", "conflict", "remark", "peer", "outgoing", "setting"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = committee_of(context)
        self._units: list[Unit] = []
        self.header.add_action("新增单位…", self.add, icon_name="add")
        self.header.add_action("密钥卡…", self.own_card, icon_name="print")
        self.header.add_action(
            "接收上报…", lambda: context.navigate("接收上报", 0), primary=True, icon_name="import"
        )
        self.header.add_more("登记支部密钥卡…", lambda: self.enrol())
        self.header.add_more("外发登记簿…", self.show_register)
        self.header.add_more("替支部开启托管的密钥…", self.open_escrow)
        self._filters()
        self._build()

    def _filters(self) -> None:
        self.search = SearchBox("支部名称", 240)
        self.search.searched.connect(lambda _t: self._refill())
        self.filters.addWidget(self.search)
        self.state = QComboBox()
        self.state.addItem(ALL, "")
        for state in UnitState:
            self.state.addItem(state.value, state.value)
        self.state.setProperty("compact", True)
        self.state.setAccessibleName("状态")
        self.state.activated.connect(lambda _i: self._refill())
        self.filters.addWidget(self.state)

    def _build(self) -> None:
        model = RecordTableModel(ListSource(self._shown), COLUMNS)
        self.table: RecordTable[UnitRow] = RecordTable(model, "units", self.context.settings)
        self.table.called("下级单位", self.search, self.state)
        self.table.current_changed.connect(lambda _i: self._show())
        self.table.opened.connect(self.edit)
        self.table.add_row_action("修改…", lambda ids: self.edit(ids[0]))
        self.table.add_row_action("退回修改…", lambda ids: self.remark(ids[0]), "", self._is_branch)
        self.table.add_row_action("-", lambda _ids: None)
        self.table.add_row_action("删除（从未上报的）", lambda ids: self.remove(ids[0]))
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table.with_foot("个单位"))
        word = self._desk.level_word
        self.empty = EmptyState(EMPTY.format(word=word), "新增单位…", self.add)
        self.empty.add_button(f"本{word}密钥卡…", self.own_card)
        self.empty.label.setMinimumWidth(px(520))
        self.pages.addWidget(self.empty)
        self.pane = UnitPane()
        self.pane.remark_wanted.connect(self.remark)
        self.pane.receipt_wanted.connect(self.receipt)
        self.pane.remark_closed.connect(self._close_remark)
        self.set_content(self.pages, self.pane, (900, 400))

    # reading

    def reload(self) -> None:
        self._units = self._desk.units()
        self._refill()
        branches = [unit for unit in self._units if unit.kind is UnitKind.BRANCH]
        late = sum(unit.state is UnitState.OVERDUE for unit in branches)
        never = sum(unit.state is UnitState.NEVER for unit in branches)
        waiting = sum(unit.waiting for unit in branches)
        members = sum(unit.members for unit in branches)
        groups = sum(unit.kind is UnitKind.GENERAL for unit in self._units)
        words = [f"{f'{groups} 个党总支，' if groups else ''}{len(branches)} 个支部，{members:,} 名党员"]
        words += [f"{late} 个逾期"] if late else []
        words += [f"{never} 个尚未上报"] if never else []
        words += [f"{waiting} 件待裁决"] if waiting else []
        self.header.set_sentence("；".join(words) + "。" if branches else "")

    def _refill(self) -> None:
        self.table.record_model.reload()
        self.pages.setCurrentIndex(0 if len(self._units) > 1 else 1)
        self.offer_detail(len(self._units) > 1)
        if not self.table.current_id() and self.table.record_model.rowCount():
            self.table.select_id(self.table.record_model.id_at(0))
        self._show()

    def _shown(self) -> list[UnitRow]:
        text, state = self.search.text().strip(), self.state.currentData()
        rows = rows_of(self._units)
        if not text and not state:
            return rows
        return [
            row
            for row in rows
            if (not text or text in row.unit.name) and (not state or state_words(row) == state)
        ]

    def _unit(self, unit_id: int) -> Unit | None:
        return next((unit for unit in self._units if unit.id == unit_id), None)

    def _is_branch(self, ids: list[int]) -> bool:
        unit = self._unit(ids[0])
        return unit is not None and unit.kind is UnitKind.BRANCH and unit.branch_id > 0

    def _show(self) -> None:
        row = self.table.current_record()
        if row is None:
            self.pane.clear()
            return
        unit = row.unit
        received = self._desk.received(unit.uuid, 12) if unit.kind is UnitKind.BRANCH else []
        remarks = self._desk.remarks(unit.uuid) if unit.kind is UnitKind.BRANCH else []
        self.pane.show_unit(unit, received, remarks)

    def show_record(self, record_id: int) -> None:
        self.search.reset()
        self.state.setCurrentIndex(0)
        self._refill()
        self.table.select_id(record_id)

    # acting

    def add(self) -> None:
        UnitDialog(self.context, self._units, None, self).exec()

    def edit(self, unit_id: int) -> None:
        unit = self._unit(unit_id)
        if unit is not None:
            UnitDialog(self.context, self._units, unit, self).exec()

    def remove(self, unit_id: int) -> None:
        self.context.attempt(lambda: self._desk.remove_unit(unit_id))

    def remark(self, unit_id: int) -> None:
        from ui.dialogs.remark_dialog import RemarkDialog  # noqa: PLC0415  (shown on request)

        unit = self._unit(unit_id)
        if unit is not None:
            RemarkDialog(self.context, unit, "branch", unit.uuid, unit.name, self).exec()

    def _close_remark(self, remark_id: int) -> None:
        if self.context.attempt(lambda: self._desk.close_remark(remark_id)):
            self.context.say("✓ 已撤回，下次回执不再带上")

    def receipt(self, received_id: int) -> None:
        """The paper receipt of one package."""
        self.context.attempt(lambda: self.context.preview("H3", self._desk.receipt_facts(received_id)))

    def print_(self) -> None:
        """The newest receipt of the branch in hand."""
        row = self.table.current_record()
        received = self._desk.received(row.unit.uuid, 1) if row else []
        if received:
            self.receipt(received[0].id)
        else:
            self.context.say("选一个上报过的支部，就可以打印它的回执。")

    def show_register(self) -> None:
        from ui.dialogs.register_dialog import RegisterDialog  # noqa: PLC0415  (shown on request)

        RegisterDialog(self.context, self).exec()

    def open_escrow(self) -> None:
        from ui.dialogs.escrow_dialog import EscrowDialog  # noqa: PLC0415  (shown on request)

        EscrowDialog(self.context, self).exec()

    def own_card(self) -> None:
        from ui.dialogs.own_card import OwnCardDialog  # noqa: PLC0415  (shown on request)

        OwnCardDialog(self.context, self).exec()

    def enrol(self, path: str = "") -> None:
        """Take a branch's key card from a file."""
        if not path:
            folder = self.context.settings.state("cards").get("folder", "")
            path, _ = QFileDialog.getOpenFileName(
                self, "登记支部密钥卡", folder, "密钥卡 (*.card);;所有文件 (*)"
            )
        if path:
            self.context.tasks.run(
                lambda _p, _c: self._desk.offer_card(Path(path)), self._compare, title="正在读密钥卡…"
            )

    def _compare(self, offer: CardOffer) -> None:
        """A card that can be taken is compared; of any other the sentence says why not."""
        if offer.can_be_stored:
            BranchCardDialog(self.context, offer, self._units, self).exec()
        else:
            self.context.show_error(UserError(offer.message))


class UnitPane(DetailPane):
    """One unit: its state in sentences, its packages, the notes that are out."""

    remark_wanted = Signal(int)
    receipt_wanted = Signal(int)
    remark_closed = Signal(int)

    def __init__(self) -> None:
        super().__init__("")
        self._unit: Unit | None = None
        self.banner = Banner("", "soon")
        self.facts = FactLines()
        self.body.addWidget(self.banner)
        self.body.addWidget(self.facts)
        self.packages = _Lines("收到的上报包")
        self.remarks = _Lines("退回修改，等支部改")
        for part in (self.packages, self.remarks):
            self.body.addWidget(part)
        self.remark_button = QPushButton("退回修改…")
        self.remark_button.clicked.connect(
            lambda: self.remark_wanted.emit(self._unit.id) if self._unit else None
        )
        self.body.addWidget(self.remark_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.clear()

    def clear(self) -> None:
        self._unit = None
        self.set_title("")
        for part in (self.banner, self.facts, self.packages, self.remarks, self.remark_button):
            part.hide()

    def show_unit(self, unit: Unit, received: list[ReceivedEntry], remarks: list[Remark]) -> None:
        self._unit = unit
        self.set_title(unit.name)
        is_branch = unit.kind is UnitKind.BRANCH
        self.banner.say("\n".join(unit.warnings), "soon")
        self.banner.setVisible(bool(unit.warnings))
        self.facts.show_lines(_facts(unit))
        self.facts.show()
        self.packages.show_lines(
            [
                (_package_words(one), "回执…", lambda one=one: self.receipt_wanted.emit(one.id))
                for one in received
            ]
        )
        self.remarks.show_lines(
            [(f"{one.subject}：{one.message}" if one.subject != unit.name and one.subject else one.message, "撤回",
              lambda one=one: self.remark_closed.emit(one.id)) for one in remarks]
        )  # fmt: skip
        self.remark_button.setVisible(is_branch and unit.branch_id > 0)


def _facts(unit: Unit) -> list[tuple[str, str]]:
    lines = [("类别", UNIT_LABELS[unit.kind])]
    if unit.kind is UnitKind.BRANCH:
        last = f"第 {unit.seq} 号，{shown_time(unit.received_at)}" if unit.seq else "还没有"
        lines += [("最近一包", last), ("核对码", unit.check_code), ("操作记录码", unit.head_code)]
        lines += [("密钥指纹", _in_two_lines(unit.fingerprint) or "还没有登记"), ("缺号", gaps_words(unit))]
    else:
        lines.append(("下辖", f"{unit.branches} 个支部，其中 {unit.sent} 个报过"))
    lines += [
        ("党员", _people(unit)),
        ("流入党员", f"{unit.guests:,} 人（不计入党员数）" if unit.guests else ""),
        ("今年党费", f"{yuan(unit.dues_fen)} 元" if unit.dues_fen else ""),
    ]
    lines += [("电话", unit.phone), ("备注", unit.note), ("撤销日期", unit.closed_on)]
    return [(label, text) for label, text in lines if text]


def _people(unit: Unit) -> str:
    """41 人，其中预备 2 人、女 15 人."""
    parts = [("预备", unit.probationary), ("女", unit.women)]
    told = "、".join(f"{word} {count:,} 人" for word, count in parts if count)
    return f"{unit.members:,} 人" + (f"，其中{told}" if told else "")


def _in_two_lines(fingerprint: str) -> str:
    groups = fingerprint.split()
    return "\n".join(" ".join(groups[at : at + 4]) for at in (0, 4)).strip()


def _package_words(entry: ReceivedEntry) -> str:
    return f"第 {entry.seq} 号 · {shown_time(entry.received_at)} · {entry.result_label}"


class _Lines(QWidget):
    """A small heading and lines with one quiet button each."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, px(8), 0, 0)
        self._box.setSpacing(px(4))
        self._box.addWidget(PlainLabel(heading, "heading"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(2))
        self._box.addLayout(self._rows)
        self.buttons: list[QPushButton] = []

    def show_lines(self, lines: list[tuple[str, str, Callable[[], Any]]]) -> None:
        empty(self._rows)
        self.buttons = []
        for text, verb, slot in lines:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(8))
            row.addWidget(PlainLabel(text, wrap=True), 1)
            button = QPushButton(verb)
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            button.clicked.connect(lambda _c=False, slot=slot: slot())
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(line)
            self.buttons.append(button)
        self.setVisible(bool(lines))
