"""Spreadsheets: text stays text, nothing becomes a formula, ID numbers keep their digits."""

import tempfile
from io import BytesIO

import openpyxl
import pytest

from exporters.backends import xlsx
from exporters.layout import FormError
from exporters.spec import Sheet, SheetColumn, Title
from tests.exporters.samples import make_spec

COLUMNS = (
    SheetColumn(title="姓名", key="name", width=14),
    SheetColumn(title="公民身份号码", key="id", width=22),
    SheetColumn(title="金额", key="amount", number=True),
)
SPEC = make_spec(sheet=Sheet(name="党员[名册]/2026", columns=COLUMNS, each="people"))


def written(*people):
    return openpyxl.load_workbook(BytesIO(xlsx.render(SPEC, {"people": people}))).active


def test_head_is_frozen_and_columns_have_their_width():
    page = written({"name": "周立民"})
    assert [cell.value for cell in page[1]] == ["姓名", "公民身份号码", "金额"]
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["B"].width == 22
    assert page.title == "党员名册2026"


def test_id_numbers_stay_text_to_the_last_digit():
    cell = written({"id": "530129195501010018"})["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("530129195501010018", "s", "@")


@pytest.mark.parametrize("text", ["=1+2", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_is_quoted_text(text):
    cell = written({"name": text})["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix


def test_numbers_are_numbers_only_in_number_columns():
    page = written({"amount": "12.50", "name": "12.50"}, {"amount": 3}, {"amount": "无"})
    assert [page.cell(row, 3).value for row in (2, 3, 4)] == [12.5, 3, "无"]
    assert page["A2"].value == "12.50"


def test_missing_values_are_empty_cells_and_control_characters_go():
    page = written({"name": "周\x00立\x0b民", "id": None}, {})
    assert page["A2"].value == "周立民"
    assert page["B2"].value is None
    assert page["A3"].value is None


def test_an_empty_list_still_has_its_head():
    assert written().max_row == 1


def test_equal_values_give_equal_bytes():
    values = {"people": [{"name": "周立民"}]}
    assert xlsx.render(SPEC, values) == xlsx.render(SPEC, values)


def test_a_form_without_a_sheet_is_refused():
    with pytest.raises(FormError):
        xlsx.render(make_spec(Title(text="x")), {})


def test_no_name_is_laid_open_in_a_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))  # any use of it would fail
    assert written({"name": "周立民"})["A2"].value == "周立民"
