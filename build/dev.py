#!/usr/bin/env python3
"""One door for everything a developer does: ``python3 build/dev.py COMMAND``.

    setup    virtual environment .venv with locked, hash-checked dependencies; system libraries checked
    demo     one month at the desk on the sample branch; exports and pictures in demo-out/; opens the window
    run      start the program (further arguments are passed on)
    test     all tests, offscreen
    faults   the fault suite with its table of points exercised (--long: before a release, two hours)
    lint     ruff, pyright, import contracts
    screens  a picture of every tab and dialog in screens/
    bench    speed and memory as ratios, measured side by side in one run
             (bench committee: 3,000 packages received, packages are made once; bench forms, package, import, editor, binder: these alone; bench large: a branch of 5,000, made once;
             bench dues: the ledger of 5,000 and of 100,000)
    package  the program as people get it, in dist/ (--deb, --run, --uos, --windows: what installs it)
    package-test  runs what `package` built, away from the checkout
    package-compare  builds twice and names the files that differ

Standard library only: it runs before anything is installed.
"""

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements-dev.lock"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# What the Qt wheel expects from the system: library -> Debian package that carries it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Programs the tests use: the fault suite compiles its shim, packages are opened by the stock tools.
TEST_PROGRAMS = {"gcc": "gcc", "age": "age", "minisign": "minisign", "unzip": "unzip"}
LONG_PROGRAMS = {"soffice": "libreoffice-calc libreoffice-writer"}
C_HEADER = Path("/usr/include/stdio.h")  # of libc6-dev, which gcc only recommends


def say(text: str) -> None:
    print(f"[dev] {text}", flush=True)


