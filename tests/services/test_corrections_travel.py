"""Slips of correction on the branch's other computer: read alike, and still whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import backup
from models.domain.records import AgendaItem, MeetingKind, Presence
from models.services.desk import Desk
from tests.conftest import PASSWORD
from tests.services.test_second_desk import bring, second_of


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """The secretary's computer, and a second one begun from its backup."""
    one = Desk.create(tmp_path / "one", PASSWORD, name="向阳社区第一党支部", today=lambda: "2026-11-20")
    second_of(one).write()
    for name in ("侯学军", "王桂英"):
        one.roster.add(
            {"name": name, "category": "正式党员", "joined_on": "2000-07-01", "confirmed_on": "2001-07-01"}
        )
    place = tmp_path / "two"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    two = Desk.open(place, PASSWORD, lambda: "2026-11-21")
    yield one, two
    one.close()
    two.close()


def test_a_signed_slip_is_read_alike_on_both_computers(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    two.roster.add({"name": "先来的人"})  # the numbers of rows differ from now on
    meeting = one.meetings.create(MeetingKind.ASSEMBLY, "2026-11-12", place="村委会")
    people = {name: one.person(name).id for name in ("侯学军", "王桂英")}
    one.meetings.set_presence(meeting, dict.fromkeys(people.values(), (Presence.PRESENT, "")))
    one.meetings.save_items(meeting, [AgendaItem(title="学习条例", content="逐条领学")])
    one.meetings.sign(meeting, "2026-11-13")
    bring(one, two)
    one.corrections.begin(meeting, "抄写有误")
    one.corrections.update(meeting, {"place": "党群服务中心"})
    one.corrections.set_presence(meeting, {people["王桂英"]: (Presence.LEAVE, "住院", "病假")})
    items = list(one.corrections.reading(meeting).items)
    one.corrections.save_items(meeting, [*items, AgendaItem(title="通报财务")])
    one.corrections.sign(meeting, "2026-11-20")
    bring(one, two)
    there = next(line.id for line in two.meetings.list())
    here, read = one.meetings.get(meeting), two.meetings.get(there)
    assert (read.place, [item.title for item in read.items]) == ("党群服务中心", ["学习条例", "通报财务"])
    assert two.meetings.tally(read) == one.meetings.tally(here)
    assert two.corrections.intact(there) and two.corrections.recorded(there).place == "村委会"
    ours, theirs = (
        desk.corrections.slip(desk.corrections.of(key)[0]) for desk, key in ((one, meeting), (two, there))
    )
    assert ours == theirs
