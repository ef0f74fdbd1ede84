"""The Debian package: the program under /opt, a command, a desktop entry, icons and the type of handoff packages.

dpkg-deb writes it (xz: older systems know no zstd); nothing is downloaded. Libraries that every desktop has are
asked for by `Depends`, which `package-test --install` compares with what the files need on Debian 11 to 13.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import deb_scripts
import folder
from bundle import ROOT, Product
from steps import DIST, WORK, commit_time, megabytes, say, stop

DEPENDS = (
    "libc6 (>= {glibc}), libstdc++6 (>= 8), libgcc1 | libgcc-s1, zlib1g, libzstd1, libgl1, libegl1, libx11-6, "
    "libx11-xcb1, libxcb1, libxcb-glx0, libxcb-randr0, libxcb-render0, libxcb-shape0, libxcb-shm0, libxcb-sync1, "
    "libxcb-xfixes0, libglib2.0-0, libdbus-1-3, libfontconfig1, libfreetype6, libcups2, libexpat1, xkb-data"
)
# What the last Qt for older systems on a processor needs besides.
MORE_DEPENDS = {"arm64": ", libsm6, libice6"}
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
OLD_SYSTEMS = (
    WORK / "linux-2.28"
)  # the program built for glibc 2.28; without it, the one for this machine is packed


def needed(arch: str = "amd64") -> list[str]:
    """The packages of Depends by name, the newer of two names."""
    found = f"{DEPENDS}{MORE_DEPENDS.get(arch, '')}".split(",")
    names = [part.split("(")[0].strip() for one in found for part in one.split("|")[-1:]]
    return [name for name in names if name != "libc6"]


def write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def desktop_entry(names: Product) -> str:
    return f"""[Desktop Entry]
Type=Application
Version=1.0
Name={names.title}
Name[en]=Branch Desk
Comment={names.comment}
Comment[en]={names.comment_en}
Exec={names.name} %f
TryExec={names.name}
Icon={names.name}
Terminal=false
Categories=Office;
MimeType={names.mime_type};
StartupWMClass={names.name}
StartupNotify=true
"""


def mime_definition(names: Product) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{names.mime_type}">
    <comment>Branch Desk handoff package</comment>
    <comment xml:lang="zh_CN">{names.mime_title}</comment>
    <icon name="{names.name}"/>
    <glob pattern="*{names.extension}" weight="80"/>
  </mime-type>
</mime-info>
"""


def control(names: Product, installed_kb: int, glibc: str, arch: str) -> str:
    return f"""Package: {names.name}
Version: {names.version}
Architecture: {arch}
Maintainer: {names.publisher} <{names.contact}>
Installed-Size: {installed_kb}
Depends: {DEPENDS.format(glibc=glibc)}{MORE_DEPENDS.get(arch, "")}
Recommends: fonts-noto-cjk | fonts-wqy-zenhei | ttf-wqy-zenhei
Section: misc
Priority: optional
Description: {names.title} - {names.comment_en}
 {names.comment}。
 本软件仅用于非涉密信息。卸载不会删除支部数据。
"""


def write_icons(names: Product, share: Path) -> None:
    """The drawing once, and pictures for desktops that take no drawings."""
    from PIL import Image

    scalable = share / "icons/hicolor/scalable/apps"
    scalable.mkdir(parents=True)
    shutil.copy(names.icon.with_suffix(".svg"), scalable / f"{names.name}.svg")
    with Image.open(names.icon.with_suffix(".png")) as picture:
        for size in ICON_SIZES:
            path = share / f"icons/hicolor/{size}x{size}/apps/{names.name}.png"
            path.parent.mkdir(parents=True)
            picture.resize((size, size), Image.Resampling.LANCZOS).save(path)


def copyright_text(program: Path) -> str:
    """The program's own licence, then the notices of everything shipped with it."""
    parts = [(ROOT / "LICENSE").read_text(encoding="utf-8")]
    notices = program / "_internal" / "THIRD-PARTY.txt"
    if notices.is_file():
        parts.append(notices.read_text(encoding="utf-8-sig"))
    return ("\n" + "=" * 80 + "\n\n").join(parts)


def lay_out(names: Product, program: Path, root: Path) -> None:
    """The files as they will lie on the system."""
    shutil.copytree(program, root / "opt" / names.name, symlinks=True)
    command = root / "usr/bin" / names.name
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/opt/{names.name}/{names.name}")
    share = root / "usr/share"
    write(share / f"applications/{names.name}.desktop", desktop_entry(names))
    write(share / f"mime/packages/{names.name}.xml", mime_definition(names))
    write_icons(names, share)
    write(share / "doc" / names.name / "copyright", copyright_text(program))


def checksums(root: Path) -> str:
    """What `dpkg --verify` compares an installation with."""
    files = sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and path.relative_to(root).parts[0] != "DEBIAN"
    )
    lines = [f"{hashlib.md5(p.read_bytes()).hexdigest()}  {p.relative_to(root).as_posix()}" for p in files]
    return "\n".join(lines) + "\n"


def set_times(root: Path, when: int) -> None:
    """One date and one set of modes for all, so that the same commit gives the same package."""
    for path in (*sorted(root.rglob("*"), reverse=True), root):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def pack(root: Path, package: Path, *, compression: str = "xz") -> Path:
    """Write the package of what lies under `root`; the same bytes whatever number of processors."""
    when = commit_time()
    set_times(root, when)
    package.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["dpkg-deb", "--root-owner-group", f"-Z{compression}", "-b", str(root), str(package)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(when)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        stop(f"dpkg-deb: {done.stderr}")
    return package


def program_folder(names: Product) -> Path:
    """The program to pack: built for old systems if that was done, else for this machine."""
    built = OLD_SYSTEMS / names.name
    if not (built / names.name).is_file():
        built = DIST / names.name
        say(f"packing {built.relative_to(ROOT)}: it runs where glibc is as new as here")
    if not (built / names.name).is_file():
        stop("nothing is built: run  python3 build/dev.py package  first.")
    return built


def build(names: Product, program: Path | None = None, arch: str = "amd64") -> Path:
    """Lay out and pack into dist/; returns the package."""
    program = program or program_folder(names)
    root = WORK / "deb" / arch
    shutil.rmtree(root, ignore_errors=True)
    lay_out(names, program, root)
    installed = int(megabytes(root) * 1e6 / 1024)
    glibc, _ = folder.newest_glibc(program)
    write(root / "DEBIAN/control", control(names, installed, glibc, arch))
    write(root / "DEBIAN/md5sums", checksums(root))
    for name, text in deb_scripts.scripts(names, installed).items():
        write(root / "DEBIAN" / name, text, 0o755)
    return pack(root, DIST / f"{names.name}_{names.version}_{arch}.deb")
