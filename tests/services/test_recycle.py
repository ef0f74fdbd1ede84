"""回收站: removed as a wrong entry, restored, or taken out of sight with a reason; the journal stays, files go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.domain.records import MeetingKind, Presence
from models.domain.retention import RULES, keep_until
from models.services.attachments import NewFile, Owner
from models.services.desk import Desk
from models.services.roster import WRONG_ENTRY, RosterQuery
from models.services.settings import BIN_YEARS

ID = "110101199003077651"
MEMBER = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01", "id_number": ID}


@pytest.fixture
def day() -> list[str]:
    return ["2026-09-30"]


@pytest.fixture
def desk(tmp_path: Path, password: str, day: list[str]) -> Iterator[Desk]:
    """One member who came to a meeting, then was removed as a wrong entry by 组织委员."""
    made = Desk.create(tmp_path / "store", password, name="槐树村党支部", today=lambda: day[0])
    person = made.roster.add({"name": "欧阳建国", **MEMBER})
    meeting = made.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    made.meetings.set_presence(meeting, {person: (Presence.PRESENT, "")})
    made.store.actor = "组织委员"
    made.roster.remove(person, WRONG_ENTRY, "")
    made.store.actor = "书记"
    yield made
    made.close()


def test_who_removed_whom_when_and_until_when(desk: Desk) -> None:
    (entry,) = desk.recycle.list()
    assert (entry.name, entry.category, entry.removed_on) == ("欧阳建国", "正式党员", "2026-09-30")
    assert (entry.removed_by, entry.keep_until, entry.is_due) == ("组织委员", "2029-09-30", False)
    assert entry.named_in == "1 次会议"


def test_restoring_is_one_step_that_can_be_undone(desk: Desk) -> None:
    person = desk.recycle.list()[0].id
    desk.recycle.restore(person)
    assert desk.roster.get(person).name == "欧阳建国" and desk.recycle.list() == []
    assert desk.undo_label == "从回收站恢复：欧阳建国"
    desk.undo()
    assert [entry.id for entry in desk.recycle.list()] == [person]
    desk.store.verify_chain()


def test_nobody_comes_back_beside_the_same_id_number(desk: Desk) -> None:
    desk.roster.add({"name": "欧阳建国", **MEMBER})
    with pytest.raises(UserError, match="同一个身份证号"):
        desk.recycle.restore(desk.recycle.list()[0].id)


def test_final_removal_needs_a_reason_and_keeps_the_row(desk: Desk) -> None:
    person = desk.recycle.list()[0].id
    with pytest.raises(UserError, match="请写明"):
        desk.recycle.remove(person, "  ")
    label = desk.undo_label
    desk.recycle.remove(person, "重复录入，已核对")
    assert desk.recycle.list() == [] and desk.undo_label == label
    assert person not in desk.roster.keys(RosterQuery(scope="all"))
    with pytest.raises(UserError):
        desk.recycle.restore(person)
    assert desk.history("person", person)[0].label == "最终移除：欧阳建国（重复录入，已核对）"
    assert desk.store.value("SELECT id_number FROM person WHERE id = ?", (person,)) == ID
    desk.store.verify_chain()


def test_the_day_that_was_reached_changes_nothing_by_itself(desk: Desk, day: list[str]) -> None:
    day[0] = "2029-09-30"
    assert desk.recycle.list()[0].is_due
    day[0] = "2099-01-01"
    assert [entry.name for entry in desk.recycle.list()] == ["欧阳建国"]


def test_the_years_are_the_branchs_own(desk: Desk) -> None:
    desk.settings.set(BIN_YEARS, "10")
    assert desk.recycle.list()[0].keep_until == "2036-09-30"
    with pytest.raises(UserError):
        desk.settings.set(BIN_YEARS, "0")


def test_leap_days_and_the_table_of_what_is_kept() -> None:
    assert keep_until("2028-02-29", 3) == "2031-03-01" and keep_until("2028-02-29", 4) == "2032-02-29"
    assert {rule.what for rule in RULES if rule.archive} >= {"会议记录（已定稿）", "党费标准和缴费"}
    assert all("自动" not in rule.how_long for rule in RULES)


def test_final_removal_takes_photo_and_files_with_their_contents(desk: Desk) -> None:
    """But for what somebody else's file still is."""
    scan, shared = b"%PDF-1.4\n1 0 obj\n%%EOF\n", b"%PDF-1.4\n2 0 obj\n%%EOF\n"
    person = desk.recycle.list()[0].id
    other = desk.roster.add({"name": "曹海燕", **MEMBER, "id_number": ""})
    files = [NewFile("证明.pdf", scan), NewFile("共用.pdf", shared)]
    assert len(desk.attachments.add(Owner(person_id=person), files).ids) == 2
    desk.attachments.add(Owner(person_id=other), files[1:])
    (entry,) = desk.recycle.list()
    assert (entry.files, entry.named_in) == (2, "1 次会议")
    desk.recycle.remove(person, "重复录入，已核对")
    assert desk.attachments.of_person(person) == []
    assert desk.store.rows("SELECT content FROM blob") == [(shared,)]
    assert [desk.attachments.content(one) for one in desk.attachments.of_person(other)] == [shared]
    desk.store.verify_chain()
