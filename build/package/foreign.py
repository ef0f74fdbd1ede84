"""Freezing for a processor this machine does not have: in a Debian 11 tree of that processor, emulated by qemu."""

import shutil
from pathlib import Path

import cpython
import deb
import folder
from bundle import ROOT, Product
from inputs import python_packages
from machines import Machine
from steps import LOOSE, commit_time, say, stop
from trees import Visit, tree

EMULATION = Path("/proc/sys/fs/binfmt_misc")
SUITE = "bullseye"
PATIENCE = 3600.0  # seconds for the freezing: emulated, on a busy machine


def check_emulation(machine: Machine) -> None:
    """Stop when programs of this processor do not start here."""
    if not (EMULATION / f"qemu-{machine.name}").is_file():
        stop(
            f"programs for {machine.name} do not run here: install the Debian packages qemu-user-static and binfmt-support"
            f" (then: update-binfmts --enable qemu-{machine.name})."
        )


def freezing_tree(machine: Machine, rare: tuple[str, ...]) -> Path:
    """Debian 11 with the libraries of a desktop, those that are bundled, and the tools PyInstaller calls."""
    check_emulation(machine)
    return tree(SUITE, sorted({*deb.needed(machine.debian), *rare, "binutils"}), arch=machine.tree)


def freeze(names: Product, machine: Machine, rare: tuple[str, ...], place: Path) -> Path:
    """Run PyInstaller by the Python for this processor, and strip what it made."""
    made = place / names.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    binds = {
        ROOT: "/source",
        cpython.python(machine): "/python",
        # Where a Python usually has its packages: only from there PyInstaller keeps libraries in their folders.
        python_packages(machine.packages): "/python/lib/python3.11/site-packages",
        place: "/made",
    }
    env = {
        "LD_LIBRARY_PATH": "/python/lib", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1", "SOURCE_DATE_EPOCH": str(commit_time()), **LOOSE,
    }  # fmt: skip
    words = (
        "-m", "PyInstaller", "/source/build/package/branch_desk.spec", "--noconfirm", "--clean",
        "--workpath", "/made/work", "--distpath", "/made", "--log-level", "ERROR",
    )  # fmt: skip
    with Visit(freezing_tree(machine, rare), binds) as visit:
        visit.run("/python/bin/python3.11", *cpython.TRY, env=env)
        version = visit.run("/python/bin/python3.11", "-V", env=env).strip()
        say(f"{version} runs on {machine.name}; freezing")
        done = visit.attempt("/python/bin/python3.11", *words, env=env, timeout=PATIENCE)
        problems = [line for line in done.stderr.splitlines() if "ERROR" in line]
        if done.returncode or problems:
            stop("PyInstaller: " + ("\n".join(problems) or (done.stdout + done.stderr)[-4000:]))
        for pattern in folder.STRIPPED:
            for path in sorted((made / "_internal").glob(pattern)):
                visit.run("strip", "--strip-debug", f"/made/{path.relative_to(place)}")
    shutil.rmtree(place / "work")
    return made
