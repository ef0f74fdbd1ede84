"""Keys without a window: a new branch's slip, a committee's help, and the documented way past the program."""

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from sqlcipher3 import dbapi2

import main as program
from models.domain.recovery_code import groups_of, plain, read_code
from models.services.committee import CommitteeDesk
from models.services.desk import Desk

ROOT = Path(__file__).parents[1]
PASSWORD = "槐树湾村口的一棵大槐树"
BRANCH, COMMITTEE = "中共青石镇柳溪村支部委员会", "中共青石镇委员会"


def run(base: Path, *args: str, password: str = PASSWORD) -> int:
    (base / "password.txt").write_text(password + "\n", encoding="utf-8")
    return program.main([*args, "--password-file", str(base / "password.txt")])


def printed_code(said: str) -> str:
    found = re.search(r"码：([0-9A-Z-]{54})", said)
    assert found is not None, said
    return plain(found[1])


def test_new_prints_a_code_which_opens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "new", str(tmp_path / "store"), "--branch", BRANCH) == 0
    said = capsys.readouterr().out
    code = printed_code(said)
    assert read_code(code).complete and "封存" in said
    desk = Desk.open_by_code(tmp_path / "store", code)
    assert not desk.keys.needs_recovery
    desk.close()


def test_new_writes_the_slip_and_keeps_the_code_off_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slip = tmp_path / "恢复码单.pdf"
    made = ("new", str(tmp_path / "store"), "--branch", BRANCH, "--recovery-slip", str(slip))
    assert run(tmp_path, *made) == 0
    said = capsys.readouterr().out
    assert str(slip) in said and "打印后删除这个文件" in said
    assert slip.stat().st_mode & 0o077 == 0
    with pypdfium2.PdfDocument(slip.read_bytes()) as document:
        text = document[0].get_textpage().get_text_bounded()
    groups = re.findall(r"\b[2-9A-HJKMNP-Z]{4}\b", text)
    code = next(
        "".join(groups[at : at + 11])
        for at in range(len(groups))
        if read_code("".join(groups[at : at + 11])).complete
    )
    assert not any(group in said for group in groups_of(code))
    Desk.open_by_code(tmp_path / "store", code).close()


@pytest.mark.parametrize(
    ("password", "why"), [("1234567890", "最常被猜到"), ("liuxicun2026", "单位名称"), ("短", "还差 9 个")]
)
def test_the_policy_is_the_windows(
    tmp_path: Path, password: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "new", str(tmp_path / "store"), "--branch", BRANCH, password=password) == 1
    assert why in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_a_slip_that_cannot_be_written_is_said_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slip = str(tmp_path / "没有" / "slip.pdf")
    assert run(tmp_path, "new", str(tmp_path / "store"), "--branch", BRANCH, "--recovery-slip", slip) == 1
    assert "不存在" in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_the_committee_opens_an_escrow_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    committee = CommitteeDesk.create(tmp_path / "committee", PASSWORD, name=COMMITTEE)
    committee.peers.own_card()
    recipients = tuple(
        str(row[0]) for row in committee.store.rows("SELECT public FROM identity WHERE use = 'seal'")
    )
    committee.close()
    desk = Desk.create(tmp_path / "branch", PASSWORD, name=BRANCH)
    desk.keys.escrow.turn_on(COMMITTEE, recipients)
    file = desk.keys.escrow.write(tmp_path)
    desk.close()
    out = tmp_path / "开启文件.json"
    store = ("--store", str(tmp_path / "committee"))
    assert run(tmp_path, "escrow", str(file), *store, "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert BRANCH in said
    Desk.open_by_code(tmp_path / "branch", printed_code(said), opening=out).close()
    committee = CommitteeDesk.open(tmp_path / "committee", PASSWORD)
    (entry,) = committee.register.entries("copy")
    assert entry.recipient == BRANCH
    committee.store.verify_chain()
    committee.close()


def unlock(folder: Path, secret: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build" / "unlock.py"), str(folder), *more]
    return subprocess.run(
        command, input=secret + "\n", capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_documented_script_prints_the_raw_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "new", str(tmp_path / "store"), "--branch", BRANCH) == 0
    code = printed_code(capsys.readouterr().out)
    done = unlock(tmp_path / "store", PASSWORD)
    assert done.returncode == 0
    key = done.stdout.strip()
    assert re.fullmatch(r"0x[0-9a-f]{64}", key)
    assert unlock(tmp_path / "store", code.lower(), "--recovery").stdout.strip() == key
    wrong = unlock(tmp_path / "store", "不是这个口令")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    connection = dbapi2.connect(str(tmp_path / "store" / "party.db"))
    connection.execute(f"PRAGMA key=\"x'{key[2:]}'\"")
    assert connection.execute("SELECT name FROM branch").fetchone() == (BRANCH,)
    connection.close()
