"""What a package may contain: its parts, their fields, and the limits both sides hold to.

A part is a table of the branch with uuids in place of row numbers. `tests/exporters/package/test_parts.py` holds the
list equal to the tables; whoever changes it raises SCHEMA.
"""

from exporters.package.fields import (
    LARGEST_INT,
    LONG,
    UUID,
    Field,
    Kind,
    Part,
    longs,
    must,
    numbers,
    refers,
    texts,
)
from exporters.package.parts_dues import DUES_PARTS
from exporters.package.parts_meetings import MEETING_PARTS, PLAN_PARTS

SCHEMA = 5  # the version of this list


PARTS: tuple[Part, ...] = (
    Part(
        "branch",
        ("uuid",),
        (
            UUID,
            must("name"),
            *texts(
                "committee", "secretary", "organiser", "term_started_on", "phone", "short_name", "code", "founded_on",
                "founded_by", "organisation_kind", "region", "unit_relation", "unit_name", "unit_kind", "unit_code",
                "general_branch", "venue", "venue_area", "standard_class", "contact", "contact_phone", "letter_prefix",
                "founding_requested_on", "project_started_on", "project_ends_on",
            ),
            must("sector", "村社区", "其他"),
            *numbers("committee_size", "is_temporary"),
        ),
    ),
    Part(
        "person",
        ("uuid",),
        (
            UUID,
            must("name"),
            *texts(
                "pinyin", "initials", "sex", "id_number", "birth_date", "ethnicity", "native_place", "education",
                "degree", "category", "branch_name", "joined_on", "confirmed_on", "phone", "stratum", "post",
                "technical_title", "employer", "address", "household", "lost_on", "mobile_to", "join_kind",
                "confirm_kind", "joined_branch", "probation_extension", "party_post", "party_group",
                "membership_state", "arrived_on", "left_on", "left_kind", "suspended_from", "suspended_to",
                "applied_on", "landline", "school", "major", "title_level", "politics", "league_joined_on", "marriage",
                "birth_place", "speciality", "work_started_on", "frontline", "united_unit", "archive_place",
                "lost_kind",
            ),
            *longs("remark"),
            *numbers(
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
            refers("person", "person"),
            Field("field", kept=True),
            Field("code", kept=True),
            Field("after", limit=LONG, kept=True),
            *longs("before", "message", "answer"),
            *texts("resolved_on"),
        ),
        repeats=True,
    ),
    *MEETING_PARTS,
    *DUES_PARTS,
    Part(
        "step",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            must("code"),
            *texts("on_date", "ended_on", "result"),
            *numbers("hours"),
            refers("meeting", "meeting", filled=False),
            *longs("remark"),
        ),
    ),
    Part(
        "companion",
        ("person", "role", "name"),
        (
            refers("person", "person"),
            must("role", "contact", "sponsor"),
            must("name"),
            refers("member", "person", filled=False),
        ),
        repeats=True,
    ),
    Part(
        "movement",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            must("kind"),
            must("on_date"),
            *texts(
                "until", "place", "organisation", "letter_number", "letter_valid_to", "receipt_on", "approved_on",
                "approved_by", "document", "contact", "contact_phone", "dues_paid_to",
            ),
            *longs("papers", "reason", "remark"),
            Field("voided_on", kept=True),
        ),
    ),
    Part(
        "contact_log",
        ("uuid",),
        (UUID, refers("person", "person"), must("on_date"), *texts("kind", "method", "made_by"), *longs("content")),
    ),
    Part(
        "relative",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            *numbers("seq"),
            must("relation"),
            must("name"),
            *texts("birth_date", "politics", "employer"),
            *longs("remark"),
        ),
    ),
    Part(
        "resume_entry",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            *numbers("seq"),
            *texts("from_on", "to_on", "witness"),
            *longs("content"),
        ),
    ),
    Part(
        "honour",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            must("kind", "奖励", "处分"),
            must("title"),
            *texts("on_date", "given_by", "document", "ended_on"),
            *longs("remark"),
        ),
    ),
    Part(
        "memo",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            Field("made_on", kept=True),
            Field("content", limit=LONG, kept=True, filled=True),
            *texts("made_by"),
        ),
    ),
    Part(
        "party_group",
        ("uuid",),
        (
            UUID,
            must("group_name"),
            refers("leader", "person", filled=False),
            *numbers("position"),
            *texts("closed_on"),
            *longs("remark"),
        ),
    ),
    Part(
        "committee_term",
        ("uuid",),
        (
            UUID,
            must("started_on"),
            *numbers("session", "seats"),
            *texts("due_on", "ended_on", "elected_on", "approved_on", "approved_by", "document"),
            *longs("remark"),
        ),
    ),
    Part(
        "post_term",
        ("uuid",),
        (
            UUID,
            refers("person", "person", filled=False),
            must("name"),
            must("post_name"),
            must("from_on"),
            *texts("to_on", "method", "document"),
            *longs("remark"),
        ),
    ),
    Part(
        "own_field",
        ("uuid",),
        (
            UUID,
            must("caption"),
            must("kind", "文字", "日期", "数字", "选项", "是否"),
            *numbers("position"),
            *longs("choices"),
            *texts("closed_on"),
        ),
    ),
    Part(
        "own_value",
        ("person", "own_field"),
        (
            refers("person", "person"),
            refers("own_field", "own_field"),
            Field("value", limit=LONG, kept=True, filled=True),
        ),
    ),
    Part(
        "guest_member",
        ("uuid",),
        (
            UUID,
            must("name"),
            must("arrived_on"),
            *texts(
                "sex", "education", "category", "joined_on", "phone", "organisation", "contact", "contact_phone",
                "verified_by", "certificate", "party_group", "employer", "place", "returned_on",
            ),
            *longs("remark"),
        ),
    ),
    Part(
        "attachment",
        ("uuid",),
        (
            UUID,
            refers("person", "person", filled=False),
            refers("meeting", "meeting", filled=False),
            must("kind", "照片", "附件", "扫描件"),
            *numbers("position"),
            must("name"),
            must("sha256"),
            must("extension", "jpg", "png", "pdf", "docx", "xlsx"),
            Field("size", Kind.INT, LARGEST_INT, kept=True, filled=True),
            *texts("added_on"),
            *longs("remark"),
        ),
    ),
    *PLAN_PARTS,
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
