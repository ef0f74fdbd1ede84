"""Every list of the program has a name and leaves in every format, with what a sample branch has in it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from exporters import listing as lists
from models.services.desk import Desk
from tests.exporters.pdftools import page_texts
from tests.ready import sample_desk
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.history_screen import HistoryScreen
from ui.dialogs.movements_screen import MovementsScreen
from ui.dialogs.recycle_dialog import RecycleDialog
from ui.dialogs.twins_dialog import TwinsDialog
from ui.listing import ListOnScreen, on_screen
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tables import RecordTable
from ui.tasks import InstantTasks


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Desk]:
    desk = sample_desk(tmp_path / "store")
    yield desk
    desk.close()


@pytest.fixture
def window(qtbot: QtBot, sample: Desk, tmp_path: Path) -> MainWindow:
    made = MainWindow(sample, UiSettings(tmp_path / "w.ini"), InstantTasks())
    made.keep_desk()
    qtbot.addWidget(made)
    made.show()
    return made


def leaves(listed: ListOnScreen, titles: set[str]) -> None:
    """It has a name of its own, and every row in the spreadsheet and on the pages."""
    made = listed.make(False, 0, lambda _d, _t: None, lambda: False)
    assert listed.title
    titles.add(listed.title)
    book = openpyxl.load_workbook(BytesIO(lists.render(made, "xlsx")))
    assert book.worksheets[0].max_row >= listed.number + 3
    if lists.fit(made) is None:
        return
    pages = page_texts(lists.render(made, "pdf"))
    assert "".join(made.title.split()) in pages[0]
    assert lists.render(made, "docx")


def tables_of(widget: QWidget) -> list[RecordTable]:
    return [table for table in widget.findChildren(RecordTable) if table.record_model.rowCount()]


def test_every_tab(window: MainWindow) -> None:
    titles: set[str] = set()
    for tab_type in window.tab_types:
        window.navigate(tab_type.TITLE)
        tab = window.current_tab()
        assert tab is not None
        if (listed := tab.listed()) is not None:
            leaves(listed, titles)
        for table in tables_of(tab):
            leaves(on_screen(table), titles)
    assert titles >= {
        "党员名册",
        "会议",
        "2026 年党费台账",
        "发展党员",
        "支部班子任职",
        "党小组",
        "历届支部班子",
    }


def test_every_screen_beside_the_tabs(window: MainWindow, sample: Desk) -> None:
    titles: set[str] = set()
    context = window.context
    one = sample.roster.members(sample.today())[0]
    sample.roster.remove(one.id, "录入错误", "")
    for screen in (
        MovementsScreen(context, window),
        HistoryScreen(context, window),
        HistoryDialog(context, "person", one.id, one.name, window),
        RecycleDialog(context, window),
        TwinsDialog(context, window),
    ):
        for table in tables_of(screen):
            leaves(on_screen(table), titles)
        screen.deleteLater()
    sample.undo()
    assert titles >= {
        "党员变动登记",
        "流动、失联、出国（境）党员",
        "操作记录",
        f"修改历史：{one.name}",
        "回收站",
    }
    assert "列表" not in titles
