"""Whether the files of a packaged program are all there and unchanged. Standard library only: it runs first."""

import re
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from models.domain.errors import UserError

MANIFEST = "files.sha256"  # written when the program is packaged: hash, size and path, one line a file
AGAIN = "程序安装不完整，请重新安装；支部数据不受影响。"
FIRST = 3
_NO_LIBRARY = re.compile(r"^([\w.+-]+\.so[.\d]*): cannot open shared object file")
_PLUGIN_PATHS = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
_DLL_FAILED = "DLL load failed"


class Damaged(UserError):
    """The program itself is not whole, or this computer lacks what it needs; nobody's data are touched."""


def bundle_folder() -> Path | None:
    """Where a packaged program keeps its files; None when it runs from source."""
    return Path(str(vars(sys)["_MEIPASS"])) if getattr(sys, "frozen", False) else None


def forget_plugins(environment: MutableMapping[str, str]) -> None:
    """Let other programs look for their own: the packager's start names our plugins to every Qt program."""
    folder = bundle_folder()
    for name in _PLUGIN_PATHS:
        if folder and environment.get(name, "").startswith(str(folder)):
            del environment[name]


def check_present(folder: Path) -> int:
    """Every file of the list has its size: quick enough for each start. How many there are; Damaged names the rest."""
    return _check(folder, _has_size)


def check_files(folder: Path) -> int:
    """Compare every file with the list made at packaging; how many there are. Damaged names the first ones wrong."""
    return _check(folder, _is_same)


def _check(folder: Path, whole: Callable[[Path, int, str], bool]) -> int:
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
        listed = [line.split("  ", 2) for line in lines]
        wrong = [name for digest, size, name in listed if not whole(folder / name, int(size), digest)]
    except (OSError, ValueError) as error:
        raise Damaged(f"文件清单缺失或损坏。{AGAIN}", [MANIFEST]) from error
    if wrong or not listed:
        raise Damaged(f"有 {len(wrong)} 个文件缺失或损坏（{'、'.join(wrong[:FIRST])}）。{AGAIN}", wrong)
    return len(listed)


def _has_size(path: Path, size: int, _digest: str) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _is_same(path: Path, size: int, digest: str) -> bool:
    if not _has_size(path, size, digest):
        return False
    import hashlib  # noqa: PLC0415  (start-up: only the sizes are compared)

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def damage_behind(error: BaseException, *, thorough: bool = False) -> Damaged | None:
    """The damage that explains an error of a packaged program, or None: then it is the program's fault.

    `thorough` compares the contents of all files, as always when a module could not be loaded.
    """
    folder = bundle_folder()
    if folder is None:
        return None
    not_loaded = isinstance(error, (ImportError, SyntaxError, EOFError))
    try:
        check_files(folder) if thorough or not_loaded else check_present(folder)
    except Damaged as damage:
        return damage
    if not not_loaded:
        return None
    if found := _NO_LIBRARY.match(str(error)):
        return Damaged(
            f"这台电脑缺少系统组件“{found[1]}”，程序不能打开。请联系维护电脑的人装上后再试；支部数据不受影响。"
        )
    if _DLL_FAILED in str(error):
        return Damaged(
            "系统组件不能使用，程序不能打开。请更新 Windows（需要 1809 或以后的版本）后再试；支部数据不受影响。"
        )
    return Damaged(f"程序文件不能使用。{AGAIN}")


@contextmanager
def importing() -> Iterator[None]:
    """Around imports that need files of the package: a damaged one ends in the sentence, not in a trace."""
    try:
        yield
    except (ImportError, SyntaxError, EOFError, OSError) as error:
        if damage := damage_behind(error, thorough=True):
            raise damage from error
        raise
