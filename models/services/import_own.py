"""Own fields of the branch in an import: a column headed like one goes there, and its values are kept with the person."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.db.transaction import Reader, Tx
from models.domain.card import OwnField, OwnKind
from models.domain.own_cleaning import own_cleaner
from models.domain.roster_cleaning import Cleaner
from models.services.import_plan import OWN
from models.services.pinyin import pinyin_of_words
from models.services.sheet_layout import squeeze

_CHUNK = 500


def own_fields(reader: Reader) -> tuple[str, ...]:
    """own:3:政治生日 for every own field that is still offered."""
    rows = reader.rows("SELECT id, caption FROM own_field WHERE closed_on = '' ORDER BY position, id")
    return tuple(f"{OWN}{key}:{caption}" for key, caption in rows)


def cleaners(reader: Reader) -> dict[str, Cleaner]:
    """How a cell is read for each own field that is still offered, by its name in an import."""
    sql = "SELECT id, caption, kind, choices FROM own_field WHERE closed_on = ''"
    return {
        f"{OWN}{key}:{caption}": own_cleaner(
            OwnField(id=key, caption=caption, kind=OwnKind(kind), choices=_lines(choices)), pinyin_of_words
        )
        for key, caption, kind, choices in reader.rows(sql)
    }


def choices_of(reader: Reader) -> dict[str, tuple[str, ...]]:
    """What may stand in the own fields that ask for a choice, or for 是 or 否, by their name in an import."""
    sql = "SELECT id, caption, kind, choices FROM own_field WHERE closed_on = '' AND kind IN (?, ?)"
    return {
        f"{OWN}{key}:{caption}": ("是", "否") if kind == OwnKind.YES_NO else _lines(choices)
        for key, caption, kind, choices in reader.rows(sql, (OwnKind.CHOICE, OwnKind.YES_NO))
    }


def _lines(choices: str) -> tuple[str, ...]:
    return tuple(line for line in choices.split("\n") if line)


def by_caption(own: Sequence[str]) -> dict[str, str]:
    """Own fields by their caption as a head is compared."""
    return {squeeze(field.split(":", 2)[2]): field for field in own}


def own_id(field: str) -> int:
    return int(field.split(":", 2)[1])


def stored_values(reader: Reader, ids: Sequence[int], fields: Sequence[str]) -> dict[int, dict[str, str]]:
    """What these people have in these own fields; "" where nothing."""
    names = {own_id(field): field for field in fields}
    found: dict[int, dict[str, str]] = {one: dict.fromkeys(fields, "") for one in ids}
    for start in range(0, len(ids), _CHUNK) if names else ():
        part = ids[start : start + _CHUNK]
        sql = f"""SELECT person_id, own_field_id, value FROM own_value
                  WHERE person_id IN ({", ".join("?" * len(part))})"""
        for person, key, value in reader.rows(sql, part):
            if key in names:
                found[person][names[key]] = value
    return found


def rows_of(person_id: int, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of `own_value` for somebody new."""
    return [
        {"person_id": person_id, "own_field_id": own_id(name), "value": str(value)}
        for name, value in values.items()
        if name.startswith(OWN) and value != ""
    ]


def write(tx: Tx, person_id: int, values: Mapping[str, Any]) -> None:
    """Put values into own fields of somebody on record."""
    for row in rows_of(person_id, values):
        known = tx.value(
            "SELECT id FROM own_value WHERE person_id = ? AND own_field_id = ?",
            (person_id, row["own_field_id"]),
        )
        if known is None:
            tx.insert("own_value", row)
        else:
            tx.update("own_value", int(known), {"value": row["value"]})
