"""`import dues` as a checker uses it: report, exit codes, a look without writing, a sheet without a year."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

import main as program
from models.services.desk import Desk

SAMPLES = Path(__file__).parent / "samples"
PASSWORD = "槐树湾村口的一棵大槐树"
BRANCH = "中共青石镇柳溪村支部委员会"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A branch with the roster of the samples."""
    base = tmp_path_factory.mktemp("dues")
    (base / "password.txt").write_text(PASSWORD + "\n", encoding="utf-8")
    assert run(base, "new", str(base / "store"), "--branch", BRANCH) == 0
    assert run(base, "import", "roster", str(SAMPLES / "roster-standard.xlsx"), *store(base)) == 0
    return base


def run(base: Path, *args: str) -> int:
    return program.main([*args, "--password-file", str(base / "password.txt")])


def store(base: Path) -> tuple[str, str]:
    return "--store", str(base / "store")


def posted(base: Path) -> int:
    desk = Desk.open(base / "store", PASSWORD)
    try:
        return int(desk.store.value("SELECT coalesce(sum(amount_fen), 0) FROM payment_line"))
    finally:
        desk.close()


def test_a_look_writes_nothing_and_an_import_writes_the_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    sheet, report = str(SAMPLES / "dues-2026.xlsx"), folder / "dues.json"
    assert run(folder, "import", "dues", sheet, *store(folder), "--report", str(report), "--dry-run") == 0
    assert "将导入 38 人；已修正 1 处、存疑 10 处、未导入 0 处。" in capsys.readouterr().out
    looked = json.loads(report.read_text(encoding="utf-8"))
    assert posted(folder) == 0
    assert run(folder, "import", "dues", sheet, *store(folder), "--report", str(report)) == 0
    assert "已导入 38 人；" in capsys.readouterr().out
    done = json.loads(report.read_text(encoding="utf-8"))
    assert done == looked
    assert set(done) == {"imported", "repaired", "doubtful", "refused"}
    truth = json.loads((SAMPLES / "dues-2026.truth.json").read_text(encoding="utf-8"))
    expected = {(int(row), code) for row, told in truth.items() if row.isdigit() for code in told["problems"]}
    expected |= {(truth["totals_row"]["row"], code) for code in truth["totals_row"]["problems"]}
    listed = done["repaired"] + done["doubtful"] + done["refused"]
    assert {(entry["row"], entry["problem"]) for entry in listed} == expected
    assert all(set(entry) == {"row", "field", "problem", "before", "after"} for entry in listed)
    assert posted(folder) == truth["totals_row"]["right_fen"]


def test_a_table_of_another_kind_ends_with_2(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run(folder, "import", "dues", str(SAMPLES / "roster-standard.xlsx"), *store(folder)) == 2
    assert "没有找到党费表" in capsys.readouterr().err
    assert run(folder, "import", "dues", str(folder / "gone.xlsx"), *store(folder)) == 2


def test_a_year_nobody_wrote_must_be_given(folder: Path, capsys: pytest.CaptureFixture[str]):
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["姓名", "类别", "月标准", "1月"])
    page.append(["龙凤琴", "农民", 0.5, 0.5])
    page.append(["赵不在", "农民", 0.5, 0.5])
    book.save(folder / "党费.xlsx")
    assert run(folder, "import", "dues", str(folder / "党费.xlsx"), *store(folder)) == 2
    assert "--year" in capsys.readouterr().err
    again = ("--year", "2025", "--dry-run")
    assert run(folder, "import", "dues", str(folder / "党费.xlsx"), *store(folder), *again) == 0
    said = capsys.readouterr().out
    assert "将导入 1 人" in said
    assert "第 3 行未导入，名册里没有：赵不在" in said


def test_reports_are_written_with_their_figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "reports"
    assert (
        run(
            folder,
            "dues",
            "report",
            "journal",
            *store(folder),
            "--period",
            "2026",
            "--out",
            str(out),
            "--json",
        )
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and told["period"] == "2026年"
    assert sorted(Path(path).suffix for path in told["files"]) == [".docx", ".pdf", ".xlsx"]
    assert all(Path(path).is_file() for path in told["files"])
    assert {"due_fen", "paid_fen", "left_fen", "months"} <= set(told["figures"])
    for kind in ("register", "detail", "remittance", "public", "late", "year"):
        line = (
            "dues",
            "report",
            kind,
            *store(folder),
            "--period",
            "2026",
            "--out",
            str(out),
            "--format",
            "pdf",
        )
        assert run(folder, *line) == 0, kind
    assert run(folder, "dues", "report", "detail", *store(folder), "--period", "去年", "--out", str(out)) == 1
