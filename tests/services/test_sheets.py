"""Whatever lands on the stick: read what is a table, and say in one sentence what to do with what is not."""

import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from models.domain.errors import UserError
from models.domain.roster_cleaning import as_text
from models.services import sheets
from models.services.sheets import column_letter, read_workbook

SAMPLES = Path(__file__).parents[1] / "samples"


def test_cells_merged_ranges_and_sheet_names_are_read_as_they_stand():
    first, second = read_workbook(SAMPLES / "roster-messy.xlsx")
    assert (first.name, second.name) == ("Sheet1", "说明")
    assert first.rows[4][1] == "侯学军"
    assert first.rows[6][7] == date(1991, 6, 19)
    assert (2, 7, 2, 8) in first.merged  # 时间 over 入党时间 and 转正时间
    assert first.width == 12


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (17700712985.0, "17700712985"),
        (1.5, "1.5"),
        (date(2026, 9, 30), "2026-09-30"),
        (True, "是"),
    ],
)
def test_a_cell_reads_the_way_it_was_typed(value: object, text: str):
    assert as_text(value) == text


def test_columns_have_the_letters_of_the_sheet():
    assert [column_letter(i) for i in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


def refused(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_workbook(path)
    assert caught.value.message.endswith("。")
    return caught.value.message


def test_what_is_no_table_is_named_and_says_what_to_do(tmp_path: Path):
    note = tmp_path / "说明.txt"
    note.write_text("不是表格", encoding="utf-8")
    assert "另存为 .xlsx" in refused(note)
    assert "没有找到" in refused(tmp_path / "没有.xlsx")
    assert "文件夹" in refused(tmp_path)
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    assert "空的" in refused(empty)
    web = tmp_path / "导出.xls"
    web.write_bytes(b"<html><table><tr><td>1</td></tr></table></html>")
    assert "网页" in refused(web)


def test_a_broken_package_is_not_read(tmp_path: Path):
    whole = (SAMPLES / "roster-messy.xlsx").read_bytes()
    for name, data in {"半.xlsx": whole[:4000], "乱.xlsx": b"PK\x03\x04" + b"\x00" * 500}.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert "损坏" in refused(path)


def test_a_document_or_an_archive_is_not_a_table(tmp_path: Path):
    word = tmp_path / "纪要.xlsx"
    with zipfile.ZipFile(word, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert "文字" in refused(word)
    archive = tmp_path / "打包.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("名册.xls", "x")
    assert "解压" in refused(archive)


def test_a_protected_workbook_asks_for_the_password_to_be_removed(tmp_path: Path):
    path = tmp_path / "加密.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    assert "密码" in refused(path)


def test_a_damaged_old_workbook_is_refused_in_words(tmp_path: Path):
    path = tmp_path / "旧.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<I", 7) * 400)
    assert "损坏" in refused(path)


def test_a_small_file_that_unpacks_to_a_gigabyte_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 3_000_000)
    path = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    assert path.stat().st_size < 20_000
    assert "太大" in refused(path)


def test_a_file_beyond_the_limit_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MAX_FILE_BYTES", 1000)
    path = tmp_path / "大.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"x" * 2000)
    assert "上限" in refused(path)


def test_a_stray_cell_in_the_last_row_or_column_does_not_fill_the_memory(tmp_path: Path):
    for cell, word in (("A1048576", "行"), ("XFD60000", "列太多")):
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet["A1"], sheet[cell] = "姓名", "x"
        path = tmp_path / f"{cell}.xlsx"
        book.save(path)
        assert word in refused(path)


def test_formulas_give_their_value_and_errors_give_nothing():
    assert as_text("#REF!") == ""
    assert as_text("=1+2") == "=1+2"  # text somebody typed stays text
