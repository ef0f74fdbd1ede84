"""`--selftest`: everything the program needs at work is used once, in a scratch folder. Ends with one sentence."""

import hashlib
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QPluginLoader
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QApplication

import resources
from exporters import registry, render
from exporters.spec import Form
from models.domain.calendar import WorkCalendar
from models.domain.errors import UserError
from models.domain.pipeline import STEPS
from models.domain.rules import load_rules
from models.services.desk import Desk
from models.services.selfcheck import check_store, check_worker
from ui import theme
from ui.alarm import PLATFORM
from ui.app import make_application
from ui.installed import AGAIN, bundle_folder
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks

SMALLEST = (1366, 768)
FEWEST_COLOURS = 50  # an empty window has fewer than ten
# What the window and its paper need of Qt beside its libraries, by system.
PLUGINS = {
    "linux": (
        "platforms/libqxcb.so", "platforms/libqoffscreen.so", "imageformats/libqsvg.so", "imageformats/libqico.so",
        "iconengines/libqsvgicon.so", "platforminputcontexts/libibusplatforminputcontextplugin.so",
        "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "platforminputcontexts/libfcitx5platforminputcontextplugin.so", "printsupport/libcupsprintersupport.so",
    ),
    "win32": (
        "platforms/qwindows.dll", "platforms/qoffscreen.dll", "imageformats/qsvg.dll", "imageformats/qico.dll",
        "iconengines/qsvgicon.dll",
    ),
}  # fmt: skip


def run(schema: int, say: Callable[[str], None]) -> None:
    """Check all of it; `schema` is the newest one. What is wrong is a UserError."""
    os.environ["QT_QPA_PLATFORM"] = (
        os.environ.get(PLATFORM) or os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    )
    forms = check_forms(registry.all_forms())
    fonts = check_fonts(resources.ROOT / "fonts")
    years = check_rules()
    app = make_application()
    plugins = check_plugins(PLUGINS.get(sys.platform, ())) if bundle_folder() else 0
    check_worker()
    with tempfile.TemporaryDirectory(prefix="branch-desk-", ignore_cleanup_errors=True) as name:
        check_window(app, check_store(Path(name) / "示例 支部"), Path(name))
    say(
        f"自检通过：{forms} 种表、{fonts} 个字体、{len(STEPS)} 个发展步骤、{years} 年的节假日、"
        f"数据结构第 {schema} 版、数据加密和备份、工作进程、{plugins} 个界面插件、主窗口（{app.platformName()}）"
    )


def check_forms(known: dict[str, Form]) -> int:
    """Every form's example in every format it has; a program without forms is broken, whatever else it does."""
    if not known:
        raise UserError(f"没有找到任何表格。{AGAIN}")
    for form in known.values():
        for one in form.spec.formats:
            if not render.render(form, form.example, one):
                raise UserError(f"表格 {form.spec.id} 不能生成 {one}。{AGAIN}")
        if missing := render.missing_glyphs(form, form.example):
            raise UserError(f"表格 {form.spec.id} 缺字：{'、'.join(missing)}。{AGAIN}")
    return len(known)


def check_fonts(folder: Path) -> int:
    """Every font of the list, unchanged, with its licence beside it."""
    try:
        listed = tomllib.loads((folder / "SOURCES.toml").read_text(encoding="utf-8"))["font"]
    except OSError as error:
        raise UserError(f"缺少字体清单。{AGAIN}") from error
    for font in listed:
        path = folder / font["file"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != font["sha256"]:
            raise UserError(f"字体文件“{font['file']}”缺失或损坏。{AGAIN}")
        if not (folder / font["licence_text"]).is_file():
            raise UserError(f"字体许可文件“{font['licence_text']}”缺失。{AGAIN}")
    return len(listed)


def check_rules() -> int:
    """All rule files (the loader refuses what it does not know), both editions of the bylaws, years of holidays."""
    rules = load_rules()
    if rules.edition("development", "2014-12-31") is rules.edition("development", "2026-12-31"):
        raise UserError(f"缺少一版发展党员细则的规则文件。{AGAIN}")
    years = WorkCalendar.load().years
    if not years:
        raise UserError(f"缺少节假日数据。{AGAIN}")
    return len(years)


def check_plugins(names: Sequence[str]) -> int:
    """Load each with the libraries it needs; a picture off screen would not show that the screen's is missing."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    for name in names:
        loader = QPluginLoader(str(folder / name))
        if not loader.load():
            raise UserError(f"界面插件“{name}”不能使用：{loader.errorString()}。{AGAIN}")
    return len(names)


def check_window(app: QApplication, desk: Desk, folder: Path) -> None:
    """The main window on the sample branch, painted in the shipped font; closing it closes the desk."""
    theme.complete(app)
    window = MainWindow(desk, UiSettings(folder / "window.ini"), InstantTasks())
    try:
        window.resize(*SMALLEST)
        window.show()
        picture = window.grab().toImage()
        family = QFontInfo(app.font()).family()
    finally:
        window.close()
        window.deleteLater()
    if family != theme.active().family or colours(picture) < FEWEST_COLOURS:
        raise UserError(f"主窗口没有画出来（字体“{family}”）。{AGAIN}")


def colours(picture: QImage) -> int:
    """How many colours a picture has, looking at every seventh pixel."""
    return len(
        {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    )
