"""Merging two computers in the window: the package is made, read, decided with clicks, merged."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.db import backup
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.second_desk import SecondDeskDialog
from ui.settings import UiSettings
from ui.tasks import InstantTasks

PASSWORD = "春风化雨2026"
LONG = "欧阳" + "长" * 30


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    one = Desk.create(tmp_path / "one", PASSWORD, name="向阳社区第一党支部", today=lambda: "2026-11-20")
    one.second.write()
    for name in ("侯学军", LONG):
        one.roster.add({"name": name, "category": "正式党员", "phone": "13800000001"})
    place = tmp_path / "two"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    two = Desk.open(place, PASSWORD, lambda: "2026-11-21")
    yield one, two
    one.close()
    two.close()


def dialog_of(qtbot: QtBot, desk: Desk, tmp_path: Path, path: Path | None = None) -> SecondDeskDialog:
    context = Context(desk=desk, tasks=InstantTasks(), settings=UiSettings(tmp_path / "w.ini"))
    dialog = SecondDeskDialog(context, path=path)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_package_for_the_other_computer_is_written_and_read_back(
    qtbot: QtBot, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog = dialog_of(qtbot, desks[0], tmp_path)
    dialog.write(stick)
    [path] = stick.glob("DN-*.zbb")
    assert path.name in dialog.written.label.text()
    assert desks[0].store.value("SELECT recipient FROM outgoing ORDER BY id DESC") == "本支部的另一台电脑"


def test_each_clash_is_chosen_before_anything_is_merged(
    qtbot: QtBot, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    one, two = desks
    for desk, phone in ((one, "13900000001"), (two, "13700000002")):
        desk.roster.update(desk.person(LONG).id, {"phone": phone})
    two.roster.update(two.person("侯学军").id, {"address": "东街"})
    dialog = dialog_of(qtbot, one, tmp_path, two.second.write())
    [row] = dialog.rows
    assert not dialog.ok_button.isEnabled()
    assert dialog.ok_button.text() == "还有 1 处没选"
    assert "变更  人员 侯学军（现居住地）" in dialog.differences.text()
    qtbot.mouseClick(row.group.button(1), Qt.MouseButton.LeftButton)
    assert dialog.ok_button.isEnabled()
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert one.person(LONG).phone == "13700000002"
    assert one.person("侯学军").address == "东街"
    assert not dialog.isVisible()
    assert any(
        "合并前" in str(backup.verify(path, PASSWORD).reason) for path in backup.existing(one.store.folder)
    )


def test_somebody_entered_on_both_computers_is_said_to_be_one(
    qtbot: QtBot, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    one, two = desks
    for desk, phone in ((one, "13900000001"), (two, "13700000002")):
        values = {"name": LONG[::-1], "category": "正式党员", "id_number": "11010519491231002X"}
        desk.roster.add({**values, "phone": phone})
    dialog = dialog_of(qtbot, one, tmp_path, two.second.write())
    [row] = dialog.rows
    assert [button.text() for button in row.group.buttons()] == [
        "是同一个人，合为一条：",
        "是两个人，身份证号归本机这一位：",
        "是两个人，身份证号归另一台这一位：",
    ]
    qtbot.mouseClick(row.group.button(0), Qt.MouseButton.LeftButton)
    assert dialog.rows[0].group.checkedId() == 0
    dialog.rows[1].group.button(1).click()  # then their phones differ
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert one.store.rows("SELECT phone FROM person WHERE id_number <> ''") == [("13700000002",)]
    assert dialog_of(qtbot, two, tmp_path, one.second.write()).rows == []


def test_leaving_changes_nothing(qtbot: QtBot, desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    one, two = desks
    two.roster.update(two.person("侯学军").id, {"address": "东街"})
    dialog = dialog_of(qtbot, one, tmp_path, two.second.write())
    head = one.store.head
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert one.store.head == head
    assert one.person("侯学军").address == ""


def test_a_file_that_is_none_is_named(qtbot: QtBot, desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    bad = tmp_path / "bad.zbb"
    bad.write_bytes(b"nothing")
    dialog = dialog_of(qtbot, desks[0], tmp_path, bad)
    assert dialog.pages.currentIndex() == 0
    assert "不是" in dialog.file_page.problem.label.text()
