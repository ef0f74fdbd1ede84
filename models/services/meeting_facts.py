"""What the papers of one meeting are made from: the record as it was signed, its slips, photos, dues of the day."""

from models.domain.correction import Slip
from models.domain.election import counted_words
from models.domain.errors import UserError
from models.domain.facts import MeetingFacts
from models.domain.records import Branch, MeetingKind
from models.services.attachments import Attachments
from models.services.correction_tasks import as_signed
from models.services.corrections import Corrections
from models.services.development import Development
from models.services.dues_rows import received_on
from models.services.elections import Elections
from models.services.meeting_tasks import of_meeting
from models.services.meetings import Meetings
from models.services.settings import BY_MARKS, SIGN_IN, Settings

_LEADER = "SELECT p.name FROM party_group g JOIN person p ON p.id = g.leader_id WHERE g.group_name = ?"


class MeetingPapers:
    """Joins what several services know of a meeting."""

    def __init__(
        self,
        meetings: Meetings,
        corrections: Corrections,
        attachments: Attachments,
        development: Development,
        elections: Elections,
    ) -> None:
        self._meetings, self._corrections = meetings, corrections
        self._attachments, self._development = attachments, development
        self._elections, self._settings = elections, Settings(meetings.store)

    def facts(self, branch: Branch, ref: str | int | None, head_code: str) -> MeetingFacts:
        """Of a meeting by id, uuid or title; UserError when there is none."""
        store = self._meetings.store
        text = str(ref or "").strip()
        row = store.row(
            "SELECT id FROM meeting WHERE CAST(id AS TEXT) = ? OR uuid = ? OR title = ? ORDER BY held_on DESC",
            (text, text, text),
        )
        if row is None:
            raise UserError(f"没有找到会议“{text}”，请核对编号或标题。")
        meeting_id = int(row[0])
        read = self._meetings.get(meeting_id)
        slips = self._corrections.of(meeting_id) if read.is_signed else []
        meeting = self._corrections.recorded(meeting_id) if slips else read
        received = received_on(store, meeting.held_on) if meeting.kind is MeetingKind.THEME_DAY else (0, 0)
        elected = sorted({item.election_id for item in read.items if item.election_id})
        concerned = sorted({item.person_id for item in read.items if item.person_id})
        return MeetingFacts(
            branch=branch,
            meeting=meeting,
            tally=self._meetings.tally(meeting),
            findings=tuple(self._meetings.findings(read)),
            head_code=head_code,
            photos=self._attachments.photos_of(meeting_id),
            dues_fen=received[0],
            dues_people=received[1],
            dossiers=tuple(self._development.dossier(one) for one in concerned),
            tasks=as_signed(of_meeting(store, meeting_id), slips),
            group_leader=str(store.value(_LEADER, (meeting.party_group,)) or "")
            if meeting.party_group
            else "",
            elections={row: counted_words(self._elections.facts(row)) for row in elected},
            marks=self._settings.get(SIGN_IN) == BY_MARKS,
            slips=tuple(Slip(slip, self._corrections.slip(slip)) for slip in slips),
        )
