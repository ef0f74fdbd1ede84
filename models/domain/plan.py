"""The year's plan: what is meant to be held, what was, and which record belongs to which entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.domain.dates import full
from models.domain.records import MeetingKind

OTHER = "其他重点"
PLAN_KINDS = (*(kind.value for kind in MeetingKind), OTHER)
OF_A_YEAR = (MeetingKind.ORG_LIFE, MeetingKind.APPRAISAL)  # may be held in the year after theirs (ZB-16)
LAST_MONTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """One entry of the year's plan. `kind` is a meeting's kind or 其他重点; `planned_on` "" = some day of the month."""

    id: int = 0
    uuid: str = ""
    year: int = 0
    month: int = 1
    kind: str = MeetingKind.ASSEMBLY.value
    title: str = ""
    topic: str = ""  # what is on the agenda, one thing a line
    owner: str = ""  # 责任人
    planned_on: str = ""
    party_group: str = ""
    meeting_id: int = 0  # the meeting that was made of it
    dropped_reason: str = ""  # why it is not held
    done_on: str = ""  # of what is no meeting
    evidence: str = ""  # what shows that it is done
    remark: str = ""
    position: int = 0

    @property
    def is_meeting(self) -> bool:
        return self.kind != OTHER

    @property
    def words(self) -> str:
        """What it is called in a list."""
        return self.title or (self.topic.splitlines() or [""])[0] or self.kind

    @property
    def day(self) -> str:
        """The day it is due to be over: the planned one, else the last of its month (as text that sorts)."""
        return self.planned_on or f"{self.year:04d}-{self.month:02d}-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingTemplate:
    """A meeting of the branch's own to begin from: facts and agenda, never what was said."""

    id: int = 0
    uuid: str = ""
    name: str = ""
    kind: str = MeetingKind.ASSEMBLY.value
    body: str = "{}"
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A meeting as the plan looks at it, held or arranged; `year` is the one it counts for."""

    id: int
    kind: MeetingKind
    title: str
    held_on: str
    year: int
    party_group: str = ""
    signed_on: str = ""
    is_blank: bool = False  # nobody ticked, nothing written yet
    topics: str = ""  # its items, one after the other

    @property
    def month(self) -> int:
        """The month of its year that it stands in; one held the year after stands in December."""
        if int(self.held_on[:4] or 0) != self.year:
            return LAST_MONTH
        return int(self.held_on[5:7] or 1)

    @property
    def day_words(self) -> str:
        """9日, or the whole day when it was held in another year than it counts for."""
        day = f"{int(self.held_on[8:10])}日"
        return day if int(self.held_on[:4]) == self.year else f"次年{int(self.held_on[5:7])}月{day}"


def counted_year(kind: MeetingKind, held_on: str, counts_for: int) -> int:
    """The year a meeting counts for: what was said of it, where its kind has a 年度归属, else the day's."""
    if kind in OF_A_YEAR and counts_for:
        return counts_for
    return int(held_on[:4] or 0)


def matched(items: Iterable[PlanItem], meetings: Sequence[Held]) -> dict[int, Held]:
    """The meeting of each entry, by the entry's id: the one made of it, else one of its kind, group and month.

    Nothing is matched twice; of several, the one nearest to the planned day.
    """
    by_id = {meeting.id: meeting for meeting in meetings}
    found: dict[int, Held] = {}
    open_items: list[PlanItem] = []
    for item in items:
        made = by_id.get(item.meeting_id)
        if made is not None:
            found[item.id] = made
        elif item.is_meeting and not item.dropped_reason:
            open_items.append(item)
    taken = {meeting.id for meeting in found.values()}
    for item in sorted(open_items, key=lambda i: (i.day, i.position, i.id)):
        fitting = [m for m in meetings if m.id not in taken and _fits(item, m)]
        if fitting:
            found[item.id] = best = min(fitting, key=lambda m: _distance(item, m))
            taken.add(best.id)
    return found


def _fits(item: PlanItem, meeting: Held) -> bool:
    same = meeting.kind.value == item.kind and (meeting.year, meeting.month) == (item.year, item.month)
    return same and (not item.party_group or meeting.party_group == item.party_group)


def _distance(item: PlanItem, meeting: Held) -> tuple[int, int]:
    planned, held = full(item.planned_on), full(meeting.held_on)
    return (abs((planned - held).days) if planned and held else 0, meeting.id)
