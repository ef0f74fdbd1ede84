"""Finding in the roster: a search put together by hand narrows the list, says so, is kept and taken away."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialog
from pytestqt.qtbot import QtBot

from models.domain.filters import Condition, Group, Op
from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.batch_dialog import BatchDialog
from ui.dialogs.filter_dialog import FilterDialog
from ui.dialogs.list_columns import ListColumnsDialog
from ui.tables import TableFrame
from ui.tabs.roster_tab import RosterTab
from ui.widgets.condition_row import ConditionRow
from ui.widgets.values_edit import ValuesEdit

WOMEN = Condition("sex", Op.IS, ("女",))


@pytest.fixture
def tab(qtbot: QtBot, context: Context, desk: Desk) -> RosterTab:
    people = (
        ("侯学军", "男", "1950-03-01", "土家族"),
        ("曹海燕", "女", "1949-07-02", "汉族"),
        ("彭云飞", "男", "1995", "苗族"),
        ("龙凤琴", "女", "1998-11-20", "苗族"),
    )
    for name, sex, birth, ethnicity in people:
        desk.roster.add(
            {"name": name, "sex": sex, "birth_date": birth, "ethnicity": ethnicity, "category": "正式党员"}
        )
    made = RosterTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def names(tab: RosterTab) -> set[str]:
    return {
        str(tab.table.record_model.index(row, 0).data()) for row in range(tab.table.record_model.rowCount())
    }


def in_dialog(act: Callable[[FilterDialog], None]) -> None:
    """Do something in the filter dialog as soon as it is open."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(10, look)
            return
        try:
            assert isinstance(dialog, FilterDialog)
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, look)


def line(dialog: FilterDialog, number: int = 0) -> ConditionRow:
    row = dialog.editor.parts[number]
    assert isinstance(row, ConditionRow)
    return row


