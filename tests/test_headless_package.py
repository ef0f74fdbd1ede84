"""Handing over by command: what a clerk's script gets, from the key card to the receipt."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

import main as program
from models.services.desk import Desk
from models.services.sample import SAMPLE_PASSWORD
from tests.services.handing_over import COMMITTEE, Pair, pair

Run = Callable[..., tuple[int, dict]]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        made.desk.close()  # the commands open it
        yield made


@pytest.fixture
def run(both: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "password.txt").write_text(SAMPLE_PASSWORD + "\n", encoding="utf-8")

    def call(*words: str) -> tuple[int, dict]:
        base = ["--store", str(tmp_path / "branch"), "--password-file", str(tmp_path / "password.txt")]
        code = program.main(["package", *words, *base, "--json"])
        said = capsys.readouterr()
        found = json.loads(said.out)
        assert found.get("ok", True) is (code == 0)
        assert found.get("error", "…") not in said.err
        return code, found

    return call


def test_a_package_is_written_verified_and_answered(both: Pair, run: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "交接单.pdf"
    code, made = run("write", "--out", str(both.folder), "--medium", "U-07", "--sheet", str(sheet))
    assert code == 0 and (made["seq"], made["members"], made["dues_fen"]) == (1, 40, 905284)
    package = both.open(Path(made["path"]))  # the committee opens what lies on the stick
    assert package.package_id == made["package_id"]
    assert set(package.manifest.readable) == {"名册.xlsx", "封面与摘要.pdf"}
    with pypdfium2.PdfDocument(sheet) as document:
        printed = "".join(document[0].get_textpage().get_text_bounded().split())
    assert made["check_code"].replace(" ", "") in printed and "U-07" in printed
    assert "本支部密钥指纹" in printed and made["head_code"].upper() in printed
    code, looked = run("verify", made["path"])
    assert code == 0 and looked["own"] and looked["check_code"] == made["check_code"]
    receipt = both.receipt(Path(made["path"]))
    code, taken = run("receipt", str(receipt))
    assert code == 0 and taken["accepted"] and taken["anchored_code"] == made["head_code"]
    code, again = run("receipt", str(receipt))
    assert code == 0 and again["already"]
    code, later = run("write", "--out", str(both.folder), "--profile", "roster_dues")
    assert code == 0 and later["seq"] == 2 and "会议" in later["fields"]


def test_damaged_and_foreign_files_end_with_2_and_a_sentence(both: Pair, run: Run, tmp_path: Path) -> None:
    _, made = run("write", "--out", str(both.folder))
    good = Path(made["path"]).read_bytes()
    bad = tmp_path / "bad.zbb"
    bad.write_bytes(good[:-9] + bytes([good[-9] ^ 1]) + good[-8:])
    code, said = run("verify", str(bad))
    assert code == 2 and "被改动过" in said["error"] and said["reason"] == "tampered"
    bad.write_bytes(b"PK\3\4" + b"x" * 3000)
    code, said = run("verify", str(bad))
    assert code == 2 and "不是支部工作台的上报包" in said["error"]
    assert said["reason"] == "not_a_package"
    code, said = run("receipt", made["path"])
    assert code == 2
    code, said = run("verify", str(both.receipt(Path(made["path"]))))
    assert code == 2 and "回执" in said["error"]
    code, said = run("write", "--out", str(tmp_path / "no-stick"))
    assert code == 1 and "插好 U 盘" in said["error"] and said["reason"] == "failed"
    for word in ("verify", "receipt"):
        code, said = run(word, str(tmp_path / "没有.zbb"))
        assert code == 2 and said["reason"] == "missing", said


def test_every_failure_answers_one_object(
    both: Pair, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["write", "--out", "x"], ["verify", "x.zbb"], ["receive", "x"], ["receipt", "x.zbb"]):
        (tmp_path / "password.txt").write_text("不对的口令", encoding="utf-8")
        code, said = run(*words)
        assert (code, said["reason"], list(said)) == (
            1, "wrong_password", ["ok", "error", "reason", "details"]
        )  # fmt: skip
        (tmp_path / "password.txt").unlink()
        code, said = run(*words)
        assert code == 1 and "读不了口令文件" in said["error"]
        with pytest.raises(SystemExit) as caught:
            program.main(["package", *words, "--json"])  # no --store
        answer = capsys.readouterr()
        assert (caught.value.code, answer.err, json.loads(answer.out)["reason"]) == (2, "", "usage")
        base = ["--store", str(tmp_path / "没有"), "--password-file", __file__, "--json"]
        assert program.main(["package", *words, *base]) == 1
        assert "没有支部工作台的数据" in json.loads(capsys.readouterr().out)["error"]
    with pytest.raises(SystemExit):
        program.main(["package", "write"])
    answer = capsys.readouterr()
    assert answer.out == "" and answer.err.startswith("用法：") and "命令写得不对：缺少" in answer.err


def test_a_card_is_trusted_only_with_the_fingerprint_of_its_paper(
    both: Pair, run: Run, tmp_path: Path
) -> None:
    code, own = run("card", "--out", str(tmp_path))
    assert code == 0 and len(own["fingerprint"].split()) == 8 and Path(own["path"]).is_file()
    kind, _, name = COMMITTEE
    both.committee._owner = lambda: (kind, "33333333-2222-4333-8444-555555555555", name + "（新）")
    file = str(both.committee.save_card(tmp_path))
    code, said = run("trust", file, "--by", "侯学军", "--fingerprint", "0000 " * 7 + "0000")
    assert code == 2 and "没有登记" in said["error"]
    right = both.committee.own_card().fingerprint
    code, trusted = run("trust", file, "--by", "侯学军", "--fingerprint", right.lower())
    assert code == 0 and trusted["fingerprint"] == right
    code, said = run("write", "--out", str(both.folder))
    assert code == 1 and "--to" in said["error"]
    code, made = run("write", "--out", str(both.folder), "--to", name)
    assert code == 0 and made["recipient"] == name


def test_what_is_exported_stands_in_the_register(both: Pair, tmp_path: Path) -> None:
    (tmp_path / "password.txt").write_text(SAMPLE_PASSWORD + "\n", encoding="utf-8")
    base = ["--store", str(tmp_path / "branch"), "--password-file", str(tmp_path / "password.txt")]
    out = tmp_path / "out"
    assert (
        program.main(["export", "D1", "--out", str(out), *base, "--columns", "name,sex", "--format", "pdf"])
        == 0
    )
    assert program.main(["export", "A3", "--out", str(out), *base, "--format", "docx"]) == 0
    desk = Desk.open(tmp_path / "branch", SAMPLE_PASSWORD)
    minutes, roster = desk.handoff.register.entries("export")
    assert (roster.fields, roster.records, roster.size > 0) == ("姓名、性别", 40, True)
    assert minutes.records == 3 and minutes.file_name.endswith(".docx") and "A3" in minutes.title
    left = desk.handoff.register.left_behind()
    assert {one.path.name for one in left} == {path.name for path in out.iterdir()} and len(left) == 4
    assert set(desk.handoff.register.clean([one.path for one in left]).removed) == {one.path for one in left}
    assert list(out.iterdir()) == []
    desk.close()


def test_what_is_done_is_answered_when_the_rest_fails(both: Pair, run: Run, tmp_path: Path) -> None:
    code, made = run("write", "--out", str(both.folder), "--sheet", str(tmp_path / "没有" / "单.pdf"))
    assert code == 1 and made["error"] and made["seq"] == 1 and made["package_id"]
    assert Path(made["path"]).is_file()


@pytest.mark.parametrize("out", ["没有", "长" * 300])
def test_a_target_that_is_not_there_costs_no_number(both: Pair, run: Run, tmp_path: Path, out: str) -> None:
    code, refused = run("write", "--out", str(tmp_path / out))
    assert code == 1 and refused["error"]
    assert list((tmp_path / "branch").glob("outbox/*")) == []
    code, made = run("write", "--out", str(both.folder))
    assert (code, made["ok"], made["seq"]) == (0, True, 1)


def test_a_name_that_no_system_takes_is_a_sentence(both: Pair, run: Run) -> None:
    code, found = run("verify", "/" + "a" * 300 + ".zbb")
    assert (code, found["error"]) == (1, "文件名或路径太长。请换一个短一些的。")
