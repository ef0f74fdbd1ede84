"""The .run: one file that installs the program for the user who opens it, where packages may not be installed.

makeself packs the program; what it writes before the archive is our own text (build/package/run/), which refuses in
Chinese before anything is unpacked and knows how to upgrade. The same commit gives the same bytes.
"""

import shutil
from pathlib import Path

import cpython
import deb
from bundle import MANIFEST, ROOT, Product
from steps import DIST, WORK, commit_time, environment, megabytes, run, say, stop

TEXTS = Path(__file__).with_name("run")
SPARE_KB = 20 * 1024


def file_name(names: Product) -> str:
    return f"{names.name}-{names.version}-x86_64.run"


def fill(text: str, names: Product, more: dict[str, str]) -> str:
    """A script with its @WORDS@; @COMMON@ first, because it has words itself."""
    common = (TEXTS / "common.sh").read_text(encoding="utf-8")
    words = {
        "COMMON": common,
        "NAME": names.name,
        "TITLE": names.title,
        "VERSION": names.version,
        "MANIFEST": MANIFEST,
        "GLIBC": ".".join(map(str, cpython.GLIBC)),
        **more,
    }
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text


def header(names: Product, needed_kb: int) -> str:
    """What makeself sources to write the text before the archive; it counts the lines and gives the checksum."""
    text = fill((TEXTS / "install.sh").read_text(encoding="utf-8"), names, {"NEEDED_KB": str(needed_kb)})
    if "END_OF_INSTALLER" in text:
        stop("the installer's text holds the mark of its own end")
    return (
        f"cat > \"$archname\" <<'END_OF_INSTALLER'\n{text}END_OF_INSTALLER\n"
        'sed -i "s/@SHA256@/$shasum/; s/@FIRST_LINE@/$((SKIP + 1))/" "$archname"\n'
    )


def lay_out(names: Product, program: Path, root: Path) -> int:
    """What the archive holds; returns the room it takes when installed."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(program, root / "program", symlinks=True)
    share = root / "share"
    deb.write(share / f"applications/{names.name}.desktop", deb.desktop_entry(names))
    deb.write(share / f"mime/packages/{names.name}.xml", deb.mime_definition(names))
    deb.write_icons(names, share)
    text = (TEXTS / "uninstall.sh").read_text(encoding="utf-8")
    deb.write(root / "uninstall.sh", fill(text, names, {}), 0o755)
    deb.set_times(root, commit_time())
    return int(megabytes(root) * 1e6 / 1024)


def build(names: Product, program: Path | None = None) -> Path:
    """Pack into dist/; returns the file."""
    if shutil.which("makeself") is None:
        stop("makeself is missing: install the Debian package makeself.")
    program = program or deb.program_folder(names)
    place = WORK / "run"
    place.mkdir(parents=True, exist_ok=True)
    root, made = place / "tree", DIST / file_name(names)
    needed = lay_out(names, program, root) + SPARE_KB
    (place / "header.sh").write_text(header(names, needed), encoding="utf-8")
    DIST.mkdir(exist_ok=True)
    made.unlink(missing_ok=True)
    when = commit_time()
    say(f"packing {made.relative_to(ROOT)}")
    run(
        "makeself", "--quiet", "--xz", "--threads", "1", "--sha256", "--nomd5", "--nocrc", "--nox11",
        "--tar-format", "gnu", "--tar-extra", f"--owner=0 --group=0 --numeric-owner --mtime=@{when}",
        "--packaging-date", str(when), "--header", place / "header.sh",
        root, made, names.name, "uninstall.sh",
        env={**environment(), "TMPDIR": str(place)},
    )  # fmt: skip
    made.chmod(0o755)
    return made
