"""Whom we trust: a card is taken only after a person compared it; our own goes out as paper and as a file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from models.domain.handoff import CardOffer, CardState
from models.services.desk import Desk
from tests.ui.committee import Committee
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.branch_card import WRONG, BranchCardDialog
from ui.dialogs.card_import import CardImportDialog
from ui.dialogs.own_card import OwnCardDialog
from ui.widgets.fingerprint import Fingerprint

LEFT = Qt.MouseButton.LeftButton


def is_cut(finger: Fingerprint) -> bool:
    """Some group has less height than its number and its figures need."""
    return any(cell.height() < cell.minimumSizeHint().height() for cell in finger.cells)


@pytest.fixture
def committee() -> Committee:
    return Committee()


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, committee: Committee, tmp_path: Path) -> CardImportDialog:
    made = CardImportDialog(context, str(committee.card_file(tmp_path)))
    qtbot.addWidget(made)
    made.show()
    return made


def fill(qtbot: QtBot, dialog: CardImportDialog, first: str, last: str, who: str) -> None:
    cells = dialog.finger.cells
    for edit, text in ((cells[0].edit, first), (cells[7].edit, last)):
        edit.clear()
        qtbot.keyClicks(edit, text)
    dialog.who.setText(who)


def test_the_two_ends_of_the_fingerprint_have_to_come_from_paper(
    qtbot: QtBot, dialog: CardImportDialog, desk: Desk, committee: Committee
) -> None:
    groups = committee.card.fingerprint.split()
    assert dialog.name.text() == "中共青石镇委员会"
    shown = [cell.label.text() for cell in dialog.finger.cells if cell.stack.currentIndex() == 0]
    assert shown == groups[1:7], "the first and the last are fields"
    assert not dialog.ok_button.isEnabled()
    wrong = "0000" if groups[0] != "0000" else "1111"
    fill(qtbot, dialog, wrong, groups[7], "何永福")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert "对不上" in dialog.problem.label.text()
    assert dialog.isVisible()
    assert desk.handoff.peers.entries() == []
    fill(qtbot, dialog, groups[0].lower(), groups[7], "何永福")
    assert not dialog.problem.isVisible()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    (peer,) = desk.handoff.peers.entries()
    assert (peer.name, peer.confirmed_by, peer.fingerprint) == (
        "中共青石镇委员会", "何永福", committee.card.fingerprint,
    )  # fmt: skip
    assert dialog.peer == peer


def test_nobody_is_trusted_without_a_name(
    qtbot: QtBot, dialog: CardImportDialog, committee: Committee
) -> None:
    groups = committee.card.fingerprint.split()
    fill(qtbot, dialog, groups[0], groups[7], "")
    assert not dialog.ok_button.isEnabled()
    qtbot.keyClick(dialog.finger.cells[7].edit, Qt.Key.Key_Return)
    assert dialog.peer is None
    dialog.who.setText("何永福")
    assert dialog.ok_button.isEnabled()


def test_by_phone_all_eight_are_shown_and_ticked(
    qtbot: QtBot, dialog: CardImportDialog, desk: Desk, committee: Committee
) -> None:
    dialog.by_phone.click()
    shown = [cell.label.text() for cell in dialog.finger.cells if cell.stack.currentIndex() == 0]
    assert shown == committee.card.fingerprint.split()
    dialog.who.setText("何永福")
    assert not dialog.ok_button.isEnabled()
    dialog.same.click()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert [peer.name for peer in desk.handoff.peers.entries()] == ["中共青石镇委员会"]


def test_a_file_that_is_no_card_is_refused_with_a_sentence(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    letter = tmp_path / "通知.card"
    letter.write_text("关于召开会议的通知", encoding="utf-8")
    dialog = CardImportDialog(context, str(letter))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.pages.currentIndex() == 0
    assert dialog.file_page.problem.isVisible()
    assert dialog.file_page.problem.label.text()
    assert not dialog.ok_button.isVisible()


def test_the_same_card_again_needs_nothing(
    qtbot: QtBot, context: Context, desk: Desk, committee: Committee, tmp_path: Path
) -> None:
    path = committee.card_file(tmp_path)
    peers = desk.handoff.peers
    peers.accept(peers.read_card(path), confirmed_by="何永福", compared=True)
    dialog = CardImportDialog(context, str(path))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "已经登记过" in dialog.file_page.problem.label.text()


def test_our_own_card_is_printed_saved_and_renewed(
    qtbot: QtBot, context: Context, heard: Heard, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = OwnCardDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    before = [cell.label.text() for cell in dialog.finger.cells]
    assert " ".join(before) == desk.handoff.peers.own_card().fingerprint
    qtbot.mouseClick(dialog.print_button, LEFT)
    assert heard.previews == [("H2", None)]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path))
    qtbot.mouseClick(dialog.save_button, LEFT)
    (saved,) = tmp_path.glob("密钥卡-*.card")
    assert str(saved) in dialog.said.label.text()
    assert not is_cut(dialog.finger), "the sentence below must not cut the groups"
    assert [entry.kind for entry in desk.handoff.register.entries()] == ["card"]
    monkeypatch.setattr("ui.dialogs.own_card.MessageDialog.confirm", lambda *_a, **_k: True)
    qtbot.mouseClick(dialog.renew_button, LEFT)
    assert [cell.label.text() for cell in dialog.finger.cells] != before
    assert "交给上级党委" in dialog.said.label.text()


def test_the_groups_are_whole_however_much_stands_around_them(
    qtbot: QtBot, context: Context, desk: Desk
) -> None:
    card = desk.handoff.peers.own_card()
    message = "第一次登记。请拿对方盖章的密钥卡纸页，与下面的指纹逐组核对，一组都不能差。" * 2
    offer = CardOffer(card=card, state=CardState.NEW, message=message)
    dialog = BranchCardDialog(context, offer, [])
    qtbot.addWidget(dialog)
    dialog.show()
    assert not is_cut(dialog.compare.finger)
    dialog.compare.who.insert("王明")
    for cell in (dialog.compare.finger.cells[0], dialog.compare.finger.cells[7]):
        qtbot.keyClicks(cell.edit, "0000")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.problem.label.text() == WRONG
    assert not is_cut(dialog.compare.finger)
