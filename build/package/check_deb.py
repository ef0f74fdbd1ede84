"""The Debian package: looked through on this machine, then installed and driven in clean trees of Debian 11, 12, 13."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import deb_needs
import deb_trouble
from bundle import Product
from deb_desk import HOME, Person, entry_words, managed, opened, suite
from deb_trouble import APT, QUIETLY, START_TITLE, whole
from screen import Screen
from steps import DIST, WORK, run, say, stop
from trees import Visit, tree

DESKTOP = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin", "locales")
DATA = ".local/share/branch-desk"
STORE = f"{HOME}/{DATA}/支部 数据"
MAIN_TITLE = "— 支部工作台"
PASSWORD = "打包检查用的口令-2026"
# Where a system writes as it lives, whatever is installed.
LIVING = (
    "proc/",
    "dev/",
    "tmp/",
    "home/",
    "packages/",
    "var/cache/",
    "var/log/",
    "var/lib/apt/",
    "var/lib/dpkg/",
)


def newest(names: Product, arch: str = "amd64") -> Path | None:
    """The package in dist/, if there is one."""
    package = DIST / f"{names.name}_{names.version}_{arch}.deb"
    return package if package.is_file() else None


def package_of(names: Product, arch: str = "amd64") -> Path:
    """The package in dist/; stops when there is none."""
    package = newest(names, arch)
    if package is None:
        more = "" if arch == "amd64" else f" --arch {arch}"
        stop(f"no Debian package: run  python3 build/dev.py package --deb{more}  first.")
    return package


def look_through(names: Product, arch: str = "amd64") -> None:
    """Unpack it: what must lie where, and the desktop entry as its validator sees it."""
    package = package_of(names, arch)
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
        if arch == "amd64":
            run(root / wanted[0], "--selftest")
    tested = " and self-test of the unpacked program" if arch == "amd64" else ""
    say(f"{package.name}: layout, scripts, desktop entry{tested} are right")


def files(visit: Visit) -> set[str]:
    """Everything in the tree but what a system writes as it lives."""
    found = (path[2:] for path in visit.run("find", ".", "-xdev").splitlines())
    return {path for path in found if path and not path.startswith(LIVING)}


def data_of(person: Person) -> str:
    """One hash over a branch's data: names and contents."""
    total = hashlib.sha256()
    for path in sorted((person.visit.root / STORE.lstrip("/")).rglob("*")):
        total.update(str(path.relative_to(person.home)).encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


def first_install(visit: Visit, names: Product) -> None:
    """With apt in a tree that has nothing but apt; what the files need is named; the self-test passes."""
    visit.run("apt-get", "-qq", "update")
    started = time.perf_counter()
    visit.run(*APT, "install", "/packages/new.deb", env=QUIETLY)
    took = time.perf_counter() - started
    count = deb_needs.check(visit, names.name)
    whole(visit, names, names.version)
    say(f"{suite(visit)}: installed in {took:.0f} s; Depends names all {count} libraries; self-test passed")


def windows(visit: Visit, names: Product, person: Person, screen: Screen) -> None:
    """As an ordinary user: without fonts and locales, then on a desktop, larger, and by double-click."""
    debian = suite(visit)
    shutil.rmtree(visit.root / "usr/share/fonts", ignore_errors=True)
    person.run("--selftest", text="自检通过", env={"LANG": "C"})
    with opened(person, screen, [names.name], START_TITLE, f"deb-{debian}-bare", LANG="C"):
        pass
    visit.run(*APT, "install", *DESKTOP, env=QUIETLY)
    visit.run("localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8")
    visit.run("dpkg-reconfigure", "-fnoninteractive", names.name)
    person.run("--selftest", text="自检通过")
    with opened(person, screen, [names.name, "--sample"], MAIN_TITLE, f"deb-{debian}"):
        pass
    for words, title, what in (([], START_TITLE, "start"), (["--sample"], MAIN_TITLE, "main")):
        picture = f"deb-{debian}-125-{what}"
        with opened(person, screen, [names.name, *words], title, picture, QT_SCALE_FACTOR="1.25"):
            pass


def double_click(visit: Visit, names: Product, person: Person, screen: Screen) -> None:
    """A handoff package has its type, its program, and opens by the line of the desktop entry."""
    debian = suite(visit)
    file = f"{HOME}/上报 包{names.extension}"
    (visit.root / file.lstrip("/")).write_bytes(b"PK\3\4" + bytes(64))
    kind = visit.run("gio", "info", "-a", "standard::content-type", file)
    if names.mime_type not in kind or f"{names.name}.desktop" not in visit.run(
        "gio", "mime", names.mime_type
    ):
        stop(f"{debian}: {file} is {kind}")
    words = entry_words(visit, names, file)
    with opened(person, screen, words, START_TITLE, f"deb-{debian}-package"):
        pass
    say(f"{debian}: {names.extension} has its type and opens by the desktop entry")


def make_data(person: Person) -> str:
    """A branch in the usual place; the hash that must not change from here on."""
    secret = person.home / "口令.txt"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    key = ("--password-file", f"{HOME}/口令.txt")
    person.run("new", STORE, "--branch", "中共柳溪村支部委员会", "--kind", "村社区", *key, text="已建立")
    return data_of(person)


def leave(visit: Visit, names: Product, person: Person, data: str) -> None:
    """Removed without a trace; the data stay, and the last line says where."""
    visit.attempt("dpkg", "--purge", names.name)
    before = files(visit)
    visit.run(*APT, "install", "/packages/new.deb", env=QUIETLY)
    said = visit.run(*APT, "purge", names.name, env=QUIETLY)
    if said.count(f"支部数据没有删除：在各用户主目录的 {DATA} 里") != 1:
        stop(f"{suite(visit)}: purge does not say where the data are: {said}")
    if left := sorted(files(visit) ^ before):
        stop(f"{suite(visit)}: purge left or took {', '.join(left[:5])}")
    if traces := [path for path in before if names.name in path]:
        stop(f"{suite(visit)}: traces: {', '.join(traces[:5])}")
    if data_of(person) != data:
        stop(f"{suite(visit)}: the data have changed")
    say(f"{suite(visit)}: purged without a trace, data unchanged and named")


def install(names: Product, debian: str, packages: Path, screen: Screen) -> None:
    """One Debian, from the first install to the last trace."""
    caches = {WORK / "trees" / f"{kind}-{debian}": inside for kind, inside in (
        ("archives", "/var/cache/apt/archives"), ("lists", "/var/lib/apt/lists"),
    )}  # fmt: skip
    for cache in caches:
        (cache / "partial").mkdir(parents=True, exist_ok=True)
    with Visit(tree(debian), {**caches, packages: "/packages"}) as visit:
        first_install(visit, names)
        person = Person(visit, names)
        windows(visit, names, person, screen)
        double_click(visit, names, person, screen)
        data = make_data(person)
        deb_trouble.while_running(visit, names, person, screen)
        deb_trouble.versions(visit, names)
        deb_trouble.full_disk(visit, names)
        deb_trouble.interrupted(visit, names)
        leave(visit, names, person, data)


def check(names: Product, suites: Sequence[str]) -> None:
    """Look through the package, then install it in each of these suites."""
    look_through(names)
    package = package_of(names)
    with tempfile.TemporaryDirectory(prefix="packages-", dir=WORK) as name, managed() as screen:
        packages = Path(name)
        packages.chmod(0o755)
        shutil.copy(package, packages / "new.deb")
        for version in (deb_trouble.OLDER, deb_trouble.NEWER):
            made = deb_trouble.repacked(package, names, version)
            shutil.move(made, packages / made.name)
        for debian in suites:
            started = time.perf_counter()
            install(names, debian, packages, screen)
            say(f"{debian}: everything in {time.perf_counter() - started:.0f} s")
