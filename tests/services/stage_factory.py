"""Tables of development dates of invented people, with the judgement of an oracle written from rules.md alone.

The oracle reads §1.2 once more, without the product's code: FZ-03, 08, 11, 14, 24, 33, 37 as E or W on a day. What
cannot be told (a missing or partial date which something later makes necessary) is no finding.
"""

import calendar
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.services.sheet_people import GIVEN, SURNAMES, with_check_digit

EDITION = date(2026, 5, 18)
# Days off on weekdays and worked weekend days, 2025 and 2026 (State Council notices).
OFF = {
    "2026": "0101-0102 0216-0223 0406-0406 0501-0505 0619-0619 0925-0925 1001-1007",
    "2025": "0101-0101 0128-0204 0404-0404 0501-0505 0602-0602 1001-1008",
}
WORKED = "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10 2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11"
HEADS = {
    "apply": "申请入党时间|递交入党申请书时间|申请入党日期|提交入党申请书时间|入党申请时间|递交申请书时间",
    "talk": "谈话时间|派人谈话时间|谈话日期|组织谈话时间",
    "activist": "确定积极分子时间|列为积极分子时间|确定入党积极分子日期|确定入党积极分子时间|列为入党积极分子时间",
    "contacts": "培养联系人|联系人",
    "inspection": "最近考察时间|最近一次考察时间|上次考察时间|最近考察日期",
    "candidate": "确定发展对象时间|发展对象确定时间|列为发展对象时间|确定发展对象日期",
    "notice_start": "公示开始|公示开始时间|公示起始时间|公示开始日期",
    "notice_end": "公示结束|公示结束时间|公示截止时间|公示结束日期",
    "notice": "公示时间|公示起止|公示起止时间|公示期",
    "political": "政审完成|政审时间|政审完成时间|政治审查时间",
    "training": "培训起止|培训时间|集中培训时间",
    "pre_review": "预审通过|预审时间|预审通过时间|党委预审时间|预审合格时间",
    "admission": "支部大会接收时间|接收预备党员大会时间|接收大会时间|支部党员大会接收时间|接收预备党员时间",
    "approval": "上级批准时间|审批时间|上级审批时间|党委审批时间|上级党委批准时间",
    "oath": "宣誓时间|入党宣誓时间",
    "confirmation": "转正大会时间|支部大会讨论转正时间|讨论转正时间|转正支部大会时间",
    "confirmation_approval": "转正批准时间|转正审批时间|转正上级批准时间",
}


def months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_worked(day: date) -> bool:
    if day.isoformat() in WORKED.split():
        return True
    spans = (span.split("-") for span in OFF.get(str(day.year), "").split())
    return day.weekday() < 5 and not any(first <= f"{day:%m%d}" <= last for first, last in spans)


