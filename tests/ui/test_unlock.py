"""The password page: opening, a wrong password, the growing wait, Caps Lock, and the small font's characters."""

import runpy
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

import resources
from models import drives
from models.domain.errors import UserError, WrongPassword
from models.services.desk import Desk
from ui import theme
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.restore_dialog import RestoreDialog
from ui.dialogs.start_window import Doors, StartWindow
from ui.dialogs.unlock import UnlockPage
from ui.settings import UiSettings
from ui.tasks import InstantTasks

RIGHT = "right password 9"


class Opener:
    """A door that knows one password."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.error: UserError | None = None

    def __call__(self, _folder: Path, password: str) -> Desk:
        self.tried.append(password)
        if self.error:
            raise self.error
        if password != RIGHT:
            raise WrongPassword("口令不对。请检查大写锁定和输入法后再试。")
        return object()  # type: ignore[return-value]


@pytest.fixture
def opener() -> Opener:
    return Opener()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, settings: UiSettings, opener: Opener) -> StartWindow:
    (tmp_path / "keys.json").write_text("{}")
    made = StartWindow(tmp_path, Doors(opener, opener, opener), settings, InstantTasks())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def page_of(window: StartWindow) -> UnlockPage:
    assert window.unlock is not None
    return window.unlock


def test_enter_opens_with_the_right_password(qtbot: QtBot, window: StartWindow, opener: Opener) -> None:
    page = page_of(window)
    assert page.password.field.echoMode() == QLineEdit.EchoMode.Password
    assert not page.open_button.isEnabled()
    qtbot.keyClicks(page.password.field, RIGHT)
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    assert opener.tried == [RIGHT]


def test_a_wrong_password_says_so_and_waits_longer_each_time(
    qtbot: QtBot, window: StartWindow, opener: Opener
) -> None:
    page = page_of(window)
    qtbot.keyClicks(page.password.field, "wrong")
    qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    assert "口令不对" in page.problem.text()
    assert page.problem.isVisible()
    assert page.waiting() == 1
    assert not page.open_button.isEnabled()
    assert page.open_button.text() == "请等 1 秒"
    qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    assert opener.tried == ["wrong"], "nothing is tried while waiting"
    for expected in (2, 4, 8):
        while page.waiting():
            page._tick()
        assert page.open_button.isEnabled()
        qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
        assert page.waiting() == expected


def test_the_store_may_ask_for_a_longer_wait(qtbot: QtBot, window: StartWindow, opener: Opener) -> None:
    opener.error = WrongPassword("口令连续输错，请等 30 秒再试。", 29.6)
    page = page_of(window)
    qtbot.keyClicks(page.password.field, "wrong")
    qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    assert page.waiting() == 30


def test_a_locked_or_damaged_store_is_a_sentence_without_a_wait(
    qtbot: QtBot, window: StartWindow, opener: Opener
) -> None:
    opener.error = UserError("这份数据正在另一个窗口中打开。请先关闭那个窗口。")
    page = page_of(window)
    qtbot.keyClicks(page.password.field, "something")
    qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    assert "另一个窗口" in page.problem.text()
    assert page.waiting() == 0
    assert page.open_button.isEnabled()


def test_caps_lock_is_noticed_from_the_letters(qtbot: QtBot, window: StartWindow) -> None:
    page = page_of(window)
    qtbot.keyClick(page.password.field, "A")
    assert page.caps.isVisible()
    qtbot.keyClick(page.password.field, Qt.Key.Key_CapsLock)
    assert not page.caps.isVisible()


def test_the_password_can_be_shown(qtbot: QtBot, window: StartWindow) -> None:
    page = page_of(window)
    qtbot.mouseClick(page.password.show_button, Qt.MouseButton.LeftButton)
    assert page.password.field.echoMode() == QLineEdit.EchoMode.Normal
    assert page.password.show_button.text() == "隐藏"


def test_another_folder_without_data_is_a_sentence(
    qtbot: QtBot, window: StartWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(empty))
    page = page_of(window)
    qtbot.mouseClick(page.other_button, Qt.MouseButton.LeftButton)
    assert "没有支部工作台的数据" in page.problem.text()
    (empty / "keys.json").write_text("{}")
    qtbot.mouseClick(page.other_button, Qt.MouseButton.LeftButton)
    assert str(empty) in page.place.text()


def test_the_small_font_has_every_character_of_the_page() -> None:
    """When this fails: run build/start_font.py."""
    script = Path(resources.ROOT).parent / "build" / "start_font.py"
    wanted = {ord(c) for c in runpy.run_path(str(script))["characters"]()}
    with TTFont(resources.ROOT / theme.START_FONT) as font, TTFont(theme.font_files()[0]) as whole:
        has, could = set(font.getBestCmap()), set(whole.getBestCmap())
        assert font["name"].getDebugName(1) == theme.START_FAMILY
    assert wanted & could <= has


def test_damaged_data_can_be_looked_at_and_restored(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Desk.create(tmp_path / "store", "right password 9", name="槐树村党支部")
    made.roster.add({"name": "甲", "category": "正式党员"})
    made.safety.backup("手动")
    page_at = made.store.value("SELECT rootpage FROM sqlite_master WHERE name = 'meeting'")
    made.close()
    file = tmp_path / "store" / "party.db"
    data = bytearray(file.read_bytes())
    data[page_at * 4096 - 2000] ^= 1
    file.write_bytes(bytes(data))
    start = StartWindow(tmp_path / "store", Doors(Desk.open, Desk.open, Desk.open), settings, InstantTasks())  # type: ignore[arg-type]
    qtbot.addWidget(start)
    start.show()
    page = page_of(start)
    assert not page.way_out.isVisible()
    qtbot.keyClicks(page.password.field, RIGHT)
    qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    assert "用最近的备份恢复" in page.problem.text()
    assert page.way_out.text() == "只读打开看看"
    opened: list[Desk] = []
    start.opened.connect(opened.append)
    qtbot.mouseClick(page.way_out, Qt.MouseButton.LeftButton)
    assert opened[0].store.is_rescue and len(opened[0].roster.members("2026-09-30")) == 1
    opened[0].close()
    shown: list[RestoreDialog] = []
    monkeypatch.setattr(RestoreDialog, "exec", lambda self: shown.append(self))
    page.set_busy(False)
    qtbot.mouseClick(page.restore_button, Qt.MouseButton.LeftButton)
    assert shown[0].model.rowCount() == 1 and shown[0].secret.isVisibleTo(shown[0])


def test_data_on_a_stick_are_copied_here(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = tmp_path / "stick"
    Desk.create(carried, RIGHT, name="槐树村党支部").close()
    kind = drives.kind
    monkeypatch.setattr(
        drives, "kind", lambda folder: drives.REMOVABLE if folder.is_relative_to(carried) else kind(folder)
    )
    monkeypatch.setattr("ui.dialogs.start_window.default_store_folder", lambda: tmp_path / "here")
    monkeypatch.setattr(MessageDialog, "exec", lambda _self: 1)
    start = StartWindow(carried, Doors(Desk.open, Desk.open, Desk.open), settings, InstantTasks())  # type: ignore[arg-type]
    qtbot.addWidget(start)
    start.show()
    page = page_of(start)
    qtbot.keyClicks(page.password.field, RIGHT)
    qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    assert "不能放在U 盘上" in page.problem.text()
    assert page.way_out.text() == "复制到本机…"
    qtbot.mouseClick(page.way_out, Qt.MouseButton.LeftButton)
    assert "已复制到本机并读回核对" in page.notice.text()
    assert str(tmp_path / "here") in page.place.text()
    with qtbot.waitSignal(start.opened) as opened:
        qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    assert opened.args is not None
    opened.args[0].close()
    assert (carried / "party.db").is_file()
