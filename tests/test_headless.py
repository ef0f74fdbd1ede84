"""The command line as a clerk or a checker uses it: real services, sample sheets, exit codes and sentences."""

import errno
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

import main as program
from models.domain.errors import UserError
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services.desk import Desk
from ui import headless, paper, places

ROOT = Path(__file__).parents[1]
SAMPLES = Path(__file__).parent / "samples"
PASSWORD = "槐树湾村口的一棵大槐树"
BRANCH = "中共青石镇柳溪村支部委员会"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A branch with the messy roster and the stage dates in it, made by the commands themselves."""
    base = tmp_path_factory.mktemp("headless")
    (base / "password.txt").write_text(PASSWORD + "\n", encoding="utf-8")
    assert run(base, "new", str(base / "store"), "--branch", BRANCH, "--kind", "村社区") == 0
    roster = str(SAMPLES / "roster-messy.xlsx")
    assert run(base, "import", "roster", roster, *store(base), "--report", str(base / "roster.json")) == 0
    stages = str(SAMPLES / "stage-dates.xlsx")
    assert run(base, "import", "stages", stages, *store(base), "--report", str(base / "stages.json")) == 0
    return base


def run(base: Path, *args: str) -> int:
    return program.main([*args, "--password-file", str(base / "password.txt")])


def store(base: Path) -> tuple[str, str]:
    return "--store", str(base / "store")


def failing(args: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        program.main(args)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["new"],
        ["import"],
        ["import", "roster"],
        ["import", "stages"],
        ["export"],
        ["forms"],
        ["check"],
        ["dues-standard"],
    ],
)
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert failing([*command, "--help"]) == 0
    said = capsys.readouterr().out
    assert "用法：" in said and "选项" in said
    assert not re.search(r"usage|options|show this|positional", said)


def test_a_wrong_command_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(["fly"]) == 2
    assert "命令写得不对" in capsys.readouterr().err


def test_import_reports_by_row(folder: Path) -> None:
    report = json.loads((folder / "roster.json").read_text(encoding="utf-8"))
    truth = json.loads((SAMPLES / "roster-messy.truth.json").read_text(encoding="utf-8"))
    assert set(report) == {"imported", "repaired", "doubtful", "refused"}
    assert {"row", "field", "problem", "before", "after"} <= set(report["repaired"][0])
    assert report["imported"] > 30
    assert truth["must_report"]
    assert json.loads((folder / "stages.json").read_text(encoding="utf-8"))["imported"] == 8


def test_a_file_that_is_no_roster_ends_with_two(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = folder / "notes.txt"
    text.write_text("会议纪要", encoding="utf-8")
    assert run(folder, "import", "roster", str(text), *store(folder)) == 2
    assert run(folder, "import", "roster", str(folder / "gone.xlsx"), *store(folder)) == 2
    broken = folder / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    assert run(folder, "import", "stages", str(broken), *store(folder)) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said and "找不到文件" in said


def test_wrong_password_opens_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = folder / "wrong.txt"
    wrong.write_text("not this one", encoding="utf-8")
    assert program.main(["check", *store(folder), "--password-file", str(wrong)]) == 1
    assert "不对" in capsys.readouterr().err


def test_missing_store_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "check", "--store", str(folder / "nowhere")) == 1
    assert "不存在" in capsys.readouterr().err


def test_short_password_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "password.txt").write_text("short", encoding="utf-8")
    assert run(tmp_path, "new", str(tmp_path / "store"), "--branch", BRANCH) == 1
    assert "至少 10 个字符" in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_check_lists_what_the_rules_say(folder: Path) -> None:
    out = folder / "check.json"
    assert run(folder, "check", *store(folder), "--as-of", "2026-09-30", "--json", str(out)) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found
    assert all({"rule", "severity", "subject", "message", "citation"} <= set(one) for one in found)
    assert {one["severity"] for one in found} <= {"E", "W", "I", "unknown"}


def test_check_needs_a_whole_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "check", *store(folder), "--as-of", "2026-09") == 1
    assert "完整的日期" in capsys.readouterr().err


def test_forms_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["forms", "--json"]) == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert listed["A3"]["subject"] == "meeting"
    assert listed["F2"]["formats"] == ["xlsx"]
    assert program.main(["forms"]) == 0
    assert "C2\t年度党费收缴登记表\tdocx,pdf,xlsx\tyear" in capsys.readouterr().out


@pytest.mark.parametrize(("form", "count"), [("D1", 2), ("F2", 1), ("C2", 3)])
def test_branch_and_year_forms(
    folder: Path, form: str, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(folder, "export", form, *store(folder), "--out", str(folder / form)) == 0
    printed = capsys.readouterr().out.split("\n")[:-1]
    assert sorted(printed) == sorted(str(path) for path in (folder / form).iterdir())
    assert len(printed) == count


def test_exported_sheet_has_everybody(folder: Path) -> None:
    assert run(folder, "export", "F2", *store(folder), "--out", str(folder / "f2"), "--format", "xlsx") == 0
    book = openpyxl.load_workbook(next((folder / "f2").glob("F2-*.xlsx")))
    page = book.active
    assert page is not None
    rows = list(page.iter_rows(values_only=True))
    imported = json.loads((folder / "roster.json").read_text(encoding="utf-8"))["imported"]
    assert len(rows) > imported  # the head, the roster, and those whom the stage dates made members
    assert all(len(row) == 27 and row[1] for row in rows)


@pytest.mark.parametrize("form", ["B7", "B12", "B12.1", "B12.2", "B27"])
def test_personal_forms_by_name(folder: Path, form: str) -> None:
    out = folder / f"person-{form}"
    assert run(folder, "export", form, *store(folder), "--out", str(out), "--subject", "胡浩然") == 0
    names = sorted(path.name for path in out.iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf"]
    assert all("胡浩然" in name for name in names)
    with zipfile.ZipFile(out / names[0]) as package:
        assert "胡浩然" in package.read("word/document.xml").decode("utf-8")


def test_without_a_name_everybody_it_is_made_for(folder: Path) -> None:
    out = folder / "all"
    assert run(folder, "export", "B12", *store(folder), "--out", str(out), "--format", "pdf") == 0
    made = {path.stem.rpartition("-")[2] for path in out.iterdir()}
    assert "潘静怡" in made  # her notice is recorded
    assert "白雪梅" not in made  # she has only applied


def test_unknown_things_are_sentences(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ("--out", str(folder / "none"))
    assert run(folder, "export", "Z9", *store(folder), *out) == 1
    assert run(folder, "export", "B7", *store(folder), *out, "--subject", "查无此人") == 1
    assert run(folder, "export", "B7", *store(folder), *out, "--subject", "胡浩然", "--format", "xlsx") == 1
    assert run(folder, "export", "D1", *store(folder), *out, "--paper", "A0") == 1
    assert run(folder, "export", "B7", *store(folder), *out, "--columns", "name") == 1
    said = capsys.readouterr().err
    assert "Z9" in said and "查无此人" in said and "xlsx" in said and "A0" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "taken").write_text("", encoding="utf-8")
    assert run(folder, "export", "F2", *store(folder), "--out", str(folder / "taken")) == 1
    assert run(folder, "export", "F2", *store(folder), "--out", str(folder / "taken" / "deeper")) == 1
    said = capsys.readouterr().err
    assert said.count("不能建立文件夹") == 2
    assert "同名" in said


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "A3.docx"
    paper.write_file(target, b"old")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UserError, match="磁盘已满"):
        paper.write_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["A3.docx"]


def test_minutes_by_title_and_for_all_meetings(folder: Path) -> None:
    desk = Desk.open(folder / "store", PASSWORD)
    try:
        desk.meetings.create(MeetingKind.ASSEMBLY, "2026-06-20", title="第二季度党员大会")
        meeting = desk.meetings.create(
            MeetingKind.ASSEMBLY,
            "2026-09-20",
            title="第三季度党员大会",
            place="村会议室",
            host="书记",
            recorder="记录人",
        )
        people = desk.meetings.get(meeting).attendees
        desk.meetings.set_presence(meeting, {one.person_id: (Presence.PRESENT, "") for one in people})
        vote = Vote(voted=True, method="举手", valid=len(people), yes=len(people))
        item = AgendaItem(meeting_id=meeting, kind=ItemKind.ORDINARY, title="讨论果园承包", vote=vote)
        desk.meetings.save_items(meeting, [item])
    finally:
        desk.close()
    one = folder / "one"
    assert (
        run(folder, "export", "A3", *store(folder), "--out", str(one), "--subject", "第三季度党员大会") == 0
    )
    assert sorted(p.name for p in one.iterdir()) == [
        "A3-支部党员大会记录-2026-09-20.docx",
        "A3-支部党员大会记录-2026-09-20.pdf",
    ]
    day = folder / "day"
    assert run(folder, "export", "A3", *store(folder), "--out", str(day), "--subject", "2026-06-20") == 0
    assert all("2026-06-20" in path.name for path in day.iterdir())
    every = folder / "every"
    assert run(folder, "export", "A2", *store(folder), "--out", str(every), "--format", "pdf") == 0
    assert len(list(every.iterdir())) == 2


@pytest.mark.parametrize(
    ("args", "fen"),
    [
        (("--kind", "工资", "--base", "3000"), 1500),
        (("--kind", "工资", "--base", "3000.01"), 3000),
        (("--kind", "离退休", "--base", "6321.50"), 6322),
        (("--kind", "农民", "--county-amount", "0.5"), 50),
        (
            (
                "--kind",
                "低保",
            ),
            20,
        ),
    ],
)
def test_dues_standard(args: tuple[str, ...], fen: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["dues-standard", *args, "--on", "2026-09-30"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["amount_fen"] == fen
    assert result["citation"] and result["explanation"] and result["band"]


def test_dues_standard_without_figures_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["dues-standard", "--kind", "工资", "--on", "2026-09-30"]) == 1
    assert capsys.readouterr().err.strip()


def test_as_a_process_with_the_password_on_standard_input(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "check", *store(folder), "--as-of", "2026-09-30", "--json", "-"],
        cwd=ROOT,
        input=PASSWORD + "\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("[")


def test_a_pipe_in_utf_8_is_understood_where_the_system_writes_otherwise(folder: Path) -> None:
    words = [sys.executable, "main.py", "check", *store(folder), "--as-of", "2026-09-30", "--json", "-"]
    env = {**os.environ, "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(
        words, cwd=ROOT, env=env, input=f"{PASSWORD}\n".encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_a_password_file_of_an_older_notepad_is_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "口令.txt"
    secret.write_bytes(f"{PASSWORD}\r\n".encode("gbk"))
    words = ["check", *store(folder), "--as-of", "2026-09-30", "--json", "-", "--password-file", str(secret)]
    monkeypatch.setattr(headless.locale, "getencoding", lambda: "utf-8")
    assert program.main(words) == 1  # a system that has never written so
    assert "读不了口令文件" in capsys.readouterr().err
    monkeypatch.setattr(headless.locale, "getencoding", lambda: "gbk")
    assert program.main(words) == 0


def test_the_commands_need_no_window() -> None:
    code = "import sys, main, ui.headless; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("place", ["nowhere/report.json", "."])
def test_a_report_that_cannot_be_written_is_said_before_anybody_is_imported(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "password.txt").write_text(PASSWORD, encoding="utf-8")
    assert run(tmp_path, "new", str(tmp_path / "store"), "--branch", BRANCH) == 0
    roster = str(SAMPLES / "roster-standard.xlsx")
    assert run(tmp_path, "import", "roster", roster, *store(tmp_path), "--report", str(tmp_path / place)) == 1
    assert "文件夹" in capsys.readouterr().err
    desk = Desk.open(tmp_path / "store", PASSWORD)
    assert desk.roster.members("2026-09-30") == []
    desk.close()


def test_a_report_that_fails_after_all_says_that_the_people_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_target: Path, _content: bytes) -> None:
        raise UserError("写不了文件：磁盘已满，请清理后再试。")

    (tmp_path / "password.txt").write_text(PASSWORD, encoding="utf-8")
    assert run(tmp_path, "new", str(tmp_path / "store"), "--branch", BRANCH) == 0
    monkeypatch.setattr(paper, "write_file", full)
    roster = str(SAMPLES / "roster-standard.xlsx")
    assert run(tmp_path, "import", "roster", roster, *store(tmp_path), "--report", str(tmp_path / "r")) == 1
    assert "人，但报告没有写成：写不了文件：磁盘已满" in capsys.readouterr().err


def test_a_character_no_font_has_is_said_at_every_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "password.txt").write_text(PASSWORD, encoding="utf-8")
    desk = Desk.create(tmp_path / "store", PASSWORD, name=BRANCH, sector="村社区")
    for name in ("䶮㛃", "王𬭎堃", "王\U000300aa"):
        desk.roster.add({"name": name, "category": "正式党员", "joined_on": "2010-07-01"})
    desk.close()
    assert run(tmp_path, "export", "D1", *store(tmp_path), "--out", str(tmp_path), "--format", "pdf") == 0
    said = capsys.readouterr().err
    assert "\U000300aa" in said
    assert not set("䶮㛃𬭎堃") & set(said)


def test_log_lines_are_not_sentences(folder: Path) -> None:
    """A lost anchor or a full disk is logged; what the clerk reads on standard error is only what to do."""
    for anchor in places.current().anchors.glob("*.json"):
        anchor.unlink()
    done = subprocess.run(
        [sys.executable, ROOT / "main.py", "check", *store(folder), "--password-file", folder / "password.txt"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert done.stderr == ""
