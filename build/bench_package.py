"""A branch's package written, proven and read, beside a plain zip of JSON with the same records; ratios are what counts.

    python3 build/dev.py bench package        (about half a minute)

Nothing here is a test: machines are shared and noisy. The yardstick signs, encrypts and checks nothing. The best of
alternating rounds, so that other programs disturb both alike.
"""

import argparse
import json
import random
import sys
import time
import uuid
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench_committee import invented  # noqa: E402  (beside this script)

from exporters.package import cards, reading, writing  # noqa: E402
from exporters.package.manifest import Head  # noqa: E402
from exporters.package.parts import PARTS  # noqa: E402
from exporters.package.sealing import Me  # noqa: E402

Records = dict[str, list[dict[str, Any]]]
WORDS = (
    "学习贯彻精神部署近期工作讨论发展对象培养情况一致同意按期转正缴纳党费支部大会党课组织生活会民主评议，。"
)
GOAL_SECONDS = 0.5


def with_meetings(found: Records, count: int, chance: random.Random) -> Records:
    """A dozen meetings with minutes, everybody's attendance and one decision each."""
    people = [str(one["uuid"]) for one in found["person"]]

    def fresh() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    for number in range(count):
        meeting = fresh()
        text = "".join(chance.choices(WORDS, k=1200))
        found.setdefault("meeting", []).append(
            {"uuid": meeting, "kind": "支部党员大会", "title": f"第 {number + 1} 次", "held_on": f"2026-{number % 12 + 1:02d}-10",
             "signed_on": "2026-12-01", "content": text}
        )  # fmt: skip
        found.setdefault("agenda_item", []).append(
            {
                "uuid": fresh(),
                "meeting": meeting,
                "seq": 1,
                "kind": "议题",
                "title": "学习",
                "yes": len(people),
            }
        )
        found.setdefault("attendance", []).extend(
            {"meeting": meeting, "person": person, "presence": "到会"} for person in people
        )
    return found


def zip_alone(found: Records) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, records in found.items():
            text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
            archive.writestr(f"data/{part}.jsonl", text.encode())
    return out.getvalue()


def read_zip(data: bytes) -> int:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return sum(
            len([json.loads(row) for row in archive.read(name).splitlines()]) for name in archive.namelist()
        )


def best(jobs: dict[str, Callable[[], object]], rounds: int, times: int) -> dict[str, float]:
    """Seconds of one run of each job: its best round."""
    found = dict.fromkeys(jobs, float("inf"))
    for _ in range(rounds):
        for name, job in jobs.items():
            started = time.perf_counter()
            for _ in range(times):
                job()
            found[name] = min(found[name], (time.perf_counter() - started) / times)
    return found


def one_branch(people: int, meetings: int, rounds: int) -> None:
    """Write, prove as its maker, read as the committee."""
    chance = random.Random(11)
    branch, committee = cards.Secrets.make(), cards.Secrets.make()
    card = cards.make(
        branch, kind="branch", uuid=str(uuid.uuid4()), name="青山村党支部", made_on="2026-01-05"
    )
    to = cards.make(
        committee, kind="committee", uuid=str(uuid.uuid4()), name="青山镇党委", made_on="2026-01-05"
    )
    found = with_meetings(invented(chance, card.uuid, card.name, people), meetings, chance)
    found = {part.name: found.get(part.name, []) for part in PARTS}
    letter = writing.Letter(
        branch_id=card.uuid, seq=1, epoch=0, prev="", created_at="2026-11-22", audit_head=Head(1, "a" * 64),
        app="bench",
    )  # fmt: skip

    def write() -> bytes:
        return writing.write(letter, found, sender=card, secrets=branch, to=to).data

    data, plain = write(), zip_alone(found)
    mine, theirs = Me.of(branch, card), Me.of(committee, to)
    seconds = best(
        {
            "write": write,
            "zip": lambda: zip_alone(found),
            "prove": lambda: reading.open_bytes(data, mine, own=True),
            "read": lambda: reading.open_bytes(data, theirs, {card.fingerprint}),
            "unzip": lambda: read_zip(plain),
        },
        rounds,
        5,
    )
    records = sum(map(len, found.values()))
    print(
        f"{people} people, {meetings} meetings, {records} records: package {len(data)} bytes, zip of JSON {len(plain)}"
    )
    line("written", seconds["write"], seconds["zip"])
    line("proven by its maker", seconds["prove"], seconds["unzip"])
    line("read by the committee", seconds["read"], seconds["unzip"])
    whole = seconds["write"] + seconds["prove"]
    print(
        f"  written and proven: {whole * 1000:.1f} ms, goal {GOAL_SECONDS * 1000:.0f} ms, {GOAL_SECONDS / whole:.0f} times faster"
    )
    print(
        f"  read: {records / seconds['read']:,.0f} records/s, plain zip of JSON {records / seconds['unzip']:,.0f}"
    )


def line(what: str, ours: float, theirs: float) -> None:
    print(
        f"  {what:24}{ours * 1000:9.1f} ms   zip of JSON {theirs * 1000:7.1f} ms   ratio {ours / theirs:5.2f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    for people, meetings in ((30, 12), (300, 24)):
        one_branch(people, meetings, rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
