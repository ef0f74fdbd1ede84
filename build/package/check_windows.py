"""The Windows setup under Wine, from the first installation to the last removal, with everything a person can do wrong.

`check` uses the setup in dist/ and small setups of an older and a newer version made here; pictures go to
.work/windows/. Exit codes stand at the top of setup.nsi.
"""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import check_signing
import check_windows_pages
from bundle import MANIFEST, Product
from screen import Screen
from steps import DIST, WORK, megabytes, say, stop
from windows_computer import LIST, Computer, contents, wait_until
from windows_setup import INNER, build, frozen, prog_id, programs

SETUPS = WORK / "windows-setup" / "check"
MOST_SECONDS = 20
FEWEST_COLOURS = 50  # a bare screen has one
OLD, NEW = "0.0.9", "99.0.0"
GONE = "resources/gone.txt"  # of the older version only
OFFSCREEN, WINDOWS = {"BRANCH_DESK_PLATFORM": "offscreen"}, {"BRANCH_DESK_PLATFORM": "windows"}
ENTRY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"


def other_version(names: Product, version: str) -> Path:
    """A setup of another version with the programs and hardly anything else."""
    files = SETUPS / f"files-{version}"
    inner = files / INNER
    (inner / GONE).parent.mkdir(parents=True, exist_ok=True)
    for name in programs(names):
        shutil.copy(frozen(names) / name, files)
    (inner / GONE).write_text(version, encoding="utf-8")
    (inner / MANIFEST).write_text("", encoding="utf-8")
    other = replace(names, version=version)
    return build(other, files, SETUPS / f"{names.name}-{version}-setup.exe", quick=True)


def expect(what: str, result: tuple[int, str], code: int, text: str = "") -> None:
    """An exit code and a part of the sentence; tells what was said."""
    if result[0] != code or text not in result[1] or (not text and result[1]):
        stop(f"{what}: {result}, expected {code} and “{text}”")
    say(f"{what}: {f'{code}, ' if code else ''}{result[1].partition(' ')[2] or 'done'}")


