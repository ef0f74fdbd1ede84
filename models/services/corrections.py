"""更正单 of signed minutes: opened with a reason, filled by editing the record, signed in its turn. The record stays."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.db.store import Store
from models.domain.check_vote import impossible
from models.domain.correction import Correction, SlipLine, between, flat, lines_text, slip_lines
from models.domain.dates import full
from models.domain.errors import UserError
from models.domain.records import AgendaItem, Attendee, Meeting, MeetingKind, Presence
from models.services import correction_tasks, meeting_tasks
from models.services import meeting_rows as rows
from models.services.correction_rows import as_signed, load, people, presence_lines, read_over
from models.services.meetings import Meetings, clock


class Corrections:
    """`desk.corrections`: written to like `desk.meetings`, but what is written are the lines of the open slip."""

    def __init__(self, store: Store, meetings: Meetings, today: Callable[[], str]) -> None:
        self._store, self._meetings, self._today = store, meetings, today

    # reading

    def of(self, meeting_id: int) -> list[Correction]:
        """The slips of a meeting by number."""
        return load(self._store, meeting_id)

    def open_slip(self, meeting_id: int) -> Correction | None:
        """The one that is being made; at most one."""
        return next((one for one in self.of(meeting_id) if not one.is_signed), None)

    def reading(self, meeting_id: int) -> Meeting:
        """The record with every slip, the open one as well: what is on the screen while it is made."""
        return read_over(self._store, self.recorded(meeting_id), self.of(meeting_id))

    def tasks(self, meeting_id: int) -> correction_tasks.Typed:
        """Who does what by when under each item, as it reads with the open slip."""
        lines = meeting_tasks.lines_of(meeting_tasks.of_meeting(self._store, meeting_id))
        slip = self.open_slip(meeting_id)
        return correction_tasks.laid_over(lines, slip.lines) if slip else lines

    def by_seal(self, code: str) -> list[tuple[int, str]]:
        """Signed minutes and slips whose 校验码 begins so: the meeting, and a line that says what it is."""
        found = self._store.rows(
            """SELECT id, held_on, title, 0 FROM meeting WHERE signed_code LIKE ? || '%'
            UNION ALL SELECT m.id, m.held_on, m.title, c.number FROM correction c JOIN meeting m ON m.id = c.meeting_id
            WHERE c.signed_code LIKE ? || '%'""",
            (code, code),
        )
        return [
            (
                int(row[0]),
                f"{row[1]} · {row[2]} · "
                + (f"第 {row[3]} 号更正单" if row[3] else "签字定稿")
                + f" · 校验码 {code.upper()}",
            )
            for row in found
        ]

    def recorded(self, meeting_id: int) -> Meeting:
        """The record as it was signed, which is what its paper says."""
        return as_signed(self._meetings.recorded(meeting_id))

    def slip(self, correction: Correction) -> tuple[SlipLine, ...]:
        """Its lines in words."""
        before = self._before(correction)
        return slip_lines(before, correction.lines, people(self._store, before, [correction]))

    def _before(self, correction: Correction) -> Meeting:
        earlier = [one for one in self.of(correction.meeting_id) if one.number < correction.number]
        return read_over(self._store, self.recorded(correction.meeting_id), earlier)

    def intact(self, meeting_id: int) -> bool:
        """Whether the minutes and every signed slip still are what was signed, each following the one before."""
        meeting = self._meetings.recorded(meeting_id)
        if not self._meetings.intact(meeting):
            return False
        code = meeting.signed_code
        for one in (one for one in self.of(meeting_id) if one.is_signed):
            if one.before_code != code or one.signed_code != one.seal:
                return False
            code = one.signed_code
        return True

    # writing

    def begin(self, meeting_id: int, reason: str) -> int:
        """Open a slip for signed minutes."""
        meeting = self._meetings.recorded(meeting_id)
        if not meeting.is_signed:
            raise UserError("这次会议还没有签字定稿，直接修改即可，不用更正单。")
        words = reason.strip()
        if not words:
            raise UserError("请写明更正的原因，例如“抄写有误，经主持人、监票人核对”。")
        slips = self.of(meeting_id)
        if any(not one.is_signed for one in slips):
            raise UserError("这份会议记录已有一份更正单没有签字，请先办完它。")
        values = {
            "meeting_id": meeting_id,
            "number": max((one.number for one in slips), default=0) + 1,
            "made_on": self._today(),
            "reason": words,
            "lines": lines_text(()),
            "before_code": slips[-1].signed_code if slips else meeting.signed_code,
        }
        with self._store.transaction(f"开始更正：{meeting.title}") as tx:
            return tx.insert("correction", values)

    def update(self, meeting_id: int, values: Mapping[str, Any]) -> bool:
        """Facts or texts as they should read."""
        facts = rows.only_known(values)
        for name in ("starts_at", "ends_at"):
            if name in facts:
                facts[name] = clock(facts[name])
        if "held_on" in facts and full(facts["held_on"]) is None:
            raise UserError("请填写完整的日期，例如 2026-9-30。")
        if "kind" in facts:
            facts["kind"] = MeetingKind(facts["kind"])
        return self._save(meeting_id, replace(self.reading(meeting_id), **facts))

    def save_items(
        self,
        meeting_id: int,
        items: Sequence[AgendaItem],
        tasks: Mapping[str, meeting_tasks.Lines] | None = None,
    ) -> bool:
        """The agenda, and what is to be done under it, as they should read; items without a uuid are new."""
        before = {item.id: item.uuid for item in self.reading(meeting_id).items if item.id}
        named = [replace(one, uuid=before.get(one.id) or one.uuid or str(uuid.uuid4())) for one in items]
        changed = rows.with_items(self.reading(meeting_id), named)
        self._refuse_impossible(self._before(self._open(meeting_id)), changed)
        return self._save(meeting_id, changed, tasks)

    def _refuse_impossible(self, before: Meeting, changed: Meeting) -> None:
        """A count that cannot be true is not written down as its own correction; what was signed so may stay."""
        counted, votes = self._meetings.tally(changed), {item.uuid: item.vote for item in before.items}
        for item in changed.items:
            why = impossible(item.vote, item.kind, counted) if votes.get(item.uuid) != item.vote else ""
            if why:
                name = item.title or item.kind.value
                raise UserError(f"“{name}”的表决数没有保存：{why}。请核对计票结果。")

    def set_presence(self, meeting_id: int, ticks: Mapping[int, rows.Told]) -> bool:
        """Who came, as it should read."""
        meeting = self.reading(meeting_id)

        def told(one: Attendee) -> Attendee:
            if one.person_id not in ticks:
                return one
            values = rows.tick_values(ticks[one.person_id])
            if not values["presence"]:
                raise UserError(f"{one.name}的到会情况已经签字定稿，可以更正为到会、请假或缺席，不能清空。")
            return replace(
                one,
                corrected=Presence(values["presence"]),
                reason=values["reason"],
                leave_kind=values.get("leave_kind", one.leave_kind),
            )

        changed = replace(
            meeting,
            attendees=tuple(map(told, meeting.attendees)),
            left_out=tuple(map(told, meeting.left_out)),
        )
        return self._save(meeting_id, changed)

    def set_reason(self, meeting_id: int, reason: str) -> bool:
        """Why the record is put right."""
        slip = self._open(meeting_id)
        if not reason.strip():
            raise UserError("请写明更正的原因。")
        with self._store.transaction("修改更正原因") as tx:
            return tx.update("correction", slip.id, {"reason": reason.strip()})

    def _save(
        self, meeting_id: int, meeting: Meeting, tasks: Mapping[str, meeting_tasks.Lines] | None = None
    ) -> bool:
        """Write what differs from the signed record and its signed slips."""
        slip = self._open(meeting_id)
        before = self._before(slip)
        named = people(self._store, before, [])
        more = people(self._store, meeting, [slip])
        of_tasks = tuple(filter(correction_tasks.is_task, slip.lines))
        if tasks is not None:
            stored = meeting_tasks.lines_of(meeting_tasks.of_meeting(self._store, meeting_id))
            of_tasks = correction_tasks.lines_between(stored, tasks)
        lines = (*between(flat(before, [*named, *more]), flat(meeting, [*named, *more])), *of_tasks)
        if lines == slip.lines:
            return False
        with self._store.transaction(f"更正会议记录：{before.title}") as tx:
            return tx.update("correction", slip.id, {"lines": lines_text(lines)})

    def drop(self, meeting_id: int) -> None:
        """Give the open slip up; the record was never touched."""
        slip = self._open(meeting_id)
        with self._store.transaction(f"放弃更正：{self._meetings.recorded(meeting_id).title}") as tx:
            tx.delete("correction", slip.id)

    def sign(self, meeting_id: int, on: str) -> str:
        """Close the slip as it was signed on paper; its presences count from now on. Returns its seal."""
        slip = self._open(meeting_id)
        if not slip.lines:
            raise UserError("更正单还是空的：先改好要更正的地方；没有要改的，请点“放弃更正”。")
        if full(on) is None or not slip.made_on <= on <= self._today():
            raise UserError("签字日期应在更正单填写之后、今天之前，请核对签字日期。")
        named = {one.uuid: one.id for one in people(self._store, self._before(slip), [slip])}
        stored = rows.read_ticks(self._store, meeting_id)
        tasks = self.tasks(meeting_id) if any(map(correction_tasks.is_task, slip.lines)) else None
        with self._store.transaction(f"更正单签字：{self._meetings.recorded(meeting_id).title}") as tx:
            for person, presence in presence_lines(slip.lines).items():
                tick = stored.get(named.get(person, 0))
                if tick is not None:
                    tx.update("attendance", tick.row_id, {"corrected": presence})
            if tasks is not None:
                meeting_tasks.save(tx, meeting_id, tasks)
            tx.update("correction", slip.id, {"signed_on": on, "signed_code": slip.seal})
        return slip.seal

    def _open(self, meeting_id: int) -> Correction:
        slip = self.open_slip(meeting_id)
        if slip is None:
            raise UserError("没有正在填写的更正单，请先点“更正…”。")
        return slip
