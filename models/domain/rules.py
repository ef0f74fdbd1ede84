"""Dated rule sets: what a rule asks, since when, and where it is written. Loaded strictly, once.

A rule set (edition) covers dates without gap or overlap inside its area; an unknown key, a citation which does not
resolve or an amount of the wrong type stops the program's self-test, never a user's work.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, cast

import resources
from models.domain.dates import add_days, full
from models.domain.finding import Citation, Finding, Severity

_EDITION_KEYS = {
    "version", "effective_from", "effective_to", "title", "source", "verified", "note", "supersedes", "value",
}  # fmt: skip
_VALUE_KEYS = {"id", "amount", "minimum", "unit", "severity", "citation", "note", "table"}
_CITATION_KEYS = {"id", "title", "article", "edition", "verified", "text"}
AREAS = (
    "development",
    "dues",
    "meeting",
    "election",
    "branch",
    "person",
    "card",
    "movement",
    "life",
    "appraisal",
    "record",
    "attendance",
)


class RuleDataError(Exception):
    """The shipped rule data are wrong: a bug of ours, found by the self-test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValue:
    """One number (or word, or table) of an edition. `unit` says what `amount` counts."""

    id: str
    citation: Citation
    amount: int | str = 0
    minimum: int = 0
    unit: str = ""
    severity: Severity = Severity.INFO
    note: str = ""
    table: tuple[tuple[int, ...], ...] = ()

    @property
    def number(self) -> int:
        if not isinstance(self.amount, int):
            raise RuleDataError(f"{self.id}: a number is needed, not {self.amount}")
        return self.amount

    @property
    def share(self) -> "Share":
        return Share.parse(str(self.amount))

    def finding(self, subject: str, message: str, **more: Any) -> Finding:
        """A finding of this rule with its citation; `severity` may be given, else the rule's own."""
        severity = more.pop("severity", self.severity)
        rule = self.id.split(".")[0]
        return Finding(
            rule=rule, severity=severity, subject=subject, message=message, citation=self.citation, **more
        )


@dataclass(frozen=True, slots=True)
class Share:
    """A threshold such as >1/2 or >=4/5, judged in integers only."""

    strict: bool
    numerator: int
    denominator: int

    @classmethod
    def parse(cls, text: str) -> "Share":
        """Read ">1/2" or ">=4/5"."""
        strict = not text.startswith(">=")
        parts = text.lstrip(">=").split("/")
        if not text.startswith(">") or len(parts) != 2:
            raise RuleDataError(f"not a share: {text}")
        return cls(strict, int(parts[0]), int(parts[1]))

    def reached(self, count: int, total: int) -> bool:
        """Whether `count` of `total` is enough; nobody out of nobody is never enough."""
        left, right = self.denominator * count, self.numerator * total
        return total > 0 and (left > right if self.strict else left >= right)

    def needed(self, total: int) -> int:
        """The least count which is enough for `total`."""
        exact = self.numerator * total
        return exact // self.denominator + 1 if self.strict else -(-exact // self.denominator)

    @property
    def words(self) -> str:
        """超过半数, 半数以上, 五分之四以上."""
        digits = "零一二三四五六七八九十"
        half = (self.numerator, self.denominator) == (1, 2)
        name = "半数" if half else f"{digits[self.denominator]}分之{digits[self.numerator]}"
        return f"超过{name}" if self.strict else f"{name}以上"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One edition of one area, in force from `effective_from` to `effective_to` ("" = until replaced)."""

    area: str
    version: str
    effective_from: str
    effective_to: str
    title: str
    source: str
    verified: str
    values: Mapping[str, RuleValue]
    note: str = ""

    def has(self, rule: str) -> bool:
        return rule in self.values

    def value(self, rule: str) -> RuleValue:
        """The value of a rule; an unknown id is a bug."""
        if rule not in self.values:
            raise RuleDataError(f"{self.area} {self.version}: no rule {rule}")
        return self.values[rule]

    def number(self, rule: str) -> int:
        return self.value(rule).number


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every edition of every area, and the citations."""

    editions: Mapping[str, tuple[RuleSet, ...]]
    citations: Mapping[str, Citation]

    def edition(self, area: str, on: str) -> RuleSet:
        """The edition in force on a day (partial dates count as their first day).

        Days before the first edition are judged by the first one; an empty date by the last.
        """
        sets = self.editions[area]
        if not on:
            return sets[-1]
        day = on if len(on) == 10 else f"{on}-01" if len(on) == 7 else f"{on}-01-01"
        for found in reversed(sets):
            if found.effective_from <= day:
                return found
        return sets[0]

    def citation(self, citation_id: str) -> Citation:
        """A citation by its id; an unknown id is a bug."""
        if citation_id not in self.citations:
            raise RuleDataError(f"no citation {citation_id}")
        return self.citations[citation_id]

    def find_citation(self, citation_id: str) -> Citation | None:
        """A citation kept in a record, which may come from another version of the program."""
        return self.citations.get(citation_id)


