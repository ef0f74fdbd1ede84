"""Which sheet records which kind of meeting (forms.md A0)."""

from models.domain.records import MeetingKind

SIGN_IN, NOTICE, EXTRACT, CORRECTION = "A2", "A1", "A4.2", "A13"
MINUTES_OF = {
    MeetingKind.ASSEMBLY: "A3",
    MeetingKind.COMMITTEE: "A4",
    MeetingKind.GROUP: "A5",
    MeetingKind.LECTURE: "A6",
    MeetingKind.THEME_DAY: "A7",
    MeetingKind.ORG_LIFE: "A8.5",
    MeetingKind.APPRAISAL: "A3",
}
KINDS_OF = {
    form: frozenset(kind for kind, one in MINUTES_OF.items() if one == form)
    for form in dict.fromkeys(MINUTES_OF.values())
}
KINDS_OF[EXTRACT] = frozenset({MeetingKind.COMMITTEE})
