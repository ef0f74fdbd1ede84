"""What goes wrong with a Debian package on a person's computer: each ends with a sentence, and nothing is lost."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import deb
from bundle import Product
from deb_desk import Person, end, opened, suite
from screen import Screen
from steps import WORK, run, say, stop
from trees import Visit

OLDER, NEWER = "0.0.9", "99.0"
APT = ("apt-get", "-qq", "-y", "--no-install-recommends")
QUIETLY = {"DEBIAN_FRONTEND": "noninteractive"}
START_TITLE = "^支部工作台"


def repacked(package: Path, names: Product, version: str) -> Path:
    """The same package under another version, as if it had been built earlier or later; not compressed."""
    root, target = WORK / "deb" / version, WORK / "deb" / f"{names.name}_{version}.deb"
    shutil.rmtree(root, ignore_errors=True)
    run("dpkg-deb", "-R", package, root)
    for name in ("control", "preinst"):
        path = root / "DEBIAN" / name
        path.write_text(path.read_text("utf-8").replace(names.version, version), encoding="utf-8")
    deb.pack(root, target, compression="none")
    shutil.rmtree(root)
    return target


def state(visit: Visit, names: Product) -> str:
    """What dpkg thinks of the package, and every file that differs from it."""
    status = visit.attempt("dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", names.name).stdout
    return status + visit.attempt("dpkg", "--verify", names.name).stdout


def refused(visit: Visit, names: Product, sentence: str, *words: str) -> str:
    """Run what must not succeed: it ends with this sentence, and nothing has changed."""
    before = state(visit, names)
    done = visit.attempt(*words, env=QUIETLY)
    said = done.stdout + done.stderr
    if done.returncode == 0 or sentence not in said:
        stop(f"{suite(visit)}: {' '.join(words)}: exit {done.returncode}, expected “{sentence}”\n{said}")
    if (after := state(visit, names)) != before:
        stop(f"{suite(visit)}: {' '.join(words)} changed “{before}” to “{after}”\n{said}")
    return said


def whole(visit: Visit, names: Product, version: str) -> None:
    """The package is installed in this version, unchanged, with no half-written file beside it, and works."""
    if (now := state(visit, names)) != f"installed {version}":
        stop(f"{suite(visit)}: expected {version} whole, found “{now}”")
    if halves := [path.name for path in (visit.root / "opt").rglob("*.dpkg-*")]:
        stop(f"{suite(visit)}: left behind: {', '.join(halves[:3])}")
    visit.run(names.name, "--selftest")


def versions(visit: Visit, names: Product) -> None:
    """Over an older one it is an upgrade; an older one over it, and it over a newer one, are refused."""
    where = f"/packages/{names.name}_"
    refused(visit, names, f"已经装有更新的版本 {names.version}", "dpkg", "-i", f"{where}{OLDER}.deb")
    words = (*APT, "--allow-downgrades", "install", f"{where}{OLDER}.deb")
    refused(visit, names, "程序和数据都没有改动", *words)
    whole(visit, names, names.version)
    visit.run(*APT, "purge", names.name, env=QUIETLY)
    visit.run("dpkg", "-i", f"{where}{NEWER}.deb")
    refused(visit, names, f"已经装有更新的版本 {NEWER}", "dpkg", "-i", "/packages/new.deb")
    whole(visit, names, NEWER)
    visit.run("dpkg", "--purge", names.name)
    visit.run("dpkg", "-i", f"{where}{OLDER}.deb")
    visit.run(*APT, "install", "/packages/new.deb", env=QUIETLY)
    whole(visit, names, names.version)
    say(f"{suite(visit)}: upgraded from {OLDER}; both downgrades refused, nothing changed")


def while_running(visit: Visit, names: Product, person: Person, screen: Screen) -> None:
    """Neither replaced nor removed under an open window, which goes on."""
    picture = f"deb-{suite(visit)}-running"
    with opened(person, screen, [names.name], START_TITLE, picture) as program:
        refused(visit, names, "正在运行。请先关闭程序再安装", "dpkg", "-i", "/packages/new.deb")
        refused(visit, names, "正在运行。请先关闭程序再卸载", "dpkg", "-r", names.name)
        refused(visit, names, "正在运行。请先关闭程序再卸载", *APT, "purge", names.name)
        if program.poll() is not None:
            stop(f"{suite(visit)}: the window closed, exit {program.returncode}")
    whole(visit, names, names.version)
    say(f"{suite(visit)}: install and removal under a running program refused")


def full_disk(visit: Visit, names: Product) -> None:
    """Too little space is said beforehand; a disk that fills up while dpkg writes leaves the old version working."""
    opt = visit.root / "opt"
    visit.run("dpkg", "--purge", names.name)
    opt.mkdir(exist_ok=True)  # dpkg takes it away when it is empty
    run("mount", "-t", "tmpfs", "-o", "size=2g", "tmpfs", opt)
    try:
        visit.run("dpkg", "-i", f"/packages/{names.name}_{OLDER}.deb")
        files = sum(1 for _ in opt.rglob("*"))
        used = int(run("df", "-k", "--output=used", opt).split()[-1])
        run("mount", "-o", f"remount,size={used + 50_000}k", opt)
        refused(visit, names, "磁盘空间不够", "dpkg", "-i", "/packages/new.deb")
        run("mount", "-o", f"remount,size=2g,nr_inodes={files * 3 // 2}", opt)
        refused(visit, names, "No space left on device", "dpkg", "-i", "/packages/new.deb")
        whole(visit, names, OLDER)
        run("mount", "-o", "remount,size=2g,nr_inodes=0", opt)
        visit.run("dpkg", "-i", "/packages/new.deb")
        whole(visit, names, names.version)
        visit.run("dpkg", "--purge", names.name)
    finally:
        run("umount", opt)
    say(f"{suite(visit)}: without space refused, with a disk filling up the old version stayed whole")


def interrupted(visit: Visit, names: Product) -> None:
    """dpkg killed while it writes an upgrade: the old version works, and installing again repairs."""
    visit.run("dpkg", "-i", f"/packages/{names.name}_{OLDER}.deb")
    dpkg = subprocess.Popen(
        visit.command("dpkg", "-i", "/packages/new.deb"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    try:
        inner = visit.root / "opt" / names.name / "_internal"
        while not any(inner.glob("*.dpkg-new")):
            if dpkg.poll() is not None:
                stop(f"{suite(visit)}: dpkg ended before it could be interrupted")
            time.sleep(0.02)
        os.killpg(dpkg.pid, signal.SIGKILL)
    finally:
        end(dpkg)
    visit.run(names.name, "--selftest")
    visit.attempt("dpkg", "--configure", "-a")
    visit.run(*APT, "install", "--reinstall", "/packages/new.deb", env=QUIETLY)
    whole(visit, names, names.version)
    say(f"{suite(visit)}: an interrupted upgrade left the old version working, and was repaired")
