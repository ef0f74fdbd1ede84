"""The store package: looked through, then installed by dpkg in Debian 11, tried and removed without a trace."""

import json
import tempfile
from pathlib import Path

import uos
from bundle import Product
from check_run import tree_packages
from steps import DIST, WORK, run, say, stop
from trees import Visit, tree

SUITE = "bullseye"
LIVING = ("/tmp/", "/var/log/", "/var/cache/")  # and fontconfig's .uuid: what any program leaves as it runs


def newest(names: Product) -> Path | None:
    """The package in dist/, if there is one."""
    made = DIST / uos.file_name(names)
    return made if made.is_file() else None


def look_through(names: Product, made: Path) -> None:
    """Nothing outside its place, nothing that runs at installation, and the papers the store reads."""
    if outside := uos.foreign(names, run("dpkg-deb", "--contents", made)):
        stop(f"{made.name}: outside /{uos.place(names)}: {', '.join(outside[:5])}")
    with tempfile.TemporaryDirectory(prefix="uos-", dir=WORK) as scratch:
        root = Path(scratch)
        run("dpkg-deb", "-R", made, root)
        scripts = {path.name for path in (root / "DEBIAN").iterdir()} - {"control", "md5sums"}
        if scripts:
            stop(f"{made.name} brings {', '.join(sorted(scripts))}")
        home, app = root / uos.place(names), uos.as_app(names)
        found = json.loads((home / "info").read_text(encoding="utf-8"))
        if (found["appid"], found["version"]) != (app.name, app.version) or app.version.count(".") != 3:
            stop(f"{made.name}: info says {found['appid']} {found['version']}")
        if not (home / f"entries/icons/hicolor/scalable/apps/{app.name}.svg").is_file():
            stop(f"{made.name} has no icon")
    say(f"{made.name}: everything under /{uos.place(names)}, no scripts")


def paths(visit: Visit) -> set[str]:
    return set(visit.run("find", "/", "-xdev", "-not", "-path", "/var/lib/dpkg/*").splitlines())


def check(names: Product) -> None:
    """The package in dist/, on a system with the C library of 2020."""
    made = newest(names)
    if made is None:
        stop("no store package: run  python3 build/dev.py package --uos  first.")
    look_through(names, made)
    app, home = uos.as_app(names), f"/{uos.place(names)}"
    with Visit(tree(SUITE, tree_packages(SUITE)), {DIST: "/packages"}) as visit:
        before = paths(visit) | {"/opt/apps"}
        visit.run("dpkg", "-i", f"/packages/{made.name}")
        entry = visit.root / home.lstrip("/") / f"entries/applications/{app.name}.desktop"
        visit.run("desktop-file-validate", f"{home}/entries/applications/{entry.name}")
        lines = dict(line.split("=", 1) for line in entry.read_text("utf-8").splitlines() if "=" in line)
        env = {"QT_QPA_PLATFORM": "offscreen", "HOME": "/tmp"}
        said = visit.run(lines["Exec"].removesuffix(" %f"), "--selftest", env=env)
        if "自检通过" not in said:
            stop(f"{SUITE}: the self-test said: {said}")
        visit.run("dpkg", "--purge", app.name)
        left = {path for path in paths(visit) - before if not path.startswith(LIVING) and ".uuid" not in path}
        if left:
            stop(f"{SUITE}: purge left {', '.join(sorted(left)[:5])}")
    say(f"{made.name}: installed, self-test passed, purged without a trace in {SUITE}")


if __name__ == "__main__":
    from bundle import product

    check(product())
