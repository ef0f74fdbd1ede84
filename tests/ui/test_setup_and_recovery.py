"""Set-up ends with the slip; a forgotten password is answered by it, and by nothing else."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from exporters.package import age_file
from models.domain.errors import WrongPassword
from models.domain.recovery_code import groups_of, new_code, written
from models.services import escrow
from models.services.desk import Desk
from ui import app as app_module
from ui.app import App
from ui.dialogs.handover_wizard import DONE, HandoverWizard
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.recover_page import RecoverPage
from ui.dialogs.setup_page import SetupPage
from ui.dialogs.start_window import Doors, StartWindow
from ui.idle import Away
from ui.settings import UiSettings
from ui.tasks import InstantTasks
from ui.widgets.plain_label import PlainLabel
from ui.widgets.slip_panel import CHECK, SHOW

OLD, NEW = "a long sentence 2026", "another sentence 77"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk_app(tmp_path: Path, settings: UiSettings) -> App:
    doors = Doors(Desk.open, app_module.create_desk, app_module.sample_desk)
    return App(settings, tmp_path / "数据", doors, InstantTasks())


def set_up(qtbot: QtBot, start: StartWindow) -> SetupPage:
    page = start.first_run
    assert page is not None
    page.name.setText("中共青石镇槐树村支部委员会")
    for edit in (page.password, page.repeat):
        qtbot.keyClicks(edit.field, OLD)
    qtbot.mouseClick(page.create_button, LEFT)
    assert start.setup is not None and start.setup.isVisible()
    return start.setup


def finish(qtbot: QtBot, page: SetupPage) -> str:
    qtbot.mouseClick(page.next_button, LEFT)
    for field in page.slip.fields:
        qtbot.keyClicks(field, groups_of(page.slip.code)[field.number - 1])
    qtbot.keyClick(page.slip.fields[1], Qt.Key.Key_Return)
    return page.slip.code


def texts(page: SetupPage | RecoverPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(PlainLabel) if label.isVisible())


def test_set_up_is_finished_only_when_two_groups_were_typed_back(qtbot: QtBot, desk_app: App) -> None:
    page = set_up(qtbot, desk_app.start())
    assert desk_app.main_window is None
    code = page.slip.code
    assert all(group in texts(page) for group in groups_of(code))
    assert "任何人（包括开发者）都无法恢复数据" in texts(page)
    qtbot.mouseClick(page.next_button, LEFT)
    assert page.slip.step == CHECK
    assert not any(group in texts(page) for group in groups_of(code)), "typed from paper, not from the screen"
    first, second = page.slip.fields
    qtbot.mouseClick(page.next_button, LEFT)
    assert f"请输入第 {first.number} 组" in page.slip.problem.text()
    qtbot.keyClicks(first, groups_of(code)[first.number - 1].lower())
    assert page.window().focusWidget() is second, "a right group leads on to the next"
    qtbot.keyClick(second, Qt.Key.Key_Tab)
    assert page.window().focusWidget() is second, "Tab after the jump skips nothing"
    qtbot.keyClick(second, Qt.Key.Key_Tab)
    assert page.window().focusWidget() is not second
    second.setFocus()
    qtbot.keyClicks(second, "2222")
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert f"第 {second.number} 组不对" in page.slip.problem.text()
    assert desk_app.main_window is None
    qtbot.keyClicks(second, groups_of(code)[second.number - 1])
    qtbot.keyClick(second, Qt.Key.Key_Return)
    window = desk_app.main_window
    assert window is not None
    assert window.desk.keys.status().has_recovery
    assert not window.keys_strip.isVisible()
    folder = window.desk.store.folder
    window.close()
    Desk.open_by_code(folder, code).close()


def test_the_code_can_be_looked_at_again_and_printed(
    qtbot: QtBot, desk_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = desk_app.start()
    page = set_up(qtbot, start)
    qtbot.mouseClick(page.next_button, LEFT)
    page.slip.show_code()
    assert page.slip.step == SHOW and page.next_button.text() == "已打印或抄好，下一步"
    shown: list[str] = []
    monkeypatch.setattr(PrintPreview, "exec", lambda preview: shown.append(preview.state.text()))
    qtbot.mouseClick(page.slip.print_button, LEFT)
    assert shown == ["共 1 页 · A4 纵向"]
    start.close()


def enter(qtbot: QtBot, start: StartWindow) -> None:
    assert start.unlock is not None
    start.unlock.password.field.setText(OLD)
    qtbot.keyClick(start.unlock.password.field, Qt.Key.Key_Return)


def test_nobody_at_the_desk_sees_the_new_code_and_the_paper_stays_right(
    qtbot: QtBot, desk_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Idle or locked: store and key go; the password brings back the same code, and the same step."""
    start = desk_app.start()
    first = page = set_up(qtbot, start)
    code, timer = page.slip.code, desk_app.idle._timer
    assert timer.isActive()
    previews: list[PrintPreview] = []

    def away(preview: PrintPreview) -> None:
        preview.show()
        desk_app.idle.away.emit(Away.IDLE)
        previews.append(preview)
        assert not preview.isVisible() and not first.isVisible()

    monkeypatch.setattr(PrintPreview, "exec", away)
    qtbot.mouseClick(page.slip.print_button, LEFT)
    assert previews and not timer.isActive()
    qtbot.waitUntil(lambda: start.held is None)
    unlock = start.unlock
    assert unlock is not None and unlock.isVisible()
    assert "一段时间没有操作，数据已关闭。输入刚设的口令" in unlock.notice.text()
    unlock.password.field.setText(NEW)
    unlock.submit()
    assert "口令不对" in unlock.problem.text() and start.held is None
    while unlock.waiting():
        unlock._tick()
    enter(qtbot, start)
    page = start.setup
    assert page is not None and page.isVisible() and timer.isActive()
    assert page.slip.code == code and all(group in texts(page) for group in groups_of(code))
    qtbot.mouseClick(page.next_button, LEFT)
    asked = page.slip.asked
    desk_app.session.away.emit(Away.SESSION)
    qtbot.waitUntil(lambda: start.setup is None and start.held is None)
    assert "屏幕锁定或切换了用户，数据已关闭。" in unlock.notice.text()
    enter(qtbot, start)
    page = start.setup
    assert page is not None and (page.slip.step, page.slip.asked) == (CHECK, asked)
    assert not any(group in texts(page) for group in groups_of(code))
    for field in page.slip.fields:
        qtbot.keyClicks(field, groups_of(code)[field.number - 1])
    qtbot.keyClick(page.slip.fields[1], Qt.Key.Key_Return)
    window = desk_app.main_window
    assert window is not None and window.desk.keys.status().has_recovery
    window.close()
    Desk.open_by_code(tmp_path / "数据", code).close()


