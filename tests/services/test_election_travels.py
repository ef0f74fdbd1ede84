"""Elections go with the package, come together from two computers, and outlive who was taken off the roster."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.domain.election import Choice
from models.domain.merging import THEIRS
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from tests.conftest import PASSWORD
from tests.services.inline_reader import use_inline_reader
from tests.services.receiving import take_in
from tests.services.two_computers import DAY, bring, new_branch, two_desks


def stand(desk: Desk, *names: str) -> int:
    """An election with candidates."""
    election = desk.elections.save(0, {"on_date": "2026-12-01", "seats": 3, "basis": "实到会"})
    desk.elections.set_choices(
        election, [Choice(person_id=desk.person(name).id, name=name, post_name="委员") for name in names]
    )
    return election


def votes(desk: Desk) -> dict[str, int]:
    [election] = desk.elections.all()
    return {choice.name: choice.yes for choice in election.choices}


def give(desk: Desk, **counted: int) -> None:
    """So many votes in favour, by name."""
    [election] = desk.elections.all()
    choices = [replace(choice, yes=counted[choice.name]) for choice in election.choices]
    desk.elections.save_count(election.id, {"present": 3}, choices)


# to the committee


def test_the_committee_has_the_election_and_what_changed_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_inline_reader(monkeypatch)
    committee = CommitteeDesk.create(
        tmp_path / "c", PASSWORD, name="中共向阳街道工作委员会", today=lambda: DAY
    )
    desk = new_branch(tmp_path / "b")
    committee.enrol(committee.offer_card(desk.peers.save_card(tmp_path)), confirmed_by="王明")
    card = desk.peers.read_card(committee.peers.save_card(tmp_path))
    peer = desk.peers.accept(card, confirmed_by="何永福", compared=True)
    stick = tmp_path / "stick"
    stick.mkdir()

    def send() -> tuple[set[str], Path]:
        prepared = desk.handoff.prepare(peer.id)
        told = {f"{change.kind.value} {change.part_label} {change.subject}" for change in prepared.changes}
        made = desk.handoff.write_package(prepared, {})
        return told, Path(shutil.copy(made.path, stick / Path(made.entry.file_name).name))

    election = stand(desk, "侯学军", "王桂英")
    assert take_in(committee, send()[1]).merged == 1
    rows = "SELECT c.name, c.yes, p.name FROM election_choice c JOIN person p ON p.id = c.person_id ORDER BY c.name"
    assert committee.store.rows(rows) == [("侯学军", 0, "侯学军"), ("王桂英", 0, "王桂英")]
    give(desk, 侯学军=3, 王桂英=0)
    told, path = send()
    assert told == set()  # nothing is acknowledged yet: all of it is new
    assert take_in(committee, path).merged == 1
    assert [row[1] for row in committee.store.rows(rows)] == [3, 0]
    assert committee.store.row("SELECT seats, present FROM election") == (3, 3)
    committee.verify_chain()
    desk.elections.remove(election)
    assert take_in(committee, send()[1]).merged == 1
    assert committee.store.value("SELECT count(*) FROM election_choice") == 0
    committee.verify_chain()
    for opened in (desk, committee):
        opened.close()


# two computers


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with two_desks(tmp_path) as both:
        yield both


def test_prepared_on_one_computer_counted_on_the_other(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    stand(one, "侯学军", "王桂英")
    preview = two.second.preview(two.second.read(one.second.write()))
    told = {f"{one.kind} {one.subject}" for one in preview.differences}
    assert told == {
        "新增 换届选举 2026-12-01",
        "新增 选举的人选 2026-12-01 侯学军",
        "新增 选举的人选 2026-12-01 王桂英",
    }
    bring(one, two)
    give(two, 侯学军=2, 王桂英=3)
    one.elections.save(one.elections.all()[0].id, {"place": "二楼会议室"})
    bring(two, one)
    assert votes(one) == {"侯学军": 2, "王桂英": 3}
    assert one.elections.all()[0].place == "二楼会议室"
    bring(one, two)
    assert two.elections.all()[0].place == "二楼会议室"


def test_different_votes_are_asked_and_a_removed_election_takes_its_candidates_along(
    desks: tuple[Desk, Desk],
) -> None:
    one, two = desks
    election = stand(one, "侯学军")
    bring(one, two)
    give(one, 侯学军=2)
    give(two, 侯学军=3)
    incoming = one.second.read(two.second.write())
    [question] = one.second.preview(incoming).questions
    assert (question.subject, question.ours, question.theirs) == ("选举的人选 2026-12-01 侯学军", "2", "3")
    one.second.commit(incoming, {question.id: THEIRS})
    assert votes(one) == {"侯学军": 3}
    bring(one, two)
    one.elections.remove(election)
    bring(one, two)
    assert two.elections.all() == []
    assert two.store.value("SELECT count(*) FROM election_choice") == 0


# who is taken off the roster


def test_a_candidate_in_the_bin_keeps_his_name_and_votes(tmp_path: Path) -> None:
    desk = new_branch(tmp_path / "s")
    election = stand(desk, "侯学军", "王桂英")
    person = desk.person("侯学军").id
    desk.roster.remove(person, "录入错误", "")
    [binned] = desk.recycle.list()
    assert "1 次换届选举" in binned.named_in
    choice = desk.elections.get(election).choices[0]
    assert (choice.name, choice.person.name) == ("侯学军", "侯学军")
    desk.recycle.remove(person, "重复录入")
    assert desk.elections.get(election).choices[0].name == "侯学军"
    desk.close()