def working_days_after(start: date, end: date) -> int:
    return sum(is_worked(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def nth_working_day(start: date, n: int) -> date:
    day = start
    while n:
        day += timedelta(days=1)
        n -= is_worked(day)
    return day


@dataclass
class Candidate:
    """One row: dates by step (absent = empty cell), and which of them are written as year and month only."""

    name: str
    sex: str
    id_number: str
    born: date
    days: dict[str, date] = field(default_factory=dict[str, date])
    partial: set[str] = field(default_factory=set[str])
    contacts: str = ""
    row: int = 0

    def range_of(self, step: str) -> tuple[date, date] | None:
        day = self.days.get(step)
        if day is None:
            return None
        if step not in self.partial:
            return day, day
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def expected(one: Candidate, today: date) -> set[str]:
    """Findings E or W of the rules judged; every comparison must hold for all days a partial date may mean."""
    found: set[str] = set()
    get = one.range_of
    steps = ["apply", "talk", "activist", "inspection", "notice_start", "candidate", "political", "training",
             "pre_review", "admission", "approval", "oath", "confirmation", "confirmation_approval"]  # fmt: skip
    at = {step: get(step) for step in steps}

    def later(step: str) -> bool:
        return any(at[s] for s in steps[steps.index(step) + 1 :])

    def over(start: tuple[date, date] | None, months: int, end: tuple[date, date] | None) -> bool:
        return start is not None and end is not None and end[0] > months_later(start[1], months)

    now = (today, today)
    # FZ-03 谈话日 − 收到申请日 ≤ 1 个月；没有谈话而后面已有步骤的，无法判断
    if at["talk"] or not later("talk"):
        found |= {"FZ-03"} if over(at["apply"], 1, at["talk"] or now) else set()
    # FZ-08 最近一次考察距列为发展对象之日（或今天）≤ 6 个月
    if at["candidate"] or not later("candidate"):
        until = at["candidate"] or now
        if at[
            "inspection"
        ]:  # the interval since it is known, also when the day of becoming an activist is not
            found |= {"FZ-08"} if over(at["inspection"], 6, until) else set()
        elif not at["candidate"]:
            found |= {"FZ-08"} if over(at["activist"], 6, until) else set()
    # FZ-11 拟列发展对象 − 确定积极分子 ≥ 12 个月；还没有列为的，公示开始时已经拟列
    proposed = at["candidate"] or at["notice_start"]
    if proposed and at["activist"] and proposed[1] < months_later(at["activist"][0], 12):
        found.add("FZ-11")
    # FZ-14 2026 版：公示次日起算满 5 个工作日；此前公示的不判
    start, end = one.days.get("notice_start"), one.days.get("notice_end")
    if start and end and start >= EDITION and working_days_after(start, end) < 5:
        found.add("FZ-14")
    # FZ-24 2026 版：预审合格后一个月内开大会
    review = at["pre_review"]
    if review and review[0] >= EDITION and (at["admission"] or not later("admission")):
        found |= {"FZ-24"} if over(review, 1, at["admission"] or now) else set()
    # FZ-33 大会到审批：超过三个月 W，超过六个月 E；未批而后面已有步骤的，无法判断
    if at["admission"] and (at["approval"] or not later("approval")):
        found |= {"FZ-33"} if over(at["admission"], 3, at["approval"] or now) else set()
    # FZ-37 期满之后没有讨论转正；没有审批的还不是预备党员，无法判断
    known = at["approval"] or at["oath"]
    discussed = at["confirmation"] or at["confirmation_approval"]
    if at["admission"] and known and not discussed and over(at["admission"], 12, now):
        found.add("FZ-37")
    return found


class StageFactory:
    """People at every stage, with dates on and beside every border."""

    def __init__(self, seed: int, today: date) -> None:
        self.rnd = random.Random(seed)
        self.today = today
        self.seed = seed
        self.count = 0

    def candidate(self) -> Candidate:
        rnd = self.rnd
        self.count += 1
        sex = rnd.choice("男女")
        born = date(1975, 1, 1) + timedelta(days=rnd.randrange(10_000))
        serial = 990 + rnd.choice([1, 3, 5, 7, 9] if sex == "男" else [2, 4, 6, 8])
        name = rnd.choice(SURNAMES) + rnd.choice(GIVEN[:15]) + rnd.choice(SURNAMES)
        one = Candidate(name, sex, with_check_digit(f"430821{born:%Y%m%d}{serial}"), born)
        one.days = self.dates()
        whole = [s for s in one.days if s not in ("notice_start", "notice_end")]
        if whole and rnd.random() < 0.12:
            one.partial = {rnd.choice(whole)}
        if rnd.random() < 0.12 and len(one.days) > 2:
            gone = rnd.choice([s for s in one.days if not s.startswith("notice")])
            one.days.pop(gone)
            one.partial.discard(gone)
        if "activist" in one.days:
            one.contacts = rnd.choice(["张建国", "张建国、李秀兰", "李秀兰，王德明", "王德明 张建国"])
        return one

    def near(self, day: date) -> date:
        return day + timedelta(days=self.rnd.choice([-1, 0, 0, 1, 1, -9, 20]))

    def dates(self) -> dict[str, date]:
        """A life in the pipeline up to a random step, not beyond today."""
        rnd = self.rnd
        days: dict[str, date] = {}
        start = rnd.choice([2022, 2023, 2024, 2025, 2025, 2026])
        begin = date(start, rnd.randrange(1, 13), 1)
        begin += timedelta(days=rnd.choice([0, 9, 27, 28, 29, 30, rnd.randrange(300)]))
        days["apply"] = begin
        days["talk"] = self.near(months_later(begin, 1)) if rnd.random() < 0.6 else begin + timedelta(days=15)
        days["activist"] = days["talk"] + timedelta(days=rnd.randrange(20, 250))
        listed = (
            self.near(months_later(days["activist"], 12))
            if rnd.random() < 0.6
            else months_later(days["activist"], 14)
        )
        days["inspection"] = (
            self.near(months_later(listed, -6)) if rnd.random() < 0.6 else listed - timedelta(days=20)
        )
        notice = listed - timedelta(days=rnd.randrange(10, 16))
        if rnd.random() < 0.3 and months_later(days["activist"], 12) < date(2026, 6, 30) < self.today:
            listed = date(2026, 6, 30) + timedelta(days=rnd.randrange(80))
            notice = listed - timedelta(days=rnd.randrange(12, 25))
            days["inspection"] = listed - timedelta(days=40)
        days["notice_start"] = notice
        days["notice_end"] = min(listed, nth_working_day(notice, rnd.choice([3, 4, 5, 5, 6])))
        days["candidate"] = listed
        days["political"] = listed + timedelta(days=20)
        days["training"] = listed + timedelta(days=30)
        days["pre_review"] = listed + timedelta(days=rnd.randrange(40, 70))
        days["admission"] = self.near(months_later(days["pre_review"], 1))
        wait = rnd.choice([1, 3, 3, 6])
        days["approval"] = max(days["admission"], self.near(months_later(days["admission"], wait)))
        days["oath"] = days["approval"] + timedelta(days=20)
        days["confirmation"] = months_later(days["admission"], 12) + timedelta(days=rnd.choice([0, 0, 5, 40]))
        days["confirmation_approval"] = days["confirmation"] + timedelta(days=30)
        last = rnd.choice(["apply", "talk", "inspection", "notice_end", "candidate", "training", "pre_review",
                           "admission", "approval", "oath", "oath", "confirmation", "confirmation_approval"])  # fmt: skip
        order = list(days)
        kept = {s: d for s, d in days.items() if order.index(s) <= order.index(last) and d <= self.today}
        if "candidate" not in kept and rnd.random() < 0.5:
            kept.pop("notice_start", None)
            kept.pop("notice_end", None)
        if "candidate" not in kept and "inspection" in kept and rnd.random() < 0.6:
            kept["inspection"] = min(
                self.today, max(kept["activist"], self.near(months_later(self.today, -6)))
            )
        if "notice_end" not in kept:
            kept.pop("notice_start", None)
        return kept

    def spelt(self, day: date, partial: bool) -> Any:
        if partial:
            return self.rnd.choice([f"{day:%Y.%m}", f"{day.year}年{day.month}月", f"{day:%Y-%m}"])
        return self.rnd.choice(
            [day.isoformat(), day.isoformat(), f"{day:%Y.%m.%d}", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
             f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}", datetime(day.year, day.month, day.day),
             (day - date(1899, 12, 30)).days]
        )  # fmt: skip

    def span(self, first: date, last: date) -> str:
        a, b = first, last
        whole = [f"{a}至{b}", f"{a:%Y.%m.%d}-{b:%Y.%m.%d}", f"{a} 至 {b}", f"{a.year}年{a.month}月{a.day}日—{b.year}年{b.month}月{b.day}日",
                 f"{a}~{b}", f"{a:%Y.%m.%d}—{b:%Y.%m.%d}", f"{a:%Y/%m/%d}-{b:%Y/%m/%d}", f"{a}到{b}", f"{a:%Y%m%d}-{b:%Y%m%d}"]  # fmt: skip
        if a.year == b.year:
            whole += [
                f"{a.year}.{a.month}.{a.day}-{b.month}.{b.day}",
                f"{a.year}年{a.month}月{a.day}日至{b.month}月{b.day}日",
            ]
        return self.rnd.choice(whole)

    def table(self, path: Path, people: int = 30) -> list[Candidate]:
        rnd = self.rnd
        columns = [c for c in HEADS if c not in ("notice", "notice_start", "notice_end")]
        at = columns.index("candidate") + 1
        columns[at:at] = ["notice"] if rnd.random() < 0.5 else ["notice_start", "notice_end"]
        if rnd.random() < 0.3:
            rnd.shuffle(columns)
        heads = [rnd.choice(HEADS[c].split("|")) for c in columns]
        book = Workbook()
        page = book.active
        assert page is not None
        for _ in range(rnd.randrange(4)):
            page.append([rnd.choice(["发展党员时间总表", "填报单位：柳溪村党支部", "2026年9月"])])
        numbered = rnd.random() < 0.5
        page.append(
            [
                *(["序号"] if numbered else []),
                "姓名",
                "性别",
                rnd.choice(["出生年月", "出生日期"]),
                "身份证号码",
                *heads,
            ]
        )
        made: list[Candidate] = []
        for number in range(people):
            one = self.candidate()
            line: list[Any] = [
                *([number + 1] if numbered else []),
                one.name,
                one.sex,
                f"{one.born:%Y.%m}",
                one.id_number,
            ]
            for column in columns:
                line.append(self.cell(one, column))
            page.append(line)
            one.row = page.max_row
            made.append(one)
        page.append([*([""] if numbered else []), "合计", people])
        book.save(path)
        return made

    def cell(self, one: Candidate, column: str) -> Any:
        days = one.days
        if column == "contacts":
            return one.contacts or None
        if column == "notice":
            return self.span(days["notice_start"], days["notice_end"]) if "notice_end" in days else None
        if column == "training" and column in days and column not in one.partial:
            return self.span(days[column], days[column] + timedelta(days=2))
        return self.spelt(days[column], column in one.partial) if column in days else None
