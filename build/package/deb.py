"""The Debian package: the program under /opt, a command, a desktop entry, icons and the type of handoff packages.

dpkg-deb writes it (xz: older systems know no zstd); nothing is downloaded. Libraries that every desktop has are
asked for by `Depends`, which holds on Debian 11 to 13.
"""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from bundle import ROOT, Product

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}
DEPENDS = (
    "libc6 (>= {glibc}), libstdc++6 (>= 8), libgcc1 | libgcc-s1, zlib1g, libzstd1, libgl1, libegl1, libx11-6, "
    "libx11-xcb1, libxcb1, libxcb-glx0, libxcb-randr0, libxcb-render0, libxcb-shape0, libxcb-shm0, libxcb-sync1, "
    "libxcb-xfixes0, libglib2.0-0, libdbus-1-3, libfontconfig1, libfreetype6, libcups2"
)
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
REFRESH = """#!/bin/sh
set -e
case "$1" in
  {when})
    command -v update-mime-database >/dev/null 2>&1 && update-mime-database /usr/share/mime || true
    command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q /usr/share/applications || true
    command -v gtk-update-icon-cache >/dev/null 2>&1 && gtk-update-icon-cache -q -f /usr/share/icons/hicolor || true
    ;;
esac
exit 0
"""


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
Exec={names.name}
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


def control(names: Product, installed_kb: int, glibc: str) -> str:
    return f"""Package: {names.name}
Version: {names.version}
Architecture: {ARCHITECTURE[platform.machine()]}
Maintainer: {names.publisher} <{names.contact}>
Installed-Size: {installed_kb}
Depends: {DEPENDS.format(glibc=glibc)}
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


def lay_out(names: Product, folder: Path, root: Path) -> None:
    """The files as they will lie on the system."""
    shutil.copytree(folder, root / "opt" / names.name, symlinks=True)
    command = root / "usr/bin" / names.name
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/opt/{names.name}/{names.name}")
    share = root / "usr/share"
    write(share / f"applications/{names.name}.desktop", desktop_entry(names))
    write(share / f"mime/packages/{names.name}.xml", mime_definition(names))
    write_icons(names, share)
    papers = share / "doc" / names.name
    papers.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", papers / "copyright")


def set_times(root: Path, when: int) -> None:
    """One date and one set of modes for all, so that the same commit gives the same package."""
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        os.utime(path, (when, when), follow_symlinks=False)


def build(names: Product, folder: Path, root: Path, dist: Path, when: int, glibc: str) -> Path:
    """Lay out and pack; returns the package."""
    shutil.rmtree(root, ignore_errors=True)
    lay_out(names, folder, root)
    installed = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir()) // 1024
    write(root / "DEBIAN/control", control(names, installed, glibc))
    write(root / "DEBIAN/postinst", REFRESH.format(when="configure"), 0o755)
    write(root / "DEBIAN/postrm", REFRESH.format(when="remove|purge"), 0o755)
    set_times(root, when)
    package = dist / f"{names.name}_{names.version}_{ARCHITECTURE[platform.machine()]}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-b", str(root), str(package)]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(when)}
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
    return package
