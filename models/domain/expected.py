"""应到怎么来的: the roll of a meeting taken apart, with the names behind every number and the sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.domain.exemption import Exemption
from models.domain.guest import Guest
from models.domain.records import Attendee, Category, Meeting, MeetingKind, Presence

Names = tuple[tuple[str, str], ...]  # name, what is to be said beside it


@dataclass(frozen=True, slots=True)
class Part:
    """One number with the people behind it; `sum` says how it comes about."""

    title: str
    count: int
    people: Names = ()
    sum: str = ""
    is_total: bool = False


def parts_of(
    meeting: Meeting, exemptions: Mapping[int, Exemption] | None = None, guests: Sequence[Guest] = ()
) -> tuple[Part, ...]:
    """Members of the day, less those left out; of them those without a vote; then who came, and who beside them."""
    counted, left_out = meeting.attendees, meeting.left_out
    noun = "委员" if meeting.kind is MeetingKind.COMMITTEE else "党员"
    of = "当天在任" if meeting.kind is MeetingKind.COMMITTEE else "当天在册"
    full = sum(a.category is Category.FULL for a in (*counted, *left_out))
    there = len(counted) + len(left_out)
    silent = [a for a in counted if not a.can_vote]
    found = [Part(f"{of}{noun}", there, sum=f"正式 {full} ＋ 预备 {there - full} ＝ {there}")]
    if left_out:
        found.append(Part("不计入应到", len(left_out), _exempted(left_out, exemptions or {})))
    found.append(
        Part(
            f"应到{noun}",
            len(counted),
            sum=f"{there} － {len(left_out)} ＝ {len(counted)}",
            is_total=True,
        )
    )
    if silent:
        found.append(Part("没有表决权", len(silent), tuple((a.name, a.why) for a in silent)))
    entitled = len(counted) - len(silent)
    found.append(
        Part(
            "应到有表决权",
            entitled,
            sum=f"{len(counted)} － {len(silent)} ＝ {entitled}",
            is_total=True,
        )
    )
    found += _marked(counted)
    found += _came(counted)
    if guests:
        found.append(
            Part("流入党员（列席，没有表决权）", len(guests), tuple((g.name, g.organisation) for g in guests))
        )
    return tuple(found)


def _exempted(left_out: Sequence[Attendee], exemptions: Mapping[int, Exemption]) -> Names:
    return tuple(
        (
            a.name,
            "；".join(
                filter(
                    None,
                    (a.left_out, exemptions[a.person_id].approvals if a.person_id in exemptions else ""),
                )
            ),
        )
        for a in left_out
    )


def _marked(counted: Sequence[Attendee]) -> list[Part]:
    """Those judged in another way who count all the same."""
    mobile = [a for a in counted if a.is_mobile]
    exempt = [a for a in counted if a.is_exempt]
    found: list[Part] = []
    if mobile:
        found.append(Part("流动在外（计入应到）", len(mobile), tuple((a.name, "") for a in mobile)))
    if exempt:
        title = "不作硬性要求（计入应到，出勤统计里标出）"
        found.append(Part(title, len(exempt), tuple((a.name, "") for a in exempt)))
    return found


def _came(counted: Sequence[Attendee]) -> list[Part]:
    """Who came and who did not; those not ticked are not known of."""
    here = [a for a in counted if a.presence is Presence.PRESENT]
    unset = [a for a in counted if a.presence is Presence.UNSET]
    if len(unset) == len(counted):
        return []
    voters = sum(a.can_vote for a in here)
    found = [
        Part(
            "实到",
            len(here),
            sum=f"有表决权 {voters} ＋ 无表决权 {len(here) - voters} ＝ {len(here)}",
            is_total=True,
        )
    ]
    for title, presence in (("请假", Presence.LEAVE), ("缺席", Presence.ABSENT)):
        away = [a for a in counted if a.presence is presence]
        if away:
            told = tuple((a.name, "，".join(filter(None, (a.leave_kind, a.reason)))) for a in away)
            found.append(Part(title, len(away), told))
    if unset:
        found.append(Part("还没有登记", len(unset), tuple((a.name, "") for a in unset)))
    return found
