"""F22, handing over: names, notes and files like HTML in the committee's window and in the dialogs of a package."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QTableView, QWidget
from pytestqt.qtbot import QtBot

from exporters.package.receipts import Note
from models.domain.committee import Choice, UnitKind
from models.domain.handoff import Medium
from models.services import stick
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from models.services.package_look import look_into
from tests.faults.drawing import drawn
from tests.faults.hostile_text import RICH_TEXTS
from tests.faults.scale import Count, exercised, points
from tests.services.branches import FakeBranch
from tests.services.inline_reader import use_inline_reader
from tests.ui.committee import Committee
from ui.committee_window import CommitteeWindow
from ui.context import Context
from ui.dialogs.branch_card import ArrivalKeyDialog, BranchCardDialog
from ui.dialogs.card_import import CardImportDialog
from ui.dialogs.changes_dialog import ChangesDialog
from ui.dialogs.cleanup_dialog import CleanupDialog
from ui.dialogs.committee_dialog import CommitteeDialog
from ui.dialogs.decide_dialog import DecideDialog
from ui.dialogs.escrow_dialog import EscrowDialog
from ui.dialogs.history_screen import HistoryScreen
from ui.dialogs.own_card import OwnCardDialog
from ui.dialogs.package_dialog import PackageDialog
from ui.dialogs.profile_dialog import ProfileDialog
from ui.dialogs.receipt_dialog import ReceiptDialog
from ui.dialogs.register_dialog import RegisterDialog
from ui.dialogs.remark_dialog import RemarkDialog
from ui.dialogs.stick_dialog import StickDialog
from ui.dialogs.unit_dialog import UnitDialog
from ui.settings import UiSettings
from ui.tabs.handoff_tab import SECTIONS, HandoffTab
from ui.tabs.intake_tab import IntakeTab
from ui.tabs.statistics_tab import StatisticsTab
from ui.tasks import InstantTasks

PASSWORD = "原样显示2026-口令"
DAY = "2026-10-15"
ROWS = 8  # looked at in one table, spread over it
IN_FILE_NAMES = tuple(text for text in RICH_TEXTS if "/" not in text)  # what a file may be called
FIELDS = ("name", "employer", "address", "post", "remark", "native_place", "phone")


def chosen(most: int) -> list[str]:
    """As many of the texts as this part tries."""
    return list(RICH_TEXTS[:: -(-len(RICH_TEXTS) // points(most, len(RICH_TEXTS)))])


class Screens:
    """Looks at whatever is shown, and counts."""

    def __init__(self, qtbot: QtBot, count: Count) -> None:
        self.qtbot, self.count = qtbot, count
        self.found: list[str] = []

    def look(self, widget: QWidget) -> None:
        QApplication.processEvents()
        self.found += drawn(widget)
        self.count.add()

    def rows(self, window: QWidget, part: QWidget) -> None:
        """Rows of every table, for the pane beside it."""
        self.look(window)
        for table in part.findChildren(QTableView):
            number = table.model().rowCount() if table.isVisible() else 0
            for row in range(0, number, -(-number // ROWS) or 1):
                table.selectRow(row)
                self.look(window)

    def dialogs(self, *dialogs: QDialog) -> None:
        for dialog in dialogs:
            self.qtbot.addWidget(dialog)
            dialog.show()
            self.look(dialog)
            dialog.close()


# the committee's window


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommitteeDesk]:
    use_inline_reader(monkeypatch)
    made = CommitteeDesk.create(tmp_path / "store", PASSWORD, name=RICH_TEXTS[0], today=lambda: DAY)
    yield made
    made.close()


@pytest.fixture
def window(
    qtbot: QtBot, dressed: QApplication, committee: CommitteeDesk, tmp_path: Path
) -> Iterator[CommitteeWindow]:
    made = CommitteeWindow(committee, UiSettings(tmp_path / "desk.ini"), InstantTasks())
    made.keep_desk()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def hand_in(desk: CommitteeDesk, folder: Path, texts: list[str]) -> None:
    """A package of each branch, its files and people named like HTML; every third branch is not known yet."""
    folder.mkdir()
    twice = ""
    for number, text in enumerate(texts):
        branch = FakeBranch(desk.peers.card(), random.Random(number), name=text, people=1)
        branch.first.update(dict.fromkeys(FIELDS, text))
        branch.records["branch"][0].update({"secretary": text, "phone": text})
        if twice:
            branch.add_person(name=text, id_number=twice)  # on two rosters: a person decides
        twice = "" if twice else str(branch.first["id_number"])
        if number % 3 != 2:
            desk.enrol(desk.peers.offer(branch.card.text.encode("utf-8")), confirmed_by=text)
        path = branch.package(folder)
        path.rename(folder / f"DJ-{number}{IN_FILE_NAMES[number % len(IN_FILE_NAMES)]}.zbb")
    for text in IN_FILE_NAMES:
        (folder / f"{text}.zbb").write_bytes(b"nothing")


def test_texts_are_shown_literally_at_a_committee(
    qtbot: QtBot, window: CommitteeWindow, committee: CommitteeDesk, tmp_path: Path
) -> None:
    texts = chosen(4)
    folder = tmp_path / IN_FILE_NAMES[0]
    hand_in(committee, folder, texts)
    above = committee.add_unit(UnitKind.GENERAL, texts[1], phone=texts[1])
    with exercised("F22", "the committee's tabs and dialogs holding texts that look like HTML") as count:
        screens = Screens(qtbot, count)
        window.navigate(IntakeTab.TITLE)
        intake = window.tab(IntakeTab.TITLE)
        assert isinstance(intake, IntakeTab)
        intake.receive([folder])
        screens.rows(window, intake)
        assert intake.plan is not None
        unknown = [one for one in intake.plan.arrivals if one.card is not None]
        assert unknown
        screens.dialogs(*(ArrivalKeyDialog(window.context, intake.plan, one, window) for one in unknown))
        intake.commit()
        screens.rows(window, intake)
        intake.write_receipts()
        screens.look(window)
        branches = [one for one in committee.units() if one.kind is UnitKind.BRANCH and one.members]
        for unit in branches:
            committee.add_remark(unit.uuid, f"请改：{unit.name}", record_kind="branch", record_uuid=unit.uuid)
        for kind in window.tab_types:
            window.navigate(kind.TITLE)
            screens.rows(window, window.current_tab())
        _statistics(window, screens)
        assert above
        screens.dialogs(*_dialogs(window, committee))
        assert screens.found == []


def _statistics(window: CommitteeWindow, screens: Screens) -> None:
    window.navigate(StatisticsTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, StatisticsTab)
    for button in tab.sections.buttons:
        button.click()
        screens.rows(window, tab)


def _dialogs(window: CommitteeWindow, desk: CommitteeDesk) -> list[QDialog]:
    context, units = window.context, desk.units()
    made: list[QDialog] = [
        CommitteeDialog(context, window),
        OwnCardDialog(context, window),
        RegisterDialog(context, window),
        EscrowDialog(context, window),
        HistoryScreen(context, window),
        UnitDialog(context, units, None, window),
    ]
    for unit in units:
        made += [
            UnitDialog(context, units, unit, window),
            RemarkDialog(context, unit, "branch", unit.uuid, unit.name, window),
        ]
    conflicts = desk.conflicts()
    assert len({one.kind for one in conflicts}) >= 2
    made += [DecideDialog(context, one, Choice.ACCEPT, window) for one in conflicts]
    made += [DecideDialog(context, one, Choice.MOVED, window) for one in conflicts]
    other = FakeBranch(desk.peers.card(), random.Random(99), name=RICH_TEXTS[-1])
    offer = desk.peers.offer(other.card.text.encode("utf-8"))
    return [*made, BranchCardDialog(context, offer, units, window)]


# the branch's dialogs of a package


def test_texts_are_shown_literally_when_handing_over(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with exercised("F22", "package, receipt, stick and cards holding texts that look like HTML") as count:
        screens = Screens(qtbot, count)
        for number, text in enumerate(chosen(2)):
            place = tmp_path / str(number)
            desk = Desk.create(place / "data", PASSWORD, name=text, committee=text, today=lambda: DAY)
            try:
                hand_over(screens, desk, place, text, monkeypatch)
            finally:
                desk.close()
        assert screens.found == []


def hand_over(screens: Screens, desk: Desk, place: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Card, package, stick, receipt and what it asks for, every name and note of them `text`."""
    folder = place / IN_FILE_NAMES[0]
    folder.mkdir()
    media = [
        Medium(path=folder, label=text, free=2**33, size=2**34, carried=True),
        Medium(path=place, label=text, problem=f"“{text}”是只读的。"),
    ]
    monkeypatch.setattr(stick, "media", lambda: media)
    person = desk.roster.add(
        {"name": text, "category": "正式党员", "joined_on": "2010-06-30", "remark": text}
    )
    context = Context(desk=desk, tasks=InstantTasks(), settings=UiSettings(place / "desk.ini"))
    committee = Committee(name=text)
    card = committee.card_file(folder).rename(folder / f"{IN_FILE_NAMES[1]}.card")
    screens.dialogs(CardImportDialog(context, str(card)))
    peer = desk.handoff.peers.accept(desk.handoff.peers.read_card(card), confirmed_by=text, compared=True)
    prepared = desk.handoff.prepare(peer.id)
    write = StickDialog(context, prepared)
    screens.dialogs(write, OwnCardDialog(context))
    write.show()
    write.picker.set_folder(folder)
    write.medium.setText(text)
    write.start()
    screens.look(write)
    write.close()
    assert write.entry is not None
    _damaged(screens, context, write, folder)
    desk.roster.update(person, {"address": text})
    later = desk.handoff.prepare(peer.id)
    uuid = desk.roster.get(person).uuid
    note = Note("person", uuid, "address", text)
    receipt = committee.receipt(folder / write.entry.file_name, folder, result="returned", notes=[note])
    receipt = receipt.rename(folder / f"HZ-{IN_FILE_NAMES[2]}.zbb")
    look = look_into(desk.handoff.peers, desk.handoff.register, desk.handoff.outbox_path(write.entry))
    assert look is not None
    desk.handoff.register.record_export(text, [card], fields=text, records=1)
    screens.dialogs(
        ReceiptDialog(context, str(receipt)),
        ReceiptDialog(context, str(card)),  # not one: its sentence names the file
        PackageDialog(look, f"{text}.zbb"),
        ProfileDialog(text, desk.handoff.fields(), later.profile),
        ChangesDialog(later.changes, context.settings),
        CleanupDialog(context),
        RegisterDialog(context),
    )
    desk.handoff.take_receipt(receipt)
    _tab(screens, context)


def _damaged(screens: Screens, context: Context, write: StickDialog, folder: Path) -> None:
    """Another file of that name lies on the stick: a sentence names it."""
    assert write.entry is not None
    (folder / write.entry.file_name).rename(folder / "kept")
    (folder / write.entry.file_name).write_bytes(b"something else")
    again = StickDialog(context, entry=write.entry)
    screens.qtbot.addWidget(again)
    again.show()
    again.picker.set_folder(folder)
    again.start()
    screens.look(again)
    again.close()
    (folder / "kept").replace(folder / write.entry.file_name)


def _tab(screens: Screens, context: Context) -> None:
    tab = HandoffTab(context)
    screens.qtbot.addWidget(tab)
    tab.resize(1200, 700)
    tab.show()
    for section in range(len(SECTIONS)):
        tab.show_section(section)
        screens.rows(tab, tab)
    tab.close()
