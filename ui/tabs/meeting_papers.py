"""The papers of one meeting in its 更多 menu: notice, message, extract, minutes and sign-in sheet as files."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from models.domain.meeting_forms import EXTRACT, KINDS_OF, MINUTES_OF, NOTICE, SIGN_IN
from models.domain.meeting_notice import short_notice
from models.domain.records import Meeting
from models.domain.vote_forms import vote_forms
from ui.context import Context
from ui.county_menu import CountyMenu

SLIPS = (("签到表（横版）…", "A2.2"), ("请假条…", "A12"), ("书面意见…", "A12.2"))


class MeetingPapers:
    """`flushed` stores what is typed and gives the meeting as it then is; `may_print` asks before minutes are shown."""

    def __init__(
        self, menu: QMenu, context: Context, flushed: Callable[[], Meeting], may_print: Callable[[], bool]
    ) -> None:
        self._context, self._flushed, self._may_print = context, flushed, may_print
        menu.addAction("会议通知…").triggered.connect(lambda: self.preview(NOTICE))
        menu.addAction("复制短信通知").triggered.connect(self.copy_notice)
        self.extract = menu.addAction("会议记录摘抄…")
        self.extract.triggered.connect(lambda: self.preview(EXTRACT))
        for words, form in SLIPS:
            menu.addAction(words).triggered.connect(lambda _=False, f=form: self.preview(f))
        self.votes = menu.addMenu("表决用纸")
        parent = menu.parentWidget() or menu
        county = menu.addMenu("县里的模板")
        self.county = CountyMenu(county, context, parent, lambda: [self._flushed().id], subject="meeting")
        self.county.refresh()
        menu.addSeparator()
        menu.addAction("导出会议记录…").triggered.connect(lambda: self.export(""))
        menu.addAction("导出签到表…").triggered.connect(lambda: self.export(SIGN_IN))

    def settle(self, meeting: Meeting) -> None:
        """Offer what this kind of meeting has."""
        self.extract.setVisible(meeting.kind in KINDS_OF[EXTRACT])
        self.offer_votes(meeting)

    def offer_votes(self, meeting: Meeting) -> None:
        """Ballots, summaries and resolutions of what is decided at it, as it stands on the screen."""
        self.votes.clear()
        for words, form_id in vote_forms(meeting):
            self.votes.addAction(f"{words}…").triggered.connect(lambda _on, f=form_id: self.preview_vote(f))
        self.votes.menuAction().setVisible(not self.votes.isEmpty())

    def preview_vote(self, form_id: str) -> None:
        self._context.preview(form_id, self._flushed().id)

    def preview(self, form_id: str) -> None:
        meeting = self._flushed()
        if form_id not in KINDS_OF or self._may_print():
            self._context.preview(form_id, meeting.id)

    def export(self, form_id: str) -> None:
        """A form of the meeting as files; its minutes when none is named."""
        meeting = self._flushed()
        if form_id or self._may_print():
            self._context.export(form_id or MINUTES_OF[meeting.kind], meeting.id)

    def copy_notice(self) -> None:
        """To be pasted where messages are sent."""
        meeting = self._flushed()
        QGuiApplication.clipboard().setText(short_notice(self._context.desk.branch, meeting))
        self._context.say("短信通知已复制，粘贴到短信或微信里发出即可。")
