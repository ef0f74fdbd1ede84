"""Start, memory and roster size, each measured beside a yardstick in the same run; ratios are what counts.

    python3 build/dev.py bench            (about two minutes)

Nothing here is a test: machines are shared and noisy. Medians of alternating runs.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PASSWORD = "测量用的口令-2026"

EMPTY_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow(); window.resize(1000, 700); window.show()
QTimer.singleShot(0, app.quit)
app.exec()
resident = next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1]
print(resident)
"""

PASSWORD_PAGE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui import app
from ui.settings import UiSettings
application = app.make_application(100)
desk_app = app.App(UiSettings(Path(sys.argv[2])), Path(sys.argv[1]))
desk_app.start()
QTimer.singleShot(0, application.quit)
application.exec()
"""

IDLE_MEMORY = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from models.services.desk import Desk
from ui import app, theme
from ui.settings import UiSettings
application = app.make_application(100)
theme.complete(application)
app.warm_up()  # as the program does while the password is being typed
started = time.perf_counter()
desk = Desk.open(Path(sys.argv[1]), sys.argv[3])
opened = time.perf_counter()
window = app.App(UiSettings(Path(sys.argv[2])), Path(sys.argv[1])).open_main(desk)
application.processEvents()
shown = time.perf_counter()
resident = next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1]
from models.db import keys
ring_started = time.perf_counter()
keys.open_ring(Path(sys.argv[1]), sys.argv[3])
key_time = time.perf_counter() - ring_started
print(resident, shown - started - key_time, key_time)
desk.close()
"""


def process_seconds(script: str, *arguments: str) -> float:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", script, *arguments], check=True, env=env, cwd=ROOT, capture_output=True
    )
    return time.perf_counter() - started


def output_of(script: str, *arguments: str) -> list[float]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], check=True, env=env, cwd=ROOT, capture_output=True
    )
    return [float(part) for part in done.stdout.split()]


def median_ms(job: Callable[[], object], times: int = 7) -> float:
    taken: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        job()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def line(what: str, measured: str, yardstick: str, ratio: float, goal: str) -> None:
    print(f"{what:<44}{measured:>12}  {yardstick:>28}  ratio {ratio:6.2f}  goal {goal}")


TYPED = ("wang", "wjg", "王建", "2985", "1380013")  # pinyin, initials, name, tail of an ID number, phone
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "建国秀兰志强桂英海燕子轩浩然丽华德明雪梅云飞静怡立新长根家栋凤琴"


def invented_people(count: int) -> list[dict[str, object]]:
    """People who do not exist, the same ones each time."""
    from models.services.pinyin import pinyin_of, sort_key

    chance = random.Random(20260930)
    people: list[dict[str, object]] = []
    for number in range(count):
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
        full, initials = pinyin_of(name)
        birth = f"{chance.randrange(1940, 2006)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
        people.append({
            "branch_id": 1, "name": name, "pinyin": full, "initials": initials, "sort_key": sort_key(name),
            "sex": chance.choice("男女"), "birth_date": birth,
            "id_number": f"990101{birth.replace('-', '')}{number % 1000:03}{number // 1000 % 10}" + ("" if number < 10000 else str(number)),
            "category": "正式党员" if number % 20 else "预备党员", "joined_on": f"{chance.randrange(1965, 2026)}-07-01",
            "phone": f"1{chance.randrange(3 * 10**9, 10**10 - 1)}", "ethnicity": "汉族", "education": "大专",
        })  # fmt: skip
    return people


def bench_start(folder: Path, times: int) -> None:
    ini = str(folder / "window.ini")
    empty: list[float] = []
    ours: list[float] = []
    for _ in range(times):
        empty.append(process_seconds(EMPTY_WINDOW))
        ours.append(process_seconds(PASSWORD_PAGE, str(folder / "branch"), ini))
    base, mine = statistics.median(empty), statistics.median(ours)
    line(
        "start to password page",
        f"{mine * 1000:.0f} ms",
        f"empty window {base * 1000:.0f} ms",
        mine / base,
        "<= 1.6",
    )
    runs = [output_of(IDLE_MEMORY, str(folder / "branch"), ini, PASSWORD) for _ in range(3)]
    resident = statistics.median(run[0] for run in runs) / 1024
    bare = output_of(EMPTY_WINDOW)[0] / 1024
    filled = statistics.median(run[1] for run in runs)
    line(
        "password to filled roster, less the key",
        f"{filled * 1000:.0f} ms",
        f"empty window {base * 1000:.0f} ms",
        filled / base,
        "<= 500 ms",
    )
    line("idle memory", f"{resident:.0f} MB", f"empty window {bare:.0f} MB", resident / bare, "< 200 MB")


def bench_roster(folder: Path, count: int, limits: tuple[float, float, float]) -> None:
    """Ready, sort and filter through the window's own model; the yardstick is the bare SQL on the same file."""
    from models.domain.filters import Condition, Group, Op
    from models.services.desk import Desk
    from ui.record_model import RecordTableModel
    from ui.tabs.roster_columns import RosterSource, roster_columns

    older_women = Group((Condition("age", Op.BETWEEN, ("60", "")), Condition("sex", Op.IS, ("女",))))
    desk = Desk.create(folder, PASSWORD, name="中共测量村支部委员会", sector="村社区")
    with desk.store.transaction("测量") as tx:
        started = time.perf_counter()
        tx.insert_many("person", invented_people(count))
        inserted = time.perf_counter() - started
    source = RosterSource(desk)
    model = RecordTableModel(source, roster_columns(source, desk.today))

    def ready() -> None:
        model.reload()
        for row in range(30):
            for column in range(model.columnCount()):
                model.data(model.index(row, column))

    def sort(column: str = "birth_date") -> None:
        source.set_sort(column, True)
        model.reload()
        source.set_sort("name", False)

    def search(typed: str) -> None:
        source.narrow(typed, "members", "", False)
        model.reload()
        source.narrow("", "members", "", False)

    def narrow() -> None:
        source.ask(desk.filters.clause(older_women))
        model.reload()
        source.ask(None)

    bare = median_ms(
        lambda: desk.store.rows("SELECT id FROM person WHERE deleted_on = '' ORDER BY sort_key, id")
    )
    like = median_ms(
        lambda: desk.store.rows("SELECT id FROM person WHERE name LIKE '%王%' ORDER BY sort_key")
    )
    label = f"{count:,} people"
    for what, job, yardstick, limit in (
        ("ready", ready, bare, limits[0]), ("sort", sort, bare, limits[1]),
        *((f"sort by {name}", partial(sort, name), bare, limits[1]) for name in ("employer", "age", "address")),
        *((f"search {typed}", partial(search, typed), like, limits[2]) for typed in TYPED),
        *([("filter: 60 or more, women", narrow, like, limits[2])] if count < 10_000 else []),
    ):  # fmt: skip
        took = median_ms(job)
        line(
            f"{label}: {what}",
            f"{took:.1f} ms",
            f"bare SQL {yardstick:.1f} ms",
            took / yardstick,
            f"<= {limit:.0f} ms",
        )
    print(f"{label}: inserted with their journal in {inserted:.2f} s")
    desk.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7, help="alternating starts")
    runs = parser.parse_args().runs
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from models.services.sample import create_sample

    application = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        create_sample(folder / "branch", PASSWORD).close()
        bench_start(folder, runs)
        bench_roster(folder / "five", 5_000, (50, 50, 30))
        bench_roster(folder / "hundred", 100_000, (200, 150, 60))
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
