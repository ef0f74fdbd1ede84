"""The fault suite as a command: runs every test that counts points, and prints what was exercised, where, and from which seed.

    python3 build/dev.py faults [--long] [pytest's own arguments]
    python3 build/dev.py faults --table FILE      the table of a run, also of one that was broken off

Quick is what the normal tests run. Long is made before a release and takes about an hour and a half; `-n 2 --dist loadfile` halves its time where two
processors are free. A run of all ids fails when one of them exercised nothing. The table says "points exercised": it
shows what was tried, it proves nothing. Each line is printed and kept as soon as its test ends, and of a long test every
minute, so that a run that is broken off has lost nothing; the file stands in .work/.
"""

import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".work" / "faults"
sys.path.insert(0, str(ROOT))

IDS = tuple(f"F{number}" for number in range(1, 25) if number != 18)  # F18 is part of every other
HOURS = 24 * 3600
LOOK = 2.0  # seconds between two looks at the report
Line = dict[str, Any]


def commit() -> str:
    """The commit the figures belong to; "+" when something differs from it."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "not a checkout"


def machine() -> str:
    cpu = Path("/proc/cpuinfo")
    names = [line for line in cpu.read_text().splitlines() if "model name" in line] if cpu.is_file() else []
    name = names[0].split(":")[1].strip() if names else platform.processor()
    return f"{os.cpu_count()} × {name}, {platform.system()} {platform.release()}"


def order(line: Line) -> tuple[int, str]:
    ident = str(line["id"])
    return int("".join(filter(str.isdigit, ident)) or 0), ident


def merged(lines: list[Line]) -> list[Line]:
    """The last line of each test; tests of the same id and purpose together, their figures added up."""
    last = {(line["test"], line["id"], line["what"]): line for line in lines}
    found: dict[tuple[str, str], Line] = {}
    for (_, ident, what), line in last.items():
        sums = found.setdefault((ident, what), line | {"points": 0, "seconds": 0, "states": [], "notes": {}})
        for name in ("points", "seconds"):
            sums[name] += line[name]
        sums["states"].append(line["state"])
        for name, value in line["notes"].items():
            both = isinstance(value, int) and isinstance(sums["notes"].get(name), int)
            sums["notes"][name] = sums["notes"][name] + value if both else value
    return list(found.values())


def shown(line: Line) -> str:
    """One line of the table; a test that isn't done or failed says so."""
    notes = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in line["notes"].items())
    text = f"{line['what']} ({notes})" if notes else str(line["what"])
    states = line.get("states", [line.get("state", "done")])
    for state in ("failed", "going on"):
        if number := states.count(state):
            text += f" [{number} {state}]" if len(states) > 1 else f" [{state}]"
    return f"{line['id']:5}{line['points']:>9}{line['seconds']:>9.0f}  {text}"


HEAD = f"{'id':5}{'points':>9}{'seconds':>9}  what"


def table(lines: list[Line]) -> list[str]:
    """One line a test, in the order of the ids."""
    return [HEAD, *map(shown, sorted(merged(lines), key=order))]


def read(path: Path, start: int = 0) -> tuple[list[Line], int]:
    """The whole lines of a report from byte `start` on, and where they end; the last one may be half written."""
    if not path.is_file():
        return [], start
    with path.open("rb") as file:
        file.seek(start)
        data = file.read()
    whole = data[: data.rfind(b"\n") + 1]
    return [json.loads(line) for line in whole.decode("utf-8").splitlines()], start + len(whole)


def tell(path: Path) -> list[Line]:
    """Print the table of a report, with the run it belongs to; its lines."""
    (run, *lines), _ = read(path)
    print("\n".join(["", *table(lines), ""]))
    spent = max((line["at"] for line in lines), default=run["at"]) - run["at"]
    print(f"{run['part']}, {spent:.0f} s, seed {run['seed']}, commit {run['commit']}, {run['machine']}")
    return lines


def files() -> list[str]:
    """Every test file that counts points."""
    found = [
        path
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if re.search(r"\bexercised\(", path.read_text("utf-8"))
    ]
    return [str(path.relative_to(ROOT)) for path in found]


def broken_off(*_: object) -> None:
    raise KeyboardInterrupt


def run(report: Path, part: str, rest: list[str]) -> int:
    """pytest, with every new line of its report printed as it comes."""
    env = {**os.environ, "BRANCH_DESK_FAULTS_REPORT": str(report)}
    patience = ["-o", f"faulthandler_timeout={HOURS}"] if part == "long" else []
    command = [sys.executable, "-m", "pytest", *files(), *patience, *rest]
    _, at = read(report)
    started = time.monotonic()
    print(f"report: {report.relative_to(ROOT)}\n{HEAD}", flush=True)
    with subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True) as process:
        try:
            ended = False
            while not ended:
                try:
                    process.wait(LOOK)
                    ended = True
                except subprocess.TimeoutExpired:
                    pass
                lines, at = read(report, at)
                for line in lines:
                    print(f"{shown(line)}   after {time.monotonic() - started:.0f} s", flush=True)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)  # it tidies up, and counts what it was at
            process.wait()
            print("\nbroken off; until then", flush=True)
            return 1
    return process.returncode


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long", action="store_true", help="the figures made before a release")
    parser.add_argument("--table", type=Path, metavar="FILE", help="only print the table of this report")
    arguments, rest = parser.parse_known_args()
    if arguments.table:
        tell(arguments.table)
        return 0
    part = "long" if arguments.long else "quick"
    os.environ["BRANCH_DESK_FAULTS"] = part
    from tests.faults.scale import seed

    WORK.mkdir(parents=True, exist_ok=True)
    report = WORK / f"{part}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.jsonl"
    head = {"part": part, "seed": seed(), "commit": commit(), "machine": machine(), "at": time.time()}
    report.write_text(json.dumps(head, ensure_ascii=False) + "\n", encoding="utf-8")
    # in the background an interrupt is ignored, for children too, unless somebody takes it
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, broken_off)
    code = run(report, part, rest)
    there = {str(line["id"]).rstrip("ab") for line in tell(report)}
    if missing := [] if "-k" in rest else [ident for ident in IDS if ident not in there]:
        print(f"no point was exercised for {', '.join(missing)}", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
