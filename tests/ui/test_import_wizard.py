"""Four steps from a damaged sheet to a roster: nothing is written before the third is confirmed, all of it comes back."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.roster_rows import RosterQuery
from ui.context import Context
from ui.dialogs.import_list import ImportList
from ui.dialogs.import_outcome import CHANGES, PROBLEMS, ROWS
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
    sheet.activated.emit(sheet.currentIndex())
    assert wizard.plan is not None
    assert [p.values["name"] for p in wizard.plan.people] == ["李二"]


def two_groups(folder: Path, *, second: Sequence[str] = ("姓名", "性别")) -> str:
    book = Workbook()
    for group, name, heads in (("一组", "王一", ("姓名", "性别")), ("二组", "李二", second)):
        page = book.create_sheet(group)
        page.append(heads)
        page.append([name, "男", *["汉"] * (len(heads) - 2)])
    book.create_sheet("说明").append(["请如实填写"])
    book.save(folder / "两组.xlsx")
    return str(folder / "两组.xlsx")


def test_sheets_with_the_same_head_are_read_together(
    qtbot: QtBot, wizard: ImportWizard, desk: Desk, tmp_path: Path
):
    wizard.choose(two_groups(tmp_path))
    page = wizard.columns_page
    assert [page.sheet.itemText(n) for n in range(4)] == [
        "Sheet（不像名册）", "一组", "二组", "说明（不像名册）",
    ]  # fmt: skip
    assert page.along_button.text() == "一起导入（1/1）"
    assert "工作表“二组”一起导入" in page.sentence.text()
    assert not page.list.isVisible()
    page.combos[1].setCurrentIndex(page.combos[1].findData("remark"))
    for _ in range(2):
        qtbot.mouseClick(wizard.next_button, LEFT)
    assert not wizard.done_page.sheet_button.isVisible()
    people = desk.roster.fetch(desk.roster.keys(RosterQuery(scope="all")))
    assert sorted((one.name, one.remark) for one in people) == [("李二", "男"), ("王一", "男")]
    wizard.done_page.undo_button.click()
    assert not desk.roster.keys(RosterQuery(scope="all"))


def test_a_sheet_left_out_is_offered_afterwards(
    qtbot: QtBot, wizard: ImportWizard, desk: Desk, tmp_path: Path
):
    wizard.choose(two_groups(tmp_path))
    wizard.columns_page.along.actions()[0].trigger()
    assert wizard.columns_page.along_button.text() == "一起导入（0/1）"
    for _ in range(2):
        qtbot.mouseClick(wizard.next_button, LEFT)
    assert wizard.done_page.sheet_button.text() == "接着导入工作表“二组”"
    qtbot.mouseClick(wizard.done_page.sheet_button, LEFT)
    assert wizard.step == 1
    for _ in range(2):
        qtbot.mouseClick(wizard.next_button, LEFT)
    assert not wizard.done_page.sheet_button.isVisible()
    assert len(desk.roster.keys(RosterQuery(scope="all"))) == 2


def test_a_sheet_with_another_head_is_ticked_and_its_columns_looked_at(
    qtbot: QtBot, wizard: ImportWizard, desk: Desk, tmp_path: Path
):
    wizard.choose(two_groups(tmp_path, second=("姓名", "性别", "外号")))
    page = wizard.columns_page
    assert page.along_button.text() == "一起导入（0/1）"
    page.along.actions()[0].trigger()
    assert [page.list.itemText(n) for n in range(2)] == ["一组", "二组"]
    page.list.setCurrentIndex(1)
    page.list.activated.emit(1)
    assert "工作表“二组”" in page.sentence.text()
    assert "外号" in page.unknown.label.text()
    page.combos[2].setCurrentIndex(page.combos[2].findData("remark"))
    qtbot.mouseClick(wizard.next_button, LEFT)
    outcome = wizard.outcome_page
    outcome.show_view(2)
    model = outcome.rows.table.record_model
    assert [model.data(model.index(row, 0)) for row in range(2)] == ["一组 2", "二组 2"]
    qtbot.mouseClick(wizard.next_button, LEFT)
    people = desk.roster.fetch(desk.roster.keys(RosterQuery(scope="all")))
    assert sorted((one.name, one.remark) for one in people) == [("李二", "汉"), ("王一", "")]


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


HEADS = ["姓名", "身份证号", "学历", "现居住地", "血型"]
HOU = ["侯学军", "510182196911109910", "大专", "", "A"]
LONG = ["龙凤琴", "430821199101169945", "私塾", "柳溪村5组", "B"]


def listed(table: object, title: str) -> list[str]:
    model = table.record_model  # type: ignore[attr-defined]
    number = [c.title for c in model.columns].index(title)
    return [model.index(row, number).data() for row in range(model.rowCount())]


@pytest.fixture
def known(wizard: ImportWizard, desk: Desk, tmp_path: Path) -> ImportWizard:
    """Two people on record, and a sheet which has them otherwise, with one more."""
    desk.roster.commit_import(desk.roster.plan_import(table(tmp_path / "旧.xlsx", HEADS, HOU, LONG)))
    new = ["吕小红", "510182197302049902", "初中", "", "O"]
    rows = [[*HOU[:2], "大学", "柳溪村2组", "A"], LONG, new, ["合计", "3人"]]
    wizard.choose(str(table(tmp_path / "新.xlsx", HEADS, *rows)))
    return wizard


def test_unknown_columns_are_named_and_can_go_into_the_remark(qtbot: QtBot, known: ImportWizard, desk: Desk):
    assert known.columns_page.unknown.isVisible()
    assert "血型" in known.columns_page.unknown.label.text()
    known.columns_page.into_remark()
    assert known.columns_page.combos[4].currentText() == "并入备注（带表头）"
    qtbot.mouseClick(known.next_button, LEFT)
    qtbot.mouseClick(known.next_button, LEFT)
    assert desk.roster.find("吕小红")[0].remark == "血型：O"


def test_changes_are_taken_one_by_one(qtbot: QtBot, known: ImportWizard, desk: Desk):
    qtbot.mouseClick(known.next_button, LEFT)
    page = known.outcome_page
    assert page.panes.currentIndex() == CHANGES
    assert page.views[CHANGES].text() == "改动 1 人 2 处"
    assert listed(page.changes.table, "采用") == ["— 不采用", "✓ 采用"]
    assert listed(page.changes.table, "名册里") == ["大专", "（空）"]
    assert known.next_button.text() == "导入 1 人，更新 1 人"
    page.changes.take_none()
    assert known.next_button.text() == "导入 1 人"
    page.changes.table.selectRow(0)
    qtbot.keyClick(page.changes.table, Qt.Key.Key_Space)
    assert listed(page.changes.table, "采用") == ["✓ 采用", "— 不采用"]
    qtbot.mouseClick(known.next_button, LEFT)
    assert known.done_page.figure.text() == "✓ 已导入 1 人，更新 1 人"
    person = desk.roster.find("侯学军")[0]
    assert (person.education, person.address) == ("大学", "")


def test_every_row_is_shown_and_a_new_one_can_be_left_out(qtbot: QtBot, known: ImportWizard, desk: Desk):
    qtbot.mouseClick(known.next_button, LEFT)
    page = known.outcome_page
    page.show_view(ROWS)
    assert listed(page.rows.table, "结果") == ["有改动", "相同", "新增", "不是人员"]
    page.rows.leave_out([4, 5], True)
    assert listed(page.rows.table, "结果")[2:] == ["不导入（您选的）", "不是人员"]
    page.changes.take_none()
    assert not known.next_button.isEnabled()
    page.rows.leave_out([4], False)
    assert known.next_button.text() == "导入 1 人"
    page.rows.kind.setCurrentIndex(page.rows.kind.findData("相同"))
    page.rows.kind.activated.emit(page.rows.kind.currentIndex())
    assert listed(page.rows.table, "姓名") == ["龙凤琴"]


def test_an_unknown_value_is_given_its_meaning(
    qtbot: QtBot, wizard: ImportWizard, desk: Desk, tmp_path: Path
):
    rows = [["王一", "在职大学班"], ["李二", "在职大学班"]]
    wizard.choose(str(table(tmp_path / "a.xlsx", ["姓名", "学历"], *rows)))
    qtbot.mouseClick(wizard.next_button, LEFT)
    page = wizard.outcome_page
    page.show_view(PROBLEMS)
    row = listed(page.table, "表中原来").index("在职大学班")
    page.table.selectRow(row)
    assert page.problems.answers.isVisible()
    assert "共 2 行" in page.problems.asked.text()
    assert page.problems.meaning.itemData(1) == "大学"
    page.problems.answer("大学")
    assert listed(page.table, "存为").count("大学（已选定）") == 2
    qtbot.mouseClick(wizard.next_button, LEFT)
    assert {p.education for name in ("王一", "李二") for p in desk.roster.find(name)} == {"大学"}


def test_a_marked_copy_is_saved(
    qtbot: QtBot, wizard: ImportWizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = tmp_path / "退回.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    wizard.choose(str(MESSY))
    qtbot.mouseClick(wizard.next_button, LEFT)
    qtbot.mouseClick(wizard.outcome_page.copy_button, LEFT)
    qtbot.waitUntil(lambda: wizard.saved == target)
    assert any(
        "核对意见" in str(c.value) for row in load_workbook(target).worksheets[0].iter_rows() for c in row
    )
    assert wizard.next_button.isEnabled()


def test_an_earlier_import_is_taken_back(qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path):
    desk.roster.commit_import(desk.roster.plan_import(table(tmp_path / "旧.xlsx", HEADS, HOU, LONG)))
    hou = desk.roster.find("侯学军")[0]
    desk.roster.update(hou.id, {"phone": "13900000001"})
    dialog = ImportList(context)
    qtbot.addWidget(dialog)
    dialog.show()
    assert listed(dialog.table, "导入了什么") == ["2 人（旧.xlsx）"]
    assert "侯学军：后来改过联系电话" in dialog.banner.label.text()
    assert not dialog.back_button.isEnabled()
    assert dialog.rest_button.text() == "只撤回其余 1 人"
    qtbot.mouseClick(dialog.rest_button, LEFT)
    qtbot.waitUntil(lambda: desk.roster.find("龙凤琴") == [])
    desk.roster.update(hou.id, {"phone": ""})
    again = ImportList(context)
    qtbot.addWidget(again)
    again.show()
    assert listed(again.table, "现在") == ["还在 1 人"]
    qtbot.mouseClick(again.back_button, LEFT)
    qtbot.waitUntil(lambda: listed(again.table, "现在") == ["已撤回"])
    assert desk.roster.keys(RosterQuery(scope="all")) == []
    assert not again.back_button.isEnabled()


def test_without_imports_the_list_says_so(qtbot: QtBot, context: Context):
    dialog = ImportList(context)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.pages.currentIndex() == 1
    assert not dialog.banner.isVisible()


def test_everybody_in_the_way_is_read_to_the_last_line(
    qtbot: QtBot, context: Context, desk: Desk, tmp_path: Path
):
    desk.roster.commit_import(desk.roster.plan_import(MESSY))
    for person in desk.roster.fetch(desk.roster.keys(RosterQuery(scope="all"))):
        desk.roster.update(person.id, {"remark": "后来写上的"})
    dialog = ImportList(context)
    qtbot.addWidget(dialog)
    dialog.show()
    label = dialog.banner.label
    assert label.text().count("\n") > 10
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))  # not cut off: it scrolls
    bar = dialog.consequences.verticalScrollBar()
    bar.setValue(bar.maximum())
    foot = label.mapTo(dialog.consequences.viewport(), label.rect().bottomLeft()).y()
    assert foot <= dialog.consequences.viewport().height()
