"""Photo and attachments on the card and in the pane: added by every way in, opened, renamed, removed, taken back."""

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from models.domain.attachment import Attachment
from models.domain.records import MeetingKind, Presence
from models.services.attachments import NewFile, Owner
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from tests.pictures import png_header
from tests.services.branches import attach
from tests.services.inline_reader import use_inline_reader
from tests.services.receiving import known_branch
from tests.ui.conftest import Heard
from ui import attached, pictures
from ui.context import Context
from ui.dialogs.attachment_name import AttachmentNameDialog
from ui.dialogs.meeting_files import MeetingFilesDialog
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.photo_dialog import PhotoDialog
from ui.dialogs.picture_dialog import PictureDialog
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.tabs.whole_roster_tab import WholeRosterTab
from ui.widgets.attachments_panel import AttachmentsPanel

PAPER = b"%PDF-1.7 1"
KEY = Qt.Key


@pytest.fixture
def person(desk: Desk) -> int:
    return desk.roster.add({"name": "欧阳建国", "category": "正式党员", "joined_on": "2001-07-01"})


@pytest.fixture
def panel(qtbot: QtBot, context: Context, person: int) -> AttachmentsPanel:
    made = AttachmentsPanel(context, Owner(person_id=person), "欧阳建国")
    qtbot.addWidget(made)
    made.resize(560, 320)
    with qtbot.waitActive(made):  # its keys work in the window that has the focus
        made.show()
        made.activateWindow()
    return made


def face(width: int = 900, height: int = 1200) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    return image


def titles(desk: Desk, person: int) -> list[str]:
    return [one.title for one in desk.attachments.of_person(person)]


def accept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every photo dialog is answered by its decision."""

    def take(dialog: PhotoDialog) -> int:
        dialog.ok_button.click()
        return dialog.result()

    monkeypatch.setattr(PhotoDialog, "exec", take)


def drop(panel: AttachmentsPanel, data: QMimeData, at: QPoint) -> None:
    event = QDropEvent(
        QPointF(at),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    panel.dropEvent(event)


def test_files_come_by_the_button_and_go_by_the_key_and_come_back(
    qtbot: QtBot,
    panel: AttachmentsPanel,
    desk: Desk,
    person: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "入党志愿书.pdf"
    path.write_bytes(PAPER)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(path)], ""))
    assert panel.pages.currentIndex() == 1
    panel.add_button.click()
    assert panel.said.label.text() == "已添加 1 个附件。"
    assert titles(desk, person) == ["入党志愿书.pdf"]
    panel.table.setFocus()
    qtbot.keyClick(panel.table, KEY.Key_Delete)
    assert titles(desk, person) == []
    assert panel.said.label.text() == "已删除“入党志愿书.pdf”。"
    panel.undo_button.click()
    assert titles(desk, person) == ["入党志愿书.pdf"]
    assert panel.pages.currentIndex() == 0


def test_what_cannot_be_taken_is_said_where_one_looks(
    panel: AttachmentsPanel, desk: Desk, person: int
) -> None:
    panel.add([NewFile("程序.exe", b"MZ"), NewFile("证书.pdf", PAPER)])
    assert panel.said.label.text().startswith("已添加 1 个附件。\n“程序.exe”不能添加。")
    assert titles(desk, person) == ["证书.pdf"]


def test_undo_in_the_panel_never_takes_back_somebody_elses_step(
    panel: AttachmentsPanel, desk: Desk, person: int
) -> None:
    panel.add([NewFile("证书.pdf", PAPER)])
    desk.roster.update(person, {"phone": "13912345678"})
    panel.undo_button.click()
    assert titles(desk, person) == ["证书.pdf"]
    assert desk.roster.get(person).phone == "13912345678"


def test_a_copied_photo_is_not_written_while_the_window_waits(
    panel: AttachmentsPanel, desk: Desk, person: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve million pixels take seconds; and a photo is a JPG, never a PNG of twenty megabytes."""
    written: list[str] = []
    encode = attached.encoded

    def noted(image: QImage, extension: str) -> bytes:
        written.append(extension)
        return encode(image, extension)

    monkeypatch.setattr(attached, "encoded", noted)
    monkeypatch.setattr(attached, "MOST_LOSSLESS", 60 * 80 - 1)
    QGuiApplication.clipboard().setImage(face(60, 80))
    found = attached.clipboard_files("2026-09-30")
    size = attached.picture_from(found).size()
    assert ((size.width(), size.height()), written) == ((60, 80), [])
    panel.paste()  # writes it with the other work on files
    assert titles(desk, person) == ["粘贴的图片 2026-09-30.jpg"]
    assert written == ["jpg"]


