"""The texts of minutes: what is said of them before printing, and one undoable step for what changes in all of them."""

from collections.abc import Mapping, Sequence

from models.db.store import Store
from models.domain.check_text import OwnNames, check_text, paragraph_key, paragraphs
from models.domain.dates import add_months
from models.domain.finding import Finding
from models.domain.meeting_records import Task
from models.domain.records import AgendaItem, Meeting
from models.domain.rules import RuleBook
from models.services import meeting_tasks
from models.services.branch import load_branch
from models.services.findings import attach_answers
from models.services.meetings import Meetings
from models.services.phrases import Phrases

LOOK_BACK = 36  # months of earlier minutes in which the same paragraph is looked for
_TEXTS = ("content", "summary")
_ITEM_TEXTS = ("report", "content", "decision")


class Minutes:
    """Reads over the records of all meetings; what is written goes through `Meetings`."""

    def __init__(self, store: Store, meetings: Meetings, rules: RuleBook) -> None:
        self._store = store
        self._meetings = meetings
        self._rules = rules
        self.phrases = Phrases(store)

    def earlier(self, meeting: Meeting) -> dict[str, str]:
        """Paragraphs of the minutes of the last three years, and in which they stand; the last one counts.

        The branch's own phrases may stand in any minutes.
        """
        since = add_months(meeting.held_on, -LOOK_BACK)
        known: dict[str, str] = {}
        for one in self._texts_before(meeting, since):
            named = f"{one.held_on} {one.title}"
            known |= {key: named for _, key, _ in paragraphs(one)}
        for phrase in self.phrases.all():
            for line in phrase.content.split("\n"):
                known.pop(paragraph_key(line), None)
        return known

    def findings(self, meeting: Meeting, earlier: Mapping[str, str]) -> list[Finding]:
        """What is to be looked at in the words of a record, stored or still being typed; none of signed minutes."""
        if meeting.is_signed:
            return []
        branch = load_branch(self._store)
        own = OwnNames(names=(branch.name, branch.short_name, branch.general_branch, branch.committee))
        year = meeting.counts_for_year
        tasks = self.tasks(meeting.id)
        found = check_text(meeting, own, earlier, self._rules, year=year, tasks=tasks)
        return attach_answers(self._store, found)

    def tasks(self, meeting_id: int) -> tuple[Task, ...]:
        """Who does what by when, as the meeting decided."""
        return meeting_tasks.of_meeting(self._store, meeting_id)

    def save_agenda(
        self, meeting_id: int, items: Sequence[AgendaItem], tasks: Mapping[str, meeting_tasks.Lines]
    ) -> None:
        """The agenda and what is to be done under its items (by their uuid), in one undoable step."""
        title = self._store.value("SELECT title FROM meeting WHERE id = ?", (meeting_id,))
        with self._store.transaction(f"修改议题：{title}") as tx:
            self._meetings.save_items(meeting_id, items)
            meeting_tasks.save(tx, meeting_id, tasks)

    def save_texts(self, meeting: Meeting, label: str, tasks: Sequence[Task] = ()) -> None:
        """Store every text of a record, and of what is to be done, in one undoable step."""
        with self._store.transaction(label) as tx:
            for task in tasks:
                tx.update("task", task.id, {"what": task.what})
            self._meetings.update(meeting.id, {name: getattr(meeting, name) for name in (*_TEXTS, "details")})
            self._meetings.save_items(meeting.id, meeting.items)

    def _texts_before(self, meeting: Meeting, since: str) -> list[Meeting]:
        """Earlier meetings with their texts and nothing else."""
        when = "held_on >= ? AND held_on <= ? AND id <> ?"
        wanted = (since, meeting.held_on, meeting.id)
        columns = ", ".join(f"i.{name}" for name in _ITEM_TEXTS)
        items: dict[int, list[AgendaItem]] = {}
        for row in self._store.rows(
            f"SELECT i.meeting_id, {columns} FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id "
            f"WHERE {when.replace('held_on', 'm.held_on').replace('id <>', 'm.id <>')}",
            wanted,
        ):
            texts = dict(zip(_ITEM_TEXTS, row[1:], strict=True))
            items.setdefault(row[0], []).append(AgendaItem(**texts))
        found = self._store.rows(
            f"SELECT id, held_on, title, {', '.join(_TEXTS)} FROM meeting WHERE {when} ORDER BY held_on, id",
            wanted,
        )
        return [
            Meeting(
                id=row[0],
                held_on=row[1],
                title=row[2],
                **dict(zip(_TEXTS, row[3:], strict=True)),
                items=tuple(items.get(row[0], ())),
            )
            for row in found
        ]
