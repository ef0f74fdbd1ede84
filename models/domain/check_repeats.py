"""The same paragraph in the minutes of several meetings, each beside what was written before it (WZ-05)."""

from collections.abc import Sequence, Set
from dataclasses import replace

from models.domain.check_text import SAME, OwnNames, check_text, paragraphs
from models.domain.dates import add_months
from models.domain.finding import Finding
from models.domain.records import Meeting
from models.domain.rules import RuleBook

LOOK_BACK = 36  # months


def check_repeats(meetings: Sequence[Meeting], phrases: Set[str], rules: RuleBook) -> list[Finding]:
    """One finding a meeting, in the order of days; `phrases` are keys of paragraphs that may stand in any minutes."""
    known: dict[str, tuple[str, str]] = {}
    found: list[Finding] = []
    for meeting in sorted(meetings, key=lambda m: (m.held_on, m.id)):
        since = add_months(meeting.held_on, -LOOK_BACK)
        own = {key for _, key, _ in paragraphs(meeting)} - phrases
        earlier = {key: known[key][1] for key in own & known.keys() if known[key][0] >= since}
        if earlier:
            said = check_text(meeting, OwnNames(), earlier, rules)
            found += [replace(one, on_date=meeting.held_on) for one in said if one.rule == SAME]
        known |= dict.fromkeys(own, (meeting.held_on, f"{meeting.held_on} {meeting.title}"))
    return found
