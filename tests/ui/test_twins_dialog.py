"""People entered twice, as a clerk meets them: a list of pairs, two cards beside each other, one left."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.join_dialog import JoinDialog
from ui.dialogs.twins_dialog import TwinsDialog
from ui.tabs.roster_tab import RosterTab


@pytest.fixture
def pair(desk: Desk) -> tuple[int, int]:
    first = desk.roster.add(
        {
            "name": "侯学军",
            "birth_date": "1950-03-01",
            "address": "槐树村",
            "category": "正式党员",
            "phone": "13800000000",
        }
    )
    second = desk.roster.add(
        {"name": "侯学军", "birth_date": "1950-03-01", "address": "槐树村二组", "category": "正式党员"}
    )
    return first, second


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, pair: tuple[int, int]) -> TwinsDialog:
    made = TwinsDialog(context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def cells(dialog: TwinsDialog) -> list[str]:
    model = dialog.table.record_model
    return [str(model.index(0, column).data()) for column in range(model.columnCount())]


def in_join(act: Callable[[JoinDialog], None]) -> None:
    def look() -> None:
        found = QApplication.activeModalWidget()
        if not isinstance(found, JoinDialog):
            QTimer.singleShot(10, look)
            return
        try:
            act(found)
        finally:
            if found.isVisible():
                found.reject()

    QTimer.singleShot(0, look)


def test_a_pair_is_joined_field_by_field(
    qtbot: QtBot, dialog: TwinsDialog, desk: Desk, heard: Heard, pair: tuple[int, int]
):
    assert cells(dialog)[:2] == ["多半是", "姓名和出生日期相同"]

    def join(shown: JoinDialog) -> None:
        assert [field.title for field in shown.plan.fields] == ["联系电话", "现居住地"]
        assert not shown.certain.isVisible()
        shown.turn()
        shown.turn()
        qtbot.keyClick(shown, Qt.Key.Key_Return)

    in_join(join)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert heard.said == ["已把两份“侯学军”合并为一人，可以撤销。"]
    assert dialog.pages.currentIndex() == 1
    stays = desk.roster.get(pair[0])
    assert (stays.phone, stays.address) == ("13800000000", "槐树村二组")
    assert dialog.kept == pair[0]


def test_who_is_left_is_the_one_in_hand(qtbot: QtBot, context: Context, desk: Desk, pair: tuple[int, int]):
    desk.roster.add({"name": "丁一", "category": "正式党员"})
    tab = RosterTab(context)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitExposed(tab)
    assert tab.pane.title.text() == "丁一"
    tab.table.selectAll()
    joins = next(one for one in tab.table.menu().actions() if one.text() == "合并为一人…")
    assert not joins.isEnabled(), "three are selected"
    tab.table.clearSelection()
    for row in (1, 2):
        tab.table.selectionModel().select(
            tab.table.record_model.index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    in_join(lambda shown: shown.accept())
    next(one for one in tab.table.menu().actions() if one.text() == "合并为一人…").trigger()
    assert tab.table.current_id() == pair[0] and tab.pane.title.text() == "侯学军"


def test_two_people_are_left_apart(qtbot: QtBot, dialog: TwinsDialog, desk: Desk, heard: Heard):
    qtbot.keyClick(dialog, Qt.Key.Key_Delete)
    assert heard.said == ["已记下：两份“侯学军”不是同一人，可以撤销。"]
    assert dialog.pages.currentIndex() == 1
    assert desk.joining.twins() == []


def test_what_cannot_be_undone_wants_a_tick(dialog: TwinsDialog, desk: Desk, pair: tuple[int, int]):
    for who in pair:
        desk.dues.set_standard(who, "2026-01", "工资", 428657)
        desk.dues.record(who, ["2026-01"], "2026-01-10")
    seen: list[bool] = []

    def look(shown: JoinDialog) -> None:
        seen.append(shown.ok_button.isEnabled())
        assert "1 笔缴费将在原来那一份冲销" in shown.moves.text()
        shown.certain.setChecked(True)
        seen.append(shown.ok_button.isEnabled())

    in_join(look)
    dialog.join()
    assert seen == [False, True]
