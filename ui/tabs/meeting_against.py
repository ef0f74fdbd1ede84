"""What other records say against the meeting on its page: looked up a moment after it was opened or stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from models.domain.finding import Finding

if TYPE_CHECKING:
    from ui.tabs.meeting_page import MeetingPage

AFTER = 300  # milliseconds: never between two keys


class MeetingAgainst(QObject):
    """Belongs to a page; `shown` are the findings of the last look, of this meeting only."""

    def __init__(self, page: MeetingPage) -> None:
        super().__init__(page)
        self._page = page
        self._found: tuple[int, list[Finding]] = (0, [])
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER)
        self._timer.timeout.connect(self.look)

    def later(self) -> None:
        """Look again soon: the meeting is another one, or was stored."""
        self._timer.start()

    def shown(self) -> list[Finding]:
        meeting_id, found = self._found
        return found if meeting_id == self._page.meeting_id else []

    def look(self) -> None:
        """Lay the other records beside the meeting as it stands, and show what comes of it."""
        page = self._page
        desk = page.context.desk
        if not page.meeting_id or not desk.store.is_open:
            return
        if page.isVisible() and not page.context.drafts.suspended:
            found = (page.meeting_id, desk.contradictions.of_meeting(page.meeting))
            if found != self._found:  # what is shown stays as it was left otherwise
                self._found = found
                page.judge()
