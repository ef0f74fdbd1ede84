"""Handoff packages the program is started with: somebody double-clicked one."""

from pathlib import Path

from models.domain.errors import UserError

EXTENSION = ".zbb"
OPTIONS_WITH_VALUE = ("--data", "--password-file")


def take_from(arguments: list[str]) -> tuple[list[str], list[Path]]:
    """Arguments without the packages named outside of any command, and those packages."""
    rest: list[str] = []
    found: list[Path] = []
    for number, word in enumerate(arguments):
        if word.lower().endswith(EXTENSION) and (not rest or rest[-1] not in OPTIONS_WITH_VALUE):
            found.append(Path(word))
        elif word.startswith("-") or (rest and rest[-1] in OPTIONS_WITH_VALUE):
            rest.append(word)
        else:
            return rest + arguments[number:], found  # a command: what follows is its own
    return rest, found


def problem(package: Path) -> UserError | None:
    """Why nothing can be read there, before anybody tries; None when it is a file with something in it."""
    name = f"“{package.name}”"
    try:
        size = -1 if package.is_dir() else package.stat().st_size
    except FileNotFoundError:
        return UserError(
            f"没有找到文件{name}。它可能已被移动或改名，也可能 U 盘已经拔出。请找到文件后再双击打开。",
            [str(package)],
        )
    except OSError:
        return UserError(
            f"不能读取文件{name}。请检查有没有读取权限；文件在 U 盘上的，请重新插好再试。", [str(package)]
        )
    if size < 0:
        return UserError(f"{name}是文件夹，不是上报包。请双击里面的上报包文件。", [str(package)])
    if size == 0:
        return UserError(f"文件{name}是空的，可能没有拷完。请重新拷一份再打开。", [str(package)])
    return None


def waits_for_a_branch(package: Path) -> UserError:
    """There are no data here yet that could open it."""
    return UserError(
        f"“{package.name}”是上报包，支部和上级党委之间用它交接数据。"
        "请先打开或新建支部，进入以后这个文件会自动打开；文件没有改动。",
        [str(package)],
    )
