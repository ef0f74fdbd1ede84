"""One thing entered on both computers of a branch: a person decides once, and both know it from then on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import backup
from models.db.restore import Secret
from models.domain.merging import OURS, SAME, THEIRS
from models.domain.records import AgendaItem, ItemKind, MeetingKind
from models.services.desk import Desk
from models.services.second_desk import Preview
from models.services.second_desk_words import Question

PASSWORD = "春风化雨2026"
NUMBER = "11010519491231002X"
Decisions = dict[tuple[str, ...], str]


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two computers which share a state, and on each the same person entered afterwards."""
    one = Desk.create(tmp_path / "one", PASSWORD, name="向阳社区第一党支部", today=lambda: "2026-11-20")
    one.second.write()
    one.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2000-07-01"})
    place = tmp_path / "two"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    two = Desk.open(place, PASSWORD, lambda: "2026-11-21")
    bring(one, two)
    for desk, phone in ((one, ""), (two, "13700000002")):
        values = {"name": "赵春来", "category": "正式党员", "joined_on": "2000-07-01", "id_number": NUMBER}
        desk.roster.add({**values, "phone": phone})
    yield one, two
    one.close()
    two.close()


def look(source: Desk, target: Desk) -> Preview:
    return target.second.preview(target.second.read(source.second.write()))


def bring(source: Desk, target: Desk, decision: str = "") -> None:
    incoming = target.second.read(source.second.write())
    questions = target.second.preview(incoming).questions
    target.second.commit(incoming, {question.id: decision for question in questions} if decision else {})
    target.store.verify_chain()


def people(desk: Desk) -> list[tuple[str, str, str]]:
    return sorted(desk.store.rows("SELECT name, id_number, phone FROM person"))


BOTH = [("侯学军", "", ""), ("赵春来", NUMBER, "13700000002")]


