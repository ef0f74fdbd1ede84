"""Meetings in full: the year's plan, who is left out of 应到, appraisals, corrections of signed minutes, phrases."""

from collections.abc import Callable

VERSION = 6

_TEXT = "TEXT NOT NULL DEFAULT ''"
_ROW = "id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE"
_BRANCH = "branch_id INTEGER NOT NULL REFERENCES branch (id) ON DELETE RESTRICT"
_PERSON = "person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT"
_NOT_MERGING = "NOT EXISTS (SELECT 1 FROM merging)"

MEETING_TEXTS = (
    "party_group",  # whose meeting a 党小组会 is; until now its title said so
    "lecturer",  # 主讲人及职务
    "lecture_form",  # 集中授课 | 现场 | 视频 | 微党课
    "details",  # the boxes of its own kind: a JSON object
)
ATTENDANCE_TEXTS = (
    "leave_kind",  # 病假 | 事假 | 公出 | 流动在外 | 其他
    "corrected",  # the presence after a correction slip; "" as recorded
    "makeup_on",  # 补课
    "makeup_how",
    "makeup_by",  # 督促人
)
ITEM_TEXTS = ("proposer", "report", "tellers", "scrutineers")


def _texts(*names: str) -> str:
    return ", ".join(f"{name} {_TEXT}" for name in names)


def _counts(*names: str) -> str:
    return ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} >= 0)" for name in names)


def _optional(name: str, table: str) -> str:
    return f"{name}_id INTEGER REFERENCES {table} (id) ON DELETE SET NULL"