@pytest.mark.parametrize("during", ["set_recovery", "open", "recover"])
def test_a_lock_waits_for_the_job_and_then_the_data_are_closed(
    qtbot: QtBot, settings: UiSettings, tmp_path: Path, during: str
) -> None:
    code, go_on = new_code(), Event()
    folder = made(tmp_path, code)
    desk_app = App(settings, folder, Doors(Desk.open, app_module.create_desk, app_module.sample_desk))
    opened: list[Desk] = []

    def slowly(open_it: Callable[[], Desk]) -> Desk:
        opened.append(open_it())
        assert go_on.wait(30)
        return opened[-1]

    desk_app.doors = Doors(
        lambda at, password: slowly(lambda: Desk.open(at, password)),
        app_module.create_desk,
        app_module.sample_desk,
        lambda at, typed, _opening: slowly(lambda: Desk.open_by_code(at, typed)),
    )
    start = desk_app.start()
    if during == "recover":
        page = recover(qtbot, start)
        page.code.field.setText(code)
        qtbot.mouseClick(page.next_button, LEFT)
    else:
        enter(qtbot, start)
    qtbot.waitUntil(lambda: bool(opened))
    if during == "set_recovery":
        opened[0].keys.begin_setup()
        setup = start.show_setup(opened[0])
        setup.slip.check()
        setup._store()
    desk_app.lock(Away.SESSION)
    unlock = start.unlock
    assert unlock is not None and unlock.isVisible() and not unlock.password.isEnabled()
    assert opened[0].store.is_open
    go_on.set()
    qtbot.waitUntil(unlock.password.isEnabled)
    assert not opened[0].store.is_open
    assert start.setup is None and start.recover is None and desk_app.main_window is None
    start.close()


