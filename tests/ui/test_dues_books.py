"""账目 by clicks: a month is closed, dues are handed up, figures lead to their postings, what is wrong is reversed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.domain.errors import UserError
from models.domain.ledger import TRANSFER, VoucherKind
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from models.services.settings import TWO_PERSONS, YES
from tests.ui.conftest import TODAY, Heard
from ui.context import Context
from ui.dialogs.dues_papers import DuesPapersDialog
from ui.dialogs.ledger_close import CloseDialog
from ui.dialogs.ledger_count import CountDialog
from ui.dialogs.ledger_over import SHIFT, OverDialog
from ui.dialogs.ledger_voucher import VoucherDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.take_back import TakeBackDialog
from ui.tabs import dues_books
from ui.tabs.dues_books import DIFFERENCES_VIEW, LINES_VIEW, MONTHS_VIEW, OVERPAID_VIEW, BooksPage
from ui.tabs.dues_tab import DuesTab
from ui.widgets.plain_label import PlainLabel


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """Two members on 42.87 a month since July; one paid July to September, the other July only."""
    values = {"category": "正式党员", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    found = {name: desk.roster.add({"name": name, **values}) for name in ("曹海燕", "侯学军")}
    for person in found.values():
        desk.dues.set_standard(person, "2026-07", "工资", 428657)
    desk.dues.record(found["曹海燕"], ["2026-07", "2026-08", "2026-09"], "2026-09-10")
    desk.dues.record(found["侯学军"], ["2026-07"], "2026-07-10")
    return found


@pytest.fixture
def tab(context: Context, people: dict[str, int], qtbot: QtBot) -> Iterator[DuesTab]:
    made = DuesTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    made.show_books()
    yield made


@pytest.fixture
def books(tab: DuesTab) -> BooksPage:
    assert tab.books is not None
    return tab.books


def _pane(books: BooksPage) -> str:
    return "\n".join(label.text() for label in books.pane.findChildren(PlainLabel))


def _reason(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(TakeBackDialog, "ask", lambda *_args: (text, "何永福", ""))


def test_balances_stand_on_top_and_lead_to_their_postings(books: BooksPage) -> None:
    assert "现金 171.48 元" in books.strip.texts()
    assert "欠交 85.74 元" in books.strip.texts()
    books.strip.tiles["cash"].click()
    assert books.current_view == LINES_VIEW
    assert [row.one.balance_fen for row in books._rows[LINES_VIEW]] == [4287, 17148]
    assert "分录" in _pane(books)


def test_a_month_is_closed_with_those_before_it(
    context: Context, people: dict[str, int], books: BooksPage, desk: Desk, qtbot: QtBot
) -> None:
    dialog = CloseDialog(context, "2026-08", None)
    qtbot.addWidget(dialog)
    text = "\n".join(label.text() for label in dialog.words)
    assert "应收 2 人，共 85.74 元；已收 42.87 元" in text
    assert "还欠 42.87 元，结账后仍可补交：侯学军" in text
    dialog.earlier.setChecked(True)
    dialog.ok_button.click()
    assert dialog.closed == ["2026-07", "2026-08"]
    assert desk.closing.closed() == {"2026-07", "2026-08"}
    books.show_view(MONTHS_VIEW)
    table = books.tables[MONTHS_VIEW]
    assert table.current_id() == 9  # the next to be closed
    table.select_id(8)
    assert "✓ 已结账" in _pane(books)


def test_dues_are_handed_up_for_what_came_in(
    context: Context, people: dict[str, int], desk: Desk, qtbot: QtBot
) -> None:
    dialog = VoucherDialog(context, VoucherKind.REMIT, None)
    qtbot.addWidget(dialog)
    assert dialog.months() == ("2026-07", "2026-09")
    assert "还应上缴 171.48 元" in dialog.sums.text()
    assert dialog.ok_button.text() == "上缴 171.48 元"
    dialog.counterpart.setText("青石镇党委")
    dialog.ok_button.click()
    made = desk.ledger.voucher(dialog.posted)
    assert (made.kind, made.amount_fen, made.from_month, made.to_month) == (
        "上缴",
        17148,
        "2026-07",
        "2026-09",
    )
    assert desk.balances.balances().cash_fen == 0


def test_reports_are_chosen_where_the_money_went_up(
    books: BooksPage, heard: Heard, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(DuesPapersDialog, "exec", DuesPapersDialog.show_paper)  # Enter at once
    button = next(one for one in books.findChildren(QPushButton) if one.text() == "党费报表")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.previews == [("C5", "2026-Q3")]


def test_what_is_handed_up_in_cash_is_proposed_as_far_as_the_box_goes(
    context: Context, people: dict[str, int], desk: Desk, qtbot: QtBot
) -> None:
    desk.ledger.move(10_000, TRANSFER)
    dialog = VoucherDialog(context, VoucherKind.REMIT, None)
    qtbot.addWidget(dialog)
    assert "还应上缴 171.48 元" in dialog.sums.text()
    assert dialog.ok_button.text() == "上缴 71.48 元"
    dialog.amount.setText("171.48")
    assert "现金只有 71.48 元，不够；其余的另登一张" in dialog.amount_row.said
    assert not dialog.ok_button.isEnabled()
    dialog.amount.clear()
    dialog.money.setCurrentIndex(dialog.money.findData(TRANSFER))
    assert dialog.ok_button.text() == "上缴 100.00 元"


def test_more_than_there_is_cannot_leave(
    context: Context, people: dict[str, int], desk: Desk, qtbot: QtBot
) -> None:
    dialog = VoucherDialog(context, VoucherKind.SPEND, None)
    qtbot.addWidget(dialog)
    dialog.amount.setText("500")
    dialog.approved.set_iso(TODAY)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert dialog.posted == 0
    assert not dialog.ok_button.isEnabled()
    assert "现金只有 171.48 元" in dialog.amount_row.said
    with pytest.raises(UserError, match=r"现金只有 171\.48 元"):
        desk.ledger.spend(50_000, "困难补助", TODAY)
    dialog.amount.setText("-3")
    assert not dialog.ok_button.isEnabled()
    assert "不能是负数" in dialog.amount_row.said


def test_an_entry_is_reversed_with_a_reason(
    books: BooksPage, desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.ledger.allot(50000)
    books.reload()
    entry = next(one for one in books._rows[0] if one.voucher_id == made)
    _reason(monkeypatch, "金额录错")
    books.acts.reverse(entry)
    assert "已冲销" in heard.said[-1]
    assert desk.balances.balances().cash_fen == 17148
    books.reload()
    kinds = [one.kind for one in books._rows[0]]
    assert {"下拨", "冲销下拨"} <= set(kinds)


def test_the_journal_gives_the_slip_of_a_receipt(books: BooksPage, heard: Heard) -> None:
    entry = books._rows[0][0]
    acts = dict(books.acts.of_entry(entry, None))
    acts["打印收讫条"]()
    assert heard.previews[-1][0] == "C4.2"


def test_a_difference_is_accepted_or_left(
    books: BooksPage, people: dict[str, int], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.closing.close("2026-07")
    desk.dues.set_standard(people["曹海燕"], "2026-07", "工资", 500000, reason="补发工资")
    books.reload()
    assert "1 处差额" in books.warning.label.text()
    books.show_view(DIFFERENCES_VIEW)
    assert "应为 50.00 元" in _pane(books)
    (one,) = desk.closing.differences()
    _reason(monkeypatch, "工资有变动")
    books.acts.adjust(one)
    assert desk.closing.differences() == []
    books.reload()
    assert not books.warning.isVisible()


def test_a_month_is_reopened_with_a_reason(
    books: BooksPage, desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.closing.close("2026-07")
    _reason(monkeypatch, "标准录错")
    books.acts.reopen("2026-07")
    assert desk.closing.closed() == frozenset()
    assert "重新打开" in heard.said[-1]


def test_overpaid_money_is_settled(
    context: Context, books: BooksPage, people: dict[str, int], desk: Desk, qtbot: QtBot
) -> None:
    draft = PaymentDraft(
        person_id=people["侯学军"], months=("2026-09",), received_on=TODAY, amounts={"2026-09": 6000}
    )
    desk.dues.record_many([draft])
    books.show_view(OVERPAID_VIEW)
    assert "多交 17.13 元" in _pane(books)
    (over,) = desk.ledger.overpaid()
    dialog = OverDialog(context, over, None)
    qtbot.addWidget(dialog)
    dialog.what.setCurrentIndex(dialog.what.findData(SHIFT))
    assert dialog.month.currentData() == "2026-08"
    dialog.ok_button.click()
    assert "抵交" in dialog.said
    assert desk.ledger.overpaid() == []


def test_the_box_is_counted(context: Context, people: dict[str, int], desk: Desk, qtbot: QtBot) -> None:
    dialog = CountDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.counted.setText("170")
    assert "短少 1.48 元" in dialog.beside.text()
    dialog.ok_button.click()
    assert "请写明原因" in dialog.problem.label.text()
    dialog.reason.setText("找零")
    dialog.ok_button.click()
    (count,) = desk.ledger.counts()
    assert (count.counted_fen, count.book_fen, count.reason) == (17000, 17148, "找零")


def test_back_to_the_grid(tab: DuesTab, books: BooksPage) -> None:
    books.sections.buttons[0].click()
    assert tab.views.currentWidget() is tab.grid_page
    assert dues_books.VIEWS[0] == "日记账"


def test_a_voucher_typed_half_is_opened_again_in_the_books(
    tab: DuesTab, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def caught(dialog: VoucherDialog) -> int:
        shown.append(dialog.kind.title)
        return 0

    monkeypatch.setattr(VoucherDialog, "exec", caught)
    tab.show_grid()
    tab.open_form("voucher", ["支出"])
    assert shown == ["党费支出"]


def test_a_cell_leads_to_its_postings(
    tab: DuesTab, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        MessageDialog, "exec", lambda dialog: said.extend(x.text() for x in dialog.findChildren(PlainLabel))
    )
    tab.acts.trail(people["侯学军"], "2026-07")
    text = "\n".join(said)
    assert "贷 42.87" in text
    assert "还没有结账" in text


def test_where_two_people_are_wanted_a_month_is_reopened_by_two(
    books: BooksPage, context: Context, desk: Desk, qtbot: QtBot
) -> None:
    desk.settings.set(TWO_PERSONS, YES)
    dialog = TakeBackDialog(context, "重新打开", "结账凭证会被冲销。", "重新打开", books)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reason.insertPlainText("标准录错")
    dialog.hands.by.clear()
    dialog.hands.checked.clear()
    dialog.hands.by.insert("何永福")
    assert not dialog.ok_button.isEnabled(), "nobody has checked it"
    dialog.hands.checked.insert("曹海燕")
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert (dialog.words, *dialog.hands.names) == ("标准录错", "何永福", "曹海燕")