STATEMENTS = (
    *(f"ALTER TABLE meeting ADD COLUMN {name} {_TEXT}" for name in MEETING_TEXTS),
    # 年度归属, when it is not the year of its day (rule ZB-16)
    "ALTER TABLE meeting ADD COLUMN counts_for_year INTEGER NOT NULL DEFAULT 0",
    *(f"ALTER TABLE attendance ADD COLUMN {name} {_TEXT}" for name in ATTENDANCE_TEXTS),
    *(f"ALTER TABLE agenda_item ADD COLUMN {name} {_TEXT}" for name in ITEM_TEXTS),
    f"ALTER TABLE agenda_item ADD COLUMN result {_TEXT} CHECK (result IN ('', '通过', '未通过'))",
    # of the written opinions how many were for and against: whether they count depends on the edition (FZ-28)
    *(
        f"ALTER TABLE agenda_item ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} >= 0)"
        for name in ("written_yes", "written_no")
    ),
    f"ALTER TABLE agenda_item ADD COLUMN {_optional('election', 'election')}",
    "CREATE INDEX agenda_election ON agenda_item (election_id) WHERE election_id IS NOT NULL",
    # a code on a paper finds its record
    *(f"ALTER TABLE outgoing ADD COLUMN {name} {_TEXT}" for name in ("version_code", "about")),
    "CREATE INDEX outgoing_code ON outgoing (version_code) WHERE version_code <> ''",
    "CREATE INDEX meeting_code ON meeting (signed_code) WHERE signed_code <> ''",
    # every fact on a signed paper stays as it was signed; what changes later is a correction beside it
    "DROP TRIGGER meeting_signed_no_update",
    f"""CREATE TRIGGER meeting_signed_no_update BEFORE UPDATE ON meeting
        WHEN OLD.signed_on <> '' AND {_NOT_MERGING} AND ({
        " OR ".join(
            f"NEW.{name} <> OLD.{name}"
            for name in (
                *("kind", "title", "number", "held_on", "starts_at", "ends_at", "place", "host", "recorder"),
                *("observers", "content", "summary", "signed_on", "party_group", "lecturer", "lecture_form"),
                "details",
            )
        )
    }) BEGIN SELECT RAISE(ABORT, 'signed minutes are corrected, not edited'); END""",
    # a scan of the signed paper; the order of photos on a page
    f"""CREATE TABLE attachment_6 ({_ROW}, {_BRANCH},
        person_id INTEGER REFERENCES person (id) ON DELETE RESTRICT,
        meeting_id INTEGER REFERENCES meeting (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('照片', '附件', '扫描件')), name TEXT NOT NULL CHECK (name <> ''),
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        extension TEXT NOT NULL CHECK (extension IN ('jpg', 'png', 'pdf', 'docx', 'xlsx')),
        size INTEGER NOT NULL CHECK (size > 0), {_texts("added_on", "remark")},
        position INTEGER NOT NULL DEFAULT 0)""",
    """INSERT INTO attachment_6 (id, uuid, branch_id, person_id, meeting_id, kind, name, sha256, extension, size,
        added_on, remark) SELECT id, uuid, branch_id, person_id, meeting_id, kind, name, sha256, extension, size,
        added_on, remark FROM attachment""",
    "DROP TABLE attachment",
    "ALTER TABLE attachment_6 RENAME TO attachment",
    "CREATE INDEX attachment_person ON attachment (person_id)",
    "CREATE INDEX attachment_meeting ON attachment (meeting_id)",
    "CREATE INDEX attachment_hash ON attachment (sha256)",
    # who may be left out of 应到, with the two decisions that takes (rules.md, after FZ-49)
    f"""CREATE TABLE exemption ({_ROW}, {_PERSON}, ground TEXT NOT NULL CHECK (ground <> ''),
        from_on TEXT NOT NULL CHECK (from_on <> ''),
        {_texts("to_on", "superior_on", "superior_paper", "assembly_on", "assembly_paper", "remark")})""",
    "CREATE INDEX exemption_person ON exemption (person_id, from_on)",
    f"""CREATE TABLE plan_item ({_ROW}, {_BRANCH}, year INTEGER NOT NULL CHECK (year > 0),
        month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12), kind TEXT NOT NULL CHECK (kind <> ''),
        {_optional("meeting", "meeting")}, position INTEGER NOT NULL DEFAULT 0,
        {_texts("title", "topic", "owner", "planned_on", "party_group", "dropped_reason", "remark")})""",
    "CREATE INDEX plan_item_year ON plan_item (branch_id, year, month)",
    "CREATE INDEX plan_item_meeting ON plan_item (meeting_id)",
    # who does what by when: from decisions, lists of problems, missed meetings
    f"""CREATE TABLE task ({_ROW}, {_BRANCH}, {_optional("meeting", "meeting")}, {_optional("person", "person")},
        source TEXT NOT NULL CHECK (source IN ('决定', '整改', '补课', '更正', '计划', '其他')),
        what TEXT NOT NULL CHECK (what <> ''), position INTEGER NOT NULL DEFAULT 0,
        {_texts("agenda_uuid", "who", "problem", "origin", "raised_on", "due_on", "done_on", "evidence", "progress")})""",
    "CREATE INDEX task_meeting ON task (meeting_id)",
    "CREATE INDEX task_person ON task (person_id)",
    "CREATE INDEX task_due ON task (branch_id, done_on, due_on)",
    f"""CREATE TABLE appraisal ({_ROW}, {
        _BRANCH
    }, kind TEXT NOT NULL CHECK (kind IN ('民主评议', '述职评议')),
        year INTEGER NOT NULL CHECK (year > 0), {_optional("meeting", "meeting")},
        {
        _counts(
            *("expected", "present", "issued", "returned", "valid"),
            *("team_good", "team_fair", "team_plain", "team_poor"),
        )
    },
        by_groups INTEGER NOT NULL DEFAULT 0 CHECK (by_groups IN (0, 1)),
        {
        _texts(
            *(
                "subject",
                "self_on",
                "peer_on",
                "on_date",
                "decided_on",
                "decided_by",
                "tellers",
                "scrutineers",
            ),
            *("cap_basis", "closed_on", "remark"),
        )
    })""",
    "CREATE INDEX appraisal_year ON appraisal (branch_id, year)",
    "CREATE INDEX appraisal_meeting ON appraisal (meeting_id)",
    f"""CREATE TABLE appraisal_line ({_ROW},
        appraisal_id INTEGER NOT NULL REFERENCES appraisal (id) ON DELETE CASCADE, {_PERSON},
        {_counts("excellent", "competent", "basic", "poor", "abstained")},
        grade {_TEXT} CHECK (grade IN ('', '优秀', '合格', '基本合格', '不合格')),
        {_texts("self_summary", "peer_opinion", "grounds", "handling", "feedback_on", "remark")},
        UNIQUE (appraisal_id, person_id))""",
    "CREATE INDEX appraisal_line_person ON appraisal_line (person_id)",
    # 征求意见 and 谈心谈话 before an organisational-life meeting
    f"""CREATE TABLE opinion ({_ROW}, {_BRANCH}, year INTEGER NOT NULL CHECK (year > 0),
        {_optional("person", "person")}, content TEXT NOT NULL CHECK (content <> ''),
        from_kind {_TEXT} CHECK (from_kind IN ('', '党员', '群众')),
        {_texts("about", "collected_by", "on_date", "remark")})""",
    "CREATE INDEX opinion_year ON opinion (branch_id, year)",
    "CREATE INDEX opinion_person ON opinion (person_id)",
    f"""CREATE TABLE talk_record ({_ROW}, {_BRANCH}, on_date TEXT NOT NULL CHECK (on_date <> ''),
        {_optional("talker", "person")}, {_optional("listener", "person")},
        {
        _texts(
            *("starts_at", "ends_at", "place", "kind", "talker_name", "listener_name", "content", "problems"),
            "remark",
        )
    })""",
    "CREATE INDEX talk_record_date ON talk_record (branch_id, on_date)",
    "CREATE INDEX talk_record_talker ON talk_record (talker_id)",
    "CREATE INDEX talk_record_listener ON talk_record (listener_id)",
    # 更正单: old and new beside the signed record, signed in its turn and then closed as well
    f"""CREATE TABLE correction ({_ROW},
        meeting_id INTEGER NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        number INTEGER NOT NULL CHECK (number > 0), made_on TEXT NOT NULL CHECK (made_on <> ''),
        lines TEXT NOT NULL CHECK (lines <> ''), {_texts("reason", "before_code", "signed_on", "signed_code")},
        UNIQUE (meeting_id, number))""",
    "CREATE UNIQUE INDEX correction_open ON correction (meeting_id) WHERE signed_on = ''",
    f"""CREATE TRIGGER correction_signed_no_update BEFORE UPDATE ON correction
        WHEN OLD.signed_on <> '' AND {_NOT_MERGING}
        BEGIN SELECT RAISE(ABORT, 'signed corrections are kept'); END""",
    f"""CREATE TRIGGER correction_signed_no_delete BEFORE DELETE ON correction
        WHEN OLD.signed_on <> '' AND {_NOT_MERGING}
        BEGIN SELECT RAISE(ABORT, 'signed corrections are kept'); END""",
    # the branch's own words and agendas: on this computer's file only
    f"""CREATE TABLE phrase ({_ROW}, content TEXT NOT NULL CHECK (content <> ''),
        position INTEGER NOT NULL DEFAULT 0, {_texts("kind", "name")})""",
    f"""CREATE TABLE meeting_template ({_ROW}, name TEXT NOT NULL CHECK (name <> ''),
        kind TEXT NOT NULL CHECK (kind <> ''), body TEXT NOT NULL CHECK (body <> ''),
        position INTEGER NOT NULL DEFAULT 0)""",
)


def up(execute: Callable[[str], object]) -> None:
    """Add the tables and columns of version 6."""
    for statement in STATEMENTS:
        execute(statement)
