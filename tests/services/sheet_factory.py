"""Rosters of invented people with everything that goes wrong on the way, and for every row what must be said of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.services.sheet_people import FULL_NAMES, HEADS, People, Row


@dataclass
class Sheet:
    """`columns` are the fields the sheet carries."""

    people: list[Row]
    columns: list[str]
    others: dict[int, list[Any]]

    @property
    def expected(self) -> set[tuple[int, str]]:
        return {(row.number, code) for row in self.people for code in row.problems}


class Factory(People):
    """The sheet around the people: titles, heads of one or two rows, blank rows, totals, signatures, other sheets."""

    def roster(self, path: Path, people: int = 40) -> Sheet:
        rnd = self.rnd
        order = [
            "name",
            "sex",
            "ethnicity",
            "id_number",
            "education",
            "category",
            "joined_on",
            "confirmed_on",
            "phone",
        ]
        order += [name for name in ("birth_date", "address", "remark") if rnd.random() < 0.7]
        for name in ("sex", "ethnicity", "education", "confirmed_on", "phone"):
            if rnd.random() < 0.1:
                order.remove(name)
        if rnd.random() < 0.5:
            rnd.shuffle(order)
        self.order = order
        book = Workbook()
        page = book.active
        assert page is not None
        lines: list[list[Any]] = self.above()
        serial = rnd.random() < 0.75
        columns = [*(["#"] if serial else []), *order]
        heads, merges = self.head(columns)
        top = len(lines)
        lines += heads
        rows: list[Row] = []
        others: dict[int, list[Any]] = {}
        kinds = self.damages(order)
        for count in range(1, people + 1):
            row = self.person()
            self.spell(row, order)
            if rnd.random() < 0.4:
                rnd.choice(kinds)(row)
            row.line = [count if name == "#" else row.cells[name] for name in columns]
            told = (
                row.true["name"] not in FULL_NAMES and row.true["confirmed_on"]
            )  # else the slip may not show
            if told and not row.problems and rnd.random() < self.slips:
                self.slip(row, columns)
            lines.append(row.line)
            row.number = len(lines)
            rows.append(row)
            for line in self.between(columns, heads):
                lines.append(line)
                others[len(lines)] = line
        for _ in range(rnd.randrange(3)):
            again = self.again(rnd.choice(rows[: people // 2]), order)
            if again.true["name"] not in {row.true["name"] for row in rows if not row.imported}:
                again.line = [len(rows) + 1 if name == "#" else again.cells[name] for name in columns]
                lines.append(again.line)
                again.number = len(lines)
                rows.append(again)
        for line in self.below(columns, people):
            lines.append(line)
            others[len(lines)] = line
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line, 1):
                if cell != "" and cell is not None:
                    at = page.cell(number, column)
                    at.value = cell
                    if isinstance(cell, str):
                        at.data_type = "s"
        for first, left, last, right in merges:
            page.merge_cells(start_row=top + first, end_row=top + last, start_column=left, end_column=right)
        self.other_sheets(book)
        book.save(path)
        return Sheet(rows, order, others)

    def again(self, first: Row, order: list[str]) -> Row:
        """The same person once more, spelt another way: refused, whatever else is on the line."""
        row = Row(dict(first.true), dict(first.true), dict(first.true))
        self.spell(row, order)
        if self.rnd.random() < 0.3:
            self.id_noise(row)
        row.problems, row.imported = {"id.duplicate"}, False
        return row

    def above(self) -> list[list[Any]]:
        lines: list[list[Any]] = [
            ["青石镇柳溪村党支部党员花名册（2026年9月）"],
            ["填报单位（盖章）：", "", "", "填报人：", "", "联系电话：", 13800138000],
            [],
            ["单位：青石镇柳溪村党支部", "", "", "", "2026年9月30日"],
            ["附件2"],
            ["注：红色为必填，姓名、身份证号须与证件一致"],
            ["支部书记：张建国", "", "党员总数：38"],
            ["", "", "中共青石镇委员会组织办公室制"],
            ["填报日期", datetime(2026, 9, 30)],
            [],
        ]
        self.rnd.shuffle(lines)
        return lines[: self.rnd.randrange(len(lines) + 1)]

    def head(self, columns: list[str]) -> tuple[list[list[Any]], list[tuple[int, int, int, int]]]:
        """One or two rows of heads, and the merged ranges (row counted from the head's first = 1)."""
        single = ["序号" if c == "#" else self.rnd.choice(HEADS[c].split("|")) for c in columns]
        if self.rnd.random() < 0.45:
            return [single], []
        upper, lower = list(single), [""] * len(columns)
        merges: list[tuple[int, int, int, int]] = []
        groups = [
            ("时间", {"joined_on", "confirmed_on"}),
            ("联系方式", {"phone", "address"}),
            ("基本情况", {"sex", "ethnicity", "birth_date"}),
        ]
        covered: set[int] = set()
        for title, members in groups:
            places = [i for i, c in enumerate(columns) if c in members]
            if len(places) > 1 and places[-1] - places[0] == len(places) - 1 and self.rnd.random() < 0.7:
                for place in places:
                    lower[place] = {"phone": "手机", "address": "家庭住址"}.get(columns[place], single[place])
                    upper[place] = ""
                    covered.add(place)
                upper[places[0]] = title
                merges.append((1, places[0] + 1, 1, places[-1] + 1))
        if not covered:
            return [single], []
        if self.rnd.random() < 0.8:
            merges += [(1, i + 1, 2, i + 1) for i in range(len(columns)) if i not in covered]
        return [upper, lower], merges

    def between(self, columns: list[str], heads: list[list[Any]]) -> list[list[Any]]:
        chance = self.rnd.random()
        width = len(columns)
        at = columns.index("name")
        if chance < 0.05:
            return [[""] * width]
        if chance < 0.08:
            return [list(line) for line in heads]
        if chance < 0.13:
            text = self.rnd.choice(
                [
                    "小计",
                    "小 计",
                    "本页小计",
                    "第一党小组",
                    "二、预备党员",
                    "三组",
                    "合计",
                    "第二党小组（12人）",
                    "承上页",
                ]
            )
            line: list[Any] = [""] * width
            line[self.rnd.choice([0, at])] = text
            if "计" in text:
                line[-1] = "12人"
            return [line]
        return []

    def below(self, columns: list[str], people: int) -> list[list[Any]]:
        width, at = len(columns), columns.index("name")
        pool: list[list[Any]] = [
            ["合计", *[""] * (width - 2), f"{people}人"],
            [*[""] * at, f"共{people}人"],
            ["书记签名：", "", "", "", "日期：     年   月   日"],
            ["填表人：张建国", "", "审核人：李秀兰", "", "2026年9月30日"],
            ["注：本表一式两份，支部、党委各一份。"],
            [*[""] * at, "支部书记（签字）："],
            ["总计", people, "", "", people],
            ["（以下空白）"],
            ["填表日期：2026年9月30日"],
            ["党支部书记签名", "", "", "审核", ""],
            ["其中：女", 12, "少数民族", 3],
        ]
        return self.rnd.sample(pool, self.rnd.randrange(1, 6))

    def other_sheets(self, book: Workbook) -> None:
        if self.rnd.random() < 0.5:
            other = book.create_sheet("说明", self.rnd.choice([0, 1]))
            other["A1"] = "本表由支部填写，其他工作表请忽略"
            other["A2"] = "姓名须与身份证一致"
        if self.rnd.random() < 0.3:
            book.create_sheet("Sheet3")
