"""Pictures of how minutes become paper and come back: signing, slips of correction, printing, photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtPrintSupport import QPrinterInfo

from models.domain.finding import Finding
from models.domain.records import Presence
from models.services.desk import Desk
from ui.dialogs.meeting_sign import CorrectDialog, SignDialog, SignSlipDialog
from ui.dialogs.print_dialog import PrintDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.slip_dialog import SlipDialog
from ui.main_window import MainWindow
from ui.tabs.meetings_tab import MeetingsTab

if TYPE_CHECKING:
    from screens import Camera

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
    tab.page.leave()
