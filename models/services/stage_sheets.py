"""Which sheets of a workbook are tables of development dates: all of them are read, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.domain.errors import UserError
from models.services.import_plan import STRIDE
from models.services.import_reader import months_asked
from models.services.sheet_kind import refuse_others_for_stages
from models.services.sheet_layout import IGNORED, Found, Layout, find_sheets, likeliest, load_aliases, year_of
from models.services.sheets import Cell, SheetGrid

ALIASES = "codes/stage_columns.toml"
NO_DATES = "这个表里没有发展党员的日期列（如“申请入党时间”）。请核对文件，或到“党员名册”里导入名册。"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSheet:
    """One table, the number it has among those that are read, and what its columns mean."""

    number: int
    grid: SheetGrid
    layout: Layout
    fields: Mapping[int, str]
    asked: frozenset[str]  # date columns that ask for a month only

    @property
    def rows(self) -> Sequence[Sequence[Cell]]:
        return self.grid.rows[self.layout.last + 1 :]


def stage_sheets(grids: Sequence[SheetGrid]) -> tuple[list[StageSheet], tuple[str, ...]]:
    """The tables in the order of the file, and a word about the sheets left out; UserError where there is none."""
    found = find_sheets(grids, load_aliases(ALIASES))
    main = likeliest(found)
    refuse_others_for_stages(main.layout)
    if not _has_dates(main):
        raise UserError(NO_DATES)
    meant = [one for one in found if one is main or _goes_along(one)]
    sheets: list[StageSheet] = []
    for number, one in enumerate(sorted(meant, key=lambda one: one.position)):
        fields = {index: name for index, name in one.layout.fields.items() if name != IGNORED}
        asked = months_asked(one.grid, one.layout, fields)
        sheets.append(StageSheet(number=number, grid=one.grid, layout=one.layout, fields=fields, asked=asked))
    read = [sheet.grid.name for sheet in sheets]
    left = [f"“{grid.name}”" for grid in grids if grid.rows and grid.name not in read]
    return sheets, (f"工作表{'、'.join(left)}不是发展党员时间表，已略过",) if left else ()


def place_of(row: int, sheets: Sequence[str]) -> str:
    """第 12 行, or “积极分子”第 12 行 of several sheets."""
    number, line = divmod(row, STRIDE)
    return f"“{sheets[number]}”第 {line} 行" if len(sheets) > 1 else f"第 {line} 行"


def _goes_along(one: Found) -> bool:
    """A further table of dates with people in it; what is hidden or kept as a former version is not read."""
    if not one.grid.visible or year_of(one.grid) < 0 or not one.people or not _has_dates(one):
        return False
    try:
        refuse_others_for_stages(one.layout)
    except UserError:
        return False
    return True


def _has_dates(one: Found) -> bool:
    return any("." in name for name in one.layout.fields.values())
