"""The member's whole card and the branch: more fields, family and résumé, movements, groups, posts and terms, elections, own fields."""

from collections.abc import Callable

VERSION = 4

PERSON_TEXTS = (
    "landline",  # 固定电话
    "school",
    "major",
    "title_level",  # 职称级别
    "politics",  # 政治面貌 before joining
    "league_joined_on",
    "marriage",
    "birth_place",
    "speciality",
    "work_started_on",
    "frontline",  # 一线情况
    "united_unit",  # 联合支部单位名称
    "archive_place",  # 档案所在单位
    "lost_kind",
)
PERSON_FLAGS = (
    "is_exempt",  # no hard requirements of activities (教§23)
    "is_hardship",
    "is_incapable",
)
BRANCH_TEXTS = (
    "short_name",
    "code",
    "founded_on",
    "founded_by",
    "organisation_kind",
    "region",
    "unit_relation",
    "unit_name",
    "unit_kind",
    "unit_code",
    "general_branch",
    "venue",
    "venue_area",
    "standard_class",
    "contact",
    "contact_phone",
    "letter_prefix",
)
_TEXT = "TEXT NOT NULL DEFAULT ''"
_ROW = "id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE"
_PERSON = "person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT"
_BRANCH = "branch_id INTEGER NOT NULL REFERENCES branch (id) ON DELETE RESTRICT"


def _texts(*names: str) -> str:
    return ", ".join(f"{name} {_TEXT}" for name in names)


def _counts(*names: str) -> str:
    return ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} >= 0)" for name in names)


