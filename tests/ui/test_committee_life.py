"""A committee from its first page to its handover: set up, locked, forgotten, double-clicked, rehearsed, restored."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from models.domain.errors import WrongPassword
from models.domain.recovery_code import groups_of, new_code
from models.services import escrow
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from models.services.doors import open_any
from tests.services.branches import FakeBranch
from tests.services.inline_reader import use_inline_reader
from tests.services.receiving import known_branch
from ui import app as app_module
from ui.app import App
from ui.committee_window import CommitteeWindow
from ui.dialogs.escrow_dialog import EscrowDialog
from ui.dialogs.handover_wizard import DONE, HandoverWizard
from ui.dialogs.help import HelpDialog
from ui.dialogs.history_screen import HistoryScreen
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.own_card import OwnCardDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.register_dialog import RegisterDialog
from ui.dialogs.restore_dialog import RestoreDialog
from ui.dialogs.safety_dialog import SafetyDialog
from ui.dialogs.start_window import Doors
from ui.restoring import OpenBranch
from ui.settings import UiSettings
from ui.tabs.branches_tab import BranchesTab
from ui.tabs.intake_tab import IntakeTab
from ui.tasks import InstantTasks
from ui.widgets.plain_label import PlainLabel

OLD, NEW = "a long sentence 2026", "another sentence 77"
NAME = "中共青石镇委员会"
LEFT = Qt.MouseButton.LeftButton
DAY = "2026-11-20"


@pytest.fixture
def desk_app(tmp_path: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch) -> App:
    use_inline_reader(monkeypatch)
    doors = Doors(open_any, app_module.create_desk, app_module.sample_desk)
    return App(settings, tmp_path / "数据", doors, InstantTasks())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A committee's data, closed, with a package of one branch imported."""
    desk = CommitteeDesk.create(tmp_path / "数据", OLD, name=NAME, today=lambda: DAY)
    desk.keys.set_recovery(new_code())
    desk.close()
    return tmp_path / "数据"


@pytest.fixture
def window(qtbot: QtBot, desk_app: App, folder: Path) -> Iterator[CommitteeWindow]:
    yield unlocked(desk_app, OLD)
    if desk_app.main_window is not None:
        last = desk_app.main_window
        last.close()
        qtbot.waitUntil(lambda: not last.desk.store.is_open)


def unlocked(desk_app: App, password: str) -> CommitteeWindow:
    start = desk_app.start_window or desk_app.start()
    assert start.unlock is not None
    start.unlock.password.field.setText(password)
    start.unlock.submit()
    window = desk_app.main_window
    assert isinstance(window, CommitteeWindow)
    return window


def committee(window: CommitteeWindow) -> CommitteeDesk:
    desk = window.desk
    assert isinstance(desk, CommitteeDesk)
    return desk


def intake(window: CommitteeWindow) -> IntakeTab:
    tab = window.tab(IntakeTab.TITLE)
    assert isinstance(tab, IntakeTab)
    return tab


def packed(desk: CommitteeDesk, folder: Path) -> Path:
    """A package of a branch whose key is known."""
    branch = FakeBranch(desk.peers.card(), random.Random(7), name="中共一村支部委员会", people=3)
    desk.enrol(desk.peers.offer(branch.card.text.encode()), confirmed_by="王明")
    return branch.package(folder)


def test_a_committee_is_set_up_on_the_first_page(qtbot: QtBot, desk_app: App) -> None:
    start = desk_app.start()
    page = start.first_run
    assert page is not None
    qtbot.mouseClick(page.purposes.button(2), LEFT)
    assert not page.form.rows["sector"].isVisible()
    page.name.insert(NAME)
    for edit in (page.password, page.repeat):
        qtbot.keyClicks(edit.field, OLD)
    qtbot.mouseClick(page.create_button, LEFT)
    setup = start.setup
    assert setup is not None
    qtbot.mouseClick(setup.next_button, LEFT)
    for field in setup.slip.fields:
        qtbot.keyClicks(field, groups_of(setup.slip.code)[field.number - 1])
    qtbot.keyClick(setup.slip.fields[1], Qt.Key.Key_Return)
    window = desk_app.main_window
    assert isinstance(window, CommitteeWindow)
    assert window.bar.tabText(0) == "下级支部"
    window.close()


def test_locked_and_opened_again_it_is_the_committee(
    qtbot: QtBot, desk_app: App, window: CommitteeWindow
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk_app.start_window is not None and desk_app.locking is None)
    assert desk_app.main_window is None
    again = unlocked(desk_app, OLD)
    assert again.branch_label.text() == NAME


def test_a_form_interrupted_by_the_lock_does_not_stop_it(
    qtbot: QtBot, desk_app: App, window: CommitteeWindow, tmp_path: Path
) -> None:
    """A batch that was only looked at is left: nothing staged stays behind, nothing was imported."""
    packed(committee(window), tmp_path)
    window.navigate(IntakeTab.TITLE)
    intake(window).receive([tmp_path])
    desk_app.lock()
    qtbot.waitUntil(lambda: desk_app.start_window is not None and desk_app.locking is None)
    assert not (tmp_path / "数据" / "staging").exists()
    assert committee(unlocked(desk_app, OLD)).received() == []


