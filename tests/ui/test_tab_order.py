"""Tab goes through a form as it is read, also where fields are made anew for what was chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from models.domain.filters import Group
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.batch_dialog import BatchDialog
from ui.dialogs.election_dialog import ElectionDialog
from ui.dialogs.filter_dialog import FilterDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.widgets.condition_row import ConditionRow
from ui.widgets.screen_fit import room


def shown(qtbot: QtBot, dialog: QDialog) -> None:
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)


def walk(qtbot: QtBot, first: QWidget, count: int) -> list[QWidget]:
    """Where the focus is after each Tab."""
    first.setFocus()
    found: list[QWidget] = []
    for _ in range(count):
        at = QApplication.focusWidget()
        assert at is not None
        qtbot.keyClick(at, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        found.append(now)
    return found


def test_a_movement_is_filled_in_from_the_top_down_whatever_its_kind(
    qtbot: QtBot, desk: Desk, context: Context
) -> None:
    person = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2014-04-10"})
    dialog = MovementDialog(context, desk.roster.get(person))
    shown(qtbot, dialog)
    assert QApplication.focusWidget() is dialog.kind
    keys = ("organisation", "place", "reason", "letter_number")
    assert walk(qtbot, dialog.kind, 5) == [dialog.day, *(dialog.inputs[key] for key in keys)]
    dialog.kind.setCurrentIndex(dialog.kind.findData("外出流动"))
    keys = ("place", "reason", "organisation", "contact", "contact_phone", "until")
    assert walk(qtbot, dialog.day, 6) == [dialog.inputs[key] for key in keys]


def test_escape_asks_before_a_half_typed_movement_is_lost(
    qtbot: QtBot, desk: Desk, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2014-04-10"})
    asked: list[str] = []

    def stay(_parent: QWidget, message: str, **_more: str) -> bool:
        asked.append(message)
        return False

    monkeypatch.setattr(MessageDialog, "confirm", stay)
    dialog = MovementDialog(context, desk.roster.get(person))
    shown(qtbot, dialog)
    dialog.inputs["organisation"].setProperty("text", "中共临江区东湖社区支部委员会")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert asked == ["填写的内容还没有登记。"] and dialog.isVisible()
    dialog.inputs["organisation"].setProperty("text", "")
    dialog.kind.setCurrentIndex(dialog.kind.findData("失联"))
    assert dialog.day.text() == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(asked) == 1 and not dialog.isVisible()


def test_the_foot_of_a_movement_stays_on_the_screen_when_a_draft_is_offered(
    qtbot: QtBot, desk: Desk, context: Context
) -> None:
    person = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2014-04-10"})
    first = MovementDialog(context, desk.roster.get(person))
    shown(qtbot, first)
    first.inputs["organisation"].setProperty("text", "中共临江区东湖社区支部委员会")
    context.drafts.keep_now()
    context.drafts.suspended = True  # as a crash leaves it
    first.hide()
    again = MovementDialog(Context(desk=desk, settings=context.settings), desk.roster.get(person))
    shown(qtbot, again)
    assert "上次没保存完" in "".join(
        label.text() for label in again.findChildren(QLabel) if label.isVisible()
    )
    assert again.height() <= room(again).height()
    assert again.rect().contains(again.ok_button.mapTo(again, again.ok_button.rect().bottomRight()))


def test_a_condition_is_filled_in_from_the_left_and_the_next_one_after_it(
    qtbot: QtBot, context: Context
) -> None:
    dialog = FilterDialog(context, Group(), lambda _tree: 0)
    shown(qtbot, dialog)
    row = dialog.editor.parts[0]
    assert isinstance(row, ConditionRow)
    row.field.setCurrentIndex(row.field.findData("education"))
    qtbot.waitUntil(lambda: row.ends[0].isVisible())
    assert walk(qtbot, row.field, 4) == [row.op, *row.ends, row.remove, dialog.editor.more]
    row.field.setCurrentIndex(row.field.findData("age"))
    qtbot.mouseClick(dialog.editor.more, Qt.MouseButton.LeftButton)
    second = dialog.editor.parts[1]
    assert isinstance(second, ConditionRow)
    qtbot.waitUntil(lambda: second.field.isVisible() and row.ends[1].isVisible())
    assert walk(qtbot, row.field, 5) == [row.op, *row.ends, row.remove, second.field]


def test_the_new_content_comes_after_the_field_that_is_changed_for_many(
    qtbot: QtBot, desk: Desk, context: Context
) -> None:
    person = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2014-04-10"})
    dialog = BatchDialog(context, [person])
    shown(qtbot, dialog)
    assert walk(qtbot, dialog.field, 2) == [dialog.how, dialog.value]


def test_a_long_form_opens_in_its_first_field_and_its_column_is_no_stop(
    qtbot: QtBot, context: Context
) -> None:
    dialog = ElectionDialog(context)
    shown(qtbot, dialog)
    first = dialog.fields["on_date"]
    assert QApplication.focusWidget() is first
    assert isinstance(first, QWidget)
    qtbot.keyClick(first, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is dialog.ok_button
