"""The window over an open branch: tabs, search, undo by name, what just happened, what is remembered."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from models.domain.errors import UserError
from models.domain.records import MeetingKind
from models.services.desk import Desk
from ui import places
from ui.actions import ACTIONS
from ui.base_tab import BaseTab, DetailPane
from ui.context import Context
from ui.dialogs.branch_dialog import BranchDialog
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.movements_screen import MovementsScreen
from ui.main_window import TABS, MainWindow
from ui.search import MEETINGS, ROSTER, find_everywhere
from ui.settings import UiSettings
from ui.tasks import InstantTasks
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.search_box import SearchBox

MEMBER = {"category": "正式党员", "joined_on": "2010-06-30", "confirmed_on": "2011-06-30"}


class NotedTab(BaseTab):
    """A tab that notes what the frame asks of it."""

    made: ClassVar[list[str]] = []
    WATCHES = frozenset({"person"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.made.append(self.TITLE)
        self.reloads = 0
        self.shown: list[int] = []
        self.printed = 0
        self.search = SearchBox("姓名")
        self.filters.addWidget(self.search)
        self.pane = DetailPane("详情")
        self.set_content(QWidget(), self.pane)

    def reload(self) -> None:
        self.reloads += 1

    def show_record(self, record_id: int) -> None:
        self.shown.append(record_id)

    def print_(self) -> None:
        self.printed += 1


class PeopleTab(NotedTab):
    TITLE, ORDER = ROSTER, 1


class MinutesTab(NotedTab):
    TITLE, ORDER = MEETINGS, 2


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, settings: UiSettings) -> Iterator[MainWindow]:
    NotedTab.made.clear()
    made = MainWindow(desk, settings, InstantTasks(), tabs=(MinutesTab, PeopleTab))
    made.keep_desk()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    yield made
    made.close()


def people(window: MainWindow) -> PeopleTab:
    tab = window.tab(ROSTER)
    assert isinstance(tab, PeopleTab)
    return tab


def test_tabs_stand_in_order_and_are_made_on_first_visit(qtbot: QtBot, window: MainWindow) -> None:
    assert [window.bar.tabText(i) for i in range(window.bar.count())] == [ROSTER, MEETINGS]
    assert NotedTab.made == [ROSTER]
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert NotedTab.made == [ROSTER, MEETINGS]
    assert isinstance(window.current_tab(), MinutesTab)


def test_the_program_has_its_tabs_in_the_order_of_work() -> None:
    titles = [tab.TITLE for tab in sorted(TABS, key=lambda tab: tab.ORDER)]
    assert titles == ["待办", "党员名册", "会议记录", "党费台账", "发展党员", "支部", "上报交接"]


def test_a_commit_is_said_and_reloads_the_tabs_that_watch(qtbot: QtBot, window: MainWindow) -> None:
    tab = people(window)
    assert tab.reloads == 1
    window.desk.roster.add({"name": "侯学军", **MEMBER})
    qtbot.waitUntil(lambda: tab.reloads == 2)
    assert "侯学军" in window.status.sentence.text()
    window.desk.update_branch(phone="1")
    QApplication.processEvents()
    assert tab.reloads == 2


def test_a_hidden_tab_waits_with_reading_until_it_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    tab = people(window)
    window.navigate(MEETINGS)
    window.desk.roster.add({"name": "侯学军", **MEMBER})
    window.desk.roster.add({"name": "刘雪芹", **MEMBER})
    QApplication.processEvents()
    assert tab.reloads == 1
    window.navigate(ROSTER)
    assert tab.reloads == 2


def test_undo_and_redo_by_name_from_key_button_and_menu(qtbot: QtBot, window: MainWindow) -> None:
    roster = window.desk.roster
    roster.add({"name": "张某", **MEMBER})
    label = window.desk.undo_label
    assert label
    assert window.actions_by_id["undo"].text() == f"撤销：{label}"
    assert "张某" in window.actions_by_id["undo"].text()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert roster.find("张某") == []
    assert window.status.sentence.text() == f"已撤销：{label}"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, both)
    assert len(roster.find("张某")) == 1
    assert window.status.sentence.text() == f"已重做：{label}"
    assert window.status.redo_button.isHidden()
    qtbot.mouseClick(window.status.undo_button, Qt.MouseButton.LeftButton)
    assert roster.find("张某") == []
    qtbot.mouseClick(window.status.redo_button, Qt.MouseButton.LeftButton)
    assert len(roster.find("张某")) == 1


def test_nothing_to_undo_is_a_sentence(window: MainWindow) -> None:
    while window.desk.undo_label:
        window.undo()
    window.undo()
    assert window.status.sentence.text() == "没有可以撤销的操作。"
    assert not window.status.undo_button.isVisible()


def beneath(action: QAction) -> list[QAction]:
    """What opens beside an entry of the menu."""
    menu = action.menu()
    return menu.actions() if isinstance(menu, QMenu) else []


def test_the_log_folder_opens_in_the_file_manager(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    said: list[str] = []
    works = True
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or works)
    monkeypatch.setattr(MessageDialog, "exec", lambda self: said.append(self.message.text()))
    action = window.actions_by_id["logs"]
    assert action.text() == "打开日志文件夹"
    about = window.menu.actions()[-1]
    assert about.text() == "帮助和关于"
    assert [one.text() for one in beneath(about)] == ["帮助", "打开日志文件夹", "关于"]
    action.trigger()
    logs = places.current().logs
    assert opened == [str(logs)]
    assert logs.is_dir()
    assert said == []
    works = False
    action.trigger()
    assert said == ["日志文件夹打不开，请在文件管理器里找到它。"]


def test_undo_that_is_refused_says_why(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.desk.roster.add({"name": "张某", **MEMBER})
    said: list[str] = []
    monkeypatch.setattr(MessageDialog, "exec", lambda self: said.append(self.message.text()))

    def refuse() -> None:
        raise UserError("已入账的缴费不能撤销，请用冲销。")

    monkeypatch.setattr(window.desk, "undo", refuse)
    window.undo()
    assert said == ["已入账的缴费不能撤销，请用冲销。"]


def test_an_amount_sign_in_a_name_is_no_shortcut(window: MainWindow) -> None:
    window.desk.roster.add({"name": "张&某", **MEMBER})
    assert "张&&某" in window.actions_by_id["undo"].text()


def test_search_everywhere_finds_by_initials_and_jumps(qtbot: QtBot, window: MainWindow) -> None:
    person = window.desk.roster.add({"name": "侯学军", **MEMBER})
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.search_box
    qtbot.keyClicks(window.search_box, "hxj")
    qtbot.keyClick(window.search_box, Qt.Key.Key_Return)
    assert people(window).shown == [person]
    assert window.search_box.text() == ""
    assert not window.search_box.results.isVisible()


def test_search_everywhere_finds_meetings_and_says_when_nothing_is_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    from_meetings = window.desk.meetings.create(MeetingKind.THEME_DAY, "2026-09-05", title="清理河道")
    window.search_box.setText("清理河道")
    qtbot.waitUntil(lambda: bool(window.search_box.hits))
    qtbot.keyClick(window.search_box, Qt.Key.Key_Return)
    tab = window.tab(MEETINGS)
    assert isinstance(tab, MinutesTab)
    assert tab.shown == [from_meetings]
    window.search_box.setText("<b>没有这个人")
    qtbot.waitUntil(lambda: window.search_box.results.isVisible())
    assert window.search_box.results.item(0).text() == "没有找到“<b>没有这个人”"


def test_find_and_print_belong_to_the_tab(qtbot: QtBot, window: MainWindow) -> None:
    tab = people(window)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is tab.search
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert tab.printed == 1


def test_the_detail_pane_is_hidden_and_stays_hidden(
    qtbot: QtBot, window: MainWindow, desk: Desk, settings: UiSettings
) -> None:
    qtbot.mouseClick(people(window).pane.close_button, Qt.MouseButton.LeftButton)
    assert not people(window).pane.isVisible()
    again = MainWindow(desk, settings, InstantTasks(), tabs=(PeopleTab,))
    again.keep_desk()
    qtbot.addWidget(again)
    again.show()
    assert not people(again).pane.isVisible()


def test_last_tab_and_size_are_remembered(
    qtbot: QtBot, window: MainWindow, desk: Desk, settings: UiSettings
) -> None:
    window.resize(1111, 666)
    window.navigate(MEETINGS)
    window.close()
    again = MainWindow(desk, settings, InstantTasks(), tabs=(PeopleTab, MinutesTab))
    again.keep_desk()
    qtbot.addWidget(again)
    assert again.bar.tabText(again.bar.currentIndex()) == MEETINGS
    assert again.height() == 666


def test_settings_hold_no_personal_data(window: MainWindow, settings: UiSettings) -> None:
    window.desk.roster.add({"name": "侯学军", "phone": "13800000001", **MEMBER})
    window.search_box.setText("侯学军")
    window.navigate(ROSTER, 1)
    window.close()
    text = settings.file.read_text(encoding="utf-8")
    assert "侯学军" not in text
    assert "1380000" not in text


def test_a_guest_is_found_from_anywhere(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    values = {"organisation": "中共白沙镇石桥村支部委员会", "arrived_on": "2026-03-08"}
    for name in ("阮小妹", "彭飞"):
        desk.movements.guests.save(0, {"name": name, **values})
    for typed in ("rxm", "阮小", "ruanx"):
        (hit,) = find_everywhere(desk, typed)
        assert hit.text == "阮小妹 · 流入党员"
    seen: list[str] = []

    def look() -> None:
        screen = QApplication.activeModalWidget()
        if not isinstance(screen, MovementsScreen):
            QTimer.singleShot(10, look)
            return
        guest = screen.guests.table.current_record()
        seen.append(guest.name if guest and screen.guests.isVisible() else "")
        screen.reject()

    QTimer.singleShot(0, look)
    window.search_box.chosen.emit(hit.tab, hit.record_id)
    assert seen == ["阮小妹"]


def test_header_names_branch_and_committee_as_they_change(window: MainWindow) -> None:
    assert window.branch_label.text() == "槐树村党支部"
    assert window.committee_label.text() == "青石镇党委"
    window.desk.update_branch(general_branch="社区党总支")
    assert window.committee_label.text() == "青石镇党委 · 社区党总支"
    window.desk.update_branch(name="柳溪村党支部")
    assert window.branch_label.text() == "柳溪村党支部"
    assert window.windowTitle().startswith("柳溪村党支部")


def test_every_action_of_the_table_has_its_entry(window: MainWindow) -> None:
    assert set(window.actions_by_id) == {spec.id for spec in ACTIONS}
    entries = [one for action in window.menu.actions() for one in (beneath(action) or [action])]
    assert {one.text() for one in entries if one.text()} >= {spec.text for spec in ACTIONS if spec.menu} - {
        "撤销"
    }
    assert len([one for one in window.menu.actions() if one.text()]) <= 16, "more would fill a small screen"


def test_backup_says_where_it_is(window: MainWindow, desk: Desk) -> None:
    window.backup()
    assert window.status.sentence.text().startswith("✓ 已备份并核对：")
    assert Path(window.status.sentence.text().split("：", 1)[1]).exists()


def test_history_of_one_record(qtbot: QtBot, window: MainWindow) -> None:
    desk = window.desk
    person = desk.roster.add({"name": "侯学军", **MEMBER})
    desk.roster.update(person, {"phone": "13800000001"})
    one = HistoryDialog(window.context, "person", person, "侯学军")
    qtbot.addWidget(one)
    model = one.table.record_model
    cells = [
        [column.text(model.record_at(row)) for column in model.columns] for row in range(model.rowCount())
    ]  # type: ignore[arg-type]
    assert any("空 → 13800000001" in line for line in cells)
    assert all(line[1] == "本机" for line in cells)
    one.search.setText("13800000001")
    one.search.returnPressed.emit()
    assert model.rowCount() >= 1
    assert all("13800000001" in r[1].after for r in one._shown())


def test_ctrl_h_tells_the_history_of_the_record_in_hand_on_every_tab(
    qtbot: QtBot, desk: Desk, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow(desk, settings, InstantTasks(), tabs=TABS)
    qtbot.addWidget(window)
    window.keep_desk()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(
        MainWindow, "show_history", lambda _self, table, row_id, _title: asked.append((table, row_id))
    )
    window.context.history = window.show_history

    def ctrl_h(*more: Qt.KeyboardModifier) -> tuple[str, int]:
        keys = Qt.KeyboardModifier.ControlModifier
        for key in more:
            keys |= key
        asked.clear()
        qtbot.keyClick(window, Qt.Key.Key_H, keys)
        (only,) = asked
        return only

    for tab in TABS:
        window.navigate(tab.TITLE)
        assert ctrl_h() == ("", 0), "an empty tab has only the history of everything"
    person = desk.roster.add({"name": "侯学军", **MEMBER})
    applicant = desk.development.add_applicant({"name": "罗子涵"}, "2026-07-06")
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    of_people = (("person", person), ("meeting", meeting), ("person", person), ("person", applicant))
    expected = (
        ("", 0),
        *of_people,
        ("", 0),
        ("", 0),
    )  # 待办 shows other records; no post yet; 上报交接 opens on what will be sent: no record
    for tab, record in zip(TABS, expected, strict=True):
        window.navigate(tab.TITLE)
        assert ctrl_h() == record, tab.TITLE
    window.navigate("会议记录", meeting)
    assert ctrl_h() == ("meeting", meeting), "also while it is open"
    assert ctrl_h(Qt.KeyboardModifier.ShiftModifier) == ("", 0)


def test_the_actor_of_the_settings_stands_in_the_history(window: MainWindow) -> None:
    window.settings.set("actor", "组织委员")
    person = window.desk.roster.add({"name": "侯学军", **MEMBER})
    assert window.desk.history("person", person)[0].actor == "组织委员"


def test_branch_details_are_saved_in_one_step(qtbot: QtBot, window: MainWindow) -> None:
    dialog = BranchDialog(window.context, window)
    qtbot.addWidget(dialog)
    dialog.show()
    name = dialog.form.rows["name"].field
    assert isinstance(name, QLineEdit)
    name.setText(" ")
    founded, unit = dialog.fields["founded_on"], dialog.fields["unit_name"]
    assert isinstance(founded, QLineEdit) and isinstance(unit, QLineEdit)
    founded.setText("1958-02-30")
    dialog.save()
    assert dialog.isVisible()
    assert "请填写支部名称" in dialog.form.rows["name"].problem_label.text()
    assert dialog.form.rows["founded_on"].problem_label.text()
    name.setText("柳溪村党支部")
    founded.setText("1958.7.12")
    unit.setText("柳溪村村民委员会")
    county = dialog.settings["dues.county_fen"]
    assert isinstance(county, MoneyEdit)
    county.setText("0.5")
    dialog.save()
    assert window.desk.branch.name == "柳溪村党支部"
    assert window.desk.settings.get("dues.county_fen") == "50"
    branch = window.desk.branch
    assert (branch.founded_on, branch.unit_name) == ("1958-07-12", "柳溪村村民委员会")
    window.undo()
    assert window.desk.branch.name == "槐树村党支部"
    assert window.desk.settings.get("dues.county_fen") == "20"


def test_export_writes_and_says_where(window: MainWindow, tmp_path: Path) -> None:
    window.settings.set("export_format", "none")
    window.desk.roster.add({"name": "侯学军", **MEMBER})
    window.paperwork.write("D1", None, tmp_path / "外发", ["docx", "pdf"])
    assert len(list((tmp_path / "外发").iterdir())) == 2
    assert "已导出 2 个文件" in window.status.sentence.text()


def test_closing_closes_the_store(qtbot: QtBot, desk: Desk, settings: UiSettings) -> None:
    window = MainWindow(desk, settings, InstantTasks(), tabs=())
    qtbot.addWidget(window)
    window.show()
    window.close()
    with pytest.raises(UserError):
        desk.update_branch(phone="1")


def test_a_detail_pane_has_a_body(qtbot: QtBot) -> None:
    pane = DetailPane("侯学军")
    qtbot.addWidget(pane)
    assert isinstance(pane.body, QVBoxLayout)


def test_a_copy_elsewhere_is_no_step_of_anybody(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.services.safety.is_same_disk", lambda _a, _b: False)
    (tmp_path / "U盘").mkdir()
    window.desk.roster.add({"name": "石文静", "category": "正式党员"})
    before = window.status.sentence.text(), window.actions_by_id["undo"].text()
    window.desk.safety.copy_to(tmp_path / "U盘")
    assert (window.status.sentence.text(), window.actions_by_id["undo"].text()) == before
    assert "新增人员：石文静" in before[1]
    window.undo()
    assert "已撤销：新增人员：石文静" in window.status.sentence.text()
