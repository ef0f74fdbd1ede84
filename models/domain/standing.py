"""Who belonged to the branch on a day, as what, and with which rights (ZB-23, XJ-04)."""

from dataclasses import dataclass, replace

from models.domain.dates import add_months, bounds, chinese_date, full
from models.domain.records import MEMBER_CATEGORIES, Category, Person

_PROBATION_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """A person on a day. `why` explains a missing right or a doubt in one phrase."""

    in_branch: bool
    category: Category
    can_vote: bool
    why: str


USUAL = Standing(True, Category.FULL, True, "")  # of nearly everybody: one for all
NO_DAY = "入党日期未录入，按名册类别"


def standing_on(person: Person, on: str) -> Standing:
    """Standing on ISO day `on`: joined or arrived by then, not yet left, full member or on probation.

    A partial date counts from its first day. On the day of leaving a person no longer belongs.
    """
    if person.category not in MEMBER_CATEGORIES and not person.joined_on:
        return Standing(False, person.category, False, "不是党员")
    since = person.joined_on
    if since and _first(since) > on:
        return Standing(False, person.category, False, f"{chinese_date(since)}入党，此前不在册")
    if person.arrived_on and _first(person.arrived_on) > on:
        return Standing(False, person.category, False, f"{chinese_date(person.arrived_on)}转入，此前不在册")
    category = _category_on(person, on)
    if person.left_on and _first(person.left_on) <= on:
        kind = person.left_kind or "离开"
        return Standing(False, category, False, f"{chinese_date(person.left_on)}{kind}")
    if person.membership_state == "停止党籍":
        return Standing(False, category, False, "停止党籍")
    if category == Category.PROBATIONARY:
        return Standing(True, category, False, "预备党员没有表决权")
    if is_suspended(person, on):
        return Standing(True, category, False, "表决权中止期间（如留党察看）")
    return (
        USUAL if since and category is Category.FULL else Standing(True, category, True, NO_DAY * (not since))
    )


def as_it_was(person: Person, category: Category, on: str) -> Person:
    """The card with the category of a day, and without a confirmation that was still to come."""
    later = bool(person.confirmed_on) and _first(person.confirmed_on) > on
    if category == person.category and not later:
        return person
    return replace(person, category=category, confirmed_on="" if later else person.confirmed_on)


def _first(iso: str) -> str:
    if len(iso) == 10:  # asked of thousands of cards at once
        return iso
    span = bounds(iso)
    return span[0].isoformat() if span else iso


def _category_on(person: Person, on: str) -> Category:
    if person.confirmed_on:
        return Category.FULL if _first(person.confirmed_on) <= on else Category.PROBATIONARY
    if person.category == Category.FULL:
        earliest = add_months(person.joined_on, _PROBATION_MONTHS) if full(person.joined_on) else ""
        return Category.PROBATIONARY if earliest and on < earliest else Category.FULL
    return Category.PROBATIONARY if person.joined_on else person.category


def is_suspended(person: Person, on: str) -> bool:
    """Whether the vote is taken away on the day (留党察看 and the like); an open end lasts."""
    if not person.suspended_from or _first(person.suspended_from) > on:
        return False
    span = bounds(person.suspended_to)
    return span is None or on <= span[1].isoformat()


def party_age(person: Person, on: str) -> tuple[int, int] | None:
    """党龄 in (years, months) from the day of becoming a full member (FZ-44), plus the correction in months.

    A month without its day counts from the 1st; None when not even the month is known, or before that day.
    """
    start, at = person.confirmed_on, full(on)
    if len(start) < 7 or at is None:
        return None
    span = bounds(start)
    if span is None:
        return None
    months = (at.year - span[0].year) * 12 + at.month - span[0].month - (at.day < span[0].day)
    months += person.standing_correction
    return divmod(months, 12) if months >= 0 else None
