"""活动照片 of a meeting: encoded anew, captioned, in order, on the pages of the record; the scan of the signed sheet."""

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from exporters.backends import raster
from models.domain.attachment import FileKind
from models.domain.errors import UserError
from models.domain.picture_file import picture_size
from models.domain.records import MeetingKind, Presence
from models.services.attachments import NewFile, Owner
from models.services.desk import Desk
from tests.pictures import png
from ui import paper as papers
from ui.context import Context
from ui.dialogs.meeting_files import MeetingFilesDialog
from ui.dialogs.meeting_photos import MeetingPhotosDialog

DAY = "2026-09-12"


@pytest.fixture
def meeting(desk: Desk) -> int:
    person = desk.roster.add(
        {"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
    )
    made = desk.meetings.create(MeetingKind.THEME_DAY, DAY, title="清理防火道")
    desk.meetings.set_presence(made, {person: (Presence.PRESENT, "")})
    return made


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, desk: Desk, meeting: int) -> MeetingPhotosDialog:
    made = MeetingPhotosDialog(context, desk.meetings.get(meeting))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def picture(folder: Path, name: str, width: int, height: int) -> Path:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    target = folder / name
    assert image.save(str(target))
    return target


def kept(desk: Desk, meeting: int) -> list[tuple[str, str]]:
    found = desk.attachments.of(Owner(meeting_id=meeting))
    return [(one.name, one.remark) for one in found if one.kind is FileKind.PHOTO]


def test_photos_are_encoded_anew_and_small_enough(
    dialog: MeetingPhotosDialog, desk: Desk, meeting: int, tmp_path: Path
) -> None:
    dialog.add([picture(tmp_path, "大图.png", 3000, 2000), picture(tmp_path, "小图.jpg", 300, 400)])
    found = desk.attachments.photos_of(meeting)
    assert [(one.size.width, one.size.height) for one in found if one.size] == [(1600, 1066), (300, 400)]
    assert all(picture_size(one.content).extension == "jpg" for one in found)
    assert "已添加 2 张照片" in dialog.said.label.text()


def test_what_is_no_picture_is_named_and_the_others_are_added(
    dialog: MeetingPhotosDialog, desk: Desk, meeting: int, tmp_path: Path
) -> None:
    bad = tmp_path / "说明.txt"
    bad.write_text("不是图片")
    dialog.add([bad, picture(tmp_path, "一.jpg", 300, 400)])
    assert kept(desk, meeting) == [("一", "")]
    assert "说明.txt" in dialog.said.label.text()


def test_captions_order_and_removal_are_stored_at_once(
    qtbot: QtBot, dialog: MeetingPhotosDialog, desk: Desk, meeting: int, tmp_path: Path
) -> None:
    dialog.add([picture(tmp_path, f"{n}.jpg", 300 + n, 400) for n in (1, 2, 3)])
    dialog.list.setCurrentRow(0)
    dialog.caption.setText("重温入党誓词")
    dialog.list.setCurrentRow(2)
    assert kept(desk, meeting) == [("1", "重温入党誓词"), ("2", ""), ("3", "")]
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert [name for name, _ in kept(desk, meeting)] == ["1", "3", "2"]
    assert dialog.list.currentRow() == 1
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert [name for name, _ in kept(desk, meeting)] == ["1", "2"]
    desk.undo()
    assert len(kept(desk, meeting)) == 3


def test_a_caption_is_kept_when_the_window_is_left(
    qtbot: QtBot, dialog: MeetingPhotosDialog, desk: Desk, meeting: int, tmp_path: Path
) -> None:
    dialog.add([picture(tmp_path, "1.jpg", 300, 400)])
    dialog.caption.setText("入户宣传")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert kept(desk, meeting) == [("1", "入户宣传")]


def test_the_record_prints_them_with_their_captions(
    dialog: MeetingPhotosDialog, desk: Desk, meeting: int, tmp_path: Path
) -> None:
    dialog.add([picture(tmp_path, f"{n}.jpg", 300 + n, 400) for n in (1, 2, 3)])
    dialog.caption.setText("第三张")
    dialog.caption.editingFinished.emit()
    content = papers.pdf_for(desk, "A7", meeting)
    with pypdfium2.PdfDocument(content) as document:
        assert [len(list(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]))) for page in document] == [0, 3]
        assert "第三张" in document[1].get_textpage().get_text_bounded()


def test_signed_minutes_keep_their_photos_and_take_more(
    qtbot: QtBot, context: Context, dialog: MeetingPhotosDialog, desk: Desk, meeting: int, tmp_path: Path
) -> None:
    dialog.add([picture(tmp_path, "1.jpg", 300, 400), picture(tmp_path, "2.jpg", 301, 400)])
    desk.meetings.sign(meeting, DAY)
    after = MeetingPhotosDialog(context, desk.meetings.get(meeting))
    qtbot.addWidget(after)
    assert not after.drop_button.isEnabled() and after.caption.isReadOnly()
    after.add([picture(tmp_path, "3.jpg", 302, 400)])
    assert len(kept(desk, meeting)) == 3
    ids = [one.id for one in desk.attachments.of(Owner(meeting_id=meeting))]
    with pytest.raises(UserError, match="签字定稿后"):
        desk.attachments.arrange(ids[::-1])


def test_a_photo_is_a_jpg(desk: Desk, meeting: int) -> None:
    added = desk.attachments.add(
        Owner(meeting_id=meeting), [NewFile("图.png", png(30, 40))], kind=FileKind.PHOTO
    )
    assert not added.ids and "不能作为照片" in added.problems[0]


def test_a_scan_of_the_signed_sheet_comes_later(
    qtbot: QtBot, context: Context, desk: Desk, meeting: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.meetings.sign(meeting, DAY)
    scan = picture(tmp_path, "签字页.jpg", 300, 400)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a: ([str(scan)], ""))
    files = MeetingFilesDialog(context, desk.meetings.get(meeting))
    qtbot.addWidget(files)
    files.add_scan()
    (one,) = desk.attachments.of(Owner(meeting_id=meeting))
    assert (one.kind, one.name) == (FileKind.SCAN, "签字页")
    assert desk.attachments.photos_of(meeting) == ()


def test_two_large_ones_to_a_page_are_chosen_for_a_meeting(
    dialog: MeetingPhotosDialog, desk: Desk, meeting: int, tmp_path: Path
) -> None:
    desk.meetings.update(meeting, {"details": '{"acts": "集中学习"}'})
    dialog.add([picture(tmp_path, f"{n}.jpg", 300 + n, 400) for n in (1, 2, 3)])
    dialog.per_page.setCurrentText("每页 2 张")
    dialog.per_page.activated.emit(dialog.per_page.currentIndex())
    assert raster.page_count(papers.pdf_for(desk, "A7", meeting)) == 3
    assert '"acts": "集中学习"' in desk.meetings.get(meeting).details
    dialog.per_page.setCurrentText("每页：自动")
    dialog.per_page.activated.emit(0)
    assert raster.page_count(papers.pdf_for(desk, "A7", meeting)) == 2
    assert desk.meetings.get(meeting).details == '{"acts": "集中学习"}'
