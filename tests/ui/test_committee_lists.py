"""The committee's lists leave as they stand, grouped by unit where they are grouped so."""

from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from models.services.committee import CommitteeDesk
from models.services.register import Register
from tests.ui.test_committee_window import branch_of, desk, stick, tab_of, window  # noqa: F401  (fixtures)
from tests.ui.test_lists import agree
from tests.ui.test_lists_everywhere import leaves, tables_of
from ui.committee_window import CommitteeWindow
from ui.listing import on_screen
from ui.tabs.whole_roster_tab import WholeRosterTab

FIRST, SECOND = "中共青石镇东风社区支部委员会", "中共青石镇机关支部委员会"


@pytest.fixture
def received(desk: CommitteeDesk, window: CommitteeWindow, stick: Path) -> CommitteeWindow:  # noqa: F811
    one, two = branch_of(desk, 1, FIRST), branch_of(desk, 2, SECOND)
    one.add_person(name="田七巧", sex="女", birth_date="1999-01-05")
    desk.commit(desk.plan([one.package(stick), two.package(stick)]))
    return window


def test_every_list_of_the_committee(received: CommitteeWindow) -> None:
    titles: set[str] = set()
    for tab_type in received.tab_types:
        received.navigate(tab_type.TITLE)
        tab = received.current_tab()
        assert tab is not None
        for table in tables_of(tab):
            leaves(on_screen(table), titles)
    assert titles >= {"下级单位", "汇总名册", "党内统计", "党员按年龄", "党员按学历", "党员按入党时间"}


def test_the_consolidated_roster_leaves_by_unit(
    qtbot: QtBot,
    received: CommitteeWindow,
    desk: CommitteeDesk,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tab = tab_of(received, WholeRosterTab)
    tab.group()
    agree(monkeypatch, tmp_path / "out", "xlsx", "docx")
    received.actions_by_id["list"].trigger()
    [path] = (tmp_path / "out").glob("*.xlsx")
    page, counts = openpyxl.load_workbook(path).worksheets
    lines = [[cell.value for cell in row] for row in page.rows]
    assert lines[1][0] == "中共青石镇委员会　截至 2026-11-20"
    head = next(at for at, line in enumerate(lines) if line[0] == "分组")
    people = lines[head + 1 : head + 10]
    assert [line[0] for line in people] == [FIRST] * 5 + [SECOND] * 4
    assert "田七巧" in {line[1] for line in people}
    assert [[cell.value for cell in row] for row in counts.rows][1:] == [
        [FIRST, 5, "56%"],
        [SECOND, 4, "44%"],
    ]
    entry = Register(desk.store, desk.today).entries()[0]
    assert (entry.kind, entry.records) == ("export", 9)
    assert entry.title.startswith("本表：汇总名册")
