"""Files that are no table, broken, protected or far too large: exit code 2, one Chinese sentence, nothing changed."""

import random
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook

import main as program
from models.services import sheets
from models.services.desk import Desk

SAMPLES = Path(__file__).parent / "samples"
PASSWORD = "槐树湾村口的一棵大槐树"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
NAMES = '<row><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'.encode()
TAIL = b"</sheetData></worksheet>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("bad")
    (base / "password.txt").write_text(PASSWORD, encoding="utf-8")
    secret = ["--password-file", str(base / "password.txt")]
    assert program.main(["new", str(base / "store"), "--branch", "柳溪村党支部", *secret]) == 0
    return base


def book(path: Path, *rows: list[object], cell: str = "") -> Path:
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    if cell:
        made.active[cell] = "x"
    made.save(path)
    return path


def package(path: Path, sheet: Iterable[bytes]) -> Path:
    """A workbook whose one sheet is written by hand."""
    empty = book(path.with_suffix(".empty"))
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                target.writestr(name, source.read(name))
        with target.open("xl/worksheets/sheet1.xml", "w") as part:
            for piece in sheet:
                part.write(piece)
    return path


def flipped() -> bytes:
    data, rnd = bytearray((SAMPLES / "roster-messy.xlsx").read_bytes()), random.Random(1)
    for _ in range(60):
        data[rnd.randrange(len(data))] ^= 0xFF
    return bytes(data)


WHOLE = (SAMPLES / "roster-messy.xlsx").read_bytes()
BYTES = {
    "文字.xlsx": ("姓名,性别\n张三,男\n".encode(), "损坏"),
    "名单.csv": ("单位,金额\n柳溪村,12\n".encode("gbk"), "没有找到"),
    "名单.txt": ("张三今天没有来。".encode("gbk"), "另存为 .xlsx"),
    "照片.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "损坏"),
    "文件.xlsx": (b"%PDF-1.7\n" + bytes(range(256)), "损坏"),
    "空.xlsx": (b"", "空的"),
    "头.xlsx": (b"PK\x03\x04", "损坏"),
    "半.xlsx": (WHOLE[: len(WHOLE) // 2], "损坏"),
    "少尾.xlsx": (WHOLE[:-30], "损坏"),
    "坏.xlsx": (flipped(), "损坏"),
    "旧.xls": (OLE + b"\0" * 504 + bytes(range(256)) * 20, "损坏"),
    "文档.xlsx": (OLE + b"\0" * 1000 + "WordDocument".encode("utf-16-le") + b"\0" * 3000, "损坏"),
    "加密.xlsx": (OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 3000, "密码"),
}
SHEETS: dict[str, tuple[list[bytes], str]] = {
    "没有行号": ([b'<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'], "行"),
    "单引号": ([b"<row r = '1048576'><c r='A1048576'><v>1</v></c></row>"], "行"),
    "行号太大": ([b'<row r="99999999999999"><c r="A99999999999999"><v>1</v></c></row>'], "行"),
    "又宽又长": ([b'<row><c r="XFD1"><v>1</v></c></row><row><c r="A9999"><v>1</v></c></row>'], "列太多"),
    "两个字母": ([b'<row><c r="ZZ1"><v>1</v></c></row><row><c r="A199999"><v>1</v></c></row>'], "列太多"),
    "列号太大": ([b'<row><c r="ZZZZZ1"><v>1</v></c></row>'], "列太多"),
    "二十万行": ([b"<row><c><v>1</v></c></row>" * 1000] * 201, "行"),
}


def refusal(folder: Path, file: Path, capsys: pytest.CaptureFixture[str], what: str = "roster") -> str:
    """The sentence on the error channel; the store is as before and no report is written."""
    before = (folder / "store" / "party.db").read_bytes()
    report = folder / "report.json"
    args = ["--store", str(folder / "store"), "--report", str(report)]
    capsys.readouterr()
    code = program.main(["import", what, str(file), *args, "--password-file", str(folder / "password.txt")])
    shown = capsys.readouterr()
    assert code == 2
    assert shown.out == ""
    assert not report.exists()
    assert (folder / "store" / "party.db").read_bytes() == before
    assert re.search(r"[\u4e00-\u9fff]", shown.err)
    assert "Traceback" not in shown.err
    assert shown.err.strip().endswith("。")
    return shown.err


@pytest.mark.parametrize("name", BYTES)
@pytest.mark.parametrize("what", ["roster", "stages"])
def test_what_is_no_spreadsheet_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, what: str
):
    data, word = BYTES[name]
    (tmp_path / name).write_bytes(data)
    assert word in refusal(folder, tmp_path / name, capsys, what)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_claims_too_much_is_refused_before_it_is_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
):
    parts, word = SHEETS[name]
    file = package(tmp_path / "x.xlsx", [HEAD, NAMES, *parts, TAIL])
    assert word in refusal(folder, file, capsys)


def with_part(path: Path, name: str, content: bytes) -> Path:
    """An ordinary workbook with one part more, or another in its place."""
    book(path, ["姓名", "性别"], ["张三", "男"])
    data = {}
    with zipfile.ZipFile(path) as source:
        data = {one: source.read(one) for one in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for one, value in (data | {name: content}).items():
            target.writestr(one, value)
    return path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0", "宏"),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>", "链接着别的文件"),
        ("xl/sharedStrings.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><sst/>', "损坏"),
        ("xl/styles.xml", '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16"), "损坏"),
    ],
)
def test_macros_links_and_entities_stay_outside(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
):
    assert said in refusal(folder, with_part(tmp_path / "名单.xlsx", name, content), capsys)


def test_a_bomb_is_measured_and_not_unpacked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 40 * 1024 * 1024)
    file = package(tmp_path / "x.xlsx", [HEAD, *[b" " * (1 << 20)] * 60, TAIL])
    assert file.stat().st_size < 200_000
    assert "太大" in refusal(folder, file, capsys)


def test_a_file_of_a_hundred_megabytes_is_not_opened(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "x.xlsx"
    with file.open("wb") as sparse:
        sparse.write(WHOLE)
        sparse.truncate(100 * 1024 * 1024)
    assert "上限" in refusal(folder, file, capsys)


def test_tables_without_names_or_without_anything_are_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    sums = book(tmp_path / "账.xlsx", ["序号", "金额"], [1, 2], [2, 4])
    for file in (book(tmp_path / "空表.xlsx"), sums, SAMPLES / "没有.xlsx"):
        assert refusal(folder, file, capsys)
    assert "姓名" in refusal(folder, sums, capsys)
    assert "日期" in refusal(
        folder, book(tmp_path / "册.xlsx", ["姓名", "性别"], ["张三", "男"]), capsys, "stages"
    )
    assert "行" in refusal(folder, book(tmp_path / "末行.xlsx", ["姓名"], cell="A1048576"), capsys)


def test_nobody_has_come_in_by_all_of_this(folder: Path):
    desk = Desk.open(folder / "store", PASSWORD)
    assert desk.roster.members("2026-09-30") == []
    desk.close()
