"""Backups by command line: made, copied, put in place, checked; JSON for programs, exit codes for scripts."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import main as program
from models.db import journal
from models.services.desk import Desk

ROOT = Path(program.__file__).parent
PASSWORD = "槐树-shù-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部")
    desk.roster.add({"name": "甲", "category": "正式党员", "joined_on": "2001-07-01"})
    desk.close()
    (tmp_path / "password.txt").write_text(PASSWORD, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return program.main(
        [*words, "--store", str(folder / "store"), "--password-file", str(folder / "password.txt")]
    )


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().out)


def failure(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """One object on standard output, and nothing beside it."""
    answer = capsys.readouterr()
    found = json.loads(answer.out)
    assert (answer.err, found["ok"]) == ("", False)
    return found


def test_backup_restore_and_verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "backup", "--json") == 0
    made = said(capsys)
    assert (made["serial"], made["people"], made["copy"]) == (1, 1, "")
    assert Path(str(made["path"])).is_file()
    assert run(folder, "verify-store", "--backups", "--json") == 0
    found = said(capsys)
    assert (found["ok"], found["problems"], found["backups"], found["backups_checked"]) == (True, [], 1, 1)
    assert len(str(found["head_code"])) == 12
    (folder / "store" / "party.db").write_bytes(b"\0" * 4096)
    assert run(folder, "verify-store") == 1
    capsys.readouterr()
    assert run(folder, "verify-store", "--json") == 1
    assert failure(capsys)["reason"] == "damaged"
    assert run(folder, "restore", "--json") == 0
    back = said(capsys)
    assert (back["serial"], back["epoch"]) == (1, 1)
    assert run(folder, "verify-store") == 0
    assert "没有不一致" in capsys.readouterr().out


def test_standard_error_is_for_sentences_alone(folder: Path) -> None:
    assert run(folder, "backup") == 0
    words = ["restore", "--store", str(folder / "store"), "--password-file", str(folder / "password.txt")]
    done = subprocess.run([sys.executable, "main.py", *words], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_copy_elsewhere(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.services.safety.is_same_disk", lambda _a, _b: False)
    (folder / "stick").mkdir()
    assert run(folder, "backup", "--to", str(folder / "stick")) == 0
    assert "已复制并读回核对" in capsys.readouterr().out
    [copy] = (folder / "stick").iterdir()
    assert run(folder, "restore", "--from", str(copy)) == 0
    assert "的备份（第 1 号）" in capsys.readouterr().out


def test_problems_are_sentences_and_codes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "restore") == 1
    assert "没有备份" in capsys.readouterr().err
    assert run(folder, "backup") == 0
    (folder / "password.txt").write_text("不对的口令", encoding="utf-8")
    assert run(folder, "restore") == 1
    assert "打不开这份备份" in capsys.readouterr().err
    assert run(folder, "backup") == 1
    assert "口令不对" in capsys.readouterr().err


def test_every_failure_answers_one_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "restore", "--json") == 1
    found = failure(capsys)
    assert "没有备份" in str(found["error"]) and found["details"] == [str(folder / "store")]
    assert run(folder, "backup") == 0
    open_elsewhere = Desk.open(folder / "store", PASSWORD)
    for command in ("backup", "verify-store"):
        assert run(folder, command, "--json") == 1
        capsys.readouterr()
    open_elsewhere.close()
    (folder / "password.txt").write_text("不对的口令", encoding="utf-8")
    for command in ("backup", "restore", "verify-store"):
        assert run(folder, command, "--json") == 1
        assert failure(capsys)["reason"] == "wrong_password"
        with pytest.raises(SystemExit) as caught:
            program.main([command, "--json", "--nonsense"])
        assert caught.value.code == 2
        assert failure(capsys)["reason"] == "usage"
    (folder / "password.txt").unlink()
    assert run(folder, "backup", "--json") == 1
    assert "读不了口令文件" in str(failure(capsys)["error"])


def test_a_backup_that_does_not_fit_is_named_beside_what_was_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "backup", "--json") == 0
    path = Path(str(said(capsys)["path"]))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    assert run(folder, "verify-store", "--backups", "--json") == 1
    found = failure(capsys)
    assert (found["reason"], found["backups_checked"]) == ("does_not_fit", 0)
    assert path.name in str(found["problems"])
    assert run(folder, "verify-store", "--backups") == 1
    answer = capsys.readouterr()
    assert "校验码" in answer.out and "核对没有通过" in answer.err


def test_a_backup_is_named_when_its_copy_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "backup", "--to", str(folder / "没有"), "--json") == 1
    found = failure(capsys)
    path = Path(str(found["path"]))
    assert path.is_file() and found["copy"] == ""
    path.write_bytes(path.read_bytes()[:-40])
    assert run(folder, "restore", "--from", str(path), "--json") == 1
    assert failure(capsys)["reason"] == "damaged"
    assert run(folder, "restore", "--from", str(folder / "没有.djbak"), "--json") == 2
    assert failure(capsys)["reason"] == "missing"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [("figures", "0" * 64, "缴费笔数和金额与做备份时的封记对不上"), ("seq", 99, "与它自己的说明对不上")],
)
def test_a_backup_whose_seal_does_not_fit_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], key: str, value: object, told: str
) -> None:
    """Whole as a file, password right: neither damaged nor merely failed."""
    assert run(folder, "backup", "--json") == 0
    path = Path(str(said(capsys)["path"]))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    meta = json.loads(members["meta.json"])
    members["meta.json"] = journal.canonical({**meta, key: value}).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert run(folder, "restore", "--from", str(path), "--json") == 1
    found = failure(capsys)
    assert (found["reason"], found["details"]) == ("does_not_fit", [path.name]) and told in str(
        found["error"]
    )
    assert run(folder, "verify-store", "--backups", "--json") == 1
    found = failure(capsys)
    assert found["reason"] == "does_not_fit" and told in str(found["problems"])
    assert run(folder, "verify-store", "--json") == 0, "the data themselves are as they were"
