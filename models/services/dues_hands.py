"""Who takes and who checks the money: proposed as on the last receipt or voucher, never stored outside the branch's data."""

from models.db.transaction import Reader
from models.services.settings import TWO_PERSONS, YES, Settings

_LAST = """SELECT by, checked FROM (
    SELECT received_on AS day, received_by AS by, checked_by AS checked FROM payment WHERE received_by <> ''
    UNION ALL SELECT on_date, handled_by, checked_by FROM voucher WHERE handled_by <> '')
    ORDER BY day DESC LIMIT 1"""


def last_hands(reader: Reader) -> tuple[str, str]:
    """Who took money and who checked it the last time; blank names while nobody is known."""
    found = next(iter(reader.rows(_LAST)), ("", ""))
    return str(found[0]), str(found[1])


def needs_two(settings: Settings) -> bool:
    """Whether the branch wants two people on every receipt and voucher (DF-16)."""
    return settings.get(TWO_PERSONS) == YES
