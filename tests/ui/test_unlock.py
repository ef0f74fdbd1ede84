"""The password page: opening, a wrong password, the growing wait, Caps Lock, and the small font's characters."""

import runpy
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

import resources
from models.domain.errors import UserError, WrongPassword
from models.services.desk import Desk
from ui import theme
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
