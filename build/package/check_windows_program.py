"""The frozen Windows program, driven under Wine as in an office: elsewhere, read-only, two code pages, damaged, seen."""

import shutil
import subprocess
import time
from pathlib import Path

from bundle import MANIFEST, Product
from check_folder import SAMPLES, drive, timed
from screen import Screen, colours
from steps import WORK, say, stop
from windows import WINDOWS
from wine import CHINESE, WESTERN, Wine

PLACE = "/程序 文件/branch-desk"
HOME = "users/root/党务 资料"
DAMAGED = (
    "resources/fonts/NotoSansSC-Regular.ttf",
    "resources/rules/citations.toml",
    "PySide6/plugins/platforms/qwindows.dll",
    "PySide6/Qt6Widgets.dll",
    "lxml/etree.cp311-win_amd64.pyd",
    MANIFEST,
)
PLATFORM = "BRANCH_DESK_PLATFORM"
PICTURES = WORK / "pictures"
FEWEST_COLOURS = 200  # of a screen; an empty window has a few dozen
PATIENCE = 90.0


class Packaged:
    """The console program at its place, as check_folder drives it; paths are told as Windows names them."""

    def __init__(self, wine: Wine, program: Path, **env: str) -> None:
        self.wine, self.program, self.env = wine, program, {PLATFORM: "offscreen", **env}
        self.home = wine.drive / HOME
        self.home.mkdir(parents=True, exist_ok=True)

    def run(self, *words: str | Path, code: int = 0, text: str = "") -> str:
        """What the program said; stops unless it ended with `code` and said `text`."""
        told = [self.wine.windows(word) if isinstance(word, Path) else word for word in words]
        done = self.wine.attempt(self.wine.windows(self.program), *told, env=self.env, timeout=300)
        said = done.stdout + done.stderr
        if done.returncode != code or text not in said or "Traceback" in said:
            stop(f"{' '.join(told)}: exit {done.returncode}, expected {code} and “{text}”\n{said}")
        return done.stdout

    def place(self, name: str) -> Path:
        """A file the program named, on this machine."""
        return self.wine.host(name)


def self_tests(wine: Wine, program: Path) -> None:
    """Off the screen and on it, in the code pages of Chinese and Western Windows."""
    for platform in ("offscreen", "windows"):
        for locale, page in ((CHINESE, 936), (WESTERN, 1252)):
            wine.locale = locale
            packaged = Packaged(wine, program, **{PLATFORM: platform})
            timed(
                f"self-test, {platform}, code page {page}",
                lambda one=packaged, name=platform: one.run("--selftest", text=f"主窗口（{name}）"),
            )


def damage(wine: Wine, folder: Path, names: Product) -> None:
    """Whatever is missing, the self-test ends with a sentence and exit code 1."""
    for name in DAMAGED:
        path = folder / "_internal" / name
        aside = path.with_name("aside")
        path.rename(aside)
        said = Path(name).name if name != MANIFEST else "清单"
        Packaged(wine, folder / f"{names.name}-console.exe").run("--selftest", code=1, text=said)
        aside.rename(path)
    say(f"{len(DAMAGED)} damaged copies each ended with a sentence")


def settled(screen: Screen, process: subprocess.Popen[str], target: Path) -> Path:
    """The screen as soon as it shows a window and does not change any more."""
    before, until = b"", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            stop(f"the window closed by itself, exit {process.returncode}")
        now = screen.picture(target).read_bytes()
        if now == before and colours(target) >= FEWEST_COLOURS:
            return target
        before = now
        time.sleep(1)
    stop(f"no window within {PATIENCE:.0f} s; see {target}")
    return target


def window(built: Path, names: Product, dpi: int) -> None:
    """The windowed program on the sample branch, at 100 % or 125 %, with no font but its own."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with Screen() as screen, Wine({built: PLACE}, screen=screen, dpi=dpi) as wine:
        process = wine.start(wine.windows(built / f"{names.name}.exe"), "--sample")
        picture = settled(screen, process, PICTURES / f"windows-{dpi * 100 // 96}.png")
        process.kill()
        process.wait()
    say(f"window at {dpi * 100 // 96} %: {picture}, {colours(picture)} colours")


def check(names: Product, built: Path | None = None) -> None:
    """.work/windows/branch-desk, as windows.build left it."""
    built = built or WINDOWS / names.name
    program = built / f"{names.name}-console.exe"
    if not program.is_file():
        stop("the Windows program is not built: run  python3 build/dev.py package --windows  first.")
    with Screen() as screen, Wine({built: PLACE, SAMPLES: "/samples"}, screen=screen) as wine:
        wine.write_protect(PLACE)
        self_tests(wine, program)
        wine.locale = CHINESE
        timed("command line", lambda: drive(Packaged(wine, program)))
        wine.run(wine.windows(built / f"{names.name}.exe"), "--selftest", env={PLATFORM: "offscreen"})
        copy = wine.drive / "损坏 的程序"
        shutil.copytree(built, copy)
        damage(wine, copy, names)
    for dpi in (96, 120):
        window(built, names, dpi)
