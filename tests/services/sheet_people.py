"""Invented people of a roster and everything that goes wrong with their cells, each with what must be said of it.

Written apart from the import: only samples/README.md and the GB standards decide what is expected here.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = [
    "建国",
    "玉林",
    "海燕",
    "德明",
    "红霞",
    "学军",
    "小红",
    "长根",
    "婷婷",
    "子轩",
    "佳慧",
    "云飞",
    "永福",
    "金贵",
    "凤琴",
    "淑芬",
    "晓燕",
    "宏伟",
    "立新",
    "光明",
    "国华",
    "昇",
    "珺",
    "䶮",
    "㛃",
    "𬭎",
    "堃",
    "喆",
    "其其格",
    "正式",
    "备",
    "计",
    "合",
    "明日",
    "总",
]
FULL_NAMES = [
    "阿不都热合曼·买买提",
    "欧阳修远",
    "卓玛·央金",
    "单于明",
    "计小明",
    "共建华",
    "年有余",
    "时间",
    "统小红",
    "其中华",
    "备光",
    "审美丽",
    "单位清",
]
PEOPLES = ["汉族", "汉族", "汉族", "苗族", "回族", "土家族", "藏族", "维吾尔族", "满族"]
SCHOOLING = {
    "大学": ["大学", "本科", "大学本科"],
    "大专": ["大专", "专科"],
    "中等专科": ["中等专科", "中专"],
    "普通高中": ["普通高中", "高中"],
    "初中": ["初中"],
    "小学": ["小学"],
    "硕士研究生": ["硕士研究生", "硕士"],
}
HEADS = {
    "name": "姓名|姓 名|姓　　名|姓\n名|党员姓名| 姓名 |姓名*",
    "sex": "性别|性 别|性\n别",
    "ethnicity": "民族|民 族|民\n族",
    "id_number": "身份证号|公民身份号码|公民身份证号码|身份证|身份证号码（18位）|居民身份证\n号码|身 份 证 号|身份证号码(必填)|公民身份证\n号码",
    "education": "学历|文化\n程度|文化程度|学 历",
    "category": "人员类别|党员类别|党员类型|类别|政治面貌",
    "joined_on": "入党时间|入党日期|加入党组织日期|加入党组织时间|入党\n时间|入党年月日|入党时间（年月日）",
    "confirmed_on": "转正时间|转正日期|转为正式党员日期|转正\n日期|转正时间（年月日）",
    "phone": "手机|联系电话|手机号码|联系\n电话|手机号|联系方式|电话",
    "address": "家庭住址|现居住地|住址|家庭地址|家庭\n住址",
    "birth_date": "出生日期|出生年月日|出生时间|出生\n日期|生日",
    "remark": "备注|备　注|备 注",
}
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def with_check_digit(first17: str) -> str:
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


@dataclass
class Row:
    """One person of the sheet: what is true, what is written, what must be said and what must be stored."""

    true: dict[str, str]
    cells: dict[str, Any] = field(default_factory=dict[str, Any])
    stored: dict[str, str] = field(default_factory=dict[str, str])
    problems: set[str] = field(default_factory=set[str])
    number: int = 0
    imported: bool = True
    line: list[Any] = field(default_factory=list[Any])
    case: str = ""


class People:
    """Everything is drawn from one seed."""

    def __init__(self, seed: int, slips: float = 0.05) -> None:
        self.rnd = random.Random(seed)
        self.names: set[str] = set()
        self.births: set[date] = set()
        self.order: list[str] = []
        self.slips = slips

    def person(self) -> Row:
        rnd = self.rnd
        name = ""
        while not name or name in self.names:
            odd = rnd.random() < 0.08
            name = rnd.choice(FULL_NAMES) if odd else rnd.choice(SURNAMES) + rnd.choice(GIVEN)
        self.names.add(name)
        born = date(1938, 1, 1)
        while born in self.births or born == date(1938, 1, 1):  # no two with one number
            born = date(1938, 1, 1) + timedelta(days=rnd.randrange(25_500))
        self.births.add(born)
        sex = rnd.choice("男女")
        serial = 990 + rnd.choice([1, 3, 5, 7, 9] if sex == "男" else [0, 2, 4, 6, 8])
        if rnd.random() < 0.3:
            serial = rnd.randrange(10, 99) * 10 + serial % 10
        area = rnd.choice(["430821", "510182", "330327", "371502", "420583", "341225"])
        id_number = with_check_digit(f"{area}{born:%Y%m%d}{serial:03d}")
        if id_number.endswith("000"):  # a right number which looks like a ruined one: nobody could tell
            id_number = with_check_digit(f"{area}{born:%Y%m%d}{serial + 2:03d}")
        latest = date(2025, 8, 30) if rnd.random() < 0.9 else date(2026, 8, 30)
        span = (latest - born.replace(year=born.year + 19, day=min(born.day, 28))).days
        joined = latest - timedelta(days=rnd.randrange(max(1, min(span, 18_000))))
        if latest.year == 2026:
            joined = latest - timedelta(days=rnd.randrange(250))
        if (joined.month, joined.day) == (2, 29):
            joined -= timedelta(days=1)
        young = joined > date(2025, 9, 30)
        values = {
            "name": name,
            "sex": sex,
            "ethnicity": rnd.choice(PEOPLES),
            "id_number": id_number,
            "education": rnd.choice(list(SCHOOLING)),
            "category": "预备党员" if young else "正式党员",
            "joined_on": joined.isoformat(),
            "confirmed_on": "" if young else joined.replace(year=joined.year + 1).isoformat(),
            "phone": f"1{rnd.choice(['39', '77', '89', '50', '30', '99'])}{rnd.randrange(10**8):08d}",
            "address": f"青石镇柳溪村{rnd.randrange(1, 9)}组{rnd.randrange(1, 120)}号",
            "birth_date": born.isoformat(),
            "remark": "",
        }
        return Row(values, dict(values), dict(values))

    def spell(self, row: Row, columns: list[str]) -> None:
        """Other spellings of the same facts: nothing to complain about."""
        rnd, cells = self.rnd, row.cells
        for name in ("joined_on", "confirmed_on", "birth_date"):
            if row.true[name]:
                cells[name] = self.spelt_date(date.fromisoformat(row.true[name]))
        if not row.true["confirmed_on"] and rnd.random() < 0.3:
            cells["confirmed_on"] = rnd.choice(["", "未转正", "无", "/", "—"])
        cells["education"] = rnd.choice(SCHOOLING[row.true["education"]])
        cells["ethnicity"] = rnd.choice([row.true["ethnicity"], row.true["ethnicity"][:-1]])
        cells["category"] = rnd.choice([row.true["category"], row.true["category"][:2]])
        phone = row.true["phone"]
        cells["phone"] = rnd.choice(
            [phone, phone, int(phone), float(phone), f"{phone[:3]} {phone[3:7]} {phone[7:]}",
             f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"+86{phone}", phone.translate(WIDE), f"{phone} "]
        )  # fmt: skip
        if len(row.true["name"]) == 2 and rnd.random() < 0.4:
            gap = rnd.choice([" ", "　", "  ", "　　", "\u00a0"])
            cells["name"] = f"{row.true['name'][0]}{gap}{row.true['name'][1]}"
        elif rnd.random() < 0.08:
            cells["name"] = rnd.choice(
                [f" {row.true['name']}", f"{row.true['name']}　", f"{row.true['name']}\n"]
            )
        if row.true["category"] == "预备党员" and rnd.random() < 0.3:
            cells["name"] = f"{row.true['name']}{rnd.choice(['（预备）', '(预备)', '（预）'])}"
        if rnd.random() < 0.1:
            cells["remark"] = row.stored["remark"] = rnd.choice(
                ["流动", "困难党员", "在外务工", "2026年转入"]
            )
        if row.true["id_number"].endswith("X") and rnd.random() < 0.5:
            cells["id_number"] = row.true["id_number"].lower()
            row.problems.add("id.normalised")

    def spelt_date(self, day: date) -> Any:
        serial = (day - date(1899, 12, 30)).days
        return self.rnd.choice(
            [
                day.isoformat(), f"{day:%Y.%m.%d}", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
                f"{day.year}年{day.month}月{day.day}日", f"{day.year}年{day:%m}月{day:%d}日", f"{day:%Y/%m/%d}",
                f"{day.year}/{day.month}/{day.day}", int(f"{day:%Y%m%d}"), serial, str(serial),
                datetime(day.year, day.month, day.day), f" {day.isoformat()} ", f"{day:%Y-%m-%d} 00:00:00",
                f"{day.year}-{day.month}-{day.day}", f"{day.year}．{day.month}．{day.day}",
                *([f"{day:%y}.{day.month}.{day.day}"] if day.year >= 1938 else []),
            ]
        )  # fmt: skip

    # -- damages: each says what it expects -----------------------------------------------------------------

    def damages(self, columns: list[str]) -> list[Callable[[Row], bool]]:
        kinds: list[Callable[[Row], bool]] = [
            self.truncated, self.check_digit, self.id_noise, self.partial, self.impossible, self.phones,
            self.wrong_sex, self.wrong_birth, self.harmless_text,
        ]  # fmt: skip
        needs = ["id_number", "id_number", "id_number", "joined_on", "joined_on", "phone",
                 "id_number sex", "id_number birth_date", "name"]  # fmt: skip
        pairs = zip(kinds, needs, strict=True)
        return [kind for kind, need in pairs if set(need.split()) <= set(columns)]

    def truncated(self, row: Row) -> bool:
        number = row.true["id_number"]
        first = number[:15]
        ways: list[Any] = [float(first) * 1000.0, int(first) * 1000, f"{float(first) * 1000:.5E}"]
        if with_check_digit(f"{first}00") != f"{first}000":  # as text the ruin shows only by its check digit
            ways.append(f"{first}000")
        row.cells["id_number"] = self.rnd.choice(ways)
        row.problems = (row.problems - {"id.normalised"}) | {"id.truncated"}
        row.stored["id_number"] = ""
        return True

    def check_digit(self, row: Row) -> bool:
        number = row.true["id_number"]
        wrong = self.rnd.choice([d for d in "0123456789X" if d != number[-1]])
        if f"{number[15:17]}{wrong}" == "000":
            return False
        row.cells["id_number"] = row.stored["id_number"] = number[:17] + wrong
        row.problems = (row.problems - {"id.normalised"}) | {"id.check_digit"}
        return True

    def id_noise(self, row: Row) -> bool:
        number = row.true["id_number"]
        row.cells["id_number"] = self.rnd.choice(
            [number.translate(WIDE), f"{number[:6]} {number[6:14]} {number[14:]}", f"'{number}", f"’{number}",
             f"{number} ", f" {number}", f"{number}\n", f"\u200b{number}", f'"{number}"', f"`{number}",
             f"{number[:6]}　{number[6:14]}　{number[14:]}", f"\ufeff{number}", f"{number}\u00a0"]
        )  # fmt: skip
        row.problems.add("id.normalised")
        return True

    def partial(self, row: Row) -> bool:
        name = self.rnd.choice([n for n in ("joined_on", "confirmed_on") if n in self.order])
        if not row.true[name]:
            name = "joined_on"
        day = date.fromisoformat(row.true[name])
        if self.rnd.random() < 0.15:
            row.cells[name] = self.rnd.choice([f"{day.year}", f"{day.year}年", day.year])
            row.stored[name] = f"{day.year}"
        else:
            row.cells[name] = self.rnd.choice(
                [f"{day:%Y.%m}", f"{day.year}.{day.month}", f"{day.year}年{day.month}月", f"{day:%Y-%m}",
                 f"{day:%Y/%m}", f"{day:%Y年%m月}", f"{day:%Y%m}", int(f"{day:%Y%m}")]
            )  # fmt: skip
            row.stored[name] = f"{day:%Y-%m}"
        row.problems.add("date.partial")
        return True

    def impossible(self, row: Row) -> bool:
        name = self.rnd.choice([n for n in ("joined_on", "confirmed_on") if n in self.order])
        row.cells[name] = self.rnd.choice(
            ["2014-13-40", "2014.02.30", "2199.1.1", "1899", "20140431", "2014年13月", "2015.2.29", "2014.00.10",
             "1066年5月1日", 99999999, "2014-04-31", "2199-05-06"]
        )  # fmt: skip
        row.stored[name] = ""
        row.problems.add("date.impossible")
        return True

    def phones(self, row: Row) -> bool:
        mark = self.rnd.choice(["/", "、", "；", ";", " ", "\n", ",", "，", " / ", "或"])
        other = f"139{self.rnd.randrange(10**8):08d}" if self.rnd.random() < 0.7 else "0744-5612345"
        row.cells["phone"] = f"{row.true['phone']}{mark}{other}"
        row.stored.pop("phone", None)
        row.problems.add("phone.several")
        return True

    def wrong_sex(self, row: Row) -> bool:
        row.cells["sex"] = row.stored["sex"] = "女" if row.true["sex"] == "男" else "男"
        row.problems.add("sex.conflict")
        return True

    def wrong_birth(self, row: Row) -> bool:
        born = date.fromisoformat(row.true["birth_date"])
        other = self.rnd.choice(
            [
                born + timedelta(days=1),
                born.replace(year=born.year + 1, day=min(born.day, 28)),
                born - timedelta(days=31),
            ]
        )
        row.cells["birth_date"], row.stored["birth_date"] = self.spelt_date(other), other.isoformat()
        row.problems.add("birth.conflict")
        return True

    def harmless_text(self, row: Row) -> bool:
        text = self.rnd.choice(
            ["=1+1", "<b>注</b>", "<img src=x onerror=alert(1)>", "'; DROP TABLE person;--", "@SUM(A1)"]
        )
        row.cells["remark"] = row.stored["remark"] = text
        return True

    def slip(self, row: Row, columns: list[str]) -> None:
        """A blank cell pushed in, so that all after it stand one column too far to the right."""
        plain = [i for i, name in enumerate(columns) if name in ("id_number", "phone", "joined_on", "sex")]
        last = max(i for i in plain if isinstance(row.line[i], str) or columns[i] != "joined_on")
        phone = columns.index("phone") if "phone" in columns else -1
        if phone >= 0:
            row.line[phone] = row.true["phone"]
        at = self.rnd.randrange(last + 1)
        row.line = [*row.line[:at], "", *row.line[at:]]
        row.problems.add("row.shifted")
        if row.line[-1] != "" and columns[-1] == "remark":
            row.stored.pop("remark")
