"""Slips of correction on the branch's other computer: read alike, and still whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.db import backup
from models.domain.records import AgendaItem, MeetingKind, Presence
from models.services import redaction, snapshot
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


def test_a_long_text_that_was_put_right_travels(desks: tuple[Desk, Desk]) -> None:
    """Old and new together are longer than any one text may be."""
    one, two = desks
    meeting = one.meetings.create(MeetingKind.ASSEMBLY, "2026-11-12", content="逐条领学" * 10_000)
    one.meetings.set_presence(meeting, {one.person("侯学军").id: (Presence.PRESENT, "")})
    one.meetings.sign(meeting, "2026-11-13")
    one.corrections.begin(meeting, "抄写有误")
    one.corrections.update(meeting, {"content": "逐条学习" * 10_000})
    one.corrections.sign(meeting, "2026-11-20")
    bring(one, two)
    there = next(line.id for line in two.meetings.list())
    assert two.meetings.get(there).content == "逐条学习" * 10_000
    assert two.corrections.intact(there)


def test_a_slip_does_not_say_what_the_package_leaves_out(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    who = one.person("王桂英").id
    meeting = one.meetings.create(MeetingKind.ASSEMBLY, "2026-11-12", place="村委会")
    one.meetings.set_presence(meeting, {who: (Presence.LEAVE, "走亲戚", "事假")})
    one.meetings.save_items(meeting, [AgendaItem(title="学习条例", content="逐条领学")])
    one.meetings.sign(meeting, "2026-11-13")
    one.corrections.begin(meeting, "抄写有误")
    one.corrections.set_presence(meeting, {who: (Presence.LEAVE, "住院手术", "病假")})
    one.corrections.update(meeting, {"place": "党群服务中心"})
    items = one.corrections.reading(meeting).items
    one.corrections.save_items(meeting, [replace(items[0], content="侯学军领学")])
    one.corrections.sign(meeting, "2026-11-20")
    parts = snapshot.take(one.store)
    left_out = frozenset({"attendance.reason", "agenda_item.content"})
    (slip,) = redaction.redact(parts, redaction.custom(left_out))["correction"]
    assert "党群服务中心" in str(slip["lines"]) and "病假" in str(slip["lines"])
    assert "住院手术" not in str(slip["lines"]) and "领学" not in str(slip["lines"])
    assert redaction.redact(parts, redaction.PROFILES[0])["correction"] == parts["correction"]