def test_it_is_asked_once_and_in_neither_direction_again(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    two.dues.record(two.person("赵春来").id, ["2026-01"], "2026-02-01", amounts={"2026-01": 40})
    [question] = look(two, one).questions
    assert question.choices == (SAME, OURS, THEIRS)
    assert question.options[0].label == "是同一个人，合为一条："
    bring(two, one, SAME)
    assert people(one) == BOTH
    assert one.dues.payments(one.person("赵春来").id)[0].amount_fen == 40
    assert look(one, two).questions == ()
    bring(one, two)
    assert people(two) == BOTH
    for number, (source, target) in enumerate(((two, one), (one, two), (two, one))):
        source.roster.update(source.person("赵春来").id, {"address": f"东街 {number} 号"})
        assert look(source, target).questions == ()
        bring(source, target)
        assert target.person("赵春来").address == f"东街 {number} 号"
        assert len(people(target)) == 2


def test_a_package_that_crossed_the_decision_asks_nothing(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(two, one, SAME)
    two.roster.update(two.person("赵春来").id, {"address": "南街"})
    assert look(two, one).questions == ()
    bring(two, one)
    assert one.person("赵春来").address == "南街"


def test_a_backup_from_before_the_decision_learns_it_from_the_other_computer(
    desks: tuple[Desk, Desk],
) -> None:
    one, two = desks
    before = one.backup("手动")
    bring(two, one, SAME)
    bring(one, two)
    folder = one.store.folder
    one.safety.restore(before, Secret())
    one.close()
    again = Desk.open(folder, PASSWORD, lambda: "2026-11-22")
    assert look(two, again).questions == ()
    bring(two, again)
    assert people(again) == BOTH
    again.close()


def test_what_a_third_computer_says_is_handed_on(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    one, two = desks
    place = tmp_path / "three"
    place.mkdir()
    backup.unpack(two.backup("手动"), place)
    three = Desk.open(place, PASSWORD, lambda: "2026-11-21")
    bring(two, one, SAME)
    bring(one, three)
    three.roster.update(three.person("赵春来").id, {"address": "西街"})
    assert look(three, two).questions == ()
    bring(three, two)
    assert two.person("赵春来").address == "西街"
    three.close()


@pytest.mark.parametrize("decision", [OURS, THEIRS])
def test_two_people_stay_two_and_nobody_asks_again(desks: tuple[Desk, Desk], decision: str) -> None:
    one, two = desks
    one.roster.update(one.person("赵春来").id, {"name": "赵大来"})
    bring(two, one, decision)
    holder = "赵大来" if decision == OURS else "赵春来"
    assert [name for name, number, _ in people(one) if number] == [holder]
    assert len(people(one)) == 3
    assert look(one, two).questions == ()
    bring(one, two)
    assert people(two) == people(one)
    two.roster.update(two.person("赵大来").id, {"address": "北街"})
    assert look(two, one).questions == ()


def test_what_one_computer_set_back_is_not_undone_by_a_third_that_had_it_from_another(
    desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    one, two = desks
    one.roster.update(one.person("侯学军").id, {"remark": "甲"})
    bring(two, one, SAME)
    place = tmp_path / "three"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    three = Desk.open(place, PASSWORD, lambda: "2026-11-21")
    bring(one, three)
    bring(one, two)
    two.roster.update(two.person("侯学军").id, {"remark": "乙"})
    bring(two, three)
    bring(two, one)
    one.roster.update(one.person("侯学军").id, {"remark": "甲"})
    assert look(one, three).questions == ()
    bring(one, three)
    assert three.person("侯学军").remark == "甲"
    three.close()


def test_both_values_and_the_decision_stay_on_record(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    bring(two, one, SAME)
    [(message, choice)] = one.store.rows("SELECT message, choice FROM conflict")
    assert choice == SAME
    assert "13700000002" in message
    one.undo()  # then nothing was decided
    assert len(look(two, one).questions) == 1


def test_minutes_signed_about_the_person_stay_whole_on_the_other_computer(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    meeting = two.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10", content="讨论。")
    item = AgendaItem(
        kind=ItemKind.ORDINARY, title="讨论", person_id=two.person("赵春来").id, content="同意。"
    )
    two.meetings.save_items(meeting, [item])
    two.meetings.sign(meeting, "2026-10-11")
    bring(two, one, SAME)
    there = one.meetings.get(one.meetings.list()[0].id)
    assert there.items[0].person_name == "赵春来"
    assert one.meetings.intact(there)


def test_one_payment_taken_back_on_both_computers_counts_once(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    paid = one.dues.record(one.person("侯学军").id, ["2026-01"], "2026-02-01", amounts={"2026-01": 40})
    bring(one, two, OURS)
    for desk, why in ((one, "记错了"), (two, "退款")):
        desk.dues.reverse(paid, why)
    [question] = [one for one in look(two, one).questions if one.subject.startswith("缴费")]
    assert question.choices == (SAME,)
    bring(two, one, SAME)
    for source, target in ((one, two), (two, one)):
        assert look(source, target).questions == ()
        bring(source, target)
        assert target.store.value("SELECT sum(amount_fen) FROM payment") == 0


def forget_what_is_shared(desk: Desk) -> None:
    shutil.rmtree(desk.store.folder / "inbox", ignore_errors=True)
    with desk.store.transaction("忘记") as tx:
        for (row_id,) in tx.rows("SELECT id FROM outgoing"):
            tx.delete("outgoing", row_id)


@pytest.mark.parametrize("decision", [OURS, THEIRS])
def test_what_was_deleted_here_comes_back_only_when_a_person_says_so(
    desks: tuple[Desk, Desk], decision: str
) -> None:
    one, two = desks
    bring(two, one, SAME)
    meeting = one.meetings.create(MeetingKind.ASSEMBLY, "2026-10-10", title="要删的会")
    bring(one, two)
    one.meetings.delete(meeting)
    forget_what_is_shared(one)
    shutil.rmtree(two.store.folder / "backups")
    incoming = one.second.read(two.second.write())
    [question] = one.second.preview(incoming).questions
    assert (question.kind, question.ours) == ("本机已删除，另一台还有", "（没有）")
    assert "要删的会" in question.subject
    one.second.commit(incoming, {question.id: decision})
    assert len(one.meetings.list()) == (decision == THEIRS)


def cross(one: Desk, two: Desk, here: str, there: str) -> None:
    """Both make their package before either has read the other's; each decides for itself."""
    packages = (one.second.write(), two.second.write())
    for desk, path, decision in ((one, packages[1], here), (two, packages[0], there)):
        decide(desk, path, decision)


def decide(desk: Desk, path: Path, decision: str) -> tuple[Question, ...]:
    """Merge with one answer to everything; what was asked."""
    incoming, decided = desk.second.read(path), Decisions()
    while left := [q for q in desk.second.preview(incoming, decided).questions if not q.decision]:
        decided[left[0].id] = decision if decision in left[0].choices else left[0].choices[0]
    asked = desk.second.preview(incoming, decided).questions
    desk.second.commit(incoming, decided)
    desk.store.verify_chain()
    return asked


def holders(desk: Desk) -> list[str]:
    return [row[0] for row in desk.store.rows("SELECT phone FROM person WHERE id_number = ?", (NUMBER,))]


@pytest.mark.parametrize("decision", [OURS, THEIRS])
def test_a_number_both_computers_kept_for_their_own_person_is_asked_again_and_never_lost(
    desks: tuple[Desk, Desk], decision: str
) -> None:
    one, two = desks
    cross(one, two, OURS, OURS)
    assert (holders(one), holders(two)) == ([""], ["13700000002"])
    [question] = look(one, two).questions  # once for both people, not once for each
    assert (question.field, question.choices) == ("身份证号", (OURS, THEIRS))
    bring(one, two, decision)
    assert look(two, one).questions == ()
    bring(two, one)
    assert holders(one) == holders(two) == (["13700000002"] if decision == OURS else [""])
    for source, target in ((one, two), (two, one)):
        assert look(source, target).differences == ()


def test_opposite_answers_that_cross_again_and_again_lose_no_number(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    for _ in range(3):
        cross(one, two, OURS, OURS)
        assert len(holders(one)) == len(holders(two)) == 1
    assert [question.field for question in decide(two, one.second.write(), THEIRS)] == ["身份证号"]
    assert holders(one) == holders(two) == [""]


def test_a_number_mended_after_both_kept_it_does_not_take_it_from_the_other_person(
    desks: tuple[Desk, Desk],
) -> None:
    one, two = desks
    cross(one, two, OURS, OURS)
    [mended] = two.store.rows("SELECT id FROM person WHERE id_number = ?", (NUMBER,))
    two.roster.update(mended[0], {"id_number": "110101199001011237"})
    assert "身份证号" in [question.field for question in look(two, one).questions]
    decide(one, two.second.write(), OURS)
    assert holders(one) == [""]


def sums(desk: Desk) -> list[tuple[str, int]]:
    return desk.store.rows(
        "SELECT s.phone, sum(p.amount_fen) FROM payment p JOIN person s ON s.id = p.person_id "
        "GROUP BY s.id HAVING sum(p.amount_fen) <> 0 ORDER BY s.phone"
    )


def test_a_payment_under_two_people_is_told_once_and_settled_by_a_reversal(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    one.roster.update(one.person("赵春来").id, {"phone": "13700000001"})
    for desk, amount in ((one, 40), (two, 50)):
        desk.dues.record(desk.person("赵春来").id, ["2026-01"], "2026-02-01", amounts={"2026-01": amount})
    cross(one, two, SAME, OURS)
    assert sums(one) != sums(two)
    for source, target in ((one, two), (two, one)):
        asked = decide(target, source.second.write(), OURS)
        [option] = [question.options[0] for question in asked if question.subject.startswith("缴费")]
        assert (option.choice, option.label[:3]) == (OURS, "知道了")
        assert option.value.count("赵春来（") == 2  # each side says under whom
        assert "赵春来（联系电话 13700000001）" in option.value
        assert f"赵春来（身份证号 {NUMBER}，联系电话 13700000002）" in option.value
    for source, target in ((one, two), (two, one)):  # told once
        assert look(source, target).questions == ()
        bring(source, target)
    [(paid, person)] = two.store.rows("SELECT id, person_id FROM payment WHERE amount_fen = 50")
    [other] = two.store.rows("SELECT id FROM person WHERE phone = '13700000001'")
    assert person != other[0]
    two.dues.reverse(paid, "登记到了另一人名下")
    two.dues.record(other[0], ["2026-02"], "2026-02-01", amounts={"2026-02": 50})
    for source, target in ((two, one), (one, two), (two, one)):
        assert look(source, target).questions == ()
        bring(source, target)
    assert sums(one) == sums(two) == [("13700000001", 90)]
