"""Puts placeholders right that Word or the writer broke, and makes a row with a list's columns repeat.

Word cuts a text into pieces wherever spelling, fonts or editing changed; Chinese input methods write full-width braces.
Both are mended. What cannot be mended is named with the words around it.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exporters.templates.fields import Catalogue
from exporters.templates.markup import w
from exporters.templates.names import simplify

ROWS = "行_"  # before a list's name: its rows, at least one, for a row that repeats by itself
LINES = "段_"  # the same for a paragraph, which may vanish
_OPEN, _CLOSE = "[{｛]", "[}｝]"
_TAG = re.compile(
    rf"{_OPEN}\s?{_OPEN}(?P<value>.*?){_CLOSE}\s?{_CLOSE}|{_OPEN}(?P<mark>[%％#])(?P<control>.*?)[%％#]{_CLOSE}",
    re.DOTALL,
)
_HALVES = re.compile(rf"{_OPEN}{_OPEN}|{_CLOSE}{_CLOSE}|{_OPEN}[%％]|[%％]{_CLOSE}")
_SINGLE = re.compile(rf"{_OPEN}([^{{}}｛｝%％#]{{1,20}}){_CLOSE}")
_ELSEWHERE = re.compile(r"\{\{|\{%|\{#")
_ROOT = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\.")
_LOOP = re.compile(r"\{%\w*\s*for\s+(\w+)\s+in")
_PREFIX = re.compile(r"^(?:r|p|tr|tc)\s+")
_PLAIN = re.compile(r"[\w.]+")
_EXPRESSION = re.compile(r"['\"=<>~()\[\]]|\b(if|else|and|or|not)\b")
_MERGEFIELD = re.compile(r"MERGEFIELD\s+\"?([^\"\\ ]+)", re.IGNORECASE)
_LONGEST, _DEEPEST = 200, 6  # characters and brackets in one placeholder
_AROUND = 24
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right in the template: what is wrong, where, and the known name it may have meant.

    One that does not `block` leaves the template usable: the words are printed as they stand.
    """

    message: str
    near: str = ""
    instead: str = ""
    blocks: bool = True


