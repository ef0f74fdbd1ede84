"""About: what the program is made of, where it keeps things, whose work it carries; all by mouse and by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QTreeWidgetItem
from pytestqt.qtbot import QtBot

import resources
from ui import licences, places, theme
from ui.dialogs import about, licences_dialog
from ui.dialogs.about import AboutDialog
from ui.dialogs.licences_dialog import LicencesDialog, part_of
from ui.errors import program_version
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import free_area

ROOM = (1366, 728)


def shown(dialog: LicencesDialog) -> list[str]:
    """The names in the list, headings left out, as far as visible."""
    groups = [dialog.list.topLevelItem(i) for i in range(dialog.list.topLevelItemCount())]
    items = [group.child(i) for group in groups if group for i in range(group.childCount())]
    return [item.text(0) for item in items if not item.isHidden() and not item.parent().isHidden()]


def item_of(dialog: LicencesDialog, name: str) -> QTreeWidgetItem:
    (found,) = dialog.list.findItems(name, Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 0)
    return found


def opened(qtbot: QtBot) -> LicencesDialog:
    dialog = LicencesDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_about_names_versions_and_places(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = AboutDialog(store=tmp_path / "柳溪支部")
    qtbot.addWidget(dialog)
    words = "\n".join(label.text() for label in dialog.findChildren(PlainLabel))
    assert f"版本 {program_version()}" in words
    for part in ("Qt 6.", "PySide6 6.", "Python 3.11.", "SQLCipher 4.", "SQLite 3."):
        assert part in words
    assert str(tmp_path / "柳溪支部") in words
    assert str(places.current().logs) in words


def test_about_names_every_shipped_font() -> None:
    sentence = next(words for words in about.WORDS if "Noto" in words)
    for name in ("Noto Sans SC", "Noto Serif SC", "FandolFang", "霞鹜文楷", "花园明朝"):
        assert name in sentence
    assert len(list((resources.ROOT / "fonts").glob("*.ttf*"))) == len(licences.FONTS) == 5


def test_versions_are_copied_without_anything_of_the_user(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert f"版本：{program_version()}" in copied and "SQLCipher" in copied
    assert str(Path.home()) not in copied and "支部数据" not in copied
    assert dialog.copy_button.text() == "已复制"


def test_folders_open_from_about(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folders: list[Path] = []
    monkeypatch.setattr(about, "open_folder", folders.append)
    dialog = AboutDialog(store=tmp_path)
    qtbot.addWidget(dialog)
    for button in dialog.findChildren(QPushButton):
        if button.text() == "打开":
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert folders == [tmp_path, places.current().logs]


def test_the_button_opens_the_licences(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_with: list[object] = []
    monkeypatch.setattr(LicencesDialog, "exec", lambda self: opened_with.append(self.windowTitle()))
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    qtbot.mouseClick(dialog.licences_button, Qt.MouseButton.LeftButton)
    assert opened_with == ["开放源代码许可"]


def test_the_list_holds_program_fonts_and_packages(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    names = shown(dialog)
    assert names[0] == "支部工作台"
    assert sum(name in dict(licences.FONTS.values()) for name in names) == 5
    assert {"Python", "PySide6_Essentials", "sqlcipher3", "lxml", "cffi"} <= set(names)
    assert "pytest" not in names  # a tool, not shipped
    assert dialog.foot.text() == f"{len(names)} 项"
    assert "MIT License" in dialog.text.toPlainText()


def test_a_click_shows_a_fonts_notice(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    item = item_of(dialog, "霞鹜文楷")
    dialog.list.scrollToItem(item)
    place = dialog.list.visualItemRect(item).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    text = dialog.text.toPlainText()
    assert "许可：OFL-1.1" in text and "SIL OPEN FONT LICENSE" in text and "lxgw" in text


def test_typing_filters_by_name_licence_and_author(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    qtbot.keyClicks(dialog.search, "ofl")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert len(shown(dialog)) == 4
    assert "SIL OPEN FONT LICENSE" in dialog.text.toPlainText()
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "Charles Leifer")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert "peewee" in shown(dialog)
    dialog.search.clear()
    dialog.search.setText("没有这种许可")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert shown(dialog) == [] and dialog.text.toPlainText() == ""
    assert "没有符合的条目" in dialog.foot.text()


def test_the_keyboard_reaches_everything(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    with qtbot.waitExposed(dialog):
        dialog.activateWindow()
    dialog.search.setFocus()
    reached: list[object] = []
    for _ in range(6):
        reached.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    for widget in (dialog.search, dialog.list, dialog.text, dialog.export_button):
        assert widget in reached
    dialog.list.setFocus()
    before = dialog.text.toPlainText()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert part_of(dialog.list.currentItem()) is not None
    assert dialog.text.toPlainText() != before
    qtbot.keyClick(dialog.list, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_everything_is_exported_for_the_notepad(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "许可.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = opened(qtbot)
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    written = target.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf") and b"\r\n" in written
    assert "【字体】" in written.decode("utf-8-sig")
    assert str(target) in dialog.foot.text()


def test_a_folder_that_cannot_be_written_is_a_sentence(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr(licences_dialog.MessageDialog, "exec", lambda self: said.append(self.message.text()))
    opened(qtbot).export(tmp_path / "没有" / "许可.txt")
    assert said and "写不进去" in said[0]


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_both_fit_a_small_screen_at_every_text_size(
    qtbot: QtBot, dressed: QApplication, percent: int
) -> None:
    theme.apply(dressed, percent)
    try:
        for dialog in (AboutDialog(), LicencesDialog()):
            qtbot.addWidget(dialog)
            dialog.show()
            if isinstance(dialog, AboutDialog):
                assert dialog.width() <= ROOM[0] and dialog.height() <= ROOM[1]
                for label in dialog.findChildren(PlainLabel):  # no sentence is cut
                    assert label.height() >= label.heightForWidth(label.width())
            else:
                room = free_area(dialog).size()
                assert dialog.width() < room.width() and dialog.height() < room.height()
            dialog.close()
    finally:
        theme.apply(dressed)


def test_a_written_list_is_read_as_it_was(tmp_path: Path) -> None:
    made = licences.of_environment()
    (tmp_path / licences.LIST).write_text(made.dumps(), encoding="utf-8")
    assert licences.read(tmp_path / licences.LIST) == made
    paper = made.paper("题目")
    for part in made.parts:
        assert part.name in paper
    assert all(paper.count(f"许可全文：{key}\n") == 1 for key in made.texts)


def test_a_package_shows_the_list_it_carries_and_opens_its_file(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    part = licences.Part("ICU", "73", "Unicode-DFS-2016", "© Unicode, Inc.", "library", "", ("ICU LICENSE",))
    carried = licences.Notices((part,), {"ICU LICENSE": "COPYRIGHT AND PERMISSION NOTICE"})
    (tmp_path / licences.LIST).write_text(carried.dumps(), encoding="utf-8")
    visited: list[str] = []
    for module in (licences, licences_dialog):
        monkeypatch.setattr(module, "bundle_folder", lambda: tmp_path)
    monkeypatch.setattr(
        licences_dialog.QDesktopServices, "openUrl", lambda url: visited.append(url.toLocalFile()) or True
    )
    dialog = opened(qtbot)
    assert shown(dialog) == ["ICU"]
    assert "COPYRIGHT AND PERMISSION NOTICE" in dialog.text.toPlainText()
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert visited == [str(tmp_path / licences.PAPER)]
