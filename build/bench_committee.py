"""A committee receives 3,000 packages (100,000 people, 1.2 million dues months) beside plain sqlite3 on the same rows.

    python3 build/dev.py bench committee        (packages are made once, in .work/committee)

Nothing here is a test: machines are shared and noisy; the ratios are what counts. The yardstick is the standard
library's sqlite3: the same rows, tables and indexes, one transaction, executemany, not encrypted, nothing verified.
"""

import argparse
import dataclasses
import itertools
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORK = ROOT / ".work" / "committee"
PASSWORD = "测量用的口令-2026"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "建国秀兰志强桂英海燕子轩浩然丽华德明雪梅云飞静怡立新长根家栋凤琴"
POSTS = ("农业生产人员", "乡镇街道工作人员", "中小学教学人员", "企业工勤技能人员", "离退休人员")
LEVELS = ("大学本科", "大专", "高中", "初中", "研究生")
MEMORY_GOAL = 400  # MB


def invented(
    chance: random.Random, branch_uuid: str, name: str, people: int
) -> dict[str, list[dict[str, Any]]]:
    """What one branch would send: members with 20 filled fields, a year of dues paid by the quarter."""
    from models.services.pinyin import pinyin_of, sort_key

    def fresh() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    parts: dict[str, list[dict[str, Any]]] = {
        "branch": [{"uuid": branch_uuid, "name": name, "sector": "村社区", "secretary": "侯学军"}]
    }
    persons: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    standards: list[dict[str, Any]] = []
    for _ in range(people):
        person, year = fresh(), chance.randrange(1940, 2003)
        called = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
        full, initials = pinyin_of(called)
        joined = f"{year + chance.randrange(20, 30)}-07-01"
        persons.append({
            "uuid": person, "name": called, "pinyin": full, "initials": initials, "sort_key": sort_key(called),
            "sex": chance.choice("男女"), "birth_date": f"{year}-03-{chance.randrange(10, 28)}",
            "id_number": f"{chance.randrange(110101, 659004)}{year}0315{chance.randrange(10**4):04}",
            "ethnicity": chance.choice(("汉族", "汉族", "汉族", "回族")), "education": chance.choice(LEVELS),
            "category": "正式党员" if chance.random() < 0.95 else "预备党员", "joined_on": joined,
            "confirmed_on": f"{int(joined[:4]) + 1}{joined[4:]}", "phone": f"13{chance.randrange(10**8, 10**9)}",
            "post": chance.choice(POSTS), "employer": "向阳社区居民委员会", "address": f"向阳路 {chance.randrange(1, 400)} 号 {chance.randrange(1, 99)} 单元",
            "household": "向阳派出所", "party_group": f"第{chance.randrange(1, 5)}党小组",
            "membership_state": "正常", "native_place": "江苏",
        })  # fmt: skip
        fen = chance.randrange(20, 9000)
        standards.append({
            "uuid": fresh(), "person": person, "from_month": "2026-01", "kind": "工资", "amount_fen": fen,
        })  # fmt: skip
        for quarter in range(4):
            payment = fresh()
            payments.append({
                "uuid": payment, "person": person, "received_on": f"2026-{quarter * 3 + 1:02}-08",
                "amount_fen": 3 * fen, "method": "现金",
            })  # fmt: skip
            lines += [
                {"payment": payment, "month": f"2026-{quarter * 3 + month:02}", "amount_fen": fen}
                for month in (1, 2, 3)
            ]
    return parts | {"person": persons, "dues_standard": standards, "payment": payments, "payment_line": lines}


def make_packages(count: int) -> None:
    """An empty committee with every branch's key confirmed, and a first package of each branch."""
    from exporters.package import cards
    from exporters.package.manifest import Head
    from exporters.package.parts import PARTS
    from exporters.package.writing import Letter, write
    from models.domain.committee import UnitKind
    from models.services.committee import CommitteeDesk
    from models.services.snapshot import sort_key as order

    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "stick").mkdir(parents=True)
    chance = random.Random(20261122)
    desk = CommitteeDesk.create(WORK / "empty", PASSWORD, name="中共测量县委员会组织部")
    to = desk.peers.card()
    peers: list[dict[str, Any]] = []
    units: list[dict[str, Any]] = []
    groups = [desk.add_unit(UnitKind.GENERAL, f"第{n + 1}党总支") for n in range(30)]
    for number in range(count):
        own, name = (
            str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            f"中共测量县第{number + 1}支部委员会",
        )
        secrets = cards.Secrets.make()
        card = cards.make(secrets, kind="branch", uuid=own, name=name, made_on="2026-01-05")
        peers.append({
            "uuid": own, "kind": "branch", "name": name, "card": card.text, "fingerprint": card.fingerprint,
            "sign_key": card.sign_key, "seal_keys": json.dumps(list(card.seal_keys)), "trusted_on": "2026-01-05",
        })  # fmt: skip
        units.append({"uuid": own, "kind": "branch", "name": name, "parent_id": groups[number % len(groups)]})
        records = invented(chance, own, name, chance.choice((12, 20, 30, 34, 40, 64)))
        sent = {
            part.name: sorted(records.get(part.name, []), key=lambda r, p=part: order(p, r)) for part in PARTS
        }
        letter = Letter(
            branch_id=own, seq=1, epoch=0, prev="", created_at="2026-11-01T09:00:00",
            audit_head=Head(500, f"{chance.getrandbits(256):064x}"), app="bench",
        )  # fmt: skip
        written = write(letter, sent, sender=card, secrets=secrets, to=to)
        (WORK / "stick" / written.file_name).write_bytes(written.data)
        if number % 250 == 249:
            print(f"  {number + 1} packages made", flush=True)
    with desk.store.transaction("登记", undoable=False) as tx:
        tx.insert_many("peer", peers)
        tx.insert_many("organisation", units)
    desk.close()
    (WORK / "made").write_text(made_as(count))


