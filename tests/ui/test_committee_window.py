"""The committee's window: packages are received, keys compared, decisions made, by clicks and keys."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from models.domain.committee import Choice, UnitKind
from models.domain.filters import Condition, Group, Op
from models.services.committee import CommitteeDesk
from tests.conftest import PASSWORD
from tests.services.branches import FakeBranch
from tests.services.inline_reader import use_inline_reader
from ui.committee_window import CommitteeWindow
from ui.dialogs.branch_card import ArrivalKeyDialog
from ui.dialogs.committee_dialog import CommitteeDialog
from ui.dialogs.decide_dialog import DecideDialog
from ui.dialogs.remark_dialog import RemarkDialog
from ui.dialogs.unit_dialog import UnitDialog
from ui.settings import UiSettings
from ui.tables import TableFrame
from ui.tabs.branches_tab import BranchesTab
from ui.tabs.intake_tab import IntakeTab
from ui.tabs.queue_tab import QueueTab
from ui.tabs.statistics_tab import StatisticsTab
from ui.tabs.whole_roster_tab import WholeRosterTab
from ui.tasks import InstantTasks

T = TypeVar("T")
DAY = "2026-11-20"
LONG = "中共青石镇东风社区老年活动中心暨退役军人服务站联合支部委员会"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommitteeDesk]:
    use_inline_reader(monkeypatch)
    made = CommitteeDesk.create(tmp_path / "store", PASSWORD, name="中共青石镇委员会", today=lambda: DAY)
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, desk: CommitteeDesk, settings: UiSettings) -> Iterator[CommitteeWindow]:
    made = CommitteeWindow(desk, settings, InstantTasks())
    qtbot.addWidget(made)
    made.resize(1366, 728)
    made.show()
    yield made
    made.keep_desk()
    made.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def branch_of(desk: CommitteeDesk, seed: int, name: str, *, known: bool = True) -> FakeBranch:
    branch = FakeBranch(desk.peers.card(), random.Random(seed), name=name, people=4)
    if known:
        desk.enrol(desk.peers.offer(branch.card.text.encode()), confirmed_by="王明")
    return branch


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def tab_of(window: CommitteeWindow, kind: type[T]) -> T:
    window.navigate(kind.TITLE)  # type: ignore[attr-defined]
    tab = window.tab(kind.TITLE)  # type: ignore[attr-defined]
    assert isinstance(tab, kind)
    return tab


def texts(table: object) -> list[list[str]]:
    model = table.record_model  # type: ignore[attr-defined]
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_an_empty_committee_says_what_to_do(qtbot: QtBot, window: CommitteeWindow) -> None:
    assert [window.bar.tabText(n) for n in range(window.bar.count())] == [
        "下级支部",
        "接收上报",
        "待裁决",
        "汇总名册",
        "党内统计",
    ]
    tab = tab_of(window, BranchesTab)
    assert "密钥卡" in tab.empty.label.text()
    assert "只读介质" in tab_of(window, IntakeTab).empty.label.text()
    assert tab_of(window, IntakeTab).folder_button.text() in tab_of(window, IntakeTab).empty.label.text()
    assert window.windowTitle().startswith("中共青石镇委员会")
    assert not window.actions_by_id["second_desk"].isVisible()


def test_packages_are_looked_at_then_imported_and_answered(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    branch_of(desk, 1, LONG).package(stick)
    (stick / "DJ-00000000-000001.zbb").write_bytes(b"nothing")
    tab = tab_of(window, IntakeTab)
    tab.receive([stick])
    assert {row[1] for row in texts(tab.table)} == {"首次上报", "不能接收"}
    assert desk.roster.keys(tab_of(window, WholeRosterTab).source.query) == []  # nothing imported yet
    window.navigate(IntakeTab.TITLE)
    assert tab.commit_button.text() == "导入 1 个包"
    qtbot.keyClick(tab, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [row[1] for row in texts(tab.results)].count("已导入") == 1
    assert not window.status.undo_button.isVisible()  # importing is not undone, nor is an older step offered
    click(qtbot, tab.receipts_button)  # straight to the stick the packages came from
    assert [path.name[:3] for path in stick.glob("HZ-*")] == ["HZ-"]
    assert str(stick) in tab.answers.label.text()
    answers = tmp_path / "answers"
    answers.mkdir()
    monkeypatch.setattr("ui.tabs.intake_tab.QFileDialog.getExistingDirectory", lambda *_a: str(answers))
    click(qtbot, tab.elsewhere_button)
    assert [path.name[:3] for path in answers.iterdir()] == ["HZ-"]
    row = texts(tab_of(window, BranchesTab).table)[0]
    assert (row[0], row[1], row[2]) == (LONG, "正常", "4")
    assert len(texts(tab_of(window, WholeRosterTab).table)) == 4
    figures = tab_of(window, StatisticsTab)
    assert sum(bar.number for bar in figures.board.views[3].chart.bars()) == 4
    click(qtbot, figures.sections.buttons[1])
    assert ["", "截至日", "4", ""] in texts(figures.board.figures)  # its group stands once, above
    line = next(n for n, row in enumerate(texts(figures.board.figures)) if row[1] == "截至日")
    figures.board.figures.selectRow(line)
    qtbot.keyClick(figures.board.figures, Qt.Key.Key_Return)
    assert figures.names.sentence.text() == "4 人。" and texts(figures.names.table)[0][1] == LONG
    click(qtbot, figures.names.button)
    whole = window.current_tab()
    assert isinstance(whole, WholeRosterTab) and len(texts(whole.table)) == 4
    assert whole.found.strip.label.text() == "只看：2026 年，年末：截至日（4 人）"
    click(qtbot, whole.charts.button)
    whole.charts.choose("图/类别/预备党员")
    assert len(texts(whole.table)) < 4
    whole.found.clear()
    window.navigate(StatisticsTab.TITLE)
    click(qtbot, figures.sections.buttons[2])
    assert texts(figures.board.crosses[0])[0][:2] == ["总计", "4"]


def test_leaving_a_batch_imports_nothing(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path
) -> None:
    branch_of(desk, 1, LONG).package(stick)
    tab = tab_of(window, IntakeTab)
    tab.receive([stick])
    click(qtbot, tab.drop_button)
    assert tab.pages.currentIndex() == 0
    assert desk.received() == []
    assert not any((desk.store.folder / name).exists() for name in ("staging",))


def test_an_unknown_key_is_trusted_only_with_the_right_groups(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path
) -> None:
    branch = branch_of(desk, 1, LONG, known=False)
    branch.package(stick)
    tab = tab_of(window, IntakeTab)
    tab.receive([stick])
    assert tab.plan is not None
    dialog = ArrivalKeyDialog(window.context, tab.plan, tab.plan.arrivals[0], window)
    qtbot.addWidget(dialog)
    dialog.show()
    groups = branch.card.fingerprint.split()
    dialog.compare.who.insert("王明")
    first, last = (dialog.compare.finger.cells[n].edit for n in (0, 7))
    qtbot.keyClicks(first, groups[0])
    qtbot.keyClicks(last, "0000")
    click(qtbot, dialog.ok_button)
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert "对不上" in dialog.problem.label.text()
    last.clear()
    qtbot.keyClicks(last, groups[7])
    click(qtbot, dialog.ok_button)
    assert dialog.result() == QDialog.DialogCode.Accepted
    tab._judge()
    click(qtbot, tab.commit_button)
    assert desk.store.value("SELECT trusted_on FROM peer WHERE kind = 'branch'") == DAY
    assert desk.store.value("SELECT count(*) FROM person") == 4


def test_one_person_in_two_branches_is_decided_with_a_reason(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path
) -> None:
    one, two = branch_of(desk, 1, "中共一村支部委员会"), branch_of(desk, 2, "中共二村支部委员会")
    two.add_person(name="侯学军", id_number=str(one.first["id_number"]))
    for branch in (one, two):
        branch.package(stick)
    tab = tab_of(window, IntakeTab)
    tab.receive([stick])
    click(qtbot, tab.commit_button)
    queue = tab_of(window, QueueTab)
    [row] = texts(queue.table)
    assert row[0] == "同一人在两个支部"
    conflict = queue.table.current_record()
    assert conflict is not None
    dialog = DecideDialog(window.context, conflict, Choice.MOVED, window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.edit.insertPlainText("已电话核实")
    assert not dialog.ok_button.isEnabled()  # which branch is asked?
    click(qtbot, dialog._branches.button(0))
    click(qtbot, dialog.ok_button)
    desk.decide(conflict.id, Choice.MOVED, dialog.reason, ask=dialog.ask)
    queue.reload()
    assert queue.pages.currentIndex() == 1
    assert len(desk.remarks(conflict.branch_uuid)) == 1


def test_units_are_entered_moved_and_closed(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow
) -> None:
    tab = tab_of(window, BranchesTab)
    dialog = UnitDialog(window.context, tab._units, None, window)
    qtbot.addWidget(dialog)
    dialog.show()
    click(qtbot, dialog.ok_button)
    assert "请填写名称" in dialog.grid.rows["name"].problem_label.text()
    dialog.name.insert(LONG)
    click(qtbot, dialog.ok_button)
    tab.reload()
    assert texts(tab.table)[0][0] == LONG
    unit = next(one for one in desk.units() if one.kind is UnitKind.BRANCH)
    again = UnitDialog(window.context, tab._units, unit, window)
    qtbot.addWidget(again)
    again.closed.set_iso("2026-10-01")
    click(qtbot, again.ok_button)
    assert desk.unit(unit.id).closed_on == "2026-10-01"


def test_a_note_goes_to_the_branch_and_can_be_taken_back(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path
) -> None:
    branch_of(desk, 1, LONG).package(stick)
    intake = tab_of(window, IntakeTab)
    intake.receive([stick])
    click(qtbot, intake.commit_button)
    unit = next(one for one in desk.units() if one.kind is UnitKind.BRANCH)
    roster = tab_of(window, WholeRosterTab)
    line = roster.table.current_record()
    assert line is not None
    dialog = RemarkDialog(window.context, unit, "person", line.person.uuid, line.person.name, window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.message.insertPlainText("电话少一位")
    click(qtbot, dialog.ok_button)
    assert [one.subject for one in desk.remarks()] == [line.person.name]
    tab = tab_of(window, BranchesTab)
    tab.reload()
    click(qtbot, tab.pane.remarks.buttons[0])
    assert desk.remarks() == []


def test_the_committees_name_and_days_are_changed(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow
) -> None:
    dialog = CommitteeDialog(window.context, window)
    qtbot.addWidget(dialog)
    dialog.name.setText("中共青石街道工作委员会")
    dialog.days.setValue(60)
    dialog.clerk.setText("何永福")
    click(qtbot, dialog.ok_button)
    assert (desk.committee.name, desk.overdue_days) == ("中共青石街道工作委员会", 60)
    assert desk.store.actor == desk.tree.clerk == "何永福"


def test_search_finds_branches_and_people(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path
) -> None:
    branch = branch_of(desk, 1, LONG)
    branch.add_person(name="欧阳修竹")
    branch.package(stick)
    intake = tab_of(window, IntakeTab)
    intake.receive([stick])
    click(qtbot, intake.commit_button)
    assert [hit.tab for hit in window.find("东风")] == [BranchesTab.TITLE]
    [hit] = window.find("欧阳")
    window.navigate(hit.tab, hit.record_id)
    current = tab_of(window, WholeRosterTab).table.current_record()
    assert current is not None and current.person.name == "欧阳修竹"


def test_a_branch_entered_beforehand_is_chosen_when_its_key_comes(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path
) -> None:
    unit_id = desk.add_unit(UnitKind.BRANCH, "东风社区支部", phone="0571-00000001")
    branch = branch_of(desk, 1, LONG, known=False)
    branch.package(stick)
    tab = tab_of(window, IntakeTab)
    tab.receive([stick])
    tab.commit()  # held: its key is not known
    queue = tab_of(window, QueueTab)
    conflict = queue.table.current_record()
    assert conflict is not None
    dialog = DecideDialog(window.context, conflict, Choice.ACCEPT, window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.compare is not None and dialog.place is not None
    assert dialog.place.rows["above"].isVisible()
    dialog.place.which.setCurrentIndex(dialog.place.which.findText("东风社区支部"))
    assert not dialog.place.rows["above"].isVisible()
    dialog.compare.who.insert("王明")
    for place in (0, 7):
        qtbot.keyClicks(dialog.compare.finger.cells[place].edit, branch.card.fingerprint.split()[place])
    dialog.edit.insertPlainText("已当面核对")
    click(qtbot, dialog.ok_button)
    queue._carrying_out(conflict, Choice.ACCEPT, dialog)(None, None)
    assert unit_id
    [unit] = [one for one in desk.units() if one.kind is UnitKind.BRANCH]
    assert (unit.phone, unit.members, unit.uuid) == ("0571-00000001", 4, branch.uuid)


def test_a_general_branch_sees_itself_by_its_own_name(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings
) -> None:
    name, above = "中共青石镇社区总支部委员会", "中共青石镇委员会"
    desk = CommitteeDesk.create(
        tmp_path / "general", PASSWORD, name=name, level=UnitKind.GENERAL, above=above, today=lambda: DAY
    )
    window = CommitteeWindow(desk, settings, InstantTasks())
    qtbot.addWidget(window)
    window.show()
    assert window.actions_by_id["branch"].text().startswith("党总支信息")
    tab = tab_of(window, BranchesTab)
    assert "本党总支的密钥卡" in tab.empty.label.text()
    unit = UnitDialog(window.context, desk.units(), None, window)
    assert [unit.kind.itemText(n) for n in range(unit.kind.count())] == ["党支部"]
    dialog = CommitteeDialog(window.context, window)
    assert dialog.above.text() == above
    dialog.above.setText("中共新城街道工作委员会")
    dialog.ok_button.click()
    assert desk.branch.committee == "中共新城街道工作委员会"
    window.close()


def test_everybody_is_filtered_grouped_and_summed(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow, stick: Path
) -> None:
    one, two = branch_of(desk, 1, LONG), branch_of(desk, 2, "中共青石镇机关支部委员会")
    one.add_person(name="田七巧", sex="女", birth_date="1999-01-05")
    desk.commit(desk.plan([one.package(stick), two.package(stick)]))
    tab = tab_of(window, WholeRosterTab)
    assert tab.table.record_model.rowCount() == 9
    tab.found.ask(Group((Condition("birth_date", Op.BETWEEN, ("1999", "1999")),)))
    assert [row[0] for row in texts(tab.table)] == ["田七巧"]
    assert "出生日期 1999" in tab.found.strip.label.text()
    qtbot.keyClick(tab, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert tab.table.record_model.rowCount() == 9
    qtbot.keyClick(tab, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    lines = [[item.text() for c in range(3) if (item := tab.groups.table.item(r, c))] for r in range(3)]
    shared = len("中共青石镇")  # what both names begin with would leave no room for the rest
    assert lines == [["全部", "9", ""], [LONG[shared:], "5", "56%"], ["机关支部委员会", "4", "44%"]]
    assert LONG in tab.groups.table.item(1, 0).toolTip()  # type: ignore[union-attr]
    tab.groups.table.selectRow(2)
    assert {row[1] for row in texts(tab.table)} == {"中共青石镇机关支部委员会"}
    tab.group()
    assert tab.table.record_model.rowCount() == 9
    tab.table.selectAll()
    frame = tab.pages.widget(0)
    assert isinstance(frame, TableFrame)
    assert "平均年龄" in frame.foot.text()
    keys = [column.key for column, _shown in tab.table.layout_of_columns()]
    assert len(keys) == len(set(keys)) and {"unit", "age", "party_group", "mobile_to"} <= set(keys)


def test_the_choice_of_units_shows_the_levels(
    qtbot: QtBot, desk: CommitteeDesk, window: CommitteeWindow
) -> None:
    general = desk.add_unit(UnitKind.GENERAL, "中共青石镇社区总支部委员会")
    desk.add_unit(UnitKind.BRANCH, LONG, general)
    for kind in (WholeRosterTab, StatisticsTab):
        combo = tab_of(window, kind).unit
        told = [combo.itemText(n) for n in range(combo.count())]
        assert told == ["中共青石镇委员会", "\u3000中共青石镇社区总支部委员会", f"\u3000\u3000{LONG}"]
        combo.setCurrentIndex(2)
        tab_of(window, kind).reload()
        assert combo.currentIndex() == 2
