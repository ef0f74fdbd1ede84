"""The dues ledger by command line: sound books are told with their balances, others with an exit code of 1."""

import json
from pathlib import Path

import pytest

import main as program
from models.services.desk import Desk

PASSWORD = "槐树-shù-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=lambda: "2026-09-30")
    person = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2001-07-01"})
    desk.dues.set_standard(person, "2026-01", "工资", 500_000)
    desk.dues.record(person, ["2026-01", "2026-02"], "2026-03-01")
    desk.closing.close("2026-01")
    desk.close()
    (tmp_path / "password.txt").write_text(PASSWORD, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return program.main(
        [*words, "--store", str(folder / "store"), "--password-file", str(folder / "password.txt")]
    )


def test_sound_books(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "dues", "verify") == 0
    said = capsys.readouterr().out
    assert "收款 1 笔、凭证 1 张、分录 2 行，已结账 1 个月：逐人逐月重算，全部相符。" in said
    assert "现金\t100.00" in said and "党费收入\t-50.00" in said
    assert run(folder, "dues", "verify", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["problems"], found["figures"]["balance.应收党费"]) == (True, [], -5000)


def test_books_changed_by_another_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk.open(folder / "store", PASSWORD, today=lambda: "2026-09-30")
    raw = desk.store.connection
    raw.execute("PRAGMA query_only=OFF")
    raw.execute("DROP TRIGGER posting_no_update")
    raw.execute("UPDATE posting SET amount_fen = amount_fen - 1 WHERE line = 1")
    desk.close()
    assert run(folder, "dues", "verify") == 1
    assert "借贷不平，相差 -0.01 元" in capsys.readouterr().err
    assert run(folder, "dues", "verify", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["reason"]) == (False, "does_not_fit")
    assert any("借贷不平" in one for one in found["problems"])