@cache
def load_rules() -> RuleBook:
    """The shipped rules, read once and checked (RuleDataError)."""
    citations = parse_citations(tomllib.loads(resources.read_text("rules/citations.toml")))
    return RuleBook({area: _load_area(area, citations) for area in AREAS}, citations)


def _load_area(area: str, citations: Mapping[str, Citation]) -> tuple[RuleSet, ...]:
    folder: Traversable = resources.ROOT / "rules" / area
    names = sorted(entry.name for entry in folder.iterdir() if entry.name[:1].isdigit())
    tables = (tomllib.loads(resources.read_text(f"rules/{area}/{name}")) for name in names)
    return check_sequence(area, [parse_edition(area, table, citations) for table in tables])


def _reject_unknown(where: str, table: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = set(table) - allowed
    if unknown:
        raise RuleDataError(f"{where}: unknown keys {', '.join(sorted(unknown))}")


def parse_citations(data: Mapping[str, Any]) -> dict[str, Citation]:
    """Citations by id; every key must be known and every id unique."""
    _reject_unknown("citations", data, {"citation"})
    found: dict[str, Citation] = {}
    for table in cast("list[dict[str, Any]]", data.get("citation", [])):
        _reject_unknown(f"citation {table.get('id')}", table, _CITATION_KEYS)
        citation = Citation(**table)
        if citation.id in found or citation.verified not in {"V", "V?", "M"}:
            raise RuleDataError(f"citation {citation.id}: used twice, or without a verified mark")
        found[citation.id] = citation
    return found


def parse_edition(area: str, data: Mapping[str, Any], citations: Mapping[str, Citation]) -> RuleSet:
    """One edition from its table; unknown keys, unknown citations and doubled ids are refused."""
    where = f"{area} {data.get('version')}"
    _reject_unknown(where, data, _EDITION_KEYS)
    values: dict[str, RuleValue] = {}
    for table in cast("list[dict[str, Any]]", data.get("value", [])):
        value = _parse_value(where, table, citations)
        if value.id in values:
            raise RuleDataError(f"{where}: {value.id} twice")
        values[value.id] = value
    for key in ("effective_from", "effective_to"):
        if data[key] and not full(str(data[key])):
            raise RuleDataError(f"{where}: {key} is no date")
    return RuleSet(
        area=area,
        version=str(data["version"]),
        effective_from=str(data["effective_from"]),
        effective_to=str(data["effective_to"]),
        title=str(data["title"]),
        source=str(data["source"]),
        verified=str(data["verified"]),
        note=str(data.get("note", "")),
        values=values,
    )


def _parse_value(where: str, table: Mapping[str, Any], citations: Mapping[str, Citation]) -> RuleValue:
    where = f"{where} {table.get('id')}"
    _reject_unknown(where, table, _VALUE_KEYS)
    citation = citations.get(str(table.get("citation")))
    amount = table.get("amount", 0)
    if citation is None or not isinstance(amount, int | str) or isinstance(amount, bool):
        raise RuleDataError(f"{where}: citation or amount is wrong")
    rows = cast("list[list[int]]", table.get("table", []))
    return RuleValue(
        id=str(table["id"]),
        citation=citation,
        amount=amount,
        minimum=int(table.get("minimum", 0)),
        unit=str(table.get("unit", "")),
        severity=Severity(str(table.get("severity", "I"))),
        note=str(table.get("note", "")),
        table=tuple(tuple(row) for row in rows),
    )


def check_sequence(area: str, sets: list[RuleSet]) -> tuple[RuleSet, ...]:
    """Editions by date; each must begin the day after the one before ends, and only the last is open."""
    ordered = sorted(sets, key=lambda s: s.effective_from)
    if not ordered:
        raise RuleDataError(f"{area}: no edition")
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if add_days(earlier.effective_to, 1) != later.effective_from:
            raise RuleDataError(f"{area}: {earlier.version} and {later.version} leave a gap or overlap")
    if ordered[-1].effective_to:
        raise RuleDataError(f"{area}: the last edition has an end")
    return tuple(ordered)