def test_a_search_by_keyboard_alone(qtbot: QtBot, tab: RosterTab):
    """Ctrl+Shift+F, the initials of the field, Tab to the value, Enter."""

    def put_together(dialog: FilterDialog) -> None:
        row = line(dialog)
        qtbot.keyClicks(row.field, "nl")
        assert row.field.currentText() == "年龄"
        low = row.ends[0]
        qtbot.keyClicks(low, "60")
        dialog.tell()
        assert dialog.told.text() == "年龄 60 岁以上：2 人"
        qtbot.keyClick(low, Qt.Key.Key_Return)

    in_dialog(put_together)
    qtbot.keyClick(tab, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert names(tab) == {"侯学军", "曹海燕"}
    assert tab.found.strip.isVisible()
    assert tab.found.strip.label.text() == "筛选：年龄 60 岁以上"
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    qtbot.keyClick(tab, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(names(tab)) == 4
    assert not tab.found.strip.isVisible()


def test_values_are_ticked_in_what_the_roster_holds(qtbot: QtBot, tab: RosterTab):
    def put_together(dialog: FilterDialog) -> None:
        row = line(dialog)
        row.field.set_key("ethnicity")
        edit = row.ends[0]
        assert isinstance(edit, ValuesEdit)
        qtbot.keyClick(edit, Qt.Key.Key_F4)
        assert edit.popup is not None
        shown = edit.popup.list
        assert [shown.item(at).text() for at in range(4)] == ["苗族", "土家族", "汉族", "蒙古族"]
        assert shown.count() == 58, "the rest of the table follows"
        qtbot.keyClick(shown, Qt.Key.Key_Space)
        qtbot.keyClick(shown, Qt.Key.Key_Down)
        qtbot.keyClick(shown, Qt.Key.Key_Return)
        assert edit.text() == "苗族、土家族" and shown.isVisible(), "Enter ticks, as Space does"
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
        dialog.ok_button.click()

    in_dialog(put_together)
    tab.found.open()
    assert names(tab) == {"侯学军", "彭云飞", "龙凤琴"}


def test_values_of_a_code_table_are_found_by_pinyin(qtbot: QtBot, tab: RosterTab):
    """Typed into the field, in the list under it, and in the search of the list to tick in."""

    def put_together(dialog: FilterDialog) -> None:
        row = line(dialog)
        row.field.set_key("education")
        edit = row.ends[0]
        assert isinstance(edit, ValuesEdit)
        qtbot.keyClicks(edit, "dz")
        completer = edit._helper()  # pyright: ignore[reportPrivateUsage]
        assert completer.popup().isVisible() and completer.model().index(0, 0).data() == "大专"
        qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
        assert edit.text() == "大专" and dialog.isVisible()
        edit.insert("、")
        qtbot.keyClicks(edit, "dx")
        qtbot.keyClick(edit, Qt.Key.Key_F4)
        assert edit.text() == "大专、大学" and edit.popup is not None
        popup = edit.popup
        assert popup.names() == ["大学", "大专"] and popup.search.isVisible()
        qtbot.keyClicks(popup.search, "yjs")
        assert popup.list.currentItem().text() == "研究生" and len(popup.list.shown()) < 6
        qtbot.keyClick(popup.search, Qt.Key.Key_Return)
        assert not popup.search.text() and edit.text() == "研究生、大学、大专"
        qtbot.keyClick(popup.search, Qt.Key.Key_Down)
        qtbot.keyClick(popup.list, Qt.Key.Key_C)
        assert popup.search.text() == "c" and popup.search.hasFocus()
        qtbot.keyClick(popup.search, Qt.Key.Key_Escape)
        row.field.set_key("name")
        name = row.ends[0]
        assert isinstance(name, ValuesEdit)
        qtbot.keyClicks(name, "dz")
        qtbot.keyClick(name, Qt.Key.Key_F4)
        assert name.text() == "dz", "a name is no code"
        assert name.popup is not None
        name.popup.close()

    in_dialog(put_together)
    tab.found.open()


def test_a_line_that_is_not_filled_in_says_so_and_stays(tab: RosterTab):
    said: list[str] = []

    def put_together(dialog: FilterDialog) -> None:
        line(dialog).field.set_key("birth_date")
        dialog.ok_button.click()
        said.append(dialog.told.text())
        assert dialog.isVisible()

    in_dialog(put_together)
    tab.found.open()
    assert said == ["× 请填写“出生日期”的起止，可以只填一头。"]
    assert len(names(tab)) == 4


def test_a_group_within_and_any_of(tab: RosterTab):
    tab.found.ask(Group((WOMEN, Group((Condition("ethnicity", Op.IS, ("汉族",)),)))))
    assert names(tab) == {"曹海燕"}

    def change(dialog: FilterDialog) -> None:
        assert dialog.editor.tree() == tab.found.tree
        dialog.editor.how.setCurrentIndex(1)
        dialog.editor.add_condition(Condition("name", Op.STARTS, ("侯",)))
        dialog.ok_button.click()

    in_dialog(change)
    tab.found.open()
    assert names(tab) == {"曹海燕", "龙凤琴", "侯学军"}


def test_a_search_is_kept_and_used_again(tab: RosterTab):
    def keep(dialog: FilterDialog) -> None:
        line(dialog).field.set_key("sex")
        line(dialog).ends[0].setText("女")
        dialog.name.setText("女党员")
        dialog.keep_button.click()
        assert "已存为常用筛选“女党员”" in dialog.told.text()

    in_dialog(keep)
    tab.found.open()
    tab.found.kept.aboutToShow.emit()
    next(action for action in tab.found.kept.actions() if action.text() == "女党员").trigger()
    assert names(tab) == {"曹海燕", "龙凤琴"}


def test_nobody_fits(tab: RosterTab):
    tab.found.ask(Group((Condition("name", Op.IS, ("没有",)),)))
    assert tab.nobody.isVisible()
    assert tab.found.strip.isVisible()
    tab.nobody.button.click()
    assert len(names(tab)) == 4


def test_a_search_whose_field_is_closed_ends(tab: RosterTab, desk: Desk):
    with desk.store.transaction("自定栏目") as tx:
        field = tx.insert("own_field", {"branch_id": desk.roster.branch_id(), "caption": "血型"})
    tab.found.ask(Group((Condition(f"own:{field}", Op.EMPTY),)))
    assert tab.found.strip.label.text() == "筛选：血型空着"
    with desk.store.transaction("自定栏目") as tx:
        tx.update("own_field", field, {"closed_on": "2026-09-30"})
    tab.refresh_now()
    assert not tab.found.strip.isVisible()
    assert len(names(tab)) == 4


def shown_titles(tab: RosterTab) -> list[str]:
    return [column.title for column, shown in tab.table.layout_of_columns() if shown]


def test_columns_are_chosen_and_ordered_by_hand(qtbot: QtBot, tab: RosterTab, desk: Desk):
    """Every field can be a column, also one the branch has just added; the order stays for the next time."""
    with desk.store.transaction("自定栏目") as tx:
        own = tx.insert(
            "own_field", {"branch_id": desk.roster.branch_id(), "caption": "联系户数", "kind": "数字"}
        )
        for name, value in (("侯学军", "12"), ("曹海燕", "5")):
            tx.insert(
                "own_value", {"person_id": desk.roster.find(name)[0].id, "own_field_id": own, "value": value}
            )
    tab.refresh_now()

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ListColumnsDialog)
        dialog.search.setText("联系户数")
        for row in range(dialog.list.count()):
            item = dialog.list.item(row)
            if item.text() == "联系户数":
                item.setCheckState(Qt.CheckState.Checked)
                dialog.list.setCurrentRow(row)
            elif item.text() not in ("姓名", "性别"):
                item.setCheckState(Qt.CheckState.Unchecked)
        while dialog.list.currentRow() > 1:
            qtbot.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        dialog.ok_button.click()

    QTimer.singleShot(50, choose)
    tab.table.choose_columns()
    assert shown_titles(tab) == ["姓名", "联系户数", "性别"]
    number = [c.title for c in tab.table.record_model.columns].index("联系户数")
    tab.table.sortByColumn(number, Qt.SortOrder.DescendingOrder)
    model = tab.table.record_model
    assert [model.index(row, number).data() for row in range(2)] == ["12", "5"]
    again = RosterTab(tab.context)
    qtbot.addWidget(again)
    again.reload()
    assert shown_titles(again) == ["姓名", "联系户数", "性别"]


def test_the_foot_sums_what_is_selected(tab: RosterTab):
    tab.table.selectAll()
    frame = tab.pages.currentWidget()
    assert isinstance(frame, TableFrame)
    assert frame.foot.text() == "共 4 人 · 已选 4 人 · 其中女 2 人 · 平均年龄 60.0 岁"


def counted(tab: RosterTab) -> list[tuple[str, str]]:
    model = tab.groups.table.model()
    return [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())]


