"""The pages of the Windows setup, walked through with the keyboard; a picture of each, to be looked at.

Pictures are .work/windows/setup-DPI-NUMBER-NAME.png. That a page came is seen by its picture differing from the last.
"""

from pathlib import Path

from bundle import Product
from screen import Screen
from steps import WORK, say, stop
from windows_computer import Computer, wait_until
from windows_setup import programs

PICTURES = WORK / "windows"


class Album:
    """Numbered pictures of one walk."""

    def __init__(self, screen: Screen, computer: Computer, dpi: int) -> None:
        self.screen, self.computer, self.dpi, self.count = screen, computer, dpi, 0
        self._last = b""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for old in PICTURES.glob(f"setup-{dpi}-*.png"):
            old.unlink()

    def page(self, name: str, *keys: str) -> None:
        """Press keys, wait for something else on the screen, and for it to stay; keep the picture."""
        if keys:
            self.computer.press(*keys)
        path = PICTURES / f"setup-{self.dpi}-{self.count + 1:02}-{name}.png"
        seen: list[bytes] = [b"", b""]

        def settled() -> bool:
            seen.append(self.computer.pixels())
            return seen[-1] == seen[-3] and seen[-1] != self._last and len(set(seen[-1])) > 20

        wait_until(f"the page “{name}”", settled)
        self.count += 1
        self._last = seen[-1]
        self.screen.picture(path)

    def glimpse(self, name: str) -> None:
        """Whatever there is now."""
        self.count += 1
        self.screen.picture(PICTURES / f"setup-{self.dpi}-{self.count:02}-{name}.png")


def walk(names: Product, setups: Path, setup: Path, dpi: int) -> None:
    """Through the whole setup, a refusal, and the uninstaller."""
    exe = programs(names)[0]
    with Screen() as screen, Computer(names, setups, screen, dpi) as computer:
        album = Album(screen, computer, dpi)
        started = computer.wine.start(f"Z:\\setups\\{setup.name}")
        album.page("welcome")
        album.page("for-whom", "Return")
        album.page("folder", "Return")
        album.page("shortcuts", "Return")
        computer.press("Return")
        wait_until("the first files", lambda: any(computer.place.glob("_internal/*")))
        album.glimpse("progress")
        wait_until("the program", lambda: (computer.place / exe).exists())
        album.page("finished")
        computer.press("Return")
        wait_until("the program to be run by the last page", lambda: computer.processes(exe))
        started.wait(60)
        again = computer.wine.start(f"Z:\\setups\\{setup.name}")
        wait_until("the second setup", lambda: computer.processes(setup.name))
        album.page("program-is-open")
        computer.end(setup.name, exe)
        again.wait(60)
        if not (computer.place / "uninstall.exe").exists():
            stop("the uninstaller is missing")
        ending = computer.wine.start(computer.windows(computer.place / "uninstall.exe"))
        album.page("uninstall")
        computer.press("Return")
        wait_until("the folder to go", lambda: not computer.place.exists())
        album.page("uninstalled")
        computer.press("Return")
        ending.wait(60)
        say(
            f"pages at {dpi} dpi: {album.count} pictures in {PICTURES.relative_to(WORK.parent)}, to be looked at"
        )
