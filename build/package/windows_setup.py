"""The Windows setup: the frozen folder in one exe that is double-clicked, made by makensis on this machine.

The frozen folder is copied to a stage where all files have the commit's time, so that equal folders give equal bytes.
Names, list of files and pictures are written beside it; setup.nsi says what happens on the Windows computer.
"""

import os
import shutil
import sys
from pathlib import Path

import signing
from bundle import MANIFEST, Product
from PIL import Image
from steps import DIST, WORK, check_size, commit_time, environment, megabytes, run, say, stop

SCRIPT = Path(__file__).with_name("setup.nsi")
STAGE = WORK / "windows-setup"
INNER = "_internal"
SPARE_MB = 10  # uninstaller, shortcuts, blocks of the file system
SIDE, HEAD = (164, 314), (150, 57)  # the sizes of NSIS
PAPER, BAND = (255, 255, 255), (243, 237, 232)


def frozen(names: Product) -> Path:
    """Where the Windows program lies after windows.build."""
    return WORK / "windows" / names.name


def programs(names: Product) -> tuple[str, str]:
    """The two exe files of the program: windowed, and for the command line."""
    return f"{names.name}.exe", f"{names.name}-console.exe"


def prog_id(names: Product) -> str:
    """What the registry calls the type of handoff packages."""
    return f"{names.app_id.rsplit('.', 1)[-1]}.Package"


def installed_files(folder: Path, names: Product) -> list[str]:
    """Every file as Windows names it, in the order it is unpacked: the programs after the rest, the manifest last."""
    last = [*programs(names), f"{INNER}/{MANIFEST}"]
    found = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    if missing := [name for name in last if name not in found]:
        stop(f"{folder} has no {', '.join(missing)}")
    return [name.replace("/", "\\") for name in [*(name for name in found if name not in last), *last]]


def folders_of(files: list[str]) -> list[str]:
    """The folders of these files, inner ones first."""
    found = {name.rsplit("\\", depth)[0] for name in files for depth in range(1, name.count("\\") + 1)}
    return sorted(found, key=lambda name: (-name.count("\\"), name))


def quoted(text: str) -> str:
    """A string of NSIS."""
    for plain, written in (("$", "$$"), ('"', '$\\"'), ("\n", "$\\r$\\n")):
        text = text.replace(plain, written)
    return f'"{text}"'


def write_list(target: Path, files: list[str], names: Product) -> None:
    """What the uninstaller and the next setup remove: the manifest and the programs first, folders at the end."""
    rows = [f"{names.name} {names.version}"]
    rows += [f"F {name}" for name in reversed(files)] + [f"D {name}" for name in folders_of(files)]
    target.write_bytes("".join(f"{row}\r\n" for row in rows).encode("utf-16"))


def write_instructions(target: Path, payload: Path, files: list[str]) -> None:
    """`File` for each file, in order."""
    lines, place = [], ""
    for name in files:
        folder, _, plain = name.rpartition("\\")
        if folder != place:
            lines.append(f"SetOutPath {quoted(folder).replace(chr(34), chr(34) + '$INSTDIR' + chr(92), 1)}")
            place = folder
        source = payload.joinpath(*name.split("\\"))
        lines.append(f"File {quoted('/oname=' + plain)} {quoted(str(source))}")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def write_pictures(names: Product, side: Path, head: Path) -> None:
    """The icon beside the first and last page, and at the head of the others."""
    with Image.open(names.icon.with_suffix(".png")) as picture:
        icon = picture.convert("RGBA")
    for target, size, ground, width, place in (
        (side, SIDE, BAND, 104, (30, 56)),
        (head, HEAD, PAPER, 40, (100, 8)),
    ):
        page = Image.new("RGB", size, ground)
        drawn = icon.resize((width, width), Image.Resampling.LANCZOS)
        page.paste(drawn, place, drawn)
        page.save(target)


def stage(folder: Path, payload: Path) -> None:
    """A copy of the program with one date on everything."""
    shutil.rmtree(payload, ignore_errors=True)
    shutil.copytree(folder, payload, symlinks=False)


def set_times(payload: Path) -> None:
    when = commit_time()
    for path in payload.rglob("*"):
        os.utime(path, (when, when))


def definitions(names: Product, place: Path, target: Path, size_mb: float) -> dict[str, str]:
    """Everything setup.nsi asks for by name."""
    found = {
        "NAME": names.name,
        "TITLE": names.title,
        "VERSION": names.version,
        "COMMENT": names.comment,
        "COMMENT_LINES": names.comment.replace("，", "，\n", 1),
        "PUBLISHER": names.publisher,
        "CONTACT": names.contact,
        "EXTENSION": names.extension,
        "PROGID": prog_id(names),
        "MIME_TYPE": names.mime_type,
        "MIME_TITLE": names.mime_title,
        "ICON": str(names.icon.with_suffix(".ico")),
        "SIDE_PICTURE": str(place / "side.bmp"),
        "HEAD_PICTURE": str(place / "head.bmp"),
        "LIST_FILE": str(place / "installed-files.txt"),
        "FILES": str(place / "files.nsh"),
        "OUT": str(target),
        "SIZE_MB": str(round(size_mb) + SPARE_MB),
        "SIZE_KB": str(round(size_mb * 1000000 / 1024)),
    }
    if signing.wanted():
        found["SIGN"] = f'"{sys.executable}" "{Path(signing.__file__).resolve()}"'
    return found


def build(
    names: Product, folder: Path | None = None, target: Path | None = None, *, quick: bool = False
) -> Path:
    """Pack the frozen folder; `quick` packs loosely, for tests of the setup itself."""
    if shutil.which("makensis") is None:
        stop("makensis is missing: install the Debian package nsis.")
    source = folder or frozen(names)
    if not source.is_dir():
        stop(f"{source} is missing: the Windows program has to be built first.")
    target = target or DIST / f"{names.name}-{names.version}-setup.exe"
    place = STAGE / target.stem
    payload = place / "files"
    place.mkdir(parents=True, exist_ok=True)
    stage(source, payload)
    if signing.wanted():
        for name in programs(names):
            signing.sign(payload / name, names)
    files = installed_files(payload, names)
    write_list(place / "installed-files.txt", files, names)
    write_instructions(place / "files.nsh", payload, files)
    write_pictures(names, place / "side.bmp", place / "head.bmp")
    lines = [
        f"!define {key} {quoted(value)}"
        for key, value in definitions(names, place, target, megabytes(payload)).items()
    ]
    (place / "names.nsh").write_text("\n".join([*lines, ""]), encoding="utf-8-sig")
    set_times(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    words = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", "-WX", f"-DNAMES={place / 'names.nsh'}"]
    run(*words, *(["-DQUICK"] if quick else []), SCRIPT, env=environment())
    if signing.wanted():
        signing.verify(target)
    if not quick:
        say(f"{len(files)} files, {megabytes(payload):.1f} MB installed")
        check_size(target, ".exe")
    return target
