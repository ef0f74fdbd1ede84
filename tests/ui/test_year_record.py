"""年度纪实表 from the menu: one member or everybody, of this year or one before."""

from pytestqt.qtbot import QtBot

from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.year_record import YearRecordDialog


def test_everybody_of_a_year_or_one(qtbot: QtBot, context: Context, desk: Desk, heard: Heard) -> None:
    old = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})
    new = desk.roster.add(
        {"name": "王桂英", "category": "预备党员", "joined_on": f"{desk.today()[:4]}-01-02"}
    )
    this = int(desk.today()[:4])
    dialog = YearRecordDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    assert set(dialog.refs()) == {f"{old}@{this}", f"{new}@{this}"}
    dialog.year.setCurrentIndex(1)
    assert dialog.refs() == [f"{old}@{this - 1}"]  # the other was no member then
    dialog.year.setCurrentIndex(0)
    dialog.person.choose(new)
    dialog.ok_button.click()
    assert heard.previews == [("D3.4", f"{new}@{this}")]


def test_nobody_is_told(qtbot: QtBot, context: Context, heard: Heard) -> None:
    dialog = YearRecordDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.ok_button.click()
    assert dialog.isVisible() and "没有党员" in dialog.problem.label.text()
    assert heard.previews == []


def test_one_that_was_opened_for_a_person_prints_that_person(
    qtbot: QtBot, context: Context, desk: Desk, heard: Heard
) -> None:
    person = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})
    dialog = YearRecordDialog(context, person_id=person)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.year.setCurrentIndex(1)
    dialog.ok_button.click()
    assert heard.previews == [("D3.4", f"{person}@{int(desk.today()[:4]) - 1}")]
