"""The Debian package, looked through, and installed, driven and removed in a clean minimal tree."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from bundle import Product

Say = Callable[[str], None]
IN_TREE = """set -e
export DEBIAN_FRONTEND=noninteractive HOME=/root LANG=C.UTF-8
apt-get update -qq >/dev/null
apt-get install -y -qq --no-install-recommends shared-mime-info desktop-file-utils libglib2.0-bin >/dev/null 2>&1
apt-get install -y -qq --no-install-recommends /tmp/{package} >/tmp/install.log 2>&1 || {{ tail -20 /tmp/install.log; exit 1; }}
{name} --selftest
{name} forms > /tmp/forms.txt
test -s /tmp/forms.txt
printf 'PK\\003\\004' > '/tmp/上报 包{extension}'
gio info -a standard::content-type '/tmp/上报 包{extension}' | grep -q '{mime}'
gio mime {mime} | grep -q {name}.desktop
mkdir -p '/root/支部数据' && touch '/root/支部数据/keep'
apt-get purge -y -qq {name} >/dev/null 2>&1
test ! -e /opt/{name} && test ! -e /usr/bin/{name} && test ! -e /usr/share/applications/{name}.desktop
test -e '/root/支部数据/keep'
echo REMOVED-CLEANLY
"""


def run(*words: str | Path) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}: {done.stdout}{done.stderr}")
    return done.stdout


def look_through(package: Path, names: Product, root: Path, say: Say, stop: Say) -> None:
    """Unpack it: what must lie where, and the desktop entry as its validator sees it."""
    run("dpkg-deb", "-x", package, root)
    run("dpkg-deb", "-e", package, root / "DEBIAN")
    wanted = (
        f"opt/{names.name}/{names.name}",
        f"usr/share/applications/{names.name}.desktop",
        f"usr/share/mime/packages/{names.name}.xml",
        f"usr/share/icons/hicolor/scalable/apps/{names.name}.svg",
        f"usr/share/icons/hicolor/48x48/apps/{names.name}.png",
        f"usr/share/doc/{names.name}/copyright",
        "DEBIAN/postinst",
        "DEBIAN/postrm",
    )
    if missing := [name for name in wanted if not (root / name).is_file()]:
        stop(f"missing in the package: {', '.join(missing)}")
    if str((root / "usr/bin" / names.name).readlink()) != f"/opt/{names.name}/{names.name}":
        stop("the command does not point at the program")
    owners = {line.split()[1] for line in run("dpkg-deb", "-c", package).splitlines()}
    if owners != {"root/root"}:
        stop(f"files belong to {owners}")
    if shutil.which("desktop-file-validate"):
        run("desktop-file-validate", root / wanted[1])
    run(root / wanted[0], "--selftest")
    say(f"{package.name}: layout, desktop entry and self-test of the unpacked program are right")


def install(package: Path, names: Product, suite: str, tree: Path, say: Say, stop: Say) -> None:
    """In a minimal Debian: install with apt, self-test, type of a handoff package, removal that leaves the data."""
    if shutil.which("mmdebstrap") is None or os.geteuid() != 0:
        stop("--install needs root and the Debian package mmdebstrap.")
    run("mmdebstrap", "--variant=apt", suite, tree)
    shutil.copy(package, tree / "tmp")
    script = IN_TREE.format(
        package=package.name, name=names.name, extension=names.extension, mime=names.mime_type
    )
    (tree / "tmp/drive.sh").write_text(script, encoding="utf-8")
    shutil.copy("/etc/resolv.conf", tree / "etc/resolv.conf")
    # its own /proc, which goes away with the process: a packaged program finds its folder through it
    inside = ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={tree / 'proc'}", "chroot", str(tree)]
    done = subprocess.run(
        [*inside, "sh", "/tmp/drive.sh"], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode or "自检通过" not in done.stdout or "REMOVED-CLEANLY" not in done.stdout:
        stop(f"{suite}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    say(f"{suite}: installed, self-test passed, file type known, removed without a trace; data left")
