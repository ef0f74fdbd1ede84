"""Several files dropped on 上报交接 at once: each is opened, the next when the one before is closed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Heard
from tests.ui.test_handoff_tab import World, stick_folder, world, written
from ui.dialogs.package_dialog import PackageDialog
from ui.tabs.handoff_tab import REGISTER

__all__ = ["stick_folder", "world"]  # fixtures


def drop(world: World, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    mouse, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    world.tab.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, mouse, keys))


def test_every_dropped_file_is_opened_in_its_turn(
    qtbot: QtBot, world: World, heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [written(qtbot, world) for _ in range(2)]
    strange = tmp_path / "DJ-00000000-000001.zbb"
    strange.write_bytes("这不是上报包".encode() * 40)
    opened: list[str] = []
    monkeypatch.setattr(PackageDialog, "exec", lambda dialog: opened.append(dialog.title.text()) or 1)
    first, second = (world.stick / entry.file_name for entry in entries)
    drop(world, first, strange, second, first)
    assert not opened, "not while somebody still drags"
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert opened == ["槐树村党支部的第 1 号上报包", "槐树村党支部的第 2 号上报包"]
    assert ["不是支部工作台的上报包" in str(error) for error in heard.errors] == [True]
    assert f"正在打开“{first.name}”，后面还有 2 个文件。" in heard.said
    assert world.tab.section() == REGISTER and not world.tab.drops.waiting


def test_the_next_file_waits_for_the_open_dialog(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    monkeypatch.setattr(type(world.tab), "take_package", lambda _tab, path: taken.append(path.name))
    dialog = QDialog(world.tab)
    during: list[int] = []

    def look() -> None:
        during.append(len(taken))
        dialog.accept()

    drop(world, Path("甲.zbb"), Path("乙.zbb"))
    QTimer.singleShot(200, look)
    dialog.exec()
    assert during == [0] and QApplication.activeModalWidget() is None
    qtbot.waitUntil(lambda: taken == ["甲.zbb", "乙.zbb"])


def test_what_is_no_file_is_left_alone(qtbot: QtBot, world: World) -> None:
    mime = QMimeData()
    mime.setText("一段文字")
    mouse, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    world.tab.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, mouse, keys))
    assert not world.tab.drops.waiting
