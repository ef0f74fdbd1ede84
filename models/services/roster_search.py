"""What is typed into the roster's search box: as SQL, and quicker over texts that are kept in memory.

Of 100,000 people, asking SQL costs the same at every key: most of it for who is listed at all, which does not change
while somebody types. So the list without the search is kept (roster_order), and only the hits are looked up, in one
text a column: some megabytes, read once after people have changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, count, repeat
from operator import add
from typing import Any

from models.db.store import Store
from models.services.kept import Kept

_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # as an input method left them
_WHOLE = 6  # digits from which a number's beginning counts too, not only its end
_NOTED = 2  # signs from which remarks and memos are searched: single ones would be in every other remark
SMALL = 1_000  # people: of so few everything is quick
_BETWEEN = "\x1f"
_EDGE = _BETWEEN.encode()
_COLUMNS = ("name", "pinyin", "initials", "phone", "id_number")


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed: a number, letters (of a name, of its pinyin or its initials), or words."""

    number: str = ""
    letters: str = ""
    words: str = ""

    @property
    def is_mixed(self) -> bool:
        """Words as 阿依Guli: meant in either case."""
        return any(sign.isascii() and sign.isalpha() for sign in self.words)


def sought(text: str) -> Sought | None:
    """How a typed text is meant; None for nothing."""
    typed = "".join(text.split())
    if not typed:
        return None
    plain = typed.translate(_HALF_WIDTH)
    if (digits := re.sub(r"[-–—()]", "", plain)).isdigit():
        plain = digits  # a phone number as it is often written
    if plain.isdigit() or (plain[:-1].isdigit() and plain[-1] in "xX"):
        return Sought(number=plain.upper())
    if plain.isascii() and plain.isalpha():
        return Sought(letters=plain)
    return Sought(words=typed)


def search_sql(text: str) -> tuple[str, list[Any]]:
    """The condition on `person p` for what was typed ("" for nothing)."""
    one = sought(text)
    if one is None:
        return "", []
    if number := one.number:
        whole = len(number) >= _WHOLE
        ends = "substr(p.id_number, -?) = ?" + (" OR substr(p.id_number, 1, ?) = ?" if whole else "")
        clause = f"(instr(p.phone, ?) OR instr(p.id_number, ?) AND ({ends}))"
        return clause, [number, number, *([len(number), number] * (2 if whole else 1))]
    if one.letters:
        low = one.letters.lower()
        after = low + "\uffff"
        clause = "((p.pinyin >= ? AND p.pinyin < ?) OR (p.initials >= ? AND p.initials < ?) OR p.name LIKE ?)"
        return clause, [low, after, low, after, f"%{one.letters}%"]
    told, value = _told(one)
    if notes := _notes_sql(one):
        return f"({told.format('p.name')} OR p.id IN ({notes}))", [value] * 3
    return told.format("p.name"), [value]


def _told(words: Sought) -> tuple[str, str]:
    """The condition that a column holds the words, and its value."""
    if not words.is_mixed:
        return "instr({0}, ?)", words.words
    literal = words.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "{0} LIKE ? ESCAPE '\\'", f"%{literal}%"


def _notes_sql(words: Sought) -> str:
    """Whose remark or memos hold the words; takes the value twice."""
    if len(words.words) < _NOTED:
        return ""
    told = _told(words)[0]
    return (
        f"SELECT id FROM person WHERE remark <> '' AND {told.format('remark')}"
        f" UNION ALL SELECT person_id FROM memo WHERE {told.format('content')}"
    )


class RosterSearch:
    """Finds people by the kept texts of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: Kept[str, _Texts] = Kept(store, ("person",), 1)

    def ids(self, one: Sought) -> set[int] | None:
        """Everybody who is meant, whichever list they are in; the same as search_sql finds.

        None for digits that stand in nearly every phone number: SQL, which needs no set of everybody, is quicker.
        """
        texts = self._texts.get("", lambda: _Texts.read(self._store))
        if one.number:
            is_everywhere = texts.phone.count(one.number.encode()) * 2 > len(texts.people) > SMALL
            return None if is_everywhere else texts.of_number(one.number)
        if one.letters:
            return texts.of_letters(one.letters)
        found = texts.of_words(one.words)
        if notes := _notes_sql(one):
            found.update(int(row[0]) for row in self._store.rows(notes, [_told(one)[1]] * 2))
        return found


@dataclass(frozen=True, slots=True)
class _Texts:
    """Everybody's ids from 1 on, and in their order each column as one text, letters small as far as they are ASCII."""

    people: list[int]
    name: bytes
    pinyin: bytes
    initials: bytes
    phone: bytes
    id_number: bytes

    @classmethod
    def read(cls, store: Store) -> "_Texts":
        joined = ", ".join(f"group_concat({name}, char({ord(_BETWEEN)}))" for name in _COLUMNS)
        row = store.row(f"SELECT group_concat(id), {joined} FROM person WHERE deleted_on = ''")
        if row is None or row[0] is None:
            return cls([0], b"", b"", b"", b"", b"")
        people = [int(number) for number in str(row[0]).split(",")]
        texts = [str(text or "") for text in row[1:]]
        if any(text.count(_BETWEEN) != len(people) - 1 for text in texts):  # one holds that sign itself
            rows = store.rows(f"SELECT id, {', '.join(_COLUMNS)} FROM person WHERE deleted_on = ''")
            people = [int(row[0]) for row in rows]
            columns = list(zip(*rows, strict=True))[1:]
            texts = [_BETWEEN.join(str(v).replace(_BETWEEN, " ") for v in column) for column in columns]
        return cls([0, *people], *(f"{_BETWEEN}{text}{_BETWEEN}".encode().lower() for text in texts))

    def of_number(self, number: str) -> set[int]:
        """Part of a phone number, the end of an ID number, or, when long enough, its beginning."""
        wanted = number.lower().encode()
        found = {*self._whose(self.phone, wanted), *self._whose(self.id_number, wanted + _EDGE)}
        if len(number) >= _WHOLE:
            found.update(self._whose(self.id_number, _EDGE + wanted))
        return found

    def of_letters(self, letters: str) -> set[int]:
        """The beginning of pinyin or initials, or letters in a name."""
        low = letters.lower().encode()
        found = {*self._whose(self.pinyin, _EDGE + low), *self._whose(self.initials, _EDGE + low)}
        return found.union(self._whose(self.name, low))

    def of_words(self, words: str) -> set[int]:
        return set(self._whose(self.name, words.encode("utf-8", "replace").lower()))

    def _whose(self, text: bytes, wanted: bytes) -> Iterator[int]:
        """Who has it: as many edges lie before it as people, counting his own; no step of Python a hit."""
        before = accumulate(map(bytes.count, text.split(wanted)[:-1], repeat(_EDGE)))
        if wanted.startswith(_EDGE):  # it holds the edge before him
            before = map(add, before, count(1))
        elif wanted.endswith(_EDGE):  # and here the one after him, which is the next one's
            before = map(add, before, count())
        return map(self.people.__getitem__, before)
