"""Two computers of one branch: changes of both come together, clashes are asked, nothing goes silently."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.package.fields import Field, Kind, Part
from exporters.package.parts import PARTS, SCHEMA
from models.db import backup
from models.domain.errors import UserError
from models.domain.handoff import PeerKind
from models.domain.merging import OURS, THEIRS
from models.domain.records import AgendaItem, ItemKind, MeetingKind
from models.services import restoring, second_desk
from models.services.desk import Desk
from models.services.ledger_check import verify
from models.services.ledger_rows import post
from models.services.peers import Peers
from models.services.second_desk import SecondDesk

PASSWORD = "春风化雨2026"


def second_of(desk: Desk) -> SecondDesk:
    owner = lambda: (PeerKind.BRANCH, desk.branch.uuid, desk.branch.name)  # noqa: E731
    return SecondDesk(desk.store, Peers(desk.store, desk.today, owner), lambda: desk.branch.uuid, desk.today)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """The secretary's computer, and a second one begun from its backup."""
    one = Desk.create(tmp_path / "one", PASSWORD, name="向阳社区第一党支部", today=lambda: "2026-11-20")
    second_of(one).write()  # the keys are made before the second computer is
    for name in ("侯学军", "王桂英"):
        one.roster.add(
            {"name": name, "category": "正式党员", "phone": "13800000001", "joined_on": "2000-07-01"}
        )
    place = tmp_path / "two"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    two = Desk.open(place, PASSWORD, lambda: "2026-11-21")
    yield one, two
    one.close()
    two.close()


def person(desk: Desk, name: str) -> int:
    return desk.person(name).id


def bring(source: Desk, target: Desk, decisions: dict[tuple[str, ...], str] | None = None) -> None:
    path = second_of(source).write()
    second = second_of(target)
    incoming = second.read(path)
    second.commit(incoming, decisions or {})
    target.store.verify_chain()


