"""What is done with one entry of the plan: its meeting, dropped, finished, taken off, put on."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.domain.plan import PlanItem
from models.domain.year_plan import Entry, State
from ui.context import Context
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.reason_dialog import ReasonDialog


class PlanActs(QObject):
    """`done` when something changed; `meeting_wanted(id)` to open a meeting."""

    done = Signal()
    meeting_wanted = Signal(int)

    def __init__(self, context: Context, place: QWidget) -> None:
        super().__init__(place)
        self.context, self._place = context, place
        self._service = context.desk.plan

    def open_meeting(self, entry: Entry) -> None:
        """The meeting of an entry; where there is none yet, it is made."""
        if entry.meeting:
            self.meeting_wanted.emit(entry.meeting.id)
            return
        item = _item(entry)
        asked = f"{item.month}月{item.words}开在哪一天"
        day = item.planned_on or DateDialog.ask(self._place.window(), asked, "开会日期", "", "建会议")
        made: list[int] = []
        if day and self.context.attempt(lambda: made.append(self._service.make_meeting(item.id, day))):
            self.context.say("会议已按计划建好，议题已带入。")
            self.meeting_wanted.emit(made[0])

    def open_first(self, entries: Sequence[Entry]) -> None:
        """By the keyboard: the meeting of the first that has none yet, else the first that is there."""
        wanted = [one for one in entries if one.meeting or (one.item and one.item.is_meeting)]
        wanted = [one for one in wanted if one.state is not State.DROPPED]
        for entry in sorted(wanted, key=lambda one: bool(one.meeting))[:1]:
            self.open_meeting(entry)

    def drop(self, entry: Entry) -> None:
        """Not held, with the reason; or held after all."""
        item = _item(entry)
        if item.dropped_reason:
            self._act(lambda: self._service.drop(item.id, ""), f"{item.words}已恢复。")
            return
        title = f"{item.month}月{item.words}不开了"
        reason = ReasonDialog.ask(self._place.window(), title, verb="不开了")
        if reason:
            self._act(lambda: self._service.drop(item.id, reason), f"{item.words}已记为不开。")

    def finish(self, entry: Entry) -> None:
        """Something that is no meeting is done, on a day; or not after all."""
        item = _item(entry)
        if item.done_on:
            self._act(lambda: self._service.finish(item.id, ""), f"{item.words}已改回未完成。")
            return
        today = self.context.desk.today()
        day = DateDialog.ask(self._place.window(), item.words, "完成日期", today, "已完成")
        if day:
            self._act(lambda: self._service.finish(item.id, day), f"{item.words}已完成。")

    def remove(self, entry: Entry) -> None:
        """Off the plan; a meeting that was made of it stays."""
        item = _item(entry)
        self._act(lambda: self._service.delete([item.id]), f"已从计划中删除“{item.words}”，可以撤销。")

    def adopt(self, entry: Entry) -> None:
        """A meeting nobody had planned becomes an entry, with itself as its meeting."""
        meeting = entry.meeting
        if meeting is not None:
            self._act(lambda: self._service.adopt(meeting.id), "已补列入计划。")

    def _act(self, act: Callable[[], object], words: str) -> None:
        if self.context.attempt(act):
            self.context.say(words)
            self.done.emit()


def _item(entry: Entry) -> PlanItem:
    assert entry.item is not None
    return entry.item