def test_a_copied_picture_is_pasted_as_a_file(
    qtbot: QtBot, panel: AttachmentsPanel, desk: Desk, person: int
) -> None:
    QGuiApplication.clipboard().setImage(face(60, 80))
    panel.add_button.setFocus()
    qtbot.keyClick(panel, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert titles(desk, person) == ["粘贴的图片 2026-09-30.png"]
    QGuiApplication.clipboard().setText("文字")
    panel.paste()
    assert "剪贴板里没有图片或文件" in panel.said.label.text()


def test_files_dropped_beside_the_portrait_are_files_and_on_it_the_photo(
    panel: AttachmentsPanel, desk: Desk, person: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(monkeypatch)
    path = tmp_path / "照片.jpg"
    path.write_bytes(pictures.encoded(face(), "jpg"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(panel, data, panel.pages.geometry().center())
    drop(panel, data, panel.photo.mapTo(panel, panel.photo.rect().center()))
    assert titles(desk, person) == ["照片.jpg", "照片.jpg"]
    photo = desk.attachments.photo(person)
    assert photo is not None
    assert pictures.read_picture(desk.attachments.content(photo)).size() == pictures.PORTRAIT
    assert panel.photo.has_photo
    assert panel.photo_button.text() == "换照片"
    panel.remove_photo()
    assert not panel.photo.has_photo
    panel.undo_button.click()
    assert panel.photo.has_photo


def test_a_hostile_photo_is_refused_with_a_sentence(
    panel: AttachmentsPanel, desk: Desk, person: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "大.png"
    path.write_bytes(png_header(60_000, 60_000))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    panel.choose_photo()
    assert "太大" in panel.said.label.text()
    assert titles(desk, person) == []


def test_the_part_of_the_picture_is_chosen_by_keyboard_and_by_hand(qtbot: QtBot) -> None:
    dialog = PhotoDialog(face(1200, 900), "欧阳建国")
    qtbot.addWidget(dialog)
    dialog.show()
    view = dialog.view
    assert view.crop == QRect(262, 0, 675, 900)
    qtbot.keyClick(view, KEY.Key_Minus)
    qtbot.keyClick(view, KEY.Key_Left)
    smaller = view.crop
    assert smaller.width() < 675
    assert dialog.slider.value() == round(view.share * 100)
    for _ in range(100):
        qtbot.keyClick(view, KEY.Key_Left)
    assert view.crop.left() == 0
    dialog.slider.setValue(20)
    assert "打印出来会模糊" in dialog.problem.label.text()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    assert abs(view.crop.center().x() - 600) < 10
    dialog.ok_button.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.photo.startswith(b"\xff\xd8")


def test_pictures_open_in_the_program_others_as_copies_elsewhere(
    panel: AttachmentsPanel, desk: Desk, person: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    shown: list[PictureDialog] = []

    def show(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return len(opened) == 1

    monkeypatch.setattr(attached.QDesktopServices, "openUrl", show)
    monkeypatch.setattr(PictureDialog, "exec", lambda dialog: shown.append(dialog))
    panel.add([NewFile("证书.png", pictures.encoded(face(), "png")), NewFile("志愿书.pdf", PAPER)])
    panel.table.selectRow(0)
    panel.open()
    assert len(shown) == 1
    assert not opened
    panel.table.selectRow(1)
    panel.open()
    assert Path(opened[0]).read_bytes() == PAPER
    panel.open()
    assert "没有打开“志愿书.pdf”的程序" in panel.said.label.text()
    desk.close()
    assert not Path(opened[0]).exists()


def test_a_file_is_saved_elsewhere_with_its_ending(
    panel: AttachmentsPanel, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.add([NewFile("志愿书.pdf", PAPER)])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "副本"), ""))
    panel.save_as()
    assert (tmp_path / "副本.pdf").read_bytes() == PAPER
    assert desk.register.entries("export")[0].title == "附件：志愿书.pdf"


def test_another_name_is_refused_or_kept(
    qtbot: QtBot, context: Context, panel: AttachmentsPanel, desk: Desk, person: int
) -> None:
    panel.add([NewFile("a.pdf", PAPER)])
    dialog = AttachmentNameDialog(context, desk.attachments.of_person(person)[0])
    qtbot.addWidget(dialog)
    dialog.name.setText("机密：名单")
    dialog.ok_button.click()
    assert "密级标志" in dialog.problem.label.text()
    dialog.name.setText("<b>名单</b>")
    dialog.remark.setText("原件在镇里")
    dialog.ok_button.click()
    panel.reload()
    assert panel.table.record_model.index(0, 0).data() == "<b>名单</b>.pdf"


def test_the_card_shows_the_photo_and_a_new_card_asks_to_be_saved_first(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    desk.attachments.set_photo(person, pictures.portrait(face(), QRect(0, 0, 900, 1200)))
    dialog = MemberDialog(context, desk.roster.get(person))
    qtbot.addWidget(dialog)
    assert dialog.photo.has_photo
    assert dialog.grid.groups["files"].words.text() == "有照片"
    dialog.show()
    qtbot.waitUntil(lambda: dialog.grid.groups["contact"].is_open)
    qtbot.keyClick(dialog, KEY.Key_A, Qt.KeyboardModifier.AltModifier)
    assert dialog.grid.groups["files"].is_open
    dialog.files.remove_photo()
    assert dialog.photo.isHidden()
    fresh = MemberDialog(context)
    qtbot.addWidget(fresh)
    fresh.go_to_files()
    assert fresh.photo.isHidden()


def test_the_pane_shows_photo_and_files_literally_and_opens_them(
    qtbot: QtBot, context: Context, desk: Desk, person: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Attachment] = []
    monkeypatch.setattr("ui.attached.open_attachment", lambda _context, one, _parent: opened.append(one))
    tab = RosterTab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    assert tab.pane.photo.isHidden()
    desk.attachments.set_photo(person, pictures.portrait(face(), QRect(0, 0, 900, 1200)))
    desk.attachments.add(Owner(person_id=person), [NewFile("<img src=x>&名单.pdf", PAPER)])
    tab.refresh_now()
    assert tab.pane.photo.has_photo
    [line] = tab.pane.files.buttons
    assert line.text() == "<img src=x>&&名单.pdf（1 KB）"
    assert "&lt;img" in line.toolTip()
    line.click()
    assert [one.title for one in opened] == ["<img src=x>&名单.pdf"]


def test_files_dropped_on_the_pane_go_to_the_person_shown(
    qtbot: QtBot, context: Context, desk: Desk, person: int, tmp_path: Path, heard: Heard
) -> None:
    tab = RosterTab(context)
    qtbot.addWidget(tab)
    tab.show()
    data = QMimeData()
    paths = [tmp_path / "志愿书.pdf", tmp_path / "程序.exe"]
    for path, content in zip(paths, (PAPER, b"MZ"), strict=True):
        path.write_bytes(content)
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    tab.pane.dropEvent(event)
    assert titles(desk, person) == ["志愿书.pdf"]
    assert heard.said == ["✓ 已添加 1 个附件"]
    assert "“程序.exe”不能添加" in heard.errors[0].message


def test_a_photo_whose_content_is_missing_or_broken_is_a_word_in_its_frame(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    desk.attachments.set_photo(person, pictures.portrait(face(), QRect(0, 0, 900, 1200)))
    with desk.store.transaction("坏") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_update")
        tx.beside_journal.execute("UPDATE blob SET content = x'00'")
    panel = AttachmentsPanel(context, Owner(person_id=person), "欧阳建国")
    qtbot.addWidget(panel)
    assert panel.photo.words == "照片打不开"
    with desk.store.transaction("没") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_delete")
        tx.beside_journal.execute("DELETE FROM blob")
    panel.reload()
    assert "还没有" in panel.photo.words


def test_a_meeting_has_files_and_no_portrait(qtbot: QtBot, context: Context, desk: Desk, person: int) -> None:
    meeting = desk.meetings.get(desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-20"))
    dialog = MeetingFilesDialog(context, meeting)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.files.photo.isVisible()
    dialog.files.add([NewFile("签到表.pdf", PAPER)])
    assert dialog.files.table.record_model.index(0, 0).data() == "签到表.pdf"
    desk.meetings.set_presence(meeting.id, {person: (Presence.PRESENT, "")})
    desk.meetings.sign(meeting.id, "2026-09-21")
    dialog.files.remove()
    assert "签字定稿后，附件不能删去" in dialog.files.said.label.text()


def test_the_committee_sees_and_opens_what_came_with_the_packages(
    qtbot: QtBot, settings: UiSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_inline_reader(monkeypatch)
    opened: list[str] = []
    monkeypatch.setattr(
        attached.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    committee = CommitteeDesk.create(
        tmp_path / "committee", "青石镇-口令-2026", name="青石镇党委", today=lambda: "2026-09-30"
    )
    branch = known_branch(committee)
    portrait = pictures.portrait(face(), QRect(0, 0, 900, 1200))
    photo = {"kind": "照片", "name": "照片", "extension": "jpg"}
    branch.files = {
        attach(branch, PAPER, name="<b>证书</b>"): PAPER,
        attach(branch, portrait, **photo): portrait,
    }
    attach(branch, b"%PDF-1.7 not sent", name="还没到")
    committee.commit(committee.plan([branch.package(tmp_path)]))
    heard: list[str] = []
    context = Context(
        desk=cast("Desk", committee), settings=settings, show_error=lambda e: heard.append(str(e))
    )
    tab = WholeRosterTab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    tab.show_record(committee.roster.find(str(branch.first["name"]))[0].id)
    assert tab.pane.photo.has_photo
    told = [button.text() for button in tab.pane.files.buttons]
    assert told == ["<b>证书</b>.pdf（1 KB）", "还没到.pdf（内容未到）"]
    tab.pane.files.buttons[0].click()
    assert Path(opened[0]).read_bytes() == PAPER
    tab.pane.files.buttons[1].click()
    assert "还没有到这台电脑" in heard[0]
    committee.close()
    assert not Path(opened[0]).exists()
