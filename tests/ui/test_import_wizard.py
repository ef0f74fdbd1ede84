"""Four steps from a damaged sheet to a roster: nothing is written before the third is confirmed, all of it comes back."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.roster_rows import RosterQuery
from ui.context import Context
from ui.dialogs.import_wizard import ImportWizard

MESSY = Path(__file__).parents[1] / "samples" / "roster-messy.xlsx"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def wizard(qtbot: QtBot, context: Context) -> ImportWizard:
    made = ImportWizard(context)
    qtbot.addWidget(made)
    made.show()
    return made


def cells(wizard: ImportWizard, title: str) -> list[str]:
    model = wizard.outcome_page.table.record_model
    number = [c.title for c in model.columns].index(title)
    return [model.index(row, number).data() for row in range(model.rowCount())]


def table(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_the_whole_way_and_back(qtbot: QtBot, wizard: ImportWizard, desk: Desk):
    wizard.choose(str(MESSY))
    assert wizard.step == 1
    assert "第 3、4 行" in wizard.columns_page.sentence.text()
    assert "说明" in wizard.columns_page.sentence.text()
    assert wizard.columns_page.combos[4].currentText() == "身份证号"
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == 2
    assert wizard.outcome_page.sentence.text().startswith("将导入 38 人；自动更正 83 处、待核 17 处")
    assert wizard.next_button.text() == "导入 38 人"
    assert desk.roster.keys(RosterQuery(scope="all")) == []
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == 3
    assert wizard.done_page.figure.text() == "✓ 已导入 38 人"
    assert len(desk.roster.keys(RosterQuery())) == 38
    qtbot.mouseClick(wizard.done_page.undo_button, LEFT)
    assert desk.roster.keys(RosterQuery(scope="all")) == []
    assert "已撤销" in wizard.done_page.figure.text()
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert not wizard.isVisible()


def test_every_cell_is_shown_by_row_with_before_and_after(qtbot: QtBot, wizard: ImportWizard):
    wizard.choose(str(MESSY))
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert len(cells(wizard, "表中行")) == 17
    shown = dict(
        zip(
            cells(wizard, "姓名"), zip(cells(wizard, "情况"), cells(wizard, "存为"), strict=True), strict=True
        )
    )
    assert shown["曹海燕"] == ("身份证号校验不符", "430821194907029960")
    assert shown["杨凤琴"] == ("性别与身份证不一致", "男（照原样）")
    assert ("身份证号被截断", "留空") in set(zip(cells(wizard, "情况"), cells(wizard, "存为"), strict=True))
    qtbot.mouseClick(wizard.outcome_page.buttons[Verdict.REFUSED], LEFT)
    assert cells(wizard, "表中行") == ["47", "48", "49"]
    assert "同一个人" in cells(wizard, "说明")[0]
    qtbot.mouseClick(wizard.outcome_page.buttons[Verdict.REPAIRED], LEFT)
    assert len(cells(wizard, "表中行")) == 83


def test_a_column_can_be_given_another_meaning(
    qtbot: QtBot, wizard: ImportWizard, desk: Desk, tmp_path: Path
):
    wizard.choose(str(table(tmp_path / "a.xlsx", ["姓名", "代号"], ["王一", "13900000001"])))
    combo = wizard.columns_page.combos[1]
    assert combo.currentText() == "不导入这一列"
    combo.setCurrentIndex(combo.findData("phone"))
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.step == 2
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert desk.roster.find("王一")[0].phone == "13900000001"


def test_without_a_column_of_names_there_is_no_next_step(wizard: ImportWizard, tmp_path: Path):
    wizard.choose(str(table(tmp_path / "a.xlsx", ["姓名", "电话"], ["王一", "13900000001"])))
    wizard.columns_page.combos[0].setCurrentIndex(0)
    assert not wizard.next_button.isEnabled()
    assert "姓名" in wizard.columns_page.problem.label.text()


def test_another_sheet_can_be_chosen(qtbot: QtBot, wizard: ImportWizard, tmp_path: Path):
    book = Workbook()
    assert book.active is not None
    book.active.append(["姓名", "性别", "民族"])
    book.active.append(["王一", "男", "汉"])
    second = book.create_sheet("二组")
    second.append(["姓名", "性别"])
    second.append(["李二", "女"])
    book.save(tmp_path / "两组.xlsx")
    wizard.choose(str(tmp_path / "两组.xlsx"))
    sheet: QComboBox = wizard.columns_page.sheet
    assert sheet.isVisible()
    sheet.setCurrentText("二组")
    sheet.textActivated.emit("二组")
    assert wizard.plan is not None
    assert [p.values["name"] for p in wizard.plan.people] == ["李二"]


def test_what_is_no_roster_is_said_on_the_first_page(wizard: ImportWizard, tmp_path: Path):
    note = tmp_path / "说明.txt"
    note.write_text("不是表格", encoding="utf-8")
    wizard.choose(str(note))
    assert wizard.step == 0
    assert "另存为 .xlsx" in wizard.file_page.problem.label.text()
    wizard.choose(str(table(tmp_path / "b.xlsx", ["单位", "金额"])))
    assert "姓名" in wizard.file_page.problem.label.text()
    wizard.choose(str(MESSY))
    assert wizard.step == 1


def test_a_sheet_that_brings_nobody_cannot_be_imported(qtbot: QtBot, wizard: ImportWizard, desk: Desk):
    desk.roster.commit_import(desk.roster.plan_import(MESSY))
    wizard.choose(str(MESSY))
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.next_button.text() == "导入 0 人"
    assert not wizard.next_button.isEnabled()


def test_escape_leaves_without_a_trace(qtbot: QtBot, wizard: ImportWizard, desk: Desk):
    wizard.choose(str(MESSY))
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    assert desk.roster.keys(RosterQuery(scope="all")) == []
