"""Short ways on the roster: from the search into the list, from a person to the talk and the papers of a movement."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.batch_dialog import BatchDialog
from ui.dialogs.member_dialog import MemberDialog
from ui.tabs.roster_tab import RosterTab

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk, context: Context) -> RosterTab:
    for name in ("侯学军", "曹海燕"):
        desk.roster.add(
            {"name": name, "category": "正式党员", "joined_on": "2014-04-10", "education": "大学"}
        )
    made = RosterTab(context)
    qtbot.addWidget(made)
    made.resize(1280, 700)
    made.show()
    qtbot.waitUntil(lambda: made.table.record_model.rowCount() == 2)
    return made


def test_enter_goes_from_the_search_into_the_list(qtbot: QtBot, tab: RosterTab) -> None:
    tab.search.setFocus()
    qtbot.keyClicks(tab.search, "hxj")
    qtbot.keyClick(tab.search, Qt.Key.Key_Return)
    assert tab.table.hasFocus() and tab.pane.title.text() == "侯学军"


def test_somebody_mobile_is_talked_to_from_the_pane(qtbot: QtBot, tab: RosterTab, desk: Desk) -> None:
    person = tab.table.current_id()
    assert tab.pane.talk_button.isHidden()
    desk.movements.record(person, "外出流动", {"on_date": desk.today(), "place": "浙江省义乌市"})
    tab.show_record(person)
    assert tab.pane.talk_button.isVisible()


def test_the_papers_of_a_transfer_are_printed_where_the_person_is(
    tab: RosterTab, desk: Desk, heard: Heard
) -> None:
    person = tab.table.current_id()
    menu = tab.pane.print_button.menu()
    assert menu is not None
    before = [action.text() for action in menu.actions()]
    case = desk.movements.record(
        person, "转出", {"on_date": desk.today(), "organisation": "中共临江区东湖社区支部委员会"}
    )
    assert case
    tab.show_record(person)
    tab.movement_papers.refresh()
    assert [action.text() for action in menu.actions()[:2]] == ["转接申请表…", "介绍信填写参考稿…"]
    menu.actions()[0].trigger()
    assert [form for form, _ in heard.previews] == ["D5"]
    desk.undo()
    tab.show_record(person)
    tab.movement_papers.refresh()
    assert [action.text() for action in menu.actions()] == before


def test_one_of_card_and_charts_is_in_the_pane_and_pressed(qtbot: QtBot, tab: RosterTab) -> None:
    card, charts = tab.detail_button, tab.charts
    assert card is not None and card.isChecked() and not charts.button.isChecked()
    qtbot.mouseClick(charts.button, LEFT)
    assert charts.pane.isVisible() and not card.isChecked()
    qtbot.mouseClick(card, LEFT)
    assert tab.pane.isVisible() and card.isChecked() and not charts.button.isChecked()
    qtbot.mouseClick(card, LEFT)
    assert not tab.pane.isVisible() and not card.isChecked()
    qtbot.mouseClick(charts.button, LEFT)
    assert charts.pane.isVisible()


def test_somebody_new_who_has_the_name_of_another_is_pointed_out(
    qtbot: QtBot, tab: RosterTab, context: Context
) -> None:
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.edit("name").setText("侯学军")
    dialog.grid.left.emit("name")
    assert "名册里已有 侯学军 正式党员" in dialog.grid.rows["name"].said
    dialog.edit("name").setText("侯学兵")
    dialog.grid.left.emit("name")
    assert dialog.grid.rows["name"].said == ""


def test_enter_shows_what_a_batch_change_comes_to_before_it_is_made(
    qtbot: QtBot, tab: RosterTab, desk: Desk, context: Context
) -> None:
    ids = [person.id for person in desk.roster.find("侯学军")]
    dialog = BatchDialog(context, ids)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.field.setCurrentIndex(dialog.field.findData("address"))
    dialog.value.setProperty("text", "青石镇柳溪村2组")
    dialog.accept()
    assert dialog.isVisible() and dialog.told.text() == "将修改 1 人的“现居住地”。"
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert desk.roster.get(ids[0]).address == "青石镇柳溪村2组"
