"""Drives what ``build/dev.py package`` built, as a person's computer would: ``build/dev.py package-test``.

Without a target: the program's folder in dist/, and what lies there besides: a look into the
Debian package, the .run and the store package installed in clean trees.
"""

import argparse
import sys

import check_deb
import check_folder
import check_foreign
import check_input
import check_run
import check_uos
import check_windows
import check_windows_program
from bundle import product
from machines import BY_DEBIAN_NAME, X86
from steps import say

SUITES = ("bullseye", "bookworm", "trixie")


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py package-test")
    parser.add_argument("--quick", action="store_true", help="only the folder's self-test")
    parser.add_argument(
        "--install",
        nargs="*",
        metavar="SUITE",
        help="only the .deb: installed and driven in clean trees of these Debian suites"
        f" (root and mmdebstrap; default {' '.join(SUITES)})",
    )
    parser.add_argument(
        "--arch",
        choices=sorted(BY_DEBIAN_NAME),
        default=X86.debian,
        help="with --install: the package for this processor, in emulated trees",
    )
    parser.add_argument(
        "--windows", action="store_true", help="only the Windows program and setup, under Wine"
    )
    parser.add_argument(
        "--input",
        nargs="*",
        metavar="METHOD",
        help="only Chinese input, typed into the installed program (root and mmdebstrap; default"
        f" {' '.join(check_input.METHODS)})",
    )
    arguments = parser.parse_args()
    names, machine = product(), BY_DEBIAN_NAME[arguments.arch]
    if machine != X86:
        if arguments.install is None or arguments.windows or arguments.input is not None:
            parser.error(f"--arch {arguments.arch} goes with --install alone")
        check_foreign.check(names, arguments.install or SUITES, machine)
    elif arguments.windows:
        check_windows_program.check(names)
        check_windows.check(names)
    elif arguments.input is not None:
        check_input.check(names, arguments.input)
    elif arguments.install is not None:
        check_deb.check(names, arguments.install or SUITES)
    else:
        check_folder.check(names, arguments.quick)
        if not arguments.quick and check_deb.newest(names):
            check_deb.look_through(names)
        if not arguments.quick and check_run.newest(names):
            check_run.check(names)
        if not arguments.quick and check_uos.newest(names):
            check_uos.check(names)
    say("passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
