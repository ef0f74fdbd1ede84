"""What ballots, summaries and resolutions of a vote share: whom it is about, its numbers, its thresholds in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exporters.forms._text import BLANK, date_or_blank, or_blank, ticked
from models.domain.check_meeting import carried, expected_needed
from models.domain.check_vote import FAILED, PASSED, SECRET
from models.domain.facts import MeetingFacts
from models.domain.records import AgendaItem, ItemKind
from models.domain.rules import load_rules


@dataclass(frozen=True, slots=True)
class Words:
    """How one kind of decision is called on paper: of the vote, for it, of the resolution, what was carried."""

    vote: str
    yes: str
    about: str
    carried: str


WORDS = {
    ItemKind.ADMIT: Words("接收预备党员", "赞成", "接收{}同志为中共预备党员", "接收{}同志为中共预备党员"),
    ItemKind.CONFIRM: Words(
        "预备党员转正",
        "赞成\n（按期转正）",
        "{}同志转为中共正式党员",
        "{}同志按期转为中共正式党员",
    ),
    ItemKind.EXTEND: Words(
        "延长预备期",
        "赞成\n（延长）",
        "延长{}同志预备期",
        "延长{}同志的预备期",
    ),
    ItemKind.CANCEL: Words(
        "取消预备党员资格",
        "赞成\n（取消）",
        "取消{}预备党员资格",
        "取消{}的预备党员资格",
    ),
}


def items_of(facts: MeetingFacts, kinds: Sequence[ItemKind]) -> list[AgendaItem]:
    """The meeting's items of these kinds in order; an empty one of the first kind for a sheet to be filled by hand."""
    found = sorted((item for item in facts.meeting.items if item.kind in kinds), key=lambda item: item.seq)
    return found or [AgendaItem(kind=kinds[0])]


def of_ballot(item: AgendaItem, on: str) -> dict[str, str]:
    """What a ballot says: neither number nor voter, the day for the pen when it is not known."""
    words = WORDS[item.kind]
    return {
        "what": words.vote,
        "name": item.person_name,
        "yes_head": words.yes,
        "day": date_or_blank(on),
    }


def numbers(item: AgendaItem, facts: MeetingFacts) -> dict[str, str]:
    """Every number of a vote as it was entered; a line for the pen where nobody has counted."""
    vote, tally, known = item.vote, facts.tally, ticked(facts.meeting)
    secret = vote.voted and (vote.method == SECRET or vote.issued > 0)
    needed = expected_needed(item.kind, tally, load_rules(), facts.meeting.held_on, facts.meeting.kind)
    entitled = bool(facts.meeting.attendees)

    def count(value: int, shown: bool) -> str:
        return str(value) if shown else BLANK

    enough = needed.quorum.share.reached(tally.entitled_present, tally.entitled)
    return {
        "method": vote.method if vote.voted else BLANK,
        "n_entitled": count(tally.entitled, entitled),
        "n_present": count(tally.entitled_present, known),
        "quorate": ("是" if enough else "否") if known and entitled else "□是　□否",
        "quorum": f"须{needed.quorum.share.words}（至少{needed.present}人）" if entitled else "",
        "n_issued": count(vote.issued, secret),
        "n_returned": count(vote.returned, secret),
        "n_valid": count(vote.valid, secret),
        "n_invalid": count(max(0, vote.returned - vote.valid), secret),
        "n_yes": count(vote.yes, vote.voted),
        "n_no": count(vote.no, vote.voted),
        "n_abstain": count(vote.abstain, vote.voted),
        "n_written": count(vote.written, vote.voted),
        "written_parts": _written(item),
        "share": _share(vote.yes, tally.entitled) if vote.voted and tally.entitled else BLANK,
        "majority": f"须{needed.majority.share.words}（至少{needed.yes}票）" if entitled else "",
        "result": item.result or _result(carried(item, tally, needed), item, known and entitled),
    }


def _written(item: AgendaItem) -> str:
    vote = item.vote
    if not vote.written or not (vote.written_yes or vote.written_no):
        return ""
    rest = vote.written - vote.written_yes - vote.written_no
    return f"其中同意{vote.written_yes}件、不同意{vote.written_no}件、弃权{rest}件"


def _result(is_carried: bool, item: AgendaItem, known: bool) -> str:
    if not item.vote.voted or not known:
        return "□通过　□未通过"
    return PASSED if is_carried else FAILED


def _share(part: int, whole: int) -> str:
    """Per cent with one decimal, half up, in integers."""
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def meeting_words(facts: MeetingFacts) -> dict[str, Any]:
    """Branch, day, place and who signs."""
    meeting = facts.meeting
    return {
        "branch": facts.branch.name,
        "committee": facts.branch.committee or "上级党委",
        "title": meeting.title or meeting.kind.value,
        "held_on": meeting.held_on,
        "on": date_or_blank(meeting.held_on),
        "place": or_blank(meeting.place),
        "host": or_blank(meeting.host),
    }


def decided(item: AgendaItem) -> bool:
    """Whether the minutes or the count say that it was carried or not."""
    return item.vote.voted or bool(item.result)
