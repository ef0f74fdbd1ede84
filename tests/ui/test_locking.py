"""Locking with everything open: drafts are kept, dialogs and windows go, the store closes, the forms come back."""

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from models.domain.errors import UserError
from models.domain.records import MeetingKind, Person
from models.services.desk import Desk
from ui import app as app_module
from ui.app import App
from ui.dialogs.help import HelpDialog
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.start_window import Doors
from ui.drafts import BANNER
from ui.idle import Away
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.meetings_tab import MeetingsTab
from ui.tasks import InstantTasks, IsCancelled, Progress, Tasks
from ui.widgets.banner import Banner
from ui.widgets.screen_fit import free_area, place_over

PASSWORD = "a long sentence 2026"
TODAY = "2026-09-30"


def opened(folder: Path, password: str) -> Desk:
    return Desk.open(folder, password, today=lambda: TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = Desk.create(tmp_path / "数据", PASSWORD, name="槐树村党支部", today=lambda: TODAY)
    member = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
    desk.roster.add({"name": "欧阳建国", **member})
    desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    desk.close()
    return tmp_path / "数据"


def start(folder: Path, settings: UiSettings, tasks: Tasks | None = None) -> tuple[App, MainWindow]:
    doors = Doors(opened, app_module.create_desk, app_module.sample_desk)
    desk_app = App(settings, folder, doors, tasks or InstantTasks())
    return desk_app, desk_app.open_main(opened(folder, PASSWORD))


@pytest.fixture
def desk_app(qtbot: QtBot, folder: Path, settings: UiSettings) -> Iterator[App]:
    made, _ = start(folder, settings)
    yield made
    made.idle.stop()
    for window in (made.main_window, made.start_window):
        if window is not None:
            window.close()


def window_of(desk_app: App) -> MainWindow:
    assert desk_app.main_window is not None
    return desk_app.main_window


def while_open(kind: type[QWidget], act: Callable[[Any], None]) -> None:
    """When a window of this kind stands in front, do something to it."""

    def look() -> None:
        shown = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if not isinstance(shown, kind):
            QTimer.singleShot(10, look)
            return
        try:
            act(shown)
        except BaseException:
            if isinstance(shown, QDialog):
                shown.done(0)  # a failed test must not hang
            raise

    QTimer.singleShot(0, look)


def unlock(qtbot: QtBot, desk_app: App) -> MainWindow:
    assert desk_app.start_window is not None and desk_app.start_window.unlock is not None
    page = desk_app.start_window.unlock
    qtbot.keyClicks(page.password.field, PASSWORD)
    qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    return window_of(desk_app)


def can_open(folder: Path) -> bool:
    """Whether the data are free for whoever has the password."""
    try:
        opened(folder, PASSWORD).close()
    except UserError:
        return False
    return True


def test_nobody_is_remembered_while_it_is_locked(qtbot: QtBot, desk_app: App) -> None:
    window = window_of(desk_app)
    window.navigate("党员名册")
    QApplication.processEvents()
    del window

    def remembered() -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return any(isinstance(one, Person) and one.name == "欧阳建国" for one in gc.get_objects())

    assert remembered()
    desk_app.lock()
    qtbot.waitUntil(lambda: desk_app.locking is None)
    qtbot.waitUntil(lambda: not remembered())


def test_a_half_typed_form_comes_back_where_it_was(qtbot: QtBot, desk_app: App, folder: Path) -> None:
    window = window_of(desk_app)
    window.navigate("党员名册")

    def type_and_leave(dialog: MemberDialog) -> None:
        qtbot.keyClicks(dialog.edit("employer"), "Huaishu")
        desk_app.idle.away.emit(Away.IDLE)
        assert not dialog.isVisible() and not window.isVisible(), "nothing is seen at once"
        assert desk_app.start_window is not None and desk_app.start_window.isVisible()

    while_open(MemberDialog, type_and_leave)
    tab: Any = window.current_tab()
    tab.edit_person("employer")  # comes back when the lock has closed the form
    qtbot.waitUntil(lambda: desk_app.locking is None)
    assert can_open(folder)
    page = desk_app.start_window
    assert page is not None and page.unlock is not None
    assert "一段时间没有操作，已自动锁定。没填完的内容还在" in page.unlock.notice.text()

    seen: list[str] = []

    def look(dialog: MemberDialog) -> None:
        seen.append(dialog.edit("employer").text())
        seen.append(dialog.windowTitle())
        assert dialog.findChild(Banner, BANNER) is not None
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    while_open(MemberDialog, look)
    again = unlock(qtbot, desk_app)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["Huaishu", "修改：欧阳建国"]
    assert again.current_tab() is again.tab("党员名册")
    qtbot.waitUntil(lambda: again.desk.drafts.all() == [])
    assert again.draft_strip.isHidden()


def test_minutes_being_typed_come_back_unsaved(qtbot: QtBot, desk_app: App) -> None:
    window = window_of(desk_app)
    window.navigate("会议记录", 1)
    tab = window.tab("会议记录")
    assert isinstance(tab, MeetingsTab)
    tab.page.show_section(2)
    qtbot.keyClicks(tab.page.minutes.content, "Yao: today")
    tab.page.facts.lines["ends_at"].setText("25:99")  # what cannot be saved is kept all the same
    window.lock()
    assert desk_app.locking is None and desk_app.main_window is None
    again = unlock(qtbot, desk_app)
    tab_again = again.tab("会议记录")
    assert isinstance(tab_again, MeetingsTab)
    qtbot.waitUntil(lambda: tab_again.page.minutes.content.text() == "Yao: today")
    assert tab_again.page.facts.lines["ends_at"].text() == "25:99"
    assert again.desk.meetings.get(1).content == "", "nobody left the field: it is not in the record yet"
    tab_again.page.leave()
    assert again.desk.meetings.get(1).content == "Yao: today"


def test_the_open_meeting_is_open_again_without_any_draft(qtbot: QtBot, desk_app: App) -> None:
    window = window_of(desk_app)
    window.navigate("会议记录", 1)
    window.lock()
    again = unlock(qtbot, desk_app)
    tab = again.tab("会议记录")
    assert isinstance(tab, MeetingsTab)
    qtbot.waitUntil(lambda: tab.page.meeting_id == 1 and tab.page.isVisible())


def test_print_preview_and_file_dialog_and_menu_close(
    qtbot: QtBot, desk_app: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_of(desk_app)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", _own_file_dialog)

    def ask_for_a_folder(preview: PrintPreview) -> None:
        while_open(QFileDialog, lambda _dialog: desk_app.session.away.emit(Away.SESSION))
        QFileDialog.getExistingDirectory(preview)

    while_open(PrintPreview, ask_for_a_folder)
    window.paperwork.preview("D1")
    qtbot.waitUntil(lambda: desk_app.locking is None)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert can_open(folder)
    again = unlock(qtbot, desk_app)
    while_open(QMenu, lambda _menu: again.lock())
    again.menu_button.click()
    qtbot.waitUntil(lambda: desk_app.locking is None and desk_app.main_window is None)
    assert QApplication.activePopupWidget() is None and can_open(folder)


def _own_file_dialog(parent: QWidget, *_args: object) -> str:
    dialog = QFileDialog(parent)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    return dialog.selectedFiles()[0] if dialog.exec() else ""


def test_the_key_is_gone_with_the_store(qtbot: QtBot, desk_app: App) -> None:
    store = window_of(desk_app).desk.store
    key: bytes = store._key
    words = f"x'{key.hex()}'"
    assert len(key) == 32 and _holders(key, words), "the search finds it while the data are open"
    window_of(desk_app).lock()
    assert _holders(key, words) == []
    with pytest.raises(UserError):
        store.value("SELECT count(*) FROM person")


def _holders(key: bytes, words: str) -> list[str]:
    """Objects that still hold the data's key, apart from the test's own frames."""
    found: list[str] = []
    for thing in gc.get_objects():  # no comprehension: its closure would hold the key
        for value in () if isinstance(thing, FrameType) else gc.get_referents(thing):
            if (type(value) is bytes and value == key) or (type(value) is str and words in value):
                found.append(type(thing).__name__)
    return found


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "of another program"])
def test_only_our_clipboard_is_cleared(
    qtbot: QtBot, desk_app: App, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: ours)  # the desktop knows whose it is
    window = window_of(desk_app)
    tab: Any = window.tab("党员名册")
    tab.refresh_now()
    tab.table.selectAll()
    tab.table.copy()
    assert "欧阳建国" in QGuiApplication.clipboard().text()
    window.lock()
    assert ("欧阳建国" in QGuiApplication.clipboard().text()) is not ours


