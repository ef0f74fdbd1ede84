"""The Debian package for a processor this machine does not have: installed and started in emulated clean trees.

Slower than life and only what the processor may change: that it installs with what `Depends` names, that the self-test
passes, that the window opens, that it can be purged. What a person may do wrong with it, check_deb tries on amd64.
"""

import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import check_deb
import foreign
from bundle import Product
from deb_desk import Person, managed, opened, suite
from deb_trouble import START_TITLE
from machines import Machine
from screen import Screen
from steps import WORK, say
from trees import Visit, tree


def install(names: Product, debian: str, machine: Machine, packages: Path, screen: Screen) -> None:
    """One Debian, from the first install to the last trace."""
    with Visit(tree(debian, arch=machine.tree), {packages: "/packages"}) as visit:
        check_deb.first_install(visit, names)
        person = Person(visit, names)
        person.run("--selftest", text="自检通过", env={"LANG": "C"})
        picture = f"deb-{suite(visit)}-{machine.debian}"
        with opened(person, screen, [names.name], START_TITLE, f"{picture}-bare", LANG="C"):
            pass
        with opened(person, screen, [names.name, "--sample"], check_deb.MAIN_TITLE, picture):
            pass
        check_deb.leave(visit, names, person, check_deb.make_data(person))


def check(names: Product, suites: Sequence[str], machine: Machine) -> None:
    """Look through the package, then install it in each of these suites."""
    foreign.check_emulation(machine)
    check_deb.look_through(names, machine.debian)
    with tempfile.TemporaryDirectory(prefix="packages-", dir=WORK) as name, managed() as screen:
        packages = Path(name)
        packages.chmod(0o755)
        shutil.copy(check_deb.package_of(names, machine.debian), packages / "new.deb")
        for debian in suites:
            started = time.perf_counter()
            install(names, debian, machine, packages, screen)
            say(f"{debian} on {machine.name}: everything in {time.perf_counter() - started:.0f} s")