def test_changes_of_both_computers_come_together(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(one, two)  # from here on they share a state
    one.roster.update(person(one, "侯学军"), {"phone": "13900000001"})
    two.roster.update(person(two, "侯学军"), {"address": "东街 3 号"})
    added = two.roster.add({"name": "新来的", "category": "预备党员"})
    second = second_of(one)
    incoming = second.read(second_of(two).write())
    preview = second.preview(incoming)
    assert preview.shares_base
    assert [(d.kind, d.subject, d.fields) for d in preview.differences if d.kind == "变更"] == [
        ("变更", "人员 侯学军", ("现居住地",))
    ]
    assert [d.subject for d in preview.differences if d.kind == "新增"] == ["人员 新来的"]
    assert preview.questions == ()
    second.commit(incoming, {})
    found = one.person("侯学军")
    assert (found.phone, found.address) == ("13900000001", "东街 3 号")
    assert one.person("新来的").pinyin == two.roster.get(added).pinyin
    one.store.verify_chain()
    bring(one, two)
    assert two.person("侯学军").phone == "13900000001"
    with pytest.raises(UserError, match="已经合并过"):
        second.read(next((two.store.folder / "outbox").glob("DN-*")))


def test_a_clash_is_asked_and_both_values_stay_on_record(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(one, two)
    one.roster.update(person(one, "王桂英"), {"phone": "13900000001"})
    two.roster.update(person(two, "王桂英"), {"phone": "13700000002"})
    second = second_of(one)
    incoming = second.read(second_of(two).write())
    [question] = second.preview(incoming).questions
    assert (question.subject, question.field) == ("人员 王桂英", "联系电话")
    assert (question.base, question.ours, question.theirs) == ("13800000001", "13900000001", "13700000002")
    with pytest.raises(UserError, match="还有 1 处"):
        second.commit(incoming, {})
    assert one.person("王桂英").phone == "13900000001"
    second.commit(incoming, {question.id: THEIRS})
    assert one.person("王桂英").phone == "13700000002"
    assert "13900000001" in one.store.value("SELECT message FROM conflict")
    # decided once: the next package does not ask again
    two.roster.update(person(two, "侯学军"), {"address": "西街"})
    later = second.read(second_of(two).write())
    assert second.preview(later).questions == ()


def test_a_decision_for_ours_is_not_asked_again(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(one, two)
    one.roster.update(person(one, "王桂英"), {"phone": "13900000001"})
    two.roster.update(person(two, "王桂英"), {"phone": "13700000002"})
    second = second_of(one)
    incoming = second.read(second_of(two).write())
    [question] = second.preview(incoming).questions
    second.commit(incoming, {question.id: OURS})
    later = second.read(second_of(two).write())
    assert second.preview(later).questions == ()
    assert second.preview(later).differences == ()


def test_money_of_both_is_added_up_never_taken_away(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(one, two)
    for desk, name in ((one, "侯学军"), (two, "王桂英")):
        desk.dues.set_standard(person(desk, name), "2026-01", "学生", None)
        desk.dues.record(person(desk, name), ["2026-01"], "2026-02-01")
    bring(two, one)
    assert one.store.value("SELECT sum(amount_fen) FROM payment") == 40
    assert one.store.value("SELECT sum(amount_fen) FROM payment_line") == 40


def test_another_branch_and_a_foreign_key_are_refused(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    one, _ = desks
    other = Desk.create(tmp_path / "three", PASSWORD, name="别的支部")
    path = second_of(other).write()
    with pytest.raises(UserError):
        second_of(one).read(path)
    other.close()


def test_without_a_shared_state_every_difference_is_asked(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(one, two)
    shutil.rmtree(two.store.folder / "inbox")
    shutil.rmtree(one.store.folder / "backups")
    one.roster.update(person(one, "王桂英"), {"phone": "13900000001", "address": "东街"})
    second = second_of(two)
    preview = second.preview(second.read(second_of(one).write()))
    assert preview.shares_base  # the package from before the second computer began is known to both
    with two.store.transaction("忘记") as tx:
        for (row_id,) in tx.rows("SELECT id FROM outgoing"):
            tx.delete("outgoing", row_id)
    preview = second.preview(second.read(next((one.store.folder / "outbox").glob("*-000003.zbb"))))
    assert not preview.shares_base
    assert [question.field for question in preview.questions] == ["联系电话"]
    assert [d.fields for d in preview.differences] == [("现居住地",)]  # what was blank here is filled


@pytest.fixture
def restored(desks: tuple[Desk, Desk], tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """The second computer begun as the program says: by restoring a backup into an empty folder."""
    one, _ = desks
    place = tmp_path / "restored"
    restoring.restore_into(
        place, one.backup("手动"), restoring.by_password(PASSWORD), lambda _done, _all: None
    )
    two = Desk.open(place, PASSWORD, lambda: "2026-11-21")
    yield one, two
    two.close()


def test_what_was_set_back_after_the_second_computer_began_stays(restored: tuple[Desk, Desk]) -> None:
    one, two = restored
    one.roster.update(person(one, "王桂英"), {"phone": ""})
    two.roster.update(person(two, "侯学军"), {"phone": ""})
    bring(two, one)
    assert (one.person("王桂英").phone, one.person("侯学军").phone) == ("", "")


def test_the_first_package_may_come_from_either_computer(restored: tuple[Desk, Desk]) -> None:
    one, two = restored
    two.roster.update(person(two, "王桂英"), {"phone": ""})
    one.roster.update(person(one, "侯学军"), {"phone": ""})
    bring(one, two)
    assert (two.person("王桂英").phone, two.person("侯学军").phone) == ("", "")


def test_a_package_of_this_computer_is_not_merged_into_itself(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    path = second_of(one).write()
    one.roster.update(person(one, "王桂英"), {"phone": "13900000001"})
    with pytest.raises(UserError, match="本机做的"):
        second_of(one).read(path)


def test_a_package_of_an_older_program_asks_for_the_newer_one_there(
    desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = desks
    path = second_of(two).write()
    later = Part("later", ("uuid",), (Field("uuid", Kind.UUID),))
    monkeypatch.setattr(second_desk, "PARTS", (*PARTS, later))  # as the program after this one has it
    with pytest.raises(UserError, match="请在另一台电脑上选“全部”字段"):
        second_of(one).read(path)
    monkeypatch.setattr(second_desk, "SCHEMA", SCHEMA + 1)
    with pytest.raises(UserError, match="请先在那台电脑上升级程序"):
        second_of(one).read(path)


def test_packages_that_crossed_take_no_later_change_back(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(one, two)
    bring(two, one)
    one.roster.update(person(one, "王桂英"), {"phone": "13900000001"})
    added = one.roster.add({"name": "新来的", "category": "预备党员"})
    there, back = second_of(one).write(), second_of(two).write()
    second_of(one).commit(second_of(one).read(back), {})
    second_of(two).commit(second_of(two).read(there), {})
    two.roster.update(person(two, "王桂英"), {"phone": "13800000001"})
    two.roster.update(person(two, "新来的"), {"address": "南街"})
    second = second_of(one)
    incoming = second.read(second_of(two).write())
    [question] = second.preview(incoming).questions
    assert (question.ours, question.theirs) == ("13900000001", "13800000001")
    second.commit(incoming, {question.id: THEIRS})
    assert one.person("王桂英").phone == "13800000001"
    assert one.roster.get(added).address == "南街"


def test_two_people_whose_id_numbers_were_exchanged(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    first, other = person(two, "王桂英"), person(two, "侯学军")
    two.roster.update(first, {"id_number": "11010519491231002X"})
    two.roster.update(other, {"id_number": "110101199001011237"})
    bring(two, one)
    two.roster.update(first, {"id_number": ""})
    two.roster.update(other, {"id_number": "11010519491231002X"})
    two.roster.update(first, {"id_number": "110101199001011237"})
    bring(two, one)
    assert one.person("王桂英").id_number == "110101199001011237"
    assert one.person("侯学军").id_number == "11010519491231002X"


def test_signed_minutes_stay_signed_whatever_the_other_computer_has(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    meeting = one.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10", content="开始。")
    bring(one, two)
    one.meetings.sign(meeting, "2026-10-11")
    two.meetings.update(meeting, {"content": "另一台改过。"})
    second = second_of(two)
    incoming = second.read(second_of(one).write())
    [question] = second.preview(incoming).questions
    assert question.choices == (THEIRS,)
    with pytest.raises(UserError, match="只能采用另一台的内容"):
        second.commit(incoming, {question.id: OURS})
    second.commit(incoming, {question.id: THEIRS})
    assert two.meetings.get(meeting).is_signed
    bring(two, one)
    assert one.meetings.get(meeting).content == two.meetings.get(meeting).content == "开始。"


def test_signed_minutes_are_intact_on_the_other_computer(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(one, two)
    two.roster.add({"name": "先占一行", "category": "预备党员"})
    applicant = one.roster.add({"name": "发展的人", "category": "发展对象"})
    meeting = one.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10", content="讨论。")
    item = AgendaItem(kind=ItemKind.ORDINARY, title="讨论", person_id=applicant, content="同意。")
    one.meetings.save_items(meeting, [item])
    one.meetings.sign(meeting, "2026-10-11")
    bring(one, two)
    there = two.meetings.get(two.meetings.list()[0].id)
    assert there.is_signed
    assert there.items[0].person_id != applicant
    assert there.items[0].person_name == "发展的人"
    assert two.meetings.intact(there)


def closed_on_both(desks: tuple[Desk, Desk]) -> tuple[Desk, Desk]:
    """Both computers know the standard, and each closes January for itself."""
    one, two = desks
    one.dues.set_standard(person(one, "侯学军"), "2026-01", "工资", 1_000_000)
    bring(one, two)
    bring(two, one)
    one.closing.close("2026-01")
    two.closing.close("2026-01")
    return one, two


def books(desk: Desk) -> tuple[list[tuple[str, str, str]], int]:
    """Vouchers as both computers name them, and what is due for January."""
    due = desk.store.value("SELECT sum(amount_fen) FROM posting WHERE account = '应收党费'")
    return sorted((one.uuid, one.number, one.on_date) for one in desk.ledger.vouchers()), due


def test_a_month_closed_on_both_computers_is_due_once(desks: tuple[Desk, Desk]) -> None:
    one, two = closed_on_both(desks)
    due = books(one)[1]
    second = second_of(one)
    incoming = second.read(second_of(two).write())
    said = [d.subject for d in second.preview(incoming).differences]
    assert [words for words in said if "两台电脑都结过这个月" in words] == [
        "冲销 记2026-0001（2026-11-21，2026年1月结账）：两台电脑都结过这个月，只保留先结的一次"
    ]
    second.commit(incoming, {})
    standing = [v for v in one.ledger.vouchers() if v.stands]
    assert [v.on_date for v in standing] == ["2026-11-20"]
    [back] = [v for v in one.ledger.vouchers() if v.reverses_id]
    assert (back.reason, back.number) == ("两台电脑都结过这个月", "记2026-0001冲")
    assert books(one)[1] == due > 0
    assert one.closing.differences() == []
    assert verify(one.store).problems == ()
    bring(one, two)
    assert books(two) == books(one)
    assert two.closing.differences() == []
    bring(two, one)
    assert len(books(one)[0]) == 3


def test_packages_that_crossed_reverse_the_same_closing_once(desks: tuple[Desk, Desk]) -> None:
    one, two = closed_on_both(desks)
    paths = second_of(one).write(), second_of(two).write()
    for desk, path in ((two, paths[0]), (one, paths[1])):
        second_of(desk).commit(second_of(desk).read(path), {})
    assert books(one) == books(two)
    second = second_of(one)
    incoming = second.read(second_of(two).write())
    assert second.preview(incoming).questions == ()
    second.commit(incoming, {})
    assert books(one) == books(two)
    assert len(books(one)[0]) == 3


def test_nothing_is_proposed_for_a_month_that_stands_closed_twice(desks: tuple[Desk, Desk]) -> None:
    one, _ = closed_on_both(desks)
    [voucher] = one.ledger.vouchers()
    with one.store.transaction("合并过的旧数据") as tx:
        post(tx, replace(voucher, id=0, uuid=""))
    assert one.closing.differences() == []
