"""A cell of a spreadsheet as text: what the user typed, in one line, without signs nobody sees."""

import unicodedata
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def as_text(value: object) -> str:
    """A cell as the user typed it: 12.0 is "12", dates are ISO, formula errors are empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value in _ERRORS else value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{int(Decimal(repr(value)))}" if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)


def plain_text(value: object) -> str:
    """Text without control and invisible characters, on one line; `=`, tags and quotes stay what they are."""
    return _plain(as_text(value))


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:  # remembered: a cell is looked at several times, and columns repeat themselves
    if not text.isprintable():  # also true of characters newer than this Python's tables, and of private ones
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_control(c))
    return " ".join(text.split())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")
