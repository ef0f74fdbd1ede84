"""What a package may contain: its parts, their fields, and the limits both sides hold to.

A part is a table of the branch with uuids in place of row numbers. `tests/exporters/package/test_parts.py` holds the
list equal to the tables; whoever changes it raises SCHEMA.
"""

from exporters.package.fields import LARGEST_FEN, LARGEST_INT, LONG, Field, Kind, Part

SCHEMA = 3  # the version of this list


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


def _longs(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, limit=LONG) for name in names)


def _numbers(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, Kind.INT, LARGEST_INT) for name in names)


def _fen(name: str, *, filled: bool = False) -> Field:
    return Field(name, Kind.FEN, LARGEST_FEN, kept=True, filled=filled)


def _refers(name: str, part: str, *, filled: bool = True) -> Field:
    return Field(name, Kind.UUID, refers=part, kept=filled, filled=filled)


def _must(name: str, *choices: str) -> Field:
    return Field(name, kept=True, filled=True, choices=choices)


_UUID = Field("uuid", Kind.UUID, kept=True, filled=True)

PARTS: tuple[Part, ...] = (
    Part(
        "branch",
        ("uuid",),
        (
            _UUID,
            _must("name"),
            *_texts(
                "committee", "secretary", "organiser", "term_started_on", "phone", "short_name", "code", "founded_on",
                "founded_by", "organisation_kind", "region", "unit_relation", "unit_name", "unit_kind", "unit_code",
                "general_branch", "venue", "venue_area", "standard_class", "contact", "contact_phone", "letter_prefix",
                "founding_requested_on", "project_started_on", "project_ends_on",
            ),
            _must("sector", "村社区", "其他"),
            *_numbers("committee_size", "is_temporary"),
        ),
    ),
    Part(
        "person",
        ("uuid",),
        (
            _UUID,
            _must("name"),
            *_texts(
                "pinyin", "initials", "sex", "id_number", "birth_date", "ethnicity", "native_place", "education",
                "degree", "category", "branch_name", "joined_on", "confirmed_on", "phone", "stratum", "post",
                "technical_title", "employer", "address", "household", "lost_on", "mobile_to", "join_kind",
                "confirm_kind", "joined_branch", "probation_extension", "party_post", "party_group",
                "membership_state", "arrived_on", "left_on", "left_kind", "suspended_from", "suspended_to",
                "applied_on", "landline", "school", "major", "title_level", "politics", "league_joined_on", "marriage",
                "birth_place", "speciality", "work_started_on", "frontline", "united_unit", "archive_place",
                "lost_kind",
            ),
            *_longs("remark"),
            *_numbers(
                "standing_correction", "is_migrant_worker", "is_lost", "is_mobile", "is_exempt", "is_hardship",
                "is_incapable",
            ),
            Field("sort_key", kept=True),
            Field("deleted_on", kept=True),
        ),
    ),
    Part(
        "mark",
        ("person", "field", "code", "after"),
        (
            _refers("person", "person"),
            Field("field", kept=True),
            Field("code", kept=True),
            Field("after", limit=LONG, kept=True),
            *_longs("before", "message", "answer"),
            *_texts("resolved_on"),
        ),
        repeats=True,
    ),
    Part(
        "meeting",
        ("uuid",),
        (
            _UUID,
            _must("kind"),
            *_texts("title", "held_on", "starts_at", "ends_at", "place", "host", "recorder"),
            *_numbers("number"),
            *_longs("observers", "content", "summary", "corrections"),
            Field("signed_on", kept=True),
            Field("signed_code", kept=True),
        ),
    ),
    Part(
        "attendance",
        ("meeting", "person"),
        (
            _refers("meeting", "meeting"),
            _refers("person", "person"),
            Field("presence", choices=("到会", "请假", "缺席")),
            *_texts("reason"),
            *_longs("frozen"),
        ),
    ),
    Part(
        "agenda_item",
        ("uuid",),
        (
            _UUID,
            _refers("meeting", "meeting"),
            *_numbers("seq"),
            _must("kind"),
            *_longs("title", "content", "decision"),
            _refers("person", "person", filled=False),
            *_texts("method"),
            *_numbers("voted", "issued", "returned", "valid", "yes", "no", "abstain", "written"),
        ),
    ),
    Part(
        "dues_standard",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            _must("from_month"),
            Field("kind", kept=True),
            _fen("amount_fen"),
            Field("base_fen", Kind.FEN, LARGEST_FEN),
            Field("computed_fen", Kind.FEN, LARGEST_FEN),
            *_texts("band", "citation_id", "rule_version"),
            *_longs("explanation", "reason"),
        ),
        unique=(("person", "from_month"),),
    ),
    Part(
        "payment",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            Field("received_on", kept=True),
            _fen("amount_fen", filled=True),
            Field("reverses", Kind.UUID, refers="payment", kept=True),
            Field("reason", limit=LONG, kept=True),
            *_texts("method", "handed_by"),
            *_longs("note"),
        ),
        unique=(("reverses",),),
    ),
    Part(
        "payment_line",
        ("payment", "month"),
        (
            _refers("payment", "payment"),
            Field("month", kept=True),
            _fen("amount_fen", filled=True),
        ),
    ),
    Part(
        "step",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            _must("code"),
            *_texts("on_date", "ended_on", "result"),
            *_numbers("hours"),
            _refers("meeting", "meeting", filled=False),
            *_longs("remark"),
        ),
    ),
    Part(
        "companion",
        ("person", "role", "name"),
        (
            _refers("person", "person"),
            _must("role", "contact", "sponsor"),
            _must("name"),
            _refers("member", "person", filled=False),
        ),
        repeats=True,
    ),
    Part(
        "movement",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            _must("kind"),
            _must("on_date"),
            *_texts(
                "until", "place", "organisation", "letter_number", "letter_valid_to", "receipt_on", "approved_on",
                "approved_by", "document", "contact", "contact_phone", "dues_paid_to",
            ),
            *_longs("papers", "reason", "remark"),
            Field("voided_on", kept=True),
        ),
    ),
    Part(
        "contact_log",
        ("uuid",),
        (_UUID, _refers("person", "person"), _must("on_date"), *_texts("kind", "method", "made_by"), *_longs("content")),
    ),
    Part(
        "relative",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            *_numbers("seq"),
            _must("relation"),
            _must("name"),
            *_texts("birth_date", "politics", "employer"),
            *_longs("remark"),
        ),
    ),
    Part(
        "resume_entry",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            *_numbers("seq"),
            *_texts("from_on", "to_on", "witness"),
            *_longs("content"),
        ),
    ),
    Part(
        "honour",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            _must("kind", "奖励", "处分"),
            _must("title"),
            *_texts("on_date", "given_by", "document", "ended_on"),
            *_longs("remark"),
        ),
    ),
    Part(
        "memo",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person"),
            Field("made_on", kept=True),
            Field("content", limit=LONG, kept=True, filled=True),
            *_texts("made_by"),
        ),
    ),
    Part(
        "party_group",
        ("uuid",),
        (
            _UUID,
            _must("group_name"),
            _refers("leader", "person", filled=False),
            *_numbers("position"),
            *_texts("closed_on"),
            *_longs("remark"),
        ),
    ),
    Part(
        "committee_term",
        ("uuid",),
        (
            _UUID,
            _must("started_on"),
            *_numbers("session", "seats"),
            *_texts("due_on", "ended_on", "elected_on", "approved_on", "approved_by", "document"),
            *_longs("remark"),
        ),
    ),
    Part(
        "post_term",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person", filled=False),
            _must("name"),
            _must("post_name"),
            _must("from_on"),
            *_texts("to_on", "method", "document"),
            *_longs("remark"),
        ),
    ),
    Part(
        "own_field",
        ("uuid",),
        (
            _UUID,
            _must("caption"),
            _must("kind", "文字", "日期", "数字", "选项", "是否"),
            *_numbers("position"),
            *_longs("choices"),
            *_texts("closed_on"),
        ),
    ),
    Part(
        "own_value",
        ("person", "own_field"),
        (
            _refers("person", "person"),
            _refers("own_field", "own_field"),
            Field("value", limit=LONG, kept=True, filled=True),
        ),
    ),
    Part(
        "election",
        ("uuid",),
        (
            _UUID,
            _must("on_date"),
            *_numbers(
                "seats", "expected", "present", "issued", "returned", "invalid", "leaders_expected",
                "leaders_present", "leaders_issued", "leaders_returned", "leaders_invalid",
            ),
            *_texts(
                "starts_at", "place", "host", "requested_on", "approved_on", "approved_by", "document",
                "candidates_on", "candidates_document", "chief", "basis", "closed_on",
            ),
            *_longs("reason", "tellers", "scrutineers", "remark"),
        ),
    ),
    Part(
        "election_choice",
        ("uuid",),
        (
            _UUID,
            _refers("election", "election"),
            _refers("person", "person", filled=False),
            _must("name"),
            _must("post_name"),
            _must("origin", "候选人", "另选人"),
            *_numbers("recommended", "group_recommended", "yes", "no", "abstain"),
            *_longs("opinion"),
            *_texts("proposed_post"),
        ),
    ),
    Part(
        "guest_member",
        ("uuid",),
        (
            _UUID,
            _must("name"),
            _must("arrived_on"),
            *_texts(
                "sex", "education", "category", "joined_on", "phone", "organisation", "contact", "contact_phone",
                "verified_by", "certificate", "party_group", "employer", "place", "returned_on",
            ),
            *_longs("remark"),
        ),
    ),
    Part(
        "attachment",
        ("uuid",),
        (
            _UUID,
            _refers("person", "person", filled=False),
            _refers("meeting", "meeting", filled=False),
            _must("kind", "照片", "附件"),
            _must("name"),
            _must("sha256"),
            _must("extension", "jpg", "png", "pdf", "docx", "xlsx"),
            Field("size", Kind.INT, LARGEST_INT, kept=True, filled=True),
            *_texts("added_on"),
            *_longs("remark"),
        ),
    ),
    Part(
        "answer",
        ("rule", "record_kind", "record"),
        (
            Field("rule", kept=True),
            Field("record_kind", kept=True),
            Field("record", Kind.UUID, refers="*", kept=True, filled=True),
            Field("reason", limit=LONG, kept=True, filled=True),
            Field("answered_on", kept=True),
        ),
    ),
)  # fmt: skip
BY_NAME: dict[str, Part] = {part.name: part for part in PARTS}
FULL_PROFILE: dict[str, tuple[str, ...]] = {part.name: part.names for part in PARTS}
