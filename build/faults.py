"""The fault suite as a command: runs every test that counts points, and prints what was exercised, where, and from which seed.

    python3 build/dev.py faults [--long] [pytest's own arguments]

Quick is what the normal tests run. Long is made before a release and takes hours. A run of all ids fails when one of
them exercised nothing. The table says "points exercised": it shows what was tried, it proves nothing.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

IDS = tuple(f"F{number}" for number in range(1, 25) if number != 18)  # F18 is part of every other
HOURS = 24 * 3600


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


def order(line: dict[str, Any]) -> tuple[int, str]:
    ident = str(line["id"])
    return int("".join(filter(str.isdigit, ident)) or 0), ident


def merged(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tests of the same id and purpose together: their figures are added up."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        key = (str(line["id"]), str(line["what"]))
        if key not in found:
            found[key] = line
            continue
        sums = found[key]
        for name in ("points", "seconds"):
            sums[name] += line[name]
        for name, value in line["notes"].items():
            both = isinstance(value, int) and isinstance(sums["notes"].get(name), int)
            sums["notes"][name] = sums["notes"][name] + value if both else value
    return list(found.values())


def table(lines: list[dict[str, Any]]) -> list[str]:
    """One line a test, in the order of the ids."""
    shown = [f"{'id':5}{'points':>9}{'seconds':>9}  what"]
    for line in sorted(merged(lines), key=order):
        notes = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in line["notes"].items())
        text = f"{line['what']} ({notes})" if notes else line["what"]
        shown.append(f"{line['id']:5}{line['points']:>9}{line['seconds']:>9.0f}  {text}")
    return shown


def files() -> list[str]:
    """Every test file that counts points."""
    found = [
        path
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if re.search(r"\b(exercised|report)\(", path.read_text("utf-8"))
    ]
    return [str(path.relative_to(ROOT)) for path in found]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long", action="store_true", help="the figures made before a release")
    arguments, rest = parser.parse_known_args()
    os.environ["BRANCH_DESK_FAULTS"] = "long" if arguments.long else "quick"
    from tests.faults.scale import seed

    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.jsonl"
        env = {**os.environ, "BRANCH_DESK_FAULTS_REPORT": str(report)}
        patience = [] if not arguments.long else ["-o", f"faulthandler_timeout={HOURS}"]
        command = [sys.executable, "-m", "pytest", *files(), *patience, *rest]
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        lines = (
            [json.loads(line) for line in report.read_text("utf-8").splitlines()] if report.exists() else []
        )
    print("\n".join(["", *table(lines), ""]))
    print(
        f"{'long' if arguments.long else 'quick'}, {time.monotonic() - started:.0f} s, seed {seed()}, ",
        end="",
    )
    print(f"commit {commit()}, {machine()}")
    there = {str(line["id"]).rstrip("ab") for line in lines}
    if missing := [] if "-k" in rest else [ident for ident in IDS if ident not in there]:
        print(f"no point was exercised for {', '.join(missing)}", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
