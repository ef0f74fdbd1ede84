"""Pinyin of names for searching and sorting: one own surname table, one reading per character, cached.

A phrase dictionary costs 150 ms at start and reads surnames wrong; single characters and our table do not.
A character without a reading stands for itself, so that rare names can still be found and never vanish.
"""

import os
import tomllib
import unicodedata
from functools import cache

import resources


@cache
def _surnames() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    table = tomllib.loads(resources.read_text("codes/surnames.toml"))
    compound = {name: tuple(reading.split()) for name, reading in table["compound"].items()}
    return dict(table["single"]), compound


@cache
def _reading(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  (40 ms, only when a name is new)

    return lazy_pinyin(character, style=Style.NORMAL)[0] if unicodedata.category(character)[0] == "L" else ""


def syllables(name: str) -> tuple[str, ...]:
    """One reading per character of a name, without tones; ü is v, separators are dropped."""
    text = "".join(name.split())
    single, compound = _surnames()
    head: tuple[str, ...] = compound.get(text[:2], ()) if len(text) > 2 else ()
    if not head and text[:1] in single:
        head = (single[text[0]],)
    return (*head, *(reading for reading in map(_reading, text[len(head) :]) if reading))


def pinyin_of(name: str) -> tuple[str, str]:
    """(full, initials) of a name: 单小红 -> ("shanxiaohong", "sxh")."""
    parts = syllables(name)
    return "".join(parts), "".join(part[0] for part in parts)


def pinyin_of_words(text: str) -> tuple[str, str]:
    """The same of words that are nobody's name: 单位干部 -> ("danweiganbu", "dwgb")."""
    parts = [reading for reading in map(_reading, "".join(text.split())) if reading]
    return "".join(parts), "".join(part[0] for part in parts)


def sort_key(name: str) -> str:
    """Text that sorts names the way a printed roster does: by syllable, then by character."""
    return " ".join((*syllables(name), name))


def with_pinyin(*names: str) -> tuple[str, ...]:
    """Names and their pinyin, for what a password must not be."""
    return tuple(word for name in names if name for word in (name, pinyin_of(name)[0]))
