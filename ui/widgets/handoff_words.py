"""The handoff tab's sentences: what state a package is in, which fields go along, how the tab sums itself up."""

from collections.abc import Collection, Sequence
from datetime import date

from models.domain.dates import chinese_date
from models.domain.handoff import FieldChoice, HandoffStatus, OutgoingEntry, Profile
from models.services.redaction import WHOLE

NOBODY = (  # no committee is known yet
    "还没有登记上级党委：先导入上级党委给的密钥卡文件，和盖章的纸核对过，上报包就只有上级党委打得开。\n"
    "再把本支部的密钥卡交给上级党委一次，对方就认得本支部的上报包。"
)


def days_since(day: str, today: str) -> int:
    """Days from one ISO day (or time) to another; 0 when either is unknown."""
    try:
        return (date.fromisoformat(today[:10]) - date.fromisoformat(day[:10])).days
    except ValueError:
        return 0


def shown_time(at: str) -> str:
    """2026-09-30T08:15:00 → 2026-09-30 08:15."""
    return at[:16].replace("T", " ")


def size_words(size: int) -> str:
    """12 KB, 3.4 MB, 14.6 GB: as file managers say it."""
    if size < 1024:
        return f"{size} 字节"
    number = float(size)
    for unit in ("KB", "MB", "GB"):
        number /= 1024
        if number < 1024 or unit == "GB":
            return f"{number:.0f} {unit}" if number >= 10 or unit == "KB" else f"{number:.1f} {unit}"
    return ""


def answer_of(entry: OutgoingEntry) -> str:
    """The committee's answer to a package that it has not taken over: 退回（2026-10-03）; else ""."""
    head, _, said = entry.note.partition("：")
    return said if head == "回执" and not entry.acknowledged_on else ""


def state_of(entry: OutgoingEntry, *, replaced: bool = False) -> tuple[str, str]:
    """Sign with words and tone of a line of the register; `replaced`: a later package has its receipt."""
    if entry.kind != "package":
        return ("✓ 已交出", "done") if entry.delivered_on else ("", "quiet")
    if entry.acknowledged_on:
        return f"✓ 回执 {entry.acknowledged_on}", "done"
    if replaced:
        return "已由后一号代替", "quiet"
    if said := answer_of(entry):
        return f"！{said}", "soon"
    if entry.delivered_on:
        return "○ 等回执", "soon"
    return "！未写到 U 盘", "soon"


def sentence(status: HandoffStatus, today: str) -> str:
    """The tab in one sentence."""
    last = status.last
    if last is None:
        return "还没有上报过。"
    said = f"上次上报 {chinese_date(last.made_at[:10])}，第 {last.seq} 号"
    if last.acknowledged_on:
        said += f"，{chinese_date(last.acknowledged_on)}收到回执"
    elif said_back := answer_of(last):
        said += f"，回执：{said_back}"
    elif last.delivered_on:
        days = days_since(last.delivered_on, today)
        said += f"，交出 {days} 天，还没有回执" if days else "，今天交出，还没有回执"
    else:
        said += "，还没有写到 U 盘"
    if status.open_todos:
        said += f"；退回待办 {status.open_todos} 条"
    return f"{said}。"


def parts_left_out(left_out: Collection[str]) -> frozenset[str]:
    """Parts of which nothing at all goes along."""
    return frozenset(part for key in left_out for part in WHOLE.get(key, ()))


def field_lines(choices: Sequence[FieldChoice], profile: Profile) -> list[tuple[str, str, str]]:
    """Group by group: (group, what goes along, what stays here)."""
    groups: dict[str, tuple[list[str], list[str]]] = {}
    gone = parts_left_out(profile.left_out)
    for choice in choices:
        whole, stays = "." not in choice.key, choice.key in profile.left_out
        if (whole and not stays) or (not whole and choice.key.partition(".")[0] in gone):
            continue  # a part is told field by field, or once as a whole when nothing of it goes along
        taken, left = groups.setdefault(choice.group, ([], []))
        (left if stays else taken).append(choice.label)
    return [(group, "、".join(taken), "、".join(left)) for group, (taken, left) in groups.items()]
