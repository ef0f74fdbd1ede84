"""The .run, as an ordinary user in clean Debian trees: installed, opened, upgraded, refused, interrupted, uninstalled."""

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import deb
import run_file
from bundle import Product
from check_deb import DATA, data_of, make_data
from deb_desk import HOME, Person, managed, opened
from deb_trouble import NEWER, OLDER, START_TITLE
from screen import Screen
from steps import DIST, WORK, run, say, stop
from trees import Visit, tree

SUITES = ("bullseye", "trixie")
# What a desktop has beside the libraries that Depends names.
DESKTOP = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin", "locales", "passwd", "xz-utils")
INSIDE = "/packages/安装 文件.run"
SMALL_MB = 60
# Exit codes of install.sh; each has its sentence.
ARCHITECTURE, OLD_SYSTEM, OLD_VERSION, RUNNING, NOT_WRITABLE, DAMAGED, FOREIGN, NO_ROOM = (
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
)


class Place:
    """One user's installation from the file."""

    def __init__(self, visit: Visit, names: Product, screen: Screen, suite: str) -> None:
        self.visit, self.names, self.screen, self.suite = visit, names, screen, suite
        self.person = Person(visit, names)
        self.home = self.person.home
        self.program = f"{HOME}/.local/opt/{names.name}/{names.name}"
        self.folder = self.home / f".local/opt/{names.name}"

    def do(self, *words: str, code: int = 0, text: str = "", **env: str) -> str:
        """Run something as this user; stops unless it ends with `code` and says `text`."""
        done = subprocess.run(
            self.person.command(*words, env=env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        said = done.stdout + done.stderr
        if done.returncode != code or text not in said:
            stop(
                f"{self.suite}: {' '.join(words)}: exit {done.returncode}, expected {code} and “{text}”\n{said}"
            )
        return said

    def install(self, *words: str, code: int = 0, text: str = "", **env: str) -> str:
        return self.do("sh", INSIDE, *words, code=code, text=text, **env)

    def selftest(self) -> None:
        self.do(self.program, "--selftest", text="自检通过", QT_QPA_PLATFORM="offscreen")


def tree_packages(suite: str) -> tuple[str, ...]:
    """What Depends asks for, by the names of this suite's first choice, and a desktop's own tools."""
    old = suite == "bullseye"
    parts = [part.split("(")[0].strip() for one in deb.DEPENDS.split(",") for part in one.split("|")[-1:]]
    renamed = {"libglib2.0-0": "libglib2.0-0t64", "libcups2": "libcups2t64"}
    return tuple(sorted({part if old else renamed.get(part, part) for part in parts} | set(DESKTOP)))


def files(home: Path) -> set[str]:
    """Everything in the user's home but the branch's data and what desktops keep for themselves."""
    found = {str(path.relative_to(home)) for path in home.rglob("*") if not path.is_dir()}
    return {path for path in found if not path.startswith((DATA, ".config", ".cache", ".local/share/gvfs"))}


def first_install(place: Place) -> None:
    """Installed without a terminal, in a home of hanzi; the command, the menu entry and the file type are there."""
    started = time.perf_counter()
    place.install(text="已装好")
    say(f"{place.suite}: installed in {time.perf_counter() - started:.1f} s")
    place.selftest()
    place.do(f"{HOME}/.local/bin/{place.names.name}", "forms", "--json", text='"A3"')
    entry = f"{HOME}/.local/share/applications/{place.names.name}.desktop"
    place.do("desktop-file-validate", entry)
    said = place.do("gio", "mime", place.names.mime_type, LC_ALL="C.UTF-8")
    if f"{place.names.name}.desktop" not in said:
        stop(f"no program for {place.names.mime_type}: {said}")
    sample = place.home / f"上报 七月{place.names.extension}"
    sample.write_bytes(b"PK\x03\x04" + bytes(64))
    words = ("gio", "info", "-a", "standard::content-type", f"{HOME}/{sample.name}")
    place.do(*words, text=place.names.mime_type)
    sample.unlink()
    lines = (place.visit.root / entry.lstrip("/")).read_text("utf-8").splitlines()
    exec_line = next(line for line in lines if line.startswith("Exec=")).removeprefix("Exec=")
    command = [word for word in shlex.split(exec_line) if word != "%f"]
    with opened(place.person, place.screen, command, START_TITLE, f"run-{place.suite}") as _:
        place.install(code=RUNNING, text="正在运行")
        place.do("sh", f"{Path(place.program).parent}/uninstall.sh", code=RUNNING, text="正在运行")
    say(f"{place.suite}: menu entry, file type and window are right; a running program is not replaced")


def upgrade(place: Place, data: str) -> None:
    """An older version is replaced where it lies, a newer one is not; what else lies there stays."""
    version = place.folder / "version"
    version.write_text(NEWER + "\n", encoding="utf-8")
    place.install(code=OLD_VERSION, text=f"已经装有更新的版本 {NEWER}")
    version.write_text(OLDER + "\n", encoding="utf-8")
    (place.folder / "_internal" / "以前的文件").touch()
    mine = place.folder / "我的文件.txt"
    mine.write_text("留着", encoding="utf-8")
    place.install(text=f"已从 {OLDER} 升级到 {place.names.version}")
    place.selftest()
    if not mine.is_file() or (place.folder / "_internal" / "以前的文件").exists():
        stop("the upgrade took a file of the user, or left one of the old program")
    mine.unlink()
    if data_of(place.person) != data:
        stop("the upgrade changed the data")
    say(f"{place.suite}: upgraded in place, downgrade refused")


def double_click(place: Place, path: str) -> None:
    """Opened without a terminal, the sentence comes up in a window."""
    shown = place.visit.root / "tmp/shown"
    deb.write(place.visit.root / "fakes/zenity/zenity", '#!/bin/sh\nprintf "%s\\n" "$@" >/tmp/shown\n', 0o755)
    place.install("--target", "/usr", code=NOT_WRITABLE, DISPLAY=":0", PATH=f"/fakes/zenity:{path}")
    if "不能写入" not in shown.read_text("utf-8"):
        stop("a refusal after a double click was not shown")


def refused(place: Place) -> None:
    """Other processors, older systems, a damaged file, a full disk, somebody else's folder."""
    before = files(place.home)
    fakes = place.visit.root / "fakes"
    for name, answer in (("uname", "aarch64"), ("getconf", "glibc 2.27")):
        fake = fakes / name / name
        deb.write(fake, f"#!/bin/sh\necho {answer}\n", 0o755)
    path = "/usr/bin:/bin"
    place.install(code=ARCHITECTURE, text="aarch64", PATH=f"/fakes/uname:{path}")
    place.install(code=OLD_SYSTEM, text="2.27", PATH=f"/fakes/getconf:{path}")
    damaged = place.visit.root / "damaged.run"
    shutil.copy(place.visit.root / INSIDE.lstrip("/"), damaged)
    with damaged.open("r+b") as file:
        file.seek(-1000, os.SEEK_END)
        file.write(bytes(10))
    place.do("sh", "/damaged.run", code=DAMAGED, text="不完整")
    damaged.unlink()
    double_click(place, path)
    place.install("--target", f"{HOME}/.local", code=FOREIGN, text="有别的东西")
    small = place.visit.root / "small"
    small.mkdir()
    run("mount", "-t", "tmpfs", "-o", f"size={SMALL_MB}m,mode=1777", "tmpfs", small)
    place.install("--target", "/small/支部", code=NO_ROOM, text="磁盘空间不够")
    if list(small.iterdir()) or files(place.home) != before:
        stop("a refused installation left something")
    place.selftest()
    say(f"{place.suite}: six refusals, each with its sentence; nothing was changed")


def interrupted(place: Place) -> None:
    """Cut off while it unpacks, the old program still runs; the next time all is well and nothing is left over."""
    words = place.person.command("sh", INSIDE)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    new = place.folder / f".{place.names.name}-new"
    while not (new / "program").is_dir():
        if process.poll() is not None:
            stop("the installation ended before it could be cut off")
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    place.selftest()
    place.install(text="已装好")
    if left := [path.name for path in place.folder.iterdir() if path.name.startswith(".")]:
        stop(f"left over: {', '.join(left)}")
    say(f"{place.suite}: cut off and installed again")


def elsewhere(place: Place) -> None:
    """Into a folder of one's choice whose name holds what shells and desktop entries take for signs."""
    target = f'{HOME}/党务 $1 "50%" `x` it\'s'
    place.install("--target", target, "--quiet")
    place.do(f"{target}/{place.names.name}", "forms", "--json", text='"A3"')
    entry = place.home / f".local/share/applications/{place.names.name}.desktop"
    place.do("desktop-file-validate", f"{HOME}/{entry.relative_to(place.home)}")
    wanted = r"党务 \\$1 \\"
    if wanted not in entry.read_text("utf-8"):
        stop(f"the menu entry is not quoted: {entry.read_text('utf-8')}")
    place.do("sh", f"{target}/uninstall.sh", text="已卸载")
    if (place.home / Path(target).name).exists():
        stop("the chosen folder is still there")


def leave(place: Place, before: set[str], data: str) -> None:
    """Uninstalled without a trace; the data stay, and the last line says where."""
    said = place.do(f"{Path(place.program).parent}/uninstall.sh", text="支部数据没有删除")
    if f"{HOME}/{DATA}" not in said:
        stop(f"it does not say where the data are: {said}")
    if left := sorted(files(place.home) ^ before):
        stop(f"{place.suite}: left or taken: {', '.join(left[:8])}")
    if data_of(place.person) != data:
        stop("the data have changed")
    say(f"{place.suite}: uninstalled without a trace, data unchanged and named")


def drive(names: Product, suite: str, packages: Path, screen: Screen) -> None:
    with Visit(tree(suite, tree_packages(suite)), {packages: "/packages"}) as visit:
        place = Place(visit, names, screen, suite)
        before = files(place.home)
        first_install(place)
        command = visit.root / "usr/bin" / names.name
        command.symlink_to(place.program)
        data = make_data(place.person)
        before |= {"口令.txt"}
        upgrade(place, data)
        refused(place)
        interrupted(place)
        leave(place, before, data)
        elsewhere(place)
        if left := sorted(files(place.home) ^ before):
            stop(f"{suite}: left or taken: {', '.join(left[:8])}")


def newest(names: Product) -> Path | None:
    """The file in dist/, if there is one."""
    made = DIST / run_file.file_name(names)
    return made if made.is_file() else None


def check(names: Product, suites: Sequence[str] = SUITES) -> None:
    """Drive the file in dist/ in each of these suites."""
    made = newest(names)
    if made is None:
        stop("no .run: run  python3 build/dev.py package --run  first.")
    with tempfile.TemporaryDirectory(prefix="packages-", dir=WORK) as name, managed() as screen:
        packages = Path(name)
        packages.chmod(0o755)
        shutil.copy(made, packages / Path(INSIDE).name)
        for suite in suites:
            started = time.perf_counter()
            drive(names, suite, packages, screen)
            say(f"{suite}: everything in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    import sys

    from bundle import product

    check(product(), sys.argv[1:] or SUITES)