def made_as(count: int) -> str:
    """What the packages there are: so many, with a manifest of these fields, for a store of this format."""
    from exporters.package.manifest import Manifest
    from exporters.package.parts import SCHEMA
    from models.db.migrate import newest

    fields = ", ".join(one.name for one in dataclasses.fields(Manifest))
    return f"{count} packages: {fields}; parts {SCHEMA}, store {newest()}"


def peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def receive(folder: Path) -> dict[str, float]:
    """In a process of its own: plan and commit everything on the stick."""
    from models.services.committee import CommitteeDesk
    from models.services.intake_process import MOST_READERS

    desk = CommitteeDesk.open(folder, PASSWORD)
    started, busy = time.perf_counter(), time.process_time()
    plan = desk.plan([WORK / "stick"])
    planned, reading = time.perf_counter(), peak_mb(resource.RUSAGE_SELF)
    result = desk.commit(plan)
    done = time.perf_counter()
    reader = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert result.merged == len(plan.arrivals), result.outcomes[:3]
    figures = {
        "busy": time.process_time() - busy + reader.ru_utime + reader.ru_stime,
        "plan": planned - started, "commit": done - planned,
        "reading": reading + min(MOST_READERS, os.cpu_count() or 1) * peak_mb(resource.RUSAGE_CHILDREN),
        "merging": peak_mb(resource.RUSAGE_SELF),
    }  # fmt: skip
    desk.close()
    return figures


def plain(folder: Path) -> dict[str, float]:
    """The yardstick: the rows of that committee's partitions into plain tables, rows ready in memory."""
    from models.db.migrate import MIGRATIONS
    from models.db.schema import PARTITION
    from models.services.committee import CommitteeDesk

    desk = CommitteeDesk.open(folder, PASSWORD)
    raw = sqlite3.connect(folder / "plain.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=NORMAL")
    raw.execute("PRAGMA cache_size=-65536")
    for step in MIGRATIONS:
        step.up(raw.execute)
    took, busy, rows = 0.0, 0.0, 0
    raw.execute("BEGIN")
    for table in PARTITION:
        cursor = desk.store.connection.execute(f"SELECT * FROM {table} ORDER BY id")
        names = [column[0] for column in cursor.description]
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        values = cursor.fetchall()
        started, clock = time.perf_counter(), time.process_time()
        raw.executemany(statement, values)
        took += time.perf_counter() - started
        busy += time.process_time() - clock
        rows += len(values)
    started, clock = time.perf_counter(), time.process_time()
    raw.execute("COMMIT")
    took += time.perf_counter() - started
    busy += time.process_time() - clock
    raw.close()
    people = desk.store.value("SELECT count(*) FROM person")
    lines = desk.store.value("SELECT count(*) FROM payment_line")
    desk.close()
    return {"seconds": took, "busy": busy, "rows": rows, "people": people, "lines": lines}


LISTS = ("list", "sort", "filter", "counts")  # everybody in another order, or some of them


