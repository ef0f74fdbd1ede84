"""Chinese input in the installed program: pinyin typed on a keyboard, hanzi read back from the clipboard.

For each input method a Debian tree that has it: the program on the sample branch, on a screen of this machine with a
window manager. Nothing of the program's inside is asked: keys go in, the clipboard and pictures come out.
"""

import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import check_deb
from bundle import Product
from deb import OLD_SYSTEMS
from screen import Screen
from steps import WORK, say, stop
from trees import Visit, tree

PICTURES = WORK / "pictures"
TOOLS = {"xdotool": "xdotool", "xclip": "xclip", "openbox": "openbox", "unshare": "util-linux"}
# What the program asks of any desktop, so that an installation does not fetch it each time; and a font for candidates.
DESKTOP = (
    "dbus", "fonts-droid-fallback", "libcups2", "libegl1", "libexpat1", "libfontconfig1", "libgl1", "libglib2.0-0",
    "libx11-xcb1", "libxcb-glx0", "libxcb-randr0", "libxcb-render0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1",
    "libxcb-xfixes0", "xkb-data",
)  # fmt: skip
FCITX_PROFILE = "[Profile]\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\n"
FCITX5_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us

[Groups/0/Items/1]
Name=pinyin

[GroupOrder]
0=Default
"""


@dataclass(frozen=True)
class Method:
    """An input method: the system it is tried on, how a session starts it, and what switches it on."""

    suite: str
    packages: tuple[str, ...]
    environment: Mapping[str, str]
    start: str
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    otherwise: Mapping[str, str] = field(default_factory=dict[str, str])  # another way desktops name it
    order: str = ""  # what switches it on where no key of its own does


METHODS = {
    "fcitx": Method(
        "bullseye",
        ("fcitx-bin", "fcitx-pinyin", "fcitx-ui-classic", "fcitx-module-dbus"),
        {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"},
        "fcitx -D",
        {".config/fcitx/profile": FCITX_PROFILE},
        {"XMODIFIERS": "@im=fcitx"},
    ),
    "fcitx5": Method(
        "bookworm",
        ("fcitx5", "fcitx5-pinyin", "fcitx5-module-xorg"),
        {"QT_IM_MODULE": "fcitx5", "XMODIFIERS": "@im=fcitx"},
        "fcitx5",
        {".config/fcitx5/profile": FCITX5_PROFILE},
        {"QT_IM_MODULE": "fcitx"},
    ),
    "ibus": Method(
        "bookworm",
        ("ibus", "ibus-libpinyin", "x11-xkb-utils"),
        {"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"},
        "ibus-daemon --replace",
        otherwise={"GTK_IM_MODULE": "ibus"},
        order="until test $(ibus engine) = libpinyin; do ibus engine libpinyin; sleep 0.2; done",
    ),
}
SESSION = """cd /root
mkfifo /tmp/orders
while read -r order </tmp/orders; do sh -c "$order"; done >/tmp/orders.log 2>&1 &
{start} >/tmp/input.log 2>&1 &
{program} --sample >/tmp/program.log 2>&1
echo "program ended: $?" >>/tmp/program.log
"""
NOTHING = "（剪贴板里没有新内容）"


class Desktop:
    """A session in a tree: screen, window manager, message bus, input method, program. A context."""

    def __init__(self, method: Method, package: Path, names: Product, environment: Mapping[str, str]) -> None:
        base = tree(method.suite, (*method.packages, *DESKTOP))
        self.method, self.package, self.names = method, package, names
        installed = f"/opt/{names.name}"
        self.visit = Visit(base, {} if package.is_file() else {package: installed})
        self.program = f"{installed}/{names.name}"
        self.screen = Screen()
        self.environment = environment
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Desktop":
        try:
            self.screen.__enter__()
            self.visit.__enter__()
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._running):
            process.kill()  # unshare takes its whole session along
            process.wait(20)
        self.visit.__exit__(kind, error, trace)
        self.screen.__exit__(kind, error, trace)

    def _spawn(self, *words: str, **more: str) -> None:
        quiet = subprocess.DEVNULL
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.visit.root / "root"), **more}
        self._running.append(subprocess.Popen(words, env=env, stdin=quiet, stdout=quiet, stderr=quiet))

    def _start(self) -> None:
        if self.package.is_file():
            shutil.copy(self.package, self.visit.root / "tmp")
            self.visit.run("apt-get", "update", "-qq")
            words = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
            self.visit.run(*words, f"/tmp/{self.package.name}", env={"DEBIAN_FRONTEND": "noninteractive"})
        home = self.visit.root / "root"
        for name, text in self.method.files.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text, encoding="utf-8")
        script = SESSION.format(start=self.method.start, program=self.program)
        (self.visit.root / "tmp/session.sh").write_text(script, encoding="utf-8")
        self._spawn("openbox", DISPLAY=self.screen.display)
        words = ["sh", "-c", "dbus-uuidgen >/etc/machine-id; exec dbus-run-session -- sh /tmp/session.sh"]
        inside = self.visit.command(*words, env={"DISPLAY": self.screen.display, **self.environment})
        # its own processes, all of which end with it: input methods start helpers
        self._spawn("unshare", "--pid", "--fork", "--kill-child", *inside)
        end = time.monotonic() + 25
        while not self.windows(self.names.title):
            if time.monotonic() > end:
                self.fail("the window does not appear")
            time.sleep(0.3)

    # -- hands and eyes --------------------------------------------------------------------------------------

    def _tool(self, *words: str, text: str | None = None, most: float = 30) -> str:
        env = {"PATH": "/usr/bin:/bin", "DISPLAY": self.screen.display}
        done = subprocess.run(
            words, env=env, input=text, capture_output=True, encoding="utf-8", check=False, timeout=most
        )
        return done.stdout

    def windows(self, title: str) -> list[str]:
        """Visible windows with this in their title."""
        return self._tool("xdotool", "search", "--onlyvisible", "--name", title).split()

    def await_window(self, title: str, *, there: bool = True) -> None:
        """Wait until a dialog is there, or gone."""
        end = time.monotonic() + 10
        while bool(self.windows(title)) != there:
            if time.monotonic() > end:
                self.fail(f"“{title}” does not {'open' if there else 'close'}")
            time.sleep(0.2)
        time.sleep(0.5)  # for the keyboard to follow

    def press(self, *keys: str) -> None:
        self._tool("xdotool", "key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        self._tool("xdotool", "type", "--delay", "90", text)

    def order(self, command: str) -> None:
        """Run a command inside the session."""
        with (self.visit.root / "tmp/orders").open("w", encoding="utf-8") as orders:
            orders.write(command + "\n")

    def copied(self) -> str:
        """All text of the field that has the keyboard, by way of the clipboard."""
        # xclip stays behind to serve what it was given: its own output must not be waited for
        with subprocess.Popen(
            ["xclip", "-selection", "clipboard", "-i"],
            env={"PATH": "/usr/bin:/bin", "DISPLAY": self.screen.display},
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            process.communicate(NOTHING.encode())
        self.press("ctrl+a", "ctrl+c")
        return self._tool("xclip", "-selection", "clipboard", "-o")

    def expect(self, text: str, what: str) -> None:
        """Wait until the field holds `text`."""
        end = time.monotonic() + 5
        while (seen := self.copied()) != text:
            if time.monotonic() > end:
                self.fail(f"{what}: “{seen}” in the field, expected “{text}”")
            time.sleep(0.3)

    def fail(self, what: str) -> NoReturn:
        """Stop, with a picture and what the program and the input method said."""
        self.picture("failed")
        logs = [path.read_text(errors="replace")[-2000:] for path in (self.visit.root / "tmp").glob("*.log")]
        stop("\n".join((f"{what} (.work/pictures/input-failed.png)", *logs)))

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.screen.picture(PICTURES / f"input-{name}.png")


PINYIN, HANZI = "hongwei", "宏伟"  # the given name of two people of the sample branch


def write_name(desktop: Desktop, what: str, picture: str = "") -> None:
    """Pinyin and the space bar; then keys that end a composition and must not reach the program."""
    desktop.press("ctrl+a", "BackSpace")
    desktop.type(PINYIN)
    if picture:
        time.sleep(1)  # for the window of candidates
        desktop.picture(picture)
    desktop.press("space")
    desktop.expect(HANZI, what)
    desktop.press("End")
    desktop.type("hao")
    desktop.press("BackSpace", "BackSpace", "BackSpace")
    desktop.expect(HANZI, f"{what}, after Backspace in a composition")
    desktop.press("End")
    desktop.type("hao")
    desktop.press("Escape")
    desktop.expect(HANZI, f"{what}, after Escape in a composition")


def switch_on(desktop: Desktop) -> None:
    """By the usual key; fcitx starts each new window with the input method off."""
    if not desktop.method.order:
        desktop.press("ctrl+space")


def begin(desktop: Desktop) -> None:
    """Latin letters into the roster's search box with the input method off, then on with it."""
    end = time.monotonic() + 30
    while True:
        desktop.press("ctrl+f", "ctrl+a", "BackSpace")
        desktop.type("abc")
        if desktop.copied() == "abc":
            break
        if time.monotonic() > end:
            desktop.fail("Latin letters do not arrive in the search box")
    if desktop.method.order:
        desktop.order(desktop.method.order)
        time.sleep(3)  # its answer comes before the focus of the field is told to the engine
    switch_on(desktop)


