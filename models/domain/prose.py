"""Chinese running text as offices write it: headings by their numbers, the number that follows, what a paste leaves behind."""

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
# Level 1 一、 2 （一） 3 1. 4 （1） 5 ①: before, number, after.
_MARKERS = (
    re.compile(rf"([\s　]*)({_NUMERAL})(、)"),
    re.compile(rf"([\s　]*[（(])({_NUMERAL})([）)])"),
    re.compile(r"([\s　]*)(\d{1,3})([．、]|\.(?!\d))"),
    re.compile(r"([\s　]*[（(])(\d{1,3})([）)])"),
    re.compile(rf"([\s　]*)([{_CIRCLED}])()"),
)
_SENTENCE_END = "。；;.！？!?"
LONGEST_HEADING = 40  # letters: what is longer is a paragraph with a number


@dataclass(frozen=True, slots=True)
class Marker:
    """The number a paragraph begins with; `end` is where its words begin."""

    level: int
    before: str
    number: int
    after: str
    end: int

    def text(self, number: int) -> str:
        """The same kind of number with another value."""
        shown = str(number)
        if self.level in (1, 2):
            shown = chinese_number(number)
        elif self.level == 5:
            shown = _CIRCLED[number - 1]
        return f"{self.before}{shown}{self.after}"


def chinese_number(number: int) -> str:
    """1 to 99 in hanzi."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _value(text: str) -> int:
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.index(text) if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)


def marker_of(line: str) -> Marker | None:
    """The number at the beginning of a paragraph, if it has one."""
    for level, pattern in enumerate(_MARKERS, start=1):
        found = pattern.match(line)
        if found and (number := _value(found[2])):
            return Marker(level, found[1], number, found[3], found.end())
    return None


def next_marker(line: str) -> str | None:
    """With what the next paragraph begins: None when nothing is counted here, "" when the count ends.

    一、 and （一） stand over other paragraphs as headings; only one that ends like a sentence is counted on.
    """
    found = marker_of(line)
    if found is None:
        return None
    words = line[found.end :].strip()
    if not words:
        return ""
    if found.level <= 2 and words[-1] not in _SENTENCE_END:
        return None
    most = {1: 99, 2: 99, 5: len(_CIRCLED)}.get(found.level, 999)
    gap = " " if line[found.end] == " " else ""  # as the one before was written
    return found.text(found.number + 1) + gap if found.number < most else None


def heading_span(line: str) -> tuple[int, int]:
    """Level and length of the heading a paragraph begins with; (0, 0) for plain words.

    A heading is the whole of a short paragraph, or the first sentence of a long one.
    """
    found = marker_of(line)
    if found is None:
        return 0, 0
    if found.level > 2:
        return found.level, found.end
    if len(line) <= LONGEST_HEADING and line.count("。") <= line.endswith("。"):
        return found.level, len(line)
    stop = line.find("。", found.end)
    return found.level, stop + 1 if 0 <= stop < LONGEST_HEADING else found.end


def letters(text: str) -> int:
    """字数: everything but blanks."""
    return len("".join(text.split()))


# -- what a paste leaves behind ------------------------------------------------------------------------------

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x06\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]")
_BULLET = re.compile("^[\ue000-\uf8ff][ \t\u3000]*|^[·•●■◆▪Øl§]\t+[ ]*")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_WIDE_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
_CELLS = re.compile("[ ]*[\t\x07]+[ \t\x07]*")
_BLANKS = re.compile(" {2,}")
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_LINE_LEAST = 20  # letters of a line that a page's edge may have broken
_CLOSED = "。！？；：…”’）》.!?;:"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Pasted text as it goes in, and in a few words what was taken out of it."""

    text: str
    notes: tuple[str, ...] = ()


def cleaned(pasted: str) -> Cleaned:
    """Paragraphs without the rubbish of Word, web pages and PDF files; words and punctuation stay as they are."""
    text = _BREAKS.sub("\n", pasted)
    text, unseen = _UNSEEN.subn("", text)
    text = _WIDE_BLANKS.sub(" ", text)
    text, radicals = _RADICALS.subn(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    bullets = 0
    lines: list[str] = []
    for line in text.split("\n"):
        line, found = _BULLET.subn("", line.lstrip(" \u3000"))
        line, private = _PRIVATE.subn("", line)
        bullets, unseen = bullets + found, unseen + private
        own = marker_of(line)
        if own and line[own.end :][:1] == "\t":
            line = line[: own.end] + line[own.end :].lstrip("\t ")
        line = _BLANKS.sub(" ", _CELLS.sub("　", line.strip(" \t\x07"))).strip(" 　")
        lines.append(line)
    kept = [line for line in lines if line]
    empty = sum(not line for line in lines[:-1]) if len(lines) > 1 else 0
    whole, joined = _join_broken(kept)
    said = (
        (unseen, f"{unseen} 个看不见的字符"),
        (bullets, f"{bullets} 个项目符号"),
        (empty, f"{empty} 个空行"),
    )
    notes = [f"去掉 {'、'.join(words for count, words in said if count)}"] if unseen + bullets + empty else []
    notes += [f"接好 {joined} 处断行"] if joined else []
    notes += [f"换正 {radicals} 个部首字"] if radicals else []
    end = "\n" if text.endswith("\n") and kept else ""
    return Cleaned("\n".join(whole) + end, tuple(notes))


def _join_broken(lines: list[str]) -> tuple[list[str], int]:
    """Lines that the edge of a page broke become paragraphs again: nearly all as long as the longest."""
    longest = max(map(len, lines), default=0)
    if len(lines) < 3 or longest < _LINE_LEAST:
        return lines, 0
    whole: list[str] = []
    count, is_open = 0, False
    for line in lines:
        if is_open and marker_of(line) is None:
            whole[-1] += line
            count += 1
        else:
            whole.append(line)
        is_open = len(line) >= longest - 2 and line[-1] not in _CLOSED
    return whole, count
