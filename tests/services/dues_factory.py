"""Dues sheets of invented people in the layouts branches make themselves, and for every line what must come of it.

Written apart from the door: only rules.md §4 and samples/README.md decide what is expected here.
"""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook

YEAR = 2026
NAMES = ["侯学军", "曹海燕", "龙凤琴", "杨凤琴", "徐红霞", "史金贵", "贾国华", "江子轩", "康佳慧", "易𬭎", "吕学军", "丁德明", "贺立新",
         "欧阳明", "买买提·艾山"]  # fmt: skip
KINDS = (  # what the sheet writes, the kind, base and standard in fen
    ("在职", "工资", 264_000, 1_320),
    ("公务员", "工资", 300_001, 3_000),
    ("事业", "工资", 428_657, 4_287),
    ("退休", "离退休", 500_000, 2_500),
    ("离退休", "离退休", 500_001, 5_000),
    ("农民", "农民", 0, 50),
    ("村民", "农民", 0, 100),
    ("学生", "学生", 0, 20),
    ("下岗失业", "下岗失业", 0, 20),
    ("低保户", "低保", 0, 20),
    ("个体户", "个体", 460_000, 4_600),
)


@dataclass
class Line:
    """One person: what is true, how the cells are written, what must be said. `number`: the row of the sheet."""

    name: str
    written_kind: str
    kind: str
    base: int
    standard: int
    paid: dict[int, int] = field(default_factory=dict[int, int])
    cells: dict[int, Any] = field(default_factory=dict[int, Any])
    waived: set[int] = field(default_factory=set[int])
    codes: set[str] = field(default_factory=set[str])
    written_standard: int = 0
    number: int = 0
    year: int = YEAR

    @property
    def total(self) -> int:
        return sum(self.paid.values())


@dataclass
class Made:
    """A file, its lines, and what must be said of other rows: (row, code)."""

    path: Path
    lines: list[Line]
    others: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    years: tuple[int, ...] = (YEAR,)


def yuan(fen: int) -> Any:
    """A number as a spreadsheet holds it."""
    return float(f"{fen // 100}.{fen % 100:02d}") if fen % 100 else fen // 100


