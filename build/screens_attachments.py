"""Pictures of photo and attachments: the part chosen, the card's group empty, full and refusing, the pane, a picture."""

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from models.services.attachments import NewFile, Owner
from models.services.desk import Desk
from ui.dialogs.attachment_name import AttachmentNameDialog
from ui.dialogs.meeting_files import MeetingFilesDialog
from ui.dialogs.member_dialog import FILES, MemberDialog
from ui.dialogs.photo_dialog import PhotoDialog
from ui.dialogs.picture_dialog import PictureDialog
from ui.main_window import MainWindow
from ui.pictures import encoded, portrait, usual_crop
from ui.tabs.roster_tab import RosterTab

LONG = "优秀共产党员荣誉证书正面和背面彩色扫描合订本（原件存镇党委组织办公室档案柜第三格）.png"


def face() -> QImage:
    """Nobody: a drawn figure before a blue wall."""
    image = QImage(1600, 1200, QImage.Format.Format_RGB32)
    image.fill(QColor("#7fa3c7"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, place in (("#3b4a5a", (430, 820, 740, 900)), ("#e8bd9b", (720, 700, 160, 180))):
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QRectF(*place)) if place[3] > 400 else painter.drawRect(QRectF(*place))
    painter.setBrush(QColor("#e8bd9b"))
    painter.drawEllipse(QRectF(610, 330, 380, 480))
    painter.setBrush(QColor("#2a2420"))
    painter.drawChord(QRectF(600, 290, 400, 400), 0, 180 * 16)
    painter.end()
    return image


def attachment_pictures(
    camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]
) -> None:
    """At the text size that is set now; what is added for the pictures is taken back."""
    context, person, picture = window.context, desk.person("杨凤琴"), face()
    before = desk.store.head[0]
    dialog = PhotoDialog(picture, person.name, window)
    dialog.view.set_share(0.8)
    camera.dialog(dialog, f"{prefix}photo-crop")
    _card(camera, window, desk, desk.person("戴淑芬").id, f"{prefix}card-files-empty")
    owner = Owner(person_id=person.id)
    desk.attachments.set_photo(person.id, portrait(picture, usual_crop(picture.size())))
    desk.attachments.add(
        owner, [NewFile(LONG, encoded(picture, "png")), NewFile("党员证明.pdf", b"%PDF-1.4 1")]
    )
    _card(camera, window, desk, person.id, f"{prefix}card-files")
    _card(camera, window, desk, person.id, f"{prefix}card-files-refused", NewFile("程序.exe", b"MZ"))
    one = desk.attachments.of(owner)[-1]
    camera.dialog(AttachmentNameDialog(context, one, window), f"{prefix}attachment-name")
    camera.dialog(PictureDialog(encoded(picture, "png"), LONG, window), f"{prefix}attachment-picture")
    meeting = desk.meetings.get(desk.meetings.list()[0].id)
    camera.dialog(MeetingFilesDialog(context, meeting, window), f"{prefix}meeting-files")
    window.navigate(RosterTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, RosterTab)
    tab.show_record(person.id)
    camera.shoot(window, f"{prefix}roster-photo", size)
    tab.pane.area.verticalScrollBar().setValue(tab.pane.area.verticalScrollBar().maximum())
    camera.shoot(window, f"{prefix}roster-files", size)
    for _ in range(2):
        desk.store.undo()
    assert desk.store.head[0] > before


def _card(
    camera: Any, window: MainWindow, desk: Desk, person_id: int, name: str, refused: NewFile | None = None
) -> None:
    """The card with its group of files opened and in sight."""
    dialog = MemberDialog(window.context, desk.roster.get(person_id), window)
    dialog.show()
    dialog.go_to_files()
    camera.settle()
    if refused is not None:
        dialog.files.add([refused])
        camera.settle()
    bar = dialog._area.verticalScrollBar()
    bar.setValue(bar.maximum())
    dialog.grid.groups[FILES].set_open(True)
    camera.dialog(dialog, name)
