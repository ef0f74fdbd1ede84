"""Formulas of a workbook that have no result: an error, or never calculated. A reader of values sees nothing there."""

import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from models.domain.dues_cell import FAILED, UNCOUNTED

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Places = dict[tuple[int, int], str]  # (row, column), counted from 0 -> what stands there instead


def without_result(path: Path) -> dict[str, Places]:
    """By sheet; nothing for a file that is no xlsx. The file has been looked at by sheets.read_workbook before."""
    try:
        with zipfile.ZipFile(path) as package:
            return {name: found for name, part in _sheets(package) if (found := _places(package, part))}
    except (zipfile.BadZipFile, zlib.error, KeyError, ElementTree.ParseError, OSError, ValueError):
        return {}


def _sheets(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    if "xl/workbook.xml" not in package.namelist():
        return []
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    found: list[tuple[str, str]] = []
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION, ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in package.namelist():
            found.append((sheet.get("name", ""), part))
    return found


def _places(package: zipfile.ZipFile, part: str) -> Places:
    found: Places = {}
    with package.open(part) as stream:
        for _, cell in ElementTree.iterparse(stream):
            if cell.tag != f"{_MAIN}c":
                if cell.tag == f"{_MAIN}row":
                    cell.clear()
                continue
            value = cell.find(f"{_MAIN}v")
            empty = value is None or not (value.text or "").strip()
            formula = cell.find(f"{_MAIN}f") is not None
            place = _PLACE.fullmatch(cell.get("r", ""))
            if place and (cell.get("t") == "e" or (formula and empty and cell.get("t") != "str")):
                at = (int(place[2]) - 1, _column(place[1]))
                found[at] = FAILED if cell.get("t") == "e" else UNCOUNTED
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
