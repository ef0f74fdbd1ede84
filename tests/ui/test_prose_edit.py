"""Writing a record: numbers go on, initials name speakers, pastes are cleaned; by keys, as people type."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.minutes_editor import MinutesEditor
from ui.widgets.pick_popup import Pick
from ui.widgets.prose_edit import ProseEdit

SPEAKERS = (
    Pick("侯学军", "houxuejun hxj", "侯学军"),
    Pick("何新建", "hexinjian hxj", "何新建"),
    Pick("曹海燕", "caohaiyan chy", "曹海燕"),
)
PHRASES = (Pick("通报收缴", "tongbaoshoujiao tbsj", "会议通报了本季度党费收缴情况。"),)


@pytest.fixture
def edit(qtbot: QtBot) -> ProseEdit:
    window = QWidget()
    made = ProseEdit("会议经过")
    made.know(SPEAKERS, PHRASES)
    box = QVBoxLayout(window)
    box.addWidget(made)
    box.addWidget(QLineEdit())
    window.resize(700, 400)
    qtbot.addWidget(window)
    made.window_kept = window  # type: ignore[attr-defined]
    window.show()
    qtbot.waitExposed(window)
    made.setFocus()
    return made


def write(edit: QWidget, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)


def test_numbers_go_on_and_end(qtbot: QtBot, edit: ProseEdit) -> None:
    write(edit, "1. 抓学习")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "1. 抓学习\n2. "
    write(edit, "抓落实")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "1. 抓学习\n2. 抓落实\n", "an empty number ends the count"
    write(edit, "一、传达文件")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text().endswith("一、传达文件\n"), "words stand beneath a heading"
    write(edit, "（一）会议认为要学。")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text().endswith("（二）")
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.text().endswith("学。\n")
    edit.undo()
    assert edit.text().endswith("（二）")


def test_shift_enter_is_a_plain_new_line(qtbot: QtBot, edit: ProseEdit) -> None:
    write(edit, "1. 抓学习")
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert edit.text() == "1. 抓学习\n"
    assert edit.blockCount() == 2


def test_initials_and_tab_name_the_speaker(qtbot: QtBot, edit: ProseEdit) -> None:
    qtbot.keyClicks(edit, "chy")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "曹海燕："
    write(edit, "同意")
    qtbot.keyClicks(edit, "caohai")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "曹海燕：同意曹海燕", "within a paragraph the name alone"
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClicks(edit, "tbsj")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text().endswith("\n会议通报了本季度党费收缴情况。")
    assert edit.hasFocus()


def test_two_of_the_same_initials_are_asked_for(qtbot: QtBot, edit: ProseEdit) -> None:
    qtbot.keyClicks(edit, "hxj")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.popup is not None and edit.popup.list.count() == 2
    qtbot.keyClick(edit.popup.search, Qt.Key.Key_Down)
    qtbot.keyClick(edit.popup.search, Qt.Key.Key_Return)
    assert edit.text() == "何新建："


def test_the_list_of_speakers_is_narrowed_by_letters(qtbot: QtBot, edit: ProseEdit) -> None:
    edit.insert_speaker()
    assert edit.popup is not None
    qtbot.keyClicks(edit.popup.search, "chy")
    qtbot.keyClick(edit.popup.search, Qt.Key.Key_Tab)
    assert edit.text() == "曹海燕："


def test_unknown_letters_are_said_once_then_tab_leaves(qtbot: QtBot, edit: ProseEdit) -> None:
    said: list[str] = []
    edit.said.connect(said.append)
    qtbot.keyClicks(edit, "zzz")
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert "zzz" in said[0] and edit.hasFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert not edit.hasFocus() and edit.text() == "zzz"


def test_a_paste_is_cleaned_told_of_and_taken_back_in_one_step(qtbot: QtBot, edit: ProseEdit) -> None:
    said: list[str] = []
    edit.said.connect(said.append)
    write(edit, "开头。")
    mime = QMimeData()
    mime.setText("甲\u200b\r\n\r\n\uf0b7\t乙")
    edit.insertFromMimeData(mime)
    assert edit.text() == "开头。甲\n乙"
    assert "空行" in said[0] and "Ctrl+Z" in said[0]
    edit.undo()
    assert edit.text() == "开头。"
    page = QMimeData()
    page.setHtml("<p style='color:red'>网页<b>上的</b></p>")
    edit.insertFromMimeData(page)
    assert edit.text() == "开头。网页上的"


def test_headings_and_speakers_have_their_faces(edit: ProseEdit) -> None:
    edit.give("一、传达文件\n（一）抓学习\n侯学军：同意。\n路人甲：不知道。")
    faces: list[list[tuple[int, int]]] = []
    block = edit.document().firstBlock()
    while block.isValid():
        faces.append([(getattr(f, "start"), getattr(f, "length")) for f in block.layout().formats()])  # noqa: B009
        block = block.next()
    assert faces == [[(0, 6)], [(0, 6)], [(0, 4)], []]
    assert not edit.is_touched, "painting is no typing"


def test_what_is_typed_and_taken_back_is_not_stored_again(qtbot: QtBot) -> None:
    editor = MinutesEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.give("原文", "")
    stored: list[object] = []
    editor.committed.connect(stored.append)
    write(editor.content, "新")
    assert "有未保存的改动" in editor.state.text()
    qtbot.waitUntil(lambda: editor.state.text().startswith("3 字"))
    editor.content.undo()
    editor.flush()
    assert stored == []
    cursor = editor.content.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    editor.content.setTextCursor(cursor)
    qtbot.waitUntil(lambda: "选中 2 字" in editor.state.text())
