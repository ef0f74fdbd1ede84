"""Reads a part quickly and strictly: one regular expression made from its fields stands for the whole grammar of a line.

A line that fits it is canonical JSON of the right fields with the right types and lengths, each written once and in order;
its values come out as tuples without a parser. Only a part that does not fit is looked at again, slowly, to say why.
"""

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from exporters.package.fields import Field, Kind, Part, Record, Value
from exporters.package.jsonl import BadJson, decode, load_object

MAX_LINE = 256 * 1024  # bytes
MAX_LINES = 200_000
CHUNK = 1024**2  # bytes looked at together, so that memory stays bounded
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ESCAPE = re.compile(r'\\(["\\nt])')
_MEANS = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Some records of a part as columns; a blank value is "" or 0, as the field's kind is."""

    part: Part
    names: tuple[str, ...]
    columns: tuple[Sequence[Value], ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def column(self, name: str) -> Sequence[Value]:
        """The values of a field; blank when the package does not include it."""
        if name in self.names:
            return self.columns[self.names.index(name)]
        return [self.part.blank(name)] * len(self)

    def tuples(self, names: Sequence[str]) -> Iterator[tuple[Value, ...]]:
        """The records as tuples in that order of fields: what `executemany` takes."""
        return zip(*(self.column(name) for name in names), strict=True)

    def records(self) -> Iterator[Record]:
        """The records as they were written, blank values left out."""
        for values in zip(*self.columns, strict=True):
            yield {name: value for name, value in zip(self.names, values, strict=True) if value}


class PartReader:
    """Reads one part; keeps what must hold across its lines."""

    def __init__(self, part: Part, names: Sequence[str]) -> None:
        self.part = part
        self.names = tuple(sorted(names))
        self._plain, self._escaped = _patterns(part, self.names)
        self._last: Any = None
        self._shared: list[set[object]] = [set() for _ in part.unique]
        self.lines = 0

    def chunks(self, data: bytes) -> Iterator[Rows]:
        """The records, some at a time; BadJson at the first that breaks a rule."""
        at = 0
        while at < len(data):
            end = data.rfind(b"\n", at, at + CHUNK) + 1
            if not end:
                raise BadJson(f"第 {self.lines + 1} 行太长或没有写完")
            yield self._chunk(data[at:end] if end - at < len(data) else data)
            at = end

    def _chunk(self, data: bytes) -> Rows:
        lines = data.count(b"\n")
        if self.lines + lines > MAX_LINES:
            raise BadJson(f"超过 {MAX_LINES} 行")
        if len(data) > MAX_LINE and max(map(len, data.split(b"\n"))) > MAX_LINE:
            raise BadJson("有一行太长")
        text = decode(data)
        escaped = "\\" in text
        found = (self._escaped if escaped else self._plain).findall(text)
        if len(found) != lines:
            raise BadJson(self._why(text))
        columns = [
            self._column(number, values, escaped) for number, values in enumerate(zip(*found, strict=True))
        ]
        rows = Rows(self.part, self.names, tuple(columns))
        self._check_keys(rows)
        self.lines += lines
        return rows

    def _column(self, number: int, values: tuple[str, ...], escaped: bool) -> Sequence[Value]:
        field = self.part.field(self.names[number])
        if field.kind in (Kind.INT, Kind.FEN):
            numbers = [int(value) if value else 0 for value in values]
            if max(numbers) > field.limit or min(numbers) < -field.limit:
                raise BadJson(f"{field.name} 的数字太大")
            return numbers
        if escaped and field.kind is Kind.TEXT:
            values = tuple(_unescape(value) if "\\" in value else value for value in values)
            if max(map(len, values)) > field.limit:
                raise BadJson(f"{field.name} 太长")
        return values

    def _check_keys(self, rows: Rows) -> None:
        """Sorted by key, no key twice; no two records share what may not be shared."""
        keys = _keys(rows, self.part.key)
        in_order = operator.le if self.part.repeats else operator.lt
        if not all(map(in_order, keys, keys[1:])) or (self.lines and not in_order(self._last, keys[0])):
            raise BadJson("记录的顺序不对，或有重复的记录")
        self._last = keys[-1]
        for names, seen in zip(self.part.unique, self._shared, strict=True):
            shared = _keys(rows, names)
            wanted: list[Any] = [key for key in shared if (all(key) if len(names) > 1 else key)]
            before = len(seen)
            seen.update(wanted)
            if len(seen) != before + len(wanted):
                raise BadJson(f"{'、'.join(names)} 有重复")

    def _why(self, text: str) -> str:
        """The first line that does not fit, and what is wrong with it."""
        for number, line in enumerate(text.split("\n")[:-1], self.lines + 1):
            if not self._escaped.fullmatch(line):
                return f"第 {number} 行：{self._fault(line)}"
        return "换行不符合规定"

    def _fault(self, line: str) -> str:
        try:
            found = load_object(line.encode("utf-8"))
        except BadJson as error:
            return str(error)
        if unknown := sorted(set(found) - set(self.names)):
            return f"有未知的字段 {unknown[0][:40]}"
        for name in self.names:
            if fault := _field_fault(self.part.field(name), found.get(name)):
                return f"{name} {fault}"
        return "不符合规定"


def _keys(rows: Rows, names: Sequence[str]) -> Sequence[Any]:
    """What the records are told apart by: the values of one field, or tuples of several."""
    if len(names) == 1:
        return rows.column(names[0])
    return list(zip(*(rows.column(name) for name in names), strict=True))


def _field_fault(field: Field, value: Any) -> str:
    """What is wrong with one value, or nothing; None stands for a field left out."""
    if value is None:
        return "没有填" if field.filled else ""
    is_text = field.kind in (Kind.TEXT, Kind.UUID)
    if type(value) is not (str if is_text else int):
        return "的类型不对"
    if not value:
        return "是空值，不应写出"
    if field.choices and value not in field.choices:
        return "不是允许的值"
    if field.kind is Kind.UUID:
        return "" if re.fullmatch(UUID, str(value)) else "不是编号"
    size = len(cast("str", value)) if is_text else abs(cast("int", value))
    return "太长或太大" if size > field.limit else ""


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: _MEANS[found.group(1)], text)


@lru_cache(maxsize=64)
def _patterns(part: Part, names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The grammar of a line: for text without escapes, and for text with them."""
    fields = [part.field(name) for name in names]
    plain = "".join(_field_pattern(field, rf'[^"\\\t\n]{{1,{field.limit}}}+') for field in fields)
    escaped = "".join(_field_pattern(field, r'(?:[^"\\\t\n]++|\\["\\nt])++') for field in fields)
    return re.compile(rf"^\{{{plain}\}}$", re.MULTILINE), re.compile(rf"^\{{{escaped}\}}$", re.MULTILINE)


def _field_pattern(field: Field, text: str) -> str:
    if field.choices:
        text = "|".join(map(re.escape, field.choices))
    if field.kind is Kind.UUID:
        text = UUID
    inner = f'"({text})"' if field.kind in (Kind.TEXT, Kind.UUID) else "(-?[1-9][0-9]{0,15})"
    whole = rf'"{field.name}":{inner}(?:,(?=")|(?=\}}))'
    return whole if field.filled else f"(?:{whole})?+"
