"""装订成册 as a secretary asks for it: a year's manual by two keys, an inspection by days and parts."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.domain.binder import BinderKind
from models.domain.records import MeetingKind
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.binder_dialog import BinderDialog
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks


def test_the_manual_asks_for_its_year_and_the_inspection_for_days_and_parts(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    dialog = BinderDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.year.isVisible() and not dialog.since.isVisible() and not dialog.parts.isVisible()
    dialog.kind.setCurrentText(BinderKind.INSPECTION.value)
    assert not dialog.year.isVisible() and dialog.since.isVisible() and dialog.parts.isVisible()
    dialog.form.place.edit.setText(str(tmp_path))
    dialog.since.set_iso("2026-10-01")
    dialog.until.set_iso("2026-09-01")
    dialog.ok_button.click()
    assert dialog.problem.isVisible() and dialog.wanted is None
    dialog.until.set_iso("2026-12-31")
    for box in dialog.parts.boxes:
        box.setChecked(box.text() == "会议记录")
    dialog.since.set_iso("2026-07-01")
    dialog.ok_button.click()
    assert dialog.wanted is not None
    assert (dialog.wanted.since, dialog.wanted.until, dialog.wanted.sections) == (
        "2026-07-01",
        "2026-09-30",
        ("会议记录",),
    ), "no further than today"


def test_the_window_binds_a_year_with_ctrl_shift_p(
    qtbot: QtBot, desk: Desk, settings: UiSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})
    desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    window = MainWindow(desk, settings, InstantTasks())
    qtbot.addWidget(window)
    window.keep_desk()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()

    def say_yes(dialog: BinderDialog) -> int:
        dialog.show()
        dialog.form.place.edit.setText(str(tmp_path / "册"))
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        return dialog.result()

    monkeypatch.setattr(BinderDialog, "exec", say_yes)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_P, keys)
    made = sorted(path.name for path in (tmp_path / "册").iterdir())
    assert made == ["2026年度党支部工作手册.docx", "2026年度党支部工作手册.pdf"]
    assert "✓ 已装订：2026年度党支部工作手册.pdf" in window.status.sentence.text()
    assert (tmp_path / "册" / made[1]).read_bytes().startswith(b"%PDF")
