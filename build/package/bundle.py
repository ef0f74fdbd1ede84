"""What goes into the program and what it is called: the one source for the spec, the packages and their tests.

Standard library only; the spec runs it inside PyInstaller, the tests import it.
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = "files.sha256"  # beside the libraries in the bundle: every file with its hash

# Packages whose modules are found at run time, not by an import statement.
DISCOVERED = ("exporters.forms", "models.db.migrations", "ui.tabs", "ui.dialogs")
_BARCODES = ("code128", "code39", "code93", "common", "ecc200datamatrix", "usps", "usps4s")
# Imported inside functions for a quick start or by name; named so that nothing depends on the analysis finding them.
HIDDEN = (
    "_rl_accel", "pypinyin", "python_calamine", "PySide6.QtSvg", "PySide6.QtPrintSupport",
    # reportlab.graphics.barcode, around the QR encoder, imports these by statements made at run time.
    *(f"reportlab.graphics.barcode.{name}" for name in _BARCODES),
    *(("PySide6.QtDBus",) if sys.platform == "linux" else ()),  # ui/session.py; Windows has its own words
)  # fmt: skip
EXCLUDED_MODULES = (
    "tkinter", "unittest", "pydoc", "doctest", "lib2to3", "ensurepip", "pip", "setuptools", "pkg_resources",
    "distutils", "idlelib", "turtle", "curses", "readline", "numpy", "pandas", "psycopg", "psycopg2", "pymysql",
    "pytest", "_pytest", "IPython",
    # The store speaks to SQLCipher alone; hashes come from the interpreter, so that OpenSSL stays out.
    "sqlite3", "_sqlite3", "ssl", "_ssl", "_hashlib", "bz2", "_bz2", "_uuid",
    "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtQml", "PySide6.QtQuick",
    "PySide6.QtSql", "PySide6.QtXml", "PIL._avif", "PIL._webp", "PIL.ImageQt", "PIL.ImageTk",
    "PIL._imagingcms", "lxml.objectify", "lxml.html", "lxml.isoschematron", "lxml.sax", "lxml.builder",
)  # fmt: skip
# Parts of file names (lower case, "/") inside the bundle that the program never loads.
DROPPED_FILES = (
    "opengl32sw", "d3dcompiler", "qt6network", "qt6quick", "qt6qml", "qt6pdf", "qt6opengl", "qt6virtualkeyboard",
    "qt6wlshell", "qt6wayland", "qt6eglfs", "qt6sql", "libwayland-", "libgtk-", "libgdk-",
    "plugins/networkinformation", "plugins/tls", "plugins/sqldrivers", "plugins/egldeviceintegrations",
    "plugins/generic", "plugins/wayland-", "plugins/platformthemes/libqgtk3",
    "plugins/styles/", "plugins/platforms/qdirect2d", "plugins/platforms/qminimal", "plugins/platforms/libqminimal",
    "plugins/platforms/libqeglfs", "plugins/platforms/libqlinuxfb", "plugins/platforms/libqvnc",
    "plugins/platforms/libqvkkhrdisplay", "plugins/platforms/libqwayland",
    "plugins/platforminputcontexts/libqtvirtualkeyboard", "plugins/platforminputcontexts/qtvirtualkeyboard",
    "imageformats/libqpdf", "imageformats/qpdf", "imageformats/libqwebp", "imageformats/qwebp",
    "imageformats/libqtiff", "imageformats/qtiff", "imageformats/libqtga", "imageformats/qtga",
    "imageformats/libqicns", "imageformats/qicns", "imageformats/libqwbmp", "imageformats/qwbmp",
    "imageformats/libqgif", "imageformats/qgif",
    "/tests/", "/test/", "pypinyin/phrases_dict.json", "docx/templates/default-docx-template/", "liblcms2-",
    "lxml/objectify", "lxml/html/", "lxml/isoschematron/", "lxml/sax", "lxml/builder",
)  # fmt: skip
# Libraries every Linux desktop has in its own version: taking ours along would mix two (platform: Debian 11 and later).
SYSTEM_LIBRARIES = (
    "libx11", "libxau.", "libxdmcp", "libxcomposite", "libxcursor", "libxdamage", "libxext", "libxfixes", "libxi.",
    "libxinerama", "libxrandr", "libxrender", "libglib-2", "libgthread", "libgio", "libgobject", "libgmodule",
    "libpcre", "libdbus-1", "libsystemd", "libgcrypt", "libgpg-error", "liblz4", "libzstd", "libcap", "libfontconfig",
    "libfreetype", "libpng16", "libexpat", "libuuid", "libbrotli", "libstdc++", "libgcc_s", "libz.so", "libbz2",
    "libmount", "libblkid", "libselinux", "libkrb5", "libk5crypto", "libcom_err", "libgssapi", "libkeyutils",
    "libbsd", "libmd.so", "libharfbuzz", "libcairo", "libpango", "libatk", "libatspi", "libgdk", "libgtk", "libgraphite",
    "libthai", "libdatrie", "libfribidi", "libpixman", "libepoxy", "libcrypto.so", "libssl.so", "libsqlite3",
    "libcups", "libavahi", "libgnutls", "libtasn1", "libunistring", "libidn2", "libnettle", "libhogweed", "libgmp",
    "libp11-kit", "libjpeg.so", "libxcb-render.so", "libxcb-shm", "libxcb-glx", "libxcb-randr", "libxcb-xfixes",
    "libxcb-sync", "libxcb-shape", "libwayland", "libsm.so", "libice.so",
)  # fmt: skip
_TRANSLATION = re.compile(r"/translations/(?!qt(base)?_zh_cn\.qm$)")


@dataclass(frozen=True)
class Product:
    """The names of the program, from pyproject.toml."""

    name: str
    version: str
    title: str
    comment: str
    comment_en: str
    publisher: str
    contact: str
    app_id: str
    icon: Path  # without suffix; .ico, .png and .svg exist
    mime_type: str
    mime_title: str
    extension: str


def product() -> Product:
    """Read the names; a missing one is a KeyError."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, own = data["project"], data["tool"]["branch-desk"]
    return Product(
        name=project["name"],
        version=project["version"],
        title=own["title"],
        comment=own["comment"],
        comment_en=own["comment-en"],
        publisher=own["publisher"],
        contact=own["contact"],
        app_id=own["app-id"],
        icon=ROOT / own["icon"],
        mime_type=own["mime-type"],
        mime_title=own["mime-title"],
        extension=own["extension"],
    )