class Trial:
    """One computer and the setups; each method is a situation, leaving the computer without the program."""

    def __init__(self, computer: Computer, names: Product, setup: Path, old: Path, new: Path) -> None:
        self.pc, self.names, self.now, self.old, self.new = computer, names, setup, old, new
        self.whole = contents(frozen(names))
        self.console = programs(names)[1]

    def installed(self, place: Path) -> None:
        """Exactly the files of the build, and two of the setup's own."""
        found = contents(place)
        for name in (LIST, "uninstall.exe"):
            if found.pop(name, None) is None:
                stop(f"{name} is missing in {place}")
        if found != self.whole:
            wrong = sorted(set(found.items()) ^ set(self.whole.items()))
            stop(f"{place}: {len(wrong)} differences, such as {wrong[:3]}")

    def selftest(self, place: Path, platform: dict[str, str]) -> None:
        started = time.perf_counter()
        said = self.pc.wine.run(self.pc.windows(place / self.console), "--selftest", env=platform)
        if "自检通过" not in said:
            stop(f"self-test of the installed program: {said}")
        say(f"self-test of the installed program, {time.perf_counter() - started:.1f} s: {said.strip()}")

    def shortcuts(self) -> list[str]:
        return sorted(path.parent.name for path in self.pc.wine.drive.rglob(f"{self.names.title}.lnk"))

    def traces(self) -> list[str]:
        """What is left of the program in the registry and on the desktop."""
        keys = [f"{root}\\{below}" for root in ("HKCU", "HKLM") for below in (f"{ENTRY}\\{self.names.name}", f"Software\\Classes\\{prog_id(self.names)}", f"Software\\Classes\\{self.names.extension}")]  # fmt: skip
        return [key for key in keys if self.pc.registry(key)] + self.shortcuts()

    def removed(self, place: Path) -> None:
        expect("uninstalled", self.pc.uninstall(place), 0)
        if place.exists():
            stop(f"left behind: {[str(path) for path in place.rglob('*')][:5]}")
        if traces := self.traces():
            stop(f"left behind: {traces}")
        self.pc.check_data()

    def first(self) -> None:
        """Install, look at everything, run it, remove it."""
        started = time.perf_counter()
        expect("installed", self.pc.setup(self.now), 0)
        seconds = time.perf_counter() - started
        say(f"silent installation: {seconds:.1f} s (at most {MOST_SECONDS})")
        busy = os.getloadavg()[0] > (os.cpu_count() or 1)
        if seconds > MOST_SECONDS and not busy:
            stop("the installation is too slow")
        if seconds > MOST_SECONDS:
            say("that is too slow, but this machine has other work: measure again when it is idle")
        place = self.pc.place
        self.installed(place)
        say(f"{len(self.whole)} files, {megabytes(place):.1f} MB, are those of the build")
        self.registered("HKCU", place)
        if self.shortcuts() != ["Desktop", "Programs"]:
            stop(f"shortcuts: {self.shortcuts()}")
        self.selftest(place, OFFSCREEN)
        self.selftest(place, WINDOWS)
        with self.pc.running(place):
            self.shown("program.png")
        expect("installed while it is open", self.while_open(place, self.pc.setup, self.now), 12, "正开着")
        expect("removed while it is open", self.while_open(place, self.pc.uninstall, place), 0, "正开着")
        code = self.while_open(place, self.pc.uninstall_waiting, place)
        expect("removed by a script while it is open", code, 12, "正开着")
        self.installed(place)
        (place / INNER / "python311.dll").unlink()
        (place / INNER / "base_library.zip").write_bytes(b"")
        expect("installed again over a damaged copy", self.pc.setup(self.now), 0)
        self.installed(place)
        self.removed(place)

    def registered(self, root: str, place: Path) -> None:
        """The entry in Settings and the type of handoff packages."""
        names, exe = self.names, self.pc.windows(place / programs(self.names)[0])
        entry = next(iter(self.pc.registry(f"{root}\\{ENTRY}\\{names.name}").values()), {})
        wanted = {
            "DisplayName": names.title,
            "DisplayVersion": names.version,
            "Publisher": names.publisher,
            "DisplayIcon": f"{exe},0",
            "InstallLocation": self.pc.windows(place),
            "QuietUninstallString": f'"{self.pc.windows(place / "uninstall.exe")}" /S',
        }
        if wrong := {key: entry.get(key) for key, value in wanted.items() if entry.get(key) != value}:
            stop(f"entry in Settings: {wrong}")
        size = int(entry["EstimatedSize"].removeprefix("dword:"), 16) * 1024 / 1e6
        if abs(size - megabytes(frozen(names))) > 2:
            stop(f"Settings would show {size:.1f} MB")
        kind = next(iter(self.pc.registry(f"{root}\\Software\\Classes\\{names.extension}").values()), {})
        if (kind.get("@"), kind.get("Content Type")) != (prog_id(names), names.mime_type):
            stop(f"file type: {kind}")
        rows = self.pc.registry(f"{root}\\Software\\Classes\\{prog_id(names)}").values()
        if [row["@"] for row in rows if "@" in row] != [names.mime_title, f"{exe},0", f'"{exe}" "%1"']:
            stop(f"file type: {list(rows)}")
        say(f"registry ({root}): entry in Settings, {names.extension}, {names.mime_type}")

    def shown(self, name: str) -> None:
        """A picture of the window, once there is one."""
        assert self.pc.screen
        wait_until("a window", lambda: self.pc.colours() > FEWEST_COLOURS)
        wait_until("a window at rest", lambda: self.pc.pixels() == self.pc.pixels())
        self.pc.screen.picture(WORK / "windows" / name)

    def double_click(self) -> None:
        """A handoff package is opened by the program. Wine looks only at the types for all users."""
        package = self.pc.user / "Desktop" / f"七月 上报{self.names.extension}"
        package.write_bytes(b"PK\x03\x04")
        exe = programs(self.names)[0]
        self.pc.wine.run("start", self.pc.windows(package), timeout=60)
        wait_until("the program to be opened by its file", lambda: self.pc.processes(exe))
        line = " ".join(self.pc.processes(exe))
        if package.name not in line:
            stop(f"the double click gave: {line}")
        say(f"double click: {line}")
        self.shown("program-opened-by-file.png")
        self.pc.end(exe)
        package.unlink()

    def while_open(self, place: Path, what: Callable[[Path], tuple[int, str]], word: Path) -> tuple[int, str]:
        with self.pc.running(place):
            return what(word)

    def upgrade(self) -> None:
        """Over an older version in another folder name, with somebody's own file in it; then the other way round."""
        place = self.pc.wine.drive / "档案系统" / "App"
        expect("older version installed", self.pc.setup(self.old, f"/D={self.pc.windows(place)}"), 0)
        own = place / "我的说明.txt"
        own.write_text("自己的文件", encoding="utf-8")
        (self.pc.user / "Desktop" / f"{self.names.title}.lnk").unlink()
        expect("upgraded", self.pc.setup(self.now), 0)
        if (place / INNER / GONE).exists() or self.pc.place.exists() or self.shortcuts() != ["Programs"]:
            stop(f"the upgrade left or brought too much: {self.shortcuts()}")
        own.rename(own.with_suffix(".aside"))
        aside = own.with_suffix(".aside").rename(self.pc.wine.drive / own.name)
        self.installed(place)
        self.selftest(place, OFFSCREEN)
        aside.rename(own)
        before = contents(place)
        expect("older version over it", self.pc.setup(self.old), 11, f"已经装有更新的{self.names.title}")
        expect("older version beside it", self.pc.setup(self.old, r"/D=C:\other"), 11, "不能装回")
        if contents(place) != before:
            stop("the refused downgrade changed files")
        expect("newer version", self.pc.setup(self.new), 0)
        expect("this version over a newer one", self.pc.setup(self.now), 11, NEW)
        expect("uninstalled", self.pc.uninstall(place), 0)
        if sorted(path.name for path in place.rglob("*")) != [own.name] or self.traces():
            stop(f"after removal: {list(place.rglob('*'))}, {self.traces()}")
        shutil.rmtree(place.parent)

    def moved(self) -> None:
        """Another folder asked for in an upgrade: the old one is emptied, nothing is installed twice."""
        expect("older version installed", self.pc.setup(self.old), 0)
        place = self.pc.wine.drive / "Tools" / self.names.name
        expect("upgraded into another folder", self.pc.setup(self.new, f"/D={self.pc.windows(place)}"), 0)
        if self.pc.place.exists():
            stop("the old folder is still there")
        self.removed(place)

    def interrupted(self) -> None:
        """The plug pulled at several moments: no half program starts, running the setup again repairs it."""
        place = self.pc.place
        exe = programs(self.names)[0]
        expect("older version installed", self.pc.setup(self.old), 0)
        for part in (0.05, 0.5, 0.95):
            process = self.pc.wine.start(f"Z:\\setups\\{self.now.name}", "/S")
            inner = place / INNER
            wanted = part * len(self.whole)
            wait_until(
                "some files",
                lambda inner=inner, n=wanted: sum(1 for one in inner.rglob("*") if one.is_file()) > n,
            )
            self.pc.end(self.now.name)
            process.wait(60)
            files = sum(1 for one in place.rglob("*") if one.is_file())
            if not all((place / name).exists() for name in (LIST, "uninstall.exe")):
                stop("broken off without a list of files or an uninstaller")
            if (inner / MANIFEST).exists():
                self.installed(place)  # it was quicker than the plug: then it must be whole
            elif (place / exe).exists() and part < 0.9:
                stop(f"broken off at {files} files, but there is a program")
            say(f"broken off at {files} of {len(self.whole)} files: list and uninstaller are there")
        expect("installed again", self.pc.setup(self.now), 0)
        self.installed(place)
        (place / INNER / MANIFEST).unlink()  # the moment between the programs and the manifest
        done = self.pc.wine.attempt(self.pc.windows(place / self.console), "--selftest", env=OFFSCREEN)
        said = (done.stdout + done.stderr).strip()
        if not done.returncode or "请重新安装" not in said:
            stop(f"without its manifest the program says: {said}")
        say(f"broken off at the last moment: {said.splitlines()[0]}")
        with self.pc.running(place):
            self.shown("program-damaged.png")
        expect("installed again", self.pc.setup(self.now), 0)
        self.installed(place)
        self.removed(place)

    def refused(self) -> None:
        """Wrong systems and wrong folders: a sentence, and nothing written."""
        pc = self.pc
        before = sorted(pc.wine.drive.glob("*/*"))
        pc.wine.run("winecfg", "-v", "win81")
        expect("Windows 8.1", pc.setup(self.now), 10, "1809")
        pc.wine.run("winecfg", "-v", "win10")
        version, build_number = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion", "CurrentBuildNumber"
        for name in (build_number, "CurrentBuild"):
            pc.wine.set_value(version, name, "17134")
        expect("Windows 10 1803", pc.setup(self.now), 10, "1809")
        for name in (build_number, "CurrentBuild"):
            pc.wine.set_value(version, name, "19045")
        with pc.drive_of("small", "size=60m") as small:
            expect("a disk of 60 MB", pc.setup(self.now, f"/D={small}\\App"), 13, "MB")
        with pc.drive_of("fixed", "ro") as fixed:
            expect("a disk that cannot be written", pc.setup(self.now, f"/D={fixed}\\App"), 14, "不能写入")
        expect("a drive that is not there", pc.setup(self.now, r"/D=Q:\App"), 15, "检查盘符")
        expect("the top of a drive", pc.setup(self.now, "/D=C:\\"), 15, "最上一层")
        for folder in pc.data_folders:
            expect("a folder with data", pc.setup(self.now, f"/D={pc.windows(folder)}"), 15, "支部数据")
        other = pc.wine.drive / "Other"
        (other / INNER).mkdir(parents=True)
        (other / INNER / "python311.dll").write_bytes(b"")
        expect("another program's folder", pc.setup(self.now, r"/D=C:\Other"), 15, "别的程序")
        shutil.rmtree(other)
        if sorted(pc.wine.drive.glob("*/*")) != before or self.traces():
            stop(f"the refused setups left something: {self.traces()}")
        self.twice()
        cut = SETUPS / "cut-setup.exe"
        cut.write_bytes(self.now.read_bytes()[:-1000])
        code, _ = pc.setup(cut)
        if code == 0 or pc.place.exists():
            stop("a setup cut short was accepted")
        say(f"a setup cut short: {code}, nothing installed")

    def twice(self) -> None:
        """A second setup while one shows its first page; an uninstaller whose list somebody deleted."""
        pc = self.pc
        first = pc.wine.start(f"Z:\\setups\\{self.old.name}")
        wait_until("the first page", lambda: pc.colours() > FEWEST_COLOURS)
        expect("a second setup", pc.setup(self.old), 18, "已经在运行")
        pc.end(self.old.name)
        first.wait(60)
        expect("older version installed", pc.setup(self.old), 0)
        list_file = (pc.place / LIST).rename(pc.wine.drive / LIST)
        expect("removed without its list", pc.uninstall_waiting(pc.place), 19, "文件清单")
        list_file.rename(pc.place / LIST)
        self.foreign_lines()
        self.removed(pc.place)

    def foreign_lines(self) -> None:
        """Lines somebody wrote into the list: nothing outside the folder goes, and nothing by a pattern."""
        pc, list_file = self.pc, self.pc.place / LIST
        other = pc.place.parent / "别人的.txt"
        other.write_text("别人的", encoding="utf-8")
        lines = f"F ..\\{other.name}\r\nF ..\\*.txt\r\nF {pc.windows(other)}\r\nF *.*\r\n"
        whole = list_file.read_bytes()
        list_file.write_bytes(whole + lines.encode("utf-16")[2:])
        expect("upgraded with a changed list", pc.setup(self.old), 0)
        if not other.exists():
            stop("a changed list led the setup to somebody else's file")
        list_file.write_bytes(whole + lines.encode("utf-16")[2:])
        expect("removed with a changed list", pc.uninstall(pc.place), 0)
        if not other.exists():
            stop("a changed list led the uninstaller to somebody else's file")
        other.unlink()
        expect("older version installed", pc.setup(self.old), 0)

    def everybody(self) -> None:
        """For all users, without shortcuts or file type; another program's file type survives both."""
        pc, key = self.pc, f"HKCU\\Software\\Classes\\{self.names.extension}"
        place = pc.wine.drive / "Program Files" / self.names.name
        expect("installed for all users", pc.setup(self.now, "/ALLUSERS", "/NOSHORTCUT"), 0)
        self.installed(place)
        self.registered("HKLM", place)
        self.double_click()
        if self.shortcuts():
            stop(f"unwanted shortcuts: {self.shortcuts()}")
        self.removed(place)
        foreign = {"@": "Other.File", "Content Type": "application/x-other", "Kept": "1"}
        pc.wine.run("reg", "add", key, "/ve", "/d", foreign["@"], "/f")
        for name in ("Content Type", "Kept"):
            pc.wine.set_value(key, name, foreign[name])
        expect("installed without the file type", pc.setup(self.old, "/NOASSOC", "/NODESKTOP"), 0)
        if next(iter(pc.registry(key).values())) != foreign or self.shortcuts() != ["Programs"]:
            stop(f"{pc.registry(key)}, {self.shortcuts()}")
        expect("uninstalled", pc.uninstall(pc.place), 0)
        expect("installed with it", pc.setup(self.old), 0)
        expect("installed with it again", pc.setup(self.old), 0)
        expect("uninstalled", pc.uninstall(pc.place), 0)
        if next(iter(pc.registry(key).values())) != foreign:
            stop(f"the other program's file type became {pc.registry(key)}")
        say("another program's file type was given back")
        pc.wine.run("reg", "delete", key, "/f")


def check(names: Product) -> None:
    """All of it; every sentence printed is what the setup said."""
    setup = DIST / f"{names.name}-{names.version}-setup.exe"
    if not setup.is_file() or not frozen(names).is_dir():
        stop("there is no setup: run  python3 build/dev.py package --windows  first.")
    shutil.rmtree(SETUPS, ignore_errors=True)
    SETUPS.mkdir(parents=True)
    old, new = other_version(names, OLD), other_version(names, NEW)
    here = SETUPS / setup.name
    shutil.copy(setup, here)
    with Screen() as screen, Computer(names, SETUPS, screen) as computer:
        trial = Trial(computer, names, here, old, new)
        for situation in (
            trial.first, trial.upgrade, trial.moved, trial.interrupted, trial.refused, trial.everybody,
        ):  # fmt: skip
            say(f"--- {situation.__name__}")
            situation()
            computer.check_data()
    check_signing.check(names, OLD, SETUPS / f"files-{OLD}", SETUPS)
    for dpi in (96, 144):
        check_windows_pages.walk(names, SETUPS, here, dpi)
    say("the Windows setup passed; nobody's data were touched")
