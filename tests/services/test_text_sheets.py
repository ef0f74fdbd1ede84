"""Tables saved as text come in like workbooks: any usual encoding, any usual sign between the cells, cells as text."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from models.domain.errors import UserError
from models.services import sheets
from models.services.sheets import read_workbook

ROWS = (
    ("姓名", "性别", "身份证号", "备注"),
    ("侯学军", "男", "510182196911109910", "住柳溪村, 2组; 流动"),
    ("龙凤琴", "女", "430821199101169945", ""),
)


def written(path: Path, sign: str, code: str) -> Path:
    quoted = (",".join(f'"{cell}"' for cell in row) if sign == "," else sign.join(row) for row in ROWS)
    quoted = (line.replace('""', "") for line in quoted) if sign == "," else quoted
    path.write_bytes("\r\n".join(quoted).encode(code))
    return path


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t"])
def test_every_usual_encoding_and_sign(tmp_path: Path, sign: str, code: str):
    (grid,) = read_workbook(written(tmp_path / "名册.csv", sign, code))
    assert grid.name == "名册"
    assert [tuple(row) for row in grid.rows] == list(ROWS)


def test_semicolons_and_what_a_spreadsheet_adds_for_itself(tmp_path: Path):
    path = tmp_path / "名册.csv"
    path.write_text('sep=;\n姓名;号码\n王一;="0012"\n李二;"a;b"\n', encoding="utf-8")
    assert read_workbook(path)[0].rows == [["姓名", "号码"], ["王一", "0012"], ["李二", "a;b"]]


def test_a_text_table_called_xls_is_read_as_what_it_is(tmp_path: Path):
    path = tmp_path / "系统导出.xls"
    path.write_bytes("姓名\t性别\n王一\t男\n".encode("gb18030"))
    assert read_workbook(path)[0].rows[1] == ["王一", "男"]


def test_formulas_stay_text(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("姓名,备注\n王一,=1+2\n李二,=HYPERLINK(1)\n", encoding="utf-8")
    assert [row[1] for row in read_workbook(path)[0].rows] == ["备注", "=1+2", "=HYPERLINK(1)"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "编码"),
        ("只有一段话，没有表".encode(), "不是电子表格"),
        (b"\x00\x01\x02\x03" * 50, "不是电子表格"),
        (b"", "空的"),
        (b"\xef\xbb\xbf<html><table>", "网页"),
    ],
    ids=["half a character", "no table", "binary", "empty", "web page"],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, data: bytes, said: str):
    path = tmp_path / "名册.csv"
    path.write_bytes(data)
    with pytest.raises(UserError, match=said):
        read_workbook(path)


def test_text_tables_have_the_same_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "名册.csv"
    path.write_text("姓名,性别\n" + "王一,男\n" * 30, encoding="utf-8")
    monkeypatch.setattr(sheets, "MAX_ROWS", 20)
    with pytest.raises(UserError, match="20 行的上限"):
        read_workbook(path)
    monkeypatch.setattr(sheets, "MAX_ROWS", 200)
    monkeypatch.setattr(sheets, "MAX_CELLS", 20)
    with pytest.raises(UserError, match="格子太多"):
        read_workbook(path)


def test_sheets_are_counted_while_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    book = Workbook()
    assert book.active is not None
    for number in range(3000):
        book.active.append([f"第{number}行", number])
    book.save(tmp_path / "x.xlsx")
    monkeypatch.setattr(sheets, "MAX_SHEET_BYTES", 100_000)
    with pytest.raises(UserError, match="太大"):
        read_workbook(tmp_path / "x.xlsx")


def test_an_old_workbook_with_a_title_and_a_merged_head():
    (grid,) = read_workbook(Path(__file__).parents[1] / "samples" / "roster-old.xls")
    assert grid.rows[4][1] == "侯学军"
    assert (2, 2, 2, 4) in grid.merged
