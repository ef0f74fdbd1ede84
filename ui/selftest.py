"""`--selftest`: everything the program needs at work is used once, in a scratch folder. Ends with one sentence."""

import hashlib
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from PySide6.QtCore import QLibraryInfo, QPluginLoader
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QApplication

import exporters
import models
import resources
import ui
from exporters import registry, render
from exporters.spec import Form
from exporters.templates.filling import Template
from models.domain.calendar import WorkCalendar
from models.domain.card_facts import CardFacts
from models.domain.errors import UserError
from models.domain.pipeline import STEPS
from models.domain.rules import load_rules
from models.domain.template import TemplateFacts
from models.services.selfcheck import check_code, check_handoff, check_store, check_worker
from ui import pictures, theme
from ui.alarm import PLATFORM
from ui.app import make_application
from ui.committee_window import CommitteeWindow
from ui.installed import AGAIN, bundle_folder
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks

SMALLEST = (1366, 768)
FEWEST_MODULES = 300  # of our own; a packaged program holds those that were found while packing
LISTENING = {
    "linux": "PySide6.QtDBus",
    "win32": "ui.session_windows",
}  # what hears of sleep and of the locked screen
FEWEST_COLOURS = 50  # an empty window has fewer than ten
# What the window and its paper need of Qt beside its libraries, by system.
PLUGINS = {
    "linux": (
        "platforms/libqxcb.so", "platforms/libqoffscreen.so", "imageformats/libqsvg.so", "imageformats/libqico.so",
        "imageformats/libqjpeg.so", "iconengines/libqsvgicon.so",
        "platforminputcontexts/libibusplatforminputcontextplugin.so",
        "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "platforminputcontexts/libfcitx5platforminputcontextplugin.so", "printsupport/libcupsprintersupport.so",
    ),
    "win32": (
        "platforms/qwindows.dll", "platforms/qoffscreen.dll", "imageformats/qsvg.dll", "imageformats/qico.dll",
        "imageformats/qjpeg.dll", "iconengines/qsvgicon.dll",
    ),
}  # fmt: skip


def run(schema: int, say: Callable[[str], None]) -> None:
    """Check all of it; `schema` is the newest one. What is wrong is a UserError."""
    os.environ["QT_QPA_PLATFORM"] = (
        os.environ.get(PLATFORM) or os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    )
    modules = check_modules()
    forms = check_forms(registry.all_forms())
    templates = check_templates(resources.ROOT / "sample" / "templates")
    fonts = check_fonts(resources.ROOT / "fonts")
    years = check_rules()
    app = make_application()
    plugins = check_plugins(PLUGINS.get(sys.platform, ())) if bundle_folder() else 0
    check_worker()
    check_session()
    check_pictures()
    with tempfile.TemporaryDirectory(prefix="branch-desk-", ignore_cleanup_errors=True) as name:
        check_desks(app, Path(name))
    say(
        f"自检通过：{modules} 个模块、{forms} 种表、{templates} 个模板、{fonts} 个字体、{len(STEPS)} 个发展步骤、{years} 年的节假日、"
        f"数据结构第 {schema} 版、数据加密和备份、恢复码、上报包和回执、工作进程、{plugins} 个界面插件、主窗口（{app.platformName()}）"
    )


def check_modules() -> int:
    """Every module of ours loads with whatever it names: most of them otherwise load when somebody asks for them."""
    found = [
        one.name
        for package in (exporters, models, ui)
        for one in walk_packages(package.__path__, f"{package.__name__}.")
    ]
    for name in found:
        import_module(name)
    if len(found) < FEWEST_MODULES:
        raise UserError(f"只找到 {len(found)} 个程序模块。{AGAIN}")
    return len(found)


def check_session() -> None:
    """What hears of sleep and of the locked screen loads; on Windows its hidden window opens as well."""
    loaded = import_module(LISTENING[sys.platform]) if sys.platform in LISTENING else None
    if sys.platform == "win32" and loaded is not None:
        watch = loaded.WindowsSession(lambda _why: None)
        works = watch.works
        watch.close()
        if not works:
            raise UserError(f"程序不能得知电脑锁屏和休眠。{AGAIN}")


def check_pictures() -> None:
    """A portrait is made and read again: without the decoder of JPG nobody could put in a photo."""
    image = QImage(300, 400, QImage.Format.Format_RGB32)
    image.fill(0x6080A0)
    made = pictures.portrait(image, image.rect())
    if pictures.read_picture(made).size() != pictures.PORTRAIT:
        raise UserError(f"不能读写照片。{AGAIN}")


def check_desks(app: QApplication, folder: Path) -> None:
    """The sample branch and a committee that receives its package, each in its window."""
    theme.complete(app)
    desk = check_code(check_store(folder / "示例 支部"))
    try:
        committee = check_handoff(desk, folder)
    except BaseException:
        desk.close()
        raise
    settings = UiSettings(folder / "window.ini")
    check_window(app, MainWindow(desk, settings, InstantTasks()))
    check_window(app, CommitteeWindow(committee, settings, InstantTasks()))


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


def check_templates(folder: Path) -> int:
    """The sample templates are read and filled in, alone and joined: the library behind them is there and works."""
    example = registry.form("D3").example
    if not isinstance(example, CardFacts):
        raise UserError(f"登记卡没有示例。{AGAIN}")
    facts = TemplateFacts(branch=example.branch, as_of=example.as_of, person=example, people=(example,))
    found = sorted(folder.glob("*.docx"))
    for path in found:
        template = Template(path.read_bytes())
        if template.problems or not template.fill(facts) or not template.join([facts, facts]):
            raise UserError(f"模板 {path.name} 不能填写。{AGAIN}")
    if not found:
        raise UserError(f"没有找到示例模板。{AGAIN}")
    return len(found)


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


def check_window(app: QApplication, window: MainWindow) -> None:
    """A main window, painted in the shipped font; closing it closes its desk."""
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
