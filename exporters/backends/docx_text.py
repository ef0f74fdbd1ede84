"""Runs of text in Word files: escaping, and a font that has the character (forms.md E).

仿宋_GB2312 and its like hold 6763 hanzi; other characters get a run of their own with a font Windows has.
"""

import re
from functools import lru_cache

from exporters.backends.docx_base import MAIN_FONT
from exporters.spec import Face

_SPECIAL = re.compile(r"[&<>\"\t]")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}
RFONTS = re.compile(r"<w:rFonts[^>]*/>")


def escape(text: str) -> str:
    """Text for XML; tabs become Word's tab."""
    return _SPECIAL.sub(lambda found: _ENTITIES[found.group()], text) if _SPECIAL.search(text) else text


@lru_cache(maxsize=65536)
def _font_class(char: str, gb2312: bool) -> int:
    """0: the face's own font has it; 1: the GBK font of that face; 2: 宋体; 3: the font of Extension B on."""
    try:
        char.encode("gb2312" if gb2312 else "gbk")
    except UnicodeEncodeError:
        if ord(char) > 0xFFFF:
            return 3
        return 1 if gb2312 and _font_class(char, False) == 0 else 2
    return 0


def runs(text: str, font: str, fallback: str, override: str) -> str:
    """Runs of one paragraph; characters the named font lacks get one that Windows has (forms.md E).

    `override` is the run property XML shared by all runs ("" = as the style says).
    """
    if not text:
        return ""
    gb2312 = fallback != font
    try:
        text.encode("gb2312" if gb2312 else "gbk")
    except UnicodeEncodeError:
        pass
    else:
        return _run(text, "", override)
    names = ("", fallback, "宋体", "SimSun-ExtB")
    out: list[str] = []
    start, current = 0, _font_class(text[0], gb2312)
    for at, char in enumerate(text):
        kind = _font_class(char, gb2312)
        if kind != current:
            out.append(_run(text[start:at], names[current], override))
            start, current = at, kind
    out.append(_run(text[start:], names[current], override))
    return "".join(out)


def _run(text: str, font: str, override: str) -> str:
    properties = override
    if font:
        properties = fonts_xml(font) + RFONTS.sub("", override)
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


@lru_cache(maxsize=64)
def fonts_xml(name: str) -> str:
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
    )


def cell_run(text: str, face: Face, size: float, plain: bool) -> str:
    """A paragraph of a cell in its face; `plain`: the size is the paper's own."""
    name = MAIN_FONT[face].removesuffix("_GB2312")
    override = "" if face is Face.BODY else fonts_xml(name)
    if not plain:
        override += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    return runs(text, name, name, override)


@lru_cache(maxsize=64)
def fallback_font(font: str) -> str:
    """The fuller font that stands in for one of GB2312's 6763 hanzi."""
    if font == MAIN_FONT[Face.TITLE]:
        return "宋体"
    return font.removesuffix("_GB2312")


def edges_xml(edges: str) -> str:
    """Borders of one cell, in the order of the schema; dashed ones are to be cut along."""
    lines = "".join(
        f'<w:{name} w:val="{"dashed" if letter.upper() in edges else "single"}" w:sz="5" w:space="0" w:color="000000"/>'
        for name, letter in (("top", "t"), ("left", "l"), ("bottom", "b"), ("right", "r"))
        if letter in edges.lower()
    )
    return f"<w:tcBorders>{lines}</w:tcBorders>" if lines else ""