def test_the_slip_opens_a_committee(qtbot: QtBot, desk_app: App, tmp_path: Path) -> None:
    code = new_code()
    desk = CommitteeDesk.create(tmp_path / "数据", OLD, name=NAME, today=lambda: DAY)
    desk.keys.set_recovery(code)
    desk.close()
    start = desk_app.start()
    assert start.unlock is not None
    qtbot.mouseClick(start.unlock.recover_button, LEFT)
    page = start.recover
    assert page is not None
    qtbot.keyClicks(page.code.field, code)
    qtbot.keyClick(page.code.field, Qt.Key.Key_Return)
    for edit in (page.new_password.password, page.new_password.repeat):
        qtbot.keyClicks(edit.field, NEW)
    qtbot.keyClick(page.new_password.repeat.field, Qt.Key.Key_Return)
    window = desk_app.main_window
    assert isinstance(window, CommitteeWindow)
    window.close()
    with pytest.raises(WrongPassword):
        CommitteeDesk.open(tmp_path / "数据", OLD)


def test_a_double_clicked_package_is_looked_at_in_the_intake(
    qtbot: QtBot, desk_app: App, window: CommitteeWindow, tmp_path: Path
) -> None:
    desk_app.arrivals.waiting = [packed(committee(window), tmp_path)]
    desk_app.arrivals.take()
    assert window.bar.tabText(window.bar.currentIndex()) == IntakeTab.TITLE
    plan = intake(window).plan
    assert plan is not None
    assert [one.verdict.value for one in plan.arrivals] == ["首次上报"]
    intake(window).drop()


def test_packages_double_clicked_together_are_one_batch(
    qtbot: QtBot, desk_app: App, window: CommitteeWindow, tmp_path: Path
) -> None:
    """They come as starts of their own: soon after one another, or when the first is on the screen already."""
    desk = committee(window)
    files: list[Path] = []
    for number in range(3):
        (tmp_path / f"{number}").mkdir()
        files.append(known_branch(desk, seed=number, name=f"第{number}支部").package(tmp_path / f"{number}"))
    desk_app.come_forward(files[:1])
    desk_app.come_forward(files[1:2])
    tab = IntakeTab.TITLE
    qtbot.waitUntil(lambda: window.bar.tabText(window.bar.currentIndex()) == tab)
    plan = intake(window).plan
    assert plan is not None and len(plan.arrivals) == 2
    desk_app.come_forward(files)
    qtbot.waitUntil(lambda: intake(window).plan is not plan)
    plan = intake(window).plan
    assert plan is not None and len(plan.arrivals) == 3
    intake(window).drop()


def test_a_package_is_dropped_on_the_intake(qtbot: QtBot, window: CommitteeWindow, tmp_path: Path) -> None:
    packed(committee(window), tmp_path)
    window.navigate(IntakeTab.TITLE)
    tab = intake(window)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    tab.dropEvent(QDropEvent(QPointF(9, 9), actions, mime, LEFT, none))
    qtbot.waitUntil(lambda: tab.plan is not None)
    assert tab.commit_button.text() == "导入 1 个包"
    tab.drop()
    assert not tab.pane.isVisible()  # nothing to detail