STATEMENTS = (
    *(f"ALTER TABLE person ADD COLUMN {name} {_TEXT}" for name in PERSON_TEXTS),
    *(
        f"ALTER TABLE person ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} IN (0, 1))"
        for name in PERSON_FLAGS
    ),
    *(f"ALTER TABLE branch ADD COLUMN {name} {_TEXT}" for name in BRANCH_TEXTS),
    "ALTER TABLE branch ADD COLUMN is_temporary INTEGER NOT NULL DEFAULT 0 CHECK (is_temporary IN (0, 1))",
    # searched with the name, and mostly empty: what is written is found without reading everybody's card
    "CREATE INDEX person_remark ON person (remark) WHERE remark <> ''",
    # what happened to a person's standing or place, each with its papers
    f"""CREATE TABLE movement ({_ROW}, {_PERSON}, kind TEXT NOT NULL CHECK (kind <> ''),
        on_date TEXT NOT NULL CHECK (on_date <> ''),
        {
        _texts(
            "until",
            "place",
            "organisation",
            "letter_number",
            "letter_valid_to",
            "receipt_on",
            "approved_on",
            "approved_by",
            "document",
            "contact",
            "contact_phone",
            "dues_paid_to",
            "papers",
            "reason",
            "remark",
            "voided_on",
        )
    })""",
    "CREATE INDEX movement_person ON movement (person_id, on_date)",
    "CREATE INDEX movement_date ON movement (on_date)",
    # talks with mobile members, searches for lost ones, contact with those abroad
    f"""CREATE TABLE contact_log ({_ROW}, {_PERSON}, on_date TEXT NOT NULL CHECK (on_date <> ''),
        {_texts("kind", "method", "made_by", "content")})""",
    "CREATE INDEX contact_log_person ON contact_log (person_id, on_date)",
    f"""CREATE TABLE relative ({_ROW}, {_PERSON}, seq INTEGER NOT NULL DEFAULT 1,
        relation TEXT NOT NULL CHECK (relation <> ''), name TEXT NOT NULL CHECK (name <> ''),
        {_texts("birth_date", "politics", "employer", "remark")})""",
    "CREATE INDEX relative_person ON relative (person_id)",
    f"""CREATE TABLE resume_entry ({_ROW}, {_PERSON}, seq INTEGER NOT NULL DEFAULT 1,
        {_texts("from_on", "to_on", "content", "witness")})""",
    "CREATE INDEX resume_entry_person ON resume_entry (person_id)",
    f"""CREATE TABLE honour ({_ROW}, {_PERSON}, kind TEXT NOT NULL CHECK (kind IN ('奖励', '处分')),
        on_date {_TEXT}, title TEXT NOT NULL CHECK (title <> ''),
        {_texts("given_by", "document", "ended_on", "remark")})""",
    "CREATE INDEX honour_person ON honour (person_id)",
    f"""CREATE TABLE memo ({_ROW}, {_PERSON}, made_on TEXT NOT NULL, content TEXT NOT NULL CHECK (content <> ''),
        {_texts("made_by")})""",
    "CREATE INDEX memo_person ON memo (person_id)",
    # the branch: groups, terms of its committee, who holds which post since when
    f"""CREATE TABLE party_group ({_ROW}, {_BRANCH}, group_name TEXT NOT NULL CHECK (group_name <> ''),
        leader_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        position INTEGER NOT NULL DEFAULT 0, {_texts("closed_on", "remark")})""",
    "CREATE INDEX party_group_name ON party_group (branch_id, group_name)",
    "CREATE INDEX party_group_leader ON party_group (leader_id)",
    f"""CREATE TABLE committee_term ({_ROW}, {_BRANCH}, session INTEGER NOT NULL DEFAULT 0,
        started_on TEXT NOT NULL CHECK (started_on <> ''), seats INTEGER NOT NULL DEFAULT 0,
        {_texts("due_on", "ended_on", "elected_on", "approved_on", "approved_by", "document", "remark")})""",
    "CREATE INDEX committee_term_branch ON committee_term (branch_id, started_on)",
    f"""CREATE TABLE post_term ({_ROW}, {_BRANCH},
        person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        name TEXT NOT NULL CHECK (name <> ''), post_name TEXT NOT NULL CHECK (post_name <> ''),
        from_on TEXT NOT NULL CHECK (from_on <> ''), {_texts("to_on", "method", "document", "remark")})""",
    "CREATE INDEX post_term_branch ON post_term (branch_id, from_on)",
    "CREATE INDEX post_term_person ON post_term (person_id)",
    # an election being prepared and counted; what comes of it are a term and its posts
    f"""CREATE TABLE election ({_ROW}, {_BRANCH}, on_date TEXT NOT NULL CHECK (on_date <> ''),
        {_counts("seats", "expected", "present", "issued", "returned", "invalid")},
        {
        _counts(
            "leaders_expected", "leaders_present", "leaders_issued", "leaders_returned", "leaders_invalid"
        )
    },
        {
        _texts(
            "starts_at",
            "place",
            "host",
            "reason",
            "requested_on",
            "approved_on",
            "approved_by",
            "document",
            "candidates_on",
            "candidates_document",
            "tellers",
            "scrutineers",
            "chief",
            "basis",
            "closed_on",
            "remark",
        )
    })""",
    "CREATE INDEX election_branch ON election (branch_id, on_date)",
    f"""CREATE TABLE election_choice ({_ROW},
        election_id INTEGER NOT NULL REFERENCES election (id) ON DELETE CASCADE,
        person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        name TEXT NOT NULL CHECK (name <> ''), post_name TEXT NOT NULL CHECK (post_name <> ''),
        origin TEXT NOT NULL DEFAULT '候选人' CHECK (origin IN ('候选人', '另选人')),
        {_counts("recommended", "group_recommended", "yes", "no", "abstain")}, {_texts("opinion", "proposed_post")})""",
    "CREATE INDEX election_choice_election ON election_choice (election_id)",
    "CREATE INDEX election_choice_person ON election_choice (person_id)",
    # columns the branch adds by itself
    f"""CREATE TABLE own_field ({_ROW}, {_BRANCH}, caption TEXT NOT NULL CHECK (caption <> ''),
        kind TEXT NOT NULL DEFAULT '文字' CHECK (kind IN ('文字', '日期', '数字', '选项', '是否')),
        position INTEGER NOT NULL DEFAULT 0, {_texts("choices", "closed_on")})""",
    "CREATE INDEX own_field_caption ON own_field (branch_id, caption)",
    """CREATE TABLE own_value (id INTEGER PRIMARY KEY,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        own_field_id INTEGER NOT NULL REFERENCES own_field (id) ON DELETE RESTRICT,
        value TEXT NOT NULL CHECK (value <> ''))""",
    "CREATE UNIQUE INDEX own_value_person ON own_value (person_id, own_field_id)",
    "CREATE INDEX own_value_field ON own_value (own_field_id, value)",
    # how a person likes to look at the roster: on this computer's file only
    f"""CREATE TABLE saved_search ({_ROW}, name TEXT NOT NULL CHECK (name <> ''), content TEXT NOT NULL,
        position INTEGER NOT NULL DEFAULT 0)""",
)


def up(execute: Callable[[str], object]) -> None:
    """Add the tables and columns of version 4."""
    for statement in STATEMENTS:
        execute(statement)