def test_a_backup_is_waited_for_and_a_reading_is_cancelled(
    qtbot: QtBot, folder: Path, settings: UiSettings
) -> None:
    desk_app, window = start(folder, settings, Tasks())
    go, heard = threading.Event(), []

    def backup(_p: Progress, _c: IsCancelled) -> str:
        go.wait(10)
        window.desk.store.value("SELECT count(*) FROM person")  # the data are still open
        return "done"

    def reading(_p: Progress, cancelled: IsCancelled) -> None:
        while not cancelled():
            threading.Event().wait(0.002)

    desk_app.tasks.run(backup, heard.append, heard.append, cancellable=False)
    desk_app.tasks.run(reading, heard.append, heard.append)
    desk_app.lock(Away.IDLE)
    start_window = desk_app.start_window
    assert start_window is not None and start_window.unlock is not None
    assert not window.isVisible() and start_window.unlock.open_button.text() == "正在收好数据…"
    qtbot.keyClicks(start_window.unlock.password.field, PASSWORD)
    assert not start_window.unlock.open_button.isEnabled(), "nobody opens what is not closed yet"
    desk_app.lock(Away.IDLE)
    assert not can_open(folder)
    go.set()
    qtbot.waitUntil(lambda: desk_app.locking is None)
    assert heard == ["done"] and can_open(folder)
    assert start_window.unlock.open_button.text() == "打开"
    start_window.close()


