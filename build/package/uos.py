"""The package for the UOS store: everything under /opt/apps/ID in entries, files and info; nothing runs at installation.

The store wants the application's id as the package's name and four numbers as its version, and shows the rights that
`info` asks for. Store packages are signed by the store; without that UOS installs them in developer mode only.
"""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import deb
import folder
from bundle import Product
from steps import DIST, WORK, megabytes, stop

RIGHTS = (
    "autostart", "notification", "trayicon", "clipboard", "account", "bluetooth", "camera", "audio_record",
    "installed_apps",
)  # fmt: skip


def as_app(names: Product) -> Product:
    """The names as the store spells them; package names are lower case."""
    version = ".".join((*re.findall(r"\d+", names.version), "0", "0", "0", "0")[:4])
    return replace(names, name=names.app_id.lower(), version=version)


def place(names: Product) -> str:
    return f"opt/apps/{as_app(names).name}"


def file_name(names: Product) -> str:
    app = as_app(names)
    return f"{app.name}_{app.version}_amd64.deb"


def entry(names: Product) -> str:
    """The .deb's desktop entry with the store's places."""
    app = as_app(names)
    program = f"/{place(names)}/files/{names.name}"
    other = {"Exec": f"{program} %f", "TryExec": program, "Icon": app.name}
    lines = deb.desktop_entry(names).splitlines()
    found = {line.partition("=")[0] for line in lines}
    if missing := set(other) - found:
        stop(f"the desktop entry has no {', '.join(missing)}")
    changed = (
        f"{key}={other.get(key, value)}" if sign else key
        for key, sign, value in (x.partition("=") for x in lines)
    )
    return "\n".join(changed) + "\n"


def info(names: Product) -> str:
    """What the store shows: the program asks for the clipboard alone."""
    app = as_app(names)
    rights = {name: name == "clipboard" for name in RIGHTS}
    data = {
        "appid": app.name,
        "name": app.title,
        "version": app.version,
        "arch": ["amd64"],
        "permissions": rights,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def lay_out(names: Product, program: Path, root: Path) -> None:
    """The files as they will lie on the system."""
    home, app = root / place(names), as_app(names)
    shutil.copytree(program, home / "files", symlinks=True)
    deb.write(home / "files/copyright", deb.copyright_text(program))
    deb.write(home / "info", info(names))
    entries = home / "entries"
    deb.write(entries / f"applications/{app.name}.desktop", entry(names))
    deb.write(entries / f"mime/packages/{app.name}.xml", deb.mime_definition(app))
    deb.write_icons(app, entries)


def build(names: Product, program: Path | None = None) -> Path:
    """Lay out and pack into dist/; returns the package."""
    program = program or deb.program_folder(names)
    root = WORK / "uos"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(names, program, root)
    glibc, _ = folder.newest_glibc(program)
    installed = int(megabytes(root) * 1e6 / 1024)
    deb.write(root / "DEBIAN/control", deb.control(as_app(names), installed, glibc, "amd64"))
    deb.write(root / "DEBIAN/md5sums", deb.checksums(root))
    made = deb.pack(root, DIST / file_name(names))
    shutil.rmtree(root)
    return made


def foreign(names: Product, listing: str) -> list[str]:
    """Of `dpkg-deb --contents`: what lies outside the store's place."""
    home = f"./{place(names)}/"
    above = {"./", "./opt/", "./opt/apps/"}
    paths = [re.sub(r" -> .*$", "", line.split(None, 5)[5]) for line in listing.splitlines()]
    return [path for path in paths if path not in above and not path.startswith(home)]
