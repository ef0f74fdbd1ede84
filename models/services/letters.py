"""Numbers of transfer letters: prefix, year and three digits; they only grow, and none is used twice.

The journal remembers numbers that were taken back by undo: the paper may have left the house.
"""

import json
import re
from collections.abc import Iterable, Iterator

from models.db.transaction import Reader
from models.domain.movement_kinds import OUT


def next_number(reader: Reader, prefix: str, year: int) -> str:
    """The number after the highest one ever given: 青〔2026〕004."""
    head = f"{prefix}〔{year}〕"
    pattern = re.compile(re.escape(head) + r"(\d+)")
    taken = [int(found[1]) for text in _ever_given(reader) if (found := pattern.fullmatch(text))]
    return f"{head}{max(taken, default=0) + 1:03d}"


def is_taken(reader: Reader, number: str, but_id: int = 0) -> bool:
    """Whether another letter bears this number, or once bore it."""
    live = reader.value(
        "SELECT 1 FROM movement WHERE kind = ? AND letter_number = ? AND id <> ?", (OUT, number, but_id)
    )
    return bool(live) or number in set(_from_journal(reader, but_id))


def _ever_given(reader: Reader) -> Iterator[str]:
    for (number,) in reader.rows("SELECT letter_number FROM movement WHERE kind = ?", (OUT,)):
        yield str(number)
    yield from _from_journal(reader)


def _from_journal(reader: Reader, but_id: int = 0) -> Iterable[str]:
    """Numbers of letters in the history, of this branch's own letters only."""
    rows = reader.rows(
        "SELECT entity_id, body FROM journal WHERE entity = 'movement' AND op IN ('insert', 'update')"
    )
    given: dict[int, set[str]] = {}
    kinds: dict[int, str] = {}
    for row_id, body in rows:
        after = json.loads(str(body)).get("after", {})
        if "kind" in after:
            kinds[int(row_id)] = after["kind"]
        if after.get("letter_number"):
            given.setdefault(int(row_id), set()).add(after["letter_number"])
    return [n for i, numbers in given.items() if i != but_id and kinds.get(i) == OUT for n in numbers]
