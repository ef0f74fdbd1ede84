"""Whom last year's report and the roster may have counted each in its way: told when the two differ."""

from models.db.transaction import Reader
from models.domain.dates import chinese_date
from models.domain.movement_kinds import OUT
from models.domain.pipeline import REFUSED

_LETTERS = """SELECT p.name, m.on_date, m.receipt_on FROM movement m JOIN person p ON p.id = m.person_id
    WHERE m.kind = ? AND m.voided_on = '' AND p.deleted_on = '' AND m.on_date <= ?
    AND (m.receipt_on = '' OR m.receipt_on > ?) ORDER BY p.sort_key, m.id"""
_APPROVED = """SELECT p.name, a.on_date, b.on_date, a.result, b.result FROM step a
    JOIN step b ON b.person_id = a.person_id AND b.code = 'approval' JOIN person p ON p.id = a.person_id
    WHERE a.code = 'admission' AND a.on_date <> '' AND a.on_date <= ? AND b.on_date > ? AND p.deleted_on = ''
    ORDER BY p.sort_key, a.id"""


def doubts(reader: Reader, last_day: str) -> tuple[str, ...]:
    """One sentence a person: a letter under way on that day, an admission approved after it."""
    found: list[str] = []
    for name, on, receipt in reader.rows(_LETTERS, (OUT, last_day, last_day)):
        came = f"{chinese_date(receipt)}才收到回执" if receipt else "还没有收到回执"
        found.append(f"{name}：{chinese_date(on)}开出介绍信，{came}，回执以前名册仍计入")
    for name, on, approved, *results in reader.rows(_APPROVED, (last_day, last_day)):
        if not REFUSED.intersection(results):
            found.append(
                f"{name}：{chinese_date(on)}支部大会通过，{chinese_date(approved)}批准，名册从大会之日起计入"
            )
    return tuple(found)
