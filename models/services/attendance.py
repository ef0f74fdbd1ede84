"""A year's attendance: the ledger, each member, and the catching up of those who were away."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.db.store import Store
from models.domain.attendance_year import (
    NO_MAKEUP,
    AttendanceFacts,
    MeetingLine,
    Visit,
    ordered,
    people_of,
)
from models.domain.dates import add_months, chinese_date, parse_date
from models.domain.errors import Cancelled, UserError
from models.domain.records import Category, Meeting, MeetingKind, Presence
from models.services.branch import load_branch
from models.services.correction_rows import read_sql
from models.services.exemptions import load_exemptions
from models.services.guests import Guests
from models.services.meetings import Meetings
from models.services.roster import Roster

Progress = Callable[[int, int], None]


class AttendanceBook:
    """Reached as `desk.attendance`; writes the catching up, which goes on after minutes are signed."""

    def __init__(self, store: Store, meetings: Meetings, roster: Roster, today: Callable[[], str]) -> None:
        self._store, self._meetings, self._roster, self._today = store, meetings, roster, today
        self._guests = Guests(store, today)

    def years(self) -> list[int]:
        """The years with meetings and this one, newest first."""
        return sorted({*self._meetings.years(), int(self._today()[:4])}, reverse=True)

    def facts(
        self,
        year: int,
        kind: str = "",
        as_of: str = "",
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> AttendanceFacts:
        """The year up to a day: meetings that were held, in the order of their days; Cancelled when it is broken off."""
        day = min(as_of or self._today(), self._today(), f"{year}-12-31")
        listed = [
            one.id
            for one in reversed(self._meetings.list(year, MeetingKind(kind) if kind else None))
            if one.held_on and one.held_on <= day
        ]
        held: list[Meeting] = []
        for meeting_id in listed:
            if cancelled and cancelled():
                raise Cancelled
            held.append(self._meetings.get(meeting_id))
            if progress:
                progress(len(held), len(listed))
        held.sort(key=lambda one: (one.held_on, one.starts_at, one.id))  # as they read with their slips
        roster = [person.id for person in self._roster.members(day)]
        photos = self._photos()
        return AttendanceFacts(
            branch=load_branch(self._store),
            as_of=day,
            year=year,
            kind=kind,
            lines=tuple(MeetingLine(meeting=m, photos=photos.get(m.id, 0)) for m in held),
            people=ordered(people_of(held), roster),
        )

    def may_observe(self, day: str) -> list[tuple[str, str]]:
        """Who may sit in on a meeting: guests who were here, then who had applied by then and was no member yet."""
        here = [(guest.name, "流入党员") for guest in self._guests.list() if guest.is_here(day)]
        rows = self._store.rows(
            """SELECT name, category FROM person WHERE deleted_on = '' AND left_on = '' AND category IN (?, ?, ?)
               AND applied_on <= ? ORDER BY sort_key, id""",
            (Category.CANDIDATE, Category.ACTIVIST, Category.APPLICANT, day),
        )
        return [*here, *((str(name), str(category)) for name, category in rows)]

    def _photos(self) -> dict[int, int]:
        rows = self._store.rows(
            "SELECT meeting_id, count(*) FROM attachment WHERE kind = '照片' AND meeting_id IS NOT NULL "
            "GROUP BY meeting_id"
        )
        return {int(meeting): int(count) for meeting, count in rows}

    def catch_up(self, visits: Iterable[Visit], on: str, how: str, by: str) -> int:
        """补课 of several, in one step; how many. An empty day takes it back."""
        chosen = list(visits)
        day, way, who = self._day(on), " ".join(how.split()), " ".join(by.split())
        if day and not way:
            raise UserError("请填写补课方式，如“送学上门”。")
        for visit in chosen:
            if day and day < visit.meeting.held_on:
                held = chinese_date(visit.meeting.held_on)
                raise UserError(f"补课日期早于会议日期{held}（{visit.attendee.name}），请核对。")
        values = {
            "makeup_on": day,
            "makeup_how": way if day else "",
            "makeup_by": who if day else "",
        }
        names = "、".join(dict.fromkeys(visit.attendee.name for visit in chosen))
        verb = "登记补课" if day else "撤回补课登记"
        with self._store.transaction(f"{verb}：{names}") as tx:
            for visit in chosen:
                row = tx.value(
                    "SELECT id FROM attendance WHERE meeting_id = ? AND person_id = ?",
                    (visit.meeting.id, visit.attendee.person_id),
                )
                if row is None:
                    raise UserError("到会情况已经变了，请刷新后再登记补课。")
                tx.update("attendance", int(row), values)
        return len(chosen)

    def _day(self, value: str) -> str:
        parsed = parse_date(value)
        if value.strip() and (
            not parsed.iso or parsed.precision != "day" or parsed.problem == "date.impossible"
        ):
            raise UserError(f"补课日期“{value}”不是一个完整的日期，请写成 2026-09-30。")
        if parsed.iso > self._today():
            raise UserError("补课日期晚于今天，请核对；补过了再登记。")
        return parsed.iso


@dataclass(frozen=True, slots=True)
class CatchUp:
    """A meeting of which somebody still has to catch up."""

    meeting_id: int
    uuid: str
    held_on: str
    title: str
    names: tuple[str, ...]


LAST_QUARTER = 3  # months into a year in which the last one is still caught up with


def open_catch_ups(store: Store, today: str) -> list[CatchUp]:
    """Of this year, until April also of the last, by day: members still here who were away, are under hard requirements, and have not caught up.

    Who was left out of those expected on the day has nothing to catch up.
    """
    rows = store.rows(
        f"""SELECT m.id, m.uuid, {read_sql("held_on")} AS day, CASE WHEN m.title = '' THEN m.kind ELSE m.title END, p.name,
            p.id, a.frozen FROM attendance a JOIN meeting m ON m.id = a.meeting_id JOIN person p ON p.id = a.person_id
            WHERE day >= ? AND day <= ? AND a.makeup_on = '' AND p.is_exempt = 0
            AND p.left_on = '' AND p.deleted_on = '' AND m.kind NOT IN ({", ".join("?" * len(NO_MAKEUP))})
            AND COALESCE(NULLIF(a.corrected, ''), a.presence) IN (?, ?)
            ORDER BY day, m.id, p.sort_key""",
        (f"{add_months(today, -LAST_QUARTER)[:4]}-01-01", today, *NO_MAKEUP, Presence.LEAVE, Presence.ABSENT),
    )
    found: dict[int, CatchUp] = {}
    exemptions = load_exemptions(store)
    for meeting_id, uuid, held_on, title, name, person_id, frozen in rows:
        now = any(one.person_id == person_id and one.counts_on(held_on) for one in exemptions)
        if json.loads(frozen).get("left_out") if frozen else now:  # signed minutes say it themselves
            continue
        before = found.get(meeting_id)
        names = (*before.names, str(name)) if before else (str(name),)
        found[meeting_id] = CatchUp(meeting_id, str(uuid), str(held_on), str(title), names)
    return list(found.values())
