"""Contents of attachments travel until they are acknowledged, arrive whole or not at all, and are missed in words."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from exporters.package import reading
from exporters.package.reading import Package
from models.db import backup
from models.domain.committee import Verdict
from models.domain.errors import UserError
from models.domain.handoff import WrittenPackage
from models.domain.records import MeetingKind
from models.services import attachment_files, redaction
from models.services.attachments import NewFile, Owner
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from tests.services.branches import attach
from tests.services.inline_reader import use_inline_reader
from tests.services.receiving import known_branch, only, take_in

PASSWORD = "春风化雨2026"
DAY = "2026-11-22"
PAPERS = [b"%PDF-1.7 " + bytes([65 + n]) * 1000 for n in range(4)]


@dataclass
class Both:
    """A branch and its committee that know each other's keys."""

    desk: Desk
    committee: CommitteeDesk
    folder: Path

    def add(self, number: int, whose: str = "侯学军") -> None:
        owner = Owner(person_id=self.desk.person(whose).id)
        assert not self.desk.attachments.add(owner, [NewFile(f"证书{number}.pdf", PAPERS[number])]).problems

    def send(self) -> WrittenPackage:
        handoff = self.desk.handoff
        [peer] = handoff.status().committees
        return handoff.write_package(handoff.prepare(peer.id), {})

    def opened(self, made: WrittenPackage) -> Package:
        return reading.open_package(made.path, self.committee.peers.me())

    def hand_over(self) -> Package:
        """Send, receive, and bring the receipt back; what was in the package."""
        made = self.send()
        package = self.opened(made)
        result = self.committee.commit(self.committee.plan([made.path]))
        assert only(result).verdict in (Verdict.FIRST, Verdict.NEXT), only(result).message
        self.committee.verify_chain()
        [receipt] = self.committee.make_receipts([only(result).received_id], self.folder)
        self.desk.handoff.take_receipt(Path(receipt.path))
        return package

    def there(self, whose: str = "侯学军") -> dict[str, bool]:
        """What the committee shows of a person, and whether it has the content."""
        found = self.committee.roster.find(whose)[0].id
        return {one.name: one.is_here for one in self.committee.attachments.of_person(found)}


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    use_inline_reader(monkeypatch)
    desk = Desk.create(tmp_path / "branch", PASSWORD, name="新立村党支部", today=lambda: DAY)
    desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2000-07-01"})
    desk.roster.add({"name": "王桂英", "category": "正式党员", "joined_on": "2001-07-01"})
    committee = CommitteeDesk.create(tmp_path / "committee", PASSWORD, name="青石镇党委", today=lambda: DAY)
    stick = tmp_path / "stick"
    stick.mkdir()
    peers = desk.handoff.peers
    peers.accept(peers.read_card(committee.peers.save_card(stick)), confirmed_by="侯学军", compared=True)
    committee.enrol(committee.offer_card(peers.save_card(stick)), confirmed_by="王明")
    yield Both(desk, committee, stick)
    desk.close()
    committee.close()


def test_what_was_acknowledged_is_not_sent_again_and_stays_with_the_committee(both: Both) -> None:
    both.add(0)
    both.add(1, "王桂英")
    assert len(both.hand_over().manifest.files) == 2
    assert both.there() == {"证书0": True}
    both.add(2)
    [peer] = both.desk.handoff.status().committees
    words = both.desk.handoff.prepare(peer.id).files
    assert words.sentence == "照片和附件的内容：随包 1 个（0.0 MB），2 个对方已有，不再带。"
    package = both.hand_over()
    assert list(package.manifest.files) == [f"{hashlib.sha256(PAPERS[2]).hexdigest()}.pdf"]
    assert len(package.manifest.attachments_known) == 2
    assert both.there() == {"证书0": True, "证书2": True}
    found = both.committee.attachments.of_person(both.committee.roster.find("侯学军")[0].id)
    assert [both.committee.attachments.content(one) for one in found] == [PAPERS[0], PAPERS[2]]


