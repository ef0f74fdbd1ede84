"""Days for the meetings to come: what they are needed for, what the planner proposes, and putting it on the plan."""

from collections.abc import Callable, Sequence
from typing import Any

from models.db.store import Store
from models.domain.calendar import WorkCalendar
from models.domain.dates import add_days, add_months, full
from models.domain.errors import UserError
from models.domain.organisation import due_on
from models.domain.plan import OTHER
from models.domain.planner import WORKDAYS, Break, Fixed, Proposal, Wishes, breaks, propose
from models.domain.planner_windows import Window, quota_windows, step_windows
from models.domain.records import AgendaItem, ItemKind, MeetingKind
from models.domain.rules import RuleBook
from models.domain.year_plan import Circumstances, Entry, State
from models.services.development import Development
from models.services.meetings import Meetings
from models.services.organising import Organising
from models.services.plan import DAYS_WISHED, THEME_DAY, Plan
from models.services.settings import Settings

USUAL_OF = 6  # so many of the last meetings say which day of the month is usual
ANY_ITEM = ""
ELECTION_AHEAD = 2  # months before the term is full in which the assembly is proposed


class Planner:
    """Reached as `desk.planner`. `today` is the injectable clock (ISO date)."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        meetings: Meetings,
        organisation: Organising,
        development: Development,
        settings: Settings,
        rules: RuleBook,
        calendar: WorkCalendar,
        today: Callable[[], str],
    ) -> None:
        self._store = store
        self._plan = plan
        self._meetings = meetings
        self._organisation = organisation
        self._development = development
        self._settings = settings
        self._rules = rules
        self._calendar = calendar
        self._today = today

    def wishes(self) -> Wishes:
        """The branch's usual days: what was set, and what the last meetings of each kind show."""
        usual: dict[MeetingKind, int] = {}
        for kind in MeetingKind:
            days = sorted(
                int(row[0])
                for row in self._store.rows(
                    "SELECT substr(held_on, 9, 2) FROM meeting WHERE kind = ? AND length(held_on) = 10 "
                    "ORDER BY held_on DESC, id DESC LIMIT ?",
                    (kind.value, USUAL_OF),
                )
            )
            if len(days) >= USUAL_OF // 2:
                usual[kind] = days[len(days) // 2]
        set_day = self._settings.get(THEME_DAY)
        return Wishes(
            days=self._settings.get(DAYS_WISHED) or WORKDAYS,
            usual=usual,
            theme_day=int(set_day) if set_day.isdigit() else 0,
        )

    def windows(self, last: str, first: str = "") -> list[Window]:
        """What meetings are needed for from today (or a later day) to a day: quota, plan, pipeline, the term."""
        opens, about = max(first, self._today()), self._plan.circumstances()
        found: list[Window] = []
        for year in range(int(opens[:4]), int(last[:4]) + 1):
            entries = self._plan.year(year).entries
            found += quota_windows(year, entries, self._plan.frequencies(), about, opens, last)
        return [*found, *self._step_windows(last, about), *self._election(last)]

    def _step_windows(self, last: str, about: Circumstances) -> list[Window]:
        """What the pipeline needs; what the plan or the agenda of a meeting since then has already is left out."""
        found: list[Window] = []
        judge, topics, discussed = self._development.judge(), self._topics_to_come(), self._discussed()
        review = self._rules.edition("meeting", self._today()).value("ZB-21").citation
        for dossier in self._development.dossiers():
            steps = judge.next_steps(dossier)
            for window in step_windows(dossier.person, steps, about.has_committee, last, review):
                kinds = {str(window.item_kind)} | ({ANY_ITEM} if window.before else set[str]())
                on = max(
                    (discussed.get((window.person_id, kind, str(window.kind)), "") for kind in kinds),
                    default="",
                )
                if window.words not in topics and (not on or on < window.earliest):
                    found.append(window)
        return found

    def _discussed(self) -> dict[tuple[int, str, str], str]:
        """The latest day, held or to come, on which a person's matter is on an agenda: by person, item, meeting."""
        rows = self._store.rows(
            "SELECT i.person_id, i.kind, m.kind, max(m.held_on) FROM agenda_item i "
            "JOIN meeting m ON m.id = i.meeting_id WHERE i.person_id IS NOT NULL GROUP BY 1, 2, 3"
        )
        found: dict[tuple[int, str, str], str] = {}
        for person_id, item, meeting, day in rows:
            found[person_id, item, meeting] = str(day)
            any_item = (person_id, ANY_ITEM, meeting)
            found[any_item] = max(found.get(any_item, ""), str(day))
        return found

    def _topics_to_come(self) -> set[str]:
        """Lines of the plan that no meeting was made of yet."""
        rows = self._store.rows(
            "SELECT topic FROM plan_item WHERE meeting_id IS NULL AND dropped_reason = '' AND topic <> '' "
            "AND (planned_on = '' OR planned_on >= ?)",
            (self._today(),),
        )
        return {line.strip() for row in rows for line in str(row[0]).splitlines()}

    def _election(self, last: str) -> list[Window]:
        """The assembly that elects, before the term is full (ZB-09)."""
        organisation = self._organisation.load()
        term = organisation.term_on(self._today())
        due = due_on(organisation.branch, term) if term else ""
        opens = add_months(due, -ELECTION_AHEAD) if full(due) else ""
        if not opens or opens > last or self._elected_since(opens):
            return []
        value = self._rules.edition("branch", self._today()).value("ZB-09")
        return [
            Window(
                kind=MeetingKind.ASSEMBLY,
                words="支部换届选举",
                why="本届任期届满前换届，先报上级党组织批复",
                earliest=opens,
                latest=due,
                citation=value.citation,
                item_kind=ItemKind.ELECTION,
            )
        ]

    def _elected_since(self, day: str) -> bool:
        sql = (
            "SELECT 1 FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id "
            "WHERE i.kind = ? AND m.held_on >= ? LIMIT 1"
        )
        return self._store.value(sql, (ItemKind.ELECTION.value, day)) is not None

    def propose(self, last: str, first: str = "") -> list[Proposal]:
        """Days for everything that is needed until then; meetings arranged already take on what they can."""
        opens = max(first, self._today())
        start = max(self._today(), add_days(first, -1) if first else "")
        arranged = [one for one in self._fixed(opens, last) if one.on > self._today()]
        return propose(self.windows(last, first), self._calendar, start, self.wishes(), arranged)

    def _fixed(self, first: str, last: str) -> list[Fixed]:
        """Meetings to come that have their day."""
        found: list[Fixed] = []
        for year in range(int(first[:4]), int(last[:4]) + 1):
            for entry in self._plan.year(year).entries:
                if entry.state is not State.PLANNED or not first <= entry.day <= last:
                    continue
                kind = entry.meeting.kind.value if entry.meeting else entry.item.kind if entry.item else OTHER
                if kind != OTHER:
                    found.append(_fixed(entry, MeetingKind(kind)))
        return found

    def accept(self, chosen: Sequence[tuple[Proposal, str]]) -> int:
        """Put proposals on the plan, each on its day; what is arranged already gets the new topics. One step."""
        with self._store.transaction(f"排会议日子：{len(chosen)} 次") as tx:
            rows: list[dict[str, Any]] = []
            for proposal, on in chosen:
                if full(on) is None:
                    raise UserError("有一次会议还没有定好日子，请写成 2026-09-30。")
                if proposal.fixed and proposal.fixed.meeting_id:
                    self._add_to_agenda(proposal.fixed.meeting_id, proposal, on)
                elif proposal.item_id:
                    item = self._plan.item(proposal.item_id)
                    topics = _joined(item.topic, _topics(proposal))
                    tx.update("plan_item", item.id, {"planned_on": on, "topic": topics})
                else:
                    rows.append(_row_of(proposal, on))
            self._plan.insert(tx, rows)
        return len(chosen)

    def _add_to_agenda(self, meeting_id: int, proposal: Proposal, on: str) -> None:
        """What a meeting that is made already takes on, as items about their people."""
        meeting = self._meetings.get(meeting_id)
        more = [
            AgendaItem(kind=w.item_kind or ItemKind.STUDY, title=w.words, person_id=w.person_id)
            for w in proposal.windows
        ]
        self._meetings.save_items(meeting_id, [*meeting.items, *more])
        if on != meeting.held_on:
            self._meetings.update(meeting_id, {"held_on": on})

    def breaks(self, proposal: Proposal, on: str, others: Sequence[Proposal] = ()) -> list[Break]:
        """What no longer holds when a proposed meeting is on this day."""
        return breaks(proposal, on, self._calendar, self._today(), self.wishes(), others)


def _fixed(entry: Entry, kind: MeetingKind) -> Fixed:
    meeting, item = entry.meeting, entry.item
    group = meeting.party_group if meeting else item.party_group if item else ""
    return Fixed(
        kind=kind,
        on=entry.day,
        party_group=group,
        item_id=item.id if item else 0,
        meeting_id=meeting.id if meeting else 0,
    )


def _topics(proposal: Proposal) -> list[str]:
    return [w.words for w in proposal.windows if not w.quota]


def _joined(topic: str, more: Sequence[str]) -> str:
    lines = topic.splitlines()
    return "\n".join([*lines, *(text for text in more if text not in lines)])


def _row_of(proposal: Proposal, on: str) -> dict[str, Any]:
    return {
        "year": int(on[:4]),
        "month": int(on[5:7]),
        "kind": proposal.kind.value,
        "planned_on": on,
        "party_group": proposal.party_group,
        "topic": "\n".join(_topics(proposal)),
    }
