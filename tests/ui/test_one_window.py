"""A second start reaches the first window, with the file that was double-clicked; two real programs, and one by hand."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from models.domain.errors import UserError
from models.services.desk import Desk
from tests.ui.conftest import PASSWORD
from ui import app as app_module
from ui import one_window
from ui.app import App
from ui.dialogs.start_window import Doors
from ui.one_window import LOCK_NAME, OneWindow
from ui.settings import UiSettings
from ui.tabs.handoff_tab import HandoffTab
from ui.tasks import InstantTasks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Desk.create(tmp_path / "数据", PASSWORD, name="槐树村党支部").close()
    return tmp_path / "数据"


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path, folder: Path) -> Iterator[OneWindow]:
    made = OneWindow(tmp_path / "配置", folder)
    assert made.claim()
    made.answer()
    yield made
    made.release()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "U 盘" / "DJ-1a2b3c4d-000003.zbb"
    path.parent.mkdir()
    path.write_bytes(b"age")
    return path


def place_of(window: OneWindow) -> Path:
    [lock] = window._home.rglob(LOCK_NAME)
    return lock.parent


def test_a_second_program_hands_its_file_to_the_first_and_ends(tmp_path: Path, package: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin", "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(ROOT / "main.py")]
    log = tmp_path / ".local/share/branch-desk/logs/branch-desk.log"

    def second(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *words], env=home, capture_output=True, encoding="utf-8", check=False,
            cwd=package.parent, timeout=60,
        )  # fmt: skip

    running = subprocess.Popen(command, env=home, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while not (log.exists() and "started" in log.read_text(encoding="utf-8")):
            assert running.poll() is None and time.monotonic() < end
        for words, said in (([package.name], "with a package"), ([], "nothing to open")):
            done = second(*words)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
            assert f"another start: {said}" in log.read_text(encoding="utf-8").splitlines()[-1]
        done = second("不见了.zbb")
        assert done.returncode == 1 and "没有找到文件“不见了.zbb”" in done.stderr
        assert running.poll() is None
    finally:
        running.kill()
        running.wait()
    [place] = (tmp_path / ".config/branch-desk/windows").iterdir()
    assert [path.name for path in place.iterdir()] == [LOCK_NAME]
    assert place.stat().st_mode & 0o777 == 0o700


def test_the_file_is_opened_after_the_password_or_at_once(
    qtbot: QtBot, first: OneWindow, folder: Path, package: Path, settings: UiSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taken: list[Path] = []
    monkeypatch.setattr(HandoffTab, "take_package", lambda _tab, path: taken.append(path))
    desk_app = App(
        settings, folder, Doors(Desk.open, app_module.create_desk, app_module.sample_desk), InstantTasks()
    )
    desk_app.front = first
    first.asked.connect(desk_app.come_forward)
    start = desk_app.start()
    start.showMinimized()
    ask(first, package)
    assert start.unlock is not None
    unlock = start.unlock
    qtbot.waitUntil(lambda: "输入口令后打开“DJ-1a2b3c4d-000003.zbb”" in unlock.notice.text())
    assert not start.isMinimized()
    start.unlock.password.field.setText(PASSWORD)
    start.unlock.submit()
    qtbot.waitUntil(lambda: taken == [package])
    window = desk_app.main_window
    assert window is not None
    dialog = QDialog(window)
    dialog.open()
    ask(first, package)
    qtbot.waitUntil(lambda: "关上正在用的对话框后打开" in window.status.sentence.text())
    assert taken == [package]
    dialog.done(0)
    qtbot.waitUntil(lambda: taken == [package, package])
    window.close()


def ask(first: OneWindow, package: Path | str) -> None:
    """As a second start leaves it."""
    part = place_of(first) / "x.part"
    part.write_text(json.dumps({"packages": [str(package)]}), encoding="utf-8")
    part.replace(place_of(first) / "ask-7.json")


def test_only_a_small_file_of_ours_that_names_a_package_is_followed(
    qtbot: QtBot, first: OneWindow, tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    first.asked.connect(asked.append)
    place, request = place_of(first), place_of(first) / "ask-7.json"
    (tmp_path / "名册.xlsx").write_bytes(b"PK")
    for text in (
        "", "[]", "{", '{"packages": 7}', json.dumps({"packages": [package.name]}),
        json.dumps({"packages": [str(tmp_path / "名册.xlsx"), str(tmp_path / "无.zbb")]}), "[" * 16000,
        json.dumps({"packages": ["/" + "a" * 300 + ".zbb"]}), '{"packages": ["/a\\ud800.zbb", "/a\\u0000.zbb"]}',
        json.dumps({"packages": [str(package)], "more": "x" * one_window.MOST_BYTES}),
    ):  # fmt: skip
        (place / "x.part").write_text(text, encoding="utf-8")
        (place / "x.part").replace(request)
        qtbot.waitUntil(lambda: not request.exists())
    (tmp_path / "elsewhere").write_text(json.dumps({"packages": [str(package)]}), encoding="utf-8")
    request.symlink_to(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: not request.is_symlink())
    assert (tmp_path / "elsewhere").exists()
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    ask(first, package)
    qtbot.waitUntil(lambda: not request.exists())
    assert asked == [[]] * 12
    monkeypatch.undo()
    ask(first, package)
    qtbot.waitUntil(lambda: asked[12:] == [[package]])


def test_what_is_no_file_breaks_neither_this_window_nor_the_next_start(
    qtbot: QtBot, first: OneWindow, tmp_path: Path, folder: Path, package: Path
) -> None:
    asked: list[object] = []
    first.asked.connect(asked.append)
    empty, full = (place_of(first) / name for name in ("ask-1.json", "ask-2.json"))
    empty.mkdir()
    full.mkdir()
    (full / "x").touch()
    ask(first, package)
    qtbot.waitUntil(lambda: [package] in asked)
    assert not empty.exists() and full.exists()
    first.release()
    again = OneWindow(tmp_path / "配置", folder)
    assert again.claim()
    again.release()


def test_a_start_while_the_window_closes_opens_a_window_of_its_own(
    qtbot: QtBot, first: OneWindow, tmp_path: Path, folder: Path, package: Path, settings: UiSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk_app = App(settings, folder, Doors(Desk.open, app_module.create_desk, app_module.sample_desk))
    desk_app.front = first
    first.asked.connect(desk_app.come_forward)
    start = desk_app.start()
    assert start.unlock is not None
    start.unlock.password.field.setText(PASSWORD)
    start.unlock.submit()
    qtbot.waitUntil(lambda: desk_app.main_window is not None)
    window = desk_app.main_window
    assert window is not None
    window.desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2000-07-01"})
    go_on, backup = Event(), window.desk.safety.backup
    monkeypatch.setattr(window.desk.safety, "backup", lambda *a, **k: go_on.wait(30) and backup(*a, **k))
    second = OneWindow(tmp_path / "配置", folder)
    assert not second.claim()
    window.close()
    assert window.isVisible(), "its last backup is being made"
    assert second.hand_over([package]) is False
    desk_app.come_forward([package])  # asked in the last moment
    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    desk_app.arrivals.take()
    assert not window.desk.store.is_open
    second.release()


def test_several_files_are_opened_one_after_the_other(
    qtbot: QtBot, folder: Path, package: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        package,
        package.with_name("DJ-2a2b3c4d-000001.zbb"),
        package.with_name("DJ-3a2b3c4d-000001.zbb"),
    ]
    for file in files:
        file.write_bytes(b"age")
    taken: list[Path] = []
    monkeypatch.setattr(HandoffTab, "take_package", lambda _tab, path: taken.append(path))
    desk_app = App(
        settings, folder, Doors(Desk.open, app_module.create_desk, app_module.sample_desk), InstantTasks()
    )
    start = desk_app.start()
    for file in files:
        desk_app.come_forward([file])
    assert start.unlock is not None
    unlock = start.unlock
    qtbot.waitUntil(lambda: "打开“DJ-1a2b3c4d-000003.zbb”等 3 个文件" in unlock.notice.text())
    unlock.password.field.setText(PASSWORD)
    unlock.submit()
    qtbot.waitUntil(lambda: taken == files)
    window = desk_app.main_window
    assert window is not None
    dialog = QDialog(window)
    dialog.open()
    desk_app.come_forward(files[:2])
    qtbot.waitUntil(lambda: "等 2 个文件" in window.status.sentence.text())
    dialog.done(0)
    qtbot.waitUntil(lambda: taken == [*files, *files[:2]])
    window.close()


def test_a_window_that_does_not_answer_is_named_and_one_that_is_gone_is_followed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_window, "PATIENCE_S", 0.1)
    silent, second = OneWindow(tmp_path / "配置", folder), OneWindow(tmp_path / "配置", folder)
    assert silent.claim() and not second.claim()
    with pytest.raises(UserError, match="没有回应。请切换到那个窗口"):
        second.hand_over([])
    assert [path.name for path in place_of(silent).iterdir()] == [LOCK_NAME]
    (place_of(silent) / "ask-1.json").write_text("{}")  # of a start that was killed
    silent.release()
    assert second.hand_over([]) is False
    assert [path.name for path in place_of(second).iterdir()] == [LOCK_NAME]
    assert not silent.claim()
    second.release()


def test_other_data_have_a_window_of_their_own(
    qtbot: QtBot, first: OneWindow, tmp_path: Path, folder: Path
) -> None:
    other = OneWindow(tmp_path / "配置", tmp_path / "党委数据")
    assert other.claim()
    other.release()
    first.move(tmp_path / "党委数据")
    assert not other.claim()
    again = OneWindow(tmp_path / "配置", folder)
    assert again.claim()
    again.release()


def test_settings_that_cannot_be_written_open_the_window_all_the_same(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "配置").touch()
    window = OneWindow(tmp_path / "配置", folder)
    assert window.claim()
    window.release()
