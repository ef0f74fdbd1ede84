"""The end of a meeting's record: signed and locked; after that a correction slip, made by editing, printed, signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from models.domain.attachment import FileKind
from models.domain.correction import Correction
from models.domain.meeting_forms import CORRECTION
from models.domain.records import AgendaItem, Meeting
from models.services.attachments import Owner
from models.services.meeting_decisions import StepOffer
from ui.dialogs.meeting_sign import CorrectDialog, SignDialog, SignSlipDialog
from ui.dialogs.slip_dialog import SlipDialog
from ui.drafts import key_of
from ui.widgets.banner import Banner
from ui.widgets.meeting_words import sum_words

if TYPE_CHECKING:
    from ui.tabs.meeting_page import MeetingPage
    from ui.widgets.agenda_editor import Tasks
    from ui.widgets.attendance_list import Ticks


class MeetingClosing(QObject):
    """Belongs to a page; what the page stores goes through here, to the record or to the open slip."""

    def __init__(self, page: MeetingPage) -> None:
        super().__init__(page)
        self._page, self._context = page, page.context
        self.slips: list[Correction] = []
        self.banner = Banner("", "soon")
        self.banner.add_button("查看更正…", self.show_slips)
        self.banner.add_button("打印更正单", self.print_slip)
        self.banner.add_button("放弃更正", self._drop)
        self.banner.hide()
        self.offer = Banner("", "info")
        self.offer.add_button("记入发展党员流程", self._record_step)
        self.offer.add_button("暂不", self.offer.hide)
        self.offer.hide()
        self._offers: list[StepOffer] = []

    # -- what the page asks ----------------------------------------------------------------------------------

    @property
    def slip(self) -> Correction | None:
        """The open slip."""
        return next((one for one in self.slips if not one.is_signed), None)

    @property
    def locked(self) -> bool:
        """Signed, and no slip is being made."""
        return self._page.meeting.is_signed and self.slip is None

    def read(self, meeting_id: int) -> Meeting:
        """The meeting as it reads, with its open slip; old and new of every slip stand behind the record."""
        desk = self._context.desk
        meeting = desk.meetings.get(meeting_id)
        self.slips = desk.corrections.of(meeting_id) if meeting.is_signed else []
        if self.slip is not None:
            meeting = desk.corrections.reading(meeting_id)
        if not self.slips:
            return meeting
        told = [meeting.corrections, *map(self._told, self.slips)]
        return replace(meeting, corrections="\n\n".join(filter(None, told)))

    def _told(self, slip: Correction) -> str:
        state = f"{slip.signed_on} 签字" if slip.is_signed else "还没有签字"
        lines = [
            f"· {one.place}：{one.old or '（空）'} → {one.new or '（空）'}"
            for one in self._context.desk.corrections.slip(slip)
        ]
        return "\n".join(
            (f"更正单第 {slip.number} 号（{slip.made_on} 填写，{state}）：{slip.reason}", *lines)
        )

    def dress(self, meeting: Meeting) -> None:
        """State, buttons and the strip of an open slip."""
        page, slip = self._page, self.slip
        self._say_state(meeting)
        page.sign_button.setVisible(not meeting.is_signed)
        page.correct_button.setVisible(meeting.is_signed)
        page.correct_button.setText("更正单签字…" if slip else "更正…")
        page.delete_action.setVisible(not meeting.is_signed)
        page.slips_action.setVisible(bool(self.slips))
        self.banner.setVisible(slip is not None)
        if slip is not None:
            count = len(self._context.desk.corrections.slip(slip))
            what = f"已改 {count} 处" if count else "直接在记录里改，原记录不动"
            self.banner.say(
                f"正在填第 {slip.number} 号更正单（{slip.reason.rstrip('。')}），{what}。改好后打印、签字，再点“更正单签字…”。",
                "soon",
            )

    def _say_state(self, meeting: Meeting) -> None:
        state = self._page.state
        if not meeting.is_signed:
            state.setText("草稿")
            state.set_state("")
            return
        intact = self._context.desk.corrections.intact(meeting.id)
        signed = sum(one.is_signed for one in self.slips)
        words = f"已签字定稿 {meeting.signed_on}　校验码 {meeting.signed_code[:8].upper()}"
        words += f"　已更正 {signed} 次" if signed else ""
        state.setText(f"✓ {words}" if intact else f"× {words}，内容与定稿时不一致，请与纸质记录核对")
        state.set_state("done" if intact else "late")

    # -- storing ---------------------------------------------------------------------------------------------

    def save(self, meeting_id: int, values: dict[str, Any]) -> None:
        """Facts and texts."""
        desk = self._context.desk
        (desk.corrections if self.slip else desk.meetings).update(meeting_id, values)

    def save_items(self, meeting_id: int, items: Sequence[AgendaItem], tasks: Tasks) -> None:
        """The agenda, and who does what by when."""
        desk = self._context.desk
        if self.slip:
            desk.corrections.save_items(meeting_id, items, tasks)
        else:
            desk.minutes.save_agenda(meeting_id, items, tasks)

    def tick(self, meeting_id: int, ticks: Ticks) -> None:
        """Who came."""
        desk = self._context.desk
        (desk.corrections if self.slip else desk.meetings).set_presence(meeting_id, ticks)

    # -- signing ---------------------------------------------------------------------------------------------

    def sign(self) -> None:
        """The day on the paper, and its scan where there is one."""
        service, meeting = self._context.desk.meetings, self._page.meeting
        sums = sum_words(service.tally(meeting))
        found = [*service.findings(meeting), *self._page.record.shown(), *self._page.against.shown()]
        dialog = SignDialog(meeting, sums, found, self._context.desk.today(), self._page.window())
        if dialog.exec() and self._context.attempt(lambda: service.sign(meeting.id, dialog.day.iso())):
            self._attach(meeting, dialog.scan.files)
            self._page.refresh()
            self._context.say(f"“{meeting.title}”已签字定稿。")
            self.offer_steps()

    def correct(self) -> None:
        """Begin a slip, or sign the one that is being made."""
        if self.slip is not None:
            self._sign_slip(self.slip)
            return
        meeting = self._page.meeting
        dialog = CorrectDialog(meeting, self._page.window())
        words, key = dialog.text, key_of("correction", meeting.id)
        self._context.drafts.watch(dialog, key, f"更正：{meeting.title}", lambda: {"text": words})
        if dialog.exec() and self._context.attempt(
            lambda: self._context.desk.corrections.begin(meeting.id, words.text())
        ):
            self._page.open(meeting.id, self._page.stack.currentIndex())
            self._context.say(
                "可以直接在记录里改了，改动记在更正单上，原记录不变；谁来办、何时完成在“待办”里改。"
            )

    def _sign_slip(self, slip: Correction) -> None:
        self._page.flush()
        corrections, meeting = self._context.desk.corrections, self._page.meeting
        current = self.slip or slip
        dialog = SignSlipDialog(
            current, corrections.slip(current), self._context.desk.today(), self._page.window()
        )
        if dialog.exec() and self._context.attempt(lambda: corrections.sign(meeting.id, dialog.day.iso())):
            self._attach(meeting, dialog.scan.files)
            self._page.refresh()
            self._context.say(f"第 {current.number} 号更正单已签字，打印会议记录时附在后面。")
            self.offer_steps()

    def _attach(self, meeting: Meeting, files: Sequence[Path]) -> None:
        """The scan of what was signed."""
        if not files:
            return
        added = self._context.desk.attachments.add(Owner(meeting_id=meeting.id), files, kind=FileKind.SCAN)
        for problem in added.problems:
            self._context.say(f"！{problem}")

    def _drop(self) -> None:
        if self._context.attempt(lambda: self._context.desk.corrections.drop(self._page.meeting_id)):
            self._page.refresh()
            self._context.say("已放弃更正，记录仍是签字时的样子。")

    def print_slip(self) -> None:
        self._page.papers.preview(CORRECTION)

    def show_slips(self) -> None:
        """Old beside new."""
        self._page.flush()
        corrections = self._context.desk.corrections
        dialog = SlipDialog([(one, corrections.slip(one)) for one in self.slips], self._page.window())
        dialog.exec()
        dialog.deleteLater()

    # -- what follows from it --------------------------------------------------------------------------------

    def offer_steps(self) -> None:
        """A carried decision about a person belongs in their dossier; the secretary says so."""
        self._offers = list(self._context.desk.meetings.step_offers(self._page.meeting))
        self.offer.setVisible(bool(self._offers))
        if self._offers:
            first = self._offers[0]
            what = "接收为预备党员" if first.code == "admission" else first.result or "确定为入党积极分子"
            self.offer.say(
                f"{first.person_name}：{first.on_date} 会议通过（{what}），要不要记入发展党员流程？"
            )

    def _record_step(self) -> None:
        if not self._offers:
            return
        step = self._offers[0]
        record = self._context.desk.development.set_step
        if self._context.attempt(
            lambda: record(
                step.person_id, step.code, step.on_date, result=step.result, meeting_id=step.meeting_id
            )
        ):
            self._context.say(f"已记入{step.person_name}的发展党员流程。")
            self._page.refresh()
            self.offer_steps()
