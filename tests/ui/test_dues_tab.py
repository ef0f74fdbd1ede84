"""The ledger by keys and clicks: what is taken, what is shown, what can be taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from models.domain.dues_sheet import CellState
from models.domain.dues_slip import DuesSlipFacts, months_words
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from tests.ui.conftest import TODAY, Heard
from ui.context import Context
from ui.dialogs import dues_standard
from ui.dialogs.dues_collect import CollectDialog
from ui.dialogs.dues_payment import PaymentDialog
from ui.dialogs.dues_reduction import ReductionDialog
from ui.dialogs.dues_standard import StandardDialog
from ui.dialogs.ledger_over import VOLUNTARY, OverDialog
from ui.dialogs.take_back import TakeBackDialog
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs import dues_tab
from ui.tabs.dues_tab import DuesTab
from ui.tasks import Tasks
from ui.widgets.dues_cells import late_words
from ui.widgets.dues_grid import FIRST_MONTH, PAID, cell_tip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room

Key = Qt.Key


def _member(desk: Desk, name: str, base: int | None = 428657, **values: str) -> int:
    person = desk.roster.add(
        {
            "name": name,
            "category": "正式党员",
            "joined_on": "2014-04-10",
            "confirmed_on": "2015-04-10",
            **values,
        }
    )
    if base:
        desk.dues.set_standard(person, "2026-01", "工资", base)
    return person


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """Three members: one paid up to August, one who never paid, one without a standard."""
    ids = {name: _member(desk, name) for name in ("曹海燕", "侯学军")} | {
        "江子轩": _member(desk, "江子轩", None)
    }
    desk.dues.record(ids["曹海燕"], [f"2026-{m:02d}" for m in range(1, 9)], "2026-08-15")
    return ids


@pytest.fixture
def tab(context: Context, people: dict[str, int], qtbot: QtBot) -> DuesTab:
    made = DuesTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    return made


def _press(qtbot: QtBot, tab: DuesTab, key: Qt.Key) -> None:
    qtbot.keyClick(tab.grid.view, key)


def _state(tab: DuesTab, person: int, month: int) -> CellState:
    row = next(r for r in tab.grid.model.rows if r.person_id == person)
    return row.cells[month - 1].state


def _texts(tab: DuesTab) -> str:
    return "\n".join(w.text() for kind in (QPushButton, PlainLabel) for w in tab.pane.findChildren(kind))


def test_the_year_at_a_glance(tab: DuesTab, people: dict[str, int]) -> None:
    assert [row.name for row in tab.grid.model.rows] == ["曹海燕", "侯学军", "江子轩"]
    assert "3 人；到 9 月应交 771.66 元，全年已交 342.96 元；9 月还有 2 人未交" in tab.header.sentence.text()
    assert _state(tab, people["曹海燕"], 9) == CellState.DUE
    assert _state(tab, people["侯学军"], 1) == CellState.LATE
    assert _state(tab, people["江子轩"], 1) == CellState.NO_STANDARD
    assert "侯学军 8 个月" in tab.arrears.label.text()
    assert "1 人未核定" in tab.unset_button.text()


def test_a_cell_says_its_state_in_words(tab: DuesTab) -> None:
    row = tab.grid.model.rows[1]
    assert cell_tip(row, row.cells[0]) == "侯学军 2026年1月：欠交，应交 42.87 元"
    index = tab.grid.model.index(0, FIRST_MONTH)
    assert "已交 42.87 元" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "2026年8月15日收" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_space_takes_the_month_as_due_and_goes_on(
    tab: DuesTab, people: dict[str, int], desk: Desk, heard: Heard, qtbot: QtBot
) -> None:
    tab.grid.select(people["曹海燕"], "2026-09")
    _press(qtbot, tab, Key.Key_Space)
    assert _state(tab, people["曹海燕"], 9) == CellState.PAID
    assert tab.grid.current() == (people["侯学军"], "2026-09")
    (payment, _) = desk.dues.payments(people["曹海燕"])
    assert (payment.amount_fen, payment.received_on, payment.method) == (4287, TODAY, "现金")
    assert "曹海燕2026年9月党费 42.87 元" in heard.said[-1]


def test_space_on_a_paid_month_is_refused_in_words(
    tab: DuesTab, people: dict[str, int], heard: Heard, qtbot: QtBot
) -> None:
    tab.grid.select(people["曹海燕"], "2026-01")
    _press(qtbot, tab, Key.Key_Space)
    assert "已经交清" in heard.errors[-1].message


def test_arrows_move_by_month_and_person(tab: DuesTab, people: dict[str, int], qtbot: QtBot) -> None:
    tab.grid.select(people["曹海燕"], "2026-09")
    for key, expected in (
        (Key.Key_Left, ("曹海燕", "2026-08")),
        (Key.Key_Down, ("侯学军", "2026-08")),
        (Key.Key_Right, ("侯学军", "2026-09")),
    ):
        _press(qtbot, tab, key)
        assert tab.grid.current() == (people[expected[0]], expected[1])
    assert tab.pane.title.text() == "侯学军"


def _catch(monkeypatch: pytest.MonkeyPatch, name: str) -> list[tuple[Any, ...]]:
    made: list[tuple[Any, ...]] = []

    class Caught:
        def __init__(self, *args: Any) -> None:
            made.append(args)

        def exec(self) -> int:
            return 0

    monkeypatch.setattr(dues_tab, name, Caught)
    return made


def test_enter_and_digits_open_the_payment_form(
    tab: DuesTab, people: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _catch(monkeypatch, "PaymentDialog")
    tab.grid.select(people["侯学军"], "2026-03")
    _press(qtbot, tab, Key.Key_Return)
    _press(qtbot, tab, Key.Key_5)
    assert [(args[1].name, args[2], args[3]) for args in made] == [
        ("侯学军", "2026-03", ""),
        ("侯学军", "2026-03", "5"),
    ]


def test_the_pane_explains_the_amount(
    tab: DuesTab, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards: list[tuple[Any, ...]] = _catch(monkeypatch, "RuleCard")
    tab.grid.select(people["曹海燕"], "2026-08")
    text = _texts(tab)
    assert "42.87 元" in text and "4286.57 × 1%" in text and "2026年1–8月" in text
    link = next(b for b in tab.pane.findChildren(QPushButton) if b.text() == "依据：第二条")
    link.click()
    assert cards[0][0].article == "第二条"


def test_a_payment_is_reversed_with_a_reason(
    tab: DuesTab,
    people: dict[str, int],
    desk: Desk,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    tab.grid.select(people["曹海燕"], "2026-08")
    answers = iter([("", "", ""), ("记错了人", "何永福", "")])
    monkeypatch.setattr(TakeBackDialog, "ask", lambda *_args, **_more: next(answers))
    button = next(b for b in tab.pane.findChildren(QPushButton) if b.text() == "冲销…")
    button.click()
    assert len(desk.dues.payments(people["曹海燕"])) == 1
    button.click()
    qtbot.waitUntil(lambda: _state(tab, people["曹海燕"], 8) == CellState.LATE)
    assert "已冲销 342.96 元" in heard.said[-1]
    text = _texts(tab)
    assert "已冲销" in text and "记错了人" in text


def test_filters_and_search(tab: DuesTab, qtbot: QtBot) -> None:
    def names() -> list[str]:
        return [row.name for row in tab.grid.model.rows]

    tab.shown.setCurrentIndex(2)
    assert names() == ["侯学军"]
    tab.shown.setCurrentIndex(3)
    assert names() == ["江子轩"]
    tab.shown.setCurrentIndex(0)
    tab.find()
    qtbot.keyClicks(tab.search, "hxj")
    qtbot.keyClick(tab.search, Key.Key_Return)
    assert names() == ["侯学军"]
    qtbot.keyClick(tab.search, Key.Key_Escape)
    qtbot.keyClicks(tab.search, "zzz")
    qtbot.keyClick(tab.search, Key.Key_Return)
    assert tab.pages.currentWidget() is tab.nobody and tab.pane.title.text() == "没有选中的人"
    tab.nobody.button.click()
    assert len(names()) == 3


def test_sums_follow_what_is_shown(tab: DuesTab) -> None:
    foot = tab.grid.foot_model
    assert foot.index(0, FIRST_MONTH).data() == "85.74" and foot.index(1, FIRST_MONTH).data() == "42.87"
    tab.shown.setCurrentIndex(2)
    assert foot.index(0, FIRST_MONTH).data() == "42.87" and foot.index(1, FIRST_MONTH).data() == ""
    assert foot.index(0, 0).data() == "应交 1 人"


def test_another_year(tab: DuesTab, heard: Heard) -> None:
    assert [tab.years.itemData(i) for i in range(tab.years.count())] == [2026, 2027]
    tab.years.setCurrentIndex(1)
    assert all(cell.state == CellState.FUTURE for row in tab.grid.model.rows for cell in row.cells)
    tab.print_()
    assert heard.previews == [("C2", 2027)]
    tab.go_to_year(2025)
    assert tab.years.currentData() == 2025
    assert _all_states(tab) == {CellState.NO_STANDARD}


def _all_states(tab: DuesTab) -> set[CellState]:
    return {cell.state for row in tab.grid.model.rows for cell in row.cells}


def test_the_register_is_exported(tab: DuesTab, heard: Heard) -> None:
    tab.export()
    assert heard.exports == [("C2", 2026)]


def test_an_empty_roster_points_to_the_roster(context: Context, heard: Heard, qtbot: QtBot) -> None:
    tab = DuesTab(context)
    qtbot.addWidget(tab)
    tab.show()
    assert tab.pages.currentWidget() is tab.empty
    assert not tab.collect_button.isEnabled() and not tab.pay_button.isEnabled()
    tab.empty.button.click()
    assert heard.visits == [("党员名册", 0)]


def test_changes_elsewhere_are_seen(tab: DuesTab, desk: Desk, qtbot: QtBot) -> None:
    _member(desk, "易𬭎")
    qtbot.waitUntil(lambda: "易𬭎" in [row.name for row in tab.grid.model.rows])


def test_the_menu_offers_what_the_keys_do(tab: DuesTab, people: dict[str, int], heard: Heard) -> None:
    tab.grid.select(people["侯学军"], "2026-02")
    actions = {a.text(): a for a in tab.row_menu().actions() if a.text()}
    actions["2月按标准登记（空格）"].trigger()
    assert _state(tab, people["侯学军"], 2) == CellState.PAID
    tab.show_record(people["侯学军"])
    {a.text(): a for a in tab.row_menu().actions() if a.text()}["看名册里的这个人"].trigger()
    assert heard.visits == [("党员名册", people["侯学军"])]


def test_what_the_rules_say_can_be_answered(tab: DuesTab, people: dict[str, int], qtbot: QtBot) -> None:
    tab.grid.select(people["侯学军"], "2026-09")
    (line,) = tab.pane.strip.lines()
    assert line.finding.rule == "DF-09" and "连续 8 个月" in line.finding.message
    tab.pane.strip.answered.emit(line.finding, "住院，已谈话")
    qtbot.waitUntil(lambda: not tab.arrears.isVisibleTo(tab))
    assert tab.pane.strip.lines()[0].finding.answer == "住院，已谈话"


# the payment form


@pytest.fixture
def pay(context: Context, tab: DuesTab, people: dict[str, int], qtbot: QtBot) -> Callable[..., PaymentDialog]:
    def make(name: str, month: str, typed: str = "") -> PaymentDialog:
        row = next(r for r in tab.grid.model.rows if r.person_id == people[name])
        dialog = PaymentDialog(context, row, month, typed)
        qtbot.addWidget(dialog)
        return dialog

    return make


def test_the_sum_stands_on_the_button(
    pay: Callable[..., PaymentDialog], desk: Desk, people: dict[str, int]
) -> None:
    dialog = pay("侯学军", "2026-09")
    assert dialog.ok_button.text() == "登记 42.87 元"
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "补齐欠交").click()
    assert dialog.ok_button.text() == "登记 385.83 元"
    dialog.ok_button.click()
    assert dialog.result() == 1
    (payment,) = desk.dues.payments(people["侯学军"])
    assert len(payment.months) == 9


def test_an_amount_is_shared_out_from_the_first_month(pay: Callable[..., PaymentDialog]) -> None:
    dialog = pay("侯学军", "2026-01", "5")
    assert dialog.amount.text() == "5"
    dialog.boxes["2026-02"].setChecked(True)
    dialog.amount.setText("50")
    assert dialog.amounts() == {"2026-01": 4287, "2026-02": 713}
    assert "少 35.74 元" in dialog.amount_row.problem_label.text()
    dialog.amount.setText("100")
    assert dialog.amounts() == {"2026-01": 4287, "2026-02": 5713}
    dialog.amount.setText("很多")
    assert not dialog.ok_button.isEnabled()


def test_without_a_standard_the_amount_is_typed(
    pay: Callable[..., PaymentDialog], desk: Desk, people: dict[str, int]
) -> None:
    dialog = pay("江子轩", "2026-09")
    assert not dialog.ok_button.isEnabled()
    dialog.amount.setText("20")
    dialog.ok_button.click()
    assert desk.dues.payments(people["江子轩"])[0].amount_fen == 2000


def test_a_refusal_is_shown_in_the_form(
    pay: Callable[..., PaymentDialog], desk: Desk, people: dict[str, int]
) -> None:
    dialog = pay("侯学军", "2026-09")
    dialog.received.setText("2026-10-01")
    dialog.ok_button.click()
    assert dialog.result() == 0 and "还没有到" in dialog.problem.label.text()
    assert desk.dues.payments(people["侯学军"]) == []


# the month


def test_a_month_is_collected_but_for_the_exceptions(
    context: Context, tab: DuesTab, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    dialog = CollectDialog(context, tab.grid.model.rows, "2026-09")
    qtbot.addWidget(dialog)
    assert [item.text() for item in dialog.items()] == ["曹海燕", "侯学军"]
    assert dialog.ok_button.text() == "登记 2 人 85.74 元"
    dialog.list.setCurrentIndex(dialog.model.index(1, 0))
    qtbot.keyClick(dialog.list, Key.Key_Space)
    assert dialog.sum_label.text() == "收 1 人，共 42.87 元；1 人未交"
    dialog.ok_button.click()
    assert dialog.collected == "已登记2026年9月党费 1 人，共 42.87 元。"
    assert desk.dues.payments(people["侯学军"]) == []
    assert len(desk.dues.payments(people["曹海燕"])) == 2


def test_another_month_has_its_own_list(context: Context, tab: DuesTab, qtbot: QtBot) -> None:
    dialog = CollectDialog(context, tab.grid.model.rows, "2026-09")
    qtbot.addWidget(dialog)
    dialog.month.setCurrentIndex(0)
    assert [item.text() for item in dialog.items()] == ["侯学军"]
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "全不选").click()
    assert not dialog.ok_button.isEnabled()


# the standard


@pytest.fixture
def standard(context: Context, people: dict[str, int], qtbot: QtBot) -> Callable[[str, str], StandardDialog]:
    def make(name: str, month: str) -> StandardDialog:
        dialog = StandardDialog(context, people[name], month)
        qtbot.addWidget(dialog)
        return dialog

    return make


def test_the_amount_follows_what_is_typed(
    standard: Callable[[str, str], StandardDialog],
    desk: Desk,
    people: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = standard("江子轩", "2026-01")
    assert not dialog.ok_button.isEnabled()
    dialog.base.setText("3000.01")
    assert "每月 30.00 元" in dialog.told.label.text() and dialog.article.text() == "第二条"
    dialog.kind.setCurrentText("离退休")
    assert "每月 15.00 元" in dialog.told.label.text() and dialog.article.text() == "第五条"
    cards: list[Any] = []
    monkeypatch.setattr(
        dues_standard, "RuleCard", lambda citation, _parent: cards.append(citation) or _Shown()
    )
    dialog.article.click()
    assert cards[0].article == "第五条"
    dialog.ok_button.click()
    assert desk.dues.standards(people["江子轩"])[0].amount_fen == 1500


class _Shown:
    def exec(self) -> int:
        return 0


def test_farmers_pay_what_the_county_says(standard: Callable[[str, str], StandardDialog]) -> None:
    dialog = standard("江子轩", "2026-01")
    dialog.kind.setCurrentText("农民")
    assert not dialog.base_row.isVisibleTo(dialog) and dialog.county_row.isVisibleTo(dialog)
    dialog.county.setText("0.5")
    assert "每月 0.50 元" in dialog.told.label.text()
    dialog.county.setText("2")
    assert not dialog.ok_button.isEnabled() and "不在这个范围" in dialog.told.label.text()


def test_less_than_the_rule_asks_for_its_approval(
    standard: Callable[[str, str], StandardDialog], desk: Desk, people: dict[str, int]
) -> None:
    dialog = standard("曹海燕", "2026-01")
    assert dialog.base.text() == "4286.57"
    dialog.amount.setText("10")
    assert "上一级党委批复" in dialog.reason_row.note.text()
    dialog.ok_button.click()
    assert dialog.result() == 0 and "上一级党委批准" in dialog.problem.label.text()
    dialog.reason.setText("支部 1 月 8 日研究，党委 1 月 20 日批复")
    dialog.ok_button.click()
    assert desk.dues.standards(people["曹海燕"])[0].amount_fen == 1000


def test_months_in_words() -> None:
    assert months_words(["2026-01", "2026-02", "2026-03", "2026-06"]) == "2026年1–3月、6月"
    assert months_words(["2025-12", "2026-01"]) == "2025年12月、2026年1月"
    assert months_words([]) == ""


def test_the_menu_of_a_paid_month_offers_to_reverse_it(tab: DuesTab, people: dict[str, int]) -> None:
    tab.grid.select(people["侯学军"], "2026-02")
    assert not [a for a in tab.row_menu().actions() if a.text().startswith("冲销")]
    tab.pay_as_due(people["侯学军"], "2026-02")
    tab.grid.select(people["侯学军"], "2026-02")
    offers = [a.text() for a in tab.row_menu().actions() if a.text().startswith("冲销")]
    assert len(offers) == 1
    assert "元" in offers[0]
    tab.grid.select(people["侯学军"], "2026-03")
    assert not [a for a in tab.row_menu().actions() if a.text().startswith("冲销")]


def test_the_grid_leaves_as_it_stands_with_its_sums(tab: DuesTab, people: dict[str, int]) -> None:
    listed = tab.listed()
    assert listed is not None
    made = listed.sample()
    assert (listed.title, made.said) == ("2026 年党费台账", ("单位：元",))
    assert [column.title for column in made.columns] == [
        "姓名",
        "月标准",
        *(f"{m}月" for m in range(1, 13)),
        "已交",
    ]
    paid, late, unset = made.rows
    assert list(paid[:3]) == ["曹海燕", "42.87", "42.87"]
    assert paid[10] == "应 42.87"
    assert late[2] == "欠 42.87"
    assert unset[1:3] == ["未核定", "未核定"]
    assert [line[0] for line in made.sums] == ["应交 3 人", "实交"]
    assert made.sums[1][-1] == paid[-1] == "342.96"
    tab.search.setText("侯")
    tab._show()
    narrowed = tab.listed()
    assert narrowed is not None
    assert narrowed.sample().said == ("单位：元", "查找“侯”")
    assert narrowed.number == 1


def test_thousands_are_summed_beside_the_window_and_a_record_asked_for_waits(
    context: Context, people: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.services.duties.MOST_REMINDED", 0)
    context.tasks = Tasks()
    tab = DuesTab(context)
    qtbot.addWidget(tab)
    tab.show()
    assert tab.header.sentence.text() == "正在统计 2026 年的党费…" and not tab.grid.model.rows
    tab.show_record(people["江子轩"])
    tab.reload()
    tab.reload()
    assert len(context.tasks.running) == 1  # what is asked for meanwhile comes after it, once
    qtbot.waitUntil(lambda: not context.tasks.running and bool(tab.grid.model.rows))
    assert tab.grid.current()[0] == people["江子轩"] and "3 人" in tab.header.sentence.text()
    context.tasks.wait()


def test_more_than_is_due_must_be_said_to_be_something(
    pay: Callable[..., PaymentDialog], desk: Desk, people: dict[str, int]
) -> None:
    dialog = pay("侯学军", "2026-09")
    dialog.amount.setText("60")
    assert not dialog.ok_button.isEnabled()
    assert dialog.over.currentText() == "多交 17.13 元，请选择"
    dialog.over.setCurrentIndex(1)
    assert dialog.over.currentText() == "自愿多交 17.13 元"
    dialog.ok_button.click()
    assert desk.ledger.overpaid() == []
    assert desk.balances.balances().voluntary_fen == 1713


def test_a_thousand_at_once_is_a_large_sum(pay: Callable[..., PaymentDialog], desk: Desk) -> None:
    dialog = pay("侯学军", "2026-09")
    dialog.amount.setText("2000")
    assert "大额党费 1957.13 元，全部转交上级" in dialog.over.itemText(1)
    dialog.amount.setText("-5")
    assert not dialog.ok_button.isEnabled()
    assert "不能是负数" in dialog.amount_row.said


def test_two_people_where_the_branch_wants_two(
    pay: Callable[..., PaymentDialog], desk: Desk, people: dict[str, int]
) -> None:
    desk.settings.set("dues.two_persons", "是")
    dialog = pay("侯学军", "2026-09")
    dialog.hands.by.setText("曹海燕")
    dialog.hands.checked.setText("曹海燕")
    dialog.ok_button.click()
    assert "不能是同一人" in dialog.problem.label.text()
    dialog.hands.checked.setText("江子轩")
    dialog.ok_button.click()
    payment = desk.dues.payment(dialog.posted)
    assert (payment.received_by, payment.checked_by) == ("曹海燕", "江子轩")


def test_the_slip_comes_at_once_and_later_from_the_menu(
    tab: DuesTab, people: dict[str, int], heard: Heard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: PaymentDialog) -> int:
        dialog.slip.setChecked(True)
        dialog.ok_button.click()
        return 1

    monkeypatch.setattr(PaymentDialog, "exec", fill)
    tab.grid.select(people["侯学军"], "2026-09")
    tab.pay()
    form, facts = heard.previews[-1]
    assert form == "C4.2"
    assert isinstance(facts, DuesSlipFacts)
    assert [(one.name, one.payment.amount_fen) for one in facts.slips] == [("侯学军", 4287)]
    texts = [action.text() for action in tab.row_menu().actions()]
    assert "打印收讫条 2026-0002" in texts
    assert "党费收据填写参考稿" in texts


def test_a_closed_month_is_said_in_its_head_and_beside_it(
    tab: DuesTab, people: dict[str, int], desk: Desk
) -> None:
    desk.closing.close("2026-08")
    tab.reload()
    head = tab.grid.model.headerData(FIRST_MONTH + 7, Qt.Orientation.Horizontal)
    assert head == "8月 结"
    tab.grid.select(people["侯学军"], "2026-08")
    assert "已结账，应收数不再变动" in _texts(tab)


# what the trial found


def test_posted_money_offers_no_undo(qtbot: QtBot, desk: Desk, settings: UiSettings) -> None:
    window = MainWindow(desk, settings, Tasks())
    qtbot.addWidget(window)
    window.show()
    person = _member(window.desk, "曹海燕")
    window.say("已核定曹海燕的党费标准。")
    assert not window.status.undo_button.isHidden()
    window.desk.dues.record(person, ["2026-07"], "2026-07-10")
    assert window.status.undo_button.isHidden()
    window.say("已登记2026年7月党费 1 人。")
    assert window.status.undo_button.isHidden()
    window.desk.closing.close("2026-01")
    assert window.status.undo_button.isHidden()
    window.desk.roster.update(person, {"phone": "13800000000"})
    assert not window.status.undo_button.isHidden()
    qtbot.mouseClick(window.status.undo_button, Qt.MouseButton.LeftButton)
    assert window.desk.roster.get(person).phone == ""
    assert window.status.undo_button.isHidden()  # what comes next was posted


def test_months_unpaid_are_no_month_of_the_year(tab: DuesTab) -> None:
    assert late_words(tab.grid.model.rows[1]) == "欠8个月"


def test_earlier_months_are_collected_when_this_one_is_in(
    tab: DuesTab, people: dict[str, int], desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def look(dialog: CollectDialog) -> int:
        said.extend((dialog.chosen_month(), dialog.earlier.text(), dialog.items()[0].text()))
        return 0

    monkeypatch.setattr(CollectDialog, "exec", look)
    desk.dues.record(people["曹海燕"], ["2026-09"], TODAY)
    desk.dues.record(people["侯学军"], ["2026-09"], TODAY)
    tab.reload()
    qtbot.mouseClick(tab.collect_button, Qt.MouseButton.LeftButton)
    assert (said[0], said[2]) == ("2026-08", "侯学军")
    assert "其中 1 人还欠以前的月份：1月 1 人、2月 1 人" in said[1]


def test_the_state_is_said_once(tab: DuesTab, people: dict[str, int]) -> None:
    tab.grid.select(people["曹海燕"], "2026-09")
    assert "○ 应交 42.87 元" in _texts(tab).split("\n")
    tab.grid.select(people["曹海燕"], "2026-08")
    assert "✓ 已交 42.87 元" in _texts(tab).split("\n")


def test_what_is_due_does_not_stand_under_paid(tab: DuesTab) -> None:
    foot = tab.grid.foot_model
    assert foot.index(0, PAID).data() == ""
    assert foot.index(1, PAID).data() == "342.96"
    assert "到本月应交 771.66 元" in foot.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_keyboard_goes_back_to_the_grid(
    tab: DuesTab, people: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: PaymentDialog) -> int:
        dialog.ok_button.click()
        return 1

    monkeypatch.setattr(PaymentDialog, "exec", fill)
    tab.grid.select(people["侯学军"], "2026-09")
    button = next(b for b in tab.pane.findChildren(QPushButton) if b.text() == "登记缴费…")
    button.setFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    tab.reload()
    assert _state(tab, people["侯学军"], 9) == CellState.PAID
    assert tab.window().focusWidget() is tab.grid.view


def test_the_fields_keep_their_height_beneath_a_long_message(
    standard: Callable[[str, str], StandardDialog], qtbot: QtBot
) -> None:
    dialog = standard("曹海燕", "2026-01")
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.amount.setText("0")
    qtbot.wait(20)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.problem.isVisible)
    qtbot.wait(20)
    for field in (dialog.base, dialog.amount, dialog.reason):
        assert field.height() >= field.minimumSizeHint().height()
    assert dialog.problem.label.height() >= dialog.problem.label.heightForWidth(dialog.problem.label.width())
    assert dialog.height() <= room(dialog).height()
    assert dialog.buttons.geometry().bottom() < dialog.height()
    areas = dialog.findChildren(QScrollArea)
    assert all(area.geometry().bottom() < dialog.buttons.y() for area in areas)


def test_less_than_the_rule_leads_to_reductions(
    standard: Callable[[str, str], StandardDialog], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    def save(dialog: ReductionDialog) -> int:
        seen.append((dialog.kind.currentText(), dialog.amount.text()))
        return 1

    monkeypatch.setattr(ReductionDialog, "exec", save)
    dialog = standard("曹海燕", "2026-01")
    dialog.show()
    assert dialog.less.isHidden()
    for amount in ("0", "10"):
        dialog.amount.setText(amount)
        assert dialog.less_button.isVisible()
        qtbot.mouseClick(dialog.less_button, Qt.MouseButton.LeftButton)
        assert dialog.amount.text() == ""
    assert [kind for kind, _ in seen] == ["免交", "少交"]
    assert seen[1][1].startswith("10")


def test_ctrl_p_prints_what_is_shown_in_the_books(tab: DuesTab, heard: Heard) -> None:
    tab.show_books()
    tab.print_()
    assert heard.previews[-1] == ("C8.4", 2026)
    tab.show_grid()
    tab.print_()
    assert heard.previews[-1][0] == "C2"


def test_enter_declares_nothing_voluntary(
    context: Context, tab: DuesTab, people: dict[str, int], desk: Desk, qtbot: QtBot
) -> None:
    over = PaymentDraft(
        person_id=people["侯学军"], months=("2026-09",), received_on=TODAY, amounts={"2026-09": 6000}
    )
    desk.dues.record_many([over])
    dialog = OverDialog(context, desk.ledger.overpaid()[0], None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Key.Key_Return)
    assert dialog.said == ""
    assert desk.ledger.overpaid()
    dialog.what.setCurrentIndex(dialog.what.findData(VOLUNTARY))
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert desk.ledger.overpaid() == []
