"""The queue of what a person has to decide; nothing leaves it by itself but what the branches have settled."""

from collections.abc import Sequence

from models.db.transaction import Reader, Tx
from models.domain.committee import Choice, ConflictKind

_TWICE = """SELECT id_number FROM person WHERE id_number <> '' AND deleted_on = ''
    GROUP BY id_number HAVING count(*) > 1"""
_SETTLED = "后来的上报包里已不再重复"


def same_people(reader: Reader) -> list[Sequence[str]]:
    """Pairs on the rosters of two branches under one ID number: branch and person of each, in a fixed order, name."""
    rows = reader.rows(
        f"""SELECT p.id_number, b.uuid, p.uuid, p.name, b.name
            FROM ({_TWICE}) AS twice CROSS JOIN person p ON p.id_number = twice.id_number
            JOIN branch b ON b.id = p.branch_id
            WHERE p.id_number <> '' AND p.deleted_on = '' AND +p.left_on = ''
            ORDER BY p.id_number, b.uuid, p.uuid"""
    )
    return [
        (one[1], one[2], two[1], two[2], one[3], one[4], two[4])
        for one, two in zip(rows, rows[1:], strict=False)
        if one[0] == two[0]
    ]


def find_same_people(tx: Tx, today: str) -> int:
    """Enter new pairs, close those which the branches have settled themselves; how many are new."""
    known = {
        (str(record), str(other)): (int(row_id), bool(decided))
        for row_id, record, other, decided in tx.rows(
            "SELECT id, record_uuid, other_record, decided_on <> '' FROM conflict WHERE kind = ?",
            (ConflictKind.SAME_PERSON,),
        )
    }
    found: list[dict[str, object]] = []
    live: set[tuple[str, str]] = set()
    for branch, record, other_branch, other, name, here, there in same_people(tx):
        live.add((record, other))
        if (record, other) in known:
            continue
        found.append(
            {
                "kind": ConflictKind.SAME_PERSON,
                "branch_uuid": branch,
                "other_uuid": other_branch,
                "record_uuid": record,
                "other_record": other,
                "message": f"{name}：同一个身份证号同时在“{here}”和“{there}”的名册上。",
                "found_on": today,
            }
        )
    tx.insert_many("conflict", found)
    for pair, (row_id, decided) in known.items():
        if not decided and pair not in live:
            values = {"decided_on": today, "choice": Choice.NOTED, "reason": _SETTLED, "decided_by": ""}
            tx.update("conflict", row_id, values)
    return len(found)
