"""Where everything lies: the window's settings, the data, logs. Standard library only, and cheap: it runs first."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.domain.errors import UserError

NAME = "branch-desk"
PORTABLE_MARKERS = ("portable", "便携模式")  # a .txt of this name beside the program
PORTABLE_FOLDER = "数据"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one user, or of one portable copy of the program."""

    config: Path
    data: Path
    portable: bool = False

    @property
    def store(self) -> Path:
        """Where a new branch's data lies unless somebody chooses otherwise."""
        return self.data / "支部数据"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def anchors(self) -> Path:
        """Where the proof lies that a store is the newest: never inside a data folder."""
        return self.config / "anchors"

    @property
    def words(self) -> str:
        """For the first page and About: where a portable copy keeps everything; "" for an installed program."""
        return f"便携模式：数据、设置和日志都在“{self.data}”。" if self.portable else ""

    def prepare(self) -> list[str]:
        """Make the folders. A sentence for each that cannot be written; the window opens all the same."""
        problems: list[str] = []
        for folder, what in ((self.config, "窗口的设置"), (self.logs, "日志和出错报告")):
            try:
                _try_to_write(folder)
            except OSError:
                problems.append(
                    f"不能写入文件夹“{folder}”，{what}这次不会保存。请检查磁盘空间和这个文件夹的权限。"
                )
        return problems


@cache
def current() -> Places:
    """The places of this run; UserError when a portable copy may not be used where it lies."""
    return find(program_folder(), os.environ, sys.platform)


def program_folder() -> Path | None:
    """Where the packaged program's executable lies; None when it runs from source."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else None


def find(program: Path | None, env: Mapping[str, str], system: str) -> Places:
    """Beside a program with the portable marker, else where this system keeps a user's files."""
    if program is not None and (marker := portable_marker(program)):
        return _portable(program, marker)
    home = Path(env.get("USERPROFILE" if system == "win32" else "HOME") or Path.home())
    if system == "win32":
        base = Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / NAME
        return Places(base, base)
    config = _absolute(env.get("XDG_CONFIG_HOME"), home / ".config")
    return Places(config / NAME, _absolute(env.get("XDG_DATA_HOME"), home / ".local" / "share") / NAME)


def portable_marker(program: Path) -> str:
    """The marker's name. Explorer hides endings, so that “portable.txt.txt” is made easily."""
    try:
        names = sorted(path.name for path in program.iterdir())
    except OSError:
        return ""
    return next(
        (
            name
            for name in names
            if name.lower().endswith(".txt") and name.lower().split(".")[0] in PORTABLE_MARKERS
        ),
        "",
    )


def _portable(program: Path, marker: str) -> Places:
    from models.drives import is_carried  # noqa: PLC0415  (start-up: portable copies only)

    if is_carried(program):
        raise UserError(
            "便携模式不能在 U 盘或移动硬盘上使用：程序可以放在 U 盘上带走，支部数据不可以。"
            f"请把整个“{program.name}”文件夹拷到这台电脑的硬盘上再打开；"
            f"或者用安装程序安装；或者删去“{marker}”，数据就存在这台电脑上。"
        )
    folder = program / PORTABLE_FOLDER
    try:
        _try_to_write(folder)
    except OSError as error:
        raise UserError(
            f"便携模式要把数据存在“{folder}”，可是那里不能写入。"
            "请把整个程序文件夹拷到能写入的地方（如 D 盘）再打开；"
            f"或者删去“{marker}”，数据就存在这台电脑的用户文件夹里。"
        ) from error
    return Places(folder, folder, portable=True)


def _absolute(value: str | None, otherwise: Path) -> Path:
    """The desktop convention: a relative path in these variables counts as none."""
    return Path(value) if value and Path(value).is_absolute() else otherwise


def _try_to_write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    trial = folder / f".{NAME}-{os.getpid()}"
    trial.touch()
    trial.unlink()
