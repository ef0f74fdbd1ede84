"""Builds the program as people get it: ``build/dev.py package [--deb] [--run] [--uos] [--windows]`` writes into dist/.

``package --deb --arch arm64`` makes the Debian package for aarch64 and nothing else.

Runs in the checkout's virtual environment. Without a target: the program as a folder, for this machine.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import compare
import deb
import folder
import linux
import run_file
import uos
import windows
import windows_setup
from bundle import ROOT, product
from machines import BY_DEBIAN_NAME, X86
from steps import check_size, say


def seconds(command: list[str], cold: bool) -> float:
    """One run's wall time; cold with the disk's cache emptied first (root only)."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    if cold:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3")
    started = time.perf_counter()
    subprocess.run(command, cwd="/", env=env, capture_output=True, check=True)
    return time.perf_counter() - started


def measure_start(program: Path) -> None:
    """Frozen beside source, alternating in one run; the ratio is what counts."""
    source = [sys.executable, str(ROOT / "main.py")]
    can_empty = sys.platform.startswith("linux") and os.geteuid() == 0
    for what, words in (("forms", "forms"), ("first page", "--start-once")):
        for cold in (False, True) if can_empty else (False,):
            pairs = [
                (seconds([str(program), words], cold), seconds([*source, words], cold)) for _ in range(3)
            ]
            frozen, plain = (sorted(times)[2] for times in zip(*pairs, strict=True))
            kind = "cold" if cold else "warm"
            say(f"{what}, {kind}: packaged {frozen:.2f} s, source {plain:.2f} s, ratio {frozen / plain:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py package")
    parser.add_argument("--deb", action="store_true", help="also a Debian package")
    parser.add_argument("--run", action="store_true", help="also a file that installs for one user")
    parser.add_argument("--uos", action="store_true", help="also a Debian package in the UOS store's layout")
    parser.add_argument(
        "--windows", action="store_true", help="also the program and setup for Windows, under Wine"
    )
    parser.add_argument(
        "--arch", choices=sorted(BY_DEBIAN_NAME), default=X86.debian, help="with --deb: for this processor"
    )
    parser.add_argument("--no-measure", action="store_true", help="leave out the start times")
    arguments = parser.parse_args()
    names = product()
    started = time.perf_counter()
    if arguments.arch != X86.debian:
        if not arguments.deb or arguments.run or arguments.uos or arguments.windows:
            parser.error(f"--arch {arguments.arch} goes with --deb alone")
        built = linux.build(names, BY_DEBIAN_NAME[arguments.arch])
        check_size(deb.build(names, built, arguments.arch), ".deb")
        compare.write_sums()
        say(f"built in {time.perf_counter() - started:.0f} s")
        return 0
    built, _ = folder.build(names)
    say(f"built in {time.perf_counter() - started:.0f} s")
    if arguments.deb or arguments.run or arguments.uos:
        built = linux.build(names)  # for older systems as well, so the one whose start counts
    if arguments.deb:
        check_size(deb.build(names, built), ".deb")
    if arguments.run:
        check_size(run_file.build(names, built), ".run")
    if arguments.uos:
        check_size(uos.build(names, built), ".deb")
    if arguments.windows:
        windows.build(names)
        windows_setup.build(names)
    compare.write_sums()
    if not arguments.no_measure:
        measure_start(built / names.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
