"""应到怎么来的: every number with its names, and sums that hold."""

from models.domain.exemption import Exemption, Ground
from models.domain.expected import Part, parts_of
from models.domain.guest import Guest
from models.domain.records import Attendee, Category, Meeting, MeetingKind, Presence


def one(person_id: int, name: str, **more: object) -> Attendee:
    values: dict[str, object] = {"category": Category.FULL, "can_vote": True, **more}
    return Attendee(person_id=person_id, name=name, **values)  # pyright: ignore[reportArgumentType]


MEETING = Meeting(
    attendees=(
        one(1, "姚建国", presence=Presence.PRESENT),
        one(2, "丁一", is_mobile=True, presence=Presence.LEAVE, leave_kind="流动在外", reason="务工"),
        one(3, "石文静", category=Category.PROBATIONARY, can_vote=False, why="预备党员没有表决权"),
        one(4, "王二", can_vote=False, why="表决权中止期间（如留党察看）", presence=Presence.PRESENT),
    ),
    left_out=(one(5, "周老太", left_out=Ground.BED),),
)
APPROVED = Exemption(
    person_id=5, ground=Ground.BED, from_on="2026-01-01", superior_on="2026-01-05", assembly_on="2026-01-20"
)


def by_title(parts: tuple[Part, ...]) -> dict[str, Part]:
    return {part.title: part for part in parts}


def test_every_number_has_its_names_and_its_sum() -> None:
    found = by_title(parts_of(MEETING, {5: APPROVED}))
    assert found["当天在册党员"].sum == "正式 4 ＋ 预备 1 ＝ 5"
    assert found["应到党员"].sum == "5 － 1 ＝ 4"
    assert found["应到有表决权"].sum == "4 － 2 ＝ 2"
    ((name, said),) = found["不计入应到"].people
    assert name == "周老太"
    assert "卧床" in said and "2026年1月5日上级党组织同意，2026年1月20日支部党员大会通过" in said
    assert found["没有表决权"].people == (
        ("石文静", "预备党员没有表决权"),
        ("王二", "表决权中止期间（如留党察看）"),
    )
    assert found["流动在外（计入应到）"].count == 1
    assert found["实到"].sum == "有表决权 1 ＋ 无表决权 1 ＝ 2"
    assert found["请假"].people == (("丁一", "流动在外，务工"),)
    assert found["还没有登记"].people == (("石文静", ""),)


def test_before_the_meeting_nobody_came_and_nobody_stayed_away() -> None:
    plain = Meeting(kind=MeetingKind.COMMITTEE, attendees=(one(1, "姚建国"),))
    assert [p.title for p in parts_of(plain)] == ["当天在任委员", "应到委员", "应到有表决权"]


def test_guests_stand_beside_the_sum() -> None:
    guest = Guest(name="贾流入", organisation="中共某厂支部委员会")
    last = parts_of(MEETING, guests=[guest])[-1]
    assert (last.count, last.people) == (1, (("贾流入", "中共某厂支部委员会"),))
