"""At the committee the remittances of a period are printed from 党内统计."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.domain.dues_report import RemittanceFacts
from models.services.committee import CommitteeDesk
from tests.conftest import PASSWORD
from tests.services.branches import FakeBranch
from tests.services.inline_reader import use_inline_reader
from ui.committee_window import CommitteeWindow
from ui.settings import UiSettings
from ui.tabs.statistics_tab import StatisticsTab
from ui.tasks import InstantTasks


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommitteeDesk]:
    use_inline_reader(monkeypatch)
    made = CommitteeDesk.create(
        tmp_path / "store", PASSWORD, name="中共青石镇委员会", today=lambda: "2026-05-20"
    )
    yield made
    made.close()


def test_a_period_is_chosen_and_its_sheet_shown(
    qtbot: QtBot,
    desk: CommitteeDesk,
    settings: UiSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    branch = FakeBranch(desk.peers.card(), random.Random(3), name="中共甲支部")
    desk.enrol(desk.peers.offer(branch.card.text.encode()), confirmed_by="王明")
    (tmp_path / "stick").mkdir()
    desk.commit(desk.plan([branch.package(tmp_path / "stick")]))
    window = CommitteeWindow(desk, settings, InstantTasks())
    qtbot.addWidget(window)
    request.addfinalizer(window.close)
    window.keep_desk()
    window.navigate(StatisticsTab.TITLE)
    tab = window.tab(StatisticsTab.TITLE)
    assert isinstance(tab, StatisticsTab)
    shown: list[tuple[str, object]] = []
    monkeypatch.setattr(tab.context, "preview", lambda form, facts: shown.append((form, facts)))
    tab.periods.aboutToShow.emit()
    actions = {action.text(): action for action in tab.periods.actions()}
    assert list(actions) == ["2026年", "2026年第一季度", "2026年第二季度", "2026年上半年"]
    actions["2026年第一季度"].trigger()
    [(form_id, facts)] = shown
    assert form_id == "C5.2" and isinstance(facts, RemittanceFacts)
    assert [unit.name for unit in facts.units] == ["中共甲支部"] and facts.units[0].paid_fen > 0
