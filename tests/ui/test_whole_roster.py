"""Finding among the people of all branches: branches are offered, searches are kept at the committee."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.domain.filters import Condition, Group, Op
from models.services.committee import CommitteeDesk
from tests.conftest import PASSWORD
from tests.services.branches import FakeBranch
from tests.services.inline_reader import use_inline_reader
from ui.committee_window import CommitteeWindow
from ui.dialogs.filter_dialog import FilterDialog
from ui.settings import UiSettings
from ui.tabs.whole_roster_tab import WholeRosterTab
from ui.tasks import InstantTasks

DAY = "2026-11-20"
OFFICE, STREET = "中共青石镇机关支部委员会", "中共青石镇东风社区支部委员会"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommitteeDesk]:
    """Two branches of four people each."""
    use_inline_reader(monkeypatch)
    made = CommitteeDesk.create(tmp_path / "store", PASSWORD, name="中共青石镇委员会", today=lambda: DAY)
    stick = tmp_path / "stick"
    stick.mkdir()
    for seed, name in ((1, STREET), (2, OFFICE)):
        branch = FakeBranch(made.peers.card(), random.Random(seed), name=name, people=4)
        made.enrol(made.peers.offer(branch.card.text.encode()), confirmed_by="王明")
        branch.package(stick)
    made.commit(made.plan([stick]))
    yield made
    made.close()


@pytest.fixture
def tab(qtbot: QtBot, desk: CommitteeDesk, settings: UiSettings) -> Iterator[WholeRosterTab]:
    window = CommitteeWindow(desk, settings, InstantTasks())
    qtbot.addWidget(window)
    window.show()
    window.navigate(WholeRosterTab.TITLE)
    made = window.tab(WholeRosterTab.TITLE)
    assert isinstance(made, WholeRosterTab)
    yield made
    window.keep_desk()
    window.close()


def test_branches_are_offered_where_a_search_is_put_together(
    qtbot: QtBot, desk: CommitteeDesk, tab: WholeRosterTab
) -> None:
    dialog = FilterDialog(
        tab.context,
        Group((Condition("unit", Op.IS, (OFFICE,)),)),
        lambda tree: len(tab.source.keys_where(desk.filters.clause(tree))),
        tab,
    )
    qtbot.addWidget(dialog)
    dialog.show()
    assert f"支部是{OFFICE}：4 人" in dialog.told.text()
    assert {item.name for item in desk.filters.offered("unit")} == {STREET, OFFICE}
    dialog.name.setText("机关的")
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    assert [kept.name for kept in desk.filters.saved()] == ["机关的"]


def test_the_list_stands_in_the_order_of_branches(desk: CommitteeDesk, tab: WholeRosterTab) -> None:
    names = desk.branches_of(list(tab.source.keys()))
    for descending, order in ((False, [STREET] * 4 + [OFFICE] * 4), (True, [OFFICE] * 4 + [STREET] * 4)):
        tab.source.set_sort("unit", descending)
        shown = tab.source.keys()
        assert [names[number] for number in shown] == order


def test_a_chosen_branch_is_told_from_the_others_also_in_little_room(
    qtbot: QtBot, desk: CommitteeDesk, tab: WholeRosterTab
) -> None:
    tab.unit.setCurrentIndex(next(n for n in range(tab.unit.count()) if STREET in tab.unit.itemText(n)))
    tab.unit.setFixedWidth(150)
    shown = tab.unit.shown_text()
    assert not shown.startswith(("\u3000", "中共")) and 2 < len(shown) < len(STREET)
    assert tab.unit.toolTip() and STREET in tab.unit.toolTip()
