"""What a person said is one record although two computers entered it: kept with the decisions, under both names."""

from models.db.transaction import Reader
from models.domain.merging import OURS, SAME
from models.domain.merging_twice import Pair

DESK = "desk"  # conflict.kind of what was decided between the computers of a branch


def pairs(reader: Reader) -> list[Pair]:
    """The other computer's name of a record and ours, newest decision first."""
    rows = reader.rows(
        "SELECT record_uuid, other_record FROM conflict WHERE kind = ? AND choice = ? ORDER BY id DESC",
        (DESK, SAME),
    )
    return [(str(theirs), str(ours)) for theirs, ours in rows]


def kept(reader: Reader) -> frozenset[str]:
    """What a person was told of once and left here as it is; it matters only of what can never change."""
    rows = reader.rows(
        "SELECT record_uuid FROM conflict WHERE kind = ? AND choice = ? AND other_record = ''", (DESK, OURS)
    )
    return frozenset(str(row[0]) for row in rows)