def test_every_receipt_of_a_batch_is_one_printout(
    qtbot: QtBot, window: CommitteeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(committee(window), tmp_path)
    window.navigate(IntakeTab.TITLE)
    tab = intake(window)
    tab.receive([tmp_path])
    tab.commit()
    assert "已导入" in tab.pane.banner.label.text()
    printed: list[str] = []
    monkeypatch.setattr(PrintPreview, "exec", lambda preview: printed.append(preview.state.text()))
    qtbot.mouseClick(tab.print_all_button, LEFT)
    qtbot.mouseClick(tab.pane.receipt_button, LEFT)
    qtbot.keyClick(tab, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert printed == ["共 1 页 · A4 纵向"] * 3


def test_receipts_of_a_disc_are_asked_where_to(
    qtbot: QtBot, window: CommitteeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(committee(window), tmp_path)
    tab = intake(window)
    tab.receive([tmp_path])
    tab.commit()
    monkeypatch.setattr("ui.tabs.intake_tab.is_writable", lambda _folder: False)
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda _p, title, _at: asked.append(title) or str(tmp_path)
    )
    qtbot.mouseClick(tab.receipts_button, LEFT)
    assert asked == ["回执写到哪里"]
    assert len(list(tmp_path.glob("HZ-*"))) == 1


def test_every_dialog_of_the_menu_opens(
    qtbot: QtBot, window: CommitteeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    for kind in (HistoryScreen, HelpDialog, SafetyDialog, OwnCardDialog, RegisterDialog):
        monkeypatch.setattr(kind, "exec", lambda dialog: opened.append(dialog.windowTitle()))
    window.actions_by_id["all_history"].trigger()
    window.actions_by_id["help"].trigger()
    window.actions_by_id["safety"].trigger()
    tab = window.tab(BranchesTab.TITLE)
    assert isinstance(tab, BranchesTab)
    tab.own_card()
    tab.show_register()
    assert opened == ["操作记录", "帮助", "数据安全", "本党委密钥卡", "外发登记簿"]


def test_the_history_speaks_chinese(qtbot: QtBot, window: CommitteeWindow, tmp_path: Path) -> None:
    FakeBranch(committee(window).peers.card(), random.Random(8)).package(tmp_path)
    tab = intake(window)
    tab.receive([tmp_path])
    tab.commit()
    screen = HistoryScreen(window.context, window)
    qtbot.addWidget(screen)
    model = screen.table.model()
    cells = [model.index(row, 5).data() for row in range(model.rowCount())]
    assert any("密钥待核对" in cell for cell in cells)
    assert not any(word in cell for cell in cells for word in ("merged", "branch", "package", "unknown_key"))


def test_a_committee_is_rehearsed_and_restored(
    qtbot: QtBot, window: CommitteeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def agree(dialog: MessageDialog) -> int:
        said.append(dialog.message.text())
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(MessageDialog, "exec", agree)
    safety = SafetyDialog(window.context, window)
    qtbot.addWidget(safety)
    safety.show()
    qtbot.mouseClick(safety.backup_button, LEFT)
    qtbot.mouseClick(safety.rehearse_button, LEFT)
    assert any("已演练" in text for text in safety.state.texts)
    qtbot.mouseClick(safety.check_button, LEFT)
    dialog = RestoreDialog(OpenBranch(window.desk), window.context.tasks, window.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.look_button, LEFT)
    assert NAME in dialog.headline.text()
    qtbot.mouseClick(dialog.restore_button, LEFT)
    assert dialog.result_of is not None
    CommitteeDesk.open(window.desk.store.folder, OLD).close()


def test_a_committee_is_handed_over(
    qtbot: QtBot, desk_app: App, window: CommitteeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def through(wizard: HandoverWizard) -> int:
        wizard.show()
        wizard.who.giver.setText("张建国")
        wizard.who.taker.setText("李新民")
        wizard.who.password.field.setText(OLD)
        wizard.next_button.click()
        for edit in (wizard.new_password.password, wizard.new_password.repeat):
            edit.field.setText(NEW)
        wizard.next_button.click()
        wizard.slip.check()
        for field in wizard.slip.fields:
            field.setText(groups_of(wizard.slip.code)[field.number - 1])
        wizard.next_button.click()
        seen.extend(label.text() for label in wizard.confirm.findChildren(PlainLabel))
        wizard.next_button.click()
        assert wizard.step == DONE
        return 1

    monkeypatch.setattr(HandoverWizard, "exec", through)
    window.hand_over()
    assert not any("支部书记" in text for text in seen)
    qtbot.waitUntil(lambda: desk_app.start_window is not None and desk_app.locking is None)
    unlocked(desk_app, NEW)


def test_a_branch_that_lost_everything_is_let_in_again(
    qtbot: QtBot, window: CommitteeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = committee(window)
    branch = Desk.create(tmp_path / "支部", OLD, name="中共一村支部委员会", today=lambda: DAY)
    offer = branch.peers.offer(desk.card().text.encode("utf-8"))
    branch.peers.accept(offer, confirmed_by="何永福", compared=True)
    branch.keys.escrow.turn_on(*branch.keys.escrow.committees()[0])
    file = branch.keys.escrow.write(tmp_path)
    branch.close()
    dialog = EscrowDialog(window.context, window)
    qtbot.addWidget(dialog)
    dialog.show()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path))
    qtbot.mouseClick(dialog.file_page.button, LEFT)
    assert "中共一村支部委员会" in dialog.said.label.text()
    code = dialog.code.text().replace(" ", "")
    [opening] = tmp_path.glob("TG-*.json")
    opened = Desk.open_by_code(tmp_path / "支部", code, opening=opening)
    assert opened.branch.name == "中共一村支部委员会"
    opened.close()
    register = RegisterDialog(window.context, window)
    qtbot.addWidget(register)
    assert [entry.title for entry in register.page.shown()] == ["开启文件：中共一村支部委员会"]


def test_a_file_that_is_no_escrow_is_refused_with_a_sentence(
    qtbot: QtBot, window: CommitteeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = EscrowDialog(window.context, window)
    qtbot.addWidget(dialog)
    dialog.show()
    (tmp_path / "x.age").write_bytes(b"nothing")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path))
    dialog.open_file(str(tmp_path / "x.age"))
    assert escrow.NOT_ESCROW in dialog.file_page.problem.label.text()
    assert list(tmp_path.glob("*.json")) == []