def test_an_unanswered_package_is_no_promise(both: Both) -> None:
    both.add(0)
    both.send()
    assert len(both.opened(both.send()).manifest.files) == 1


def test_what_does_not_fit_goes_with_the_next_package(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        both.add(number)
    monkeypatch.setattr(attachment_files.going, "__defaults__", (2500,))
    [peer] = both.desk.handoff.status().committees
    assert "1 个这次装不下，下一个包再带" in both.desk.handoff.prepare(peer.id).files.sentence
    both.hand_over()
    assert sorted(both.there().values()) == [False, True, True]
    missing = next(
        one
        for one in both.committee.attachments.of_person(both.committee.roster.find("侯学军")[0].id)
        if not one.is_here
    )
    with pytest.raises(UserError, match="还没有到这台电脑"):
        both.committee.attachments.content(missing)
    both.hand_over()
    assert set(both.there().values()) == {True}


def test_a_profile_without_attachments_sends_neither_lines_nor_contents(both: Both) -> None:
    both.add(0)
    [peer] = both.desk.handoff.status().committees
    both.desk.handoff.choose_profile(peer.id, redaction.custom(frozenset({"attachment"})))
    package = both.hand_over()
    assert not package.manifest.files
    assert "attachment" not in package.manifest.parts
    assert both.there() == {}


def test_what_the_committee_lost_is_asked_for_and_sent_again(both: Both) -> None:
    both.add(0)
    both.hand_over()
    with both.committee.store.transaction("旧备份") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_delete")
        tx.beside_journal.execute("DELETE FROM blob")
    package = both.hand_over()  # believed to be there: not sent
    assert not package.manifest.files
    [todo] = both.desk.handoff.todos.entries()
    assert "侯学军的附件“证书0.pdf”的内容没有收到" in todo.message
    assert todo.field_label == ""
    assert len(both.hand_over().manifest.files) == 1
    assert both.there() == {"证书0": True}
    assert not both.hand_over().manifest.files


def test_an_attachment_of_a_meeting_that_stays_stays_too(both: Both) -> None:
    meeting = both.desk.meetings.create(MeetingKind.ASSEMBLY, DAY)
    both.desk.attachments.add(Owner(meeting_id=meeting), [NewFile("签到表.pdf", PAPERS[3])])
    both.add(0)
    [peer] = both.desk.handoff.status().committees
    both.desk.handoff.choose_profile(peer.id, redaction.custom(frozenset({"meeting"})))
    package = both.hand_over()
    assert [one["name"] for one in package.records("attachment")] == ["证书0"]
    assert len(package.manifest.files) == 1
    both.desk.handoff.choose_profile(peer.id, redaction.PROFILES[0])
    assert len(both.hand_over().manifest.files) == 1
    [row] = both.committee.store.rows("SELECT id FROM meeting")
    assert [one.title for one in both.committee.attachments.of(Owner(meeting_id=row[0]))] == ["签到表.pdf"]


def test_a_damaged_content_stops_the_package_and_is_named(both: Both) -> None:
    both.add(0)
    with both.desk.store.transaction("坏") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_update")
        tx.beside_journal.execute("UPDATE blob SET content = x'00'")
    with pytest.raises(UserError, match="附件“证书0.pdf”的内容与存入时不一致"):
        both.send()
    assert not list(both.desk.handoff.outbox.glob("*.zbb"))


def test_a_mark_of_secrecy_in_a_name_blocks(both: Both) -> None:
    both.add(0)
    with both.desk.store.transaction("别的程序") as tx:
        tx.update("attachment", 1, {"name": "机密文件"})
    [peer] = both.desk.handoff.status().committees
    prepared = both.desk.handoff.prepare(peer.id)
    assert prepared.blocked
    assert prepared.secrets[0].where == "附件"


# what strangers send


@pytest.mark.parametrize(
    ("change", "said"), [({"size": 7}, "大小"), ({"sha256": "../" * 21 + "x"}, "校验值")]
)
def test_lines_that_contradict_their_contents_are_refused(
    both: Both, change: dict[str, str | int], said: str
) -> None:
    branch = known_branch(both.committee)
    branch.files = {attach(branch, PAPERS[0]): PAPERS[0]}
    branch.records["attachment"][0].update(change)
    [arrival] = both.committee.plan([branch.package(both.folder)]).arrivals
    assert arrival.verdict is Verdict.REFUSED
    assert said in "".join(arrival.details)


def test_contents_nobody_speaks_of_are_left(both: Both) -> None:
    branch = known_branch(both.committee)
    branch.files = {attach(branch, PAPERS[0]): PAPERS[0], f"{hashlib.sha256(b'x').hexdigest()}.pdf": b"x"}
    take_in(both.committee, branch.package(both.folder))
    assert both.committee.store.value("SELECT count(*) FROM blob") == 1
    both.committee.verify_chain()


def test_a_batch_that_fails_leaves_no_content(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    branch = known_branch(both.committee)
    branch.files = {attach(branch, PAPERS[0]): PAPERS[0]}
    plan = both.committee.plan([branch.package(both.folder)])
    staged = sorted(path.name for path in plan.staging.folder.iterdir())
    assert staged == ["00000-0000.file", "00000.rows", "00000.zbb"]
    assert PAPERS[0] not in (plan.staging.folder / "00000-0000.file").read_bytes()
    monkeypatch.setattr("models.services.statistics.keep", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        both.committee.commit(plan)
    assert both.committee.store.value("SELECT count(*) FROM blob") == 0
    plan.close()
    assert not plan.staging.folder.exists()


# another computer of the branch


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    one = Desk.create(tmp_path / "one", PASSWORD, name="新立村党支部", today=lambda: DAY)
    one.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2000-07-01"})
    one.second.write()
    place = tmp_path / "two"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    two = Desk.open(place, PASSWORD, lambda: "2026-11-23")
    yield one, two
    one.close()
    two.close()


def bring(source: Desk, target: Desk) -> Package:
    path = source.second.write()
    target.second.commit(target.second.read(path), {})
    target.store.verify_chain()
    return reading.open_package(path, target.peers.me(), own=True)


def put(desk: Desk, number: int) -> None:
    owner = Owner(person_id=desk.person("侯学军").id)
    desk.attachments.add(owner, [NewFile(f"证书{number}.pdf", PAPERS[number])])


def names(desk: Desk) -> dict[str, bool]:
    return {one.name: one.is_here for one in desk.attachments.of_person(desk.person("侯学军").id)}


def test_two_computers_come_to_have_the_same_files(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    put(one, 0)
    put(two, 1)
    bring(one, two)
    bring(two, one)
    assert names(one) == names(two) == {"证书0": True, "证书1": True}
    gone = one.attachments.of_person(one.person("侯学军").id)[0]
    one.attachments.remove([gone.id])
    bring(one, two)
    assert names(two) == names(one) == {"证书1": True}


def test_beyond_the_room_of_a_package_only_what_the_other_lacks_goes(
    desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = desks
    monkeypatch.setattr(attachment_files.going, "__defaults__", (2500,))
    for number in range(4):
        put(one, number)
    bring(one, two)
    assert sorted(names(two).values()) == [False, False, True, True]
    bring(two, one)
    package = bring(one, two)
    assert len(package.manifest.files) == 2
    assert set(names(two).values()) == {True}


def test_a_photo_chosen_on_both_computers_is_kept_twice_and_the_newer_shown(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    head = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108028001e003012200021101031101")
    for desk, mark in ((one, b"1"), (two, b"2")):
        desk.attachments.set_photo(desk.person("侯学军").id, head + mark)
    bring(one, two)
    bring(two, one)
    for desk in desks:
        photo = desk.attachments.photo(desk.person("侯学军").id)
        assert photo is not None
        assert desk.attachments.content(photo) == head + b"2"
        assert len(desk.attachments.of_person(desk.person("侯学军").id)) == 2
