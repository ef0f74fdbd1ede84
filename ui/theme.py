"""The one look of every screen: colours and sizes as data, one style sheet, Fusion and the shipped font beneath.

The modules behind the password page name the Qt namespace only inside functions (QtCore.Qt): PySide builds it at
the first touch, which costs a sixth of an empty window's start.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from string import Template

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources

TEXT_SIZES = (100, 125, 150)
FONT_NAMES = ("NotoSansSC",)  # files in resources/fonts whose name starts so, in order of preference
START_FONT = "theme/BranchDeskStart.ttf"  # the characters of the first pages (build/start_font.py)
START_FAMILY = "Branch Desk Start"
# Never the shipped family itself: asking for it before it is loaded would keep a substitute in Qt's cache.
SYSTEM_FAMILIES = ("Noto Sans CJK SC", "Microsoft YaHei UI", "WenQuanYi Micro Hei")
# The paper's Song, for the rare characters in names: only where the system has no Chinese font of its own.
RARE_FILE, RARE_FAMILY = "NotoSerifSC-Regular.ttf", "Noto Serif SC"
KAI_FILE = "BranchDeskKai-Regular.ttf"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by name and sizes in pixels, already scaled by the text size (per cent)."""

    colors: dict[str, str]
    sizes: dict[str, int]
    percent: int = 100
    family: str = ""
    icons: dict[tuple[str, str, int], QIcon] = field(default_factory=dict)

    def px(self, name: str) -> int:
        return scaled(self.sizes[name], self.percent)

    def color(self, name: str) -> QColor:
        return QColor(self.colors[name])

    def scaled(self, pixels: float) -> int:
        return scaled(pixels, self.percent)


def scaled(pixels: float, percent: int) -> int:
    """Pixels at 100 % text → pixels at this text size."""
    return round(pixels * percent / 100)


def load(percent: int = 100, family: str = "") -> Theme:
    """Read the palette; `percent` is the text size. (Names are unique over both tables, so two patterns do what
    tomllib does, without its share of the start.)"""
    text = resources.read_text("theme/palette.toml")
    return Theme(
        colors=dict(re.findall(r'^(\w+) = "(#\w{6})"$', text, re.MULTILINE)),
        sizes={name: int(size) for name, size in re.findall(r"^(\w+) = (\d+)$", text, re.MULTILINE)},
        percent=percent,
        family=family,
    )


_active = load()


def active() -> Theme:
    """The theme that `apply` put on, for the few widgets that paint by themselves."""
    return _active


def px(pixels: float) -> int:
    """A length given at 100 % text, at the current text size."""
    return _active.scaled(pixels)


def color(name: str) -> QColor:
    """A colour of the palette by name."""
    return _active.color(name)


