"""The county's templates on screen: put in, looked up, filled in; and in the menus of what can be printed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from exporters.templates.filling import Template
from models.services.desk import Desk
from tests.exporters.template_docx import docx, lines, paragraph, table
from tests.ui.conftest import Heard
from ui.context import Context
from ui.county_menu import ALL_OF_THEM, CountyMenu
from ui.dialogs.fill_dialog import FillDialog
from ui.dialogs.template_problems import TemplateProblems
from ui.dialogs.templates_dialog import NameDialog, TemplatesDialog
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.widgets.field_list import EXAMPLES


@pytest.fixture
def people(desk: Desk) -> list[int]:
    return [
        desk.roster.add({"name": name, "category": "正式党员", "joined_on": "2001-07-01", "sex": "男"})
        for name in ("侯学军", "张桂兰", "侯学军")
    ]


@pytest.fixture
def out(tmp_path: Path, settings: UiSettings) -> Path:
    folder = tmp_path / "出"
    settings.set_state("export", {"folder": str(folder)})
    return folder


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, people: list[int], out: Path) -> TemplatesDialog:
    made = TemplatesDialog(context, people[:2])
    qtbot.addWidget(made)
    made.show()
    return made


def word(folder: Path, body: str, name: str = "登记表.docx") -> Path:
    path = folder / name
    path.write_bytes(docx(body))
    return path


def in_dialog(kind: type[QDialog], act: Callable[[QDialog], object]) -> None:
    """When a dialog of this kind is opened, do something in it; leave it if it still stands then."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if not isinstance(found, kind):
            QTimer.singleShot(10, look)
            return
        try:
            act(found)
        finally:
            if found.isVisible():
                found.reject()

    QTimer.singleShot(0, look)


def test_an_empty_list_says_how_to_begin_and_offers_samples(
    dialog: TemplatesDialog, desk: Desk, heard: Heard
) -> None:
    assert (
        dialog.pages.currentWidget() is dialog.empty and "字段粘贴到要填的格子里" in dialog.empty.label.text()
    )
    assert not dialog.fill_button.isVisible()
    dialog.add_samples()
    assert [one.subject for one in desk.templates.entries()] == ["person", "branch"]
    assert dialog.table.current_id() == desk.templates.entries()[0].id
    assert dialog.fill_button.text() == "填写选中的 2 人…"
    dialog.table.selectRow(1)
    assert dialog.fill_button.text() == "填写…"


def test_a_file_dropped_on_the_dialog_is_put_in(
    dialog: TemplatesDialog, desk: Desk, heard: Heard, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(word(tmp_path, paragraph("{{姓名}}"))))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))
    assert [one.name for one in desk.templates.entries()] == ["登记表"]
    assert heard.said == ["✓ 已放入模板：登记表（一人一份）"]


def test_what_is_wrong_is_listed_and_can_be_copied(
    dialog: TemplatesDialog, desk: Desk, tmp_path: Path
) -> None:
    told: list[str] = []

    def look(shown: QDialog) -> None:
        assert isinstance(shown, TemplateProblems)
        model = shown.table.record_model
        told.extend(str(model.data(model.index(row, 1))) for row in range(model.rowCount()))
        shown.copy()

    in_dialog(TemplateProblems, look)
    dialog.add([word(tmp_path, paragraph("姓名：{{姓铭}}") + paragraph("{{性别"))])
    assert len(told) == 2 and any("是不是“姓名”" in one for one in told)
    assert "“姓名：{{ 姓铭 }}”：没有“姓铭”这个字段" in QGuiApplication.clipboard().text()
    assert desk.templates.entries() == []


def test_what_only_prints_as_it_stands_may_be_put_in_all_the_same(
    dialog: TemplatesDialog, desk: Desk, tmp_path: Path
) -> None:
    in_dialog(TemplateProblems, lambda shown: shown.accept())
    dialog.add([word(tmp_path, paragraph("{姓名}{{性别}}"))])
    assert len(desk.templates.entries()) == 1


