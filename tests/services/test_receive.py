"""The stick and the reading process: what is copied, what is refused, what a file may not do to the program."""

import logging
import os
import random
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from exporters.package.refusal import PackageRefused, Reason
from models.domain.committee import Verdict
from models.domain.errors import Cancelled, UserError
from models.services import intake_process, intake_worker, limits, staging
from models.services.committee import CommitteeDesk
from models.services.intake_worker import Job
from models.services.staging import Staging, copy_file, find_packages
from tests.conftest import PASSWORD
from tests.db.helpers import ENCODINGS
from tests.services.branches import FakeBranch

DAY = "2026-04-02"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CommitteeDesk]:
    opened = CommitteeDesk.create(tmp_path / "committee", PASSWORD, name="中共党委", today=lambda: DAY)
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def branches(desk: CommitteeDesk, count: int) -> list[FakeBranch]:
    found = [FakeBranch(desk.peers.card(), random.Random(n), name=f"中共第{n + 1}支部") for n in range(count)]
    for branch in found:
        desk.enrol(desk.peers.offer(branch.card.text.encode()), confirmed_by="王明")
    return found


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.iterdir())}


def test_a_stick_of_many_branches_goes_through_one_process(desk: CommitteeDesk, stick: Path) -> None:
    for branch in branches(desk, 6):
        branch.package(stick)
    (stick / "HZ-00000000-000001.zbb").write_bytes(b"a receipt is not meant")
    (stick / "~DJ-00000000-000001.zbb.part").write_bytes(b"half written")
    (stick / "合影.jpg").write_bytes(b"not ours")
    before = contents(stick)
    steps: list[tuple[int, int]] = []
    plan = desk.plan([stick], lambda done, total: steps.append((done, total)))
    assert [arrival.verdict for arrival in plan.arrivals] == [Verdict.FIRST] * 6
    assert steps == [(n, 6) for n in range(1, 7)]
    assert desk.commit(plan).merged == 6
    assert contents(stick) == before
    desk.verify_chain()


def test_nothing_of_a_batch_lies_in_plain_text(desk: CommitteeDesk, stick: Path) -> None:
    [branch] = branches(desk, 1)
    branch.first["name"] = "龘靐齉麤"
    plan = desk.plan([branch.package(stick)])
    files = [path for path in desk.store.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".rows" for path in files)
    for path in files:
        data = path.read_bytes()
        assert not any("龘靐齉麤".encode(code) in data for code in ENCODINGS), path.name
    plan.close()
    assert not (desk.store.folder / "staging").exists()


def test_cancelling_stops_the_process_and_leaves_nothing(desk: CommitteeDesk, stick: Path) -> None:
    for branch in branches(desk, 3):
        branch.package(stick)
    with pytest.raises(Cancelled):
        desk.plan([stick], cancelled=lambda: True)
    assert not (desk.store.folder / "staging").exists()


def _dying(pipe: Connection) -> None:
    """A process that a file brings down: the first token it is given."""
    real = intake_worker.read_package

    def read(job: Job, token: int, *rest: object) -> object:
        if token == 0:
            os._exit(9)
        return real(job, token, *rest)  # type: ignore[arg-type]

    intake_worker.read_package = read  # type: ignore[assignment]
    intake_worker.serve(pipe)


