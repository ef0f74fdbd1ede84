"""The branch's records laid beside each other: meetings, roster, pipeline, elections, movements, dues; answers attached."""

from collections.abc import Callable, Sequence

from models.db.store import Store
from models.domain.check_behind import BEFORE, check_behind
from models.domain.check_contradiction import Records, check_presence
from models.domain.check_dues_behind import check_dues_behind
from models.domain.check_repeats import check_repeats
from models.domain.check_text import paragraph_key
from models.domain.dates import add_months, bounds
from models.domain.dues_records import DuesStandard
from models.domain.facts import ContradictionFacts
from models.domain.finding import Finding
from models.domain.records import Dossier, Meeting, MeetingKind, Person
from models.domain.rules import RuleBook
from models.services.branch import load_branch
from models.services.correction_rows import read_sql
from models.services.development import Development
from models.services.dues_accounts import load_reductions
from models.services.dues_rows import load_standards
from models.services.elections import Elections
from models.services.findings import attach_answers
from models.services.kept import Kept
from models.services.ledger_rows import load_vouchers
from models.services.meetings import Meetings
from models.services.movement_rows import load_movements
from models.services.organising import Organising
from models.services.phrases import Phrases
from models.services.roster import Roster


class Contradictions:
    """Reached as `desk.contradictions`; writes nothing."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        meetings: Meetings,
        development: Development,
        elections: Elections,
        organisation: Organising,
        rules: RuleBook,
        today: Callable[[], str],
    ) -> None:
        self._store, self._roster, self._meetings = store, roster, meetings
        self._development, self._elections, self._organisation = development, elections, organisation
        self._rules, self._today = rules, today
        self._people: Kept[str, dict[int, Person]] = Kept(store, ("person",), 1)
        self._standards: Kept[str, tuple[DuesStandard, ...]] = Kept(store, ("dues_standard",), 1)

    def findings(
        self, since: str = "", until: str = "", meetings: Sequence[Meeting] | None = None
    ) -> list[Finding]:
        """What is about the days from `since` to `until`, judged against every record; answers attached, worst first."""
        records = self._records(meetings)
        found = [
            *check_presence(records, self._rules),
            *check_behind(records, self._rules),
            *check_dues_behind(records, self._rules),
            *check_repeats(records.meetings, self._phrases(), self._rules),
        ]
        asked = [f for f in found if (not since or f.on_date >= since[: len(f.on_date)]) and _by(f, until)]
        return attach_answers(self._store, asked)

    def of_year(self, year: int) -> list[Finding]:
        return self.findings(f"{year}-01-01", min(f"{year}-12-31", self._today()))

    def of_meeting(self, meeting: Meeting) -> list[Finding]:
        """What other records say against a meeting as it stands; only those of its day and what went before are read."""
        if not meeting.id or not meeting.held_on:
            return []
        since = add_months(meeting.held_on, -BEFORE)
        near = self._store.rows(
            f"WITH read AS (SELECT m.id, m.kind, {read_sql('held_on')} AS held_on FROM meeting m) "
            "SELECT id FROM read WHERE id <> ? AND (held_on = ? OR (kind = ? AND held_on BETWEEN ? AND ?))",
            (meeting.id, meeting.held_on, MeetingKind.COMMITTEE.value, since, meeting.held_on),
        )
        others = [self._meetings.get(int(row[0])) for row in near]
        concerned = sorted({item.person_id for item in meeting.items if item.person_id})
        dossiers = tuple(self._development.dossier(one) for one in concerned)
        records = self._records([meeting, *others], dossiers)
        found = [
            *check_presence(records, self._rules),
            *check_behind(records, self._rules),
            *check_dues_behind(records, self._rules),
        ]
        ours = [f for f in found if f.record_kind == "meeting" and meeting.id == f.record_id]
        ours += [f for f in found if f.about and f.about == meeting.uuid]
        return attach_answers(self._store, ours)

    def facts(self, year: int) -> ContradictionFacts:
        """What the sheet of a year is made from; by day, since it is read beside the minutes."""
        found = sorted(self.of_year(year), key=lambda f: (f.on_date, f.subject, f.rule))
        day = min(f"{year}-12-31", self._today())
        return ContradictionFacts(
            branch=load_branch(self._store), as_of=day, year=year, findings=tuple(found)
        )

    def _phrases(self) -> set[str]:
        """The branch's own phrases may stand in any minutes."""
        lines = (line for phrase in Phrases(self._store).all() for line in phrase.content.split("\n"))
        return {key for line in lines if (key := paragraph_key(line))}

    def _records(
        self, meetings: Sequence[Meeting] | None, dossiers: tuple[Dossier, ...] | None = None
    ) -> Records:
        if meetings is None:
            meetings = [self._meetings.get(summary.id) for summary in self._meetings.list()]
        return Records(
            branch=load_branch(self._store),
            organisation=self._organisation.load(self._today()),
            meetings=tuple(sorted(meetings, key=lambda m: (m.held_on, m.starts_at, m.id))),
            people=self._people.get("", self._everybody),
            dossiers=tuple(self._development.dossiers(active_only=False)) if dossiers is None else dossiers,
            elections=tuple(self._elections.all()),
            movements=tuple(load_movements(self._store)),
            standards=self._standards.get("", lambda: tuple(load_standards(self._store))),
            reductions=tuple(one for many in load_reductions(self._store).values() for one in many),
            vouchers=tuple(v for v in load_vouchers(self._store, "WHERE v.kind = '支出'") if v.stands),
            books_since=str(self._store.value("SELECT coalesce(min(on_date), '') FROM voucher")),
        )

    def _everybody(self) -> dict[int, Person]:
        ids = [int(row[0]) for row in self._store.rows("SELECT id FROM person WHERE deleted_on = ''")]
        return {person.id: person for person in self._roster.fetch(ids)}


def _by(finding: Finding, until: str) -> bool:
    """Not later than a day; partial dates count from their first day."""
    span = bounds(finding.on_date)
    return not until or span is None or span[0].isoformat() <= until
