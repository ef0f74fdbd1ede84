"""Pictures of how minutes become paper and come back: signing, slips of correction, printing, photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPrintSupport import QPrinterInfo

from models.domain.attachment import FileKind
from models.domain.finding import Finding
from models.domain.meeting_forms import MINUTES_OF
from models.domain.records import MeetingKind, Presence
from models.services.attachments import NewFile, Owner
from models.services.desk import Desk
from ui.dialogs.meeting_photos import MeetingPhotosDialog
from ui.dialogs.meeting_sign import CorrectDialog, SignDialog, SignSlipDialog
from ui.dialogs.print_dialog import PrintDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.slip_dialog import SlipDialog
from ui.main_window import MainWindow
from ui.pictures import encoded
from ui.tabs.meetings_tab import MeetingsTab

if TYPE_CHECKING:
    from screens import Camera

WORDS = ("全体党员重温入党誓词", "分三组沿防火道清理枯枝，入户发放防火明白纸四十六份，逐户签字确认", "")
REASON = "表决结果和列席人员抄写有误，经主持人、监票人核对票样。"


def paper_pictures(
    camera: Camera, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]
) -> None:
    """Signed minutes with a slip open on them, and every dialog on the way."""
    window.navigate("会议记录")
    tab = window.current_tab()
    assert isinstance(tab, MeetingsTab)
    signed = next(one.id for one in desk.meetings.list() if one.signed_on)
    desk.corrections.begin(signed, REASON)
    meeting = desk.corrections.reading(signed)
    desk.corrections.update(
        signed, {"observers": "周文斌（镇党委组织委员）、乔海涛（入党积极分子）", "place": "党群服务中心一楼"}
    )
    away = meeting.attendees[3].person_id
    desk.corrections.set_presence(signed, {away: (Presence.LEAVE, "住院", "病假")})
    tab.open_meeting(signed)
    camera.shoot(window, f"{prefix}2-meeting-correcting", size)
    slip = desk.corrections.of(signed)[0]
    lines = desk.corrections.slip(slip)
    none: list[Finding] = []
    camera.dialog(SlipDialog([(slip, lines)], window), f"{prefix}dialog-slip")
    camera.dialog(SignSlipDialog(slip, lines, desk.today(), window), f"{prefix}dialog-slip-sign")
    camera.dialog(CorrectDialog(meeting, window), f"{prefix}dialog-correct")
    camera.dialog(SignDialog(meeting, "应到 40，实到 36", none, desk.today(), window), f"{prefix}dialog-sign")
    camera.dialog(PrintPreview(window.context, "A13", signed, window), f"{prefix}dialog-preview-slip")
    names, QPrinterInfo.availablePrinterNames = (
        QPrinterInfo.availablePrinterNames,
        lambda: ["HP LaserJet 1020"],
    )
    camera.dialog(
        PrintDialog(7, {"sides": "手动双面（先印正面，翻面后再印背面）"}, window), f"{prefix}dialog-print"
    )
    QPrinterInfo.availablePrinterNames = names
    desk.corrections.drop(signed)
    _photos(camera, prefix, window, desk)
    tab.page.leave()


def _photos(camera: Camera, prefix: str, window: MainWindow, desk: Desk) -> None:
    """Of a theme day: none yet, three with captions, and the pages they make."""
    day = desk.meetings.create(MeetingKind.THEME_DAY, desk.today(), title="秋季森林防火志愿服务")
    meeting = desk.meetings.get(day)
    camera.dialog(MeetingPhotosDialog(window.context, meeting, window), f"{prefix}dialog-photos-none")
    files = [NewFile(f"{n}.jpg", encoded(_landscape(n), "jpg")) for n in range(3)]
    made = desk.attachments.add(Owner(meeting_id=day), files, kind=FileKind.PHOTO).ids
    for one, words in zip(made, WORDS, strict=True):
        desk.attachments.rename(one, "照片", words)
    camera.dialog(MeetingPhotosDialog(window.context, meeting, window), f"{prefix}dialog-photos")
    preview = PrintPreview(window.context, MINUTES_OF[meeting.kind], day, window)
    preview.show()
    preview.go_to(1)
    camera.dialog(preview, f"{prefix}dialog-preview-photos")
    desk.attachments.remove(made)
    desk.meetings.delete(day)


def _landscape(number: int) -> QImage:
    """Hills under the sky, nowhere."""
    wide, high = ((1600, 1200), (1200, 1600), (1600, 1000))[number]
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.fillRect(image.rect(), QColor("#BFD8E8"))
    for step, colour in enumerate(("#8FB08A", "#6E9468", "#4F7349")):
        painter.setBrush(QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(-wide // 4 + step * wide // 3, high // 2 + step * high // 12, wide, high)
    painter.end()
    return image