def ask(folder: Path) -> dict[str, float]:
    """Search, statistics and the tree over everybody, warm, median of seven."""
    from models.domain.filters import Condition, Group, Op
    from models.services.committee import CommitteeDesk
    from models.services.roster import RosterQuery
    from models.services.whole_roster import WholeRoster

    desk = CommitteeDesk.open(folder, PASSWORD)
    roster = desk.roster
    group = next(unit for unit in desk.units() if unit.kind == "general")
    some = desk.partitions(group.id)
    older_women = Group((Condition("age", Op.BETWEEN, ("60", "")), Condition("sex", Op.IS, ("女",))))
    of_group = Group((Condition("general", Op.IS, (group.name,)),))
    places = itertools.cycle((30, 31))

    def anew() -> WholeRoster:
        """Nothing is kept, as after people were received."""
        return WholeRoster(desk.store, desk.today)

    def change() -> None:
        with desk.store.transaction("测量", undoable=False) as tx:
            tx.update("organisation", group.id, {"position": next(places)})

    jobs: dict[str, Callable[[], object]] = {
        "search by name": lambda: roster.fetch(roster.keys(RosterQuery(text="建国"))[:30]),
        "search by initials": lambda: roster.fetch(roster.keys(RosterQuery(text="wjg"))[:30]),
        "search by number": lambda: roster.fetch(roster.keys(RosterQuery(text="03151234"))[:30]),
        "search by one digit": lambda: roster.fetch(roster.keys(RosterQuery(text="1"))[:30]),
        "search in one 党总支": lambda: roster.fetch(
            roster.keys(RosterQuery(text="建国", branches=some))[:30]
        ),
        "list, the first since a package": lambda: anew().keys(RosterQuery()),
        "list and search, the first since a package": lambda: anew().keys(RosterQuery(text="建国")),
        "statistics, committee": desk.statistics,
        "statistics, one 党总支": lambda: desk.statistics(group.id),
        "tree of branches, after a change": lambda: (change(), desk.units()),
        "tree of branches, again": desk.units,
        "sort by branch, the first since a package": lambda: anew().keys(RosterQuery(sort="unit")),
        "sort by branch, after a change of the tree": lambda: (
            change(),
            roster.keys(RosterQuery(sort="unit")),
        ),
        "sort by branch, again": lambda: roster.keys(RosterQuery(sort="unit")),
        "sort by address, the first since a package": lambda: anew().keys(RosterQuery(sort="address")),
        "sort by address, again": lambda: roster.keys(RosterQuery(sort="address")),
        "filter: 60 or more, women": lambda: roster.keys(RosterQuery(where=desk.filters.clause(older_women))),
        "filter: one 党总支": lambda: roster.keys(RosterQuery(where=desk.filters.clause(of_group))),
        "counts by branch": lambda: desk.filters.piles("unit", RosterQuery()),
    }
    figures = {name: median_ms(job) for name, job in jobs.items()}
    bare = "SELECT id FROM person WHERE name LIKE '%建国%' ORDER BY sort_key"
    figures["bare LIKE"] = median_ms(lambda: desk.store.rows(bare))
    started = time.perf_counter()
    desk.verify_chain()
    figures["verify"] = time.perf_counter() - started
    desk.close()
    return figures


def median_ms(job: Callable[[], object], times: int = 7) -> float:
    taken: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        job()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def in_own_process(what: str, folder: Path) -> dict[str, float]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, __file__, "--only", what, str(folder)],
        check=True,
        env=env,
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


def line(what: str, measured: str, yardstick: str, ratio: float, goal: str) -> None:
    print(f"{what:<44}{measured:>12}  {yardstick:>28}  ratio {ratio:6.2f}  goal {goal}")


def report(runs: int) -> None:
    """The table: each figure beside its yardstick or its stated limit."""
    ratios: list[tuple[float, dict[str, float], dict[str, float]]] = []
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        folder = Path(name) / "store"
        for _ in range(runs):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(WORK / "empty", folder)
            got = in_own_process("receive", folder)
            base = in_own_process("plain", folder)
            ratios.append(((got["plan"] + got["commit"]) / base["seconds"], got, base))
        ratio, got, base = sorted(ratios, key=lambda one: one[0])[len(ratios) // 2]
        label = f"{(WORK / 'made').read_text().partition(':')[0]}, {base['people']:,.0f} people"
        took = got["plan"] + got["commit"]
        line(
            label, f"{took:.1f} s", f"sqlite3 {base['rows']:,.0f} rows {base['seconds']:.1f} s", ratio, "<= 3"
        )
        print(f"  of it: read and previewed {got['plan']:.1f} s, backed up and merged {got['commit']:.1f} s; "
              f"{base['lines']:,.0f} months of dues")  # fmt: skip
        line("the same by processor time, all processes", f"{got['busy']:.1f} s", f"sqlite3 {base['busy']:.1f} s",
             got["busy"] / base["busy"], "")  # fmt: skip
        for who, words in (("reading", "memory of program and readers"), ("merging", "memory while merging")):
            line(words, f"{got[who]:.0f} MB", f"limit {MEMORY_GOAL} MB", got[who] / MEMORY_GOAL, "<= 1")
        asked = in_own_process("ask", folder)
        bare = asked.pop("bare LIKE")
        verify = asked.pop("verify")
        for what, took_ms in asked.items():
            limit = 50 if what.startswith("search") else 150 if what.startswith(LISTS) else 100
            line(what, f"{took_ms:.1f} ms", f"limit {limit} ms", took_ms / limit, "<= 1")
        print(f"bare LIKE over the same people {bare:.1f} ms; every partition proved in {verify:.1f} s")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packages", type=int, default=3_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs=2, metavar=("PART", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        part, folder = chosen.only
        print(json.dumps({"receive": receive, "plain": plain, "ask": ask}[part](Path(folder))))
        return 0
    made = WORK / "made"
    if not made.is_file() or made.read_text() != made_as(chosen.packages):
        print(f"making {chosen.packages} packages in {WORK.relative_to(ROOT)} (once)", flush=True)
        make_packages(chosen.packages)
    report(chosen.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
