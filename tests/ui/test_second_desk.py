"""Merging two computers in the window: the package is made, read, decided with clicks, merged."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from models.db import backup
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.second_desk import SecondDeskDialog
from ui.settings import UiSettings
from ui.tasks import InstantTasks
from ui.widgets.question_list import QuestionList

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
    qtbot.waitUntil(dialog.ok_button.isEnabled)
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
    qtbot.waitUntil(lambda: len(dialog.rows) == 2)
    assert dialog.rows[0].group.checkedId() == 0
    assert not dialog.ok_button.isEnabled()
    dialog.rows[1].group.button(1).click()  # then their phones differ
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert one.store.rows("SELECT phone FROM person WHERE id_number <> ''") == [("13700000002",)]
    assert dialog_of(qtbot, two, tmp_path, one.second.write()).rows == []


def test_many_clashes_are_answered_all_of_a_kind_at_once_and_taken_back(
    qtbot: QtBot, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    one, two = desks
    names = [f"党员{number:02}" for number in range(45)]
    for desk, phone in ((one, "139000000"), (two, "137000000")):
        with desk.store.transaction("录入"):
            for number, name in enumerate(names):
                values = {"name": name, "category": "正式党员", "id_number": id_number(number)}
                desk.roster.add({**values, "phone": f"{phone}{number:02}"})
    dialog = dialog_of(qtbot, one, tmp_path, two.second.write())
    listed = dialog.questions
    assert (len(dialog.rows), listed.where.text()) == (20, "第 1–20 处，共 45 处")
    first = dialog.rows[0]
    dialog.rows[0].group.button(1).click()
    assert (dialog.rows[0], listed.left, dialog.ok_button.text()) == (first, 44, "还有 44 处没选")
    [same, *_] = offered(listed)
    assert same.text() == "两条记录的这一项相同，而它不能重复（44 处）：都选“是同一个人，合为一条”"
    same.trigger()
    qtbot.waitUntil(lambda: listed.count == 45 + 44)  # then their phones differ
    assert first.group.checkedId() == 1  # what was answered before stays
    listed.undo_button.click()
    qtbot.waitUntil(lambda: listed.count == 45)
    assert (listed.left, dialog.rows[1].group.checkedId()) == (44, -1)
    listed.on_button.click()
    assert (listed.where.text(), len(dialog.rows)) == ("第 21–40 处，共 45 处", 20)
    listed.on_button.click()
    assert (listed.where.text(), listed.on_button.isEnabled()) == ("第 41–45 处，共 45 处", False)
    offered(listed)[0].trigger()
    qtbot.waitUntil(lambda: listed.count == 45 + 44)
    listed.open_button.click()
    assert -1 in [row.group.checkedId() for row in dialog.rows]
    offered(listed)[1].trigger()
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    phones = one.store.rows("SELECT substr(phone, 1, 3) FROM person WHERE id_number <> ''")
    assert sorted(phones) == [("137",)] * 44 + [("139",)]


def offered(listed: QuestionList) -> list[QAction]:
    listed.rest_menu.aboutToShow.emit()
    return listed.rest_menu.actions()


def id_number(number: int) -> str:
    head = f"11010519500101{number:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, weights, strict=True)) % 11]


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
