"""The two sentences of a meeting: who was there, and what a vote came to."""

from collections.abc import Callable
from dataclasses import replace

from models.domain.check_meeting import VOTING_MEETINGS, carried, needs_decision
from models.domain.check_vote import FAILED, PASSED
from models.domain.election import Election, told
from models.domain.records import AgendaItem, Meeting, Tally
from models.services.desk import Desk
from models.services.meetings import Meetings
from ui.widgets.agenda_editor import AgendaHelp, ItemNote


def sum_words(tally: Tally) -> str:
    """The line every secretary knows: 应到、有表决权、实到."""
    away = [f"请假 {tally.leave}" if tally.leave else "", f"缺席 {tally.absent}" if tally.absent else ""]
    unset = tally.expected - tally.present - tally.leave - tally.absent
    away.append(f"未登记 {unset}" if unset else "")
    words = "、".join(word for word in away if word)
    parts = [
        f"应到 {tally.expected}（正式 {tally.full}、预备 {tally.probationary}）",
        f"应到有表决权 {tally.entitled}",
        f"实到 {tally.present}",
        f"实到有表决权 {tally.entitled_present}",
    ]
    return "｜".join([*parts, words] if words else parts)


def item_note(service: Meetings, meeting: Meeting, item: AgendaItem) -> ItemNote:
    """Threshold and result of one item; nothing for items and meetings that decide nothing."""
    if meeting.kind not in VOTING_MEETINGS or not needs_decision(item):
        return ItemNote()
    need = service.needed(meeting, item)
    quorum, majority = need.quorum.citation, need.majority.citation
    both = (("到会", quorum), ("赞成", majority))
    articles = both if quorum != majority else (("到会和赞成", quorum),)
    note = ItemNote(needed=need.words, articles=articles)
    if item.election_id:
        return replace(note, short="见换届选举")
    if not item.vote.voted:
        return replace(note, result="尚未录入表决结果", short="？未录入表决", state="unknown")
    return replace(note, **_outcome(item, carried(item, service.tally(meeting), need)))


def _outcome(item: AgendaItem, enough: bool) -> dict[str, str]:
    """What the numbers come to, beside what was announced."""
    told = f"赞成 {item.vote.yes} 票"
    if enough and item.result == FAILED:
        return {"result": f"！{told}，已达到通过的条件，记录为未通过", "short": "！未通过", "state": "soon"}
    if enough:
        return {"result": f"✓ {told}，通过", "short": "✓ 通过", "state": "done"}
    if item.result == FAILED:
        return {"result": f"{told}，未达到通过的条件，已记录为未通过", "short": "未通过", "state": "unknown"}
    more = "，却记录为通过" if item.result == PASSED else ""
    return {"result": f"× {told}，未达到通过的条件{more}", "short": "× 未通过", "state": "late"}


def agenda_help(desk: Desk, note: Callable[[AgendaItem], ItemNote]) -> AgendaHelp:
    """What the agenda asks of the services: people, thresholds, the elections an item may hold."""
    elections = desk.elections.all()
    words = {one.id: election_words(desk, one) for one in elections}
    return AgendaHelp(
        people=desk.meetings.concerned,
        note=note,
        elections=tuple((one.id, f"{one.on_date} {_of_what(one)}") for one in elections),
        counted=lambda election_id: words.get(election_id, ""),
    )


def _of_what(election: Election) -> str:
    return f"换届选举（委员 {election.seats} 名）" if election.seats else "选举书记"


def election_words(desk: Desk, election: Election) -> str:
    """What was counted: a line for each ballot, with who is elected by the reading the branch goes by."""
    share = desk.rules.edition("election", election.on_date).value("XJ-10").share
    return "\n".join(told(election, share))
