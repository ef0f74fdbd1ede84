"""F22: names and texts that look like HTML are shown as they were typed, in every view, tooltip and message box."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from models.domain.guest import Guest
from models.domain.yearbook import END
from models.services import restoring
from models.services.attachments import Owner
from models.services.desk import Desk
from models.services.roster import WRONG_ENTRY
from tests.faults.drawing import drawn
from tests.faults.hostile_text import RICH_TEXTS, fill
from tests.faults.scale import exercised, points
from tests.pictures import png
from ui.base_tab import BaseTab
from ui.dialogs.attachment_name import AttachmentNameDialog
from ui.dialogs.branch_dialog import BranchDialog
from ui.dialogs.crash_dialog import CrashDialog
from ui.dialogs.figures_screen import FiguresScreen
from ui.dialogs.guest_dialog import GuestDialog
from ui.dialogs.handover_wizard import HandoverWizard
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.history_screen import HistoryScreen
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.movements_screen import GUESTS, MovementsScreen
from ui.dialogs.photo_dialog import PhotoDialog
from ui.dialogs.picture_dialog import PictureDialog
from ui.dialogs.recycle_dialog import RecycleDialog
from ui.dialogs.safety_dialog import SafetyDialog
from ui.dialogs.second_desk import SecondDeskDialog
from ui.dialogs.year_record import YearRecordDialog
from ui.main_window import TABS, MainWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks
from ui.widgets.attachments_panel import AttachmentsPanel

PASSWORD = "原样显示2026-口令"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "data", PASSWORD, name=RICH_TEXTS[0], today=lambda: "2026-10-15")
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, desk: Desk, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(desk, UiSettings(tmp_path / "desk.ini"), InstantTasks(), tabs=TABS)
    made.keep_desk()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_a_bare_label_would_be_caught(qtbot: QtBot) -> None:
    label = QLabel(RICH_TEXTS[0])
    qtbot.addWidget(label)
    label.setToolTip(RICH_TEXTS[2])
    assert len(drawn(label)) == 2


@pytest.mark.parametrize("kind", TABS, ids=lambda kind: kind.__name__)
def test_texts_are_shown_literally_in_every_view(window: MainWindow, desk: Desk, kind: type[BaseTab]) -> None:
    ids = fill(desk, RICH_TEXTS)
    with exercised("F22", "views holding texts that look like HTML") as count:
        found: list[str] = []
        for record in ids[:: points(5, 1)]:
            window.navigate(kind.TITLE, record)
            assert window.current_tab().TITLE == kind.TITLE
            found += drawn(window)
            count.add()
        assert found == []


def test_texts_are_shown_literally_in_every_box(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    ids = fill(desk, RICH_TEXTS)
    with exercised("F22", "boxes holding texts that look like HTML") as count:
        found: list[str] = []
        for text, person in list(zip(RICH_TEXTS, ids, strict=True))[:: points(5, 1)]:
            boxes = (
                MessageDialog(window, text, [text], title=text),
                CrashDialog(text, window),
                HistoryDialog(window.context, "person", person, text, window),
                MemberDialog(window.context, desk.roster.get(person), window),
                BranchDialog(window.context, window),
                AttachmentsPanel(window.context, Owner(person_id=person), text, window),
                AttachmentNameDialog(window.context, desk.attachments.of_person(person)[0], window),
                PhotoDialog(QImage(300, 400, QImage.Format.Format_RGB32), text, window),
                PictureDialog(png(30, 40), text, window),
                GuestDialog(window.context, guest_of(desk, text), window),
                MovementsScreen(window.context, window, GUESTS),
                YearRecordDialog(window.context, window, person),
                figures_of(window),
            )
            for box in boxes:
                qtbot.addWidget(box)
                box.show()
                found += drawn(box)
                box.close()
                count.add()
        assert found == []


def figures_of(window: MainWindow) -> FiguresScreen:
    """The window of figures with everybody's names beside the year's end."""
    screen = FiguresScreen(window.context, window)
    screen.show_page(2)
    screen.board.asked.emit(END, "年末：本年末")
    assert screen.names.ids
    return screen


def guest_of(desk: Desk, text: str) -> Guest:
    """A member of another branch with this text wherever one is kept."""
    names = (
        "name",
        "organisation",
        "contact",
        "verified_by",
        "certificate",
        "party_group",
        "employer",
        "place",
    )
    values = dict.fromkeys((*names, "remark"), text) | {"arrived_on": "2026-03-08"}
    return desk.movements.guests.get(desk.movements.guests.save(0, values))


def other_computer(desk: Desk, ids: list[int], folder: Path) -> Path:
    """A package of the branch's other computer, where the same fields hold something else."""
    desk.second.write()
    restoring.restore_into(
        folder, desk.backup("手动"), restoring.by_password(PASSWORD), lambda _done, _all: None
    )
    other = Desk.open(folder, PASSWORD, lambda: "2026-10-15")
    for text, person in zip(RICH_TEXTS, ids, strict=True):
        desk.roster.update(person, {"employer": f"{text}这里"})
        other.roster.update(person, {"employer": f"{text}那里"})
    made = other.second.write()
    other.close()
    return made


def test_texts_are_shown_literally_when_keeping_and_merging(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    ids = fill(desk, RICH_TEXTS)
    package = other_computer(desk, ids, tmp_path / "other")
    merging = SecondDeskDialog(window.context, window, path=package)
    with exercised(
        "F22", "texts like HTML in safety, recycle bin, history, handing over, second computer"
    ) as count:
        found: list[str] = []
        for person in ids[::2]:
            desk.roster.remove(person, WRONG_ENTRY, "")
        dialogs = (
            merging,
            RecycleDialog(window.context, window),
            HistoryScreen(window.context, window),
            SafetyDialog(window.context, window),
            HandoverWizard(window.context, window),
        )
        asked = len(merging.rows)
        merging.show()
        found += drawn(merging)
        merging.questions.on_button.click()  # the rest is on a page of its own
        asked += len(merging.rows)
        for dialog in dialogs:
            qtbot.addWidget(dialog)
            dialog.show()
            found += drawn(dialog)
            count.add()
            dialog.close()
        assert asked == len(RICH_TEXTS)
        count.add(asked)
        assert found == []