def test_a_file_that_is_no_template_is_refused_with_a_sentence(
    dialog: TemplatesDialog, desk: Desk, heard: Heard, tmp_path: Path
) -> None:
    bad = tmp_path / "表.docx"
    bad.write_bytes(b"\xd0\xcf\x11\xe0")
    dialog.add([bad, tmp_path / "没有.docx"])
    assert [("旧的 .doc" in e.message, "读不了" in e.message) for e in heard.errors] == [
        (True, False),
        (False, True),
    ]


def test_fields_are_found_by_pinyin_and_copied_by_enter(qtbot: QtBot, dialog: TemplatesDialog) -> None:
    fields = dialog.fields
    fields.search.setText("sfzh")
    qtbot.keyClick(fields.search, Qt.Key.Key_Return)
    assert dialog.isVisible() and fields.table.record_model.rowCount() >= 1
    qtbot.keyClick(fields.table, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "{{身份证号}}"
    assert "已复制 {{身份证号}}" in fields.told.text()
    fields.search.setText("手机号码")
    qtbot.keyClick(fields.search, Qt.Key.Key_Return)
    fields.copy()
    assert QGuiApplication.clipboard().text() == "{{联系电话}}"


def test_moved_renamed_replaced_and_removed(
    dialog: TemplatesDialog, desk: Desk, tmp_path: Path, heard: Heard
) -> None:
    dialog.add(
        [word(tmp_path, paragraph("{{姓名}}"), "甲.docx"), word(tmp_path, paragraph("{{性别}}"), "乙.docx")]
    )
    dialog._move(-1)
    assert [one.name for one in desk.templates.entries()] == ["乙", "甲"]
    dialog.remove()
    assert [one.name for one in desk.templates.entries()] == ["甲"]
    assert heard.said[-1] == "已移除模板：乙，可以撤销。"
    desk.undo()
    assert [one.name for one in desk.templates.entries()] == ["乙", "甲"]


def test_saved_to_work_on_it_and_put_back(
    dialog: TemplatesDialog, desk: Desk, tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [str(word(tmp_path, paragraph("{{姓名}}"), "登记表1.0.docx"))]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: (chosen, ""))
    dialog.choose()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "修改稿1.1"), ""))
    dialog.save_as()
    assert lines((tmp_path / "修改稿1.1.docx").read_bytes()) == ["{{姓名}}"]
    new = word(tmp_path, paragraph("{{支部名称}}"), "新.docx")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(new), ""))
    dialog.replace()
    (entry,) = desk.templates.entries()
    assert (entry.name, entry.subject, entry.file_name) == ("登记表1.0", "branch", "新.docx")
    assert heard.said[-1] == "✓ 已更换模板：登记表1.0"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
    dialog.replace()
    assert len(heard.said) == 3


def test_another_name_and_one_that_is_taken(dialog: TemplatesDialog, desk: Desk) -> None:
    dialog.add_samples()
    first, second = desk.templates.entries()

    def rename(shown: QDialog) -> None:
        assert isinstance(shown, NameDialog)
        shown.name.setText(second.name)
        shown.ok_button.click()
        assert shown.isVisible() and "已有名为" in shown.problem.label.text()
        shown.name.setText("登记表")
        shown.ok_button.click()

    in_dialog(NameDialog, rename)
    dialog.rename()
    assert desk.templates.get(first.id).name == "登记表"


def fill(context: Context, desk: Desk, body: str, ids: list[int], tmp_path: Path) -> FillDialog:
    entry = desk.templates.get(desk.templates.add("表", "person", "表.docx", docx(body)))
    return FillDialog(context, entry, ids)


def test_each_gets_a_file(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], out: Path, heard: Heard, tmp_path: Path
) -> None:
    shown = fill(context, desk, paragraph("{{姓名}}"), people, tmp_path)
    qtbot.addWidget(shown)
    assert shown.people.currentText() == "选中的 3 人" and shown.ok_button.text() == "填写 3 份"
    shown.accept()
    assert [path.name for path in shown.files] == ["表-侯学军.docx", "表-张桂兰.docx", "表-侯学军-2.docx"]
    assert lines(shown.files[1].read_bytes()) == ["张桂兰"]
    assert heard.said == [f"✓ 已填写 3 个文件，在 {out}"]


