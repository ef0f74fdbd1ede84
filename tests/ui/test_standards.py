"""Fixing a year for everybody, the items of a base, reductions with their steps: as somebody types them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from models.domain.dues_items import unpack
from models.domain.reduction import LESS, Reduction
from models.services.desk import Desk
from models.services.settings import NO, PUBLISH_AMOUNTS, REMIT_CYCLE, REMIT_SOURCE, TWO_PERSONS, YES
from tests.ui.conftest import Heard
from ui import standards_acts
from ui.context import Context
from ui.dialogs.dues_items import ItemsDialog
from ui.dialogs.dues_reduction import ReductionDialog
from ui.dialogs.dues_reductions import ReductionsDialog
from ui.dialogs.dues_settings import DuesSettingsDialog
from ui.dialogs.dues_standard import StandardDialog
from ui.dialogs.dues_year import YearFixingDialog
from ui.standards_acts import StandardsActs
from ui.tabs.dues_tab import DuesTab
from ui.widgets.fixing_grid import AMOUNT, BASE, KIND, LAST, NOTE, TICK

CHECK = Qt.ItemDataRole.CheckStateRole


def member(desk: Desk, name: str, base: int | None = None, kind: str = "工资", **values: str) -> int:
    person = desk.roster.add(
        {
            "name": name,
            "category": "正式党员",
            "joined_on": "2014-04-10",
            "confirmed_on": "2015-04-10",
            **values,
        }
    )
    if base is not None:
        desk.dues.set_standard(person, "2025-01", kind, base)
    return person


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """Two with a standard of last year, one without any."""
    return {
        "曹海燕": member(desk, "曹海燕", 428_657),
        "侯学军": member(desk, "侯学军", 632_150, "离退休"),
        "江子轩": member(desk, "江子轩"),
    }


@pytest.fixture
def year(context: Context, people: dict[str, int], qtbot: QtBot) -> YearFixingDialog:
    made = YearFixingDialog(context, 2026)
    qtbot.addWidget(made)
    made.show()
    return made


def cell(dialog: YearFixingDialog, row: int, column: int) -> str:
    return str(dialog.model.index(row, column).data())


def test_the_year_begins_as_last_year_was_and_is_fixed_by_one_button(
    year: YearFixingDialog, desk: Desk, people: dict[str, int]
) -> None:
    assert [cell(year, 0, column) for column in (LAST, BASE, AMOUNT)] == ["42.87", "4286.57", "42.87"]
    assert "与上年相同" in cell(year, 0, NOTE)
    assert "江子轩没有核定过" in year.sums.text()
    year.decided.by.insert("组织委员")
    year.decided.day.set_iso("2026-01-09")
    year.ok_button.click()
    assert year.result() == QDialog.DialogCode.Accepted and year.fixed == 2
    kept = desk.dues.standards(people["曹海燕"])[-1]
    assert (kept.from_month, kept.fixed_on, kept.fixed_by) == ("2026-01", "2026-01-09", "组织委员")
    assert desk.undo_label == "2026 年党费核定：2 人"


def test_digits_begin_the_base_and_enter_goes_to_the_next_member(
    year: YearFixingDialog, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    year.grid.setCurrentIndex(year.model.index(0, BASE))
    qtbot.keyClicks(year.grid, "5")
    (editor,) = year.grid.viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, "000.01")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cell(year, 0, AMOUNT) == "75.00")
    assert "多 32.13 元" in cell(year, 0, NOTE)
    assert year.grid.currentIndex().row() == 1


def test_what_is_no_amount_is_said_in_the_line_and_keeps_the_button_shut(year: YearFixingDialog) -> None:
    for text, said in (("abc", "不是金额"), ("-5", "负数"), ("1.234", "两位"), ("1000000000", "太大")):
        year.model.setData(year.model.index(0, BASE), text)
        assert said in cell(year, 0, NOTE) and not year.ok_button.isEnabled(), text
    assert "曹海燕还不能核定" in year.sums.text()
    year.model.setData(year.model.index(0, BASE), "4286.57")
    assert year.ok_button.isEnabled()


def test_who_never_had_a_standard_gets_a_kind_and_is_ticked(
    year: YearFixingDialog, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    row = next(at for at, one in enumerate(year.model.rows) if one.line.name == "江子轩")
    assert year.model.index(row, TICK).data(CHECK) == Qt.CheckState.Unchecked
    year.model.setData(year.model.index(row, KIND), "农民")
    assert cell(year, row, AMOUNT) == "0.20"
    assert year.model.index(row, TICK).data(CHECK) == Qt.CheckState.Checked
    year.grid.setCurrentIndex(year.model.index(0, BASE))
    qtbot.keyClick(year.grid, Qt.Key.Key_Space)
    year.ok_button.click()
    assert year.fixed == 2
    assert desk.dues.standards(people["江子轩"])[0].amount_fen == 20
    assert len(desk.dues.standards(people["曹海燕"])) == 1


def test_items_make_the_base(
    year: YearFixingDialog, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    year.model.setData(year.model.index(0, KIND), "事业单位")
    dialog = ItemsDialog("曹海燕", "事业单位", "2026-01", (), year)
    qtbot.addWidget(dialog)
    dialog.fields["岗位工资"].insert("3000")
    dialog.fields["薪级工资"].insert("2000")
    dialog.fields["养老保险"].insert("240")
    dialog.fields["个人所得税"].insert("10")
    assert "4750.00 元" in dialog.told.label.text()
    dialog.own[0][0].insert("交通补贴")
    dialog.own[0][1].insert("500")
    assert "改革性补贴" in dialog.told.label.text()
    dialog.own[0][0].clear()
    assert not dialog.ok_button.isEnabled() and "没有写是什么" in dialog.told.label.text()
    dialog.own[0][1].clear()
    year.model.set_items(0, dialog.items())
    assert cell(year, 0, BASE) == "4750.00"
    year.ok_button.click()
    kept = desk.dues.standards(people["曹海燕"])[-1]
    assert dict(unpack(kept.items))["养老保险"] == -24_000


def test_a_reduction_says_which_step_is_missing_while_it_is_typed(
    context: Context, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    dialog = ReductionDialog(context, Reduction(person_id=people["曹海燕"]), "2026-09")
    qtbot.addWidget(dialog)
    assert dialog.grid.rows["kind"].note.text() == "现月标准 42.87 元"
    dialog.ok_button.click()
    assert "原因" in dialog.grid.rows["grounds"].said
    dialog.grounds.insert("因病")
    dialog.kind.setCurrentText(LESS)
    dialog.amount.insert("50")
    dialog.ok_button.click()
    assert "不少于" in dialog.problem.label.text()
    dialog.amount.clear()
    dialog.amount.insert("10")
    assert "缺批复" in dialog.grid.rows["superior"].said
    dialog.decided.day.set_iso("2026-09-05")
    assert not dialog.grid.rows["decided"].said
    dialog.ok_button.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    (kept,) = desk.dues.reductions.of(people["曹海燕"])
    assert (kept.from_month, kept.to_month, kept.amount_fen) == ("2026-09", "2026-12", 1_000)
    assert not kept.is_approved


def test_the_register_of_reductions(
    context: Context, desk: Desk, people: dict[str, int], heard: Heard, qtbot: QtBot
) -> None:
    desk.dues.reductions.save(
        Reduction(
            person_id=people["曹海燕"], kind="免交", from_month="2026-01", to_month="2026-09", grounds="因病"
        )
    )
    dialog = ReductionsDialog(context)
    qtbot.addWidget(dialog)
    assert "1 条没有记全两步" in dialog.sentence.text()
    record = dialog.table.current_record()
    assert record is not None and record.standing == "缺支部研究和上一级党委批准"
    dialog.print_button.click()
    assert heard.previews == [("C7", record.id)]
    dialog.remove_button.click()
    assert desk.dues.reductions.of(people["曹海燕"]) == []
    assert not dialog.edit_button.isEnabled()


def test_rounding_and_the_countys_amount(context: Context, desk: Desk, qtbot: QtBot) -> None:
    dialog = DuesSettingsDialog(context)
    qtbot.addWidget(dialog)
    dialog.rounding.setCurrentText("角")
    dialog.rounding_source.insert("县委组织部通知")
    dialog.county.setText("0.50")
    dialog.habits[REMIT_CYCLE].setCurrentText("半年")
    dialog.habits[TWO_PERSONS].setCurrentText(YES)
    dialog.habits[PUBLISH_AMOUNTS].setCurrentText(NO)
    dialog.remit_source.insert("县委组织部 2026 年 1 月通知")
    dialog.save()
    kept = [desk.settings.get(key) for key in (REMIT_CYCLE, TWO_PERSONS, PUBLISH_AMOUNTS, REMIT_SOURCE)]
    assert kept == ["半年", YES, NO, "县委组织部 2026 年 1 月通知"]
    assert desk.settings.get("dues.rounding") == "角" and desk.settings.get("dues.county_fen") == "50"
    dialog.county.setText("5")
    dialog.save()
    assert "0.20 至 1.00" in dialog.problem.label.text()


def test_the_menus_lead_to_them(
    context: Context, people: dict[str, int], heard: Heard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = DuesTab(context)
    qtbot.addWidget(tab)
    tab.show()
    texts = [action.text() for action in tab.header.findChildren(QAction)]
    assert {"年度核定…", "少交免交…", "党费设置（取整、上缴、公示）…", "党费报表…", "打印核定汇总表"} <= set(
        texts
    )
    opened: list[int] = []
    monkeypatch.setattr(
        standards_acts, "YearFixingDialog", lambda _context, year, _parent: opened.append(year) or _Never()
    )
    acts = StandardsActs(context, tab)
    acts.fix_year(2026)
    assert opened == [2026]
    acts.slip(people["曹海燕"], 2026)
    assert heard.previews == [("C1", f"{people['曹海燕']}@2026")]


class _Never:
    fixed = 0

    def exec(self) -> int:
        return 0


def test_a_farmer_goes_on_with_last_years_amount_until_the_branch_sets_another(
    context: Context, desk: Desk, qtbot: QtBot
) -> None:
    person = desk.roster.add({"name": "董永福", "category": "正式党员", "joined_on": "2014-04-10"})
    desk.dues.set_standard(person, "2025-01", "农民", None, county_fen=50)
    dialog = YearFixingDialog(context, 2026)
    qtbot.addWidget(dialog)
    assert cell(dialog, 0, AMOUNT) == "0.50" and "与上年相同" in cell(dialog, 0, NOTE)
    dialog.ok_button.click()
    assert desk.dues.standards(person)[-1].amount_fen == 50
    desk.settings.set("dues.county_fen", "100")
    dialog = YearFixingDialog(context, 2027)
    qtbot.addWidget(dialog)
    assert cell(dialog, 0, AMOUNT) == "1.00" and "多 0.50 元" in cell(dialog, 0, NOTE)
    dialog.ok_button.click()
    assert desk.dues.standards(person)[-1].amount_fen == 100


def test_one_standard_with_its_items_its_meeting_and_what_to_look_at(
    context: Context, desk: Desk, people: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.dues.set_standard(people["曹海燕"], "2026-01", "工资", 428_657)
    desk.closing.close("2026-01")
    dialog = StandardDialog(context, people["曹海燕"], "2026-01")
    qtbot.addWidget(dialog)
    dialog.show()
    monkeypatch.setattr(ItemsDialog, "exec", lambda made: made.fields["固定工资"].insert("4500") or 1)
    dialog.items_button.click()
    assert dialog.base.text() == "4500.00" and "每月 45.00 元" in dialog.told.label.text()
    assert "2026年1月已结账，数额不变" in dialog.notes.label.text()
    assert "个人所得税" in dialog.notes.label.text() and "须填写原因" in dialog.notes.label.text()
    dialog.reason.insert("一月填错了工资")
    dialog.decided.by.insert("组织委员")
    dialog.ok_button.click()
    kept = desk.dues.standards(people["曹海燕"])[-1]
    assert (unpack(kept.items), kept.fixed_by) == ((("固定工资", 450_000),), "组织委员")
    assert len(desk.closing.differences()) == 1
    again = StandardDialog(context, people["曹海燕"], "2026-01")
    qtbot.addWidget(again)
    assert again.items() == unpack(kept.items)
    again.base.setText("5000")
    assert again.items() == ()
