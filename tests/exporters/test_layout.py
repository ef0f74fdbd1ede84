"""Templates, repeated parts, places of cells, the version code."""

import subprocess
import sys

import pytest

from exporters.layout import FormError, PlacedGrid, clean, fill, resolve
from exporters.registry import all_forms, form
from exporters.spec import PAPER_L3, Cell, Grid, Paragraph, Repeat, RepeatRow, Row, Title
from models.domain.errors import UserError
from tests.exporters.samples import make, make_spec, roster


def texts(*blocks, values=None):
    return list(make(*blocks, values=values).texts())


def cell(text, **more):
    return Grid(widths=(1,), rows=(Row(cells=(Cell(text=text, **more),)),))


def test_placeholders_are_filled_and_missing_ones_leave_room_for_the_pen():
    assert texts(Title(text="{year}年{month}月"), values={"year": "2026"}) == ["2026年月"]


def test_other_braces_stay_as_written():
    assert fill("{a}{}{1}{{b}}", {"a": "x", "b": "y"})[0] == "x{}{1}{y}"


def test_values_are_not_templates():
    assert texts(Title(text="{a}"), values={"a": "{b}", "b": "no"}) == ["{b}"]


def test_a_cell_prints_its_blank_only_when_every_value_is_missing():
    assert texts(cell("{a}", blank="（待补充）")) == ["（待补充）"]
    assert texts(cell("{a} {b}", blank="（待补充）"), values={"b": "有"}) == [" 有"]
    assert texts(cell("固定", blank="（待补充）")) == ["固定"]


def test_an_empty_optional_paragraph_disappears():
    assert texts(Paragraph(text="附：{a}", skip_if_empty=True)) == []


def test_a_number_as_value_is_refused_because_forms_format_numbers_themselves():
    with pytest.raises(FormError, match="T1.*amount"):
        make(Title(text="{amount}"), values={"amount": 12})


def test_repeat_shadows_outer_values():
    block = Repeat(each="items", blocks=(Paragraph(text="{name}{unit}"),))
    values = {"name": "外", "unit": "村", "items": [{"name": "甲"}, {}]}
    assert texts(block, values=values) == ["甲村", "外村"]


def test_padding_rows_are_empty_and_do_not_show_outer_values():
    row = Row(cells=(Cell(text="{name}"), Cell(text="{unit}")))
    block = Grid(widths=(1, 1), rows=(RepeatRow(each="people", rows=(row,), min_rows=3),))
    assert texts(block, values={"unit": "村", "people": [{"name": "甲"}]}) == ["甲", "村", "", "", "", ""]


def test_cells_find_their_columns_under_cells_that_reach_down():
    rows = (
        Row(cells=(Cell(text="a", rows=2), Cell(text="b", span=2))),
        Row(cells=(Cell(text="c"), Cell(text="d"))),
    )
    grid = make(Grid(widths=(1, 1, 2), rows=rows)).blocks[0]
    assert isinstance(grid, PlacedGrid)
    assert [[c.column for c in row.cells] for row in grid.rows] == [[0, 1], [1, 2]]
    assert [(column, owner.text) for column, owner in grid.rows[1].covered] == [(0, "a")]
    assert sum(grid.widths) == pytest.approx(156)


@pytest.mark.parametrize(
    "rows",
    [
        (Row(cells=(Cell(),)),),
        (Row(cells=(Cell(), Cell(), Cell())),),
        (Row(cells=(Cell(rows=2), Cell())), Row(cells=(Cell(), Cell()))),
        (Row(cells=(Cell(rows=2), Cell())),),
    ],
)
def test_grids_that_do_not_add_up_are_refused(rows):
    with pytest.raises(FormError):
        make(Grid(widths=(1, 1), rows=rows))


def test_what_cannot_be_printed_is_dropped():
    assert clean("a\x00b\x1fc\ud800d\u202ee\ufefff\r\ng\rh") == "abcdef\ng\nh"


def test_the_version_code_follows_every_printed_text():
    code = roster().code
    assert len(code) == 8
    assert int(code, 16) >= 0
    assert code == roster().code
    assert make(Title(text="a"), Title(text="b")).code != make(Title(text="ab"), Title(text="")).code
    assert cell_code("甲") != cell_code("乙")
    assert cell_code("", sign=("x",)) != cell_code("", sign=("y",))


def cell_code(text, **more):
    return make(cell(text, **more)).code


def test_the_chosen_paper_and_columns_reach_the_layout():
    spec = make_spec(
        columns=("a", "b"), layout=lambda columns, paper: (Title(text=f"{paper.code}{'-'.join(columns)}"),)
    )
    assert list(resolve(spec, {}, PAPER_L3, ("b",)).texts()) == ["L3b"]
    assert list(resolve(spec, {}).texts()) == ["Pa-b"]


def test_the_registry_loads_no_document_library():
    code = "import sys, exporters.registry as r; r.all_forms(); print({'docx', 'reportlab', 'openpyxl'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_forms_are_found_by_id_whatever_the_case():
    first = next(iter(all_forms()))
    assert form(first.lower()).spec.id == first
    with pytest.raises(UserError, match="没有编号"):
        form("Z99")