def everywhere(desktop: Desktop, name: str) -> None:
    """The search box, the minutes of a new meeting, the name of a new person."""
    begin(desktop)
    write_name(desktop, "search box", name)
    desktop.picture(f"{name}-found")
    desktop.press("ctrl+a", "BackSpace", "ctrl+2", "ctrl+n")
    desktop.await_window("新建会议")
    desktop.press("Return")
    desktop.await_window("新建会议", there=False)
    desktop.press("alt+3")
    write_name(desktop, "minutes", f"{name}-minutes")
    desktop.press("ctrl+1", "ctrl+n")
    desktop.await_window("新增")
    switch_on(desktop)
    write_name(desktop, "name of a new person", f"{name}-person")
    if not desktop.windows("新增"):
        desktop.fail("Escape in a composition closed the dialog")


def check(names: Product, wanted: Sequence[str] = ()) -> None:
    """Every input method (or those asked for), named to the program in both ways."""
    if missing := {package for command, package in TOOLS.items() if shutil.which(command) is None}:
        stop(f"install the Debian packages {' '.join(sorted(missing))}.")
    if unknown := set(wanted) - set(METHODS):
        stop(f"no such input method: {', '.join(sorted(unknown))}; there are {', '.join(METHODS)}.")
    package = check_deb.newest(names) or OLD_SYSTEMS / names.name
    if not package.exists():
        stop("nothing is built: run  python3 build/dev.py package --deb  first.")
    for name in wanted or METHODS:
        method = METHODS[name]
        with Desktop(method, package, names, method.environment) as desktop:
            everywhere(desktop, name)
        with Desktop(method, package, names, method.otherwise) as desktop:
            begin(desktop)
            write_name(desktop, f"search box with {dict(method.otherwise)}")
        say(
            f"{name} ({method.suite}): {PINYIN} became {HANZI} in {package.name}; look at .work/pictures/input-{name}*.png"
        )
