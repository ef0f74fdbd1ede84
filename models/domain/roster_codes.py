"""The coded columns of a roster: which spellings mean which standing value, and what an unknown one may mean.

The standing values are the names of the code tables (models/domain/codes.py), and stand nowhere else;
resources/codes/roster_values.toml has further spellings of them.
"""

import tomllib
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

import resources
from models.domain.cell_text import plain_text
from models.domain.codes import code_table


@cache
def _values() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.read_text("codes/roster_values.toml"))


@cache
def _spellings(table: str) -> dict[str, str]:
    """Every known spelling of a coded column -> its standing spelling."""
    others = _values()["spellings"].get(table, {})
    known: dict[str, str] = {}
    for standing in code_table(table).names:
        known[standing] = standing
        known.update((str(other).upper(), standing) for other in others.get(standing, ()))
    return known


@cache
def _peoples() -> frozenset[str]:
    names = code_table("ethnicity").names
    return frozenset(name.removesuffix("族") for name in names if name.endswith("族"))


@cache
def words(table: str, key: str) -> tuple[str, ...]:
    return tuple(str(word) for word in _values()[table][key])


def known_code(table: str, value: object) -> str:
    """The standing spelling of a coded value, "" when it is none."""
    text = "".join(plain_text(value).split()).upper()
    return _spellings(table).get(text, "")


def coded_values(table: str) -> tuple[str, ...]:
    """Standing spellings of a coded column in the order of its table, for choices on screen."""
    return code_table(table).names


@lru_cache(maxsize=4096)
def like_codes(table: str, text: str) -> tuple[str, ...]:
    """Standing spellings which an unknown value may mean, the likeliest first; none when nothing is like it."""
    if table == "ethnicity":
        known = {spelling: f"{name}族" for name in _peoples() for spelling in (name, f"{name}族")}
    else:
        known = _spellings(table)
    wanted = "".join(text.split()).upper()
    inside = sorted((s for s in known if len(s) > 1 and (s in wanted or wanted in s)), key=len, reverse=True)
    found = [known[spelling] for spelling in (*inside, *get_close_matches(wanted, known, 6, 0.5))]
    return tuple(dict.fromkeys(found))[:3] if wanted else ()


def is_people(value: object) -> bool:
    """Whether a cell is one of the 56 peoples, with or without 族."""
    text = "".join(plain_text(value).split())
    return text in _peoples() or (text.endswith("族") and text[:-1] in _peoples())
