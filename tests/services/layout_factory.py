"""Rosters in ten layouts the other generators do not make, each with its own damage and its truth."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment

from tests.services.sheet_people import People, Row

FULL = ["name", "sex", "ethnicity", "id_number", "education", "category", "joined_on", "confirmed_on", "phone", "address"]  # fmt: skip
HEAD = {
    "name": "姓名", "sex": "性别", "ethnicity": "民族", "id_number": "公民身份号码", "education": "学历", "category": "人员类别",
    "joined_on": "加入党组织日期", "confirmed_on": "转为正式党员日期", "phone": "手机号码", "address": "家庭住址",
    "birth_date": "出生日期",
}  # fmt: skip
STRANGE = {
    "education": ["在职大学班", "函授大专", "私塾"],
    "ethnicity": ["汗族", "土家苗族"],
    "category": ["在册", "老党员"],
}


@dataclass
class Made:
    """A file, its people by row, the columns it carries, and the sheet to ask for ("" = whichever is found)."""

    path: Path
    people: list[Row]
    columns: list[str]
    sheet: str = ""
    unknown: tuple[str, ...] = ()
    more: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])

    @property
    def expected(self) -> set[tuple[int, str]]:
        return {(row.number, code) for row in self.people for code in row.problems}


class Layouts(People):
    """`make(path)` writes one file."""

    def damaged(self, columns: list[str], count: int, share: float = 0.35) -> list[Row]:
        self.order = columns
        rows: list[Row] = []
        for _ in range(count):
            row = self.person()
            self.spell(row, columns)
            if self.rnd.random() < share:
                self.rnd.choice([*self.damages(columns), self.strange])(row)
            rows.append(row)
        return rows

    def strange(self, row: Row) -> bool:
        """A value outside its code table: kept as written where there is room for it, else left empty."""
        able = [name for name in STRANGE if name in self.order]
        if not able:
            return False
        name = self.rnd.choice(able)
        value = self.rnd.choice(STRANGE[name])
        row.cells[name] = value
        if name == "category":
            row.stored.pop("category")
        else:
            row.stored[name] = value
        row.problems.add("code.unknown")
        return True

    def text(self, rows: list[Row], columns: list[str]) -> list[list[str]]:
        """Cells as a text table has them: a spreadsheet writes numbers and days in its own way."""
        lines: list[list[str]] = []
        for row in rows:
            if (
                "id.truncated" in row.problems
            ):  # as text a ruin whose check digit fits by chance cannot be told
                row.cells["id_number"] = f"{float(row.true['id_number'][:15]) * 1000:.5E}"
            cells = [row.cells[name] for name in columns]
            lines.append([c.isoformat(" ") if hasattr(c, "isoformat") else _plain(c) for c in cells])
        return lines

    # layouts

    def csv_of_an_export(self, folder: Path) -> Made:
        rows = self.damaged(FULL, 30)
        return self._csv(folder / "导出.csv", rows, ";", "gb18030", [["党员信息导出"], []])

    def csv_with_guarded_numbers(self, folder: Path) -> Made:
        rows = self.damaged(FULL, 30)
        return self._csv(folder / "名册.csv", rows, "\t", "utf-8-sig", [], guard="id_number")

    def _csv(
        self, path: Path, rows: list[Row], sign: str, code: str, above: list[list[str]], guard: str = ""
    ) -> Made:
        lines = [*above, [HEAD[name] for name in FULL]]
        for row, line in zip(rows, self.text(rows, FULL), strict=True):
            if guard and "=" not in line[3] and '"' not in line[3] and "id.normalised" not in row.problems:
                line[3] = f'="{line[3]}"'
            lines.append(line)
            row.number = len(lines)
        if guard:
            lines.append(["合计", f"{len(rows)}人"])
        text = io.StringIO()
        csv.writer(text, delimiter=sign, lineterminator="\r\n").writerows(lines)
        path.write_bytes(text.getvalue().encode(code))
        return Made(path, rows, FULL)

    def sheets_by_group(self, folder: Path) -> Made:
        """One sheet a group; the second is asked for by name."""
        first, second = self.damaged(FULL, 12), self.damaged(FULL, 12)
        book = Workbook()
        for name, rows in (("第一党小组", first), ("第二党小组", second)):
            page = book.create_sheet(name)
            self._lines(page, [[f"{name}党员花名册"], [HEAD[n] for n in FULL]], rows, FULL)
        del book["Sheet"]
        book.create_sheet("填表说明").append(["请如实填写姓名、身份证号"])
        return self._save(book, folder, second, FULL, sheet="第二党小组")

    def three_head_rows(self, folder: Path) -> Made:
        columns = ["name", "sex", "ethnicity", "id_number", "joined_on", "confirmed_on", "phone", "address"]
        rows = self.damaged(columns, 25)
        book = Workbook()
        page: Any = book.active
        above = [
            ["中共青石镇委员会"], ["党员基本情况一览表（二〇二六年度）"],
            ["序号", "党员基本信息", "", "", "", "", "", "", "", ""],
            ["", "姓名", "个人信息", "", "", "组织关系", "", "联系", "", "备注"],
            ["", "", "性别", "民族", "身份证号", "入党时间", "转正时间", "手机", "家庭住址", ""],
            ["", "（必填）", "（男/女）", "", "（18位）", "（年月日）", "", "（11位）", "", ""],
        ]  # fmt: skip
        self._lines(page, above, rows, columns, lead=True)
        for area in ("A1:J1", "A2:J2", "B3:J3", "A3:A5", "B4:B5", "C4:E4", "F4:G4", "H4:I4", "J4:J5"):
            page.merge_cells(area)
        page.append(["小计", "", f"{len(rows)}人"])
        page.append(["书记签名：", "", "", "", "2026年9月30日"])
        return self._save(book, folder, rows, columns)

    def no_head(self, folder: Path) -> Made:
        columns = ["name", "sex", "id_number", "phone", "address", "ethnicity"]
        rows = self.damaged(columns, 25, share=0.0)
        book = Workbook()
        self._lines(book.active, [], rows, columns)
        return self._save(book, folder, rows, columns)

    def half_a_head(self, folder: Path) -> Made:
        rows = self.damaged(FULL, 25, share=0.1)
        book = Workbook()
        silent = {"sex", "ethnicity", "phone", "education"}
        self._lines(book.active, [["" if n in silent else HEAD[n] for n in FULL]], rows, FULL)
        return self._save(book, folder, rows, FULL)

    def far_from_the_corner(self, folder: Path) -> Made:
        """Three empty columns and five empty rows before the table, a note beside it, blank lines within."""
        rows = self.damaged(FULL, 25)
        book = Workbook()
        page: Any = book.active
        lines: list[list[Any]] = [[] for _ in range(5)] + [["", "", "", *(HEAD[n] for n in FULL)]]
        for count, row in enumerate(rows):
            lines.append(["", "", "", *(row.cells[n] for n in FULL)])
            row.number = len(lines)
            if count % 7 == 3:
                lines.append([])
        for line in lines:
            page.append(line)
        page["P7"] = "注：本表由组织办汇总"
        return self._save(book, folder, rows, FULL)

    def groups_merged_down(self, folder: Path) -> Made:
        columns = FULL[:9]
        rows = self.damaged(columns, 24)
        book = Workbook()
        page: Any = book.active
        self._lines(page, [["所在党小组", *(HEAD[n] for n in columns)]], rows, columns, indent=1)
        more: dict[int, dict[str, str]] = {}
        for start in range(0, 24, 8):
            name = f"第{'一二三'[start // 8]}党小组"
            page.cell(start + 2, 1).value = name
            page.merge_cells(start_row=start + 2, end_row=start + 9, start_column=1, end_column=1)
            more |= {row.number: {"party_group": name} for row in rows[start : start + 8]}
        return self._save(book, folder, rows, columns, more=more)

    def ditto_and_strange_columns(self, folder: Path) -> Made:
        rows = self.damaged(FULL, 25, share=0.2)
        for above, row in zip(rows, rows[1:], strict=False):
            if self.rnd.random() < 0.4:
                row.cells["address"] = self.rnd.choice(["同上", "〃"])
                row.stored["address"] = above.stored["address"]
        book = Workbook()
        page: Any = book.active
        heads = [*(HEAD[n] for n in FULL), "血型", "培养联系人", "是否参加今年体检"]
        self._lines(page, [heads], rows, FULL, tail=["A", "张三", "是"])
        return self._save(book, folder, rows, FULL, unknown=("血型", "培养联系人", "是否参加今年体检"))

    def printed_in_pages(self, folder: Path) -> Made:
        """The head again on every page, with a subtotal and a line for signatures below each."""
        rows = self.damaged(FULL, 30)
        book = Workbook()
        page: Any = book.active
        lines: list[list[Any]] = []
        for start in range(0, 30, 10):
            lines += [
                ["柳溪村党支部党员名册"],
                [f"第{start // 10 + 1}页　共3页"],
                ["序号", *(HEAD[n] for n in FULL)],
            ]
            for number, row in enumerate(rows[start : start + 10], start + 1):
                lines.append([number, *(row.cells[n] for n in FULL)])
                row.number = len(lines)
            lines += [["本页小计", "10人"], ["支部书记（签字）：", "", "", "填表人："], []]
        for line in lines:
            page.append(line)
        return self._save(book, folder, rows, FULL)

    # the parts

    def _lines(
        self, page: Any, above: list[list[Any]], rows: list[Row], columns: list[str], *,
        lead: bool = False, indent: int = 0, tail: list[Any] | None = None,
    ) -> None:  # fmt: skip
        for line in above:
            page.append(line)
        for count, row in enumerate(rows, 1):
            cells = [row.cells[name] for name in columns]
            page.append([*([count] if lead else []), *[""] * indent, *cells, *(tail or [])])
            row.number = page.max_row

    def _save(self, book: Workbook, folder: Path, rows: list[Row], columns: list[str], **more: Any) -> Made:
        for page in book.worksheets:
            for line in page.iter_rows():
                for cell in line:
                    if isinstance(cell.value, str):
                        cell.data_type = "s"
                        cell.alignment = Alignment(wrap_text=True)
        path = folder / "名册.xlsx"
        book.save(path)
        return Made(path, rows, columns, **more)


def _plain(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


MAKERS: tuple[Callable[[Layouts, Path], Made], ...] = (
    Layouts.csv_of_an_export,
    Layouts.csv_with_guarded_numbers,
    Layouts.sheets_by_group,
    Layouts.three_head_rows,
    Layouts.no_head,
    Layouts.half_a_head,
    Layouts.far_from_the_corner,
    Layouts.groups_merged_down,
    Layouts.ditto_and_strange_columns,
    Layouts.printed_in_pages,
)
