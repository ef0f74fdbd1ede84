"""The first schema. SQL text only: a published migration is never edited, a change is a new file."""

from collections.abc import Callable, Sequence

VERSION = 1

_PERSON_TEXT = [
    "name",
    "pinyin",
    "initials",
    "sex",
    "id_number",
    "birth_date",
    "ethnicity",
    "native_place",
    "education",
    "degree",
    "category",
    "branch_name",
    "joined_on",
    "confirmed_on",
    "phone",
    "stratum",
    "post",
    "technical_title",
    "employer",
    "address",
    "household",
    "lost_on",
    "mobile_to",
    "join_kind",
    "confirm_kind",
    "joined_branch",
    "probation_extension",
    "party_post",
    "party_group",
    "membership_state",
    "arrived_on",
    "left_on",
    "left_kind",
    "suspended_from",
    "suspended_to",
    "applied_on",
    "remark",
]
_PERSON_INT = ["standing_correction", "is_migrant_worker", "is_lost", "is_mobile"]


def _columns(names: Sequence[str], kind: str) -> str:
    default = "''" if kind == "TEXT" else "0"
    return ",\n".join(f"{name} {kind} NOT NULL DEFAULT {default}" for name in names)


STATEMENTS = (
    """CREATE TABLE branch (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL CHECK (name <> ''), committee TEXT NOT NULL DEFAULT '',
        sector TEXT NOT NULL DEFAULT '其他' CHECK (sector IN ('村社区', '其他')),
        secretary TEXT NOT NULL DEFAULT '', organiser TEXT NOT NULL DEFAULT '',
        term_started_on TEXT NOT NULL DEFAULT '', committee_size INTEGER NOT NULL DEFAULT 0,
        phone TEXT NOT NULL DEFAULT '')""",
    "CREATE TABLE setting (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL DEFAULT '')",
    f"""CREATE TABLE person (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        branch_id INTEGER NOT NULL REFERENCES branch (id) ON DELETE RESTRICT,
        {_columns(_PERSON_TEXT, "TEXT")},
        {_columns(_PERSON_INT, "INTEGER")},
        sort_key TEXT NOT NULL DEFAULT '',
        deleted_on TEXT NOT NULL DEFAULT '',
        CHECK (name <> ''))""",
    "CREATE INDEX person_name ON person (name)",
    "CREATE INDEX person_pinyin ON person (pinyin)",
    "CREATE INDEX person_category ON person (category)",
    # the roster list: covers showing, searching and the usual orders, so that 100,000 people stay quick
    """CREATE INDEX person_list ON person
        (deleted_on, left_on, sort_key, category, name, pinyin, initials, phone, id_number,
        sex, birth_date, joined_on, confirmed_on, ethnicity, education, post, party_group, party_post)""",
    # the orders by age and by years in the Party, which are asked for most, need no sorting either
    "CREATE INDEX person_by_birth ON person (deleted_on, left_on, birth_date, sort_key, category)",
    "CREATE INDEX person_by_joined ON person (deleted_on, left_on, joined_on, sort_key, category)",
    "CREATE UNIQUE INDEX person_id_number ON person (id_number) WHERE id_number <> '' AND deleted_on = ''",
    """CREATE TABLE mark (
        id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        field TEXT NOT NULL, code TEXT NOT NULL, before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '', resolved_on TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX mark_person ON mark (person_id)",
    """CREATE TABLE meeting (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        branch_id INTEGER NOT NULL REFERENCES branch (id) ON DELETE RESTRICT,
        kind TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', number INTEGER NOT NULL DEFAULT 0,
        held_on TEXT NOT NULL DEFAULT '', starts_at TEXT NOT NULL DEFAULT '', ends_at TEXT NOT NULL DEFAULT '',
        place TEXT NOT NULL DEFAULT '', host TEXT NOT NULL DEFAULT '', recorder TEXT NOT NULL DEFAULT '',
        observers TEXT NOT NULL DEFAULT '', content TEXT NOT NULL DEFAULT '', summary TEXT NOT NULL DEFAULT '',
        signed_on TEXT NOT NULL DEFAULT '', signed_code TEXT NOT NULL DEFAULT '',
        corrections TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX meeting_date ON meeting (held_on)",
    """CREATE TABLE attendance (
        id INTEGER PRIMARY KEY, meeting_id INTEGER NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
        presence TEXT NOT NULL DEFAULT '' CHECK (presence IN ('', '到会', '请假', '缺席')),
        reason TEXT NOT NULL DEFAULT '',
        frozen TEXT NOT NULL DEFAULT '', UNIQUE (meeting_id, person_id))""",
    "CREATE INDEX attendance_person ON attendance (person_id)",
    """CREATE TABLE agenda_item (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        meeting_id INTEGER NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL DEFAULT 1, kind TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',
        person_id INTEGER REFERENCES person (id) ON DELETE RESTRICT,
        content TEXT NOT NULL DEFAULT '', decision TEXT NOT NULL DEFAULT '',
        voted INTEGER NOT NULL DEFAULT 0, method TEXT NOT NULL DEFAULT '',
        issued INTEGER NOT NULL DEFAULT 0, returned INTEGER NOT NULL DEFAULT 0, valid INTEGER NOT NULL DEFAULT 0,
        yes INTEGER NOT NULL DEFAULT 0, no INTEGER NOT NULL DEFAULT 0, abstain INTEGER NOT NULL DEFAULT 0,
        written INTEGER NOT NULL DEFAULT 0,
        CHECK (min(issued, returned, valid, yes, no, abstain, written) >= 0))""",
    "CREATE INDEX agenda_meeting ON agenda_item (meeting_id)",
    "CREATE INDEX agenda_person ON agenda_item (person_id)",
    """CREATE TABLE dues_standard (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
        from_month TEXT NOT NULL, kind TEXT NOT NULL, base_fen INTEGER NOT NULL DEFAULT 0 CHECK (base_fen >= 0),
        amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0), computed_fen INTEGER NOT NULL DEFAULT 0,
        band TEXT NOT NULL DEFAULT '', citation_id TEXT NOT NULL DEFAULT '', explanation TEXT NOT NULL DEFAULT '',
        rule_version TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', UNIQUE (person_id, from_month))""",
    """CREATE TABLE payment (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
        received_on TEXT NOT NULL, method TEXT NOT NULL DEFAULT '现金', handed_by TEXT NOT NULL DEFAULT '',
        amount_fen INTEGER NOT NULL CHECK (amount_fen <> 0), note TEXT NOT NULL DEFAULT '',
        reverses_id INTEGER UNIQUE REFERENCES payment (id) ON DELETE RESTRICT,
        reason TEXT NOT NULL DEFAULT '',
        CHECK ((reverses_id IS NULL) = (amount_fen > 0)),
        CHECK (reverses_id IS NULL OR reason <> ''))""",
    """CREATE TABLE payment_line (
        id INTEGER PRIMARY KEY, payment_id INTEGER NOT NULL REFERENCES payment (id) ON DELETE RESTRICT,
        month TEXT NOT NULL, amount_fen INTEGER NOT NULL CHECK (amount_fen <> 0), UNIQUE (payment_id, month))""",
    "CREATE INDEX payment_person ON payment (person_id)",
    "CREATE INDEX payment_line_month ON payment_line (month)",
    """CREATE TABLE step (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
        code TEXT NOT NULL, on_date TEXT NOT NULL DEFAULT '', ended_on TEXT NOT NULL DEFAULT '',
        result TEXT NOT NULL DEFAULT '', hours INTEGER NOT NULL DEFAULT 0,
        meeting_id INTEGER REFERENCES meeting (id) ON DELETE SET NULL, remark TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX step_person ON step (person_id, code)",
    "CREATE INDEX step_meeting ON step (meeting_id)",
    """CREATE TABLE companion (
        id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
        role TEXT NOT NULL CHECK (role IN ('contact', 'sponsor')),
        member_id INTEGER REFERENCES person (id) ON DELETE SET NULL, name TEXT NOT NULL CHECK (name <> ''))""",
    "CREATE INDEX companion_person ON companion (person_id)",
    "CREATE INDEX companion_member ON companion (member_id)",
    """CREATE TABLE answer (
        id INTEGER PRIMARY KEY, rule TEXT NOT NULL, record_kind TEXT NOT NULL, record_id INTEGER NOT NULL,
        reason TEXT NOT NULL CHECK (reason <> ''), answered_on TEXT NOT NULL,
        UNIQUE (rule, record_kind, record_id))""",
    """CREATE TABLE draft (
        id INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE, body TEXT NOT NULL, saved_at TEXT NOT NULL)""",
    """CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, txn INTEGER NOT NULL, ts_wall TEXT NOT NULL, boot_id TEXT NOT NULL,
        actor TEXT NOT NULL, label TEXT NOT NULL,
        op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')), entity TEXT NOT NULL,
        entity_id INTEGER NOT NULL, before_sha TEXT NOT NULL, after_sha TEXT NOT NULL,
        body TEXT NOT NULL, undoes INTEGER NOT NULL DEFAULT 0, prev TEXT NOT NULL, hash TEXT NOT NULL)""",
    "CREATE INDEX journal_entity ON journal (entity, entity_id)",
    "CREATE INDEX journal_txn ON journal (txn)",
    *(
        f"CREATE TRIGGER {table}_no_{op.lower()} BEFORE {op} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("journal", "payment", "payment_line")
        for op in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER meeting_signed_no_update BEFORE UPDATE ON meeting
        WHEN OLD.signed_on <> '' AND (NEW.signed_on <> OLD.signed_on OR NEW.content <> OLD.content
            OR NEW.held_on <> OLD.held_on OR NEW.title <> OLD.title OR NEW.host <> OLD.host
            OR NEW.recorder <> OLD.recorder OR NEW.summary <> OLD.summary OR NEW.kind <> OLD.kind)
        BEGIN SELECT RAISE(ABORT, 'signed minutes are corrected, not edited'); END""",
    """CREATE TRIGGER meeting_signed_no_delete BEFORE DELETE ON meeting WHEN OLD.signed_on <> ''
        BEGIN SELECT RAISE(ABORT, 'signed minutes are kept'); END""",
)


def up(execute: Callable[[str], object]) -> None:
    """Create every table of version 1."""
    for statement in STATEMENTS:
        execute(statement)