def modules_of(package: str) -> list[str]:
    """A package and every module in it, by its files."""
    folder = ROOT.joinpath(*package.split("."))
    found = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return [package, *(f"{package}.{name}" for name in found)]


def hidden_imports() -> list[str]:
    """Everything the analysis must take along without seeing an import."""
    return [*(module for package in DISCOVERED for module in modules_of(package)), *HIDDEN]


def data_files() -> list[tuple[str, str]]:
    """(file, folder in the bundle): resources, the version, and the program's own licence."""
    found = [
        path
        for path in sorted((ROOT / "resources").rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc") and "pictures" not in path.parts
    ]
    found += [ROOT / "pyproject.toml", ROOT / "LICENSE"]
    return [(str(path), str(path.parent.relative_to(ROOT))) for path in found]


def docx_data() -> list[tuple[str, str]]:
    """python-docx asks for "docx/parts/../templates/…": the folder docx/parts has to exist as files do."""
    found = find_spec("docx")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("docx")
    return [(str(Path(found.origin).parent / "templates" / "default-footer.xml"), "docx/parts")]


def keep(name: str) -> bool:
    """Whether a file of the analysis, by its place in the bundle, is needed."""
    place = "/" + name.replace("\\", "/").lower()
    if "/" not in place[1:] and place[1:].startswith(SYSTEM_LIBRARIES):
        return False
    return not _TRANSLATION.search(place) and not any(part in place for part in DROPPED_FILES)