def test_the_list_is_counted_by_a_field_and_narrowed_by_a_line(qtbot: QtBot, tab: RosterTab):
    qtbot.keyClick(tab, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    tab.groups.combo.set_key("ethnicity")
    assert counted(tab) == [("全部", "4"), ("苗族", "2"), ("土家族", "1"), ("汉族", "1")]
    qtbot.keyClick(tab.groups.table, Qt.Key.Key_Down)
    assert names(tab) == {"彭云飞", "龙凤琴"}
    tab.groups.combo.set_key("age")
    assert counted(tab) == [("全部", "4"), ("30 岁以下", "1"), ("71–80 岁", "2"), ("（空着）", "1")]
    assert len(names(tab)) == 4
    tab.found.ask(Group((WOMEN,)))
    assert counted(tab) == [("全部", "2"), ("30 岁以下", "1"), ("71–80 岁", "1")]
    qtbot.keyClick(tab.groups.table, Qt.Key.Key_Escape)
    assert not tab.groups.isVisible()
    assert names(tab) == {"曹海燕", "龙凤琴"}


def test_a_field_of_the_selected_people_is_changed_after_a_look(qtbot: QtBot, tab: RosterTab, heard: Heard):
    seen: list[str] = []

    def change() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, BatchDialog)
        assert not dialog.ok_button.isEnabled()
        dialog.field.set_key("ethnicity")
        assert isinstance(dialog.value, QComboBox)
        dialog.value.setCurrentText("苗族")
        dialog.look()
        seen.extend((dialog.told.text(), dialog.ok_button.text()))
        model = dialog.table.record_model
        seen.extend(str(model.index(0, column).data()) for column in range(3))
        dialog.ok_button.click()

    tab.table.selectAll()
    QTimer.singleShot(50, change)
    qtbot.keyClick(tab, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert seen == ["将修改 2 人的“民族”；2 人不变。", "修改 2 人", "曹海燕", "汉族", "苗族"]
    assert heard.said == ["已修改 2 人的“民族”，可以撤销。"]
    tab.found.ask(Group((Condition("ethnicity", Op.IS, ("苗族",)),)))
    assert len(names(tab)) == 4


def test_on_a_past_day_ages_and_counts_are_of_that_day(tab: RosterTab, desk: Desk):
    desk.roster.update(desk.roster.find("龙凤琴")[0].id, {"joined_on": "2020-07-01"})
    tab.found.ask(Group((Condition("age", Op.BETWEEN, ("66", "")),)))
    assert names(tab) == {"侯学军", "曹海燕"}
    tab.as_of.show_day("2015-12-31")
    tab.source.as_of = "2015-12-31"
    tab.reload()
    assert names(tab) == {"曹海燕"}
    tab.found.clear()
    tab.groups.open()
    tab.groups.combo.set_key("sex")
    assert counted(tab) == [("全部", "3"), ("男", "2"), ("女", "1")]


def test_on_a_past_day_the_foot_and_the_search_are_of_that_day(tab: RosterTab, desk: Desk):
    """Mobile then, back now: found by where she was, and counted with the years she then had."""
    person = desk.roster.find("龙凤琴")[0].id
    desk.roster.update(person, {"joined_on": "2019-07-01", "confirmed_on": "2020-07-01"})
    desk.movements.record(person, "外出流动", {"on_date": "2020-01-10", "place": "东莞"})
    desk.movements.record(person, "流动返回", {"on_date": "2021-01-10"})
    tab.as_of.show_day("2020-03-01")
    tab.source.as_of = "2020-03-01"
    tab.found.ask(Group((Condition("mobile_to", Op.IS, ("东莞",)),)))
    assert names(tab) == {"龙凤琴"}
    tab.found.clear()
    tab.table.selectAll()
    frame = tab.pages.currentWidget()
    assert isinstance(frame, TableFrame)
    assert "其中女 2 人、预备 1 人" in frame.foot.text()
