"""When something is to be done, in the words of minutes."""

import pytest

from models.domain.due_words import due_day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("10月底", "2026-10-31"),
        ("10月31日前", "2026-10-31"),
        ("10-15", "2026-10-15"),
        ("10.15", "2026-10-15"),
        ("3月底前完成", "2027-03-31"),
        ("2月底", "2027-02-28"),
        ("年底", "2026-12-31"),
        ("月底", "2026-09-30"),
        ("本月25日", "2026-09-25"),
        ("下月15日", "2026-10-15"),
        ("下个月底", "2026-10-31"),
        ("四季度末", "2026-12-31"),
        ("季度末", "2026-09-30"),
        ("2027年1月10日", "2027-01-10"),
        ("20261031", "2026-10-31"),
        ("2026-10", "2026-10-31"),
        ("11月中旬", "2026-11-20"),
        ("9月31日", ""),
        ("2月30日", ""),
        ("尽快", ""),
        ("", ""),
    ],
)
def test_the_last_day_meant(words: str, day: str) -> None:
    assert due_day(words, "2026-09-12") == day


def test_from_december_the_next_month_is_next_year() -> None:
    assert due_day("下月15日", "2026-12-20") == "2027-01-15"
