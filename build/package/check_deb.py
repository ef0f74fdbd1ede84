"""The Debian package, looked through on this machine."""

import shutil
import tempfile
from pathlib import Path

from bundle import Product
from steps import DIST, run, say, stop


def newest(names: Product, arch: str = "amd64") -> Path | None:
    """The package in dist/, if there is one."""
    package = DIST / f"{names.name}_{names.version}_{arch}.deb"
    return package if package.is_file() else None


def look_through(names: Product) -> None:
    """Unpack it: what must lie where, and the desktop entry as its validator sees it."""
    package = newest(names)
    if package is None:
        stop("no Debian package: run  python3 build/dev.py package --deb  first.")
    with tempfile.TemporaryDirectory(prefix="package-test-") as scratch:
        root = Path(scratch)
        run("dpkg-deb", "-R", package, root)
        wanted = (
            f"opt/{names.name}/{names.name}",
            f"usr/share/applications/{names.name}.desktop",
            f"usr/share/mime/packages/{names.name}.xml",
            f"usr/share/icons/hicolor/scalable/apps/{names.name}.svg",
            f"usr/share/icons/hicolor/48x48/apps/{names.name}.png",
            f"usr/share/doc/{names.name}/copyright",
            "DEBIAN/md5sums",
        )
        if missing := [name for name in wanted if not (root / name).is_file()]:
            stop(f"missing in the package: {', '.join(missing)}")
        if str((root / "usr/bin" / names.name).readlink()) != f"/opt/{names.name}/{names.name}":
            stop("the command does not point at the program")
        for script in ("preinst", "prerm", "postinst", "postrm"):
            run("sh", "-n", root / "DEBIAN" / script)
        owners = {line.split()[1] for line in run("dpkg-deb", "-c", package).splitlines()}
        if owners != {"root/root"}:
            stop(f"files belong to {owners}")
        if shutil.which("desktop-file-validate"):
            run("desktop-file-validate", root / wanted[1])
        run(root / wanted[0], "--selftest")
    say(f"{package.name}: layout, scripts, desktop entry and self-test of the unpacked program are right")


def check(names: Product, suites: list[str]) -> None:
    look_through(names)
