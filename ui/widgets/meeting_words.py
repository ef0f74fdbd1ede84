"""The two sentences of a meeting: who was there, and what a vote came to."""

from dataclasses import replace

from models.domain.check_meeting import VOTING_MEETINGS, needs_decision
from models.domain.records import AgendaItem, Meeting, Tally
from models.services.meetings import Meetings
from ui.widgets.agenda_editor import ItemNote


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
    if not item.vote.voted:
        return replace(note, result="尚未录入表决结果", short="？未录入表决", state="unknown")
    if service.passed(meeting, item):
        return replace(note, result=f"✓ 赞成 {item.vote.yes} 票，通过", short="✓ 通过", state="done")
    return replace(
        note, result=f"× 赞成 {item.vote.yes} 票，未达到通过的条件", short="× 未通过", state="late"
    )
