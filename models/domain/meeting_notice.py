"""The words of a notice that calls a meeting: who is asked to come, and the same in the length of a text message."""

from models.domain.dates import chinese_date, full
from models.domain.records import Branch, Meeting, MeetingKind

_WEEK = "一二三四五六日"
_WHOM = {MeetingKind.COMMITTEE: "支部委员会全体委员", MeetingKind.GROUP: "全体党员"}


def called(meeting: Meeting) -> str:
    """支部党员大会; a group's meeting by the group's name."""
    if meeting.kind is MeetingKind.GROUP and meeting.party_group:
        return f"{meeting.party_group}党小组会".replace("党小组党小组会", "党小组会")
    return meeting.kind.value


def addressed(meeting: Meeting) -> str:
    """Whom the notice is sent to."""
    if meeting.kind is MeetingKind.COMMITTEE:
        return "各位支部委员"
    if meeting.kind is MeetingKind.GROUP:
        return f"{meeting.party_group or '本小组'}全体党员"
    return "各党小组、全体党员"


def asked(meeting: Meeting) -> str:
    """Who takes part."""
    if meeting.kind is MeetingKind.GROUP:
        return f"{meeting.party_group or '本小组'}全体党员"
    return _WHOM.get(meeting.kind, "全体党员")


def day_words(meeting: Meeting) -> str:
    """2026年9月20日（星期日）9:00, as far as it is known."""
    day = full(meeting.held_on)
    if day is None:
        return ""
    week = f"（星期{_WEEK[day.weekday()]}）"
    return f"{chinese_date(meeting.held_on)}{week}{meeting.starts_at.removeprefix('0')}"


def short_notice(branch: Branch, meeting: Meeting) -> str:
    """For a text message: when, where, what about, and how to ask for leave; nothing that is not recorded."""
    topics = "；".join(f"{n}. {item.title}" for n, item in enumerate(meeting.items, 1) if item.title)
    about = f"议题：{topics}。" if topics else ""
    place = f"在{meeting.place}" if meeting.place else ""
    when = day_words(meeting) or "____年__月__日"
    name = branch.short_name or branch.name
    return (
        f"【{name}】通知：定于{when}{place}召开{called(meeting)}，请{asked(meeting)}参加。{about}"
        "请提前10分钟签到；不能到会的，请会前向支部请假并说明原因。"
    )
