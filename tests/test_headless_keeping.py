"""Backups by command line: made, copied, put in place, checked; JSON for programs, exit codes for scripts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import main as program
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
    assert "已恢复第 1 号备份" in capsys.readouterr().out


def test_problems_are_sentences_and_codes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "restore") == 1
    assert "没有备份" in capsys.readouterr().err
    assert run(folder, "backup") == 0
    (folder / "password.txt").write_text("不对的口令", encoding="utf-8")
    assert run(folder, "restore") == 1
    assert "打不开这份备份" in capsys.readouterr().err
    assert run(folder, "backup") == 1
    assert "口令不对" in capsys.readouterr().err
