"""A branch and its committee by command, from the key cards to the receipt: two stores, one stick."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import main as program
from models.services.committee import CommitteeDesk
from models.services.sample import SAMPLE_PASSWORD
from tests.ready import sample_desk

Run = Callable[..., tuple[int, dict]]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    sample_desk(tmp_path / "branch").close()
    CommitteeDesk.create(tmp_path / "committee", SAMPLE_PASSWORD, name="中共青石镇委员会").close()
    return folder


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "password.txt").write_text(SAMPLE_PASSWORD + "\n", encoding="utf-8")

    def call(where: str, *words: str) -> tuple[int, dict]:
        base = ["--store", str(tmp_path / where), "--password-file", str(tmp_path / "password.txt"), "--json"]
        code = program.main(["package", *words, *base])
        said = capsys.readouterr()
        return code, json.loads(said.out)

    return call


def introduced(run: Run, stick: Path) -> None:
    """Both have each other's card, the fingerprint typed from the paper."""
    for one, other in (("branch", "committee"), ("committee", "branch")):
        _, card = run(one, "card", "--out", str(stick))
        code, said = run(other, "trust", card["path"], "--fingerprint", card["fingerprint"], "--by", "王明")
        assert code == 0, said


def test_a_package_goes_up_and_its_receipt_comes_down(run: Run, stick: Path) -> None:
    introduced(run, stick)
    code, made = run("branch", "write", "--out", str(stick))
    assert code == 0, made
    code, seen = run("committee", "receive", str(stick), "--preview")
    [file] = seen["files"]
    assert (code, file["verdict"], file["members"][1]) == (0, "首次上报", made["members"])
    assert file["dues_fen"] == [0, made["dues_fen"]]
    assert file["check_code"] == made["check_code"]
    code, taken = run("committee", "receive", str(stick), "--receipts", str(stick))
    assert (code, taken["merged"], taken["conflicts"]) == (0, 1, 0)
    [receipt] = taken["receipts"]
    code, read = run("branch", "receipt", receipt)
    assert (code, read["accepted"], read["anchored_code"]) == (0, True, made["head_code"])
    code, again = run("committee", "receive", str(stick))
    assert (code, again["merged"], again["files"][0]["number"]) == (0, 0, 1)
    code, later = run("branch", "write", "--out", str(stick))
    code, taken = run("committee", "receive", later["path"])
    assert (code, taken["files"][0]["verdict"]) == (0, "接续上次")


def test_an_unknown_branch_waits_and_a_broken_file_ends_with_an_error(run: Run, stick: Path) -> None:
    _, card = run("committee", "card", "--out", str(stick))
    run("branch", "trust", card["path"], "--fingerprint", card["fingerprint"], "--by", "王明")
    _, made = run("branch", "write", "--out", str(stick))
    code, taken = run("committee", "receive", made["path"], "--receipts", str(stick))
    assert (code, taken["conflicts"], taken["receipts"]) == (0, 1, [])
    assert taken["files"][0]["verdict"] == "密钥待核对"
    path = Path(made["path"])
    path.write_bytes(path.read_bytes()[:-9])
    code, taken = run("committee", "receive", str(path))
    assert code == 1
    assert (taken["ok"], taken["reason"]) == (False, "refused_files")
    assert "没有接收" in taken["error"]
    assert "拷贝" in taken["files"][0]["message"]


def test_a_branch_receives_nothing(run: Run, stick: Path) -> None:
    code, said = run("branch", "receive", str(stick))
    assert code == 1
    assert "党委" in said["error"]


def test_what_was_merged_is_answered_when_the_receipts_fail(run: Run, stick: Path) -> None:
    introduced(run, stick)
    _, made = run("branch", "write", "--out", str(stick))
    code, taken = run("committee", "receive", made["path"], "--receipts", str(stick / "没有" / "处"))
    assert (code, taken["ok"], taken["merged"], len(taken["files"])) == (1, False, 1, 1)
    assert taken["receipts"] == []
