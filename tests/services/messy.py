"""Makes damaged rosters with the truth beside them: other columns, orders, heads and damages for every seed."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from models.domain.idnumber import check_digit

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张单解仇曾查区欧阳尉迟"
GIVEN = ["建国", "玉林", "海燕", "德明", "红霞", "珺", "昇", "𬭎", "学军", "小红", "长根", "婷婷"]
PEOPLES = ["汉族", "苗族", "回族", "土家族", "维吾尔族"]
EDUCATION = ["大学", "大专", "初中", "小学", "普通高中", "硕士研究生", "中等专科"]
HEADS = {
    "name": ["姓名", "姓 名", "姓\n名", "党员姓名"],
    "sex": ["性别", "性 别"],
    "ethnicity": ["民族", "民 族"],
    "id_number": ["身份证号", "公民身份号码", "身份证号码（18位）", "居民身份证\n号码"],
    "education": ["学历", "文化\n程度", "文化程度"],
    "category": ["人员类别", "党员类别", "类别"],
    "joined_on": ["入党时间", "入党日期", "加入党组织日期"],
    "confirmed_on": ["转正时间", "转正日期", "转为正式党员日期"],
    "phone": ["手机", "联系电话", "手机号码"],
    "address": ["家庭住址", "现居住地", "住址"],
    "birth_date": ["出生日期", "出生年月日"],
}


@dataclass
class Person:
    values: dict[str, str]
    cells: dict[str, Any] = field(default_factory=dict)
    problems: set[str] = field(default_factory=set)
    row: int = 0


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.used: set[str] = set()

    def person(self) -> Person:
        rnd = self.random
        while True:
            name = rnd.choice(SURNAMES[:-4]) + rnd.choice(GIVEN) + rnd.choice(["", "", "华", "生"])
            if name not in self.used and len(name) > 1:
                break
        self.used.add(name)
        born = date(1944, 1, 1) + timedelta(days=rnd.randrange(21_000))
        sex = rnd.choice("男女")
        serial = rnd.randrange(10, 99) * 10 + rnd.choice([1, 3, 5, 7, 9] if sex == "男" else [2, 4, 6, 8])
        first = f"{rnd.choice(['430821', '510182', '330327'])}{born:%Y%m%d}{serial:03d}"
        joined = min(born + timedelta(days=365 * 19 + rnd.randrange(9000)), date(2025, 8, 1))
        probationary = rnd.random() < 0.06
        if probationary:
            joined = date(2026, 3, 1) + timedelta(days=rnd.randrange(150))
        else:
            joined = min(joined, date(2025, 8, 30))
        if (joined.month, joined.day) == (2, 29):
            joined = joined.replace(day=28)
        values = {
            "name": name,
            "sex": sex,
            "ethnicity": rnd.choice(PEOPLES),
            "id_number": first + check_digit(first),
            "education": rnd.choice(EDUCATION),
            "category": "预备党员" if probationary else "正式党员",
            "joined_on": joined.isoformat(),
            "confirmed_on": "" if probationary else joined.replace(year=joined.year + 1).isoformat(),
            "phone": f"1{rnd.choice('3578')}{rnd.randrange(10**9):09d}",
            "address": f"青石镇柳溪村{rnd.randrange(1, 9)}组{rnd.randrange(1, 120)}号",
            "birth_date": born.isoformat(),
        }
        return Person(values, dict(values))

    def spell_date(self, iso: str) -> tuple[Any, bool]:
        """A spelling of a date; True when only year and month are left."""
        if not iso:
            return "", False
        day = date.fromisoformat(iso)
        spellings: list[Any] = [
            iso,
            f"{day.year}.{day.month}.{day.day}",
            f"{day:%Y.%m.%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y%m%d}",
            f"{day:%Y/%m/%d}",
            int(f"{day:%Y%m%d}"),
            (day - date(1899, 12, 30)).days,
            str((day - date(1899, 12, 30)).days),
            datetime(day.year, day.month, day.day),
        ]
        if day.year > 1931:
            spellings.append(f"{day:%y}.{day.month}.{day.day}")
        if self.random.random() < 0.2:
            return f"{day:%Y.%m}", True
        return self.random.choice(spellings), False

    def damage(self, person: Person, columns: list[str]) -> None:
        rnd, cells, number = self.random, person.cells, person.values["id_number"]
        for name in ("joined_on", "confirmed_on", "birth_date"):
            if name not in columns:
                continue
            if name == "joined_on" and rnd.random() < 0.05:
                cells[name] = rnd.choice(["2014.13.01", "2013-02-30", "20140431", "2014年13月"])
                person.problems.add("date.impossible")
                continue
            cells[name], partial = self.spell_date(person.values[name])
            if partial:
                person.problems.add("date.partial")
        if "id_number" in columns:
            self.damage_id(person, number)
        if rnd.random() < 0.08 and "sex" in columns:
            cells["sex"] = "女" if cells["sex"] == "男" else "男"
            if "id_number" in columns and "id.truncated" not in person.problems:
                person.problems.add("sex.conflict")
        if rnd.random() < 0.05 and "phone" in columns:
            mark = rnd.choice(["/", "、", "；", " ", "\n", ","])
            cells["phone"] += f"{mark}139{rnd.randrange(10**8):08d}"
            person.problems.add("phone.several")
        elif rnd.random() < 0.3 and "phone" in columns:
            cells["phone"] = rnd.choice(
                [int(cells["phone"]), f"{cells['phone'][:3]} {cells['phone'][3:7]} {cells['phone'][7:]}"]
            )
        cells["ethnicity"] = rnd.choice([cells["ethnicity"], cells["ethnicity"][:-1]])
        cells["category"] = rnd.choice([cells["category"], cells["category"][:2]])
        if len(cells["name"]) == 2 and rnd.random() < 0.6:
            cells["name"] = f"{cells['name'][0]}{rnd.choice([' ', '　', '  '])}{cells['name'][1]}"

    def damage_id(self, person: Person, number: str) -> None:
        rnd, cells, chance = self.random, person.cells, self.random.random()
        ambiguous = check_digit(f"{number[:15]}00") == "0"  # the ruined number happens to be a right one
        if chance < 0.06 and not ambiguous:
            cells["id_number"] = rnd.choice([int(number[:15]) * 1000.0, f"{number[:15]}000"])
            person.problems.add("id.truncated")
        elif chance < 0.12:
            wrong = rnd.choice([d for d in "0123456789" if d != number[-1]])
            cells["id_number"] = number[:17] + wrong
            person.problems.add("id.check_digit")
        elif chance < 0.2:
            wide = str.maketrans("0123456789", "０１２３４５６７８９")
            cells["id_number"] = rnd.choice(
                [
                    number.translate(wide),
                    f"{number[:6]} {number[6:14]} {number[14:]}",
                    f"'{number}",
                    f"{number} ",
                ]
            )
            person.problems.add("id.normalised")
        elif number.endswith("X"):
            cells["id_number"] = number[:-1] + "x"
            person.problems.add("id.normalised")

    def shift(self, row: list[Any], order: list[str], person: Person) -> list[Any]:
        """Drop an empty-looking cell or push one in, at a column where the slip can be seen."""
        at = self.random.randrange(0, max(1, order.index("id_number")))
        person.problems.add("row.shifted")
        return [*row[:at], "", *row[at:]]


def make_sheet(path: Path, seed: int, people: int = 40) -> list[Person]:
    """Write a damaged roster; returns every row's truth with the problems that must be reported."""
    maker = Maker(seed)
    rnd = maker.random
    order = ["name", "sex", "id_number", "joined_on", "confirmed_on", "phone", "ethnicity", "category"]
    order += [name for name in ("education", "address", "birth_date") if rnd.random() < 0.6]
    rnd.shuffle(order)
    with_number = rnd.random() < 0.7
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if rnd.random() < 0.5:
        other = book.create_sheet("说明", 0)
        other["A1"] = "本表由支部填写，其他工作表请忽略"
    heads = [rnd.choice(HEADS[name]) for name in order]
    lines: list[list[Any]] = [["青石镇柳溪村党支部党员花名册"], ["填报单位：", "", "填报人："]][
        : rnd.randrange(3)
    ]
    head_row = len(lines) + 1
    lines.append([*(["序号"] if with_number else []), *heads])
    made: list[Person] = []
    for count in range(people):
        person = maker.person()
        maker.damage(person, order)
        row = [*([count + 1] if with_number else []), *(person.cells[name] for name in order)]
        clean = not person.problems and isinstance(person.cells["id_number"], str)
        if clean and rnd.random() < 0.08:
            row = maker.shift(row, [*(["#"] if with_number else []), *order], person)
        lines.append(row)
        person.row = len(lines)
        made.append(person)
        if rnd.random() < 0.06:
            lines.append([])
        if rnd.random() < 0.03:
            lines.append(list(lines[head_row - 1]))
    if rnd.random() < 0.7:
        twin = rnd.choice(made)
        again = Person(dict(twin.values), dict(twin.values), {"id.duplicate"})
        lines.append([*([people + 1] if with_number else []), *(again.cells[name] for name in order)])
        again.row = len(lines)
        made.append(again)
    lines.append(["合计", "", f"{people}人"])
    lines.append(["书记签名：", "", "", "日期：    年  月  日"])
    for number, line in enumerate(lines, 1):
        for column, cell in enumerate(line, 1):
            if cell != "":
                sheet.cell(number, column, cell)
    if rnd.random() < 0.4:
        _two_rows(sheet, head_row, [*(["#"] if with_number else []), *order])
        for person in made:
            person.row += 1
    book.save(path)
    return made


def _two_rows(sheet: Any, head_row: int, order: list[str]) -> None:
    """Make the head two rows: every head merged downwards, neighbouring dates under one 时间."""
    sheet.insert_rows(head_row + 1)
    spans = {order.index("joined_on"), order.index("confirmed_on")}
    together = max(spans) - min(spans) == 1
    for column in range(len(order)):
        if together and column in spans:
            cell = sheet.cell(head_row, column + 1)
            sheet.cell(head_row + 1, column + 1, cell.value)
            cell.value = "时间" if column == min(spans) else None
        else:
            sheet.merge_cells(
                start_row=head_row, end_row=head_row + 1, start_column=column + 1, end_column=column + 1
            )
    if together:
        sheet.merge_cells(
            start_row=head_row, end_row=head_row, start_column=min(spans) + 1, end_column=max(spans) + 1
        )
