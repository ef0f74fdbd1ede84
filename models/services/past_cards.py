"""The cards of a past day as a table to search in: what movements changed since then is laid over the cards of now."""

import json
from collections.abc import Iterable
from dataclasses import fields

from models.domain.records import Person

# what movements, and a confirmation still to come, change on a card
CHANGING = (
    *("category", "confirmed_on", "membership_state", "arrived_on", "left_on", "left_kind"),
    *("is_lost", "lost_on", "lost_kind", "is_mobile", "mobile_to", "suspended_from", "suspended_to"),
)
_STAYING = (
    *(field.name for field in fields(Person) if field.name not in CHANGING),
    *("branch_id", "deleted_on", "sort_key"),
)
_LAID = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in ("id", *CHANGING))
_COLUMNS = ", ".join(
    [f"q.{name}" for name in _STAYING]
    + [f"CASE WHEN o.id IS NULL THEN q.{name} ELSE o.{name} END AS {name}" for name in CHANGING]
)
# stands where `person p` does, with one value: what `laid_over` made
PAST_PERSON = (
    f"(SELECT {_COLUMNS} FROM person q LEFT JOIN (SELECT {_LAID} FROM json_each(?)) o ON o.id = q.id) p"
)


def laid_over(cards: Iterable[tuple[Person, Person]]) -> str:
    """Of pairs (now, then) what was different then, as one value for PAST_PERSON."""
    different = [then for now, then in cards if then != now]
    return json.dumps(
        [{"id": then.id, **{name: getattr(then, name) for name in CHANGING}} for then in different],
        ensure_ascii=False,
    )
