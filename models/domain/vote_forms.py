"""Which papers the votes of a meeting have (forms.md A10, B19, B25), by what its items decide."""

from models.domain.records import AgendaItem, ItemKind, Meeting, MeetingKind

AGENDA, BALLOT, COUNT, SUMMARY, RESOLUTION = "议程和主持词", "票决票", "票决计票单", "票决情况汇总表", "决议"
_ENDING = (ItemKind.CONFIRM, ItemKind.EXTEND, ItemKind.CANCEL)


def vote_forms(meeting: Meeting) -> list[tuple[str, str]]:
    """(what it is called, form id) in the order they are used; nothing for a meeting without decisions."""
    found: list[tuple[str, str]] = []
    if meeting.kind is MeetingKind.ASSEMBLY:
        kinds = {item.kind for item in meeting.items}
        if ItemKind.ADMIT in kinds:
            found += [(f"接收预备党员：{BALLOT}", "B19.4"), (f"接收预备党员：{SUMMARY}", "B19.5")]
            found.append((f"接收预备党员：{RESOLUTION}", "B19.6"))
        if kinds & set(_ENDING):
            found += [(f"转正：{BALLOT}", "B25.5"), (f"转正：{SUMMARY}", "B25.51")]
        if ItemKind.CONFIRM in kinds:
            found.append((f"转正：{RESOLUTION}", "B25.6"))
        if kinds & {ItemKind.EXTEND, ItemKind.CANCEL}:
            found.append((f"延长、取消：{RESOLUTION}", "B25.7"))
        if found:
            found.insert(1, (COUNT, "B19.51"))
        if ItemKind.ADMIT in kinds:
            found.insert(0, (f"接收预备党员：{AGENDA}", "B19.1"))
    if any(_plain(item) for item in meeting.items):
        found.append((RESOLUTION if not found else f"其他事项：{RESOLUTION}", "A10"))
    return found


def _plain(item: AgendaItem) -> bool:
    """Decided, and not about somebody's membership."""
    return (item.vote.voted or bool(item.result)) and item.kind not in (ItemKind.ADMIT, *_ENDING)