def plain_tip(text: str) -> str:
    """Text for setToolTip: escaped, so that Qt shows it literally, and wrapped."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{shown}</span>" if text else ""


def style_sheet(theme: Theme) -> str:
    """The style sheet of the whole program, made from the template."""
    values: dict[str, object] = dict(theme.colors)
    values |= {name: theme.px(name) for name in theme.sizes}
    values |= {f"pad{n}": theme.scaled(n) for n in (4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 16, 24, 28, 32)}
    values |= {
        "field_inner": theme.px("field") - 2,
        "field_inner_focus": theme.px("field") - 4,
        "button_inner": theme.px("field") - 2,
        "button_inner_focus": theme.px("field") - 4,
        "compact_inner": theme.px("compact") - 2,
        "compact_inner_focus": theme.px("compact") - 4,
        "spin_inner": theme.px("field") - 6,
        "spin_inner_focus": theme.px("field") - 8,
        "spin_compact": theme.px("compact") - 6,
        "spin_compact_focus": theme.px("compact") - 8,
        "status_inner": theme.scaled(26),
        "strip_title": theme.scaled(16),
        "tab_text": theme.scaled(15),
        "radio_radius": theme.scaled(16) // 2 + 1,
    }
    return Template(resources.read_text("theme/style.qss")).substitute(values)


def font_files(folder: Path | None = None) -> list[Path]:
    """The shipped screen fonts that exist, one file for each preferred name."""
    folder = folder or resources.ROOT / "fonts"
    found = sorted(folder.glob("*.[to]tf")) if folder.is_dir() else []
    return [path for name in FONT_NAMES for path in found if path.stem.startswith(name)]


def load_fonts() -> str:
    """Give Qt the shipped font (from memory: paths with hanzi fail under some code pages); return its family."""
    return next((family for path in font_files() if (family := _add_font(path))), "")


@cache
def kai_family() -> str:
    """楷体 for headings on the screen, loaded when the first text that may have some is shown."""
    return _add_font(resources.ROOT / "fonts" / KAI_FILE)


def _add_font(path: Path) -> str:
    if not path.is_file():
        return ""
    number = QFontDatabase.addApplicationFontFromData(QByteArray(path.read_bytes()))
    names = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return names[0] if names else ""


def apply(app: QApplication, percent: int = 100, *, start: bool = False) -> Theme:
    """Dress the application: style, palette, font, style sheet.

    With `start` only the small font of the password page is loaded; `complete` brings the whole one.
    """
    global _active
    if percent not in TEXT_SIZES:
        percent = 100
    family = _active.family
    if not family:
        family = _add_font(resources.ROOT / START_FONT) if start else load_fonts()
    _active = theme = load(percent, family)
    QDir.setSearchPaths("theme", [str(resources.ROOT / "theme")])
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette(theme))
    app.setFont(_font(theme))
    app.setStyleSheet(style_sheet(theme))
    return theme


def complete(app: QApplication) -> None:
    """Bring the whole font after a `start`; the letters look the same."""
    global _active
    if _active.family == START_FAMILY or not _active.family:
        _active = replace(_active, family=load_fonts(), icons={})
        if not set(SYSTEM_FAMILIES) & set(QFontDatabase.families()):
            _add_font(resources.ROOT / "fonts" / RARE_FILE)
        app.setFont(_font(_active))
        app.setStyleSheet(app.styleSheet())  # widgets that are there took the small font out of it


def _font(theme: Theme) -> QFont:
    others = (*SYSTEM_FAMILIES, RARE_FAMILY)
    font = QFont([theme.family, *others] if theme.family else list(others))
    font.setPixelSize(theme.px("body"))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _palette(theme: Theme) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: "paper",
        QPalette.ColorRole.Base: "panel",
        QPalette.ColorRole.AlternateBase: "panel",
        QPalette.ColorRole.Button: "panel",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.ToolTipBase: "panel",
        QPalette.ColorRole.ToolTipText: "ink",
        QPalette.ColorRole.Highlight: "blue",
        QPalette.ColorRole.HighlightedText: "panel",
        QPalette.ColorRole.Link: "blue",
        QPalette.ColorRole.PlaceholderText: "disabled",
    }
    palette = QPalette()
    for role, name in roles.items():
        palette.setColor(role, theme.color(name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled"))
    return palette


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and let the style sheet see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def icon(name: str, color_name: str = "ink", size: int = 18) -> QIcon:
    """A line icon of resources/icons in a colour of the palette; an empty icon when there is none."""
    key = (name, color_name, size)
    if key not in _active.icons:
        _active.icons[key] = _draw_icon(name, _active.colors[color_name], _active.scaled(size))
    return _active.icons[key]


def _draw_icon(name: str, ink: str, size: int) -> QIcon:
    path = resources.ROOT / "icons" / f"{name}.svg"
    if not path.is_file():
        return QIcon()
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415  (the password page needs no icon)

    svg = path.read_text(encoding="utf-8").replace("currentColor", ink)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    result = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(size * ratio, size * ratio)
        pixmap.fill(QtCore.Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        result.addPixmap(pixmap)
    return result