class Mender:
    """One part of a template."""

    def __init__(self, tree: Any, catalogue: Catalogue) -> None:
        self.tree, self._catalogue = tree, catalogue
        self.problems: list[Problem] = []
        self.mended = 0
        self._loops: set[str] = set()

    def mend(self) -> None:
        """Everything in order: marks of editing away, placeholders whole, rows repeating."""
        for name in ("proofErr", "lastRenderedPageBreak"):
            for one in list(self.tree.iter(w(name))):
                _drop(one)
        self._loops = set(_LOOP.findall(_half_width("".join(t.text or "" for t in self.tree.iter(w("t"))))))
        for paragraph in self.tree.iter(w("p")):
            self._paragraph(paragraph)
        self._elsewhere()
        self._repeat()

    # paragraphs

    def _paragraph(self, paragraph: Any) -> None:
        pieces = list(_pieces(paragraph))
        text = "".join(piece.text or "" for piece in pieces)
        if not re.search(r"[{}｛｝]", text):
            return
        tags = [
            (found.start(), found.end(), self._tidy(found, _near(text, found.start())))
            for found in _TAG.finditer(text)
        ]
        self._put(pieces, tags)
        rest = _TAG.sub("", text)
        if _HALVES.search(rest):
            self.problems.append(
                Problem("这里的括号只有一半：字段前面要有 {{，后面要有 }}，并且在同一段里。", _near(text, 0))
            )
            kept = "".join(piece.text or "" for piece in pieces)
            for piece in pieces[1:]:
                piece.text = ""
            pieces[0].text = _without_halves(kept)  # so that the rest can be read, and named as well
        for single in _SINGLE.finditer(rest):
            if found := self._catalogue.find(single[1]):
                message = f"“{single[0]}”只有一层括号，会照原样印出来；要填写，请写成 {{{{{found.name}}}}}。"
                self.problems.append(Problem(message, _near(text, 0), found.name, blocks=False))

    def _put(self, pieces: list[Any], tags: list[tuple[int, int, str]]) -> None:
        """Write each placeholder whole into the piece it begins in, out of the others; `tags`: from, to, text, in order.

        One walk over both: a paragraph may hold a thousand of each.
        """
        left = deque(tags)
        at = 0
        for piece in pieces:
            text = piece.text or ""
            low, high = at, at + len(text)
            at, here = high, low
            made: list[str] = []
            while left and left[0][0] < high and low < high:
                start, end, new = left[0]
                if start >= low:
                    made += (text[here - low : start - low], new)
                else:
                    self.mended += 1
                here = min(end, high)
                if end > high:
                    break
                left.popleft()
            if here > low:
                piece.text = "".join((*made, text[here - low :]))
                piece.set(SPACE, "preserve")

    def _tidy(self, found: re.Match[str], near: str) -> str:
        """A placeholder as the engine reads it: half-width signs, known names in their own words."""
        if len(found[0]) > _LONGEST or len(re.findall(r"[(\[{]", found[0])) > _DEEPEST:
            self.problems.append(Problem("这一处花括号里的内容太长，填不了。", near))
            return ""
        if found["mark"]:
            mark = "#" if found["mark"] == "#" else "%"
            return f"{{{mark}{_half_width(found['control'])}{mark}}}"
        inner = _PREFIX.sub("", _half_width(found["value"]).strip())
        path, bar, rest = inner.partition("|")
        asked = self._catalogue.find(path)
        if asked is None and _EXPRESSION.search(path):
            return f"{{{{ {inner} }}}}"
        path = asked.name if asked else self._column(re.sub(r"[。·．]", ".", path))
        if not _PLAIN.fullmatch(path) or path[0].isdigit():
            self.problems.append(Problem(f"“{' '.join(found[0].split())}”里没有字段名。", near))
            return ""
        return f"{{{{ {path}{bar}{rest} }}}}"

    def _column(self, path: str) -> str:
        """“列表.栏” in the catalogue's words; a loop's own variable keeps its name."""
        root, dot, column = path.partition(".")
        asked = None if root.strip() in self._loops else self._catalogue.find(root)
        if dot and asked and asked.rows:
            return f"{asked.name}.{asked.rows.column(column) or simplify(column)}"
        return ".".join(filter(None, (simplify(part) for part in path.split("."))))

    # what stands where nothing can be filled in

    def _elsewhere(self) -> None:
        texts = {w("t")}
        for one in self.tree.iter():
            if not isinstance(one.tag, str):
                continue
            inside = "" if one.tag in texts else one.text or ""
            if one.tag == w("instrText") and (field := _MERGEFIELD.search(inside)):
                message = f"邮件合并域“{field[1]}”不会填写，请删掉它，改写成 {{{{{field[1]}}}}}。"
                self.problems.append(Problem(message, blocks=False))
            if any(_ELSEWHERE.search(text) for text in (inside, one.tail or "", *one.attrib.values())):
                self.problems.append(
                    Problem("字段放在了不能填写的地方（域代码、公式、图形的说明等）。", inside[:_AROUND])
                )

    # rows

    def _repeat(self) -> None:
        """A table row, or a paragraph outside tables, that names a list's columns stands once for each of its rows."""
        lists = {one.name for one in self._catalogue.lists}
        chosen: dict[Any, set[str]] = {}
        for paragraph in list(self.tree.iter(w("p"))):
            text = "".join(piece.text or "" for piece in _pieces(paragraph))
            names = {name for name in _ROOT.findall(text) if name in lists and name not in self._loops}
            if names:
                row = next((one for one in paragraph.iterancestors(w("tr"))), paragraph)
                chosen.setdefault(row, set()).update(names)
        for row, names in chosen.items():
            if len(names) > 1:
                self.problems.append(
                    Problem(
                        f"同一行里用了两个列表（{'、'.join(sorted(names))}），不知道按哪一个重复，请分成两行。"
                    )
                )
                continue
            (name,) = names
            source = f"{ROWS if row.tag == w('tr') else LINES}{name}"
            _around(row, f"{{% for {name} in {source} %}}", "{% endfor %}")
            for merge in row.iter(w("vMerge")):
                if merge.get(w("val")) == "restart":
                    merge.set(w("val"), "{% if loop.first %}restart{% else %}continue{% endif %}")


def _pieces(paragraph: Any) -> Iterator[Any]:
    """The text pieces of a paragraph, not those of text boxes within it."""
    for piece in paragraph.iter(w("t")):
        if next(piece.iterancestors(w("p")), None) is paragraph:
            yield piece


def _without_halves(text: str) -> str:
    whole = [found.span() for found in _TAG.finditer(text)]
    ends = [0, *(place for span in whole for place in span), len(text)]
    parts = [text[low:high] for low, high in zip(ends, ends[1:], strict=False)]
    return "".join(part if number % 2 else _HALVES.sub("", part) for number, part in enumerate(parts))


def _half_width(text: str) -> str:
    quotes = str.maketrans("“”‘’", "\"\"''")
    return unicodedata.normalize("NFKC", text).translate(quotes)


def _near(text: str, at: int) -> str:
    """The words around a place, to find it by."""
    start = max(0, at - _AROUND // 3)
    return text[start : start + _AROUND].strip()


def _drop(one: Any) -> None:
    parent = one.getparent()
    if one.tail:
        before = one.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + one.tail
        else:
            parent.text = (parent.text or "") + one.tail
    parent.remove(one)


def _around(one: Any, before: str, after: str) -> None:
    """Text before and behind an element, between the elements."""
    previous = one.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + before
    else:
        parent = one.getparent()
        parent.text = (parent.text or "") + before
    one.tail = after + (one.tail or "")
