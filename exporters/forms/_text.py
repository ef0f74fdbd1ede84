"""Words and numbers as the forms write them: dates in text, blanks for the pen, names with what is beside them."""

from collections.abc import Iterable, Sequence

from models.domain.dates import chinese_date
from models.domain.money import yuan
from models.domain.observers import split_people as split_people
from models.domain.records import (
    AgendaItem,
    Attendee,
    Branch,
    Category,
    ItemKind,
    Meeting,
    MeetingKind,
    Presence,
)

BLANK = "____"
BLANK_DATE = "____年__月__日"
TO_FILL = "（待补充）"
EDITION_2026_FROM = "2026-05-18"  # rules.md §0: the 2026 edition is applied to steps from this day on
SHORT_CATEGORY = {Category.FULL: "正式", Category.PROBATIONARY: "预备"}


def above_words(branch: Branch) -> str:
    """The committee above, and the general branch between, where there is one."""
    return branch.committee + (f"（所属党总支：{branch.general_branch}）" if branch.general_branch else "")


def written_date(iso: str) -> str:
    """2026年9月30日 for running text; a partial date as far as it goes; "" stays ""."""
    return chinese_date(iso) if iso else ""


def date_or_blank(iso: str) -> str:
    """The date in words, or a line to write it on."""
    return written_date(iso) or BLANK_DATE


def or_blank(value: object) -> str:
    """The value as text, or a short line for the pen when there is none."""
    text = "" if value is None else str(value)
    return text or BLANK


def amount(fen: int) -> str:
    """Fen as yuan with two decimals, nothing for nothing (empty cells of a ledger)."""
    return yuan(fen) if fen else ""


def article_of_rules(on: str, article_2026: str, article_2014: str) -> str:
    """依据 of a development form: the edition in force on the day of the step (undated: the 2026 edition)."""
    if on and on < EDITION_2026_FROM:
        return f"《中国共产党发展党员工作细则》（2014年）{article_2014}" if article_2014 else ""
    return f"《中国共产党发展党员工作细则》（2026年修订）{article_2026}"


def ticked(meeting: Meeting) -> bool:
    """Whether anybody has recorded who came."""
    return any(a.presence is not Presence.UNSET for a in meeting.attendees)


def absent_with_reason(attendees: Iterable[Attendee]) -> str:
    """李四（请假：外出务工）、赵六（请假：病假，住院）、王五（缺席）."""
    parts: list[str] = []
    for one in attendees:
        if one.presence in (Presence.LEAVE, Presence.ABSENT):
            why = "，".join(part for part in (one.leave_kind, one.reason) if part)
            parts.append(f"{one.name}（{one.presence.value}{'：' if why else ''}{why}）")
    return "、".join(parts)


def left_out_words(attendees: Sequence[Attendee]) -> str:
    """Who is not counted in 应到, by name only: why is nobody else's business on a sheet that goes round."""
    names = "、".join(one.name for one in attendees)
    said = f"不计入应到 {len(attendees)} 人（经上级党组织同意并经支部党员大会通过）：{names}。"
    return said if attendees else ""


def present_names(attendees: Iterable[Attendee]) -> str:
    """Names of those who came; probationary members are marked, since they don't vote."""
    return "、".join(
        f"{a.name}（预备）" if a.category is Category.PROBATIONARY else a.name
        for a in attendees
        if a.presence is Presence.PRESENT
    )


def item_about(
    meetings: Iterable[Meeting], person_id: int, kind: ItemKind, among: tuple[MeetingKind, ...]
) -> tuple[Meeting, AgendaItem] | None:
    """The latest meeting of these kinds with an item of this kind about this person."""
    found = [
        (meeting, item)
        for meeting in meetings
        if meeting.kind in among
        for item in meeting.items
        if item.kind is kind and item.person_id == person_id
    ]
    return max(found, key=lambda pair: pair[0].held_on, default=None)
