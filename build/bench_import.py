"""Importing a roster as ratios of calamine's bare read, measured in one run: python build/dev.py bench import

5,000 and 100,000 people of 40 columns: read, judged and planned against reading the same file with calamine alone.
The two alternate, the best of each counts, and processor time is taken: machines are shared. The large one runs in
a process of its own, whose memory is printed; its progress and its being stopped half-way are shown, too.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openpyxl import Workbook

from models.domain.errors import Cancelled
from models.domain.idnumber import check_digit
from models.services.desk import Desk

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "测量用的口令-2026"
SIZES = {5_000: 5.0, 100_000: 4.0}  # people, and how many times calamine's bare read the plan may take
MEMORY_MB = 900
CANCEL_AT = 20_000
HEADS = [
    "序号", "姓名", "性别", "公民身份号码", "民族", "出生日期", "学历", "人员类别", "学位", "所在党支部", "手机号码", "入党日期",
    "转正日期", "党龄", "党龄校正值", "新社会阶层类型", "工作岗位", "从事专业技术职务", "是否农民工", "现居住地", "户籍所在地",
    "是否失联党员", "是否流动党员", "入党类型", "转正情况", "入党时所在支部", "延长预备期时间", "籍贯", "工作单位及职务",
    "党内职务", "党小组", "党籍状态", "转入日期", "申请入党日期", "备注", "固定电话", "年龄", "月党费", "失联日期", "外出流向",
]  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国华志文学海"
BARE = """
import sys, time
from python_calamine import CalamineWorkbook
started = time.process_time()
CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python(skip_empty_area=False)
print(time.process_time() - started)
"""


def person(number: int, chance: random.Random) -> list[object]:
    """One row; one in twenty-five has something wrong with it."""
    first = f"510182{1945 + number % 60}{number % 12 + 1:02d}{number % 28 + 1:02d}{number // 60 % 1000:03d}"
    identity = first + check_digit(first)
    branch = f"中共青石镇第{number // 50}支部委员会"
    home = f"青石镇柳溪村{number % 9 + 1}组{number % 300}号"
    joined = f"{1980 + number % 40}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    confirmed = f"{1981 + number % 40}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    if number % 25 == 0:
        joined, identity = (
            joined.replace("-", "."),
            chance.choice([f"'{identity}", identity[:15] + "000", identity]),
        )
    name = SURNAMES[number % 40] + GIVEN[number // 40 % 30] + GIVEN[number // 1200 % 30]
    sex = "男" if int(first[16]) % 2 else "女"
    return [
        number + 1, name, sex, identity, chance.choice(["汉族", "回族", "汉"]), f"{first[6:10]}-{first[10:12]}-{first[12:14]}",
        chance.choice(["大学", "大专", "高中", "初中"]), "正式党员", "无", branch, f"1{30 + number % 60}{number % 10**8:08d}",
        joined, confirmed, str(number % 50), "0", "", "农牧渔业生产人员", "无", "否", home, home, "否", "否", "入党", "按期转正", branch,
        "", "四川大邑", "青石镇柳溪村村民", "", f"第{number % 5 + 1}党小组", "正常", "", f"{1978 + number % 40}-05-04", "", "", "60", "5.00",
        "", "",
    ]  # fmt: skip


def make(path: Path, count: int) -> None:
    chance = random.Random(7)
    book = Workbook(write_only=True)
    page = book.create_sheet("名册")
    page.append(HEADS)
    for number in range(count):
        page.append(person(number, chance))
    book.save(path)


def desk_in(folder: Path) -> Desk:
    return Desk.create(folder / "store", PASSWORD, name="柳溪村党支部", today=lambda: "2026-09-30")


def bare(path: Path) -> float:
    """Processor seconds of calamine alone, in a process of its own."""
    found = subprocess.run(
        [sys.executable, "-c", BARE, str(path)], check=True, capture_output=True, text=True
    )
    return float(found.stdout)


def planned(path: Path) -> tuple[float, int, int]:
    """Processor seconds of the plan, people in it, and the memory of the process in MB, likewise."""
    found = subprocess.run(
        [sys.executable, __file__, "--plan", str(path)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    seconds, people, memory = found.stdout.split()
    return float(seconds), int(people), int(memory)


def plan_once(path: Path) -> None:
    """What `planned` runs."""
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_in(Path(folder))
        started = time.process_time()
        plan = desk.roster.plan_import(path)
        plan.outcomes()
        seconds = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(seconds, len(plan.people), peak)
        desk.close()


def cancelled(path: Path) -> str:
    """How the plan is watched, and how soon it stops when asked to."""
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_in(Path(folder))
        seen: list[int] = []
        asked = 0.0

        def progress(done: int, _total: int) -> None:
            nonlocal asked
            seen.append(done)
            if done >= CANCEL_AT and not asked:
                asked = time.perf_counter()

        try:
            desk.roster.plan_import(path, progress, lambda: bool(asked))
        except Cancelled:
            return f"{len(seen)} reports until row {seen[-1]:,}, stopped {1000 * (time.perf_counter() - asked):.0f} ms after"
        finally:
            desk.close()
        return "was not stopped"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plan", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.plan:
        plan_once(args.plan)
        return 0
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for count, limit in SIZES.items():
            path = Path(folder) / f"{count}.xlsx"
            make(path, count)
            rounds = [(bare(path), planned(path)) for _ in range(args.rounds if count < 50_000 else 2)]
            base, best = min(one for one, _ in rounds), min(one for _, (one, _p, _m) in rounds)
            people, memory = rounds[0][1][1], max(one[1][2] for one in rounds)
            fine = best / base <= limit and memory <= MEMORY_MB
            good = good and fine
            print(
                f"import {count:>7,} × 40: calamine {base:.2f} s, read, judged and previewed {best:.2f} s = {best / base:.1f}×"
                f" (limit {limit:.0f}×), {people:,} people, {memory} MB (limit {MEMORY_MB}) {'ok' if fine else 'TOO SLOW'}"
            )
        print(f"import cancelled: {cancelled(path)}")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
