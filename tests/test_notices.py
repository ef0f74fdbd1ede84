"""The list of licences in a package: whatever is shipped is explained, and what is not stops the build."""

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from ui import licences

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "package"


@pytest.fixture(scope="module")
def notices() -> Iterator[ModuleType]:
    """The packaging script as the package's build imports it; its folder leaves the path again."""
    before = list(sys.path)
    sys.path.insert(0, str(FOLDER))
    try:
        import notices as module  # noqa: PLC0415  (a script's folder)

        yield module
    finally:
        sys.path[:] = before


@pytest.fixture
def bundle(tmp_path: Path, notices: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small bundle: the program's own files, fonts by name, one package with a library, one Debian library."""
    inner = tmp_path / "program" / "_internal"
    fonts = inner / "resources" / "fonts"
    fonts.mkdir(parents=True)
    for path in (ROOT / "resources" / "fonts").iterdir():
        (fonts / path.name).write_bytes(path.read_bytes() if path.suffix in (".txt", ".toml") else b"font")
    codes = inner / "resources" / "codes"
    codes.mkdir()
    for name in ("SOURCES.toml", "LICENCE-strokes.txt", "strokes.txt"):
        (codes / name).write_bytes((ROOT / "resources" / "codes" / name).read_bytes())
    for name in ("LICENSE", "pyproject.toml"):
        (inner / name).write_bytes((ROOT / name).read_bytes())
    put(inner, "_cffi_backend.cpython-311-x86_64-linux-gnu.so")
    put(inner, "libxcb-cursor.so.0")
    papers = tmp_path / "debian/usr/share/doc/libxcb-cursor0"
    papers.mkdir(parents=True)
    (papers / "copyright").write_text("Copyright: 2013 Michael Stapelberg\n", encoding="utf-8")
    monkeypatch.setattr(notices.Bundle, "modules", {"lxml", "peewee"})
    return inner


def put(inner: Path, name: str) -> None:
    path = inner / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x7fELF")


def listed(notices: ModuleType, inner: Path) -> licences.Notices:
    notices.write(inner, None, inner.parents[1] / "debian")
    return licences.read(inner / licences.LIST)


def test_what_is_there_is_listed_with_its_text(notices: ModuleType, bundle: Path) -> None:
    if sys.platform != "linux":
        (bundle / "_cffi_backend.cpython-311-x86_64-linux-gnu.so").unlink()
    found = listed(notices, bundle)
    names = {part.name for part in found.parts}
    assert {"支部工作台", "lxml", "peewee", "libxcb-cursor0", "PyInstaller 启动程序"} <= names
    assert "cryptography" not in names  # nothing of it is in this bundle
    assert sum(part.kind == "font" for part in found.parts) == 5
    strokes = [part for part in found.parts if part.kind == "data"]
    assert [part.licence for part in strokes] == ["MIT", "Unicode-DFS-2016"]
    assert all(
        "Unicode, Inc." in found.text_of(part) and "theajack" in found.text_of(part) for part in strokes
    )
    for part in found.parts:
        assert part.texts and part.licence.isascii()
        assert all(found.texts[key].strip() for key in part.texts)
    paper = (bundle / licences.PAPER).read_text(encoding="utf-8")
    assert "Michael Stapelberg" in paper and "LGPL 第 3 版" in paper


@pytest.mark.parametrize(
    "stranger",
    [
        "libmystery.so.1",
        "libxcb-unknown.so.0",
        "resources/fonts/Borrowed.ttf",
        "resources/codes/LICENCE-borrowed.txt",
        "resources/theme/Other.ttf",
        "PySide6/Qt/lib/libavcodec.so.61",
        "pillow.libs/README",
        "vcruntime.dll",
    ],
)
def test_a_file_nobody_explains_stops_the_build(
    notices: ModuleType, bundle: Path, capsys: pytest.CaptureFixture[str], stranger: str
) -> None:
    put(bundle, stranger)
    with pytest.raises(SystemExit):
        listed(notices, bundle)
    assert stranger in capsys.readouterr().err


def test_a_module_of_no_known_package_stops_the_build(
    notices: ModuleType,
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(notices.Bundle, "modules", {"lxml", "smuggled"})
    with pytest.raises(SystemExit):
        listed(notices, bundle)
    assert "smuggled" in capsys.readouterr().err


def test_every_text_of_the_table_can_be_had(notices: ModuleType, bundle: Path) -> None:
    """A new version of a package may name its licence files anew: better to learn it here."""
    writer = notices.Writer(bundle, None, Path("/"))
    keys = {key for part in writer.table["part"] for key in part["texts"]}
    keys |= {key for one in writer.table["package"].values() for key in one.get("texts", ())}
    keys |= {key for key in writer.table["rust"].values() if key}
    for key in sorted(keys):
        if not key.startswith("common:"):  # Debian's own; the machine that builds has them
            assert writer._text(key) in writer.shelf.texts


def test_the_rust_programs_in_pyrage_are_listed(
    notices: ModuleType, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bundle, "pyrage/pyrage.abi3.so")
    monkeypatch.setattr(notices.Bundle, "modules", {"lxml", "peewee", "pyrage"})
    found = listed(notices, bundle)
    parts = {part.name: part for part in found.parts}
    assert parts["pyrage"].licence == "MIT"
    inside = parts["pyrage 所含的 Rust 程序"]
    lists = "".join(found.texts[key] for key in inside.texts)
    for crate in ("age 0.", "x25519-dalek 2.", "tinystr 0.", "unicode-ident 1."):
        assert crate in lists
    assert "COPYRIGHT AND PERMISSION NOTICE" in lists  # Unicode's


def test_nothing_of_pdfium_is_left_out(notices: ModuleType) -> None:
    """Each licence file of the PDFium wheel that concerns our systems is named in the table."""
    table = (FOLDER / "licences.toml").read_text(encoding="utf-8")
    for path in metadata.distribution("pypdfium2").files or ():
        kind = str(path).partition("BUILD_LICENSES/")[2]
        if kind and not kind.startswith(("android/", "v8_xfa/", "cibw_musl/", "pbin_musl/")):
            assert f"pypdfium2:BUILD_LICENSES/{kind}" in table