def test_a_set_up_broken_off_goes_on_at_the_next_start(
    qtbot: QtBot, desk_app: App, settings: UiSettings, tmp_path: Path
) -> None:
    start = desk_app.start()
    page = set_up(qtbot, start)
    lost = page.slip.code
    qtbot.mouseClick(page.leave_button, LEFT)
    assert not start.isVisible()
    with pytest.raises(WrongPassword):
        Desk.open_by_code(tmp_path / "数据", lost)
    again = App(settings, None, desk_app.doors, InstantTasks())
    start = again.start()
    assert start.unlock is not None
    qtbot.keyClicks(start.unlock.password.field, OLD)
    qtbot.keyClick(start.unlock.password.field, Qt.Key.Key_Return)
    assert again.main_window is None and start.setup is not None
    assert start.setup.slip.code != lost
    finish(qtbot, start.setup)
    assert again.main_window is not None
    again.main_window.close()


def test_the_sample_asks_for_no_slip(
    qtbot: QtBot, desk_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.start_window.default_store_folder", lambda: tmp_path / "支部数据")
    desk_app.start().open_sample()
    window = desk_app.main_window
    assert window is not None
    assert not window.keys_strip.isVisible()
    window.close()


def test_data_from_before_are_urged_and_go_on_working(qtbot: QtBot, desk_app: App, desk: Desk) -> None:
    window = desk_app.open_main(desk)
    assert window.keys_strip.isVisible()
    assert "还没有恢复码" in window.keys_strip.label.text()
    qtbot.mouseClick(window.keys_strip.later_button, LEFT)
    assert not window.keys_strip.isVisible()
    window.close()


def test_after_a_handover_only_the_next_secretary_gets_in(
    qtbot: QtBot, desk_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole program: set up, handed over from the menu, locked, opened with the new password; nothing complains."""
    start = desk_app.start()
    finish(qtbot, set_up(qtbot, start))
    window = desk_app.main_window
    assert window is not None

    def through(wizard: HandoverWizard) -> int:
        wizard.who.giver.setText("张建国")
        wizard.who.taker.setText("李新民")
        wizard.who.password.field.setText(OLD)
        wizard.next_button.click()
        for edit in (wizard.new_password.password, wizard.new_password.repeat):
            edit.field.setText(NEW)
        wizard.next_button.click()
        wizard.slip.check()
        for field in wizard.slip.fields:
            field.setText(groups_of(wizard.slip.code)[field.number - 1])
        wizard.next_button.click()
        wizard.next_button.click()
        assert wizard.step == DONE
        assert not window.desk.safety.is_dirty()
        return 1

    complaints: list[BaseException] = []
    desk_app.tasks.failed.connect(complaints.append)
    monkeypatch.setattr(HandoverWizard, "exec", through)
    window.hand_over()
    qtbot.waitUntil(lambda: desk_app.start_window is not None and desk_app.locking is None)
    again = desk_app.start_window
    assert again is not None and again.unlock is not None
    qtbot.waitUntil(lambda: again.unlock.password.isEnabled())
    for password, seen in ((OLD, "口令不对"), (NEW, "")):
        while again.unlock.waiting():
            again.unlock._tick()
        again.unlock.password.field.setText(password)
        again.unlock.submit()
        assert seen in again.unlock.problem.text()
    opened = desk_app.main_window
    assert opened is not None
    assert opened.desk.branch.secretary == "李新民"
    assert complaints == [] and opened.findChildren(MessageDialog) == []
    opened.close()
    qtbot.waitUntil(lambda: not opened.desk.keys.is_open)


# the password is forgotten


def made(tmp_path: Path, code: str = "") -> Path:
    desk = Desk.create(tmp_path / "数据", OLD, name="中共青石镇槐树村支部委员会")
    if code:
        desk.keys.set_recovery(code)
    desk.close()
    return desk.store.folder


def recover(qtbot: QtBot, start: StartWindow) -> RecoverPage:
    assert start.unlock is not None
    qtbot.mouseClick(start.unlock.recover_button, LEFT)
    assert start.recover is not None
    return start.recover


def test_the_slip_opens_and_leads_at_once_to_a_new_password(
    qtbot: QtBot, desk_app: App, tmp_path: Path
) -> None:
    code = new_code()
    folder = made(tmp_path, code)
    page = recover(qtbot, desk_app.start())
    assert "忘记口令且遗失恢复码时，任何人（包括开发者）都无法恢复数据" in texts(page)
    assert not page.next_button.isEnabled()
    qtbot.keyClicks(page.code.field, code[:12].lower())
    assert page.code.field.text() == written(code[:12])
    assert "已输入 3 组" in page.code.state.text()
    qtbot.keyClicks(page.code.field, code[12:])
    assert "11 组都对得上" in page.code.state.text()
    qtbot.keyClick(page.code.field, Qt.Key.Key_Return)
    assert page.new_password.isVisible()
    assert page.code.field.text() == ""
    qtbot.keyClicks(page.new_password.password.field, "huaishucun2026")
    qtbot.mouseClick(page.next_button, LEFT)
    assert "不要用单位名称" in page.new_password.form.rows["password"].problem_label.text()
    page.new_password.clear()
    for edit in (page.new_password.password, page.new_password.repeat):
        qtbot.keyClicks(edit.field, NEW)
    qtbot.keyClick(page.new_password.repeat.field, Qt.Key.Key_Return)
    window = desk_app.main_window
    assert window is not None
    window.close()
    Desk.open(folder, NEW).close()
    with pytest.raises(WrongPassword):
        Desk.open(folder, OLD)


def test_a_mistyped_group_is_named_while_typing(qtbot: QtBot, desk_app: App, tmp_path: Path) -> None:
    code = new_code()
    made(tmp_path, code)
    start = desk_app.start()
    page = recover(qtbot, start)
    wrong = "2" if code[9] != "2" else "3"
    qtbot.keyClicks(page.code.field, code[:9] + wrong + code[10:])
    assert "第 3 组不对" in page.code.state.text()
    assert not page.next_button.isEnabled()
    page.code.field.setText(new_code())
    qtbot.mouseClick(page.next_button, LEFT)
    assert "不是现在这份数据的恢复码" in page.problem.text()
    qtbot.mouseClick(page.back_button, LEFT)
    assert start.unlock is not None and start.unlock.isVisible()
    start.close()


def test_whoever_leaves_before_the_new_password_leaves_the_data_closed(
    qtbot: QtBot, desk_app: App, tmp_path: Path
) -> None:
    code = new_code()
    folder = made(tmp_path, code)
    start = desk_app.start()
    page = recover(qtbot, start)
    page.code.field.setText(code)
    qtbot.mouseClick(page.next_button, LEFT)
    assert page.new_password.isVisible()
    qtbot.mouseClick(page.back_button, LEFT)
    Desk.open(folder, OLD).close()
    start.close()


@pytest.mark.parametrize("opened", [False, True])
def test_a_code_left_on_the_screen_goes_and_what_it_opened_is_closed(
    qtbot: QtBot, desk_app: App, tmp_path: Path, opened: bool
) -> None:
    code = new_code()
    folder = made(tmp_path, code)
    start = desk_app.start()
    page = recover(qtbot, start)
    assert desk_app.idle._timer.isActive()
    page.code.field.setText(code if opened else code[:12])
    qtbot.mouseClick(page.next_button, LEFT)
    assert page.new_password.isVisible() is opened
    desk_app.idle.away.emit(Away.IDLE)
    qtbot.waitUntil(lambda: start.recover is None)
    assert start.unlock is not None and start.unlock.isVisible()
    assert "一段时间没有操作，请重新开始。" in start.unlock.notice.text()
    Desk.open(folder, OLD).close()
    start.close()


def test_the_committees_file_opens_once_and_a_new_slip_follows(
    qtbot: QtBot, desk_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient, secret = age_file.new_identity()
    desk = Desk.create(tmp_path / "数据", OLD, name="中共青石镇槐树村支部委员会")
    desk.keys.escrow.turn_on("中共青石镇委员会", (recipient,))
    data, code = escrow.make_opening(escrow.unseal(desk.keys.escrow.write(tmp_path), (secret,)))
    desk.close()
    (tmp_path / "开启文件.json").write_bytes(data)
    start = desk_app.start()
    page = recover(qtbot, start)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(tmp_path / "开启文件.json"), ""))
    qtbot.mouseClick(page.opening_button, LEFT)
    assert "开启文件.json" in page.opening_button.text()
    qtbot.keyClicks(page.code.field, code)
    qtbot.mouseClick(page.next_button, LEFT)
    for edit in (page.new_password.password, page.new_password.repeat):
        qtbot.keyClicks(edit.field, NEW)
    qtbot.mouseClick(page.next_button, LEFT)
    assert start.setup is not None and desk_app.main_window is None
    finish(qtbot, start.setup)
    assert desk_app.main_window is not None
    desk_app.main_window.close()
