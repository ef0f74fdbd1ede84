"""The copy to send back: the sheet as it was, every problem beside its row and in colour, text still text."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from exporters.backends.marked_sheet import render
from models.domain.roster_cleaning import Verdict
from models.services.desk import Desk
from models.services.marked_copy import marked_sheets

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def test_all_cells_stay_and_every_problem_stands_beside_its_row(desk: Desk):
    found = desk.roster.plan_import(SAMPLES / "roster-messy.xlsx")
    copy = load_workbook(BytesIO(render(marked_sheets(found))))
    source = load_workbook(SAMPLES / "roster-messy.xlsx", data_only=True)
    assert copy.sheetnames == source.sheetnames
    old, new = source[found.sheet], copy[found.sheet]
    for row in old.iter_rows():
        for cell in row:
            there = new.cell(cell.row, cell.column)
            if cell.value is not None:
                assert there.value == cell.value
                assert there.data_type == cell.data_type
    assert {str(area) for area in new.merged_cells.ranges} == {str(area) for area in old.merged_cells.ranges}
    beside = old.max_column + 1
    assert new.cell(found.head_rows[1], beside).value == "核对意见"
    for entry in found.entries:
        if entry.problem.code != "row.not_a_person" and entry.problem.verdict is not Verdict.REPAIRED:
            assert entry.problem.message in str(new.cell(entry.row, beside).value)
    truncated = next(e for e in found.entries if e.problem.code == "id.truncated")
    number = next(c for c in found.columns if c.field == "id_number")
    assert new.cell(truncated.row, number.index + 1).fill.fgColor.rgb == "00FFE699"


def test_text_stays_text_and_an_unknown_column_is_said_at_its_head(desk: Desk, tmp_path: Path):
    book = Workbook()
    assert book.active is not None
    for row in (["姓名", "身份证号", "血型"], ["王一", "510182196911109910", "=1+2"]):
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    book.save(tmp_path / "x.xlsx")
    copy = load_workbook(BytesIO(render(marked_sheets(desk.roster.plan_import(tmp_path / "x.xlsx")))))
    page = copy.worksheets[0]
    assert (page["B2"].value, page["B2"].data_type, page["B2"].number_format) == (
        "510182196911109910",
        "s",
        "@",
    )
    assert (page["C2"].value, page["C2"].data_type) == ("=1+2", "s")
    assert "血型" in str(page["D1"].value)
    assert page["C1"].fill.fgColor.rgb == "00F8CBAD"


def test_a_text_table_comes_back_as_a_workbook(desk: Desk, tmp_path: Path):
    path = tmp_path / "名册.csv"
    path.write_bytes("姓名,身份证号\n王一,510182196911109911\n".encode("gb18030"))
    page = load_workbook(BytesIO(render(marked_sheets(desk.roster.plan_import(path))))).worksheets[0]
    assert page.title == "名册"
    assert "校验位不符" in str(page["C2"].value)