def test_a_full_disk_at_the_lock_loses_nothing(
    qtbot: QtBot, desk_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_of(desk_app)

    def full(*_args: object) -> None:
        raise UserError("磁盘空间不足。")

    def type_and_leave(dialog: MemberDialog) -> None:
        qtbot.keyClicks(dialog.edit("name"), "Zhou")
        monkeypatch.setattr(window.desk.drafts, "keep", full)
        desk_app.lock(Away.IDLE)

    while_open(MemberDialog, type_and_leave)
    tab: Any = window.tab("党员名册")
    tab.add_person()
    qtbot.waitUntil(lambda: desk_app.locking is None)
    assert desk_app.left is not None and [draft.title for draft in desk_app.left.unwritten] == ["新增人员"]
    seen: list[str] = []

    def look(dialog: MemberDialog) -> None:
        seen.append(dialog.edit("name").text())
        dialog.done(0)

    while_open(MemberDialog, look)
    unlock(qtbot, desk_app)
    qtbot.waitUntil(lambda: seen == ["Zhou"])


def test_a_window_of_other_data_gets_no_forms(qtbot: QtBot, desk_app: App, tmp_path: Path) -> None:
    window = window_of(desk_app)
    window.navigate("会议记录", 1)
    window.lock()
    Desk.create(tmp_path / "别的", PASSWORD, name="别的支部", today=lambda: TODAY).close()
    assert desk_app.start_window is not None
    desk_app.start_window.use_folder(tmp_path / "别的")
    again = unlock(qtbot, desk_app)
    QApplication.processEvents()
    tab = again.tab("会议记录")
    assert isinstance(tab, MeetingsTab) and not tab.page.meeting_id


def test_a_warning_stands_in_the_status_line(qtbot: QtBot, desk_app: App) -> None:
    window = window_of(desk_app)
    desk_app.idle.warned.emit(30)
    assert "30 秒后自动锁定" in window.status.sentence.text()
    desk_app.idle.warned.emit(0)
    assert "自动锁定" not in window.status.sentence.text()


def test_the_idle_clock_runs_only_while_data_are_open(qtbot: QtBot, desk_app: App) -> None:
    timer = desk_app.idle._timer
    assert timer.isActive()
    window_of(desk_app).lock()
    assert not timer.isActive()
    unlock(qtbot, desk_app)
    assert timer.isActive()


def test_after_a_crash_the_window_offers_what_was_left(
    qtbot: QtBot, folder: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(folder, PASSWORD)
    desk.drafts.keep("member:0", "新增人员", {"name": "Zhou"}, "2026-09-29 17:05")
    desk.drafts.keep("branch", "支部信息", {"phone": "1234567"}, "2026-09-29 17:04")
    desk.close()
    desk_app, window = start(folder, settings)
    strip = window.draft_strip
    assert strip.isVisible() and strip.label.text() == "上次没保存完：新增人员（2026-09-29 17:05），另有 1 份"
    seen: list[str] = []

    def look(dialog: MemberDialog) -> None:
        seen.append(dialog.edit("name").text())
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    while_open(MemberDialog, look)
    qtbot.mouseClick(strip.go_on, Qt.MouseButton.LeftButton)
    assert seen == ["Zhou"]
    assert "支部信息" in strip.label.text() and "另有" not in strip.label.text()
    monkeypatch.setattr("ui.widgets.draft_strip.MessageDialog.confirm", lambda *_a, **_k: True)
    qtbot.mouseClick(strip.discard, Qt.MouseButton.LeftButton)
    assert strip.isHidden() and window.desk.drafts.all() == []
    desk_app.idle.stop()
    window.close()


def test_help_in_front_is_closed_too(qtbot: QtBot, desk_app: App, folder: Path) -> None:
    window = window_of(desk_app)
    while_open(HelpDialog, lambda _dialog: desk_app.lock(Away.SLEPT))
    window.show_help()
    qtbot.waitUntil(lambda: desk_app.locking is None)
    assert can_open(folder)


@pytest.mark.parametrize("active", [True, False])
def test_locking_takes_the_keyboard_from_no_other_program(
    desk_app: App, monkeypatch: pytest.MonkeyPatch, active: bool
) -> None:
    state = Qt.ApplicationState.ApplicationActive if active else Qt.ApplicationState.ApplicationInactive
    monkeypatch.setattr(QApplication, "applicationState", lambda *_a: state)
    desk_app.lock(Away.IDLE)
    assert desk_app.start_window is not None
    assert desk_app.start_window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating) is not active


def test_the_password_page_comes_where_the_window_was(
    qtbot: QtBot, desk_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[tuple[QWidget, QWidget]] = []
    monkeypatch.setattr("ui.app.place_over", lambda window, over: placed.append((window, over)))
    window = window_of(desk_app)
    window.lock()
    assert placed == [(desk_app.start_window, window)]
    qtbot.waitUntil(lambda: desk_app.locking is None)


def test_a_window_over_another_stays_whole_on_the_screen(qtbot: QtBot) -> None:
    other, window = QWidget(), QWidget()
    for made in (other, window):
        qtbot.addWidget(made)
    free = free_area(other)
    window.resize(300, 200)
    other.resize(200, 160)
    other.move(free.center())
    place_over(window, other)
    middle = window.frameGeometry().center() - other.frameGeometry().center()
    assert abs(middle.x()) < 30 and abs(middle.y()) < 30
    other.move(free.bottomRight())
    place_over(window, other)
    assert free.contains(window.geometry())
    other.move(-150, -150)
    place_over(window, other)
    assert window.pos() == free.topLeft()