def test_a_file_that_kills_the_process_is_refused_and_the_rest_goes_on(
    desk: CommitteeDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for branch in branches(desk, 4):
        branch.package(stick)
    monkeypatch.setattr(intake_process, "serve", _dying)
    plan = desk.plan([stick])
    first, *others = plan.arrivals
    assert first.verdict is Verdict.REFUSED
    assert "本机内存不足，或读取程序被中止" in first.message and "对方" not in first.message
    assert [arrival.verdict for arrival in others] == [Verdict.FIRST] * 3
    assert desk.commit(plan).merged == 3
    desk.verify_chain()


def _sleeping(pipe: Connection) -> None:
    pipe.recv()
    pipe.poll(None)
    pipe.recv()
    pipe.poll(None)


def test_a_file_that_takes_for_ever_is_given_up(
    desk: CommitteeDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [branch] = branches(desk, 1)
    branch.package(stick)
    monkeypatch.setattr(intake_process, "serve", _sleeping)
    monkeypatch.setattr(intake_process, "SECONDS", 0.3)
    plan = desk.plan([stick])
    assert [arrival.verdict for arrival in plan.arrivals] == [Verdict.REFUSED]
    assert "用时过长" in plan.arrivals[0].message
    plan.close()


def _dying_once(pipe: Connection) -> None:
    """Killed over the second file by something else, the first time."""
    real = intake_worker.read_package

    def read(job: Job, token: int, path: Path, rows: Path) -> object:
        killed = path.parent.parent.parent / "killed"
        if token == 1 and not killed.exists():
            killed.touch()
            os._exit(9)
        return real(job, token, path, rows)

    intake_worker.read_package = read  # type: ignore[assignment]
    intake_worker.serve(pipe)


def test_a_sound_file_outlives_the_death_of_its_reader(
    desk: CommitteeDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for branch in branches(desk, 6):
        branch.package(stick)
    monkeypatch.setattr(intake_process, "serve", _dying_once)
    plan = desk.plan([stick])
    assert (desk.store.folder / "killed").exists()
    assert [arrival.verdict for arrival in plan.arrivals] == [Verdict.FIRST] * 6
    assert sorted(path.name for path in plan.staging.folder.glob("*.rows")) == ["00000.rows", "00001.rows"]
    assert desk.commit(plan).merged == 6
    desk.verify_chain()


def test_readers_end_without_a_word_when_nobody_waits(
    desk: CommitteeDesk, stick: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for branch in branches(desk, 6):
        branch.package(stick)
    done: list[int] = []
    with pytest.raises(Cancelled):
        desk.plan([stick], lambda at, _of: done.append(at), lambda: len(done) >= 2)
    here, there = Pipe()
    here.close()
    intake_worker.serve(there)
    logging.disable(logging.NOTSET)
    assert capfd.readouterr().err == ""


def _hungry(pipe: Connection) -> None:
    """A file that asks for more memory than the process may have."""

    def read(job: Job, *_: object) -> object:
        return bytearray(2 * limits.MEMORY)

    intake_worker.read_package = read  # type: ignore[assignment]
    intake_worker.serve(pipe)


def test_memory_is_bounded(desk: CommitteeDesk, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [branch] = branches(desk, 1)
    branch.package(stick)
    monkeypatch.setattr(intake_process, "serve", _hungry)
    plan = desk.plan([stick])
    assert plan.arrivals[0].message == PackageRefused(Reason.TOO_BIG).message
    plan.close()


# the stick


def refused(job: Callable[[], object]) -> Reason:
    with pytest.raises(PackageRefused) as caught:
        job()
    return caught.value.reason


def test_links_folders_and_pipes_are_not_packages(tmp_path: Path) -> None:
    real = tmp_path / "DJ-1.zbb"
    real.write_bytes(b"x")
    link = tmp_path / "DJ-2.zbb"
    link.symlink_to(real)
    pipe = tmp_path / "DJ-3.zbb"
    os.mkfifo(pipe)
    folder = tmp_path / "DJ-4.zbb"
    folder.mkdir()
    for number, odd in enumerate((link, pipe, folder)):
        target = tmp_path / f"copy{number}"
        assert refused(lambda odd=odd, target=target: copy_file(odd, target)) is Reason.NOT_A_PACKAGE
        assert not target.exists()


def test_a_file_that_is_too_large_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "DJ-1.zbb"
    with source.open("wb") as file:
        file.truncate(staging.LARGEST + 1)
    assert refused(lambda: copy_file(source, tmp_path / "copy")) is Reason.TOO_BIG


def test_a_file_that_grows_while_it_is_read_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "DJ-1.zbb"
    source.write_bytes(b"x" * 100)
    monkeypatch.setattr(staging, "LARGEST", 100)
    monkeypatch.setattr(staging, "_refuse_odd", lambda found: None)
    source.write_bytes(b"x" * 101)
    assert refused(lambda: copy_file(source, tmp_path / "copy")) is Reason.TOO_BIG


def test_a_full_disk_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "DJ-1.zbb"
    source.write_bytes(b"x")
    monkeypatch.setattr(staging, "_ROOM", 2**60)
    assert refused(lambda: copy_file(source, tmp_path / "copy")) is Reason.NO_SPACE


def test_a_stick_that_was_pulled_out_is_said(tmp_path: Path) -> None:
    assert refused(lambda: copy_file(tmp_path / "DJ-1.zbb", tmp_path / "copy")) is Reason.READ_ERROR


def test_an_empty_folder_is_said(desk: CommitteeDesk, stick: Path) -> None:
    with pytest.raises(UserError, match="没有上报包"):
        desk.plan([stick])


def test_names_are_found_in_whatever_case_a_stick_gives_them_back(stick: Path) -> None:
    for name in ("dj-1.ZBB", "DJ-2.zbb", "DJ-3.zbb.exe", "DJ-4.lnk"):
        (stick / name).write_bytes(b"x")
    assert [path.name for path in find_packages([stick])] == ["DJ-2.zbb", "dj-1.ZBB"]


def test_each_batch_has_a_folder_and_a_key_of_its_own(tmp_path: Path) -> None:
    one, two = Staging(tmp_path), Staging(tmp_path)
    assert one.key != two.key
    assert one.folder != two.folder
    if os.name != "nt":
        assert one.folder.stat().st_mode & 0o077 == 0
    one.close()
    one.close()
    assert two.folder.is_dir()