def stop(text: str) -> None:
    print(f"[dev] {text}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def call(*arguments: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a command in the checkout and return its exit code."""
    return subprocess.run([str(a) for a in arguments], cwd=ROOT, env=env, check=False).returncode


def apt_install(packages: list[str], why: str) -> None:
    """Install Debian packages when root; otherwise name them exactly and stop."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        stop(
            f"{why}: install the equivalent of the Debian packages {' '.join(packages)}, then run this again."
        )
    if os.geteuid() != 0:
        stop(f"{why}: run  sudo {' '.join(command)}  and then this command again.")
    say(f"{why}: installing {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", env=env)
    if call(*command, "-qq", env=env) != 0:
        stop(f"apt-get could not install {' '.join(packages)}.")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _package_name(package: str) -> str:
    """Debian 13 renamed some libraries for 64-bit time; take the name this system knows."""
    if package == "libglib2.0-0" and call_quiet("apt-cache", "show", "libglib2.0-0t64"):
        return "libglib2.0-0t64"
    return package


def call_quiet(*arguments: str) -> bool:
    if shutil.which(arguments[0]) is None:
        return False
    return subprocess.run(arguments, capture_output=True, check=False).returncode == 0


def ensure_system_libraries(window: bool) -> None:
    """Check the shared libraries that the Qt wheel leaves to the system (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    wanted = {**QT_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
    missing = [package for library, package in wanted.items() if not _loads(library)]
    if missing:
        apt_install([_package_name(p) for p in missing], "Qt needs system libraries that are missing")


def ensure_test_programs(wanted: dict[str, str]) -> None:
    """Check the programs the tests start (Linux only; elsewhere the tests that need them are not collected)."""
    if not sys.platform.startswith("linux"):
        return
    missing = [
        name for program, names in wanted.items() if not shutil.which(program) for name in names.split()
    ]
    if not C_HEADER.is_file():
        missing.append("libc6-dev")
    if missing:
        apt_install(missing, "the tests need programs that are missing")


def ensure_venv() -> None:
    """Create .venv and install the locked dependencies once for each state of the lock file."""
    stamp = VENV / ".lock-sha256"
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    if not PYTHON.exists():
        say("creating .venv")
        if call(sys.executable, "-m", "venv", VENV) != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            apt_install([version], "Python's venv module is missing")
            if call(sys.executable, "-m", "venv", VENV) != 0:
                stop("the virtual environment could not be created.")
    say("installing the locked dependencies (hashes checked)")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    if call(*pip, "--require-hashes", "--only-binary=:all:", "-r", LOCK) != 0:
        stop("the locked dependencies could not be installed; is a package index reachable?")
    stamp.write_text(digest)


def has_display() -> bool:
    return not sys.platform.startswith("linux") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def setup(window: bool = False) -> None:
    if sys.version_info[:2] != (3, 11):
        stop(f"Python 3.11 is needed, this is {sys.version.split()[0]}.")
    ensure_system_libraries(window)
    ensure_venv()


def environment(offscreen: bool) -> dict[str, str]:
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    env.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # tests start hundreds of programs: each would compile everything
    if offscreen:
        env["QT_QPA_PLATFORM"] = "offscreen"
    return env


def command_setup(_: list[str]) -> int:
    setup(window=has_display())
    say("ready: .venv holds the locked dependencies")
    return 0


def command_run(rest: list[str]) -> int:
    setup(window=True)
    return call(PYTHON, "main.py", *rest, env=environment(offscreen=False))


def command_demo(rest: list[str]) -> int:
    window = has_display() and "--no-window" not in rest
    setup(window=window)
    code = call(PYTHON, "build/demo.py", env=environment(offscreen=True))
    if code == 0 and window:
        say("opening the window on the sample branch")
        code = call(PYTHON, "main.py", "--sample", env=environment(offscreen=False))
    return code


def command_test(rest: list[str]) -> int:
    setup()
    ensure_test_programs(TEST_PROGRAMS)
    workers = [] if any(a.startswith("-n") for a in rest) else ["-n", str(min(4, os.cpu_count() or 1))]
    return call(PYTHON, "-m", "pytest", *workers, *rest, env=environment(offscreen=True))


def command_faults(rest: list[str]) -> int:
    setup()
    ensure_test_programs(TEST_PROGRAMS | (LONG_PROGRAMS if "--long" in rest else {}))
    return call(PYTHON, "build/faults.py", *rest, env=environment(offscreen=True))


def command_lint(_: list[str]) -> int:
    setup()
    env = environment(offscreen=True)
    scripts = PYTHON.parent
    codes = [
        call(PYTHON, "-m", "ruff", "check", ".", env=env),
        call(PYTHON, "-m", "ruff", "format", "--check", ".", env=env),
        call(PYTHON, "-m", "pyright", env=env),
        call(scripts / "lint-imports", env=env),
    ]
    return max(codes)


def command_screens(rest: list[str]) -> int:
    setup()
    return call(PYTHON, "build/screens.py", *rest, env=environment(offscreen=True))


def command_bench(rest: list[str]) -> int:
    setup()
    env = environment(offscreen=True)
    if rest[:1] in (["committee"], ["package"], ["import"], ["forms"], ["editor"], ["binder"], ["large"]):
        return call(PYTHON, f"build/bench_{rest[0]}.py", *rest[1:], env=env)
    more = (f"build/bench_{one}.py" for one in ("forms", "package", "import", "editor", "binder"))
    return max(call(PYTHON, "build/bench.py", *rest, env=env), *(call(PYTHON, one, env=env) for one in more))


def command_package(rest: list[str]) -> int:
    setup(window=True)  # the window's libraries are bundled from this machine
    return call(PYTHON, "build/package/build.py", *rest)


def command_package_test(rest: list[str]) -> int:
    setup()
    return call(PYTHON, "build/package/check.py", *rest)


def command_package_compare(rest: list[str]) -> int:
    setup(window=True)
    return call(PYTHON, "build/package/compare.py", *rest)


COMMANDS = {
    "setup": command_setup,
    "demo": command_demo,
    "run": command_run,
    "test": command_test,
    "faults": command_faults,
    "lint": command_lint,
    "screens": command_screens,
    "bench": command_bench,
    "package": command_package,
    "package-test": command_package_test,
    "package-compare": command_package_compare,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    arguments, rest = parser.parse_known_args()
    return COMMANDS[arguments.command](rest)


if __name__ == "__main__":
    sys.exit(main())