def test_all_in_one_file_is_remembered(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], out: Path, tmp_path: Path
) -> None:
    shown = fill(context, desk, paragraph("{{姓名}}"), people, tmp_path)
    qtbot.addWidget(shown)
    shown.people.setCurrentIndex(1)
    shown.way.setCurrentIndex(1)
    shown.accept()
    assert [path.name for path in shown.files] == ["表-3人.docx"]
    assert len(Document(str(shown.files[0])).sections) == 3
    again = FillDialog(context, desk.templates.entries()[0], people)
    qtbot.addWidget(again)
    assert again.way.currentIndex() == 1


def test_of_one_person_nothing_is_asked_that_makes_no_difference(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], out: Path, tmp_path: Path
) -> None:
    shown = fill(context, desk, paragraph("{{姓名}}"), people[1:2], tmp_path)
    qtbot.addWidget(shown)
    assert shown.people.currentText() == "选中的 张桂兰" and not shown.way.isEnabled()
    assert shown.ok_button.text() == "填写"


def test_the_branchs_own_form(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], out: Path
) -> None:
    body = table(("{{党员.序号}}", "{{党员.姓名}}"))
    entry = desk.templates.get(desk.templates.add("册", "branch", "册.docx", docx(body)))
    for ids, expected in ((people[:1], 3), (people[:2], 2)):  # a list of one is seldom meant
        shown = FillDialog(context, entry, ids)
        qtbot.addWidget(shown)
        shown.accept()
        assert len(lines(shown.files[0].read_bytes())) == 2 * expected


def test_every_example_of_the_list_of_fields_is_right() -> None:
    for code, _ in EXAMPLES:
        assert Template(docx(paragraph(code))).problems == []


def test_a_folder_that_cannot_be_is_said_in_the_dialog(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], out: Path, tmp_path: Path
) -> None:
    shown = fill(context, desk, paragraph("{{姓名}}"), people, tmp_path)
    qtbot.addWidget(shown)
    shown.show()
    (tmp_path / "文件").write_text("x")
    shown.place.edit.setText(str(tmp_path / "文件" / "里"))
    shown.accept()
    assert (
        shown.isVisible() and "不能建立文件夹" in shown.problem.label.text() and shown.ok_button.isEnabled()
    )


def test_a_template_that_lost_its_field_says_so_before_anything_is_written(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], out: Path, tmp_path: Path
) -> None:
    shown = fill(context, desk, paragraph("{{姓名}}{{结对户}}"), people, tmp_path)
    qtbot.addWidget(shown)
    assert "没有“结对户”这个字段" in shown.problem.label.text() and not shown.ok_button.isEnabled()


def test_templates_stand_in_the_menus_as_they_are_now(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], tmp_path: Path
) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    menu = QMenu(place)
    menu.addAction("党员登记卡…")
    offered = CountyMenu(menu, context, place, lambda: people)
    for names in ([], ["甲 & 乙"]):
        for name in names:
            desk.templates.add(name, "person", "a.docx", docx(paragraph("{{姓名}}")))
        offered.refresh()
        texts = [action.text().replace("&&", "&") for action in menu.actions() if not action.isSeparator()]
        assert texts == ["党员登记卡…", *(f"{name}…" for name in names), ALL_OF_THEM]
    seen: list[list[int]] = []
    in_dialog(FillDialog, lambda shown: seen.append(shown.ids()))  # type: ignore[attr-defined]
    menu.actions()[2].trigger()
    assert seen == [people]


def test_the_roster_hands_over_whom_it_shows(
    qtbot: QtBot, context: Context, desk: Desk, people: list[int], out: Path
) -> None:
    tab = RosterTab(context)
    qtbot.addWidget(tab)
    tab.refresh_now()
    tab.table.selectAll()
    seen: list[list[int]] = []
    in_dialog(TemplatesDialog, lambda shown: seen.append(sorted(shown._ids)))  # type: ignore[attr-defined]
    tab.export_menu.refresh()
    tab.export_menu._added[-1].trigger()
    assert seen == [sorted(people)]
    assert tab.pane_menu._ids() == [tab.table.current_id()]