class Sheets:
    """`make(folder)` writes one file."""

    def __init__(self, seed: int) -> None:
        self.rnd = random.Random(seed)

    def people(self, until: int = 9, *, clean: bool = False, year: int = YEAR) -> list[Line]:
        lines: list[Line] = []
        for name in NAMES:
            word, kind, base, standard = self.rnd.choice(KINDS)
            line = Line(name, word, kind, base, standard, written_standard=standard, year=year)
            for month in range(1, until + 1):
                self.pay(line, month)
            if not clean and self.rnd.random() < 0.6:
                self.rnd.choice((self.word, self.text, self.waived, self.behind, self.doubled, self.unread))(
                    line, until
                )
            lines.append(line)
        return lines

    # what goes wrong with a line

    @staticmethod
    def pay(line: Line, month: int) -> None:
        line.paid[month] = line.standard
        line.cells[month] = yuan(line.standard)

    def word(self, line: Line, until: int) -> None:
        month = self.rnd.randint(1, until)
        line.cells[month] = self.rnd.choice(["已交", "√", "已缴", "补", "补交", "是", "✓", "交", "已缴清"])
        line.codes.add("amount.word")

    def text(self, line: Line, until: int) -> None:
        month = self.rnd.randint(1, until)
        amount = f"{line.standard // 100}.{line.standard % 100:02d}"
        line.cells[month] = self.rnd.choice(
            [f"{amount}元", f"￥{amount}", amount, f" {amount} 元", f"补{amount}", f"{amount}（微信）"]
        )
        line.codes.add("amount.text")

    def waived(self, line: Line, until: int) -> None:
        first = self.rnd.randint(1, until)
        for month in range(first, until + 1):
            line.cells[month] = self.rnd.choice(["免", "免交", "免缴"])
            line.paid.pop(month)
            line.waived.add(month)
        line.codes.add("waived.no_approval")

    def behind(self, line: Line, until: int) -> None:
        first = self.rnd.randint(1, until)
        for month in range(first, until + 1):
            line.cells[month] = self.rnd.choice(["", "欠", "未交", "×", 0, "—", "欠缴"])
            line.paid.pop(month)

    def doubled(self, line: Line, _until: int) -> None:
        if line.base:
            line.written_standard = line.standard * 2
            line.codes.add("standard.differs")

    def unread(self, line: Line, until: int) -> None:
        month = self.rnd.randint(1, until)
        line.cells[month] = self.rnd.choice(["？", "减半", "待查", -5, "12.5.0"])
        line.paid.pop(month)
        line.codes.add("amount.unknown")

    # layouts

    def two_row_head(self, folder: Path) -> Made:
        """Merged titles, a head of two rows with the months beneath 缴纳情况, a formula as total."""
        lines = self.people()
        book, page = _new()
        page.append([f"{YEAR}年度党员缴纳党费登记表"])
        page.append(["支部（盖章）：柳溪村党支部", "", "", "", "", "单位：元"])
        page.append(
            ["序号", "姓 名", "身份\n类别", "党费\n基数", "月标准", "缴 纳 情 况", *[""] * 11, "合计", "备注"]
        )
        page.append([""] * 5 + [f"{m}月" for m in range(1, 13)] + ["", ""])
        for area in ("A1:S1", "F3:Q3", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "R3:R4", "S3:S4"):
            page.merge_cells(area)
        for count, line in enumerate(lines, 1):
            page.append([count, *self.known(line), *self.months(line), "", ""])
            line.number = page.max_row
            page.cell(line.number, 18).value = f"=SUM(F{line.number}:Q{line.number})"
        page.append(["合计", *[""] * 16, yuan(sum(line.total for line in lines))])
        page.append(["书记签字：", "", "", "组织委员签字："])
        return _save(book, folder / "党费.xlsx", lines)

    def wrong_totals(self, folder: Path) -> Made:
        """Totals of lines, of parts and of months that do not add up."""
        lines = self.people(clean=True)
        book, page = _new(f"{YEAR}")
        page.append(["党费收缴台账"])
        page.append(["姓名", "类别", "基数", "应交标准", *[f"{m}月份" for m in range(1, 13)], "小计"])
        others: set[tuple[int, str]] = set()
        part: list[Line] = []
        for count, line in enumerate(lines, 1):
            wrong = self.rnd.random() < 0.2
            page.append([*self.known(line), *self.months(line), yuan(line.total + (100 if wrong else 0))])
            line.number = page.max_row
            line.codes |= {"total.differs"} if wrong else set()
            part.append(line)
            if count % 5 == 0:
                off = self.rnd.choice([0, 250])
                page.append(["本页小计", *[""] * 15, yuan(sum(one.total for one in part) + off)])
                others |= {(page.max_row, "total.differs")} if off else set()
                part = []
        months = [yuan(sum(line.paid.get(m, 0) for line in lines)) for m in range(1, 13)]
        months[3] = 99_999
        page.append(["总计", "", "", "", *months, yuan(sum(line.total for line in lines))])
        others.add((page.max_row, "total.differs"))
        return _save(book, folder / "台账.xlsx", lines, others)

    def by_quarter(self, folder: Path) -> Made:
        lines = self.people(clean=True)
        book, page = _new()
        page.append(["二〇二六年党费缴纳表（按季）"])
        page.append(
            [
                "序号",
                "党员姓名",
                "人员类型",
                "工资基数",
                "月党费",
                "一季度",
                "二季度",
                "第三季度",
                "4季度",
                "全年合计",
            ]
        )
        for count, line in enumerate(lines, 1):
            quarters: list[Any] = [yuan(line.standard * 3)] * 3 + [""]
            if count % 4 == 0:
                quarters[1] = "已交"
                line.codes.add("amount.word")
            if count % 5 == 0:
                quarters[2] = "免"
                line.waived |= {7, 8, 9}
                line.paid = {m: fen for m, fen in line.paid.items() if m < 7}
                line.codes.add("waived.no_approval")
            page.append([count, *self.known(line), *quarters, yuan(line.total)])
            line.number = page.max_row
        return _save(book, folder / "季度.xlsx", lines)

    def a_sheet_a_year(self, folder: Path) -> Made:
        """Last year and this year, with a hidden copy that must not be read."""
        book = Workbook()
        lines: list[Line] = []
        for at, year in enumerate((YEAR - 1, YEAR)):
            page: Any = book.create_sheet(f"{year}年")
            page.append(["党支部党费登记表"])
            page.append(["姓名", "身份", "计算基数", "月标准", *[f"{m}月" for m in range(1, 13)]])
            for line in self.people(12 if year < YEAR else 9, year=year):
                page.append([*self.known(line), *self.months(line)])
                line.number = at * 1_000_000 + page.max_row
                lines.append(line)
        copy: Any = book.copy_worksheet(book[f"{YEAR}年"])
        copy.title = f"{YEAR}年 备份"
        book.create_sheet("说明").append(["请按时缴纳党费"])
        del book["Sheet"]
        return _save(book, folder / "两年.xlsx", lines, years=(YEAR - 1, YEAR))

    def two_years_side_by_side(self, folder: Path) -> Made:
        book, page = _new("党费")
        before, now = self.people(12, clean=True, year=YEAR - 1), self.people(9)
        page.append(["姓名", "类型", "基数", "标准", f"{YEAR - 1}年", *[""] * 11, f"{YEAR}年", *[""] * 11])
        page.append([""] * 4 + [f"{m}月" for m in range(1, 13)] * 2)
        page.merge_cells("E1:P1")
        page.merge_cells("Q1:AB1")
        for old, line in zip(before, now, strict=True):
            for name in ("written_kind", "kind", "base", "standard", "written_standard"):
                setattr(old, name, getattr(line, name))
            old.codes = line.codes & {"standard.differs"}
            old.paid, old.cells = {}, {}
            for month in range(1, 13):
                self.pay(old, month)
            page.append([*self.known(line), *self.months(old), *self.months(line)])
            old.number, line.number = page.max_row, 1_000_000 + page.max_row
        return _save(book, folder / "并排.xlsx", [*before, *now], years=(YEAR - 1, YEAR))

    def due_and_paid(self, folder: Path) -> Made:
        """应交 and 实交 beneath every month; the standard stands nowhere else."""
        lines = self.people()
        book, page = _new()
        page.append([f"中共柳溪村支部{YEAR}年党费收缴明细表"])
        page.append(
            ["序号", "姓名", "类别", "基数", *sum(([f"{m}月", ""] for m in range(1, 13)), []), "备注"]
        )
        page.append([""] * 4 + ["应交", "实交"] * 12 + [""])
        for month in range(12):
            page.merge_cells(start_row=2, end_row=2, start_column=5 + month * 2, end_column=6 + month * 2)
        for count, line in enumerate(lines, 1):
            cells = sum(([yuan(line.written_standard), cell] for cell in self.months(line)), [])
            page.append([count, *self.known(line)[:3], *cells, ""])
            line.number = page.max_row
        return _save(book, folder / "应交实交.xlsx", lines)

    def two_rows_each(self, folder: Path) -> Made:
        """A row of 应交 and one of 实交 for everybody, the name in a cell over both."""
        lines = self.people()
        book, page = _new()
        page.append([f"{YEAR}年党费收缴情况"])
        page.append(["序号", "姓名", "类别", "基数", "项目", *[f"{m}月" for m in range(1, 13)], "合计"])
        for count, line in enumerate(lines, 1):
            due = [yuan(line.written_standard)] * 12
            page.append([count, *self.known(line)[:3], "应缴", *due, yuan(line.written_standard * 12)])
            line.number = page.max_row
            page.append(["", "", "", "", "实缴", *self.months(line), yuan(line.total)])
            for column in range(1, 5):
                page.merge_cells(
                    start_row=line.number, end_row=line.number + 1, start_column=column, end_column=column
                )
        return _save(book, folder / "两行.xlsx", lines)

    def a_sheet_a_month(self, folder: Path) -> Made:
        """A detail sheet for each of three months: one line of a member's year is three rows of three sheets."""
        book = Workbook()
        lines = self.people(3, clean=True)
        for month in (1, 2, 3):
            page: Any = book.create_sheet(f"{month}月")
            page.append([f"{YEAR}年{month}月党费收缴明细表"])
            page.append(["序号", "姓名", "类别", "党费基数", "比例", "应交", "实交", "签名"])
            for count, line in enumerate(lines, 1):
                page.append([count, *self.known(line)[:3], "", yuan(line.standard), yuan(line.standard), ""])
                line.number = line.number or page.max_row
            page.append(["", "合计", "", "", "", "", yuan(sum(line.standard for line in lines))])
        del book["Sheet"]
        return _save(book, folder / "月表.xlsx", lines)

    def numbers_as_heads(self, folder: Path) -> Made:
        """Heads 1 2 3 …, the head again on every page, three empty columns before it."""
        lines = self.people()
        book, page = _new()
        head = ["", "", "", "编号", "姓名", "身份类型", "缴费基数", "月应缴", *range(1, 13), "合计"]
        page.append(["", "", "", f"{YEAR}年党费"])
        for count, line in enumerate(lines):
            if count % 6 == 0:
                page.append(head)
            page.append(["", "", "", count + 1, *self.known(line), *self.months(line), yuan(line.total)])
            line.number = page.max_row
            if count % 6 == 5:
                page.append([])
        return _save(book, folder / "数字表头.xlsx", lines)

    def as_text(self, folder: Path) -> Made:
        """An export as csv: every cell is text; digits alone are then no damage."""
        lines = self.people()
        path = folder / f"党费{YEAR}年.csv"
        rows: list[list[Any]] = [["姓名", "类别", "基数", "月标准", *[f"{m}月" for m in range(1, 13)]]]
        for line in lines:
            rows.append([*self.known(line), *self.months(line)])
            line.number = len(rows)
            digits = [c for c in line.cells.values() if isinstance(c, str) and c.replace(".", "").isdigit()]
            line.codes -= {"amount.text"} if digits else set()
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(rows)
        return Made(path, lines)

    def several_months_in_one_cell(self, folder: Path) -> Made:
        """A quarter in one amount: in a cell over three columns, or in the first month with blanks after it."""
        lines = self.people(clean=True)
        book, page = _new(f"{YEAR}年")
        page.append(["姓名", "类别", "基数", "月标准", *[f"{m}月" for m in range(1, 13)], "合计"])
        for count, line in enumerate(lines):
            quarter = yuan(line.standard * 3)
            cells = [quarter, "", ""] * 3 + [""] * 3
            page.append([*self.known(line), *cells, yuan(line.total)])
            line.number = page.max_row
            if count % 2:
                for start in (5, 8, 11):
                    page.merge_cells(
                        start_row=line.number, end_row=line.number, start_column=start, end_column=start + 2
                    )
            else:
                line.codes.add("amount.spread")
        return _save(book, folder / "季度一格.xlsx", lines)

    # parts

    @staticmethod
    def known(line: Line) -> list[Any]:
        return [
            line.name,
            line.written_kind,
            yuan(line.base) if line.base else "",
            yuan(line.written_standard),
        ]

    @staticmethod
    def months(line: Line) -> list[Any]:
        return [line.cells.get(month, "") for month in range(1, 13)]


def _new(title: str = "") -> tuple[Workbook, Any]:
    book = Workbook()
    page: Any = book.active
    if title:
        page.title = title
    return book, page


def _save(
    book: Workbook,
    path: Path,
    lines: list[Line],
    others: set[tuple[int, str]] | None = None,
    years: tuple[int, ...] = (YEAR,),
) -> Made:
    book.save(path)
    return Made(path, lines, others or set(), years)


MAKERS: tuple[Callable[[Sheets, Path], Made], ...] = (
    Sheets.two_row_head,
    Sheets.wrong_totals,
    Sheets.by_quarter,
    Sheets.a_sheet_a_year,
    Sheets.two_years_side_by_side,
    Sheets.due_and_paid,
    Sheets.two_rows_each,
    Sheets.a_sheet_a_month,
    Sheets.numbers_as_heads,
    Sheets.as_text,
    Sheets.several_months_in_one_cell,
)
