"""The committee's side: its branches, what it received, what a person has to decide, notes that go back.

In a committee's file the tables of version 1 hold what the branches sent, one partition a branch. They are replaced
as a whole by a newer package, so posted payments and signed minutes may change there, and only while a package is
being merged: then the one row of `merging` exists. No commit can keep that row, because it refers to a row that can
never exist; and only a file whose mode is `committee` can make it.
"""

from collections.abc import Callable

VERSION = 3

_NOT_MERGING = "NOT EXISTS (SELECT 1 FROM merging)"

STATEMENTS = (
    """CREATE TABLE merging (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        never INTEGER NOT NULL DEFAULT 2 CHECK (never = 2)
            REFERENCES merging (id) DEFERRABLE INITIALLY DEFERRED)""",
    """CREATE TRIGGER merging_only_in_committee BEFORE INSERT ON merging
        WHEN NOT EXISTS (SELECT 1 FROM setting WHERE key = 'desk.mode' AND value = 'committee')
        BEGIN SELECT RAISE(ABORT, 'only a committee merges'); END""",
    *(
        statement
        for table in ("payment", "payment_line")
        for op in ("UPDATE", "DELETE")
        for statement in (
            f"DROP TRIGGER {table}_no_{op.lower()}",
            f"CREATE TRIGGER {table}_no_{op.lower()} BEFORE {op} ON {table} WHEN {_NOT_MERGING} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        )
    ),
    "DROP TRIGGER meeting_signed_no_update",
    f"""CREATE TRIGGER meeting_signed_no_update BEFORE UPDATE ON meeting
        WHEN OLD.signed_on <> '' AND (NEW.signed_on <> OLD.signed_on OR NEW.content <> OLD.content
            OR NEW.held_on <> OLD.held_on OR NEW.title <> OLD.title OR NEW.host <> OLD.host
            OR NEW.recorder <> OLD.recorder OR NEW.summary <> OLD.summary OR NEW.kind <> OLD.kind)
            AND {_NOT_MERGING}
        BEGIN SELECT RAISE(ABORT, 'signed minutes are corrected, not edited'); END""",
    "DROP TRIGGER meeting_signed_no_delete",
    f"""CREATE TRIGGER meeting_signed_no_delete BEFORE DELETE ON meeting
        WHEN OLD.signed_on <> '' AND {_NOT_MERGING}
        BEGIN SELECT RAISE(ABORT, 'signed minutes are kept'); END""",
    # two branches may each have the same person; the number comes first, so that this is found at once
    "DROP INDEX person_id_number",
    """CREATE UNIQUE INDEX person_id_number ON person (id_number, branch_id)
        WHERE id_number <> '' AND deleted_on = ''""",
    "CREATE INDEX person_branch ON person (branch_id, sort_key)",
    "CREATE INDEX meeting_branch ON meeting (branch_id)",
    # the tree: 党委 → 党总支 → 党支部; a branch has the uuid of its own store
    """CREATE TABLE organisation (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        parent_id INTEGER REFERENCES organisation (id) ON DELETE RESTRICT,
        kind TEXT NOT NULL CHECK (kind IN ('committee', 'general', 'branch')),
        name TEXT NOT NULL CHECK (name <> ''), position INTEGER NOT NULL DEFAULT 0,
        phone TEXT NOT NULL DEFAULT '', closed_on TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
        CHECK ((kind = 'committee') = (parent_id IS NULL)))""",
    "CREATE INDEX organisation_parent ON organisation (parent_id, position)",
    # every package that was taken in or kept for a decision; `number` is the running number of its import
    """CREATE TABLE received (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        branch_uuid TEXT NOT NULL, package_id TEXT NOT NULL UNIQUE,
        result TEXT NOT NULL CHECK (result IN ('merged', 'held', 'rejected')),
        number INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL, epoch INTEGER NOT NULL DEFAULT 0,
        audit_seq INTEGER NOT NULL DEFAULT 0, audit_hash TEXT NOT NULL DEFAULT '',
        fingerprint TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL DEFAULT '', received_at TEXT NOT NULL,
        file_name TEXT NOT NULL DEFAULT '', manifest TEXT NOT NULL, signature TEXT NOT NULL,
        counts TEXT NOT NULL DEFAULT '', records INTEGER NOT NULL DEFAULT 0,
        dues_before INTEGER NOT NULL DEFAULT 0, dues_after INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '',
        CHECK ((result = 'merged') = (number > 0)))""",
    "CREATE INDEX received_branch ON received (branch_uuid, number)",
    """CREATE TABLE conflict (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        branch_uuid TEXT NOT NULL, other_uuid TEXT NOT NULL DEFAULT '',
        record_uuid TEXT NOT NULL DEFAULT '', other_record TEXT NOT NULL DEFAULT '',
        received_id INTEGER REFERENCES received (id) ON DELETE RESTRICT,
        message TEXT NOT NULL CHECK (message <> ''), found_on TEXT NOT NULL,
        decided_on TEXT NOT NULL DEFAULT '', choice TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
        decided_by TEXT NOT NULL DEFAULT '', CHECK ((choice = '') = (decided_on = '')))""",
    "CREATE INDEX conflict_open ON conflict (decided_on, branch_uuid)",
    "CREATE INDEX conflict_received ON conflict (received_id)",
    # 退回修改: goes back with the next receipt
    """CREATE TABLE remark (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, branch_uuid TEXT NOT NULL,
        record_kind TEXT NOT NULL DEFAULT '', record_uuid TEXT NOT NULL DEFAULT '',
        subject TEXT NOT NULL DEFAULT '', field TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL CHECK (message <> ''), made_on TEXT NOT NULL,
        sent_on TEXT NOT NULL DEFAULT '', closed_on TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX remark_branch ON remark (branch_uuid, closed_on)",
    # kept figures, made again from the tables at any time; no branch = the whole committee
    """CREATE TABLE summary (
        id INTEGER PRIMARY KEY, branch_id INTEGER REFERENCES branch (id) ON DELETE CASCADE,
        year INTEGER NOT NULL, members INTEGER NOT NULL, dues_fen INTEGER NOT NULL, figures TEXT NOT NULL,
        UNIQUE (branch_id, year))""",
)


def up(execute: Callable[[str], object]) -> None:
    """Add the tables of version 3, and let a merge replace what a branch sent."""
    for statement in STATEMENTS:
        execute(statement)
