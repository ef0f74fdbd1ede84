"""Reports of the ledger from its tab: chosen by keys, the running period first, a typed period read or refused."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ready import sample_desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.dues_papers import REPORTS, DuesPapersDialog, periods


def opened(qtbot: QtBot, context: Context, year: int = 2026) -> DuesPapersDialog:
    dialog = DuesPapersDialog(context, year)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_the_running_quarter_is_what_is_handed_up_first(qtbot: QtBot, context: Context, heard: Heard) -> None:
    dialog = opened(qtbot, context)
    assert dialog.period.currentText() == "2026 年第三季度"
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert heard.previews == [("C5", "2026-Q3")]


def test_every_report_opens_with_the_period_chosen(qtbot: QtBot, context: Context, heard: Heard) -> None:
    for place, (form, _, _) in enumerate(REPORTS):
        dialog = opened(qtbot, context)
        qtbot.keyClick(dialog.report, Qt.Key.Key_Home)
        for _ in range(place):
            qtbot.keyClick(dialog.report, Qt.Key.Key_Down)
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
        assert heard.previews[-1][0] == form
    assert ("C2", 2026) in heard.previews
    assert ("C6", "2026年下半年") in heard.previews
    assert ("C3", "2026-09") in heard.previews


def test_a_typed_period_is_read_or_refused_with_the_way_to_write_it(
    qtbot: QtBot, context: Context, heard: Heard
) -> None:
    dialog = opened(qtbot, context)
    dialog.period.setEditText("2026-05..08")
    dialog.show_paper()
    assert heard.previews == [("C5", "2026-05..08")]
    dialog = opened(qtbot, context)
    dialog.period.setEditText("去年")
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "不是所属期" in dialog.problem.label.text()
    assert len(heard.previews) == 1


def test_periods_of_a_past_year_are_all_over() -> None:
    assert periods("半年", 2025, "2026-09") == [
        ("2025 年下半年", "2025年下半年"),
        ("2025 年上半年", "2025年上半年"),
    ]
    assert periods("半年", 2026, "2026-05") == [("2026 年上半年", "2026年上半年")]
    assert len(periods("月", 2025, "2026-09")) == 12


def test_the_slip_for_what_is_still_to_be_handed_up_comes_first(
    qtbot: QtBot, tmp_path: Path, context: Context
) -> None:
    """In October the third quarter is reported while some of its money is still here."""
    desk = sample_desk(tmp_path / "sample")
    dialog = DuesPapersDialog(replace(context, desk=desk), 2026)
    qtbot.addWidget(dialog)
    assert dialog.period.currentText() == "2026 年第三季度"
    dialog.report.setCurrentIndex(1)
    assert dialog.period.currentText() == "2026 年下半年"
    desk.close()
