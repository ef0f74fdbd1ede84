"""Attachments with their contents by hash, the county's templates, members of other branches who stay here."""

from collections.abc import Callable

VERSION = 5

BRANCH_TEXTS = (
    "founding_requested_on",  # 报请成立日期 (rule ZB-05)
    "project_started_on",  # a branch founded on a building site or project (rule ZB-04)
    "project_ends_on",
)
_TEXT = "TEXT NOT NULL DEFAULT ''"
_ROW = "id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE"
_BRANCH = "branch_id INTEGER NOT NULL REFERENCES branch (id) ON DELETE RESTRICT"
_HASH = "sha256 TEXT NOT NULL CHECK (length(sha256) = 64)"


def _texts(*names: str) -> str:
    return ", ".join(f"{name} {_TEXT}" for name in names)


STATEMENTS = (
    *(f"ALTER TABLE branch ADD COLUMN {name} {_TEXT}" for name in BRANCH_TEXTS),
    # who is on the roster and no member: asked with every list, and few
    "CREATE INDEX person_stopped ON person (id) WHERE membership_state = '停止党籍'",
    # contents under their hash: written once, beside the journal, which binds them by the rows that name them
    f"CREATE TABLE blob (id INTEGER PRIMARY KEY, {_HASH} UNIQUE, content BLOB NOT NULL)",
    *(
        f"CREATE TRIGGER blob_no_{op.lower()} BEFORE {op} ON blob BEGIN SELECT RAISE(ABORT, 'contents are kept'); END"
        for op in ("UPDATE", "DELETE")
    ),
    f"""CREATE TABLE attachment ({_ROW}, {_BRANCH},
        person_id INTEGER REFERENCES person (id) ON DELETE RESTRICT,
        meeting_id INTEGER REFERENCES meeting (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('照片', '附件')), name TEXT NOT NULL CHECK (name <> ''), {_HASH},
        extension TEXT NOT NULL CHECK (extension IN ('jpg', 'png', 'pdf', 'docx', 'xlsx')),
        size INTEGER NOT NULL CHECK (size > 0), {_texts("added_on", "remark")})""",
    "CREATE INDEX attachment_person ON attachment (person_id)",
    "CREATE INDEX attachment_meeting ON attachment (meeting_id)",
    "CREATE INDEX attachment_hash ON attachment (sha256)",
    # the county's own Word files, filled from the roster: on this computer's file only
    f"""CREATE TABLE template ({_ROW}, name TEXT NOT NULL CHECK (name <> ''), {_HASH},
        position INTEGER NOT NULL DEFAULT 0, {_texts("subject", "file_name", "added_on")})""",
    # 流入党员: members of other branches who take part here, without vote
    f"""CREATE TABLE guest_member ({_ROW}, {_BRANCH}, name TEXT NOT NULL CHECK (name <> ''),
        arrived_on TEXT NOT NULL CHECK (arrived_on <> ''),
        {
        _texts(
            "sex",
            "education",
            "category",
            "joined_on",
            "phone",
            "organisation",
            "contact",
            "contact_phone",
            "verified_by",
            "certificate",
            "party_group",
            "employer",
            "place",
            "returned_on",
            "remark",
        )
    })""",
    "CREATE INDEX guest_member_branch ON guest_member (branch_id, arrived_on)",
    # what the tree of branches shows of the kept figures, without reading three thousand texts
    *(
        statement
        for column, key in (("probationary", "预备党员"), ("women", "女"))
        for statement in (
            f"ALTER TABLE summary ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0",
            f"""UPDATE summary SET {column} = coalesce(json_extract(figures, '$."行/{key}"'), 0)""",
        )
    ),
)


def up(execute: Callable[[str], object]) -> None:
    """Add the tables and columns of version 5."""
    for statement in STATEMENTS:
        execute(statement)
