"""流入党员 in the screen of movements: entered by keys, sent back, printed."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.guest_dialog import GuestDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.dialogs.movements_screen import GUESTS, MovementsScreen

NEEDED = {"name": "阮小妹", "organisation": "中共白沙镇石桥村支部委员会", "arrived_on": "2026-03-08"}


def opened(qtbot: QtBot, context: Context) -> MovementsScreen:
    made = MovementsScreen(context, None, GUESTS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def line_of(dialog: GuestDialog, key: str) -> QLineEdit:
    field = dialog.inputs[key]
    assert isinstance(field, QLineEdit)
    return field


def when_open(kind: type[QDialog], act: Callable[[QDialog], None]) -> None:
    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(10, look)
            return
        act(dialog)

    QTimer.singleShot(0, look)


def test_an_empty_page_says_who_belongs_here_and_a_guest_is_entered(
    qtbot: QtBot, context: Context, desk: Desk
) -> None:
    desk.roster.add({"name": "阮小妹", "category": "正式党员"})
    screen = opened(qtbot, context)
    assert screen.guests.lists.currentIndex() == 1

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, GuestDialog)
        dialog.ok_button.click()
        assert dialog.isVisible()
        assert "请填写姓名" in dialog.grid.rows["name"].problem_label.text()
        for key, value in NEEDED.items():
            line_of(dialog, key).setText(value)
        assert "同名" in dialog.grid.rows["name"].problem_label.text()  # told, not refused
        qtbot.keyClick(line_of(dialog, "name"), Qt.Key.Key_Return)

    when_open(GuestDialog, enter)
    screen.guests.add()
    [guest] = desk.movements.guests.list()
    assert guest.organisation == NEEDED["organisation"]
    assert screen.guests.lists.currentIndex() == 0
    assert "1" in screen.sections.buttons[GUESTS].text()


def test_a_guest_goes_back_and_a_wrong_one_is_taken_out(
    qtbot: QtBot, context: Context, desk: Desk, heard: Heard
) -> None:
    guest_id = desk.movements.guests.save(0, NEEDED)
    screen = opened(qtbot, context)
    assert screen.guests.table.current_id() == guest_id

    def back(dialog: QDialog) -> None:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    when_open(DateDialog, back)
    qtbot.mouseClick(screen.guests.back_button, Qt.MouseButton.LeftButton)
    assert desk.movements.guests.get(guest_id).returned_on == desk.today()
    assert not screen.guests.back_button.isEnabled()
    screen.guests.remove()
    assert desk.movements.guests.list() == []
    assert "可以撤销" in heard.said[-1]
    assert screen.guests.lists.currentIndex() == 1


def test_what_cannot_be_is_said_in_the_form(qtbot: QtBot, context: Context, desk: Desk) -> None:
    desk.movements.guests.save(0, NEEDED)
    dialog = GuestDialog(context, desk.movements.guests.list()[0])
    qtbot.addWidget(dialog)
    dialog.show()
    line_of(dialog, "returned_on").setText("2026-03-01")
    dialog.ok_button.click()
    assert dialog.isVisible()
    assert "早于流入日期" in dialog.problem.label.text()


def test_its_ledger_is_printed_from_here(qtbot: QtBot, context: Context, heard: Heard) -> None:
    screen = opened(qtbot, context)
    menu = screen.register_button.menu()
    assert menu is not None
    next(act for act in menu.actions() if "流入台账" in act.text()).trigger()
    assert heard.previews == [("D4.3", 2026)]


def test_a_guest_whose_letter_has_come_becomes_a_member(
    qtbot: QtBot, context: Context, desk: Desk, heard: Heard
) -> None:
    more = {"category": "正式党员", "joined_on": "2016-06-30", "phone": "13900000714"}
    guest_id = desk.movements.guests.save(0, NEEDED | more)
    screen = opened(qtbot, context)

    def arrive(dialog: QDialog) -> None:
        assert isinstance(dialog, MovementDialog)
        assert dialog.card.name.text() == "阮小妹"
        dialog.ok_button.click()

    when_open(MovementDialog, arrive)
    screen.guests.stay()
    person = desk.person("阮小妹")
    assert (person.category, person.joined_on, person.phone) == ("正式党员", "2016-06-30", "13900000714")
    [movement] = desk.movements.of(person.id)
    assert (movement.kind, movement.organisation) == ("转入", NEEDED["organisation"])
    assert desk.movements.guests.get(guest_id).returned_on == movement.on_date
    assert "不再列为流入党员" in heard.said[-1]


def test_a_letter_older_than_the_stay_ends_it_all_the_same(
    qtbot: QtBot, context: Context, desk: Desk, heard: Heard
) -> None:
    guest_id = desk.movements.guests.save(0, NEEDED | {"category": "正式党员", "joined_on": "2016-06-30"})
    screen = opened(qtbot, context)

    def arrive(dialog: QDialog) -> None:
        assert isinstance(dialog, MovementDialog)
        dialog.day.set_iso("2026-01-10")
        dialog.ok_button.click()

    when_open(MovementDialog, arrive)
    screen.guests.stay()
    guest = desk.movements.guests.get(guest_id)
    assert guest.returned_on == guest.arrived_on > "2026-01-10"
    assert "不再列为流入党员" in heard.said[-1] and not heard.errors
